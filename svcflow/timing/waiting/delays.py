"""Delays that nobody's queue explains: how long a step was not even in the queue.

A delay (a transfer between systems, a form in the post, a timer) comes before the queue, and hides behind it: while it runs
the worker who will take the step may be busy with others. But a step that is in the queue of a pool would be taken by anybody
of the pool who is free. So at every instant at which somebody who does this activity was on duty and idle
(`svcflow.timing.waiting.idleness`), the waiting step was not in the queue yet:

    last such instant between ready and begin, less ready  <=  delay  <=  begin - ready

`find_delays` tells the lower bound of every step. It is a bound where idle people take what is there; where they leave work
lying, it tells how long it lay, which is nobody's queue either.

`hidden_delays` tells what to expect between the bounds, for flows (from the activity that made the step ready to the step)
that *show* a delay. What was seen of a flow's delays, exactly or between two inspections, gives their distribution
(`svcflow.timing.waiting.censored`), and that the mean for each step within its own bounds. Before so much is read into a log it has
to hold, for the flow, that

1. **work is left lying**: of the executions that found somebody of the pool free, at least ten, more than a minute passed in so
   many that their share is above 5 % with 97.5 % confidence (Wilson); and
2. **the pool takes what is there**: of the executions that had waited and were begun while somebody was free, at least five,
   at most 5 % were begun by one who came straight from other work. Had they lain in the queue of one person, or the free
   people been absent, or not allowed to do it, then who took them would have come from other work.

Flows that found somebody free fewer than ten times are judged together with the others into the same activity. Left out are
steps in a batch, which waited for it, and steps whose begin was not recorded, since an estimated begin makes people idle.

The bounds for the distribution are the inspections before and after the delay's end. The begin itself is none (in a long
queue it comes late *because* the delay was long), so it bounds the delay of its own step and nothing else.

Limits: a pool that leaves all its work lying at set times (a common break) shows a delay where there is none. How the two
bounds of a step lie to each other tells something of the delay between them that is not used; in a pool that is seldom idle
the hours are told too low for it.

Accuracy, on simulated logs whose true delays were hidden: 82 % of the hours of an insurance process (all of what its steps
waited: the rest ran beside other steps) with a mean absolute error of 0.18 of the mean true delay; 99 % and 0.02 on a loan process
whose people are busy most of the time (the lower bounds: 82 % and 0.18, 73 % and 0.27). On the bundled desk, where every fifth
hand-off to a team that is busy 95 % of its time hangs, 64 % of the hours of that flow.

The idea of the lower bound is that of Chapela-Campa and Dumas (2024), "Enhancing business process simulation models with
extraneous activity delays", Information Systems 122, doi:10.1016/j.is.2024.102346, with the whole pool in place of the one worker.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.calendars import WeeklyCalendar
from svcflow.eventlog import EventLog
from svcflow.mining.coding import coded
from svcflow.timing.hours.working_hours import find_calendars
from svcflow.timing.intervals import Spans
from svcflow.timing.rows import Micros, Rows, numbered_rows
from svcflow.timing.steps import HOUR_US, time_steps
from svcflow.timing.waiting.censored import expect
from svcflow.timing.waiting.idleness import MINUTE_US, TINY_GAP_US, Inspections, inspect

Flags = NDArray[np.bool_]
LEAST_FOUND_FREE = 10
LEAST_LEFT_LYING = 0.05
LEAST_TAKEN = 5
MOST_OUT_OF_WORK = 0.05
Z = 1.959963985


def find_delays(log: EventLog, *, calendars: Mapping[str, WeeklyCalendar] | None = None) -> EventLog:
    """Add `delay_h` [elapsed h] to every step: the part of its waiting that lies before the queue, at least.

    Parameters
    ----------
    log : EventLog
        Any log; it is timed first where it is not yet.
    calendars : mapping of str to WeeklyCalendar, optional
        Working hours by resource; found in the log where they are not given.

    Returns
    -------
    EventLog
        With `delay_h`, between 0 and `waiting_h`. A step without resource has no queue: its delay is all of its waiting.

    Notes
    -----
    Sorts of the idle spans of the people of each activity: 0.2 s for 20 000 steps, 10 activities and 50 people.
    """
    log = time_steps(log)
    if not log.steps.height:
        return log.with_steps(log.steps.with_columns(delay_h=pl.lit(0.0)))
    rows = numbered_rows(log)
    seen = inspect(rows, find_calendars(log) if calendars is None else calendars, rows.begin > rows.ready)
    delay = np.where(rows.who < 0, rows.begin - rows.ready, np.clip(seen.last - rows.ready, 0, None))
    return log.with_steps(log.steps.with_columns(pl.Series("delay_h", delay / HOUR_US)))


def flow_codes(log: EventLog) -> Micros:
    """A number for the flow that led to each step: the activity whose end made it ready, and its own."""
    source = "enabled_by" if "enabled_by" in log.steps.columns else "previous_activity"
    target = coded(log.steps["activity"])
    flow: Micros = (coded(log.steps[source]).codes.astype(np.int64) + 1) * len(target.names) + target.codes
    return flow


def hidden_delays(rows: Rows, flow: Micros, calendars: Mapping[str, WeeklyCalendar], known: Flags, *, seen_only: bool) -> Micros:
    """The expected delay before the queue of every step [µs]; 0 where its flow shows none.

    Parameters
    ----------
    rows : Rows
    flow : array of int
        Which flow led to each step.
    calendars : mapping of str to WeeklyCalendar
    known : array of bool
        Steps that may be judged: done by somebody, in no batch.
    seen_only : bool
        Whether the calendars are known to the hour only (`idleness.inspect`).

    Notes
    -----
    The inspections, and a sort and some hundred rounds for each flow that shows a delay.
    """
    waited = known & (rows.begin - rows.ready > MINUTE_US)
    seen = inspect(rows, calendars, waited, seen_only=seen_only)
    found_free = known & (~waited | seen.at_ready)
    group = _groups(flow, rows.activity, found_free)
    shows = _shows(group, found_free, waited, seen.at_begin, _out_of_work(rows))
    delay = np.zeros(len(flow), dtype=np.int64)
    chosen = np.flatnonzero(known & shows[group])
    chosen = chosen[np.argsort(group[chosen], kind="stable")]
    for steps in np.split(chosen, np.flatnonzero(np.diff(group[chosen])) + 1):
        if len(steps):
            delay[steps] = _expected(rows, seen, waited, steps)
    return delay


def _groups(flow: Micros, activity: Micros, found_free: Flags) -> Micros:
    """Numbers of the flows; those that seldom found somebody free share one with the others into the same activity."""
    _, number = np.unique(flow, return_inverse=True)
    seldom = np.bincount(number, found_free) < LEAST_FOUND_FREE
    _, group = np.unique(np.where(seldom[number], -1 - activity, number), return_inverse=True)
    return group


def _out_of_work(rows: Rows) -> Flags:
    """Whether who began each step was at work until then."""
    known = rows.who >= 0
    busy = Spans(rows.who[known], rows.begin[known], rows.end[known], rows.width)
    return known & (busy.between(np.maximum(rows.who, 0), np.maximum(rows.begin - TINY_GAP_US, 0), rows.begin) > 0)


def _shows(group: Micros, found_free: Flags, waited: Flags, at_begin: Flags, out_of_work: Flags) -> Flags:
    """Which groups show a delay, by the rule of this module."""
    free, lying, taken, strange = (
        np.bincount(group, flags, int(group.max()) + 1)
        for flags in (found_free, found_free & waited, waited & at_begin, waited & at_begin & out_of_work)
    )
    n = np.maximum(free, 1)
    share = lying / n
    least = (share + Z * Z / (2 * n) - Z * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))) / (1 + Z * Z / n)
    left_lying = (free >= LEAST_FOUND_FREE) & (least > LEAST_LEFT_LYING)
    takes: Flags = (taken >= LEAST_TAKEN) & (strange <= MOST_OUT_OF_WORK * taken)
    return left_lying & takes


def _expected(rows: Rows, seen: Inspections, waited: Flags, steps: NDArray[np.intp]) -> Micros:
    """The expected delays of the steps of one flow [µs]."""
    ready, most = rows.ready[steps], (rows.begin - rows.ready)[steps]
    exact = seen.at_begin[steps] | ~waited[steps]
    low = np.where(exact, most, np.clip(seen.last[steps] - ready, 0, None))
    high = np.where(exact, most, seen.following[steps] - ready)
    return expect(low, high, most)
