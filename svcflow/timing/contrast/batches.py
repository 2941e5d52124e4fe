"""One figure of many things, on two sides, with what it takes to say how sure the difference is; and how rows become figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from svcflow.eventlog import Basis
from svcflow.timing.contrast.facts import Both, Flags
from svcflow.timing.contrast.inference import Quantiles, Side, quantile_at
from svcflow.timing.contrast.results import Level
from svcflow.timing.contrast.sums import Base, Floats, Ints, Panel

FEWEST_CASES = 20
"""with fewer cases on a side, times are not tested: the tails of means and medians are not to be trusted there"""
FEWEST_EVER = 10
"""what happens in fewer cases of both sides together is not tested for its share"""
FEWEST_FOR_P90 = 100
"""cases: ten lie above it"""


@dataclass(frozen=True, slots=True)
class Batch:
    """One figure for several things (steps, flows …): arrays and lists of one length."""

    level: Level
    figure: str
    unit: str
    what: Sequence[str]
    baseline: Side
    other: Side
    tested: Flags
    basis: Sequence[Basis]
    moved: Floats | None = None
    longer: Floats | None = None

    def pick(self, keep: Flags) -> Batch:
        """Some of the things."""
        rows = np.flatnonzero(keep)
        places: list[int] = rows.tolist()
        return replace(
            self,
            what=[self.what[row] for row in places],
            baseline=self.baseline.pick(rows),
            other=self.other.pick(rows),
            tested=self.tested[rows],
            basis=[self.basis[row] for row in places],
            moved=None if self.moved is None else self.moved[rows],
            longer=None if self.longer is None else self.longer[rows],
        )

    def without_zeros(self) -> Batch:
        """Without the things of which the figure is 0 in every case of both sides."""
        return self.pick((self.baseline.value != 0) | (self.other.value != 0))

    def only_tested(self) -> Batch:
        """The things that are tested."""
        return self.pick(self.tested)


@dataclass(frozen=True, slots=True)
class Cells:
    """The rows of one side gathered by key (a step, a flow) and case."""

    key: Ints
    case: Ints
    where: Ints
    """the cell of each row"""
    count: Floats
    keys: int
    cases: int

    @classmethod
    def of(cls, key: Ints, case: Ints, cases: int, keys: int) -> Cells:
        """Gather rows."""
        cells, where, count = np.unique(key * cases + case, return_inverse=True, return_counts=True)
        return cls(cells // max(cases, 1), cells % max(cases, 1), where, count.astype(np.float64), keys, cases)

    def add_up(self, values: Floats | Flags) -> Floats:
        """The sum of the rows' values in each cell."""
        return np.bincount(self.where, values, len(self.key)).astype(np.float64)

    def per_execution(self) -> Panel:
        """Figures by key, over the rows of the key."""
        base = Base(self.key, self.case, self.count, groups=self.keys, cases=self.cases)
        return Panel(base, self.key, self.case, np.arange(self.keys))


def quantiles(key: Ints, case: Ints, values: Floats, level: float, keys: int, cases: int) -> Quantiles:
    """A quantile of the values of each key; several values of one case are one observation."""
    order = np.lexsort((values, key))
    ordered, count = values[order], np.bincount(key, minlength=keys)
    first = np.cumsum(count) - count
    at = quantile_at(ordered, first, count, np.full(keys, level))
    cells = Cells.of(key, case, cases, keys)
    below = cells.per_execution().sum_up(cells.add_up(values <= at[key]))
    return Quantiles(ordered, first, count, level, below)


def chances_longer(baseline: tuple[Ints, Floats], other: tuple[Ints, Floats], keys: int) -> Floats:
    """For each key the chance that one drawn from the other exceeds one drawn from the baseline (ties count half); NaN without both."""
    (key_a, a), (key_b, b) = baseline, other
    frame = pl.DataFrame({"key": np.concatenate([key_a, key_b]), "value": np.concatenate([a, b]).round(9)})
    rank = frame.select(pl.col("value").rank("average").over("key")).to_series().to_numpy()[len(a) :]
    n_a, n_b = np.bincount(key_a, minlength=keys), np.bincount(key_b, minlength=keys)
    pairs = (n_a * n_b).astype(np.float64)
    above = np.bincount(key_b, rank, keys) - n_b * (n_b + 1) / 2
    chances: Floats = np.divide(above, pairs, out=np.full(keys, np.nan), where=pairs > 0)
    return chances


def all_cases(cases: int) -> Panel:
    """One figure over all cases."""
    return Panel(Base.every_case(cases), np.zeros(cases, np.int64), np.arange(cases), np.zeros(1, np.int64))


def ever_happens(column: str, both: Both) -> bool:
    """Whether anything but zero stands in a column; what never happens is no figure."""
    values = [side.per_case.get(column) for side in (both.baseline, both.other)]
    return any(each is not None and bool(each.any()) for each in values)


def flagged(value: bool) -> Flags:
    """A flag for one thing."""
    return np.array([value])
