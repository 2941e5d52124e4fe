"""Redesigns side by side: against systems whose truth is known, and what is said about the estimate."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from svcflow.errors import InputError, ScenarioError
from svcflow.indicators import Setting
from svcflow.indicators.inputs import Factors
from svcflow.model import (
    END,
    START,
    Arrivals,
    Context,
    Distances,
    Distribution,
    Person,
    References,
    Refit,
    Routing,
    ServiceModel,
    Step,
    Team,
    Validation,
    always,
)
from svcflow.redesign import Comparison, Effect, Scenario, compare
from svcflow.redesign.changes import AddStaff, ChangeDemand, ChangeRate, DeflectArrivals, RemoveStep, SpeedStep

SAME = Scenario("as it is")


def single_server(rate: float, service_h: float) -> ServiceModel:
    """M/M/1: one person, always there."""
    return ServiceModel(
        name="M/M/1",
        start=datetime(2025, 1, 6, tzinfo=UTC),
        cases=400,
        arrivals=Arrivals(weekly=(rate,) * 168),
        steps=(Step(name="Serve", duration=Distribution(kind="exponential", mean=service_h)),),
        people=(Person(name="Server", team="Desk", calendar="always", skills={"Serve": 1}),),
        teams=(Team(name="Desk"),),
        calendars={"always": always()},
        routing=Routing(contexts=(Context(after=(START,), next={"Serve": 1}), Context(after=("Serve",), next={END: 1}))),
    )


def effect(found: Comparison, indicator: str, scenario: int = 0) -> Effect:
    return next(each for each in found.scenarios[scenario].values if each.indicator == indicator)


def test_a_scenario_that_changes_nothing_makes_no_difference(refitted: ServiceModel) -> None:
    found = compare(refitted, [SAME], replications=3, cases=60, jobs=1)
    assert found.scenarios[0].values
    for each in found.scenarios[0].values:
        assert (each.difference, each.low, each.high, each.run_low, each.run_high) == (0, 0, 0, 0, 0), each


def test_all_indicators_and_all_teams_are_compared(desk: ServiceModel) -> None:
    gone = Scenario("no test", changes=(RemoveStep(step="Test fix"),))
    found = compare(desk, [gone, SAME], replications=2, cases=60, jobs=1)
    names = [each.name for each in found.indicators]
    assert {"lead_time_mean", "throughput", "service_level", "cost_per_ticket", "utilisation:Quality"} <= set(names)
    assert {each.unit for each in found.indicators if each.name == "cost_per_ticket"} == {"EUR"}
    assert "utilisation:Quality" not in [each.indicator for each in found.scenarios[0].values], "nobody is left whose hours could be used"
    assert "utilisation:Quality" in [each.indicator for each in found.scenarios[1].values]


def test_any_indicator_of_the_catalogue_can_be_compared_where_it_is_asked_for() -> None:
    faster = Scenario("twice as fast", changes=(SpeedStep(step="Serve", factor=0.5),))
    chosen = ("waiting_contention", "work_in_progress")
    found = compare(single_server(0.5, 1.0), [faster], replications=4, cases=300, chosen=chosen, jobs=1)
    assert set(chosen) <= {each.name for each in found.indicators}
    busy, lead = effect(found, "waiting_contention"), effect(found, "lead_time_mean")
    assert busy.difference < 0
    # One queue, first come first served, always open: all waiting is for the busy server, so L = λ·W with λ = .5 in both.
    assert busy.baseline == pytest.approx(effect(found, "waiting_time_mean").baseline)
    assert effect(found, "work_in_progress").baseline == pytest.approx(0.5 * lead.baseline, rel=0.25)
    with pytest.raises(InputError, match="waiting_contention"):
        compare(single_server(0.5, 1.0), [faster], replications=2, cases=50, chosen=("waiting_contentoin",), jobs=1)


def test_what_the_model_does_not_know_is_given_beside_it() -> None:
    faster = Scenario("twice as fast", changes=(SpeedStep(step="Serve", factor=0.5),))
    setting = Setting(rates_h={"Desk": 30}, currency="EUR", factors=Factors(kwh_per_ticket=1, kwh_per_work_h=2), service_level_h=4)
    found = compare(single_server(0.5, 1.0), [faster], replications=4, cases=300, chosen=("energy_per_ticket",), setting=setting, jobs=1)
    # 1 + 2 h of work, and 1 + 2 half hours
    assert effect(found, "energy_per_ticket").baseline == pytest.approx(3, rel=0.15)
    assert effect(found, "energy_per_ticket").redesign == pytest.approx(2, rel=0.15)
    assert effect(found, "cost_per_ticket").baseline == pytest.approx(30, rel=0.15)
    assert {each.unit for each in found.indicators if each.name == "cost_per_ticket"} == {"EUR"}


def test_the_interval_holds_the_difference_of_two_queues() -> None:
    """M/M/1 with λ = .5: T = 1 / (μ − λ), so μ from 1 to 2 saves 2 − 2/3 = 4/3 h."""
    faster = Scenario("twice as fast", changes=(SpeedStep(step="Serve", factor=0.5),))
    held, halves = 0, []
    for seed in range(8):
        found = compare(single_server(0.5, 1.0), [faster], replications=6, cases=300, warmup_cases=100, seed=seed, jobs=1)
        lead = effect(found, "lead_time_mean")
        held += lead.run_low <= -4 / 3 <= lead.run_high
        halves.append(lead.run_high - lead.difference)
    assert held >= 6, f"{held} of 8"  # of 95 % intervals 8 hold on average 7.6; fewer than 6 of them once in 160 times
    assert max(halves) < 1.0


def test_common_random_numbers_narrow_the_interval() -> None:
    """The spread of a difference is far below that of the times themselves."""
    found = compare(single_server(0.5, 1.0), [Scenario("a little", changes=(SpeedStep(step="Serve", percent=2),))], replications=8, jobs=1)
    lead = effect(found, "lead_time_mean")
    assert lead.high < 0, "a change of 2 % is seen in 8 short runs"


def test_refits_widen_the_interval(refitted: ServiceModel) -> None:
    scenario = Scenario("a third more", changes=(ChangeDemand(factor=1.3),))
    found = compare(refitted, [scenario], replications=3, cases=60, jobs=1)
    for each in found.scenarios[0].values:
        assert each.low <= each.run_low <= each.difference <= each.run_high <= each.high
    alone = compare(refitted.model_copy(update={"refits": ()}), [scenario], replications=3, cases=60, jobs=1)
    assert any("no refits" in note for note in alone.notes)
    assert not any("no refits" in note for note in found.notes)
    pairs = list(zip(found.scenarios[0].values, alone.scenarios[0].values, strict=True))
    for both, without in pairs:
        assert (both.run_low, both.run_high) == (without.run_low, without.run_high) == (without.low, without.high)
    assert any(both.high - both.low > 1.2 * (without.high - without.low) for both, without in pairs)


def test_a_redesign_of_the_demand_runs_over_the_same_period() -> None:
    fewer = Scenario("portal", changes=(DeflectArrivals(share=0.5),))
    found = compare(single_server(0.5, 0.1), [fewer], replications=4, jobs=1)
    assert effect(found, "throughput").redesign == pytest.approx(0.5 * effect(found, "throughput").baseline, rel=0.15)
    assert found.cases == 400


def test_a_rate_changes_the_cost_alone(desk: ServiceModel) -> None:
    dearer = Scenario("dearer", changes=(ChangeRate(team="First line", rate_h=64), ChangeRate(team="Second line", rate_h=96)))
    found = compare(desk, [dearer], replications=2, cases=60, jobs=1)
    moved = {each.indicator for each in found.scenarios[0].values if each.difference}
    assert moved == {"cost_per_ticket", "staff_cost"}
    staff = effect(found, "staff_cost")
    assert staff.redesign == pytest.approx(2 * staff.baseline)


def test_runs_are_added_until_the_interval_is_narrow() -> None:
    scenario = Scenario("faster", changes=(SpeedStep(step="Serve", factor=0.8),))
    found = compare(single_server(0.5, 1.0), [scenario], replications=2, precision=0.05, cases=150, jobs=1)
    lead = effect(found, "lead_time_mean")
    assert found.replications > 2
    assert lead.run_high - lead.difference <= 0.05 * lead.baseline


def test_runs_that_are_added_are_those_of_a_longer_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svcflow.redesign.comparing.MOST_REPLICATIONS", 7)
    scenario = Scenario("faster", changes=(SpeedStep(step="Serve", factor=0.8),))
    added = compare(single_server(0.5, 1.0), [scenario], replications=2, precision=0.0001, cases=40, jobs=1)
    asked = compare(single_server(0.5, 1.0), [scenario], replications=7, cases=40, jobs=1)
    assert (added.scenarios, added.replications) == (asked.scenarios, asked.replications)


def test_a_precision_out_of_reach_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svcflow.redesign.comparing.MOST_REPLICATIONS", 5)
    scenario = Scenario("faster", changes=(SpeedStep(step="Serve", factor=0.8),))
    found = compare(single_server(0.5, 1.0), [scenario], replications=2, precision=0.0001, cases=40, jobs=1)
    assert found.replications == 5
    assert any("After 5 runs the interval is still wider than 0.01 %" in note for note in found.notes)


def test_an_overload_is_said() -> None:
    scenarios = [SAME, Scenario("twice the demand", changes=(ChangeDemand(factor=2.4),))]
    found = compare(single_server(0.5, 1.0), scenarios, replications=5, jobs=1)
    told = [note for note in found.notes if "does not keep up" in note]
    assert len(told) == 1
    assert told[0].startswith('"twice the demand" does not keep up with its demand (Desk is busy')


def graded(grade: str) -> Validation:
    zero = Distances(NGD=0, AED=0, CED=0, RED=0, CTD=0, CAR=0)
    return Validation(
        distances=zero, reference=References(noise_floor=zero, replay=zero), grade=grade, verdict="Far off.", training_cases=1,
        held_out_cases=1, replications=1,
    )  # fmt: skip


def test_the_verdict_on_the_model_is_said() -> None:
    model = single_server(0.5, 1.0)
    bare, poor, good = (
        compare(each, [SAME], replications=2, cases=20, jobs=1)
        for each in (model, *(model.model_copy(update={"validation": graded(grade)}) for grade in ("poor", "good")))
    )
    assert any("not validated" in note for note in bare.notes)
    assert any("Far off." in note for note in poor.notes)
    assert poor.validation == graded("poor")
    assert not any("validated" in note or "Far off" in note for note in good.notes)


def test_assumptions_stand_beside_the_estimate(desk: ServiceModel) -> None:
    found = compare(desk, [Scenario("two more", "they wait", (AddStaff(team="Second line", count=2),))], replications=2, cases=30, jobs=1)
    assert found.scenarios[0].why == "they wait"
    assert found.scenarios[0].assumptions[0].startswith("Second line grows from 8 to 10 people")


def test_progress_counts_every_run_once(refitted: ServiceModel) -> None:
    told: list[tuple[int, int]] = []
    two = refitted.model_copy(update={"refits": refitted.refits[:2]})
    compare(two, [SAME], replications=2, cases=20, jobs=1, progress=lambda what, done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (12, 12)  # two models, two replications and two refits of two each


def test_two_processes_give_the_same_numbers() -> None:
    scenario = Scenario("faster", changes=(SpeedStep(step="Serve", factor=0.8),))
    model = single_server(0.5, 1.0)
    refits = (Refit(arrivals=model.arrivals, durations={}, routing=model.routing, flows=()),) * 2
    one, two = (compare(model.model_copy(update={"refits": refits}), [scenario], replications=2, cases=50, jobs=jobs) for jobs in (1, 2))
    assert one == two


def test_bad_requests_are_refused(desk: ServiceModel) -> None:
    with pytest.raises(InputError, match=r"replications .=1. must be >= 2"):
        compare(desk, [SAME], replications=1)
    with pytest.raises(InputError, match=r"precision .=5. must be between 0 and 1"):
        compare(desk, [SAME], precision=5)
    with pytest.raises(InputError, match=r"cases .=0. must be >= 1"):
        compare(desk, [SAME], cases=0)
    with pytest.raises(ScenarioError, match='2 redesigns are called "as it is"'):
        compare(desk, [SAME, replace(SAME, why="again")])
    with pytest.raises(ScenarioError, match=r'^a.toml, b.toml: 2 redesigns are called "as it is". Give each its own name.$'):
        compare(desk, [replace(SAME, source="a.toml"), replace(SAME, source="b.toml")])
