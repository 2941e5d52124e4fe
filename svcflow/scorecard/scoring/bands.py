"""Grade bands 等级: a figure has the grade of the band that it lies in, and the band's score.

A band is named by its limit: the least figure that it is given for where more is better, the greatest where less is. A figure that
reaches no limit has the last band. A score within a band does not move, and jumps at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from svcflow.scorecard.refusals import TableError, check_names
from svcflow.scorecard.weights.matrices import Better


@dataclass(frozen=True, slots=True)
class Band:
    """A grade, its limit in the indicator's unit (None for the last one) and its score [points]."""

    grade: str
    limit: float | None
    score: float


def band_of(value: float, bands: Sequence[Band], better: Better) -> Band:
    """The band of a figure; the bands stand from the best to the worst."""
    for band in bands:
        if band.limit is None or (value >= band.limit if better == "higher" else value <= band.limit):
            return band
    return bands[-1]


def check_bands(bands: Sequence[Band], better: Better) -> None:
    """Refuse bands that do not go from the best to the worst.

    Raises
    ------
    TableError
        A limit or a score is out of order, or a band but the last has no limit.
    """
    check_names((band.grade for band in bands), "bands")
    sign = 1 if better == "higher" else -1
    for before, band in pairwise(bands):
        if before.limit is None or (band.limit is not None and sign * (before.limit - band.limit) <= 0):
            way = "fall" if better == "higher" else "rise"
            remedy = f"Limits must {way} from the best grade to the worst."
            raise TableError(f'the limit of "{before.grade}" does not part it from "{band.grade}".', remedy=remedy, at=(before.grade,))
        if band.score > before.score:
            problem = f'"{band.grade}" scores more than the better "{before.grade}".'
            raise TableError(problem, remedy="Scores must fall from the best grade to the worst.", at=(band.grade,))
