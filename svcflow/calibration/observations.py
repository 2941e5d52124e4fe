"""What the calibration sees of a log: one row for each step, as arrays of numbers.

A step is **enabled** when everything in progress in its ticket is done; one that begins earlier **overlaps**, and is taken to
have been enabled when the step before it began. Between enabling and begin lies a gap; the part of it that `svcflow.timing` finds to
lie before the queue (somebody who could have begun was idle) is a **delay** that no queue explains, the rest is the queue's.
These are the terms in which the simulation works, so every part of the model is estimated from these rows.

Times are hours since `origin` (a Monday 00:00 of the log's time zone); durations are hours [h].
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog import EventLog, work_steps
from svcflow.timing import find_delays

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
SAME_TIME_H = 1.5 / 3600
"""instants nearer than this are the same: logs are often kept to the second [h]"""


@dataclass(frozen=True, slots=True)
class Observations:
    """The rows of a log, sorted by case and position. `resource` is -1 where nobody is named."""

    log: EventLog
    """with the columns of `svcflow.timing`"""
    origin: datetime
    activities: tuple[str, ...]
    resources: tuple[str, ...]
    case: Whole
    first_row: Whole
    activity: Whole
    resource: Whole
    begin: Numbers
    end: Numbers
    enabled: Numbers
    overlaps: Flags
    delay_h: Numbers
    """elapsed, at least: see `svcflow.timing.find_delays`"""
    is_open: Flags
    """which cases are open at the log's end (`svcflow.calibration.backlog`): their last step is not known to be the last"""
    unended: Flags
    """which steps are in progress then: how long they take is not known"""

    @property
    def cases(self) -> int:
        """How many cases."""
        return len(self.first_row)

    @property
    def arrival(self) -> Numbers:
        """When each case came: its first step's enabling."""
        return self.enabled[self.first_row]

    @property
    def lead_h(self) -> Numbers:
        """From each case's first begin to its last end [h]: comparable for logs with and without recorded arrivals."""
        return np.maximum.reduceat(self.end, self.first_row) - np.minimum.reduceat(self.begin, self.first_row)

    @property
    def span(self) -> tuple[float, float]:
        """First and last instant."""
        return float(self.enabled.min()), float(self.end.max())

    def executions(self, activity: int) -> Whole:
        """The rows of an activity that have ended; all of them, where none has."""
        rows = np.flatnonzero(self.activity == activity)
        ended = rows[~self.unended[rows]]
        return ended if len(ended) else rows

    def instant(self, hours: float) -> datetime:
        """The aware instant at `hours` since the origin."""
        return self.origin + timedelta(hours=hours)

    def drawn(self, chosen: Whole) -> Observations:
        """The rows of these cases (numbers, repetitions allowed), as a log in which each is a case of its own."""
        last = np.append(self.first_row[1:], len(self.case))
        lengths = (last - self.first_row)[chosen]
        first = np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.int64)
        rows = np.arange(int(lengths.sum())) - np.repeat(first - self.first_row[chosen], lengths)
        case = np.repeat(np.arange(len(chosen)), lengths)
        names = ("activity", "resource", "begin", "end", "enabled", "overlaps", "delay_h", "unended")
        is_open = self.is_open[chosen]
        return replace(self, case=case, first_row=first, is_open=is_open, **{name: getattr(self, name)[rows] for name in names})


def observe(log: EventLog) -> Observations:
    """Time the steps of a log, find their delays, and lay them out as arrays.

    Parameters
    ----------
    log : EventLog
        At least one step. Queue statuses become the waiting of the step that follows.
    """
    timed = find_delays(work_steps(log))
    steps = timed.steps
    zone = ZoneInfo(log.timezone)
    earliest = timed.cases["first_time"].min()
    assert isinstance(earliest, datetime)
    local = earliest.astimezone(zone)
    monday = (local - timedelta(days=local.weekday() + 7)).date()
    origin = datetime(monday.year, monday.month, monday.day, tzinfo=zone).astimezone(UTC)
    case = (steps["position"].to_numpy() == 0).cumsum().astype(np.int64) - 1
    first_row = np.flatnonzero(np.diff(case, prepend=-1))
    activities, activity = _coded(steps["activity"])
    resources, resource = _coded(steps["resource"])
    end = _hours(steps["end_time"], origin)
    begin = np.minimum(_hours(steps["begin_time"].fill_null(steps["end_time"]), origin), end)
    ready = np.minimum(_hours(steps["ready_time"].fill_null(steps["begin_time"]).fill_null(steps["end_time"]), origin), begin)
    enabled, overlaps = _enabled(case, first_row, begin, end, ready)
    gap = begin - enabled
    delay = np.clip(ready + steps["delay_h"].fill_null(0.0).to_numpy() - enabled, 0.0, gap)
    delay = np.where(delay > SAME_TIME_H, delay, 0.0)
    none_open, all_ended = np.zeros(len(first_row), dtype=np.bool_), np.zeros(len(case), dtype=np.bool_)
    return Observations(
        timed,
        origin,
        activities,
        resources,
        case,
        first_row,
        activity,
        resource,
        begin,
        end,
        enabled,
        overlaps,
        delay,
        none_open,
        all_ended,
    )


def _coded(column: pl.Series) -> tuple[tuple[str, ...], Whole]:
    names = sorted(column.drop_nulls().unique().to_list())
    if not names:
        return (), np.full(len(column), -1, dtype=np.int64)
    codes = column.replace_strict(names, list(range(len(names))), default=-1, return_dtype=pl.Int64)
    return tuple(names), codes.fill_null(-1).to_numpy()


def _hours(column: pl.Series, origin: datetime) -> Numbers:
    since = int(origin.timestamp()) * 1_000_000
    hours: Numbers = (column.dt.epoch("us").to_numpy() - since) / 3.6e9
    return hours


def _enabled(case: Whole, first_row: Whole, begin: Numbers, end: Numbers, ready: Numbers) -> tuple[Numbers, Flags]:
    """When each step could begin in the simulation's terms, and whether it overlaps what was in progress."""
    done = _running_maximum(case, end)
    before = np.concatenate(([0.0], done[:-1]))
    source_begin = np.concatenate(([0.0], begin[:-1]))
    overlaps = begin < before - SAME_TIME_H
    enabled = np.where(overlaps, np.minimum(source_begin, begin), np.minimum(before, begin))
    enabled[first_row] = ready[first_row]
    overlaps[first_row] = False
    return enabled, overlaps


def _running_maximum(case: Whole, values: Numbers) -> Numbers:
    """The largest value so far within each case: one pass, by lifting each case above all earlier ones."""
    low, high = float(values.min()), float(values.max())
    lift = case * (high - low + 1.0)
    highest: Numbers = np.maximum.accumulate(values - low + lift) - lift + low
    return highest
