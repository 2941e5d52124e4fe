"""The public logs: the counts that their publishers and earlier readings give, and what is nasty about each."""

from datetime import UTC, datetime

import pandas as pd
import polars as pl
import pytest

from svcflow.eventlog import read_log, work_steps

pytestmark = pytest.mark.real_logs


@pytest.fixture(scope="module")
def tickets(real_logs):
    return real_logs / "tickets"


def roles(log):
    return {choice.role: choice.column for choice in log.report.columns}


def repairs(log):
    return {repair.rule: repair.count for repair in log.report.repairs}


def test_helpdesk(tickets):
    log = read_log(tickets / "helpdesk.csv.gz")
    report = log.report
    assert (report.cases, report.events, report.activities, report.resources) == (4580, 21348, 14, 22)
    assert repairs(log) == {"exact duplicates": 127}
    assert report.steps == 21348 - 127
    assert (report.shape, report.basis, report.rejected) == ("events", "estimated", ())
    assert roles(log) == {
        "case_id": "Case ID",
        "activity": "Activity",
        "resource": "Resource",
        "team": "workgroup",
        "priority": "seriousness_2",
        "end_time": "Complete Timestamp",
    }
    assert {"case:Variant", "case:Variant (2)"} <= set(log.steps.columns)
    lead = log.cases.select((pl.col("last_time") - pl.col("first_time")).dt.total_hours(fractional=True) / 24).to_series()
    assert lead.median() == pytest.approx(39.9, abs=0.1)


def test_helpdesk_with_offsets_lies_two_to_three_hours_off(tickets):
    plain, offset = read_log(tickets / "helpdesk.csv.gz"), read_log(tickets / "helpdesk_offsets.xes.gz")
    assert (offset.report.cases, offset.report.events, offset.report.activities) == (4580, 21348, 14)
    one = plain.cases.select(pl.col("case_id").str.replace(" ", ""), "first_time").sort("case_id").get_column("first_time")
    other = offset.cases.sort("case_id").get_column("first_time")
    assert set((one - other).dt.total_hours()) == {2, 3}


def test_callcenter(tickets):
    log = read_log(tickets / "callcenter.csv.gz")
    report = log.report
    assert (report.cases, report.events, report.activities, report.resources) == (3885, 7548, 6, 48)
    assert (report.shape, report.basis, report.rejected) == ("start_end", "measured", ())
    assert roles(log) == {
        "case_id": "Service ID",
        "activity": "Operation",
        "resource": "Agent",
        "team": "Agent Position",
        "start_time": "Start Date",
        "end_time": "End Date",
    }
    case_1 = log.steps.filter(pl.col("case_id") == "Case 1")
    assert case_1["start_time"][0] == datetime(2010, 3, 9, 8, 5, tzinfo=UTC)
    assert report.first.startswith("2010-03-01")
    assert report.last.startswith("2010-04-30")
    assert all("cannot be month first" in choice.evidence and "none the other" in choice.evidence for choice in report.timestamps)
    duplicates = repairs(log)["exact duplicates"]
    zero = log.steps.filter(pl.col("start_time") == pl.col("end_time")).height
    assert zero <= 1016 <= zero + duplicates


def test_repair(tickets):
    log = read_log(tickets / "repair.xes.gz")
    assert (log.report.cases, log.report.events, log.report.activities) == (1104, 11855, 8)
    assert log.shape == "lifecycle"
    assert [reject.reason for reject in log.report.rejected] == ["start without an end"]
    begun = log.steps.group_by("activity").agg(pl.col("start_time").count() > 0).get_column("start_time")
    assert begun.sum() == 4
    assert log.steps.filter(pl.col("start_time") > pl.col("end_time")).is_empty()
    assert log.report.steps == 7733


def test_receipt(tickets):
    log = read_log(tickets / "receipt.xes.gz")
    assert (log.report.cases, log.report.events, log.report.activities, log.report.resources) == (1434, 8577, 27, 48)
    assert log.shape == "events"
    assert isinstance(log.cases.schema["case:deadline"], pl.Datetime)
    assert log.report.timestamps[0].timezone == "offsets in the file"


def test_closed_problems(tickets):
    log = read_log(tickets / "bpic2013_closed_problems.xes.gz")
    assert (log.report.cases, log.report.events) == (1487, 6660)
    assert log.shape == "status"
    assert "lifecycle:transition" in log.steps.columns
    assert log.meanings == {"Completed": "closed", "Queued": "queue"}
    assert work_steps(log).steps.filter(pl.col("activity") == "Queued").is_empty()


def test_servicenow_steps_are_changes_of_state_group_or_assignee(tickets):
    rows = pd.read_csv(tickets / "servicenow_audit.csv.gz", dtype=str, na_values="?").fillna("")
    for column in ("opened_at", "sys_updated_at"):
        rows[column] = pd.to_datetime(rows[column], format="%d-%m-%Y %H:%M", utc=True)
    rows = rows.sort_values(["number", "sys_updated_at"], kind="stable")
    before = rows.shift(1)
    same = rows["number"] == before["number"]
    state = same & (rows["incident_state"] != before["incident_state"])
    people = [rows[column] != before[column] for column in ("assignment_group", "assigned_to")]
    handed = same & ~state & (people[0] | people[1])
    assert (len(rows), (~same).sum(), state.sum(), handed.sum()) == (5998, 890, 2528, 939)

    log = read_log(tickets / "servicenow_audit.csv.gz")
    report = log.report
    assert (report.cases, report.events, report.steps, report.shape, report.basis) == (890, 5998, 890 + 2528 + 939, "audit", "estimated")
    assert (report.rejected, repairs(log)) == ((), {'tickets with "opened_at" after their first row, which then opens them': 5})
    found = roles(log)
    assert (found["case_id"], found["activity"], found["timestamp"]) == ("number", "incident_state", "sys_updated_at")
    assert (found["resource"], found["team"]) == ("assigned_to", "assignment_group")
    assert "2580 of 5108 rows leave the state as it is" in report.shape_why

    steps = rows[~same | state | handed]
    names = steps["incident_state"].where(~handed, steps["incident_state"] + " (reassigned)")
    counted = dict(log.steps.group_by("activity").len().iter_rows())
    assert counted == names.value_counts().to_dict()
    assert log.steps["resource"].null_count() == (steps["assigned_to"] == "").sum()
    lead = log.cases.sort("case_id").select("case_id", "first_time").to_pandas().set_index("case_id")["first_time"]
    opened = rows.groupby("number").agg(opened=("opened_at", "min"), first=("sys_updated_at", "min")).min(axis=1)
    assert (lead.dt.as_unit("ns") == opened.dt.as_unit("ns")).all()
    assert {name: log.meaning(name) for name in ("New (reassigned)", "Active", "Awaiting User Info (reassigned)", "Awaiting Vendor")} == {
        "New (reassigned)": "queue", "Active": "work", "Awaiting User Info (reassigned)": "customer", "Awaiting Vendor": "supplier",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "cases"),
    [("Loan_train", 797), ("Loan_test", 200), ("P2P_train", 449), ("P2P_test", 101), ("Production_train", 127), ("Production_test", 38)],
)
def test_simulation_logs(real_logs, name, cases):
    log = read_log(real_logs / "simulation" / f"{name}.csv.gz")
    assert (log.report.cases, log.shape, log.report.rejected) == (cases, "start_end", ())
    assert list(roles(log)) == ["case_id", "activity", "resource", "start_time", "end_time"]


def test_small_logs_with_enabled_times(real_logs):
    files = sorted((real_logs / "waiting_causes").glob("*.csv"))
    assert files
    for path in files:
        log = read_log(path)
        assert log.shape == "start_end", path.name
        assert (log.steps["enabled_time"].null_count() == 0) == ("manual" not in path.name), path.name


@pytest.mark.parametrize("name", ["Insurance_Claims_3_timers", "Loan_Application_3_timers"])
def test_logs_with_known_delays(real_logs, name):
    log = read_log(real_logs / "delays" / f"{name}.csv.gz")
    assert (log.report.cases, log.shape) == (1000, "start_end")
    assert log.steps.schema["extraneous_delay"] == pl.Float64
