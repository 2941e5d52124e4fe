"""Where the length of a step depends on the ticket's values.

The values of one attribute, of those seen in at least 30 executions of the step, get durations of their own where

- some of them differ from the rest (Mann–Whitney test, chance below 0.001 shared among all that is tried, means apart by a fifth), **and**
- quantiles learned from half of the cases foretell the other half better (mean pinball loss over the deciles [1]_, both ways) value by
  value than as one.

Of several attributes the one that gains most is taken. A person's own durations are then told from hours that are made comparable, those
of each value being divided by its mean; so a person who is given the long tickets is not taken for a slow one.

References
----------
.. [1] R. Koenker, G. Bassett, Econometrica 46 (1978) 33, https://doi.org/10.2307/1913643
"""

from __future__ import annotations

import math

import numpy as np

from svcflow.calibration.durations import ZERO_H, fit_distribution
from svcflow.calibration.observations import Flags, Numbers, Observations, Whole
from svcflow.calibration.traits import Traits, halves
from svcflow.model.document import ByAttribute

LEAST = 30
CHANCE = 0.001
LEAST_DIFFERENCE = 0.2
DECILES = np.linspace(0.1, 0.9, 9)


def duration_gains(seen: Observations, hours: Numbers, traits: Traits) -> Numbers:
    """For each activity (row), what each attribute (column) gains in telling how long it takes [nats]; 0 where it tells nothing clearly."""
    half = halves(seen)[seen.case]
    gains = np.zeros((len(seen.activities), len(traits.names)))
    chance = CHANCE / max(1, len(seen.activities) * sum(map(len, traits.values)))
    for activity in range(len(seen.activities)):
        rows = np.flatnonzero(seen.activity == activity)
        for attribute, codes in enumerate(traits.codes):
            gains[activity, attribute] = _gain(hours[rows], codes[seen.case[rows]], half[rows], chance)
    return gains


def fit_values(hours: Numbers, traits: Traits, attribute: int, codes: Whole, digits: int = 6) -> ByAttribute:
    """The durations of each value of an attribute that was seen often enough among these executions."""
    labels = traits.values[attribute]
    durations = {labels[value]: fit_distribution(hours[codes == value], digits) for value in _often(codes)}
    return ByAttribute(attribute=traits.names[attribute], durations=durations)


def comparable(hours: Numbers, codes: Whole) -> Numbers:
    """The hours as they would be if all values had the mean of all."""
    found = hours.copy()
    for value in _often(codes):
        own = float(hours[codes == value].mean())
        if own > ZERO_H:
            found[codes == value] *= float(hours.mean()) / own
    return found


def _often(codes: Whole) -> list[int]:
    return list(np.flatnonzero(np.bincount(codes) >= LEAST).tolist()) if len(codes) else []


def _gain(hours: Numbers, codes: Whole, half: Whole, chance: float) -> float:
    values = _often(codes)
    if not any(_differs(hours, codes == value, chance) for value in values):
        return 0.0
    before = after = 0.0
    for learned in (half == 0, half == 1):
        if not learned.any() or learned.all():
            return 0.0
        usual = np.quantile(hours[learned], DECILES)
        before += _loss(hours[~learned], usual)
        for value in values:
            mine = codes == value
            own = np.quantile(hours[learned & mine], DECILES) if (learned & mine).any() else usual
            after += _loss(hours[~learned & mine], own)
        after += _loss(hours[~learned & ~np.isin(codes, values)], usual)
    return max(0.0, len(hours) * math.log(before / after)) if before > 0 and after > 0 else 0.0


def _differs(hours: Numbers, mine: Flags, chance: float) -> bool:
    from scipy.stats import mannwhitneyu

    if mine.all():
        return False
    own, others = hours[mine], hours[~mine]
    apart = abs(math.log(max(own.mean(), ZERO_H) / max(others.mean(), ZERO_H))) > LEAST_DIFFERENCE
    return bool(apart and mannwhitneyu(own, others).pvalue < chance)


def _loss(hours: Numbers, quantiles: Numbers) -> float:
    """The pinball loss, summed over executions and deciles [h]."""
    off = hours[:, None] - quantiles
    return float(np.sum(np.where(off > 0, DECILES * off, (DECILES - 1) * off)))
