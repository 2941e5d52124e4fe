"""Texts as instants: one reading for a whole column, with the counts that prove it.

A date such as 9.3.10 is day first or month first, and no single row says which; the column does (`orders`). Offsets are
converted to UTC, abbreviations of zones are taken where one zone alone has them or where they are those of the zone given, and
times without either are taken in the zone given (`clocks`). A text that cannot be read is null. Cost: linear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from svcflow.errors import AmbiguousError, LogError
from svcflow.eventlog.log import TIME, Repair, TimestampChoice
from svcflow.eventlog.times.clocks import Clocked, later_in_cases, later_in_rows, to_utc
from svcflow.eventlog.times.dates import TimeColumn, order_columns
from svcflow.eventlog.times.evidence import choice_of, clock_repairs, notes_of, order_note
from svcflow.eventlog.times.fixed_times import NOT_A_TIME
from svcflow.eventlog.times.layouts import Order
from svcflow.eventlog.times.orders import Orders
from svcflow.eventlog.times.written import NAIVE, Written, is_readable, read_written

_OTHER_ORDERS: tuple[Order, ...] = ("month", "year")


@dataclass(frozen=True, slots=True)
class TimesRead:
    """The instants of each column (null where the text is not one), how they were read, and what the clocks did."""

    values: Mapping[str, pl.Series]
    choices: tuple[TimestampChoice, ...]
    repairs: tuple[Repair, ...]
    notes: tuple[str, ...]


def read_times(
    columns: Mapping[str, pl.Series],
    cases: pl.Series,
    *,
    others: Mapping[str, pl.Series] | None = None,
    timezone: str | None,
    dayfirst: bool | None,
    place: str,
) -> TimesRead:
    """Read the time columns of one file together: they were written by one system.

    `others` are attributes that look like times. They bear witness to the order of day and month, and are read if every one
    of their texts can be; one whose own order stays open is left as it is.

    Raises
    ------
    AmbiguousError
        Day first and month first fit equally well, or most times carry an abbreviation that several zones use.
    LogError
        A column holds neither texts, numbers nor instants.
    """
    zone = timezone or "UTC"
    abbreviations = _abbreviations(timezone) if timezone else {}
    series = {**{name: column for name, column in (others or {}).items() if is_readable(column.dtype)}, **columns}
    written = {name: TimeColumn(column, abbreviations) for name, column in series.items() if _checked(column)}
    orders = order_columns(written, frozenset(columns), cases, dayfirst, place)
    readings = {name: written[name].read(orders[name]) for name in columns}
    for name, column in columns.items():
        _check_abbreviations(column, readings[name], place)
    clocked = {name: _clocked(reading, zone) for name, reading in readings.items()}
    _settle_repeats(list(clocked.values()), cases)
    values = {name: _instants(name, parts) for name, parts in clocked.items()}
    values |= _attributes({name: column for name, column in written.items() if name not in columns}, orders, zone)
    choices = tuple(choice_of(column, readings[name], orders[name], zone) for name, column in columns.items())
    repairs = [repair for name, parts in clocked.items() for part in parts for repair in clock_repairs(columns[name], part)]
    notes = (*notes_of(choices, readings, timezone), *(note for name in columns for note in order_note(name, orders[name])))
    return TimesRead(values, choices, tuple(repairs), notes)


def looks_like_times(sample: pl.Series, *, epoch: bool) -> float:
    """The share of a sample of a column that reads as times, 0 to 1.

    `epoch`: bare numbers (seconds since 1970, a spreadsheet's days) count too. Zeros do not, and days of a spreadsheet only if
    every value is a time: the sizes of other things lie in their range as well.
    """
    there = sample.drop_nulls()
    if not len(there) or not is_readable(sample.dtype):
        return 0.0
    readings = [read_written(there, {}, {}, epoch=epoch)]
    families = readings[0].families
    readings += [read_written(there, dict.fromkeys(families, order), {}, epoch=epoch) for order in _OTHER_ORDERS if families]
    read = int(np.count_nonzero(np.any([reading.micros != NOT_A_TIME for reading in readings], axis=0)))
    read += readings[0].unknown.total()
    formats = readings[0].formats
    doubtful = formats["0"] + (formats["Excel day"] if read < len(there) else 0)
    return (read - doubtful) / len(there)


def is_time(text: str) -> bool:
    """Whether a text reads as a time; a bare number does only as a date without separators."""
    return looks_like_times(pl.Series([text]), epoch=False) > 0


def _checked(column: pl.Series) -> bool:
    if is_readable(column.dtype):
        return True
    raise LogError(f'the column "{column.name}" holds {column.dtype}, not times.')


@lru_cache(maxsize=64)
def _abbreviations(zone: str) -> Mapping[str, int]:
    """What a zone's clocks have been called since 1990 -> minutes ahead of UTC; a name that stood for two distances is left out."""
    found: dict[str, set[int]] = {}
    for year in range(1990, 2040):
        for month in (1, 7):
            moment = datetime(year, month, 1, tzinfo=ZoneInfo(zone))
            ahead = moment.utcoffset() or timedelta()
            found.setdefault(moment.tzname() or "", set()).add(int(ahead.total_seconds() // 60))
    return {name: minutes.pop() for name, minutes in found.items() if name.isalpha() and len(minutes) == 1}


def _check_abbreviations(column: pl.Series, reading: Written, place: str) -> None:
    """Refuse a column most of whose times carry an abbreviation that is not one zone's."""
    for name, count in reading.unknown.most_common(1):
        if count * 2 > column.count():
            raise AmbiguousError(
                f'the times end in "{name}", as in "{_ending(column, name)}"; several zones are called so.',
                place=f'{place}, column "{column.name}"',
                remedy="Say whose times they are, for example with --timezone America/New_York.",
            )


def _ending(column: pl.Series, name: str) -> str:
    texts = column.drop_nulls().cast(pl.String)
    return str(texts.filter(texts.str.contains(name, literal=True))[0])


def _clocked(reading: Written, zone: str) -> list[Clocked]:
    """The instants of a column, a part for each zone that its times are in; all parts share the column's instants."""
    names = [zone, *reading.zone_names[1:]]
    used = [place for place in range(len(names)) if (reading.zones == place).any()] or [NAIVE]
    if len(used) == 1:
        return [to_utc(reading.micros, names[used[0]])]
    utc = reading.micros.copy()
    parts = []
    for place in used:
        rows = np.flatnonzero(reading.zones == place)
        part = to_utc(reading.micros[rows], names[place])
        utc[rows] = part.utc
        parts.append(Clocked(part.zone, utc, rows[part.skipped], rows[part.repeated], part.later, part.is_later))
    return parts


def _settle_repeats(columns: Sequence[Sequence[Clocked]], cases: pl.Series) -> None:
    """Times that the clocks showed twice are the later ones where the case, or the column before, leaves no other choice."""
    for parts in columns:
        for part in parts:
            if len(part.repeated):
                part.take_later(later_in_cases(part, cases))
    for part in columns[1] if len(columns) > 1 else ():
        if len(part.repeated):
            part.take_later(later_in_rows(part, columns[0][0].utc))


def _instants(name: str, parts: Sequence[Clocked]) -> pl.Series:
    utc = parts[0].utc
    values = pl.Series(name, utc)
    if len(utc) and utc.min() == NOT_A_TIME:
        values = values.to_frame().select(pl.when(pl.col(name) != NOT_A_TIME).then(pl.col(name))).to_series()
    return values.cast(TIME)


def _attributes(columns: Mapping[str, TimeColumn], orders: Orders, zone: str) -> dict[str, pl.Series]:
    """Attributes that are times in every row that says anything."""
    values = {}
    for name, column in columns.items():
        reading = column.read(orders[name])
        decided = reading.families.keys() <= orders[name].keys()
        if decided and int(np.count_nonzero(reading.micros != NOT_A_TIME)) == column.series.count():
            values[name] = _instants(name, _clocked(reading, zone))
    return values
