"""When tickets come, in Prosimos's terms: gaps drawn one by one, and a calendar; a ticket due while it is closed comes at the opening.

With exponential gaps of mean m, tickets come at rate 1/m while it is open, and one more at each opening with the chance
1 − exp(−C/m) that a gap ended within the C hours closed before it. A week brings Σ (1 − exp(−C/m)) + H/m tickets, H being its open
hours. Out, m is solved for the model's tickets a week; the open hours are those whose rate is above the threshold that makes
one rate within and none outside most like the model's rates. In, the same reckoning gives the rates of each hour of the week, an
opening's ticket being spread over the hour of the opening. Only one rate round the clock, and tickets at fixed times
(`timetables`), come through unchanged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from svcflow.errors import InputError
from svcflow.model.distribution import Distribution, constant
from svcflow.model.document import Arrivals
from svcflow.model.exchange.calendars import WEEK, Spans, moved, periods, read_periods
from svcflow.model.exchange.distributions import moments, prosimos_distribution, read_distribution
from svcflow.model.exchange.timetables import fixed_times, recorded, runs, times_of

_ALIKE = 0.005
"""a share of the tickets that may come at another hour without a word"""


def prosimos_arrivals(arrivals: Arrivals, start: datetime) -> tuple[dict[str, Any], list[str]]:
    """`arrival_time_distribution` and `arrival_time_calendar`, and what is lost."""
    losses = []
    rates = hourly_rates(arrivals)
    fixed = fixed_times(arrivals, start)
    said = runs(fixed[0]) if fixed is not None else None
    if fixed is not None and said is not None:
        gap, spans = constant(said[0]), said[1]
        if not fixed[1]:
            losses.append("Arrivals: a timetable whose weeks differ; each is like the first.")
    else:
        opened, wrong = _open_hours(rates)
        spans = _spans(opened)
        gap = Distribution(kind="exponential", mean=_mean_gap(spans, arrivals.per_week))
        if wrong > _ALIKE:
            losses.append(
                f"Arrivals by the hour of the week: one rate in open hours and none outside ({wrong:.0%} of tickets come at others)."
            )
        if arrivals.dispersion or arrivals.kind != "hourly":
            losses.append("Arrivals: days that bring far more tickets than others, or that are like recorded ones.")
    if arrivals.course:
        losses.append("Arrivals: the course of their level by date.")
    if arrivals.recorded_until is not None:
        losses.append("Arrivals: in the log's own period, when tickets came.")
    return {
        "arrival_time_distribution": prosimos_distribution(gap)[0],
        "arrival_time_calendar": periods(moved(spans, arrivals.timezone, start)),
    }, losses


def read_arrivals(document: dict[str, Any], place: str) -> tuple[Arrivals, list[str]]:
    """The arrivals of Prosimos's parameters, and what was taken approximately.

    Raises
    ------
    InputError
        Distribution or calendar cannot be understood, or no ticket would ever come.
    """
    remarks = []
    calendar = document.get("arrival_time_calendar")
    spans = ((0, WEEK),) if calendar is None else read_periods(calendar, f"{place}: arrival_time_calendar")
    given = document.get("arrival_time_distribution")
    inside = f"{place}: arrival_time_distribution"
    gap = _histogram(given, inside) if isinstance(given, dict) and "histogram_data" in given else read_distribution(given, inside)
    mean = moments(gap)[0]
    if mean <= 0:
        raise InputError("all tickets would come at once.", place=inside, remedy="Give a gap between tickets above 0 s.")
    if calendar is None:
        remarks.append("There is no arrival_time_calendar: tickets come round the clock.")
    if gap.kind == "constant":
        times = times_of(mean, spans)
        if spans == ((0, WEEK),):
            return Arrivals(kind="timetable", weekly=(1.0,) * 168, interval_h=mean), remarks
        if times is not None:
            return recorded(times), remarks
    if gap.kind != "exponential":
        remarks.append("Arrivals: gaps that are not exponential were taken as exponential ones with the same mean.")
    if spans != ((0, WEEK),):
        remarks.append("Arrivals: tickets that would come at the instant of an opening come in the hour after it.")
    rates = [share / mean for share in _shares(spans)]
    for begin, closed in _openings(spans):
        rates[begin // 60] += 1 - math.exp(-closed / mean)
    return Arrivals(kind="hourly", weekly=tuple(round(rate, 12) for rate in rates)), remarks


def hourly_rates(arrivals: Arrivals) -> list[float]:
    """Expected tickets in each hour of an ordinary week of today's [1/h]."""
    if arrivals.kind == "hourly":
        return [rate * arrivals.level for rate in arrivals.weekly]
    if arrivals.kind == "timetable":
        return [arrivals.level / (arrivals.interval_h or 1.0) * (rate > 0) for rate in arrivals.weekly]
    rates = [0.0] * 168
    for number, pool in enumerate(arrivals.pools()):
        for day in pool:
            for at in day.at:
                rates[number * 24 + int(at)] += arrivals.level / day.level / len(pool)
    return rates


def _open_hours(rates: Sequence[float]) -> tuple[list[bool], float]:
    """Which hours are open, and the share of tickets that then comes at other hours than it should."""
    whole = sum(rates)
    best: tuple[float, list[bool]] | None = None
    for threshold in [-1.0, *sorted(set(rates))[:-1]]:
        opened = [rate > threshold for rate in rates]
        level = whole / sum(opened)
        wrong = sum(abs(rate - level * is_open) for rate, is_open in zip(rates, opened, strict=True)) / (2 * whole)
        if best is None or wrong < best[0] - 1e-12:
            best = wrong, opened
    assert best is not None
    return best[1], best[0]


def _spans(opened: Sequence[bool]) -> Spans:
    joined: list[tuple[int, int]] = []
    for hour in (number for number, is_open in enumerate(opened) if is_open):
        if joined and joined[-1][1] == hour * 60:
            joined[-1] = (joined[-1][0], hour * 60 + 60)
        else:
            joined.append((hour * 60, hour * 60 + 60))
    return tuple(joined)


def _openings(spans: Spans) -> list[tuple[int, float]]:
    """The minute of the week of each opening, and the hours closed before it; none round the clock."""
    befores = [spans[-1][1] - WEEK, *(end for _, end in spans[:-1])]
    return [(begin, (begin - before) / 60) for (begin, _), before in zip(spans, befores, strict=True) if begin > before]


def _mean_gap(spans: Spans, per_week: float) -> float:
    """The mean gap [h] that brings so many tickets a week."""
    hours = sum(b - a for a, b in spans) / 60
    closed = [each for _, each in _openings(spans)]
    low, high = hours / (per_week + 1) / 2, 168 / per_week * 2 + 1
    for _ in range(200):
        middle = math.sqrt(low * high)
        brings = hours / middle + sum(1 - math.exp(-each / middle) for each in closed)
        low, high = (middle, high) if brings > per_week else (low, middle)
    return math.sqrt(low * high)


def _shares(spans: Spans) -> list[float]:
    """How much of each hour of the week is open."""
    return [sum(max(0, min(b, hour * 60 + 60) - max(a, hour * 60)) for a, b in spans) / 60 for hour in range(168)]


def _histogram(given: dict[str, Any], place: str) -> Distribution:
    """Values with cumulated chances, as quantiles."""
    data = given.get("histogram_data")
    try:
        cdf, values = [float(x) for x in data["cdf"]], [float(x) for x in data["bin_midpoints"]]  # type: ignore[index]
        mean = sum(v * (c - b) for v, c, b in zip(values, cdf, [0.0, *cdf[:-1]], strict=True)) / 3600
    except (TypeError, KeyError, ValueError):
        raise InputError("histogram_data is none.", place=place, remedy='Give "cdf" and "bin_midpoints", as many of each.') from None
    return Distribution(kind="empirical", quantiles=(mean, mean)) if mean > 0 else constant(0.0)
