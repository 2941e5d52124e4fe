"""The shapes that an indicator can have, and the 95 % interval that belongs to each.

    Mean      mean over the cases                             block bootstrap
    Ratio     sum over the cases ÷ sum over the cases         block bootstrap
    Share     share of the cases that …                       Wilson
    Quantile  a value that a share of the cases stays below   Woodruff: Wilson's interval for that share, read back
    Rate      how often a week                                t interval over whole weeks
    Amount    one number about the whole log                  none
    Smooth    a smooth function of sums over the cases        block bootstrap
    Mapped    another estimate on another scale               its bounds, on that scale
    Known     a number whose interval is worked out with it   its own

Tickets that wait in the same queue are alike, so neighbours in the order of arrival are not independent evidence: an interval
that resamples single tickets is far too narrow on a busy desk. The bootstrap therefore draws blocks of about √n neighbouring
tickets, and Wilson's and Woodruff's intervals count n tickets as n ÷ d, where d is how much more the blocks differ than they
would if tickets were independent (the design effect, at least 1).

References
----------
H. R. Künsch, "The jackknife and the bootstrap for general stationary observations", Annals of Statistics 17 (1989), 1217-1241,
doi:10.1214/aos/1176347265. E. B. Wilson, JASA 22 (1927), 209-212, doi:10.1080/01621459.1927.10502953. R. S. Woodruff, "Confidence
intervals for medians and other position measures", JASA 47 (1952), 635-646, doi:10.1080/01621459.1952.10483443.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Interval = tuple[float, float]

RESAMPLES = 1000
FEWEST = 5
"""of fewer cases (weeks, for rates) no interval is given: it would say more about the method than about the desk"""
_Z = 1.959963984540054


class Estimate(Protocol):
    """A number about a log: `value` (NaN where it is undefined), what it rests on, and its interval at 95 %."""

    @property
    def value(self) -> float:
        """The number itself."""

    @property
    def n(self) -> int:
        """Number of observations."""

    def interval(self, rng: np.random.Generator) -> Interval | None:
        """Lower and upper bound at 95 %; None where no interval can be given."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Sum of `over` ÷ sum of `under`, each with one entry for each case in the order of arrival; `count` what it rests on."""

    over: Floats
    under: Floats
    count: int | None = None

    @property
    def value(self) -> float:
        """The ratio of the sums."""
        return _divided(float(self.over.sum()), float(self.under.sum()))

    @property
    def n(self) -> int:
        """Number of cases, or what was given."""
        return len(self.over) if self.count is None else self.count

    def interval(self, rng: np.random.Generator) -> Interval | None:
        """2.5 % and 97.5 % of the ratios of resampled blocks of cases."""
        if len(self.over) < FEWEST or not math.isfinite(self.value):
            return None
        over, under = _block_sums(self.over), _block_sums(self.under)
        drawn = rng.multinomial(len(over), np.full(len(over), 1 / len(over)), size=RESAMPLES).astype(np.float64)
        below = drawn @ under
        ratios = (drawn @ over)[below > 0] / below[below > 0]
        low, high = np.quantile(ratios, (0.025, 0.975))
        return float(low), float(high)


def mean(values: Floats) -> Ratio:
    """The mean over the cases: the ratio whose denominator counts them."""
    return Ratio(values, np.ones_like(values))


@dataclass(frozen=True, slots=True)
class Share:
    """The share of cases of which something holds, in the order of arrival."""

    holds: Bools

    @property
    def value(self) -> float:
        """Cases of which it holds ÷ cases."""
        return _divided(float(self.holds.sum()), len(self.holds))

    @property
    def n(self) -> int:
        """Number of cases."""
        return len(self.holds)

    def interval(self, rng: np.random.Generator) -> Interval | None:
        """Wilson's interval at n ÷ design effect."""
        if self.n < FEWEST:
            return None
        return wilson(self.value, self.n / design_effect(self.holds))


@dataclass(frozen=True, slots=True)
class Quantile:
    """The value that a share `level` of the cases stays below (linear between order statistics), in the order of arrival."""

    values: Floats
    level: float

    @property
    def value(self) -> float:
        """The quantile."""
        return float(np.quantile(self.values, self.level)) if len(self.values) else math.nan

    @property
    def n(self) -> int:
        """Number of cases."""
        return len(self.values)

    def interval(self, rng: np.random.Generator) -> Interval | None:
        """Woodruff's: the quantiles at the two ends of Wilson's interval for `level`."""
        if self.n < FEWEST:
            return None
        effective = self.n / design_effect(self.values <= self.value)
        low, high = np.quantile(self.values, wilson(self.level, effective))
        return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Rate:
    """`total` events in `weeks`; `weekly` counts those of each whole week."""

    total: int
    weeks: float
    weekly: NDArray[np.int64]

    @property
    def value(self) -> float:
        """Events ÷ weeks."""
        return _divided(self.total, self.weeks)

    @property
    def n(self) -> int:
        """Number of events."""
        return self.total

    def interval(self, rng: np.random.Generator) -> Interval | None:
        """Student's t over whole weeks, about the rate: weeks carry the rhythm of the week, so that they are alike."""
        whole = len(self.weekly)
        if whole < FEWEST or not math.isfinite(self.value):
            return None
        half = float(stdtrit(whole - 1, 0.975)) * float(self.weekly.std(ddof=1)) / math.sqrt(whole)
        return max(0.0, self.value - half), self.value + half


@dataclass(frozen=True, slots=True)
class Amount:
    """One number about the whole log, of which there is no second to compare it with."""

    value: float
    n: int

    def interval(self, rng: np.random.Generator) -> Interval | None:
        """None."""
        return None


@dataclass(frozen=True, slots=True)
class Smooth:
    """A function of the sums over the cases of several numbers, each with one entry for each case in the order of arrival.

    `function` takes the sums (and, for the interval, arrays of resampled sums): with n, Σx and Σx² it can tell a spread.
    """

    parts: tuple[Floats, ...]
    function: Callable[..., Floats]

    @property
    def value(self) -> float:
        """The function of the sums."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(self.function(*(np.float64(part.sum()) for part in self.parts))) if self.n else math.nan

    @property
    def n(self) -> int:
        """Number of cases."""
        return len(self.parts[0])

    def interval(self, rng: np.random.Generator) -> Interval | None:
        """2.5 % and 97.5 % of the function at the sums of resampled blocks of cases."""
        if self.n < FEWEST or not math.isfinite(self.value):
            return None
        blocks = [_block_sums(part) for part in self.parts]
        many = len(blocks[0])
        drawn = rng.multinomial(many, np.full(many, 1 / many), size=RESAMPLES).astype(np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = self.function(*(drawn @ block for block in blocks))
        found = found[np.isfinite(found)]
        if not len(found):
            return None
        low, high = np.quantile(found, (0.025, 0.975))
        return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Mapped:
    """An estimate on another scale: a rising or falling function of its value and of its bounds."""

    of: Estimate
    function: Callable[[float], float]

    @property
    def value(self) -> float:
        """The value on the other scale."""
        return self.function(self.of.value) if math.isfinite(self.of.value) else math.nan

    @property
    def n(self) -> int:
        """What the estimate rests on."""
        return self.of.n

    def interval(self, rng: np.random.Generator) -> Interval | None:
        """The bounds on the other scale, the lower one first."""
        bounds = self.of.interval(rng)
        if bounds is None:
            return None
        low, high = sorted(map(self.function, bounds))
        return low, high


@dataclass(frozen=True, slots=True)
class Known:
    """A number whose interval is worked out together with it."""

    value: float
    n: int
    bounds: Interval | None = None

    def interval(self, rng: np.random.Generator) -> Interval | None:
        """What was given."""
        return self.bounds


def spread(values: Floats) -> tuple[Floats, Floats, Floats]:
    """n, Σx and Σx² of each case, for a `Smooth` of mean and spread."""
    return np.ones_like(values), values, values * values


def deviation(n: Floats, total: Floats, squares: Floats) -> Floats:
    """The standard deviation (n − 1) from the sums of `spread`; NaN of fewer than two."""
    found: Floats = np.sqrt(np.maximum(squares - total * total / n, 0.0) / np.where(n > 1, n - 1, np.nan))
    return found


def wilson(share: float, n: float) -> Interval:
    """Wilson's score interval at 95 % for a share seen in `n` independent observations (n need not be whole)."""
    centre = (share + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z / (1 + _Z * _Z / n) * math.sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def design_effect(values: NDArray[np.generic]) -> float:
    """How many neighbouring cases are worth one independent one: variance of the block means × block length ÷ variance of the cases."""
    numbers = values.astype(np.float64)
    spread = float(numbers.var())
    sums, counts = _block_sums(numbers), _block_sums(np.ones_like(numbers))
    if spread == 0 or len(sums) < FEWEST or len(sums) == len(numbers):
        return 1.0
    between = float(np.mean((sums / counts - numbers.mean()) ** 2)) * len(sums) / (len(sums) - 1)
    return max(1.0, between * len(numbers) / len(sums) / spread)


def _block_sums(values: Floats) -> Floats:
    """Sums over about √n blocks of neighbours; below 100 cases every case is a block of its own."""
    blocks = len(values) if len(values) < 100 else round(math.sqrt(len(values)))
    firsts = np.linspace(0, len(values), blocks, endpoint=False).astype(np.int64)
    return np.asarray(np.add.reduceat(values, firsts), dtype=np.float64)


def _divided(over: float, under: float) -> float:
    return over / under if under > 0 else math.nan
