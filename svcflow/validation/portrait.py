"""A log in the few numbers that make it look as it does, so that a recorded and a simulated log of one period lie over one another.

    lead times      quantiles over the tickets, from first begin to last end [h]
    arrivals        first begins by the day, by the week in long periods
    queue           steps that are ready and not begun, by the hour of the week
    open tickets    at 300 instants from the first arrival to the last
    utilisation     of each team: hours worked ÷ hours on duty (`svcflow.validation.workload`)
    steps           of each: how often a ticket comes to it, how long it waits there, how long it is in it

The recorded log sets the frame (period, bins, time zone); what a simulated log has beyond it is not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog import EventLog
from svcflow.model.document import ServiceModel
from svcflow.validation.workload import utilisation_of

HOUR_US = 3_600_000_000
INSTANTS = 300
SHARES = np.linspace(0, 1, 201)
"""of the tickets: which quantiles of the lead times are kept"""
MOST_WEEKS_BY_DAY = 8
WEEK_H = 168
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frame:
    """The period that is looked at: from the recorded log's first begin to its last ticket's first begin."""

    first: datetime
    last: datetime
    timezone: str
    model: ServiceModel

    @property
    def hours(self) -> float:
        """Its length [h], at least one."""
        return max((self.last - self.first).total_seconds() / 3600, 1.0)

    @property
    def bin_h(self) -> int:
        """The length of a bin of the arrivals: a day, or a week [h]."""
        return 24 if self.hours <= MOST_WEEKS_BY_DAY * WEEK_H else WEEK_H


@dataclass(frozen=True, slots=True)
class StepNumbers:
    """Of one activity, over all tickets: times that a ticket comes to it, hours that it waits before it and is in it, for one time [h]."""

    visits: float
    waiting_h: float
    inside_h: float

    @property
    def hours(self) -> float:
        """Of one time, waiting and in the step [h]."""
        return self.waiting_h + self.inside_h


@dataclass(frozen=True, slots=True)
class Portrait:
    """The numbers of one log within a frame."""

    lead_h: Floats
    arrivals: Floats
    queue: Floats
    """of each hour of the week, from Monday on; NaN for hours that the period does not have"""
    open_tickets: Floats
    utilisation: dict[str, float]
    steps: dict[str, StepNumbers]


def frame_of(recorded: EventLog, model: ServiceModel) -> Frame:
    """The frame that a timed log sets."""
    firsts = _times(recorded).group_by("case_id").agg(pl.col("begin").min())["begin"]
    first, last = firsts.min(), firsts.max()
    assert isinstance(first, datetime)
    assert isinstance(last, datetime)
    return Frame(first, last, recorded.timezone, model)


def portrait_of(log: EventLog, frame: Frame) -> Portrait:
    """The numbers of a simulated log, or of a timed one."""
    times = _times(log)
    cases = times.group_by("case_id", maintain_order=True).agg(pl.col("begin").min(), pl.col("end").max())
    begin, end = _hours(cases, "begin", frame), _hours(cases, "end", frame)
    at = np.linspace(0, frame.hours, INSTANTS)
    bins = np.arange(0, frame.hours + frame.bin_h, frame.bin_h)
    return Portrait(
        lead_h=np.quantile(end - begin, SHARES),
        arrivals=np.histogram(begin, bins)[0].astype(np.float64),
        queue=_queue(_hours(times, "ready", frame), _hours(times, "begin", frame), frame),
        open_tickets=_present(begin, end, at),
        utilisation=utilisation_of(log, frame.model),
        steps=_steps(times, len(cases)),
    )


def _times(log: EventLog) -> pl.DataFrame:
    """When each step was ready, begun and ended; a simulated log records it, a timed one has it found."""
    ready, begin = ("ready_time", "begin_time") if "begin_time" in log.steps.columns else ("enabled_time", "start_time")
    begun = pl.coalesce(begin, "end_time")
    return log.steps.select(
        "case_id", "activity", pl.min_horizontal(pl.coalesce(ready, begun), begun).alias("ready"), begun.alias("begin"), end="end_time"
    )


def _hours(times: pl.DataFrame, column: str, frame: Frame) -> Floats:
    """Hours since the frame's first instant [h]."""
    since = (times[column] - frame.first).dt.total_microseconds().to_numpy() / HOUR_US
    return np.asarray(since, dtype=np.float64)


def _present(since: Floats, until: Floats, at: Floats) -> Floats:
    """How many have come and not gone at each instant."""
    come, gone = np.searchsorted(np.sort(since), at, side="right"), np.searchsorted(np.sort(until), at, side="right")
    return (come - gone).astype(np.float64)


def _queue(ready: Floats, begin: Floats, frame: Frame) -> Floats:
    """Mean number of steps that wait, by the hour of the week: looked at in the middle of every hour of the period."""
    hours = pl.datetime_range(frame.first, frame.last, "1h", eager=True, closed="left").dt.offset_by("30m")
    if not len(hours):
        return np.full(WEEK_H, np.nan)
    local = hours.dt.convert_time_zone(frame.timezone)
    number = (local.dt.weekday().cast(pl.Int64) - 1) * 24 + local.dt.hour().cast(pl.Int64)
    at = (hours - frame.first).dt.total_microseconds().to_numpy() / HOUR_US
    seen = np.bincount(number.to_numpy(), minlength=WEEK_H).astype(np.float64)
    waiting = np.bincount(number.to_numpy(), _present(ready, begin, at), WEEK_H)
    found: Floats = np.divide(waiting, seen, out=np.full(WEEK_H, np.nan), where=seen > 0)
    return found


def _steps(times: pl.DataFrame, cases: int) -> dict[str, StepNumbers]:
    waited, inside = (pl.col("begin") - pl.col("ready"), pl.col("end") - pl.col("begin"))
    hours = (each.dt.total_microseconds().mean() / HOUR_US for each in (waited, inside))
    found = times.group_by("activity", maintain_order=True).agg(pl.len(), *(each.alias(str(k)) for k, each in enumerate(hours)))
    return {name: StepNumbers(count / cases, waiting_h, inside_h) for name, count, waiting_h, inside_h in found.iter_rows()}
