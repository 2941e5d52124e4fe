"""Working time: the weekly hours in which work is done, and hours counted on that clock.

A `WeeklyCalendar` is a set of open intervals of the week in a time zone, less its holidays. Laid out between two instants it
becomes `Shifts`: a sorted list of open intervals on a plain axis of hours, on which working time is counted (`work_between`),
added (`advance`) and awaited (`next_open`). Every one of these is a binary search: O(log of the shifts).

Units: minutes of the week (0 = Monday 00:00, 10 080 = the next Monday) for the calendar; hours since an origin for `Shifts`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from numpy.typing import NDArray

from svcflow.errors import InputError, did_you_mean

MINUTES_OF_WEEK = 7 * 24 * 60
CLOCKS_CHANGE = 3 * 60
"""minute of the day by which clocks have changed to or from summer time, almost everywhere"""
Hours = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WeeklyCalendar:
    """Open hours of a week.

    Parameters
    ----------
    intervals : tuple of (int, int)
        Half-open intervals [minutes of the week), sorted, disjoint, within 0 … 10 080.
    timezone : str
        IANA name of the zone in which the hours are meant.
    holidays : tuple of datetime.date
        Days (in that zone) on which nothing is open.
    """

    intervals: tuple[tuple[int, int], ...]
    timezone: str = "UTC"
    holidays: tuple[date, ...] = ()

    @classmethod
    def of_minutes(cls, spans: Iterable[tuple[int, int]], timezone: str = "UTC", holidays: Sequence[date] = ()) -> WeeklyCalendar:
        """Sort, join and wrap any spans [minutes of the week]; a span may run over the end of the week."""
        pieces = [piece for first, last in spans for piece in _wrapped(first, last)]
        joined: list[tuple[int, int]] = []
        for first, last in sorted(pieces):
            if joined and first <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return cls(tuple(joined), timezone, tuple(holidays))

    @property
    def hours_a_week(self) -> float:
        """Open hours of an ordinary week [h]."""
        return sum(last - first for first, last in self.intervals) / 60

    @property
    def always_open(self) -> bool:
        """Whether it never closes."""
        return self.intervals == ((0, MINUTES_OF_WEEK),) and not self.holidays

    def contains(self, instant: datetime) -> bool:
        """Whether an aware instant is within the open hours."""
        local = instant.astimezone(ZoneInfo(self.timezone))
        minute = local.weekday() * 1440 + local.hour * 60 + local.minute
        return local.date() not in self.holidays and any(first <= minute < last for first, last in self.intervals)

    def between(self, origin: datetime, last: datetime, first: datetime | None = None) -> Shifts:
        """Lay the weeks out from `first` (default: `origin`) to `last`, as hours since `origin` (all aware)."""
        if self.always_open:
            return ALWAYS_OPEN
        zone = ZoneInfo(self.timezone)
        day = (first or origin).astimezone(zone).date() - timedelta(days=1)
        final = last.astimezone(zone).date() + timedelta(days=1)
        midnights = _midnights(self.timezone, day, final) - origin.timestamp() / 3600
        weekday = (day.weekday() + np.arange(len(midnights) - 1)) % 7
        closed = [(holiday - day).days for holiday in self.holidays if day <= holiday <= final]
        weekday[closed] = -1
        starts, ends = [], []
        for number, pieces in enumerate(_day_pieces(self.intervals)):
            these = np.flatnonzero(weekday == number)
            for begin, finish in pieces:
                starts.append(_wall_time(midnights, these, begin))
                ends.append(_wall_time(midnights, these, finish))
        return _joined(np.concatenate(starts or [np.zeros(0)]), np.concatenate(ends or [np.zeros(0)]))


class Shifts:
    """Open intervals on an axis of hours, sorted and disjoint; outside of the first and last nothing is open.

    Parameters
    ----------
    starts, ends : numpy arrays of the same length [h since an origin]
    """

    __slots__ = ("_before", "_ends", "_starts", "before", "ends", "starts")

    def __init__(self, starts: Hours, ends: Hours) -> None:
        self.starts = starts
        self.ends = ends
        self.before: Hours = np.concatenate(([0.0], np.cumsum(ends - starts)))
        self._starts: list[float] = starts.tolist()
        self._ends: list[float] = ends.tolist()
        self._before: list[float] = self.before.tolist()

    def is_open(self, at: float) -> bool:
        """Whether `at` [h] lies in an open interval (its end excluded)."""
        number = bisect_right(self._starts, at) - 1
        return number >= 0 and at < self._ends[number]

    def next_open(self, at: float) -> float:
        """The first open instant at or after `at` [h]; infinity after the last shift."""
        number = bisect_right(self._starts, at) - 1
        if number >= 0 and at < self._ends[number]:
            return at
        return self._starts[number + 1] if number + 1 < len(self._starts) else math.inf

    def close_after(self, at: float) -> float:
        """The end of the shift that is open at `at` [h]; `at` itself where nothing is open."""
        number = bisect_right(self._starts, at) - 1
        return self._ends[number] if number >= 0 and at < self._ends[number] else at

    def worked_by(self, at: float) -> float:
        """Working hours from the first shift to `at` [h]."""
        number = bisect_right(self._starts, at) - 1
        if number < 0:
            return 0.0
        return self._before[number] + min(at, self._ends[number]) - self._starts[number]

    def work_between(self, first: float, last: float) -> float:
        """Working hours between two instants [h]."""
        return self.worked_by(last) - self.worked_by(first)

    def advance(self, at: float, work: float, grace: float = 0.0) -> float:
        """The instant [h] at which `work` hours are done if work begins at `at`; infinity after the last shift.

        What is left at the end of a shift and takes at most `grace` hours more is done then, without a break.
        """
        if work <= 0:
            return at
        start = self.next_open(at)
        if start == math.inf:
            return math.inf
        number = bisect_right(self._starts, start) - 1
        if start + work <= self._ends[number] + grace:
            return start + work
        goal = self.worked_by(start) + work
        number = bisect_right(self._before, goal - grace - 1e-12) - 1
        return self._starts[number] + goal - self._before[number] if number < len(self._starts) else math.inf

    def work_between_all(self, first: Hours, last: Hours) -> Hours:
        """`work_between` for arrays [h]."""
        return self._worked_by_all(last) - self._worked_by_all(first)

    def _worked_by_all(self, at: Hours) -> Hours:
        if not len(self.starts):
            return np.zeros_like(at)
        number = np.searchsorted(self.starts, at, side="right") - 1
        inside = np.maximum(number, 0)
        done = self.before[inside] + np.minimum(at, self.ends[inside]) - self.starts[inside]
        return np.where(number < 0, 0.0, done)


class _AlwaysOpen(Shifts):
    """The clock that never stops: working time is elapsed time."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(np.array([-np.inf]), np.array([np.inf]))

    def is_open(self, at: float) -> bool:
        return True

    def next_open(self, at: float) -> float:
        return at

    def close_after(self, at: float) -> float:
        return math.inf

    def worked_by(self, at: float) -> float:
        return at

    def advance(self, at: float, work: float, grace: float = 0.0) -> float:
        return at + work if work > 0 else at

    def _worked_by_all(self, at: Hours) -> Hours:
        return at


ALWAYS = WeeklyCalendar(((0, MINUTES_OF_WEEK),))
ALWAYS_OPEN = _AlwaysOpen()


def check_timezone(name: str, place: str = "", refusal: type[InputError] = InputError) -> str:
    """The name itself, if this machine knows it as a time zone.

    Raises
    ------
    InputError
        There is no such zone; `refusal` is the kind of error, `place` where the name stood.
    """
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        nearest = did_you_mean(name, available_timezones())
        remedy = nearest if nearest.startswith("Did") else 'Give a name such as "UTC", "Europe/Rome" or "Asia/Taipei".'
        raise refusal(f'the time zone "{name}" is not known.', place=place, remedy=remedy) from None
    return name


def hours_since(origin: datetime, instant: datetime) -> float:
    """Elapsed hours between two aware instants [h]."""
    return (instant - origin).total_seconds() / 3600


def _wrapped(first: int, last: int) -> list[tuple[int, int]]:
    if last - first >= MINUTES_OF_WEEK:
        return [(0, MINUTES_OF_WEEK)]
    begin = first % MINUTES_OF_WEEK
    length = last - first
    if length <= 0:
        return []
    if begin + length <= MINUTES_OF_WEEK:
        return [(begin, begin + length)]
    return [(begin, MINUTES_OF_WEEK), (0, begin + length - MINUTES_OF_WEEK)]


@lru_cache(maxsize=256)
def _day_pieces(intervals: tuple[tuple[int, int], ...]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The intervals cut at midnight: for each weekday, minutes of the day."""
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for first, last in intervals:
        for day in range(first // 1440, (last - 1) // 1440 + 1):
            days[day].append((max(first - day * 1440, 0), min(last - day * 1440, 1440)))
    return tuple(tuple(day) for day in days)


@lru_cache(maxsize=64)
def _midnights(timezone: str, first: date, last: date) -> Hours:
    """Each local midnight from the day `first` to the one after `last`, as hours since 1970 [h]."""
    zone = ZoneInfo(timezone)
    days = [first + timedelta(days=number) for number in range((last - first).days + 2)]
    return np.array([datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() / 3600 for day in days])


def _wall_time(midnights: Hours, days: NDArray[np.intp], minute: int) -> Hours:
    """When the clocks on the wall show this minute of these days [h].

    On a day of 23 or 25 hours the clocks change in the small hours: what comes after 03:00 keeps its distance to the next midnight.
    """
    at: Hours = midnights[days] + minute / 60 if minute <= CLOCKS_CHANGE else midnights[days + 1] - (1440 - minute) / 60
    return at


def _joined(starts: Hours, ends: Hours) -> Shifts:
    """The spans in order, those that touch as one, those without length left out."""
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], ends[order]
    some = ends > starts
    starts, ends = starts[some], ends[some]
    apart = starts[1:] - ends[:-1] >= 1e-9
    return Shifts(starts[np.concatenate(([True], apart))[: len(starts)]], ends[np.concatenate((apart, [True]))[: len(ends)]])
