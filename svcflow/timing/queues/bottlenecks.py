"""Bottlenecks: where the waiting is, why, and how much lead time would go with it.

A **bottleneck** is the waiting of one cause before one activity. What removing it would save is less than its hours where
other work of the same case goes on meanwhile: then the case is not held up by this waiting. So only waiting during which no
other step of the case (pauses included) is in progress counts as saving. Where a part of one wait is covered in this way,
every cause of that wait is credited with the same uncovered share. It is an accounting figure: that people who wait less
also queue less elsewhere is what the simulation is for.

**Money.** A ticket that waits costs no wages. It costs what its delay costs: a penalty, a customer who cannot work, capital that is
tied up. Only the analyst knows that, as currency per hour of a ticket's lead time (`delay_cost_h`); with it, money = saved lead
time × that rate, and without it there is none. What removing the waiting would cost (people, hours) is for a redesign to say.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog import EventLog
from svcflow.mining.teams import find_teams
from svcflow.progress import Progress, silent
from svcflow.timing.columns import CAUSE_COLUMNS, basis_of
from svcflow.timing.intervals import Spans
from svcflow.timing.queues.resampling import blocks_of, intervals
from svcflow.timing.results import CAUSES, Bottleneck
from svcflow.timing.steps import micros, time_steps
from svcflow.timing.waiting.causes import attribute_waiting

LEAST_SHARE = 0.001
ALWAYS_SHOWN = 20
"""so many are told however small they are: of a thousand steps none need have a thousandth of the waiting"""


def find_bottlenecks(
    log: EventLog, progress: Progress = silent, *, delay_cost_h: float | None = None, seed: int = 1
) -> tuple[Bottleneck, ...]:
    """Rank the waiting by what its removal would save.

    Parameters
    ----------
    log : EventLog
        Any log; timed and attributed first where it is not yet.
    progress : callable
        Told of three stages.
    delay_cost_h : float, optional
        What one hour of a ticket's lead time costs [currency/h].
    seed : int
        Of the draws behind `saving_low` and `saving_high` (`svcflow.timing.queues.resampling`).

    Returns
    -------
    tuple of Bottleneck
        By falling `saving_h`, then falling `waiting_h`, then activity; one for each activity and cause with at least 0.1 % of
        all waiting, and the first twenty in any case. `executions` are those that waited for this cause; `team` is the one that
        did most of the activity.

    Notes
    -----
    The cost of `attribute_waiting`, one more union of spans, group-bys, and 1 000 draws of the log's weeks: 0.2 s for 20 000 steps.
    """
    progress("timing the steps", 0, 3)
    log = time_steps(log)
    progress("finding the causes of waiting", 1, 3)
    log = attribute_waiting(log)
    progress("ranking what waits", 2, 3)
    steps = log.steps.with_columns(pl.Series("alone", alone_share(log)))
    total = float(steps["waiting_h"].sum())
    rows = _by_activity_and_cause(log, steps).filter(pl.col("waiting") > 0)
    rows = rows.filter((pl.col("waiting") >= LEAST_SHARE * total) | (pl.int_range(pl.len()) < ALWAYS_SHOWN))
    bounds = _bounds(log, steps, rows, seed)
    team = teams_of_steps(log)
    cases = max(log.cases.height, 1)
    found = tuple(
        Bottleneck(
            *(where, team.get(where), cause, hours, hours / total, saving, saving / cases, executions, basis, *bound),
            saving_money=None if delay_cost_h is None else saving * delay_cost_h,
        )
        for (where, cause, hours, saving, executions, basis), bound in zip(rows.iter_rows(), bounds, strict=True)
    )
    progress("ranking what waits", 3, 3)
    return found


def alone_share(log: EventLog) -> NDArray[np.float64]:
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


def teams_of_steps(log: EventLog) -> dict[str, str]:
    """The team that did most of each activity; of equals the first by name."""
    teams = find_teams(log)
    if not teams:
        return {}
    who = pl.col("resource").replace_strict(teams, default=None, return_dtype=pl.String).alias("team")
    counted = log.steps.select(pl.col("activity").cast(pl.String), who).drop_nulls().group_by("activity", "team").agg(count=pl.len())
    most = counted.sort("count", "team", descending=[False, True])
    return dict(most.select("activity", "team").iter_rows())


def _by_activity_and_cause(log: EventLog, steps: pl.DataFrame) -> pl.DataFrame:
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
    ranked = long.join(basis, on="activity").with_columns(pl.col("activity").cast(pl.String))
    ranked = ranked.sort(pl.col("saving").round(6), pl.col("waiting").round(6), "activity", "number", descending=[True, True, False, False])
    return ranked.select("activity", "cause", "waiting", "saving", "executions", "basis")


def _bounds(log: EventLog, steps: pl.DataFrame, ranked: pl.DataFrame, seed: int) -> list[tuple[float | None, float | None]]:
    """The interval of the saving of each row of the ranking [h]."""
    if not ranked.height:
        return []
    block = blocks_of(log)
    activities = ranked["activity"].unique(maintain_order=True).to_list()
    code = steps["activity"].cast(pl.String).replace_strict(activities, range(len(activities)), default=-1, return_dtype=pl.Int64)
    number = np.repeat(block, log.cases["steps"].to_numpy()) * len(activities) + code.to_numpy()
    held = code.to_numpy() >= 0
    size = int(block.max()) + 1
    sums: dict[str, NDArray[np.float64]] = {}
    for cause, column in zip(CAUSES, CAUSE_COLUMNS, strict=True):
        saved = (steps[column] * steps["alone"]).to_numpy()[held]
        sums[cause] = np.bincount(number[held], saved, size * len(activities)).astype(np.float64).reshape(size, -1)
    place = {activity: column for column, activity in enumerate(activities)}
    chosen = np.stack([sums[cause][:, place[where]] for where, cause in ranked.select("activity", "cause").iter_rows()], axis=1)
    found = intervals(chosen, np.bincount(block).astype(np.float64), seed)
    if found is None:
        return [(None, None)] * ranked.height
    return [(float(low), float(high)) for low, high in zip(*found, strict=True)]
