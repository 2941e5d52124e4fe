"""Runs that begin with open tickets: each stands where it stood, followed by hand, and against theory."""

import math
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from svcflow.errors import InputError, ModelError
from svcflow.eventlog import EventLog
from svcflow.model import (
    END,
    START,
    Arrivals,
    Attribute,
    Context,
    Distribution,
    Doing,
    Flow,
    Gathering,
    OpenTicket,
    Person,
    Priority,
    Rhythm,
    Routing,
    ServiceModel,
    Step,
    Team,
    check_model,
    constant,
    read_model,
    write_model,
)
from svcflow.simulation import simulate, simulate_to_parquet
from svcflow.simulation.opening import chance_within
from tests.simulation.test_simulated_by_hand import MONDAY, OFFICE, desk, line, of, rows

TIMES = ("case_id", "activity", "enabled_time", "start_time", "end_time")


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def waiting(ticket: str, since: float, **more: Any) -> OpenTicket:
    return OpenTicket(ticket=ticket, arrived=at(since), since=at(since), **more)


def doing(ticket: str, begun: float, step: str = "A", person: str | None = "Ana", **more: Any) -> OpenTicket:
    return OpenTicket(ticket=ticket, arrived=at(begun), doing=Doing(step=step, person=person, begun=at(begun)), **more)


def warm(model: ServiceModel, engine: str = "simpy", **options: Any) -> EventLog:
    return of(model, warm=True, engine=engine, **options)


@pytest.fixture(params=["simpy", "compiled"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_one_person_goes_on_and_takes_who_waits_in_the_order_of_waiting(engine: str) -> None:
    log = warm(desk(open=(waiting("short", -1), waiting("long", -5), doing("1", -0.25)), cases=2), engine)
    assert rows(log, *TIMES) == [
        ("long", "A", -5, 0.75, 1.75),
        ("short", "A", -1, 1.75, 2.75),
        ("1", "A", -0.25, -0.25, 0.75),
        ("new-1", "A", 0.0, 2.75, 3.75),
        ("new-2", "A", 2.0, 3.75, 4.75),
    ]
    assert log.cases.select("case_id", "case:open_at_start").rows()[0] == ("long", True)
    assert rows(log, "case:open_at_start", "case:arrived")[0] == (True, -5)
    assert rows(log, "case:open_at_start", "case:arrived")[-1] == (False, 2)


def test_who_is_at_a_step_of_a_ticket_takes_its_next(engine: str) -> None:
    steps = (Step(name="A", duration=constant(1.0)), Step(name="B", duration=constant(1.0), same_person=1.0))
    people = tuple(
        Person(name=name, team="T", calendar="here", skills={"A": 1.0, "B": weight}) for name, weight in (("Ana", 0.0), ("Ben", 1.0))
    )
    log = warm(desk(steps=steps, people=people, routing=line("A", "B"), open=(doing("1", -0.5),), cases=1), engine)
    assert rows(log, "case_id", "activity", "resource")[:2] == [("1", "A", "Ana"), ("1", "B", "Ana")]


def test_who_is_free_takes_by_rank_though_others_have_waited_longer(engine: str) -> None:
    model = desk(
        attributes=(Attribute(name="priority", shares={"high": 0.5, "low": 0.5}),),
        priority=Priority(order=("high", "low")),
        teams=(Team(name="T", discipline="priority"),),
        arrivals=Arrivals(kind="timetable", weekly=(0.0,) * 10 + (1.0,) * 158, interval_h=2.0),
        open=(waiting("low", -9, attributes={"priority": "low"}), waiting("high", -1, attributes={"priority": "high"})),
    )
    log = warm(model, engine)
    assert rows(log, "case_id", "start_time", "priority")[:2] == [("low", 1.0, "low"), ("high", 0.0, "high")]


def test_a_step_that_should_be_over_ends_when_the_person_is_next_on_duty(engine: str) -> None:
    late = desk(calendars={"here": OFFICE}, open=(doing("over", -120),))
    assert rows(warm(late, engine), *TIMES)[0] == ("over", "A", -120, -120, 8.0)


def test_work_counts_on_the_clock_of_the_person(engine: str) -> None:
    """Begun at 16:00 on Monday, an hour of five is done when the run begins in the night: four are left."""
    model = desk(start=at(24), steps=(Step(name="A", duration=constant(5.0)),), calendars={"here": OFFICE}, open=(doing("x", 16),))
    assert rows(warm(model, engine), "end_time")[0] == (36.0,)


def test_a_step_that_nobody_staffs_goes_on_by_elapsed_time(engine: str) -> None:
    model = desk(steps=(Step(name="A", staffed=False, duration=constant(5.0)),), people=(), teams=(), open=(doing("x", -2, person=None),))
    assert rows(warm(model, engine), "end_time")[0] == (3.0,)


def test_whoever_has_more_in_hand_than_slots_takes_nothing_until_that_is_over(engine: str) -> None:
    model = desk(open=(doing("a", -0.5), doing("b", -0.25), waiting("c", -9)))
    assert rows(warm(model, engine), "case_id", "start_time", "end_time")[:3] == [
        ("c", 0.75, 1.75), ("a", -0.5, 0.5), ("b", -0.25, 0.75),
    ]  # fmt: skip


def test_of_several_people_each_has_one_in_hand(engine: str) -> None:
    people = (Person(name="p", team="T", calendar="here", skills={"A": 1.0}, count=2),)
    log = warm(desk(people=people, open=(doing("a", -0.5, person="p"), doing("b", -0.25, person="p"))), engine)
    assert rows(log, "case_id", "resource")[:2] == [("a", "p-01"), ("b", "p-02")]


@pytest.mark.parametrize(
    ("delay", "begins"), [({}, 6.0), ({"delay": constant(3.0)}, 0.0), ({"older": ({"from_h": 5.0, "delay": constant(30.0)},)}, 26.0)]
)
def test_what_is_left_of_a_delay_runs_first(delay: dict[str, Any], begins: float, engine: str) -> None:
    flow = Flow.model_validate({"source": START, "target": "A", "delay": constant(10.0)} | delay)
    ticket = OpenTicket(ticket="x", arrived=at(-9 if "older" in delay else -4), since=at(-4))
    assert rows(warm(desk(flows=(flow,), open=(ticket,)), engine), *TIMES)[0] == ("x", "A", -4, begins, begins + 1)


def test_a_delay_that_may_be_over_is_over_with_its_chance(engine: str) -> None:
    flow = Flow(source=START, target="A", delay=constant(10.0))
    assert rows(warm(desk(flows=(flow,), open=(waiting("x", -4, queued=1.0),)), engine), "start_time")[0] == (0.0,)


def test_who_waits_for_a_gathered_step_counts_towards_the_batch(engine: str) -> None:
    """Two of three are there; the third is the first to arrive, at 2; who waits for Ana already has been let go."""
    arrivals = Arrivals(kind="timetable", weekly=(0.0,) * 2 + (1.0,) * 166, interval_h=2.0)
    step = Step(name="A", duration=constant(1.0), gathering=Gathering(size=3, most_h=500.0))
    log = warm(desk(steps=(step,), arrivals=arrivals, open=(waiting("a", -9), waiting("b", -4), waiting("c", -1, queued=1.0))), engine)
    assert rows(log, "case_id", "start_time") == [("a", 2.0), ("b", 3.0), ("c", 0.0), ("new-1", 4.0)]


def test_delays_count_on_their_clock(engine: str) -> None:
    """Since 15:00 on Monday; from there until midnight two hours of service, nine of the rhythm's at half pace."""
    working = Flow(source=START, target="A", delay=constant(5.0), clock="working")
    model = desk(start=at(24), flows=(working,), calendars={"here": desk().calendars["here"], "service": OFFICE}, open=(waiting("x", 15),))
    assert rows(warm(model, engine), "start_time")[0] == (35.0,)
    paced = model.model_copy(
        update={"flows": (working.model_copy(update={"rhythm": "half"}),), "rhythms": {"half": Rhythm(weekly=(0.5,) * 168)}}
    )
    assert rows(warm(paced, engine), "start_time")[0] == (25.0,)


def test_the_next_step_comes_of_the_history_and_is_not_the_end(engine: str) -> None:
    two = (Step(name="A", duration=constant(1.0)), Step(name="B", duration=constant(1.0)))
    ana = (Person(name="Ana", team="T", calendar="here", skills={"A": 1.0, "B": 1.0}),)
    after = {("A",): {"B": 0.1, END: 0.9}, ("A", "A"): {"A": 0.5, END: 0.5}, ("B",): {END: 1.0}, (START,): {"A": 1.0}}
    routing = Routing(contexts=tuple(Context(after=names, next=chances) for names, chances in after.items()))
    tickets = (waiting("once", -3, steps=("A",)), waiting("twice", -2, steps=("A", "A")), waiting("told", -1, waits_for="B"))
    log = warm(desk(steps=two, people=ana, routing=routing, open=tickets), engine)
    first = dict(reversed(rows(log, "case_id", "activity")))
    assert (first["once"], first["twice"], first["told"]) == ("B", "A", "B")


def test_the_next_step_is_one_whose_delay_is_so_long(engine: str) -> None:
    """After 50 hours of waiting it is the customer who is waited for, though nine of ten tickets go to somebody who is there at once."""
    parts = {
        "steps": (Step(name="A", duration=constant(1.0)), Step(name="Reply", staffed=False, duration=constant(0.0))),
        "routing": Routing(contexts=(
            Context(after=(START,), next={"A": 1.0}), Context(after=("A",), next={"A": 0.9, "Reply": 0.1}),
            Context(after=("Reply",), next={END: 1.0}),
        )),
        "flows": (Flow(source="A", target="Reply", delay=constant(60.0)), Flow(source="A", target="A", delay=constant(4.0))),
        "open": (waiting("x", -50, steps=("A",)),),
    }  # fmt: skip
    assert rows(warm(desk(**parts), engine), *TIMES)[0] == ("x", "Reply", -50, 10.0, 10.0)


def test_new_tickets_draw_what_they_draw_without_open_ones() -> None:
    model = desk(
        steps=(Step(name="A", duration=Distribution(kind="gamma", mean=1.5, cv=0.8)),),
        attributes=(Attribute(name="kind", shares={"a": 0.4, "b": 0.6}),), open=tuple(waiting(str(n), -n) for n in range(1, 30)), cases=40,
    )  # fmt: skip
    worked = (pl.col("end_time") - pl.col("start_time")).dt.total_milliseconds().alias("worked")
    steps = warm(model).steps.filter(pl.col("case_id").str.starts_with("new-"))
    new = steps.select(pl.col("case_id").str.strip_prefix("new-").cast(pl.Int64).alias("n"), worked, "case:kind").sort("n")
    cold = of(model).steps.select(pl.col("case_id").cast(pl.Int64).alias("n"), worked, "case:kind").sort("n")
    assert new["case:kind"].to_list() == cold["case:kind"].to_list()
    assert new["worked"].to_list() == pytest.approx(cold["worked"].to_list(), abs=1)


def test_a_duration_so_far_passed_is_drawn_from_what_is_left() -> None:
    uniform = Distribution(kind="uniform", low=0.0, high=10.0)
    assert chance_within(uniform, 4.0) == pytest.approx(0.4)
    assert chance_within(uniform, 10.0) == 1.0
    assert chance_within(constant(3.0), 2.0) == 0.0
    assert chance_within(Distribution(kind="exponential", mean=2.0, zero=0.5), 2.0) == pytest.approx(1 - 0.5 * math.exp(-1))


def test_clearing_a_backlog_takes_its_work() -> None:
    """Ten tickets, one of them begun, exponential work of rate 2 [1/h], no arrivals meanwhile: 10 ÷ 2 h, with variance 10 ÷ 4."""
    model = desk(
        arrivals=Arrivals(kind="timetable", weekly=(1.0,) + (0.0,) * 167, interval_h=1.0), start=at(1),
        steps=(Step(name="A", duration=Distribution(kind="exponential", mean=0.5)),),
        open=(doing("0", -3), *(waiting(str(number), -number) for number in range(1, 10))),
    )  # fmt: skip
    logs = simulate(model, warm=True, replications=400, seed=5, engine="compiled").logs
    ends = [log.cases.filter("case:open_at_start")["last_time"].max() for log in logs]
    hours = np.array([(end - at(1)) / timedelta(hours=1) for end in ends])  # type: ignore[operator]
    assert hours.mean() == pytest.approx(5.0, abs=2.58 * math.sqrt(2.5 / 400))
    assert hours.var() == pytest.approx(2.5, rel=0.25)


def test_a_stream_holds_the_same_logs(tmp_path: Path) -> None:
    model = desk(
        attributes=(Attribute(name="kind", shares={"a": 0.4, "b": 0.6}),), cases=5,
        open=(doing("1", -0.5, attributes={"kind": "b"}), *(waiting(f"T{number}", -number) for number in range(1, 300))),
    )  # fmt: skip
    simulate_to_parquet(model, tmp_path / "out", warm=True, replications=1)
    written = pl.read_parquet(tmp_path / "out" / "replication-000.parquet").sort("case_id", "start_time")
    kept = warm(model, "compiled").steps.sort("case_id", "start_time")
    for name in ("case_id", "end_time", "case:kind", "case:open_at_start", "case:arrived"):
        assert written[name].cast(pl.String).to_list() == kept[name].cast(pl.String).to_list()


def test_a_model_with_open_tickets_is_read_as_it_was_written(tmp_path: Path) -> None:
    model = desk(open=(doing("x", -3, steps=("A",)), waiting("y", -1, queued=0.25)))
    write_model(model, tmp_path / "model.json")
    assert read_model(tmp_path / "model.json") == model


def test_without_open_tickets_or_elsewhere_in_time_there_is_nothing_to_begin_with() -> None:
    with pytest.raises(InputError, match="nothing to begin with"):
        warm(desk())
    with pytest.raises(InputError, match="nobody knows which are open"):
        warm(desk(open=(waiting("x", -1),)), start=at(5))
    with pytest.raises(InputError, match="warmup_cases"):
        warm(desk(open=(waiting("x", -1),)), warmup_cases=5)


@pytest.mark.parametrize(
    ("ticket", "place"),
    [
        (waiting("x", -1, steps=("C",)), "open[0].steps[0]"),
        (waiting("x", -1, waits_for="C"), "open[0].waits_for"),
        (waiting("x", 1), "open[0].arrived"),
        (OpenTicket(ticket="x", arrived=at(-1), since=at(-2)), "open[0].since"),
        (waiting("x", -1, attributes={"kind": "c"}), 'open[0].attributes["kind"]'),
        (waiting("x", -1, attributes={"size": "c"}), "open[0].attributes"),
        (waiting(" ", -1), "open[0].ticket"),
        (doing("x", -1, person="Bo"), "open[0].doing.person"),
        (doing("x", -1, person=None), "open[0].doing.person"),
        (doing("x", -1, step="B"), "open[0].doing.person"),
        (doing("x", -1, waits_for="A"), "open[0].waits_for"),
        (waiting("x", -1, steps=("B",)), "open[0].steps"),
    ],
)
def test_a_ticket_that_cannot_stand_there_is_refused(ticket: OpenTicket, place: str) -> None:
    steps = (Step(name="A", duration=constant(1.0)), Step(name="B", staffed=False, duration=constant(1.0)))
    model = desk(steps=steps, attributes=(Attribute(name="kind", shares={"a": 1.0}),), routing=line("A"), open=(ticket,))
    with pytest.raises(ModelError) as refusal:
        check_model(model)
    assert refusal.value.place == place
