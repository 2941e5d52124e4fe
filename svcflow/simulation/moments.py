"""The times of the week at which gathered tickets are released, as instants while a simulation runs.

Like calendars, they are laid out as far as anyone has asked. A local time that the change to summer time leaves out comes an hour later;
one that the change back repeats comes once, the first time.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from svcflow.calendars import hours_since
from svcflow.model import Gathering, weekly_minutes

_FIRST_WEEKS = 26


class Moments:
    """The instants of a gathering's times, on an axis of hours since `origin`."""

    __slots__ = ("_instants", "_weeks", "gathering", "origin")

    def __init__(self, gathering: Gathering, origin: datetime) -> None:
        self.gathering = gathering
        self.origin = origin
        self._weeks = _FIRST_WEEKS
        self._instants = laid_out(gathering, origin, self._weeks)

    def next(self, at: float) -> float:
        """The first of them at `at` [h] or later."""
        while at > self._instants[-1]:
            self._weeks *= 2
            self._instants = laid_out(self.gathering, self.origin, self._weeks)
        return self._instants[bisect_left(self._instants, at)]


@lru_cache(maxsize=256)
def laid_out(gathering: Gathering, origin: datetime, weeks: int) -> list[float]:
    """The instants of some weeks from that of `origin` on [h since `origin`], none before it."""
    zone = ZoneInfo(gathering.timezone)
    local = origin.astimezone(zone)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), time(), zone)
    minutes = weekly_minutes(gathering)
    # Added to a local time, a timedelta moves the hands of the clock.
    written = [monday + timedelta(weeks=week, minutes=minute) for week in range(weeks) for minute in minutes]
    instants = sorted({hours_since(origin, it.astimezone(UTC)) for it in written})
    return [it for it in instants if it >= 0]
