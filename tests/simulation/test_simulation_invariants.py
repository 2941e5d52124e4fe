"""What holds of every simulated log, whatever the model: random small models, and what each log of theirs must keep to."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.eventlog import EventLog
from svcflow.model import (
    END,
    START,
    Arrivals,
    Attribute,
    Calendar,
    Context,
    Distribution,
    Flow,
    Gathering,
    Person,
    Priority,
    Routing,
    ServiceModel,
    Step,
    Team,
    always,
    check_model,
    individuals,
    weekly_calendar,
)
from svcflow.simulation import run

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)
NAMES = ("Triage", "Solve", "Review", "Close")
CALENDARS = {
    "always": always(),
    "office": Calendar(hours=dict.fromkeys(("Mon", "Tue", "Wed", "Thu", "Fri"), ("08:00-12:00", "13:00-17:00")), timezone="Europe/Berlin"),
    "late": Calendar(hours=dict.fromkeys(("Mon", "Wed", "Fri"), ("14:00-22:00",))),
    "service": Calendar(hours=dict.fromkeys(("Mon", "Tue", "Wed", "Thu", "Fri"), ("07:00-19:00",))),
}
HOURS = st.floats(0, 6).map(lambda hours: round(hours, 6))
GATHERINGS = (
    *[None] * 6,
    Gathering(size=3, most_h=5.0),
    Gathering(most_h=2.5),
    Gathering(times=("Tue 14:00", "Thu 09:00", "Sun 02:30"), timezone="Europe/Berlin"),
    Gathering(size=2, most_h=30.0, times=tuple(f"{day} 09:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri"))),
)
"""how tickets are gathered before a step: mostly not at all"""


@st.composite
def distributions(draw: st.DrawFn) -> Distribution:
    kind = draw(st.sampled_from(("constant", "exponential", "gamma", "lognormal", "uniform", "empirical")))
    zero = draw(st.sampled_from((0.0, 0.3)))
    if kind == "uniform":
        return Distribution(kind=kind, low=0.0, high=draw(HOURS), zero=zero)
    if kind == "empirical":
        values = draw(st.lists(st.integers(0, 4).map(float), min_size=2, max_size=4))
        return Distribution(kind=kind, quantiles=tuple(sorted(values)), zero=zero)
    shape = {"cv": draw(st.sampled_from((0.5, 1.5)))} if kind in ("gamma", "lognormal") else {}
    return Distribution(kind=kind, mean=draw(st.sampled_from((0.0, 0.5, 1.0, 3.0))), zero=zero, **shape)


@st.composite
def models(draw: st.DrawFn) -> ServiceModel:
    """Up to four steps, each going on, back or out; a few people with skills, slots and calendars; delays and overlaps."""
    names = NAMES[: draw(st.integers(1, 4))]
    staffed = [draw(st.booleans()) for _ in names]
    steps = tuple(
        Step(name=name, staffed=is_staffed, duration=draw(distributions()), error_chance=draw(st.sampled_from((0.0, 0.0, 0.4))),
             fitted_error_chance=draw(st.sampled_from((0.0, 0.2))), gathering=draw(st.sampled_from(GATHERINGS)))
        for name, is_staffed in zip(names, staffed, strict=True)
    )  # fmt: skip
    skilled = draw(st.lists(st.dictionaries(st.sampled_from(names), st.sampled_from((0.0, 1.0, 2.5)), min_size=1), max_size=3))
    everything = dict.fromkeys(names, 1.0)
    people = tuple(
        Person(name=f"p{number}", team=f"t{number % 2}", calendar=draw(st.sampled_from(("always", "office", "late"))), skills=skills,
               count=draw(st.integers(1, 3)), slots=draw(st.integers(1, 3)), slowdown=draw(st.sampled_from((0.0, 0.15, 0.7))),
               grace_h=draw(st.sampled_from((0.0, 0.5))))
        for number, skills in enumerate([everything, *skilled])
    )  # fmt: skip
    teams = tuple(Team(name=name, discipline=draw(st.sampled_from(("fifo", "priority")))) for name in sorted({it.team for it in people}))
    contexts = [Context(after=(START,), next={names[0]: 1.0})]
    for at, name in enumerate(names):
        chances = {END: 0.25} | {draw(st.sampled_from(names)): 0.25}
        onward = names[at + 1] if at + 1 < len(names) else END
        chances[onward] = chances.get(onward, 0.0) + 0.5
        total = sum(chances.values())
        contexts.append(Context(after=(name,), next={step: chance / total for step, chance in chances.items()}))
    pairs = draw(st.lists(st.tuples(st.sampled_from((START, *names)), st.sampled_from(names)), unique=True, max_size=4))
    flows = tuple(
        Flow(source=source, target=target, overlap=draw(st.sampled_from((0.0, 0.5, 1.0))), delay=draw(st.none() | distributions()),
             clock=draw(st.sampled_from(("elapsed", "working"))))
        for source, target in pairs
    )  # fmt: skip
    return ServiceModel(
        name="random",
        start=MONDAY,
        cases=draw(st.integers(1, 25)),
        arrivals=Arrivals(weekly=tuple(draw(st.sampled_from((0.0, 1.0))) + (hour % 24 == 9) for hour in range(168))),
        attributes=(Attribute(name="priority", shares={"high": 0.3, "low": 0.7}),),
        steps=steps,
        people=people,
        teams=teams,
        priority=Priority(order=("high", "low")),
        calendars=CALENDARS,
        routing=Routing(contexts=tuple(contexts)),
        flows=flows,
    )


def spans(log: EventLog) -> Iterator[tuple[str, list[tuple[datetime, datetime]]]]:
    """For each person, the begins and ends of the work."""
    for (name,), steps in log.steps.drop_nulls("resource").group_by("resource"):
        yield str(name), steps.sort("start_time").select("start_time", "end_time").rows()


@settings(max_examples=60)
@given(models(), st.integers(0, 5))
def test_every_log_keeps_to_the_rules(model: ServiceModel, seed: int) -> None:
    check_model(model)
    log = run(model, seed=seed)
    steps = log.steps
    assert log.cases.get_column("case_id").cast(pl.Int64).sort().to_list() == list(range(1, model.cases + 1))
    assert log.origin == "simulated"
    assert (steps["enabled_time"] <= steps["start_time"]).all()
    assert (steps["start_time"] <= steps["end_time"]).all()
    assert steps.drop_nulls("resource").get_column("activity").is_in([step.name for step in model.steps if step.staffed]).all()
    people = {name: person for person in model.people for name in individuals(person)}
    for name, worked in spans(log):
        person = people[name]
        calendar = weekly_calendar(model.calendars[person.calendar])
        assert all(calendar.contains(start) for start, _ in worked)
        changes = sorted([(end, -1) for start, end in worked if end > start] + [(start, 1) for start, end in worked if end > start])
        busy = 0
        for _, change in changes:
            busy += change
            assert busy <= person.slots
    for activity, name in steps.drop_nulls("resource").select("activity", "resource").unique().rows():
        assert activity in people[name].skills


@settings(max_examples=30)
@given(models(), st.randoms())
def test_the_order_of_the_document_means_nothing(model: ServiceModel, random: Any) -> None:
    def shuffled(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(parts, len(parts)))

    contexts = tuple(item.model_copy(update={"next": dict(shuffled(tuple(item.next.items())))}) for item in model.routing.contexts)
    other = model.model_copy(
        update={name: shuffled(getattr(model, name)) for name in ("steps", "people", "teams", "flows")}
        | {"routing": Routing(contexts=shuffled(contexts))}
    )
    assert run(other).steps.equals(run(model).steps)


@settings(max_examples=30)
@given(models())
def test_without_overlap_a_case_does_one_thing_after_the_other(model: ServiceModel) -> None:
    sequential = model.model_copy(update={"flows": tuple(flow.model_copy(update={"overlap": 0.0}) for flow in model.flows)})
    for _, steps in run(sequential).steps.group_by("case_id", maintain_order=True):
        for ended, enabled in pairwise(zip(steps["end_time"], steps["enabled_time"], strict=True)):
            assert enabled[1] == ended[0]


@pytest.mark.parametrize("staff", [2, 5])
def test_littles_law(staff: int) -> None:
    """The mean number of tickets in the system, counted instant by instant, is the arrival rate times the mean lead time."""
    routing = Routing(contexts=(Context(after=(START,), next={"Solve": 1.0}), Context(after=("Solve",), next={"Solve": 0.2, END: 0.8})))
    model = ServiceModel(
        name="little",
        start=MONDAY,
        cases=2000,
        arrivals=Arrivals(weekly=tuple(1.0 + (hour % 24 in range(8, 16)) for hour in range(168))),
        steps=(Step(name="Solve", duration=Distribution(kind="gamma", mean=0.8, cv=1.5)),),
        people=(Person(name="p", team="t", calendar="always", skills={"Solve": 1.0}, count=staff),),
        teams=(Team(name="t"),),
        calendars=CALENDARS,
        routing=routing,
    )
    cases = run(model).cases
    begun = cases.select(at="first_time", change=pl.lit(1))
    ended = cases.select(at="last_time", change=pl.lit(-1))
    changes = pl.concat([begun, ended]).sort("at")
    changes = changes.select(pl.col("change").cum_sum().alias("inside"), (pl.col("at").shift(-1) - pl.col("at")).alias("for"))
    span = (cases["last_time"].max() - cases["first_time"].min()).total_seconds()  # type: ignore[operator,union-attr]
    inside = changes.select((pl.col("inside") * pl.col("for").dt.total_microseconds()).sum()).item() / 1e6 / span
    lead = (cases["last_time"] - cases["first_time"]).dt.total_microseconds().mean() / 1e6  # type: ignore[operator]
    assert inside == pytest.approx(cases.height / span * lead, rel=1e-9)
