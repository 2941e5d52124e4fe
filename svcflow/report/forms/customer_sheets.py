"""Sheets of what customers say: scores, satisfaction by time, what matters, members, and suggestions (masked)."""

from __future__ import annotations

from svcflow.language import tell
from svcflow.report.facts import ReportFacts
from svcflow.report.forms.sheet import Columns, Sheet, count, hours, number, share, sheet, text
from svcflow.report.forms.time_sheets import BASES
from svcflow.voice.comments.results import Suggestion
from svcflow.voice.names import HOURS, VERDICTS
from svcflow.voice.surveys.results import Bin, Curve, Figure, Level, MapItem, Member


def survey_sheet(facts: ReportFacts) -> Sheet | None:
    """Every score of the survey with its interval; shares from 0 to 1, NPS from −100 to 100."""
    if facts.voice is None:
        return None
    said = facts.voice.satisfaction
    rows: list[tuple[str, str, Figure]] = [(box.question, tell("satisfied (CSAT)"), box.share) for box in said.csat]
    rows += [(said.nps.question, tell("net promoter score (NPS)"), said.nps.score)] if said.nps else []
    rows += [(said.effort.question, tell("found it easy (CES)"), said.effort.easy)] if said.effort else []
    rows += [("", tell("Response rate"), said.response.rate)] if said.response else []
    columns: Columns[tuple[str, str, Figure]] = (
        (text(tell("Question")), lambda row: row[0]),
        (text(tell("What is told")), lambda row: row[1]),
        (number(tell("Value")), lambda row: row[2].value),
        (number(tell("95 % interval from")), lambda row: row[2].low),
        (number(tell("95 % interval to")), lambda row: row[2].high),
        (count(tell("Answers")), lambda row: row[2].n),
    )
    return sheet("survey", tell("Survey"), rows, columns)


def curves_sheet(facts: ReportFacts) -> Sheet | None:
    """Satisfaction in bins of like many answers, against each time."""
    if facts.voice is None:
        return None
    pairs = [(curve, each) for curve in facts.voice.satisfaction.curves for each in curve.bins]
    columns: Columns[tuple[Curve, Bin]] = (
        (text(tell("Time")), lambda pair: tell(HOURS[pair[0].of])),
        (hours(tell("From")), lambda pair: pair[1].from_h),
        (hours(tell("To")), lambda pair: pair[1].to_h),
        (count(tell("Answers")), lambda pair: pair[1].satisfaction.n),
        (share(tell("Mean satisfaction")), lambda pair: pair[1].satisfaction.value),
        (share(tell("95 % interval from")), lambda pair: pair[1].satisfaction.low),
        (share(tell("95 % interval to")), lambda pair: pair[1].satisfaction.high),
        (share(tell("Falling curve")), lambda pair: pair[1].curve),
        (text(tell("Basis")), lambda pair: tell(BASES[pair[0].basis])),
    )
    return sheet("satisfaction_by_time", tell("Satisfaction by time"), pairs, columns)


def importance_sheet(facts: ReportFacts) -> Sheet | None:
    """The attributes with importance, performance, and the verdict under each cross."""
    found = facts.voice.satisfaction.importance if facts.voice else None
    if found is None:
        return None
    columns: Columns[MapItem] = (
        (text(tell("Attribute")), lambda item: item.name),
        (number(tell("Importance")), lambda item: item.importance.value),
        (share(tell("Performance")), lambda item: item.performance.value),
        (share(tell("95 % interval from")), lambda item: item.performance.low),
        (share(tell("95 % interval to")), lambda item: item.performance.high),
        (text(tell("Verdict")), lambda item: tell(VERDICTS[item.verdicts[0][1]])),
        (text(tell("Whatever the cross")), lambda item: tell("yes") if item.agreed else tell("no")),
    )
    return sheet("importance", tell("What matters to customers"), found.items, columns)


def members_sheet(facts: ReportFacts) -> Sheet | None:
    """Satisfaction of each member of each level, as answered and shrunk."""
    if facts.voice is None:
        return None
    pairs = [(level, each) for level in facts.voice.satisfaction.levels for each in level.members]
    columns: Columns[tuple[Level, Member]] = (
        (text(tell("Level")), lambda pair: pair[0].level),
        (text(tell("Member")), lambda pair: pair[1].name),
        (count(tell("Answers")), lambda pair: pair[1].n),
        (share(tell("Own mean")), lambda pair: pair[1].mean),
        (share(tell("Same priorities")), lambda pair: pair[1].adjusted),
        (share(tell("Shrunk to the mean of all")), lambda pair: pair[1].shrunk.value),
        (share(tell("95 % interval from")), lambda pair: pair[1].shrunk.low),
        (share(tell("95 % interval to")), lambda pair: pair[1].shrunk.high),
        (text(tell("Few answers")), lambda pair: tell("yes") if pair[1].small else tell("no")),
    )
    return sheet("satisfaction_by_member", tell("Satisfaction by member"), pairs, columns)


def suggestions_sheet(facts: ReportFacts) -> Sheet | None:
    """What customers suggest; masked."""
    written = facts.voice.comments if facts.voice else None
    if written is None:
        return None
    columns: Columns[Suggestion] = (
        (text(tell("Suggestion")), lambda each: each.text),
        (text(tell("Longest wait before")), lambda each: each.step or ""),
        (text(tell("Ticket")), lambda each: each.ticket or ""),
        (text(tell("Language")), lambda each: each.language),
    )
    return sheet("suggestions", tell("Suggestions"), written.suggestions, columns)
