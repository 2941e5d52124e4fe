"""Sheets of people and of what is done again: the teams, each hour of their usual week, the steps that tickets come back to."""

from __future__ import annotations

from svcflow import units
from svcflow.language import tell
from svcflow.report.facts import ReportFacts
from svcflow.report.forms.sheet import Columns, Sheet, count, hours, number, share, sheet, text
from svcflow.report.forms.time_sheets import BASES
from svcflow.report.people import TeamWeek
from svcflow.timing.rework.results import ActivityRework

MOST_WEEKS = 50
"""Teams whose weeks are told, those with most work first."""


def teams_sheet(facts: ReportFacts) -> Sheet:
    """Every team: its people, how busy they are, how much of all waiting is for them."""
    columns: Columns[TeamWeek] = (
        (text(tell("Team")), lambda each: each.team),
        (count(tell("People")), lambda each: each.people),
        (share(tell("Utilisation")), lambda each: each.utilisation),
        (share(tell("Share of all waiting")), lambda each: each.waiting_share),
        (share(tell("Work that comes while nobody is on duty")), lambda each: each.outside),
        (text(tell("Basis")), lambda each: tell(BASES[each.basis])),
    )
    return sheet("teams", tell("Teams"), facts.people, columns)


def team_weeks_sheet(facts: ReportFacts) -> Sheet:
    """Each hour of the usual week of each team."""
    cells = [(week, hour) for week in facts.people[:MOST_WEEKS] for hour in range(168)]
    columns: Columns[tuple[TeamWeek, int]] = (
        (text(tell("Team")), lambda each: each[0].team),
        (text(tell("Day")), lambda each: units.weekday(each[1] // 24)),
        (count(tell("Hour of the day")), lambda each: each[1] % 24),
        (number(tell("People on duty")), lambda each: None if each[0].on_duty is None else each[0].on_duty[each[1]]),
        (number(tell("Work that comes, in people")), lambda each: each[0].asked[each[1]]),
        (number(tell("Tickets that wait")), lambda each: each[0].waiting[each[1]]),
        (text(tell("Basis")), lambda each: tell(BASES[each[0].basis])),
    )
    return sheet("team_weeks", tell("Usual week of each team"), cells, columns, tell("Time zone {zone}.", zone=facts.load.timezone))


def rework_sheet(facts: ReportFacts) -> Sheet | None:
    """Every step that is done again, and what that takes."""
    if facts.reworked is None:
        return None
    basis = tell(BASES[facts.reworked.basis])
    columns: Columns[ActivityRework] = (
        (text(tell("Step")), lambda each: each.activity),
        (count(tell("Times done")), lambda each: each.count),
        (count(tell("Done again")), lambda each: each.repeats.count),
        (count(tell("Tickets")), lambda each: each.repeats.cases),
        (share(tell("Share of tickets")), lambda each: each.repeats.share),
        (hours(tell("Work on it, total")), lambda each: each.repeats.processing_h),
        (hours(tell("Waiting for it, total")), lambda each: each.repeats.waiting_h),
        (share(tell("Right first time")), lambda each: each.complete_and_accurate),
        (text(tell("Most often by way of")), lambda each: " → ".join(each.way)),
        (count(tell("Times on this way")), lambda each: each.way_count),
        (text(tell("Basis")), lambda _: basis),
    )
    again = [each for each in facts.reworked.activities if each.repeats.count]
    return sheet("rework", tell("What is done again"), again, columns)
