"""Calibration never crashes on a log that can be read: it refuses with a count, or gives a model that can be run."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.calibration import calibrate
from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log
from svcflow.model import check_model
from svcflow.simulation import run

START = datetime(2024, 3, 4, 8, tzinfo=UTC)


def tickets(count: int, steps: tuple[str, ...] = ("Open", "Solve"), *, people: int = 2, start: bool = True, seed: int = 0) -> EventLog:
    """`count` tickets, one an hour of the working day, whose steps follow one another."""
    rng = np.random.default_rng(seed)
    rows = []
    for case in range(count):
        at = START + timedelta(days=case // 6 // 5 * 7 + case // 6 % 5, hours=case % 6)
        for step in steps:
            begin = at + timedelta(minutes=float(rng.uniform(0, 20)))
            at = begin + timedelta(minutes=float(rng.gamma(2.0, 10.0)))
            who = f"person {rng.integers(people)}" if people else None
            rows.append((f"ticket {case}", step, who, begin if start else None, at))
    schema = ["case_id", "activity", "resource", "start_time", "end_time"]
    frame = pl.DataFrame(rows, schema=schema, orient="row", infer_schema_length=None)
    return build_log(frame, name="small", shape="start_end" if start else "events")


@pytest.mark.parametrize("count", [1, 9])
def test_too_few_tickets_are_refused_with_their_number(count: int) -> None:
    with pytest.raises(LogError, match=rf"^small: {count} tickets? (is|are) too few"):
        calibrate(tickets(count))


@pytest.mark.parametrize(
    "log",
    [
        tickets(10),
        tickets(40, ("Solve",)),
        tickets(40, people=0),
        tickets(40, start=False),
        tickets(40, ("Solve",), people=0, start=False),
        tickets(60, ("Open", "Solve", "Open", "Solve")),
        tickets(60, people=40),
    ],
    ids=["ten tickets", "one activity", "nobody named", "no starts", "ends alone", "loops", "rare people"],
)
def test_small_logs_give_models_that_run(log: EventLog) -> None:
    model = calibrate(log, refits=2)
    check_model(model)
    simulated = run(model, cases=20)
    assert len(simulated.cases) == 20
    assert set(simulated.steps["activity"]) <= set(log.steps["activity"])


def test_without_people_no_step_is_staffed() -> None:
    model = calibrate(tickets(40, people=0), refits=0)
    assert not model.people
    assert not any(step.staffed for step in model.steps)
    assert any("names nobody" in note for note in model.notes)


def test_rare_people_become_one_entry_of_their_team() -> None:
    model = calibrate(tickets(60, people=40), refits=0)
    assert any(person.name.endswith(": others") for person in model.people)
    assert len(model.people) < 5


def test_the_same_seed_gives_the_same_model_whatever_the_order_of_the_rows() -> None:
    log = tickets(60)
    shuffled = log.steps.select("case_id", "activity", "resource", "start_time", "end_time").sample(fraction=1.0, shuffle=True, seed=3)
    again = build_log(shuffled, name="small", shape="start_end")
    assert calibrate(log, refits=2).model_dump() == calibrate(again, refits=2).model_dump()


@settings(max_examples=8)
@given(st.integers(10, 60), st.integers(1, 4), st.integers(0, 3), st.integers(0, 1000))
def test_chances_sum_to_one(count: int, kinds: int, people: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    steps = tuple(f"step {rng.integers(kinds)}" for _ in range(int(rng.integers(1, 6))))
    model = calibrate(tickets(count, steps, people=people, seed=seed), refits=1)
    for routing in (model.routing, model.refits[0].routing):
        for context in routing.contexts:
            assert abs(sum(context.next.values()) - 1) < 1e-9
    for attribute in model.attributes:
        assert abs(sum(attribute.shares.values()) - 1) < 1e-9
