"""The main path of a family of tickets: the steps that most of them pass, in their usual order.

The most frequent variant of a service is often rare: loops, pauses and optional steps give thousands of variants, of which the
first holds a few tickets in a hundred. So the path is made of steps, not of whole tickets. Steps here are work: a pause or a status in
which the ticket is over is passed by the way, and stands beside the path.

1. on it is every step that **more than half** of the tickets pass. Any two such steps meet in at least one ticket, so each
   pair has an order;
2. a step comes **before** another if it is done first in more of the tickets that pass both (their first executions count); the
   path is ordered by the steps that a step comes before, less those that come before it (Copeland's score [1]_), then by the
   mean place of the first execution, then by name;
3. where no step is passed by more than half, the path is the commonest order of first executions.

.. [1] Copeland (1951), "A reasonable social welfare function"; see Saari, Merlin (1996), doi:10.1007/BF01212012
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
PathRule = Literal["majority", "commonest"]


@dataclass(frozen=True, slots=True)
class MainPath:
    """A path and how many tickets take it."""

    activities: tuple[int, ...]
    """codes of the activities, in order"""
    rule: PathRule
    """`majority`: more than half of the tickets pass each of its steps; `commonest`: no step is passed by so many"""
    exactly: int
    """tickets that do these steps in this order, each once, and no other"""
    passing: int
    """tickets that pass all of its steps, whatever else they do"""


def find_main_path(case: Whole, activity: Whole, cases: int, activities: int) -> MainPath:
    """The main path of some cases.

    Parameters
    ----------
    case, activity : arrays of int
        For each step its case, 0 to `cases` - 1, and its activity, 0 to `activities` - 1 in the order of their names; steps of a case
        stand together and in order.

    Notes
    -----
    A sort of the steps, and for k steps on the path one comparison for each ticket and pair of them: at most 2·n·k for n steps.
    """
    keys, rows = np.unique(case * activities + activity, return_index=True)
    of_case, code = keys // activities, keys % activities
    passing = np.bincount(code, minlength=activities)
    most = np.flatnonzero(passing * 2 > cases)
    rule: PathRule = "majority" if len(most) else "commonest"
    path = most[_usual_order(of_case, code, rows, most, cases)] if len(most) else _commonest(of_case, code, rows)
    return MainPath(tuple(path.tolist()), rule, _exactly(case, activity, path, cases), _passing(of_case, code, path, cases))


def _usual_order(of_case: Whole, code: Whole, rows: Whole, steps: Whole, cases: int) -> Whole:
    """The order of `steps` by the rule of this module."""
    starts = np.full(cases, np.iinfo(np.int64).max)
    np.minimum.at(starts, of_case, rows)
    place = np.full((cases, len(steps)), np.nan)  # so that whatever is compared with an absent step is false
    on_path = np.isin(code, steps)
    place[of_case[on_path], np.searchsorted(steps, code[on_path])] = (rows - starts[of_case])[on_path]
    first = np.stack([(place[:, [step]] < place).sum(axis=0) for step in range(len(steps))])
    score = np.sign(first - first.T).sum(axis=1)
    return np.lexsort((np.arange(len(steps)), np.nanmean(place, axis=0).round(9), -score))


def _commonest(of_case: Whole, code: Whole, rows: Whole) -> Whole:
    """The commonest order of first executions; of equally common ones the first by the activities' names."""
    order = np.lexsort((rows, of_case))
    heads = np.flatnonzero(np.diff(of_case[order], prepend=-1))
    traces = [tuple(trace.tolist()) for trace in np.split(code[order], heads[1:])]
    counts: dict[tuple[int, ...], int] = {}
    for trace in traces:
        counts[trace] = counts.get(trace, 0) + 1
    return np.array(min(counts, key=lambda trace: (-counts[trace], trace)), dtype=np.int64)


def _exactly(case: Whole, activity: Whole, path: Whole, cases: int) -> int:
    size = np.bincount(case, minlength=cases)
    position = np.arange(len(case)) - np.repeat(np.cumsum(size) - size, size)
    wanted = path[np.minimum(position, len(path) - 1)]
    right = np.bincount(case[wanted == activity], minlength=cases)
    return int(((size == len(path)) & (right == len(path))).sum())


def _passing(of_case: Whole, code: Whole, path: Whole, cases: int) -> int:
    return int((np.bincount(of_case[np.isin(code, path)], minlength=cases) == len(path)).sum())
