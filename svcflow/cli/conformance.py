"""The command that compares a log with a BPMN model."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from svcflow import console
from svcflow.cli.bpmn import Seconds, WorkOnly
from svcflow.cli.options import Json, Quiet, Reading, takes_log


@takes_log
def conformance(
    reading: Reading,
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A BPMN 2.0 file, as svcflow, bpmn.io, Camunda, Signavio … write it.")],
    match: Annotated[
        list[str] | None,
        typer.Option(
            "--match", metavar="NAME=ACTIVITY", help='A name in the model is which activity: --match "Check=Diagnose". Again for more.'
        ),
    ] = None,
    process: Annotated[
        str | None, typer.Option("--process", metavar="NAME", help="Which process or pool, where the model has several.")
    ] = None,
    work_only: WorkOnly = False,
    ignore_unknown: Annotated[
        bool, typer.Option("--ignore-unknown", help="Leave out names that only the log or only the model knows.")
    ] = False,
    seconds: Seconds = 60.0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare what happened with a BPMN model: how many cases follow it, where the others deviate, and how often.

    Example:  svcflow conformance tickets.csv model.bpmn
    """
    from svcflow.mining.bpmn import Budget, check_conformance, read_bpmn, waiting_activities

    names = dict(_pair(each) for each in match or [])
    drawn = read_bpmn(model, process)
    with console.progress(quiet) as progress:
        event_log = reading.read(progress)
        found = check_conformance(
            event_log,
            drawn,
            names=names,
            without=waiting_activities(event_log) if work_only else (),
            ignore_unknown=ignore_unknown,
            budget=Budget.of(monotonic, seconds),
            progress=progress,
        )
    for remark in console.name_remarks(found):
        console.warn(remark)
    console.show(found, json, console.conformance_tables)


def _pair(text: str) -> tuple[str, str]:
    name, equals, activity = text.rpartition("=")
    if not equals or not name.strip():
        raise typer.BadParameter(f'"{text}" is not of the form NAME=ACTIVITY, e.g. "Check=Diagnose".', param_hint="--match")
    return name.strip(), activity.strip()
