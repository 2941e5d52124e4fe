"""The order of a log, beside the plain statement of it."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.eventlog.ordering import case_order

ROWS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 6), st.integers(0, 3)), min_size=1, max_size=40)


def plainly(rows, *, tie):
    """Sorted by the case's first instant and first row, then by time, the tie-break and the row."""
    first = {case: min((at, n) for n, (c, at, _) in enumerate(rows) if c == case)[0] for case, *_ in rows}
    seen = {case: min(n for n, (c, *_) in enumerate(rows) if c == case) for case, *_ in rows}
    return sorted(range(len(rows)), key=lambda n: (first[rows[n][0]], seen[rows[n][0]], rows[n][1], rows[n][2] * tie, n))


@pytest.mark.parametrize("tie", [False, True])
@pytest.mark.parametrize("kind", [pl.String, pl.Categorical])
@given(rows=ROWS)
def test_the_order_is_the_sorted_one(rows, tie, kind):
    cases = pl.Series([case for case, *_ in rows]).cast(kind)
    at, ties = (np.array([row[n] for row in rows], np.int64) for n in (1, 2))
    order = case_order(cases, at, tie=ties if tie else None)
    found = list(range(len(rows))) if order.rows is None else order.rows.tolist()
    assert found == plainly(rows, tie=tie)
    ordered = [rows[n][0] for n in found]
    assert order.starts.tolist() == [n for n, case in enumerate(ordered) if n == 0 or ordered[n - 1] != case]
    assert order.firsts.tolist() == [min(at for c, at, _ in rows if c == ordered[start]) for start in order.starts]


def test_rows_in_order_are_left_alone():
    assert case_order(pl.Series(["a", "a", "b"]), np.array([1, 1, 1])).rows is None


def test_no_rows():
    assert case_order(pl.Series([], dtype=pl.String), np.zeros(0, np.int64)).starts.tolist() == []
