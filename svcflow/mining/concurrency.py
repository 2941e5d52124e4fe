"""Which activities go on side by side: neither waits for the other, whichever comes first.

That one step stands before another in the log does not mean that it had to be done before it. Two activities are **concurrent**
if the cases that did each of them once show it, in at least `LEAST_CASES` of them:

- *order*: in at least a fifth of these cases the one came first, and in at least a fifth the other; and the cases with both in
  which one of them was done again are fewer than these: where work goes back and forth, the later visit does wait for the
  earlier step; or
- *overlap*, where begins are recorded: in at least one of twenty of these cases the two were in work at the same time.

This is the concurrency relation of process discovery [1]_ [2]_, taken over whole cases instead of neighbours, so that branches of
several steps are seen, too. In a log with one time for a step only branches that finish in either order can be seen.

.. [1] van der Aalst, Weijters, Maruster (2004), "Workflow mining: discovering process models from event logs", IEEE TKDE 16,
   doi:10.1109/TKDE.2004.47
.. [2] Chapela-Campa, Dumas (2024), "Enhancing business process simulation models with extraneous activity delays", Information
   Systems 122, doi:10.1016/j.is.2024.102346
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svcflow.mining.traces import Rows, Traces

LEAST_CASES = 20
LEAST_OF_EITHER_ORDER = 0.2
LEAST_OVERLAP = 0.05
MOST_ACTIVITIES = 2000
"""with more activities than this nothing is looked for: their pairs no longer fit into memory"""
MOST_PAIRS = 20_000_000
"""pairs of steps that are looked at: the most frequent variants' first"""

Flags = NDArray[np.bool_]
Micros = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Of each two activities: cases that did each of them once, those of them in which the row's came first, and cases with both."""

    once: Rows
    first: Rows
    both: Rows


def find_concurrency(traces: Traces, begin: Micros | None = None, end: Micros | None = None, early: Rows | None = None) -> Flags:
    """Which activities are concurrent.

    Parameters
    ----------
    traces : Traces
        Of the log.
    begin, end : arrays of int, optional
        When each step began and ended [µs], if begins are recorded.
    early : array of int, optional
        Their `early_steps`, if they are known.

    Returns
    -------
    array of bool, activities × activities
        Symmetric; an activity is not concurrent with itself.

    Notes
    -----
    Costs the pairs of the activities of each variant, and a pass over the cases in which steps overlap.
    """
    kinds = len(traces.names)
    if kinds > MOST_ACTIVITIES or not len(traces.cases):
        return np.zeros((0, 0) if kinds > MOST_ACTIVITIES else (kinds, kinds), bool)
    pairs = _counted(traces)
    enough = (pairs.once >= LEAST_CASES) & (2 * pairs.once > pairs.both)
    rarer = np.minimum(pairs.first, pairs.first.T)
    found: Flags = enough & (rarer >= LEAST_OF_EITHER_ORDER * pairs.once)
    if begin is not None and end is not None:
        early = early_steps(traces, begin, end) if early is None else early
        found |= enough & (_overlaps(traces, begin, end, early) >= LEAST_OVERLAP * pairs.once)
    return found


def early_steps(traces: Traces, begin: Micros, end: Micros) -> Rows:
    """The rows of steps that begin before the step ahead of them in their case has ended."""
    early = begin[1:] < end[:-1]
    early[traces.starts[1:] - 1] = False
    return np.flatnonzero(early) + 1


def steps_beside(traces: Traces, early: Rows) -> tuple[Rows, Rows]:
    """The rows of the cases in which there are early steps, and the number of the case of each."""
    cases = np.unique(np.searchsorted(traces.starts, early, side="right") - 1)
    size = traces.ends[cases] - traces.starts[cases]
    case = np.repeat(cases, size)
    return np.arange(len(case)) + np.repeat(traces.starts[cases] - (np.cumsum(size) - size), size), case


def _counted(traces: Traces) -> _Pairs:
    kinds = len(traces.names)
    rows, variant = _frequent(traces)
    code = traces.code[rows].astype(np.int64)
    visit, at, visits = np.unique(variant * kinds + code, return_index=True, return_counts=True)
    order = np.argsort(at)  # by variant, and within it by the first visit
    variant, code, alone = visit[order] // kinds, visit[order] % kinds, visits[order] == 1
    cases = traces.cases[variant]
    ahead, both = np.zeros(kinds * kinds, np.int64), np.zeros(kinds * kinds, np.int64)
    lag = 1
    here = np.arange(len(code) - 1)
    while len(here):
        here = here[here + lag < len(code)]
        here = here[variant[here] == variant[here + lag]]
        pair = code[here] * kinds + code[here + lag]
        single = alone[here] & alone[here + lag]
        np.add.at(both, pair, cases[here])
        np.add.at(ahead, pair[single], cases[here[single]])
        lag += 1
    first, either = ahead.reshape(kinds, kinds), both.reshape(kinds, kinds)
    return _Pairs(first + first.T, first, either + either.T)


def _frequent(traces: Traces) -> tuple[Rows, Rows]:
    """The rows of the variants whose pairs can be looked at."""
    rows, variant = traces.steps()
    size = np.minimum(np.bincount(variant, minlength=len(traces.cases)), len(traces.names))
    some = np.cumsum(size * size) <= MOST_PAIRS
    some[0] = True
    kept = some[variant]
    return rows[kept], variant[kept]


def _overlaps(traces: Traces, begin: Micros, end: Micros, early: Rows) -> Rows:
    """Of each two activities: cases that did each of them once, and both at the same time for a while."""
    kinds = len(traces.names)
    rows, case = steps_beside(traces, early)
    code = traces.code[rows].astype(np.int64)
    visit, visits = np.unique(case * kinds + code, return_counts=True)
    alone = visits[np.searchsorted(visit, case * kinds + code)] == 1
    rows, case, code = rows[alone], case[alone], code[alone]
    order = np.lexsort((begin[rows], case))
    rows, case, code = rows[order], case[order], code[order]
    count = np.zeros(kinds * kinds, np.int64)
    lag = 1
    here = np.arange(len(rows) - 1)
    while len(here):
        here = here[here + lag < len(rows)]
        later = here + lag
        # Once a step has ended before a later one begins, none after that can overlap it.
        here = here[(case[here] == case[later]) & (begin[rows[later]] < end[rows[here]])]
        later = here + lag
        long = (end[rows[later]] > begin[rows[later]]) & (end[rows[here]] > begin[rows[here]])
        np.add.at(count, code[here[long]] * kinds + code[later[long]], 1)
        lag += 1
    table = count.reshape(kinds, kinds)
    return table + table.T
