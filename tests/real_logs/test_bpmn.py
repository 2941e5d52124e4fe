"""Models of public logs: with everything in it a model explains everything; the best ones explain most and allow little else."""

from pathlib import Path

import pytest

from svcflow.eventlog import read_log
from svcflow.mining.bpmn import check_conformance, read_bpmn, write_drawing
from svcflow.mining.discovery import discover_bpmn

pytestmark = pytest.mark.real_logs
LOGS = [
    "tickets/helpdesk.csv.gz",
    "tickets/repair.xes.gz",
    "tickets/receipt.xes.gz",
    "tickets/servicenow_audit.csv.gz",
    "tickets/bpic2013_closed_problems.xes.gz",
    "simulation/P2P_train.csv.gz",
]


@pytest.mark.parametrize("name", LOGS)
def test_models_are_found_measured_written_and_conformed_to(real_logs: Path, tmp_path: Path, name: str) -> None:
    log = read_log(real_logs / name)
    whole = discover_bpmn(log, coverage=1, noise=0)
    assert (whole.quality.fitness, whole.quality.fitting_share) == (1.0, 1.0)
    best = discover_bpmn(log)
    assert best.quality.f_score > whole.quality.f_score
    assert best.quality.f_score > 0.75
    write_drawing(best.drawing, tmp_path / "best.bpmn")
    compared = check_conformance(log, read_bpmn(tmp_path / "best.bpmn"))
    assert compared.fitness == pytest.approx(best.quality.fitness)
    assert compared.fitting.cases + compared.deviating.cases == compared.cases_measured == compared.cases
    assert set(compared.only_log) == set(best.rare)


def test_precision_is_what_pm4py_finds_where_everything_fits(real_logs: Path) -> None:
    # Escaping edges by aligned prefixes and by replay, on the net of this very model: 0.583078, both.
    found = discover_bpmn(read_log(real_logs / "tickets/repair.xes.gz"), coverage=1, noise=0)
    assert found.quality.precision == pytest.approx(0.583078, abs=1e-6)
