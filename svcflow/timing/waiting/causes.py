"""Why a step waited: five causes, of which each instant of waiting has one.

For a step that became ready at time *a* and was begun at *b* by resource *r*, every instant of [a, b) has the first of these
that applies [1]_:

0. **extraneous**, before all others, while the step was not in anybody's queue yet. That is said only of flows that show a
   delay, by the rule of `svcflow.timing.waiting.delays`: in enough executions somebody of the pool was free and did not take the step,
   and those who took such steps in the end were people who were free. A delay comes before the queue, so whether *r*
   happened to be busy or off duty meanwhile explains nothing;
1. **batching**: the step is in a batch (`svcflow.timing.waiting.batches`) that was not complete yet;
2. **contention**: *r* was at work on a step that had become ready at or before *a* (first come, first served);
3. **prioritisation**: *r* was at work on a step that became ready after *a*;
4. **unavailability**: *r* was off duty by the calendar;
5. **extraneous**: none of these: a transfer, a form in the post, a habit. Nobody's queue and nobody's shift explains it.

Where no flow shows a delay (few executions, estimated begins, queues of single persons, people who leave all work lying in
favour of other work), 1 to 5 are all, as published. Where one does, how long each step was delayed lies between two bounds,
and the expected value between them is taken. On simulated logs whose true delays were hidden, the extraneous hours are 99 %
of the true ones on a loan process, with a mean absolute error of 0.02 of the mean delay, and 82 % and 0.18 on an insurance process
(all of what its steps waited); published precedence alone tells 38 % and 0.63, 53 % and 0.47.

A step without resource, or that only says that the work is over, has no queue or shift that could be known: all of its
waiting is extraneous. Work that lasts over the night holds its worker, so a wait beside it is contention even then (the
precedence): on the bundled desk contention and prioritisation make 11.1 h of the mean wait at the bottleneck, of which
3.9 h lie in working time, and the same run with twice the people there waits 10.0 h less. With estimated begins the causes
are estimates too.

.. [1] Lashkevich, Milani, Chapela-Campa, Suvorau, Dumas (2024), "Unveiling the causes of waiting time in business processes
   from event logs", Information Systems 126, doi:10.1016/j.is.2024.102434
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from svcflow.calendars import WeeklyCalendar
from svcflow.eventlog import EventLog
from svcflow.timing.hours.working_hours import find_calendars, service_calendar
from svcflow.timing.intervals import Marked, Spans
from svcflow.timing.results import CAUSES
from svcflow.timing.rows import Micros, Rows, lay_out_duty, numbered_rows, open_spans
from svcflow.timing.steps import HOUR_US, time_steps
from svcflow.timing.waiting.batches import find_batches
from svcflow.timing.waiting.delays import flow_codes, hidden_delays

COLUMNS = (*(f"{cause}_h" for cause in CAUSES), "closed_h")


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
        The timed log with the five columns, which sum to `waiting_h` to the microsecond in every row, and `closed_h`: of the
        unavailability, the hours in which the whole service is closed. A log that has them is returned as it is, unless
        calendars are given.

    Notes
    -----
    O(n log n): sorts, binary searches and cumulative sums over whole microseconds; 20 000 steps in 0.2 s, 1 000 000 in 10 s.
    """
    if calendars is None and set(COLUMNS) <= set(log.steps.columns):
        return log
    log = time_steps(log)
    if not log.steps.height:
        return log.with_steps(log.steps.with_columns(pl.lit(0.0).alias(column) for column in COLUMNS))
    found = calendars is None and log.calendar is None
    hours = _caused(log, numbered_rows(log), find_calendars(log) if calendars is None else calendars, found=found)
    return log.with_steps(log.steps.with_columns(pl.Series(column, spent / HOUR_US) for column, spent in zip(COLUMNS, hours, strict=True)))


def _caused(log: EventLog, rows: Rows, calendars: Mapping[str, WeeklyCalendar], *, found: bool) -> tuple[Micros, ...]:
    """The five causes of every step [µs], in the order of `CAUSES`, and of unavailability what the service is closed."""
    known = rows.who >= 0
    who = np.where(known, rows.who, 0)
    complete, batched = find_batches(rows)
    judged = known & ~batched & log.steps["start_time"].is_not_null().to_numpy()
    delay = hidden_delays(rows, flow_codes(log), calendars, judged, seen_only=found)
    queued = rows.ready + delay
    rest = np.clip(complete, queued, rows.begin)
    spans = (rows.who[known], rows.begin[known], rows.end[known])
    busy = Spans(*spans, rows.width)
    at_work = busy.between(who, rest, rows.begin)
    contention = Marked(*spans, rows.ready[known], rows.width).between(who, rest, rows.begin, rows.ready)
    present = _present(rows, busy, calendars)
    on_duty_or_busy = present.between(who, rest, rows.begin)
    off = rows.begin - rest - on_duty_or_busy
    closed = off - _off_shift(log, rows, present, who, rest)
    causes = (rest - queued, contention, at_work - contention, off, delay + on_duty_or_busy - at_work, closed)
    waited = rows.begin - rows.ready
    nobody = (*(np.zeros_like(waited),) * 4, waited, np.zeros_like(waited))
    return tuple(np.where(known, cause, other) for cause, other in zip(causes, nobody, strict=True))


def _present(rows: Rows, busy: Spans, calendars: Mapping[str, WeeklyCalendar]) -> Spans:
    """When each resource was on duty or at work all the same."""
    both = zip(busy.pieces(), lay_out_duty(rows, calendars), strict=True)
    group, start, end = (np.concatenate(parts) for parts in both)
    return Spans(group, start, end, rows.width)


def _off_shift(log: EventLog, rows: Rows, present: Spans, who: Micros, rest: Micros) -> Micros:
    """How long, from `rest` to the begin, the service was open and the resource was not there [µs].

    All instants are told by the hours that the service has been open until then: a clock that stands still while it is closed.
    """
    start, end = open_spans(rows, service_calendar(log))
    opened = Spans(np.zeros(len(start), dtype=np.int64), start, end, rows.width)

    def clock(at: Micros) -> Micros:
        nothing = np.zeros(len(at), dtype=np.int64)
        return opened.between(nothing, nothing, at)

    group, came, left = present.pieces()
    there = Spans(group, clock(came), clock(left), rows.width)
    begun, until = clock(rest), clock(rows.begin)
    return until - begun - there.between(who, begun, until)
