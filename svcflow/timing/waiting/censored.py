"""A distribution from quantities that are known between two bounds only.

Of each quantity it is seen that it lies in (low, high]: it had not happened at one inspection and had at the next. Without an
assumption on its form, the distribution of most likelihood gives each of a set of points a probability p, and is
self-consistent [1]_: p is the mean, over the observations, of the chance that each of them lies at the point, given its
bounds. Repeating that mean from equal chances converges to it (an EM algorithm). The likelihood does not say where between
two neighbouring bounds the probability lies; here it lies at the lower one, so means are told rather too low.

.. [1] Turnbull (1976), "The empirical distribution function with arbitrarily grouped, censored and truncated data",
   Journal of the Royal Statistical Society B 38, doi:10.1111/j.2517-6161.1976.tb01597.x
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
MOST_POINTS = 1000
MOST_ROUNDS = 500
CLOSE = 1e-6


def expect(low: Whole, high: Whole, most: Whole) -> Whole:
    """The mean of each quantity between its bounds, by the distribution of all of them.

    Parameters
    ----------
    low, high : arrays of int
        Bounds by inspection, low <= high; equal where the quantity was seen. The distribution is found from them.
    most : array of int
        What else each quantity is known not to exceed, low <= most: it says something of this one alone.

    Returns
    -------
    array of int
        Between `low` and `most`, rounded to whole units.

    Notes
    -----
    A sort, then up to 500 rounds, each linear in the different pairs of bounds over at most 1 000 points (of more different
    lower bounds, quantiles). The same whatever the order of the observations.
    """
    points = np.unique(low)
    if len(points) > MOST_POINTS:
        points = np.unique(np.quantile(low, np.linspace(0, 1, MOST_POINTS), method="lower"))
    first = np.searchsorted(points, low, side="right") - 1
    beyond = np.maximum(np.searchsorted(points, high, side="right"), first + 1)
    chance = _self_consistent(first, beyond, len(points))
    until = np.maximum(np.searchsorted(points, most, side="right"), first + 1)
    mass = np.concatenate(([0.0], np.cumsum(chance)))
    moment = np.concatenate(([0.0], np.cumsum(chance * points)))
    held, summed = mass[until] - mass[first], moment[until] - moment[first]
    mean = np.where(held > CLOSE, summed / np.maximum(held, CLOSE), low)
    return np.clip(np.round(mean).astype(np.int64), low, most)


def _self_consistent(first: Whole, beyond: Whole, size: int) -> Numbers:
    """The chance of each point, from observations that lie at points first <= number < beyond."""
    pairs, counts = np.unique(first * (size + 1) + beyond, return_counts=True)
    first, beyond = pairs // (size + 1), pairs % (size + 1)
    chance = np.full(size, 1 / size)
    for _ in range(MOST_ROUNDS):
        mass = np.concatenate(([0.0], np.cumsum(chance)))
        weight = counts / np.maximum(mass[beyond] - mass[first], 1e-300)
        gained = np.bincount(first, weight, size + 1) - np.bincount(beyond, weight, size + 1)
        better = chance * np.maximum(np.cumsum(gained)[:size], 0.0) / counts.sum()
        moved, chance = np.abs(better - chance).sum(), better
        if moved < CLOSE:
            break
    return chance
