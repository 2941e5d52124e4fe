"""How the report writes what a scorecard holds: figures with the mark of their basis, titles of indicators and dimensions."""

from __future__ import annotations

from svcflow import units
from svcflow.indicators.groups import DIMENSION_TITLES
from svcflow.language import mark, retold, tell
from svcflow.report import words
from svcflow.report.scale import scale_of
from svcflow.report.tables import Cell
from svcflow.scorecard import ScoredDimension, ScoredIndicator

JUDGED = mark("judged")
"""The mark of figures that people judged."""


def indicator_name(each: ScoredIndicator) -> str:
    """Its title in the current language, where it is one of the catalogue; else as the scorecard has it."""
    return retold(each.title or each.name)


def dimension_name(title: str) -> str:
    """The title of a dimension in the current language, where it is one of the six; else as the scorecard has it."""
    known = next((told for dimension, told in DIMENSION_TITLES.items() if dimension == title.lower()), None)
    return tell(known) if known else retold(title)


def name_of(each: ScoredDimension) -> str:
    """What a dimension is called."""
    return dimension_name(each.title or each.name)


def in_unit_of_target(each: ScoredIndicator, value: float) -> str:
    """A figure of an indicator; a duration in the unit in which its target reads best, so that the two can be compared by eye."""
    return scale_of((each.target,)).text(value) if each.unit == "h" and each.target else units.quantity(value, each.unit)


def figure_cell(each: ScoredIndicator) -> Cell:
    """The figure that is scored, with the mark of its basis."""
    value = each.value
    if value is None:
        return Cell(units.NOTHING, title=tell(words.MARK_TITLES["absent"]))
    if isinstance(value, int | float):
        told = in_unit_of_target(each, float(value))
    else:
        told = value if isinstance(value, str) else " · ".join(value)
    if each.basis == "judged":
        return Cell(told, below=tell(JUDGED))
    return Cell(told, words.MARKS.get(each.basis, ""), title=tell(words.MARK_TITLES[each.basis]) if each.basis in words.MARK_TITLES else "")
