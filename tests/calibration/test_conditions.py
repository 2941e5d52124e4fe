"""Where a ticket's values or its visits tell what comes next and how long it takes: found where it is so, and not in noise."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from svcflow.calibration.conditions import Condition, Facts, differ, gain, parted
from svcflow.calibration.fit import fit_parts
from svcflow.calibration.observations import Observations, observe
from svcflow.calibration.redrawing import redrawn
from svcflow.calibration.traits import chosen, find_traits
from svcflow.eventlog import build_log
from svcflow.model import ServiceModel, check_model, parts_of, refit

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
SOLVED = {"a": 0.8, "b": 0.3}
HOURS = {"a": 0.5, "b": 2.0}


def desk_log(rng: np.random.Generator, cases: int, *, matters: bool) -> Observations:
    """Triage, then perhaps Solve, which comes back half the time, rarely after two returns; two attributes, of which `kind` may matter."""
    rows = []
    for case in range(cases):
        kind, color = rng.choice(["a", "b"], p=[0.6, 0.4]), rng.choice(["red", "green", "blue"])
        told = kind if matters else "a"
        names = ["Triage"]
        if rng.random() < SOLVED[told]:
            names.append("Solve")
            while rng.random() < (0.1 if matters and names.count("Solve") >= 3 else 0.55):
                names += ["Check", "Solve"]
        at = float(case)
        for name in names:
            length = rng.exponential(HOURS[told] if name == "Solve" else 0.2)
            rows.append((f"{case}", name, at, at + length, kind, color))
            at += length
    frame = pl.DataFrame(rows, schema=["case_id", "activity", "start_time", "end_time", "case:kind", "case:color"], orient="row")
    times = [(MONDAY + pl.duration(microseconds=(pl.col(it) * 3.6e9).cast(pl.Int64))).alias(it) for it in ("start_time", "end_time")]
    return observe(build_log(frame.with_columns(times), name="made"))


@pytest.fixture(scope="module")
def fitted() -> ServiceModel:
    return fit_parts(desk_log(np.random.default_rng(1), 1200, matters=True)).model


def test_routing_by_a_value_comes_back(fitted: ServiceModel) -> None:
    after_triage = {tuple(it.where.items()): it.next for it in fitted.routing.contexts if it.after == ("Triage",)}
    for value, share in SOLVED.items():
        assert after_triage[("case:kind", value),]["Solve"] == pytest.approx(share, abs=0.05)
    assert after_triage[()]["Solve"] == pytest.approx(0.6 * 0.8 + 0.4 * 0.3, abs=0.05), "all of them, for no value is left over"
    assert {name for it in fitted.routing.contexts for name in it.where} == {"case:kind"}
    check_model(fitted)


def test_the_chance_of_a_third_return_falls(fitted: ServiceModel) -> None:
    by_visits = [it for it in fitted.routing.contexts if it.after[-1] == "Solve" and it.visits >= 3]
    assert by_visits
    assert min(it.next.get("Check", 0.0) for it in by_visits) < 0.2
    before = [it for it in fitted.routing.contexts if it.after == by_visits[0].after and it.visits < 3]
    assert before[0].next["Check"] == pytest.approx(0.55, abs=0.08)


def test_durations_by_a_value_come_back(fitted: ServiceModel) -> None:
    found = fitted.step("Solve").by_attribute
    assert found is not None
    assert found.attribute == "case:kind"
    assert {value: it.expected for value, it in found.durations.items()} == pytest.approx(HOURS, rel=0.15)
    assert fitted.step("Triage").by_attribute is None


def test_refits_have_the_same_conditions_and_other_chances() -> None:
    fit = fit_parts(desk_log(np.random.default_rng(2), 500, matters=True))
    again = parts_of(redrawn(fit, np.random.default_rng(3)), fit.model)
    asked = {(it.after, tuple(it.where.items()), it.visits): it.next for it in fit.model.routing.contexts}
    other = {(it.after, tuple(it.where.items()), it.visits): it.next for it in again.routing.contexts}
    assert any(where for _, where, _ in other)
    assert other.keys() <= asked.keys()
    assert other != asked
    model = refit(fit.model.model_copy(update={"refits": (again,)}), 0)
    check_model(model)
    before, after = fit.model.step("Solve"), model.step("Solve")
    assert before.by_attribute is not None
    assert after.by_attribute is not None
    factor = after.duration.expected / before.duration.expected
    assert after.by_attribute.durations["b"].expected == pytest.approx(factor * before.by_attribute.durations["b"].expected)


@pytest.mark.parametrize("seed", range(100, 108))
def test_nothing_is_found_in_noise(seed: int) -> None:
    """By its levels, in a log or two of a hundred something would be; in these, which were not chosen, nothing is."""
    model = fit_parts(desk_log(np.random.default_rng(seed), 300, matters=False)).model
    assert not [context for context in model.routing.contexts if context.conditioned]
    assert not [step.name for step in model.steps if step.by_attribute is not None]


def test_rows_that_do_not_differ_are_not_told_apart() -> None:
    assert differ(np.array([50.0, 50.0]), np.array([100.0, 100.0])) == pytest.approx(1.0)
    assert differ(np.array([80.0, 20.0]), np.array([20.0, 80.0])) < 1e-9
    assert differ(np.array([9.0, 0.0]), np.array([0.0, 90.0])) == 1.0, "nine are too few"
    # G of ((30, 20), (20, 30)) is 4.027; Williams divides it by 1 + (100 / 50 + 100 / 50 - 1)² / 600 = 1.015.
    assert differ(np.array([30.0, 20.0]), np.array([20.0, 30.0])) == pytest.approx(0.0464, abs=1e-4)


def test_a_condition_gains_what_it_foretells() -> None:
    codes = np.arange(400) // 2 % 2
    facts = Facts(codes.copy(), 2, np.arange(400) % 2, np.zeros(400, dtype=np.int64), (codes,))
    assert gain(facts, np.where(codes == 0, 0, -1)) == pytest.approx(400 * np.log(2), rel=0.05)
    assert gain(facts, np.where(np.arange(400) < 200, 0, -1)) < 0.01


def test_values_decide_before_visits_and_more_visits_before_fewer() -> None:
    facts = Facts(np.zeros(4, dtype=np.int64), 1, np.zeros(4, dtype=np.int64), np.array([1, 2, 3, 3]), (np.array([0, 0, 0, 1]),))
    conditions = [Condition(), Condition(visits=2), Condition(0, 0), Condition(0, 0, 3)]
    assert parted(facts, conditions).tolist() == [2, 2, 3, 1]


def test_the_second_attribute_is_the_one_that_adds_most_to_the_first() -> None:
    gains = np.array([[9.0, 8.0, 1.0], [5.0, 4.0, 0.0], [0.0, 0.0, 2.0]])
    assert chosen(gains) == [0, 2]
    assert chosen(np.zeros((3, 2))) == []


def test_too_many_values_are_put_together_and_names_of_ways_and_people_are_no_attributes() -> None:
    rng = np.random.default_rng(7)
    rows = []
    for case in range(400):
        way = case % 25
        product, owner = f"p{int(min(rng.exponential(4), 40))}", "ann" if rng.random() < 0.5 else "bob"
        names = [f"S{bit}" for bit in range(5) if way >> bit & 1] or ["S9"]
        ends = MONDAY + timedelta(hours=case)
        rows += [(f"{case}", name, owner, ends + timedelta(minutes=at), product, f"way {way}", owner) for at, name in enumerate(names)]
    schema = ["case_id", "activity", "resource", "end_time", "case:product", "case:way", "case:owner"]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    found = find_traits(observe(build_log(frame, name="made")))
    assert found.names == ("case:product",)
    assert "(other)" in found.values[0]
    assert len(found.values[0]) == 20
