"""Mean, median, 90 % quantile and total of groups of durations: exact, in two linear passes over ten million rows.

Sorting every group to find its median costs more than everything else that is asked of a log. Instead, each value falls into a
**bucket** (its binary exponent and the first bits after it, which keeps the order of the values); the first pass counts each
group's buckets, which tells in which bucket the values of the wanted ranks lie; the second picks the values of these few
buckets, and only they are sorted. Rows come in blocks that stay in the processor's cache, so nothing as long as the log is made.

Quantiles are linear between the two nearest ranks [1]_ (type 7, what numpy, pandas and Polars give).

.. [1] Hyndman, Fan (1996), "Sample quantiles in statistical packages", The American Statistician 50,
   doi:10.1080/00031305.1996.10473566
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Micros = NDArray[np.int64]
Hours = NDArray[np.float64]
Blocks = Callable[[], Iterator[tuple[NDArray[np.integer], Micros]]]
"""gives, as often as it is called, the same blocks of group numbers and durations [µs]"""

BLOCK = 1 << 19
"""rows of a block"""
MOST_BUCKETS = 1 << 18
_MANTISSA = 23
_BIAS = 127
_HOUR_US = 3.6e9


@dataclass(frozen=True, slots=True)
class Figures:
    """Of each group: how many, and their mean, median, 90 % quantile and total [h]; `nan` where a group is empty (total: 0)."""

    count: Micros
    mean: Hours
    median: Hours
    p90: Hours
    total: Hours


def figures(blocks: Blocks, groups: int) -> Figures:
    """The figures of every group.

    Parameters
    ----------
    blocks : callable
        Gives pairs of equally long arrays, best of `BLOCK` rows: group numbers and durations of at least 0 [µs]. Rows whose
        group is `groups` or more belong to none.
    groups : int
        How many groups there are.

    Returns
    -------
    Figures
        Arrays of the length `groups`.
    """
    bits = _bits(groups)
    width = 64 << bits
    counts = np.zeros((groups + 1) * width, np.int64)
    totals = np.zeros(groups + 1)
    for group, values in blocks():
        group = np.minimum(group, groups, dtype=np.int64)
        totals += np.bincount(group, values, minlength=groups + 1)
        counts += np.bincount(group * width + _buckets(values, bits), minlength=len(counts))
    table = counts.reshape(groups + 1, width)[:groups]
    count = table.sum(axis=1)
    median, p90 = _quantiles(blocks, table, count, bits, (0.5, 0.9))
    total = totals[:groups] / _HOUR_US
    return Figures(count, total / np.where(count, count, np.nan), median, p90, total)


def _bits(groups: int) -> int:
    """How finely an octave is divided, so that the table of counts stays small."""
    return max(min(int(np.log2(MOST_BUCKETS / (64 * (groups + 1)))) if groups < MOST_BUCKETS // 64 else 0, 8), 0)


def _buckets(values: Micros, bits: int) -> Micros:
    """0 for 0; else the exponent and the first bits of the value, in order of the values."""
    coded = values.astype(np.float32).view(np.uint32) >> np.uint32(_MANTISSA - bits)
    return np.maximum(coded.astype(np.int64) - ((_BIAS << bits) - 1), 0)


def _quantiles(blocks: Blocks, table: Micros, count: Micros, bits: int, shares: tuple[float, ...]) -> list[Hours]:
    """Each quantile of each group [h]."""
    within = np.cumsum(table, axis=1)
    places = [np.maximum(count - 1, 0) * share for share in shares]
    ranks = [(np.floor(place).astype(np.int64), np.ceil(place).astype(np.int64)) for place in places]
    homes = [tuple(_bucket_of(within, rank) for rank in pair) for pair in ranks]
    wanted = np.zeros((table.shape[0] + 1, table.shape[1]), bool)
    rows = np.arange(len(count))
    for pair in homes:
        for bucket in pair:
            wanted[rows, bucket] = count > 0
    wanted[:, 0] = False  # all of it is 0
    keys, values = _picked(blocks, wanted, bits)
    found = []
    for place, (low, high), (low_home, high_home) in zip(places, ranks, homes, strict=True):
        ends = [_ranked(keys, values, within, rank, home) for rank, home in ((low, low_home), (high, high_home))]
        found.append(np.where(count > 0, (ends[0] + (ends[1] - ends[0]) * (place - low)) / _HOUR_US, np.nan))
    return found


def _bucket_of(within: Micros, rank: Micros) -> Micros:
    """The bucket that holds the value of each group's rank."""
    return np.asarray((within <= rank[:, None]).sum(axis=1).clip(max=within.shape[1] - 1), dtype=np.int64)


def _picked(blocks: Blocks, wanted: NDArray[np.bool_], bits: int) -> tuple[Micros, Micros]:
    """The values of the wanted buckets, and where they belong; sorted by both."""
    groups, width = wanted.shape[0] - 1, wanted.shape[1]
    flat = wanted.ravel()
    keys, picked = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    if flat.any():
        for group, values in blocks():
            key = np.minimum(group, groups, dtype=np.int64) * width + _buckets(values, bits)
            chosen = flat[key]
            keys.append(key[chosen])
            picked.append(values[chosen])
    key, value = np.concatenate(keys), np.concatenate(picked)
    number = np.cumsum(flat) - 1
    largest = int(value.max()) if len(value) else 0
    if int(flat.sum()).bit_length() + largest.bit_length() > 62:
        order = np.lexsort((value, key))
        return key[order], value[order]
    joined = (number[key] << largest.bit_length()) | value
    joined.sort()
    return np.flatnonzero(flat)[joined >> largest.bit_length()], joined & ((1 << largest.bit_length()) - 1)


def _ranked(keys: Micros, values: Micros, within: Micros, rank: Micros, home: Micros) -> Hours:
    """The value of each group's rank [µs]."""
    if not len(keys):
        return np.zeros(len(rank))
    rows = np.arange(len(rank))
    before = np.where(home > 0, within[rows, np.maximum(home - 1, 0)], 0)
    first = np.searchsorted(keys, rows * within.shape[1] + home)
    place = np.clip(first + rank - before, 0, len(keys) - 1)
    return np.where(home > 0, values[place], 0).astype(np.float64)
