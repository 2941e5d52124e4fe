"""How tickets come and go: by hour of the week, how long they take, how many are open.

Three small tables for charts, counted from the log's own instants and nothing else: arrivals (first instants) and finished steps by
hour of the week in the log's time zone; lead times in bins of a round width; the number of tickets open at evenly spaced instants.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import polars as pl

from svcflow.eventlog.log import EventLog

HOURS_OF_WEEK = 168
BINS = 24
INSTANTS = 120
ROUND_H = (1 / 60, 1 / 30, 1 / 12, 1 / 6, 0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 96, 168, 336, 672, 1344, 2688)
"""Widths of bins that people can count in [h]."""


@dataclass(frozen=True, slots=True)
class WeeklyLoad:
    """Counts for each hour of the week, hour 0 being Monday 00:00 in `timezone`, and how many weeks they are of."""

    arrivals: tuple[int, ...]
    finished_steps: tuple[int, ...]
    weeks: float
    timezone: str


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """Lead times in bins of `width_h` [h] from 0, the last holding whatever is longer; medians in hours [h].

    `recorded` and `simulated` are shares of the recorded tickets and, where there are any, of the simulated ones.
    """

    width_h: float
    recorded: tuple[float, ...]
    simulated: tuple[float, ...] | None
    recorded_median_h: float
    simulated_median_h: float | None


@dataclass(frozen=True, slots=True)
class OpenTickets:
    """How many tickets are open at evenly spaced instants from `first` to `last`."""

    first: datetime
    last: datetime
    counts: tuple[int, ...]


def weekly_load(log: EventLog) -> WeeklyLoad:
    """Count arrivals and finished steps by hour of the week."""
    span = _span_h(log.cases)
    return WeeklyLoad(
        arrivals=_by_hour(log.cases["first_time"], log.timezone),
        finished_steps=_by_hour(log.steps["end_time"], log.timezone),
        weeks=max(span / HOURS_OF_WEEK, 1 / 7),
        timezone=log.timezone,
    )


def lead_times(log: EventLog, simulated: EventLog | None = None) -> LeadTimes:
    """Count lead times in bins that are round and hold 95 % of the tickets; the last takes the rest."""
    recorded = lead_time_hours(log)
    other = lead_time_hours(simulated) if simulated is not None else None
    far = float(np.quantile(recorded, 0.95)) if len(recorded) else 1.0
    width = next((width for width in ROUND_H if far / width <= BINS - 1), far / (BINS - 1))
    bins = max(2, int(far // width) + 2)
    return LeadTimes(
        width_h=width,
        recorded=_shares(recorded, width, bins),
        simulated=None if other is None else _shares(other, width, bins),
        recorded_median_h=float(np.median(recorded)) if len(recorded) else 0.0,
        simulated_median_h=None if other is None or not len(other) else float(np.median(other)),
    )


def open_tickets(log: EventLog) -> OpenTickets | None:
    """Count the tickets open at evenly spaced instants; None for a log without a span."""
    if log.cases.height == 0 or _span_h(log.cases) == 0:
        return None
    begins, ends = (_microseconds(log.cases[name]) for name in ("first_time", "last_time"))
    instants = np.linspace(begins.min(), ends.max(), INSTANTS).astype(np.int64)
    counts = np.searchsorted(np.sort(begins), instants, side="right") - np.searchsorted(np.sort(ends), instants, side="right")
    first, last = _bounds(log.cases)
    return OpenTickets(first, last, tuple(int(count) for count in counts))


def lead_time_hours(log: EventLog) -> npt.NDArray[np.float64]:
    """The lead time of every ticket [h]."""
    return (_microseconds(log.cases["last_time"]) - _microseconds(log.cases["first_time"])) / 3.6e9


def _microseconds(times: pl.Series) -> npt.NDArray[np.int64]:
    return times.dt.epoch("us").to_numpy().astype(np.int64)


def _bounds(cases: pl.DataFrame) -> tuple[datetime, datetime]:
    first, last = cases.select(pl.col("first_time").min(), pl.col("last_time").max()).row(0)
    return first, last


def _span_h(cases: pl.DataFrame) -> float:
    if cases.height == 0:
        return 0.0
    first, last = _bounds(cases)
    return (last - first).total_seconds() / 3600


def _by_hour(times: pl.Series, timezone: str) -> tuple[int, ...]:
    local = times.drop_nulls().dt.convert_time_zone(timezone)
    hours = (local.dt.weekday().cast(pl.Int64) - 1) * 24 + local.dt.hour().cast(pl.Int64)
    counts = np.bincount(hours.to_numpy(), minlength=HOURS_OF_WEEK)
    return tuple(int(count) for count in counts)


def _shares(hours: Sequence[float] | npt.NDArray[np.float64], width: float, bins: int) -> tuple[float, ...]:
    places = np.minimum((np.asarray(hours) // width).astype(int), bins - 1)
    counts = np.bincount(places, minlength=bins)
    return tuple(float(count) for count in counts / max(1, len(places)))
