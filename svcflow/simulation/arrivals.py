"""When tickets arrive: instants in hours since the simulation's start.

A Poisson process with the rate λ(t) is one with rate 1 on the clock Λ(t) = ∫ λ: the gaps on that clock are unit exponentials, the
n-th gap belonging to the n-th ticket. So a change of level or of the week's pattern moves each arrival and keeps its number, and
with it all that the ticket draws (E. Çinlar, 1975, Introduction to Stochastic Processes, 4.7). A factor that multiplies a day's
rate belongs to the date.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from svcflow.calendars import WeeklyCalendar, hours_since
from svcflow.model import Arrivals, Distribution
from svcflow.simulation.clocks import Clock
from svcflow.simulation.streams import Streams, uniform

Cell = tuple[float, float, float]


def arrival_times(arrivals: Arrivals, start: datetime, streams: Streams) -> Iterator[float]:
    """The instants [h since `start`] of arrivals 1, 2, 3, …: never falling, without end."""
    return _timetable(arrivals, start) if arrivals.kind == "timetable" else _poisson(arrivals, start, streams)


def _poisson(arrivals: Arrivals, start: datetime, streams: Streams) -> Iterator[float]:
    gaps = streams.root("gaps")
    number = 1
    left = _gap(gaps, number)
    for begin, end, rate in _cells(arrivals, start, streams):
        at = begin
        while left <= rate * (end - at):
            at += left / rate
            yield at
            number += 1
            left = _gap(gaps, number)
        left -= rate * (end - at)


def _gap(root: int, number: int) -> float:
    return -math.log1p(-uniform(root, number))


def _cells(arrivals: Arrivals, start: datetime, streams: Streams) -> Iterator[Cell]:
    """Hours of the local week, one after the other from `start`: begin [h], end [h], rate [tickets/h]."""
    zone = ZoneInfo(arrivals.timezone)
    first = start.astimezone(zone).date()
    days = streams.root("days")
    midnight = _midnight(start, first, zone)
    for number in count():
        day = first + timedelta(days=number)
        factor = arrivals.level * _day_factor(arrivals.dispersion, uniform(days, day.toordinal()))
        following = _midnight(start, day + timedelta(days=1), zone)
        hours = _hours(start, day, zone, midnight, following)
        rates = arrivals.weekly[day.weekday() * 24 : day.weekday() * 24 + 24]
        for hour, rate in enumerate(rates):
            if rate > 0 and hours[hour + 1] > 0:
                yield max(hours[hour], 0.0), hours[hour + 1], rate * factor
        midnight = following


def _day_factor(dispersion: float, u: float) -> float:
    """A gamma factor of mean 1 and variance `dispersion`."""
    return Distribution(kind="gamma", mean=1.0, cv=math.sqrt(dispersion)).draw(u) if dispersion > 0 else 1.0


def _hours(start: datetime, day: date, zone: ZoneInfo, midnight: float, following: float) -> list[float]:
    """The 25 instants that bound the hours of a local day; on a day with a change of clocks one of them is 0 or 2 h long."""
    if abs(following - midnight - 24) < 1e-6:
        return [midnight + hour for hour in range(24)] + [following]
    walls = [datetime(day.year, day.month, day.day, hour, tzinfo=zone) for hour in range(24)]
    return [hours_since(start, wall.astimezone(UTC)) for wall in walls] + [following]


def _midnight(start: datetime, day: date, zone: ZoneInfo) -> float:
    return hours_since(start, datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC))


def _timetable(arrivals: Arrivals, start: datetime) -> Iterator[float]:
    """One at the first open instant, then one every `interval_h` ÷ `level` open hours."""
    assert arrivals.interval_h is not None
    interval = arrivals.interval_h / arrivals.level
    clock = Clock(_open_hours(arrivals), start)
    opening = clock.next_open(0.0)
    for number in count():
        yield clock.advance(opening, number * interval)


def _open_hours(arrivals: Arrivals) -> WeeklyCalendar:
    hours = (hour for hour, rate in enumerate(arrivals.weekly) if rate > 0)
    return WeeklyCalendar.of_minutes([(hour * 60, hour * 60 + 60) for hour in hours], arrivals.timezone)
