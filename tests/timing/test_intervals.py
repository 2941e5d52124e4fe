"""Unions of spans, where the groups are too many to be laid side by side over their whole width."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.errors import LogError
from svcflow.timing import intervals
from svcflow.timing.intervals import Spans

WIDTH = 100
HUGE = 2**61
"""four groups of it do not fit"""

spans = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 50), st.integers(0, 40)), max_size=12)
questions = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=12)


@given(spans, questions)
def test_a_narrow_axis_gives_what_a_wide_one_gives(rows, asked) -> None:
    group, start, length = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    who, low, high = np.array(asked, dtype=np.int64).T
    low, high = np.minimum(low, high), np.maximum(low, high)
    wide, narrow = Spans(group, start, start + length, WIDTH), Spans(group, start, start + length, HUGE)
    assert wide.between(who, low, high).tolist() == narrow.between(who, low, high).tolist()
    assert [part.tolist() for part in wide.pieces()] == [part.tolist() for part in narrow.pieces()]


def test_a_hundred_thousand_cases_over_ten_years() -> None:
    cases = np.arange(100_000)
    day, width = 86_400_000_000, 3650 * 86_400_000_000
    begin = cases * (width // 100_001)
    found = Spans(cases, begin, begin + day, width).between(cases, np.zeros_like(begin), np.full_like(begin, width - 1))
    assert (found[:-100] == day).all()


def test_what_does_not_fit_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(intervals, "MOST_US", 50)
    with pytest.raises(LogError, match="case-years"):
        Spans(np.array([0, 1]), np.array([0, 0]), np.array([30, 30]), 40)
