"""Time spans of many groups on one axis, and how much of them lies between two instants.

A `Spans` holds, for each group (a resource, a case), the union of its spans: disjoint and sorted. Group and instant are joined
in one sortable number, so a question is two binary searches and a difference of cumulative sums, whatever the group. All
arithmetic is in whole microseconds and therefore exact.

`Marked` holds disjoint spans that each carry a mark (an instant), and answers how much of the spans between two instants has
a mark up to a given one: a sum over a stretch of a sorted list of the elements below a threshold, answered for all questions
at once by a wavelet matrix [1]_ in O(log n) array operations.

.. [1] Claude, Navarro, Ordóñez (2015), "The wavelet matrix", Information Systems 47, doi:10.1016/j.is.2014.06.002
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from svcflow.errors import LogError

Micros = NDArray[np.int64]
MOST_US = 2**62
"""instants of all groups have to fit in one signed number of 64 bits"""


class Spans:
    """The union of spans by group.

    Parameters
    ----------
    group, start, end : arrays of int, equal in length
        Group numbers from 0 on; half-open spans [µs], empty ones are dropped.
    width : int
        More than the length of the axis [µs]: all instants and questions lie in [0, width).
    """

    __slots__ = ("_axis", "_before", "_ends", "_starts")

    def __init__(self, group: Micros, start: Micros, end: Micros, width: int) -> None:
        held = end > start
        group, start, end = group[held], start[held], end[held]
        self._axis = _Axis(group, start, end, width)
        first, last = self._axis.place(group, start), self._axis.place(group, end)
        order = np.argsort(first, kind="stable")
        first, last = first[order], last[order]
        reach = np.maximum.accumulate(last) if len(last) else last
        opens = np.ones(len(first), dtype=bool)
        opens[1:] = first[1:] > reach[:-1]
        self._starts = first[opens]
        self._ends = reach[np.append(np.flatnonzero(opens)[1:] - 1, len(reach) - 1)] if len(first) else first
        self._before = np.concatenate(([0], np.cumsum(self._ends - self._starts)))

    def between(self, group: Micros, start: Micros, end: Micros) -> Micros:
        """How much of each question's [start, end) is covered in its group [µs]."""
        return self._until(self._axis.place(group, np.maximum(start, end))) - self._until(self._axis.place(group, start))

    def pieces(self) -> tuple[Micros, Micros, Micros]:
        """Group, start and end of the disjoint spans, in order."""
        group, start = self._axis.origin(self._starts)
        return group, start, start + (self._ends - self._starts)

    def _until(self, at: Micros) -> Micros:
        if not len(self._starts):
            return np.zeros_like(at)
        number = np.searchsorted(self._starts, at, side="right") - 1
        inside = np.maximum(number, 0)
        done = self._before[inside] + np.minimum(at, self._ends[inside]) - self._starts[inside]
        return np.where(number < 0, 0, done)


def united(group: Micros, start: Micros, end: Micros) -> tuple[Micros, Micros, Micros]:
    """Group, start and end of the union of spans by group, in order [µs]; instants may lie anywhere."""
    if not len(start):
        return group, start, end
    origin = int(start.min())
    groups, first, last = Spans(group, start - origin, end - origin, int(end.max()) - origin + 1).pieces()
    return groups, first + origin, last + origin


class _Axis:
    """The groups laid one after another on one axis.

    Each takes the whole width, as long as that fits in 64 bits; else (a hundred thousand cases over some years) only as much as
    lies between its first and last instant, beyond which nothing of it can be covered.
    """

    __slots__ = ("_base", "_groups", "_length", "_low", "_width")

    def __init__(self, group: Micros, start: Micros, end: Micros, width: int) -> None:
        groups = int(group.max(initial=0)) + 1
        self._groups, self._width, self._base = groups, width, np.empty(0, dtype=np.int64)
        if groups * width < MOST_US:
            return
        self._low, high = np.full(groups, width), np.zeros(groups, dtype=np.int64)
        np.minimum.at(self._low, group, start)
        np.maximum.at(high, group, end)
        self._length = np.maximum(high - self._low, 0)
        if float(self._length.sum(dtype=np.float64)) >= MOST_US:
            raise LogError("the log spans too many case-years to be added up.", remedy="Split it by time or by kind of case.")
        self._base = np.concatenate(([0], np.cumsum(self._length + 1)[:-1]))

    def place(self, group: Micros, at: Micros) -> Micros:
        """Where an instant of a group lies; those of groups that have no span at all come after everything."""
        if not len(self._base):
            simple: Micros = np.minimum(group, self._groups) * self._width + at
            return simple
        known = np.minimum(group, len(self._base) - 1)
        inside: Micros = self._base[known] + np.clip(at - self._low[known], 0, self._length[known])
        return np.where(group == known, inside, self._base[-1] + self._length[-1] + 1)

    def origin(self, place: Micros) -> tuple[Micros, Micros]:
        """The group and the instant that lie there."""
        if not len(self._base):
            group = place // self._width
            return group, place - group * self._width
        group = np.searchsorted(self._base, place, side="right") - 1
        return group, place - self._base[group] + self._low[group]


class Marked:
    """Disjoint spans by group, each with a mark; where given spans overlap, the least mark holds.

    Parameters
    ----------
    group, start, end, mark : arrays of int, equal in length
    width : int
        As for `Spans`.
    """

    __slots__ = ("_ends", "_marks", "_starts", "_sums", "_width")

    def __init__(self, group: Micros, start: Micros, end: Micros, mark: Micros, width: int) -> None:
        self._width = width
        held = end > start
        first, last, marks = (group * width + start)[held], (group * width + end)[held], mark[held]
        order = np.lexsort((last, first))
        self._starts, self._ends, self._marks = _least_marks(first[order], last[order], marks[order])
        self._sums = _Sums(self._marks, self._ends - self._starts)

    def between(self, group: Micros, start: Micros, end: Micros, most: Micros) -> Micros:
        """How much of each question's [start, end) lies in spans of its group whose mark is at most `most` [µs]."""
        if not len(self._starts):
            return np.zeros_like(start)
        a, b = group * self._width + start, group * self._width + np.maximum(start, end)
        first = np.searchsorted(self._ends, a, side="right")
        last = np.searchsorted(self._starts, b, side="left")
        total = self._sums.below(first, np.maximum(last, first), most)
        # The stretch holds whole spans; what sticks out at its two ends is taken off again.
        some = last > first
        front, back = np.minimum(first, len(self._starts) - 1), np.maximum(last - 1, 0)
        total -= np.where(some & (self._marks[front] <= most), np.maximum(a - self._starts[front], 0), 0)
        total -= np.where(some & (self._marks[back] <= most), np.maximum(self._ends[back] - b, 0), 0)
        return total


class _Sums:
    """Sums of weights over a stretch of positions whose value is at most a threshold, for many questions at once."""

    __slots__ = ("_bits", "_levels", "_values")

    def __init__(self, values: Micros, weights: Micros) -> None:
        self._values = np.unique(values)
        ranks = np.searchsorted(self._values, values)
        self._bits = max(len(self._values).bit_length(), 1)
        self._levels: list[tuple[Micros, Micros]] = []
        for bit in reversed(range(self._bits)):
            zero = (ranks >> bit) & 1 == 0
            zeros = np.concatenate(([0], np.cumsum(zero)))
            self._levels.append((zeros, np.concatenate(([0], np.cumsum(np.where(zero, weights, 0))))))
            order = np.argsort(~zero, kind="stable")
            ranks, weights = ranks[order], weights[order]

    def below(self, first: Micros, last: Micros, most: Micros) -> Micros:
        rank = np.searchsorted(self._values, most, side="right")
        total = np.zeros(len(rank), dtype=np.int64)
        for bit, (zeros, sums) in zip(reversed(range(self._bits)), self._levels, strict=True):
            ones = (rank >> bit) & 1 == 1
            total += np.where(ones, sums[last] - sums[first], 0)
            first = np.where(ones, zeros[-1] + first - zeros[first], zeros[first])
            last = np.where(ones, zeros[-1] + last - zeros[last], zeros[last])
        return total


def _least_marks(first: Micros, last: Micros, marks: Micros) -> tuple[Micros, Micros, Micros]:
    """Disjoint spans with the least mark of all that hold at an instant; the input is sorted by its first instants."""
    if not len(first) or (first[1:] >= np.maximum.accumulate(last)[:-1]).all():
        return first, last, marks
    found: list[tuple[int, int, int]] = []
    open_: list[tuple[int, int]] = []  # mark and end of those that hold, the least mark on top

    def fill(now: int, until: int) -> None:
        while open_ and now < until:
            mark, end = open_[0]
            if end <= now:
                heapq.heappop(open_)
                continue
            found.append((now, min(end, until), mark))
            now = min(end, until)

    starts = first.tolist()
    for start, end, mark, following in zip(starts, last.tolist(), marks.tolist(), [*starts[1:], int(last.max())], strict=True):
        heapq.heappush(open_, (mark, end))
        fill(start, following)
    pieces = np.array(found, dtype=np.int64)
    return pieces[:, 0], pieces[:, 1], pieces[:, 2]
