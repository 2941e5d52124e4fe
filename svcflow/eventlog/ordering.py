"""The order of a log: cases by their first instant, the rows of a case by their time, equal ones as the file has them.

Rows of one case are brought together by counting (a bucket for each case), which keeps the file's order; since exports run in the
order of time, that is mostly all there is to do. Only cases in which time runs backwards are sorted. Cost: linear in the rows, a
sort of the cases, and a sort of the rows of disordered cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Instants = NDArray[np.int64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CaseOrder:
    """`rows`: the rows in order (None: they are); `starts`: where each case begins among them; `firsts`: its first instant."""

    rows: Rows | None
    starts: Rows
    firsts: Instants

    def apply(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A frame's rows in this order."""
        return frame if self.rows is None else frame[pl.Series(self.rows)]


def case_order(
    cases: pl.Series, at: Instants, *, first: Instants | None = None, opening: Instants | None = None, tie: NDArray[Any] | None = None
) -> CaseOrder:
    """Order rows by case and time.

    Parameters
    ----------
    cases : polars.Series
        The case of each row: String or Categorical, no nulls.
    at : array of int64
        The instant by which the rows of a case are ordered [µs].
    first : array of int64, optional
        The earliest instant that a row knows of [µs], by which cases are ordered. Default: `at`.
    opening : array of int64, optional
        An instant of each row that counts for its case where the row is the case's first [µs].
    tie : array of numbers, optional
        What decides between equal instants, before the file's order does.
    """
    codes = case_codes(cases)
    rows, starts = _together(codes)
    rows = _sorted_inside(rows, starts, at, tie)
    firsts = np.minimum.reduceat(_at(at if first is None else first, rows), starts) if len(starts) else at[:0]
    if opening is not None and len(starts):
        firsts = np.minimum(firsts, opening[starts if rows is None else rows[starts]])
    seen = np.minimum.reduceat(rows, starts) if rows is not None and len(starts) else starts
    ranked = np.lexsort((seen, firsts))
    if (ranked[1:] > ranked[:-1]).all():
        return CaseOrder(rows, starts, firsts)
    lengths = np.diff(np.append(starts, len(codes)))[ranked]
    begins = np.cumsum(lengths) - lengths
    moved = np.repeat(starts[ranked] - begins, lengths) + np.arange(len(codes))
    return CaseOrder(_at(moved if rows is None else rows, None if rows is None else moved), begins, firsts[ranked])


def case_codes(cases: pl.Series) -> NDArray[np.int64]:
    """A number for each case, equal for equal ones."""
    known = cases if isinstance(cases.dtype, pl.Categorical) else cases.cast(pl.Categorical(pl.Categories.random()))
    return known.to_physical().to_numpy()


def _together(codes: NDArray[np.int64]) -> tuple[Rows | None, Rows]:
    """The rows of each case brought together in the file's order (None: they stand so), and where each case begins."""
    if not len(codes):
        return None, np.zeros(0, np.int64)
    changes = codes[1:] != codes[:-1]
    there = np.zeros(int(codes.max()) + 1, np.bool_)
    there[codes] = True
    if np.count_nonzero(changes) + 1 == np.count_nonzero(there):
        return None, np.concatenate([np.zeros(1, np.int64), np.flatnonzero(changes) + 1])
    from scipy.sparse import coo_array

    row: NDArray[Any] = np.arange(len(codes), dtype=np.int32 if len(codes) < 1 << 31 else np.int64)
    buckets = coo_array((row, (codes.astype(row.dtype), row)), shape=(len(there), len(codes))).tocsr()
    rows: Rows = buckets.data
    return rows, buckets.indptr[:-1][there].astype(np.int64)


def _sorted_inside(rows: Rows | None, starts: Rows, at: Instants, tie: NDArray[Any] | None) -> Rows | None:
    """Cases in which time runs backwards put in order."""
    times = _at(at, rows)
    back = times[1:] < times[:-1]
    if tie is not None:
        ties = _at(tie, rows)
        back |= (times[1:] == times[:-1]) & (ties[1:] < ties[:-1])
    back[starts[1:] - 1] = False
    if not back.any():
        return rows
    case = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(times))))
    wrong = np.zeros(len(starts), np.bool_)
    wrong[case[1:][back]] = True
    places = np.flatnonzero(wrong[case])
    keys = (times[places], case[places]) if tie is None else (ties[places], times[places], case[places])
    order = places[np.lexsort(keys)]
    rows = np.arange(len(times)) if rows is None else rows.copy()
    rows[places] = rows[order]
    return rows


def _at(values: NDArray[Any], rows: Rows | None) -> NDArray[Any]:
    return values if rows is None else values[rows]
