"""What an answer about a redesign hangs on: which assumption moves it most, and from where on it would no longer pay."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from svcflow import console
from svcflow.cli.models import Cases, Jobs, Start, as_time
from svcflow.cli.options import Json, ModelFile, Quiet, Seed, check_suffix
from svcflow.output import check_no_input


def sensitivity(
    model: ModelFile,
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO", help="A redesign (TOML).")],
    indicator: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="What the gain is measured in. Default: net benefit where the redesign has costs, else lead time."
        ),
    ] = None,
    replications: Annotated[int, typer.Option(metavar="N", min=2, help="How many paired runs at each value.")] = 10,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Draw a tornado: .png, .svg or .pdf.")] = None,
    cases: Cases = None,
    start: Start = None,
    jobs: Jobs = None,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Move the assumptions behind a redesign one by one: which moves the answer most, and from what value on it would no longer pay.

    Example:  svcflow sensitivity tickets.model.json scenarios/quality_gate.toml -o tornado.svg
    """
    from svcflow.model import read_model
    from svcflow.redesign import find_sensitivity, read_scenario

    check_suffix(output, (".png", ".svg", ".pdf"))
    if output is not None:
        check_no_input(output, model, scenario)
    with console.progress(quiet) as progress:
        found = find_sensitivity(
            read_model(model), read_scenario(scenario), indicator=indicator, replications=replications, cases=cases,
            start=as_time(start, "--start"), seed=seed, jobs=jobs, progress=progress,
        )  # fmt: skip
        if output is not None:
            from svcflow.report.tornado import plot_tornado

            progress("drawing", 0, 1)
            plot_tornado(found, output)
    console.show(found, json, console.sensitivity_tables)
    if output is not None:
        console.say(f"The picture is {output}.", quiet)
