"""Texts of one mask as instants: arithmetic on their digits, the whole group at once.

A number in a text is the sum of its digits' columns; a date is its month's first day, looked up, and the day. What no calendar
or clock has (31 February, month 13, 24:61, a Monday that was a Friday) is not read. Instants are microseconds since 1970;
finer fractions are cut off. Cost: linear, some 20 ns for each text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svcflow.eventlog.times.layouts import Layout
from svcflow.eventlog.times.masks import Bytes

Micros = NDArray[np.int64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.integer[Any]]

NOT_A_TIME = np.iinfo(np.int64).min
DAY = 86_400_000_000  # [µs]
_SLOTS = 14  # months of a year as they are looked up: 0 and 13 are none
_PIVOT = 69  # two-digit years from here on are of the 20th century


def read_fixed(digits: Bytes, layout: Layout) -> Micros:
    """The instant of each text, `NOT_A_TIME` where there is none. Local times stay local; those with an offset become UTC.

    Parameters
    ----------
    digits : array (bytes, texts)
        The texts' bytes less 48.
    layout : Layout
        One that fits their mask.
    """
    days, is_date = _days(digits, layout)
    seconds, is_clock = _seconds(digits, layout)
    micros = days * DAY
    if seconds is not None:
        micros += seconds * np.int64(1_000_000)
    if "f" in layout.spans:
        micros += _fraction(digits, layout.spans["f"])
    valid = is_date & is_clock
    if "h" in layout.spans:
        offset, is_offset = _offset(digits, layout)
        micros -= offset
        valid &= is_offset
    if not valid.all():
        micros[~valid] = NOT_A_TIME
    return micros


def number(digits: Bytes, span: tuple[int, int]) -> Whole:
    """The number whose digits stand at a span of bytes (at most 19), in the smallest type that holds it."""
    start, end = span
    kind = next(kind for width, kind in ((2, np.uint8), (4, np.uint16), (9, np.int32), (19, np.int64)) if end - start <= width)
    value: Whole = digits[start].astype(kind)
    for place in range(start + 1, end):
        value *= kind(10)
        value += digits[place]
    return value


def days_of(year: Whole, month: Whole | int, day: Whole) -> tuple[Micros, Flags]:
    """Days since 1970, and whether there is such a day."""
    starts, lengths = _months()
    slot = year.astype(np.intp)
    slot *= _SLOTS
    slot += np.minimum(month, 13).astype(np.intp)
    index = day - day.dtype.type(1)
    return starts[slot] + index, index < lengths[slot]


def _days(digits: Bytes, layout: Layout) -> tuple[Micros, Flags]:
    year = number(digits, layout.spans["y"])
    if year.dtype == np.uint8:
        year = year + np.where(year < _PIVOT, np.uint16(2000), np.uint16(1900))
    month = layout.month or number(digits, layout.spans["m"])
    days, is_date = days_of(year, month, number(digits, layout.spans["d"]))
    if layout.weekday >= 0:
        is_date &= (days + 3) % 7 == layout.weekday
    return days, is_date


def _seconds(digits: Bytes, layout: Layout) -> tuple[NDArray[np.int32] | None, Flags]:
    """Seconds since midnight, and whether a clock shows them."""
    if "H" not in layout.spans:
        return None, np.ones(digits.shape[1], bool)
    hour, minute = number(digits, layout.spans["H"]), number(digits, layout.spans["M"])
    valid = (hour < (13 if layout.half else 24)) & (minute < 60)
    if layout.half:
        hour = hour % np.uint8(12) + np.uint8(12 * (layout.half == "pm"))
    seconds = hour.astype(np.int32) * np.int32(3600)
    seconds += minute.astype(np.uint16) * np.uint16(60)
    if "S" in layout.spans:
        second = number(digits, layout.spans["S"])
        valid &= second < 60
        seconds += second
    return seconds, valid


def _fraction(digits: Bytes, span: tuple[int, int]) -> Whole:
    """A fraction of a second [µs]."""
    start, end = span[0], min(span[1], span[0] + 6)
    return number(digits, (start, end)).astype(np.int32) * np.int32(10 ** (6 - (end - start)))


def _offset(digits: Bytes, layout: Layout) -> tuple[Micros, Flags]:
    """How far the local time is ahead of UTC [µs]."""
    hours = number(digits, layout.spans["h"]).astype(np.int64)
    minutes = number(digits, layout.spans["k"]) if "k" in layout.spans else np.zeros(1, np.uint8)
    return layout.sign * (hours * 60 + minutes) * 60_000_000, (hours <= 18) & (minutes < 60)


@lru_cache(maxsize=1)
def _months() -> tuple[Micros, NDArray[np.uint8]]:
    """First day (since 1970) and length of each month of the years 0 to 9999; the year 0 has none."""
    first = np.arange("0000-01", "10000-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
    starts = np.zeros((10_000, _SLOTS), np.int64)
    lengths = np.zeros((10_000, _SLOTS), np.uint8)
    starts[:, 1:13] = first[:-1].reshape(-1, 12)
    lengths[1:, 1:13] = np.diff(first).reshape(-1, 12)[1:]
    return starts.ravel(), lengths.ravel()
