"""Starts and completes, schedules and suspensions: rows that are one end of a step each."""

from collections import deque
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.eventlog import read_log
from svcflow.eventlog.shapes.pairing import ALONE, keyed, pair_first_in_first_out, partners
from svcflow.eventlog.shapes.transitions import KINDS, count_transitions, kinds_of
from svcflow.timing import time_steps


def at(hour, minute=0):
    return datetime(2024, 1, 2, hour, minute, tzinfo=UTC)


@pytest.fixture
def read(tmp_path):
    def reader(header, *rows, **options):
        path = tmp_path / "log.csv"
        path.write_text("\n".join([header, *rows]).replace(" @", ",2024-01-02 ") + "\n", encoding="utf-8")
        return read_log(path, **options)

    return reader


def spans(log, *columns):
    return log.steps.select("activity", *columns, "start_time", "end_time").rows()


def repairs(log):
    return {repair.rule: repair.count for repair in log.report.repairs}


def queues_of(keys, opens):
    """The rule itself, row by row: each key has its queue, and what one way of telling leaves alone the next one tries."""
    starts = [ALONE] * len(opens)
    left = list(range(len(opens)))
    for key in keys:
        waiting, alone = {}, []
        for row in left:
            if opens[row]:
                waiting.setdefault(key[row], deque()).append(row)
            elif queue := waiting.get(key[row]):
                starts[row] = queue.popleft()
            else:
                alone.append(row)
        left = sorted([*alone, *(row for queue in waiting.values() for row in queue)])
    return starts


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), max_size=60))
def test_pairs_by_rank_are_the_pairs_of_queues(rows):
    coarse = np.array([row[0] for row in rows], dtype=np.int64)
    fine = np.array([row[0] * 10 + row[1] for row in rows], dtype=np.int64)
    opens = np.array([row[2] for row in rows], dtype=np.bool_)
    assert pair_first_in_first_out([fine, coarse], opens).tolist() == queues_of([fine, coarse], opens)


def test_pairs_of_many_rows_are_the_pairs_of_queues():
    rng = np.random.default_rng(3)
    fine, opens = rng.integers(0, 400, 20_000), rng.random(20_000) < 0.5
    assert pair_first_in_first_out([fine, fine // 7], opens).tolist() == queues_of([fine, fine // 7], opens)


def test_without_rows_there_are_no_pairs():
    none = np.array([], dtype=np.int64)
    assert pair_first_in_first_out([none], none.astype(np.bool_)).tolist() == []


def test_keys_are_equal_where_all_values_are_nulls_included():
    frame = pl.DataFrame({"a": ["x", "x", "y", None, None], "b": [None, None, "1", "1", "1"]})
    key = keyed(frame, "a", "b")
    assert (key[0] == key[1], key[3] == key[4], len(set(key.tolist()))) == (True, True, 3)
    coded = frame.with_columns(pl.all().cast(pl.Categorical))
    assert len(set(keyed(coded, "a", "b").tolist())) == 3


def test_partners_index_a_frame_even_where_nobody_has_one():
    values = pl.Series([10, 20, 30])
    assert values[partners(np.array([2, ALONE, 0]))].to_list() == [30, None, 10]
    assert values[partners(np.array([ALONE, ALONE]))].to_list() == [None, None]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("START", "start"), ("Begin", "start"), ("TaskStarted", "start"), ("EVENT_START", "start"), ("Beginn", "start"), ("début", "start"),
        ("complete", "complete"), ("End", "complete"), ("FINISHED", "complete"), ("ActivityCompleted", "complete"), ("Ende", "complete"),
        ("完成", "complete"), ("Schedule", "schedule"), ("Assigned", "assign"), ("SUSPEND", "suspend"), ("resumed", "resume"),
        ("ate_abort", "other"), ("Awaiting Assignment", "foreign"), ("In Call", "foreign"), (None, "foreign"),
    ],
)  # fmt: skip
def test_words_of_a_lifecycle(word, kind):
    words = pl.Series([word], dtype=pl.String)
    assert kinds_of(words).to_list() == [kind]
    assert kinds_of(words.cast(pl.Categorical)).to_list() == [kind]


def test_transitions_are_counted_and_said():
    found = count_transitions(pl.Series(["start", "START", "Complete", "schedule", "In Call"]))
    assert {kind: found.counts[kind] for kind in KINDS if found.counts[kind]} == {"schedule": 1, "start": 2, "complete": 1, "foreign": 1}
    assert found.said() == "1 schedule, 2 start and 1 complete rows"
    assert (found.is_lifecycle, found.pairs) == (True, True)


def test_upper_case_and_other_words(read):
    log = read("case,task,time,transition", "1,A @09:00,BEGIN", "1,A @09:30,END", "1,B @09:40,BEGIN", "1,B @09:50,END")
    assert log.shape == "lifecycle"
    assert log.report.shape_why == "2 start and 2 complete rows"
    assert spans(log) == [("A", at(9), at(9, 30)), ("B", at(9, 40), at(9, 50))]


def test_unmatched_completes_take_no_start_of_a_later_pair(read):
    log = read("case,task,time,transition", "1,A @09:00,complete", "1,A @09:10,start", "1,A @09:20,complete", "1,A @09:30,start")
    assert spans(log) == [("A", None, at(9)), ("A", at(9, 10), at(9, 20))]
    assert any("1 of 2 steps have no start row" in note for note in log.report.notes)
    assert [(reject.line, reject.reason) for reject in log.report.rejected] == [(5, "start without an end")]


def test_interleaved_pairs_of_one_name_are_first_in_first_out(read):
    rows = ["1,A @09:00,start", "1,A @09:10,start", "1,A @09:20,complete", "1,A @09:40,complete"]
    assert spans(read("case,task,time,transition", *rows)) == [("A", at(9), at(9, 20)), ("A", at(9, 10), at(9, 40))]


def test_numbered_instances_go_before_the_order(read):
    rows = ["1,A,i1 @09:00,start", "1,A,i2 @09:10,start", "1,A,i2 @09:20,complete", "1,A,i1 @09:40,complete"]
    log = read("case id,task,concept:instance,time,transition", *rows, "2,B,i3 @10:00,start", "2,B,i3 @10:10,complete")
    assert spans(log)[:2] == [("A", at(9), at(9, 40)), ("A", at(9, 10), at(9, 20))]


def test_instance_numbers_that_tell_nothing_apart_are_not_used(read):
    rows = ["1,A,x,0 @09:00,start", "1,A,y,0 @09:10,start", "1,A,y,0 @09:20,complete", "1,A,x,0 @09:40,complete"]
    log = read("case,task,user,concept:instance,time,transition", *rows)
    assert spans(log, "resource") == [("A", "x", at(9), at(9, 40)), ("A", "y", at(9, 10), at(9, 20))]


def test_schedules_say_when_a_step_could_have_begun(read):
    log = read(
        "case,task,user,time,transition",
        "1,A, @08:00,schedule",
        "1,A,x @08:30,assign",
        "1,A,x @09:00,start",
        "1,A,x @09:30,complete",
        "1,B, @09:30,schedule",
        "1,B,y @10:00,start",
        "1,B,y @10:30,complete",
        "1,C,y @10:40,assign",
        "1,C,y @11:00,complete",
        "1,D, @11:00,schedule",
    )
    assert log.shape == "lifecycle"
    assert spans(log, "enabled_time") == [
        ("A", at(8), at(9), at(9, 30)),
        ("B", at(9, 30), at(10), at(10, 30)),
        ("C", at(10, 40), None, at(11)),
    ]
    assert repairs(log) == {"schedule rows that no step follows, set aside": 1}
    assert any("2 schedule rows say when" in note for note in log.report.notes)
    assert log.report.events == 10


def test_a_log_of_schedules_and_completes_has_enabled_and_end(read):
    rows = ["1,A @09:00,schedule", "1,A @09:30,complete", "1,B @09:30,schedule", "1,B @10:00,complete"]
    log = read("case,task,time,lifecycle:transition", *rows)
    assert (log.shape, log.report.shape_why) == ("lifecycle", "2 schedule and 2 complete rows")
    assert spans(log, "enabled_time") == [("A", at(9), None, at(9, 30)), ("B", at(9, 30), None, at(10))]


def test_a_schedule_and_its_complete_at_one_instant(read):
    log = read("case,task,time,transition", "1,A @09:00,complete", "1,A @09:00,schedule", "1,B @09:05,schedule", "1,B @09:10,complete")
    assert spans(log, "enabled_time") == [("A", at(9), None, at(9)), ("B", at(9, 5), None, at(9, 10))]


def test_starts_alone_last_until_the_next(read):
    log = read("case,task,time,transition", "1,A @09:00,start", "1,B @10:00,start")
    assert log.shape == "status"
    assert spans(log) == [("A", at(9), at(10)), ("B", at(10), at(10))]


def test_suspensions_are_pauses_within_the_step(read):
    log = read(
        "case,task,user,time,transition",
        "1,A,x @09:00,start",
        "1,A,x @10:00,suspend",
        "1,A,x @11:30,resume",
        "1,A,x @12:00,complete",
        "1,B,x @12:00,start",
        "1,B,x @12:30,complete",
        "1,B,x @13:00,suspend",
    )
    assert log.steps.select("activity", "suspended_h").rows() == [("A", 1.5), ("B", None)]
    timed = time_steps(log).steps.select("activity", "processing_h", "paused_h").rows()
    assert timed == [("A", 1.5, 1.5), ("B", 0.5, 0.0)]
    assert repairs(log) == {"suspensions and resumptions that have no partner within a step, set aside": 1}
    assert any("Suspensions of 1 step, 1.5 h in all" in note for note in log.report.notes)


def test_other_transitions_are_set_aside_by_name(read):
    rows = ["1,A @09:00,start", "1,A @09:30,complete", "1,B @09:40,start", "1,B @09:50,ate_abort", "1,C @10:00,withdraw"]
    log = read("case,task,time,transition", *rows)
    assert repairs(log) == {"transitions other than start and complete, set aside": 2}
    assert [reject.reason for reject in log.report.rejected] == ["start without an end"]
    assert next(repair.example for repair in log.report.repairs) == "ate_abort, withdraw"


def test_the_order_of_the_rows_changes_nothing(read):
    rows = [f"{case},{task},{who} @{hour:02}:{minute:02},{word}" for case in (1, 2) for hour, task, who in ((9, "A", "x"), (10, "B", "y"))
            for minute, word in ((0, "start"), (15, "complete"))]  # fmt: skip
    forward = read("case,task,user,time,transition", *rows)
    assert spans(read("case,task,user,time,transition", *rows[::-1])) == spans(forward)
    assert len(spans(forward)) == 4


def test_the_shape_is_overridable(read):
    rows = ["1,A @09:00,start", "1,A @09:30,complete"]
    assert spans(read("case,task,time,transition", *rows, shape="status"))[0] == ("A", at(9), at(9, 30))
    assert len(spans(read("case,task,time,transition", *rows, shape="events"))) == 2
