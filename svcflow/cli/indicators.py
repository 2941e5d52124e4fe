"""The command that computes indicators of a log: of all of it, of a part, by step, team, person, segment or month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Quiet, Reading, Seed, takes_log

if TYPE_CHECKING:
    from svcflow.indicators import Asked, Dimension, Indicator
    from svcflow.scorecard import Trend


@takes_log
def indicators(
    reading: Reading,
    level: Annotated[
        str, typer.Option(metavar="LEVEL", help="Of what each is told: process, step, team, person, month, or segment:COLUMN.")
    ] = "process",
    where: Annotated[
        list[str] | None, typer.Option("--filter", metavar="CONDITION", help="Only tickets such as priority=High. Again for more.")
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option("--name", metavar="PATTERN", help="Only these, by name or pattern: 'backlog*'. Again for more.")
    ] = None,
    dimension: Annotated[
        str | None, typer.Option(metavar="DIMENSION", help="Only of satisfaction, efficiency, quality, cost, people or innovation.")
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="People by their names, not as Person 1, 2 …")] = False,
    listed: Annotated[
        bool, typer.Option("--list", help="What there is: levels, needs, formulas, and what becomes of open tickets.")
    ] = False,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compute indicators, each with its unit, interval and basis.

    Example:  svcflow indicators tickets.csv --level segment:priority --dimension efficiency
    """
    from svcflow.indicators import choose_entries, compute_indicators
    from svcflow.study import hear_study, indicator_setting

    asked = _asked(level, where, name, dimension, names)
    if listed:
        entries = choose_entries(asked.names, asked.dimension)
        console.show(
            {"indicators": [{**_said(entry), "levels": entry.levels} for entry in entries]},
            json,
            lambda _: console.catalogue_tables(entries),
        )
        return
    with console.progress(quiet) as progress:
        event_log, said = reading.open(progress)
        setting = indicator_setting(said, event_log, hear_study(said, event_log, seed=seed, progress=progress))
        found = compute_indicators(event_log, setting=setting, seed=seed, asked=asked)
    document: dict[str, object] = {"indicators": found}
    trends = _trends(found) if asked.level == "month" else {}
    if asked.level == "month":
        document = {**document, "trends": [{"name": each, **console.as_document(trend)} for each, trend in trends.items()]}
    console.show(document, json, lambda _: console.indicator_tables(found, trends))


def _asked(level: str, where: list[str] | None, name: list[str] | None, dimension: str | None, names: bool) -> Asked:
    from svcflow.indicators import Asked, parse_level

    kind, column = parse_level(level)
    return Asked(kind, column, tuple(name or ()), _dimension(dimension), tuple(where or ()), names)


def _dimension(text: str | None) -> Dimension | None:
    from svcflow.errors import InputError, did_you_mean
    from svcflow.indicators.grammar import DIMENSIONS

    for known in DIMENSIONS:
        if text is not None and text.casefold() == known:
            return known
    if text is None:
        return None
    raise InputError(f'there is no dimension "{text}".', place="--dimension", remedy=did_you_mean(text, DIMENSIONS))


def _said(entry: object) -> dict[str, object]:
    """What the catalogue says of an indicator, in words."""
    fields = ("name", "title", "dimension", "family", "unit", "better", "nature", "stage", "formula", "note", "least", "needs")
    return {field: getattr(entry, field) for field in fields}


def _trends(found: tuple[Indicator, ...]) -> dict[str, Trend]:
    """The trend over the months of each indicator that three months or more tell."""
    from svcflow.scorecard import trend_of

    values: dict[str, dict[str, float | None]] = {}
    for each in found:
        values.setdefault(each.name.partition(":")[0], {})[each.member] = each.value
    better = {each.name.partition(":")[0]: each.better for each in found}
    trends = {
        name: trend_of(list(by_month.values()), "lower" if better[name] == "lower" else "higher") for name, by_month in values.items()
    }
    return {name: trend for name, trend in trends.items() if trend is not None}
