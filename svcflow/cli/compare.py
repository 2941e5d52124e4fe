"""The command that puts redesigns side by side."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from svcflow import console
from svcflow.cli.models import Cases, ClusterAt, Jobs, Start, Warm, as_time, redesigns_of, workers_of
from svcflow.cli.options import Json, ModelFile, Quiet, Seed

if TYPE_CHECKING:
    from svcflow.redesign import Wanted

_HOURS = {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "d": 24.0, "w": 168.0}


def compare(
    model: ModelFile,
    scenario: Annotated[list[Path], typer.Argument(metavar="SCENARIO…", help="Redesigns (TOML files).")],
    replications: Annotated[int | None, typer.Option(metavar="N", min=2, help="How many paired runs. Default: 20.")] = None,
    indicator: Annotated[
        list[str], typer.Option(metavar="NAME", help="What matters, for --precision, --together and --best: any indicator. Again for more.")
    ] = ["lead_time_mean"],  # noqa: B006
    precision: Annotated[str | None, typer.Option(metavar="SHARE", help="Add runs until the interval is as narrow, e.g. 5%.")] = None,
    most_runs: Annotated[int | None, typer.Option(metavar="N", min=2, help="No more runs than these are added. Default: 200.")] = None,
    together: Annotated[bool, typer.Option("--together", help="Intervals of what matters that hold at once, in all redesigns.")] = False,
    best: Annotated[bool, typer.Option("--best", help="Also name the best one, as surely as --confidence says.")] = False,
    confidence: Annotated[str | None, typer.Option(metavar="SHARE", help="Chance that the best one is. Default: 95%.")] = None,
    indifference: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Smallest difference that matters to --best: 1h, 30min, 3%, 0.5. Default: 2%.")
    ] = None,
    separately: Annotated[bool, typer.Option("--apart", help="Also each change alone, and what they do beyond their sum.")] = False,
    cases: Cases = None,
    start: Start = None,
    warm: Warm = False,
    warmup: Annotated[
        str, typer.Option(metavar="N", help="Tickets at the beginning that are not counted, or auto: until times have settled.")
    ] = "0",
    jobs: Jobs = None,
    cluster: ClusterAt = None,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put redesigns side by side: what each changes, by how much, how sure.

    Example:  svcflow compare tickets.model.json scenarios/more_people.toml --precision 5%
    """
    from svcflow.model import read_model
    from svcflow.redesign import compare as weigh

    if not best and (confidence is not None or indifference is not None):
        raise typer.BadParameter("goes with --best.", param_hint="--confidence" if confidence is not None else "--indifference")
    wanted = _wanted(confidence, indifference) if best else None
    given = read_model(model)
    redesigns = redesigns_of(scenario)
    with console.progress(quiet) as progress, workers_of(jobs, cluster) as workers:
        found = weigh(
            given, redesigns, replications=replications, precision=_share(precision, "--precision"), chosen=indicator, most=most_runs,
            together=together, best=wanted, separately=separately, cases=cases, start=as_time(start, "--start"), warm=warm,
            warmup_cases=_warmup(warmup), seed=seed, jobs=workers, progress=progress,
        )  # fmt: skip
    console.show(found, json, console.comparison_tables)


def _wanted(confidence: str | None, indifference: str | None) -> Wanted:
    """How sure the choice of the best shall be."""
    from svcflow.redesign import Wanted

    sure = _share(confidence, "--confidence") or Wanted().confidence
    if indifference is None:
        return Wanted(sure)
    if indifference.endswith("%"):
        return Wanted(sure, share=_share(indifference, "--indifference") or 0.0)
    parts = re.fullmatch(r"(\d+(?:\.\d+)?) ?(s|min|h|d|w|)", indifference)
    if parts is None:
        raise typer.BadParameter(f'"{indifference}" is not an amount such as 1h, 30min, 3% or 0.5.', param_hint="--indifference")
    return Wanted(sure, float(parts[1]) * _HOURS.get(parts[2], 1.0))


def _warmup(text: str) -> int | Literal["auto"]:
    if text == "auto":
        return "auto"
    if not (text.isascii() and text.isdigit()):
        raise typer.BadParameter(f'"{text}" is neither a number of tickets nor auto.', param_hint="--warmup")
    return int(text)


def _share(text: str | None, option: str) -> float | None:
    if text is None:
        return None
    try:
        share = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise typer.BadParameter(f'"{text}" is not a share such as 5% or 0.05.', param_hint=option)
    return share
