"""Whole numbers as a language writes them; `svcflow.units` builds all other figures on these.

English parts the digits of large numbers by narrow no-break spaces (ISO 80000-1), as svcflow has always done, and says `million`; Chinese
parts them by commas, as its newspapers and offices do, and counts in 万 (10^4) and 亿 (10^8) once a number is too long to be read at a
glance, which for tickets and money is from ten million on: `1,234 万`, `12.3 亿`.
"""

from __future__ import annotations

from typing import Final

from svcflow.language.choosing import current

THIN: Final = "\u202f"
"""Narrow no-break space: between groups of digits, and before a unit, so that a line never breaks there."""
MINUS: Final = "\u2212"
LONG: Final = 10_000_000
"""From this size on a number is told in millions, or in 万 and 亿."""


def grouped(size: float) -> str:
    """A size that is not negative, rounded to a whole number, its digits in groups: `12 345`, in Chinese `12,345`."""
    digits = f"{round(size):,}"
    return digits.replace(",", THIN) if current() == "en" else digits


def long(size: float) -> str:
    """A size of ten million or more: `12 million`, in Chinese `1,200万` and from 10^8 on `1.2亿`."""
    if current() == "en":
        return f"{grouped(size / 1_000_000)}{THIN}million"
    ten_thousands, hundred_millions = ("万", "亿") if current() == "zh-Hans" else ("萬", "億")
    if size < 100_000_000:
        return f"{grouped(size / 10_000)}{ten_thousands}"
    amount = size / 100_000_000
    told = f"{amount:.1f}".removesuffix(".0") if amount < 9.95 else grouped(amount)
    return told + hundred_millions


def count(value: float) -> str:
    """A count of things: `12 345`, in Chinese `12,345`."""
    told = long(abs(value)) if abs(value) >= LONG else grouped(abs(value))
    return MINUS + told if value < 0 and told != "0" else told
