"""Who could have taken a step: when somebody of its pool was on duty and idle.

The **pool** of an activity are the resources that did it in at least 1 % of its executions (in half of an equal share where
more than fifty do it). Somebody is **idle** when the calendar says that they are on duty and the log that they are not at
work. A step that is in the queue of its pool would be taken by whoever is idle; so the instants at which somebody was idle are
inspections of it: it was not in the queue yet. They tell of every step that waited

- `last`: the last of them up to its begin; `following`: the first of them after it;
- `at_ready`: whether somebody was idle when it became ready and a minute later as well (it was left lying);
- `at_begin`: whether the moment before its begin was one.

Hours that were found in the log are known to the hour only, so the first and the last hour of a shift count only from the
person's first begin on, and until their last end (`seen_only`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svcflow.calendars import ALWAYS, WeeklyCalendar
from svcflow.timing.intervals import Spans
from svcflow.timing.rows import Micros, Rows, lay_out_duty
from svcflow.timing.steps import HOUR_US

Flags = NDArray[np.bool_]
Pieces = tuple[Micros, Micros, Micros]
"""group, start and end of disjoint spans, in order"""
Answers = tuple[Micros, Micros, Flags, Flags]
"""last and following instant, at ready, at begin"""
FEW = 16
"""people who are asked before one looks for which steps all is known"""
COMBINE = (np.maximum, np.minimum, np.logical_or, np.logical_or)
"""what the answers of two people make together"""
LEAST_SHARE = 0.01
LEAST_OF_EQUAL = 0.5
MINUTE_US = 60_000_000
TINY_GAP_US = 1_000_000
"""rounded clocks leave gaps between two steps that nobody rested in"""


@dataclass(frozen=True, slots=True)
class Inspections:
    """When somebody of its pool was idle, for each step [µs]; where there is no such instant, `last` is -1, `following` the width."""

    last: Micros
    following: Micros
    at_ready: Flags
    at_begin: Flags


def inspect(rows: Rows, calendars: Mapping[str, WeeklyCalendar], asked: Flags, *, seen_only: bool = False) -> Inspections:
    """When somebody who could have taken each step was idle.

    Parameters
    ----------
    rows : Rows
        Steps of people (`who` is not negative) make up pools and are work.
    calendars : mapping of str to WeeklyCalendar
        By resource; who is not in it is always on duty.
    asked : array of bool
        The steps to look at; the answers for others are empty.
    seen_only : bool
        Whether the edges of shifts count only as far as the person was seen at work.

    Notes
    -----
    For each activity either the idle spans of its pool are united, or every step asks the members of the pool until it knows,
    whichever is less; equal pools are united once. 1 s for a million steps of 100 people, 15 to 25 s where 5 000 people share
    1 000 activities.
    """
    idle = idle_spans(rows, calendars, seen_only=seen_only)
    bounds = np.searchsorted(idle[0], np.arange(len(rows.people) + 1))
    found = Inspections(*_nobody(len(asked), rows.width))
    united: dict[bytes, tuple[Micros, Micros]] = {}
    for pool, steps in _pools(rows, asked):
        ready, begin = rows.ready[steps], rows.begin[steps]
        key = pool.tobytes()
        if key not in united and int((bounds[pool + 1] - bounds[pool]).sum()) > len(pool) * len(steps):
            answers = _ask_each(idle, bounds, pool, ready, begin, rows.width)
        else:
            if key not in united:
                united[key] = _unite(idle, bounds, pool, rows.width)
            answers = _ask(*united[key], ready, begin, rows.width)
        for known, answer in zip((found.last, found.following, found.at_ready, found.at_begin), answers, strict=True):
            known[steps] = answer
    return found


def idle_spans(rows: Rows, calendars: Mapping[str, WeeklyCalendar], *, seen_only: bool = False) -> Pieces:
    """Group (resource), start and end of the spans in which each resource is on duty and not at work [µs]."""
    known = rows.who >= 0
    busy = Spans(rows.who[known], rows.begin[known], rows.end[known], rows.width).pieces()
    duty = lay_out_duty(rows, calendars)
    if seen_only:
        shifts = np.array([not calendars.get(person, ALWAYS).always_open for person in rows.people], dtype=bool)
        duty = _seen(duty, busy, shifts, rows.width)
    at = np.concatenate([spans[0] * rows.width + spans[side] for spans in (duty, busy) for side in (1, 2)])
    sizes = [len(duty[0]), len(duty[0]), len(busy[0]), len(busy[0])]
    step = np.repeat([1, -1, 2, -2], sizes)
    order = np.argsort(at, kind="stable")
    at, state = at[order], np.cumsum(step[order])
    free = (state[:-1] == 1) & (at[1:] - at[:-1] > TINY_GAP_US)
    start, end = at[:-1][free], at[1:][free]
    group = start // rows.width
    return group, start - group * rows.width, end - group * rows.width


def _seen(duty: Pieces, busy: Pieces, shifts: Flags, width: int) -> Pieces:
    """Duty without what of the first and last hour of a shift lies before the person's first begin or after their last end."""
    group, start, end = duty
    if not len(busy[0]):
        return duty
    begins, ends = busy[0] * width + busy[1], busy[0] * width + busy[2]
    first = np.minimum(np.searchsorted(ends, group * width + start, side="right"), len(ends) - 1)
    last = np.maximum(np.searchsorted(begins, group * width + end, side="left") - 1, 0)
    came = np.where(busy[0][first] == group, np.maximum(busy[1][first], start), end)
    left = np.where(busy[0][last] == group, np.minimum(busy[2][last], end), start)
    edged = shifts[group]
    start = np.where(edged, np.minimum(came, np.minimum(start + HOUR_US, end)), start)
    end = np.where(edged, np.maximum(left, np.maximum(end - HOUR_US, start)), end)
    held = end > start
    return group[held], start[held], end[held]


def _pools(rows: Rows, asked: Flags) -> list[tuple[Micros, NDArray[np.intp]]]:
    """For each activity with steps that are asked for: the people of its pool, and those steps."""
    people = len(rows.people) + 1
    known = rows.who >= 0
    pairs, counts = np.unique(rows.activity[known] * people + rows.who[known], return_counts=True)
    activity, person = pairs // people, pairs % people
    heads = np.flatnonzero(np.diff(activity, prepend=-1))
    sizes = np.diff(np.append(heads, len(pairs)))
    total = np.add.reduceat(counts, heads) if len(heads) else counts
    least = total * np.minimum(LEAST_SHARE, LEAST_OF_EQUAL / np.maximum(sizes, 1))
    kept = counts >= np.repeat(least, sizes)
    steps = np.flatnonzero(asked & known)
    steps = steps[np.argsort(rows.activity[steps], kind="stable")]
    lows, highs = (np.searchsorted(rows.activity[steps], activity[heads], side=side) for side in ("left", "right"))
    found = []
    for head, size, low, high in zip(heads.tolist(), sizes.tolist(), lows.tolist(), highs.tolist(), strict=True):
        if high > low:
            members = slice(head, head + size)
            found.append((person[members][kept[members]], steps[low:high]))
    return found


def _nobody(steps: int, width: int) -> Answers:
    return np.full(steps, -1), np.full(steps, width), np.zeros(steps, dtype=bool), np.zeros(steps, dtype=bool)


def _unite(idle: Pieces, bounds: Micros, pool: Micros, width: int) -> tuple[Micros, Micros]:
    """Start and end of the spans in which anybody of the pool is idle."""
    mine = np.concatenate([np.arange(bounds[person], bounds[person + 1]) for person in pool.tolist()])
    _, start, end = Spans(np.zeros(len(mine), dtype=np.int64), idle[1][mine], idle[2][mine], width).pieces()
    return start, end


def _ask(starts: Micros, ends: Micros, ready: Micros, begin: Micros, width: int) -> Answers:
    """What the union of a pool's idle spans says."""
    last, following, here, later = _look(starts, ends, _questions(ready, begin), width)
    return last, following, here & later, last == begin


def _ask_each(idle: Pieces, bounds: Micros, pool: Micros, ready: Micros, begin: Micros, width: int) -> Answers:
    """The same, asked of the members of the pool in turn until all is known.

    Where somebody is idle at the begin, what follows may differ.
    """
    last, following, here, later = _nobody(len(ready), width)
    still = np.arange(len(ready))
    for first in range(0, len(pool), FEW):
        asked = _questions(ready[still], begin[still])
        answers = [array[still] for array in (last, following, here, later)]
        for person in pool[first : first + FEW].tolist():
            mine = slice(bounds[person], bounds[person + 1])
            for combine, known, answer in zip(COMBINE, answers, _look(idle[1][mine], idle[2][mine], asked, width), strict=True):
                combine(known, answer, out=known)
        for array, answer in zip((last, following, here, later), answers, strict=True):
            array[still] = answer
        still = still[~(answers[2] & answers[3] & (answers[0] == begin[still]))]
        if not len(still):
            break
    return last, following, here & later, last == begin


def _questions(ready: Micros, begin: Micros) -> Micros:
    """The instants that are looked for: the begin, when the step became ready, and a minute later."""
    # A span holds an instant if it starts before the next microsecond, and ends after the instant.
    return np.stack([begin, ready + 1, ready + MINUTE_US + 1])


def _look(starts: Micros, ends: Micros, asked: Micros, width: int) -> Answers:
    """The last instant of the spans up to each begin, the first start from it on, and whether they hold the two other instants."""
    if not len(starts):
        return _nobody(asked.shape[1], width)
    number = np.searchsorted(starts, asked)
    until = np.where(number > 0, ends[number - 1], -1)
    after = number[0]
    following = np.where(after < len(starts), starts[np.minimum(after, len(starts) - 1)], width)
    return np.minimum(until[0], asked[0]), following, until[1] >= asked[1], until[2] >= asked[2]
