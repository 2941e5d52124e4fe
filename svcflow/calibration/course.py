"""The course of delays over the months of a log (`svcflow.model.document.ServiceModel.delay_course`).

The log's delays, in the order in which they begin, are cut at dates into up to ten periods of equally many. A period's level is the ratio
of its delays to what the means of their flows lead to expect. Levels that differ by no more than chance (Cochran's test, 5 %)
are one; others are drawn together by how much they vary beyond their standard errors (R. DerSimonian, N. Laird, 1986,
doi:10.1016/0197-2456(86)90046-2), in which the delays of one ticket count as one.

Not all delays change together: a timer stays as it is while a backlog grows. So the delays into each step follow the course of all, or
none, or, where there are enough of them, one of their own: that under which they are likeliest. Delays h at levels c have the
quasi-likelihood -(Σ ln c + n ln mean(h/c)) / φ of exponential ones, φ being their squared coefficient of variation under the best; a
course of k periods costs (k - 1)/2 · ln n. The course of all is then found again from those that follow it, three times at most.

Today's level is the mean of the last one, two, three or five periods, or of all: whichever has foretold the later periods of the log best.
Delays that began so late that they could not have ended are left out: those begun less than their flow's mean delay before the log's end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from svcflow.calibration.observations import Flags, Numbers, Observations, Whole
from svcflow.calibration.rounding import rounded

MOST_PERIODS = 10
LEAST_PERIODS = 4
LEAST_SEEN = 50
"""delays above zero in a period"""
LOWEST = 0.02
WINDOWS = (1, 2, 3, 5)
CHANCE = 0.05
LEAST_TO_JUDGE = 10
MOST_ROUNDS = 3
LEAST_EXCESS = 0.01
STEADY, INTO = "steady", "into "


@dataclass(frozen=True, slots=True)
class Course:
    """How many times as long as today's the delays are, for each row and from each date on.

    `names`: of each activity, which course of `own` the delays into it follow (None: that of `by_date`).
    """

    by_date: dict[str, float]
    rows: Numbers
    own: dict[str, dict[str, float]]
    names: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Levels:
    """One course, and which rows lie early enough to be judged by it."""

    by_date: dict[str, float]
    rows: Numbers
    ripe: Flags


def fit_course(seen: Observations, hours: Numbers, flow: Whole) -> Course:
    """The courses of these delays [h], one for each row, of these flows (numbers 0, 1, …)."""
    targets = range(len(seen.activities))
    own = [_one_course(seen, hours, flow, seen.activity == target) for target in targets]
    names: tuple[str | None, ...] = (None,) * len(targets)
    for _ in range(MOST_ROUNDS):
        every = _one_course(seen, hours, flow, np.array([name is None for name in names])[seen.activity])
        again = tuple(_followed(seen, hours, flow, target, every, own[target]) for target in targets)
        if again == names:
            break
        names = again
    rows = every.rows.copy()
    courses: dict[str, dict[str, float]] = {}
    for target, name in enumerate(names):
        if name is not None:
            mine = seen.activity == target
            rows[mine] = 1.0 if name == STEADY else own[target].rows[mine]
            courses[name] = {} if name == STEADY else own[target].by_date
    return Course(every.by_date, rows, dict(sorted(courses.items())), names)


def _one_course(seen: Observations, hours: Numbers, flow: Whole, which: Flags) -> _Levels:
    """The course of these of the delays."""
    even = np.ones(len(hours))
    mean = _means(hours, flow)
    ripe = (mean > 0) & (seen.enabled <= seen.end.max() - _means(seen.delay_h, flow))
    rows = np.flatnonzero(which & ripe)
    dates = _dates(seen, rows[hours[rows] > 0])
    if len(dates) < LEAST_PERIODS:
        return _Levels({}, even, ripe)
    zone = ZoneInfo(seen.log.timezone)
    opens = [(datetime.combine(day, time(), zone).astimezone(UTC) - seen.origin) / timedelta(hours=1) for day in dates]
    period = np.maximum(np.searchsorted(opens, seen.enabled, side="right") - 1, 0)
    level, weight = _levels(seen, hours, mean, period, rows, len(dates))
    if np.ptp(level) == 0:
        return _Levels({}, even, ripe)
    relative = rounded(level / _today(level, weight), 4)
    after = seen.instant(seen.span[1]).astimezone(zone).date() + timedelta(days=1)
    by_date = {day.isoformat(): float(it) for day, it in zip(dates, relative, strict=True)}
    return _Levels({**by_date, after.isoformat(): 1.0}, relative[period], ripe)


def _followed(seen: Observations, hours: Numbers, flow: Whole, target: int, every: _Levels, own: _Levels) -> str | None:
    """The name of the course that the delays into a step follow (None: that of all)."""
    mine = np.flatnonzero((seen.activity == target) & every.ripe)
    if len(mine) < LEAST_TO_JUDGE:
        return None
    tried: dict[str | None, _Levels] = {None: every}
    if every.by_date:
        tried[STEADY] = _Levels({}, np.ones(len(hours)), every.ripe)
    if own.by_date:
        tried[INTO + seen.activities[target]] = own
    mean = {name: it.rows[mine] * _means(hours[mine] / it.rows[mine], flow[mine]) for name, it in tried.items()}
    misfit = {name: float(np.log(each).sum()) for name, each in mean.items()}
    best = mean[min(misfit, key=lambda name: misfit[name])]
    excess = max(float(np.mean((hours[mine] / best - 1.0) ** 2)), LEAST_EXCESS)
    cost = {name: (len(own.by_date) - 2) / 2 * math.log(len(mine)) if name not in (None, STEADY) else 0.0 for name in tried}
    return min(tried, key=lambda name: misfit[name] / excess + cost[name])


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
