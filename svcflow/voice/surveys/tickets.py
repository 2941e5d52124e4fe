"""What a survey's tickets went through, from the log: one row for each ticket, to lay beside what its customer answered.

lead_h      first observed instant to the last end [h]
response_h  first observed instant to the begin of the first step of work [h]
waiting_h   hours in which it waited for the desk [h]
repeats     steps of work that were done again in it (`svcflow.mining.rework`)
longest     the step before which it waited longest; null where it waited before none
team, person  who worked on it longest
priority, and the columns of the cases that have few values: segments
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from svcflow.eventlog.log import Basis, EventLog
from svcflow.mining.rework import mark_rework
from svcflow.timing.steps import time_steps

SEGMENTS_AT_MOST = 12
"""values that a column of segments has at most"""


@dataclass(frozen=True, slots=True)
class Tickets:
    """One row for each ticket, as this module says; `segments` are the columns that part them, `basis` that of the waiting."""

    frame: pl.DataFrame
    segments: tuple[str, ...]
    basis: Basis


def ticket_facts(log: EventLog) -> Tickets:
    """The tickets of a log with what they went through. Linear in steps."""
    timed = time_steps(log)
    steps = mark_rework(timed.steps, timed.meanings).with_columns(pl.col("case_id", "activity").cast(pl.String))
    by_case = steps.group_by("case_id", maintain_order=True)
    work = steps.filter(pl.col("processing_h") > 0) if (steps["processing_h"] > 0).any() else steps
    frame = (
        timed.cases.with_columns(pl.col("case_id").cast(pl.String))
        .with_columns(lead_h=(pl.col("last_time") - pl.col("first_time")).dt.total_microseconds() / 3.6e9)
        .join(by_case.agg(waiting_h=pl.sum("waiting_h"), repeats=pl.col("repeat").sum().cast(pl.Int64)), on="case_id", how="left")
        .join(work.group_by("case_id", maintain_order=True).agg(first_work=pl.min("begin_time")), on="case_id", how="left")
        .with_columns(response_h=(pl.col("first_work") - pl.col("first_time")).dt.total_microseconds() / 3.6e9)
        .join(_longest(steps), on="case_id", how="left")
    )
    for column, name in (("team", "team"), ("resource", "person")):
        if column in steps.columns:
            frame = frame.join(_most(steps, column).rename({column: name}), on="case_id", how="left")
    if "priority" in steps.columns:
        frame = frame.join(
            steps.group_by("case_id", maintain_order=True).agg(priority=pl.col("priority").cast(pl.String).drop_nulls().last()),
            on="case_id",
            how="left",
        )
    frame = frame.rename({name: name.removeprefix("case:") for name in frame.columns if _is_free(name, frame.columns)})
    basis: Basis = "simulated" if log.origin == "simulated" else "estimated" if (steps["basis"] == "estimated").any() else "measured"
    return Tickets(frame, _segments(frame), basis)


def _longest(steps: pl.DataFrame) -> pl.DataFrame:
    waited = steps.filter(pl.col("waiting_h") > 0).group_by("case_id", "activity", maintain_order=True).agg(pl.sum("waiting_h"))
    return (
        waited.sort(["case_id", "waiting_h", "activity"], descending=[False, True, False])
        .group_by("case_id", maintain_order=True)
        .agg(longest=pl.first("activity"))
    )


def _most(steps: pl.DataFrame, column: str) -> pl.DataFrame:
    worked = steps.with_columns(pl.col(column).cast(pl.String)).drop_nulls(column)
    hours = worked.group_by("case_id", column, maintain_order=True).agg(pl.sum("processing_h"))
    return (
        hours.sort(["case_id", "processing_h", column], descending=[False, True, False])
        .group_by("case_id", maintain_order=True)
        .agg(pl.first(column))
    )


def _is_free(name: str, names: list[str]) -> bool:
    return name.startswith("case:") and name.removeprefix("case:") not in names


def _segments(frame: pl.DataFrame) -> tuple[str, ...]:
    own = ("case_id", "person", "longest", "lead_h", "response_h", "waiting_h", "repeats", "first_work", "steps")
    texts = [name for name, kind in frame.schema.items() if name not in own and kind in (pl.String, pl.Categorical)]
    return tuple(name for name in texts if 2 <= frame[name].n_unique() <= SEGMENTS_AT_MOST)
