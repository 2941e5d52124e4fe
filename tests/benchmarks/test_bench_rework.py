"""What rework costs beside reading its columns once (told, never asserted)."""

from datetime import UTC, datetime, timedelta
from time import process_time

import numpy as np
import polars as pl
import pytest

from svcflow.eventlog import build_log
from svcflow.mining import mark_rework
from svcflow.timing import time_steps
from svcflow.timing.rework.measuring import measure_rework

STEPS, LENGTH = 200_000, 8


def seconds(work):
    began = process_time()
    result = work()
    return process_time() - began, result


@pytest.mark.slow
def test_rework_of_many_steps(record_property) -> None:
    rng = np.random.default_rng(1)
    case = np.arange(STEPS) // LENGTH
    begin = pl.Series(case * 600_000_000 + (np.arange(STEPS) % LENGTH) * 3_600_000_000).cast(pl.Duration("us"))
    start = begin + datetime(2025, 1, 6, tzinfo=UTC)
    frame = pl.DataFrame(
        {
            "case_id": pl.Series(case).cast(pl.String),
            "activity": pl.Series(rng.integers(0, 20, STEPS)).cast(pl.String),
            "resource": pl.Series(rng.integers(0, 200, STEPS)).cast(pl.String),
            "start_time": start,
            "end_time": start + timedelta(minutes=30),
        }
    ).cast(dict.fromkeys(("case_id", "activity", "resource"), pl.Categorical))
    log = build_log(frame, name="bench")
    timing_s, timed = seconds(lambda: time_steps(log))
    rework_s, found = seconds(lambda: measure_rework(timed))
    marking_s, marked = seconds(lambda: mark_rework(timed.steps))
    counting_s, _ = seconds(lambda: timed.steps.group_by("case_id", "activity").agg(pl.len()))
    record_property("rework_over_timing", round(rework_s / timing_s, 2))
    record_property("marking_over_one_group_by", round(marking_s / counting_s, 2))
    record_property("rework_s", round(rework_s, 2))
    assert found.repeats.count == marked["repeat"].sum()
