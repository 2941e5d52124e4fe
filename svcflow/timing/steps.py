"""Step times: how long each step was worked on, and how long it waited before.

Four instants make the times of a step, all elapsed hours [h]:

    ready ──── waiting ────► begin ──── processing (or pause) ────► end

- `begin_time`: the recorded start, else an estimate (`svcflow.timing.begins`).
- `ready_time`: when the step could have begun: the recorded enabled time; else the latest end of an earlier step of the case
  that ended at or before this begin; else the begin itself. Never after the begin.
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

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog import TIME, EventLog, work_steps
from svcflow.eventlog.log import LASTING, SUSPENDED
from svcflow.eventlog.meanings import is_final
from svcflow.timing.begins import NEVER, estimate_begins

PAUSES = ("customer", "supplier", "closed")
HOUR_US = 3_600_000_000

Micros = NDArray[np.int64]


def time_steps(log: EventLog) -> EventLog:
    """Add begin, ready, processing, waiting, paused and basis to every step.

    Parameters
    ----------
    log : EventLog
        Any log; queue rows of a status log become the waiting of what follows them (`work_steps`).

    Returns
    -------
    EventLog
        With `begin_time`, `ready_time` (UTC), `processing_h`, `waiting_h`, `paused_h` [elapsed h] and `basis`. A log that has
        them is returned as it is.

    Notes
    -----
    One sort of the ends of the steps and a pass; with estimated begins two more sorts. About 0.02 s for 20 000 steps with
    recorded begins, 0.2 s without.
    """
    if {"begin_time", "ready_time", "processing_h", "waiting_h", "paused_h", "basis"} <= set(log.steps.columns):
        return log
    log = work_steps(log)
    paused = is_pause(log)
    start, enabled, end = (micros(log.steps, name) for name in ("start_time", "enabled_time", "end_time"))
    begin = start
    if (start == NEVER).any():
        reached = np.where(enabled != NEVER, enabled, latest_end_before(log.steps, end))
        over = is_over(log)
        estimated = np.where(over, end, estimate_begins(log, reached, paused | over))
        begin = np.where(start != NEVER, start, estimated)
    before = latest_end_before(log.steps, begin)
    ready = np.where(enabled != NEVER, enabled, np.where(before != NEVER, before, begin))
    ready = np.minimum(ready, begin)
    lasted = (end - begin) / HOUR_US
    pause = np.where(paused, lasted, np.clip(_suspended(log), 0.0, lasted))
    return log.with_steps(
        log.steps.with_columns(
            begin_time=pl.Series(begin).cast(TIME),
            ready_time=pl.Series(ready).cast(TIME),
            processing_h=pl.Series(lasted - pause),
            waiting_h=pl.Series((begin - ready) / HOUR_US),
            paused_h=pl.Series(pause),
            basis=_basis(log, start != NEVER, paused),
        )
    )


def _suspended(log: EventLog) -> NDArray[np.float64]:
    """Hours within each step in which it was suspended; 0 where the log does not say."""
    if SUSPENDED not in log.steps.columns or not log.steps.schema[SUSPENDED].is_numeric():
        return np.zeros(log.steps.height)
    return log.steps[SUSPENDED].cast(pl.Float64).fill_null(0.0).fill_nan(0.0).to_numpy()


def is_pause(log: EventLog) -> NDArray[np.bool_]:
    """Which steps wait for a customer or supplier, or lie after the end of the ticket."""
    pauses = [activity for activity, meaning in log.meanings.items() if meaning in PAUSES]
    return log.steps["activity"].is_in(pauses).to_numpy()


def is_over(log: EventLog) -> NDArray[np.bool_]:
    """Which steps only say that the work is over: by their meaning, else by their name; and without a duration of their own."""
    names = log.steps["activity"].unique()
    finals = [name for name in names if (log.meanings[name] == "closed" if name in log.meanings else is_final(name))]
    timeless = pl.col("start_time").is_null() | (pl.col("start_time") == pl.col("end_time"))
    return log.steps.select(pl.col("activity").is_in(finals) & timeless).to_series().to_numpy()


def micros(steps: pl.DataFrame, column: str) -> Micros:
    """An instant column as microseconds since 1970, `NEVER` where it is null."""
    return steps[column].cast(TIME).to_physical().fill_null(NEVER).to_numpy().astype(np.int64)


def latest_end_before(steps: pl.DataFrame, at: Micros) -> Micros:
    """The latest end in the same case, at or before `at` [µs], of another step; `NEVER` where there is none.

    An end that falls on `at` itself counts if its step stands earlier in the case (so that steps without duration at the same
    instant do not wait for one another).
    """
    end = micros(steps, "end_time")
    case = (steps["position"] == 0).cast(pl.Int64).cum_sum().to_numpy()
    rows = np.arange(len(end))
    # Ends and questions in one order: by case, instant, and place in the case; a question before its own step's end.
    order = np.lexsort((np.repeat([0, 1], len(end)), np.tile(rows, 2), np.concatenate([at, end]), np.tile(case, 2)))
    is_end = order >= len(end)
    place = np.maximum.accumulate(np.where(is_end, np.arange(len(order)), -1))
    asked = order[~is_end]
    last = place[~is_end]
    found = order[np.maximum(last, 0)] - len(end)
    holds = (last >= 0) & (case[np.maximum(found, 0)] == case[asked])
    result = np.full(len(end), NEVER)
    result[asked] = np.where(holds, end[np.maximum(found, 0)], NEVER)
    return result


def _basis(log: EventLog, recorded: NDArray[np.bool_], paused: NDArray[np.bool_]) -> pl.Series:
    if log.origin == "simulated":
        return pl.repeat("simulated", log.steps.height, eager=True)
    sure = recorded & (paused | (log.shape not in LASTING))
    return pl.Series(np.where(sure, "measured", "estimated"), dtype=pl.String)
