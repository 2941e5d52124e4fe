"""A clock on which delays pass at the pace of the week: fast in hours in which such waits end, slow or not at all in others.

The axis of hours since the start is cut into cells of one hour each, beginning with the local hour in which the simulation starts;
cell k has the pace p(k) of the hour of the week that the local clock shows when it begins. Until the instant t, Λ(t) = ∫ p hours have
passed on this clock, and a delay of d hours that begins at t ends at the first instant at which Λ is Λ(t) + d. (The same change of
clock makes arrivals from a process of rate 1: E. Çinlar, 1975, Introduction to Stochastic Processes, 4.7.)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from svcflow.calendars import hours_since
from svcflow.model import Rhythm

_FIRST_WEEKS = 26
Table = tuple[list[float], list[float], list[float]]


class RhythmClock:
    """Delays on the pace of a week, on an axis of hours since `origin`; laid out further whenever someone asks for more."""

    __slots__ = ("_marks", "_paces", "_passed", "_weeks", "origin", "rhythm")

    def __init__(self, rhythm: Rhythm, origin: datetime) -> None:
        self.rhythm = rhythm
        self.origin = origin
        self._weeks = _FIRST_WEEKS
        self._marks, self._paces, self._passed = laid_out(rhythm, origin, self._weeks)

    def advance(self, at: float, delay: float) -> float:
        """The instant [h] at which a delay is over that begins at `at`: `at` itself where it is 0."""
        if delay <= 0:
            return at
        while at >= self._marks[-1]:
            self._extend()
        cell = bisect_right(self._marks, at) - 1
        goal = self._passed[cell] + (at - self._marks[cell]) * self._paces[cell] + delay
        while goal > self._passed[-1]:
            self._extend()
        cell = bisect_left(self._passed, goal) - 1
        return max(at, self._marks[cell] + (goal - self._passed[cell]) / self._paces[cell])

    def _extend(self) -> None:
        self._weeks *= 2
        self._marks, self._paces, self._passed = laid_out(self.rhythm, self.origin, self._weeks)


@lru_cache(maxsize=256)
def laid_out(rhythm: Rhythm, origin: datetime, weeks: int) -> Table:
    """The cells of some weeks: where each begins, and the last ends [h since `origin`]; its pace; Λ at its begin, and at the last end."""
    zone = ZoneInfo(rhythm.timezone)
    local = origin.astimezone(zone)
    first = origin - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    start = hours_since(origin, first)
    marks, paces, passed = [start], [], [0.0]
    for number in range(weeks * 168):
        at = (first.astimezone(UTC) + timedelta(hours=number)).astimezone(zone)
        pace = rhythm.weekly[at.weekday() * 24 + at.hour]
        marks.append(start + number + 1)
        paces.append(pace)
        passed.append(passed[-1] + pace)
    return marks, paces, passed
