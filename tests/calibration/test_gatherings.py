"""Tickets that are gathered and released together: what a rule says, followed by hand; and rules given back, and only where they are."""

import csv
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from svcflow.calibration.gatherings import find_gatherings
from svcflow.calibration.observations import observe
from svcflow.calibration.people import find_staff
from svcflow.calibration.releases import Waits, agrees, off_h, releases
from svcflow.eventlog.reading import read_log
from svcflow.model import Distribution, Flow, Gathering, Step, constant
from svcflow.model.document import START
from svcflow.simulation import simulate
from tests.simulation.test_simulated_by_hand import desk

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)
TRIO = Gathering(size=3, most_h=10.0)


def waits(*rows: tuple[float, float, float]) -> Waits:
    return Waits(*(np.array(column) for column in zip(*rows, strict=True)))


def released(rule: Gathering, given: Waits) -> list[float]:
    found: list[float] = releases(rule, given, MONDAY).tolist()
    return found


def test_times_release_at_the_next_of_them() -> None:
    given = waits((0.0, 0.0, 99.0), (14.0, 14.0, 99.0), (14.5, 14.5, 99.0), (200.0, 200.0, 999.0))
    assert released(Gathering(times=("Mon 14:00", "Tue 10:00")), given) == [14.0, 14.0, 34.0, 202.0]


def test_a_batch_is_full_or_has_waited_long_enough() -> None:
    ready = (0.0, 1.0, 2.0, 3.0, 4.0, 30.0)
    assert released(TRIO, waits(*((at, at, at + 50) for at in ready))) == [2.0, 2.0, 2.0, 13.0, 13.0, 40.0]


def test_what_began_too_early_spoils_its_own_batch_alone() -> None:
    given = waits((0.0, 0.0, 1.5), (1.0, 1.0, 1.6), (2.0, 2.0, 4.0), (3.0, 3.0, 4.0), (4.0, 4.0, 4.0), (5.0, 5.0, 15.0))
    assert released(TRIO, given) == [2.0, 2.0, 4.0, 4.0, 4.0, 15.0]
    assert agrees(releases(TRIO, given, MONDAY) - given.ready, given).tolist() == [False, False, True, True, True, True]


def test_what_lay_longer_spoils_its_own_batch_alone() -> None:
    given = waits((0.0, 3.0, 9.0), (1.0, 3.0, 9.0), (2.0, 3.0, 9.0), (3.0, 3.0, 9.0), (4.0, 6.0, 9.0), (5.0, 6.0, 9.0), (6.0, 6.0, 9.0))
    assert agrees(releases(TRIO, given, MONDAY) - given.ready, given).tolist() == [False] * 4 + [True] * 3


def test_a_release_may_be_early_by_a_tenth_of_the_wait_and_never_late() -> None:
    given = waits(*[(0.0, 10.0, 20.0)] * 4)
    wait = np.array([9.0, 9.5, 20.0, 20.1])
    assert agrees(wait, given).tolist() == [False, True, True, False]
    assert off_h(wait, given).tolist() == pytest.approx([1.0, 0.5, 0.0, 0.1])


def log_of_desk(name: str, folder: Path) -> Path:
    """A log of one of the study's desks; its generator is a folder of scripts."""
    path = folder / f"{name}.csv"
    code = f"from interventions import *; write_log(next(it for it in all_desks() if it.name == {name!r}), 1, Path({str(path)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2] / "event_logs", check=True)
    return path


@pytest.mark.parametrize(
    ("name", "true"),
    [
        ("batching", {"Approve order": {"times": ("Tue 14:00", "Thu 14:00")}, "Buy": {"size": 8, "most_h": 48.0}}),
        ("mixed", {"Pay": {"times": tuple(f"{day} 13:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri"))}}),
    ],
)
def test_a_desk_gives_back_its_gatherings(name: str, true: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    seen = observe(read_log(log_of_desk(name, tmp_path)))
    found = find_gatherings(seen, find_staff(seen))
    assert {step: it.model_dump(exclude_defaults=True, exclude={"n"}) for step, it in found.by_step.items()} == true
    gathered = np.isin(seen.activity, [seen.activities.index(step) for step in true])
    assert seen.delay_h[gathered].sum() > 100
    assert found.left_h[gathered].sum() < 0.02 * seen.delay_h[gathered].sum()
    assert np.array_equal(found.left_h[~gathered], seen.delay_h[~gathered])


def test_delays_of_each_ticket_by_itself_are_no_gathering(tmp_path: Path) -> None:
    """Delays of any length, always the same one, and an office that is closed at night: nothing of it is released together."""
    for number, delay in enumerate((Distribution(kind="exponential", mean=6.0), constant(5.0))):
        model = desk(cases=300, flows=(Flow(source=START, target="A", delay=delay),), steps=(Step(name="A", duration=constant(0.3)),))
        path = tmp_path / f"{number}.csv"
        write(simulate(model, replications=1).logs[0].steps.rows(named=True), path)
        seen = observe(read_log(path))
        assert seen.delay_h.mean() > 1.0
        assert find_gatherings(seen, find_staff(seen)).by_step == {}


def write(steps: list[dict[str, Any]], path: Path) -> None:
    names = ("case_id", "activity", "resource", "enabled_time", "start_time", "end_time")
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([names, *([step[name] for name in names] for step in steps)])
