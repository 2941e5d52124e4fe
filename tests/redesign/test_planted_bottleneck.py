"""The bottleneck that was planted in the bundled desk: found first in its log, and removed in the simulation as in the desk itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from svcflow import apply, calibrate, find_bottlenecks, read_log, read_scenario, simulate
from svcflow.eventlog import EventLog
from svcflow.model import ServiceModel
from svcflow.timing import attribute_waiting

FOLDER = Path(__file__).resolve().parents[2] / "event_logs"
DOUBLED = 'name = "Second line doubled"\nwhy = "To see."\n[[change]]\nkind = "add_staff"\nteam = "Second line"\ncount = 8\n'


@pytest.fixture(scope="module")
def log() -> EventLog:
    return read_log(FOLDER / "service_desk.csv")


@pytest.fixture(scope="module")
def model(log: EventLog) -> ServiceModel:
    return calibrate(log, refits=0)


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / "service_desk.truth.json").read_text(encoding="utf-8"))
    return document


def behind_others_h(log: EventLog) -> float:
    """Mean time before Investigate for which the second line was busy with other tickets [h]."""
    steps = attribute_waiting(log).steps.filter(activity="Investigate")
    return float((steps["contention_h"] + steps["prioritisation_h"]).sum()) / steps.height


def test_it_is_ranked_first(log: EventLog, truth: dict[str, Any]) -> None:
    first = find_bottlenecks(log)[0]
    assert (first.where, first.team, first.cause) == ("Investigate", "Second line", "contention")
    assert truth["figures"]["bottleneck"]["step"] == "Investigate"


@pytest.mark.slow
def test_doubling_its_team_removes_it(model: ServiceModel, truth: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "doubled.toml").write_text(DOUBLED, encoding="utf-8")
    doubled = apply(model, read_scenario(tmp_path / "doubled.toml"))
    before, after = (simulate(each, replications=3, seed=1).logs for each in (model, doubled))
    left = sum(map(behind_others_h, after)) / sum(map(behind_others_h, before))
    results = truth["interventions"]["results"]
    queue = [results[name]["mean"]["investigate_queue_mean_h"]["mean"] for name in ("as_is", "second_line_doubled")]
    assert queue[1] / queue[0] < 0.05  # what the desk itself says
    assert left < 0.05
    for simulated in after:
        assert ("Investigate", "contention") not in [(each.where, each.cause) for each in find_bottlenecks(simulated)[:3]]
