"""Working time of many steps on many calendars, in whole microseconds.

Each calendar is laid out once as open spans on one axis of instants. A table tells for every stretch of that axis (an hour, or
more where there are many calendars) which span came last, so that the working time up to an instant is a look-up, at most a
few steps forward, and a difference: no search for each step. Passes run over blocks of steps that stay in the caches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from svcflow.calendars import WeeklyCalendar

HOUR_US = 3_600_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MARGIN_US = 14 * 24 * HOUR_US
"""how far beyond the instants that matter the calendars are laid out"""
_BLOCK = 1 << 17
_MOST_CELLS = 1 << 21
_FIRST = -62_000_000_000_000_000
_LAST = 253_000_000_000_000_000
"""what a calendar can be laid out between: the years 5 and 9987"""

Micros = NDArray[np.int64]
Numbers = NDArray[np.int32]
Flags = NDArray[np.bool_]


class WorkClocks:
    """Calendars between two instants.

    Parameters
    ----------
    calendars : sequence of WeeklyCalendar
        A question names one by its number here.
    first, last : int
        The instants that matter [µs since 1970]; a fortnight before and after them nothing is open any more.

    Notes
    -----
    Some milliseconds for each calendar and decade; a question costs some 20 ns.
    """

    __slots__ = ("_before", "_cell", "_cells", "_ends", "_first", "_hops", "_line", "_starts", "_table", "_width")

    def __init__(self, calendars: Sequence[WeeklyCalendar], first: int, last: int) -> None:
        self._first = min(max(first, _FIRST), _LAST) - MARGIN_US
        self._width = max(min(max(last, _FIRST), _LAST) + MARGIN_US - self._first, HOUR_US)
        self._cell = max(HOUR_US, -(-self._width * len(calendars) // _MOST_CELLS))
        self._cells = self._width // self._cell + 1
        laid = [self._laid_out(calendar) for calendar in calendars]
        corners = np.arange(self._cells + 1) * self._cell
        latest = [np.searchsorted(starts, corners, side="right") - 1 for starts, _ in laid]
        sizes = np.array([len(starts) for starts, _ in laid])
        self._hops = max(int(np.diff(spans).max()) for spans in latest)
        self._table: Numbers = np.concatenate(
            [spans[:-1] + offset for spans, offset in zip(latest, np.cumsum(sizes) - sizes, strict=True)], dtype=np.int32
        )
        self._starts, self._ends = (np.concatenate(parts) for parts in zip(*laid, strict=True))
        self._before = np.concatenate([np.cumsum(ends - starts) - (ends - starts) for starts, ends in laid])
        self._line = np.repeat(np.arange(len(sizes)), sizes) * (self._width + 1) + self._before

    def _laid_out(self, calendar: WeeklyCalendar) -> tuple[Micros, Micros]:
        """Open spans on the axis [µs]; before them an empty one, for what lies ahead of all, and after them another, never reached."""
        if calendar.always_open:
            opens, closes = np.zeros(1, np.int64), np.full(1, self._width)
        else:
            origin, last = (EPOCH + timedelta(microseconds=at) for at in (self._first, self._first + self._width))
            shifts = calendar.between(origin, last)
            opens, closes = (np.clip(np.round(at * HOUR_US), 0, self._width).astype(np.int64) for at in (shifts.starts, shifts.ends))
            opens, closes = opens[closes > opens], closes[closes > opens]
        beyond = 2 * self._width
        return np.concatenate(([0], opens, [beyond])), np.concatenate(([0], closes, [beyond]))

    def work_between(self, calendar: Numbers, start: Micros, end: Micros) -> Micros:
        """Working time between two instants of each step [µs]; `calendar` holds the number of each step's calendar."""
        found = np.empty(len(start), np.int64)
        for rows in blocks(len(start)):
            cells = calendar[rows] * np.int64(self._cells)
            found[rows] = self._worked(cells, end[rows])[0]
            found[rows] -= self._worked(cells, start[rows])[0]
        return found

    def begin_of(self, calendar: Numbers, end: Micros, work: Micros) -> Micros:
        """The latest instants from which so much is worked until `end` [µs].

        An end outside of the open hours says that they do not hold there: then the clock on the wall counts.
        """
        done, inside = self._worked(calendar * np.int64(self._cells), end)
        goal = done - work
        number = np.searchsorted(self._line, calendar * np.int64(self._width + 1) + np.maximum(goal, 0), side="right") - 1
        # The empty span beyond the last one is where the goal is all that a calendar holds.
        number -= self._starts[number] > self._width
        return np.where(inside, self._starts[number] + goal - self._before[number] + self._first, end - work)

    def _worked(self, cells: Micros, at: Micros) -> tuple[Micros, Flags]:
        """Working time since the axis's begin [µs], and whether the instant lies in open hours or at their end."""
        since = np.clip(at - self._first, 0, self._width)
        number = self._table[cells + since // self._cell]
        for _ in range(self._hops):
            number += self._starts[number + 1] <= since
        ends = self._ends[number]
        inside = at - self._first <= ends
        done = np.minimum(since, ends)
        done += (self._before - self._starts)[number]
        return done, inside


def blocks(rows: int) -> Iterator[slice]:
    """Rows a block at a time."""
    return (slice(first, min(first + _BLOCK, rows)) for first in range(0, rows, _BLOCK))
