"""Staffing, shifts and redesigns on the frontier of cost and service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from svcflow import console
from svcflow.cli.models import Cases, Jobs, Start, as_time, redesigns_of
from svcflow.cli.options import Json, ModelFile, Quiet, Scenarios, Seed, check_suffix
from svcflow.output import check_no_input


def optimize(
    model: ModelFile,
    search: Annotated[
        Path | None, typer.Option("--search", metavar="FILE", help="Teams, shifts and limits (TOML); see scenarios/README.md.")
    ] = None,
    scenario: Scenarios = [],  # noqa: B006
    budget: Annotated[float | None, typer.Option("--budget", metavar="AMOUNT", min=0, help="The most that a week may cost.")] = None,
    busy: Annotated[
        float | None, typer.Option("--max-utilisation", metavar="SHARE", min=0, max=1, help="How busy a team may be, 0 to 1.")
    ] = None,
    evaluations: Annotated[int, typer.Option(metavar="N", min=1, help="How many options may be evaluated.")] = 300,
    replications: Annotated[int, typer.Option(metavar="N", min=2, help="How many runs of each.")] = 5,
    journal: Annotated[
        Path | None, typer.Option("--journal", metavar="FILE", help="Keep evaluations there; the same search goes on from it.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Draw the frontier: .png, .svg or .pdf.")] = None,
    cases: Cases = None,
    start: Start = None,
    jobs: Jobs = None,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Search staffing, shifts and sets of redesigns for those that are not beaten on cost, lead time and service level.

    Without a file, each team may be a quarter smaller or larger. With --journal a search that was stopped goes on where it was.

    Example:  svcflow optimize tickets.model.json --scenario gate.toml --max-utilisation 0.9 --journal search.jsonl
    """
    from dataclasses import replace

    from svcflow.model import read_model
    from svcflow.redesign.optimum import optimize as find
    from svcflow.redesign.optimum import read_space, usual_space

    check_suffix(output, (".png", ".svg", ".pdf"))
    for written in (output, journal):
        if written is not None:
            check_no_input(written, model, search, *scenario)
    given = read_model(model)
    redesigns = redesigns_of(scenario)
    space = usual_space(given, redesigns) if search is None else read_space(search, given, redesigns)
    asked = {name: value for name, value in (("budget_week", budget), ("maximum_utilisation", busy)) if value is not None}
    space = replace(space, limits=space.limits.model_copy(update=asked))
    with console.progress(quiet) as progress:
        try:
            found = find(
                given, space, evaluations=evaluations, replications=replications, cases=cases, start=as_time(start, "--start"), seed=seed,
                jobs=jobs, journal=journal, progress=progress,
            )  # fmt: skip
        except KeyboardInterrupt:
            if journal is not None:
                console.warn(f"What was evaluated is kept in {journal}; the same command goes on from there.")
            raise
        if output is not None:
            from svcflow.report.frontier import plot_frontier

            progress("drawing", 0, 1)
            plot_frontier(found, output)
    console.show(found, json, console.frontier_tables)
    if output is not None:
        console.say(f"The picture is {output}.", quiet)
