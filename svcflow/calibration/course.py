"""The course of delays over the months of a log (`svcflow.model.document.ServiceModel.delay_course`).

The log's delays, in the order in which they begin, are cut at dates into up to ten periods of equally many. A period's level is the ratio
of its delays to what the means of their flows lead to expect. Levels that differ by no more than chance (Cochran's test, 5 %)
are one; others are drawn together by how much they vary beyond their standard errors (R. DerSimonian, N. Laird, 1986,
doi:10.1016/0197-2456(86)90046-2), in which the delays of one ticket count as one.

Today's level is the mean of the last one, two, three or five periods, or of all: whichever has foretold the later periods of the log best.
Delays that began so late that they could not have ended are left out: those begun less than their flow's mean delay before the log's end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from svcflow.calibration.observations import Numbers, Observations, Whole
from svcflow.calibration.rounding import rounded

MOST_PERIODS = 10
LEAST_PERIODS = 4
LEAST_SEEN = 50
"""delays above zero in a period"""
LOWEST = 0.02
WINDOWS = (1, 2, 3, 5)
CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Course:
    """How many times as long as today's the delays are: from each date on, and for each row of the observations."""

    by_date: dict[str, float]
    rows: Numbers


def fit_course(seen: Observations, hours: Numbers, flow: Whole) -> Course:
    """The course of these delays [h], one for each row, of these flows."""
    none = Course({}, np.ones(len(hours)))
    mean = _means(hours, flow)
    ripe = np.flatnonzero((mean > 0) & (seen.enabled <= seen.end.max() - _means(seen.delay_h, flow)))
    dates = _dates(seen, ripe[hours[ripe] > 0])
    if len(dates) < LEAST_PERIODS:
        return none
    zone = ZoneInfo(seen.log.timezone)
    opens = [(datetime.combine(day, time(), zone).astimezone(UTC) - seen.origin) / timedelta(hours=1) for day in dates]
    period = np.maximum(np.searchsorted(opens, seen.enabled, side="right") - 1, 0)
    level, weight = _levels(seen, hours, mean, period, ripe, len(dates))
    if np.ptp(level) == 0:
        return none
    relative = rounded(level / _today(level, weight), 4)
    after = seen.instant(seen.span[1]).astimezone(zone).date() + timedelta(days=1)
    by_date = {day.isoformat(): float(it) for day, it in zip(dates, relative, strict=True)}
    return Course({**by_date, after.isoformat(): 1.0}, relative[period])


def _means(values: Numbers, flow: Whole) -> Numbers:
    """The mean of its flow, for each row."""
    mean: Numbers = (np.bincount(flow, values) / np.maximum(np.bincount(flow), 1))[flow]
    return mean


def _dates(seen: Observations, rows: Whole) -> list[date]:
    """The dates on which periods of equally many of these rows begin; none where they are too few."""
    number = min(MOST_PERIODS, len(rows) // LEAST_SEEN)
    if number < LEAST_PERIODS:
        return []
    begins = np.sort(seen.enabled[rows])
    zone = ZoneInfo(seen.log.timezone)
    return sorted({seen.instant(float(part[0])).astimezone(zone).date() for part in np.array_split(begins, number)})


def _levels(seen: Observations, hours: Numbers, mean: Numbers, period: Whole, rows: Whole, count: int) -> tuple[Numbers, Numbers]:
    """The level of each period, drawn together, and the hours that its delays lead to expect."""
    from scipy.special import chdtrc

    expected: Numbers = np.bincount(period[rows], mean[rows], minlength=count).astype(np.float64)
    real = np.bincount(period[rows], hours[rows], minlength=count)
    if not expected.all() or not real.all():
        return np.ones(count), np.ones(count)
    ratio = real / expected
    ticket, number = np.unique(period[rows] * seen.cases + seen.case[rows], return_inverse=True)
    off = np.bincount(number, hours[rows] - mean[rows] * ratio[period[rows]])
    variance = np.bincount(ticket // seen.cases, off**2, minlength=count) / real**2
    level = np.log(ratio)
    trust = 1 / np.maximum(variance, 1e-9)
    centre = np.average(level, weights=trust)
    apart = float(np.sum(trust * (level - centre) ** 2))
    between = max(0.0, (apart - (count - 1)) / (trust.sum() - float(np.sum(trust**2)) / trust.sum()))
    if chdtrc(count - 1, apart) > CHANCE:
        return np.ones(count), expected
    return np.maximum(np.exp(centre + (level - centre) * between / (between + variance)), LOWEST), expected


def _today(level: Numbers, weight: Numbers) -> float:
    """The level that is expected after the last period."""
    count = len(level)
    windows = [*(it for it in WINDOWS if it < count), count]
    later = range(count // 2, count)

    def mean(before: int, window: int) -> float:
        last = slice(max(before - window, 0), before)
        return float(np.average(level[last], weights=weight[last]))

    error = {window: float(np.mean([abs(np.log(mean(at, window) / level[at])) for at in later])) for window in windows}
    return mean(count, min(windows, key=lambda window: (error[window], -window)))
