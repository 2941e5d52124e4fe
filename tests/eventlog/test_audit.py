"""One row for each update of a ticket: what happened is the change against the row before."""

from datetime import UTC, datetime

import polars as pl
import pytest

from svcflow.eventlog import read_log, work_steps
from svcflow.timing import time_steps

HEADER = "number,incident_state,assignment_group,assigned_to,opened_at,sys_updated_at,sys_mod_count"
ROWS = (
    "I1,New,Desk,,2024-01-02 07:50,2024-01-02 08:00,0",
    "I1,New,Desk,,2024-01-02 07:50,2024-01-02 08:10,1",
    "I1,New,Second,bob,2024-01-02 07:50,2024-01-02 08:30,2",
    "I1,Active,Second,bob,2024-01-02 07:50,2024-01-02 09:00,3",
    "I1,Active,Second,bob,2024-01-02 07:50,2024-01-02 09:30,4",
    "I1,Active,Second,eve,2024-01-02 07:50,2024-01-02 10:00,5",
    "I1,Awaiting User Info,Second,eve,2024-01-02 07:50,2024-01-02 11:00,6",
    "I1,Awaiting User Info,Third,,2024-01-02 07:50,2024-01-02 12:00,7",
    "I1,Resolved,Third,,2024-01-02 07:50,2024-01-02 14:00,8",
    "I1,Resolved,Third,zoe,2024-01-02 07:50,2024-01-02 14:30,9",
    "I1,Closed,Third,zoe,2024-01-02 07:50,2024-01-04 14:00,10",
    "I2,Active,Desk,ann,2024-01-02 09:00,2024-01-02 09:00,0",
    "I2,Active,Desk,ann,2024-01-02 09:00,2024-01-02 15:00,1",
)


def at(hour, minute=0, day=2):
    return datetime(2024, 1, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def read(tmp_path):
    def reader(header, *rows, **options):
        path = tmp_path / "audit.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return read_log(path, **options)

    return reader


def spans(log, case, *columns):
    return log.steps.filter(pl.col("case_id") == case).select("activity", *columns, "start_time", "end_time").rows()


def test_changes_of_state_and_of_people_are_steps(read):
    log = read(HEADER, *ROWS)
    assert (log.shape, log.report.basis) == ("audit", "estimated")
    assert spans(log, "I1", "resource", "team") == [
        ("New", None, "Desk", at(8), at(8, 30)),
        ("New (reassigned)", "bob", "Second", at(8, 30), at(9)),
        ("Active", "bob", "Second", at(9), at(10)),
        ("Active (reassigned)", "eve", "Second", at(10), at(11)),
        ("Awaiting User Info", "eve", "Second", at(11), at(12)),
        ("Awaiting User Info (reassigned)", None, "Third", at(12), at(14)),
        ("Resolved", None, "Third", at(14), at(14, 30)),
        ("Resolved (reassigned)", "zoe", "Third", at(14, 30), at(14, day=4)),
        ("Closed", "zoe", "Third", at(14, day=4), at(14, day=4)),
    ]


def test_the_last_step_lasts_until_the_last_update(read):
    assert spans(read(HEADER, *ROWS), "I2") == [("Active", at(9), at(15))]


def test_updates_that_change_nothing_are_counted(read):
    report = read(HEADER, *ROWS).report
    assert (report.events, report.steps, report.rejected, report.repairs) == (13, 10, (), ())
    told = "Of 13 updates 2 are the first of their ticket, 4 change its state, 4 its group or assignee alone; 3 change none of them"
    assert any(note.startswith(told) for note in report.notes)


def test_the_evidence(read):
    why = read(HEADER, *ROWS).report.shape_why
    assert "7 of 11 rows leave the state as it is" in why
    assert '"sys_updated_at", "sys_mod_count"' in why


def test_the_lead_time_begins_when_the_ticket_was_opened(read):
    log = read(HEADER, *ROWS)
    assert log.cases.select("case_id", "first_time").rows() == [("I1", at(7, 50)), ("I2", at(9))]
    assert log.steps.filter(pl.col("position") == 0).get_column("enabled_time").to_list() == [at(7, 50), at(9)]
    work = work_steps(log).steps.filter(pl.col("case_id") == "I1")
    assert work.select("activity", "enabled_time").row(0) == ("Active", at(7, 50))


def test_an_opening_after_the_first_update_is_counted_and_not_used(read):
    rows = [row.replace("2024-01-02 09:00,2024-01-02 09:00", "2024-01-02 09:30,2024-01-02 09:00") for row in ROWS]
    report = read(HEADER, *rows).report
    assert [(repair.rule, repair.count, repair.example) for repair in report.repairs] == [
        ('tickets with "opened_at" after their first row, which then opens them', 1, "I2: 2024-01-02 09:30")
    ]


def test_a_reassignment_means_what_its_state_means(read):
    log = read(HEADER, *ROWS)
    assert dict(log.meanings) == {
        "New": "queue", "New (reassigned)": "queue", "Active": "work", "Active (reassigned)": "work",
        "Awaiting User Info": "customer", "Awaiting User Info (reassigned)": "customer",
        "Resolved": "closed", "Resolved (reassigned)": "closed", "Closed": "closed",
    }  # fmt: skip
    timed = time_steps(log).steps.filter(pl.col("case_id") == "I1")
    assert timed.filter(pl.col("activity").str.starts_with("Awaiting")).get_column("paused_h").sum() == 3.0
    assert timed.filter(pl.col("activity").str.starts_with("Resolved")).get_column("paused_h").sum() == 48.0
    assert timed.get_column("processing_h").sum() == 2.0
    said = read(HEADER, *ROWS, meanings={"Active": "supplier"})
    assert (said.meaning("Active"), said.meaning("Active (reassigned)")) == ("supplier", "supplier")


def test_the_order_of_the_rows_changes_nothing(read):
    forward = read(HEADER, *ROWS)
    backward = read(HEADER, *ROWS[::-1])
    assert spans(backward, "I1") == spans(forward, "I1")


def test_updates_at_one_instant_keep_the_file_s_order(read):
    rows = [
        "1,Open,2024-01-02 08:00",
        "1,Active,2024-01-02 08:00",
        "1,Active,2024-01-02 09:00",
        "1,Closed,2024-01-02 10:00",
        "2,Open,2024-01-02 08:00",
    ]
    log = read("Ticket,Status,Updated At", *rows, shape="audit")
    assert spans(log, "1") == [("Open", at(8), at(8)), ("Active", at(8), at(10)), ("Closed", at(10), at(10))]


def test_without_people_only_states_count(read):
    rows = [
        f"{case},{state},2024-01-02 {8 + hour:02}:00"
        for case in "ab"
        for hour, state in enumerate(["Open", "Open", "Active", "Active", "Closed"])
    ]
    log = read("Ticket,Status,Last Modified", *rows)
    assert log.shape == "audit"
    assert spans(log, "a") == [("Open", at(8), at(10)), ("Active", at(10), at(12)), ("Closed", at(12), at(12))]


@pytest.mark.parametrize(
    ("header", "rows", "shape"),
    [
        # steps that repeat, at the time of an update: an activity is no state
        ("Ticket,Activity,Updated At", ["1,Call,{}", "1,Call,{}", "1,Mail,{}", "2,Call,{}", "2,Call,{}", "2,Visit,{}"], "events"),
        # states that change with every row
        ("Ticket,Status,Updated At", ["1,New,{}", "1,Active,{}", "1,Closed,{}", "2,New,{}", "2,Active,{}", "2,Closed,{}"], "status"),
        # states that repeat, with nothing that speaks of updates: a row is then a change of something that is not in the file
        ("Ticket,Status,Time", ["1,New,{}", "1,New,{}", "1,Closed,{}", "2,New,{}", "2,New,{}", "2,Closed,{}"], "status"),
    ],
)
def test_what_is_no_audit(read, header, rows, shape):
    timed = [row.format(f"2024-01-02 {8 + i:02}:00") for i, row in enumerate(rows)]
    assert read(header, *timed).shape == shape


def test_the_shape_is_overridable(read):
    assert read(HEADER, *ROWS, shape="status").report.steps == 13
    assert read(HEADER, *ROWS, shape="events").report.steps == 13
    log = read("Ticket,Status,Time", "1,New,2024-01-02 08:00", "1,New,2024-01-02 09:00", "1,Closed,2024-01-02 10:00", shape="audit")
    assert (log.shape, log.report.shape_why) == ("audit", "as asked for")
    assert spans(log, "1") == [("New", at(8), at(10)), ("Closed", at(10), at(10))]
