"""Why a step waited: five causes, of which each instant of waiting has one.

For a step that became ready at time *a* and was begun at *b* by resource *r*, every instant of [a, b) has the first of these
that applies [1]_:

1. **batching**: the step is in a batch (`svcflow.timing.batches`) that was not complete yet;
2. **contention**: *r* was at work on a step that had become ready at or before *a* (first come, first served);
3. **prioritisation**: *r* was at work on a step that became ready after *a*;
4. **unavailability**: *r* was off duty by the calendar;
5. **extraneous**: none of these: a transfer, a form in the post, a habit. Nobody's queue and nobody's shift explains it.

A step without resource, or that only says that the work is over, has no queue or shift that could be known: all of its waiting
is extraneous. Work that lasts over the
night holds its worker, so a wait beside it is contention even then (the precedence). Who else could have taken the step is
not asked. With estimated begins the causes are estimates too.

.. [1] Lashkevich, Milani, Chapela-Campa, Suvorau, Dumas (2024), "Unveiling the causes of waiting time in business processes
   from event logs", Information Systems 126, doi:10.1016/j.is.2024.102434
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.calendars import ALWAYS, WeeklyCalendar
from svcflow.eventlog import EventLog
from svcflow.timing.batches import batch_ready
from svcflow.timing.intervals import Marked, Spans
from svcflow.timing.results import CAUSES
from svcflow.timing.steps import HOUR_US, is_over, is_pause, micros, time_steps
from svcflow.timing.working_hours import find_calendars

Micros = NDArray[np.int64]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


def attribute_waiting(log: EventLog, *, calendars: Mapping[str, WeeklyCalendar] | None = None) -> EventLog:
    """Add `batching_h`, `contention_h`, `prioritisation_h`, `unavailability_h`, `extraneous_h` [elapsed h] to every step.

    Parameters
    ----------
    log : EventLog
        Any log; it is timed first where it is not yet.
    calendars : mapping of str to WeeklyCalendar, optional
        Working hours by resource; found in the log (`find_calendars`) where they are not given. A resource that is not in
        the mapping is always on duty.

    Returns
    -------
    EventLog
        The timed log with the five columns, which sum to `waiting_h` to the microsecond in every row. A log that has them is
        returned as it is, unless calendars are given.

    Notes
    -----
    O(n log n): sorts, binary searches and cumulative sums over whole microseconds; 20 000 steps in 0.1 s, 200 000 in 2 s.
    """
    if calendars is None and {f"{cause}_h" for cause in CAUSES} <= set(log.steps.columns):
        return log
    log = time_steps(log)
    if not log.steps.height:
        return log.with_steps(log.steps.with_columns(pl.lit(0.0).alias(f"{cause}_h") for cause in CAUSES))
    hours = _caused(numbered_rows(log), find_calendars(log) if calendars is None else calendars)
    return log.with_steps(
        log.steps.with_columns(pl.Series(f"{cause}_h", spent / HOUR_US) for cause, spent in zip(CAUSES, hours, strict=True))
    )


def numbered_rows(log: EventLog) -> Rows:
    """The steps of a timed log as numbers."""
    steps = log.steps
    people = steps["resource"].drop_nulls().unique().sort().to_list()
    codes = steps["resource"].replace_strict(people, list(range(len(people))), default=None, return_dtype=pl.Int64)
    who = np.where(is_pause(log) | is_over(log), -1, codes.fill_null(-1).to_numpy())
    ready, begin, end = (micros(steps, name) for name in ("ready_time", "begin_time", "end_time"))
    origin = int(ready.min())
    return Rows(
        who=who,
        activity=steps["activity"].rank("dense").to_numpy().astype(np.int64),
        case=(steps["position"] == 0).cast(pl.Int64).cum_sum().to_numpy(),
        ready=ready - origin,
        begin=begin - origin,
        end=end - origin,
        people=people,
        origin=origin,
        width=int(end.max()) - origin + 1,
    )


def _caused(rows: Rows, calendars: Mapping[str, WeeklyCalendar]) -> tuple[Micros, ...]:
    """The five causes of every step [µs], in the order of `CAUSES`."""
    known = rows.who >= 0
    who = np.where(known, rows.who, 0)
    complete = batch_ready(rows.who, rows.activity, rows.case, rows.ready, rows.begin, rows.end)
    rest = np.minimum(complete, rows.begin)
    batching = rest - rows.ready
    spans = (rows.who[known], rows.begin[known], rows.end[known])
    busy = Spans(*spans, rows.width)
    first_come = Marked(*spans, rows.ready[known], rows.width)
    at_work = busy.between(who, rest, rows.begin)
    contention = first_come.between(who, rest, rows.begin, rows.ready)
    on_duty_or_busy = _present(rows, busy, calendars).between(who, rest, rows.begin)
    left = rows.begin - rest
    causes = (batching, contention, at_work - contention, left - on_duty_or_busy, on_duty_or_busy - at_work)
    *others, extraneous = (np.where(known, cause, 0) for cause in causes)
    return (*others, np.where(known, extraneous, rows.begin - rows.ready))


def _present(rows: Rows, busy: Spans, calendars: Mapping[str, WeeklyCalendar]) -> Spans:
    """When each resource was on duty or at work all the same."""
    both = zip(busy.pieces(), lay_out_duty(rows, calendars), strict=True)
    group, start, end = (np.concatenate(parts) for parts in both)
    return Spans(group, start, end, rows.width)


def lay_out_duty(rows: Rows, calendars: Mapping[str, WeeklyCalendar]) -> tuple[Micros, Micros, Micros]:
    """When each resource is on duty: number, start and end of each span, from the log's first instant [µs]."""
    origin = EPOCH + timedelta(microseconds=rows.origin)
    last = origin + timedelta(microseconds=rows.width)
    always = np.zeros(1, dtype=np.int64), np.full(1, rows.width - 1)
    laid: dict[WeeklyCalendar, tuple[Micros, Micros]] = {}
    pieces = [(np.empty(0, dtype=np.int64),) * 3]
    for number, person in enumerate(rows.people):
        calendar = calendars.get(person, ALWAYS)
        if calendar not in laid:
            shifts = calendar.between(origin, last)
            spans = _on_axis(shifts.starts, rows.width), _on_axis(shifts.ends, rows.width)
            laid[calendar] = always if calendar.always_open else spans
        start, end = laid[calendar]
        pieces.append((np.full(len(start), number), start, end))
    group, start, end = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    return group, start, end


def _on_axis(hours: NDArray[np.float64], width: int) -> Micros:
    return np.round(np.clip(hours * HOUR_US, 0, width - 1)).astype(np.int64)
