"""What the generator was told, the calibration gives back from its log: each part within an error that its test states."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from desk import RESUME, Desk
from desks import StudyDesk, all_desks
from interventions import write_log

from svcflow.calibration.fit import fit_parts
from svcflow.calibration.observations import observe
from svcflow.eventlog.reading import read_log
from svcflow.model import ServiceModel, weekly_calendar

DESKS = {it.name: it for it in all_desks() if it.name in ("calendars", "priorities", "specialists")}
SIGMAS = 3.0
Pair = tuple[Desk, ServiceModel]


@pytest.fixture(scope="module", params=DESKS)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair_of(DESKS[request.param], tmp_path_factory.mktemp("recovery"))


def pair_of(given: StudyDesk, folder: Path) -> Pair:
    path = folder / f"{given.name}.csv"
    write_log(given, 1, path)
    return given.desk, fit_parts(observe(read_log(path))).model


def open_hours(shifts: tuple[tuple[float, float], ...]) -> list[bool]:
    return [any(start <= hour % 168 < end or start <= hour % 168 + 168 < end for start, end in shifts) for hour in range(168)]


def test_arrivals_of_a_week_and_of_each_weekday_within_three_standard_errors(pair: Pair) -> None:
    desk, model = pair
    true = np.sum([rates for _, rates in desk.arrivals], axis=0)
    assert model.arrivals.kind == "hourly", "they are Poisson"
    assert model.arrivals.per_week == pytest.approx(true.sum(), rel=SIGMAS / math.sqrt(model.arrivals.n))
    found = np.array(model.arrivals.weekly) * model.arrivals.level
    weeks = model.arrivals.n / true.sum()
    by_day = [rates.reshape(7, 24).sum(axis=1) for rates in (true, found)]
    assert np.all(np.abs(by_day[1] - by_day[0]) <= SIGMAS * np.sqrt(by_day[0] / weeks))


def test_hours_of_each_person_to_the_hour(pair: Pair) -> None:
    desk, model = pair
    true = {person.code: open_hours(person.shifts) for team in desk.teams for person in team.people}
    calendars = {person.name: weekly_calendar(model.calendars[person.calendar]).intervals for person in model.people}
    assert {name: open_hours(tuple((a / 60, b / 60) for a, b in it)) for name, it in calendars.items()} == true


def test_skills_and_slots_of_each_person_exactly(pair: Pair) -> None:
    desk, model = pair
    of_team = {team.name: tuple(step.name for step in desk.steps if step.team == team.name) for team in desk.teams}
    true = {person.code: (set(person.skills or of_team[team.name]), person.slots) for team in desk.teams for person in team.people}
    assert {person.name: (set(person.skills), person.slots) for person in model.people} == true


def test_grace_within_two_minutes(pair: Pair) -> None:
    desk, model = pair
    assert all(person.grace_h == pytest.approx(desk.grace_h, abs=2.01 / 60) for person in model.people)


def test_mean_durations_within_three_standard_errors_and_their_spread_within_four(pair: Pair) -> None:
    desk, model = pair
    slower = {step.name for step in desk.steps for team in desk.teams for it in team.people if it.pace != 1 and step.name in it.skills}
    for true in desk.steps:
        found = model.step(true.name)
        assert found.staffed == (true.team is not None)
        if true.duration.cv == 0 or true.name in slower:
            continue
        assert found.duration.expected == pytest.approx(true.duration.mean_h, rel=SIGMAS * true.duration.cv / math.sqrt(found.n)), true.name
        assert found.duration.kind == true.duration.family, true.name
        assert found.duration.cv == pytest.approx(true.duration.cv, rel=4 / math.sqrt(2 * found.n) + 0.02), true.name


def test_routes_within_three_standard_errors(pair: Pair) -> None:
    desk, model = pair
    after = {it.after: it for it in model.routing.contexts}
    found_at = {error.found_at for error in desk.errors}
    told = 0
    for step in desk.steps:
        if step.name in found_at or any(name == RESUME for name, _ in step.routes):
            continue
        context = after[(step.name,)]
        for name, chance in step.routes:
            assert context.next[name] == pytest.approx(chance, abs=SIGMAS * math.sqrt(chance * (1 - chance) / context.n) + 1e-9)
            told += chance < 1
    assert told >= 2


def test_error_chances_within_three_standard_errors(pair: Pair) -> None:
    desk, model = pair
    assert desk.errors
    for error in desk.errors:
        found = model.step(error.step)
        assert found.error_chance == pytest.approx(error.chance, abs=SIGMAS * math.sqrt(error.chance * (1 - error.chance) / found.n))


def test_nothing_is_delayed_where_nothing_was(pair: Pair) -> None:
    desk, model = pair
    assert not desk.delays
    assert not any(flow.delays for flow in model.flows)


def test_priorities_in_their_order_and_their_shares_within_three_standard_errors(pair: Pair) -> None:
    desk, model = pair
    if len(desk.priorities) == 1:
        assert model.priority is None
        assert {team.discipline for team in model.teams} == {"fifo"}
        return
    assert model.priority is not None
    assert model.priority.order == tuple(name for name, _ in desk.priorities)
    assert {team.discipline for team in model.teams} == {"priority"}
    attribute = next(it for it in model.attributes if it.name == model.priority.attribute)
    for name, share in desk.priorities:
        assert attribute.shares[name] == pytest.approx(share, abs=SIGMAS * math.sqrt(share * (1 - share) / attribute.n))
