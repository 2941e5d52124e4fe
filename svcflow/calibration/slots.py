"""How many tickets somebody works on at once.

Two things tell it, and the larger one counts.

- **Seen at once**: how much somebody has in hand, the 95th percentile over the time in which it is anything. What was begun a little
  early, or closed a little late, lies beyond that.
- **In hand while others wait**: who could take one more would. So what somebody has in hand on duty while tickets wait that he could
  take is as much as he takes on: the median over that time, where ten tickets or more have waited. Whoever is seldom busy is at that
  limit too seldom to be told by the other rule.

Times are hours since the origin of the observations [h].
"""

from __future__ import annotations

import numpy as np

from svcflow.calendars import Shifts
from svcflow.calibration.durations import ZERO_H
from svcflow.calibration.observations import SAME_TIME_H, Numbers, Observations, Whole

AT_ONCE = 0.95
WHILE_OTHERS_WAIT = 0.5
LEAST_WAITED = 10
MOST_SLOTS = 50


class Waits:
    """When tickets wait for people: each step of these rows from the end of its delay to its begin."""

    def __init__(self, seen: Observations, rows: Whole) -> None:
        asked = np.minimum(seen.enabled[rows] + seen.delay_h[rows], seen.begin[rows])
        waited = seen.begin[rows] - asked > SAME_TIME_H
        self._activity, self._asked, self._begin = seen.activity[rows][waited], asked[waited], seen.begin[rows][waited]
        self._known: dict[tuple[int, ...], tuple[Numbers, Numbers]] = {}

    def of(self, activities: Whole) -> tuple[Numbers, Numbers]:
        """Begin and end of the spans in which any of these activities waits [h]; none where too few have."""
        key = tuple(activities.tolist())
        if key not in self._known:
            mine = np.isin(self._activity, activities)
            self._known[key] = _united(self._asked[mine], self._begin[mine]) if mine.sum() >= LEAST_WAITED else (np.zeros(0), np.zeros(0))
        return self._known[key]


def seen_at_once(begin: Numbers, end: Numbers) -> int:
    """How many of these intervals are open at once, by the first rule alone; at least 1."""
    long = end - begin >= ZERO_H
    instants = np.unique(np.concatenate((begin[long], end[long])))
    held = _open(begin[long], end[long], instants)
    return _quantile(held, np.where(held > 0, np.diff(instants), 0.0), AT_ONCE)


def slots_of(seen: Observations, rows: Whole, waits: Waits, shifts: Shifts) -> int:
    """How many tickets the person who did these rows works on at once, by both rules; `shifts` are the person's working time."""
    begin, end = seen.begin[rows], seen.end[rows]
    usual = seen_at_once(begin, end)
    if _open(begin, end, np.unique(np.concatenate((begin, end)))).max(initial=0) <= usual:
        return usual
    starts, ends = waits.of(np.unique(seen.activity[rows]))
    instants = np.unique(np.concatenate((begin, end, starts, ends)))
    waiting = _open(starts, ends, instants) > 0
    on_duty = np.where(waiting, shifts.work_between_all(instants[:-1], instants[1:]), 0.0)
    return max(usual, _quantile(_open(begin, end, instants), on_duty, WHILE_OTHERS_WAIT))


def _united(begin: Numbers, end: Numbers) -> tuple[Numbers, Numbers]:
    """The spans that these intervals cover together, in order."""
    order = np.argsort(begin, kind="stable")
    begin, reach = begin[order], np.maximum.accumulate(end[order])
    opens = np.flatnonzero(np.append(True, begin[1:] > reach[:-1]))
    return begin[opens], reach[np.append(opens[1:] - 1, len(begin) - 1)]


def _open(begin: Numbers, end: Numbers, instants: Numbers) -> Whole:
    """How many intervals are open between each two of these instants, which all begins and ends are among."""
    opened: Whole = np.searchsorted(np.sort(begin), instants[:-1], side="right") - np.searchsorted(
        np.sort(end), instants[:-1], side="right"
    )
    return opened


def _quantile(held: Whole, hours: Numbers, share: float) -> int:
    """The number that no more was held than in this share of the hours; at least 1."""
    cumulated = np.cumsum(np.bincount(held, hours)) if len(held) else np.zeros(1)
    return int(np.clip(np.searchsorted(cumulated, share * cumulated[-1]), 1, MOST_SLOTS))
