"""Weekly hours in Prosimos's terms: periods of weekdays and clock times, without zone and without holidays.

Prosimos takes the clock times as those of the instant at which its simulation starts. Out, all hours are therefore moved to UTC by
the offset that their zone has at the model's start; what changes with summer time, and holidays, is lost. The end of a day is written
23:59:59.999999, and read as 24:00 like everything in a day's last minute's last second. In, hours are rounded to the minute.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from svcflow.calendars import WeeklyCalendar
from svcflow.errors import InputError, did_you_mean
from svcflow.model.document import Calendar
from svcflow.model.hours import calendar_document, weekly_calendar

DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
DAY = 24 * 60
WEEK = 7 * DAY
Spans = tuple[tuple[int, int], ...]
"""open minutes of the week, sorted and disjoint"""


def spans_in_utc(calendar: Calendar, start: datetime) -> Spans:
    """The open minutes of the week in UTC, as they are at `start`."""
    weekly = weekly_calendar(calendar)
    return moved(weekly.intervals, calendar.timezone, start)


def moved(spans: Iterable[tuple[int, int]], zone: str, start: datetime) -> Spans:
    """Minutes of the week of a zone as those of UTC, by the zone's offset at `start`."""
    offset = start.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    minutes = round(offset.total_seconds() / 60)
    return WeeklyCalendar.of_minutes([((a - minutes) % WEEK, (a - minutes) % WEEK + b - a) for a, b in spans]).intervals


def periods(spans: Spans) -> list[dict[str, str]]:
    """The open minutes as Prosimos writes them."""
    pieces = [(number, max(a - number * DAY, 0), min(b - number * DAY, DAY)) for number in range(7) for a, b in spans]
    return [{"from": DAYS[number], "to": DAYS[number], "beginTime": _clock(a), "endTime": _clock(b)} for number, a, b in pieces if a < b]


def read_periods(document: Any, place: str) -> Spans:
    """Open minutes of the week from Prosimos's periods.

    Raises
    ------
    InputError
        A period cannot be understood, or there is none.
    """
    if not isinstance(document, list) or not document:
        raise InputError("there are no periods.", place=place, remedy='Give at least one: {"from": "MONDAY", "to": "FRIDAY", …}.')
    spans: list[tuple[int, int]] = []
    for number, each in enumerate(document):
        inside = f"{place}[{number}]"
        first, last = _weekday(each, "from", inside), _weekday(each, "to", inside)
        begin, end = _minute(each, "beginTime", inside), _minute(each, "endTime", inside) or DAY
        if end <= begin:
            remedy = "A period begins and ends on the same day: write two."
            raise InputError(f"{each['beginTime']} to {each['endTime']} is no time.", place=inside, remedy=remedy)
        days = range(first, first + (last - first) % 7 + 1)
        spans += [(day % 7 * DAY + begin, day % 7 * DAY + end) for day in days]
    return WeeklyCalendar.of_minutes(spans).intervals


def as_calendar(spans: Spans) -> Calendar:
    """The open minutes as a calendar of the document, in UTC."""
    return calendar_document(WeeklyCalendar(spans))


def _clock(minute: int) -> str:
    return "23:59:59.999999" if minute == DAY else f"{minute // 60:02d}:{minute % 60:02d}:00"


def _weekday(period: Any, key: str, place: str) -> int:
    name = str(period.get(key, "")).upper() if isinstance(period, dict) else ""
    if name not in DAYS:
        raise InputError(f'"{name}" is no weekday.', place=f"{place}.{key}", remedy=did_you_mean(name, DAYS))
    return DAYS.index(name)


def _minute(period: dict[str, Any], key: str, place: str) -> int:
    """The minute of the day, rounded; the end of a day may be written 24:00 or as its last second."""
    text = str(period.get(key, ""))
    if text in ("24:00", "24:00:00"):
        return DAY
    try:
        at = time.fromisoformat(text if text[1:2] != ":" else f"0{text}")
    except ValueError:
        raise InputError(f'"{text}" is no time of day.', place=f"{place}.{key}", remedy='Write it like "08:00:00".') from None
    return round(at.hour * 60 + at.minute + at.second / 60 + at.microsecond / 60e6)
