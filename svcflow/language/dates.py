"""Dates as a language writes them; `svcflow.units` offers them beside the other figures.

English is written day first, with months in letters, so that nobody takes one for the other: `3 Jan 2025`. Chinese follows the CLDR of
Unicode as Babel carries it: `2025年1月3日`, `周一`. A date is that of the instant's own time zone; nothing is converted here.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Final

from svcflow.language.choosing import current
from svcflow.language.telling import tell

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day(moment: date) -> str:
    """A date: `3 Jan 2025`, in Chinese `2025年1月3日`."""
    if current() == "en":
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    from babel.dates import format_date

    return format_date(moment, "long", locale=_locale())


def month(moment: date) -> str:
    """A month of a year: `Jan 2025`, in Chinese `2025年1月`."""
    if current() == "en":
        return f"{_MONTHS[moment.month - 1]} {moment.year}"
    from babel.dates import format_date

    return format_date(moment, "y年M月", locale=_locale())


def instant(moment: datetime) -> str:
    """A date with its time of day: `3 Jan 2025 14:05`, in Chinese `2025年1月3日 14:05`."""
    return f"{day(moment)} {moment:%H:%M}"


def span(first: date, last: date) -> str:
    """From which day to which: `3 Jan 2025 to 30 Jun 2025`; one day is told once."""
    return day(first) if day(first) == day(last) else tell("{first} to {last}", first=day(first), last=day(last))


def month_number(name: str) -> int:
    """The number of a month by the first letters of its English name; 0 where it is none."""
    return _MONTHS.index(name) + 1 if name in _MONTHS else 0


def weekday(number: int, *, short: bool = True) -> str:
    """A day of the week, 0 being Monday: `Mon` or `Monday`, in Chinese `周一` or `星期一`."""
    return _weekdays(current(), "abbreviated" if short else "wide")[number]


@lru_cache(maxsize=8)
def _weekdays(language: str, width: str) -> tuple[str, ...]:
    if language == "en":
        return tuple(name[:3] for name in _WEEKDAYS) if width == "abbreviated" else _WEEKDAYS
    from babel.dates import get_day_names

    names = get_day_names(width, locale=_locale())  # type: ignore[arg-type]
    return tuple(names[number] for number in range(7))


def _locale() -> str:
    return current().replace("-", "_")
