"""The process map's times: on each box its work, pauses and waiting, on each flow the waiting, and on both its main cause.

A step waits for what made it ready. The **waiting of a flow** A → B is that of the steps B which a step A made ready: not always
the row before it, since parallel work lies between, and so a flow that the map draws may have no waiting of its own. The main
cause is the one with the most hours; its share is of all waiting there (of equal ones the first in order of precedence).

A queue of a status log is a box on the map and no step in the times: the hours in it are its own `waiting_h`, its causes are those
of the step that it led to, and the flow from the queue to that step carries that step's waiting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from svcflow.eventlog.log import Basis, EventLog
from svcflow.timing.columns import CAUSE_COLUMNS, TIMES, basis_of
from svcflow.timing.results import CAUSES, Cause
from svcflow.timing.steps import time_steps
from svcflow.timing.waiting.causes import attribute_waiting

_ROW = "\x00row"
_QUEUE = "\x00queue"
_LEAST_H = 1e-9
"""Less than this is the rounding of sums."""


@dataclass(frozen=True, slots=True)
class ActivityTime:
    """The times of an activity over its executions [h], and how many `people` did it; 0 where the log names nobody.

    What nine in ten executions stay within is None where nobody has worked it out; `cause` is None where nothing waits or causes were
    not asked for.
    """

    activity: str
    basis: Basis
    processing_mean_h: float
    processing_median_h: float
    paused_mean_h: float
    paused_median_h: float
    waiting_mean_h: float
    waiting_median_h: float
    cause: Cause | None
    cause_share: float | None
    people: int = 0
    processing_p90_h: float | None = None
    paused_p90_h: float | None = None
    waiting_p90_h: float | None = None


@dataclass(frozen=True, slots=True)
class FlowTime:
    """The waiting of the steps `target` that a step `source` made ready [h], and how many they are."""

    source: str
    target: str
    count: int
    basis: Basis
    waiting_mean_h: float
    waiting_median_h: float
    cause: Cause | None
    cause_share: float | None


@dataclass(frozen=True, slots=True)
class MapTimes:
    """Times by activity and by flow, each by name; `causes` says whether causes were asked for."""

    activities: Mapping[str, ActivityTime]
    flows: Mapping[tuple[str, str], FlowTime]
    causes: bool


def time_map(log: EventLog, *, causes: bool = True, timed: EventLog | None = None) -> MapTimes:
    """The times that belong on a map of the log.

    Parameters
    ----------
    log : EventLog
        Any log.
    causes : bool
        Whether to find the main causes of waiting as well.
    timed : EventLog, optional
        The same log with its times (and causes), where somebody has worked them out; used where no queue of a status log, which
        has no times of its own, is missing from it.

    Returns
    -------
    MapTimes
        Elapsed hours [h] of every activity of the log, queues among them, and of every flow that made a step ready.

    Notes
    -----
    The cost of `time_steps` (and of `attribute_waiting`), and two group-bys.
    """
    if timed is not None and timed.steps.height == log.steps.height:
        log = timed
    numbered = log.with_steps(log.steps.with_row_index(_ROW))
    timed = (attribute_waiting if causes else time_steps)(numbered)
    steps = (
        _with_queues(numbered, timed.steps)
        if timed.steps.height < log.steps.height
        else timed.steps.with_columns(pl.lit(False).alias(_QUEUE))
    )
    hours = [pl.col(column).sum() for column in CAUSE_COLUMNS if causes]
    people = pl.col("resource").drop_nulls().n_unique().cast(pl.Int64).alias("people")
    figures = [each for column in TIMES for each in (*_mean_and_median(column), _p90(column))]
    boxes = steps.group_by("activity").agg(basis_of(timed), *figures, *hours, people)
    waited = steps.with_columns(_made_ready_by(steps)).filter(~pl.col(_QUEUE), pl.col("source").is_not_null())
    flows = waited.group_by("source", "activity").agg(pl.len().alias("count"), basis_of(timed), *_mean_and_median("waiting_h"), *hours)
    return MapTimes(
        activities={row["activity"]: ActivityTime(**_caused(row)) for row in _texts(boxes, "activity")},
        flows={
            (row["source"], row["target"]): FlowTime(**_caused(row))
            for row in _texts(flows.rename({"activity": "target"}), "source", "target")
        },
        causes=causes,
    )


def _with_queues(log: EventLog, timed: pl.DataFrame) -> pl.DataFrame:
    """The timed steps and, where they stood, the queues: their hours, and the causes of the step that each led to."""
    found = [*TIMES, "basis", *(column for column in ("enabled_by", *CAUSE_COLUMNS) if column in timed.columns)]
    begin = pl.coalesce("start_time", "end_time")
    recorded = pl.when(pl.col("start_time").is_null()).then(pl.lit("estimated")).otherwise(pl.lit("measured"))
    steps = (
        log.steps.drop(found, strict=False)
        .join(timed.select(_ROW, *found), on=_ROW, how="left", maintain_order="left")
        .with_columns(pl.col("basis").is_null().alias(_QUEUE), case=(pl.col("position") == 0).cum_sum())
    )
    is_queue = pl.col(_QUEUE)
    ahead = pl.when(~is_queue).then("case").backward_fill() == pl.col("case")
    lasted = (pl.col("end_time") - begin).dt.total_microseconds() / 3.6e9
    return steps.with_columns(
        pl.col("processing_h", "paused_h").fill_null(0.0),
        pl.col("waiting_h").fill_null(lasted),
        pl.col("basis").fill_null(pl.lit("simulated") if log.origin == "simulated" else recorded),
        *(pl.when(~is_queue | ahead).then(pl.col(column).backward_fill()).fill_null(0.0) for column in found if column in CAUSE_COLUMNS),
    )


def _made_ready_by(steps: pl.DataFrame) -> pl.Expr:
    """Of each step the activity that it followed: the queue before it, else the step whose end made it ready."""
    before = pl.col("activity").shift(1)
    queued = pl.col(_QUEUE).shift(1, fill_value=False) & (pl.col("position") > 0)
    ready = "enabled_by" if "enabled_by" in steps.columns else "previous_activity"
    return pl.when(queued).then(before).otherwise(pl.col(ready)).alias("source")


def _mean_and_median(column: str) -> tuple[pl.Expr, pl.Expr]:
    name = column.removesuffix("_h")
    return pl.col(column).mean().alias(f"{name}_mean_h"), pl.col(column).median().alias(f"{name}_median_h")


def _p90(column: str) -> pl.Expr:
    return pl.col(column).quantile(0.9, "linear").alias(f"{column.removesuffix('_h')}_p90_h")


def _texts(found: pl.DataFrame, *names: str) -> list[dict[str, Any]]:
    """The rows by name, names as text."""
    return found.with_columns(pl.col(name).cast(pl.String) for name in names).sort(*names).to_dicts()


def _caused(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its main cause instead of the hours of each."""
    hours = {cause: row.pop(f"{cause}_h", 0.0) for cause in CAUSES}
    main, total = max(CAUSES, key=hours.__getitem__), sum(hours.values())
    caused = total > _LEAST_H
    return {**row, "cause": main if caused else None, "cause_share": hours[main] / total if caused else None}
