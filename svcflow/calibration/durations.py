"""How long work takes, as a distribution: the simplest family that the observations bear, else their smoothed quantiles.

The rules, in order:

1. values under one second are zeros, and become the chance `zero`;
2. with 30 values or more, one that is more than 20 times the 95th percentile counts as that bound (a step that was left open);
3. all alike (the middle 90 % within 0.1 % of the median): `constant`;
4. exponential, gamma, lognormal, Weibull and uniform are fitted with the sample's mean (lognormal: the spread of the logarithms;
   the others: the sample's standard deviation); the exponential, or else the one with the smallest Kolmogorov–Smirnov distance D is kept if
   √n·D ≤ 1.0, about what a fitted family that is true exceeds once in ten times or less [1]_;
5. else the quantiles at equal chances, from 5 to 51 of them (one for each five values), the last one set such that the mean
   is the sample's.

References
----------
.. [1] H. W. Lilliefors, J. Am. Stat. Assoc. 62 (1967) 399, https://doi.org/10.1080/01621459.1967.10482916
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from svcflow.calendars import Shifts
from svcflow.calibration.observations import Flags, Numbers, Observations
from svcflow.calibration.overtime import overtime_h
from svcflow.calibration.rounding import rounded
from svcflow.model.distribution import Distribution, constant, weibull_shape

ZERO_H = 1 / 3600
OPEN_STEP = 20.0
FIT_LIMIT = 1.0
MOST_KNOTS = 51
LEAST_BY_PERSON = 30
LEAST_CHANCE = 0.001
LEAST_DIFFERENCE = 0.2


@dataclass(frozen=True, slots=True)
class StepDurations:
    """A step's distribution and those of people who differ from the rest."""

    everybody: Distribution
    by_person: dict[str, Distribution]
    n: int


def fit_distribution(values: Numbers, digits: int = 6) -> Distribution:
    """The distribution of values >= 0 [h] by the rules of this module; `digits` are significant ones."""
    above: Numbers = values[values >= ZERO_H]
    if not len(above):
        return constant(0.0)
    zero = float(rounded(1.0 - len(above) / len(values), digits))
    if len(above) >= 30:
        above = np.clip(above, None, OPEN_STEP * float(np.quantile(above, 0.95)))
    found = _family(np.sort(above), digits) or _quantiles(above, digits)
    return found.model_copy(update={"zero": zero})


def work_hours(seen: Observations, shifts: Mapping[int, Shifts], grace_h: Callable[[int], float]) -> Numbers:
    """The hours of work of each step: between begin and end on the clock of the person who did it (`shifts` by resource).

    Overtime counts up to the person's grace [h] and no further, because the people of the model do no more: so they have the same
    work for the same hours. A step that was wholly done off duty counts its elapsed hours.
    """
    hours = seen.end - seen.begin
    for resource, clock in shifts.items():
        mine = np.flatnonzero(seen.resource == resource)
        begin, end = seen.begin[mine], seen.end[mine]
        worked = clock.work_between_all(begin, end) + np.minimum(overtime_h(begin, end, clock), grace_h(resource))
        hours[mine] = np.where(worked > ZERO_H, worked, hours[mine])
    return hours


def fit_step(hours: Numbers, people: dict[str, Flags], comparable: Numbers | None = None, digits: int = 6) -> StepDurations:
    """The durations of one step: of everybody, and of each person whose executions (`people`, masks) clearly differ.

    People are compared by `comparable` hours, where some tickets take longer than others.
    """
    from scipy.stats import mannwhitneyu

    told = hours if comparable is None else comparable
    several = {name: mine for name, mine in people.items() if LEAST_BY_PERSON <= mine.sum() < len(hours)}
    differing = {}
    for name, mine in several.items():
        own, others = told[mine], told[~mine]
        apart = abs(math.log(max(own.mean(), ZERO_H) / max(others.mean(), ZERO_H))) > LEAST_DIFFERENCE
        if apart and mannwhitneyu(own, others).pvalue < LEAST_CHANCE / len(several):
            differing[name] = fit_distribution(own, digits)
    return StepDurations(fit_distribution(hours, digits), differing, len(hours))


def _family(ordered: Numbers, digits: int) -> Distribution | None:
    mean, spread = float(ordered.mean()), float(ordered.std())
    low, middle, high = np.quantile(ordered, (0.05, 0.5, 0.95))
    if high - low <= 1e-3 * middle or len(ordered) == 1:
        return constant(float(rounded(mean, digits)))
    cv = min(max(spread / mean, 0.01), 20.0)
    log_cv = min(max(math.sqrt(math.expm1(min(float(np.log(ordered).var()), 6.0))), 0.01), 20.0)
    candidates = [_named("exponential", mean, None, digits), _named("gamma", mean, cv, digits)]
    candidates += [_named("lognormal", mean, log_cv, digits), _named("weibull", mean, cv, digits), _uniform(mean, spread, digits)]
    distance = [_misfit(it, ordered) for it in candidates]
    # A family of one number that will do is kept before those of two, which nearly always come closer.
    best = 0 if math.sqrt(len(ordered)) * distance[0] <= FIT_LIMIT else int(np.argmin(distance))
    return candidates[best] if math.sqrt(len(ordered)) * distance[best] <= FIT_LIMIT else None


def _named(kind: str, mean: float, cv: float | None, digits: int) -> Distribution:
    fields = {"kind": kind, "mean": float(rounded(mean, digits))}
    return Distribution.model_validate(fields if cv is None else {**fields, "cv": float(rounded(cv, digits))})


def _uniform(mean: float, spread: float, digits: int) -> Distribution:
    half = min(spread * math.sqrt(3.0), mean)
    return Distribution(kind="uniform", low=float(rounded(mean - half, digits)), high=float(rounded(mean + half, digits)))


def _misfit(it: Distribution, ordered: Numbers) -> float:
    """The Kolmogorov–Smirnov distance between a distribution and sorted values."""
    n = len(ordered)
    expected = _CUMULATED[it.kind](it, ordered)
    return float(max(np.max(np.arange(1, n + 1) / n - expected), np.max(expected - np.arange(n) / n)))


def _gamma_cdf(it: Distribution, x: Numbers) -> Numbers:
    from scipy.special import gammainc

    assert it.mean is not None
    assert it.cv is not None
    shape = it.cv**-2
    below: Numbers = np.asarray(gammainc(shape, x * shape / it.mean), dtype=np.float64)
    return below


def _lognormal_cdf(it: Distribution, x: Numbers) -> Numbers:
    from scipy.special import ndtr

    assert it.mean is not None
    assert it.cv is not None
    variance = math.log1p(it.cv**2)
    below: Numbers = ndtr((np.log(x / it.mean) + variance / 2) / math.sqrt(variance))
    return below


def _weibull_cdf(it: Distribution, x: Numbers) -> Numbers:
    assert it.mean is not None
    assert it.cv is not None
    shape = weibull_shape(it.cv)
    below: Numbers = -np.expm1(-((x * math.gamma(1 + 1 / shape) / it.mean) ** shape))
    return below


def _uniform_cdf(it: Distribution, x: Numbers) -> Numbers:
    assert it.low is not None
    assert it.high is not None
    return np.clip((x - it.low) / max(it.high - it.low, 1e-12), 0.0, 1.0)


_CUMULATED: dict[str, Callable[[Distribution, Numbers], Numbers]] = {
    "exponential": lambda it, x: -np.expm1(-x / max(it.mean or 0.0, 1e-12)),
    "gamma": _gamma_cdf,
    "lognormal": _lognormal_cdf,
    "weibull": _weibull_cdf,
    "uniform": _uniform_cdf,
}


def _quantiles(values: Numbers, digits: int) -> Distribution:
    count = int(min(max(len(values) // 5, 5), MOST_KNOTS))
    knots = np.quantile(values, np.linspace(0.0, 1.0, count))
    inner = knots[1:-1].sum() + knots[0] / 2
    last = 2 * (float(values.mean()) * (count - 1) - inner)
    if last >= knots[-2]:
        knots[-1] = last
    else:
        knots[-1] = knots[-2]
        knots *= values.mean() / ((knots.sum() - (knots[0] + knots[-1]) / 2) / (count - 1))
    return Distribution(kind="empirical", quantiles=tuple(np.maximum.accumulate(rounded(knots, digits)).tolist()))
