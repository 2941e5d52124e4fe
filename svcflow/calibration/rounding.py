"""Numbers short enough to be read: significant digits, and shares that still sum to 1."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

DIGITS = 6


def rounded(values: ArrayLike, digits: int = DIGITS) -> NDArray[np.float64]:
    """Each value to this many significant digits."""
    given = np.asarray(values, dtype=np.float64)
    size = np.where(given == 0, 1.0, np.abs(given))
    scale = 10.0 ** (digits - 1 - np.floor(np.log10(size)))
    found: NDArray[np.float64] = np.round(given * scale) / scale
    return found


def rounded_shares(counts: Mapping[str, float], places: int = DIGITS) -> dict[str, float]:
    """Counts as shares of their sum to this many decimals, by falling share; the largest takes what rounding leaves over."""
    total = sum(counts.values())
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shares = {name: round(count / total, places) for name, count in ranked}
    shares = {name: share for name, share in shares.items() if share > 0}
    largest = ranked[0][0]
    shares[largest] = round(1.0 - sum(share for name, share in shares.items() if name != largest), places)
    return shares
