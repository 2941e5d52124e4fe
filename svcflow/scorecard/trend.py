"""A trend over periods: the slope of a straight line through the figures, with its 95 % interval.

    slope b = Σ (t − mean t) (x − mean x) / Σ (t − mean t)²,   b ± t(0.975, n − 2) · s_b

Least squares over equally long periods, those without a figure left out. What it hides: a jump looks like a slope; and figures that hang
on the figures before them make the interval too narrow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from svcflow.scorecard.weights.matrices import Better

LEAST = 3


@dataclass(frozen=True, slots=True)
class Trend:
    """The slope [unit per period] with its 95 % interval, over how many periods; `better`, `worse` or `unclear` where 0 is inside."""

    slope: float
    low: float
    high: float
    periods: int
    verdict: str


def trend_of(values: Sequence[float | None], better: Better = "higher") -> Trend | None:
    """The trend of a figure over periods in their order; None with fewer than three figures."""
    from scipy.stats import t

    at = np.array([place for place, value in enumerate(values) if value is not None], dtype=float)
    figures = np.array([value for value in values if value is not None], dtype=float)
    if len(figures) < LEAST:
        return None
    apart = at - at.mean()
    slope = float(apart @ (figures - figures.mean()) / (apart @ apart))
    rest = figures - figures.mean() - slope * apart
    half = float(t.ppf(0.975, len(at) - 2)) * math.sqrt(float(rest @ rest) / (len(at) - 2) / float(apart @ apart))
    low, high = slope - half, slope + half
    up = 1 if low > 0 else -1 if high < 0 else 0
    verdict = "unclear" if up == 0 else "better" if (up > 0) == (better == "higher") else "worse"
    return Trend(slope, low, high, len(figures), verdict)
