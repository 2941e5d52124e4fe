"""The clock hours of a log: what happens in each of them, and in each hour of the week.

An `HourGrid` cuts the observed window, from the log's first instant to its last, at every full hour of the log's zone. How much
of many spans lies in each hour is found without visiting the hours of each span: of every hour it counts how many spans are open
at its begin, and adds what begins in it and takes off what ends in it. All sums are of whole microseconds and exact, so what the
hours hold adds up to what the spans hold.

An hour of the week is numbered from Monday 00:00 (0) to Sunday 23:00 (167), by the clock on the wall.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog import TIME

HOURS = 168
HOUR_US = 3_600_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Micros = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HourGrid:
    """The hours of the window [0, width) [µs since `origin`]; arrays have one value for each hour.

    `cell` is the hour of the week, `day` the number of the local day since `first_day`, `exposure` how much of the hour lies in
    the window [µs].
    """

    origin: int
    width: int
    first: int
    timezone: str
    first_day: date
    cell: Micros
    day: Micros
    exposure: Micros

    def hour_of(self, at: Micros) -> Micros:
        """The number of the hour of each instant; the end of the window belongs to the last hour."""
        hour: Micros = np.minimum((at - self.first) // HOUR_US, len(self.cell) - 1)
        return hour

    def count(self, at: Micros) -> Micros:
        """How many of the instants lie in each hour."""
        return np.bincount(self.hour_of(at), minlength=len(self.cell)).astype(np.int64)

    def covered(self, start: Micros, end: Micros) -> Micros:
        """How much of all spans together lies in each hour [µs]; linear in the spans and the hours."""
        begins, ends = self.hour_of(start), self.hour_of(end)
        close = np.minimum(self.first + (np.arange(len(self.cell)) + 1) * HOUR_US, self.width)
        opened, closed = (np.bincount(hours, minlength=len(self.cell)) for hours in (begins, ends))
        held = np.cumsum(opened - closed) - (opened - closed)
        later = np.bincount(begins, close[begins] - start, len(self.cell)) - np.bincount(ends, close[ends] - end, len(self.cell))
        covered: Micros = held * self.exposure + np.round(later).astype(np.int64)
        return covered

    def by_cell(self, values: Micros | Floats) -> Floats:
        """The sum of the hours' values in each hour of the week."""
        return np.bincount(self.cell, values, HOURS).astype(np.float64)

    def usual(self, values: Micros | Floats) -> Floats:
        """The mean of the values in each hour of the week, for one whole hour [1/h]; 0 where the window has no such hour."""
        exposure = self.by_cell(self.exposure) / HOUR_US
        mean: Floats = self.by_cell(values) / np.where(exposure > 0, exposure, 1.0)
        return mean

    def by_day(self, values: Micros | Floats) -> Floats:
        """The sum of the hours' values on each local day."""
        return np.bincount(self.day, values).astype(np.float64)

    def stretch(self, begin: int, end: int) -> tuple[slice, Floats]:
        """The hours that a span touches, and what share of each lies in it [µs of the span ÷ µs of the window]."""
        first, last = (int(hour) for hour in self.hour_of(np.array([begin, end])))
        opens = np.maximum(self.first + np.arange(first, last + 1) * HOUR_US, 0)
        inside = np.minimum(opens + self.exposure[first : last + 1], end) - np.maximum(opens, begin)
        return slice(first, last + 1), np.clip(inside, 0, None) / np.maximum(self.exposure[first : last + 1], 1)

    def instant(self, at: int) -> datetime:
        """The instant in the log's zone."""
        return (EPOCH + timedelta(microseconds=self.origin + at)).astimezone(ZoneInfo(self.timezone))


def lay_grid(origin: int, width: int, timezone: str) -> HourGrid:
    """Cut a window that begins at `origin` [µs since 1970] and is `width` long [µs] at the full hours of a zone.

    Some zones are half an hour beside the others; their hours are cut where their clocks strike.
    """
    begins = (EPOCH + timedelta(microseconds=origin)).astimezone(ZoneInfo(timezone))
    beside = int((begins.utcoffset() or timedelta()) / timedelta(microseconds=1)) % HOUR_US
    first = -((origin + beside) % HOUR_US)
    opens = first + np.arange(max(-(-(width - first) // HOUR_US), 1)) * HOUR_US
    local = pl.Series(opens + origin).cast(TIME).dt.convert_time_zone(timezone)
    cell = (local.dt.weekday().cast(pl.Int64) - 1) * 24 + local.dt.hour().cast(pl.Int64)
    day = local.dt.date().cast(pl.Int64)
    exposure = np.minimum(opens + HOUR_US, width) - np.maximum(opens, 0)
    return HourGrid(
        origin, width, first, timezone, begins.date(), cell.to_numpy(), (day - int(day[0])).to_numpy(), np.maximum(exposure, 0)
    )  # fmt: skip
