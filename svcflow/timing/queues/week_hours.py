"""Stretches of the week: when a queue is at its worst, when it grows, and when it drains.

From the means of 168 hours of the week, which follow one another in a circle. The **worst hours** are those about the longest mean
length (of the hours in which the people's door is open, where that is known) in which the queue has at least 90 % of it. It **grows**
in the stretch of the week in which arrivals exceed begins by most, all in all, and **drains** in the one in which begins exceed
arrivals by most.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svcflow.timing.queues.hour_grid import HOURS

WORST = 0.9
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WeekHours:
    """A stretch of the week, in words ("Mon 08–11"), and by how many tickets the queue changes in it (its mean length, if worst).

    `first` is its first hour of the week (0: Monday 00:00), `until` the hour at which it ends, beyond 168 where that is in the next week.
    """

    hours: str
    tickets: float
    first: int
    until: int


def worst_hours(length: Floats, opened: NDArray[np.bool_]) -> WeekHours:
    """The hours about the longest mean length among the hours given."""
    lengths = np.where(opened, length, -1.0)
    top = int(np.argmax(lengths))
    high = lengths >= WORST * lengths[top]
    first = last = top
    while high[(first - 1) % HOURS] and last - first < HOURS - 1:
        first -= 1
    while high[(last + 1) % HOURS] and last - first < HOURS - 1:
        last += 1
    return _stretch(first, last + 1, float(np.mean([lengths[hour % HOURS] for hour in range(first, last + 1)])))


def swing(net: Floats, sign: int = 1) -> WeekHours | None:
    """The stretch of the week with the largest sum of the hours' net changes; None where the log does not have all hours of the week."""
    if np.isnan(net).any():
        return None
    sums = np.concatenate(([0.0], np.cumsum(np.tile(net, 2))))
    rise = np.lib.stride_tricks.sliding_window_view(sums, HOURS + 1)[:HOURS] - sums[:HOURS, None]
    # Of equal ones the shortest: hours in which nothing changes are no part of it.
    long, first = (int(place) for place in np.unravel_index(int(np.argmax(rise.T.round(9))), rise.T.shape))
    return _stretch(first, first + long, sign * float(rise[first, long])) if rise[first, long] > 0 else None


def _stretch(first: int, end: int, tickets: float) -> WeekHours:
    begin = first % HOURS
    return WeekHours(_spoken(first, end), tickets, begin, begin + end - first)


def _spoken(first: int, end: int) -> str:
    """Hours of the week from `first` up to `end`, which may lie beyond the week's end: Mon 08–11, Fri 16 – Mon 08."""
    if end - first >= HOURS:
        return "all week"
    day, hour = divmod(first % HOURS, 24)
    last_day, last_hour = divmod((end - 1) % HOURS, 24)
    if day == last_day and end - first <= 24:
        return f"{DAYS[day]} {hour:02d}–{last_hour + 1:02d}"
    return f"{DAYS[day]} {hour:02d} – {DAYS[last_day]} {last_hour + 1:02d}"
