"""A calendar's open hours while a simulation runs: laid out as far as anyone has asked, and further when someone asks for more.

A simulation does not know beforehand when its last ticket ends. So no clock has an end: what falls after the last laid-out shift
makes the layout twice as long. Layouts are kept between replications, as they depend on the calendar and the start alone.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from functools import lru_cache

from svcflow.calendars import ALWAYS_OPEN, Shifts, WeeklyCalendar

FIRST_WEEKS = 26


class Clock:
    """Open hours on an axis of hours since `origin`. `is_open` must be asked in the order of time.

    `open_until` [h]: the end of the open interval that was last seen, a shortcut for those who ask often.
    """

    __slots__ = ("_changes", "_open", "_shifts", "_weeks", "calendar", "open_until", "origin")

    def __init__(self, calendar: WeeklyCalendar, origin: datetime) -> None:
        self.calendar = calendar
        self.origin = origin
        self._weeks = FIRST_WEEKS
        self._shifts = laid_out(calendar, origin, self._weeks)
        self._open = True
        self._changes = math.inf if self._shifts is ALWAYS_OPEN else -math.inf
        self.open_until = self._changes

    def is_open(self, at: float) -> bool:
        """Whether it is open at `at` [h], the end of a shift excluded; `at` never falls from call to call."""
        if at >= self._changes:
            opens = self.next_open(at)
            self._open = opens == at
            self._changes = self._shifts.close_after(at) if self._open else opens
            self.open_until = self._changes if self._open else -math.inf
        return self._open

    def next_open(self, at: float) -> float:
        """The first open instant at or after `at` [h]."""
        while (opens := self._shifts.next_open(at)) == math.inf:
            self._extend()
        return opens

    def advance(self, at: float, work: float, grace: float = 0.0) -> float:
        """The instant [h] at which `work` open hours have passed since `at`, or all but `grace` at the end of a shift."""
        while (ends := self._shifts.advance(at, work, grace)) == math.inf:
            self._extend()
        return ends

    def _extend(self) -> None:
        self._weeks *= 2
        self._shifts = laid_out(self.calendar, self.origin, self._weeks)


@lru_cache(maxsize=256)
def laid_out(calendar: WeeklyCalendar, origin: datetime, weeks: int) -> Shifts:
    """The open hours of some weeks from `origin` on."""
    return calendar.between(origin, origin + timedelta(weeks=weeks))
