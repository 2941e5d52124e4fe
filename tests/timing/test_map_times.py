"""Times and causes on the map: hand-made figures, queues, and sums that must agree with the steps."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from svcflow.eventlog import build_log, read_log
from svcflow.timing import attribute_waiting
from svcflow.timing.map_times import time_map
from svcflow.timing.results import CAUSES

MONDAY = datetime(2025, 3, 3, tzinfo=UTC)


def log_of(rows, **keywords):
    """Rows of case, activity, resource, begin and end, in hours of a Monday."""
    frame = pl.DataFrame(
        [(case, step, who, MONDAY + timedelta(hours=begin), MONDAY + timedelta(hours=end)) for case, step, who, begin, end in rows],
        schema=["case_id", "activity", "resource", "start_time", "end_time"],
        orient="row",
    )
    return build_log(frame, name="small", **keywords)


BUSY = (
    ("T1", "Open", "p", 9, 10),
    ("T1", "Solve", "q", 10, 13),
    ("T2", "Open", "p", 10, 11),
    ("T2", "Solve", "q", 13, 14),  # ready at 11, q is busy with T1 until 13
    ("T3", "Open", "p", 11, 12),
    ("T3", "Solve", "q", 16, 17),  # ready at 12, q is busy until 14
)


def test_a_pencil_gives_the_same():
    found = time_map(log_of(BUSY))
    opening, solving = found.activities["Open"], found.activities["Solve"]
    assert (opening.processing_mean_h, opening.waiting_mean_h, opening.cause, opening.cause_share) == (1, 0, None, None)
    assert (solving.processing_mean_h, solving.processing_median_h, solving.waiting_mean_h) == pytest.approx((5 / 3, 1, 2))
    assert (solving.basis, solving.cause) == ("measured", "contention")
    assert solving.cause_share == pytest.approx(4 / 6)
    assert (solving.people, solving.processing_p90_h, solving.waiting_p90_h) == pytest.approx((1, 2.6, 3.6))  # of 1 1 3 and of 0 2 4
    flow = found.flows["Open", "Solve"]
    assert (flow.count, flow.waiting_mean_h, flow.waiting_median_h) == pytest.approx((3, 2, 2))
    assert (flow.cause, flow.cause_share) == ("contention", pytest.approx(4 / 6))
    assert list(found.flows) == [("Open", "Solve")]


def test_without_causes_there_are_times_alone():
    found = time_map(log_of(BUSY), causes=False)
    assert not found.causes
    assert (found.activities["Solve"].waiting_mean_h, found.activities["Solve"].cause) == (2, None)


def test_coded_texts_give_the_same():
    log = log_of(BUSY)
    coded = log.with_steps(log.steps.with_columns(pl.col("activity", "resource", "previous_activity").cast(pl.Categorical)))
    assert time_map(coded) == time_map(log)


def test_times_that_are_there_are_used():
    log = log_of(BUSY)
    assert time_map(log, timed=attribute_waiting(log)) == time_map(log)


def test_a_queue_waits_by_itself_and_has_the_causes_of_what_follows():
    rows = [
        ("T1", "Take in", "p", 8, 9),
        ("T1", "Queued", None, 9, 12),
        ("T1", "Solve", "p", 12, 13),
        ("T2", "Other", "p", 9, 12),  # p is busy all the while
        ("T2", "Queued", None, 12, 20),  # nothing follows
    ]
    found = time_map(log_of(rows, shape="status", meanings={"Queued": "queue"}))
    queue = found.activities["Queued"]
    assert (queue.processing_mean_h, queue.waiting_mean_h, queue.basis) == (0, 5.5, "measured")
    assert queue.cause == found.activities["Solve"].cause is not None
    assert found.activities["Solve"].basis == "estimated"
    assert found.flows["Queued", "Solve"].waiting_mean_h == 3
    assert ("Take in", "Solve") not in found.flows


def test_pauses_are_neither_work_nor_waiting():
    rows = [("T1", "Ask", "p", 8, 9), ("T1", "Wait for customer", None, 9, 33), ("T1", "Solve", "p", 33, 34)]
    pause = time_map(log_of(rows, meanings={"Wait for customer": "customer"})).activities["Wait for customer"]
    assert (pause.processing_mean_h, pause.paused_mean_h, pause.waiting_mean_h, pause.cause) == (0, 24, 0, None)


def test_a_simulated_log_says_so():
    found = time_map(log_of(BUSY, origin="simulated"))
    assert {each.basis for each in (*found.activities.values(), *found.flows.values())} == {"simulated"}


def test_one_step():
    found = time_map(log_of(BUSY[:1]))
    assert (list(found.activities), dict(found.flows)) == (["Open"], {})


def test_figures_of_the_map_are_sums_over_the_steps(bundled):
    log = read_log(bundled("service_desk.csv"))
    steps = attribute_waiting(log).steps
    found = time_map(log)
    source = "enabled_by" if "enabled_by" in steps.columns else "previous_activity"
    waited = steps.filter(pl.col(source).is_not_null())
    assert sum(each.waiting_mean_h * each.count for each in found.flows.values()) == pytest.approx(waited["waiting_h"].sum())
    hours = defaultdict(lambda: dict.fromkeys(CAUSES, 0.0))
    for row in steps.select("activity", *(f"{cause}_h" for cause in CAUSES)).iter_rows(named=True):
        for cause in CAUSES:
            hours[row["activity"]][cause] += row[f"{cause}_h"]
    for name, each in found.activities.items():
        total = sum(hours[name].values())
        if total > 1e-6:
            assert each.cause_share == pytest.approx(max(hours[name].values()) / total)
            assert hours[name][each.cause] == max(hours[name].values())
