"""The indicators as tables, one for each dimension, with what cannot be told and what it would take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from svcflow import units
from svcflow.indicators import Indicator
from svcflow.indicators.groups import DIMENSION_TITLES, by_dimension
from svcflow.language import listed, tell
from svcflow.report import words
from svcflow.report.scale import between
from svcflow.report.tables import Cell, Column, Table, said

FEW = 8
"""indicators of a dimension that are shown in any case"""
ALWAYS_SHOWN = {
    *("lead_time_mean", "lead_time_median", "lead_time_p90", "waiting_time_mean", "processing_time_mean", "flow_efficiency", "throughput"),
    *("backlog_end", "service_level", "first_response_mean", "resolution_work_mean", "completion_ratio", "first_contact_resolution"),
    *("first_time_right", "error_rate", "rework_share", "reopen_share", "sigma_level", "cpk_lead_time", "main_path_share"),
    *("cost_per_ticket", "staff_cost", "full_cost", "poor_quality_cost", "delay_cost", "csat", "nps", "customer_ease"),
}
"""what most readers look for first"""


@dataclass(frozen=True, slots=True)
class IndicatorTables:
    """The indicators of one dimension: its title, what is told, and the titles of what is not (too few cases; an input is missing)."""

    title: str
    table: Table | None
    """those that every report shows, or all where they are few"""
    more: Table | None
    too_few: str
    absent: str
    absent_count: int


def indicator_groups(found: Iterable[Indicator]) -> tuple[IndicatorTables, ...]:
    """The tables of all dimensions that have any indicator, in the current language."""
    groups = []
    for group in by_dimension(found):
        title = tell(DIMENSION_TITLES[group.dimension])
        if group.told or group.too_few or group.absent:
            first, more = _parted(group.told)
            shown, folded = (_table(title, some) if some else None for some in (first, more))
            groups.append(IndicatorTables(title, shown, folded, _titles(group.too_few), _titles(group.absent), len(group.absent)))
    return tuple(groups)


def _parted(told: tuple[Indicator, ...]) -> tuple[tuple[Indicator, ...], tuple[Indicator, ...]]:
    """Those that are always shown, and the others."""
    if len(told) <= FEW:
        return told, ()
    first = tuple(each for each in told if each.name in ALWAYS_SHOWN) or told[:FEW]
    return first, tuple(each for each in told if each not in first)


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
