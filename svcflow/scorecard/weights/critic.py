"""CRITIC: an item weighs the more, the more its figures differ and the less they go along with the others' [1]_.

    C_j = s_j Σ_k (1 − r_jk),   w_j = C_j / Σ_k C_k

on figures scaled by their range, more being better, with s_j the standard deviation (n − 1) and r_jk Pearson's correlation. A constant
item has the weight 0 and takes part in no correlation. The bare standard deviation, w_j = s_j / Σ_k s_k, is `deviation_weights`.

What it hides: an item that goes against the others gains weight for it, be it only noise; with few rows correlations are chance.

.. [1] Diakoulaki, Mavrotas, Papayannakis (1995), Determining objective weights in multiple criteria problems: the CRITIC method, Computers
   & Operations Research 22(7), doi:10.1016/0305-0548(94)00059-H.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svcflow.scorecard.refusals import TableError
from svcflow.scorecard.weights.entropy import check_differs, constant_remarks
from svcflow.scorecard.weights.matrices import Table, scaled
from svcflow.scorecard.weights.results import Weights, weights_from

Floats = NDArray[np.float64]


def critic_weights(table: Table) -> Weights:
    """Weights by CRITIC.

    Raises
    ------
    TableError
        All items are constant, or all go along with each other perfectly.
    """
    figures = scaled(table, "range")
    raw = information(check_differs(figures))
    if raw.sum() < 1e-9:
        remedy = "Leave items out that say the same, or weigh by entropy."
        raise TableError("all items go along with each other perfectly: none tells more than another.", remedy=remedy)
    return weights_from("critic", table.items, raw, constant_remarks(table, raw))


def deviation_weights(table: Table) -> Weights:
    """Weights in proportion to the standard deviation of the figures, scaled by their range.

    Raises
    ------
    TableError
        All items are constant.
    """
    raw = check_differs(scaled(table, "range").std(axis=0, ddof=1))
    return weights_from("deviation", table.items, raw, constant_remarks(table, raw))


def information(figures: Floats) -> Floats:
    """The bare formula: C_j of each column; of one that varies alone its standard deviation."""
    spread = figures.std(axis=0, ddof=1)
    varies = spread > 0
    found = np.zeros(len(spread))
    if varies.sum() == 1:
        return np.asarray(spread)
    conflict = 1 - np.corrcoef(figures[:, varies], rowvar=False)
    found[varies] = spread[varies] * np.clip(conflict, 0, None).sum(axis=1)
    return found
