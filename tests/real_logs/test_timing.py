"""Timing on public logs: what is known of them holds, and every log is gone through."""

from pathlib import Path

import polars as pl
import pytest

from svcflow.eventlog import read_log
from svcflow.mining import find_teams
from svcflow.timing import CAUSES, attribute_waiting, decompose_times, find_bottlenecks, find_delays

pytestmark = pytest.mark.real_logs
COLUMNS = [f"{cause}_h" for cause in CAUSES]
FIXTURES = {
    "wta_fixture_resource_contention.csv": (0, 2.5, 0, 0, 0.5),
    "wta_fixture_prioritization.csv": (0, 0, 1.5, 0, 1.5),
    "wta_fixture_prioritization_and_contention.csv": (0, 1, 1.5, 0, 0.5),
    "wta_non_processing_intervals.csv": (0, 1, 1.5, 0, 0.5),
    "wta_fixture_undifferentiated_pool.csv": (0, 0, 0, 0, 3),
}
LOGS = [
    "tickets/helpdesk.csv.gz",
    "tickets/callcenter.csv.gz",
    "tickets/servicenow_audit.csv.gz",
    "tickets/repair.xes.gz",
    "tickets/receipt.xes.gz",
    "tickets/bpic2013_closed_problems.xes.gz",
    "simulation/Loan_train.csv.gz",
    "simulation/P2P_train.csv.gz",
    "simulation/Production_train.csv.gz",
]


@pytest.mark.parametrize("name", FIXTURES)
def test_the_published_causes(real_logs: Path, name: str) -> None:
    steps = attribute_waiting(read_log(real_logs / "waiting_causes" / name)).steps
    assert steps.filter(pl.col("case_id") == "2").select(COLUMNS).row(0) == pytest.approx(FIXTURES[name])


@pytest.mark.parametrize("name", LOGS)
def test_every_log_adds_up(real_logs: Path, name: str) -> None:
    log = attribute_waiting(read_log(real_logs / name))
    difference = log.steps.select((pl.sum_horizontal(COLUMNS) - pl.col("waiting_h")).abs().max()).item()
    assert difference < 1e-6 / 3600
    assert log.steps.select(pl.col(COLUMNS).min()).min_horizontal().item() >= 0
    found = decompose_times(log)
    assert 0 <= found.value_stream.flow_efficiency <= 1
    ranked = find_bottlenecks(log)
    assert ranked == tuple(sorted(ranked, key=lambda one: -round(one.saving_h, 6)))
    assert set(find_teams(log)) == set(log.steps["resource"].drop_nulls()) or log.meanings


def test_a_pool_declared_one_resource(real_logs: Path) -> None:
    log = read_log(real_logs / "waiting_causes" / "wta_fixture_undifferentiated_pool.csv")
    steps = attribute_waiting(log.with_steps(log.steps.with_columns(resource=pl.lit("R1 to R3")))).steps
    assert steps.filter(pl.col("case_id") == "2").select(COLUMNS).row(0) == pytest.approx((0, 1, 1.5, 0, 0.5))


HIDDEN = {"Insurance_Claims": (0.80, 0.20), "Loan_Application": (0.95, 0.05)}


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_delays_are_found_again(real_logs: Path, name: str) -> None:
    share, error = HIDDEN[name]
    log = read_log(real_logs / "delays" / f"{name}_3_timers.csv.gz")
    true = log.steps["extraneous_delay"].cast(pl.Float64) / 3600
    found = attribute_waiting(log.with_steps(log.steps.drop("extraneous_delay"))).steps["extraneous_h"]
    assert share * true.sum() < found.sum() < 1.05 * true.sum()
    assert (found - true).abs().mean() < error * true.mean()


@pytest.mark.parametrize(("name", "share"), [("Insurance_Claims", 0.8), ("Loan_Application", 0.7)])
def test_what_is_told_at_least_is_no_more_than_there_was(real_logs: Path, name: str, share: float) -> None:
    log = read_log(real_logs / "delays" / f"{name}_3_timers.csv.gz")
    true = log.steps["extraneous_delay"].cast(pl.Float64) / 3600
    found = find_delays(log.with_steps(log.steps.drop("extraneous_delay"))).steps["delay_h"]
    assert share * true.sum() < found.sum()
    assert (found - true).max() < 1 / 60


def test_a_process_without_delays_has_nothing_extraneous(real_logs: Path) -> None:
    for part in ("train", "test"):
        steps = attribute_waiting(read_log(real_logs / "simulation" / f"Loan_{part}.csv.gz")).steps
        assert steps["extraneous_h"].sum() < 0.01 * steps["waiting_h"].sum()
