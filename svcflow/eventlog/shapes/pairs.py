"""Rows that are one end of a step each: starts and completes, paired (`lifecycle`).

A complete takes the earliest start that is still open: of its own instance where the log numbers them, else of its case,
activity and resource, else of its case and activity. A complete without a start is a step whose start is unknown; a start
without a complete is set aside. Schedules and assignments say when the step that follows them could have begun, its
`enabled_time`: a log of schedules and completes has enabled and end. Suspensions that were resumed are summed up in the step
that they interrupt, as `suspended_h` [h].
"""

from __future__ import annotations

import numpy as np
import polars as pl

from svcflow.eventlog.log import SUSPENDED, Repair
from svcflow.eventlog.shapes.pairing import ALONE, Flags, Rows, keyed, pair_first_in_first_out, partners
from svcflow.eventlog.shapes.shaped import LIFECYCLE, LINE, Shaped, counted
from svcflow.eventlog.shapes.statuses import ROW
from svcflow.eventlog.shapes.transitions import KIND, kinds_of, set_others_aside
from svcflow.eventlog.words import plain

_INSTANCES = frozenset({"concept instance", "activity instance", "activity instance id", "activity instance identifier"})
_NUMBER = "\x00step"
_KINDS = ("schedule", "assign", "start", "suspend", "resume", "complete")


def paired(rows: pl.DataFrame) -> Shaped:
    """Steps with a start where there was one. Cost: two sorts, linear otherwise."""
    marked = rows.with_row_index(ROW).with_columns(kinds_of(rows.get_column(LIFECYCLE)))
    marked, repairs = set_others_aside(marked, _KINDS)
    marked = _in_order(marked)
    is_end = marked.get_column(KIND).is_in(["start", "complete"])
    steps, unmatched = _steps(marked.filter(is_end))
    others = marked.filter(~is_end)
    steps, enabled, idle = _enabled(steps, others)
    steps, suspended, loose = _suspended(steps, others)
    lost = [*repairs, *idle, *loose]
    never = steps.get_column("start_time").null_count()
    notes = [f"{never} of {counted(steps.height, 'step')} have no start row: their start is unknown."] if never else []
    steps = steps.sort(ROW).drop(ROW, KIND)
    return Shaped(steps, (("start without an end", unmatched.drop(ROW, KIND)),), tuple(lost), (*notes, *enabled, *suspended))


def _in_order(marked: pl.DataFrame) -> pl.DataFrame:
    """By case and time; at one instant a start stands before its complete."""
    order = marked.select(
        pl.col("case_id").cast(pl.Categorical).to_physical().alias("case"), "end_time", pl.col(KIND).to_physical().alias("kind")
    )
    return marked[order.select(pl.arg_sort_by("case", "end_time", "kind", maintain_order=True)).to_series()]


def _steps(ends: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The completes with what their starts know, and the starts that stay alone."""
    opens = (ends.get_column(KIND) == "start").to_numpy()
    start_of = pair_first_in_first_out([*_by_instance(ends, opens), *_by_case(ends)], opens)
    taken = start_of[~opens]
    alone = opens.copy()
    alone[taken[taken != ALONE]] = False
    unmatched = ends.filter(pl.Series(alone))
    completes = ends.filter(pl.Series(~opens))
    begun = ends[partners(taken)]
    own = (ROW, KIND, LINE, "start_time", "end_time")
    names = [name for name in ends.columns if name != "start_time"]
    filled = [completes.get_column(name) if name in own else _either(completes, begun, name) for name in names]
    steps = pl.DataFrame(filled).with_columns(begun.get_column("end_time").alias("start_time"))
    return steps, unmatched


def _either(completes: pl.DataFrame, begun: pl.DataFrame, name: str) -> pl.Series:
    """What the complete says, else what its start says."""
    said = completes.get_column(name)
    return pl.select(pl.coalesce(said, begun.get_column(name))).to_series().alias(name) if said.null_count() else said


def _by_case(frame: pl.DataFrame) -> list[Rows]:
    return [keyed(frame, "case_id", "activity", "resource"), keyed(frame, "case_id", "activity")]


def _by_instance(ends: pl.DataFrame, opens: Flags) -> list[Rows]:
    """The instances that the log numbers, if no number has two starts of one activity in one case (else they number something else)."""
    column = next((name for name in ends.columns if plain(name) in _INSTANCES), None)
    if column is None or ends.get_column(column).null_count():
        return []
    key = keyed(ends, "case_id", "activity", column)
    starts = key[opens]
    return [key] if len(starts) and len(np.unique(starts)) == len(starts) else []


def _enabled(steps: pl.DataFrame, others: pl.DataFrame) -> tuple[pl.DataFrame, list[str], list[Repair]]:
    """`enabled_time` from schedules, else from assignments: each enables the next step of its case and activity to begin."""
    notes: list[str] = []
    repairs: list[Repair] = []
    begins = steps.select("case_id", "activity", pl.coalesce("start_time", "end_time").alias("at"))
    for kind in ("schedule", "assign"):
        ready = others.filter(pl.col(KIND) == kind)
        if not ready.height:
            continue
        at = partners(_next_begins(ready, begins))
        there = pl.col("enabled_time") if "enabled_time" in steps.columns else pl.lit(None)
        steps = steps.with_columns(pl.coalesce(there, ready.get_column("end_time")[at]).alias("enabled_time"))
        used = at.count()
        if used:
            notes.append(f"{used} {kind} rows say when the step that follows them could have begun.")
        if used < ready.height:
            idle = ready.filter(~pl.int_range(pl.len()).is_in(at.drop_nulls().implode()))
            repairs.append(Repair(f"{kind} rows that no step follows, set aside", idle.height, str(idle.get_column("activity")[0])))
    return steps, notes, repairs


def _next_begins(ready: pl.DataFrame, begins: pl.DataFrame) -> Rows:
    """For each step the row of `ready` that enables it."""
    both = pl.concat(
        [
            ready.select(pl.col("case_id", "activity").cast(pl.String), pl.col("end_time").alias("at")),
            begins.with_columns(pl.col("case_id", "activity").cast(pl.String)),
        ]
    )
    opens = np.arange(both.height) < ready.height
    order = both.select(pl.arg_sort_by("at", maintain_order=True)).to_series().to_numpy().astype(np.int64)
    taken = pair_first_in_first_out([keyed(both, "case_id", "activity")[order]], opens[order])
    found = np.full(both.height, ALONE, dtype=np.int64)
    found[order] = np.where(taken == ALONE, ALONE, order[taken])
    return found[ready.height :]


def _suspended(steps: pl.DataFrame, others: pl.DataFrame) -> tuple[pl.DataFrame, list[str], list[Repair]]:
    """The hours between suspensions and their resumptions, summed up in the step of the case and activity that was under way."""
    stops = others.filter(pl.col(KIND).is_in(["suspend", "resume"]))
    if not stops.height:
        return steps, [], []
    opens = (stops.get_column(KIND) == "suspend").to_numpy()
    suspend_of = partners(pair_first_in_first_out(_by_case(stops), opens))
    pauses = stops.with_columns(stops.get_column("end_time")[suspend_of].alias("start_time")).filter(suspend_of.is_not_null())
    begun = steps.with_row_index(_NUMBER).filter(pl.col("start_time").is_not_null())
    key = ("case_id", "activity")
    under_way = (
        pauses.select(*key, pl.col("start_time").alias("at"), pl.col("end_time").alias("resumed"))
        .sort("at")
        .join_asof(
            begun.select(*key, _NUMBER, pl.col("start_time").alias("at"), "end_time").sort("at"),
            on="at", by=list(key), strategy="backward", check_sortedness=False,
        )
        .filter(pl.col("resumed") <= pl.col("end_time"))
    )  # fmt: skip
    hours = (pl.col("resumed") - pl.col("at")).dt.total_microseconds() / 3.6e9
    of_step = under_way.group_by(_NUMBER).agg(hours.sum().alias(SUSPENDED))
    notes = []
    if of_step.height:
        steps = steps.drop(SUSPENDED, strict=False).with_row_index(_NUMBER)
        steps = steps.join(of_step, on=_NUMBER, how="left", maintain_order="left").drop(_NUMBER)
        total = of_step.get_column(SUSPENDED).sum()
        notes = [f"Suspensions of {counted(of_step.height, 'step')}, {total:.1f} h in all, are pauses and no work ({SUSPENDED})."]
    loose = stops.height - 2 * under_way.height
    rule = "suspensions and resumptions that have no partner within a step, set aside"
    return steps, notes, [Repair(rule, loose, str(stops.get_column("activity")[0]))] if loose else []
