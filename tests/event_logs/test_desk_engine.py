"""The engine behind the bundled logs: its rules one by one, and its waits against queueing theory."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from desk import RESUME, Desk, Duration, Person, Step, Team, bundled_desk, daily, with_demand, with_error, with_speed, with_staff
from engine import HOUR, WEEK, Event, Roster, simulate

ALWAYS = ((0.0, 168.0),)
T_19 = 2.861
"""99 % quantile (two-sided) of Student's t with 19 degrees of freedom."""


@pytest.fixture(scope="module")
def run() -> list[Event]:
    return simulate(bundled_desk(), 1000, 4)


def queue(rate: float, people: int, duration: Duration, shares: tuple[tuple[str, float], ...] = (("P1", 1.0),)) -> Desk:
    """One step, one team around the clock, a constant rate of arrivals."""
    return Desk(
        arrivals=(("Phone", (rate,) * 168),),
        priorities=shares,
        categories=(("Any", 1.0),),
        teams=(Team("Desk", tuple(Person(f"D-{i:02d}", ALWAYS) for i in range(people)), 1.0),),
        steps=(Step("Serve", "Desk", duration, ()),),
    )


@cache
def waits(desk: Desk) -> dict[str, list[float]]:
    """Mean wait [h] by priority in each of 20 runs, 3 000 tickets each after 1 000 to warm up."""
    runs = [[event for event in simulate(desk, 4000, seed) if event.ticket.number >= 1000] for seed in range(20)]
    return {
        name: [float(np.mean([e.start - e.enabled for e in run if e.ticket.priority == name])) / HOUR for run in runs]
        for name, _ in desk.priorities
    }


def erlang_c_wait(rate: float, servers: int) -> float:
    """Mean wait [h] in M/M/c with a mean service time of 1 h."""
    last = rate**servers / math.factorial(servers) * servers / (servers - rate)
    return last / (sum(rate**k / math.factorial(k) for k in range(servers)) + last) / (servers - rate)


EXPONENTIAL = Duration(1.0, 1.0, "gamma")
TWO = (("P1", 0.3), ("P2", 0.7))


@pytest.mark.parametrize(
    ("desk", "priority", "theory"),
    [
        pytest.param(queue(0.8, 1, EXPONENTIAL), "P1", 0.8 / (1 - 0.8), id="M/M/1"),
        pytest.param(queue(2.4, 3, EXPONENTIAL), "P1", erlang_c_wait(2.4, 3), id="M/M/3, Erlang C"),
        pytest.param(queue(0.7, 1, Duration(1.0, 0.8)), "P1", 0.7 * (1 + 0.8**2) / (2 * 0.3), id="M/G/1 lognormal, Pollaczek-Khinchine"),
        pytest.param(queue(0.8, 1, EXPONENTIAL, TWO), "P1", 0.8 / (1 - 0.24), id="urgent of two classes, Cobham"),
        pytest.param(queue(0.8, 1, EXPONENTIAL, TWO), "P2", 0.8 / ((1 - 0.24) * (1 - 0.8)), id="less urgent of two classes, Cobham"),
    ],
)
def test_mean_wait_contains_theory_in_its_interval(desk: Desk, priority: str, theory: float) -> None:
    means = waits(desk)[priority]
    half = T_19 * np.std(means, ddof=1) / np.sqrt(len(means))
    assert abs(np.mean(means) - theory) < half
    assert half < 0.2 * theory  # narrow enough to mean something


@pytest.mark.parametrize(
    ("start_h", "work_h", "end_h"),
    [
        pytest.param(10, 2, 12, id="within a shift"),
        pytest.param(16, 1.5, 17.5, id="finished after the shift, just within the grace"),
        pytest.param(16, 2, 24 + 10, id="over a night"),
        pytest.param(4 * 24 + 16, 2, 7 * 24 + 10, id="over a weekend"),
        pytest.param(4 * 24 + 16, 18, 9 * 24 + 10, id="over three shifts and the week's end"),
    ],
)
def test_work_pauses_at_the_end_of_a_shift(start_h: float, work_h: float, end_h: float) -> None:
    assert Roster(daily(9, 17)).finish(round(start_h * HOUR), round(work_h * HOUR), HOUR // 2) == end_h * HOUR


def test_a_roster_around_the_clock_never_pauses() -> None:
    assert Roster(ALWAYS).finish(WEEK - HOUR, 2 * WEEK, 0) == 3 * WEEK - HOUR


def test_shift_seconds_between_two_instants() -> None:
    roster = Roster(daily(9, 17))
    assert roster.seconds(10 * HOUR, 24 * HOUR + 10 * HOUR) == 8 * HOUR
    assert roster.seconds(5 * 24 * HOUR, WEEK) == 0
    assert roster.seconds(0, 3 * WEEK) == 3 * 40 * HOUR


def test_same_seed_same_events_other_seed_other_events(run: list[Event]) -> None:
    assert simulate(bundled_desk(), 1000, 4) == run
    assert simulate(bundled_desk(), 1000, 5) != run


def test_nobody_works_on_two_things_at_once(run: list[Event]) -> None:
    free: dict[str, int] = {}
    for event in run:
        if event.person:
            assert event.start >= free.get(event.person, 0)
            free[event.person] = event.end


def test_nobody_starts_outside_of_a_shift(run: list[Event]) -> None:
    shifts = {person.code: person.shifts for team in bundled_desk().teams for person in team.people}
    for event in run:
        if event.person:
            hour = event.start / HOUR % 168
            assert any(start <= hour < end for start, end in shifts[event.person])


def test_the_steps_of_a_ticket_follow_each_other(run: list[Event]) -> None:
    before: dict[int, int] = {}
    for event in run:
        assert event.enabled == before.get(event.ticket.number, event.ticket.arrival)
        assert event.enabled <= event.ready <= event.start < event.end
        assert event.work <= event.end - event.start
        before[event.ticket.number] = event.end


def test_no_ticket_is_passed_over(run: list[Event]) -> None:
    """Whoever stood in the queue before a start was less urgent, or as urgent and later."""
    for team in bundled_desk().teams:
        events = [event for event in run if event.team == team.name]
        ready, start = np.array([e.ready for e in events]), np.array([e.start for e in events])
        key = np.array([int(e.ticket.priority[1]) for e in events]) * 10**9 + ready
        stood_and_began_later = np.triu(ready[None, :] < start[:, None], k=1)
        assert not (stood_and_began_later & (key[:, None] > key[None, :])).any()


def test_a_faster_step_changes_neither_arrivals_nor_routes(run: list[Event]) -> None:
    faster = simulate(with_speed(bundled_desk(), "Investigate", 2.0), 1000, 4)

    def paths(events: list[Event]) -> list[tuple[int, int, str]]:
        return sorted((e.ticket.number, e.ticket.arrival, e.step) for e in events)

    assert paths(faster) == paths(run)
    assert sum(e.work for e in faster if e.step == "Investigate") == pytest.approx(
        sum(e.work for e in run if e.step == "Investigate") / 2, rel=1e-3
    )


def test_fewer_errors_are_a_part_of_the_errors(run: list[Event]) -> None:
    def failed(events: list[Event]) -> set[int]:
        done = [e.ticket.number for e in events if e.step == "Test fix"]
        return {number for number in done if done.count(number) > 1}

    fewer = failed(simulate(with_error(bundled_desk(), "Implement fix", 0.5), 1000, 4))
    assert fewer < failed(run)


def test_more_demand_brings_the_same_tickets_sooner(run: list[Event]) -> None:
    last = max(e.ticket.arrival for e in run)
    sooner = max(e.ticket.arrival for e in simulate(with_demand(bundled_desk(), 1.3), 1000, 4))
    assert sooner == pytest.approx(last / 1.3, rel=0.1)


@pytest.mark.parametrize(("factor", "people"), [(2.0, 16), (1.25, 10), (0.75, 6), (0.01, 1)])
def test_staff_is_rounded_and_at_least_one(factor: float, people: int) -> None:
    changed = with_staff(bundled_desk(), "Second line", factor)
    codes = [person.code for team in changed.teams if team.name == "Second line" for person in team.people]
    assert codes == [f"L2-{i + 1:02d}" for i in range(people)]


def test_a_change_of_something_unknown_names_it_and_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"'Third line' is not in this desk; it has First line, Second line, Quality\."):
        with_staff(bundled_desk(), "Third line", 2.0)
    with pytest.raises(ValueError, match="'Resolved' is not in this desk"):
        with_speed(bundled_desk(), "Resolved", 2.0)


def test_routes_sum_to_one_and_lead_to_steps() -> None:
    steps = bundled_desk().steps
    for step in steps:
        assert not step.routes or sum(share for _, share in step.routes) == pytest.approx(1.0)
        assert {target for target, _ in step.routes} <= {s.name for s in steps} | {RESUME}
