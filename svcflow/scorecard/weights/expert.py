"""Expert judgement: each expert gives every item a weight, and the mean of theirs counts; Kendall's W says how far they agree.

The mean is arithmetic, Σ_e w_ei / m, or geometric, Π_e w_ei^(1/m) scaled to sum to 1; the geometric one is 0 where one expert says 0.
Kendall's W [1]_ compares the experts' rankings R_i = Σ_e r_ei of n items by m experts,

    W = 12 S / (m² (n³ − n) − m T),    S = Σ_i (R_i − mean R)²,    T = Σ_e Σ_ties (t³ − t),

1 where all rank alike and 0 where there is no common order. Without agreement m (n − 1) W is nearly χ² with n − 1 degrees of freedom, for
few items only roughly; the p-value by permutations of each expert's ranks is exact where they can be counted, else drawn.

What it hides: whom one asked, and that a mean of two camps is nobody's opinion: look at W.

.. [1] Kendall, Babington Smith (1939), The problem of m rankings, Annals of Mathematical Statistics 10(3), doi:10.1214/aoms/1177732186.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from svcflow.language import mark
from svcflow.scorecard.refusals import TableError, under
from svcflow.scorecard.remarks import remark
from svcflow.scorecard.weights.results import Weights, given_weights, weights_from

Mean = Literal["arithmetic", "geometric"]
Floats = NDArray[np.float64]
MOST_COUNTED = 2_000_000
"""steps up to which permutations are counted rather than drawn"""
DRAWS = 9_999
_CAMPS = mark("The experts do not agree on an order (W {w}, p {p}): their mean may be nobody's opinion.")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far rankings agree: Kendall's W (None where everybody ties everything), its p-values, and whether the second was counted."""

    raters: int
    items: int
    w: float | None
    chi_square: float | None
    p_chi_square: float | None
    p_permutation: float | None
    counted: bool


@dataclass(frozen=True, slots=True)
class ExpertWeights:
    """The mean weights, each expert's own, and how far they agree (None with a single expert)."""

    weights: Weights
    mean: Mean
    experts: tuple[tuple[str, tuple[float, ...]], ...]
    agreement: Agreement | None


def expert_weights(given: Mapping[str, Mapping[str, float]], mean: Mean = "arithmetic", seed: int = 1) -> ExpertWeights:
    """Weights given directly by one or more experts, as their mean, with their agreement.

    Parameters
    ----------
    given : mapping
        Expert -> item -> weight; each expert's weights sum to 1, or to 100.
    mean : {"arithmetic", "geometric"}
        How the experts' weights become one.
    seed : int
        Of the permutations, where they are too many to count.

    Raises
    ------
    TableError
        There is no expert, their items differ, or somebody's weights do not sum to 1.
    """
    if not given:
        raise TableError("there are no experts.", remedy="Give one at least, with a weight for each item.")
    each = {}
    for name, said in given.items():
        with under(name):
            each[name] = given_weights(said, "expert")
    items = next(iter(each.values())).items
    for name, weights in each.items():
        missing = sorted(set(items) ^ set(weights.items))
        if missing:
            raise TableError(f'"{missing[0]}" is weighed by some experts and not by all.', remedy="Weigh the same items.", at=(name,))
    table = np.array([[weights[item] for item in items] for weights in each.values()])
    raw = mean_of(table, mean)
    if not raw.sum() > 0:
        raise TableError("each item has the weight 0 from somebody.", remedy='Take the arithmetic mean: mean = "arithmetic".')
    agreement = agreement_of(ranks_of(-table), seed) if len(table) > 1 and len(items) > 1 else None
    remarks = []
    if agreement and agreement.w is not None and agreement.p_permutation is not None and agreement.p_permutation > 0.05:
        remarks.append(remark(_CAMPS, w=agreement.w, p=agreement.p_permutation))
    experts = tuple((name, tuple(map(float, row))) for name, row in zip(each, table, strict=True))
    return ExpertWeights(weights_from("expert", items, raw, remarks), mean, experts, agreement)


def mean_of(table: Floats, mean: Mean) -> Floats:
    """The mean of each column."""
    if mean == "arithmetic":
        return np.asarray(table.mean(axis=0))
    with np.errstate(divide="ignore"):
        return np.asarray(np.exp(np.log(table).mean(axis=0)))


def ranks_of(rows: Floats) -> Floats:
    """The rank of each column in each row: 1 for the smallest, tied ones share the mean of their ranks."""
    from scipy.stats import rankdata

    # Weights that differ by less than the arithmetic of their sum are the same.
    return np.asarray(rankdata(np.round(rows, 12), axis=1))


def kendalls_w(ranks: Floats) -> float | None:
    """Kendall's W of ranks (raters × items), corrected for ties; None where every rater ties everything."""
    m, n = ranks.shape
    scale = m**2 * (n**3 - n) - m * sum(_ties(row) for row in ranks)
    if scale <= 0:
        return None
    totals = ranks.sum(axis=0)
    return float(12 * np.sum((totals - totals.mean()) ** 2) / scale)


def agreement_of(ranks: Floats, seed: int = 1) -> Agreement:
    """Kendall's W of ranks (raters × items) and how likely chance alone makes it as large."""
    from scipy.stats import chi2

    m, n = ranks.shape
    w = kendalls_w(ranks)
    if w is None:
        return Agreement(m, n, None, None, None, None, False)
    chi_square = m * (n - 1) * w
    p, counted = _permuted(ranks, seed)
    return Agreement(m, n, w, chi_square, float(chi2.sf(chi_square, n - 1)), p, counted)


def _ties(row: Floats) -> int:
    return int(sum(size**3 - size for size in Counter(row.tolist()).values()))


def _permuted(ranks: Floats, seed: int) -> tuple[float, bool]:
    """The share of permutations of each rater's ranks with an S as large as seen, and whether all were counted."""
    m, n = ranks.shape
    orders = math.factorial(n)
    if n <= 5 and orders * (_sums(m, n) * m) <= MOST_COUNTED:
        return _counted(ranks), True
    rng = np.random.default_rng(seed)
    seen = _spread(ranks.sum(axis=0)) - 1e-9
    drawn = sum(_spread(rng.permuted(ranks, axis=1).sum(axis=0)) >= seen for _ in range(DRAWS))
    return (drawn + 1) / (DRAWS + 1), False


def _sums(m: int, n: int) -> int:
    """About how many different sums of ranks m raters can give to n items."""
    return int((m * (n - 1) + 1) ** (n - 1) / math.factorial(n - 1)) + 1


def _counted(ranks: Floats) -> float:
    """Exactly: the sums of all permutations, rater by rater; the first rater may stay as they are, by symmetry."""
    doubled = np.rint(2 * ranks).astype(int)  # shared ranks are halves
    sums: Counter[tuple[int, ...]] = Counter({tuple(doubled[0].tolist()): 1})
    for row in doubled[1:]:
        grown: Counter[tuple[int, ...]] = Counter()
        orders = Counter(permutations(row.tolist()))
        for total, ways in sums.items():
            for order, times in orders.items():
                grown[tuple(a + b for a, b in zip(total, order, strict=True))] += ways * times
        sums = grown
    seen = _spread(doubled.sum(axis=0)) - 1e-9
    return sum(ways for total, ways in sums.items() if _spread(np.array(total)) >= seen) / sums.total()


def _spread(totals: Sequence[float] | NDArray[np.generic]) -> float:
    values = np.asarray(totals, dtype=float)
    return float(np.sum((values - values.mean()) ** 2))
