"""The intervals of single logs, against published figures and against samples whose truth is known."""

import numpy as np
import pytest

from svcflow.indicators.estimates import Quantile, Rate, Share, design_effect, mean, wilson


def test_wilson_as_newcombe_has_it() -> None:
    # R. G. Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_wilson_ends_at_none_and_all() -> None:
    assert wilson(0.0, 20)[0] == 0.0
    assert wilson(1.0, 20)[1] == 1.0


def test_independent_cases_count_in_full() -> None:
    assert design_effect(np.random.default_rng(1).normal(size=10_000)) == pytest.approx(1, abs=0.35)


def test_neighbours_that_are_alike_count_less() -> None:
    noise = np.random.default_rng(2).normal(size=10_000)
    series = np.zeros(10_000)
    for at in range(1, 10_000):
        series[at] = 0.8 * series[at - 1] + noise[at]
    # a first-order autoregression with φ = .8: (1 + φ) / (1 − φ) = 9 in the limit of long blocks
    assert 5 < design_effect(series) < 13


KINDS = [(mean, 2.0), (lambda x: Quantile(x, 0.9), 2 * np.log(10)), (lambda x: Share(x < 1), 1 - np.exp(-0.5))]


@pytest.mark.parametrize(("make", "truth"), KINDS, ids=["mean", "quantile", "share"])
def test_nineteen_of_twenty_intervals_hold_the_truth(make: object, truth: float) -> None:
    rng = np.random.default_rng(3)
    intervals = [make(rng.exponential(2.0, size=400)).interval(rng) for _ in range(200)]
    held = sum(low <= truth <= high for low, high in intervals)
    assert 176 <= held <= 200, f"{held} of 200"  # 95 % of 200 is 190, its 99.9 % range 179 to 198; 20 blocks are a little too few


def test_a_rate_has_the_spread_of_its_weeks() -> None:
    rate = Rate(60, 6.0, np.array([8, 12, 9, 11, 10, 10]))
    # s = √2, t(5) = 2.5706, √6: half-width 1.484
    assert rate.interval(np.random.default_rng(1)) == pytest.approx((10 - 1.484, 10 + 1.484), abs=1e-3)


def test_four_cases_bear_no_interval() -> None:
    four = np.array([1.0, 2.0, 3.0, 4.0])
    rng = np.random.default_rng(1)
    assert mean(four).interval(rng) is Quantile(four, 0.5).interval(rng) is Share(four > 2).interval(rng) is None


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(4).exponential(size=50)
    assert mean(values).interval(np.random.default_rng(7)) == mean(values).interval(np.random.default_rng(7))
