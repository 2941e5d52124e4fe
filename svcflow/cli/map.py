"""The command `map`: what follows what, as much of it as is wanted, coloured by how often, how long or why."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Language, Quiet, Reading, check_suffix, takes_log
from svcflow.cli.values import as_language
from svcflow.language import speaking

if TYPE_CHECKING:
    from svcflow.eventlog.log import EventLog
    from svcflow.mining.results import ProcessMap
    from svcflow.mining.simplify import ShownMap
    from svcflow.progress import Progress
    from svcflow.timing.map_times import MapTimes
    from svcflow.timing.results import StepTimes


DRAWINGS = (".svg", ".html")


class Colour(StrEnum):
    """What boxes and lines are coloured by."""

    frequency = "frequency"
    time = "time"
    cause = "cause"


@takes_log
def map_(
    reading: Reading,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where the map goes: .svg, .html, .bpmn or .json.")
    ] = None,
    detail: Annotated[
        float | None,
        typer.Option(
            "--detail",
            metavar="SHARE",
            min=0,
            max=1,
            help="How much is shown, 0 (the main way) to 1 (everything): at least this share of the steps and of the moves between them, "
            "each box with its best way from the start and to the end. JSON then says what is `shown` and the shares of steps, "
            "flows and cases. Default: all in tables, in drawings as much as can be read.",
        ),
    ] = None,
    colour: Annotated[
        Colour,
        typer.Option(
            help="What colours mean. frequency: how often, and the time between steps. time: mean work and waiting. cause: the main cause "
            "of the waiting. With time and cause, tables and JSON have these figures too. A page (.html) has all three "
            "to switch between; this is the first."
        ),
    ] = Colour.frequency,
    language: Language = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw the process map: what follows what, how often, how long it takes and why it waits.

    Example:  svcflow map tickets.csv --detail 0.8 --colour cause -o map.svg
    """
    from svcflow.mining.map import READS, mine_map
    from svcflow.mining.simplify import simplify

    check_suffix(output, (".svg", ".html", ".bpmn", ".json"))
    reading.check_output(output)
    tongue = as_language(language or "en")
    if language and (output is None or output.suffix not in DRAWINGS):
        raise typer.BadParameter(f"only drawings have a language: write the map to {' or '.join(DRAWINGS)}.", param_hint="--language")
    counted = colour is Colour.frequency and not (output and output.suffix in (".bpmn", ".html"))
    with console.progress(quiet) as progress:
        event_log = reading.read(progress, only=READS if counted else None)
        progress("mining the map", 0, 1)
        found = mine_map(event_log)
        shown = None if detail is None else simplify(found, detail, log=event_log)
        times = _times(event_log, colour, progress)
        if output is not None:
            with speaking(tongue):
                _write(output, event_log, found, shown, times, colour)
    console.show(console.map_document(found, shown, times), json, lambda _: console.map_tables(found, shown, times))
    if output is not None:
        console.say(f"The map is in {output}.", quiet)


def _times(log: EventLog, colour: Colour, progress: Progress) -> MapTimes | None:
    """Only what the colours need: by frequency, no step is timed."""
    if colour is Colour.frequency:
        return None
    from svcflow.timing.map_times import time_map

    progress("timing the steps", 0, 1)
    return time_map(log, causes=colour is Colour.cause)


def _write(output: Path, log: EventLog, found: ProcessMap, shown: ShownMap | None, times: MapTimes | None, colour: Colour) -> None:
    if output.suffix == ".bpmn":
        from svcflow.mining.discovery import write_bpmn

        write_bpmn(log, output)
    elif output.suffix == ".json":
        from svcflow.output import new_file

        with new_file(output) as draft:
            text = console.as_json_text(console.map_document(found, shown, times))
            draft.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    else:
        from svcflow.report.map_files import write_map

        if output.suffix == ".svg":
            write_map(found, output, shown, map_times=times)
        else:
            step_times, map_times = _all_times(log)
            write_map(found, output, shown, times=step_times, map_times=map_times, look=colour)


def _all_times(log: EventLog) -> tuple[StepTimes, MapTimes]:
    """What a page can be asked for, whatever its map is coloured by at first."""
    from svcflow.timing import attribute_waiting, decompose_times
    from svcflow.timing.map_times import time_map

    timed = attribute_waiting(log)
    return decompose_times(timed), time_map(log, timed=timed)
