"""The week's rhythm: how many tickets each hour of the week brings, and how much days differ beyond chance.

**Rhythm.** Hour h of the week saw c arrivals in w such hours. A few weeks are too short to trust c/w by itself, so it is drawn
towards the rate m that its weekday (Monday to Friday) and its hour of the day let expect: rate = (k·m + c)/(k + w), the mean of a
gamma-Poisson model with k = 1/(m·τ²), where τ² is the variance of the true rates around m that the counts show beyond Poisson's
[1]_. Saturdays and Sundays stand for themselves. Hours whose hour of the day never saw an arrival stay closed.

**Dispersion.** Var(N) = μ + d·μ² for the arrivals N of a day with expectation μ gives d by moments over all days.

References
----------
.. [1] D. G. Clayton, J. Kaldor, Biometrics 43 (1987) 671, https://doi.org/10.2307/2532003
"""

from __future__ import annotations

import numpy as np

from svcflow.calibration.arrivals.counting import HOURS, ArrivalCounts
from svcflow.calibration.observations import Numbers

LEAST_DAYS = 14


def weekly_rates(hours: ArrivalCounts, level: Numbers) -> Numbers:
    """The rate of each hour of the week [1/h] at level 1; `level` is that of each hour of the log."""
    seen: Numbers = np.bincount(hours.hour_of_week, hours.counts, HOURS).astype(np.float64)
    exposure: Numbers = np.bincount(hours.hour_of_week, hours.held * level, HOURS).astype(np.float64)
    overall = hours.counts.sum() / exposure.sum()
    expected = _expected(seen.reshape(7, 24), exposure.reshape(7, 24), overall).ravel()
    mean = expected * exposure
    spread = max(0.0, float(np.sum((seen - mean) ** 2 - seen))) / max(float(np.sum(mean**2)), 1e-12)
    if spread == 0.0:
        return expected
    weight = np.divide(1.0, spread * expected, out=np.zeros(HOURS), where=expected > 0)
    total = weight + exposure
    return np.divide(weight * expected + seen, total, out=np.zeros(HOURS), where=(total > 0) & (expected > 0))


def dispersion(hours: ArrivalCounts, expected: Numbers) -> float:
    """The variance of a day's factor, given what each hour lets expect."""
    days = len(hours.counts) // 24
    if days < LEAST_DAYS:
        return 0.0
    seen = hours.counts[: days * 24].reshape(days, 24).sum(axis=1)
    mean = expected[: days * 24].reshape(days, 24).sum(axis=1)
    return max(0.0, float(np.sum((seen - mean) ** 2 - mean))) / max(float(np.sum(mean**2)), 1e-12)


def _expected(seen: Numbers, exposure: Numbers, overall: float) -> Numbers:
    """What weekday and hour of the day let expect, Monday to Friday together, Saturday and Sunday each by itself [1/h]."""
    found = np.zeros((7, 24))
    for days in (slice(0, 5), slice(5, 6), slice(6, 7)):
        by_hour = seen[days].sum(axis=0) / np.maximum(exposure[days].sum(axis=0), 1e-3)
        unseen = exposure[days].sum() < 24
        profile = np.full(24, overall) if unseen else by_hour
        usual = np.maximum((profile * exposure[days]).sum(axis=1), 1e-12)
        factor = (seen[days].sum(axis=1) + 1.0) / (usual + 1.0)
        found[days] = factor[:, None] * profile
    return found
