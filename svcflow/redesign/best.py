"""The best of several redesigns, named with a stated chance of being right.

The procedure is Kim and Nelson's, fully sequential [1]_: every candidate has n₀ runs, under common random numbers; then all that are left
get one run more at a time, and whoever falls behind another by more than chance explains is left out, until one is left. With k candidates,
S²_il the variance of the differences of i and l over their first n₀ runs, α = 1 − confidence and δ the smallest difference that matters,

    η = ½ · ((2α ÷ (k − 1))^(−2 ÷ (n₀ − 1)) − 1)        h² = 2η · (n₀ − 1)
    i is left out after r runs if, for some l that is left,  X̄_i(r) < X̄_l(r) − max(0, δ ÷ 2r · (h² S²_il ÷ δ² − r))

so that after max h² S²_il ÷ δ² runs no more than chance is left to tell, and the best mean is taken. Where one candidate is better than all
others by at least δ, it is named with at least the chance that is asked, whatever the spreads, for normal means of runs, correlated or
not. Of candidates that differ by less than δ any may be named, since that makes no difference to anybody. The chance is that of the runs:
what the calibration does not know is told beside it, as the number of refits in which the same candidate is the best.

References
----------
.. [1] S.-H. Kim, B. L. Nelson, ACM Trans. Modeling and Computer Simulation 11 (2001) 251, https://doi.org/10.1145/502109.502111
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from svcflow.errors import InputError
from svcflow.indicators.registry import title_of
from svcflow.redesign.runs import Runs
from svcflow.redesign.uncertainty import CONFIDENCE, Floats

TODAY = "as it is today"
SHARE = 0.02
"""of today's value: the smallest difference that matters, where nobody says another"""
AT_ONCE = 10
"""runs that are made together; those that the procedure does not come to are not looked at"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How sure the choice shall be: the chance of being right, and the smallest difference that matters.

    That is `indifference`, in the indicator's unit (hours for times), or the `share` of today's value.
    """

    confidence: float = CONFIDENCE
    indifference: float | None = None
    share: float = SHARE

    def check(self) -> None:
        """Refuse what nothing can be chosen by."""
        if not 0.5 < self.confidence < 1:
            problem = f"confidence (={self.confidence:g}) must be between 0.5 and 1."
            raise InputError(problem, remedy="0.95 is right 19 times in 20.")
        for name, value in (("indifference", self.indifference), ("share", self.share)):
            if value is not None and not value > 0:
                raise InputError(f"{name} (={value:g}) must be above 0.", remedy="Say the smallest difference that matters.")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A redesign, or what is there today: its mean over `runs` runs, and whether it was left out as worse."""

    name: str
    mean: float
    runs: int
    out: bool


@dataclass(frozen=True, slots=True)
class Best:
    """Which candidate is the best in an indicator.

    `certain`: whether it is with the chance `confidence`, if it is better than all others by `indifference` [the indicator's unit]; else
    the runs were spent before, and it has the best mean so far of those that are not out. `refits_agree`: in how many of the `refits`
    it is the best too.
    """

    indicator: str
    name: str
    confidence: float
    indifference: float
    certain: bool
    candidates: tuple[Candidate, ...]
    refits_agree: int
    refits: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The number of the candidate that was chosen, whether surely, those that are not out, and how many runs each one had."""

    best: int
    certain: bool
    left: tuple[int, ...]
    runs: tuple[int, ...]


def choose(
    sample: Callable[[int, int], Floats], candidates: int, *, first: int, indifference: float, confidence: float, most: int
) -> Chosen:
    """Find the candidate with the largest mean.

    Parameters
    ----------
    sample : callable
        (candidate, n) -> its first n observations at least; those of one number may be correlated over the candidates.
    candidates : int
        At least 2.
    first : int
        n₀, at least 2, fixed beforehand.
    indifference : float
        δ > 0.
    confidence : float
        Between 0.5 and 1.
    most : int
        Observations of each candidate after which it ends without being sure.
    """
    early = np.array([sample(each, first)[:first] for each in range(candidates)])
    spread = np.var(early[:, None, :] - early[None, :, :], axis=2, ddof=1)
    eta = 0.5 * ((2 * (1 - confidence) / (candidates - 1)) ** (-2 / (first - 1)) - 1)
    needed = 2 * eta * (first - 1) * spread / indifference**2
    sums = early.sum(axis=1)
    left, runs, count = list(range(candidates)), [first] * candidates, first
    while True:
        left = _kept(left, sums / count, indifference / (2 * count) * np.maximum(0.0, needed - count))
        done = len(left) == 1 or count > max(np.floor(needed[i, j]) for i in left for j in left)
        if done or count >= most:
            best = max(left, key=lambda each: (sums[each], -each))
            return Chosen(best, done, tuple(left), tuple(runs))
        for each in left:
            sums[each] += sample(each, count + 1)[count]
            runs[each] = count + 1
        count += 1


def _kept(left: list[int], means: Floats, margins: Floats) -> list[int]:
    """Those that no other is ahead of by more than the margin."""
    return [i for i in left if all(means[i] >= means[j] - margins[i, j] for j in left if j != i)]


def best_of(
    indicator: str,
    wanted: Wanted,
    names: Sequence[str],
    everything: Sequence[Runs],
    counts: tuple[int, int],
    more: Callable[[Runs, int], None],
) -> Best:
    """Name the best in an indicator, today's state among the candidates.

    Parameters
    ----------
    indicator : str
    wanted : Wanted
    names : sequence of str
        Of the redesigns.
    everything : sequence of Runs
        Today's and the redesigns'; they stay as they are.
    counts : two int
        The runs that all begin with, and the most that one may have.
    more : callable
        Adds so many runs.

    Raises
    ------
    InputError
        More of it is neither better nor worse, a candidate's runs do not tell it, or a share of nothing is asked.
    """
    first, most = counts
    better = title_of(indicator)[0].better
    if better == "none":
        problem = f'nobody can name the best in "{indicator}": more of it is neither better nor worse.'
        raise InputError(problem, remedy="Choose an indicator that has a better side, such as lead_time_mean.")
    runs = [Runs(each.model, values=list(each.values), refitted=each.refitted) for each in everything]
    for name, each in zip((TODAY, *names), runs, strict=True):
        if not np.isfinite(each.of(indicator)).all():
            raise InputError(f'"{name}" cannot be weighed: not every run of it has "{indicator}".', remedy="Choose another indicator.")
    today = abs(float(runs[0].of(indicator)[:first].mean()))
    matters = wanted.indifference if wanted.indifference is not None else wanted.share * today
    if matters <= 0:
        problem = f'"{indicator}" is 0 today, and a share of that is no difference that could matter.'
        raise InputError(problem, remedy="Say the smallest difference that matters in its own unit.")
    sign = 1.0 if better == "higher" else -1.0

    def sample(number: int, count: int) -> Floats:
        if len(runs[number].values) < count:
            more(runs[number], min(max(AT_ONCE, count - len(runs[number].values)), most - len(runs[number].values)))
        return sign * runs[number].of(indicator)

    chosen = choose(sample, len(runs), first=first, indifference=matters, confidence=wanted.confidence, most=most)
    candidates = tuple(
        Candidate(name, float(each.of(indicator)[:count].mean()), count, number not in chosen.left)
        for number, (name, each, count) in enumerate(zip((TODAY, *names), runs, chosen.runs, strict=True))
    )
    agree, refits = _agreeing(runs, indicator, sign, chosen.best)
    return Best(indicator, candidates[chosen.best].name, wanted.confidence, matters, chosen.certain, candidates, agree, refits)


def _agreeing(runs: Sequence[Runs], indicator: str, sign: float, best: int) -> tuple[int, int]:
    """In how many of the refits the candidate is the best too, and of how many that is known."""
    means = np.array([sign * each.of_refits(indicator).mean(axis=1) for each in runs if each.refitted])
    if len(means) < len(runs):
        return 0, 0
    known = means[:, np.isfinite(means).all(axis=0)]
    return int((known[best] >= known.max(axis=0)).sum()), known.shape[1]
