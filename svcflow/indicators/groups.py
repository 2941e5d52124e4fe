"""Indicators by dimension, as a report shows them: what is told, what too few tickets bear, and what needs an input that is not given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from svcflow.indicators.grammar import DIMENSIONS, Need
from svcflow.indicators.results import Dimension, Indicator
from svcflow.language import mark, retold, tell

DIMENSION_TITLES: Final[dict[Dimension, str]] = {
    "satisfaction": mark("Satisfaction"),
    "efficiency": mark("Efficiency"),
    "quality": mark("Quality"),
    "cost": mark("Cost"),
    "people": mark("People"),
    "innovation": mark("Innovation"),
}
NEEDS: Final[dict[Need, str]] = {
    "people": mark("people, named in the log"),
    "teams": mark("two teams or more"),
    "service level": mark("a service level"),
    "response level": mark("response levels by priority"),
    "rates": mark("rates of teams"),
    "expenses": mark("expenses"),
    "breach cost": mark("what a missed service level costs"),
    "delay cost": mark("what an hour of waiting costs"),
    "survey": mark("a survey"),
    "comments": mark("comments of customers"),
    "staff file": mark("a staff file"),
    "ideas": mark("a register of ideas"),
    "factors": mark("factors of energy and paper"),
    "status log": mark("a status log of the systems"),
    "required fields": mark("the fields that are required"),
    "procedure": mark("the standard procedure"),
    "knowledge column": mark("the column of the knowledge base"),
    "deflection column": mark("the column that tells self-service"),
    "closing step": mark("a step that closes tickets"),
}
"""What indicators need, in words."""


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


def told_title(indicator: Indicator) -> str:
    """An indicator's title in the current language, with the team, step or segment that it is told of as it is called."""
    if not indicator.member:
        return retold(indicator.title)
    title = retold(indicator.title.removesuffix(f", {indicator.member}"))
    return tell("{title}, {member}", title=title, member=indicator.member)


def _group(dimension: Dimension, mine: tuple[Indicator, ...]) -> Group:
    return Group(
        dimension,
        tuple(each for each in mine if each.value is not None),
        tuple(each for each in mine if each.too_few),
        tuple(each for each in mine if each.value is None and not each.too_few),
    )
