"""What a step really waited for: the step whose end made it ready.

Not simply the row before: of the earlier steps of the case that had ended when it began, the one that ended last, those left out
that are **concurrent** with it (`svcflow.mining.concurrency`): of two branches that go on side by side neither waits for the
other. A step for which nothing but concurrent steps had been done could have begun with the case. An end at the very instant of
the begin counts if its step stands earlier in the case, so that steps without duration do not wait for one another.

In nearly all cases of most logs one step follows the other; there the row before is the answer, and one pass finds it. Only the
steps of the other cases are sorted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svcflow.mining.traces import Rows, Traces

BLOCK = 1 << 19
NOBODY = -1
"""no step made it ready"""
WITH_CASE = -2
"""only concurrent steps came before: it could have begun with the case"""

Micros = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Enablers:
    """Which row made a step ready: the one before it in its case, but for the `rows`, where it is `by` (or one of the signs)."""

    traces: Traces
    rows: Rows
    by: Rows

    def instants(self, end: Micros, first: Micros, at: Micros) -> Micros:
        """When each step became ready [µs]: the end of its enabler; else `first` of its case, or `at`."""
        ready = np.empty_like(end)
        ready[1:] = end[:-1]
        ready[self.traces.starts] = at[self.traces.starts]
        ready[self.rows] = np.where(self.by >= 0, end[np.maximum(self.by, 0)], at[self.rows])
        with_case = self.rows[self.by == WITH_CASE]
        case = np.searchsorted(self.traces.starts, with_case, side="right") - 1
        ready[with_case] = first[case]
        return ready

    def activities(self) -> NDArray[np.integer]:
        """The number of the enabler's activity; one more than there are where nothing made it ready."""
        none = len(self.traces.names)
        wide = self.traces.code if none < np.iinfo(self.traces.code.dtype).max else self.traces.code.astype(np.int64)
        by = np.empty_like(wide)
        by[1:] = wide[:-1]
        by[self.traces.starts] = none
        by[self.rows] = np.where(self.by >= 0, wide[np.maximum(self.by, 0)], none)
        return by


def find_enablers(traces: Traces, begin: Micros, end: Micros, concurrent: Flags, early: Rows) -> Enablers:
    """What made each step ready.

    Parameters
    ----------
    traces : Traces
    begin, end : arrays of int
        Of each step [µs], in the order of the log; the begin is never after the end.
    concurrent : array of bool, activities × activities
        As `find_concurrency` gives it; without activities: none is looked at.
    early : array of int
        The `early_steps` of these begins and ends.

    Returns
    -------
    Enablers
        Costs a pass, and a sort of the steps of the cases in which one does not simply follow the other.
    """
    odd = early if not concurrent.any() else np.concatenate([early, _beside_the_one_ahead(traces, concurrent)])
    cases = np.unique(np.searchsorted(traces.starts, odd, side="right") - 1)
    size = traces.ends[cases] - traces.starts[cases]
    case = np.repeat(cases, size)
    rows = np.arange(len(case)) + np.repeat(traces.starts[cases] - (np.cumsum(size) - size), size)
    return Enablers(traces, rows, _latest(traces, rows, case, begin[rows], end[rows], concurrent))


def _beside_the_one_ahead(traces: Traces, concurrent: Flags) -> Rows:
    """The rows of steps that are concurrent with the one ahead of them in the case."""
    found = []
    for row in range(1, len(traces.code), BLOCK):
        here, before = slice(row, row + BLOCK), slice(row - 1, min(row + BLOCK, len(traces.code)) - 1)
        beside = concurrent[traces.code[before], traces.code[here]]
        beside[traces.starts[slice(*np.searchsorted(traces.starts, (row, row + len(beside))))] - row] = False
        found.append(np.flatnonzero(beside) + row)
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _latest(traces: Traces, rows: Rows, case: Rows, begin: Micros, end: Micros, concurrent: Flags) -> Rows:
    """Of each row, that with the latest end of those that may have made it ready."""
    if not len(rows):
        return rows
    count = len(rows)
    # Ends and questions in one order: by case, instant, and place in the case; a question before its own step's end.
    number = np.arange(count)
    keys = (np.repeat([0, 1], count), np.tile(number, 2), np.concatenate([begin, end]), np.tile(case, 2))
    order = np.lexsort(keys)
    is_end = order >= count
    ended = order[is_end] - count
    asked = order[~is_end]
    place = (np.cumsum(is_end) - 1)[~is_end]
    found = np.full(count, NOBODY)
    code = traces.code[rows]
    open_ = np.arange(count)
    had = np.zeros(count, bool)
    while len(open_):
        open_ = open_[place[open_] >= 0]
        candidate = ended[place[open_]]
        same = case[candidate] == case[asked[open_]]
        open_, candidate = open_[same], candidate[same]
        had[open_] = True
        beside = concurrent[code[candidate], code[asked[open_]]] if concurrent.size else np.zeros(len(open_), bool)
        found[asked[open_[~beside]]] = rows[candidate[~beside]]
        open_ = open_[beside]
        place[open_] -= 1
    alone = asked[had & (found[asked] == NOBODY)]
    found[alone] = WITH_CASE
    return found
