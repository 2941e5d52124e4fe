"""How sure a difference is: an interval and a p value for each of many figures, side against side, without a random number.

Each side gives its own interval, by the method that is right for the kind of figure; the **cases** are what is independent, so a
step done three times in a case is one observation, not three:

    Ratios     Σ over ÷ Σ under over cases (means among them)   Student's t, skewness removed by Hall's transformation [1]_
    Shares     the same where `over` is a part of `under`       Wilson's interval [2]_ at the effective number of observations
    Quantiles  medians and other percentiles                    Woodruff's [3]_: Wilson's for the level, read back as hours

The two are joined by squaring and adding their arms (MOVER [4]_; of two shares it is Newcombe's interval [5]_): with estimates a
and b and intervals (l, u), the difference b - a lies between (b - a) - √((b - l_b)² + (u_a - a)²) and its mirror image. The p
value is the level at which that interval just touches zero, so the two never contradict each other; and it is never less than
2 ÷ the number of ways to deal the cases out to the sides, since nothing that is only seen can be rarer than that.

Cases that arrive one after another meet the same queue and are alike. Taken as independent, two halves of one and the same queue at
80 to 90 % load differ "at 5 %" four times in five. So the variance is the larger of the one between cases and the one between ten
blocks of neighbours in the order of arrival [6]_; its degrees of freedom follow Satterthwaite: those of the cases, less as far as the
blocks add to it. The error, measured, is then 7 to 8 % with 1 000 cases a side at 80 % load and 5 % with 4 000; at 90 % load 19 % and
6 %; with 200 cases a side still 25 % and 42 %. It is above 5 %, too, where a trend or a season outlasts the blocks. Where cases are in
truth independent, the intervals hold 97 %.

.. [1] Hall (1992), JRSS B 54, doi:10.1111/j.2517-6161.1992.tb01872.x
.. [2] Wilson (1927), JASA 22, doi:10.1080/01621459.1927.10502953
.. [3] Woodruff (1952), JASA 47, doi:10.1080/01621459.1952.10483443
.. [4] Zou, Donner (2008), Statistics in Medicine 27, doi:10.1002/sim.3095
.. [5] Newcombe (1998), Statistics in Medicine 17, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
.. [6] Künsch (1989), Annals of Statistics 17, doi:10.1214/aos/1176347265
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from svcflow.timing.contrast.sums import Floats, Ints, Spread, divided

Bounds = tuple[Floats, Floats]

LARGEST_Z = 20.0
Z95 = 1.959963984540054
_NOISE = 1e-9
"""differences below this part of the figures are rounding, not change"""


class Side(Protocol):
    """The figures of one side and their intervals."""

    @property
    def value(self) -> Floats:
        """The figures."""

    @property
    def n(self) -> Floats:
        """The cases on which each rests."""

    def pick(self, rows: Ints) -> Side:
        """Some of the figures."""

    def bounds(self, z: Floats) -> Bounds:
        """Lower and upper bound of each figure at the two-sided level of a normal |Z| ≤ z."""


@dataclass(frozen=True, slots=True)
class Ratios:
    """Means and ratios of sums."""

    spread: Spread

    @property
    def value(self) -> Floats:
        """The ratios."""
        return self.spread.value

    @property
    def n(self) -> Floats:
        """Cases."""
        return self.spread.n

    def pick(self, rows: Ints) -> Ratios:
        """Some of them."""
        return Ratios(self.spread.pick(rows))

    def bounds(self, z: Floats) -> Bounds:
        """Student's t with the skewness taken out: μ with -t ≤ g(T) ≤ t, where g(T) = T + aT²/3 + a²T³/27 + a/6."""
        error, t = np.sqrt(self.spread.variance), student(z, self.spread.df)
        return self.value - error * _unskewed(t, self.spread.skew), self.value - error * _unskewed(-t, self.spread.skew)


@dataclass(frozen=True, slots=True)
class Shares:
    """Ratios of a part to its whole."""

    spread: Spread

    @property
    def value(self) -> Floats:
        """The shares."""
        return self.spread.value

    @property
    def n(self) -> Floats:
        """Cases."""
        return self.spread.n

    def pick(self, rows: Ints) -> Shares:
        """Some of them."""
        return Shares(self.spread.pick(rows))

    def bounds(self, z: Floats) -> Bounds:
        """Wilson's interval."""
        return wilson(self.value, effective(self.spread), student(z, self.spread.df))


@dataclass(frozen=True, slots=True)
class Quantiles:
    """The values below which a share `level` of the observations lies: `ordered` holds those of all figures, one after another."""

    ordered: Floats
    first: Ints
    count: Ints
    level: float
    below: Spread
    """of the share of observations that are not above the quantile"""

    @property
    def value(self) -> Floats:
        """The quantiles, linear between observations."""
        return quantile_at(self.ordered, self.first, self.count, np.full(len(self.count), self.level))

    @property
    def n(self) -> Floats:
        """Cases."""
        return self.below.n

    def pick(self, rows: Ints) -> Quantiles:
        """Some of them."""
        return Quantiles(self.ordered, self.first[rows], self.count[rows], self.level, self.below.pick(rows))

    def bounds(self, z: Floats) -> Bounds:
        """Woodruff's interval."""
        level = np.full(len(self.count), self.level)
        low, high = wilson(level, effective(self.below), student(z, self.below.df))
        return quantile_at(self.ordered, self.first, self.count, low), quantile_at(self.ordered, self.first, self.count, high)


@dataclass(frozen=True, slots=True)
class Differences:
    """Other less baseline, its 95 % interval and its p value, for each figure."""

    difference: Floats
    low: Floats
    high: Floats
    p: Floats


def differences(baseline: Side, other: Side) -> Differences:
    """Compare two sides figure by figure; both must have observations of every figure.

    Notes
    -----
    Thirty rounds of halving; linear in the figures.
    """
    from scipy.special import erfc, gammaln

    a, b = baseline.value, other.value
    gap = np.where(np.abs(b - a) <= _NOISE * np.maximum(np.abs(a), np.abs(b)), 0.0, b - a)
    low, high = _joined(baseline, other, gap, np.full(len(gap), Z95))
    inner, outer = np.zeros(len(gap)), np.full(len(gap), LARGEST_Z)
    for _ in range(30):
        z = (inner + outer) / 2
        lower, upper = _joined(baseline, other, gap, z)
        apart = (lower > 0) | (upper < 0)
        inner, outer = np.where(apart, z, inner), np.where(apart, outer, z)
    ways = gammaln(baseline.n + other.n + 1) - gammaln(baseline.n + 1) - gammaln(other.n + 1)
    p = np.where(gap == 0, 1.0, np.clip(erfc(inner / math.sqrt(2)), 2 * np.exp(-ways), 1.0))
    return Differences(gap, low, high, np.minimum(p, 1.0))


def _joined(baseline: Side, other: Side, gap: Floats, z: Floats) -> Bounds:
    (low_a, high_a), (low_b, high_b) = baseline.bounds(z), other.bounds(z)
    a, b = baseline.value, other.value
    return gap - np.hypot(b - low_b, high_a - a), gap + np.hypot(high_b - b, a - low_a)


def wilson(share: Floats, n: Floats, z: Floats) -> Bounds:
    """Wilson's score interval for shares of `n` observations (which need not be whole), at z; it holds the share itself."""
    squared = z * z
    centre = (share + squared / (2 * n)) / (1 + squared / n)
    half = z / (1 + squared / n) * np.sqrt(share * (1 - share) / n + squared / (4 * n * n))
    return np.clip(np.minimum(share, centre - half), 0.0, 1.0), np.clip(np.maximum(share, centre + half), 0.0, 1.0)


def effective(spread: Spread) -> Floats:
    """So many independent observations would make a share as sure as this one; cases where all are alike."""
    share = np.clip(spread.value, 0.0, 1.0)
    number = divided(share * (1 - share), spread.variance)
    return np.where(number > 0, np.minimum(number, spread.weight), np.maximum(spread.n, 1.0))


def student(z: Floats, df: Floats) -> Floats:
    """The quantile of Student's t at the two-sided level of a normal |Z| ≤ z."""
    from scipy.special import ndtr, stdtrit

    t: Floats = -stdtrit(df, ndtr(-z))
    return t


def quantile_at(ordered: Floats, first: Ints, count: Ints, level: Floats) -> Floats:
    """The quantile of each figure at its own level, linear between its observations; NaN where it has none."""
    if not len(ordered):
        return np.full(len(count), math.nan)
    place = level * np.maximum(count - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    most = len(ordered) - 1
    lower, upper = ordered[np.minimum(first + below, most)], ordered[np.minimum(first + above, most)]
    return np.where(count > 0, lower + (place - below) * (upper - lower), math.nan)


def _unskewed(t: Floats, skew: Floats) -> Floats:
    """The inverse of Hall's cubic: T with g(T) = t."""
    flat = np.abs(skew) < 1e-6
    a = np.where(flat, 1.0, skew)
    return np.where(flat, t, 3 / a * (np.cbrt(1 + a * (t - a / 6)) - 1))
