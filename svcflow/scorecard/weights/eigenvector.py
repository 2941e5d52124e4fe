"""The principal eigenvector of judgements, and how cells that nobody judged are filled.

The weights are the w of A w = λmax w. A missing cell takes the value that makes λmax smallest, so that it adds no inconsistency of its
own [1]_: λmax is convex in the logarithms of the cells, and its smallest value is unique where the judged pairs hold all items together.
Its derivative after log a_ij is (u_i a_ij w_j − u_j a_ji w_i) / u·w, where u is the left eigenvector.

.. [1] Bozóki, Fülöp, Rónyai (2010), On optimal completion of incomplete pairwise comparison matrices, Mathematical and Computer
   Modelling 52(1–2), doi:10.1016/j.mcm.2010.02.047.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Cell = tuple[int, int]


def principal(matrix: Floats) -> tuple[Floats, float]:
    """The weights (sum 1) and λmax of a complete positive reciprocal matrix."""
    values, vectors = np.linalg.eig(matrix)
    largest = int(np.argmax(values.real))
    vector = np.abs(vectors[:, largest].real)
    return vector / vector.sum(), float(values[largest].real)


def missing_cells(matrix: Floats) -> list[Cell]:
    """The cells above the diagonal that nobody judged."""
    size = len(matrix)
    return [(i, j) for i in range(size) for j in range(i + 1, size) if np.isnan(matrix[i, j])]


def parts(matrix: Floats) -> list[list[int]]:
    """The groups of items that judgements hold together; one group where all can be weighed."""
    left, found = set(range(len(matrix))), []
    while left:
        group, edge = set(), {min(left)}
        while edge:
            group |= edge
            edge = {j for i in edge for j in np.flatnonzero(~np.isnan(matrix[i])).tolist()} - group
        left -= group
        found.append(sorted(group))
    return found


def completed(matrix: Floats) -> Floats:
    """The matrix with its missing cells filled so that λmax is smallest; its judged pairs must hold all items together."""
    cells = missing_cells(matrix)
    if not cells:
        return matrix
    from scipy.optimize import minimize

    start = _least_squares(matrix)
    found = minimize(
        _largest, [start[j] - start[i] for i, j in cells], args=(matrix, cells), jac=True, method="BFGS", options={"gtol": 1e-9}
    )
    return _filled(matrix, cells, found.x)


def _largest(logs: Floats, matrix: Floats, cells: Sequence[Cell]) -> tuple[float, Floats]:
    """λmax with the cells at these logarithms, and its derivative after each."""
    full = _filled(matrix, cells, logs)
    right, value = principal(full)
    left, _ = principal(full.T)
    slopes = [left[i] * full[i, j] * right[j] - left[j] * full[j, i] * right[i] for i, j in cells]
    return value, np.array(slopes) / float(left @ right)


def _filled(matrix: Floats, cells: Sequence[Cell], logs: Sequence[float] | Floats) -> Floats:
    full = matrix.copy()
    for (i, j), log in zip(cells, logs, strict=True):
        full[i, j], full[j, i] = np.exp(log), np.exp(-log)
    return full


def _least_squares(matrix: Floats) -> Floats:
    """Minus the logarithms of the weights that fit the judged cells best: where the search begins, and the end where all are consistent."""
    judged = ~np.isnan(matrix)
    laplacian = np.diag(judged.sum(axis=1)) - judged.astype(float)
    sums = np.where(judged, np.log(np.where(judged, matrix, 1)), 0).sum(axis=1)
    return np.asarray(-np.linalg.lstsq(laplacian, sums, rcond=None)[0])
