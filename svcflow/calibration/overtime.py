"""Overtime: how long people stay after a shift to finish what they have in hand.

Work that is in hand at the end of a shift is either **finished** after it, within three hours and before anybody is on duty again, or
**interrupted** and done with in a later shift. What was left of it then, in hours of work, is known of both. The **grace** of a team
is the time that tells the two apart with the fewest exceptions: works that were finished although more was left, and works that were
interrupted although no more was left. Where several times do as well, it is the shortest; in whole minutes, rounded up.

It must explain at least half of the works that were finished, net of the interrupted ones that it does not explain; else it is 0.
A team is believed if at least 20 of its works tell, those in which at most three hours were left; else all people together are,
and where those are fewer as well, the grace is 0.

Times are hours since the origin of the observations [h].
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from svcflow.calendars import Shifts
from svcflow.calibration.observations import SAME_TIME_H, Flags, Numbers, Observations, Whole

MOST_H = 3.0
LEAST_TOLD = 20
MOST_EXCEPTIONS = 0.5
"""share of the works that were finished"""


@dataclass(frozen=True, slots=True)
class Grace:
    """The time after a shift [h], and from how many works it was estimated (0: none)."""

    hours: float
    n: int


@dataclass(frozen=True, slots=True)
class _Left:
    """Works that were in hand at the end of a shift: what was left of them then [h], and which were finished after it."""

    hours: Numbers
    finished: Flags
    resource: Whole

    def of(self, resources: list[int]) -> _Left:
        """Those of some people."""
        mine = np.isin(self.resource, resources)
        return _Left(self.hours[mine], self.finished[mine], self.resource[mine])


def find_grace(seen: Observations, rows: Whole, shifts: Mapping[int, Shifts], team_of: Mapping[int, str]) -> dict[str, Grace]:
    """The grace of each team by the rule of this module.

    Parameters
    ----------
    seen : Observations
    rows : array of int
        Those that people did.
    shifts : mapping of int to Shifts
        Working time of each resource.
    team_of : mapping of int to str
        Its team.
    """
    left = _left(seen, rows, shifts)
    everybody = _grace(left)
    found = {}
    for team in sorted(set(team_of.values())):
        own = _grace(left.of([number for number, name in team_of.items() if name == team]))
        found[team] = own if own.n >= LEAST_TOLD else everybody
    return {team: it if it.n >= LEAST_TOLD else Grace(0.0, 0) for team, it in found.items()}


def overtime_h(begin: Numbers, end: Numbers, shifts: Shifts) -> Numbers:
    """Hours from the end of a shift to the end of work that was in hand then and ended before the next one [h]; else 0."""
    closed = _last_close(end, shifts)
    hours = end - closed
    return np.where((begin < closed) & _is_closed(end, shifts), hours, 0.0)


def _left(seen: Observations, rows: Whole, shifts: Mapping[int, Shifts]) -> _Left:
    parts = [_left_by(seen, rows[seen.resource[rows] == number], clock) for number, clock in shifts.items() if len(clock.starts)]
    if not parts:
        return _Left(np.zeros(0), np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.int64))
    hours, finished, resource = (np.concatenate([getattr(part, name) for part in parts]) for name in ("hours", "finished", "resource"))
    return _Left(hours, finished, resource)


def _left_by(seen: Observations, rows: Whole, clock: Shifts) -> _Left:
    """Of one person."""
    begin, end = seen.begin[rows], seen.end[rows]
    closed = _last_close(end, clock)
    late = _is_closed(end, clock)
    hours = np.where(late, end - closed, clock.work_between_all(np.maximum(closed, begin), end))
    told = (begin < closed) & (hours <= MOST_H) & (hours > SAME_TIME_H)
    return _Left(hours[told], late[told], seen.resource[rows][told])


def _last_close(at: Numbers, shifts: Shifts) -> Numbers:
    """The last end of a shift before these instants; minus infinity before the first."""
    ends = np.concatenate(([-np.inf], shifts.ends))
    before: Numbers = ends[np.searchsorted(shifts.ends, at - SAME_TIME_H, side="right")]
    return before


def _is_closed(at: Numbers, shifts: Shifts) -> Flags:
    """Whether these instants lie in no shift, ends of shifts being in them."""
    number = np.searchsorted(shifts.starts, at - SAME_TIME_H, side="right") - 1
    closed: Flags = (number < 0) | (at > shifts.ends[np.maximum(number, 0)] + SAME_TIME_H)
    return closed


def _grace(left: _Left) -> Grace:
    """The time that tells finished from interrupted with the fewest exceptions."""
    stayed, stopped = np.sort(left.hours[left.finished]), np.sort(left.hours[~left.finished])
    times = np.concatenate(([0.0], np.unique(stayed)))
    exceptions = len(stayed) - np.searchsorted(stayed, times, side="right") + np.searchsorted(stopped, times, side="right")
    fewest = int(np.argmin(exceptions))
    best = float(times[fewest]) if exceptions[fewest] <= MOST_EXCEPTIONS * len(stayed) else 0.0
    return Grace(math.ceil(round(60 * best, 6)) / 60, len(left.hours))
