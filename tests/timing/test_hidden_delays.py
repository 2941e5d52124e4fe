"""Delays that a flow shows: found where they were simulated, and in no queue that has none."""

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.calendars import WeeklyCalendar
from svcflow.eventlog import EventLog, read_log
from svcflow.timing import attribute_waiting
from svcflow.timing.waiting.censored import expect
from tests.timing.delayed_desk import simulate_desk

DAILY = WeeklyCalendar.of_minutes((day * 1440 + 480, day * 1440 + 1020) for day in range(7))


def waits_of(log: EventLog, **options) -> pl.DataFrame:
    """The steps B of the simulated desk, in the order of the cases."""
    steps = attribute_waiting(log, **options).steps
    return steps.filter((pl.col("activity") == "B") & pl.col("case_id").str.starts_with("0")).sort("case_id")


NO_DELAY = {
    "one person": {"people": 1, "load": 0.8},
    "seldom a queue": {"load": 0.4},
    "a long queue": {"load": 0.95},
    "a large pool": {"people": 20, "load": 0.9},
    "queues of single persons": {"own_queues": True, "load": 0.5},
    "one who left": {"absent": True, "load": 0.8},
}


@pytest.mark.parametrize("kind", NO_DELAY)
def test_a_queue_is_no_delay(kind: str) -> None:
    log, _ = simulate_desk(**NO_DELAY[kind])
    steps = waits_of(log)
    assert steps["waiting_h"].sum() > 10
    assert steps["extraneous_h"].sum() < 0.01 * steps["waiting_h"].sum()


def test_nights_are_no_delay() -> None:
    log, _ = simulate_desk(load=0.8, shift=(8, 17))
    people = {f"b{number}": DAILY for number in range(5)}
    steps = waits_of(log, calendars=people)
    assert steps["unavailability_h"].sum() > 0.5 * steps["waiting_h"].sum()
    assert steps["extraneous_h"].sum() < 0.01 * steps["waiting_h"].sum()


# The busier the pool, the seldomer somebody was free to show that a step was not there yet.
DELAYS = {
    "a timer": ({"load": 0.8, "delay": lambda random: random.normal(2, 0.1)}, 0.02, 0.02),
    "a timer before a pool that is seldom free": ({"load": 0.95, "delay": lambda random: random.normal(2, 0.1)}, 0.02, 0.05),
    "a mixed delay": ({"load": 0.8, "delay": lambda random: random.exponential(3)}, 0.15, 0.2),
    "every fifth": ({"load": 0.6, "delay": lambda random: random.exponential(3) * (random.random() < 0.2)}, 0.15, 0.2),
}


@pytest.mark.parametrize("kind", DELAYS)
def test_a_delay_comes_before_the_queue(kind: str) -> None:
    options, total, error = DELAYS[kind]
    log, true = simulate_desk(**options)
    found = waits_of(log)["extraneous_h"]
    assert found.sum() == pytest.approx(true.sum(), rel=total)
    assert (found - true).abs().mean() < error * true.mean()


def test_a_delay_runs_over_the_night() -> None:
    log, true = simulate_desk(load=0.7, shift=(8, 17), delay=lambda random: random.normal(6, 0.5))
    steps = waits_of(log, calendars={f"b{number}": DAILY for number in range(5)})
    assert steps["extraneous_h"].sum() == pytest.approx(true.sum(), rel=0.1)
    assert (steps["extraneous_h"] - true).abs().mean() < 0.15 * true.mean()


def test_few_executions_show_nothing() -> None:
    log, _ = simulate_desk(load=0.3, cases=9, delay=lambda random: 2.0)
    steps = waits_of(log)
    busy = steps["waiting_h"].sum() - steps["extraneous_h"].sum()
    assert steps["contention_h"].sum() + steps["prioritisation_h"].sum() == pytest.approx(busy)
    assert busy > 0


def test_the_desk_s_hand_off_that_hangs(bundled) -> None:
    truth = json.loads(bundled("service_desk.truth.json").read_text(encoding="utf-8"))["figures"]["steps"]
    steps = attribute_waiting(read_log(bundled("service_desk.csv"))).steps
    flows = steps.group_by("enabled_by", "activity").agg(pl.col("extraneous_h").sum(), pl.len())
    found = {(source, target): hours for source, target, hours, _ in flows.iter_rows()}
    delays = {name: step["waiting_h"].get("delay_h", 0.0) * step["count"] for name, step in truth.items() if "waiting_h" in step}
    assert found["Resolve", "Diagnose"] == pytest.approx(delays["Diagnose"], rel=0.15)
    assert 0.5 * delays["Investigate"] < found["Diagnose", "Investigate"] < 1.1 * delays["Investigate"]
    others = sum(found.values()) - found["Resolve", "Diagnose"] - found["Diagnose", "Investigate"]
    assert others < 0.005 * steps["waiting_h"].sum()


def test_what_a_second_team_would_take_away_was_the_queue(bundled) -> None:
    truth = json.loads(bundled("service_desk.truth.json").read_text(encoding="utf-8"))
    waits = {name: runs["runs"]["investigate_waiting_mean_h"] for name, runs in truth["interventions"]["results"].items()}
    same = truth["seed"] - 1  # the run that the log holds; the seeds count from 1
    gone = waits["as_is"][same] - waits["second_line_doubled"][same]
    steps = attribute_waiting(read_log(bundled("service_desk.csv"))).steps.filter(pl.col("activity") == "Investigate")
    assert steps["waiting_h"].mean() == pytest.approx(waits["as_is"][same], abs=1e-3)
    assert (steps["contention_h"] + steps["prioritisation_h"]).mean() == pytest.approx(gone, rel=0.15)


def test_what_lies_between_two_bounds_is_told_by_what_was_seen() -> None:
    low, high = np.array([2, 2, 4, 0, 3]), np.array([2, 2, 4, 9, 9])
    # Seen: 2, 2 and 4. Of these chances, p(2) = 2/3·(1 + …) converges to 1/2: the last one lies at 4, the fourth anywhere.
    assert expect(low, high, high).tolist() == [2, 2, 4, 3, 4]
    assert expect(low, high, np.array([2, 2, 4, 3, 9])).tolist() == [2, 2, 4, 2, 4]


bounds = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=30)


@given(bounds, st.randoms())
def test_the_expected_value_keeps_its_bounds_whatever_the_order(rows, random) -> None:
    low = np.array([a for a, _, _ in rows])
    most, high = (low + np.array([row[number] for row in rows]) for number in (1, 2))
    found = expect(low, high, most)
    assert ((found >= low) & (found <= most)).all()
    order = list(range(len(rows)))
    random.shuffle(order)
    assert (expect(low[order], high[order], most[order]) == found[order]).all()
