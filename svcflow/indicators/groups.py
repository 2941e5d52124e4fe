"""Indicators by dimension, as a report shows them: what is told, what too few tickets bear, and what needs an input that is not given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from svcflow.indicators.grammar import DIMENSIONS
from svcflow.indicators.results import Dimension, Indicator


@dataclass(frozen=True, slots=True)
class Group:
    """The indicators of one dimension; an empty one (`told` has nothing) is a gap in the appraisal."""

    dimension: Dimension
    told: tuple[Indicator, ...]
    too_few: tuple[Indicator, ...]
    absent: tuple[Indicator, ...]
    """what the log and what is given beside it cannot tell; `needs` says what it takes"""


def by_dimension(found: Iterable[Indicator]) -> tuple[Group, ...]:
    """All six dimensions in their order, each with its indicators in theirs."""
    every = tuple(found)
    return tuple(_group(dimension, tuple(each for each in every if each.dimension == dimension)) for dimension in DIMENSIONS)


def _group(dimension: Dimension, mine: tuple[Indicator, ...]) -> Group:
    return Group(
        dimension,
        tuple(each for each in mine if each.value is not None),
        tuple(each for each in mine if each.too_few),
        tuple(each for each in mine if each.value is None and not each.too_few),
    )
