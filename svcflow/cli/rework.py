"""The command `rework`: what was done again, to and fro, and after the end, with its cost."""

from __future__ import annotations

from svcflow import console
from svcflow.cli.options import Json, Quiet, Reading, takes_log


@takes_log
def rework(reading: Reading, json: Json = False, quiet: Quiet = False) -> None:
    """Count what is done again and what it costs: loops, ping-pong, reopening, duplicates, escalation; and %C&A.

    Example:  svcflow rework tickets.csv
    """
    from svcflow.timing.rework.measuring import measure_rework

    with console.progress(quiet) as progress:
        event_log = reading.read(progress)
        found = measure_rework(event_log, progress=progress)
    console.show(found, json, console.rework_tables)
