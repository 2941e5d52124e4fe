"""Entropy weights 熵权法: an item weighs the more, the more its figures differ from row to row [1]_.

    p_ij = x_ij / Σ_i x_ij,   e_j = −Σ_i p_ij ln p_ij / ln n,   w_j = (1 − e_j) / Σ_k (1 − e_k)

for n rows, with 0 ln 0 = 0. An item that is the same everywhere has e = 1 and the weight 0.

What it hides: that figures differ does not make them matter; one odd row moves the weights; and they move with every new period, so that
totals of two periods are not comparable unless the weights are kept.

.. [1] Shannon (1948), A mathematical theory of communication, Bell System Technical Journal 27(3),
   doi:10.1002/j.1538-7305.1948.tb01338.x; Zavadskas, Podvezko (2016), Integrated determination of objective criteria weights in MCDM,
   International Journal of Information Technology & Decision Making 15(2), doi:10.1142/S0219622016500036.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svcflow.language import mark
from svcflow.scorecard.refusals import TableError
from svcflow.scorecard.remarks import Remark, remark
from svcflow.scorecard.weights.matrices import Scaling, Table, scaled
from svcflow.scorecard.weights.results import Weights, weights_from

Floats = NDArray[np.float64]
_CONSTANT = mark("{item} is the same in every row and has the weight 0: that says nothing of how much it matters.")
_NOTHING = 1e-12


def entropy_weights(table: Table, scaling: Scaling = "shares") -> Weights:
    """Weights by entropy.

    Raises
    ------
    TableError
        All items are constant, or a figure does not suit the scaling.
    """
    raw = 1 - entropies(scaled(table, scaling))
    raw[raw < _NOTHING] = 0
    return weights_from("entropy", table.items, check_differs(raw), constant_remarks(table, raw))


def entropies(figures: Floats) -> Floats:
    """The bare formula: the entropy e_j of each column, 1 where it is constant."""
    totals = figures.sum(axis=0)
    shares = figures / np.where(totals > 0, totals, 1)
    terms = np.where(shares > 0, shares * np.log(np.where(shares > 0, shares, 1)), 0)
    return np.where(totals > 0, -terms.sum(axis=0) / np.log(len(figures)), 1.0)


def check_differs(raw: Floats) -> Floats:
    """Raw weights of which one at least is not 0."""
    if not raw.sum() > _NOTHING:
        remedy = "Give rows that differ, or weigh by judgement."
        raise TableError("all items are the same in every row: such figures weigh nothing.", remedy=remedy)
    return raw


def constant_remarks(table: Table, raw: Floats) -> list[Remark]:
    """A remark for each item without weight because it is constant."""
    constant = np.ptp(table.array, axis=0) == 0
    return [remark(_CONSTANT, item=item) for item, same, value in zip(table.items, constant, raw, strict=True) if same and value == 0]
