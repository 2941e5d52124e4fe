"""Losses against their definition, and which values tell better alone."""

import numpy as np
import pytest

from svcflow.calibration.foretelling import ranked_losses, tells_better_alone


def test_losses_are_as_defined() -> None:
    rng = np.random.default_rng(1)
    sample, values = rng.exponential(3.0, 9), np.array([0.0, 1.0, 2.5, 40.0])
    within = np.abs(sample[:, None] - sample).mean() / 2
    assert ranked_losses(sample, values) == pytest.approx([np.abs(sample - value).mean() - within for value in values])
    assert ranked_losses(np.array([2.0, 2.0]), np.array([2.0, 5.0])).tolist() == [0.0, 3.0]


def test_values_of_another_kind_are_left_out_and_such_as_are_alike_are_not() -> None:
    rng = np.random.default_rng(2)
    these = np.arange(400) >= 200
    alike = rng.exponential(10.0, 400)
    apart = np.where(these, rng.gamma(4.0, 2.5, 400), np.where(rng.random(400) < 0.5, 0.0, 20.0))
    assert tells_better_alone(apart, these)
    assert not tells_better_alone(alike, these)
    assert not tells_better_alone(np.ones(400), these)
