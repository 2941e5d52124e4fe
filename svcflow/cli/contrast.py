"""The command that compares two logs, or two slices of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Quiet, Reading, check_suffix, takes_log

if TYPE_CHECKING:
    from svcflow.eventlog import EventLog
    from svcflow.timing.contrast import Contrast, Sides

Cut = Callable[["EventLog"], "Sides"]


@takes_log
def contrast(
    reading: Reading,
    other: Annotated[
        str | None, typer.Argument(metavar="[OTHER]", help="Another log, read by the same options.", show_default=False)
    ] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="DAY", help="Cases begun before a day, and from that day on.")] = None,
    between: Annotated[
        tuple[str, str] | None,
        typer.Option("--between", metavar="PERIOD PERIOD", help="Cases begun in each: 2025, 2025-Q2, 2025-04, 2025-04-17, A..B."),
    ] = None,
    last: Annotated[
        str | None, typer.Option("--last", metavar="UNIT", help="The last full year, quarter, month or week, and the one before it.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="COLUMN", help="Cases of one value of a column, and of another.")] = None,
    of: Annotated[str | None, typer.Option("--of", metavar="A,B", help="The two values. Default: the two that there are.")] = None,
    fdr: Annotated[float, typer.Option("--fdr", metavar="SHARE", help="False discoveries accepted among what is called changed.")] = 0.05,
    mix: Annotated[
        str | None, typer.Option("--mix", metavar="COLUMN", help="What kind a case is, for lead time at the same mix. Default: found.")
    ] = None,
    causes: Annotated[bool, typer.Option("--causes/--no-causes", help="Also compare why steps wait.")] = True,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where all figures go: .csv or .json.", show_default=False)
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare two logs, or two slices of one: what changed, and how sure that is.

    Example:  svcflow contrast tickets.csv --last quarter
    """
    from svcflow.timing import attribute_waiting, time_steps
    from svcflow.timing.contrast import contrast_sides, pair_logs

    cut = _cut(other, at, between, last, by, of)
    check_suffix(output, (".csv", ".json"))
    reading.check_output(output)
    if output is not None and other is not None:
        replace(reading, log=other).check_output(output)
    timed = attribute_waiting if causes else time_steps
    with console.progress(quiet) as progress:
        log = reading.read(progress)
        progress("timing the steps", 0, 1)
        if other is None:
            sides = cut(timed(log))
        else:
            study = Path(reading.log) if reading.log.endswith(".toml") else reading.study
            second = replace(reading, log=other, study=None if other.endswith(".toml") else study)
            sides = pair_logs(timed(log), timed(second.open(progress)[0]), (reading.name, second.name))
        found = contrast_sides(sides, fdr=fdr, mix=mix, progress=progress)
    if output is not None:
        _write(found, output)
    console.show(found, json, console.contrast_tables)
    if output is not None:
        console.say(f"All figures are in {output}.", quiet)


def _cut(other: str | None, at: str | None, between: tuple[str, str] | None, last: str | None, by: str | None, of: str | None) -> Cut:
    """How the sides are cut; checked before anything is read."""
    from svcflow.timing.contrast import check_unit, pair_logs, parse_day, parse_period, split_at, split_between, split_by, split_last

    ways = {"OTHER": other, "--at": at, "--between": between, "--last": last, "--by": by}
    given = [name for name, value in ways.items() if value is not None]
    if len(given) != 1:
        said = "what to compare is not said" if not given else f"{' and '.join(given)} do not go together"
        raise typer.BadParameter(f"{said}. Give one of: another log, --at, --between, --last, --by.")
    if of is not None and by is None:
        raise typer.BadParameter("the values of which column? Give --by as well.", param_hint="--of")
    if at is not None:
        day = parse_day(at)
        return lambda log: split_at(log, day)
    if between is not None:
        first, second = map(parse_period, between)
        return lambda log: split_between(log, first, second)
    if last is not None:
        unit = check_unit(last)
        return lambda log: split_last(log, unit)
    if by is not None:
        return lambda log: split_by(log, by, of)
    return lambda log: pair_logs(log, log)


def _write(found: Contrast, output: Path) -> None:
    """All figures, one a row, or the whole result as JSON."""
    import json

    import polars as pl

    from svcflow.output import new_file

    document = console.as_document(found)
    with new_file(output) as draft:
        if output.suffix == ".json":
            draft.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        else:
            pl.DataFrame(document["changes"], infer_schema_length=None).write_csv(draft)
