"""How far an answer hangs on the weights: how far each may move, how ranks hold when all of them move, and what leaving one out does.

A weight moves from w to t while the others keep their proportions, w_k (1 − t) / (1 − w). A total is then linear in t, so that the first t
at which two totals meet, or one total meets the limit of a grade, is exact. For all weights at once they are drawn from a Dirichlet
distribution around them, as in stochastic acceptability analysis [1]_, and the share of draws in which each alternative has each rank is
counted. Totals and scores are higher where better.

.. [1] Lahdelma, Salminen (2001), SMAA-2: stochastic multicriteria acceptability analysis for group decision making, Operations Research
   49(3), doi:10.1287/opre.49.3.444.11220.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svcflow.scorecard.refusals import TableError, check_known, check_names
from svcflow.scorecard.weights.results import Weights

Floats = NDArray[np.float64]
DRAWS = 10_000
NO_GRADE = ""
"""what a total has that reaches no grade's limit"""
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Room:
    """Between which values one weight may be (all else in proportion) before the answer changes, and to what it changes at each end.

    None where the weight may go all the way to 0 or to 1.
    """

    item: str
    weight: float
    low: float
    high: float
    changes_below: str | None
    changes_above: str | None


@dataclass(frozen=True, slots=True)
class RankStability:
    """Of random weights around the given ones, the share in which each alternative has each rank (`shares[alternative][rank]`).

    `spread` is the mean standard deviation of the drawn weights; `first` the share in which the present first one stays first.
    """

    alternatives: tuple[str, ...]
    ranks: tuple[int, ...]
    shares: tuple[tuple[float, ...], ...]
    spread: float
    first: float


@dataclass(frozen=True, slots=True)
class Reversal:
    """Two alternatives whose order turns when a third one, `without`, is left out."""

    without: str
    ahead: str
    behind: str


def room_of_ranking(scores: Mapping[str, Mapping[str, float]], weights: Weights) -> tuple[Room, ...]:
    """How far each weight may move before another alternative is first.

    Parameters
    ----------
    scores : mapping
        Alternative -> item -> score, on one scale.

    Raises
    ------
    TableError
        An alternative lacks a score, or there are fewer than two.
    """
    names, table = _scores(scores, weights)
    if len(names) < 2:
        raise TableError("one alternative is always first.", remedy="Give two at least.")
    totals = table @ np.array(weights.values)
    best = int(np.argmax(totals))
    rooms = []
    for place, item in enumerate(weights.items):
        at_zero, at_one = _ends(table, weights, place)
        marks = {other: _lines_meet(at_zero, at_one, best, other) for other in range(len(names)) if other != best}
        rooms.append(_room(item, weights.values[place], {names[other]: t for other, t in marks.items() if t is not None}))
    return tuple(rooms)


def room_of_verdict(scores: Mapping[str, float], weights: Weights, limits: Mapping[str, float]) -> tuple[Room, ...]:
    """How far each weight may move before the total falls below its grade's limit or reaches the next grade's.

    Parameters
    ----------
    scores : mapping
        Item -> score.
    limits : mapping
        Grade -> the least total that it is given for.

    Raises
    ------
    TableError
        An item lacks a score.
    """
    _, table = _scores({"": scores}, weights)
    total = float(table[0] @ np.array(weights.values))
    above = min(((limit, grade) for grade, limit in limits.items() if limit > total), default=None)
    below = sorted(((limit, grade) for grade, limit in limits.items() if limit <= total), reverse=True)
    rooms = []
    for place, item in enumerate(weights.items):
        at_zero, at_one = (float(end[0]) for end in _ends(table, weights, place))
        slope, now, marks = at_one - at_zero, weights.values[place], {}
        # Reaching the next grade's limit is the next grade; the own limit still is this one, and beyond it comes the one below.
        targets = [(above, above[1])] if above else []
        if below:
            targets.append((below[0], below[1][1] if len(below) > 1 else NO_GRADE))
        for (limit, _), grade in targets:
            if abs(slope) > _SAME and 0 <= (t := (limit - at_zero) / slope) <= 1 and abs(t - now) > _SAME:
                marks[grade] = t
        rooms.append(_room(item, now, marks))
    return tuple(rooms)


def rank_stability(
    scores: Mapping[str, Mapping[str, float]], weights: Weights, concentration: float = 50.0, draws: int = DRAWS, seed: int = 1
) -> RankStability:
    """How often each alternative has each rank under Dirichlet draws of the weights.

    Parameters
    ----------
    concentration : float
        How near the drawn weights are to the given ones: a weight w varies with the standard deviation √(w (1 − w) / (concentration + 1)).
        At 50 a weight of 0.3 varies by 0.064. 0 draws all weights with equal chance, whatever the given ones.

    Raises
    ------
    TableError
        An alternative lacks a score.
    """
    names, table = _scores(scores, weights)
    given = np.array(weights.values)
    used = given > 0 if concentration > 0 else np.ones(len(given), bool)
    alpha = concentration * given[used] if concentration > 0 else np.ones(used.sum())
    drawn = np.random.default_rng(seed).dirichlet(alpha, draws)
    totals = drawn @ table[:, used].T
    ranks = _ranks(totals)
    shares = np.array([(ranks == rank).mean(axis=0) for rank in range(1, len(names) + 1)]).T
    now = _ranks((table @ given)[None])[0]
    first = float(shares[int(np.argmin(now)), 0])
    spread = float(drawn.std(axis=0).mean())
    return RankStability(names, tuple(map(int, now)), tuple(tuple(map(float, row)) for row in shares), spread, first)


def rank_reversals(alternatives: Sequence[str], rate: Callable[[Sequence[int]], Sequence[float]]) -> tuple[Reversal, ...]:
    """Which pairs turn their order when another alternative is left out, by a method that rates those that are left.

    Parameters
    ----------
    rate : callable
        Places of alternatives -> their ratings, higher being better. A weighted sum of scores never reverses; TOPSIS may.
    """
    names = check_names(alternatives, "alternatives")
    whole, found = rate(range(len(names))), []
    for out in range(len(names)):
        left = [place for place in range(len(names)) if place != out]
        again = dict(zip(left, rate(left), strict=True))
        found += [
            Reversal(names[out], names[a], names[b])
            for a in left
            for b in left
            if whole[a] > whole[b] + _SAME and again[a] < again[b] - _SAME
        ]
    return tuple(found)


def _scores(scores: Mapping[str, Mapping[str, float]], weights: Weights) -> tuple[tuple[str, ...], Floats]:
    names = tuple(scores)
    for name in names:
        for item in weights.items:
            check_known(item, scores[name], (name,))
    return names, np.array([[scores[name][item] for item in weights.items] for name in names], dtype=float)


def _ends(table: Floats, weights: Weights, place: int) -> tuple[Floats, Floats]:
    """The totals with this weight at 0 and at 1; where it is 1 already, the others share alike what it gives up."""
    given = np.array(weights.values)
    rest = given.copy()
    rest[place] = 0
    if rest.sum() <= _SAME:
        rest[:] = 1.0
        rest[place] = 0.0
    if not rest.any():
        return table[:, place], table[:, place]
    return table @ (rest / rest.sum()), table[:, place]


def _lines_meet(at_zero: Floats, at_one: Floats, a: int, b: int) -> float | None:
    start, end = at_zero[a] - at_zero[b], at_one[a] - at_one[b]
    if abs(start - end) <= _SAME:
        return None
    t = start / (start - end)
    return float(t) if 0 <= t <= 1 else None


def _room(item: str, now: float, marks: Mapping[str, float]) -> Room:
    below = max(((t, name) for name, t in marks.items() if t <= now), default=(0.0, None))
    above = min(((t, name) for name, t in marks.items() if t > now), default=(1.0, None))
    return Room(item, now, below[0], above[0], below[1], above[1])


def _ranks(totals: Floats) -> NDArray[np.int64]:
    """The rank of each column in each row, 1 the highest; tied ones share the better rank."""
    return np.asarray((totals[:, None, :] > totals[:, :, None] + _SAME).sum(axis=2) + 1)
