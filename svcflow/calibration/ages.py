"""Delays by the age of the ticket: what is due at a certain age is waited for the less, the older a ticket is when it gets there.

A flow's delays are cut at the age on whose two sides they differ most (Kolmogorov-Smirnov), if a difference that large comes by chance less
than once in a thousand times [1]_, and each side again, while both sides keep 20 delays; at most 32 classes come of it.

References
----------
.. [1] N. V. Smirnov, Ann. Math. Stat. 19 (1948) 279, https://doi.org/10.1214/aoms/1177730256
"""

from __future__ import annotations

import math

import numpy as np

from svcflow.calibration.observations import Numbers
from svcflow.calibration.rounding import rounded

LEAST_CLASS = 20
CHANCE = 0.001
MOST_CUTS_DEEP = 5
TRIED = 15
"""places at which a cut is tried"""


def find_ages(hours: Numbers, age: Numbers, deep: int = MOST_CUTS_DEEP) -> list[float]:
    """The ages [h] > 0, rising, from which on the delays are others."""
    count = len(hours)
    if deep == 0 or count < 2 * LEAST_CLASS:
        return []
    order = np.argsort(age, kind="stable")
    ages, delays = age[order], hours[order]
    at, distance = _best_cut(ages, delays)
    if at == 0 or 2 * math.exp(-2 * distance**2) > CHANCE:
        return []
    cut = float(rounded((ages[at - 1] + ages[at]) / 2))
    if not ages[at - 1] < cut <= ages[at]:
        return []
    return [*find_ages(delays[:at], ages[:at], deep - 1), cut, *find_ages(delays[at:], ages[at:], deep - 1)]


def _best_cut(ages: Numbers, delays: Numbers) -> tuple[int, float]:
    """How many of the youngest to cut off (0: nowhere), and how far apart the two sides are, in units of what chance makes."""
    count = len(ages)
    rank = np.argsort(delays, kind="stable")
    lasts = np.append(np.flatnonzero(np.diff(delays[rank]) > 0), count - 1)
    best = (0, 0.0)
    for at in np.unique(np.linspace(LEAST_CLASS, count - LEAST_CLASS, TRIED).astype(np.int64)).tolist():
        young = int(np.searchsorted(ages, ages[at], side="left"))
        if LEAST_CLASS <= young <= count - LEAST_CLASS:
            below = np.cumsum(rank < young)[lasts]
            apart = np.abs(below / young - (lasts + 1 - below) / (count - young)).max()
            distance = float(apart) * math.sqrt(young * (count - young) / count)
            best = max(best, (young, distance), key=lambda it: it[1])
    return best
