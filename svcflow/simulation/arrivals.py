"""When tickets arrive: instants in hours since the simulation's start.

A Poisson process with the rate λ(t) is one with rate 1 on the clock Λ(t) = ∫ λ: the gaps on that clock are unit exponentials, the
n-th gap belonging to the n-th ticket. So a change of level or of the week's pattern moves each arrival and keeps its number, and
with it all that the ticket draws (E. Çinlar, 1975, Introduction to Stochastic Processes, 4.7). A factor that multiplies a day's
rate belongs to the date.

Where whole recorded days are drawn, which ones belongs to the date too, and whether a recorded ticket comes to the date and the
ticket: more demand adds tickets to those that come anyway, less takes some away.

In the log's own period tickets come when they came, in every run: what would be drawn for it is left out.

Days are laid out several at a time, so that a hundred thousand arrivals take a few hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count, islice
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from svcflow.calendars import WeeklyCalendar, hours_since
from svcflow.model import Arrivals
from svcflow.model.document import RecordedDay
from svcflow.simulation.clocks import Clock
from svcflow.simulation.streams import AGAIN, CASE, MASK, VISIT, Streams, uniform, uniforms

Numbers = NDArray[np.float64]
Stretch = tuple[int, Numbers]
FEW_DAYS, MANY_DAYS = 14, 896
MOST_AT_ONCE = 50_000
"""arrivals that are laid out at a time, about"""
LEFT = 1e-9
"""a level that is no more than what rounding leaves over"""


def arrival_times(arrivals: Arrivals, start: datetime, streams: Streams) -> Iterator[float]:
    """The instants [h since `start`] of arrivals 1, 2, 3, …: never falling, without end."""
    for times in arrivals_laid_out(arrivals, start, streams):
        yield from times.tolist()


def arrivals_laid_out(arrivals: Arrivals, start: datetime, streams: Streams) -> Iterator[Numbers]:
    """The same, some at a time."""
    if arrivals.kind == "timetable":
        times = _timetable(arrivals, start)
        while True:
            yield np.fromiter(islice(times, MANY_DAYS), np.float64)
    drawn = _drawn(arrivals, start, streams)
    yield from drawn if arrivals.recorded_until is None else _around_the_past(drawn, arrivals, start, streams)


def drawn_before(until: float, arrivals: Arrivals, start: datetime, streams: Streams) -> Numbers:
    """The arrivals [h since `start`] that come before `until`, of every form but a timetable, which nobody draws."""
    found = []
    for times in _drawn(arrivals, start, streams):
        found.append(times)
        if len(times) and times[-1] >= until:
            break
    every = np.concatenate(found)
    return every[: np.searchsorted(every, until)]


def _around_the_past(drawn: Iterator[Numbers], arrivals: Arrivals, start: datetime, streams: Streams) -> Iterator[Numbers]:
    """What is drawn for before and after the log's own period, and the log's own tickets between."""
    assert arrivals.recorded_until is not None
    days = {date.fromisoformat(day.date).toordinal(): day.at for day in arrivals.days}
    first, zone = min(days), ZoneInfo(arrivals.timezone)
    opens, ends = _instant(start, date.fromordinal(first), 0, zone), hours_since(start, arrivals.recorded_until)
    own = np.zeros(0)
    if ends >= 0.0:
        bounds = _bounds(start, first, max(days) - first + 1, zone)
        own = np.concatenate([_on_the_day(np.array(at, dtype=np.float64), bounds[day - first]) for day, at in sorted(days.items())])
        own = _at_level(own[own <= ends], opens, ends, arrivals, start, streams)
    for times in drawn:
        outside = times[(times < opens) | (times > ends)]
        if len(own) and len(times) and times[-1] >= opens:
            outside = np.insert(outside, np.searchsorted(outside, opens), own)
            own = own[:0]
        yield outside


def _at_level(own: Numbers, opens: float, ends: float, arrivals: Arrivals, start: datetime, streams: Streams) -> Numbers:
    """The log's own tickets as the level has it: fewer of them, or what is drawn besides."""
    kept = own
    if arrivals.level < 1.0:
        kept = own[uniforms(streams.root("own"), 0, len(own))[np.searchsorted(own, own)] < arrivals.level]
    elif arrivals.level > 1.0:
        more = drawn_before(ends, arrivals.model_copy(update={"level": arrivals.level - 1.0}), start, streams)
        kept = np.sort(np.concatenate((own, more[more >= opens])))
    return kept[kept >= 0.0]


def _drawn(arrivals: Arrivals, start: datetime, streams: Streams) -> Iterator[Numbers]:
    return (_recorded if arrivals.kind == "days" else _poisson)(arrivals, start, streams)


def _poisson(arrivals: Arrivals, start: datetime, streams: Streams) -> Iterator[Numbers]:
    """Draw arrivals on the clock Λ, and read off when it shows them."""
    root = streams.root("gaps")
    weekly = np.array(arrivals.weekly).reshape(7, 24)
    passed, drawn, waiting = 0.0, 0, np.zeros(1)
    for first, bounds in _stretches(arrivals, start):
        days = np.arange(first, first + len(bounds))
        factor = _levels(arrivals, days) * _day_factors(arrivals.dispersion, streams.root("days"), days)
        rate = (weekly[(days - 1) % 7] * factor[:, None]).ravel()
        begin, end = (np.maximum(side, 0.0).ravel() for side in (bounds[:, :-1], bounds[:, 1:]))
        clock = np.cumsum(np.concatenate(([passed], rate * (end - begin))))
        passed = float(clock[-1])
        while waiting[-1] <= passed:
            more = int(passed - waiting[-1]) + 64
            gaps = -np.log1p(-uniforms(root, drawn + 1, more))
            drawn += more
            waiting = np.concatenate((waiting[:-1], np.cumsum(np.concatenate((waiting[-1:], gaps)))))
        # The first entry is where the last stretch left off: an arrival that has been given already, or the start.
        shown = int(np.searchsorted(waiting, passed, side="right"))
        at, waiting = waiting[1:shown], waiting[shown - 1 :]
        cell = np.searchsorted(clock[1:], at, side="left")
        yield np.minimum(begin[cell] + (at - clock[cell]) / rate[cell], end[cell])


def _recorded(arrivals: Arrivals, start: datetime, streams: Streams) -> Iterator[Numbers]:
    """Draw recorded days, and keep each of their tickets with the chance that the level asks for."""
    root = streams.root("recorded"), streams.root("thinning")
    pools = arrivals.pools()
    for first, bounds in _stretches(arrivals, start):
        days = np.arange(first, first + len(bounds))
        found = [np.zeros(0)]
        for day, edges, level in zip(days.tolist(), bounds, _levels(arrivals, days).tolist(), strict=True):
            found.append(_on_the_day(_one_day(pools[(day - 1) % 7], level, day, root), edges))
        times = np.concatenate(found)
        yield times[times >= 0.0]


def _on_the_day(at: Numbers, edges: Numbers) -> Numbers:
    """The instants of clock times of a day whose hours have these edges [h]."""
    hour = at.astype(np.int64)
    return np.sort(edges[hour] + (at - hour) * (edges[hour + 1] - edges[hour]))


def _one_day(pool: tuple[RecordedDay, ...], level: float, day: int, root: tuple[int, int]) -> Numbers:
    """The clock times [h] of one day, from as many recorded ones as the level takes."""
    found = [np.zeros(0)]
    for number in count():
        if level <= LEFT or not pool:
            return found[1] if len(found) == 2 else np.sort(np.concatenate(found))
        recorded = pool[int(uniform(root[0], day, number) * len(pool))]
        share = min(level / recorded.level, 1.0)
        at = np.sort(np.array(recorded.at, dtype=np.float64))
        if share < 1.0:
            # Those that came at the same time come together or not at all.
            entered = (root[1] + day * CASE + number * VISIT) & MASK
            at = at[uniforms(entered, 0, len(at), AGAIN)[np.searchsorted(at, at)] < share]
        found.append(at)
        level -= recorded.level * share
    raise AssertionError


def _stretches(arrivals: Arrivals, start: datetime) -> Iterator[Stretch]:
    """Local days from that of `start` on, some at a time: the first one's ordinal, and the 25 instants [h] that bound its hours."""
    zone = ZoneInfo(arrivals.timezone)
    first = start.astimezone(zone).date().toordinal()
    most = int(np.clip(7 * MOST_AT_ONCE / max(arrivals.per_week, 1.0), 1, MANY_DAYS))
    length = min(FEW_DAYS, most)
    while True:
        length = min(length, date.max.toordinal() - first)
        if length <= 0:
            raise OverflowError("the calendar ends with the year 9999")
        yield first, _bounds(start, first, length, zone)
        first += length
        length = min(2 * length, most)


def _bounds(start: datetime, first: int, length: int, zone: ZoneInfo) -> Numbers:
    """The instants that bound the hours of local days; on a day with a change of clocks one of them is 0 or 2 h long."""
    midnights = np.array([_instant(start, date.fromordinal(first + number), 0, zone) for number in range(length + 1)])
    bounds = np.concatenate((midnights[:-1, None] + np.arange(24), midnights[1:, None]), axis=1)
    for number in np.flatnonzero(np.abs(np.diff(midnights) - 24) > 1e-6).tolist():
        day = date.fromordinal(first + number)
        bounds[number, :24] = [_instant(start, day, hour, zone) for hour in range(24)]
    return bounds


def _instant(start: datetime, day: date, hour: int, zone: ZoneInfo) -> float:
    return hours_since(start, datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC))


def _levels(arrivals: Arrivals, days: NDArray[np.int64]) -> Numbers:
    """The level of each day (ordinals)."""
    if not arrivals.course:
        return np.full(len(days), arrivals.level)
    dates = sorted(arrivals.course)
    since = np.array([date.fromisoformat(each).toordinal() for each in dates])
    course = np.array([arrivals.course[each] for each in dates])
    found: Numbers = arrivals.level * course[np.maximum(np.searchsorted(since, days, side="right") - 1, 0)]
    return found


def _day_factors(dispersion: float, root: int, days: NDArray[np.int64]) -> Numbers:
    """Gamma factors of mean 1 and variance `dispersion`."""
    if dispersion == 0:
        return np.ones(len(days))
    from scipy.special import gammaincinv

    found: Numbers = np.asarray(gammaincinv(1 / dispersion, uniforms(root, int(days[0]), len(days))) * dispersion, dtype=np.float64)
    return found


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
