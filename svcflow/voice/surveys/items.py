"""Item analysis and reliability: whether questions measure one thing, and where answers pile up.

With the items laid on 0 to 1 and only respondents who answered all of them, k items of variance s²ᵢ and a total of variance s²:

    α = k / (k - 1) · (1 - Σ s²ᵢ / s²)                                   Cronbach [1]; 95 % interval of Feldt [2]
    corrected item-total r = r(item, mean of the others)
    split half = 2 r / (1 + r)                                           Spearman-Brown; odd against even, and random halves
    discrimination = mean of the upper 27 % - mean of the lower 27 %     groups by the mean of the other items, Kelley [3]

Items that are copies of each other have α = 1. Items without any variance are left out: nothing can be said of them.

References
----------
[1] L. J. Cronbach, Psychometrika 16 (1951), 297-334, doi:10.1007/BF02310555
[2] L. S. Feldt, Psychometrika 30 (1965), 357-370, doi:10.1007/BF02289499
[3] T. L. Kelley, Journal of Educational Psychology 30 (1939), 17-24, doi:10.1037/h0057123
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from svcflow.voice.surveys.reading import Survey
from svcflow.voice.surveys.results import Figure, Item, Reliability
from svcflow.voice.surveys.scores import Z

Floats = NDArray[np.float64]
FEWEST = 10
"""respondents below whom nothing is said about items"""
HALVES = 200
_TAIL = 0.27
_WEAK = 0.3
_PILED = 0.4
"""share of the highest (lowest) answer from which an item tells no more between the good (the bad)"""


def measure_items(survey: Survey, *, seed: int = 1) -> Reliability | None:
    """Item analysis, α and split half of a survey's items; None with fewer than two items or ten whole responses."""
    asked = [(question, survey.laid(question)) for question in survey.items]
    table = np.column_stack([values.to_numpy() for _, values in asked]) if asked else np.empty((0, 0))
    whole = table[~np.isnan(table).any(axis=1)]
    varied = np.flatnonzero(whole.std(axis=0) > 0) if len(whole) else np.empty(0, np.int64)
    whole = whole[:, varied]
    if len(varied) < 2 or len(whole) < FEWEST:
        return None
    alpha = cronbach_alpha(whole)
    items = tuple(_item(asked[place][0].column, whole, number, alpha) for number, place in enumerate(varied))
    low, high = _feldt(alpha, *whole.shape)
    return Reliability(
        items,
        len(whole),
        Figure(alpha, low, high, len(whole)),
        split_half(whole, np.arange(whole.shape[1]) % 2 == 0),
        _random_halves(whole, np.random.default_rng(seed)),
    )


def cronbach_alpha(answers: Floats) -> float:
    """Cronbach's α of a table with a row for each respondent and a column for each item; NaN where nothing varies."""
    k = answers.shape[1]
    total = float(answers.sum(axis=1).var(ddof=1))
    return k / (k - 1) * (1 - float(answers.var(axis=0, ddof=1).sum()) / total) if total > 0 and k > 1 else math.nan


def split_half(answers: Floats, first: NDArray[np.bool_]) -> float:
    """Spearman-Brown's reliability of the whole from the correlation of two halves; `first` says which items are in one of them."""
    r = _correlation(answers[:, first].mean(axis=1), answers[:, ~first].mean(axis=1))
    return 2 * r / (1 + r) if r > -1 else math.nan


def correlation_figure(one: Floats, other: Floats) -> Figure:
    """Pearson's correlation with Fisher's interval; NaN where one of them does not vary."""
    r, n = _correlation(one, other), len(one)
    if not math.isfinite(r) or n < 4:
        return Figure(r, None, None, n)
    z, half = math.atanh(max(-1 + 1e-12, min(1 - 1e-12, r))), Z / math.sqrt(n - 3)
    return Figure(r, min(r, math.tanh(z - half)), max(r, math.tanh(z + half)), n)


def _item(name: str, answers: Floats, number: int, alpha: float) -> Item:
    own, others = answers[:, number], np.delete(answers, number, axis=1)
    rest = others.mean(axis=1)
    order = np.argsort(rest, kind="stable")
    tail = max(1, round(_TAIL * len(order)))
    ceiling, floor = float((own >= 1).mean()), float((own <= 0).mean())
    item_total = correlation_figure(own, rest)
    without = cronbach_alpha(others)
    found = {"ceiling": ceiling >= _PILED, "floor": floor >= _PILED, "weak": item_total.value < _WEAK, "spoils": without > alpha + 0.005}
    return Item(
        question=name,
        n=len(own),
        mean=float(own.mean()),
        item_total=item_total,
        discrimination=float(own[order[-tail:]].mean() - own[order[:tail]].mean()),
        ceiling=ceiling,
        floor=floor,
        alpha_without=without,
        remarks=tuple(name for name, holds in found.items() if holds),
    )


def _random_halves(answers: Floats, rng: np.random.Generator) -> Figure:
    k = answers.shape[1]
    found = []
    for _ in range(HALVES):
        first = np.zeros(k, np.bool_)
        first[rng.permutation(k)[: k // 2]] = True
        found.append(split_half(answers, first))
    low, high = np.quantile(found, (0.025, 0.975))
    return Figure(float(np.mean(found)), float(low), float(high), len(answers))


def _feldt(alpha: float, n: int, k: int) -> tuple[float | None, float | None]:
    """1 - (1 - α) F at the two ends, F with n - 1 and (n - 1)(k - 1) degrees of freedom."""
    from scipy.stats import f

    if not math.isfinite(alpha):
        return None, None
    upper, lower = (float(f.ppf(share, n - 1, (n - 1) * (k - 1))) for share in (0.975, 0.025))
    return 1 - (1 - alpha) * upper, 1 - (1 - alpha) * lower


def _correlation(one: Floats, other: Floats) -> float:
    if one.std() < 1e-12 or other.std() < 1e-12:
        return math.nan
    return float(np.clip(np.corrcoef(one, other)[0, 1], -1, 1))
