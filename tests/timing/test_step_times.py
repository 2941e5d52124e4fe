"""Step times: what is measured, what is estimated, and that they add up to the lead time."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.timing import decompose_times, time_steps

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
TIMES = ["processing_h", "waiting_h", "paused_h"]


def at(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def log_of(*rows: tuple, **options) -> EventLog:
    """Rows of case, activity, resource, enabled, start, end [min after nine o'clock, or None]."""
    schema = dict.fromkeys(("case_id", "activity", "resource"), pl.String)
    schema |= {name: pl.Datetime("us", "UTC") for name in ("enabled_time", "start_time", "end_time")}
    filled = [(*row[:3], *(None if value is None else at(value) for value in row[3:])) for row in rows]
    return build_log(pl.DataFrame(filled, schema=schema, orient="row"), name="by hand", **options)


def hours(log: EventLog, column: str) -> list[float]:
    return log.steps[column].to_list()


def test_a_step_is_ready_when_the_one_before_it_ends() -> None:
    timed = time_steps(log_of(("1", "A", "x", None, 0, 30), ("1", "B", "x", None, 90, 120)))
    assert hours(timed, "waiting_h") == [0, 1]
    assert hours(timed, "processing_h") == [0.5, 0.5]
    assert hours(timed, "basis") == ["measured", "measured"]


def test_a_recorded_enabled_time_goes_before() -> None:
    timed = time_steps(log_of(("1", "A", "x", -60, 0, 30), ("1", "B", "x", 60, 90, 120), ("1", "C", "x", 300, 240, 270)))
    assert hours(timed, "waiting_h") == [1, 0.5, 0]


def test_beside_a_step_that_runs_the_latest_earlier_end_counts() -> None:
    long, short, late = ("1", "A", "x", None, 0, 600), ("1", "B", "x", None, 0, 30), ("1", "C", "x", None, 90, 120)
    assert hours(time_steps(log_of(long, short, late)), "waiting_h") == [0, 0, 1]


def test_steps_without_duration_do_not_wait_for_one_another() -> None:
    timed = time_steps(log_of(("1", "A", "x", None, 0, 30), ("1", "B", "x", None, 60, 60), ("1", "C", "x", None, 60, 60)))
    assert hours(timed, "waiting_h") == [0, 0.5, 0]


def test_a_pause_is_neither_work_nor_waiting() -> None:
    rows = ("1", "A", "x", None, 0, 30), ("1", "Wait", None, None, 30, 90), ("1", "B", "x", None, 90, 120)
    timed = time_steps(log_of(*rows, meanings={"Wait": "customer"}))
    assert [hours(timed, column)[1] for column in TIMES] == [0, 0, 1]


def test_queues_of_a_status_log_become_waiting() -> None:
    rows = ("1", "New", None, None, 0, 60), ("1", "Work", "x", None, 60, 90), ("1", "Queue", None, None, 90, 210)
    log = log_of(*rows, ("1", "Fix", "x", None, 210, 240), shape="status", meanings={"New": "queue", "Queue": "queue"})
    timed = time_steps(log)
    assert timed.steps["activity"].to_list() == ["Work", "Fix"]
    assert hours(timed, "waiting_h") == [1, 2]
    assert hours(timed, "basis") == ["estimated", "estimated"]


def test_simulated_logs_say_so() -> None:
    assert hours(time_steps(log_of(("1", "A", "x", None, 0, 30), origin="simulated")), "basis") == ["simulated"]


def test_a_log_that_is_timed_is_returned_as_it_is() -> None:
    timed = time_steps(log_of(("1", "A", "x", None, 0, 30)))
    assert time_steps(timed) is timed


def test_the_first_of_single_timestamps_has_no_duration() -> None:
    timed = time_steps(log_of(("1", "A", "x", None, None, 30), shape="events"))
    assert (hours(timed, "processing_h"), hours(timed, "basis")) == ([0], ["estimated"])


def test_a_begin_is_estimated_after_the_worker_was_free() -> None:
    rows = [("1", "A", "x", None, None, 0), ("2", "A", "x", None, None, 0)]
    rows += [("1", "B", "x", None, None, 60), ("2", "B", "x", None, None, 90)]
    # Both gaps are a busy worker's, 60 and 30 minutes; the upper quartile and an interquartile range more are 67.5 minutes.
    timed = time_steps(log_of(*rows, shape="events")).steps.filter(pl.col("activity") == "B")
    assert timed["begin_time"].to_list() == [at(0), at(60)]
    assert timed["waiting_h"].to_list() == pytest.approx([0, 1])


def test_estimated_processing_is_capped_by_what_is_typical() -> None:
    rows = []
    for number in range(40):
        begin = number * 60
        rows += [(f"{number}", "A", "x", None, None, 0), (f"{number}", "B", "x", None, None, begin + 60)]
    rows += [("late", "A", "y", None, None, 0), ("late", "B", "y", None, None, 6000)]
    timed = time_steps(log_of(*rows, shape="events")).steps.filter(pl.col("case_id") == "late")
    assert timed["processing_h"].to_list() == pytest.approx([0, 1])
    assert timed["waiting_h"].to_list() == pytest.approx([0, 99])


sequences = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["A", "B", "Wait"]), st.sampled_from(["x", "y", None]), st.integers(0, 300), st.integers(0, 500)),
        min_size=1,
        max_size=5,
    ),
    min_size=1,
    max_size=6,
)


def sequential(cases: list, *, starts: bool) -> EventLog:
    rows = []
    for number, steps in enumerate(cases):
        now = number * 7
        for activity, who, gap, length in steps:
            begin = now + gap
            now = begin + length
            rows.append((str(number), activity, who, None, begin if starts else None, now))
    return log_of(*rows, shape="start_end" if starts else "events", meanings={"Wait": "customer"})


@given(sequences, st.booleans())
def test_the_times_of_a_case_are_its_lead_time(cases: list, starts: bool) -> None:
    timed = time_steps(sequential(cases, starts=starts))
    sums = timed.steps.group_by("case_id").agg(total=pl.sum_horizontal(pl.col(TIMES).sum()))
    lead = timed.cases.select("case_id", lead=(pl.col("last_time") - pl.col("first_time")).dt.total_microseconds() / 3.6e9)
    both = sums.join(lead, on="case_id")
    assert both.height == len(cases)
    assert both["total"].to_list() == pytest.approx(both["lead"].to_list(), abs=1e-6 / 3600)
    assert timed.steps.select(pl.col(TIMES).min()).min_horizontal().item() >= 0


@given(sequences, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_the_cases_changes_nothing(cases: list, starts: bool, random) -> None:
    """Unless a worker ends two steps at one instant: then the first in the file is held to be the first."""
    log = sequential(cases, starts=starts)
    ends = log.steps.filter(pl.col("resource").is_not_null()).select("resource", "end_time")
    assume(starts or not ends.is_duplicated().any())
    groups = log.steps.drop("position", "previous_activity").partition_by("case_id", maintain_order=True)
    random.shuffle(groups)
    turned = build_log(pl.concat(groups), name=log.name, shape=log.shape, meanings=log.meanings)
    kept = ["case_id", "position", *TIMES]
    before, after = (time_steps(one).steps.select(kept).sort("case_id", "position") for one in (log, turned))
    assert before.equals(after)


def test_the_six_cases(bundled, six_truth) -> None:
    log = read_log(bundled("six_cases.csv"))
    timed = time_steps(log)
    for case, truth in six_truth["cases"].items():
        mine = timed.steps.filter(pl.col("case_id") == case).select(pl.col(TIMES).sum()).row(0)
        assert mine == pytest.approx(tuple(truth[column] for column in TIMES)), case
    stream = decompose_times(log).value_stream
    truth = six_truth["all"]
    assert stream.lead_time_h == pytest.approx(truth["lead_time_h"]["mean"], abs=1e-4)
    assert stream.lead_time_median_h == pytest.approx(truth["lead_time_h"]["median"])
    assert stream.flow_efficiency == pytest.approx(truth["processing_h"] / truth["lead_time_h"]["total"])
    by_step = {step.activity: step.waiting_h.total for step in decompose_times(log).steps}
    assert by_step == pytest.approx(truth["waiting_h_by_activity"])


def test_hidden_starts_of_the_desk_are_found_again(bundled) -> None:
    log = read_log(bundled("service_desk.csv"))
    true = time_steps(log).steps.with_row_index("row")
    hidden = true.select("row", "case_id", "activity", "resource", "end_time")
    found = time_steps(build_log(hidden, name="hidden", shape="events", meanings=log.meanings)).steps
    both = true.join(found.select("row", estimate="processing_h", place="position"), on="row")
    both = both.filter((pl.col("place") > 0) & (pl.col("paused_h") == 0))
    mean, estimate = both["processing_h"].mean(), both["estimate"].mean()
    assert estimate == pytest.approx(mean, rel=0.1)
    assert ((both["estimate"] - both["processing_h"]).abs() < 1 / 60).mean() > 0.7
