"""Sheets of the scorecard: the tree, what each redesign makes of it, and the score by month."""

from __future__ import annotations

from svcflow.language import tell
from svcflow.report.facts import ReportFacts
from svcflow.report.forms.sheet import Columns, Sheet, Value, count, number, share, sheet, text
from svcflow.report.scorecard.tables import RedesignCard, redesign_cards
from svcflow.report.scorecard.wording import indicator_name, name_of
from svcflow.scorecard import ScoredIndicator
from svcflow.study.scoring import MonthScore


def scorecard_sheet(facts: ReportFacts) -> Sheet | None:
    """Every indicator with its figure, score and weights; what they add sums to the score."""
    if facts.appraisal is None:
        return None
    card = facts.appraisal.card
    titles = {each.name: name_of(each) for each in card.dimensions}
    columns: Columns[ScoredIndicator] = (
        (text(tell("Dimension")), lambda each: titles[each.dimension]),
        (text(tell("Indicator")), indicator_name),
        (text(tell("Name")), lambda each: each.name),
        (number(tell("Value")), lambda each: _number(each)),
        (text(tell("Judged as")), lambda each: _judged(each)),
        (text(tell("Unit")), lambda each: each.unit),
        (number(tell("Target")), lambda each: each.target),
        (number(tell("Score")), lambda each: each.score),
        (number(tell("95 % interval from")), lambda each: each.low),
        (number(tell("95 % interval to")), lambda each: each.high),
        (share(tell("Weight in the dimension")), lambda each: each.local_weight),
        (share(tell("Weight")), lambda each: each.weight),
        (number(tell("Adds, points")), lambda each: each.contribution),
        (text(tell("Basis")), lambda each: each.basis),
    )
    return sheet("scorecard", tell("Scorecard"), card.indicators, columns)


def _number(each: ScoredIndicator) -> Value:
    return float(each.value) if isinstance(each.value, int | float) else None


def _judged(each: ScoredIndicator) -> str:
    if each.value is None or isinstance(each.value, int | float):
        return ""
    return each.value if isinstance(each.value, str) else ", ".join(each.value)


def redesign_scores_sheet(facts: ReportFacts) -> Sheet | None:
    """Each indicator's figure and score with each redesign; the total's change stands beside, with its interval."""
    if facts.appraisal is None or facts.appraisal.card.total is None:
        return None
    today = facts.appraisal.card
    pairs = [(then, each) for then in redesign_cards(facts.appraisal, facts.comparison) for each in then.card.indicators]
    columns: Columns[tuple[RedesignCard, ScoredIndicator]] = (
        (text(tell("Redesign")), lambda pair: pair[0].name),
        (number(tell("Score today")), lambda _: today.total),
        (number(tell("Change of the score")), lambda pair: pair[0].scenario.score.value if pair[0].scenario.score else None),
        (number(tell("95 % interval from")), lambda pair: pair[0].scenario.score.low if pair[0].scenario.score else None),
        (number(tell("95 % interval to")), lambda pair: pair[0].scenario.score.high if pair[0].scenario.score else None),
        (text(tell("Indicator")), lambda pair: indicator_name(pair[1])),
        (text(tell("Name")), lambda pair: pair[1].name),
        (text(tell("Unit")), lambda pair: pair[1].unit),
        (number(tell("Value today")), lambda pair: _number(today[pair[1].name])),
        (number(tell("Value with the redesign")), lambda pair: _number(pair[1])),
        (number(tell("Adds today, points")), lambda pair: today[pair[1].name].contribution),
        (number(tell("Adds with the redesign, points")), lambda pair: pair[1].contribution),
        (text(tell("Basis")), lambda pair: pair[1].basis),
    )
    return sheet("redesign_scores", tell("Scores of redesigns"), pairs, columns)


def month_scores_sheet(facts: ReportFacts) -> Sheet | None:
    """The score of each month, and of how many tickets."""
    if facts.appraisal is None:
        return None
    columns: Columns[MonthScore] = (
        (text(tell("Month")), lambda each: each.month),
        (number(tell("Score")), lambda each: each.total),
        (count(tell("Tickets")), lambda each: each.cases),
    )
    return sheet("month_scores", tell("Score by month"), facts.appraisal.months, columns)
