"""Rework and handovers of public logs, beside the counters that one of them carries."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from svcflow.eventlog import read_log
from svcflow.mining.handover import find_owners, find_stretches
from svcflow.mining.network import mine_handovers
from svcflow.mining.reopening import find_closures
from svcflow.report.network_drawing import draw_network
from svcflow.timing import time_steps
from svcflow.timing.rework.measuring import measure_rework

pytestmark = pytest.mark.real_logs
LOGS = [
    "helpdesk.csv.gz",
    "callcenter.csv.gz",
    "servicenow_audit.csv.gz",
    "repair.xes.gz",
    "receipt.xes.gz",
    "bpic2013_closed_problems.xes.gz",
]


def test_reopening_and_moves_are_what_the_system_counted(real_logs: Path) -> None:
    log = read_log(real_logs / "tickets/servicenow_audit.csv.gz")
    counters = log.steps.group_by("case_id", maintain_order=True).agg(
        pl.col("reopen_count").cast(pl.Int64).max(), pl.col("reassignment_count").cast(pl.Int64).max()
    )
    timed = time_steps(log)
    found = find_closures(timed.steps, timed.meanings)
    assert timed.cases.height == log.cases.height
    assert np.bincount(found.case[found.reopens], minlength=log.cases.height).tolist() == counters["reopen_count"].to_list()
    stretches = find_stretches(log, find_owners(log, "teams"))
    moved = np.bincount(stretches.case[1:][stretches.case[1:] == stretches.case[:-1]], minlength=log.cases.height)
    # The counter also knows moves that were undone before the next row was written.
    assert ((moved > 0) == (counters["reassignment_count"] > 0).to_numpy()).mean() > 0.95
    assert np.corrcoef(moved, counters["reassignment_count"])[0, 1] > 0.95


def test_repairs_are_done_again_after_the_test(real_logs: Path) -> None:
    found = measure_rework(read_log(real_logs / "tickets/repair.xes.gz"))
    test = next(each for each in found.activities if each.activity == "Test Repair")
    restart = next(each for each in found.activities if each.activity == "Restart Repair")
    assert test.loops == restart.count  # every restart leads to another test
    assert found.self_loops.count == 0


@pytest.mark.parametrize("name", LOGS)
def test_every_log_is_gone_through(real_logs: Path, name: str) -> None:
    log = read_log(real_logs / "tickets" / name, dayfirst=True if "callcenter" in name else None)
    found = measure_rework(log)
    assert found.repeats.count == found.self_loops.count + found.loops.count == sum(each.repeats.count for each in found.activities)
    assert found.repeats.processing_h == pytest.approx(sum(each.repeats.processing_h for each in found.activities))
    escalation = found.escalation
    moved = escalation.escalations.count + escalation.returns.count + escalation.level.count
    assert moved == sum(move.count for move in escalation.moves)
    for each in found.ping_pong:
        assert each.bounces == sum(pair.bounces for pair in each.pairs) >= each.chains >= each.cases
    network = mine_handovers(time_steps(log))
    assert sum(link.count for link in network.links) == network.handovers
    assert draw_network(network).startswith("<svg")
