"""First in, first out: which opening each closing takes.

Work of one kind may be open several times at once. A closing ends the opening that has waited longest; one that finds none
stays alone, and so does an opening that is never closed. Over the rows of one key, in order of time, let x count openings less
closings. A closing is alone exactly where x falls to a new minimum below zero; the others and the openings then pair by rank.
So the pairs need no queue, but running sums and minima: linear, after a sort by key.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]
ALONE = -1


def pair_first_in_first_out(keys: Sequence[Rows], opens: Flags) -> Rows:
    """For each row, in order of time, the row of the opening that it closes; `ALONE` for openings, and where there is none.

    Each of `keys` is a way of telling what belongs together, the surest first; what it leaves alone is tried by the next.
    """
    found = np.full(len(opens), ALONE, dtype=np.int64)
    left = np.arange(len(opens))
    for key in keys:
        taken = _matched(key[left], opens[left])
        closes = np.flatnonzero(taken != ALONE)
        found[left[closes]] = left[taken[closes]]
        done = np.zeros(len(left), dtype=np.bool_)
        done[closes] = done[taken[closes]] = True
        left = left[~done]
    return found


def keyed(frame: pl.DataFrame, *columns: str) -> Rows:
    """A number for each combination of values, the same for equal ones; nulls are equal to each other."""
    key = np.zeros(frame.height, dtype=np.int64)
    for column in columns:
        codes = frame.get_column(column).cast(pl.Categorical).to_physical().rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
        key = key * (int(codes.max(initial=0)) + 1) + codes
    return key


def partners(found: Rows) -> pl.Series:
    """The rows found, null where there is none: an index of a frame."""
    return pl.Series(found).replace(ALONE, None).cast(pl.UInt32)


def _matched(key: Rows, opens: Flags) -> Rows:
    """`pair_first_in_first_out` for one key."""
    size = len(key)
    order = np.argsort(key, kind="stable")
    key, is_open = key[order], opens[order]
    first = np.ones(size, dtype=np.bool_)
    first[1:] = key[1:] != key[:-1]
    group = np.cumsum(first) - 1
    begin = np.flatnonzero(first)
    x = _running(np.where(is_open, 1, -1), begin, group)
    # One running minimum for all groups: each is lowered below whatever the one before it can reach.
    lowest = np.minimum.accumulate(np.minimum(x, 0) - group * (size + 1)) + group * (size + 1)
    before = np.concatenate([[0], lowest[:-1]])
    before[first] = 0
    pairs = ~is_open & (lowest == before)
    rank = _running(pairs.astype(np.int64), begin, group)
    openings = np.flatnonzero(is_open)
    earlier: Rows = np.cumsum(is_open) - is_open.astype(np.int64)
    found = np.full(size, ALONE, dtype=np.int64)
    found[order[pairs]] = order[openings[earlier[begin][group[pairs]] + rank[pairs] - 1]]
    return found


def _running(values: Rows, begin: Rows, group: Rows) -> Rows:
    """The sum so far within each group."""
    total = np.cumsum(values)
    return np.asarray(total - (total[begin] - values[begin])[group], dtype=np.int64)
