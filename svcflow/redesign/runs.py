"""The runs behind a comparison: indicators of each replication of a model, and of its refits, under common random numbers.

Whatever is compared runs over the same period: where a redesign changes the demand, as many more or fewer tickets arrive. A
replication is a function of the seed and its number, whatever the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import numpy as np
import polars as pl

from svcflow.eventlog import EventLog
from svcflow.eventlog.log import OPEN_AT_START
from svcflow.indicators import Setting, indicator_values, setting_of
from svcflow.model import ServiceModel
from svcflow.progress import Progress
from svcflow.redesign.uncertainty import Floats
from svcflow.simulation import Jobs, simulate_each

Values = dict[str, float]
EARLY, LATE = "open tickets, second quarter", "open tickets, last quarter"
"""what a run tells besides its indicators: the mean number of open tickets in two quarters of the time of arrivals"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the runs are made: `cases` arrivals of the baseline from `start` on, after `warmup_cases` or `warm`; see `simulate`."""

    cases: int
    start: datetime | None
    seed: int
    warmup_cases: int
    jobs: Jobs
    baseline_rate: float
    warm: bool = False
    also: tuple[str, ...] = ()
    """indicators beyond those of every run"""
    setting: Setting | None = None
    """what they need to know besides the model"""

    def share(self, model: ServiceModel) -> float:
        """Arrivals of a model for each of the baseline's."""
        return model.arrivals.per_week / self.baseline_rate


@dataclass(slots=True)
class Runs:
    """A model and its `refits`, as models, and the indicators of its replications so far; those of its refits as refits × replications."""

    model: ServiceModel
    refits: tuple[ServiceModel, ...] = ()
    values: list[Values] = field(default_factory=list)
    refitted: list[list[Values]] = field(default_factory=list)

    def add(self, count: int, plan: Plan, progress: Progress) -> None:
        """Run `count` more replications."""
        self.values += _runs(self.model, len(self.values), count, plan, progress)

    def add_refits(self, each: int, plan: Plan, progress: Progress) -> None:
        """Run every refit `each` times, with the random numbers of the first replications."""
        self.refitted = [_runs(model, 0, each, plan, progress) for model in self.refits]

    def of(self, name: str) -> Floats:
        """One number over the replications; NaN where a run has none."""
        return np.array([run.get(name, np.nan) for run in self.values])

    def of_refits(self, name: str) -> Floats:
        """One number over refits × replications; NaN where a run has none."""
        numbers = [[run.get(name, np.nan) for run in runs] for runs in self.refitted]
        return np.array(numbers, dtype=np.float64).reshape(len(numbers), len(numbers[0]) if numbers else 0)


def shared(runs: Sequence[Values]) -> list[str]:
    """What every run has, in the order of the first."""
    return [name for name in runs[0] if name not in (EARLY, LATE) and all(name in run for run in runs)]


def _runs(model: ServiceModel, first: int, count: int, plan: Plan, progress: Progress) -> list[Values]:
    ratio = plan.share(model)
    bare = model.model_copy(update={"refits": (), "validation": None})
    return simulate_each(
        bare,
        partial(_values, setting=setting_of(bare, plan.setting), also=plan.also),
        cases=max(1, round(plan.cases * ratio)),
        start=plan.start,
        replications=count,
        seed=plan.seed,
        warm=plan.warm,
        warmup_cases=round(plan.warmup_cases * ratio),
        first=first,
        jobs=plan.jobs,
        progress=progress,
    )


def _values(log: EventLog, setting: Setting, also: tuple[str, ...]) -> Values:
    return indicator_values(log, setting, also) | _open_tickets(log)


def _open_tickets(log: EventLog) -> Values:
    """Mean number of open tickets in the second and in the last quarter of the time from the first to the last arrival."""
    at = {name: log.cases.get_column(name).cast(pl.Int64).to_numpy() / 3.6e9 for name in ("first_time", "last_time")}
    new = ~log.cases.get_column(OPEN_AT_START).to_numpy() if OPEN_AT_START in log.cases.columns else slice(None)
    begin, span = at["first_time"][new].min(), np.ptp(at["first_time"][new])
    if span <= 0:
        return {}
    found = {}
    for name, first, last in ((EARLY, 0.25, 0.5), (LATE, 0.75, 1.0)):
        low, high = begin + first * span, begin + last * span
        inside = np.clip(at["last_time"], low, high) - np.clip(at["first_time"], low, high)
        found[name] = float(inside.sum() / (high - low))
    return found
