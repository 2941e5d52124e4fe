"""Indicators that matter: as narrow as asked, several at once, on a warm start or after a warm-up."""

import numpy as np
import pytest
from scipy.special import stdtrit

from svcflow.errors import InputError
from svcflow.model import ServiceModel
from svcflow.redesign import Scenario, compare
from svcflow.redesign.changes import SpeedStep
from svcflow.redesign.warming import settled_after
from tests.redesign.test_compare import SAME, effect, single_server

TWICE = Scenario("twice as fast", changes=(SpeedStep(step="Serve", factor=0.5),))
FASTER = Scenario("faster", changes=(SpeedStep(step="Serve", factor=0.8),))


def test_every_chosen_indicator_becomes_as_narrow_as_asked() -> None:
    found = compare(
        single_server(0.5, 1.0), [FASTER], replications=5, precision=0.1, chosen=["lead_time_mean", "lead_time_p90"], cases=100, jobs=1
    )
    assert found.chosen == ("lead_time_mean", "lead_time_p90")
    assert found.unreached == ()
    for name in found.chosen:
        each = effect(found, name)
        assert each.run_high - each.difference <= 0.1 * each.baseline


def test_those_that_stay_wide_are_named() -> None:
    found = compare(
        single_server(0.5, 1.0), [FASTER], replications=3, most=6, precision=0.02, chosen=["throughput", "lead_time_p90"], cases=60, jobs=1
    )
    assert (found.replications, found.unreached) == (6, ("lead_time_p90",))
    assert any("wider than 2 % of the baseline for lead_time_p90." in note for note in found.notes)


def test_intervals_that_hold_together_are_bonferronis() -> None:
    model = single_server(0.5, 1.0)
    asked = {"replications": 6, "chosen": ("lead_time_mean", "lead_time_p90"), "cases": 60, "jobs": 1}
    single, both = (compare(model, [TWICE, SAME], together=together, **asked) for together in (False, True))  # type: ignore[arg-type]
    wider = stdtrit(5, 1 - 0.025 / 4) / stdtrit(5, 0.975)  # two redesigns, two indicators
    for name in asked["chosen"]:  # type: ignore[attr-defined]
        one, many = effect(single, name), effect(both, name)
        assert many.run_high - many.difference == pytest.approx(wider * (one.run_high - one.difference))
        assert (one.confidence, many.confidence) == (0.95, pytest.approx(1 - 0.05 / 4))
    assert effect(both, "throughput") == effect(single, "throughput")
    assert effect(both, "lead_time_mean").clear
    assert not effect(both, "lead_time_mean", 1).clear
    assert any("all 4 at once with 95 %" in note for note in both.notes)
    assert any("holds with 95 % by itself" in note for note in single.notes)


def test_intervals_hold_together_as_often_as_said() -> None:
    """Five differences of means of 8 runs that share half of their spread: all five hold in 95 % of cases at least."""
    rng = np.random.default_rng(4)
    level = stdtrit(7, 1 - 0.025 / 5)
    held = 0
    for _ in range(2000):
        runs = rng.normal(size=(1, 8)) + rng.normal(size=(5, 8))
        held += bool((np.abs(runs.mean(axis=1)) <= level * runs.std(axis=1, ddof=1) / np.sqrt(8)).all())
    assert held >= 1870, f"{held} of 2000"


@pytest.mark.parametrize(
    ("series", "cut"),
    [
        (np.r_[np.linspace(0, 10, 50), np.full(150, 10.0)], 50),  # rises over 50 tickets
        (np.full(200, 3.0), 0),
        (np.linspace(0, 10, 200), None),  # never settles
        (np.arange(19.0), 0),  # too short to tell
    ],
    ids=["settles", "level", "rises on and on", "short"],
)
def test_where_a_series_settles(series: np.ndarray, cut: int | None) -> None:
    noise = np.random.default_rng(1).normal(scale=0.01, size=len(series)) if cut else 0.0
    found = settled_after(series + noise)
    assert (found is None) == (cut is None)
    if cut is not None and found is not None:
        assert abs(found - cut) <= 10


def test_a_warm_up_is_found_and_cut() -> None:
    """M/M/1 with λ .9: it takes some hundred tickets until waiting is what it will be."""
    model = single_server(0.9, 1.0)
    bare = compare(model, [SAME], replications=20, cases=1000, jobs=1)
    cut = compare(model, [SAME], replications=20, cases=1000, warmup_cases="auto", jobs=1)
    assert 20 <= cut.warmup_cases <= 500
    assert any(f"The first {cut.warmup_cases} tickets of a run are not counted" in note for note in cut.notes)
    assert effect(cut, "lead_time_mean").baseline > effect(bare, "lead_time_mean").baseline
    growing = compare(single_server(1.5, 1.0), [SAME], replications=2, cases=200, warmup_cases="auto", jobs=1)
    assert growing.warmup_cases == 0
    assert any("do not settle" in note for note in growing.notes)


def test_a_warm_start(desk: ServiceModel) -> None:
    from svcflow.model import OpenTicket

    waiting = {"attributes": {"priority": "P3", "channel": "phone"}, "waits_for": "Register ticket"}
    tickets = tuple(OpenTicket(ticket=f"T-{n}", arrived=desk.start, since=desk.start, **waiting) for n in range(60))
    warm = desk.model_copy(update={"open": tickets})
    found = compare(warm, [SAME], warm=True, replications=2, cases=60, jobs=1)
    assert effect(found, "lead_time_mean").difference == 0
    cold = compare(warm, [SAME], replications=2, cases=60, jobs=1)
    assert effect(found, "lead_time_mean").baseline > effect(cold, "lead_time_mean").baseline, "they stand in the way"
    for asked in ({"warmup_cases": 5}, {"warmup_cases": "auto"}):
        with pytest.raises(InputError, match="one of the two"):
            compare(warm, [SAME], warm=True, replications=2, cases=20, jobs=1, **asked)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="No ticket of the model is open"):
        compare(desk, [SAME], warm=True, replications=2, cases=20, jobs=1)


def test_unknown_indicators_are_refused() -> None:
    model = single_server(0.5, 1.0)
    with pytest.raises(InputError, match=r'"lead_time_avg" that could be compared\. Did you mean "lead_time_mean"'):
        compare(model, [SAME], chosen=["lead_time_avg"], replications=2, cases=20, jobs=1)
    with pytest.raises(InputError, match="must name an indicator"):
        compare(model, [SAME], chosen=[], replications=2, cases=20, jobs=1)
    with pytest.raises(InputError, match="at least the runs"):
        compare(model, [SAME], most=3, replications=4, cases=20, jobs=1)
