"""Bare numbers as instants: seconds since 1970 and their finer kin, a spreadsheet's days, dates without separators.

The size of a number says which it is, since the ranges do not touch: epochs and spreadsheet days are taken from 1990 to 2099,
dates without separators (20240131, 202401311405, 20240131140509) from 1900 to 2199. A bare 0 is the instant 0, which systems
write where they have no date. A spreadsheet's days count from 30 December 1899, as Excel's do from March 1900 on, and are read
to the millisecond; files of the old Macintosh calendar (from 1904) are four years off and cannot be told apart.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog.times.fixed_times import DAY, NOT_A_TIME, Micros, days_of

FORMATS = ("", "epoch s", "epoch ms", "epoch us", "epoch ns", "Excel day", "0", "%Y%m%d", "%Y%m%d%H%M", "%Y%m%d%H%M%S")
"""what the kinds of numbers are called, as `read_numbers` counts them; the first is none"""
DATES = FORMATS.index("%Y%m%d")
"""from here on they are dates without separators"""
LOCAL = np.array([name == "Excel day" or name.startswith("%") for name in FORMATS])
"""which kinds are what a clock showed, in a zone that is not known"""

_FROM, _TO = 631_152_000, 4_102_444_800  # 1990-01-01 and 2100-01-01 [s since 1970]
_EXCEL_EPOCH = 25_569  # 1970-01-01 [days since 1899-12-30]
_RANGES = (
    (_FROM, _TO),
    (_FROM * 10**3, _TO * 10**3),
    (_FROM * 10**6, _TO * 10**6),
    (_FROM * 10**9, _TO * 10**9),
    (_FROM // 86_400 + _EXCEL_EPOCH, _TO // 86_400 + _EXCEL_EPOCH),
    (0, 1),
    (19_000_101, 22_000_000),
    (190_001_010_000, 220_000_000_000),
    (19_000_101_000_000, 22_000_000_000_000),
)


def read_numbers(whole: NDArray[np.int64], part: NDArray[np.float64] | None, *, epoch: bool) -> tuple[Micros, NDArray[np.uint8]]:
    """The instant of each number [µs since 1970], `NOT_A_TIME` where there is none, and its kind: a place in `FORMATS`.

    Parameters
    ----------
    whole : array
        The numbers without their fractions.
    part : array, optional
        Their fractions, 0 to 1.
    epoch : bool
        Whether other numbers than dates without separators may be times.
    """
    micros = np.full(len(whole), NOT_A_TIME)
    kinds = np.zeros(len(whole), np.uint8)
    for kind, (low, high) in list(enumerate(_RANGES, start=1))[0 if epoch else DATES - 1 :]:
        here = np.flatnonzero((whole >= low) & (whole < high))
        if len(here):
            micros[here] = _instants(kind, whole[here], None if part is None else part[here])
            kinds[here] = kind
    kinds[micros == NOT_A_TIME] = 0
    return micros, kinds


def split_numbers(series: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
    """A column of numbers as wholes and fractions; what is null, infinite or beyond 64 bits becomes -1, which is no time."""
    if series.dtype.is_integer():
        return series.cast(pl.Int64, strict=False).fill_null(-1).to_numpy(), None
    values = series.cast(pl.Float64, strict=False).fill_null(-1).to_numpy()
    values = np.where(np.abs(values) < 2.0**62, values, -1.0)  # not so for NaN either
    whole = np.floor(values)
    return whole.astype(np.int64), values - whole


def _instants(kind: int, whole: NDArray[np.int64], part: NDArray[np.float64] | None) -> Micros:
    fraction = np.zeros(1) if part is None else part
    match FORMATS[kind]:
        case "epoch s":
            return whole * 1_000_000 + _rounded(fraction * 1e6)
        case "epoch ms":
            return whole * 1_000 + _rounded(fraction * 1e3)
        case "epoch us":
            return whole
        case "epoch ns":
            return whole // 1_000
        case "Excel day":
            return (whole - _EXCEL_EPOCH) * DAY + _rounded(fraction * 86_400_000) * 1_000
        case "0":
            return np.where(fraction == 0, whole, NOT_A_TIME)
    return _compact(FORMATS[kind], whole, fraction)


def _compact(format_: str, whole: NDArray[np.int64], fraction: NDArray[np.float64]) -> Micros:
    """Dates without separators; a fraction is one of a second."""
    seconds = format_.endswith("%S")
    clock = whole % 1_000_000 if seconds else whole % 10_000 * 100 if format_.endswith("%M") else np.zeros_like(whole)
    date = whole // (1_000_000 if seconds else 10_000 if format_.endswith("%M") else 1)
    hour, minute, second = clock // 10_000, clock // 100 % 100, clock % 100
    days, valid = days_of(date // 10_000, date // 100 % 100, (date % 100).astype(np.uint8))
    valid &= (hour < 24) & (minute < 60) & (second < 60) & (seconds | (fraction == 0))
    micros = days * DAY + (hour * 3600 + minute * 60 + second) * 1_000_000 + _rounded(fraction * 1e6)
    return np.where(valid, micros, NOT_A_TIME)


def _rounded(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(values).astype(np.int64)
