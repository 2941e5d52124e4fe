"""Spans of the calendar as people write them: `2025`, `2025-Q2`, `2025-04`, `2025-04-17`, and from one to another with `..`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from svcflow.errors import InputError, did_you_mean

Unit = Literal["year", "quarter", "month", "week"]
UNITS: tuple[Unit, ...] = get_args(Unit)
_FORM = re.compile(r"(\d{4})(?:-(?:q([1-4])|(\d{1,2})(?:-(\d{1,2}))?))?", re.IGNORECASE)
_MONTHS = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days: from `first` on, until before `until`."""

    name: str
    first: date
    until: date

    def instants(self, timezone: str) -> tuple[datetime, datetime]:
        """When it begins and ends in a zone (UTC)."""
        zone = ZoneInfo(timezone)
        begin, end = (datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC) for day in (self.first, self.until))
        return begin, end


def parse_period(text: str) -> Period:
    """Read a period; both ends of `A..B` are part of it.

    Raises
    ------
    InputError
        It is none, or ends before it begins.

    Examples
    --------
    >>> parse_period("2025-Q2").until, parse_period("2025-01..2025-03").until
    (datetime.date(2025, 7, 1), datetime.date(2025, 4, 1))
    """
    name = text.strip()
    begin, dots, end = name.partition("..")
    first, until = _days(begin, name)
    if dots:
        until = _days(end, name)[1]
    if until <= first:
        raise InputError("the period ends before it begins.", place=f'"{name}"', remedy="Write its first part first: 2025-01..2025-03.")
    return Period(name, first, until)


def parse_day(text: str) -> date:
    """Read one day.

    Raises
    ------
    InputError
        It is none.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InputError("is not a day of the calendar.", place=f'"{text}"', remedy="Write it as 2025-03-01.") from None


def check_unit(text: str) -> Unit:
    """One of the units of the calendar.

    Raises
    ------
    InputError
        It is none.
    """
    for unit in UNITS:
        if text.strip().casefold() in (unit, f"{unit}s"):
            return unit
    raise InputError("is no period of the calendar.", place=f'"{text}"', remedy=did_you_mean(text, UNITS))


def period_at(day: date, unit: Unit, ago: int = 0) -> Period:
    """The year, quarter, month or week of a day, or the one so many before it."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday() + 7 * ago)
        year, week, _ = monday.isocalendar()
        return Period(f"{year}-W{week:02}", monday, monday + timedelta(days=7))
    long = _MONTHS[unit]
    number = (day.year * 12 + day.month - 1) // long * long - ago * long
    first, until = _month(number), _month(number + long)
    names = {"year": f"{first.year}", "quarter": f"{first.year}-Q{first.month // 3 + 1}", "month": f"{first:%Y-%m}"}
    return Period(names[unit], first, until)


def _days(text: str, whole: str) -> tuple[date, date]:
    """First day and the day after the last of one part of a period."""
    found = _FORM.fullmatch(text.strip())
    remedy = "Write 2025, 2025-Q2, 2025-04 or 2025-04-17, and A..B for from A to B."
    if found is None:
        raise InputError("is not a period.", place=f'"{whole}"', remedy=remedy)
    year, quarter, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            first = date(year, month, day)
            return first, first + timedelta(days=1)
        long = 3 if quarter else 1 if month or found[3] else 12
        first = date(year, quarter * 3 - 2 if quarter else int(found[3] or 1), 1)
        return first, _month(first.year * 12 + first.month - 1 + long)
    except (ValueError, OverflowError):
        raise InputError("is not a period of the calendar.", place=f'"{whole}"', remedy=remedy) from None


def _month(number: int) -> date:
    """The first day of a month counted from year 0."""
    return date(number // 12, number % 12 + 1, 1)
