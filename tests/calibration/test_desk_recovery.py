"""The bundled desk's truth is known: what calibration finds in its log must contain it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from svcflow.calibration import calibrate
from svcflow.calibration.arrivals import count_arrivals, fit_arrivals
from svcflow.calibration.observations import observe
from svcflow.calibration.tuning import lead_time_h
from svcflow.eventlog import EventLog
from svcflow.eventlog.reading import read_log
from svcflow.model import ServiceModel, check_model, weekly_calendar
from svcflow.simulation import simulate_each
from tests.simulation.test_engines_agree import assert_equal, traces

WAIT = "Wait for customer"


@pytest.fixture(scope="module")
def desk_log() -> EventLog:
    return read_log(Path(__file__).resolve().parents[2] / "event_logs" / "service_desk.csv")


@pytest.fixture(scope="module")
def model(desk_log: EventLog) -> ServiceModel:
    return calibrate(desk_log, refits=4)


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    path = Path(__file__).resolve().parents[2] / "event_logs" / "service_desk.truth.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_a_desk_of_queues_has_no_rhythm_of_delays(model: ServiceModel) -> None:
    """Its true delays come at any hour; that some are seen at some hours more than at others is the queue's doing."""
    assert model.rhythms == {}


def test_the_model_can_be_run(model: ServiceModel) -> None:
    check_model(model)
    assert len(model.refits) == 4
    assert not any("timetable" in note for note in model.notes)


def test_both_engines_run_it_alike(model: ServiceModel) -> None:
    assert_equal(traces(model, cases=500))


def test_arrivals_of_the_week(truth: dict[str, Any]) -> None:
    # The status log knows when a ticket came; the other one only when it was taken up.
    log = read_log(Path(__file__).resolve().parents[2] / "event_logs" / "service_desk_status.csv")
    arrivals = fit_arrivals(count_arrivals(observe(log)))
    true = np.sum([rates for _, rates in truth["desk"]["arrivals"]], axis=0).reshape(7, 24)
    found = (np.array(arrivals.weekly) * arrivals.level).reshape(7, 24)
    weeks = truth["figures"]["weeks_of_arrivals"]
    assert found.sum() == pytest.approx(true.sum(), abs=4 * np.sqrt(true.sum() / weeks))
    for expected, got in ((true.sum(axis=1), found.sum(axis=1)), (true[:5].sum(axis=0), found[:5].sum(axis=0))):
        assert np.all(np.abs(got - expected) < 4 * np.sqrt(expected / weeks) + 0.05)
    raw = 1 / np.sqrt(weeks * true[:5, 8:17])
    assert np.mean(np.abs(found - true)[:5, 8:17] / true[:5, 8:17]) < 0.8 * np.mean(raw), "shrinkage pays"
    assert arrivals.dispersion < 0.02


def test_durations(model: ServiceModel, truth: dict[str, Any]) -> None:
    for step in truth["desk"]["steps"]:
        fitted = model.step(step["name"])
        mean, cv = step["duration"]["mean_h"], step["duration"]["cv"]
        error = 4 * cv / np.sqrt(fitted.n)
        assert fitted.duration.expected == pytest.approx(mean, rel=error), step["name"]
        assert fitted.staffed == (step["name"] != WAIT)
        assert not fitted.by_person, "the desk's people are all as fast"


def test_families_are_recognised(model: ServiceModel) -> None:
    assert model.step("Investigate").duration.kind == "lognormal"
    assert model.step("Implement fix").duration.kind == "gamma"


def test_routing(model: ServiceModel) -> None:
    chances = {context.after: context.next for context in model.routing.contexts}
    first = chances[("Diagnose",)]
    # The desk's chances are of a step that does not come back from the customer: 0.25, 0.3375, 0.4125, of which customers' answers
    # return to the step before.
    assert first[WAIT] == pytest.approx(0.25, abs=0.03)
    assert first["Resolve"] == pytest.approx(0.3375, abs=0.03)
    assert chances[("Test fix",)]["Implement fix"] == pytest.approx(0.15, abs=0.03)
    assert chances[("Resolve",)]["Diagnose"] == pytest.approx(0.06, abs=0.015)
    assert chances[("Diagnose", WAIT)] == {"Diagnose": 1.0}
    assert chances[("Investigate", WAIT)] == {"Investigate": 1.0}


def test_error_chances(model: ServiceModel) -> None:
    for step in model.steps:
        assert step.error_chance == step.fitted_error_chance
    # 264 of 1 682 fixes were found wrong, and 44 more were done again because their ticket was reopened.
    assert model.step("Implement fix").error_chance == pytest.approx((264 + 44) / 1682, abs=1e-6)
    # 192 of 3 192 diagnoses are of reopened tickets; those after a customer's answer go on.
    assert model.step("Diagnose").error_chance == pytest.approx(192 / 3192, abs=1e-6)
    assert model.step(WAIT).error_chance == 0


def test_people_stay_for_half_an_hour(model: ServiceModel, truth: dict[str, Any]) -> None:
    true = truth["desk"]["grace_h"]
    graces = {team.name: {person.grace_h for person in model.people if person.team == team.name} for team in model.teams}
    for team, found in graces.items():
        assert len(found) == 1
        # What was just finished says that the grace is not less; the fewer such works, the further they are from it.
        assert found.pop() == pytest.approx(true, abs=0.04), team
    assert any(note.startswith("At the end of a shift what takes up to 30 min more is finished") for note in model.notes)


def test_people_and_their_hours(model: ServiceModel, truth: dict[str, Any]) -> None:
    people = {person.name: person for person in model.people}
    for team in truth["desk"]["teams"]:
        for true in team["people"]:
            person = people.pop(true["code"])
            assert person.team == team["name"]
            assert person.count == 1
            calendar = weekly_calendar(model.calendars[person.calendar])
            for start, end in true["shifts"]:
                inside = [first <= start * 60 and end * 60 <= last for first, last in calendar.intervals]
                assert any(inside), f"{person.name}: {start} to {end} is not in {calendar.intervals}"
            assert calendar.hours_a_week <= 1.15 * sum(end - start for start, end in true["shifts"])
    assert not people


def test_priority_orders_every_queue(model: ServiceModel) -> None:
    assert model.priority is not None
    assert model.priority.attribute == "priority"
    assert model.priority.order == ("P1", "P2", "P3", "P4")
    assert {team.discipline for team in model.teams} == {"priority"}
    shares = next(it.shares for it in model.attributes if it.name == "priority")
    assert shares["P1"] == pytest.approx(0.05, abs=0.015)


def test_the_hidden_delays_are_seen(model: ServiceModel) -> None:
    delays = {(flow.source, flow.target): flow.delay for flow in model.flows if flow.delay}
    assert ("Resolve", "Diagnose") in delays, "reopened tickets come back after hours"
    assert ("Diagnose", "Investigate") in delays, "the hand-off hangs"
    assert ("Register ticket", "Diagnose") not in delays


def test_lead_time_is_met(model: ServiceModel, desk_log: EventLog) -> None:
    assert model.waiting_from_queues is not None
    assert model.waiting_from_queues > 0.8, "nearly all waiting at this desk is queueing"
    assert model.source is not None
    assert model.source.lead_time_mean_h == pytest.approx(42.196, abs=0.01)


def test_the_log_s_own_period_simulated(model: ServiceModel, truth: dict[str, Any]) -> None:
    def summary(log: EventLog) -> tuple[float, float, float]:
        work = log.steps.filter(pl.col("activity") != WAIT)
        work = work.select("activity", hours=(pl.col("end_time") - pl.col("start_time")).dt.total_seconds() / 3600)
        test = work.filter(activity="Test fix")["hours"]
        return lead_time_h(log), work["hours"].sum() / log.cases.height, float(test.sum()) / len(test)

    assert model.source is not None
    runs = simulate_each(model, summary, cases=3000, start=model.source.first, replications=20, jobs=1)
    lead, processing, test = np.mean(runs, axis=0)
    steps = truth["figures"]["steps"]
    true = sum(it["count"] * it["processing_h"]["mean"] for name, it in steps.items() if name != WAIT) / 3000
    assert true == pytest.approx(6.7, abs=0.05)
    assert processing == pytest.approx(true, rel=0.1)
    # Elapsed hours, of which the nights that fall into a few works make the most: the log is one draw, and runs spread by a tenth.
    spread = float(np.std(runs, axis=0)[2])
    assert spread < 0.15 * test
    assert test == pytest.approx(steps["Test fix"]["processing_h"]["mean"], abs=2.5 * spread)
    assert lead == pytest.approx(model.source.lead_time_mean_h, rel=0.2), "one log of fifteen weeks may be off by that much"


def test_refits_differ_a_little(model: ServiceModel) -> None:
    means = [refit.durations["Investigate"].expected for refit in model.refits]
    assert len(set(means)) == len(means)
    assert np.std(means) < 0.1 * np.mean(means)
    totals = [sum(refit.arrivals.weekly) * refit.arrivals.level for refit in model.refits]
    assert np.std(totals) < 0.1 * np.mean(totals)


def test_cost_and_service_level_are_kept(bundled: Callable[[str], Path]) -> None:
    log = read_log(bundled("service_desk.csv"))
    first = log.cases["case_id"].head(120).to_list()
    from svcflow.eventlog import select_cases

    found = calibrate(select_cases(log, first), refits=0, rates_h={"First line": 32.0}, service_level_h=8.0, currency="EUR")
    assert {team.name: team.rate_h for team in found.teams}["First line"] == 32.0
    assert (found.service_level_h, found.currency) == (8.0, "EUR")


def test_refits_are_adjusted_as_the_model_is(model: ServiceModel) -> None:
    means = np.mean([refit.durations["Investigate"].expected for refit in model.refits])
    assert means == pytest.approx(model.step("Investigate").duration.expected, rel=0.08)
