"""TOPSIS: scorecards or redesigns ranked by how near they are to the best figures of all and how far from the worst [1]_.

Figures are divided by the length of their column (vector normalisation), v_ij = w_j x_ij / √Σ_i x_ij²; with D⁺ and D⁻ the Euclidean
distances to the best and to the worst of each column, the closeness is D⁻ / (D⁺ + D⁻), 1 for what is best in everything.

What it hides: closeness is relative to who else is compared, so that leaving one out can turn the order of the rest (`rank_reversals`);
other normalisations, which some programs have as their default, give other figures.

.. [1] Hwang, Yoon (1981), Multiple attribute decision making, Springer, doi:10.1007/978-3-642-48318-9.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svcflow.scorecard.refusals import check_known
from svcflow.scorecard.weights.matrices import Table
from svcflow.scorecard.weights.results import Weights

Floats = NDArray[np.float64]


def topsis(table: Table, weights: Weights) -> tuple[float, ...]:
    """The closeness of each row (0 to 1), higher being better.

    Raises
    ------
    TableError
        An item of the table has no weight.
    """
    for item in table.items:
        check_known(item, weights.items)
    shares = np.array([weights[item] for item in table.items])
    return tuple(map(float, closeness(table.array, shares / shares.sum(), np.array([way == "lower" for way in table.better]))))


def closeness(values: Floats, weights: Floats, lower: NDArray[np.bool_]) -> Floats:
    """The bare formula; where all rows are alike, each is as near to the best as to the worst: 0.5."""
    lengths = np.sqrt((values**2).sum(axis=0))
    weighted = weights * values / np.where(lengths > 0, lengths, 1)
    least, most = weighted.min(axis=0), weighted.max(axis=0)
    best, worst = np.where(lower, least, most), np.where(lower, most, least)
    to_best = np.sqrt(((weighted - best) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighted - worst) ** 2).sum(axis=1))
    both = to_best + to_worst
    return np.where(both > 0, to_worst / np.where(both > 0, both, 1), 0.5)
