"""The health report of an import, on a page that is read from the top: may the log be believed, on what grounds, and what to look into.

The verdict stands first; then what was decided and why, what was repaired, what was found, what was rejected and where it is kept.
Texts of the file are shown shortened, on one line, and without characters that would steer a terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from svcflow import units

if TYPE_CHECKING:
    from svcflow.eventlog import Finding, ImportReport, Little, Reject

_WIDTH = 100
_RAW = 76
"""letters of a file's own text that are shown"""
_LINES = 5
"""lines named for one reason of rejection"""
_APART = 0.05
"""how far apart two sides may be that are called equal"""
_STYLES = {"ok": "green", "note": "", "warning": "yellow"}
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "blank"}


def import_tables(report: ImportReport, timezone: str = "UTC", rejects: Path | None = None) -> None:
    """Print the report.

    Parameters
    ----------
    report : ImportReport
    timezone : str
        The zone in which instants are told.
    rejects : Path, optional
        The file that holds the rejected rows.
    """
    page = _Page()
    page.line(_verdict(report), "bold " + _grade(report))
    page.line(_outline(report, timezone))
    page.section("Decisions", _decisions(report))
    page.section("Repairs", chain.from_iterable(_repair(repair.count, repair.rule, repair.example) for repair in report.repairs))
    found = sorted((each for each in report.findings if each.count and each.unit != "rows"), key=lambda each: each.level != "warning")
    page.section("Findings", chain.from_iterable(_finding(each) for each in found))
    clean = [each.check for each in report.findings if not each.count]
    if clean:
        page.line(f"Looked for and not found: {'; '.join(clean)}.", "green")
    where = f", kept in {rejects}" if rejects else ""
    page.section(f"Rejected rows{where}", chain.from_iterable(_rejected(report.rejected)))
    if report.little is not None:
        page.section("Little's law", _little(report.little))
    page.section("Notes", ((("•", ""), (note, "")) for note in report.notes))


class _Page:
    """Lines and sections on a page no wider than a person reads."""

    def __init__(self) -> None:
        from rich.console import Console

        plain = Console(highlight=False)
        self._out = Console(highlight=False, width=min(plain.width, _WIDTH) if sys.stdout.isatty() else _WIDTH)

    def line(self, text: str, style: str = "") -> None:
        from rich.text import Text

        self._out.print(Text(_shown(text), style=style))

    def section(self, title: str, rows: Iterable[Sequence[tuple[str, str]]]) -> None:
        """A title and rows of cells, each a text and its style; nothing where there are no rows. The last column takes the room left."""
        from rich.table import Table
        from rich.text import Text

        cells = [[Text(_shown(text), style=style) for text, style in row] for row in rows]
        if not cells:
            return
        grid = Table.grid(padding=(0, 2, 0, 0))
        for number in range(len(cells[0])):
            last = number == len(cells[0]) - 1
            grid.add_column(overflow="fold", no_wrap=not last and number != 1, max_width=None if last else 30)
        for row in cells:
            grid.add_row(*row)
        self._out.print()
        self._out.print(Text(title, style="bold"))
        self._out.print(grid)


def _verdict(report: ImportReport) -> str:
    """May it be believed? Rows read of rows, repaired, rejected; and how much there is to look into."""
    rejected = len(report.rejected)
    rows = report.rows or report.events + rejected - report.set_aside
    repaired = sum(repair.count for repair in report.repairs)
    told = [f"{units.count(rows - rejected)} of {units.count(rows)} rows"]
    told += [f"{units.count(repaired)} repaired" if repaired else "nothing repaired"]
    told += [f"{units.count(rejected)} rejected" if rejected else "nothing rejected"]
    warnings = sum(each.level == "warning" and each.unit != "rows" for each in report.findings)  # rows are counted above
    look = f"; {warnings} finding{'' if warnings == 1 else 's'} to look into" if warnings else ""
    return f"Readable: {'; '.join(told)}{look}."


def _grade(report: ImportReport) -> str:
    doubtful = report.rejected or any(each.level == "warning" for each in report.findings)
    return "yellow" if doubtful else "green"


def _outline(report: ImportReport, timezone: str) -> str:
    """The log in two lines: the file, and how much is in it."""
    form = ", ".join(
        filter(None, [report.encoding, report.delimiter and f"{_DELIMITERS.get(report.delimiter, report.delimiter)}-separated"])
    )
    first, last = (
        datetime.fromisoformat(text).astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M") for text in (report.first, report.last)
    )
    counts = [(report.cases, "case"), (report.steps, "step"), (report.activities, "activity"), (report.resources, "person")]
    said = ", ".join(f"{units.count(count)} {_noun(count, noun)}" for count, noun in counts)
    return f"{report.source}{f' ({form})' if form else ''}\n{said}; {first} to {last}, {timezone}"


def _noun(count: int, noun: str) -> str:
    return noun if count == 1 else {"activity": "activities", "person": "people"}.get(noun, noun + "s")


def _decisions(report: ImportReport) -> Iterable[Sequence[tuple[str, str]]]:
    """Our name, theirs, how sure, why; the reading of times below."""
    starts = {"measured": "starts are recorded", "estimated": "starts are estimated", "absent": "there are no starts"}.get(report.basis)
    yield ("shape", ""), (report.shape, "bold"), ("", ""), ("; ".join(filter(None, [report.shape_why, starts])), "dim")
    if report.encoding_why:
        yield ("encoding", ""), (report.encoding or "", "bold"), ("", ""), (report.encoding_why, "dim")
    above = ""
    for each in report.columns:
        other = f'; runner-up "{each.runner_up}"' if each.runner_up else ""
        why = each.why if each.why != above else "as above"
        above = each.why
        yield (each.role, ""), (each.column, "bold"), (units.share(each.confidence), ""), (why + other, "dim")
    for time in report.timestamps:
        yield ("times", ""), (time.column, "bold"), ("", ""), (f"{time.format} ({time.timezone}): {time.evidence}", "dim")


def _repair(count: int, rule: str, example: str) -> Iterable[Sequence[tuple[str, str]]]:
    yield (units.count(count), "bold"), (rule, "")
    if example:
        yield ("", ""), (_short(example), "dim")


def _finding(found: Finding) -> Iterable[Sequence[tuple[str, str]]]:
    """How many, what; the rule and the examples below."""
    style = _STYLES[found.level]
    mark = "!" if found.level == "warning" else " "
    yield (f"{mark} {units.count(found.count)} of {units.count(found.of)} {found.unit}", style), (found.check, "bold " + style)
    yield ("", ""), (found.rule, "dim")
    if found.examples:
        yield ("", ""), (f"e.g. {_short(found.examples[0])}", "dim")


def _rejected(rejected: Iterable[Reject]) -> Iterable[Iterable[Sequence[tuple[str, str]]]]:
    """For each reason, the most frequent first: how many, which lines, and the first of the rows."""
    reasons: dict[str, list[Reject]] = {}
    for reject in rejected:
        reasons.setdefault(reject.reason, []).append(reject)
    for reason, rows in sorted(reasons.items(), key=lambda each: -len(each[1])):
        lines = ", ".join(str(row.line) for row in rows[:_LINES]) + (", …" if len(rows) > _LINES else "")
        count = f"{units.count(len(rows))} row{'' if len(rows) == 1 else 's'}"
        yield [
            ((count, "bold yellow"), (f"{reason} (line{'' if len(rows) == 1 else 's'} {lines})", "")),
            (("", ""), (_short(rows[0].row), "dim")),
        ]


def _little(found: Little) -> Iterable[Sequence[tuple[str, str]]]:
    per_day = found.arrivals_per_h * 24
    rate = f"{units.number(per_day)} a day" if per_day >= 1 else f"{units.number(per_day * 7)} a week"
    counted = f"{units.number(found.open_cases)} cases open on average, counted at {units.count(found.instants)} instants"
    yield ("L", "bold"), (counted, "")
    yield ("λ·W", "bold"), (f"{units.number(found.expected)}: {rate} times {units.duration(found.lead_time_h)} for a whole case", "")
    yield (
        ("", ""),
        (found.reading, "yellow" if abs(found.gap) > _APART or found.corrected_h > (1 + _APART) * found.lead_time_h else "green"),
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _RAW else line[: _RAW - 1] + "…"


def _shown(text: Any) -> str:
    """Text that a terminal shows and does not obey."""
    return "".join(letter if letter.isprintable() or letter in f"\n{units.THIN}" else "·" for letter in str(text))
