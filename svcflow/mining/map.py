"""The process map: which activities were done, what directly followed what, how often, and after how long.

A **flow** joins two steps that stand next to each other in a case (`position` n and n + 1), whatever their clock times say; a
**variant** is the whole sequence of a case. So each step is either the first of its case or the target of exactly one flow:
the counts of flows and of starts together are the number of steps. Everything here is one pass of group-bys over rows that
are already sorted; nothing is sorted again.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from svcflow.eventlog.log import EventLog
from svcflow.mining.results import ActivityCount, Flow, ProcessMap, Terminal, Variant

Gap = Literal["end_to_start", "end_to_end"]


def mine_map(log: EventLog, *, variants: int = 50) -> ProcessMap:
    """Count activities, flows, first and last activities, and variants.

    Parameters
    ----------
    log : EventLog
        Any log; pauses and queues are steps like others here, since the map shows the statuses that the desk knows.
    variants : int
        How many of the most frequent variants to keep; `variant_count` counts them all.

    Returns
    -------
    ProcessMap
        Everything by falling count, then by name. Hours on flows are elapsed hours [h], as `svcflow.mining.results` says;
        begins count as recorded when at least half of the steps have one (the others then stand for their end).

    Notes
    -----
    Costs a few group-bys: about 0.05 s for 20 000 steps, linear in the steps.
    """
    gap: Gap = "end_to_start" if log.steps["start_time"].count() * 2 >= max(log.steps.height, 1) else "end_to_end"
    steps = _coded(log, gap)
    kept = _variants(log, steps)
    return ProcessMap(
        cases=log.cases.height,
        activities=_activities(steps),
        flows=_flows(steps),
        starts=_terminals(steps.filter(pl.col("first"))),
        ends=_terminals(steps.filter(pl.col("first").shift(-1, fill_value=True))),
        variants=tuple(
            Variant(tuple(activities), cases, cases / max(log.cases.height, 1), lead)
            for activities, cases, lead in kept.head(variants).iter_rows()
        ),
        variant_count=kept.height,
        gap=gap,
    )


def _coded(log: EventLog, gap: Gap) -> pl.DataFrame:
    """The columns that the map needs: a case number, the activity, the one before it, and the hours since [h]."""
    begin = pl.coalesce("start_time", "end_time") if gap == "end_to_start" else pl.col("end_time")
    hours = (begin - pl.col("end_time").shift(1)).dt.total_microseconds().clip(lower_bound=0) / 3.6e9
    first = pl.col("position") == 0
    return log.steps.select(
        case=first.cum_sum(),
        first=first,
        activity=pl.col("activity").cast(pl.Categorical),
        source=pl.when(~first).then(pl.col("activity").shift(1)).cast(pl.Categorical),
        hours=pl.when(~first).then(hours),
    )


def _activities(steps: pl.DataFrame) -> tuple[ActivityCount, ...]:
    counted = steps.group_by("activity").agg(count=pl.len(), cases=pl.col("case").n_unique())
    return tuple(ActivityCount(*row) for row in _ranked(counted, "activity").iter_rows())


def _flows(steps: pl.DataFrame) -> tuple[Flow, ...]:
    hours = pl.col("hours")
    counted = (
        steps.filter(~pl.col("first"))
        .group_by("source", "activity")
        .agg(
            count=pl.len(),
            cases=pl.col("case").n_unique(),
            median_h=hours.median(),
            mean_h=hours.mean(),
            p90_h=hours.quantile(0.9, "linear"),
        )
    )
    return tuple(Flow(*row) for row in _ranked(counted, "source", "activity").iter_rows())


def _terminals(rows: pl.DataFrame) -> tuple[Terminal, ...]:
    return tuple(Terminal(*row) for row in _ranked(rows.group_by("activity").agg(count=pl.len()), "activity").iter_rows())


def _ranked(counted: pl.DataFrame, *names: str) -> pl.DataFrame:
    """By falling count, then by name; names as text again."""
    texts = counted.with_columns(pl.col(name).cast(pl.String) for name in names)
    return texts.sort("count", *names, descending=[True, *(False for _ in names)])


def _variants(log: EventLog, steps: pl.DataFrame) -> pl.DataFrame:
    """All variants: the activities, their cases and the median lead time [h]; by falling cases, then by name."""
    traces = steps.group_by("case", maintain_order=True).agg("activity").select("activity")
    lead = log.cases.select(lead=(pl.col("last_time") - pl.col("first_time")).dt.total_microseconds() / 3.6e9)
    counted = (
        pl.concat([traces, lead], how="horizontal")
        .group_by("activity")
        .agg(cases=pl.len(), lead=pl.col("lead").median())
        .with_columns(pl.col("activity").cast(pl.List(pl.String)))
    )
    name = pl.col("activity").list.join("\x00")
    return counted.sort(pl.col("cases"), name, descending=[True, False])
