"""Estimated begins: what binds them, what limits them, and how far they are off where the truth is known."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.timing import time_steps
from svcflow.timing.hours import begins
from svcflow.timing.hours.begin_accuracy import begin_accuracy, begin_evidence
from svcflow.timing.hours.begins import NEVER, previous_end

MONDAY = datetime(2025, 3, 3, tzinfo=UTC)


def log_of(rows: list[tuple[str, str, str | None, float]], **options) -> EventLog:
    """Rows of case, activity, resource and end [min]; begins are not recorded."""
    frame = pl.DataFrame(rows, schema=["case_id", "activity", "resource", "end_time"], orient="row")
    end = pl.lit(MONDAY) + pl.duration(microseconds=(pl.col("end_time") * 60_000_000).cast(pl.Int64))
    typed = frame.with_columns(pl.col("resource").cast(pl.String), end_time=end)
    return build_log(typed, name="by hand", shape="events", **options)


def busy_desk(length: int = 60, count: int = 40) -> list[tuple[str, str, str | None, float]]:
    """Cases that all come at once, and one person who does one after the other."""
    opened = [(f"{number}", "Open", "x", 0.0) for number in range(count)]
    return opened + [(f"{number}", "Fix", "x", length * (number + 1.0)) for number in range(count)]


def minutes_of(log: EventLog, case: str, activity: str) -> float:
    steps = time_steps(log).steps.filter((pl.col("case_id") == case) & (pl.col("activity") == activity))
    return steps["processing_h"].item() * 60


def test_a_step_begins_when_its_worker_and_its_case_are_free() -> None:
    log = log_of(busy_desk())
    assert minutes_of(log, "0", "Fix") == pytest.approx(60)
    assert minutes_of(log, "39", "Fix") == pytest.approx(60)


def test_a_worker_who_takes_up_at_once_may_take_long() -> None:
    """Nobody else is free: nothing says that idle time is part of the gaps, so they are limited by what is rare among them."""
    rows = busy_desk(count=60)
    rows += [(f"long {number}", "Fix", "y", 60.0 * number + 50 + number) for number in range(1, 30)]
    rows += [(f"long {number}", "Open", "y", 60.0 * number) for number in range(1, 30)]
    assert minutes_of(log_of(rows), "long 5", "Fix") == pytest.approx(55)


def test_where_people_do_not_take_up_at_once_long_gaps_are_idle_in_part() -> None:
    rows = []
    for number in range(40):
        day = 10_000.0 * number
        rows += [(f"a{number}", "Open", "x", day), (f"a{number}", "Fix", "x", day + 20 + number / 10)]  # goes on with the case
        rows += [(f"b{number}", "Open", "y", day + 1000), (f"b{number}", "Fix", "x", day + 1600)]  # x is free for long before
    log = log_of(rows)
    assert minutes_of(log, "a3", "Fix") == pytest.approx(20.3)
    assert minutes_of(log, "b3", "Fix") == pytest.approx(21.95)  # the median of 20 to 23.9


def test_nobody_is_named() -> None:
    rows = [(f"{number}", name, None, 10_000.0 * number + end) for number in range(9) for name, end in (("Open", 0), ("Fix", 10 + number))]
    log = log_of(rows)
    assert minutes_of(log, "0", "Fix") == pytest.approx(10)
    assert minutes_of(log, "8", "Fix") == pytest.approx(12)  # the lower quartile of 10 to 18


def test_coded_columns_give_the_same_begins() -> None:
    log = log_of(busy_desk(count=30))
    coded = log.with_steps(log.steps.with_columns(pl.col("activity", "resource").cast(pl.Categorical)))
    assert time_steps(log).steps["begin_time"].equals(time_steps(coded).steps["begin_time"])


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 5)), min_size=1, max_size=40),
    st.sampled_from([1, 3, 1000]),
    st.sampled_from([1, 2**56]),
)
def test_the_previous_end_is_the_same_person_s(rows: list[tuple[int, int]], chunk: int, unit: int) -> None:
    who = np.array([person for person, _ in rows], dtype=np.int32)
    end = np.array([instant * unit for _, instant in rows])
    order = sorted(range(len(rows)), key=lambda row: (rows[row][1], row))
    expected, last = [NEVER] * len(rows), {}
    for row in order:
        person = rows[row][0]
        if person >= 0:
            expected[row] = last.get(person, NEVER)
            last[person] = end[row]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(begins, "_CHUNK", chunk)
        assert previous_end(who, end).tolist() == expected


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(0, 50)), max_size=40))
def test_quartiles_are_those_of_the_sorted_gaps(rows: list[tuple[int, int, int]]) -> None:
    activity, kind, gap = (np.array([row[place] for row in rows], dtype=kind) for place, kind in enumerate((np.int32, np.int8, np.int64)))
    found = begins._SortedGaps(activity, 3, kind, gap)
    counts, quartiles = found.of_each()
    all_counts, all_quartiles = found.of_all()
    for number in range(3):
        chosen = gap[kind == number]
        assert all_counts[0, number] == len(chosen)
        assert all_quartiles[0, number].tolist() == pytest.approx(np.quantile(chosen, (0.25, 0.5, 0.75)) if len(chosen) else [0, 0, 0])
        mine = gap[(kind == number) & (activity == 1)]
        assert counts[1, number] == len(mine)
        assert quartiles[1, number].tolist() == pytest.approx(np.quantile(mine, (0.25, 0.5, 0.75)) if len(mine) else [0, 0, 0])


def test_hidden_begins_of_the_desk_are_found_again(bundled) -> None:
    found = begin_accuracy(read_log(bundled("service_desk.csv")))
    overall = found.overall
    assert overall.count == 15_888
    assert overall.estimated_mean_h == pytest.approx(overall.mean_h, rel=0.1)
    assert overall.estimated_median_h == pytest.approx(overall.median_h, rel=0.05)
    assert overall.mean_absolute_error_h < 0.9
    assert overall.to_the_minute > 0.85
    assert found.step_error < 0.2
    assert sum(step.count for step in found.steps) == overall.count
    assert {step.activity for step in found.steps} >= {"Investigate", "Implement fix", "Test fix", "Resolve"}


def test_an_estimate_that_is_exact_has_no_error() -> None:
    log = log_of(busy_desk(count=30))
    start = pl.col("end_time") - pl.duration(minutes=pl.when(pl.col("activity") == "Fix").then(60).otherwise(0))
    found = begin_accuracy(log.with_steps(log.steps.with_columns(start_time=start)))
    assert (found.overall.count, found.overall.mean_h, found.overall.mean_absolute_error_h, found.overall.to_the_minute) == (30, 1, 0, 1)
    assert found.step_error == 0
    assert [step.activity for step in found.steps] == ["Fix"]


def test_accuracy_asks_for_recorded_begins() -> None:
    with pytest.raises(LogError, match="records when it began"):
        begin_accuracy(log_of(busy_desk()))


def test_what_estimates_rest_on_is_counted() -> None:
    rows = [*busy_desk(), ("late", "Open", "y", 0.0), ("late", "Fix", "y", 6000.0), ("free", "Open", "z", 0.0), ("free", "Fix", "w", 30.0)]
    found = begin_evidence(log_of(rows))
    assert (found.estimated, found.unknown, found.worker, found.case, found.typical) == (84, 42, 40, 1, 1)
    assert found.sentence() == (
        "Of 84 begins that are estimated, 48 % are bounded by the worker's previous end and 1 % by the case's; 1 % are set by what is "
        "typical; for 50 % nothing is known and no time is counted."
    )
    measured = log_of(busy_desk())
    measured = measured.with_steps(measured.steps.with_columns(start_time=pl.col("end_time") - timedelta(minutes=1)))
    assert begin_evidence(measured).estimated == 0


def test_a_step_that_ends_in_the_year_9999_is_taken() -> None:
    log = log_of([*busy_desk(), ("never", "Open", "x", 0.0), ("never", "Fix", "y", 60.0 * 24 * 365.2425 * 7974)])
    assert minutes_of(log, "never", "Fix") == pytest.approx(60)
    assert minutes_of(log, "3", "Fix") == pytest.approx(60)
