"""The health report of an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import say_data, table

if TYPE_CHECKING:
    from svcflow.eventlog import ImportReport


def import_tables(report: ImportReport) -> None:
    """What was read, and what was decided about it."""
    facts = [
        ("cases", units.count(report.cases)),
        ("events", units.count(report.events)),
        ("steps", units.count(report.steps)),
        ("activities", units.count(report.activities)),
        ("people", units.count(report.resources)),
        ("from", report.first),
        ("to", report.last),
        ("shape", f"{report.shape}: {report.shape_why}"),
        ("times", report.basis),
        ("file", ", ".join(filter(None, [report.encoding, report.delimiter and f"delimiter {report.delimiter!r}"]))),
    ]
    table(report.source, ["", "what:"], facts)
    table(
        "Columns",
        ["ours", "theirs:", "sure", "why:"],
        [(each.role, each.column, units.share(each.confidence), each.why) for each in report.columns],
    )
    table("Times", ["column", "read as:", "zone:", "evidence:"], [(t.column, t.format, t.timezone, t.evidence) for t in report.timestamps])
    if report.repairs:
        table("Repairs", ["rule", "rows", "example:"], [(each.rule, units.count(each.count), each.example) for each in report.repairs])
    if report.rejected:
        rows = [(each.reason, each.line, each.row[:80]) for each in report.rejected[:10]]
        table(f"Rows set aside: {len(report.rejected)}", ["reason", "line", "row:"], rows)
    for note in report.notes:
        say_data(f"• {note}")
