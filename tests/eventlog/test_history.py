"""Change histories: which field of which ticket, from what, to what, when, by whom."""

from datetime import UTC, datetime

import polars as pl
import pytest

from svcflow.errors import LogError
from svcflow.eventlog import read_log

HEADER = "Issue key,Author,Change Date,Field,From,To,Issue created"
ROWS = (
    "A-1,ann,2024-01-02 09:00,assignee,,bob,2024-01-02 08:00",
    "A-1,ann,2024-01-02 09:00,status,To Do,In Progress,2024-01-02 08:00",
    "A-1,bob,2024-01-02 10:00,priority,Low,High,2024-01-02 08:00",
    "A-1,bob,2024-01-02 11:00,status,In Progress,Waiting for customer,2024-01-02 08:00",
    "A-1,bob,2024-01-02 12:00,assignee,bob,eve,2024-01-02 08:00",
    "A-1,eve,2024-01-02 13:00,status,Waiting for customer,Done,2024-01-02 08:00",
    "A-1,eve,2024-01-02 13:00,resolution,,Fixed,2024-01-02 08:00",
    "A-2,ann,2024-01-02 10:00,status,To Do,Done,2024-01-02 09:30",
)


def at(hour, minute=0):
    return datetime(2024, 1, 2, hour, minute, tzinfo=UTC)


@pytest.fixture
def read(tmp_path):
    def reader(header, *rows, **options):
        path = tmp_path / "changes.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return read_log(path, **options)

    return reader


def spans(log, case, *columns):
    return log.steps.filter(pl.col("case_id") == case).select("activity", *columns, "start_time", "end_time").rows()


def repairs(log):
    return {repair.rule: (repair.count, repair.example) for repair in log.report.repairs}


def test_statuses_follow_one_another_from_the_opening_on(read):
    log = read(HEADER, *ROWS)
    assert (log.shape, log.report.basis, log.report.rejected, log.report.repairs) == ("history", "estimated", (), ())
    assert spans(log, "A-1") == [
        ("To Do", at(8), at(9)),
        ("In Progress", at(9), at(11)),
        ("Waiting for customer", at(11), at(13)),
        ("Done", at(13), at(13)),
    ]
    assert spans(log, "A-2") == [("To Do", at(9, 30), at(10)), ("Done", at(10), at(10))]
    assert dict(log.meanings) == {"To Do": "queue", "Waiting for customer": "customer", "In Progress": "work", "Done": "closed"}
    assert (log.report.events, log.report.steps, log.report.cases) == (8, 6, 2)


def test_the_evidence_and_what_became_of_the_rows(read):
    report = read(HEADER, *ROWS).report
    assert '"From" and "To" are what each row changes, "Field" which field: "status" in 4 of 8 rows' in report.shape_why
    found = {choice.role: choice.column for choice in report.columns}
    assert found == {
        "case_id": "Issue key",
        "resource": "Author",
        "timestamp": "Change Date",
        "field": "Field",
        "from_value": "From",
        "to_value": "To",
    }
    assert 'Steps are the changes of "status": 4 of 8 rows.' in report.notes
    assert "2 changes of assignee or group say who has the ticket from then on." in report.notes
    assert "2 changes of other fields make no step." in report.notes


def test_the_assignee_has_the_ticket_and_the_author_stays_beside(read):
    log = read(HEADER, *ROWS)
    assert spans(log, "A-1", "resource", "changed_by") == [
        ("To Do", None, "ann", at(8), at(9)),
        ("In Progress", "bob", "ann", at(9), at(11)),
        ("Waiting for customer", "bob", "bob", at(11), at(13)),
        ("Done", "eve", "eve", at(13), at(13)),
    ]
    assert log.steps.filter(pl.col("case_id") == "A-2").get_column("resource").to_list() == [None, None]


def test_without_changes_of_the_assignee_the_author_is_who_did_it(read):
    log = read(HEADER, *(row for row in ROWS if "assignee" not in row))
    assert log.steps.filter(pl.col("case_id") == "A-1").get_column("resource").to_list() == ["ann", "ann", "bob", "eve"]


def test_who_had_the_ticket_before_the_first_change_is_what_that_leaves(read):
    rows = ["1,status,New,Open,2024-01-02 09:00", "1,group,Desk,Second,2024-01-02 10:00", "1,status,Open,Closed,2024-01-02 11:00"]
    log = read("ticket_id,field_name,previous_value,value,created_at", *rows)
    assert spans(log, "1", "team") == [
        ("New", "Desk", None, at(9)),
        ("Open", "Desk", at(9), at(11)),
        ("Closed", "Second", at(11), at(11)),
    ]


def test_who_never_changes_is_who_the_ticket_names(read):
    rows = [
        "1,status,New,Closed,2024-01-02 09:00,zoe",
        "2,status,New,Closed,2024-01-02 09:00,eve",
        "2,assignee_id,bob,eve,2024-01-02 08:00,eve",
    ]
    log = read("ticket,field,old value,new value,time,Assignee", *rows, mapping={"resource": ""})
    assert log.steps.select("case_id", "activity", "resource").rows() == [
        ("1", "New", "zoe"),
        ("1", "Closed", "zoe"),
        ("2", "New", "bob"),
        ("2", "Closed", "eve"),
    ]


def test_without_an_opening_the_first_status_begins_at_an_unknown_time(read):
    header, rows = HEADER.rsplit(",", 1)[0], [row.rsplit(",", 1)[0] for row in ROWS]
    log = read(header, *rows)
    assert spans(log, "A-1")[0] == ("To Do", None, at(9))
    assert log.cases.get_column("first_time").to_list() == [at(9), at(10)]


def test_a_first_change_from_nothing_creates_the_ticket(read):
    rows = ["1,status,,New,2024-01-02 08:00", "1,status,New,Closed,2024-01-02 09:00"]
    assert spans(read("ticket_id,field_name,previous_value,value,created_at", *rows), "1") == [
        ("New", at(8), at(9)),
        ("Closed", at(9), at(9)),
    ]


def test_a_broken_chain_is_counted_with_an_example(read):
    rows = ["1,status,New,Open,2024-01-02 08:00", "1,status,Pending,Closed,2024-01-02 09:00", "2,status,New,Closed,2024-01-02 09:00"]
    log = read("ticket,field,old value,new value,time", *rows)
    assert spans(log, "1") == [("New", None, at(8)), ("Open", at(8), at(9)), ("Closed", at(9), at(9))]
    rule = 'changes whose "from" is not the "to" of the change before; the status is taken to have been that "to"'
    assert repairs(log) == {rule: (1, '1: from "Pending" to "Closed"')}


def test_changes_at_one_instant_follow_the_chain_in_either_order_of_the_file(read):
    rows = [
        "1,status,New,Open,2024-01-02 08:00",
        "1,status,Open,Pending,2024-01-02 09:00",
        "1,status,Pending,Open,2024-01-02 09:00",
        "1,status,Open,Closed,2024-01-02 10:00",
        "2,status,New,Closed,2024-01-02 10:00",
    ]
    steps = [("New", None, at(8)), ("Open", at(8), at(9)), ("Pending", at(9), at(9)), ("Open", at(9), at(10)), ("Closed", at(10), at(10))]
    for order in (rows, rows[::-1]):
        log = read("ticket,field,old value,new value,time", *order)
        assert (spans(log, "1"), log.report.repairs) == (steps, ())


def test_changes_to_the_same_status_are_folded_and_tickets_without_any_are_named(read):
    rows = [
        "1,status,New,Open,2024-01-02 08:00",
        "1,status,Open,Open,2024-01-02 08:30",
        "1,status,Open,Closed,2024-01-02 09:00",
        "2,priority,low,high,2024-01-02 09:00",
        "3,status,New,,2024-01-02 09:30",
    ]
    log = read("ticket,field,old value,new value,time", *rows)
    assert spans(log, "1") == [("New", None, at(8)), ("Open", at(8), at(9)), ("Closed", at(9), at(9))]
    assert any("1 change of status from a status to itself" in note for note in log.report.notes)
    assert repairs(log)["tickets whose status never changes, left out"] == (2, "2")
    assert [(reject.line, reject.reason) for reject in log.report.rejected] == [(6, "no status")]


def test_changes_of_status_alone_need_no_field(read):
    rows = ["1,New,Open,2024-01-02 08:00", "1,Open,Closed,2024-01-02 09:00", "2,New,Closed,2024-01-02 09:00"]
    log = read("Ticket,From status,To status,At", *rows)
    assert log.shape == "history"
    assert spans(log, "1") == [("New", None, at(8)), ("Open", at(8), at(9)), ("Closed", at(9), at(9))]


def test_from_and_to_of_something_else_are_no_history(read):
    rows = [f"{i // 2},{'AB'[i % 2]},+39 0{i},+31 1{i},2024-01-02 0{i}:00" for i in range(8)]
    assert read("Call,Step,From,To,Time", *rows).shape == "events"
    prices = [f"{i // 2},Change,price,{i},{i + 1},2024-01-02 0{i}:00" for i in range(8)]
    assert read("Order ID,Step,Field,Old value,New value,Time", *prices).shape == "events"


def test_status_intervals_keep_their_ends(read):
    rows = [
        "1,New,2024-01-02 08:00,2024-01-02 09:00",
        "1,In Progress,2024-01-02 09:00,2024-01-02 10:00",
        "1,Pending,2024-01-02 10:30,2024-01-02 11:00",
        "1,Closed,2024-01-02 11:00,",
        "2,In Progress,2024-01-02 12:00,2024-01-02 11:00",
        "2,New,2024-01-02 08:00,",
        "2,Closed,2024-01-02 13:00,",
    ]
    log = read("Ticket,Status,From,To", *rows)
    assert (log.shape, log.report.basis) == ("status", "estimated")
    assert spans(log, "1") == [
        ("New", at(8), at(9)),
        ("In Progress", at(9), at(10)),
        ("Pending", at(10, 30), at(11)),
        ("Closed", at(11), at(11)),
    ]
    assert spans(log, "2") == [("New", at(8), at(13)), ("Closed", at(13), at(13))]
    assert [(reject.line, reject.reason) for reject in log.report.rejected] == [(6, "the end is before the start")]
    assert log.meaning("New") == "queue"


def test_the_shape_is_overridable_and_says_what_it_needs(read):
    rows = ["1,x,A,B,2024-01-02 08:00", "1,x,B,C,2024-01-02 09:00"]
    log = read("Ticket,Kind,Before,After,Time", *rows, shape="history", mapping={"from_value": "Before", "to_value": "After"})
    assert spans(log, "1") == [("A", None, at(8)), ("B", at(8), at(9)), ("C", at(9), at(9))]
    with pytest.raises(LogError, match="needs from_value and to_value"):
        read("Ticket,Kind,Before,After,Time", *rows, shape="history")
    with pytest.raises(LogError, match='no value of "Kind" names a status'):
        read("Ticket,Kind,From,To,Time", *rows, shape="history", mapping={"field": "Kind"})
    assert read(HEADER, *ROWS, shape="events", mapping={"activity": "To"}).shape == "events"
