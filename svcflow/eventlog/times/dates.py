"""The order of day and month in all columns of a file: a guess on the first rows, then the decision on all of them.

Where neither numbers nor the order of rows in the cases decide, the file is refused: with one of its dates in both readings,
and the option that settles it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from svcflow.errors import AmbiguousError
from svcflow.eventlog.times.fixed_times import NOT_A_TIME, Micros
from svcflow.eventlog.times.layouts import Order
from svcflow.eventlog.times.orders import Chosen, Orders, choose_orders, order_by_weekdays, order_in_cases
from svcflow.eventlog.times.written import Written, read_written

_HEAD = 50_000


@dataclass(slots=True)
class TimeColumn:
    """A column that may hold times; its readings are kept, so that a right guess is read once."""

    series: pl.Series
    abbreviations: Mapping[str, int]
    readings: dict[tuple[tuple[str, Order], ...], Written] = field(default_factory=dict)

    def read(self, orders: Mapping[str, Chosen]) -> Written:
        """The column, its families of dates in the orders given, day first where none is."""
        wanted = {family: chosen.order for family, chosen in sorted(orders.items()) if chosen.order != "day"}
        key = tuple(wanted.items())
        if key not in self.readings:
            self.readings[key] = read_written(self.series, wanted, self.abbreviations)
        return self.readings[key]


def order_columns(columns: Mapping[str, TimeColumn], needed: frozenset[str], cases: pl.Series, dayfirst: bool | None, place: str) -> Orders:
    """What comes first in the dates of each column. Families of columns that are not needed may stay open.

    Raises
    ------
    AmbiguousError
        Both readings of a needed column fit.
    """
    heads = {name: read_written(column.series.head(_HEAD), {}, {}).families for name, column in columns.items()}
    guess = choose_orders(heads, dayfirst, lambda _: {})
    families = {name: column.read(guess[name]).families for name, column in columns.items()}

    def by_cases(still_open: Mapping[str, Sequence[str]]) -> Mapping[str, Chosen]:
        ambiguous = [name for name in still_open if name in needed]
        if not ambiguous:
            return {}
        readings = [_both_ways(columns[name], guess[name], still_open[name]) for name in ambiguous]
        if all(np.array_equal(day, month) for day, month in readings):
            return dict.fromkeys(ambiguous, Chosen("day"))
        chosen = order_by_weekdays(readings) or order_in_cases(readings, [columns[name].series for name in ambiguous], cases)
        if chosen is None:
            raise _refusal([columns[name].series for name in ambiguous], readings, place)
        return dict.fromkeys(still_open, chosen)

    return choose_orders(families, dayfirst, by_cases)


def _both_ways(column: TimeColumn, others: Mapping[str, Chosen], families: Sequence[str]) -> tuple[Micros, Micros]:
    day, month = (column.read({**others, **dict.fromkeys(families, Chosen(order))}).micros for order in ("day", "month"))
    return day, month


def _refusal(columns: Sequence[pl.Series], readings: Sequence[tuple[Micros, Micros]], place: str) -> AmbiguousError:
    column, (day, month) = next(pair for pair in zip(columns, readings, strict=True) if not np.array_equal(*pair[1]))
    row = int(np.flatnonzero((day != month) & (day != NOT_A_TIME) & (month != NOT_A_TIME))[0])
    return AmbiguousError(
        f'every date fits day first and month first: "{column[row]}" is {_shown(day[row])} or {_shown(month[row])}.',
        place=f'{place}, column "{column.name}"',
        remedy="Say which with --day-first or --month-first (dayfirst=True or False).",
    )


def _shown(micros: np.int64) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(micros))
    return f"{moment.day} {moment:%B %Y}"
