"""Figures as people say them: hours become minutes, days or weeks; shares become percentages; nothing has nine digits.

Inside svcflow every duration is a number of elapsed hours [h], every share runs from 0 to 1, and every instant is a `datetime`. Here,
and only here, they become text, in the language that is spoken (`svcflow.language`). Three rules hold: at most three significant
digits; one unit in a column, so that its figures can be compared by eye; and a difference always shows its sign. A day is 24 elapsed
hours and a week seven such days, never working days.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from svcflow.language import current, dates, mark, numbers, tell

THIN = numbers.THIN
MINUS = numbers.MINUS
NOTHING = "–"
"""What stands where a figure is not known."""

_FRACTIONS = (
    mark("one in two"), mark("one in three"), mark("one in four"), mark("one in five"), mark("one in six"), mark("one in seven"),
    mark("one in eight"), mark("one in nine"), mark("one in ten"),
)  # fmt: skip
_COUNTED = (
    mark("tickets"), mark("ticket"), mark("steps"), mark("people"), mark("cases"), mark("hour"), mark("month"), mark("money"),
    mark("points"), mark("year"), mark("person"),
)  # fmt: skip
"""Words in the units of indicators, which a catalogue should know."""
_SINGULAR = {"tickets": "ticket", "steps": "step", "people": "person", "cases": "case"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of time: its English name for one and for many, its length [h], and up to where it reads well [h]."""

    english_one: str
    english_many: str
    hours: float
    until_h: float

    @property
    def one(self) -> str:
        """Its name after 1, in the current language."""
        return tell(self.english_one)

    @property
    def many(self) -> str:
        """Its name after any other number, and in the head of a column."""
        return tell(self.english_many)

    def text(self, hours: float, *, signed: bool = False) -> str:
        """The duration in this unit, with its name: `3.2 h`."""
        figure = number(hours / self.hours, signed=signed)
        name = self.one if figure.lstrip("+" + MINUS) == "1" else self.many
        return f"{figure}{THIN}{name}"


SECONDS = Unit(mark("s"), mark("s"), 1 / 3600, 1 / 60)
MINUTES = Unit(mark("min"), mark("min"), 1 / 60, 1.0)
HOURS = Unit(mark("h"), mark("h"), 1.0, 48.0)
DAYS = Unit(mark("day"), mark("days"), 24.0, 28 * 24.0)
WEEKS = Unit(mark("week"), mark("weeks"), 168.0, math.inf)
TIME_UNITS = (SECONDS, MINUTES, HOURS, DAYS, WEEKS)


def number(value: float, *, signed: bool = False) -> str:
    r"""A plain number with at most three significant digits below 1000, and thin spaces or `million` above.

    >>> number(3.217), number(31.4), number(12345.6)
    ('3.2', '31', '12\u202f346')
    """
    if not math.isfinite(value):
        return NOTHING
    size = abs(value)
    text = _digits(size)
    if text == "0":
        return "0"
    sign = MINUS if value < 0 else "+" if signed else ""
    return sign + text


def _digits(size: float) -> str:
    if size >= numbers.LONG:
        return numbers.long(size)
    if size >= 9.95:
        return numbers.grouped(size)
    decimals = 1 if size >= 0.95 else 2
    return f"{size:.{decimals}f}".rstrip("0").rstrip(".") or "0"


def count(value: float) -> str:
    """A count of things: `12 345`."""
    return numbers.count(value)


def unit_for(hours: float) -> Unit:
    """The unit in which one duration [h] reads best."""
    size = abs(hours)
    if size == 0:
        return HOURS
    # What would be rounded up to 60 min is already an hour.
    return next(unit for unit in TIME_UNITS if size < unit.until_h * 0.9917)


def common_unit(hours: Iterable[float]) -> Unit:
    """The unit for a whole column of durations [h]: the one that fits its middle, so that no figure is lost at either end."""
    sizes = sorted(abs(value) for value in hours if math.isfinite(value) and value != 0)
    return unit_for(sizes[len(sizes) // 2]) if sizes else HOURS


def duration(hours: float | None, *, signed: bool = False) -> str:
    """A duration [h] in its own best unit: `45 min`, `3.2 h`, `2.1 days`, `5.3 weeks`."""
    if hours is None or not math.isfinite(hours):
        return NOTHING
    return unit_for(hours).text(hours, signed=signed)


def share(value: float | None) -> str:
    """A share (0 to 1) as a percentage. What is not all is never shown as 100 %, what is not nothing never as 0 %."""
    if value is None or not math.isfinite(value):
        return NOTHING
    percent = 100 * value
    # English parts the sign from the figure (ISO 80000-1), Chinese does not (GB/T 15835).
    sign, less = (f"{THIN}%", f"<{THIN}") if current() == "en" else ("%", "<")
    if 0 < percent < 0.1:
        return f"{less}0.1{sign}"
    if 0.1 <= percent < 1 or 99.5 <= percent < 100:
        return f"{min(percent, 99.9):.1f}{sign}"
    return f"{round(percent)}{sign}"


def points(difference: float) -> str:
    """The difference of two shares in percentage points, with its sign: `+3.1 points`."""
    return tell("{number}\u202fpoints", number=number(100 * difference, signed=True))


def quantity(value: float | None, unit: str) -> str:
    """A figure in one of the units that indicators have: `h`, `share`, `tickets/week`, `h/week`, a currency."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if unit == "h":
        return duration(value)
    if unit == "share":
        return share(value)
    if unit == "ratio":
        return _ratio(value)
    return _with_unit(number(value), unit)


def change(difference: float, unit: str, *, like: Unit | None = None) -> str:
    """The difference of two figures, with its sign; durations in the unit `like`, where given."""
    if unit == "h":
        return like.text(difference, signed=True) if like else duration(difference, signed=True)
    if unit == "share":
        return points(difference)
    if unit == "ratio":
        return _ratio(difference, signed=True)
    return _with_unit(number(difference, signed=True), unit)


def _ratio(value: float, *, signed: bool = False) -> str:
    """A ratio stands alone, with two decimals: most are near 1."""
    sign = MINUS if value < 0 else "+" if signed else ""
    return f"{sign}{abs(value):.2f}" if abs(value) >= 0.005 else "0"


def unit_name(unit: str) -> str:
    """An indicator's unit in words: `tickets/week` is `tickets a week`, in Chinese `张工单/周`; a currency stands as it is written."""
    return unit.replace("/", " a ") if current() == "en" else "/".join(tell(part) for part in unit.split("/"))


def _with_unit(figure: str, unit: str) -> str:
    if not unit:
        return figure
    counted, of, rest = unit.partition("/")
    one = _SINGULAR.get(counted, counted) if figure == "1" else counted
    return f"{figure}{THIN}{unit_name(one + of + rest)}"


def one_in(value: float) -> str:
    """A share as people say it: `one in six`, or a percentage where no such words fit."""
    for parts, words in enumerate(_FRACTIONS, start=2):
        if abs(value - 1 / parts) <= 0.06 / parts:
            return tell(words)
    return share(value)


day = dates.day
month = dates.month
instant = dates.instant
span = dates.span
weekday = dates.weekday
