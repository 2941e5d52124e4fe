"""Standard-deviation scores 标准偏差 (T-scores): how far a figure is from the mean of its peers, in their standard deviations.

    T = 50 + 10 (x − m) / s   where more is better,     T = 50 − 10 (x − m) / s   where less is better

with s by n − 1 (`ddof` 1) unless the peers are all there are (`ddof` 0). The mean scores 50; two deviations above it 70.

What it hides: somebody is always below 50, however good all are; and a figure's score moves when its peers do. To score an old period as
it was, keep m and s with the set.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from svcflow.scorecard.refusals import TableError
from svcflow.scorecard.weights.matrices import Better


def t_score(value: float, mean: float, deviation: float, better: Better) -> float:
    """The score of one figure among peers of this mean and standard deviation [points].

    Raises
    ------
    TableError
        The deviation is not above 0.
    """
    if not deviation > 0:
        raise TableError(f"a standard deviation of {deviation:g} tells nobody apart.", remedy="Give peers that differ.")
    sign = 1 if better == "higher" else -1
    return 50 + sign * 10 * (value - mean) / deviation


def t_scores(values: Sequence[float], better: Better, ddof: int = 1) -> tuple[float, ...]:
    """The scores of figures among each other [points].

    Raises
    ------
    TableError
        There are too few, or all are the same.
    """
    if len(values) <= ddof:
        raise TableError(f"{len(values)} figure has no peers.", remedy="Give two at least.")
    figures = np.asarray(values, dtype=float)
    mean, deviation = float(figures.mean()), float(figures.std(ddof=ddof))
    return tuple(t_score(float(value), mean, deviation, better) for value in figures)
