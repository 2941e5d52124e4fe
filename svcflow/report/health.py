"""The log's health as a table: each question that was put to the log, what was found, and how that is treated from here on."""

from __future__ import annotations

from svcflow import units
from svcflow.eventlog.log import Finding, ImportReport
from svcflow.language import mark, tell
from svcflow.language.retelling import retold
from svcflow.report.tables import Cell, Column, Table

LEVELS = {"ok": mark("nothing found"), "note": mark("good to know"), "warning": mark("look into it")}
TONES = {"ok": "good", "note": "calm", "warning": "bad"}
MOST_EXAMPLES = 3


def health_table(report: ImportReport) -> Table | None:
    """What was found, the warnings first; None where the log was asked nothing."""
    found = [each for each in report.findings if each.count]
    if not found:
        return None
    found.sort(key=lambda each: each.level != "warning")
    columns = (Column(tell("Looked for"), "name"), Column(tell("Found")), Column(tell("What that means"), "text"),
               Column(tell("How it is treated"), "text long"), Column(tell("Examples"), "text"))  # fmt: skip
    return Table(tell("What the log was asked, and what was found"), columns, tuple(_row(each) for each in found))


def nothing_found(report: ImportReport) -> tuple[str, ...]:
    """What was looked for and not found."""
    return tuple(retold(each.check) for each in report.findings if not each.count)


def warnings(report: ImportReport) -> int:
    """How many findings may mislead until somebody has looked into them."""
    return sum(each.level == "warning" and each.count > 0 for each in report.findings)


def _row(found: Finding) -> tuple[Cell, ...]:
    share = units.share(found.count / found.of) if found.of else ""
    counted = tell("{count} of {of} {unit}", count=units.count(found.count), of=units.count(found.of), unit=retold(found.unit))
    return (
        Cell(retold(found.check)), Cell(counted, below=share), Cell(tell(LEVELS[found.level]), tone=TONES[found.level]),
        Cell(retold(found.rule)), Cell(" · ".join(map(retold, found.examples[:MOST_EXAMPLES]))),
    )  # fmt: skip
