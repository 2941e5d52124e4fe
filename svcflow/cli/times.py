"""The command `times`: what each step's time is made of, and that of whatever else steps have in common."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Quiet, Reading, takes_log


class Hours(StrEnum):
    """Which hours the tables tell."""

    elapsed = "elapsed"
    working = "working"


@takes_log
def times(
    reading: Reading,
    causes: Annotated[
        bool,
        typer.Option("--causes/--no-causes", help="Also say why steps wait, and count hours of working time. Without it is quicker."),
    ] = True,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="WHAT",
            help="Also by flow, person, team, variant, month, weekday, or any column: --by priority. Again for combinations: "
            "--by team --by month.",
        ),
    ] = None,
    hours: Annotated[
        Hours, typer.Option(help="The tables tell elapsed hours, or hours of working time (given in the study, else found).")
    ] = Hours.elapsed,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Decompose the time of each step: working, waiting and why, paused.

    Example:  svcflow times tickets.csv --by team
    """
    from svcflow.timing import decompose_times
    from svcflow.timing.steps import READS

    if hours is Hours.working and not causes:
        raise typer.BadParameter("working hours are counted with the causes: leave out --no-causes.", param_hint="--hours")
    with console.progress(quiet) as progress:
        event_log = reading.read(progress, only=READS if not causes and not by else None)
        found = decompose_times(event_log, causes=causes, by=by or (), progress=progress)
    console.show(found, json, lambda _: console.times_tables(found, working=hours is Hours.working))
