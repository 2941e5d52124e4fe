"""Small cases that can be followed by hand: what the semantics say, instant by instant."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from svcflow.eventlog import EventLog
from svcflow.model import (
    END,
    START,
    Arrivals,
    Attribute,
    ByAttribute,
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
    constant,
)
from svcflow.simulation import simulate

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)
OFFICE = Calendar(hours={"Mon": ("08:00-17:00",), "Tue": ("08:00-17:00",), "Wed": ("08:00-17:00",)})


def line(*names: str) -> Routing:
    """One step after the other."""
    ways = zip((START, *names), (*names, END), strict=True)
    return Routing(contexts=tuple(Context(after=(source,), next={target: 1.0}) for source, target in ways))


def desk(**changes: Any) -> ServiceModel:
    """One step A of an hour by Ana, round the clock; a ticket every two hours from Monday midnight."""
    parts: dict[str, Any] = {
        "name": "desk",
        "start": MONDAY,
        "cases": 1,
        "arrivals": Arrivals(kind="timetable", weekly=(1.0,) * 168, interval_h=2.0),
        "steps": (Step(name="A", duration=constant(1.0)),),
        "people": (Person(name="Ana", team="T", calendar="here", skills={"A": 1.0}),),
        "teams": (Team(name="T"),),
        "calendars": {"here": always()},
        "routing": line("A"),
    }
    return ServiceModel(**(parts | changes))


def rows(log: EventLog, *columns: str) -> list[tuple[Any, ...]]:
    """Those columns of the steps; times in hours since Monday midnight."""
    frame = log.steps.select(columns).rows()
    return [tuple((value - MONDAY) / timedelta(hours=1) if isinstance(value, datetime) else value for value in row) for row in frame]


TIMES = ("activity", "enabled_time", "start_time", "end_time")


def of(model: ServiceModel, **options: Any) -> EventLog:
    return simulate(model, replications=1, **options).logs[0]


def test_work_stops_at_the_end_of_the_shift_and_goes_on_at_the_next() -> None:
    model = desk(steps=(Step(name="A", duration=constant(3.0)),), calendars={"here": OFFICE})
    log = of(model, start=MONDAY + timedelta(hours=16))
    assert rows(log, *TIMES) == [("A", 16.0, 16.0, 34.0)]


@pytest.mark.parametrize(
    ("work", "begun", "grace", "ends"),
    [
        (1.0, 16.5, 0.5, 17.5),
        (1.0, 16.5, 0.4, 32.5),
        (1.0, 16.5, 0.0, 32.5),
        (0.5, 16.5, 0.5, 17.0),
        (10.0, 16.5, 0.5, 41.5),  # half an hour, nine hours, and the last half hour after the second shift
        (10.0, 16.5, 0.4, 56.5),
        (9.5, 16.5, 0.0, 41.0),
        (30.0, 8.0, 3.0, 68.0),  # three shifts, of which the third ends with three hours to go
        (30.0, 8.0, 2.9, 176.0 + 3.0),
    ],
)
def test_what_is_nearly_done_is_finished_after_the_shift(work: float, begun: float, grace: float, ends: float) -> None:
    ana = Person(name="Ana", team="T", calendar="here", skills={"A": 1.0}, grace_h=grace)
    model = desk(steps=(Step(name="A", duration=constant(work)),), calendars={"here": OFFICE}, people=(ana,))
    assert rows(of(model, start=MONDAY + timedelta(hours=begun)), "start_time", "end_time") == [(begun, pytest.approx(ends))]


def test_who_stays_on_takes_nothing_new() -> None:
    ana = Person(name="Ana", team="T", calendar="here", skills={"A": 1.0}, grace_h=0.5, slots=2)
    model = desk(steps=(Step(name="A", duration=constant(4.75)),), calendars={"here": OFFICE}, people=(ana,))
    log = of(model, cases=5, start=MONDAY + timedelta(hours=8))
    assert rows(log, "start_time", "end_time") == [(8.0, 12.75), (10.0, 14.75), (12.75, 17.5), (14.75, 34.5), (32.0, 36.75)]


def test_a_break_shorter_than_the_grace_is_worked_through() -> None:
    ana = Person(name="Ana", team="T", calendar="here", skills={"A": 1.0}, grace_h=1.0)
    here = Calendar(hours={"Mon": ("08:00-12:00", "12:30-17:00")})
    model = desk(steps=(Step(name="A", duration=constant(2.25)),), calendars={"here": here}, people=(ana,))
    log = of(model, cases=2, start=MONDAY + timedelta(hours=10.5))
    assert rows(log, "start_time", "end_time") == [(10.5, 12.75), (12.75, 15.0)]


def test_a_ticket_at_night_waits_for_the_morning_and_for_its_turn() -> None:
    log = of(desk(calendars={"here": OFFICE}), cases=6)
    assert rows(log, "case_id", "start_time") == [("1", 8.0), ("2", 9.0), ("3", 10.0), ("4", 11.0), ("5", 12.0), ("6", 13.0)]


def test_who_ends_with_the_shift_begins_nothing_before_the_next() -> None:
    model = desk(steps=(Step(name="A", duration=constant(4.5)),), calendars={"here": OFFICE})
    log = of(model, cases=3, start=MONDAY + timedelta(hours=8))
    assert rows(log, "start_time", "end_time") == [(8.0, 12.5), (12.5, 17.0), (32.0, 36.5)]


def test_an_hour_a_day_is_enough_however_long_it_takes() -> None:
    model = desk(steps=(Step(name="A", duration=constant(400.0)),), calendars={"here": Calendar(hours={"Wed": ("12:00-13:00",)})})
    assert rows(of(model), "start_time", "end_time") == [(60.0, 60.0 + 399 * 168 + 1)]


def test_a_holiday_is_no_working_day() -> None:
    model = desk(calendars={"here": OFFICE.model_copy(update={"holidays": ("2025-01-06",)})})
    assert rows(of(model), "start_time") == [(32.0,)]


def test_a_person_of_several_is_told_apart_and_works_beside_the_others() -> None:
    model = desk(
        steps=(Step(name="A", duration=constant(5.0)),), people=(Person(name="p", team="T", calendar="here", skills={"A": 1.0}, count=2),)
    )
    log = of(model, cases=3)
    assert rows(log, "start_time") == [(0.0,), (2.0,), (5.0,)]
    resources = [resource for (resource,) in rows(log, "resource")]
    assert set(resources[:2]) == {"p-01", "p-02"}
    assert resources[2] == resources[0]


def test_slots_are_tickets_at_once() -> None:
    model = desk(
        steps=(Step(name="A", duration=constant(5.0)),), people=(Person(name="Ana", team="T", calendar="here", skills={"A": 1.0}, slots=2),)
    )
    assert rows(of(model, cases=3), "resource", "start_time") == [("Ana", 0.0), ("Ana", 2.0), ("Ana", 5.0)]


def test_work_is_slower_by_what_else_is_in_hand_when_it_begins() -> None:
    """Of two tickets in hand the second takes half as long again, whatever the first one does meanwhile; three at once double it."""
    ana = Person(name="Ana", team="T", calendar="here", skills={"A": 1.0}, slots=3, slowdown=0.5)
    log = of(desk(steps=(Step(name="A", duration=constant(3.0)),), people=(ana,)), cases=5)
    assert rows(log, "start_time", "end_time") == [(0.0, 3.0), (2.0, 6.5), (4.0, 8.5), (6.0, 12.0), (8.0, 14.0)]
    two = ana.model_copy(update={"name": "p", "count": 2})
    log = of(desk(steps=(Step(name="A", duration=constant(3.0)),), people=(two,)), cases=3)
    assert rows(log, "start_time", "end_time") == [(0.0, 3.0), (2.0, 5.0), (4.0, 7.0)]


def test_nobody_takes_a_second_ticket_while_somebody_has_none() -> None:
    people = tuple(
        Person(name=name, team="T", calendar="here", skills={"A": weight}, slots=2) for name, weight in (("Ana", 9.0), ("Ben", 0.0))
    )
    log = of(desk(steps=(Step(name="A", duration=constant(7.0)),), people=people), cases=4)
    assert rows(log, "resource", "start_time") == [("Ana", 0.0), ("Ben", 2.0), ("Ana", 4.0), ("Ben", 6.0)]


def test_a_step_that_nobody_staffs_takes_elapsed_time() -> None:
    model = desk(steps=(Step(name="A", meaning="customer", staffed=False, duration=constant(3.0)),), people=(), teams=())
    log = of(model, cases=2)
    assert rows(log, "resource", "team", *TIMES) == [(None, None, "A", 0.0, 0.0, 3.0), (None, None, "A", 2.0, 2.0, 5.0)]
    assert log.meaning("A") == "customer"


def urgent(discipline: str) -> ServiceModel:
    return desk(
        steps=(Step(name="A", duration=constant(9.0)),),
        arrivals=Arrivals(kind="timetable", weekly=(1.0,) * 168, interval_h=1.0),
        attributes=(Attribute(name="priority", shares={"high": 0.5, "low": 0.5}),),
        priority=Priority(order=("high", "low")),
        teams=(Team(name="T", discipline=discipline),),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_urgent_ticket_is_served_first_and_of_equals_the_earlier(seed: int) -> None:
    log = of(urgent("priority"), cases=8, seed=seed)
    served = [(priority, int(case)) for priority, case in log.steps.sort("start_time").select("priority", "case_id").rows()]
    assert served[1:] == sorted(served[1:])  # the first found nobody before it, the rest were all there when it ended
    first_come = of(urgent("fifo"), cases=8, seed=seed)
    assert first_come.steps.sort("start_time").get_column("case_id").to_list() == [str(number) for number in range(1, 9)]


def test_a_delay_in_working_time_pauses_at_night() -> None:
    model = desk(
        steps=(Step(name="A", duration=constant(1.0)), Step(name="B", staffed=False, duration=constant(0.5))),
        calendars={"here": always(), "service": OFFICE},
        routing=line("A", "B"),
        flows=(Flow(source="A", target="B", delay=constant(2.0), clock="working"),),
    )
    log = of(model, start=MONDAY + timedelta(hours=15))
    assert rows(log, *TIMES) == [("A", 15.0, 15.0, 16.0), ("B", 16.0, 33.0, 33.5)]


def test_a_delay_before_the_first_step_runs_from_the_arrival() -> None:
    log = of(desk(flows=(Flow(source=START, target="A", delay=constant(0.25)),)))
    assert rows(log, *TIMES) == [("A", 0.0, 0.25, 1.25)]


def parallel(**changes: Any) -> ServiceModel:
    """A and B begin together, C waits for both."""
    steps = tuple(Step(name=name, staffed=False, duration=constant(hours)) for name, hours in (("A", 5.0), ("B", 2.0), ("C", 1.0)))
    flows = (Flow(source="A", target="B", overlap=1.0),)
    return desk(**({"steps": steps, "people": (), "teams": (), "routing": line("A", "B", "C"), "flows": flows} | changes))


def test_what_overlaps_begins_together_and_what_follows_waits_for_both() -> None:
    assert rows(of(parallel()), *TIMES) == [("A", 0.0, 0.0, 5.0), ("B", 0.0, 0.0, 2.0), ("C", 5.0, 5.0, 6.0)]


def test_overlap_and_delay() -> None:
    delayed = parallel(flows=(Flow(source="A", target="B", overlap=1.0, delay=constant(4.0)),))
    assert rows(of(delayed), *TIMES) == [("A", 0.0, 0.0, 5.0), ("B", 0.0, 4.0, 6.0), ("C", 6.0, 6.0, 7.0)]


def test_an_overlapping_step_waits_for_the_begin_of_its_source() -> None:
    """Ana is at the first ticket until 5; the second one's A, and so its B, cannot begin before."""
    steps = (Step(name="A", duration=constant(5.0)), Step(name="B", staffed=False, duration=constant(1.0)))
    model = desk(steps=steps, routing=line("A", "B"), flows=(Flow(source="A", target="B", overlap=1.0),))
    found = rows(of(model, cases=2), "case_id", *TIMES)
    assert found[2:] == [("2", "A", 2.0, 5.0, 10.0), ("2", "B", 5.0, 5.0, 6.0)]


def test_the_end_of_a_case_is_the_end_of_all_that_is_in_progress() -> None:
    log = of(parallel(routing=line("A", "B")))
    assert log.cases.select("first_time", "last_time").row(0) == (MONDAY, MONDAY + timedelta(hours=5))


def test_durations_of_the_person_who_does_it() -> None:
    model = desk(steps=(Step(name="A", duration=constant(1.0), by_person={"Ana": constant(0.5)}),))
    assert rows(of(model), "end_time") == [(0.5,)]


def kinds(**changes: Any) -> ServiceModel:
    """Of two kinds of tickets `x` goes on to B, once, and `y` ends; x takes two hours at A, y one."""
    values = {"x": constant(2.0)}
    parts: dict[str, Any] = {
        "attributes": (Attribute(name="kind", shares={"x": 0.5, "y": 0.5}),),
        "steps": (
            Step(name="A", staffed=False, duration=constant(1.0), by_attribute=ByAttribute(attribute="kind", durations=values)),
            Step(name="B", staffed=False, duration=constant(0.25)),
        ),
        "people": (),
        "teams": (),
        "routing": Routing(contexts=(
            Context(after=(START,), next={"A": 1.0}),
            Context(after=("A",), next={END: 1.0}),
            Context(after=("A",), where={"kind": "x"}, next={"B": 1.0}),
            Context(after=("B",), next={"B": 1.0}),
            Context(after=("B",), visits=3, next={END: 1.0}),
        )),
        "cases": 12,
    }  # fmt: skip
    return desk(**(parts | changes))


def test_values_and_visits_decide_the_way_and_the_hours() -> None:
    log = of(kinds())
    for (kind,), steps in log.steps.group_by("case:kind"):
        for case in steps.partition_by("case_id"):
            hours = ((case["end_time"] - case["start_time"]) / timedelta(hours=1)).to_list()
            assert case["activity"].to_list() == (["A", "B", "B", "B"] if kind == "x" else ["A"])
            assert hours == ([2.0, 0.25, 0.25, 0.25] if kind == "x" else [1.0])
    assert set(log.steps["case:kind"]) == {"x", "y"}


def test_a_longer_history_decides_before_a_value() -> None:
    first = Context(after=(START, "A"), next={"B": 0.5, END: 0.5})
    contexts = (*kinds().routing.contexts, first)
    log = of(kinds(routing=Routing(contexts=contexts), cases=400))
    shares = log.steps.group_by("case:kind").agg((pl.col("activity") == "B").any().over("case_id").mean().alias("went on"))
    assert shares["went on"].is_between(0.5, 0.95).all()


def test_a_person_with_hours_of_his_own_takes_as_many_times_as_long_for_each_value() -> None:
    values = ByAttribute(attribute="kind", durations={"x": constant(2.0)})
    step = Step(name="A", duration=constant(1.0), by_person={"Ana": constant(1.5)}, by_attribute=values)
    one = (Attribute(name="kind", shares={"x": 1.0, "y": 0.0}),)
    other = (Attribute(name="kind", shares={"x": 0.0, "y": 1.0}),)
    assert rows(of(desk(steps=(step,), attributes=one)), "end_time") == [(3.0,)]
    assert rows(of(desk(steps=(step,), attributes=other)), "end_time") == [(1.5,)]


def test_the_same_person_takes_the_next_step_of_a_ticket() -> None:
    """Ana is never preferred: she takes what Ben, at work on the first ticket, cannot; then each goes on with their own."""
    steps = (Step(name="A", duration=constant(3.0)), Step(name="B", duration=constant(1.0), same_person=1.0))
    people = tuple(
        Person(name=name, team="T", calendar="here", skills={"A": weight, "B": weight}) for name, weight in (("Ana", 0.0), ("Ben", 1.0))
    )
    model = desk(steps=steps, people=people, routing=line("A", "B"), cases=2)
    found = rows(of(model), "case_id", "activity", "resource", "start_time")
    assert found == [("1", "A", "Ben", 0.0), ("1", "B", "Ben", 3.0), ("2", "A", "Ana", 2.0), ("2", "B", "Ana", 5.0)]
    indifferent = model.model_copy(update={"steps": (steps[0], steps[1].model_copy(update={"same_person": 0.0}))})
    assert rows(of(indifferent), "resource")[-1] == ("Ben",), "he is free at 5, and preferred"


def test_who_did_the_step_before_goes_before_who_did_the_last_one() -> None:
    steps = (Step(name="A", duration=constant(0.25), same_person=1.0), Step(name="B", duration=constant(0.25)))
    people = (
        Person(name="Ana", team="T", calendar="here", skills={"A": 1.0}),
        Person(name="Ben", team="T", calendar="here", skills={"A": 0.0, "B": 1.0}),
    )
    routing = Routing(
        contexts=(*line("A", "B").contexts[:2], Context(after=("B",), next={"A": 1.0}), Context(after=("B", "A"), next={END: 1.0}))
    )
    assert rows(of(desk(steps=steps, people=people, routing=routing)), "resource") == [("Ana",), ("Ben",), ("Ana",)]


def test_an_error_chance_that_nothing_was_fitted_with_repeats_the_step_at_once() -> None:
    log = of(desk(steps=(Step(name="A", duration=constant(0.001), error_chance=0.25),), cases=4000))
    visits = log.steps.height / log.cases.height
    assert visits == pytest.approx(1 / 0.75, rel=0.05)
    assert set(log.steps.get_column("activity")) == {"A"}


def test_who_is_preferred_is_chosen_more_often() -> None:
    people = tuple(Person(name=name, team="T", calendar="here", skills={"A": weight}) for name, weight in (("Ana", 3.0), ("Ben", 1.0)))
    log = of(desk(people=people, cases=4000))
    assert (log.steps.get_column("resource") == "Ana").mean() == pytest.approx(0.75, abs=0.03)


def test_the_first_to_come_on_duty_by_name_takes_the_first_ticket() -> None:
    people = tuple(Person(name=name, team="T", calendar="here", skills={"A": 1.0}) for name in ("Cem", "Ana", "Ben"))
    log = of(desk(people=people, calendars={"here": OFFICE}), cases=3)
    assert rows(log, "resource", "start_time") == [("Ana", 8.0), ("Ben", 8.0), ("Cem", 8.0)]


def test_who_come_on_duty_together_share_what_has_waited() -> None:
    """Ana has kept one ticket in hand over the night, so Ben takes the first, and they go on by turns."""
    people = tuple(
        Person(name=name, team="T", calendar=hours, skills={"A": 1.0}, slots=3) for name, hours in (("Ana", "long"), ("Ben", "here"))
    )
    long = Calendar(hours={"Mon": ("08:00-20:00",), "Tue": ("08:00-17:00",)})
    model = desk(people=people, calendars={"here": OFFICE, "long": long}, steps=(Step(name="A", duration=constant(5.0)),))
    log = of(model, cases=7, start=MONDAY + timedelta(hours=18))
    found = sorted(rows(log, "start_time", "resource", "case_id"))
    assert found[:1] == [(18.0, "Ana", "1")]
    assert [(who, case) for at, who, case in sorted(found[1:], key=lambda row: row[2]) if at == 32.0] == [
        ("Ben", "2"), ("Ana", "3"), ("Ben", "4"), ("Ana", "5"), ("Ben", "6")
    ]  # fmt: skip


def test_a_worker_with_two_skills_takes_who_has_waited_longest() -> None:
    steps = tuple(Step(name=name, duration=constant(3.0)) for name in "AB")
    people = (
        Person(name="Ana", team="T", calendar="here", skills={"A": 1.0, "B": 1.0}),
        Person(name="Ben", team="T", calendar="never", skills={"B": 1.0}),
    )
    calendars = {"here": always(), "never": Calendar(hours={"Sun": ("23:59-24:00",)})}
    found = of(desk(steps=steps, people=people, calendars=calendars, routing=line("A", "B")), cases=3)
    order = found.steps.filter(found.steps["start_time"] < MONDAY + timedelta(hours=18)).sort("start_time")
    # A1 ends at 3; A2 has waited since 2, B1 since 3, A3 since 4, B2 since 6
    assert order.select("case_id", "activity").rows() == [("1", "A"), ("2", "A"), ("1", "B"), ("3", "A"), ("2", "B"), ("3", "B")]


def test_hours_of_the_week_are_local() -> None:
    rates = tuple(50.0 if hour % 24 == 8 else 0.0 for hour in range(168))
    log = of(desk(arrivals=Arrivals(weekly=rates, timezone="America/New_York")), cases=3000, start=datetime(2025, 3, 1, tzinfo=UTC))
    local = log.cases.get_column("first_time").dt.convert_time_zone("America/New_York")
    assert set(local.dt.hour()) == {8}
    assert log.cases.get_column("first_time").dt.hour().unique().sort().to_list() == [12, 13]  # the clocks changed on 9 March


def test_a_timetable_keeps_to_its_open_hours() -> None:
    rates = tuple(1.0 if 8 <= hour % 24 < 10 else 0.0 for hour in range(168))
    log = of(desk(arrivals=Arrivals(kind="timetable", weekly=rates, interval_h=1.5)), cases=4)
    assert rows(log, "enabled_time") == [(8.0,), (9.5,), (33.0,), (56.5,)]


def test_dispersion_spreads_the_days() -> None:
    model = desk(arrivals=Arrivals(weekly=(2.0,) * 168, dispersion=0.5), people=(), teams=(), steps=(
        Step(name="A", staffed=False, duration=Distribution(kind="constant", mean=0.0)),))  # fmt: skip
    log = of(model, until=MONDAY + timedelta(days=400))
    counts = log.cases.group_by(log.cases["first_time"].dt.date()).len().get_column("len")
    mean, variance = counts.mean(), counts.var()
    assert isinstance(mean, float)
    assert isinstance(variance, float)
    assert mean == pytest.approx(48, rel=0.15)
    assert variance == pytest.approx(48 + 0.5 * 48**2, rel=0.35)


def gathered(staffed: bool = True, **gathering: Any) -> ServiceModel:
    """A ticket at 0, 2, 4, 6 …; A takes half an hour."""
    step = Step(name="A", staffed=staffed, duration=constant(0.5), gathering=Gathering(**gathering))
    return desk(steps=(step,)) if staffed else desk(steps=(step,), people=(), teams=())


def test_a_batch_is_released_when_it_is_full_and_served_in_the_order_of_coming() -> None:
    log = of(gathered(size=3, most_h=100.0), cases=6)
    assert rows(log, "enabled_time", "start_time") == [(0.0, 4.0), (2.0, 4.5), (4.0, 5.0), (6.0, 10.0), (8.0, 10.5), (10.0, 11.0)]


def test_a_batch_that_is_not_full_is_released_so_long_after_its_first() -> None:
    log = of(gathered(size=3, most_h=3.0), cases=5)
    assert rows(log, "enabled_time", "start_time") == [(0.0, 3.0), (2.0, 3.5), (4.0, 7.0), (6.0, 7.5), (8.0, 11.0)]


def test_a_batch_is_released_at_the_next_time_and_what_comes_just_then_goes_with_it() -> None:
    """Of a zone an hour ahead: 6 and 10 o'clock here. Who comes at 6 joins those who wait; nobody staffs it, so they begin together."""
    log = of(gathered(staffed=False, times=("Mon 11:00", "Mon 07:00"), timezone="Europe/Berlin"), cases=6)
    begins = [begin for (begin,) in rows(log, "start_time")]
    assert begins == [6.0, 6.0, 6.0, 6.0, 10.0, 10.0]


def test_what_is_earliest_releases() -> None:
    log = of(gathered(staffed=False, size=2, most_h=1.5, times=("Mon 01:00", "Mon 04:30")), cases=4)
    assert rows(log, "enabled_time", "start_time") == [(0.0, 1.0), (2.0, 3.5), (4.0, 4.5), (6.0, 7.5)]


def test_tickets_join_their_batch_after_the_delay() -> None:
    flow = Flow(source=START, target="A", delay=constant(1.0))
    model = gathered(staffed=False, times=("Mon 02:30", "Tue 00:00")).model_copy(update={"flows": (flow,)})
    assert rows(of(model, cases=2), "enabled_time", "start_time") == [(0.0, 2.5), (2.0, 24.0)]


def test_a_time_that_summer_time_leaves_out_comes_an_hour_later() -> None:
    march = datetime(2025, 3, 30, tzinfo=UTC)
    log = of(gathered(staffed=False, times=("Sun 02:30",), timezone="Europe/Berlin"), start=march)
    assert log.steps["start_time"].to_list() == [march + timedelta(hours=1.5)]
