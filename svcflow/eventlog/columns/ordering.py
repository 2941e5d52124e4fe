"""Rows of whole cases put in order, so that what columns do from row to row can be seen.

The order is that of the time that moves most within the cases. Rows of one instant are ordered by what they hold, not by where
they stand, so that a choice of columns does not depend on the order of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.errors import AmbiguousError, LogError
from svcflow.eventlog.columns.profiles import Look, numbered
from svcflow.eventlog.times.timestamps import read_times

Instants = NDArray[np.int64]
NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Ordered:
    """Rows by case and time; `same` says of each whether it is of the case of the row before it, `at` when it was [µs], if known."""

    rows: pl.DataFrame
    same: NDArray[np.bool_]
    at: Instants | None

    def compactness(self) -> float | None:
        """How long the cases last, as a share of what as many rows drawn at random would span; None where it cannot be said."""
        if self.at is None or not self.same.any():
            return None
        known = self.at != NEVER
        first = np.flatnonzero(~self.same)
        size = np.diff(first, append=len(self.at))
        low = np.minimum.reduceat(np.where(known, self.at, np.iinfo(np.int64).max), first)
        high = np.maximum.reduceat(self.at, first)
        several = (size > 1) & (low <= high)
        whole = float(self.at[known].max() - self.at[known].min()) if known.any() else 0.0
        if not several.any() or whole == 0:
            return None
        expected = whole * (size - 1) / (size + 1)
        return float(np.median((high - low)[several] / expected[several]))


def in_order(rows: pl.DataFrame, case: str, looks: Mapping[str, Look], clock: str | None = None) -> Ordered:
    """Rows by case and by `clock` (default: the time that takes most values within cases)."""
    codes = numbered(rows.get_column(case))
    clock = clock or _clock(rows, codes, looks)
    at = instants(rows.get_column(clock), rows.get_column(case)) if clock else None
    index = np.lexsort((_contents(rows), codes)) if at is None else _by_time(rows, codes, at)
    same = np.zeros(len(codes), dtype=np.bool_)
    same[1:] = codes[index][1:] == codes[index][:-1]
    return Ordered(rows[index], same, None if at is None else at[index])


def _by_time(rows: pl.DataFrame, codes: NDArray[np.int64], at: Instants) -> NDArray[np.intp]:
    index = np.lexsort((at, codes))
    tied = (np.diff(codes[index]) == 0) & (np.diff(at[index]) == 0)
    return np.lexsort((_contents(rows), at, codes)) if tied.any() else index


def _contents(rows: pl.DataFrame) -> NDArray[np.uint64]:
    """A number for each row that depends on what it holds alone."""
    total = np.zeros(rows.height, dtype=np.uint64)
    for name in rows.columns:
        total += rows.get_column(name).cast(pl.String, strict=False).hash().to_numpy()
    return total


def instants(series: pl.Series, cases: pl.Series) -> Instants | None:
    """When each row was [µs since 1970, `NEVER` where its text is no time], as well as can be told; None if not at all."""
    texts = series.cast(pl.String) if series.dtype in (pl.Categorical, pl.Enum) or series.dtype.is_numeric() else series
    for dayfirst in (None, True):
        try:
            read = read_times({series.name: texts}, cases, timezone="UTC", dayfirst=dayfirst, place="")
        except AmbiguousError:
            continue
        except LogError:
            return None
        values = read.values[series.name].to_physical().fill_null(NEVER).to_numpy().astype(np.int64)
        return values if (values != NEVER).any() else None
    return None


def moving_times(rows: pl.DataFrame, case: str, looks: Mapping[str, Look]) -> dict[str, int]:
    """How many different values each column that reads as times takes within cases, less one for each case: 0 if it never moves."""
    codes = numbered(rows.get_column(case))
    return {name: _moves(rows.get_column(name), codes) for name, look in looks.items() if look.times >= 0.5 and name != case}


def _clock(rows: pl.DataFrame, codes: NDArray[np.int64], looks: Mapping[str, Look]) -> str | None:
    moves = {name: _moves(rows.get_column(name), codes) for name, look in looks.items() if look.times >= 0.5}
    best = max(moves, key=lambda name: (moves[name], name), default=None)
    return best if best is not None and moves[best] else None


def _moves(series: pl.Series, codes: NDArray[np.int64]) -> int:
    values = numbered(series)
    pairs = np.unique(codes * (int(values.max(initial=0)) + 1) + values)
    return len(pairs) - len(np.unique(codes))
