"""Step times: how long each step was worked on, and how long it waited before.

Four instants make the times of a step, all elapsed hours [h]:

    ready ──── waiting ────► begin ──── processing (or pause) ────► end

- `begin_time`: the recorded start, else an estimate (`svcflow.timing.hours.begins`).
- `ready_time`: when the step could have begun: the recorded enabled time; else the end of the step that it waited for
  (`enabled_by`, by the rule of `svcflow.timing.enabling`); else the begin itself. Never after the begin.
- A step that waits for a customer or supplier, or in which the ticket is over (`closed`), has `paused_h` instead of `processing_h`:
  from "Resolved" to the automatic "Closed", or to a reopening, nobody works, and nothing waits for the desk.
- Hours in which a step was suspended (`suspended_h`) are `paused_h` too, and not `processing_h`.
- A row that says that the work is over ("Closed", "Resolved") and records no time of its own is no work either: it begins when it
  ends, and occupies nobody.

In a case whose steps follow one another, processing + waiting + paused is the lead time to the microsecond: each step is
ready when the one before it ends. `basis` says of each step whether its begin is `measured` (recorded), `estimated` or
`simulated`. In a log of statuses begins are recorded, but not whether anybody worked all the time that a status lasted:
its work is `estimated` as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog import TIME, EventLog, work_steps
from svcflow.eventlog.building import null_count
from svcflow.eventlog.log import LASTING, SUSPENDED
from svcflow.eventlog.meanings import is_final
from svcflow.eventlog.texts import distinct_texts
from svcflow.mining.concurrency import early_steps, find_concurrency
from svcflow.mining.traces import Rows, Traces, find_traces
from svcflow.timing.enabling import Enablers, find_enablers
from svcflow.timing.hours.begins import NEVER, estimate_begins
from svcflow.timing.kept import keep_begins, kept_begins

PAUSES = ("customer", "supplier", "closed")
HOUR_US = 3_600_000_000
TIMED = frozenset(("begin_time", "ready_time", "enabled_by", "processing_h", "waiting_h", "paused_h", "basis"))
READS = ("activity", "resource", "team", "enabled_time", "start_time", "end_time", SUSPENDED)
"""the columns of the steps that their times are made of"""

Micros = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Instants:
    """When each step was ready, begun and ended [µs since 1970], for the passes that need no more."""

    traces: Traces
    enablers: Enablers
    ready: Micros
    begin: Micros
    end: Micros
    pausing: Flags
    """which activities are pauses: those of the steps that wait for a customer or supplier, or lie after the end of the ticket"""
    suspended: Micros | None
    """how long each step was suspended [µs]; None where the log does not say"""
    estimated: Flags | None
    """which steps have times that are estimates; None: none has"""
    early: Rows
    """the rows of steps that begin before the step ahead of them has ended"""
    concurrent: tuple[tuple[str, str], ...]
    """which activities go on side by side"""

    def pause(self, rows: slice | Rows) -> Micros:
        """How much of [begin, end) of these steps is a pause [µs]."""
        lasted = self.end[rows] - self.begin[rows]
        paused = self.pausing[self.traces.code[rows]]
        within = np.int64(0) if self.suspended is None else np.minimum(self.suspended[rows], lasted)
        return np.where(paused, lasted, within)


def time_steps(log: EventLog) -> EventLog:
    """Add begin, ready, what made it ready, processing, waiting, paused and basis to every step.

    Parameters
    ----------
    log : EventLog
        Any log; queue rows of a status log become the waiting of what follows them (`work_steps`).

    Returns
    -------
    EventLog
        With `begin_time`, `ready_time` (UTC), `enabled_by` (the activity whose end made the step ready; null where there is
        none), `processing_h`, `waiting_h`, `paused_h` [elapsed h] and `basis`. A log that has them is returned as it is.

    Notes
    -----
    Linear, but for a sort of the steps of cases in which several go on side by side; estimated begins are sorted by person.
    """
    if set(log.steps.columns) >= TIMED:
        return log
    log = work_steps(log)
    return with_instants(log, step_instants(log))


def with_instants(log: EventLog, found: Instants) -> EventLog:
    """The log with the columns that `time_steps` adds, from the instants of its steps."""
    lasted = (found.end - found.begin) / HOUR_US
    pause = found.pause(slice(None)) / HOUR_US
    return log.with_steps(
        log.steps.with_columns(
            begin_time=pl.Series(found.begin).cast(TIME),
            ready_time=pl.Series(found.ready).cast(TIME),
            enabled_by=_enabled_by(found),
            processing_h=pl.Series(lasted - pause),
            waiting_h=pl.Series((found.begin - found.ready) / HOUR_US),
            paused_h=pl.Series(pause),
            basis=_basis(log, found.estimated),
        )
    )


def step_instants(log: EventLog) -> Instants:
    """When each step of a log without queue rows was ready, begun and ended.

    Parameters
    ----------
    log : EventLog
        As `work_steps` gives it. Of its steps `READS` are read.
    """
    traces = find_traces(log)
    start, enabled, end = (micros(log.steps, name) for name in ("start_time", "enabled_time", "end_time"))
    first = micros(log.cases, "first_time")
    pausing = np.array([log.meaning(name) in PAUSES for name in traces.names], bool)
    paused = pausing[traces.code]
    recorded = start != NEVER if null_count(log.steps, "start_time") else None
    if recorded is None:
        begin, early = start, early_steps(traces, start, end)
        concurrent = _concurrent(log, traces, (begin, end, early))
    else:
        concurrent = _concurrent(log, traces)
        begin = _begins(log, traces, concurrent, paused, recorded)
        early = early_steps(traces, begin, end)
    enablers = find_enablers(traces, begin, end, concurrent, early)
    ready = _where(enabled, enablers.instants(end, first, begin))
    np.minimum(ready, begin, out=ready)
    return Instants(
        traces=traces,
        enablers=enablers,
        ready=ready,
        begin=begin,
        end=end,
        pausing=pausing,
        suspended=_suspended(log),
        estimated=_estimated(log, recorded, paused),
        early=early,
        concurrent=_pairs(traces, concurrent),
    )


def _begins(log: EventLog, traces: Traces, concurrent: Flags, paused: Flags, recorded: Flags) -> Micros:
    """The recorded begins, and estimated ones where none is recorded [µs]."""
    known = micros(log.steps, "begin_time") if "begin_time" in log.steps.columns else kept_begins(log)
    if known is not None:
        return known
    start, enabled, end = (micros(log.steps, name) for name in ("start_time", "enabled_time", "end_time"))
    unknown = np.broadcast_to(np.int64(NEVER), end.shape)
    found = find_enablers(traces, end, end, concurrent, early_steps(traces, end, end))
    reached = _where(enabled, found.instants(end, micros(log.cases, "first_time"), unknown))
    over = is_over(log)
    begin = np.where(over, end, estimate_begins(log, reached, paused | over))
    begin[recorded] = start[recorded]
    keep_begins(log, begin)
    return begin


def is_pause(log: EventLog) -> Flags:
    """Which steps wait for a customer or supplier, or lie after the end of the ticket."""
    pauses = [activity for activity, meaning in log.meanings.items() if meaning in PAUSES]
    return log.steps["activity"].is_in(pauses).to_numpy() if pauses else np.zeros(log.steps.height, bool)


def is_over(log: EventLog) -> Flags:
    """Which steps only say that the work is over: by their meaning, else by their name; and without a duration of their own."""
    names = distinct_texts(log.steps["activity"])
    finals = [name for name in names if (log.meanings[name] == "closed" if name in log.meanings else is_final(name))]
    timeless = pl.col("start_time").is_null() | (pl.col("start_time") == pl.col("end_time"))
    return log.steps.select(pl.col("activity").is_in(finals) & timeless).to_series().to_numpy()


def micros(steps: pl.DataFrame, column: str) -> Micros:
    """An instant column as microseconds since 1970, `NEVER` where it is null."""
    missing = null_count(steps, column)
    if missing == steps.height:
        return np.broadcast_to(np.int64(NEVER), missing)
    instants = steps[column].cast(TIME).to_physical()
    return (instants.fill_null(NEVER) if missing else instants).to_numpy()


def _where(enabled: Micros, otherwise: Micros) -> Micros:
    """The recorded enabled times, and the others where none is recorded."""
    if not enabled.strides[0]:  # a column of nothing
        return otherwise
    recorded = enabled != NEVER
    return np.where(recorded, enabled, otherwise) if recorded.any() else otherwise


def _concurrent(log: EventLog, traces: Traces, recorded: tuple[Micros, Micros, Rows] | tuple[()] = ()) -> Flags:
    """What goes on side by side; in a log whose steps last until the next one, nothing does."""
    return np.zeros((0, 0), bool) if log.shape in LASTING else find_concurrency(traces, *recorded)


def _suspended(log: EventLog) -> Micros | None:
    if SUSPENDED not in log.steps.columns or not log.steps.schema[SUSPENDED].is_numeric():
        return None
    hours = log.steps[SUSPENDED].cast(pl.Float64).fill_null(0.0).fill_nan(0.0).to_numpy()
    suspended: Micros = np.round(np.maximum(hours, 0) * HOUR_US).astype(np.int64)
    return suspended


def _pairs(traces: Traces, concurrent: Flags) -> tuple[tuple[str, str], ...]:
    first, second = np.nonzero(np.triu(concurrent))
    return tuple((traces.names[one], traces.names[other]) for one, other in zip(first.tolist(), second.tolist(), strict=True))


def _estimated(log: EventLog, recorded: Flags | None, paused: Flags) -> Flags | None:
    """Of a log of statuses begins are recorded, but not whether anybody worked all the while."""
    if log.origin == "simulated":
        return None
    if log.shape in LASTING:
        return ~paused if recorded is None else ~(recorded & paused)
    return None if recorded is None else ~recorded


def _basis(log: EventLog, estimated: Flags | None) -> pl.Series:
    if log.origin == "simulated" or estimated is None:
        return pl.repeat("simulated" if log.origin == "simulated" else "measured", log.steps.height, eager=True)
    return pl.Series(np.where(estimated, "estimated", "measured"), dtype=pl.String)


def _enabled_by(found: Instants) -> pl.Series:
    names = (*found.traces.names, None)
    return pl.Series(names, dtype=pl.String).gather(pl.Series(found.enablers.activities()))
