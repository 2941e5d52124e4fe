"""What an engine writes down: one row for each step, in the order of their begins, as numbers; and the log that they make."""

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
    problem = f"Ticket {case} took more than {MOST_STEPS} steps; the last were {last}."
    return ModelError(problem, place="routing", remedy="Lower the chances that lead back there, or the error chances of these steps.")


def log_of(trace: Trace, service: Service, first_case: int) -> EventLog:
    """The log of the cases from number `first_case` on; times are rounded to microseconds."""
    case = np.array(trace.case, dtype=np.int64)
    kept = case >= first_case
    columns = {name: np.array(getattr(trace, name))[kept] for name in COLUMNS}
    drawn = np.array(trace.values, dtype=np.int64).reshape(-1, max(len(service.traits), 1))
    return log_of_steps(columns, drawn[case[kept] - 1] if len(drawn) else drawn, service)


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
    return build_log(frame.with_columns(columns), name=model.name, meanings=meanings, timezone=model.timezone, origin="simulated")


def _column(attribute: str) -> str:
    return attribute if attribute == "priority" or attribute.startswith("case:") else f"case:{attribute}"


def _named(names: list[str], numbers: NDArray[np.int_]) -> pl.Series:
    """The names of the numbers; NOBODY has none."""
    indices = pl.Series(numbers).cast(pl.Int64)
    return pl.Series(names, dtype=pl.String).gather(indices.set(indices < 0, None).cast(pl.UInt32))


def _instants(hours: NDArray[np.float64], start: datetime) -> pl.Series:
    origin = (start - _EPOCH) // timedelta(microseconds=1)
    return pl.Series(origin + np.rint(hours * _HOUR).astype(np.int64)).cast(TIME)
