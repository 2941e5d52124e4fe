"""The section of the page: everything that it shows of an appraisal, in the current language."""

from __future__ import annotations

from dataclasses import dataclass

from svcflow import units
from svcflow.language import tell
from svcflow.report.charts import Chart
from svcflow.report.facts import ReportFacts
from svcflow.report.points import after, bounds, grade_name, points
from svcflow.report.scorecard.charts import month_chart, redesign_chart
from svcflow.report.scorecard.tables import gap_table, redesign_cards, redesign_table, standing_table, weight_table
from svcflow.report.scorecard.telling import tell_checks, tell_link, tell_moves, tell_rooms, tell_trend, tell_weights
from svcflow.report.scorecard.tree import TreeRow, tree_rows
from svcflow.report.tables import Table
from svcflow.study.scoring import Appraisal


@dataclass(frozen=True, slots=True)
class ScorecardSection:
    """What the section shows. `heads`: key figures as name, figure, and what stands below; `then`: the tree of each redesign."""

    name: str
    heads: tuple[tuple[str, str, str], ...]
    tree: tuple[TreeRow, ...]
    gaps: Table | None
    months: str
    course: tuple[str, ...]
    redesigns: Chart | None
    link: str
    then: tuple[Table, ...]
    weights: Table | None
    weighing: tuple[str, ...]
    rooms: tuple[str, ...]
    standings: Table | None
    checks: tuple[str, ...]


def scorecard_section(facts: ReportFacts) -> ScorecardSection | None:
    """The section; None where nothing was scored."""
    found = facts.appraisal
    if found is None:
        return None
    cards = tuple(redesign_cards(found, facts.comparison)) if found.card.total is not None else ()
    scored = sum(each.total is not None for each in found.months)
    return ScorecardSection(
        name=tell("{name}, version {version}", name=found.card.set_name, version=found.card.version),
        heads=_heads(found, facts),
        tree=tree_rows(found.card),
        gaps=gap_table(found),
        months=month_chart(found.months) if scored > 1 else "",
        course=tuple(each for each in (tell_trend(found), tell_moves(found)) if each) if scored > 1 else (),
        redesigns=redesign_chart(facts.comparison, found.card.total or 0.0) if cards and facts.comparison is not None else None,
        link=tell_link(found) if cards else "",
        then=tuple(redesign_table(found.card, each) for each in cards),
        weights=weight_table(found),
        weighing=tuple(tell_weights(found)),
        rooms=tuple(tell_rooms(found)),
        standings=standing_table(found, facts.indicators),
        checks=tell_checks(found),
    )  # fmt: skip


def _heads(found: Appraisal, facts: ReportFacts) -> tuple[tuple[str, str, str], ...]:
    card = found.card
    within = bounds(card.low, card.high)
    heads = [
        (tell("Score of 100"), points(card.total), tell("95 % interval {interval}", interval=within) if within else ""),
        *([(tell("Grade"), grade_name(card.grade), "")] if card.grade else []),
        (tell("What customers feel"), units.share(card.customer_share), tell("of the weight")),
    ]
    moved = [each for each in facts.comparison.scenarios if each.score is not None] if facts.comparison is not None else []
    if moved and card.total is not None:
        best = max(moved, key=lambda each: each.score.value if each.score else 0.0)
        assert best.score is not None
        heads.append((tell("Best redesign"), after(card.total, best.score.value, best.score.low, best.score.high), best.title))
    return tuple(heads)
