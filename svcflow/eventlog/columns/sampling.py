"""A sample of whole cases: what a column does within cases is seen on some of them, whatever the length of the log.

A case belongs to the sample if the hash of its identifier lies below a threshold, so the choice depends on nothing but the
identifier: neither on the order of the rows nor on the other columns. Cost: linear in the distinct identifiers where the column is
dictionary-coded, else in its rows; the rest of the work is on the rows chosen.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

SAMPLE_ROWS = 20_000
_FEWEST_CASES = 20
_HASHES = 2.0**64


def distinct(series: pl.Series) -> int:
    """How many different values a column holds (of long columns that are not dictionary-coded: within a percent or two)."""
    if series.dtype == pl.Categorical and len(series) > SAMPLE_ROWS:
        codes = series.to_physical().drop_nulls().to_numpy()
        if not len(codes):
            return 0
        low, high = _ends(codes)
        seen = np.zeros(high - low + 1, dtype=np.bool_)
        seen[codes - low if low else codes] = True
        return int(np.count_nonzero(seen))
    if len(series) > 10 * SAMPLE_ROWS:
        return int(series.drop_nulls().to_frame("it").select(pl.col("it").approx_n_unique()).item())
    return int(series.drop_nulls().n_unique())


def whole_cases(frame: pl.DataFrame, case: str, rows: int = SAMPLE_ROWS) -> pl.DataFrame:
    """The rows of about as many whole cases as make up `rows` rows; of a few very long cases, their first rows."""
    series = frame.get_column(case)
    if frame.height <= rows:
        return frame.filter(series.is_not_null())
    if series.dtype == pl.Categorical:
        names = series.unique().drop_nulls()
        keep = names.filter(_chosen(names.cast(pl.String).hash().to_numpy(), rows / frame.height))
        index = _rows_of(series, keep)
    else:
        known = series.is_not_null().to_numpy()
        index = np.flatnonzero(_chosen(series.hash().to_numpy(), rows / frame.height) & known)
    return frame[index[: 3 * rows]]


def _chosen(hashes: NDArray[np.uint64], share: float) -> NDArray[np.bool_]:
    few = min(_FEWEST_CASES, len(hashes))
    threshold = np.uint64(min(share, 1.0) * (_HASHES - 2048))
    chosen: NDArray[np.bool_] = hashes <= threshold
    if chosen.sum() < few:
        least = np.unique(hashes)[:few]
        chosen = hashes <= least[-1]
    return chosen


def _rows_of(series: pl.Series, keep: pl.Series) -> NDArray[np.intp]:
    """The rows that hold one of the values `keep`, in order."""
    codes = series.to_physical()
    low, high = _ends(codes.drop_nulls().to_numpy())
    wanted = np.zeros(high - low + 2, dtype=np.bool_)
    wanted[keep.to_physical().to_numpy() - low] = True
    at = (codes.fill_null(high + 1) if codes.null_count() else codes).to_numpy()
    return np.flatnonzero(wanted[at - low if low else at])


def _ends(codes: NDArray[np.uint32]) -> tuple[int, int]:
    return int(codes.min(initial=2**32 - 1)), int(codes.max(initial=0))
