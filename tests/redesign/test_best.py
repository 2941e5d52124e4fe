"""The best of several, with a stated chance: by hand, by how often it is right on samples of known means, and on queues."""

import numpy as np
import pytest

from svcflow.errors import InputError
from svcflow.redesign import Scenario, Wanted, compare
from svcflow.redesign.best import TODAY, choose
from svcflow.redesign.changes import AddStaff, SpeedStep
from tests.redesign.test_compare import SAME, single_server

FASTER = Scenario("faster", changes=(SpeedStep(step="Serve", factor=0.8),))
TWO = Scenario("two", changes=(AddStaff(team="Desk", count=1),))


def test_the_procedure_by_hand() -> None:
    # n₀ 3, α .05, k 2: η = ½ (.1⁻¹ − 1) = 4.5, h² = 18. Of differences 1.9, 3.9, 5.9 S² is 4, so that 72 runs tell δ = 1, and after r runs
    # who lags by more than (72 − r) ÷ 2r is out: 11.5 after 3, 4 after 8, 3.5 after 9. The mean lag is 3.9 from the third run on.
    data = np.zeros((2, 100))
    data[0] = 3.9
    data[0, :3] = (1.9, 3.9, 5.9)
    found = choose(lambda each, count: data[each], 2, first=3, indifference=1.0, confidence=0.95, most=100)
    assert (found.best, found.certain, found.left, found.runs) == (0, True, (0,), (9, 9))


def test_those_that_are_alike_are_not_run_for_ever() -> None:
    data = np.tile(np.random.default_rng(2).normal(size=100), (2, 1))
    found = choose(lambda each, count: data[each], 2, first=10, indifference=0.1, confidence=0.95, most=100)
    assert (found.best, found.certain, found.left, found.runs) == (0, True, (0, 1), (10, 10))


def test_runs_that_are_spent_leave_it_open() -> None:
    data = np.random.default_rng(3).normal(size=(3, 12))
    found = choose(lambda each, count: data[each], 3, first=10, indifference=0.01, confidence=0.95, most=12)
    assert not found.certain
    assert found.left == (0, 1, 2)
    assert found.runs == (12, 12, 12)


@pytest.mark.parametrize(("common", "confidence"), [(0.0, 0.95), (0.8, 0.95), (0.0, 0.75)])
def test_it_is_right_as_often_as_it_says(common: float, confidence: float) -> None:
    """The worst case: one mean is ahead of three equal ones by just what matters. Unequal spreads, independent and not."""
    rng = np.random.default_rng(17)
    means, spreads, right = np.array([1.0, 0.0, 0.0, 0.0]), np.array([1.0, 2.0, 1.0, 0.5]), 0
    for _ in range(300):
        noise = np.sqrt(common) * rng.normal(size=400) + np.sqrt(1 - common) * rng.normal(size=(4, 400))
        data = means[:, None] + spreads[:, None] * noise
        found = choose(lambda each, count, data=data: data[each], 4, first=10, indifference=1.0, confidence=confidence, most=400)
        assert found.certain
        right += found.best == 0
    assert right >= 300 * confidence - 3 * np.sqrt(300 * confidence * (1 - confidence)), f"{right} of 300"


def test_the_best_of_queues_is_named() -> None:
    """M/M/1 with λ .5: T = 2 h today, 1.33 h at μ = 1.25, 1.07 h with two people; .1 h matters."""
    right = 0
    for seed in range(2):
        found = compare(
            single_server(0.5, 1.0), [FASTER, TWO, SAME], best=Wanted(0.9, 0.1), replications=5, most=40, cases=100, warmup_cases=50,
            seed=seed, jobs=1,
        )  # fmt: skip
        best = found.best
        assert best is not None
        assert found.replications == 5, "only those that are in question run more often"
        assert [each.name for each in best.candidates] == [TODAY, "faster", "two", "as it is"]
        assert (best.indicator, best.confidence, best.indifference) == ("lead_time_mean", 0.9, 0.1)
        right += best.name == "two"
        if best.certain:
            assert [each.name for each in best.candidates if not each.out] == [best.name]
    assert right == 2


def test_what_cannot_be_chosen_by_is_refused() -> None:
    model = single_server(0.5, 1.0)
    for wanted, words in (
        (Wanted(0.4), r"confidence .=0.4. must be between 0.5 and 1"),
        (Wanted(indifference=0.0), r"indifference .=0. must be above 0"),
    ):
        with pytest.raises(InputError, match=words):
            compare(model, [SAME], best=wanted, replications=2, cases=20, jobs=1)
    with pytest.raises(InputError, match="neither better nor worse"):
        compare(model, [SAME], best=Wanted(), chosen=["utilisation:Desk"], replications=2, cases=20, jobs=1)
    with pytest.raises(InputError, match="is 0 today"):
        compare(model, [SAME], best=Wanted(), chosen=["rework_share"], replications=2, cases=20, jobs=1)
