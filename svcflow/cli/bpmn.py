"""The command that discovers a BPMN model and says how good it is."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Quiet, Reading, check_suffix, takes_log

WorkOnly = Annotated[
    bool, typer.Option("--work-only", help="Leave out steps that are waiting: in a queue, for the customer, for a supplier.")
]
Seconds = Annotated[float, typer.Option("--seconds", metavar="S", min=0.0, help="Time for comparing cases with the model [s].")]


@takes_log
def bpmn(
    reading: Reading,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where the model goes: .bpmn.")] = None,
    coverage: Annotated[
        float | None,
        typer.Option(
            "--coverage", metavar="SHARE", help="Share of the cases, 0 to 1, whose variants it is made of. Default: the best of some."
        ),
    ] = None,
    noise: Annotated[
        float | None,
        typer.Option("--noise", metavar="SHARE", help="What is rarer than that, 0 to 1, counts as noise. Default: the best of some."),
    ] = None,
    work_only: WorkOnly = False,
    seconds: Seconds = 30.0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Discover a BPMN model, and measure on the whole log how much of it the model explains and how much else it allows.

    Example:  svcflow bpmn tickets.csv -o model.bpmn
    """
    from svcflow.mining.bpmn import Budget, waiting_activities, write_drawing
    from svcflow.mining.discovery import discover_bpmn

    check_suffix(output, (".bpmn",))
    reading.check_output(output)
    with console.progress(quiet) as progress:
        event_log = reading.read(progress)
        without = waiting_activities(event_log) if work_only else ()
        budget = Budget.of(monotonic, seconds)
        found = discover_bpmn(event_log, coverage=coverage, noise=noise, without=without, budget=budget, progress=progress)
        if output is not None:
            write_drawing(found.drawing, output)
    console.show(console.bpmn_document(found), json, lambda _: console.bpmn_tables(found))
    if output is not None:
        console.say(f"The model is in {output}; bpmn.io and other editors open it.", quiet)
