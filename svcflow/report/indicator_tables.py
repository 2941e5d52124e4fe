"""The indicators as tables, one for each dimension, with what cannot be told and what it would take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from svcflow import units
from svcflow.indicators import Indicator
from svcflow.indicators.groups import by_dimension
from svcflow.language import listed, mark, tell
from svcflow.report import words
from svcflow.report.scale import between
from svcflow.report.tables import Cell, Column, Table, said

DIMENSION_TITLES = {
    "satisfaction": mark("Satisfaction"), "efficiency": mark("Efficiency"), "quality": mark("Quality"), "cost": mark("Cost"),
    "people": mark("People"), "innovation": mark("Innovation"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndicatorTables:
    """The indicators of one dimension: its title, what is told, and the titles of what is not (too few cases; an input is missing)."""

    title: str
    table: Table | None
    too_few: str
    absent: str
    absent_count: int


def indicator_groups(found: Iterable[Indicator]) -> tuple[IndicatorTables, ...]:
    """The tables of all dimensions that have any indicator, in the current language."""
    groups = []
    for group in by_dimension(found):
        title = tell(DIMENSION_TITLES[group.dimension])
        if group.told or group.too_few or group.absent:
            table = _table(title, group.told) if group.told else None
            groups.append(IndicatorTables(title, table, _titles(group.too_few), _titles(group.absent), len(group.absent)))
    return tuple(groups)


def _table(title: str, indicators: tuple[Indicator, ...]) -> Table:
    columns = (Column(tell("Indicator"), "name"), Column(tell("Value")), Column(tell("95 % interval")), Column(tell("Observations")),
               Column(tell("Direction"), "text"), Column(tell("How it is computed"), "text long"))  # fmt: skip
    return Table(title, columns, tuple(_row(each) for each in indicators))


def _row(each: Indicator) -> tuple[Cell, ...]:
    given = each.low is not None and each.high is not None
    interval = between(units.quantity(each.low, each.unit), units.quantity(each.high, each.unit)) if given else units.NOTHING
    value = Cell(units.quantity(each.value, each.unit), words.MARKS[each.basis], title=tell(words.MARK_TITLES[each.basis]))
    direction = Cell(tell(words.BETTER[each.better]))
    return (said(each.title), value, Cell(interval), Cell(units.count(each.n)), direction, said(each.formula))


def _titles(indicators: tuple[Indicator, ...]) -> str:
    return listed([said(each.title).text for each in indicators]) if indicators else ""
