"""Distributions to Prosimos's form and back: mean and variance by hand, families that come through, limits, nonsense refused."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.errors import InputError
from svcflow.model.distribution import Distribution, constant
from svcflow.model.exchange.distributions import mixed, moments, prosimos_distribution, read_distribution, summed

KEPT = [
    constant(0.5),
    Distribution(kind="exponential", mean=2.0),
    Distribution(kind="gamma", mean=2.0, cv=0.5),
    Distribution(kind="lognormal", mean=2.0, cv=1.5),
    Distribution(kind="uniform", low=1.0, high=3.0),
]
BLURRED = [
    Distribution(kind="weibull", mean=2.0, cv=0.5),
    Distribution(kind="empirical", quantiles=(0.0, 1.0, 2.0, 8.0)),
    Distribution(kind="exponential", mean=2.0, zero=0.25),
]


def written(name: str, *values: float) -> dict:
    return {"distribution_name": name, "distribution_params": [{"value": value} for value in values]}


@pytest.mark.parametrize("one", KEPT, ids=lambda it: it.kind)
def test_families_that_both_have_come_back_equal(one: Distribution) -> None:
    document, kept = prosimos_distribution(one)
    back = read_distribution(document, "here")
    assert kept
    assert back.kind == one.kind
    assert moments(back) == pytest.approx(moments(one))


@pytest.mark.parametrize("one", BLURRED, ids=lambda it: it.kind)
def test_others_keep_mean_and_variance_and_say_so(one: Distribution) -> None:
    document, kept = prosimos_distribution(one)
    assert not kept
    assert moments(read_distribution(document, "here")) == pytest.approx(moments(one))


def test_parameters_are_seconds_and_their_squares() -> None:
    document, _ = prosimos_distribution(Distribution(kind="gamma", mean=1.0, cv=0.5))
    assert [each["value"] for each in document["distribution_params"]][:2] == [3600.0, 0.25 * 3600**2]


@pytest.mark.parametrize(
    ("one", "mean", "variance"),
    [
        (constant(2.0), 2.0, 0.0),
        (Distribution(kind="uniform", low=1.0, high=4.0), 2.5, 0.75),
        (Distribution(kind="empirical", quantiles=(1.0, 4.0)), 2.5, 0.75),
        (Distribution(kind="empirical", quantiles=(0.0, 0.0, 2.0)), 0.5, 2 / 3 - 0.25),
        (Distribution(kind="exponential", mean=2.0), 2.0, 4.0),
        (Distribution(kind="constant", mean=2.0, zero=0.5), 1.0, 1.0),
    ],
)
def test_moments_by_hand(one: Distribution, mean: float, variance: float) -> None:
    assert moments(one) == pytest.approx((mean, variance))


def test_limits_change_a_distribution() -> None:
    # An exponential cut at its mean has the mean 1 − 1/(e − 1).
    cut = read_distribution(written("expon", 3600, 0, 3600), "here")
    assert cut.kind == "empirical"
    assert cut.expected == pytest.approx(1 - 1 / (math.e - 1), rel=1e-3)
    assert max(cut.quantiles or ()) <= 1.001
    # A normal distribution cut at 0 is half of one: mean √(2/π).
    half = read_distribution(written("norm", 0, 3600, 0, 360000), "here")
    assert half.expected == pytest.approx(math.sqrt(2 / math.pi), rel=1e-3)


def test_a_shifted_exponential_and_a_triangle() -> None:
    shifted = read_distribution(written("expon", 7200, 3600, 36_000_000), "here")
    assert shifted.expected == pytest.approx(2.0, rel=1e-3)
    assert min(shifted.quantiles or ()) == pytest.approx(1.0, abs=0.01)
    triangle = read_distribution(written("triang", 0.5, 3600, 7200, 3600, 10800), "here")
    assert triangle.expected == pytest.approx(2.0, rel=1e-3)
    assert moments(triangle)[1] == pytest.approx(4 / 24, rel=0.02)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"distribution_name": "beta", "distribution_params": []}, "'beta' is not a distribution"),
        (None, "None is not a distribution"),
        ({"distribution_name": "fix"}, "None is no list of parameters"),
        (written("gamma", 60), "gamma has 1 parameters"),
        (written("fix", float("inf")), "not all numbers of seconds"),
        (written("fix", -1), "is negative"),
        (written("uniform", 120, 60), "the least is above the greatest"),
        (written("expon", 60, 120, 240), "the mean is below the least"),
        (written("norm", 60, 1, 7200, 9000), "nothing between its limits"),
    ],
)
def test_nonsense_is_refused_with_its_place(document: object, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read_distribution(document, "here")
    assert refused.value.place.startswith("here")
    assert refused.value.remedy


def test_a_choice_of_delays_is_one_delay() -> None:
    one = Distribution(kind="exponential", mean=4.0)
    assert mixed([(0.3, None)]) is None
    assert mixed([(0.3, one), (0.1, one)]) == one
    assert mixed([(0.3, one), (0.1, None)]) == one.model_copy(update={"zero": 0.25})
    both = mixed([(0.25, constant(1.0)), (0.75, constant(3.0)), (1.0, None)])
    assert both is not None
    assert both.zero == 0.5
    assert both.expected == pytest.approx(0.5 * 2.5, rel=0.01)


@given(means=st.lists(st.floats(0.1, 10), min_size=2, max_size=4))
@settings(max_examples=10)
def test_delays_in_a_row_add_up(means: list[float]) -> None:
    total = summed([Distribution(kind="exponential", mean=mean) for mean in means])
    assert total is not None
    assert moments(total) == pytest.approx((sum(means), sum(mean * mean for mean in means)))
