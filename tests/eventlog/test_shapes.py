"""Rows become steps: one time, two, pairs of starts and completes, statuses."""

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from svcflow.errors import LogError
from svcflow.eventlog import TIME, build_log, read_log, work_steps
from svcflow.eventlog.shapes.shaped import FIELD, FROM, LIFECYCLE, LINE, MILESTONE, TIMESTAMP, TO
from svcflow.eventlog.shapes.shaping import shape_rows


def at(hour, minute=0):
    return datetime(2024, 1, 2, hour, minute, tzinfo=UTC)


@pytest.fixture
def read(tmp_path):
    def reader(header, *rows, **options):
        path = tmp_path / "log.csv"
        path.write_text("\n".join([header, *rows]).replace(" @", ",2024-01-02 ") + "\n", encoding="utf-8")
        return read_log(path, **options)

    return reader


def spans(log):
    return log.steps.select("case_id", "activity", "start_time", "end_time").rows()


def test_one_time_is_the_end_and_the_start_is_unknown(read):
    log = read("Ticket,Step,Time", "1,A @09:00", "1,B @10:00")
    assert log.shape == "events"
    assert log.report.basis == "estimated"
    assert spans(log) == [("1", "A", None, at(9)), ("1", "B", None, at(10))]


def test_start_and_end(read):
    log = read(
        "Ticket,Step,Start,End", "1,A @09:00 @09:00", "1,B @10:00 @09:00", "2,C, @11:00".replace(", @", ",,2024-01-02 "), "2,D @11:00,"
    )
    assert (log.shape, log.report.basis) == ("start_end", "measured")
    assert spans(log) == [("1", "A", at(9), at(9)), ("2", "C", None, at(11))]
    assert [(reject.line, reject.reason) for reject in log.report.rejected] == [(3, "the end is before the start"), (5, "no end time")]
    assert log.report.rejected[0].row == "1,B,2024-01-02 10:00,2024-01-02 09:00"


def test_pairs_are_first_in_first_out_by_resource_and_then_by_activity(read):
    log = read(
        "case,task,user,time,lifecycle:transition",
        "1,A,x @09:00,start",
        "1,A,y @09:10,start",
        "1,A,y @09:20,complete",
        "1,A,x @09:30,COMPLETE",
        "1,B,x @10:00,start",
        "1,B,z @10:30,complete",
        "1,C,x @11:00,complete",
        "1,D,x @11:30,start",
        "1,D,x @11:40,suspend",
        "1,E,x @12:00,complete",
        "1,E,x @12:10,start",
        "1,E,x @12:20,complete",
    )
    assert log.shape == "lifecycle"
    assert spans(log) == [
        ("1", "A", at(9), at(9, 30)),
        ("1", "A", at(9, 10), at(9, 20)),
        ("1", "B", at(10), at(10, 30)),
        ("1", "C", None, at(11)),
        ("1", "E", None, at(12)),
        ("1", "E", at(12, 10), at(12, 20)),
    ]
    assert [(reject.line, reject.reason) for reject in log.report.rejected] == [(9, "start without an end")]
    counted = {repair.rule: repair.count for repair in log.report.repairs}
    alone = "suspensions and resumptions that have no partner within a step, set aside"
    assert counted == {alone: 1}


def test_a_start_and_its_end_at_one_instant_pair_in_either_order(read):
    for rows in (["start", "complete"], ["complete", "start"]):
        log = read("case,task,time,transition", *[f"1,A @09:00,{row}" for row in rows], "1,B @10:00,complete")
        assert spans(log)[0] == ("1", "A", at(9), at(9))


def test_what_the_start_row_alone_knows_is_kept(read):
    log = read("case,task,user,time,transition,tool", "1,A,x @09:00,start,hammer", "1,A,x @09:30,complete,", "1,B,x @09:40,complete,saw")
    assert log.steps.get_column("tool").to_list() == ["hammer", "saw"]


def test_a_lifecycle_of_completes_alone_is_events(read):
    log = read("case,task,time,lifecycle:transition", "1,A @09:00,complete", "1,B @10:00,complete")
    assert log.shape == "events"
    assert "lifecycle:transition" not in " ".join(log.steps.columns)


def test_sub_statuses_are_no_lifecycle(read):
    log = read("case,task,time,lifecycle:transition", "1,Accepted @09:00,Assigned", "1,Queued @10:00,Awaiting Assignment")
    assert log.shape == "status"
    assert "lifecycle:transition" in log.steps.columns
    assert any("sub-statuses" in note for note in log.report.notes)


STATUSES = (
    "Ticket,Status,Changed At",
    "1,New @08:00",
    "1,Queued Second Line @08:30",
    "1,In Progress @09:00",
    "1,Waiting for Customer @10:00",
    "1,On hold - vendor @11:00",
    "1,Resolved @12:00",
    "1,Closed @15:00",
    "2,New @08:00",
)


def test_a_status_lasts_until_the_next_and_the_last_one_takes_no_time(read):
    log = read(*STATUSES)
    assert log.shape == "status"
    ends = log.steps.filter(log.steps["case_id"] == "1").get_column("end_time").to_list()
    assert ends == [at(8, 30), at(9), at(10), at(11), at(12), at(15), at(15)]
    assert dict(log.meanings) == {
        "New": "queue",
        "Queued Second Line": "queue",
        "Waiting for Customer": "customer",
        "On hold - vendor": "supplier",
        "Resolved": "closed",
        "Closed": "closed",
    }
    assert any("Resolved" in note for note in log.report.notes)
    assert any('"Waiting for Customer" is taken as waiting for the customer' in note for note in log.report.notes)


def test_given_meanings_override(read):
    log = read(*STATUSES, meanings={"New": "work", "Resolved": "customer"})
    assert log.meaning("New") == "work"
    resolved = log.steps.filter(log.steps["activity"] == "Resolved")
    assert (log.meaning("Resolved"), resolved["end_time"][0]) == ("customer", at(15))
    with pytest.raises(LogError, match='Did you mean "Closed"'):
        read(*STATUSES, meanings={"Closd": "work"})
    with pytest.raises(LogError, match='Did you mean "queue"'):
        read(*STATUSES, meanings={"New": "queu"})


def test_queues_become_the_waiting_of_the_step_that_follows(read):
    log = work_steps(read(*STATUSES))
    assert log.steps.select("case_id", "activity", "enabled_time", "position", "previous_activity").rows() == [
        ("1", "In Progress", at(8), 0, None),
        ("1", "Waiting for Customer", None, 1, "In Progress"),
        ("1", "On hold - vendor", None, 2, "Waiting for Customer"),
        ("1", "Resolved", None, 3, "On hold - vendor"),
        ("1", "Closed", None, 4, "Resolved"),
    ]
    assert log.cases.select("case_id", "first_time", "last_time", "steps").rows() == [("1", at(8), at(15), 5)]


def test_without_queues_nothing_changes(read):
    log = read("Ticket,Step,Start,End", "1,A @09:00 @09:30")
    assert work_steps(log) is log


def test_a_start_alone_lasts_until_the_next_and_says_so(read):
    log = read("Ticket,Step,Started", "1,A @09:00", "1,B @10:00")
    assert log.shape == "status"
    assert any("--shape events" in note for note in log.report.notes)
    assert read("Ticket,Step,Started", "1,A @09:00", "1,B @10:00", shape="events").shape == "events"


def test_a_shape_without_its_columns_is_refused(read):
    with pytest.raises(LogError, match="needs end_time and start_time"):
        read("Ticket,Step,Time", "1,A @09:00", shape="start_end")
    with pytest.raises(LogError, match='Did you mean "events"'):
        read("Ticket,Step,Time", "1,A @09:00", shape="event")


def test_exact_duplicates_are_dropped_and_counted(read):
    log = read("Ticket,Step,Time,Note", "1,A @09:00,x", "1,A @09:00,x", "1,A @09:00,y")
    assert (log.report.events, log.report.steps) == (3, 2)
    assert [(repair.rule, repair.count) for repair in log.report.repairs] == [("exact duplicates", 1)]


def test_rows_taken_and_rows_rejected_are_all_rows(read):
    log = read("Ticket,Step,Start,End", "1,A @09:00 @09:30", "1,B @11:00 @10:00", "1,C,2024-01-02 11:00,", ",D @09:00 @09:30")
    assert [reject.reason for reject in log.report.rejected] == ["the end is before the start", "no end time", "no case id"]
    assert (log.report.rows, log.report.events, log.report.set_aside, log.report.steps) == (4, 3, 2, 1)


MARKED = {
    "events": ("activity", "resource", "team", TIMESTAMP, LIFECYCLE),
    "start_end": ("activity", "resource", "start_time", "end_time"),
    "lifecycle": ("activity", "resource", TIMESTAMP, LIFECYCLE),
    "status": ("activity", "resource", "start_time", "end_time"),
    "audit": ("activity", "resource", "team", TIMESTAMP, "opened_at"),
    "history": ("resource", TIMESTAMP, FIELD, FROM, TO, "created_at"),
    "milestones": ("resource", MILESTONE + "opened_at", MILESTONE + "assigned_at", MILESTONE + "resolved_at"),
}
_VALUES = {
    "case_id": ["1", "2", "3"],
    "activity": ["New", "Active", "Waiting for customer", "Resolved", "Closed"],
    "resource": [None, "x", "y"],
    "team": [None, "desk", "second"],
    LIFECYCLE: [None, "start", "complete", "COMPLETE", "schedule", "assign", "suspend", "resume", "abort", "In Call"],
    FIELD: [None, "status", "assignee", "group", "priority"],
    FROM: [None, "New", "Active", "Closed"],
    TO: [None, "New", "Active", "Closed"],
}  # fmt: skip
_UNKNOWN_TIME = {"end_time", "opened_at", "created_at", MILESTONE + "assigned_at", MILESTONE + "resolved_at"}


@st.composite
def marked_rows(draw, shape):
    """Rows as the importer gives them, of whatever values; some of the times are unknown."""
    size = draw(st.integers(1, 25))
    instants = st.integers(0, 12).map(at)
    columns = {"case_id": [draw(st.sampled_from(_VALUES["case_id"])) for _ in range(size)]}
    for name in MARKED[shape]:
        values = st.sampled_from(_VALUES[name]) if name in _VALUES else instants | st.none() if name in _UNKNOWN_TIME else instants
        columns[name] = [draw(values) for _ in range(size)]
    frame = pl.DataFrame({**columns, LINE: range(size)}, schema_overrides={name: pl.String for name in _VALUES if name in columns})
    return frame.with_columns(pl.col(name).cast(TIME) for name in frame.columns if name not in _VALUES and name != LINE)


@pytest.mark.parametrize("shape", MARKED)
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_the_rows_their_steps_have_an_end_after_their_start(shape, data):
    rows = data.draw(marked_rows(shape))
    shaped = shape_rows(rows, shape)
    steps = shaped.steps
    assert steps.select("case_id", "activity", "end_time").null_count().sum_horizontal().item() == 0
    if "start_time" in steps.columns:
        assert not (steps["start_time"] > steps["end_time"]).any()
    assert not [name for name in steps.columns if name.startswith("\x00") and name not in (LINE, LIFECYCLE)]
    assert all(repair.count > 0 for repair in shaped.repairs)
    build_log(steps.drop(LINE, LIFECYCLE, strict=False), name="any", shape=shape)


@pytest.mark.parametrize("shape", MARKED)
@settings(max_examples=40)
@given(data=st.data())
def test_coded_texts_make_the_same_steps(shape, data):
    rows = data.draw(marked_rows(shape))
    plain, coded = (shape_rows(frame, shape) for frame in (rows, rows.with_columns(pl.col(pl.String).cast(pl.Categorical))))
    texts = pl.selectors.categorical().cast(pl.String)
    assert_frame_equal(coded.steps.with_columns(texts), plain.steps)
    assert (coded.notes, coded.repairs, coded.meanings) == (plain.notes, plain.repairs, plain.meanings)
    aside = [(reason, frame.height) for reason, frame in plain.set_aside]
    assert [(reason, frame.height) for reason, frame in coded.set_aside] == aside
