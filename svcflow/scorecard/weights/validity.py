"""How long weights hold: a set has a date and a review date, and an alarm where what it was drawn from has moved.

Objective weights are derived again from newer rows. The distance of two sets is half the sum of their differences, ½ Σ |w_j − v_j|: the
share of the weight that moved from one item to another. Chance alone moves some; so the same distance is taken between random halves of
all rows, and the alarm is raised where the true one exceeds 95 % of those.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from svcflow.language import mark
from svcflow.scorecard.refusals import TableError
from svcflow.scorecard.remarks import Remark, remark
from svcflow.scorecard.weights.matrices import Table
from svcflow.scorecard.weights.results import Weights, same_items

DRAWS = 400
_DUE = mark("The weights of {date} were to be reviewed by {review}.")
_DRIFT = mark("A share of {moved_share} of the weight has moved since, more than chance moves ({limit_share}): review the weights.")


@dataclass(frozen=True, slots=True)
class Validity:
    """When weights were set and by when they are to be reviewed."""

    set_on: date
    review_by: date

    def remarks(self, today: date) -> tuple[Remark, ...]:
        """What is to be said on this day: nothing before the review date."""
        return (remark(_DUE, date=str(self.set_on), review=str(self.review_by)),) if today > self.review_by else ()


@dataclass(frozen=True, slots=True)
class WeightDrift:
    """Weights then and now, the share of weight that moved, what chance moves at most (95 %), and whether that is exceeded."""

    then: Weights
    now: Weights
    moved: float
    limit: float
    alarm: bool
    remarks: tuple[Remark, ...]


def moved(first: Weights, second: Weights) -> float:
    """The share of the weight that moved: ½ Σ |w − v|.

    Raises
    ------
    TableError
        The items differ.
    """
    same_items(first, second)
    return sum(abs(first[item] - second[item]) for item in first.items) / 2


def weight_drift(then: Table, now: Table, derive: Callable[[Table], Weights], seed: int = 1) -> WeightDrift:
    """Whether objective weights have moved since, beyond chance.

    Parameters
    ----------
    derive : callable
        The method: `entropy_weights`, `critic_weights` or `deviation_weights`.

    Raises
    ------
    TableError
        The tables have other items, or fewer than four rows each.
    """
    if then.items != now.items:
        raise TableError("the tables do not have the same items.", remedy="Give the same columns in both.")
    sizes = len(then.values), len(now.values)
    if min(sizes) < 4:
        raise TableError(f"{min(sizes)} rows are too few to tell drift from chance.", remedy="Give four at least on each side.")
    before, after = derive(then), derive(now)
    rows, rng, apart = (*then.values, *now.values), np.random.default_rng(seed), []
    for _ in range(DRAWS):
        order = rng.permutation(len(rows))
        try:
            halves = [
                derive(Table(then.items, then.better, tuple(rows[k] for k in part))) for part in (order[: sizes[0]], order[sizes[0] :])
            ]
        except TableError:
            continue  # all items constant in one half
        apart.append(moved(*halves))
    limit, found = float(np.quantile(apart, 0.95)) if apart else 1.0, moved(before, after)
    alarm = found > limit
    return WeightDrift(before, after, found, limit, alarm, (remark(_DRIFT, moved_share=found, limit_share=limit),) if alarm else ())
