"""Weights from rankings: customers say what matters most to them, what next, and so on; no figure is asked of them.

For the item ranked k-th of n,

    centroid    w_k = (1/n) Σ_{i=k..n} 1/i        the middle of all weights that have this order [1]_
    rank_sum    w_k = 2 (n + 1 − k) / (n (n + 1))  falling in equal steps [2]_

Tied items share the mean of their places' weights; items that a customer does not name are tied at the end. The weight of an item is its
mean over the customers, and Kendall's W says how far their orders agree.

What it hides: how much more the first matters than the second is the formula's, not the customers'; the mean of two kinds of customers is
neither's.

.. [1] Barron, Barrett (1996), Decision quality using ranked attribute weights, Management Science 42(11), doi:10.1287/mnsc.42.11.1515.
.. [2] Stillwell, Seaver, Edwards (1981), A comparison of weight approximation techniques in multiattribute utility decision making,
   Organizational Behavior and Human Performance 28(1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from svcflow.language import mark
from svcflow.scorecard.refusals import TableError, check_known, check_names, under
from svcflow.scorecard.remarks import remark
from svcflow.scorecard.weights.expert import Agreement, Floats, agreement_of, ranks_of
from svcflow.scorecard.weights.results import Weights, weights_from

Ranking = Sequence[str | Sequence[str]]
_ALL_TIED = mark("{count} of {all} customers name no order at all.")


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """The weights by rank-order centroid and by rank sum, each customer's ranks, and how far they agree (None with one customer)."""

    centroid: Weights
    rank_sum: Weights
    ranks: tuple[tuple[str, tuple[float, ...]], ...]
    agreement: Agreement | None


def ranking_weights(rankings: Mapping[str, Ranking], items: Sequence[str] | None = None, seed: int = 1) -> RankingWeights:
    """Weights from customers' rankings.

    Parameters
    ----------
    rankings : mapping
        Customer -> items from the most important on; tied ones in a list of their own: ["Speed", ["Price", "Quality"]].
    items : sequence of str, optional
        All items; else those that anybody names, in the order of their first mention.
    seed : int
        Of the permutations behind the agreement.

    Raises
    ------
    TableError
        There is no ranking, somebody ranks an item twice, or one that is not among `items`.
    """
    if not rankings:
        raise TableError("there are no rankings.", remedy="Give one at least.")
    named = {customer: _levels(ranking, customer) for customer, ranking in rankings.items()}
    known = (
        check_names(items)
        if items is not None
        else tuple(dict.fromkeys(item for levels in named.values() for each in levels for item in each))
    )
    tables = []
    for customer, levels in named.items():
        for item in (item for each in levels for item in each):
            check_known(item, known, (customer,))
        tables.append(_places(levels, known))
    places = np.array(tables)
    agreement = agreement_of(ranks_of(places), seed) if len(places) > 1 and len(known) > 1 else None
    without = int(sum(np.ptp(row) == 0 for row in places)) if len(known) > 1 else 0
    remarks = [remark(_ALL_TIED, count=without, all=len(places))] if without else []
    by = {method: weights_from(method, known, _mean(places, formula), remarks) for method, formula in _FORMULAS.items()}
    ranks = tuple((customer, tuple(map(float, row))) for customer, row in zip(named, ranks_of(places), strict=True))
    return RankingWeights(by["centroid"], by["rank_sum"], ranks, agreement)


def centroid(n: int) -> Floats:
    """The bare formula of the rank-order centroid: the weights of the first to the n-th place."""
    return np.cumsum(1 / np.arange(n, 0, -1.0))[::-1] / n


def rank_sum(n: int) -> Floats:
    """The bare formula of the rank sum."""
    return 2 * np.arange(n, 0, -1.0) / (n * (n + 1))


_FORMULAS: Mapping[str, Callable[[int], Floats]] = {"centroid": centroid, "rank_sum": rank_sum}


def _levels(ranking: Ranking, customer: str) -> list[tuple[str, ...]]:
    """The items on each level, from the top."""
    for each in ranking:
        if not isinstance(each, str | list | tuple):
            raise TableError(
                f"{each!r} is no item.", remedy='Write names in quotes, the most important first: ["Speed", "Price"].', at=(customer,)
            )
    levels = [(each,) if isinstance(each, str) else tuple(each) for each in ranking]
    with under(customer):
        check_names([item for each in levels for item in each], "ranked items")
    return levels


def _places(levels: Sequence[Sequence[str]], items: tuple[str, ...]) -> list[int]:
    """The level of each item; those not named come after the last."""
    at = {item: level for level, each in enumerate(levels) for item in each}
    return [at.get(item, len(levels)) for item in items]


def _mean(places: Floats, formula: Callable[[int], Floats]) -> Floats:
    """The weights by each customer's places, ties sharing the mean of theirs, and the mean over customers."""
    table = formula(places.shape[1])
    total = np.zeros(places.shape[1])
    for row in places:
        order = np.argsort(row, kind="stable")
        for level in np.unique(row):
            tied = row[order] == level
            total[order[tied]] += table[tied].mean()
    return total / len(places)
