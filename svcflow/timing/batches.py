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

Micros = NDArray[np.int64]
TINY_GAP_US = 60_000_000


def batch_ready(who: Micros, activity: Micros, case: Micros, ready: Micros, begin: Micros, end: Micros) -> Micros:
    """When the batch of each step was complete [µs]; the step's own ready time where it is in no batch.

    Parameters
    ----------
    who, activity, case : arrays of int
        Codes; `who` is negative where no resource is known.
    ready, begin, end : arrays of int
        Instants [µs].

    Notes
    -----
    One sort and a pass.
    """
    order = np.lexsort((end, begin, who))
    order = order[who[order] >= 0]
    if len(order) < 2:
        return ready.copy()
    w, a, b, e, r = who[order], activity[order], begin[order], end[order], ready[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (w[1:] != w[:-1]) | (a[1:] != a[:-1]) | ~_close(b, e)
    run = np.cumsum(first) - 1
    heads = np.flatnonzero(first)
    last_ready = np.maximum.reduceat(r, heads)
    began = b[heads]
    cases = _distinct(run, case[order], len(heads))
    free = _free_since(w, e, heads)
    whole = (cases >= 2) & (last_ready <= began) & (began - last_ready <= TINY_GAP_US) & (free < last_ready - TINY_GAP_US)
    result = ready.copy()
    result[order] = np.where(whole[run], last_ready[run], r)
    return result


def _close(begin: Micros, end: Micros) -> NDArray[np.bool_]:
    """Whether each step follows the one before it back to back, or begins with it."""
    follows = np.abs(begin[1:] - end[:-1]) <= TINY_GAP_US
    together = begin[1:] - begin[:-1] <= TINY_GAP_US
    close: NDArray[np.bool_] = follows | together
    return close


def _distinct(run: Micros, case: Micros, runs: int) -> Micros:
    pairs = np.unique(np.stack([run, case], axis=1), axis=0)
    return np.bincount(pairs[:, 0], minlength=runs)


def _free_since(who: Micros, end: Micros, heads: NDArray[np.intp]) -> Micros:
    """The latest end of the resource's work before each run; the least integer for its first run."""
    least = np.iinfo(np.int64).min
    width = int(end.max() - end.min()) + 1
    reach = np.maximum.accumulate((who - who.min()) * width + (end - end.min()))
    before = np.full(len(heads), least)
    inner = heads[heads > 0]
    same = who[inner] == who[inner - 1]
    latest = reach[inner - 1] - (who[inner] - who.min()) * width + end.min()
    before[heads > 0] = np.where(same, latest, least)
    return before
