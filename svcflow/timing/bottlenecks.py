"""Bottlenecks: where the waiting is, why, and how much lead time would go with it.

A **bottleneck** is the waiting of one cause before one activity. What removing it would save is less than its hours where
other work of the same case goes on meanwhile: then the case is not held up by this waiting. So only waiting during which no
other step of the case (pauses included) is in progress counts as saving. Where a part of one wait is covered in this way,
every cause of that wait is credited with the same uncovered share. It is an accounting figure: that people who wait less
also queue less elsewhere is what the simulation is for.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog import EventLog
from svcflow.mining.teams import find_teams
from svcflow.progress import Progress, silent
from svcflow.timing.causes import attribute_waiting
from svcflow.timing.decomposition import CAUSE_COLUMNS, basis_of
from svcflow.timing.intervals import Spans
from svcflow.timing.results import CAUSES, Bottleneck
from svcflow.timing.steps import micros, time_steps

LEAST_SHARE = 0.001


def find_bottlenecks(log: EventLog, progress: Progress = silent) -> tuple[Bottleneck, ...]:
    """Rank the waiting by what its removal would save.

    Parameters
    ----------
    log : EventLog
        Any log; timed and attributed first where it is not yet.
    progress : callable
        Told of three stages.

    Returns
    -------
    tuple of Bottleneck
        By falling `saving_h`, then falling `waiting_h`, then activity; one for each activity and cause with at least 0.1 % of
        all waiting. `executions` are those that waited for this cause; `team` is the one that did most of the activity.

    Notes
    -----
    The cost of `attribute_waiting`, one more union of spans, and group-bys: 0.2 s for 20 000 steps.
    """
    progress("timing the steps", 0, 3)
    log = time_steps(log)
    progress("finding the causes of waiting", 1, 3)
    log = attribute_waiting(log)
    progress("ranking what waits", 2, 3)
    rows = _by_activity_and_cause(log)
    total = float(log.steps["waiting_h"].sum())
    team = _teams(log)
    cases = max(log.cases.height, 1)
    found = tuple(
        Bottleneck(where, team.get(where), cause, hours, hours / total, saving, saving / cases, executions, basis)
        for where, cause, hours, saving, executions, basis in rows.iter_rows()
        if hours > 0 and hours >= LEAST_SHARE * total
    )
    progress("ranking what waits", 3, 3)
    return found


def _by_activity_and_cause(log: EventLog) -> pl.DataFrame:
    steps = log.steps.with_columns(pl.Series("alone", _alone(log)))
    basis = steps.group_by("activity").agg(basis_of(log))
    long = pl.concat(
        steps.group_by("activity").agg(
            pl.lit(cause).alias("cause"),
            pl.lit(number).alias("number"),
            pl.col(column).sum().alias("waiting"),
            (pl.col(column) * pl.col("alone")).sum().alias("saving"),
            (pl.col(column) > 0).sum().alias("executions"),
        )
        for number, (cause, column) in enumerate(zip(CAUSES, CAUSE_COLUMNS, strict=True))
    )
    # Sums differ in their last digit with the order of the cases; what differs by less is ordered by name.
    ranked = long.join(basis, on="activity").sort(
        pl.col("saving").round(6), pl.col("waiting").round(6), "activity", "number", descending=[True, True, False, False]
    )
    return ranked.select("activity", "cause", "waiting", "saving", "executions", "basis")


def _alone(log: EventLog) -> NDArray[np.float64]:
    """Of each step's waiting, the share during which no other step of its case is in progress (1 where it did not wait)."""
    if not log.steps.height:
        return np.ones(0)
    case = (log.steps["position"] == 0).cast(pl.Int64).cum_sum().to_numpy()
    ready, begin, end = (micros(log.steps, name) for name in ("ready_time", "begin_time", "end_time"))
    origin = ready.min()
    ready, begin, end = ready - origin, begin - origin, end - origin
    covered = Spans(case, begin, end, int(end.max()) + 1).between(case, ready, begin)
    alone: NDArray[np.float64] = 1 - covered / np.maximum(begin - ready, 1)
    return alone


def _teams(log: EventLog) -> dict[str, str]:
    """The team that did most of each activity; of equals the first by name."""
    teams = find_teams(log)
    if not teams:
        return {}
    who = pl.col("resource").replace_strict(teams, default=None, return_dtype=pl.String).alias("team")
    counted = log.steps.select("activity", who).drop_nulls().group_by("activity", "team").agg(count=pl.len())
    most = counted.sort("count", "team", descending=[False, True])
    return dict(most.select("activity", "team").iter_rows())
