"""What indicators are computed from: a few numbers for every ticket, gathered in one pass over the steps.

Tickets stand in the order of arrival. The horizon runs from the first arrival to the last: what is counted by the week
(throughput, utilisation) is counted there, since after the last arrival a log only runs dry, and the tickets that are open at
its end are the backlog, together with those that are still open though the log ends (`svcflow.indicators.openness`).

A simulation that began with open tickets says which they are (`case:open_at_start`). What such a ticket did before is no part of the
log, so whatever is told of single tickets (times, rework, cost) is told of those alone that arrived; the horizon runs from the first
of these. Throughput, backlog and the staff's hours count every ticket.

Rework: an execution of a work step that its ticket has been through before is a repeat; an execution comes back if the ticket
returns to the step after it. Pauses (waiting for a customer or supplier) are neither.

Reopening: a ticket was reopened if a work step that does not close tickets follows on one that does (`svcflow.mining.reopening`).

Units: hours [h], weeks of 168 h.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog.log import OPEN_AT_START, Basis, EventLog
from svcflow.indicators.estimates import Bools, Floats
from svcflow.indicators.openness import find_closed, find_unfinished
from svcflow.indicators.setting import Setting
from svcflow.indicators.staff import StaffTime, staff_time
from svcflow.mining import mark_rework
from svcflow.mining.reopening import Closures, find_closures
from svcflow.timing import time_steps

TIMED = ("begin_time", "processing_h", "waiting_h", "paused_h", "basis")
WEEK_H = 168.0
_NO_WEEKS = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Facts:
    """Numbers by ticket in the order of arrival (arrays of one length, but for two), and by team. See the module for the terms."""

    lead_h: Floats
    waiting_h: Floats
    processing_h: Floats
    paused_h: Floats
    repeat_h: Floats
    executions: Floats
    """of work steps"""
    returns: Floats
    """executions that came back"""
    right: Bools
    """without a repeat"""
    reopened: Bools | None
    """None where no step closes tickets"""
    open_at_end: Bools
    """not finished at the last arrival, or not at all yet; of every ticket that was not before the first"""
    cost: Floats | None
    """[currency]; None without rates and step costs"""
    horizon_h: float
    finished_by_week: NDArray[np.int64]
    """tickets finished in each whole week of the horizon"""
    worked_h: Mapping[str, Floats]
    """by team, within the horizon; of every ticket"""
    on_duty_h: Mapping[str, float]
    """by team, within the horizon"""
    service_level_h: float | None
    staff_cost: float | None
    """hours on duty × rate within the horizon [currency]; None without rates"""
    basis: Basis
    """of step times"""
    staff_basis: Basis

    @property
    def weeks(self) -> float:
        """Length of the horizon [weeks]."""
        return self.horizon_h / WEEK_H


def gather(log: EventLog, setting: Setting) -> Facts:
    """Gather the numbers of every ticket; linear in the steps but for two sorts."""
    timed = log if is_timed(log) else time_steps(log)
    steps = marked(timed)
    cases = in_order(log)
    new = arrived(cases)
    case = case_of(steps, cases)

    def of_every(values: Floats) -> Floats:
        return np.bincount(case, values, cases.height).astype(np.float64)

    def by_case(values: Floats) -> Floats:
        return of_every(values)[new]

    first, last = hours_of(cases, "first_time", new), hours_of(cases, "last_time", new)
    horizon = float(first[new][-1]) if new.any() else 0.0
    hours = {name: steps.get_column(name).fill_null(0.0).to_numpy() for name in ("processing_h", "waiting_h", "paused_h")}
    repeat = steps.get_column("repeat").to_numpy().astype(np.float64)
    money = _Money(staff_time(timed, steps, cases.filter(pl.Series(new)), setting.model, horizon), setting)
    basis, closures = basis_of_steps(timed), find_closures(steps, timed.meanings)
    still_open = unfinished(timed, steps, case, closures, cases.height)
    done = np.where(still_open, np.inf, last)
    return Facts(
        lead_h=(last - first)[new],
        waiting_h=by_case(hours["waiting_h"]),
        processing_h=by_case(hours["processing_h"]),
        paused_h=by_case(hours["paused_h"]),
        repeat_h=by_case(hours["processing_h"] * repeat),
        executions=by_case(steps.get_column("is_work").to_numpy().astype(np.float64)),
        returns=by_case(steps.get_column("comes_back").to_numpy().astype(np.float64)),
        right=by_case(repeat) == 0,
        reopened=by_case(closures.onward.astype(np.float64)) > 0 if closures.activities else None,
        open_at_end=(done > horizon)[last >= 0],
        horizon_h=horizon,
        finished_by_week=np.histogram(done, np.arange(int(horizon / WEEK_H) + 1) * WEEK_H)[0] if horizon >= WEEK_H else _NO_WEEKS,
        worked_h={team: of_every(worked) for team, worked in money.time.worked_h.items()},
        on_duty_h=money.time.on_duty_h,
        cost=money.by_case(steps, by_case),
        staff_cost=money.on_duty(),
        service_level_h=setting.service_level_h,
        basis=basis,
        staff_basis="estimated" if money.time.estimated and basis == "measured" else basis,
    )


@dataclass(frozen=True, slots=True)
class _Money:
    """What hours and steps cost [currency], where that was given."""

    time: StaffTime
    setting: Setting

    def by_case(self, steps: pl.DataFrame, by_case: Callable[[Floats], Floats]) -> Floats | None:
        """All hours worked × the team's rate + the steps' own costs; teams without a rate cost nothing."""
        rates, costs = self._rates(), step_costs(self.setting)
        if not rates and not costs:
            return None
        total = np.zeros(steps.height)
        if costs:
            total += steps.get_column("activity").replace_strict(costs, default=0.0, return_dtype=pl.Float64).to_numpy()
        for team, rate in rates.items():
            if team in self.time.all_worked_h:
                total += rate * self.time.all_worked_h[team]
        return by_case(total)

    def on_duty(self) -> float | None:
        rates = self._rates()
        return sum(rates.get(team, 0.0) * hours for team, hours in self.time.on_duty_h.items()) if rates else None

    def _rates(self) -> dict[str, float]:
        """Those of teams that are there: a rate of nobody would make everything cost nothing."""
        return {team: rate for team, rate in self.setting.rates.items() if team in self.time.on_duty_h}


def step_costs(setting: Setting) -> dict[str, float]:
    """What an execution of each step costs besides people [currency], by the model."""
    return {step.name: step.cost for step in setting.model.steps if step.cost} if setting.model else {}


def is_timed(log: EventLog) -> bool:
    """Whether the steps have their times already."""
    return all(column in log.steps.columns for column in TIMED)


def in_order(log: EventLog) -> pl.DataFrame:
    """The cases in the order of arrival, with their number in it, `case`."""
    return log.cases.sort("first_time", "case_id").with_row_index("case")


def case_of(steps: pl.DataFrame, cases: pl.DataFrame) -> NDArray[np.int64]:
    """The number of the case of each step."""
    number = steps.select("case_id").join(cases.select("case_id", "case"), on="case_id", how="left", maintain_order="left")
    return number.get_column("case").to_numpy().astype(np.int64)


def unfinished(log: EventLog, steps: pl.DataFrame, case: NDArray[np.int64], closures: Closures, cases: int) -> Bools:
    """Which cases are still open at the log's end (`svcflow.indicators.openness`); `steps` as `marked` gives them."""
    if log.origin == "simulated" or not closures.activities:
        return np.zeros(cases, np.bool_)
    closed = find_closed(case, steps.get_column("is_work").to_numpy() | closures.closes, closures.closes, cases)
    end_h = steps.get_column("end_time").to_physical().to_numpy() / 3.6e9
    return find_unfinished(case, end_h, closed)


def marked(log: EventLog) -> pl.DataFrame:
    """The steps with `repeat`, `comes_back` (false for pauses and queues) and `is_work`."""
    others = [activity for activity, meaning in log.meanings.items() if meaning != "work"]
    return mark_rework(log.steps, log.meanings).with_columns(is_work=~pl.col("activity").is_in(others))


def arrived(cases: pl.DataFrame) -> Bools:
    """Which tickets came while the log was kept: all, unless it says that some were open at its start."""
    if OPEN_AT_START not in cases.columns:
        return np.ones(cases.height, np.bool_)
    # A log that was written and read again has the words.
    said = cases.get_column(OPEN_AT_START).cast(pl.String).str.to_lowercase() == "true"
    found: Bools = ~said.fill_null(False).to_numpy()
    return found if found.any() else ~found


def hours_of(cases: pl.DataFrame, column: str, new: Bools) -> Floats:
    """Hours since the first arrival [h]."""
    since = (pl.col(column) - pl.col("first_time").filter(pl.Series(new)).min()).dt.total_microseconds() / 3.6e9
    return cases.select(since).to_series().to_numpy()


def basis_of_steps(log: EventLog) -> Basis:
    """The weakest evidence among the steps: one estimated begin makes every sum an estimate."""
    if log.origin == "simulated":
        return "simulated"
    found = set(log.steps.get_column("basis").unique().drop_nulls())
    return "estimated" if "estimated" in found else "measured" if "measured" in found else "absent"
