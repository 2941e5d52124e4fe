"""What a redesign is worth: arithmetic by hand on made-up runs, and the file as a user writes it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from svcflow.errors import ScenarioError
from svcflow.model import ServiceModel
from svcflow.redesign import Scenario, compare, read_scenario
from svcflow.redesign.changes import AddStaff, SpeedStep
from svcflow.redesign.money import WEEKS, Money, Returns, returns_of
from svcflow.redesign.runs import Runs


def runs(model: ServiceModel, *paid_cost_finished: tuple[float, float, float], lead_h: float = 10.0) -> Runs:
    names = ("staff_cost", "cost_per_ticket", "throughput")
    return Runs(model, values=[dict(zip(names, each, strict=True)) | {"lead_time_mean": lead_h} for each in paid_cost_finished])


def worth(before: Runs, after: Runs, money: Money | None) -> Returns:
    found = returns_of(before, after, money, lambda _: money, "EUR")
    assert found is not None
    return found


def test_payback_and_return_by_hand(desk: ServiceModel) -> None:
    # 5 a ticket less for 100 tickets a week: 500 a week; the staff is paid as before
    before = runs(desk, (9000, 20, 100), (9000, 20, 100))
    after = runs(desk, (9000, 15, 100), (9000, 15, 100))
    found = worth(before, after, Money(one_off=12000, running_month=300, horizon_months=24))
    month = 500 * WEEKS / 12 - 300
    assert found.counts == "worked"
    assert found.worked is not None
    assert found.worked.value == pytest.approx(500 * WEEKS)
    assert found.paid is not None
    assert found.paid.value == 0
    assert found.net_benefit.value == pytest.approx(24 * month - 12000)
    assert found.payback_months == pytest.approx(12000 / month)
    assert found.return_share == pytest.approx((24 * month - 12000) / (12000 + 24 * 300))
    assert (found.net_benefit.low, found.net_benefit.high) == pytest.approx((found.net_benefit.value,) * 2), (
        "runs that agree leave no doubt"
    )


def test_what_never_pays_and_what_is_paid(desk: ServiceModel) -> None:
    before, after = runs(desk, (9000, 20, 100), (9000, 20, 100)), runs(desk, (8000, 20, 100), (8000, 20, 100))
    assert worth(before, after, Money(one_off=1)).counts == "paid"
    assert worth(before, after, Money(one_off=1)).paid.value == pytest.approx(1000 * WEEKS)  # type: ignore[union-attr]
    never = worth(before, after, Money(one_off=1, running_month=6000))
    assert never.payback_months is None
    assert never.payback_high is None


def test_hours_of_lead_time_have_a_price(desk: ServiceModel) -> None:
    before, after = runs(desk, (9000, 20, 100), (9000, 20, 100)), runs(desk, (9000, 20, 100), (9000, 20, 100), lead_h=7.0)
    found = worth(before, after, Money(one_off=1000, lead_time_hour=2.0))
    assert found.lead_time is not None
    assert found.lead_time.value == pytest.approx(3 * 100 * 2 * WEEKS)
    assert found.net_benefit.value == pytest.approx(3 * found.lead_time.value - 1000)


def test_the_interval_is_that_of_the_runs(desk: ServiceModel) -> None:
    before = runs(desk, (9000, 20, 100), (9000, 21, 100), (9000, 20, 100))
    after = runs(desk, (9000, 15, 100), (9000, 17, 100), (9000, 15, 100))
    found = worth(before, after, Money(horizon_months=12))
    assert found.worked is not None
    half = 4.302653 * np.std([500, 400, 500], ddof=1) / np.sqrt(3) * WEEKS
    assert found.worked.high - found.worked.value == pytest.approx(half, rel=1e-5)
    assert found.net_benefit.high - found.net_benefit.low == pytest.approx(2 * half, rel=1e-5)


def test_without_rates_nothing_is_worth_anything(desk: ServiceModel) -> None:
    bare = Runs(desk, values=[{"lead_time_mean": 3.0, "throughput": 5.0}] * 2)
    assert returns_of(bare, bare, Money(one_off=5), lambda _: None, "") is None


FILE = """
name = "Knowledge base"
[[change]]
kind = "speed_step"
step = "Investigate"
percent = 25
[money]
one_off = { low = 10000, high = 30000 }
running_month = 200
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Scenario]:
    def written(text: str) -> Scenario:
        path = tmp_path / "redesign.toml"
        path.write_text(text, encoding="utf-8")
        return read_scenario(path)

    return written


def test_costs_in_a_file_are_compared(write: Callable[[str], Scenario], desk: ServiceModel) -> None:
    scenario = write(FILE)
    assert scenario.money is not None
    assert scenario.money.one_off == 20000
    sure = Scenario("sure", changes=scenario.changes, money=scenario.money)
    found = compare(
        desk, [scenario, sure, Scenario("two more", changes=(AddStaff(team="Second line", count=2),))], replications=4, cases=200
    )
    vague, exact, more = (it.money for it in found.scenarios)
    assert vague is not None
    assert exact is not None
    assert vague.net_benefit.value == pytest.approx(exact.net_benefit.value)
    assert vague.net_benefit.high - vague.net_benefit.low > exact.net_benefit.high - exact.net_benefit.low
    assert more is not None
    # two people at 48 an hour for 45 hours a week
    assert more.paid is not None
    assert more.paid.value == pytest.approx(-2 * 48 * 45 * WEEKS, rel=0.15)
    assert more.counts == "paid"
    assert "Teams without a rate cost nothing: Quality." in found.notes
    assert "Cost not known for sure: one_off from 10000 to 30000." in found.scenarios[0].assumptions


@pytest.mark.parametrize(
    ("text", "message"),
    [("[money]\none_of = 3", 'the field "one_of" is unknown. Did you mean "one_off"?'), ("money = 3", "money (=3) is not a table"),
     ("[money]\none_off = -3", "one_off (=-3) should be greater"), ('[money]\ncounts = "hours"', "counts (='hours')")],
)  # fmt: skip
def test_costs_that_are_none_are_refused(write: Callable[[str], Scenario], text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        write(text)
    assert message in str(refused.value)


def test_a_redesign_that_costs_nothing_still_saves(desk: ServiceModel) -> None:
    found = compare(desk, [Scenario("faster", changes=(SpeedStep(step="Investigate", factor=0.5),))], replications=3, cases=150)
    money = found.scenarios[0].money
    assert money is not None
    assert money.worked is not None
    assert money.worked.value > 0
    assert money.return_share is None
