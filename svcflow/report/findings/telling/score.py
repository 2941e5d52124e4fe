"""The score, and what customers say against waiting, in words."""

from __future__ import annotations

from svcflow import units
from svcflow.language import retold, tell, tell_many
from svcflow.report.findings.score import SaidOfHours, Score, Scored
from svcflow.report.findings.telling.phrases import joined, named
from svcflow.report.findings.telling.sentences import sentence
from svcflow.report.points import after, bounds, grade_name, points
from svcflow.report.scale import between
from svcflow.voice.names import HOURS


@sentence.register
def _(finding: Score) -> str:
    texts = {"total": points(finding.total), "grade": grade_name(finding.grade)}
    if within := bounds(finding.low, finding.high):
        texts["within"] = within
        scored = (
            tell("The service scores {total} of 100 points (95 % interval {within}): {grade}.", **texts)
            if finding.grade
            else tell("The service scores {total} of 100 points (95 % interval {within}).", **texts)
        )
    else:
        scored = (
            tell("The service scores {total} of 100 points: {grade}.", **texts)
            if finding.grade
            else tell("The service scores {total} of 100 points.", **texts)
        )
    lost = {"indicator": named(retold(finding.gap)), "points": points(finding.lost)}
    return joined(scored, tell("Most points are lost by “{indicator}”: {points}.", **lost) if finding.gap else "")


@sentence.register
def _(finding: Scored) -> str:
    return tell(
        "{redesign}: the score goes {change} (95 %, simulated), more than with any other redesign.",
        redesign=named(finding.redesign.title),
        change=after(finding.total, finding.change, finding.low, finding.high),
    )


@sentence.register
def _(finding: SaidOfHours) -> str:
    return tell(
        "Customers who wait longer are less satisfied: a day more of {hours} goes with {change} of mean satisfaction (95 % interval "
        "{within}), which is {satisfied} over {answers}. That is an association, not an experiment.",
        hours=tell(HOURS[finding.of]),
        change=units.points(finding.a_day),
        within=between(units.points(finding.low), units.points(finding.high)),
        satisfied=units.share(finding.satisfied),
        answers=tell_many("{count} answer", "{count} answers", finding.answers),
    )
