"""Delays on the pace of the week, and by the age of the ticket, followed by hand."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.model import END, START, Arrivals, Context, Flow, Older, Rhythm, Routing, ServiceModel, Step, constant
from svcflow.simulation import simulate
from svcflow.simulation.rhythms import RhythmClock

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)
OFFICE = tuple(
    2.0 if hour // 24 < 5 and 8 <= hour % 24 < 12 else 1.0 if hour // 24 < 5 and 12 <= hour % 24 < 17 else 0.0 for hour in range(168)
)


def desk(*names: str, **changes: Any) -> ServiceModel:
    """Steps that nobody staffs, one after the other, an hour each; a ticket every hour from Monday midnight."""
    ways = zip((START, *names), (*names, END), strict=True)
    parts: dict[str, Any] = {
        "name": "desk",
        "start": MONDAY,
        "cases": 1,
        "arrivals": Arrivals(kind="timetable", weekly=(1.0,) * 168, interval_h=1.0),
        "steps": tuple(Step(name=name, staffed=False, duration=constant(1.0)) for name in names),
        "routing": Routing(contexts=tuple(Context(after=(source,), next={target: 1.0}) for source, target in ways)),
    }
    return ServiceModel(**(parts | changes))


@pytest.mark.parametrize(
    ("begins", "delay", "ends"),
    [
        (7.0, 1.0, 8.5),  # nothing passes before eight
        (8.25, 1.0, 8.75),
        (11.5, 2.0, 13.0),  # half an hour at twice the pace, then an hour
        (16.0, 1.0, 17.0),  # the first instant, not the next morning
        (17.0, 1.0, 24 + 8.5),
        (20.0, 0.0, 20.0),
        (4 * 24 + 16.5, 1.5, 7 * 24 + 8.5),
        (8.0, 5 * 13.0 * 40 + 2.0, 40 * 168 + 9.0),  # further than is laid out at first
    ],
)
def test_a_delay_ends_when_the_paces_make_it(begins: float, delay: float, ends: float) -> None:
    assert RhythmClock(Rhythm(weekly=OFFICE), MONDAY).advance(begins, delay) == pytest.approx(ends, abs=1e-9)


def test_hours_are_local() -> None:
    clock = RhythmClock(Rhythm(weekly=OFFICE, timezone="America/New_York"), MONDAY + timedelta(minutes=30))
    assert clock.advance(0.0, 1.0) == pytest.approx(13.0)  # 08:30 in New York is 13:30 UTC
    summer = RhythmClock(Rhythm(weekly=OFFICE, timezone="America/New_York"), datetime(2025, 3, 7, tzinfo=UTC))
    assert summer.advance(3 * 24 - 2.0, 1.0) == pytest.approx(3 * 24 + 12.5), "the clocks went forward on the Sunday"


@settings(max_examples=30)
@given(
    weekly=st.lists(st.sampled_from((0.0, 0.3, 1.0, 2.5)), min_size=168, max_size=168).filter(any),
    at=st.floats(0, 400),
    delays=st.lists(st.floats(0, 300), min_size=2, max_size=6),
)
def test_longer_delays_end_later_and_parts_make_the_whole(weekly: list[float], at: float, delays: list[float]) -> None:
    clock = RhythmClock(Rhythm(weekly=tuple(weekly)), MONDAY)
    ends = [clock.advance(at, delay) for delay in sorted(delays)]
    assert ends[0] >= at
    assert all(one <= two for one, two in pairwise(ends))
    halfway = clock.advance(at, delays[0])
    # An end at the edge of a silent hour may be on either side of it by a rounding; what has passed is the same.
    assert clock.advance(halfway, delays[1] + 1e-6) >= clock.advance(at, delays[0] + delays[1]) - 1e-6


def test_a_flow_runs_on_its_rhythm() -> None:
    flows = (Flow(source="A", target="B", delay=constant(3.0), rhythm="week"),)
    log = simulate(desk("A", "B", flows=flows, rhythms={"week": Rhythm(weekly=OFFICE)}), replications=1).logs[0]
    begins = log.steps.filter(activity="B")["start_time"].to_list()
    assert begins == [MONDAY + timedelta(hours=9.5)]


def test_older_tickets_have_delays_of_their_own() -> None:
    # Each B comes two hours after the end of the A before it, or half an hour if the ticket is six hours old by then.
    flows = (
        Flow(
            source="A",
            target="B",
            delay=constant(2.0),
            older=(Older(from_h=6.0, delay=constant(0.5)), Older(from_h=30.0, delay=constant(9.0))),
        ),
        Flow(source="B", target="A", older=(Older(from_h=8.0, delay=constant(3.0)),)),
    )
    after = {("(start)",): "A", ("A",): "B", ("B",): "A", ("A", "B", "A", "B", "A", "B"): END}
    thrice = tuple(Context(after=past, next={name: 1.0}) for past, name in after.items())
    log = simulate(desk("A", "B", flows=flows, routing=Routing(contexts=thrice)), replications=1).logs[0]
    begins = [(at - MONDAY) / timedelta(hours=1) for at in log.steps["start_time"]]
    assert begins == [0.0, 3.0, 4.0, 7.0, 8.0 + 3.0, 12.5]


def test_a_flow_that_names_a_course_follows_no_other() -> None:
    flow = Flow(source="(start)", target="A", delay=constant(4.0))
    courses: dict[str, dict[str, float]] = {"steady": {}, "own": {"2025-01-06": 0.25, "2025-01-08": 2.0}}
    for name, waited in ((None, (2.0, 12.0, 12.0)), ("steady", (4.0, 4.0, 4.0)), ("own", (1.0, 1.0, 8.0))):
        flows = (flow.model_copy(update={"course": name}),)
        model = desk("A", flows=flows, delay_course={"2025-01-06": 0.5, "2025-01-07": 3.0}, delay_courses=courses)
        for day, hours in enumerate(waited):
            log = simulate(model, start=MONDAY + timedelta(days=day, hours=1), replications=1).logs[0]
            assert log.steps["start_time"][0] - log.steps["enabled_time"][0] == timedelta(hours=hours), (name, day)


def test_delays_have_a_course() -> None:
    course = {"2025-01-06": 0.5, "2025-01-07": 3.0, "2025-01-09": 1.0}
    flows = (Flow(source="(start)", target="A", delay=constant(4.0)),)
    model = desk("A", flows=flows, delay_course=course, timezone="Europe/Rome")
    for begins, waited in ((-100.0, 2.0), (0.0, 2.0), (22.9, 2.0), (23.0, 12.0), (70.9, 12.0), (71.0, 4.0), (1000.0, 4.0)):
        log = simulate(model, start=MONDAY + timedelta(hours=begins), replications=1).logs[0]
        assert log.steps["start_time"][0] - log.steps["enabled_time"][0] == timedelta(hours=waited), begins
