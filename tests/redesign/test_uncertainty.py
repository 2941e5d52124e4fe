"""The intervals of a difference: by hand, and by how often they hold a known truth."""

import numpy as np
import pytest

from svcflow.redesign.uncertainty import half_width, run_half_width, to_scale


def test_the_run_interval_is_students() -> None:
    # 1, 2, 3: s = 1, t(2) = 4.30265, √3
    assert run_half_width(np.array([1.0, 2.0, 3.0])) == pytest.approx(4.30265 / np.sqrt(3), abs=1e-4)


def test_refits_widen_it_by_their_spread() -> None:
    differences = np.array([1.0, 2.0, 3.0])
    refitted = np.array([[0.0, 1.0], [4.0, 5.0], [8.0, 9.0]])
    # A = 1/3; means 0.5, 4.5, 8.5: S² = 16; no residuals, so B = 16; ν = (16.33)² / (0.111/2 + 256/2) = 2.08, at most 2: t = 4.30265
    assert half_width(differences, refitted) == pytest.approx(4.30265 * np.sqrt(1 / 3 + 16), abs=1e-3)


def test_what_the_runs_alone_would_make_is_taken_off() -> None:
    # Three equal refits whose runs differ by chance: no more uncertainty than the runs'.
    differences = np.array([1.0, 2.0, 3.0, 2.0])
    refitted = np.array([[1.0, 3.0], [3.0, 1.0], [2.0, 2.0]])
    assert half_width(differences, refitted) == run_half_width(differences)


def test_effects_of_busier_refits_count_for_their_baseline() -> None:
    # Refits that save 30 % each, of 10 h and of 100 h, agree: at a baseline of 20 h both save 6 h.
    scaled = to_scale(np.array([[-3.0, -3.0], [-20.0, -40.0]]), np.array([[10.0, 10.0], [90.0, 110.0]]), 20.0)
    assert scaled.mean(axis=1) == pytest.approx([-6.0, -6.0])
    unscaled = np.array([[0.1, 0.2]])
    assert to_scale(unscaled, np.array([[0.0, 0.0]]), 1.0) is unscaled


@pytest.mark.parametrize("refitted", [None, np.zeros((0, 2)), np.array([[1.0, 2.0]])], ids=["none", "no refits", "one refit"])
def test_without_two_refits_the_runs_alone_speak(refitted: np.ndarray | None) -> None:
    assert half_width(np.array([1.0, 2.0, 4.0]), refitted) == run_half_width(np.array([1.0, 2.0, 4.0]))


@pytest.mark.parametrize("spread", [0.0, 0.3, 1.0, 3.0])
def test_the_interval_holds_the_truth(spread: float) -> None:
    """The truth is 0; the model is off by the calibration's spread, and so is each of ten refits from the model."""
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(1000):
        off, common = rng.normal(0, spread), rng.normal(0, 0.7, 20)
        differences = off + common + rng.normal(0, 0.7, 20)
        refitted = off + rng.normal(0, spread, (10, 1)) + common[None, :2] + rng.normal(0, 0.7, (10, 2))
        held += abs(differences.mean()) <= half_width(differences, refitted)
    # 95 % is nominal; where the calibration's spread is about that of the runs, estimating it from two runs each loses some points.
    assert held >= 880, f"{held} of 1000"
