"""The command `variants`: the ways that cases take."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Quiet, Reading, check_suffix, takes_log

if TYPE_CHECKING:
    from svcflow.mining.variants import Variants

_MOST = 20
"""variants that a table shows unless more are asked for"""


@takes_log
def variants(
    reading: Reading,
    top: Annotated[
        int | None,
        typer.Option("--top", metavar="N", min=1, help=f"Only the N most frequent. Default: {_MOST} in the table, all in JSON and files."),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where the variants go: .csv or .json.")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List the variants, the ways that cases take: how many cases take each, and their lead times.

    Example:  svcflow variants tickets.csv --top 10 -o variants.csv
    """
    from svcflow.mining.variants import find_variants

    check_suffix(output, (".csv", ".json"))
    reading.check_output(output)
    with console.progress(quiet) as progress:
        event_log = reading.read(progress, only=("activity",))
        progress("counting the variants", 0, 1)
        found = find_variants(event_log, top if json or output is not None else top or _MOST)
        if output is not None:
            _write(found, output)
    console.show(found, json, lambda _: console.variant_tables(found, top or _MOST))
    if output is not None:
        console.say(f"{len(found.variants)} of {found.variant_count} variants are in {output}.", quiet)


def _write(found: Variants, output: Path) -> None:
    from svcflow.output import new_file

    with new_file(output) as draft:
        if output.suffix == ".json":
            draft.write_text(f"{console.as_json_text(found)}\n", encoding="utf-8", newline="\n")
            return
        with draft.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(
                ("rank", "path", "cases", "share", "cumulative_share", "lead_time_mean_h", "lead_time_median_h", "lead_time_p90_h")
            )
            for each in found.variants:
                figures = (each.share, each.cumulative_share, each.lead_time_mean_h, each.lead_time_median_h, each.lead_time_p90_h)
                rows.writerow((each.rank, " > ".join(each.activities), each.cases, *(f"{figure:.10g}" for figure in figures)))
