"""Sums over cases that carry their own uncertainty: for many figures at once, and without a row where a case has nothing.

A figure is Σ over ÷ Σ under over the cases. Its **base** says what `under` is: 1 for every case ("per case", "share of cases"), the
executions of a step ("per execution"), the times a step was left ("share of what follows it"). Several figures may share a base
(all the flows out of one step), and most cases have nothing of most figures; the base knows what those count.

The variance of a ratio is that of its residuals, over - ratio × under, linearised; where neighbours are alike the blocks of
``svcflow.timing.contrast.inference` add to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Numbers = NDArray[np.float64] | NDArray[np.int64]

BLOCKS = 10
"""fewer and longer ones than a bootstrap would take: a busy queue remembers for hundreds of cases"""


@dataclass(frozen=True, slots=True)
class Spread:
    """For each figure its `value`, the value's variance, degrees of freedom and skewness; cases `n`, and Σ under."""

    value: Floats
    variance: Floats
    df: Floats
    skew: Floats
    n: Floats
    weight: Floats

    def pick(self, rows: Ints) -> Spread:
        """Some of the figures."""
        return Spread(*(each[rows] for each in (self.value, self.variance, self.df, self.skew, self.n, self.weight)))


class Base:
    """What is counted below the line: `under` of each group in each case (one row at most for both), cases in order of arrival."""

    __slots__ = (
        "block_code",
        "block_of",
        "block_squares",
        "block_sum",
        "blocks",
        "cases",
        "code",
        "cubes",
        "n",
        "squares",
        "under",
        "weight",
    )

    def __init__(self, group: Ints, case: Ints, under: Floats, *, groups: int, cases: int) -> None:
        sizes = block_sizes(cases)
        self.cases = cases
        self.block_of = np.repeat(np.arange(len(sizes)), sizes)
        order = np.argsort(group * cases + case, kind="stable")
        group, case, self.under = group[order], case[order], under[order]
        self.code = group * cases + case
        self.n = np.bincount(group, minlength=groups).astype(np.float64)
        self.weight, self.squares, self.cubes = (np.bincount(group, self.under**power, groups).astype(np.float64) for power in (1, 2, 3))
        self.block_code, where = np.unique(group * len(sizes) + self.block_of[case], return_inverse=True)
        self.block_sum = np.bincount(where, self.under, len(self.block_code))
        of = self.block_code // max(len(sizes), 1)
        self.blocks = np.bincount(of, minlength=groups).astype(np.float64)
        self.block_squares = np.bincount(of, self.block_sum**2, groups)

    @classmethod
    def every_case(cls, cases: int) -> Base:
        """Every case counts 1."""
        return cls(np.zeros(cases, np.int64), np.arange(cases), np.ones(cases), groups=1, cases=cases)


class Panel:
    """The rows of some figures over a base: `key` and `case` of each row (one at most for both), `group` of each figure."""

    __slots__ = ("_base", "_block_key", "_block_under", "_block_where", "_group", "_key", "_under")

    def __init__(self, base: Base, key: Ints, case: Ints, group: Ints) -> None:
        blocks = int(base.block_of[-1]) + 1 if base.cases else 1
        self._base, self._key, self._group = base, key, group
        self._under = base.under[np.searchsorted(base.code, group[key] * base.cases + case)]
        cells, self._block_where = np.unique(key * blocks + base.block_of[case], return_inverse=True)
        self._block_key = cells // blocks
        place = np.searchsorted(base.block_code, group[self._block_key] * blocks + cells % blocks)
        self._block_under = base.block_sum[place]

    def sum_up(self, over: Floats) -> Spread:
        """The figures with this above the line in each row. Linear in the rows."""
        base, key, group, keys = self._base, self._key, self._group, len(self._group)
        n, weight = base.n[group], base.weight[group]
        value = divided(np.bincount(key, over, keys), weight)
        rest = over - value[key] * self._under
        absent = base.squares[group] - np.bincount(key, self._under**2, keys), base.cubes[group] - np.bincount(key, self._under**3, keys)
        squares = np.bincount(key, rest**2, keys) + value**2 * absent[0]
        cubes = np.bincount(key, rest**3, keys) - value**3 * absent[1]
        within = np.maximum(squares, 0.0) * divided(n, n - 1)
        excess = np.maximum(self._between(over, value) - within, 0.0)
        total = within + excess
        blocks = base.blocks[group]
        df = divided(total**2, divided(within**2, n - 1) + divided(excess**2, blocks - 1))
        skew = divided(cubes, np.maximum(squares, 0.0) ** 1.5)
        return Spread(value, divided(total, weight**2), np.where(df > 0, df, np.maximum(n - 1, 1.0)), skew, n, weight)

    def _between(self, over: Floats, value: Floats) -> Floats:
        """The sum of squares between blocks."""
        base, of, keys = self._base, self._block_key, len(self._group)
        sums = np.bincount(self._block_where, over, len(of)) - value[of] * self._block_under
        absent = base.block_squares[self._group] - np.bincount(of, self._block_under**2, keys)
        blocks = base.blocks[self._group]
        squares: Floats = (np.bincount(of, sums**2, keys) + value**2 * absent) * divided(blocks, blocks - 1)
        return squares


def block_sizes(cases: int) -> Ints:
    """How many neighbours stand in each of the blocks, which are of equal size as far as that goes."""
    edges = np.linspace(0, cases, min(cases, BLOCKS) + 1).astype(np.int64)
    return edges[1:] - edges[:-1]


def divided(over: Numbers, under: Numbers) -> Floats:
    """Over ÷ under, 0 where nothing is below the line."""
    return np.divide(over, under, out=np.zeros(len(over)), where=under > 0)
