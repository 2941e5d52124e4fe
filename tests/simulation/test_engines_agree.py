"""The compiled engine does what the readable one specifies: the same trace to the last bit, and the same refusals."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.errors import ModelError
from svcflow.model import (
    END,
    START,
    Arrivals,
    Attribute,
    ByAttribute,
    Context,
    Distribution,
    Doing,
    Flow,
    OpenTicket,
    Priority,
    Routing,
    ServiceModel,
    always,
    check_model,
)
from svcflow.model.document import RecordedDay
from svcflow.simulation import compiled_engine, simpy_engine
from svcflow.simulation.opening import ready
from svcflow.simulation.service import Service
from svcflow.simulation.streams import Streams
from svcflow.simulation.trace import Trace
from tests.simulation.test_simulation_invariants import distributions, models

PAST: dict[str, Any] = {
    "level": 1.5,
    "days": (RecordedDay(date="2025-01-06", at=(7.999, 8.0, 8.0)), RecordedDay(date="2025-01-08", at=(0.0, 23.5))),
    "recorded_until": datetime(2025, 1, 8, 23, 30, tzinfo=UTC),
}
ARRIVALS: tuple[dict[str, Any], ...] = ({}, {"level": 40.0}, {"kind": "timetable", "interval_h": 0.25}, PAST)
"""few, many, such as come at the very instants at which shifts begin and steps of whole hours end, and as many as came"""
CONDITIONS: tuple[tuple[dict[str, str], int], ...] = (
    ({"kind": "a"}, 0), ({"kind": "b"}, 2), ({"kind": "b", "priority": "high"}, 0), ({}, 2), ({}, 3), ({"kind": "a", "priority": "low"}, 1),
)  # fmt: skip
LONG_WHEN_URGENT = {"high": Distribution(kind="constant", mean=9.0), "none": Distribution(kind="exponential", mean=0.5)}
COLUMNS = ("case", "step", "worker", "enabled", "start", "end", "values")


def traces(
    model: ServiceModel, seed: int = 1, cases: int | None = None, until: float = math.inf, warm: bool = False
) -> tuple[Trace, Trace]:
    """Of the readable engine, and of the compiled one."""

    def trace(engine: Any) -> Trace:
        found = engine.replicate(ready(model, model.start, Streams(seed, 0), warm), cases, until)
        assert isinstance(found, Trace)
        return found

    return trace(simpy_engine), trace(compiled_engine)


def assert_equal(traces: tuple[Trace, Trace]) -> None:
    for name in COLUMNS:
        specified, compiled = (getattr(trace, name) for trace in traces)
        assert compiled == specified, name


def weibull_of(mean: float, cv: float) -> Distribution:
    return Distribution(kind="weibull", mean=mean, cv=cv)


@st.composite
def richer(draw: st.DrawFn) -> ServiceModel:
    """Random models, with all that a document can say: deeper contexts, pauses, more ranks, ages of delays; many of them crowded."""
    model = draw(models())
    names = [step.name for step in model.steps]
    contexts = list(model.routing.contexts)
    if draw(st.booleans()):
        contexts.append(Context(after=(names[0], names[-1]), next={END: 0.5, names[0]: 0.5}))
    ways = st.sampled_from(({END: 0.5, names[0]: 0.5}, {END: 1.0}, {END: 0.25, names[-1]: 0.75}))
    for where, visits in draw(st.lists(st.sampled_from(CONDITIONS), unique_by=str, max_size=3)):
        after = draw(st.sampled_from([(name,) for name in names] + [(names[0], names[-1])]))
        contexts.append(Context(after=after, where=where, visits=visits, next=draw(ways)))
    kinds = (
        None,
        {"attribute": "kind", "durations": {"a": weibull_of(0.5, 1.7)}},
        {"attribute": "priority", "durations": LONG_WHEN_URGENT},
    )
    weibull = weibull_of(draw(st.sampled_from((0.5, 4.0))), draw(st.sampled_from((0.4, 1.7))))
    steps = tuple(
        step.model_copy(update={
            "meaning": draw(st.sampled_from(("work", "work", "customer"))),
            "duration": weibull if draw(st.integers(0, 3)) == 0 else step.duration,
            "by_person": {"p0": draw(distributions())} if draw(st.booleans()) else {},
            "same_person": draw(st.sampled_from((0.0, 0.4, 1.0))) if step.staffed else 0.0,
            "by_attribute": ByAttribute.model_validate(kind) if (kind := draw(st.sampled_from(kinds))) else None,
        })
        for step in model.steps
    )  # fmt: skip
    older = {"older": ({"from_h": 5.0, "delay": draw(distributions())}, {"from_h": 24.0, "delay": draw(distributions())})}
    flows = tuple(
        Flow.model_validate(
            flow.model_dump()
            | (older if draw(st.booleans()) else {})
            | {"rhythm": draw(st.sampled_from((None, "day"))), "course": draw(st.sampled_from((None, "steady", "own")))}
        )
        for flow in model.flows
    )
    day = {"weekly": [float(8 <= hour % 24 < 18) * 2 for hour in range(168)], "timezone": "Europe/Berlin"}
    return ServiceModel.model_validate(
        model.model_dump()
        | {
            "steps": [step.model_dump() for step in steps],
            "flows": [flow.model_dump() for flow in flows],
            "routing": Routing(contexts=tuple(contexts)).model_dump(),
            "rhythms": {"day": day},
            "arrivals": model.arrivals.model_copy(update=draw(st.sampled_from(ARRIVALS))).model_dump(),
            "delay_courses": {"steady": {}, "own": {"2025-01-07": 3.0, "2025-01-09": 0.0, "2025-01-10": 1.0}},
            "delay_course": draw(st.sampled_from(({}, {"2025-01-01": 0.5, "2025-01-08": 2.0}))),
            "attributes": [
                Attribute(name="kind", shares={"a": 0.5, "b": 0.5}).model_dump(),
                Attribute(name="priority", shares={"high": 0.2, "low": 0.3, "none": 0.5}).model_dump(),
            ],
            "priority": Priority(order=("high", "low")).model_dump(),
        }
    )


@st.composite
def with_backlog(draw: st.DrawFn) -> ServiceModel:
    """The same, begun with open tickets: such as are worked on, by more than there are slots at times, held up, and in line."""
    model = draw(richer())
    names = [step.name for step in model.steps]
    tasks = [(step.name, person.name) for step in model.steps if step.staffed for person in model.people if step.name in person.skills]
    tasks += [(step.name, None) for step in model.steps if not step.staffed]
    tickets = []
    for number in range(draw(st.integers(1, 6))):
        ages = sorted(draw(st.lists(st.sampled_from((0.0, 0.5, 3.0, 30.0, 300.0)), min_size=3, max_size=3)))
        last, before, arrived = (model.start - timedelta(hours=age) for age in ages)
        position: dict[str, Any] = {"since": last, "queued": draw(st.sampled_from((0.0, 0.5, 1.0)))}
        if draw(st.booleans()):
            step, person = draw(st.sampled_from(tasks))
            position = {"doing": Doing(step=step, person=person, begun=last, enabled=before)}
        elif draw(st.booleans()):
            position["waits_for"] = draw(st.sampled_from(names))
        attributes = {"priority": draw(st.sampled_from(("high", "low", "none")))} if draw(st.booleans()) else {}
        steps = tuple(draw(st.lists(st.sampled_from(names), max_size=4)))
        tickets.append(OpenTicket(ticket=f"T{number}", arrived=arrived, attributes=attributes, steps=steps, **position))
    return model.model_copy(update={"open": tuple(tickets)})


@settings(max_examples=60)
@given(with_backlog(), st.integers(0, 5))
def test_both_engines_begin_with_the_same_open_tickets(model: ServiceModel, seed: int) -> None:
    check_model(model)
    found = traces(model, seed, model.cases, warm=True)
    # A ticket that can only end now is open no more.
    assert {case for case in found[0].case if case < 0} <= {-number for number in range(1, len(model.open) + 1)}
    assert_equal(found)


@settings(max_examples=100)
@given(richer(), st.integers(0, 5), st.sampled_from((math.inf, 100.0)))
def test_both_engines_write_the_same_trace(model: ServiceModel, seed: int, until: float) -> None:
    check_model(model)
    assert_equal(traces(model, seed, model.cases, until))


def test_many_tickets_at_once_find_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables begin small, are filled several times, and grow."""
    monkeypatch.setattr(compiled_engine, "TICKETS", 4)
    monkeypatch.setattr(compiled_engine, "ROWS", 10)
    assert_equal(traces(crowd(), cases=1500))


def crowd() -> ServiceModel:
    """Far more arrives in an hour than is done in a week, in two overlapping steps with a queue each; a reply takes a year."""
    exponential = Distribution(kind="exponential", mean=0.5)
    return ServiceModel.model_validate({
        "name": "crowd", "start": "2025-01-06T00:00:00Z", "cases": 1500,
        "arrivals": Arrivals(weekly=(400.0,) * 168).model_dump(),
        "steps": [
            {"name": "A", "duration": exponential.model_dump()},
            {"name": "B", "duration": exponential.model_dump()},
            {"name": "C", "staffed": False, "duration": {"kind": "constant", "mean": 9000.0}},
        ],
        "people": [
            {"name": "p", "team": "t", "calendar": "late", "skills": {"A": 1.0, "B": 2.0}, "count": 3, "slots": 2, "grace_h": 0.2},
            {"name": "only-a", "team": "t", "calendar": "late", "skills": {"A": 1.0}},
            {"name": "only-b", "team": "t", "calendar": "late", "skills": {"B": 1.0}, "slots": 2},
        ],
        "teams": [{"name": "t"}],
        "calendars": {"late": {"hours": {"Mon": ["14:00-22:00"], "Thu": ["20:00-04:00"]}, "holidays": ["2025-01-13"]},
                      "service": {"hours": {"Sun": ["08:00-09:00"]}}},
        "routing": {"contexts": [
            {"after": [START], "next": {"A": 1.0}}, {"after": ["A"], "next": {"B": 1.0}}, {"after": ["B"], "next": {"C": 0.1, END: 0.9}},
            {"after": ["C"], "next": {END: 0.5, "A": 0.5}},
        ]},
        "flows": [{"source": "A", "target": "B", "overlap": 0.7},
                  {"source": "B", "target": "C", "delay": exponential.scaled(100).model_dump(), "clock": "working"}],
    })  # fmt: skip


def test_a_ticket_that_goes_on_for_ever_is_refused_in_the_same_words() -> None:
    round_and_round = {"after": ["C"], "next": {"A": 1 - 1e-9, END: 1e-9}}
    model = crowd().model_dump(mode="json")
    model["routing"]["contexts"][2:] = [{"after": ["B"], "next": {"C": 1.0}}, round_and_round]
    model["steps"][2]["duration"]["mean"] = 0.0
    model["flows"] = []
    refusals = []
    for engine in (simpy_engine, compiled_engine):
        with pytest.raises(ModelError) as refusal:
            engine.replicate(Service(ServiceModel.model_validate(model), crowd().start, Streams(1, 0)), 2, math.inf)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]
    assert "A → B → C" in refusals[0]


def test_hours_beyond_all_numbers_are_refused_at_once() -> None:
    """The readable engine lays calendars out up to the year 9999 before it says the same."""
    model = crowd().model_dump(mode="json")
    model["steps"][0]["duration"] = {"kind": "gamma", "mean": 1.7e308, "cv": 0.1}
    with pytest.raises(OverflowError):
        compiled_engine.replicate(Service(ServiceModel.model_validate(model), crowd().start, Streams(1, 0)), 20, math.inf)


def test_a_start_in_the_middle_of_a_shift() -> None:
    model = crowd().model_copy(update={"start": crowd().start + timedelta(days=3, hours=22.37)})
    assert_equal(traces(model, cases=40))


def test_who_comes_on_duty_takes_before_who_frees_up_at_that_instant() -> None:
    document = crowd().model_dump(mode="json")
    document["arrivals"] = Arrivals(kind="timetable", weekly=(1.0,) * 168, interval_h=0.25).model_dump()
    for step in document["steps"]:
        step["duration"] = {"kind": "constant", "mean": 14.0}
    document["calendars"]["always"] = always().model_dump(mode="json")
    document["people"] = [
        {"name": "z", "team": "t", "calendar": "always", "skills": {"A": 1.0, "B": 1.0}},
        {"name": "comes at two", "team": "t", "calendar": "late", "skills": {"A": 1.0}},
    ]
    found = traces(ServiceModel.model_validate(document), cases=80)
    assert_equal(found)
    at_two = [worker for worker, start in zip(found[1].worker, found[1].start, strict=True) if start == 14.0]
    assert at_two == [0, 1]


def test_batches_in_a_crowd_and_far_beyond_the_first_weeks() -> None:
    """Many in a batch, batches that are full long before they are due, and times of the week a year ahead."""
    document = crowd().model_dump(mode="json")
    document["steps"][0]["gathering"] = {"size": 7, "most_h": 20_000.0}
    document["steps"][1]["gathering"] = {"times": ["Wed 10:15", "Sat 08:00"], "timezone": "America/New_York"}
    document["steps"][2]["gathering"] = {"most_h": 48.0}
    found = traces(ServiceModel.model_validate(document), cases=400)
    assert_equal(found)
    assert max(found[0].start) > 9000
