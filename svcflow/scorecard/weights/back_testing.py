"""Which weights would have foretold the outcome best: each set's totals of later rows beside what came of them.

Rows are in the order of time. The first ones are there to derive weights from; only the last ones judge, so that a set that was fitted to
an outcome is not judged by the same outcome. A set's worth is Spearman's rank correlation of its totals with the outcome (above 0 where a
better total goes with a better outcome), with a 95 % interval by bootstrap of the judging rows; sets are compared on the same draws, and
`beaten` says that another set was better in 97.5 % of them.

What it hides: the outcome may have moved for reasons that no scorecard sees; few rows tell few sets apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svcflow.language import mark
from svcflow.scorecard.refusals import TableError, check_known
from svcflow.scorecard.remarks import Remark, remark
from svcflow.scorecard.weights.matrices import Better, Table
from svcflow.scorecard.weights.results import Weights

Floats = NDArray[np.float64]
DRAWS = 1_000
LEAST_ROWS = 8
Derive = Callable[[Table, tuple[float, ...]], Weights]
"""weights derived from the first rows and their outcome"""
_TOGETHER = mark("{rows} rows do not tell the sets of weights apart: no set is better than {best} beyond chance, or worse.")


@dataclass(frozen=True, slots=True)
class Foretelling:
    """How well one set of weights foretold: Spearman's ρ with its interval, and whether the best set was better beyond chance."""

    name: str
    weights: Weights
    correlation: float
    low: float
    high: float
    beaten: bool


@dataclass(frozen=True, slots=True)
class BackTest:
    """The sets, the best first; on how many rows weights were derived and on how many judged."""

    sets: tuple[Foretelling, ...]
    derived_on: int
    judged_on: int
    remarks: tuple[Remark, ...]


def back_test(
    scores: Table, outcome: Sequence[float], better: Better, sets: Mapping[str, Weights | Derive], judging: float = 0.4, seed: int = 1
) -> BackTest:
    """Judge sets of weights by what they would have foretold.

    Parameters
    ----------
    scores : Table
        A row for each period (or customer), in the order of time; scores of the items, higher being better.
    outcome : sequence of float
        What came of each row.
    sets : mapping
        Name -> weights, or a function that derives them from the first rows.
    judging : float
        The share of the rows, at the end, that judge.

    Raises
    ------
    TableError
        Fewer than 8 rows would judge, or the outcome is constant in them.
    """
    rows = len(scores.values)
    if len(outcome) != rows:
        raise TableError(f"the outcome has {len(outcome)} figures and the scores {rows}.", remedy="Give one for each row.")
    split = rows - round(judging * rows)
    if rows - split < LEAST_ROWS or split < 2:
        problem = f"{rows - split} rows are too few to judge weights by."
        raise TableError(problem, remedy=f"Give {LEAST_ROWS} at least besides those that weights are derived from.")
    early = Table(scores.items, scores.better, scores.values[:split])
    y = np.array(outcome[split:], float) * (-1 if better == "lower" else 1)
    if np.ptp(y) == 0:
        raise TableError("the outcome is the same in all rows that judge.", remedy="Give rows in which it differs.")
    used = {name: each(early, tuple(outcome[:split])) if callable(each) else each for name, each in sets.items()}
    late = np.array(scores.values[split:])
    totals = np.array([_totals(late, scores.items, weights) for weights in used.values()])
    return _judged(used, totals, y, split, seed)


def _totals(rows: Floats, items: tuple[str, ...], weights: Weights) -> Floats:
    for item in weights.items:
        check_known(item, items)
    return np.asarray(rows[:, [items.index(item) for item in weights.items]] @ np.array(weights.values))


def _judged(used: Mapping[str, Weights], totals: Floats, y: Floats, split: int, seed: int) -> BackTest:
    picked = np.random.default_rng(seed).integers(len(y), size=(DRAWS, len(y)))
    now = _spearman(totals[:, None, :], y[None])[:, 0]
    draws = _spearman(totals[:, picked], y[picked])
    low, high = np.quantile(draws, (0.025, 0.975), axis=1)
    best = int(np.argmax(now))
    behind = (draws[best] > draws).mean(axis=1) >= 0.975
    sets = [
        Foretelling(name, weights, float(now[k]), float(low[k]), float(high[k]), bool(behind[k]))
        for k, (name, weights) in enumerate(used.items())
    ]
    sets.sort(key=lambda each: -each.correlation)
    remarks = (remark(_TOGETHER, rows=len(y), best=sets[0].name),) if len(sets) > 1 and not any(behind) else ()
    return BackTest(tuple(sets), split, len(y), remarks)


def _spearman(totals: Floats, y: Floats) -> Floats:
    """Spearman's ρ along the last axis, sets × draws; 0 where a draw is constant."""
    from scipy.stats import rankdata

    a, b = rankdata(totals, axis=-1), rankdata(y, axis=-1)[None]
    a, b = a - a.mean(axis=-1, keepdims=True), b - b.mean(axis=-1, keepdims=True)
    scale = np.sqrt((a**2).sum(axis=-1) * (b**2).sum(axis=-1))
    return np.asarray((a * b).sum(axis=-1) / np.where(scale > 0, scale, 1))
