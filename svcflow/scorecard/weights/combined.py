"""Subjective and objective weights as one: what people say matters, and what the figures say differs.

    product   w_j = s_j o_j / Σ_k s_k o_k
    mix       w_j = λ s_j + (1 − λ) o_j,  0 ≤ λ ≤ 1;  1 is the subjective weights alone and 0 the objective ones

What it hides: by product, an item that never varied weighs nothing however much it matters to people; λ is a choice that no data make.

Source: Ma, Fan, Huang (1999), A subjective and objective integrated approach to determine attribute weights, European Journal of
Operational Research 112(2), doi:10.1016/S0377-2217(98)00141-6.
"""

from __future__ import annotations

from svcflow.scorecard.refusals import TableError, check_number
from svcflow.scorecard.weights.results import Weights, same_items, weights_from


def multiply(subjective: Weights, objective: Weights) -> Weights:
    """Combine by product.

    Raises
    ------
    TableError
        The items differ, or each has the weight 0 by one of the two.
    """
    same_items(subjective, objective)
    raw = [subjective[item] * objective[item] for item in subjective.items]
    if not sum(raw) > 0:
        raise TableError("each item has the weight 0 by one of the two methods.", remedy="Mix them instead of multiplying.")
    return weights_from("product", subjective.items, raw)


def mix(subjective: Weights, objective: Weights, share: float) -> Weights:
    """Combine linearly; `share` is the subjective weights' part λ.

    Raises
    ------
    TableError
        The items differ, or the share is not between 0 and 1.
    """
    same_items(subjective, objective)
    part = check_number(share, "the share of the subjective weights", ("mix",), least=0, most=1)
    raw = [part * subjective[item] + (1 - part) * objective[item] for item in subjective.items]
    return weights_from("mix", subjective.items, raw)
