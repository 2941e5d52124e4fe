"""Work that slows with the tickets in hand: the calibration gives back the drag of a generated desk, and none where there is none."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from desks import all_desks
from engine import simulate
from generate import STEP_HEADER, step_rows

from svcflow.calibration.fit import fit_parts
from svcflow.calibration.observations import observe
from svcflow.calibration.slowdown import Slowdown
from svcflow.eventlog.reading import read_log

DESK = next(it.desk for it in all_desks() if it.name == "multitasking")
DRAG = {team.name: team.drag for team in DESK.teams}


def slowdowns(drag: dict[str, float], folder: Path) -> dict[str, Slowdown]:
    """What the calibration finds in a log of the desk with these drags."""
    desk = replace(DESK, teams=tuple(replace(team, drag=drag[team.name]) for team in DESK.teams))
    path = folder / "desk.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([STEP_HEADER, *step_rows(simulate(desk, 2000, 11))])
    return dict(fit_parts(observe(read_log(path))).slowdowns)


def test_the_drag_is_given_back(tmp_path: Path) -> None:
    found = slowdowns(DRAG, tmp_path)
    assert set(found) == set(DRAG)
    for team, it in found.items():
        assert it.share == pytest.approx(DRAG[team], abs=3 * it.error)
    assert found["Chat"].error < 0.02
    assert found["Experts"].error < 0.12


def test_without_drag_none_is_found(tmp_path: Path) -> None:
    assert slowdowns(dict.fromkeys(DRAG, 0.0), tmp_path) == {}
