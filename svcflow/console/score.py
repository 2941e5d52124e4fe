"""A scorecard as tables: the total, the tree with weights and contributions, what is missing, how it went, what redesigns would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, mark, say_data, table

if TYPE_CHECKING:
    from svcflow.redesign import Comparison
    from svcflow.scorecard import ScoredIndicator
    from svcflow.study import Appraisal


def score_tables(found: Appraisal, compared: Comparison | None) -> None:
    """Everything that an appraisal says."""
    card = found.card
    grade = f", {card.grade}" if card.grade else ""
    say_data(f"{card.set_name}, version {card.version}: {_points(card.total)} of 100 points{_between(card.low, card.high)}{grade}")
    for dimension in card.dimensions:
        head = f"{dimension.title or dimension.name}: {_points(dimension.score)} points, weight {units.share(dimension.weight)}"
        table(head, ["indicator", "figure", "target", "score", "weight", "adds"], [_row(each) for each in dimension.indicators])
    lost = [gap for gap in found.gaps if gap.points > 0.05][:8]
    if lost:
        rows = [(gap.title, f"{gap.points:.1f}", _lacks(gap.shortfall, gap.unit)) for gap in lost]
        table("What costs most points", ["indicator", "points lost", "to the target"], rows)
    if len(found.months) > 1:
        table("By month", ["month", "score", "tickets"], [(each.month, _points(each.total), each.cases) for each in found.months])
    if found.sensitivity:
        rooms = [
            (room.item, units.share(room.weight), f"{units.share(room.low)} to {units.share(room.high)}",
             room.changes_below or "", room.changes_above or "")
            for room in found.sensitivity
        ]  # fmt: skip
        table("How far a weight may go before the grade changes", ["dimension", "weight", "room", "below it:", "above it:"], rooms)
    if compared is not None:
        _redesigns(found, compared)
    notes = [each.text for each in card.remarks] + [each.remark.text for each in found.checks.findings]
    bullets(dict.fromkeys(notes))


def _redesigns(found: Appraisal, compared: Comparison) -> None:
    rows = []
    today = found.card.total or 0.0
    for each in compared.scenarios:
        if each.score is not None:
            change = each.score
            interval = f"{units.number(change.low, signed=True)} to {units.number(change.high, signed=True)}"
            rows.append((each.name, _points(today), _points(today + change.value), units.number(change.value, signed=True), interval))
    table("What redesigns would do to the score", ["redesign", "today", "after", "change", "95 % interval"], rows)


def _row(each: ScoredIndicator) -> tuple[str, ...]:
    figure = units.quantity(float(each.value), each.unit) if isinstance(each.value, int | float) else str(each.value or units.NOTHING)
    target = units.quantity(each.target, each.unit) if each.target is not None else ""
    basis = mark(each.basis) if each.basis in ("measured", "estimated", "simulated", "absent") else f" {each.basis}"
    return (each.title, figure + basis, target, _points(each.score), units.share(each.weight), _points(each.contribution))


def _points(value: float | None) -> str:
    return units.NOTHING if value is None else f"{value:.1f}"


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" (95 % interval {low:.1f} to {high:.1f})"


def _lacks(shortfall: float | None, unit: str) -> str:
    return "" if shortfall is None or shortfall <= 0 else units.quantity(shortfall, unit)
