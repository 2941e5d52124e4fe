"""How the number of tickets changed while the log was kept, and which level holds today.

**Course.** The weeks of the log are cut where the level changed: of all ways to cut them into stretches of two weeks or more the one
with the largest quasi-Poisson likelihood Σ c ln(c/e) / φ less ln(weeks) for each cut (c arrivals, e expected at an even level, in a
stretch) [1]_. φ, how much more weeks differ than chance would have it, is found from the differences of successive weeks, which
lasting changes hardly touch. Within a stretch the level is c/e.

**Today's level.** That of the last stretch, unless another way to tell it (the mean of the whole log, of its last half, quarter, or eight
weeks, or the trend of the last half, carried on for a quarter of the coming stretch) foretold better at earlier cuts of the same log: at
each, what follows for a fifth of the log is compared with what would have been told, and the mean absolute error of its logarithm must be
smaller by a quarter. Nothing else is looked for unless the weeks rise or fall beyond chance over the whole log (their slope is 1.96
standard errors from none): in one even level of five, a few weeks would be mistaken for something else. A log of less than four weeks or
a hundred tickets has one level.

References
----------
.. [1] B. Jackson et al., IEEE Signal Process. Lett. 12 (2005) 105, https://doi.org/10.1109/LSP.2001.838216
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svcflow.calibration.observations import Numbers

WEEK = 168
LEAST_WEEKS, LEAST_ARRIVALS = 4, 100
LEAST_STRETCH = 2
MOST_BLOCKS = 520
CUTS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
FOLLOWING = 0.2
GAIN = 0.75
BEYOND_CHANCE = 1.96
COST = 1.5
LAST_CHANGE, TREND = "since the last change", "trend"
SPREAD = 0.5
"""standard deviation, before anything is seen, of what a trend adds to the logarithm of the level over the stretch it is seen in"""


@dataclass(frozen=True, slots=True)
class Course:
    """The hour that each stretch begins with and its level, today's level, where that is from, and how well each way foretold."""

    starts: tuple[int, ...]
    levels: tuple[float, ...]
    today: float
    told_by: str
    scores: Mapping[str, float]

    def by_hour(self, count: int) -> Numbers:
        """The level of each hour of the log."""
        return np.repeat(self.levels, np.diff((*self.starts, count)))

    def recorded(self, counts: Numbers, expected: Numbers, held: Numbers) -> tuple[list[int], Numbers]:
        """The first hour of each week, and the level that the log records of it.

        Where weeks differ from the level of their stretch by more than chance has it (Σ (c - m)²/m above its degrees of freedom by three
        standard deviations), their own counts weigh in (gamma-Poisson, the variance of their factors by moments). What the log cannot
        hold is left out, for it is not in the log that a simulation of its past is compared with.
        """
        edges = _edges(len(counts))
        level = self.by_hour(len(counts))
        seen, mean = np.add.reduceat(counts, edges), np.add.reduceat(level * expected, edges)
        share = mean / np.maximum(np.add.reduceat(level * expected / np.maximum(held, 1e-9), edges), 1e-12)
        free = max(len(edges) - len(self.starts), 1)
        beyond = float(np.sum((seen - mean) ** 2 / np.maximum(mean, 1e-12))) > free + 3.0 * math.sqrt(2.0 * free)
        spread = max(float(np.sum((seen - mean) ** 2 - mean)), 0.0) / max(float(np.sum(mean**2)), 1e-12) if beyond else 0.0
        own = (1.0 + spread * seen) / (1.0 + spread * mean)
        return edges.tolist(), level[edges] * own * share

    def until(self, count: int) -> Course:
        """The stretches of the first `count` hours, the last one's level being today's."""
        kept = tuple(start for start in self.starts if start < count)
        levels = self.levels[: len(kept)]
        return Course(kept, levels, levels[-1], LAST_CHANGE, {})

    def told_anew(self, counts: Numbers, expected: Numbers) -> Course:
        """The levels of the same stretches, and today's told in the same way, from other counts of them.

        Weeks that were put in another order know no trend: with it today's level moves as the last stretch's does.
        """
        ends = (*self.starts[1:], len(counts))
        levels = tuple(_ratio(counts[a:b], expected[a:b]) for a, b in zip(self.starts, ends, strict=True))
        today = self.today * levels[-1] / self.levels[-1]
        if self.told_by not in (LAST_CHANGE, TREND):
            edges = _edges(len(counts))
            today = _WAYS[self.told_by](np.add.reduceat(counts, edges), np.add.reduceat(expected, edges))
        return Course(self.starts, levels, today, self.told_by, {})


def find_course(counts: Numbers, expected: Numbers) -> Course:
    """Find stretches of even level, and today's.

    Parameters
    ----------
    counts, expected : array (hours,)
        Arrivals, and what an even level lets expect; levels are relative to it.

    Notes
    -----
    Quadratic in the weeks, which beyond 520 are taken several together.
    """
    weeks = len(counts) // WEEK
    if weeks < LEAST_WEEKS or counts.sum() < LEAST_ARRIVALS:
        level = _ratio(counts, expected)
        return Course((0,), (level,), level, LAST_CHANGE, {})
    edges = _edges(len(counts))
    found, even = np.add.reduceat(counts, edges), np.add.reduceat(expected, edges)
    starts = stretches(found, even)
    levels = tuple(_ratio(found[a:b], even[a:b]) for a, b in zip(starts, (*starts[1:], len(found)), strict=True))
    told_by, scores = _best_told(found, even)
    return Course(tuple(int(edges[at]) for at in starts), levels, _WAYS[told_by](found, even), told_by, scores)


def _edges(hours: int) -> NDArray[np.int64]:
    """Where weeks begin, or so many together that there are not too many."""
    return np.arange(0, hours, WEEK * math.ceil(max(hours // WEEK, 1) / MOST_BLOCKS))


def stretches(counts: Numbers, expected: Numbers) -> list[int]:
    """Where stretches of even level begin, by optimal partition."""
    total = len(counts)
    penalty = COST * math.log(total) * _excess(counts, expected)
    seen, even = (np.concatenate(([0.0], np.cumsum(each))) for each in (counts, expected))
    best = np.full(total + 1, -math.inf)
    best[0] = penalty
    origin = np.zeros(total + 1, dtype=np.int64)
    for end in range(min(LEAST_STRETCH, total), total + 1):
        begins = np.arange(max(end - LEAST_STRETCH, 0) + 1)
        gain = best[begins] + _likelihood(seen[end] - seen[begins], even[end] - even[begins]) - penalty
        origin[end] = int(np.argmax(gain))
        best[end] = gain[origin[end]]
    found = [total]
    while found[-1] > 0:
        found.append(int(origin[found[-1]]))
    return found[:0:-1]


def _likelihood(counts: Numbers, expected: Numbers) -> Numbers:
    some = (counts > 0) & (expected > 0)
    rate = np.divide(counts, expected, out=np.ones_like(counts), where=some)
    found: Numbers = counts * np.log(rate)
    return found


def _excess(counts: Numbers, expected: Numbers) -> float:
    """φ ≥ 1: the variance of weeks' counts over Poisson's, from differences of successive weeks."""
    some = (expected[1:] > 0.1 * np.median(expected)) & (expected[:-1] > 0.1 * np.median(expected)) & (counts[1:] + counts[:-1] > 0)
    if not some.any():
        return 1.0
    early, late, before, after = (each[some] for each in (counts[:-1], counts[1:], expected[:-1], expected[1:]))
    rate = (early + late) / (before + after)
    chance = rate * (1 / before + 1 / after)
    return max(1.0, float(np.mean((late / after - early / before) ** 2 / chance)))


def _best_told(counts: Numbers, expected: Numbers) -> tuple[str, dict[str, float]]:
    """Which way to tell today's level foretold best, and the mean absolute error of each (of the logarithm)."""
    total = len(counts)
    scores = dict.fromkeys(_WAYS, 0.0)
    for cut in CUTS:
        now, then = max(int(total * cut), 1), max(int(total * min(cut + FOLLOWING, 1.0)), int(total * cut) + 1)
        truth = _ratio(counts[now:then], expected[now:then])
        for way, tell in _WAYS.items():
            scores[way] += abs(math.log(tell(counts[:now], expected[:now]) / truth)) / len(CUTS)
    best = min(scores, key=lambda way: scores[way])
    better = scores[best] < GAIN * scores[LAST_CHANGE] and _slope(counts, expected) > BEYOND_CHANCE
    return best if better else LAST_CHANGE, scores


def _slope(counts: Numbers, expected: Numbers) -> float:
    """How far the weeks rise or fall from an even level over the whole log, in standard errors (score test of a log-linear slope)."""
    mean = expected * (counts.sum() / expected.sum())
    at = np.arange(len(counts)) - float((mean * np.arange(len(counts))).sum() / mean.sum())
    spread = _excess(counts, expected) * float((mean * at**2).sum())
    return abs(float(((counts - mean) * at).sum())) / math.sqrt(spread) if spread > 0 else 0.0


def _ratio(counts: Numbers, expected: Numbers) -> float:
    return float((counts.sum() + 0.5) / (expected.sum() + 0.5))


def _since_change(counts: Numbers, expected: Numbers) -> float:
    begin = stretches(counts, expected)[-1]
    return _ratio(counts[begin:], expected[begin:])


def _last(share: float) -> Callable[[Numbers, Numbers], float]:
    def level(counts: Numbers, expected: Numbers) -> float:
        begin = int(len(counts) * (1 - share))
        return _ratio(counts[begin:], expected[begin:])

    return level


def _eight_weeks(counts: Numbers, expected: Numbers) -> float:
    return _ratio(counts[-8:], expected[-8:])


def _trend(counts: Numbers, expected: Numbers) -> float:
    """The log-linear trend of the last half, drawn towards none, a quarter of the following stretch after the end."""
    size = max(min(4, len(counts)), len(counts) // 2)
    seen, even = counts[-size:], expected[-size:]
    excess = _excess(seen, even) if size > 1 else 1.0
    at = np.arange(size) - (size - 1) / 2
    slope, pull = 0.0, (size / SPREAD) ** 2
    mean = np.zeros(size)
    for _ in range(20):
        mean = even * np.exp(slope * at)
        mean *= (seen.sum() + 0.5) / mean.sum()
        middle = float((mean * at).sum() / mean.sum())
        curve = float((mean * (at - middle) ** 2).sum())
        move = (float(((seen - mean) * at).sum()) / excess - pull * slope) / (curve / excess + pull)
        slope += min(max(move, -0.5), 0.5)
    rate = (seen.sum() + 0.5) / float((even * np.exp(slope * at)).sum() + 0.5)
    ahead = FOLLOWING * len(counts) / 4
    return float(rate * math.exp(slope * (at[-1] + ahead)))


_WAYS: Mapping[str, Callable[[Numbers, Numbers], float]] = {
    LAST_CHANGE: _since_change,
    "all": _last(1.0),
    "last half": _last(0.5),
    "last quarter": _last(0.25),
    "last eight weeks": _eight_weeks,
    TREND: _trend,
}
