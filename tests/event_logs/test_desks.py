"""The eight desks of the study, and what the engine does for them: skills, pace, tickets side by side, batches, moved shifts."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from desk import Batch, Desk, Duration, Person, Step, Team, daily, with_shift, with_staff
from desks import StudyDesk, all_desks
from desks_truth import FILE, FIRST_SEED, MOST_ERROR, MOST_SEEDS, fingerprint, tickets
from engine import HOUR, WEEK, Event, Roster, simulate
from truth import by_ticket, lead_times

DESKS = {it.name: it for it in all_desks()}
TRUTH = json.loads(FILE.read_text(encoding="utf-8"))["desks"]
ALWAYS = ((0.0, 168.0),)
HALF_AN_HOUR = Duration(0.5, 0.0)


@cache
def run(name: str) -> list[Event]:
    return simulate(DESKS[name].desk, 400, 3)


def small(people: tuple[Person, ...], steps: tuple[Step, ...], rate: float = 1.0, drag: float = 0.0) -> Desk:
    """One team around the clock."""
    return Desk((("Mail", (rate,) * 168),), (("P", 1.0),), (("Any", 1.0),), (Team("Team", people, 1.0, drag),), steps)


@pytest.mark.parametrize("given", DESKS.values(), ids=lambda it: it.name)
def test_a_desk_keeps_up_as_it_is_and_its_truth_is_known_to_two_percent(given: StudyDesk) -> None:
    known = TRUTH[given.name]
    assert known["fingerprint"] == fingerprint(given)
    assert 1000 <= given.tickets <= 3000
    assert known["effects"].keys() == given.changes().keys()
    assert not known["effects"]["as is"]["overloaded"]
    for effect in known["effects"].values():
        most = MOST_ERROR if effect["seeds"] < MOST_SEEDS else 1.05 * MOST_ERROR
        assert effect["error_h"] < most * effect["lead_time_h"]


@pytest.mark.parametrize(("name", "change"), [("capacity", "as is"), ("specialists", "demand +30 %")])
def test_the_shipped_truth_is_that_of_the_generator(name: str, change: str) -> None:
    given, effect = DESKS[name], TRUTH[name]["effects"][change]
    desk = given.changes()[change](given.desk)
    runs = [float(np.mean(lead_times(by_ticket(simulate(desk, tickets(given, change), FIRST_SEED + i))))) for i in range(3)]
    of_one_run = effect["error_h"] * math.sqrt(effect["seeds"])
    assert abs(np.mean(runs) - effect["lead_time_h"]) < 4 * of_one_run / math.sqrt(3)


@pytest.mark.parametrize("given", DESKS.values(), ids=lambda it: it.name)
def test_every_change_changes_the_desk(given: StudyDesk) -> None:
    changed = {name: change(given.desk) for name, change in given.changes().items()}
    assert changed.pop("as is") == given.desk
    assert all(desk != given.desk for desk in changed.values())
    assert len(set(map(repr, changed.values()))) == 6


@pytest.mark.parametrize("name", ["specialists", "capacity"])
def test_nobody_does_what_they_cannot(name: str) -> None:
    desk = DESKS[name].desk
    own = {team.name: {step.name for step in desk.steps if step.team == team.name} for team in desk.teams}
    can = {person.code: set(person.skills) or own[team.name] for team in desk.teams for person in team.people}
    done = Counter((event.person, event.step) for event in run(name) if event.person)
    assert all(step in can[person] for person, step in done)
    assert all(done[person, step] for person, steps in can.items() for step in steps)


def test_one_who_helps_another_team_out_keeps_their_own_teams_name() -> None:
    helped = {event.team for event in run("specialists") if event.step == "Solve client" and event.person == "NW-02"}
    assert helped == {"Network"}


def test_chats_run_side_by_side_as_many_as_there_are_slots() -> None:
    slots = {person.code: person.slots for team in DESKS["multitasking"].desk.teams for person in team.people}
    most: Counter[str] = Counter()
    for person in slots:
        mine = [event for event in run("multitasking") if event.person == person]
        for event in mine:
            most[person] = max(most[person], sum(other.start <= event.start < other.end for other in mine))
    assert most == slots


def test_work_takes_longer_beside_other_work_and_in_slower_hands() -> None:
    two = small((Person("A-1", ALWAYS, slots=2),), (Step("Chat", "Team", HALF_AN_HOUR, ()),), rate=1.5, drag=0.5)
    events = simulate(two, 200, 1)
    for event in events:
        beside = sum(other.start < event.start < other.end for other in events)
        assert event.work == HOUR / 2 * (1 + 0.5 * beside)
    assert {event.work for event in events} == {1800, 2700}
    slow = replace(two, teams=(Team("Team", (Person("A-1", ALWAYS, pace=1.4),), 1.0),))
    assert {event.work for event in simulate(slow, 20, 1)} == {2520}


def test_a_batch_is_released_at_its_hours() -> None:
    steps = (Step("Sign", "Team", HALF_AN_HOUR, (), Batch(hours=(30.0, 100.0))),)
    for event in simulate(small((Person("A-1", ALWAYS),), steps), 300, 1):
        assert event.ready % WEEK in (30 * HOUR, 100 * HOUR)
        assert 0 <= event.ready - event.enabled <= 98 * HOUR


def test_a_batch_is_released_when_it_is_full_or_old() -> None:
    steps = (Step("Buy", "Team", Duration(0.01, 0.0), (), Batch(size=5, most_h=6.0)),)
    events = simulate(small((Person("A-1", ALWAYS),), steps), 300, 1)
    together = Counter(event.ready for event in events)
    first = {ready: min(event.enabled for event in events if event.ready == ready) for ready in together}
    assert all(count == 5 or ready - first[ready] == 6 * HOUR for ready, count in together.items())
    assert max(together.values()) == 5
    assert min(together.values()) < 5


def test_a_shift_is_moved_round_the_week() -> None:
    night = ((0.0, 6.0), (166.0, 168.0))
    desk = small((Person("A-1", night),), (Step("Sign", "Team", HALF_AN_HOUR, ()),))
    (team,) = with_shift(desk, "Team", 2.0).teams
    assert team.people[0].shifts == ((0.0, 8.0),)
    (team,) = with_shift(desk, "Team", -3.0).teams
    assert team.people[0].shifts == ((0.0, 3.0), (163.0, 168.0))


def test_new_people_are_like_those_who_are_there() -> None:
    people = (Person("A-1", daily(8, 16), ("Sign",), 1.2, 2), Person("A-2", daily(9, 17)))
    (team,) = with_staff(small(people, (Step("Sign", "Team", HALF_AN_HOUR, ()),)), "Team", 1.5).teams
    assert team.people[2] == replace(people[0], code="A-03")


@pytest.mark.parametrize("name", DESKS)
def test_a_ticket_goes_from_step_to_step_and_work_begins_on_shift(name: str) -> None:
    rosters = {person.code: Roster(person.shifts) for team in DESKS[name].desk.teams for person in team.people}
    for case in by_ticket(run(name)).values():
        assert all(before.end == after.enabled for before, after in pairwise(case))
        assert all(event.enabled <= event.ready <= event.start < event.end for event in case)
        assert all(rosters[event.person].shift_end(event.start) for event in case if event.person)
