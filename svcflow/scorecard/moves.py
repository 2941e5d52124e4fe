"""What moved a scorecard between two periods, and what is still to be gained: exact parts of the change, and gaps ranked.

An indicator's contribution w s changes by

    w₂ s₂ − w₁ s₁ = ½ (w₁ + w₂) (s₂ − s₁)  by its score  +  ½ (s₁ + s₂) (w₂ − w₁)  by its weight,

and these parts sum to the change of the total, with no rest. Where an indicator has a figure in one period only, its contribution came or
went with its weight.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from svcflow.scorecard.card import Reading, Scorecard, ScoredIndicator
from svcflow.scorecard.refusals import TableError
from svcflow.scorecard.scoring.scoring import score
from svcflow.scorecard.sets.document import ScorecardSet


@dataclass(frozen=True, slots=True)
class Move:
    """One indicator's part in the change [points of the total]: by its score and by its weight; scores are None where it had no figure."""

    name: str
    title: str
    dimension: str
    before: float | None
    after: float | None
    change: float
    by_score: float
    by_weight: float


@dataclass(frozen=True, slots=True)
class Moves:
    """The change of the total [points] and its parts, the largest first; they sum to it."""

    before: float
    after: float
    change: float
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What an indicator lacks: points of the total that it would add at a score of 100, and how far its figure is from the target.

    `shortfall` is in the indicator's unit and above 0 where the target is missed; None without a target or a figure.
    """

    name: str
    title: str
    dimension: str
    points: float
    score: float
    shortfall: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class ScoreDifference:
    """The total of a redesign and of the baseline over paired runs [points], and their difference with its 95 % interval."""

    baseline: float
    redesign: float
    difference: float
    low: float
    high: float
    runs: int


def what_moved(before: Scorecard, after: Scorecard) -> Moves:
    """Which indicators moved the total, and by how much.

    Raises
    ------
    TableError
        One of the scorecards has no total.
    """
    if before.total is None or after.total is None:
        raise TableError("a scorecard without a total cannot be compared.", remedy="Give both periods figures.")
    old, new = ({each.name: each for each in card.indicators} for card in (before, after))
    moves = [_move(old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new))]
    moves.sort(key=lambda move: -abs(move.change))
    return Moves(before.total, after.total, after.total - before.total, tuple(moves))


def gaps(card: Scorecard) -> tuple[Gap, ...]:
    """What each indicator lacks, the largest loss of points first; those at 100 and above last."""
    found = [
        Gap(each.name, each.title, each.dimension, max(0.0, each.weight * (100 - each.score)), each.score, _shortfall(each), each.unit)
        for each in card.indicators
        if each.score is not None
    ]
    return tuple(sorted(found, key=lambda gap: -gap.points))


def score_difference(
    given: ScorecardSet, baseline: Sequence[Mapping[str, float]], redesign: Sequence[Mapping[str, float]], fixed: Sequence[Reading] = ()
) -> ScoreDifference:
    """How far a redesign moves the total: each run of it and of the baseline is scored, pair by pair.

    Parameters
    ----------
    baseline, redesign : sequence of mapping
        For each run the figures by indicator, in the set's units; run k of both under the same random numbers.
    fixed : sequence of Reading
        Figures that no run tells (surveys, judgements), the same in all.

    Raises
    ------
    TableError
        There are fewer than two pairs of runs, or a run has no total.
    """
    from scipy.stats import t

    if len(baseline) != len(redesign) or len(baseline) < 2:
        raise TableError(f"{len(baseline)} and {len(redesign)} runs make no pairs.", remedy="Give as many of both, two at least.")
    totals = [[_total(given, run, fixed) for run in runs] for runs in (baseline, redesign)]
    apart = np.subtract(totals[1], totals[0])
    middle = float(apart.mean())
    half = float(t.ppf(0.975, len(apart) - 1) * apart.std(ddof=1) / math.sqrt(len(apart)))
    return ScoreDifference(float(np.mean(totals[0])), float(np.mean(totals[1])), middle, middle - half, middle + half, len(apart))


def _move(old: ScoredIndicator | None, new: ScoredIndicator | None) -> Move:
    named = new or old
    assert named is not None
    before, after = (each.score if each else None for each in (old, new))
    w1, w2 = (each.weight if each else 0.0 for each in (old, new))
    s1 = before if before is not None else after or 0.0
    s2 = after if after is not None else s1
    by_score, by_weight = (w1 + w2) / 2 * (s2 - s1), (s1 + s2) / 2 * (w2 - w1)
    return Move(named.name, named.title, named.dimension, before, after, by_score + by_weight, by_score, by_weight)


def _shortfall(each: ScoredIndicator) -> float | None:
    if each.target is None or not isinstance(each.value, int | float):
        return None
    return each.target - each.value if each.better == "higher" else each.value - each.target


def _total(given: ScorecardSet, run: Mapping[str, float], fixed: Sequence[Reading]) -> float:
    known = {name: row.unit for _, _, name, row in given.rows}
    told = [Reading(name, value, known[name], basis="simulated") for name, value in run.items() if name in known]
    names = {reading.name for reading in told}
    card = score(given, (*told, *(reading for reading in fixed if reading.name not in names)))
    if card.total is None:
        raise TableError("a run has no figure that the set scores.", remedy="Give figures by the set's names.")
    return card.total
