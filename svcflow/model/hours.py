"""Weekly hours as people write them, and as minutes of the week.

`{"Mon": ["08:00-12:00", "13:00-17:00"]}` says when work is done; "24:00" is midnight at the end of a day, and a span whose end is
not after its begin ("22:00-06:00") runs into the next day.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, get_args

from svcflow.calendars import WeeklyCalendar, check_timezone
from svcflow.errors import ModelError
from svcflow.model.document import Calendar

Day = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
DAYS: tuple[Day, ...] = get_args(Day)
_SPAN = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*")
_DAY = 24 * 60


def weekly_calendar(calendar: Calendar) -> WeeklyCalendar:
    """The calendar in minutes of the week.

    Raises
    ------
    ModelError
        Where a span, a zone or a holiday cannot be understood; the place is the path inside the calendar.
    """
    check_timezone(calendar.timezone, "timezone", ModelError)
    spans = [
        (number * _DAY + first, number * _DAY + last)
        for number, day in enumerate(DAYS)
        for at, text in enumerate(calendar.hours.get(day, ()))
        for first, last in [_span(text, f"hours.{day}[{at}]")]
    ]
    holidays = sorted({_holiday(text, f"holidays[{at}]") for at, text in enumerate(calendar.holidays)})
    return WeeklyCalendar.of_minutes(spans, calendar.timezone, holidays)


def calendar_document(weekly: WeeklyCalendar, n: int = 0) -> Calendar:
    """The calendar as people write it; `n` is the number of observations that it was estimated from."""
    hours: dict[Day, tuple[str, ...]] = {}
    for number, day in enumerate(DAYS):
        pieces = [(max(a - number * _DAY, 0), min(b - number * _DAY, _DAY)) for a, b in weekly.intervals]
        spans = tuple(f"{_clock(a)}-{_clock(b)}" for a, b in pieces if a < b)
        if spans:
            hours[day] = spans
    return Calendar(hours=hours, timezone=weekly.timezone, holidays=tuple(day.isoformat() for day in weekly.holidays), n=n)


def _span(text: str, place: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    if found:
        hour, minute, last_hour, last_minute = map(int, found.groups())
        first, last = hour * 60 + minute, last_hour * 60 + last_minute
        if minute < 60 and last_minute < 60 and first < _DAY and last <= _DAY and first != last:
            return (first, last) if last > first else (first, last + _DAY)
    raise ModelError(f'"{text}" is no span of hours.', place=place, remedy='Write it like "08:00-17:30"; the end of a day is "24:00".')


def _holiday(text: str, place: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ModelError(f'"{text}" is no day.', place=place, remedy='Write it like "2025-12-25".') from None


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
