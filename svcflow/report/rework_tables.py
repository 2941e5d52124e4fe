"""Rework as a table: which step is done again, after which loop, in how many tickets, and what that costs in hours."""

from __future__ import annotations

from svcflow import units
from svcflow.language import tell
from svcflow.report import words
from svcflow.report.tables import Cell, Column, Table
from svcflow.timing.rework.results import ActivityRework, Rework

MOST_ROWS = 12
LONGEST_WAY = 4
"""steps of a loop that are named"""


def rework_table(found: Rework) -> Table | None:
    """The steps that are done again, those that cost most hours first; None where none is."""
    again = [each for each in found.activities if each.repeats.count]
    if not again:
        return None
    again.sort(key=lambda each: (-_hours(each), -each.repeats.count, each.activity))
    head, mark = units.HOURS.many, words.MARKS[found.basis]
    columns = (Column(tell("Step"), "name"), Column(tell("Done again")), Column(tell("Tickets")), Column(tell("Share of tickets")),
               Column(tell("Work on it ({unit})", unit=head), mark=mark), Column(tell("Waiting for it ({unit})", unit=head), mark=mark),
               Column(tell("Right first time")), Column(tell("Most often by way of"), "text long"))  # fmt: skip
    rows = tuple(
        (Cell(each.activity), Cell(units.count(each.repeats.count)), Cell(units.count(each.repeats.cases)),
         Cell(units.share(each.repeats.share)), Cell(units.number(each.repeats.processing_h)), Cell(units.number(each.repeats.waiting_h)),
         Cell(units.share(each.complete_and_accurate)), Cell(_way(each)))
        for each in again[:MOST_ROWS]
    )  # fmt: skip
    return Table(tell("Steps that are done again, by the hours that it costs"), columns, rows)


def rework_facts(found: Rework, rolled: float | None) -> tuple[tuple[str, str, str], ...]:
    """Key figures of rework: name, figure, and what stands below it; `rolled` is the page's rolled %C&A."""
    mark = words.MARKS[found.basis]
    told = [
        (tell("Tickets with rework"), units.share(found.repeats.share), tell("{count} tickets", count=units.count(found.repeats.cases))),
        (tell("Share of all work"), f"{units.share(found.share_of_processing)} {mark}".rstrip(), tell("is done for the second time")),
        (tell("Rolled %C&A"), units.share(rolled), tell("pass the main path without rework")),
    ]
    if found.reopening.share is not None and found.reopening.count:
        told.append((tell("Reopened"), units.share(found.reopening.share), tell("of the tickets, after they were closed")))
    between = max(found.ping_pong, key=lambda each: each.cases)
    if between.cases:
        whom = tell("go to and fro between people") if between.between == "people" else tell("go to and fro between teams")
        told.append((tell("Ping-pong"), units.share(between.share), whom))
    return tuple(told)


def _hours(each: ActivityRework) -> float:
    return each.repeats.processing_h + each.repeats.waiting_h


def _way(each: ActivityRework) -> str:
    if not each.way:
        return ""
    shown = each.way if len(each.way) <= LONGEST_WAY else (*each.way[: LONGEST_WAY - 1], "…", each.way[-1])
    return f"{' → '.join(shown)} ({units.count(each.way_count)}×)"
