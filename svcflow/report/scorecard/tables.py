"""Tables of the scorecard: what costs most points, weights by each method, standing among peers, and the tree beside each redesign's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from svcflow import units
from svcflow.indicators.results import Indicator
from svcflow.language import retold, tell
from svcflow.redesign.results import Comparison, ScenarioEffects
from svcflow.report.effects import is_defined
from svcflow.report.points import points
from svcflow.report.scorecard.wording import dimension_name, figure_cell, in_unit_of_target, indicator_name, name_of
from svcflow.report.tables import Cell, Column, Table
from svcflow.scorecard import Gap, Scorecard, ScoredIndicator
from svcflow.scorecard.weights.methods import METHODS
from svcflow.study.scoring import Appraisal

MOST_GAPS = 8
LEAST = 0.05
"""Less than this many points nobody looks for."""


def gap_table(found: Appraisal) -> Table | None:
    """What costs most points, the largest loss first; None where every target is met."""
    lost = [gap for gap in found.gaps if gap.points > LEAST][:MOST_GAPS]
    if not lost:
        return None
    columns = (Column(tell("Indicator"), "name"), Column(tell("Dimension"), "text"), Column(tell("Points lost")), Column(tell("Score")),
               Column(tell("Lacks to the target")))  # fmt: skip
    titles = {each.name: name_of(each) for each in found.card.dimensions}
    rows = tuple(
        (Cell(indicator_name(found.card[gap.name])), Cell(titles[gap.dimension]), Cell(points(gap.points)), Cell(points(gap.score)),
         Cell(_lacks(gap, found.card[gap.name])))
        for gap in lost
    )  # fmt: skip
    return Table(tell("What costs most points of the total"), columns, rows)


def _lacks(gap: Gap, each: ScoredIndicator) -> str:
    """How far the figure is from its target; of shares in points, for per cent of what would not be clear."""
    if gap.shortfall is None or gap.shortfall <= 0:
        return ""
    return units.points(gap.shortfall).lstrip("+") if gap.unit == "share" else in_unit_of_target(each, gap.shortfall)


def weight_table(found: Appraisal) -> Table | None:
    """The weights by each method of the file side by side; None where there is no such file."""
    weighing = found.weighing
    if weighing is None or not weighing.by_method:
        return None
    columns = (Column(tell("Dimension"), "name"), Column(tell("Weight in force")),
               *(Column(tell(METHODS[each.method].title)) for each in weighing.by_method))  # fmt: skip
    titles = {each.name: name_of(each) for each in found.card.dimensions}
    rows = tuple(
        (Cell(titles.get(item, dimension_name(item))), Cell(units.share(found.weights[item])),
         *(Cell(units.share(each[item])) for each in weighing.by_method))
        for item in found.weights.items
    )  # fmt: skip
    return Table(tell("Weights of the dimensions"), columns, rows)


def standing_table(found: Appraisal, indicators: Sequence[Indicator]) -> Table | None:
    """Where the service stands among peers; None where there are none."""
    known = {each.name: each for each in indicators}
    shown = [(each, known[each.name]) for each in found.standings if each.name in known]
    if not shown:
        return None
    columns = (Column(tell("Indicator"), "name"), Column(tell("Value")), Column(tell("Peers")), Column(tell("Better than")))
    rows = tuple(
        (Cell(retold(indicator.title)), Cell(units.quantity(each.value, indicator.unit)), Cell(units.count(each.peers)),
         Cell(tell("{share} of them", share=units.share(1 - each.percentile if indicator.better == "lower" else each.percentile))))
        for each, indicator in shown
    )  # fmt: skip
    return Table(tell("Where the service stands among its peers"), columns, rows)


@dataclass(frozen=True, slots=True)
class RedesignCard:
    """A redesign's scorecard: today's figures with what the mean of the simulated runs changes."""

    scenario: ScenarioEffects
    card: Scorecard

    @property
    def name(self) -> str:
        """What the redesign is called in the current language."""
        return self.scenario.title


def redesign_cards(found: Appraisal, comparison: Comparison | None) -> Iterator[RedesignCard]:
    """The scorecard of each redesign whose score was asked for."""
    for each in comparison.scenarios if comparison is not None else ():
        if each.score is not None:
            yield RedesignCard(each, found.moved_by({effect.indicator: effect.difference for effect in each.values if is_defined(effect)}))


def redesign_table(today: Scorecard, then: RedesignCard) -> Table:
    """The tree of a redesign beside today's: figure, score, and by how many points of the total each indicator moves."""
    columns = (Column(tell("Indicator"), "name"), Column(tell("Dimension"), "text"), Column(tell("Today")),
               Column(tell("With the redesign")), Column(tell("Score today")), Column(tell("Score then")),
               Column(tell("Change, points of the total")))  # fmt: skip
    titles = {each.name: name_of(each) for each in today.dimensions}
    rows = []
    for before in today.indicators:
        now = then.card[before.name]
        change = now.contribution - before.contribution
        tone = "good" if change > LEAST else "bad" if change < -LEAST else ""
        rows.append(
            (Cell(indicator_name(before)), Cell(titles[before.dimension]), figure_cell(before), figure_cell(now),
             Cell(points(before.score)), Cell(points(now.score)), Cell(points(change, signed=True), tone=tone))
        )  # fmt: skip
    caption = tell("{redesign}: the scorecard today and then", redesign=then.name)
    return Table(caption, columns, tuple(rows))
