"""Ranges of a redesign's parameters: how they are read, what they draw, and that they widen the interval and nothing else."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from svcflow.errors import ScenarioError
from svcflow.model import ServiceModel, refit
from svcflow.redesign import Scenario, apply, assumptions, compare, read_scenario
from svcflow.redesign.ranges import Range, chances
from svcflow.redesign.scenario import redesigned_refits

Write = Callable[[str], Scenario]
FASTER = '[[change]]\nkind = "speed_step"\nstep = "Investigate"\n'


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Scenario:
        path = tmp_path / "redesign.toml"
        path.write_text(text, encoding="utf-8")
        return read_scenario(path)

    return written


def test_quantiles_of_both_forms() -> None:
    flat, peaked = Range(0, "percent", 10, 30), Range(0, "percent", 0, 10, 2)
    assert [flat.at(chance) for chance in (0.0, 0.25, 1.0)] == [10, 15, 30]
    assert (flat.mean, peaked.mean) == (20, 4)
    # the triangle's area up to its top at 2 is 0.2; up to x beyond it 1 - (10 - x)² / 80
    assert peaked.at(0.2) == pytest.approx(2)
    assert peaked.at(0.8) == pytest.approx(6)
    assert np.mean([peaked.at((k + 0.5) / 1000) for k in range(1000)]) == pytest.approx(peaked.mean, rel=1e-3)


def test_every_stratum_is_drawn_once() -> None:
    for number in range(3):
        assert sorted(chances(number, each, 8) for each in range(8)) == [(k + 0.5) / 8 for k in range(8)]
    assert [chances(0, each, 8) for each in range(8)] != [chances(1, each, 8) for each in range(8)]


def test_the_estimate_is_at_the_mean_and_the_refits_are_spread(write: Write, refitted: ServiceModel) -> None:
    scenario = write(FASTER + "percent = { low = 10, likely = 15, high = 26 }")
    changed = apply(refitted, scenario)
    assert changed.step("Investigate").duration.expected == pytest.approx(0.83 * 1.9)
    many, again = len(refitted.refits), redesigned_refits(refitted, scenario)
    shares = [
        again[each].step("Investigate").duration.expected / refit(refitted, each).step("Investigate").duration.expected
        for each in range(many)
    ]
    assert sorted(shares) == pytest.approx(sorted(1 - scenario.ranges[0].at((k + 0.5) / many) / 100 for k in range(many)))
    assert assumptions(refitted, scenario)[0].endswith("Not known for sure: percent from 10 to 26, most likely 15.")


def test_a_range_widens_the_interval(write: Write, desk: ServiceModel) -> None:
    sure = write('name = "sure"\n' + FASTER + "percent = 20")
    vague = write('name = "vague"\n' + FASTER + "percent = { low = 0, high = 40 }")
    found = compare(desk, [sure, vague], replications=4, cases=300, jobs=1)
    one, other = (next(value for value in it.values if value.indicator == "utilisation:Second line") for it in found.scenarios)
    assert one.difference == pytest.approx(other.difference)
    assert other.high - other.low > 1.5 * (one.high - one.low)
    assert (other.run_low, other.run_high) == pytest.approx((one.run_low, one.run_high))
    assert "the randomness of the runs and the ranges of the redesigns" in found.notes[-1]


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("percent = { low = 25, high = 10 }", "must rise from low to high"),
        ('percent = { low = "10", high = 25 }', "must be a range of numbers"),
        ("percent = { low = 10, high = 125 }", "percent (=125.0) should be less than or equal to 100"),
        ("percent = { low = 10 }", "percent (={'low': 10})"),
    ],
)
def test_a_range_that_is_none_is_refused(write: Write, field: str, message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        write(FASTER + field)
    assert message in str(refused.value)


def test_people_are_counted_in_whole_numbers(write: Write) -> None:
    with pytest.raises(ScenarioError, match="count"):
        write('[[change]]\nkind = "add_staff"\nteam = "Second line"\ncount = { low = 1, high = 2 }')
