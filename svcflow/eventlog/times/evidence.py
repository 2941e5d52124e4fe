"""What is told of a column's times: how they were read, on what evidence, what the clocks did, what the analyst should know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl

from svcflow.eventlog.log import Repair, TimestampChoice
from svcflow.eventlog.times.clocks import Clocked
from svcflow.eventlog.times.layouts import Order
from svcflow.eventlog.times.orders import Chosen
from svcflow.eventlog.times.written import Written

_SHOWN = 5


def choice_of(series: pl.Series, written: Written, orders: Mapping[str, Chosen], zone: str) -> TimestampChoice:
    """How a column was read: its formats, most frequent first, its zones, and the counts that prove it."""
    formats = _formats(written)
    told = [f"{sum(formats.values())} of {rows(len(series) - series.null_count())} read{_listed(formats)}"]
    told += dict.fromkeys(chosen.why for family in sorted(written.families) if (chosen := orders.get(family)) and chosen.why)
    if any("%y" in each for each in formats):
        told.append("two-digit years are 1969 to 2068")
    shown = {"offset": "offsets in the file", "utc": "UTC", "naive": zone}
    zones = dict.fromkeys(shown.get(kind, kind) for kind in sorted(written.carried, key=_zone_rank) if written.carried[kind])
    return TimestampChoice(series.name, " | ".join(formats), ", ".join(zones) or zone, "; ".join(told))


def clock_repairs(series: pl.Series, clocked: Clocked) -> list[Repair]:
    """What the clocks of a zone did to local times."""
    column, zone = f'(column "{series.name}")', clocked.zone
    twice, later = len(clocked.repeated), int(clocked.is_later.sum())
    told = []
    if len(clocked.skipped):
        rule = f"local times that {zone} skips, moved forward by what it skips {column}"
        told.append(Repair(rule, len(clocked.skipped), str(series[int(clocked.skipped[0])])))
    if twice > later:
        rule = f"local times that {zone} has twice, taken as the earlier {column}"
        told.append(Repair(rule, twice - later, str(series[int(clocked.repeated[~clocked.is_later][0])])))
    if later:
        rule = f"local times that {zone} has twice, taken as the later, as the order in the case shows {column}"
        told.append(Repair(rule, later, str(series[int(clocked.repeated[clocked.is_later][0])])))
    return told


def notes_of(choices: Sequence[TimestampChoice], columns: Mapping[str, Written], zone: str | None) -> tuple[str, ...]:
    """What the analyst should know; `zone` is None where none was given."""
    notes = []
    if zone is None and any(written.carried["naive"] for written in columns.values()):
        notes.append("The times carry no zone and are taken as UTC; --timezone says otherwise.")
    for name, written in columns.items():
        naive = written.carried["naive"]
        if (carrying := written.carried.total() - naive) and naive:
            notes.append(f'"{name}": {rows(carrying)} with a zone, {naive} without one, taken as {zone or "UTC"}.')
        for abbreviation, count in written.unknown.items():
            what = f'"{name}": {rows(count)} not read, for several zones are called "{abbreviation}"'
            notes.append(f"{what}; --timezone says whose times they are.")
    days = [f'"{choice.column}"' for choice in choices if choice.format and "%H" not in choice.format and "%I" not in choice.format]
    if days and all("%d" in choice.format for choice in choices):
        notes.append(f"{', '.join(days)} {'has' if len(days) == 1 else 'have'} dates without a time of day: durations are in whole days.")
    return tuple(notes)


def order_note(name: str, orders: Mapping[str, Chosen]) -> tuple[str, ...]:
    """Said where the formats of one column differ in what comes first."""
    found: dict[Order, str] = {chosen.order: family for family, chosen in sorted(orders.items(), reverse=True)}
    if len(found) < 2:
        return ()
    told = ", ".join(f"{order} first where they look like {_look(family)}" for order, family in sorted(found.items()))
    return (f'"{name}" holds dates of two kinds: {told}.',)


def rows(count: int) -> str:
    """A count of rows."""
    return "1 row" if count == 1 else f"{count} rows"


def _formats(written: Written) -> dict[str, int]:
    """Rows read in each format; months that are short by nature (May) count with those that are written out."""
    counts: Counter[str] = Counter()
    for name, count in written.formats.items():
        whole = name.replace("%b", "%B")
        counts[whole if whole in written.formats else name] += count
    return dict(sorted(((name, count) for name, count in counts.items() if count), key=lambda item: (-item[1], item[0])))


def _listed(formats: Mapping[str, int]) -> str:
    if len(formats) < 2:
        return ""
    shown = [f"{count} as {name}" for name, count in list(formats.items())[:_SHOWN]]
    return f" ({', '.join(shown)}{', …' if len(formats) > _SHOWN else ''})"


def _zone_rank(kind: str) -> tuple[int, str]:
    known = ("offset", "utc", "naive")
    return (known.index(kind) if kind in known else len(known), kind)


def _look(family: str) -> str:
    return family.replace("%d", "1").replace("%m", "2").replace("%Y", "2024").replace("%y", "24")
