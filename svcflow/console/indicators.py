"""Indicators as tables for a person: by dimension, with what could be told besides; over a level one table for each indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, mark, say_data, table

if TYPE_CHECKING:
    from svcflow.indicators import Indicator
    from svcflow.indicators.grammar import Entry
    from svcflow.scorecard import Trend

MOST_ROWS = 30
"""members of one table: the others are counted"""


def indicator_tables(found: Iterable[Indicator], trends: Mapping[str, Trend] | None = None) -> None:
    """Indicators with their intervals."""
    every = tuple(found)
    if any(each.level not in ("process", "team") for each in every) or all(each.level == "team" for each in every):
        _by_member(every, trends or {})
    else:
        _by_dimension(every)


def catalogue_tables(entries: Iterable[Entry]) -> None:
    """What the catalogue has."""
    every = tuple(entries)
    for entry in every:
        say_data(f"{entry.name}  ({entry.dimension}, {entry.unit}, {_better(entry.better)})")
        needs = f" Needs: {', '.join(entry.needs)}." if entry.needs else ""
        bullets([f"{entry.title}: {entry.formula}.", f"{entry.note}", f"Levels: {', '.join(entry.levels)}.{needs}"])
    say_data(f"{len(every)} indicators")


def _better(better: str) -> str:
    return "neither way better" if better == "none" else f"better {better}"


def _by_dimension(found: tuple[Indicator, ...]) -> None:
    from svcflow.indicators.groups import by_dimension

    lacking: list[str] = []
    for group in by_dimension(found):
        if group.told:
            rows = [(each.title, *_figures(each), each.better, units.count(each.n)) for each in group.told]
            table(group.dimension.capitalize(), ["indicator", "value", "95 % interval", "better", "n"], rows)
        lacking += [each.name for each in (*group.absent, *group.too_few)]
    if lacking:
        bullets([f"{len(lacking)} more are not told by this log and what is given beside it: --list says what each needs."])


def _by_member(found: tuple[Indicator, ...], trends: Mapping[str, Trend]) -> None:
    tables: dict[str, list[Indicator]] = {}
    for each in found:
        if each.value is not None or each.too_few:
            tables.setdefault(each.name.partition(":")[0], []).append(each)
    for name, members in tables.items():
        rows = [(each.member, *_figures(each), units.count(each.n)) for each in members[:MOST_ROWS]]
        table(members[0].title.removesuffix(f", {members[0].member}"), [members[0].level, "value", "95 % interval", "n"], rows)
        notes = [f"{len(members) - MOST_ROWS} more."] if len(members) > MOST_ROWS else []
        if name in trends:
            slope, low, high = (units.change(value, members[0].unit) for value in (trends[name].slope, trends[name].low, trends[name].high))
            notes.append(f"Trend: {slope} a month ({low} … {high}): {trends[name].verdict}.")
        bullets(notes)


def _figures(each: Indicator) -> tuple[str, str]:
    if each.value is None:
        return "too few", ""
    both = (
        "" if each.low is None or each.high is None else f"{units.quantity(each.low, each.unit)} … {units.quantity(each.high, each.unit)}"
    )
    return units.quantity(each.value, each.unit) + mark(each.basis), both
