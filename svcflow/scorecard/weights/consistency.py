"""How far judgements contradict each other, and which of them to look at again.

If A matters three times as much as B, and B twice as much as C, then A should matter six times as much as C. The consistency index of n
items is CI = (λmax − n) / (n − 1), 0 where nothing contradicts; the consistency ratio CR = CI / RI puts it beside the mean CI of random
judgements, and up to 0.10 is taken as good enough. **Two random indices are in use**, and near 0.10 the verdict hangs on which: Saaty's of
1980 [1]_, from 500 matrices, and that of Alonso and Lamata [2]_, from 500 000. Where pairs are missing, random judgements contradict
each other less, and RI shrinks by about 1 − 2 m / ((n − 1) (n − 2)) for m missing ones [3]_.

The judgement to look at again is the one without which λmax falls most; the value that would fit is the one that the others make of it.

.. [1] Saaty (1980), The Analytic Hierarchy Process, McGraw-Hill.
.. [2] Alonso, Lamata (2006), Consistency in the analytic hierarchy process: a new approach, International Journal of Uncertainty,
   Fuzziness and Knowledge-Based Systems 14(4), doi:10.1142/S0218488506004114.
.. [3] Ágoston, Csató (2022), Inconsistency thresholds for incomplete pairwise comparison matrices, Omega 108, arXiv:2102.10558.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svcflow.scorecard.weights.eigenvector import completed, missing_cells, parts, principal
from svcflow.scorecard.weights.judgements import LARGEST

Floats = NDArray[np.float64]
GOOD_ENOUGH = 0.10
SAATY = (0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""the random index of Saaty 1980, for n = 3, 4, …, 15"""
ALONSO_LAMATA = (0.5245, 0.8815, 1.1086, 1.2479, 1.3417, 1.4056, 1.4499, 1.4854, 1.5140, 1.5365, 1.5551, 1.5713, 1.5838)
"""the random index of Alonso and Lamata 2006, for n = 3, 4, …, 15"""
MOST_ITEMS = 15
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Consistency:
    """λmax, CI, and CR by each random index; `consistent` by Saaty's, `disputed` where the other one says otherwise."""

    lambda_max: float
    index: float
    ratio_saaty: float
    ratio_alonso_lamata: float

    @property
    def consistent(self) -> bool:
        """Whether the ratio by Saaty's random index is 0.10 at most."""
        return self.ratio_saaty <= GOOD_ENOUGH

    @property
    def disputed(self) -> bool:
        """Whether the verdict hangs on the random index."""
        return self.consistent != (self.ratio_alonso_lamata <= GOOD_ENOUGH)


@dataclass(frozen=True, slots=True)
class Doubt:
    """The judgement to look at again: what was said, what would fit the others, and the ratio (Saaty) that this would leave."""

    first: str
    second: str
    said: float
    fits: float
    ratio_then: float


def consistency_of(matrix: Floats) -> Consistency:
    """How far judgements (NaN where nobody judged) contradict each other; never for one or two items."""
    size, missing = len(matrix), len(missing_cells(matrix))
    _, largest = principal(completed(matrix))
    index = max(0.0, (largest - size) / (size - 1)) if size > 1 else 0.0
    if index < 1e-12:
        index = 0.0
    return Consistency(largest, index, *(_ratio(index, size, missing, table) for table in (SAATY, ALONSO_LAMATA)))


def doubt_of(matrix: Floats, items: tuple[str, ...]) -> Doubt | None:
    """The judgement that contradicts the others most; None where none does."""
    size = len(items)
    _, largest = principal(completed(matrix))
    if size < 3 or largest - size < _NOTHING:
        return None
    best: tuple[float, int, int, float] | None = None
    for i, j in zip(*np.nonzero(~np.isnan(np.triu(matrix, 1)) & (np.triu(np.ones_like(matrix), 1) > 0)), strict=True):
        freed = _with(matrix, i, j, np.nan)
        if len(parts(freed)) > 1:
            continue  # nothing else speaks of this pair
        full = completed(freed)
        fall = largest - principal(full)[1]
        if best is None or fall > best[0] + _NOTHING:
            best = (fall, int(i), int(j), float(full[i, j]))
    if best is None or best[0] < _NOTHING:
        return None
    _, i, j, fitting = best
    fits = _on_scale(fitting)
    if abs(np.log(fits) - np.log(matrix[i, j])) < _NOTHING:
        return None
    then = consistency_of(_with(matrix, i, j, fits)).ratio_saaty
    return Doubt(items[i], items[j], float(matrix[i, j]), fits, then)


def _ratio(index: float, size: int, missing: int, table: tuple[float, ...]) -> float:
    if size < 3:
        return 0.0
    random = table[size - 3] * (1 - 2 * missing / ((size - 1) * (size - 2)))
    return index / random if random > _NOTHING else 0.0


def _with(matrix: Floats, i: int, j: int, value: float) -> Floats:
    changed = matrix.copy()
    changed[i, j], changed[j, i] = value, 1 / value
    return changed


def _on_scale(value: float) -> float:
    """The nearest judgement of Saaty's scale."""
    scale = [1 / whole for whole in range(LARGEST, 1, -1)] + [float(whole) for whole in range(1, LARGEST + 1)]
    return min(scale, key=lambda step: abs(np.log(step) - np.log(value)))
