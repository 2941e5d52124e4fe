"""The command `handovers`: who passes work to whom, as tables, a drawing, or a graph for other tools."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Quiet, Reading, check_suffix, takes_log

if TYPE_CHECKING:
    from svcflow.mining.network import HandoverNetwork


class Members(StrEnum):
    """Who hands work over."""

    people = "people"
    teams = "teams"


@takes_log
def handovers(
    reading: Reading,
    between: Annotated[Members, typer.Option("--between", help="Who hands work over: people or teams.")] = Members.people,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where the network goes: .svg (drawn), .graphml (for other tools) or .json."),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show who passes work to whom, how long it waits then, and on whom the work depends.

    Example:  svcflow handovers tickets.csv --between teams -o handovers.svg
    """
    from svcflow.mining.network import mine_handovers
    from svcflow.timing import time_steps

    check_suffix(output, (".svg", ".graphml", ".json"))
    reading.check_output(output)
    with console.progress(quiet) as progress:
        event_log = reading.read(progress)
        progress("timing the steps", 0, 2)
        timed = time_steps(event_log)
        progress("following hands", 1, 2)
        found = mine_handovers(timed, between.value)
        if output is not None:
            _write(found, output)
    console.show(found, json, console.handover_tables)
    if output is not None:
        console.say(f"The network is in {output}.", quiet)


def _write(found: HandoverNetwork, output: Path) -> None:
    if output.suffix == ".svg":
        from svcflow.report.network_drawing import write_network

        write_network(found, output)
    elif output.suffix == ".graphml":
        from svcflow.mining.network_files import write_graphml

        write_graphml(found, output)
    else:
        from svcflow.output import new_file

        with new_file(output) as draft:
            draft.write_text(console.as_json_text(found) + "\n", encoding="utf-8")
