"""Every indicator on every public log: none fails, none is impossible, and it is quick."""

import time
from pathlib import Path

import pytest

from svcflow.eventlog import read_log
from svcflow.indicators import Asked, Setting, compute_indicators, every_entry

pytestmark = pytest.mark.real_logs
LOGS = [
    "bpic2013_closed_problems.xes.gz",
    "callcenter.csv.gz",
    "helpdesk.csv.gz",
    "receipt.xes.gz",
    "repair.xes.gz",
    "servicenow_audit.csv.gz",
]
SETTING = Setting(service_level_h=72, response_h={"": 4})
SIDE_BY_SIDE = {"flow_efficiency", "activity_ratio", "utilisation"}


@pytest.mark.parametrize("name", LOGS)
def test_every_indicator(real_logs: Path, name: str) -> None:
    log = read_log(real_logs / "tickets" / name)
    began = time.process_time()
    found = compute_indicators(log, setting=SETTING, asked=Asked())
    assert time.process_time() - began < 6
    assert {each.name.partition(":")[0] for each in found} == {entry.name for entry in every_entry() if "process" in entry.levels}
    told = [each for each in found if each.value is not None]
    assert len(told) > 50
    for each in told:
        if each.unit == "share" and each.name.partition(":")[0] not in SIDE_BY_SIDE:
            assert -1e-9 <= each.value <= 1 + 1e-9, each
        assert each.low is None or each.low <= each.value + 1e-6 * abs(each.value) + 1e-9, each
    by_team = compute_indicators(log, setting=SETTING, asked=Asked(level="team", dimension="quality"))
    assert any(each.value is not None for each in by_team)
