"""Sheets of what was decided about the file. Rejected rows are named by line and reason, never shown: their text may name people."""

from __future__ import annotations

from svcflow.eventlog.log import ColumnChoice, Finding, Reject, Repair, TimestampChoice
from svcflow.language import retold, tell
from svcflow.report.facts import ReportFacts
from svcflow.report.forms.sheet import Columns, Sheet, count, share, sheet, text
from svcflow.report.health import LEVELS, MOST_EXAMPLES


def health_sheet(facts: ReportFacts) -> Sheet | None:
    """Everything that the log was asked, what was found, and how that is treated."""
    columns: Columns[Finding] = (
        (text(tell("Looked for")), lambda each: retold(each.check)),
        (count(tell("Found")), lambda each: each.count),
        (count(tell("Looked at")), lambda each: each.of),
        (text(tell("What is counted")), lambda each: retold(each.unit)),
        (text(tell("What that means")), lambda each: tell(LEVELS[each.level])),
        (text(tell("How it is treated")), lambda each: retold(each.rule)),
        (text(tell("Examples")), lambda each: ", ".join(each.examples[:MOST_EXAMPLES])),
    )
    return sheet("health", tell("The log's health"), facts.import_report.findings, columns) if facts.import_report else None


def columns_sheet(facts: ReportFacts) -> Sheet | None:
    """Which column means what, and why."""
    columns: Columns[ColumnChoice] = (
        (text(tell("Meaning")), lambda each: each.role),
        (text(tell("Column")), lambda each: each.column),
        (text(tell("Why")), lambda each: retold(each.why)),
        (share(tell("Confidence")), lambda each: each.confidence),
        (text(tell("Runner-up")), lambda each: each.runner_up or ""),
    )
    return sheet("import_columns", tell("Import, columns"), facts.import_report.columns, columns) if facts.import_report else None


def time_formats_sheet(facts: ReportFacts) -> Sheet | None:
    """How the times of each column were read."""
    columns: Columns[TimestampChoice] = (
        (text(tell("Column")), lambda each: each.column),
        (text(tell("Format")), lambda each: each.format),
        (text(tell("Time zone")), lambda each: each.timezone),
        (text(tell("Evidence")), lambda each: retold(each.evidence)),
    )
    return sheet("import_times", tell("Import, time formats"), facts.import_report.timestamps, columns) if facts.import_report else None


def repairs_sheet(facts: ReportFacts) -> Sheet | None:
    """What was repaired or set aside, by written rules."""
    columns: Columns[Repair] = (
        (text(tell("Rule")), lambda each: retold(each.rule)),
        (count(tell("Rows")), lambda each: each.count),
        (text(tell("Example")), lambda each: each.example),
    )
    return sheet("import_repairs", tell("Import, repairs"), facts.import_report.repairs, columns) if facts.import_report else None


def rejects_sheet(facts: ReportFacts) -> Sheet | None:
    """The rows that could not be read."""
    columns: Columns[Reject] = (
        (count(tell("Line")), lambda each: each.line),
        (text(tell("Reason")), lambda each: retold(each.reason)),
    )
    return sheet("import_rejects", tell("Import, rejected rows"), facts.import_report.rejected, columns) if facts.import_report else None
