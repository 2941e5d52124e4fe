"""Tickets that come at fixed times of the week: as a fixed gap and a calendar, and back.

With a fixed gap, a ticket that would come while Prosimos's arrival calendar is closed, or at the instant at which it closes, comes when
it opens, and the gap counts anew from there. So times of the week that stand in runs of equal gaps are said exactly, by a calendar that
opens with the first of a run and closes half a gap after its last; and what a gap and a calendar say are times of the week.

Hours of the week run from Monday 00:00 on, 0 to 168.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from svcflow.model.document import Arrivals, RecordedDay
from svcflow.model.exchange.calendars import WEEK, Spans

_SAME = 1e-6
"""hours that are no difference"""
_WEEKS = 6
_MONDAY = date(2026, 1, 5)
_MOST = 10_000
"""tickets a week that are written one by one"""


def fixed_times(arrivals: Arrivals, start: datetime) -> tuple[list[float], bool] | None:
    """The hours of the week at which tickets come, and whether each week is like the first; None where chance has a part.

    A timetable's tickets stand on its open time: a ticket at the first open instant from `start` on, then one each interval.
    """
    if arrivals.kind == "days":
        pools = arrivals.pools()
        alike = all(len({(day.at, day.level) for day in pool}) == 1 and pool[0].level == arrivals.level for pool in pools)
        same = bool(arrivals.days) and all(pools) and alike
        return (sorted(number * 24 + at for number, pool in enumerate(pools) for at in pool[0].at), True) if same else None
    if arrivals.kind != "timetable":
        return None
    interval = (arrivals.interval_h or 1.0) / arrivals.level
    opened = [hour for hour, rate in enumerate(arrivals.weekly) if rate > 0]
    local = start.astimezone(ZoneInfo(arrivals.timezone))
    now = local.weekday() * 24 + local.hour + local.minute / 60 + local.second / 3600 + local.microsecond / 3.6e9
    at = sum(min(max(now - hour, 0.0), 1.0) for hour in opened)
    count = max(round(len(opened) / interval), 1)
    return sorted(_instant((at + number * interval) % len(opened), opened) for number in range(count)), _whole(len(opened) / interval)


def runs(times: Sequence[float]) -> tuple[float, Spans] | None:
    """The gap [h] and the open minutes that say these times; None where no single gap does."""
    if not times or len(times) > _MOST:
        return None
    gaps = [(after - before) % 168 or 168.0 for before, after in zip(times, [*times[1:], times[0]], strict=True)]
    gap = min(gaps)
    if all(abs(each - gap) < _SAME for each in gaps):
        return gap, ((0, WEEK),)
    breaks = [number for number, each in enumerate(gaps) if each - gap > _SAME]
    if gap < _SAME or gap * 60 < 2:
        return None
    spans = []
    for last, following in zip(breaks, [*breaks[1:], breaks[0]], strict=True):
        begin, end = times[(last + 1) % len(times)], times[following] + gap / 2
        spans.append((round(begin * 60), round((end if end > begin else end + 168) * 60)))
    return gap, tuple(sorted(spans))


def times_of(gap: float, spans: Spans) -> list[float] | None:
    """The hours of the week at which tickets come by a gap [h] and open minutes; None where no week is like the one before."""
    if gap * _MOST < 168 or gap > 168:
        return None
    now = spans[0][0] / 60
    weeks: list[list[float]] = [[] for _ in range(_WEEKS)]
    while now < 168 * _WEEKS:
        weeks[int(now // 168)].append(now % 168)
        now = _opening(now + gap, spans)
    last, before = weeks[-1], weeks[-2]
    alike = len(last) == len(before) and all(abs(one - two) < _SAME for one, two in zip(last, before, strict=True))
    return last if alike else None


def recorded(times: Sequence[float]) -> Arrivals:
    """Arrivals at these hours of each week, in UTC: a recorded day for each weekday."""
    days = []
    for number in range(7):
        at = tuple(round(time - number * 24, 9) for time in times if number * 24 <= time < number * 24 + 24)
        days.append(RecordedDay(date=(_MONDAY + timedelta(days=number)).isoformat(), at=at))
    return Arrivals(kind="days", alike="weekday", days=tuple(days))


def _instant(at: float, opened: Sequence[int]) -> float:
    """The hour of the week at which so much open time has passed; at a closing rather than at the opening after it."""
    number = int(at)
    if abs(at - number) < _SAME:
        return (opened[number - 1] + 1.0) % 168
    return opened[number] + at - number


def _whole(value: float) -> bool:
    return abs(value - round(value)) < _SAME


def _opening(now: float, spans: Spans) -> float:
    """The first instant from `now` on that is open."""
    week, within = divmod(now * 60, WEEK)
    for begin, end in spans:
        if within < end - _SAME:
            return (week * WEEK + max(within, begin)) / 60
    return ((week + 1) * WEEK + spans[0][0]) / 60
