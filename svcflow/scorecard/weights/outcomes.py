"""Weights from the link to outcomes: how much of the differences in churn or complaints goes along with each item.

The outcome is regressed on all items, each in standard deviations: y = Σ_j b_j x_j. An item's share of R² is what it adds to R², as the
mean over all orders in which items can come in (LMG, Shapley's value [1]_ [2]_); the shares sum to R², and are fair to items that go
along with each other, which coefficients are not. Intervals come from the bootstrap of the rows (percentiles). An item is `found` where
its share exceeds what 95 % of shuffled outcomes give it, for noise has a share above 0 too, or where its coefficient's interval is above 0;
of items without any link about one in fifteen is found so by chance. An item that goes the wrong way (better figures, worse outcome)
counts nothing and is named.

What it hides: going along is not causing; an item without effect of its own that goes along with one that has gets a share; what hardly
varied in these rows cannot show that it matters.

.. [1] Lindeman, Merenda, Gold (1980), Introduction to bivariate and multivariate analysis, Scott Foresman.
.. [2] Grömping (2006), Relative importance for linear regression in R: the package relaimpo, Journal of Statistical Software 17(1),
   doi:10.18637/jss.v017.i01.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svcflow.language import mark
from svcflow.scorecard.refusals import TableError, check_number
from svcflow.scorecard.remarks import Remark, remark
from svcflow.scorecard.weights.matrices import Better, Table
from svcflow.scorecard.weights.results import Weights, weights_from

Floats = NDArray[np.float64]
MOST_ITEMS = 10
DRAWS = 400
_FEW = mark("{rows} rows are few for {items} items: fewer than ten for each, so the intervals are wide.")
_WRONG = mark("{item} goes the wrong way: where it is better, the outcome is worse. It has the weight 0.")
_NOISE = mark("{item} goes along with the outcome no more than chance would let it.")


@dataclass(frozen=True, slots=True)
class Driver:
    """One item's link to the outcome, above 0 where better goes with better, with 95 % intervals.

    `coefficient` is in standard deviations, `share` a share of R²; `found` where that is more than shuffled outcomes give it or the
    coefficient is surely above 0, `right_way` where the correlation is not below 0.
    """

    item: str
    correlation: float
    coefficient: float
    coefficient_low: float
    coefficient_high: float
    share: float
    share_low: float
    share_high: float
    found: bool
    right_way: bool


@dataclass(frozen=True, slots=True)
class OutcomeWeights:
    """The weights, in proportion to the shares of R² of the items that go the right way; each driver, R² and the number of rows."""

    weights: Weights
    drivers: tuple[Driver, ...]
    r_squared: float
    rows: int


def outcome_weights(table: Table, outcome: Sequence[float], better: Better, seed: int = 1) -> OutcomeWeights:
    """Weights from how items go along with an outcome.

    Parameters
    ----------
    table : Table
        A row for each customer, team or period; at most 10 items.
    outcome : sequence of float
        In the same rows: churn, complaints, renewals.
    better : {"higher", "lower"}
        Which way the outcome is better.
    seed : int
        Of the bootstrap and the shuffles.

    Raises
    ------
    TableError
        There are too few rows, an item or the outcome is constant, two items say the same, or no item goes the right way.
    """
    x, y = _checked(table, outcome, better)
    rng, rows = np.random.default_rng(seed), len(y)
    links = _correlations(x[None], y[None])[0]
    shares = lmg(links[None])[0]
    coefficients = np.linalg.solve(links[:-1, :-1], links[-1, :-1])
    picked = rng.integers(rows, size=(DRAWS, rows))
    again = _correlations(x[picked], y[picked])
    again = again[_solvable(again)]
    low, high = np.quantile(lmg(again), (0.025, 0.975), axis=0)
    b_low, b_high = np.quantile(np.linalg.solve(again[:, :-1, :-1], again[:, -1, :-1, None])[..., 0], (0.025, 0.975), axis=0)
    shuffled = _correlations(np.broadcast_to(x, (DRAWS, *x.shape)), y[rng.permuted(np.tile(np.arange(rows), (DRAWS, 1)), axis=1)])
    limit = np.quantile(lmg(shuffled), 0.95, axis=0)
    figures = np.array([links[-1, :-1], coefficients, b_low, b_high, shares, low, high]).T
    drivers = tuple(
        Driver(item, r, b, b_from, b_to, share, share_from, share_to, share > least or b_from > 0, r >= 0)
        for item, (r, b, b_from, b_to, share, share_from, share_to), least in zip(
            table.items, figures.tolist(), limit.tolist(), strict=True
        )
    )
    raw = [driver.share if driver.right_way else 0.0 for driver in drivers]
    if not math.fsum(raw) > 0:
        raise TableError("no item goes along with the outcome in the right way.", remedy="Check which way each is better.")
    return OutcomeWeights(weights_from("outcome", table.items, raw, _remarks(drivers, rows)), drivers, float(shares.sum()), rows)


def lmg(links: Floats) -> Floats:
    """The bare formula: shares of R² from correlation matrices (draws × (items + outcome)²), the outcome last.

    Of p items 2^p subsets are solved, each for all draws at once.
    """
    items = links.shape[-1] - 1
    fits = np.zeros((1 << items, len(links)))
    for subset in range(1, 1 << items):
        inside = [k for k in range(items) if subset >> k & 1]
        block, side = links[:, inside][:, :, inside], links[:, -1, inside]
        fits[subset] = np.einsum("di,di->d", side, np.linalg.solve(block, side[..., None])[..., 0])
    shares = np.zeros((len(links), items))
    for k in range(items):
        for subset in range(1 << items):
            if not subset >> k & 1:
                size = subset.bit_count()
                chance = 1 / (items * math.comb(items - 1, size))
                shares[:, k] += chance * (fits[subset | 1 << k] - fits[subset])
    return np.clip(shares, 0, None)


def _checked(table: Table, outcome: Sequence[float], better: Better) -> tuple[Floats, Floats]:
    """Items and outcome, more being better in all."""
    rows, items = len(table.values), len(table.items)
    y = np.array([check_number(value, "a figure of the outcome", ("outcome", row)) for row, value in enumerate(outcome)])
    if len(y) != rows:
        raise TableError(f"the outcome has {len(y)} figures and the items {rows}.", remedy="Give one in each row.", at=("outcome",))
    if better not in ("higher", "lower"):
        raise TableError(f'better = "{better}" is no direction of the outcome.', remedy='Write "higher" or "lower".', at=("outcome",))
    if items > MOST_ITEMS:
        raise TableError(f"{items} items are too many for shares of R².", remedy=f"Take {MOST_ITEMS} at most, or whole dimensions.")
    if rows < 2 * items + 4:
        raise TableError(f"{rows} rows are too few for {items} items.", remedy=f"Give {2 * items + 4} at least; ten an item are good.")
    x = table.array * np.where([way == "lower" for way in table.better], -1, 1)
    for name, column in (*zip(table.items, x.T, strict=True), ("the outcome", y)):
        if np.ptp(column) == 0:
            raise TableError(f'"{name}" is the same in every row and can go along with nothing.', remedy="Leave it out.")
    links = np.corrcoef(x, rowvar=False).reshape(items, items)
    for j in range(items):
        for k in range(j):
            if abs(links[j, k]) > 1 - 1e-9:
                problem = f'"{table.items[k]}" and "{table.items[j]}" say the same.'
                raise TableError(problem, remedy="Leave one of the two out.")
    if np.linalg.eigvalsh(links)[0] < 1e-9:
        raise TableError("one item is the sum of others.", remedy="Leave it out.")
    return x, -y if better == "lower" else y


def _correlations(x: Floats, y: Floats) -> Floats:
    """Correlation matrices of draws (draws × rows × items, draws × rows), the outcome last."""
    whole = np.concatenate([x, y[..., None]], axis=-1)
    whole = whole - whole.mean(axis=1, keepdims=True)
    lengths = np.sqrt((whole**2).sum(axis=1, keepdims=True))
    whole = whole / np.where(lengths > 0, lengths, 1)
    return np.asarray(np.swapaxes(whole, 1, 2) @ whole)


def _solvable(links: Floats) -> NDArray[np.bool_]:
    """Draws in which no item is constant or the sum of others."""
    return np.asarray(np.linalg.eigvalsh(links[:, :-1, :-1])[:, 0] > 1e-9)


def _remarks(drivers: Sequence[Driver], rows: int) -> list[Remark]:
    said = [remark(_FEW, rows=rows, items=len(drivers))] if rows < 10 * len(drivers) else []
    for driver in drivers:
        if not driver.found:
            said.append(remark(_NOISE, item=driver.item))
        elif not driver.right_way:
            said.append(remark(_WRONG, item=driver.item))
    return said
