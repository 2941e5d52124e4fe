"""The same person again: how often a step goes to who did it for the ticket last, or else its last staffed step, beyond preference.

Looked at are the begins at which that person could have taken the step (active in those weeks, on duty, with a free slot) and at least one
other person could, too; where only one could, nobody chose. Preference alone would give it to that person with the chance E: the
person's weight among those who could, or among those of them with the fewest tickets in hand, whichever is more. With S = 1 where it did
go to that person,

    c = Σ (S − E) ÷ Σ (1 − E)

is the share of begins in which it went there for its own sake (`Step.same_person`), as S has the chance c + (1 − c) E. It is kept
where there are at least 50 such begins, Σ (S − E) is more than 4 of its standard deviations √Σ E (1 − E), c is at least 0.1, and c
learned from half of the cases foretells S in the other half better than preference alone (log-loss, both ways).

Limits: who is preferred for a kind of tickets comes again with the kind, and is told as the same person, too.
"""

from __future__ import annotations

import numpy as np

from svcflow.calibration.observations import SAME_TIME_H, Flags, Numbers, Observations, Whole
from svcflow.calibration.people import Staff
from svcflow.calibration.traits import halves

LEAST_BEGINS = 50
LEAST_ERRORS = 4.0
LEAST_SHARE = 0.1
DOUBT = 1e-3


def find_same_person(seen: Observations, staff: Staff) -> dict[str, float]:
    """The chance of each step that has one, by the rules of this module; cost: begins times those who can do the step."""
    rows = np.flatnonzero(np.array([staff.staffed[name] for name in seen.activities])[seen.activity] & (seen.resource >= 0))
    before = _before(seen, rows)
    half = halves(seen)[seen.case]
    found = {}
    for activity in np.unique(seen.activity[rows]).tolist():
        mine = rows[seen.activity[rows] == activity]
        again, expected, kept = _choices(seen, staff, rows, mine, before[mine])
        chance = _chance(again, expected, half[mine[kept]])
        if chance is not None:
            found[seen.activities[activity]] = chance
    return found


def _before(seen: Observations, rows: Whole) -> Whole:
    """For each row, who did the step for the ticket last, or else its last staffed step (-1: nobody)."""
    found = np.full(len(seen.case), -1, dtype=np.int64)
    case, last = -1, -1
    done_by: dict[int, int] = {}
    for row, of, activity, who in zip(
        rows.tolist(), seen.case[rows].tolist(), seen.activity[rows].tolist(), seen.resource[rows].tolist(), strict=True
    ):
        if of != case:
            case, last, done_by = of, -1, {}
        found[row] = done_by.get(activity, last)
        last = done_by[activity] = who
    return found


def _choices(seen: Observations, staff: Staff, rows: Whole, mine: Whole, before: Whole) -> tuple[Flags, Numbers, Flags]:
    """Of the begins (`mine`) of a step that were a choice: whether it was the same person, E, and which begins they are."""
    step = seen.activities[int(seen.activity[mine[0]])]
    able = [it for it in range(len(seen.resources)) if _single(staff, it) and step in staff.people[staff.person_of[it]].skills]
    if len(able) < 2:
        return np.zeros(0, dtype=bool), np.zeros(0), np.zeros(len(mine), dtype=bool)
    place = np.full(len(seen.resources) + 1, -1)
    place[able] = np.arange(len(able))
    in_hand = np.zeros((len(mine), len(able)))
    ready = np.zeros((len(mine), len(able)), dtype=bool)
    for number, resource in enumerate(able):
        own = rows[seen.resource[rows] == resource]
        at = seen.begin[mine]
        in_hand[:, number], on_duty = _hands(seen, own, at), _on_duty(staff, resource, at)
        active = (at >= seen.begin[own].min() - SAME_TIME_H) & (at <= seen.begin[own].max() + SAME_TIME_H)
        ready[:, number] = on_duty & active & (in_hand[:, number] < staff.people[staff.person_of[resource]].slots)
    who, last = place[seen.resource[mine]], place[before]
    each = np.arange(len(mine))
    kept = (who >= 0) & (last >= 0) & (before >= 0) & (ready.sum(axis=1) > 1)
    kept &= ready[each, who] & ready[each, last]
    weights = np.array([staff.people[staff.person_of[it]].skills[step] for it in able]) * ready
    fewest = weights * (in_hand == np.where(ready, in_hand, np.inf).min(axis=1, initial=np.inf, keepdims=True))
    shares = [np.divide(it[each, last], it.sum(axis=1), out=np.zeros(len(mine)), where=it.sum(axis=1) > 0) for it in (weights, fewest)]
    return (who == last)[kept], np.maximum(*shares)[kept], kept


def _single(staff: Staff, resource: int) -> bool:
    person = int(staff.person_of[resource])
    return person >= 0 and staff.people[person].count == 1 and resource in staff.shifts


def _hands(seen: Observations, own: Whole, at: Numbers) -> Numbers:
    """How many of these rows were in hand at each instant, those that begin just then left out."""
    begins, ends = np.sort(seen.begin[own]), np.sort(seen.end[own])
    found: Numbers = np.maximum(np.searchsorted(begins, at - SAME_TIME_H) - np.searchsorted(ends, at + SAME_TIME_H), 0).astype(np.float64)
    return found


def _on_duty(staff: Staff, resource: int, at: Numbers) -> Flags:
    shifts = staff.shifts[resource]
    return np.array([shifts.is_open(instant) for instant in at.tolist()], dtype=bool)


def _chance(again: Flags, expected: Numbers, half: Whole) -> float | None:
    """c, if it is to be kept."""
    doubt = float(np.sum(expected * (1 - expected)))
    share = _share(again, expected)
    if len(again) < LEAST_BEGINS or share < LEAST_SHARE or float(np.sum(again - expected)) <= LEAST_ERRORS * np.sqrt(doubt):
        return None
    gained = 0.0
    for part in (0, 1):
        learned = _share(again[half == part], expected[half == part])
        told = half != part
        without = np.clip(expected[told], DOUBT, 1 - DOUBT)
        having = np.clip(learned + (1 - learned) * expected[told], DOUBT, 1 - DOUBT)
        gained += float(np.sum(np.where(again[told], np.log(having / without), np.log((1 - having) / (1 - without)))))
    return round(min(share, 1.0), 4) if gained > 0 else None


def _share(again: Flags, expected: Numbers) -> float:
    left = float(np.sum(1 - expected))
    return max(0.0, float(np.sum(again - expected)) / left) if left > 0 else 0.0
