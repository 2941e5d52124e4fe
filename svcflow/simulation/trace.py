"""What an engine writes down: one row for each step, in the order of their begins, as numbers; and the log that they make.

The log of a run that begins with open tickets holds their steps from the start on, those in progress then with their own begins, under
their own names; tickets that arrive are called `new-1`, `new-2` … in it. Two columns more tell them apart: `case:open_at_start`, and
`case:arrived`, from which the lead time of an open ticket runs, for what it did before the start is no part of the log.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.errors import ModelError
from svcflow.eventlog import TIME, EventLog, build_log
from svcflow.eventlog.log import ARRIVED, OPEN_AT_START
from svcflow.simulation.service import Service

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_HOUR = 3_600_000_000
COLUMNS = ("case", "step", "worker", "enabled", "start", "end")
NOBODY = -1
MOST_STEPS = 10_000
"""that a ticket may take"""


@dataclass(slots=True)
class Trace:
    """Columns of the steps; times are hours since the simulation's start [h]."""

    case: array[int] = field(default_factory=lambda: array("q"))
    """the number of the arrival, from 1"""
    step: array[int] = field(default_factory=lambda: array("i"))
    worker: array[int] = field(default_factory=lambda: array("i"))
    """the number of the person, or NOBODY"""
    enabled: array[float] = field(default_factory=lambda: array("d"))
    start: array[float] = field(default_factory=lambda: array("d"))
    end: array[float] = field(default_factory=lambda: array("d"))
    values: array[int] = field(default_factory=lambda: array("q"))
    """for each arrival, the numbers of its attributes' values, one after the other"""

    def add(self, case: int, step: int, worker: int, enabled: float, start: float, end: float) -> None:
        """Write a step down when it begins."""
        self.case.append(case)
        self.step.append(step)
        self.worker.append(worker)
        self.enabled.append(enabled)
        self.start.append(start)
        self.end.append(end)


def endless(trace: Trace, case: int, service: Service) -> ModelError:
    """The refusal of a ticket that takes more than MOST_STEPS steps."""
    rows = np.flatnonzero(np.array(trace.case) == case)[-6:]
    last = " → ".join(service.tasks[trace.step[row]].name for row in rows)
    problem = f"Ticket {service.name_of(case)} took more than {MOST_STEPS} steps; the last were {last}."
    return ModelError(problem, place="routing", remedy="Lower the chances that lead back there, or the error chances of these steps.")


def log_of(trace: Trace, service: Service, first_case: int) -> EventLog:
    """The log of the cases from number `first_case` on, and of those open at the start; times are rounded to microseconds."""
    case = np.array(trace.case, dtype=np.int64)
    kept = (case >= first_case) | (case < 0)
    columns = {name: np.array(getattr(trace, name))[kept] for name in COLUMNS}
    drawn = np.array(trace.values, dtype=np.int64).reshape(-1, max(len(service.traits), 1))
    # Arrival n stands in row n - 1; the open ticket -n in the n-th row from the end.
    if service.traits:
        drawn = np.concatenate((drawn, values_at_start(service)))
    case = case[kept]
    return log_of_steps(columns, drawn[np.where(case > 0, case - 1, case)] if len(drawn) else drawn, service)


def values_at_start(service: Service) -> NDArray[np.int64]:
    """The numbers of the attributes' values of the tickets that are open at the start: that of -n in the n-th row from the end."""
    size = len(service.model.open) if service.standing else 0
    drawn = np.zeros((size, len(service.traits)), np.int64)
    for it in service.standing:
        drawn[it.case] = it.values
    return drawn


def log_of_steps(steps: Mapping[str, NDArray[Any]], drawn: NDArray[np.int64], service: Service) -> EventLog:
    """The log of these steps; `drawn` has, for each of them, the numbers of its case's attributes' values."""
    model = service.model
    frame = pl.DataFrame({
        "case_id": pl.Series(steps["case"]).cast(pl.String),
        "activity": _named([task.name for task in service.tasks], steps["step"]),
        "resource": _named([worker.name for worker in service.workers], steps["worker"]),
        "enabled_time": _instants(steps["enabled"], service.start),
        "start_time": _instants(steps["start"], service.start),
        "end_time": _instants(steps["end"], service.start),
        "team": _named([worker.team for worker in service.workers], steps["worker"]),
    })  # fmt: skip
    columns = [_named(list(trait.values), drawn[:, number]).alias(_column(trait.name)) for number, trait in enumerate(service.traits)]
    meanings = {step.name: step.meaning for step in model.steps if step.meaning != "work"}
    frame = frame.with_columns(columns)
    if service.warm:
        frame = _told_apart(frame, steps["case"], service)
    return build_log(frame, name=model.name, meanings=meanings, timezone=model.timezone, origin="simulated")


def _told_apart(frame: pl.DataFrame, case: NDArray[np.int64], service: Service) -> pl.DataFrame:
    """With the names of the open tickets, and what tells them from those that arrive."""
    names = {str(it.case): it.name for it in service.standing}
    arrived = _instants(np.array([it.arrived for it in service.standing]), service.start)
    prefix = "new-"
    while any(name.startswith(prefix) for name in names.values()):
        prefix = f"new {prefix}"
    number, is_open = pl.col("case_id"), pl.Series(case < 0)
    first = pl.col("enabled_time").min().over(number)
    at = number.replace_strict(list(names), arrived, default=None, return_dtype=TIME)
    name = number.replace_strict(names, default=None, return_dtype=pl.String)
    return frame.with_columns(
        pl.when(is_open).then(name).otherwise(prefix + number).alias("case_id"),
        is_open.alias(OPEN_AT_START),
        pl.when(is_open).then(at).otherwise(first).alias(ARRIVED),
    )


def _column(attribute: str) -> str:
    return attribute if attribute == "priority" or attribute.startswith("case:") else f"case:{attribute}"


def _named(names: list[str], numbers: NDArray[np.int_]) -> pl.Series:
    """The names of the numbers; NOBODY has none."""
    indices = pl.Series(numbers).cast(pl.Int64)
    return pl.Series(names, dtype=pl.String).gather(indices.set(indices < 0, None).cast(pl.UInt32))


def _instants(hours: NDArray[np.float64], start: datetime) -> pl.Series:
    origin = (start - _EPOCH) // timedelta(microseconds=1)
    return pl.Series(origin + np.rint(hours * _HOUR).astype(np.int64)).cast(TIME)
