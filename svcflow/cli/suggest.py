"""What to try first: redesigns proposed from a log, simulated and ranked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.models import Cases, Jobs, calibrated
from svcflow.cli.options import Json, Quiet, Reading, Seed, takes_log
from svcflow.output import check_replaceable, new_folder

if TYPE_CHECKING:
    from svcflow.redesign.ready import Suggestions

KIND = "scenarios"


@takes_log
def suggest(
    reading: Reading,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="MODEL", help="A model of this log, to go without reading it and calibrating again.")
    ] = None,
    indicator: Annotated[str, typer.Option(metavar="NAME", help="What is to improve.")] = "lead_time_mean",
    cost: Annotated[
        list[str], typer.Option(metavar="NAME=AMOUNT", help="What a redesign costs in a year: --cost chatbot=24000. Again for more.")
    ] = [],  # noqa: B006
    replications: Annotated[int, typer.Option(metavar="N", min=2, help="How many paired runs of each candidate.")] = 10,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", help="Write each redesign as a scenario file.")] = None,
    cases: Cases = None,
    jobs: Jobs = None,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Propose redesigns from what the log shows, simulate each, and rank them by what they gain for what they cost.

    Example:  svcflow suggest tickets.csv -o scenarios
    """
    from svcflow.model import read_model
    from svcflow.redesign.ready import suggest as propose

    costs = dict(_cost(text) for text in cost)
    if output is not None:
        check_replaceable(output, KIND)
    with console.progress(quiet) as progress:
        if model is None:
            event_log, said = reading.open(progress)
            given = calibrated(event_log, said, seed, True, progress)
        else:
            given = read_model(model)
        found = propose(
            given, indicator=indicator, costs_year=costs, replications=replications, cases=cases, seed=seed, jobs=jobs, progress=progress
        )
        if output is not None:
            _write(found, output)
    console.show(found, json, console.suggestion_tables)
    if output is not None:
        console.say(f"The scenarios are in {output}. Next: svcflow compare MODEL {output}/*.toml", quiet)


def _write(found: Suggestions, folder: Path) -> None:
    with new_folder(folder, KIND) as draft:
        for number, each in enumerate(found.suggestions, 1):
            name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in each.name)
            (draft / f"{number:02d}_{name}.toml").write_text(each.text, encoding="utf-8")


def _cost(text: str) -> tuple[str, float]:
    name, equals, amount = text.rpartition("=")
    try:
        value = float(amount) if equals else -1.0
    except ValueError:
        value = -1.0
    if not name or not 0 <= value < float("inf"):
        raise typer.BadParameter(f'"{text}" is not like chatbot=24000.', param_hint="--cost")
    return name.strip(), value
