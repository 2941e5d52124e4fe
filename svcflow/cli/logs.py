"""The command that reads a ticket export and keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Quiet, Reading, rows, takes_log
from svcflow.errors import ThresholdError
from svcflow.output import check_replaceable

if TYPE_CHECKING:
    from svcflow.eventlog import ImportReport

LOG = "svcflow log"
"""what the marker of a kept log says"""


@takes_log
def import_(
    reading: Reading,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="Keep the log in this folder.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 3 and keep nothing if a row had to be repaired or rejected.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read a ticket export, check it, show what was decided and why.

    Example:  svcflow import tickets.csv --map case_id="Ticket ID" -o tickets
    """
    from svcflow.eventlog import write_log

    if output is not None:
        check_replaceable(output, LOG)
    with console.progress(quiet) as progress:
        event_log = reading.read(progress, remark=False)
        report = event_log.report
        assert report is not None
        refused = strict and bool(report.repairs or report.rejected)
        if output is not None and not refused:
            write_log(event_log, output)
    rejects = None if refused else _rejects(report, output, reading.name)
    document = {**console.as_document(report), "rejects_file": rejects}
    console.show(document, json, lambda _: console.import_tables(report, event_log.timezone, rejects))
    if refused:
        raise ThresholdError(_faults(report), remedy="Nothing was kept. Mend the file, or import it without --strict.")
    if output is not None:
        console.say(f"The log is kept in {output}; every command takes it in place of the file.", quiet)


def _rejects(report: ImportReport, output: Path | None, name: str) -> Path | None:
    """The file that holds the rejected rows, if there are any: in the log's folder, or beside the user."""
    from svcflow.eventlog import write_rejects

    if not report.rejected:
        return None
    file = output / "rejects.csv" if output is not None else Path(f"{name}.rejects.csv")
    if output is None:
        write_rejects(report, file)
    console.warn(f"{rows(len(report.rejected))} could not be read; see {file} for lines and reasons.")
    return file


def _faults(report: ImportReport) -> str:
    """What `--strict` does not let pass."""
    repaired, rejected = sum(repair.count for repair in report.repairs), len(report.rejected)
    said = [f"{rows(count)} {what}" for count, what in ((repaired, "repaired"), (rejected, "rejected")) if count]
    return f"--strict does not let pass: {' and '.join(said)}."
