"""The compiled clocks: instants in the very operations of `calendars.weekly`, `clocks` and `rhythms`, in their order.

A clock is laid out up to `last`. What lies beyond is infinite here; the caller has the clock laid out further and asks again. What a
clock says does not depend on how far it is laid out.
"""

from __future__ import annotations

import math
from typing import Any

from svcflow.simulation.kernel_draws import compiled, inlined
from svcflow.simulation.records import ALWAYS, RHYTHM


@inlined
def is_open(clocks: Any, shifts: Any, seen: Any, number: int, now: float) -> Any:
    """Whether people of this clock are on duty; `now` never falls, and is before `last`."""
    clock = clocks[number]
    if clock.kind == ALWAYS:
        return True
    at = seen[number].at
    while shifts[clock.first + at].end <= now:
        at += 1
    seen[number].at = at
    return shifts[clock.first + at].start <= now


@inlined
def next_open(clocks: Any, shifts: Any, seen: Any, number: int) -> Any:
    """When they come, who are not on duty as `is_open` has just said."""
    return shifts[clocks[number].first + seen[number].at].start


@compiled
def next_moment(clocks: Any, shifts: Any, number: int, at: float) -> Any:
    """`Moments.next`; infinite beyond what is laid out."""
    clock = clocks[number]
    low, high = 0, clock.size
    while low < high:
        middle = (low + high) >> 1
        if shifts[clock.first + middle].start < at:
            low = middle + 1
        else:
            high = middle
    return shifts[clock.first + low].start if low < clock.size else math.inf


@compiled
def advance(clocks: Any, shifts: Any, sums: Any, number: int, at: float, work: float, grace: float) -> Any:
    """`Clock.advance` or `RhythmClock.advance`; infinite beyond what is laid out."""
    clock = clocks[number]
    if work <= 0:
        return at
    if clock.kind == ALWAYS:
        return at + work
    if at >= clock.last:
        return math.inf
    if clock.kind == RHYTHM:
        return _paced(clock, shifts, sums, at, work)
    here = _last_start(shifts, clock.first, clock.size, at)
    start = at
    if here < 0 or at >= shifts[clock.first + here].end:
        here += 1
        start = shifts[clock.first + here].start
    shift = shifts[clock.first + here]
    if start + work <= shift.end + grace:
        return start + work
    goal = sums[clock.sums + here] + min(start, shift.end) - shift.start + work
    there = _bisect(sums, clock.sums, here, clock.size + 1, goal - grace - 1e-12) - 1
    if there >= clock.size:
        return math.inf
    return shifts[clock.first + there].start + goal - sums[clock.sums + there]


@compiled
def _paced(clock: Any, hours: Any, passed: Any, at: float, delay: float) -> Any:
    cell = _last_start(hours, clock.first, clock.size, at)
    hour = hours[clock.first + cell]
    goal = passed[clock.sums + cell] + (at - hour.start) * hour.end + delay
    if goal > passed[clock.sums + clock.size]:
        return math.inf
    low, high = cell, clock.size + 1
    while low < high:
        middle = (low + high) >> 1
        if passed[clock.sums + middle] < goal:
            low = middle + 1
        else:
            high = middle
    hour = hours[clock.first + low - 1]
    return max(at, hour.start + (goal - passed[clock.sums + low - 1]) / hour.end)


@compiled
def _last_start(shifts: Any, first: int, size: int, at: float) -> Any:
    """The number of the last shift that begins at `at` or before; -1 before the first."""
    low, high = 0, size
    while low < high:
        middle = (low + high) >> 1
        if at < shifts[first + middle].start:
            high = middle
        else:
            low = middle + 1
    return low - 1


@compiled
def _bisect(sums: Any, first: int, low: int, high: int, goal: float) -> Any:
    """`bisect_right`, for a place that is often near `low`: steps that double, then halves."""
    step = 1
    while low + step < high and sums[first + low + step] <= goal:
        low += step
        step += step
    high = min(high, low + step)
    while low < high:
        middle = (low + high) >> 1
        if goal < sums[first + middle]:
            high = middle
        else:
            low = middle + 1
    return low
