"""The form of the arrivals that foretells best, with the course of the level and the level of today.

Every form has the same course and level (`course`), and differs in how the tickets of a day come (`svcflow.model.Arrivals`): a
Poisson process by the hour of the week whose days differ by gamma factors (`hourly`), or recorded days drawn whole, alike by weekday
or by kind (`days`), which keep bursts, gaps and the dependence of hours whatever they are. `scoring` compares them on the last
quarter of the log. A timetable is none of these: where the gaps say that there is one, it is taken.

In the log's own period the tickets come when they came: that is known, and what is compared with the log there (its lead times, when
the model is tuned; its distances, when it is judged) then says how the service works, not how much chance there is in arrivals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl

from svcflow.calibration.arrivals.counting import HOURS, ArrivalCounts
from svcflow.calibration.arrivals.course import Course, find_course
from svcflow.calibration.arrivals.rhythm import dispersion, weekly_rates
from svcflow.calibration.arrivals.scoring import score_forms
from svcflow.calibration.arrivals.timetable import find_interval, open_hours
from svcflow.calibration.observations import Numbers
from svcflow.calibration.rounding import DIGITS, rounded
from svcflow.model.document import Arrivals, RecordedDay

LEAST_DAYS = 28
MOST_RECORDED = 6000
"""the latest days that hold so many tickets are enough to draw from, four weeks at least"""
LEAST_HELD = 0.5
"""share of a day's tickets that the log must hold for the day to be drawn from"""
LEVEL_DIGITS = 3
LEAST_LEVEL = 0.25
"""days that had a smaller share of today's rate say little about a day of now"""
MOST_OWN = 50_000
"""the latest days that hold so many tickets are kept as the log's own period"""
CLOCK = 1000
"""clock times are kept to 1/CLOCK of an hour, rounded up: no ticket comes before it came"""


def fit_arrivals(hours: ArrivalCounts, digits: int = DIGITS) -> Arrivals:
    """Fit every form, and take the one that foretells best; `digits` are significant ones.

    Notes
    -----
    Linear in arrivals and hours, but for the course (`find_course`) and twenty simulations of a quarter of the log for each form.
    """
    interval = find_interval(hours.times)
    if interval is not None:
        return _timetable(hours, interval, digits)
    course = _course(hours)
    told = score_forms(hours, lambda part: _forms(part, course.until(len(part.counts)), digits))
    forms = _forms(hours, course, digits)
    found = {"form_scores": _ranked(told.scores), "level_from": course.told_by, "level_scores": _ranked(course.scores)}
    return _with_own_period(forms[told.preferred].model_copy(update=found), hours)


def refit_arrivals(hours: ArrivalCounts, fitted: Arrivals, rng: np.random.Generator, digits: int) -> Arrivals:
    """The arrivals as another sample of weeks would have given them: same form, same stretches, today's level told the same way.

    A week's hours are those of a week drawn from the same stretch. Recorded days and course are the model's own, so a refit holds none.
    """
    if fitted.kind == "timetable":
        return fitted
    course = _course(hours)
    drawn = _drawn_weeks(hours, course, rng)
    even = weekly_rates(hours, np.ones(len(hours.counts)))
    again = course.told_anew(drawn.counts, even[drawn.hour_of_week] * drawn.held)
    bare: dict[str, object] = {"course": {}, "days": (), "recorded_until": None, "form_scores": {}, "level_from": "", "level_scores": {}}
    if fitted.kind == "hourly":
        return _hourly(drawn, again, digits).model_copy(update=bare)
    return fitted.model_copy(update={"level": float(rounded(again.today / course.today, digits)), **bare})


def _course(hours: ArrivalCounts) -> Course:
    return find_course(hours.counts, _even(hours))


def _even(hours: ArrivalCounts) -> Numbers:
    """What an even level lets expect of each hour."""
    return weekly_rates(hours, np.ones(len(hours.counts)))[hours.hour_of_week] * hours.held


def _forms(hours: ArrivalCounts, course: Course, digits: int) -> dict[str, Arrivals]:
    hourly = _hourly(hours, course, digits)
    days = _recorded_days(hours, course, digits)
    if len(days) < LEAST_DAYS:
        return {"hourly": hourly}
    given = {"weekly": (), "dispersion": 0.0, "days": days}
    drawn = hourly.model_copy(update={"kind": "days", **given})
    return {"hourly": hourly, "days": drawn, "days by weekday": drawn.model_copy(update={"alike": "weekday"})}


def _hourly(hours: ArrivalCounts, course: Course, digits: int) -> Arrivals:
    level = course.by_hour(len(hours.counts)) / course.today
    rates = weekly_rates(hours, level)
    return Arrivals(
        weekly=tuple(rounded(rates, digits).tolist()),
        course=_dated(hours, course),
        dispersion=float(rounded(dispersion(hours, rates[hours.hour_of_week] * hours.held * level), digits)),
        timezone=hours.timezone,
        n=len(hours.times),
    )


def _timetable(hours: ArrivalCounts, interval: float, digits: int) -> Arrivals:
    return Arrivals(
        kind="timetable",
        weekly=tuple(rounded(open_hours(hours, interval), digits).tolist()),
        interval_h=float(rounded(interval, digits)),
        timezone=hours.timezone,
        n=len(hours.times),
    )


def _recorded_days(hours: ArrivalCounts, course: Course, digits: int) -> tuple[RecordedDay, ...]:
    """The latest whole days of which the log holds enough."""
    at = (hours.times - hours.first).astype(np.int64)
    at = at[at < len(hours.counts)]
    clock = hours.hour_of_week[at] % 24 + (hours.times[: len(at)] - hours.first) % 1.0
    clock = _upwards(clock)
    level = course.by_hour(len(hours.counts)) / course.today * hours.held
    found: list[RecordedDay] = []
    tickets = 0
    for day in range(int(hours.day[-1]) - 1, int(hours.day[0]), -1):
        begin, end = np.searchsorted(hours.day, (day, day + 1)).tolist()
        share = float(rounded(level[begin:end].mean(), digits))
        if hours.held[begin:end].min() < LEAST_HELD or share < LEAST_LEVEL:
            continue
        low, high = np.searchsorted(at, (begin, end)).tolist()
        if len(found) >= LEAST_DAYS and tickets + high - low > MOST_RECORDED:
            break
        tickets += high - low
        found.append(RecordedDay(date=date.fromordinal(day).isoformat(), at=tuple(clock[low:high].tolist()), level=share))
    return tuple(found[::-1])


def _with_own_period(arrivals: Arrivals, hours: ArrivalCounts) -> Arrivals:
    """With the tickets of the log's own days, the latest of them if there are very many."""
    drawn = {day.date: day for day in arrivals.days}
    earliest = min(drawn, default="")
    found: dict[str, RecordedDay] = {}
    tickets = 0
    for day, at in reversed(_by_date(hours)):
        tickets += len(at)
        if tickets > MOST_OWN and not (earliest and day >= earliest):
            break
        found[day] = RecordedDay(date=day, at=at, drawn=False)
    days = sorted(({**found, **drawn} if found else drawn).items())
    until = hours.origin + timedelta(minutes=math.ceil(60.0 * float(hours.times[-1]) + 1e-6))
    return arrivals.model_copy(update={"days": tuple(day for _, day in days), "recorded_until": until if found else None})


def _by_date(hours: ArrivalCounts) -> list[tuple[str, tuple[float, ...]]]:
    """The dates that have arrivals, in their order, and the clock times of these [h]."""
    since = pl.Series((hours.times * 3.6e9).round().astype(np.int64)).cast(pl.Duration("us"))
    local = (pl.lit(hours.origin).dt.cast_time_unit("us") + since).dt.convert_time_zone(hours.timezone)
    clock = (pl.col("at").dt.time().cast(pl.Int64) / 3.6e12).alias("clock")
    table = pl.select(local.alias("at")).select(pl.col("at").dt.date().alias("day"), clock)
    each = table.group_by("day", maintain_order=True).agg("clock").sort("day")
    return [(day.isoformat(), tuple(np.sort(_upwards(np.array(at))).tolist())) for day, at in each.iter_rows()]


def _upwards(clock: Numbers) -> Numbers:
    """Clock times [h] rounded up to what is kept of them, within the day."""
    found: Numbers = np.minimum(np.ceil(clock * CLOCK - 1e-6), 24 * CLOCK - 1) / CLOCK
    return found


def _dated(hours: ArrivalCounts, course: Course) -> dict[str, float]:
    """The levels of the log's weeks as multiples of today's, by the date that each begins on; then today's."""
    starts, levels = course.recorded(hours.counts, _even(hours), hours.held)
    found: dict[str, float] = {}
    last = math.nan
    for start, level in zip((*starts, len(hours.day)), rounded([*(levels / course.today), 1.0], LEVEL_DIGITS).tolist(), strict=True):
        day = int(hours.day[start]) if start < len(hours.day) else int(hours.day[-1]) + 1
        if level != last:
            found[date.fromordinal(day).isoformat()] = last = level
    return found if len(found) > 1 else {}


def _drawn_weeks(hours: ArrivalCounts, course: Course, rng: np.random.Generator) -> ArrivalCounts:
    """Whole weeks put together anew, each from one drawn with replacement in the same stretch (bootstrap)."""
    weeks = len(hours.counts) // HOURS
    if weeks < 2:
        return replace(hours, counts=rng.poisson(hours.counts).astype(np.float64))
    source = np.arange(len(hours.counts))
    edges = [min(start // HOURS, weeks) for start in course.starts] + [weeks]
    for begin, end in pairwise(edges):
        if end > begin:
            drawn = rng.integers(begin, end, end - begin)
            source[begin * HOURS : end * HOURS] = (drawn[:, None] * HOURS + np.arange(HOURS)).ravel()
    return replace(hours, counts=hours.counts[source], held=hours.held[source])


def _ranked(scores: Mapping[str, float]) -> dict[str, float]:
    return {name: float(rounded(score, 3)) for name, score in sorted(scores.items(), key=lambda item: item[1])}
