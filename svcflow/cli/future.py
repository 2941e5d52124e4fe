"""The future state of a redesign, beside today: maps, value streams and logs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from svcflow import console
from svcflow.cli.models import Cases, Start, as_time
from svcflow.cli.options import Json, Language, ModelFile, Quiet, Seed
from svcflow.cli.values import as_language
from svcflow.output import check_replaceable, new_folder

if TYPE_CHECKING:
    from svcflow.redesign.future import FutureState, State

KIND = "future"


def future(
    model: ModelFile,
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO", help="A redesign (TOML).")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Write log, map (SVG) and value stream (JSON) of today and of the redesign, and both value-stream maps (HTML, SVG).",
        ),
    ] = None,
    cases: Cases = None,
    start: Start = None,
    seed: Seed = 1,
    language: Language = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put the value stream of a redesign beside today's, both simulated: what a ticket goes through now, and what it would.

    Example:  svcflow future tickets.model.json scenarios/quality_gate.toml -o future
    """
    from svcflow.model import read_model
    from svcflow.redesign import read_scenario
    from svcflow.redesign.future import find_future

    tongue = as_language(language or "en")
    if output is not None:
        check_replaceable(output, KIND)
    with console.progress(quiet) as progress:
        found = find_future(
            read_model(model), read_scenario(scenario), cases=cases, start=as_time(start, "--start"), seed=seed, progress=progress
        )
        if output is not None:
            progress("writing", 0, 1)
            _write(found, output, tongue)
    console.show(_document(found), json, lambda _: console.future_tables(found))
    if output is not None:
        console.say(f"Logs, maps and value streams are in {output}.", quiet)


def _document(found: FutureState) -> dict[str, Any]:
    return {
        "today": {"name": found.today.name, "value_stream": found.today.stream},
        "future": {"name": found.future.name, "value_stream": found.future.stream},
        "assumptions": found.assumptions,
        "basis": "simulated",
        "seed": found.seed,
    }


def _write(found: FutureState, folder: Path, tongue: str) -> None:
    from svcflow.language import speaking

    with new_folder(folder, KIND) as draft, speaking(tongue):
        for name, state in (("today", found.today), ("future", found.future)):
            _write_state(state, draft / name)
        _write_maps(found, draft)


def _write_state(state: State, folder: Path) -> None:
    from svcflow.eventlog import write_csv
    from svcflow.report.map_files import write_map

    folder.mkdir()
    write_csv(state.log, folder / "log.csv")
    write_map(state.map, folder / "map.svg")
    (folder / "value_stream.json").write_text(f"{console.as_json_text(state.stream)}\n", encoding="utf-8", newline="\n")


def _write_maps(found: FutureState, folder: Path) -> None:
    """Today's value-stream map above that of the redesign."""
    from svcflow.report.value_stream.comparing import pair_maps
    from svcflow.report.value_stream.files import write_side_by_side

    pair = pair_maps(found)
    for ending in ("svg", "html"):
        write_side_by_side(pair, folder / f"value_streams.{ending}")
