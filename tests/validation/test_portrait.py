"""A log's portrait, counted by hand, and what two portraits say is told wrongly."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from svcflow.distances import LEAST
from svcflow.eventlog import TIME, EventLog
from svcflow.model import Arrivals, Context, Distribution, Person, Routing, ServiceModel, Step, Team, always
from svcflow.model.document import Distances
from svcflow.timing import time_steps
from svcflow.validation.causes import Period, causes_of, gaps
from svcflow.validation.portrait import Frame, Portrait, StepNumbers, frame_of, portrait_of
from svcflow.validation.workload import utilisation_of

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
Row = tuple[str, str, str | None, float, float, float]  # case, activity, resource; ready, begin, end [h since Monday]


def log_of(rows: list[Row]) -> EventLog:
    at = [[MONDAY + timedelta(hours=row[column]) for row in rows] for column in (3, 4, 5)]
    steps = pl.DataFrame(
        {
            "case_id": [row[0] for row in rows],
            "activity": [row[1] for row in rows],
            "resource": [row[2] for row in rows],
            **dict(zip(("enabled_time", "start_time", "end_time"), at, strict=True)),
        },
        schema_overrides=dict.fromkeys(("enabled_time", "start_time", "end_time"), TIME) | {"resource": pl.String},
    ).with_columns(position=pl.int_range(pl.len()).over("case_id").cast(pl.UInt32))
    steps = steps.with_columns(previous_activity=pl.col("activity").shift(1).over("case_id"))
    first, last = pl.col("start_time").min().alias("first_time"), pl.col("end_time").max().alias("last_time")
    cases = steps.group_by("case_id", maintain_order=True).agg(first, last, pl.len().alias("steps"))
    return EventLog(steps, cases)


def desk() -> ServiceModel:
    constant = Distribution(kind="constant", mean=1.0)
    return ServiceModel(
        name="Desk",
        start=MONDAY,
        cases=3,
        arrivals=Arrivals(weekly=(1.0,) * 168),
        steps=(Step(name="A", duration=constant), Step(name="B", duration=constant)),
        people=(
            Person(name="Ann", team="one", calendar="always", skills={"A": 1.0}),
            Person(name="others", team="two", calendar="always", skills={"A": 1.0, "B": 1.0}, count=2),
        ),
        teams=(Team(name="one"), Team(name="two")),
        calendars={"always": always()},
        routing=Routing(contexts=(Context(after=("(start)",), next={"A": 1.0}), Context(after=("A",), next={"(end)": 1.0}))),
    )


LOG: list[Row] = [
    ("1", "A", "Ann", 0.0, 0.0, 2.0), ("1", "B", "Zoe", 2.0, 4.0, 5.0),
    ("2", "A", "Ann", 3.0, 3.0, 4.0),
    ("3", "A", "Ann", 10.0, 10.0, 12.0), ("3", "B", None, 12.0, 12.0, 14.0),
]  # fmt: skip


def test_the_portrait_of_five_steps() -> None:
    log = time_steps(log_of(LOG))
    frame = frame_of(log, desk())
    assert (frame.hours, frame.bin_h) == (10.0, 24)
    found = portrait_of(log, frame)
    assert (found.lead_h[0], found.lead_h[100], found.lead_h[200]) == (1.0, 4.0, 5.0)
    assert found.arrivals.tolist() == [3.0]
    assert found.queue[:10].tolist() == [0, 0, 1, 1, 0, 0, 0, 0, 0, 0]
    assert np.isnan(found.queue[10:]).all()
    assert found.open_tickets[[0, 120, -1]].tolist() == [1.0, 1.0, 1.0]
    assert found.steps["A"] == StepNumbers(1.0, 0.0, pytest.approx(5 / 3))
    assert found.steps["B"] == StepNumbers(pytest.approx(2 / 3), 1.0, 1.5)


def test_a_simulated_log_has_the_same_portrait_as_its_recording() -> None:
    simulated, recorded = log_of(LOG), time_steps(log_of(LOG))
    frame = frame_of(recorded, desk())
    one, two = portrait_of(simulated, frame), portrait_of(recorded, frame)
    assert one.steps == two.steps
    assert one.utilisation == two.utilisation
    assert all(np.array_equal(getattr(one, name), getattr(two, name), equal_nan=True) for name in ("lead_h", "arrivals", "queue"))


def test_whoever_the_model_does_not_know_counts_for_one_of_its_people() -> None:
    """Of 10 hours Ann works 3; "others" are two, and Zoe's hour on B is theirs. What is after the last arrival is not counted."""
    assert utilisation_of(log_of(LOG), desk()) == pytest.approx({"one": 0.3, "two": 0.05})
    known = [row for row in LOG if row[2] == "Ann"]
    assert utilisation_of(log_of(known), desk()) == pytest.approx({"one": 0.3, "two": 0.0})


def test_the_difference_parts_into_ways_work_and_waiting() -> None:
    recorded = {"A": StepNumbers(1.0, 2.0, 1.0), "B": StepNumbers(0.5, 0.0, 4.0)}
    simulated = {"A": StepNumbers(1.0, 5.0, 1.0), "B": StepNumbers(0.5, 0.0, 2.0), "C": StepNumbers(0.1, 1.0, 3.0)}
    found = gaps(recorded, simulated)
    assert {what: (gap.hours, gap.step) for what, gap in found.items()} == {
        "routing": (pytest.approx(0.4), "C"), "work": (pytest.approx(-1.0), "B"), "waiting": (pytest.approx(3.0), "A"),
    }  # fmt: skip
    hours = [sum(step.visits * step.hours for step in steps.values()) for steps in (recorded, simulated)]
    assert sum(gap.hours for gap in found.values()) == pytest.approx(hours[1] - hours[0])


def period(recorded: StepNumbers, simulated: list[StepNumbers], **off: float) -> Period:
    def portrait(numbers: StepNumbers) -> Portrait:
        nothing = np.zeros(1)
        return Portrait(nothing, nothing, nothing, nothing, {}, {"Solve": numbers})

    frame = Frame(MONDAY, MONDAY + timedelta(weeks=4), "UTC", desk())
    floor = dict.fromkeys(LEAST, 0.01)
    return Period(frame, portrait(recorded), tuple(map(portrait, simulated)), Distances(**floor | off), Distances(**floor))


ALIKE = [StepNumbers(1.0, 2.0, 1.0)] * 3
BUSY = [StepNumbers(1.0, 2.0, hours) for hours in (1.9, 2.1)]
SLOW = [StepNumbers(1.0, waiting, 1.0) for waiting in (3.9, 4.0, 4.1)]


@pytest.mark.parametrize(
    ("held_out", "past", "told"),
    [
        (ALIKE, ALIKE, {}),
        (SLOW, ALIKE, {"waiting": 'a simulated ticket has 2 h more of it than a recorded one, most of that before "Solve"'}),
        (SLOW, SLOW, {"waiting": "It is off in the past too"}),
        (ALIKE, SLOW, {}),
        (BUSY, ALIKE, {"work": "(1 h each time, simulated 2 h). In the past it was right"}),
        ([StepNumbers(1.6, 2.0, 1.0)] * 2, ALIKE, {"routing": "comes 1.00 times a ticket, simulated 1.60 times"}),
        # As far off on average, but the runs differ so much that it may be chance.
        ([StepNumbers(1.0, waiting, 1.0) for waiting in (2.0, 6.0)], ALIKE, {}),
    ],
)  # fmt: skip
def test_what_is_off_and_since_when(held_out: list[StepNumbers], past: list[StepNumbers], told: dict[str, Any]) -> None:
    right = StepNumbers(1.0, 2.0, 1.0)
    found = causes_of(period(right, held_out), period(right, past))
    assert found.keys() == told.keys()
    for what, words in told.items():
        assert words in found[what]


def test_ways_and_arrivals_are_off_by_their_distances() -> None:
    right = StepNumbers(1.0, 2.0, 1.0)
    found = causes_of(period(right, ALIKE, NGD=0.1, CAR=30.0), period(right, ALIKE, NGD=0.04, CAR=15.0))
    assert found.keys() == {"arrivals", "routing"}
    assert "30 h away" in found["arrivals"]
    assert "In the past they were right" in found["arrivals"]
    assert "10 % of the ways" in found["routing"]
