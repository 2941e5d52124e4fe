"""The command that shows where value is made: value-stream."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Language, Quiet, Reading, check_suffix, takes_log
from svcflow.cli.values import as_language

if TYPE_CHECKING:
    from svcflow.eventlog import EventLog
    from svcflow.timing.streams.results import Streams

FORMS = (".svg", ".html", ".png")


@takes_log
def value_stream(
    reading: Reading,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Draw the value-stream map: .svg or .png of one family, .html of all, with tables."
        ),
    ] = None,
    family: Annotated[
        str | None,
        typer.Option(
            "--family",
            metavar="COLUMN",
            help="A value stream for each value of this column, or for each `variant`. Default: one for all tickets.",
        ),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="COLUMN=VALUE",
            help="Only tickets with this value (in any of their steps). Again for more: of one column either, of several all.",
        ),
    ] = None,
    causes: Annotated[bool, typer.Option("--causes/--no-causes", help="Also say why tickets wait.")] = True,
    language: Language = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show the value stream of each family of tickets: its main path, each step, and whether it keeps up with what arrives.

    What a step is worth stands in a study, under [value]: value-adding, necessary or waste.

    Example:  svcflow value-stream tickets.csv --family category --where priority=P1 -o map.html
    """
    from svcflow.study import placing
    from svcflow.timing import attribute_waiting
    from svcflow.timing.streams.value_stream import find_streams

    tongue = as_language(language or "en")
    check_suffix(output, FORMS)
    reading.check_output(output)
    conditions = [_condition(said) for said in where or []]
    with console.progress(quiet) as progress:
        event_log, said = reading.open(progress)
        event_log = attribute_waiting(event_log) if causes and event_log.steps.height else event_log
        with placing(said):
            found = find_streams(event_log, family=family, where=conditions, values=said.value, causes=causes, progress=progress)
        if output is not None:
            _draw(found, event_log if causes else None, output, tongue)
    console.show(found, json, console.stream_tables)
    if output is not None:
        console.say(f"The value-stream map is in {output}.", quiet)


def _draw(found: Streams, timed: EventLog | None, output: Path, tongue: str) -> None:
    """The families' maps; where all tickets are one family, with what would be saved where they wait."""
    from svcflow.language import speaking
    from svcflow.report.value_stream.facts import stream_map_facts
    from svcflow.report.value_stream.files import write_stream_maps
    from svcflow.timing import find_bottlenecks

    whole = timed is not None and len(found.families) == 1 and found.families[0].cases == found.cases
    bottlenecks = find_bottlenecks(timed) if whole and timed is not None else ()
    with speaking(tongue):
        write_stream_maps([stream_map_facts(stream, bottlenecks) for stream in found.families], output)


def _condition(said: str) -> tuple[str, str]:
    column, equals, value = said.partition("=")
    if not (column.strip() and equals and value.strip()):
        raise typer.BadParameter(f'"{said}" is not of the form COLUMN=VALUE, like category=Network.', param_hint="--where")
    return column.strip(), value.strip()
