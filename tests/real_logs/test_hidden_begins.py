"""Begins of public logs, hidden and estimated: within the errors that `svcflow.timing.hours.begins` states."""

from pathlib import Path

import polars as pl
import pytest

from svcflow.eventlog import read_log
from svcflow.timing import time_steps
from svcflow.timing.hours.begin_accuracy import begin_accuracy, begin_evidence
from svcflow.timing.hours.work_time import with_work_hours

pytestmark = pytest.mark.real_logs

# Mean absolute error as a part of the true mean at most; share right to the minute at least.
BOUNDS = {
    "simulation/Loan_train.csv.gz": (0.2, 0.9),
    "delays/Loan_Application_3_timers.csv.gz": (0.25, 0.65),
    "delays/Insurance_Claims_3_timers.csv.gz": (0.25, 0.5),
    "tickets/repair.xes.gz": (0.4, 0.6),
    "simulation/P2P_train.csv.gz": (0.75, 0.35),
    "simulation/Production_train.csv.gz": (0.9, 0.12),
    "tickets/callcenter.csv.gz": (1.1, 0.35),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_hidden_begins_are_found_again(real_logs: Path, name: str) -> None:
    most, least = BOUNDS[name]
    found = begin_accuracy(read_log(real_logs / name, dayfirst=True if "callcenter" in name else None)).overall
    assert found.mean_absolute_error_h < most * found.mean_h
    assert found.to_the_minute > least


@pytest.mark.parametrize("name", ["tickets/helpdesk.csv.gz", "tickets/receipt.xes.gz"])
def test_logs_of_ends_say_what_their_times_rest_on(real_logs: Path, name: str) -> None:
    log = time_steps(read_log(real_logs / name))
    found = begin_evidence(log)
    assert found.estimated == found.worker + found.case + found.typical + found.unknown == log.steps.height
    timed = with_work_hours(log, shared=True).steps
    assert timed.select((pl.col("processing_work_h") <= pl.col("processing_h") + 1e-6).all()).item()
    assert timed.select((pl.col("waiting_work_h") <= pl.col("waiting_h") + 1e-6).all()).item()
