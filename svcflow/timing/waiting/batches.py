"""Batches: work that was let pile up until there was enough of it.

A **batch** is a run of executions of one activity by one resource, back to back (or begun together, within a minute), in at
least two cases, that was *accumulated*: the resource had been free for more than a minute when the last of them became ready,
and began within a minute of that. All of them were ready, so what they had waited for was the last one; until then their
waiting is batching.

The rule is narrow on purpose. In an ordinary queue a free worker takes the first ticket that comes, so a run of equal steps
there begins when the worker becomes free (perhaps by finishing the very step that made the last of them ready), not out of
idleness when the last of them becomes ready. Batches that begin by the clock (each day at four) do not begin when the last
becomes ready; their waiting shows as extraneous or off-duty time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svcflow.timing.rows import Micros, Rows

Flags = NDArray[np.bool_]
TINY_GAP_US = 60_000_000


def find_batches(rows: Rows) -> tuple[Micros, Flags]:
    """When the batch of each step was complete [µs], and which steps are in one.

    Parameters
    ----------
    rows : Rows
        Steps that nobody is known to have done are in no batch.

    Returns
    -------
    tuple of arrays
        The step's own ready time where it is in no batch; the flags.

    Notes
    -----
    Two sorts and a pass; equal instants in whatever order give the same.
    """
    complete, inside = rows.ready.copy(), np.zeros(len(rows.who), dtype=bool)
    order = _by_person_and_activity(rows)
    if len(order) < 2:
        return complete, inside
    begin, end, ready = rows.begin[order], rows.end[order], rows.ready[order]
    first = np.ones(len(order), dtype=bool)
    pair = rows.who[order] * (int(rows.activity.max()) + 1) + rows.activity[order]
    first[1:] = (pair[1:] != pair[:-1]) | ~_close(begin, end)
    heads = np.flatnonzero(first)
    several = np.minimum.reduceat(rows.case[order], heads) < np.maximum.reduceat(rows.case[order], heads)
    last_ready = np.maximum.reduceat(ready, heads)
    began = begin[heads]
    whole = several & (last_ready <= began) & (began - last_ready <= TINY_GAP_US)
    whole[whole] = _free_since(rows, order[heads[whole]]) < last_ready[whole] - TINY_GAP_US
    run = np.cumsum(first) - 1
    inside[order] = whole[run]
    complete[order] = np.where(whole[run], last_ready[run], ready)
    return complete, inside


def _by_person_and_activity(rows: Rows) -> NDArray[np.intp]:
    """The steps of people in the order of person, activity, begin and end."""
    order = np.flatnonzero(rows.who >= 0)
    order = order[np.argsort(rows.end[order], kind="stable")]
    order = order[np.argsort(rows.begin[order], kind="stable")]
    pair = rows.who[order] * (int(rows.activity.max(initial=0)) + 1) + rows.activity[order]
    return order[np.argsort(pair, kind="stable")]


def _close(begin: Micros, end: Micros) -> Flags:
    """Whether each step follows the one before it back to back, or begins with it."""
    follows = np.abs(begin[1:] - end[:-1]) <= TINY_GAP_US
    together = begin[1:] - begin[:-1] <= TINY_GAP_US
    close: Flags = follows | together
    return close


def _free_since(rows: Rows, heads: NDArray[np.intp]) -> Micros:
    """The latest end of the resource's work that began before each of these steps; the least integer where there is none."""
    least = np.iinfo(np.int64).min
    known = np.flatnonzero(rows.who >= 0)
    key = rows.who[known] * rows.width + rows.begin[known]
    order = np.argsort(key, kind="stable")
    key, who = key[order], rows.who[known][order]
    reach = np.maximum.accumulate(who * rows.width + rows.end[known][order])
    place = np.searchsorted(key, rows.who[heads] * rows.width + rows.begin[heads], side="left") - 1
    there = (place >= 0) & (who[np.maximum(place, 0)] == rows.who[heads])
    return np.where(there, reach[np.maximum(place, 0)] - rows.who[heads] * rows.width, least)
