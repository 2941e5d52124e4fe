"""A scorecard as tables: the total, the tree with weights and contributions, what is missing, how it went, what redesigns would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, mark, say_data, table

if TYPE_CHECKING:
    from svcflow.redesign import Comparison
    from svcflow.scorecard import ScoredIndicator
    from svcflow.study import Appraisal, OutcomeTold


def score_tables(found: Appraisal, compared: Comparison | None, outcomes: Sequence[OutcomeTold] = ()) -> None:
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
    if found.standings:
        figures = {each.name: each for dimension in card.dimensions for each in dimension.indicators}
        peers = [
            (figures[each.name].title if each.name in figures else each.name, units.share(each.percentile), str(each.peers))
            for each in found.standings
        ]  # fmt: skip
        table("Among peers", ["indicator", "peers with a lower figure", "peers"], peers)
    if compared is not None:
        _redesigns(found, compared)
    for told in outcomes:
        _outcome(told)
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
    figure = units.quantity(float(each.value), each.unit) if isinstance(each.value, int | float) else _words(each.value)
    target = units.quantity(each.target, each.unit) if each.target is not None else ""
    basis = mark(each.basis) if each.basis in ("measured", "estimated", "simulated", "absent") else f" {each.basis}"
    return (each.title, figure + basis, target, _points(each.score), units.share(each.weight), _points(each.contribution))


def _words(said: str | tuple[str, ...] | None) -> str:
    return said if isinstance(said, str) else ", ".join(said or (units.NOTHING,))


def _outcome(told: OutcomeTold) -> None:
    """What the scorecard tells of one outcome: how its indicators go along, what its dimensions would weigh by that, what that is worth."""
    mean = units.number(told.mean) if told.mean > 1 else units.share(told.mean)
    say_data(f"\nOutcome {told.name}: {mean} on average of {units.count(told.tickets)} tickets, {told.better} is better")
    rows = [(link.name, units.number(link.correlation, signed=True), _range(link.low, link.high), str(link.n)) for link in told.links]
    table("Goes along with it (ρ above 0: better with better)", ["indicator", "ρ", "95 % interval", "parts of the log"], rows)
    if told.weights is not None:
        weighed = dict(zip(told.weights.weights.items, told.weights.weights.values, strict=True))
        drivers = [
            (each.item, units.share(weighed[each.item]), units.share(each.share),
             f"{units.share(each.share_low)} to {units.share(each.share_high)}", "yes" if each.found else "no more than by chance")
            for each in told.weights.drivers
        ]  # fmt: skip
        table("What each dimension would weigh by it", ["dimension", "weight", "share of R²", "95 % interval", "goes along"], drivers)
    if told.tested is not None:
        sets = [(each.name, units.number(each.correlation, signed=True), _range(each.low, each.high)) for each in told.tested.sets]
        head = f"Which weights would have foretold the last {told.tested.judged_on} parts of the log"
        table(head, ["weights", "ρ", "95 % interval"], sets)
    remarks = [each.remark.text for each in told.findings] + [each.text for each in (told.tested.remarks if told.tested else ())]
    bullets(dict.fromkeys([*remarks, *([told.why] if told.why else [])]))


def _range(low: float, high: float) -> str:
    return f"{units.number(low, signed=True)} to {units.number(high, signed=True)}"


def _points(value: float | None) -> str:
    return units.NOTHING if value is None else f"{value:.1f}"


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" (95 % interval {low:.1f} to {high:.1f})"


def _lacks(shortfall: float | None, unit: str) -> str:
    return "" if shortfall is None or shortfall <= 0 else units.quantity(shortfall, unit)
