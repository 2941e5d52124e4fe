"""Assumptions moved one by one: against a queue whose answer is known, and what is moved at all."""

from datetime import UTC, datetime

import pytest

from svcflow.errors import InputError, ScenarioError
from svcflow.model import END, START, Arrivals, Context, Person, Routing, ServiceModel, Step, Team, always, constant
from svcflow.redesign import Scenario, find_sensitivity
from svcflow.redesign.assumed import own_numbers, world_of
from svcflow.redesign.changes import AddStaff, DeflectArrivals, SpeedStep
from svcflow.redesign.money import Money
from svcflow.redesign.ranges import Range


@pytest.fixture(scope="module")
def line() -> ServiceModel:
    """A ticket every two hours on a timetable, an hour of work each: nobody ever waits, and all is arithmetic."""
    return ServiceModel(
        name="line",
        start=datetime(2025, 1, 6, tzinfo=UTC),
        cases=84,
        arrivals=Arrivals(kind="timetable", weekly=(1.0,) * 168, interval_h=2.0),
        steps=(Step(name="Serve", duration=constant(1.0)),),
        people=(Person(name="Server", team="Desk", calendar="always", skills={"Serve": 1}),),
        teams=(Team(name="Desk", rate_h=40.0),),
        calendars={"always": always()},
        routing=Routing(contexts=(Context(after=(START,), next={"Serve": 1}), Context(after=("Serve",), next={END: 1}))),
        currency="EUR",
    )


FASTER = Scenario("faster", changes=(SpeedStep(step="Serve", percent=20.0),))


def test_gains_at_both_ends_and_in_another_world(line: ServiceModel) -> None:
    found = find_sensitivity(line, FASTER, replications=2, jobs=1)
    assert (found.measure, found.unit) == ("lead_time_mean", "h")
    assert found.gain == pytest.approx(0.2)
    assert found.half_width == pytest.approx(0, abs=1e-9)
    named = {each.name: each for each in found.assumptions}
    own = named["speed_step Serve: percent"]
    assert (own.low, own.high) == (16, 24)
    assert (own.gain_at_low, own.gain_at_high) == pytest.approx((0.16, 0.24))
    work = named["work of Desk"]
    assert (work.gain_at_low, work.gain_at_high) == pytest.approx((0.18, 0.22))
    assert named["demand"].swing == pytest.approx(0, abs=1e-9)
    assert found.assumptions[0].name == "speed_step Serve: percent", "the widest comes first"


def test_where_it_no_longer_pays(line: ServiceModel) -> None:
    """84 tickets a week save 0.2 h of 40 EUR each: 672 EUR a week, 2922 a month; at 2500 a month 17.1 percent break even."""
    costly = Scenario("faster", changes=FASTER.changes, money=Money(running_month=2500.0, horizon_months=12))
    found = find_sensitivity(line, costly, replications=2, jobs=1)
    assert found.measure == "net_benefit"
    month = 84 * 0.2 * 40 * 365.25 / 7 / 12
    assert found.gain == pytest.approx(12 * (month - 2500), rel=0.02)
    named = {each.name: each for each in found.assumptions}
    assert named["speed_step Serve: percent"].break_even == pytest.approx(20 * 2500 / month, rel=0.02)
    assert named["costs: running_month"].break_even == pytest.approx(month, rel=0.02)
    assert named["demand"].gain_at_low < found.gain < named["demand"].gain_at_high


def test_what_is_moved() -> None:
    scenario = Scenario(
        "two",
        changes=(AddStaff(team="Desk", count=1), DeflectArrivals(share=0.9), SpeedStep(step="Serve", percent=20.0)),
        ranges=(Range(2, "percent", 10.0, 30.0),),
    )
    found = [(each.change, each.field, each.low, each.high) for each in own_numbers(scenario)]
    # 0.9 · 1.2 would be more than all tickets, so the upper end is the share itself
    assert found == [(1, "share", pytest.approx(0.72), 0.9), (2, "percent", 10.0, 30.0)]


def test_the_world_of_a_desk(desk: ServiceModel) -> None:
    names = [name for name, _ in world_of(desk)]
    assert names == ["demand", "work of First line", "work of Quality", "work of Second line", "pauses", "delays"]


def test_what_cannot_be_measured_is_refused(line: ServiceModel) -> None:
    with pytest.raises(InputError, match='no indicator "lead_time"'):
        find_sensitivity(line, FASTER, indicator="lead_time", replications=2, jobs=1)
    with pytest.raises(InputError, match="must be >= 2"):
        find_sensitivity(line, FASTER, replications=1)
    free = line.model_copy(update={"teams": (Team(name="Desk"),)})
    costly = Scenario("faster", changes=FASTER.changes, money=Money(one_off=1.0))
    with pytest.raises(ScenarioError, match="nothing says what work costs"):
        find_sensitivity(free, costly, replications=2, jobs=1)
