"""A scorecard: a tree of dimensions and indicators, each with its score and what it contributes to the total.

    total = Σ_d W_d S_d,   S_d = Σ_i w_i s_i,   contribution of i = W_d w_i s_i

with weights that sum to 1 on each level; the contributions sum to the total. Where an indicator has no figure, the others of its
dimension take over its weight in proportion, and a dimension without any leaves its weight to the other dimensions: both are said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from svcflow.eventlog.log import Basis
from svcflow.indicators import Indicator
from svcflow.scorecard.remarks import Remark
from svcflow.scorecard.weights.matrices import Better

ReadingBasis = Basis | Literal["judged", "simulated"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure to be scored: its value in `unit` (or the words of judges), its 95 % interval where it has one, and its basis."""

    name: str
    value: float | str | tuple[str, ...] | None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    basis: ReadingBasis = "measured"
    n: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class ScoredIndicator:
    """One indicator: its figure, its score [points] with interval, and its weights.

    `given_weight` is within the dimension as the set says, `local_weight` as it counts, where others without a figure leave theirs to it;
    `weight` is its weight in the total, `contribution` is weight × score. `score` is None where there is no figure. `grade` is that of its
    band, where it is scored by bands.
    """

    name: str
    title: str
    dimension: str
    value: float | str | tuple[str, ...] | None
    unit: str
    better: Better | None
    target: float | None
    rule: str
    score: float | None
    low: float | None
    high: float | None
    grade: str
    given_weight: float
    local_weight: float
    weight: float
    contribution: float
    basis: str
    n: int
    customer: bool
    qualitative: bool


@dataclass(frozen=True, slots=True)
class ScoredDimension:
    """One dimension: its score with interval, its weight as given and as it counts, and its indicators. `empty`: no figure at all."""

    name: str
    title: str
    score: float | None
    low: float | None
    high: float | None
    given_weight: float
    weight: float
    contribution: float
    empty: bool
    indicators: tuple[ScoredIndicator, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The whole: the total [points] with its interval and grade, and the tree below it.

    `customer_share` is the share of the weight on what customers feel; `missing` names the indicators without a figure. The interval takes
    the figures' errors as independent of each other (half-widths add in squares); it is None where no figure has one.
    """

    set_name: str
    version: int
    period: str
    total: float | None
    low: float | None
    high: float | None
    grade: str
    customer_share: float
    missing: tuple[str, ...]
    dimensions: tuple[ScoredDimension, ...]
    remarks: tuple[Remark, ...]

    @property
    def indicators(self) -> tuple[ScoredIndicator, ...]:
        """All indicators, in the order of their dimensions."""
        return tuple(each for dimension in self.dimensions for each in dimension.indicators)

    def __getitem__(self, name: str) -> ScoredIndicator:
        """The indicator of this name."""
        return next(each for each in self.indicators if each.name == name)


def reading_of(indicator: Indicator) -> Reading:
    """An indicator of a log as a figure to be scored."""
    return Reading(
        indicator.name, indicator.value, indicator.unit, indicator.low, indicator.high, indicator.basis, indicator.n, indicator.title
    )  # fmt: skip
