"""People and load: for each team and hour of the week, who is on duty, how much work comes, and how much waits.

Three profiles stand on one scale of people: the **people on duty** by the calendars that are given or found; the **work that comes**,
hours of work that become ready in an hour, which is how many people it would keep busy; and beside them the tickets that wait for the
team. Where the work that comes lies above the people on duty, a queue grows, and what lies outside their hours waits for the morning.
Working hours that are neither given nor found, and begins that were not recorded, leave a profile out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.calendars import WeeklyCalendar
from svcflow.eventlog.log import Basis, EventLog
from svcflow.timing.hours.working_hours import find_calendars
from svcflow.timing.queues.hour_grid import HOUR_US, HOURS, lay_grid
from svcflow.timing.queues.workloads import Workloads
from svcflow.timing.steps import micros

MOST_TEAMS = 8
"""More teams than this are left to the tables: the ones shown are those that work most."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TeamWeek:
    """One team in a usual week; profiles have 168 values, from Monday 00:00 in the log's zone.

    `on_duty` [people] is None where working hours are not known; `asked` [people] is the hours of work that become ready in that hour;
    `waiting` [tickets] the mean number that wait for the team in it. `utilisation` and `waiting_share` are shares.
    """

    team: str
    people: int
    utilisation: float | None
    basis: Basis
    waiting_share: float
    on_duty: tuple[float, ...] | None
    asked: tuple[float, ...]
    waiting: tuple[float, ...]

    @property
    def outside(self) -> float | None:
        """Share of the work that comes while nobody of the team is on duty."""
        total = sum(self.asked)
        if self.on_duty is None or total <= 0:
            return None
        return sum(work for work, people in zip(self.asked, self.on_duty, strict=True) if people <= 0) / total


def team_weeks(timed: EventLog) -> tuple[TeamWeek, ...]:
    """The teams of a timed log with their usual week, those with most work first; empty where the log names nobody.

    Linear in the steps, the people and the hours of the log.
    """
    if not timed.steps.height or timed.steps["resource"].is_null().all():
        return ()
    people = Workloads(timed)
    if not len(people.people):
        return ()
    steps = timed.steps
    ready, begin = (micros(steps, name) for name in ("ready_time", "begin_time"))
    origin, end = int(ready.min()), int(micros(steps, "end_time").max())
    grid = lay_grid(origin, max(end - origin, 1), timed.timezone)
    total = max(float(steps["waiting_h"].sum()), 1e-12)
    calendars = find_calendars(timed)
    waited = steps["waiting_h"].to_numpy()
    team_of = np.append(people.teams, "")[people.who]
    work = np.where(people.who >= 0, people.work_h, 0.0)
    found = []
    for team in sorted(set(people.teams.tolist()) - {""}):
        mine, group = team_of == team, people.teams == team
        load = people.load(group)
        duty = sum((_on_duty(calendars[name]) for name, in_team in zip(people.people, group, strict=True) if in_team and name in calendars),
                   np.zeros(HOURS)) if load.on_duty_h is not None else None  # fmt: skip
        asked = grid.usual(np.bincount(grid.hour_of(ready[mine] - origin), work[mine], len(grid.cell)))
        queued = grid.usual(grid.covered(ready[mine] - origin, begin[mine] - origin) / HOUR_US)
        profiles = (None if duty is None else tuple(duty.tolist()), tuple(asked.tolist()), tuple(queued.tolist()))
        week = TeamWeek(team, load.people, load.utilisation, _basis(timed, mine), float(waited[mine].sum()) / total, *profiles)
        found.append((-float(work[mine].sum()), team, week))
    return tuple(week for _, _, week in sorted(found, key=lambda each: each[:2]))


def _basis(timed: EventLog, mine: NDArray[np.bool_]) -> Basis:
    if timed.origin == "simulated":
        return "simulated"
    estimated = timed.steps.filter(pl.Series(mine))["basis"].cast(pl.String) == "estimated"
    return "estimated" if estimated.any() else "measured"


def _on_duty(calendar: WeeklyCalendar) -> Floats:
    """How much of each hour of the week a calendar is open."""
    cells = np.zeros(HOURS)
    for begin, end in calendar.intervals:
        edges = np.arange(HOURS) * 60
        cells += np.clip(np.minimum(edges + 60, end) - np.maximum(edges, begin), 0, None) / 60
    return cells
