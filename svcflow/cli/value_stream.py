"""The command that shows where value is made: value-stream."""

from __future__ import annotations

from typing import Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Quiet, Reading, takes_log


@takes_log
def value_stream(
    reading: Reading,
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
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show the value stream of each family of tickets: its main path, each step, and whether it keeps up with what arrives.

    What a step is worth stands in a study, under [value]: value-adding, necessary or waste.

    Example:  svcflow value-stream tickets.csv --family category --where priority=P1
    """
    from svcflow.study import placing
    from svcflow.timing.streams.value_stream import find_streams

    conditions = [_condition(said) for said in where or []]
    with console.progress(quiet) as progress:
        event_log, said = reading.open(progress)
        with placing(said):
            found = find_streams(event_log, family=family, where=conditions, values=said.value, causes=causes, progress=progress)
    console.show(found, json, console.stream_tables)


def _condition(said: str) -> tuple[str, str]:
    column, equals, value = said.partition("=")
    if not (column.strip() and equals and value.strip()):
        raise typer.BadParameter(f'"{said}" is not of the form COLUMN=VALUE, like category=Network.', param_hint="--where")
    return column.strip(), value.strip()
