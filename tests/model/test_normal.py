"""The normal quantile beside Python's own, and at its known values."""

from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.model.normal import normal_quantile


@given(st.floats(2.0**-53, 1 - 2.0**-53))
def test_it_is_the_quantile_that_python_has(p: float) -> None:
    assert normal_quantile(p) == pytest.approx(NormalDist().inv_cdf(p), rel=1e-14, abs=1e-15)


@pytest.mark.parametrize(("p", "x"), [(0.5, 0.0), (0.975, 1.959963984540054), (0.001, -3.090232306167813), (1e-12, -7.034483825301131)])
def test_known_values(p: float, x: float) -> None:
    assert normal_quantile(p) == pytest.approx(x, rel=1e-12)
