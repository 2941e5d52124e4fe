"""The part at the beginning of the runs that still knows the empty system, and is not counted.

A run that begins with nobody waiting tells times that are too short at first. How long that lasts is read off the mean over many runs, in
which the noise of single runs is gone: run by run, the rule takes chance for a beginning. Lead times are averaged over the runs, ticket by
ticket in the order of arrival, and over five tickets each (Z₁ … Z_k); cut are the first d of them that make

    MSER-5(d) = Σ_{j>d} (Z_j − mean of those)² ÷ (k − d)²

smallest: what is left tells its mean most surely. A smallest value beyond the middle means that the series has not settled within the run.

References
----------
K. P. White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69 (1997) 323,
doi:10.1177/003754979706900601.
K. P. White, M. J. Cobb, S. C. Spratt, "A comparison of five steady-state truncation heuristics for simulation", Proceedings of the 2000
Winter Simulation Conference, 755-760.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import polars as pl

from svcflow.errors import InputError
from svcflow.eventlog import EventLog
from svcflow.model.document import ServiceModel
from svcflow.progress import Progress
from svcflow.redesign.runs import Plan
from svcflow.redesign.uncertainty import Floats
from svcflow.simulation import simulate_each

BATCH = 5
APART = 1_000_000
"""number of the first run that is looked at for this: none of those that are weighed"""


def settled_after(series: Floats) -> int | None:
    """How many tickets at the beginning of a series of means to cut; None if it does not settle.

    Parameters
    ----------
    series : array
        Means over the runs, ticket by ticket; fewer than 20 tell nothing, and nothing is cut.
    """
    count = len(series) // BATCH
    if count < 4:
        return 0
    batches = series[: count * BATCH].reshape(count, BATCH).mean(axis=1)
    # The last few are too few to be told from chance (White): the rule would always like two that happen to be equal.
    cuts = np.arange(count - min(5, count // 2))
    scores = [float(batches[cut:].var()) / (count - cut) for cut in cuts]
    best = int(np.argmin(scores))
    return best * BATCH if best <= count // 2 else None


def after_warmup(
    plan: Plan, asked: int | Literal["auto"], models: Sequence[ServiceModel], replications: int, progress: Progress
) -> tuple[Plan, list[str]]:
    """The plan with the warm-up that is asked, or with one after which all of these models have settled; and what is to be said of it.

    Raises
    ------
    InputError
        A warm-up is to be found for runs that begin with open tickets.
    """
    if asked != "auto":
        return replace(plan, warmup_cases=asked), []
    if plan.warm:
        problem = "A warm-up fills an empty system; these runs begin with their open tickets."
        raise InputError(problem, place="warmup", remedy="Give one of the two.")
    found = [_settled(model, plan, replications, progress) for model in models]
    if None in found:
        said = f"No warm-up was cut: within {plan.cases} tickets the lead times do not settle, today or in a redesign."
        return plan, [f"{said} Longer runs may show whether they ever do."]
    most = max(cut for cut in found if cut is not None)
    if not most:
        return plan, ["No warm-up was cut: on average over the runs, the first tickets are as slow as the later ones."]
    said = f"The first {most} tickets of a run are not counted: on average over {replications} runs, lead times have settled after them."
    return replace(plan, warmup_cases=most), [said]


def _settled(model: ServiceModel, plan: Plan, replications: int, progress: Progress) -> int | None:
    """Arrivals of the baseline after which this model has settled; None if it does not within the runs as they are planned."""
    share = plan.share(model)
    each = simulate_each(
        model.model_copy(update={"refits": (), "validation": None}), _lead_times, cases=max(1, round(plan.cases * share)),
        start=plan.start, replications=replications, seed=plan.seed, first=APART, jobs=plan.jobs, progress=progress,
    )  # fmt: skip
    cut = settled_after(np.mean(each, axis=0))
    return None if cut is None else math.ceil(cut / share)


def _lead_times(log: EventLog) -> Floats:
    """In the order of arrival [h]."""
    hours = (pl.col("last_time") - pl.col("first_time")).dt.total_microseconds() / 3.6e9
    return log.cases.sort("first_time", maintain_order=True).select(hours).to_series().to_numpy()
