"""How busy a group of people is, and when their door is open.

**Utilisation** = hours worked on duty ÷ hours on duty, of the people together, until the last ticket arrives
(`svcflow.timing.queues.staffing`). It is not known, and None, where the log names nobody; where it does not record begins
(estimated ones rest on the assumption that a worker goes from one step to the next, so that everyone would look busy); and
where working hours are neither given nor found (then "on duty" would be day and night). What people do that the log does not
show looks like idling.

The **door** of a group is open in the hours of the week in which the calendar of at least one of them is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.calendars import ALWAYS, WeeklyCalendar
from svcflow.eventlog import EventLog
from svcflow.eventlog.log import Basis
from svcflow.mining.teams import find_teams
from svcflow.timing.hours.working_hours import find_calendars
from svcflow.timing.queues.staffing import find_staffing
from svcflow.timing.steps import micros

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RECORDED = 0.5
"""the share of steps whose begin must be recorded"""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Load:
    """How busy people are, from the first arrival to the last [h].

    `open_h` are the hours in which their door is open; `on_duty_h` and `worked_h` (within it) are summed over the people.
    `utilisation` = `worked_h` ÷ `on_duty_h`. What is not known is None, and then `basis` is `absent`.
    """

    people: int
    open_h: float | None = None
    on_duty_h: float | None = None
    worked_h: float | None = None
    utilisation: float | None = None
    basis: Basis = "absent"


class Workloads:
    """The people of a timed log that has steps, for questions about any group of them.

    `people` and `teams` are their names and teams, `who` the number of each step's person (-1: nobody is known to work on it),
    `work_h` the working hours of each step.
    """

    def __init__(self, log: EventLog) -> None:
        staffing = find_staffing(log)
        self.who, self.work_h = staffing.who, staffing.work_h
        self._on_duty, self._worked = staffing.on_duty_h, staffing.worked_h
        self.people: list[str] = log.steps["resource"].drop_nulls().unique().cast(pl.String).sort().to_list()
        teams, calendars = find_teams(log), find_calendars(log)
        self.teams = np.array([teams.get(person, "") for person in self.people], dtype=object)
        self._calendars = [calendars.get(person, ALWAYS) for person in self.people]
        arrivals = micros(log.cases, "first_time")
        self.first, self.last = int(arrivals.min()), int(arrivals.max())
        given = log.calendar is not None
        self._known = np.array([given or not calendar.always_open for calendar in self._calendars], dtype=bool)
        mine = self.who >= 0
        self._recorded = bool(mine.any()) and log.steps["start_time"].is_not_null().to_numpy()[mine].mean() >= RECORDED
        sure = given and (log.steps["basis"] == "measured").to_numpy()[mine].all()
        self._basis: Basis = "simulated" if log.origin == "simulated" else "measured" if sure else "estimated"

    def load(self, group: Flags) -> Load:
        """How busy the people are for whom `group` is true."""
        people = int(group.sum())
        on_duty, worked = float(self._on_duty[group].sum()), float(self._worked[group].sum())
        if not (self._recorded and on_duty > 0 and self._known[group].all()):
            return Load(people)
        first, last = (EPOCH + timedelta(microseconds=at) for at in (self.first, self.last))
        opened = self.door(group).between(first, last).work_between(0.0, (self.last - self.first) / 3.6e9)
        return Load(people, float(opened), on_duty, worked, worked / on_duty, self._basis)

    @property
    def why_unknown(self) -> str:
        """Why it is not known how busy people are, in a sentence."""
        if not self._recorded:
            return "The log does not record when work began: how busy people are cannot be known."
        if not self._known.all():
            return "Working hours are neither given nor found in so few steps: how busy people are cannot be known. A study may give them."
        return "No time passes between the arrivals: how busy people are cannot be known."

    def door(self, group: Flags) -> WeeklyCalendar:
        """When the door of these people is open."""
        calendars = {self._calendars[number]: None for number in np.flatnonzero(group)}
        spans = [span for calendar in calendars for span in calendar.intervals]
        one: Sequence[WeeklyCalendar] = list(calendars) or [ALWAYS]
        return WeeklyCalendar.of_minutes(spans, one[0].timezone, one[0].holidays)


def open_cells(calendar: WeeklyCalendar) -> Flags:
    """In which of the 168 hours of the week a calendar is open at all."""
    cells = np.zeros(168, dtype=bool)
    for begin, end in calendar.intervals:
        cells[begin // 60 : -(-end // 60)] = True
    return cells
