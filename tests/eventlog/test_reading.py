"""The bundled logs as an analyst would hand them over, and what reading does besides."""

import subprocess
import sys

import pytest

from svcflow.errors import LogError
from svcflow.eventlog import read_log


def test_the_service_desk(bundled):
    log = read_log(bundled("service_desk.csv"))
    assert {choice.role: choice.column for choice in log.report.columns} == {
        "case_id": "Ticket ID",
        "activity": "Step",
        "resource": "Assignee",
        "team": "Team",
        "priority": "Priority",
        "start_time": "Started",
        "end_time": "Finished",
    }
    assert (log.shape, log.report.basis, log.report.rejected) == ("start_end", "measured", ())
    assert log.meanings == {"Wait for customer": "customer"}
    assert {"case:Channel", "case:Category"} <= set(log.cases.columns)


def test_the_service_desk_by_status(bundled):
    log = read_log(bundled("service_desk_status.csv"))
    assert log.shape == "status"
    queues = {name for name, meaning in log.meanings.items() if meaning == "queue"}
    assert queues >= {"New", "Queued First Line", "Queued Second Line", "Waiting for Release", "Reopened"}
    assert log.meanings["Waiting for Customer"] == "customer"
    work = {"Registering", "Diagnosing", "Investigating", "Fixing", "Testing", "Resolving", "Closing"}
    assert not work & set(log.meanings)
    assert {name for name, meaning in log.meanings.items() if meaning == "closed"} == {"Closed", "Resolved"}
    assert {name for name, meaning in log.meanings.items() if meaning == "closed"} == {"Resolved", "Closed"}


def test_zones_are_checked(bundled):
    assert read_log(bundled("six_cases.csv"), timezone="Europe/Rome").report.first.endswith("08:00:00+00:00")
    with pytest.raises(LogError, match='Did you mean "Europe/Rome"'):
        read_log(bundled("six_cases.csv"), timezone="Europe/Rom")


def test_progress_is_told_to_the_end(bundled):
    told = []
    read_log(bundled("six_cases.csv"), progress=lambda what, done, total: told.append((what, done, total)))
    assert told[0] == ("reading the file", 0, 5)
    assert told[-1][1:] == (5, 5)


def test_reading_loads_neither_pandas_nor_pm4py():
    script = "import sys, svcflow.eventlog; sys.exit(any(name in sys.modules for name in ('pandas', 'pm4py', 'simpy', 'rustxes')))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_years_that_stand_for_no_date_are_set_aside(tmp_path):
    rows = "".join(f"{n},Open,2024-01-{n:02d} 08:00,2024-01-{n:02d} 09:00\n" for n in range(1, 20))
    file = tmp_path / "log.csv"
    odd = "20,Open,2024-01-20 08:00,9999-12-31 00:00\n21,Open,0001-01-01 00:00,2024-01-20 08:00\n"
    file.write_text(f"Case,Activity,Start,End\n{rows}{odd}")
    report = read_log(file).report
    assert [(each.line, each.reason) for each in report.rejected] == [
        (21, '"End" lies before 1901 or after 2200: it stands for no date'),
        (22, '"Start" lies before 1901 or after 2200: it stands for no date'),
    ]
    assert report.first.startswith("2024")
