"""Models of public logs, with all that calibration finds in them: both engines write the same trace."""

from pathlib import Path

import pytest

from svcflow.calibration import calibrate
from svcflow.eventlog.reading import read_log
from tests.simulation.test_engines_agree import assert_equal, traces

pytestmark = [pytest.mark.real_logs, pytest.mark.slow]


@pytest.mark.parametrize(
    "name",
    [
        "simulation/Loan_train.csv.gz",
        "simulation/P2P_train.csv.gz",
        "simulation/Production_train.csv.gz",
        "tickets/helpdesk.csv.gz",
        "tickets/receipt.xes.gz",
        "tickets/bpic2013_closed_problems.xes.gz",
    ],
)
def test_both_engines_run_its_model_alike(real_logs: Path, name: str) -> None:
    log = read_log(real_logs / name)
    model = calibrate(log, refits=0)
    assert_equal(traces(model, cases=min(len(log.cases), 1000)))
    assert_equal(traces(model.model_copy(update={"start": log.cases["first_time"].min()}), seed=2, cases=300))
