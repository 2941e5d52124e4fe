"""A log cut in time into a part to learn from and a part to be judged by, and what their distances are read against.

**The cut**, as in published evaluations: sorted by end, the first 80 % of the steps make the training period; a ticket whose steps all
ended by then is in the training log, one whose steps all ended after it is held out, and one that straddles the cut is in neither.

**The noise floor**: the held-out log against itself with its tickets drawn again, with replacement: what chance alone makes.

**The replay**: the last tickets of the training log, as many as were held out, once more, moved by whole weeks to where the
held-out period begins. It can answer no question, but a model that is worse than it has not understood the log. For the training
period itself the replay is the training log turned round by half its length, in whole weeks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from svcflow.distances import distances, mean_distances
from svcflow.errors import LogError
from svcflow.eventlog import EventLog, select_cases
from svcflow.model.document import Distances
from svcflow.timing import time_steps

LEAST_CASES = 10
FLOOR_DRAWS = 5
WEEK = timedelta(weeks=1)
TIMES = ("enabled_time", "start_time", "end_time", "begin_time", "ready_time")


@dataclass(frozen=True, slots=True)
class Split:
    """The two parts, timed, and the instant between them."""

    training: EventLog
    held_out: EventLog
    cut: datetime


def split(log: EventLog, share: float = 0.2) -> Split:
    """Cut a log as this module says; `share` of the steps lie after the cut.

    Raises
    ------
    LogError
        Either part has fewer than 10 tickets.
    """
    if not 0 < share < 1:
        raise ValueError(f"share(={share}) must be between 0 and 1.")
    timed = time_steps(log)
    ends = timed.steps["end_time"].sort()
    cut = ends[min(int((1 - share) * len(ends)), len(ends) - 1)]
    end = pl.col("end_time")
    spans = timed.steps.group_by("case_id", maintain_order=True).agg(end.min().alias("low"), end.max().alias("high"))
    before = spans.filter(pl.col("high") < cut)["case_id"]
    after = spans.filter(pl.col("low") >= cut)["case_id"]
    for part, cases in (("before", before), ("after", after)):
        if len(cases) < LEAST_CASES:
            problem = f"only {len(cases)} of {len(spans)} tickets lie wholly {part} the cut at {cut:%Y-%m-%d}; it takes {LEAST_CASES}."
            raise LogError(problem, place=log.name, remedy="The log is too short to hold a part out: take a longer period.")
    # Begins that are estimated must not know the future: the training part is timed anew, by itself.
    return Split(time_steps(select_cases(log, before)), select_cases(timed, after), cut)


@dataclass(frozen=True, slots=True)
class CutThrough:
    """The tickets that straddle the cut: how many of all they are [1], and how much longer they took than the others (ratio of means)."""

    share: float
    longer: float


WHOLE = CutThrough(0.0, 1.0)
"""nothing was cut through"""


def cut_through(log: EventLog, parts: Split) -> CutThrough:
    """Who is in neither part."""
    inside = pl.concat([parts.training.cases["case_id"], parts.held_out.cases["case_id"]])
    lasted = (pl.col("last_time") - pl.col("first_time")).dt.total_microseconds()
    among = log.cases.group_by(pl.col("case_id").is_in(inside.implode()).alias("inside")).agg(pl.len(), lasted.mean().alias("mean"))
    found = {row["inside"]: (row["len"], float(row["mean"])) for row in among.iter_rows(named=True)}
    if False not in found:
        return WHOLE
    (others, usual), (across, theirs) = found[True], found[False]
    return CutThrough(across / (across + others), theirs / usual if usual > 0 else 1.0)


def noise_floor(log: EventLog, seed: int, draws: int = FLOOR_DRAWS) -> Distances:
    """Mean distances of a log from itself with its tickets drawn again."""
    rng = np.random.default_rng(seed)
    number = (log.steps["position"].to_numpy() == 0).cumsum() - 1
    first = np.flatnonzero(np.diff(number, prepend=-1))
    last = np.append(first[1:], len(number))
    found = []
    for _ in range(draws):
        chosen = np.sort(rng.integers(0, len(first), len(first)))
        rows = np.concatenate([np.arange(first[case], last[case]) for case in chosen.tolist()])
        names = np.repeat(np.arange(len(chosen)), (last - first)[chosen])
        again = log.steps[rows.tolist()].with_columns(pl.Series("case_id", names).cast(pl.String))
        found.append(distances(log, log.with_steps(again)))
    return mean_distances(found)


def replay(training: EventLog, held_out: EventLog) -> EventLog:
    """The last tickets of the training log, moved by whole weeks to where the held-out log begins."""
    begun = _begins(training).sort("first", maintain_order=True).tail(len(held_out.cases))
    start, goal = begun["first"].min(), _begins(held_out)["first"].min()
    assert isinstance(start, datetime)
    assert isinstance(goal, datetime)
    weeks = round((goal - start) / WEEK)
    return _moved(select_cases(training, begun["case_id"]), pl.lit(weeks * WEEK))


def turned(training: EventLog) -> EventLog:
    """The training log with its halves in the other order, moved by whole weeks."""
    begun = _begins(training)
    low, high = begun["first"].min(), begun["first"].max()
    assert isinstance(low, datetime)
    assert isinstance(high, datetime)
    weeks = max(round((high - low) / WEEK), 1)
    half = max(weeks // 2, 1)
    shift = pl.when(pl.col("first") < low + half * WEEK).then(pl.lit((weeks - half) * WEEK)).otherwise(pl.lit(-half * WEEK))
    steps = training.steps.join(begun.with_columns(shift.alias("shift")), on="case_id", how="left", maintain_order="left")
    return _moved(training.with_steps(steps), pl.col("shift"))


def first_begin(log: EventLog) -> datetime:
    """When the first step of a timed log began."""
    first = log.steps["begin_time"].min()
    assert isinstance(first, datetime)
    return first


def arrival_rate(log: EventLog) -> float:
    """Tickets per hour between the first begin of the first ticket and that of the last [1/h]."""
    begun = _begins(log)["first"]
    low, high = begun.min(), begun.max()
    assert isinstance(low, datetime)
    assert isinstance(high, datetime)
    return len(begun) / max((high - low).total_seconds() / 3600, 1.0)


def _begins(log: EventLog) -> pl.DataFrame:
    return log.steps.group_by("case_id", maintain_order=True).agg(pl.col("begin_time").min().alias("first"))


def _moved(log: EventLog, by: pl.Expr) -> EventLog:
    steps = log.steps.with_columns(pl.col(name) + by for name in TIMES)
    return replace(log, steps=steps)
