"""When tickets come: a weekly rhythm, its present level, and how much days differ beyond chance.

**Timetable.** If at least 90 % of the gaps between successive arrivals of one day are the same (within 1 %, and 20 gaps at
least), tickets come by a timetable. Its open hours on each weekday are the busiest ones of the last two weeks, as many as make up
the day's tickets.

**Rhythm.** Hour h of the week saw c arrivals in w such hours. A few weeks are too short to trust c/w by itself, so it is drawn
towards the rate m that its weekday (Monday to Friday) and its hour of the day let expect: rate = (k·m + c)/(k + w), the mean of a
gamma-Poisson model with k = 1/(m·τ²), where τ² is the variance of the true rates around m that the counts show beyond Poisson's
[1]_. Saturdays and Sundays stand for themselves. Hours whose hour of the day never saw an arrival stay closed.

**Level.** The present level may differ from the mean of the log. Among windows that end with the log (all of it, its last half,
quarter, and eight weeks) the one is taken whose mean best foretold the following stretch at four earlier cuts of the same log;
all of it unless another is better by a tenth.

**Dispersion.** Var(N) = μ + d·μ² for the arrivals N of a day with expectation μ gives d by moments over all days.

**Tickets that are missing.** A log that holds finished tickets only has seen few of those that came last: one that came at a is there
if its lead time was at most T - a, T being the end of the log. The share F(T - a) of lead times that short is estimated from the
lead times by the product-limit rule for data cut off on the right [2]_; if weekly counts are likelier (by e²) with rates in
proportion to F than with even ones, every hour's exposure counts F times as much, and hours with F < 0.1 not at all.

References
----------
.. [1] D. G. Clayton, J. Kaldor, Biometrics 43 (1987) 671, https://doi.org/10.2307/2532003
.. [2] D. Lynden-Bell, Mon. Not. R. Astron. Soc. 155 (1971) 95, https://doi.org/10.1093/mnras/155.1.95
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

from svcflow.calibration.observations import Numbers, Observations, Whole
from svcflow.calibration.rounding import DIGITS, rounded
from svcflow.model.document import Arrivals

HOURS = 168
WEEK_H = 168.0
SAME_GAP = 0.01
LEAST_GAPS = 20
TIMETABLE_SHARE = 0.9
CUTS = (0.5, 0.6, 0.7, 0.8)
WINDOWS = (0.5, 0.25)
RECENT_H = 8 * WEEK_H
LATELY_H = 2 * HOURS
GAIN = 0.9
LEAST_GAIN = 2.0
LEAST_HELD = 0.1


@dataclass(frozen=True, slots=True)
class ArrivalCounts:
    """Arrivals, and for each hour of the log that is used its hour of the week (local), count, and share F that the log holds."""

    times: Numbers
    hour_of_week: Whole
    counts: Numbers
    held: Numbers
    timezone: str


def count_arrivals(seen: Observations) -> ArrivalCounts:
    """Count the arrivals of each whole hour from the first to the last that is used."""
    times = np.sort(seen.arrival)
    first = math.floor(times[0])
    counts = np.bincount((times - first).astype(np.int64)).astype(np.float64)
    held = _held(seen, first + np.arange(len(counts)) + 0.5)
    used = max(int((held >= LEAST_HELD).sum()), 1)  # F falls with time
    local = _local_hours(seen.origin, first, used, seen.log.timezone)
    return ArrivalCounts(times, local, counts[:used], held[:used], seen.log.timezone)


def fit_arrivals(hours: ArrivalCounts, digits: int = DIGITS) -> Arrivals:
    """Fit the arrivals by the rules of this module; `digits` are significant ones."""
    interval = _interval(hours.times)
    if interval is not None:
        return _document("timetable", _open_hours(hours, interval), hours, digits, interval=interval)
    rates = _rhythm(hours)
    expected = rates[hours.hour_of_week] * hours.held
    level = _level(hours.counts, expected)
    return _document("hourly", rates, hours, digits, level=level, dispersion=_dispersion(hours.counts, expected))


def drawn_weeks(hours: ArrivalCounts, rng: np.random.Generator) -> ArrivalCounts:
    """Put the counts of whole weeks together anew: each week's from a week drawn with replacement (bootstrap)."""
    weeks = len(hours.counts) // HOURS
    if weeks < 2:
        return replace(hours, counts=rng.poisson(hours.counts).astype(np.float64))
    counts = hours.counts.copy()
    source = rng.integers(0, weeks, weeks)
    for week, taken in enumerate(source.tolist()):
        counts[week * HOURS : (week + 1) * HOURS] = hours.counts[taken * HOURS : (taken + 1) * HOURS]
    return replace(hours, counts=counts)


def _held(seen: Observations, at: Numbers) -> Numbers:
    """The share F of the tickets that came at some instants which the log can hold; 1 where it seems to hold them all."""
    lead = np.sort(np.maximum.reduceat(seen.end, seen.first_row) - seen.arrival)
    end = seen.span[1]
    room = np.sort(end - seen.arrival)
    at_risk = np.searchsorted(lead, lead, side="right") - np.searchsorted(room, lead, side="left")
    # Below five at risk the rule would jump; those few count as five.
    steps = 1.0 - 1.0 / np.maximum(at_risk, 5)
    share = np.append(np.cumprod(steps[::-1])[::-1], 1.0)

    def held(instants: Numbers) -> Numbers:
        return share[np.searchsorted(lead, end - instants, side="right")]

    first = float(seen.arrival.min())
    week = ((seen.arrival - first) // WEEK_H).astype(np.int64)
    counts = np.bincount(week).astype(np.float64)
    middles: Numbers = first + WEEK_H * (np.arange(len(counts), dtype=np.float64) + 0.5)
    cut_off = held(middles)
    gain = float(np.sum(counts * np.log(cut_off / cut_off.sum()))) - counts.sum() * math.log(1 / len(counts))
    return held(at) if gain > LEAST_GAIN else np.ones(len(at))


def _local_hours(origin: datetime, first: int, count: int, timezone: str) -> Whole:
    """The hour of the week of each hour; zones move by whole hours rarely, so days are looked up, not hours."""
    zone = ZoneInfo(timezone)
    found = np.empty(count, dtype=np.int64)
    for at in range(0, count, 24):
        local = (origin + timedelta(hours=first + at)).astimezone(zone)
        begin = local.weekday() * 24 + local.hour
        length = min(24, count - at)
        found[at : at + length] = (begin + np.arange(length)) % HOURS
    return found


def _interval(times: Numbers) -> float | None:
    """The gap of a timetable [h], if there is one."""
    gaps = np.diff(times)
    gaps = gaps[gaps < 12.0]
    if len(gaps) < LEAST_GAPS:
        return None
    middle = float(np.median(gaps))
    same = np.abs(gaps - middle) <= max(SAME_GAP * middle, 1.5 / 3600)
    return middle if middle > 1 / 60 and same.mean() >= TIMETABLE_SHARE else None


def _open_hours(hours: ArrivalCounts, interval: float) -> Numbers:
    """1 where the timetable is open: lately, for hours move with summer time or for good."""
    last = slice(-min(len(hours.counts), LATELY_H), None)
    seen = np.bincount(hours.hour_of_week[last], hours.counts[last], HOURS)
    rate = (seen / np.maximum(np.bincount(hours.hour_of_week[last], minlength=HOURS), 1)).reshape(7, 24)
    found = np.zeros((7, 24))
    for day in range(7):
        wanted = round(float(rate[day].sum()) * interval)
        found[day, np.argsort(-rate[day], kind="stable")[:wanted]] = 1.0
    return found.ravel() if found.any() else (seen > 0).astype(np.float64)


def _rhythm(hours: ArrivalCounts) -> Numbers:
    seen: Numbers = np.bincount(hours.hour_of_week, hours.counts, HOURS).astype(np.float64)
    exposure: Numbers = np.bincount(hours.hour_of_week, hours.held, HOURS).astype(np.float64)
    overall = hours.counts.sum() / hours.held.sum()
    expected = _expected(seen.reshape(7, 24), exposure.reshape(7, 24), overall).ravel()
    mean = expected * exposure
    spread = max(0.0, float(np.sum((seen - mean) ** 2 - seen))) / max(float(np.sum(mean**2)), 1e-12)
    if spread == 0.0:
        return expected
    weight = np.divide(1.0, spread * expected, out=np.zeros(HOURS), where=expected > 0)
    total = weight + exposure
    return np.divide(weight * expected + seen, total, out=np.zeros(HOURS), where=(total > 0) & (expected > 0))


def _expected(seen: Numbers, exposure: Numbers, overall: float) -> Numbers:
    """What weekday and hour of the day let expect, Monday to Friday together, Saturday and Sunday each by itself [1/h]."""
    found = np.zeros((7, 24))
    for days in (slice(0, 5), slice(5, 6), slice(6, 7)):
        by_hour = seen[days].sum(axis=0) / np.maximum(exposure[days].sum(axis=0), 1.0)
        unseen = exposure[days].sum() < 24
        profile = np.full(24, overall) if unseen else by_hour
        usual = np.maximum((profile * exposure[days]).sum(axis=1), 1e-12)
        factor = (seen[days].sum(axis=1) + 1.0) / (usual + 1.0)
        found[days] = factor[:, None] * profile
    return found


def _level(counts: Numbers, expected: Numbers) -> float:
    """Arrivals over expected arrivals in the window that foretold best."""
    windows = {1.0: 0.0, **dict.fromkeys(WINDOWS, 0.0), -RECENT_H: 0.0}
    total = len(counts)
    if total < 4 * WEEK_H or counts.sum() < 100:
        return _ratio(counts, expected)
    for cut in CUTS:
        now, then = int(total * cut), int(total * min(cut + 0.2, 1.0))
        truth = _ratio(counts[now:then], expected[now:then])
        for window in windows:
            start = _window_start(window, now)
            windows[window] += abs(math.log(_ratio(counts[start:now], expected[start:now]) / truth))
    best = min(windows, key=lambda window: windows[window])
    chosen = best if windows[best] < GAIN * windows[1.0] else 1.0
    start = _window_start(chosen, total)
    return _ratio(counts[start:], expected[start:])


def _window_start(window: float, now: int) -> int:
    return max(0, int(now + window)) if window < 0 else int(now * (1 - window))


def _ratio(counts: Numbers, expected: Numbers) -> float:
    return float((counts.sum() + 0.5) / (expected.sum() + 0.5))


def _dispersion(counts: Numbers, expected: Numbers) -> float:
    days = len(counts) // 24
    if days < 14:
        return 0.0
    seen = counts[: days * 24].reshape(days, 24).sum(axis=1)
    mean = expected[: days * 24].reshape(days, 24).sum(axis=1)
    return max(0.0, float(np.sum((seen - mean) ** 2 - mean))) / max(float(np.sum(mean**2)), 1e-12)


def _document(
    kind: Literal["hourly", "timetable"], weekly: Numbers, hours: ArrivalCounts, digits: int, *,
    level: float = 1.0, dispersion: float = 0.0, interval: float | None = None,
) -> Arrivals:  # fmt: skip
    return Arrivals(
        kind=kind,
        weekly=tuple(rounded(weekly, digits).tolist()),
        level=float(rounded(level, digits)),
        dispersion=float(rounded(dispersion, digits)),
        interval_h=None if interval is None else float(rounded(interval, digits)),
        timezone=hours.timezone,
        n=len(hours.times),
    )
