"""The steps of a timed log as numbers: codes for people, activities and cases, and instants on one axis of whole microseconds.

The questions of this package (who was busy, who was on duty, what was the ticket waiting for) are asked of sorted arrays;
here the log is laid out for them, once. Codes only say which rows belong together: nothing depends on their order, so other
names for the same people and activities give the same times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.calendars import ALWAYS, Shifts, WeeklyCalendar
from svcflow.errors import LogError
from svcflow.eventlog import EventLog
from svcflow.mining.coding import coded
from svcflow.timing.steps import HOUR_US, is_over, is_pause, micros

Micros = NDArray[np.int64]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_US = 2**62
"""people × axis have to fit in one signed number of 64 bits, with room for a sum of two"""


@dataclass(frozen=True, slots=True)
class Rows:
    """The steps as numbers: codes, and instants from the log's first one [µs]; `who` is -1 where nobody is known to work."""

    who: Micros
    activity: Micros
    case: Micros
    ready: Micros
    begin: Micros
    end: Micros
    people: list[str]
    origin: int
    width: int
    """more than the length of the axis [µs]"""


def numbered_rows(log: EventLog) -> Rows:
    """The steps of a timed log as numbers.

    Parameters
    ----------
    log : EventLog
        Timed, with at least one step.

    Raises
    ------
    LogError
        The log has so many people over so many years that their time does not fit (more than 146 000 person-years).
    """
    steps = log.steps
    resource = coded(steps["resource"])
    people, codes = list(resource.names), resource.codes.astype(np.int64)
    ready, begin, end = (micros(steps, name) for name in ("ready_time", "begin_time", "end_time"))
    origin, width = int(ready.min()), int(end.max()) - int(ready.min()) + 1
    if (len(people) + 1) * width >= MOST_US:
        years = width / HOUR_US / 8766
        raise LogError(f"{len(people)} resources over {years:.0f} years are too many to lay side by side.", place=log.name)
    return Rows(
        who=np.where(is_pause(log) | is_over(log), -1, codes),
        activity=coded(steps["activity"]).codes.astype(np.int64),
        case=(steps["position"] == 0).cast(pl.Int64).cum_sum().to_numpy(),
        ready=ready - origin,
        begin=begin - origin,
        end=end - origin,
        people=people,
        origin=origin,
        width=width,
    )


def lay_out_duty(rows: Rows, calendars: Mapping[str, WeeklyCalendar]) -> tuple[Micros, Micros, Micros]:
    """When each resource is on duty: number, start and end of each span, from the log's first instant [µs]."""
    laid: dict[WeeklyCalendar, tuple[Micros, Micros]] = {}
    pieces = [(np.empty(0, dtype=np.int64),) * 3]
    for number, person in enumerate(rows.people):
        calendar = calendars.get(person, ALWAYS)
        if calendar not in laid:
            laid[calendar] = open_spans(rows, calendar)
        start, end = laid[calendar]
        pieces.append((np.full(len(start), number), start, end))
    group, start, end = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    return group, start, end


def open_spans(rows: Rows, calendar: WeeklyCalendar) -> tuple[Micros, Micros]:
    """Start and end of the spans in which a calendar is open, on the axis of the rows [µs]."""
    if calendar.always_open:
        return np.zeros(1, dtype=np.int64), np.full(1, rows.width - 1)
    origin = EPOCH + timedelta(microseconds=rows.origin)
    shifts: Shifts = calendar.between(origin, origin + timedelta(microseconds=rows.width))
    return _on_axis(shifts.starts, rows.width), _on_axis(shifts.ends, rows.width)


def _on_axis(hours: NDArray[np.float64], width: int) -> Micros:
    return np.round(np.clip(hours * HOUR_US, 0, width - 1)).astype(np.int64)
