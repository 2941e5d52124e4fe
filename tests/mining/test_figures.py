"""Figures of groups in two passes are what sorting every group gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.mining.figures import BLOCK, figures

HOUR_US = 3_600_000_000


def blocks_of(groups, values, size=BLOCK):
    group, value = np.array(groups, np.uint16), np.array(values, np.int64)

    def blocks():
        for first in range(0, len(value), size):
            yield group[first : first + size], value[first : first + size]

    return blocks


durations = st.one_of(st.just(0), st.integers(0, 100), st.integers(0, 10**7), st.integers(0, 10**14), st.just(3_600_000_000))


@given(st.lists(st.tuples(st.integers(0, 3), durations), max_size=60), st.sampled_from([1, 7, BLOCK]))
def test_they_are_what_numpy_gives(rows, size) -> None:
    found = figures(blocks_of([group for group, _ in rows], [value for _, value in rows], size), 3)
    for group in range(3):
        values = np.array([value for of, value in rows if of == group], np.float64)
        assert found.count[group] == len(values)
        assert found.total[group] == pytest.approx(values.sum() / HOUR_US, rel=1e-12)
        if len(values):
            assert found.mean[group] == pytest.approx(values.mean() / HOUR_US, rel=1e-12)
            assert found.median[group] == pytest.approx(np.median(values) / HOUR_US, rel=1e-12)
            assert found.p90[group] == pytest.approx(np.quantile(values, 0.9) / HOUR_US, rel=1e-12)
        else:
            assert np.isnan([found.mean[group], found.median[group], found.p90[group]]).all()


def test_many_groups_and_long_tails() -> None:
    rng = np.random.default_rng(1)
    groups = rng.integers(0, 30_000, 60_000)
    values = np.exp(rng.normal(20, 4, 60_000)).astype(np.int64)
    found = figures(blocks_of(groups, values, 10_000), 30_000)
    for group in range(0, 30_000, 997):
        own = values[groups == group]
        if len(own):
            assert found.median[group] == pytest.approx(np.median(own) / HOUR_US)
            assert found.p90[group] == pytest.approx(np.quantile(own, 0.9) / HOUR_US)


def test_rows_of_no_group_count_nowhere() -> None:
    found = figures(blocks_of([0, 1, 5], [HOUR_US, 2 * HOUR_US, 99]), 1)
    assert (found.count.tolist(), found.total.tolist()) == ([1], [1.0])
