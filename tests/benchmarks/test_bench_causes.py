"""What the causes of waiting cost, as the log grows and as its people and activities do: reported, and held against n log n."""

from time import process_time

import numpy as np
import polars as pl
import pytest

from svcflow.eventlog import EventLog, build_log
from svcflow.timing import attribute_waiting, time_steps

PER_CASE = 8
SECOND = 1_000_000


def log_of(steps: int, people: int, activities: int, *, shifts: bool) -> EventLog:
    """Three years in which anybody does anything, which is the worst for pools; within shifts of nine hours if wanted."""
    random = np.random.default_rng(1)
    cases = steps // PER_CASE
    arrival = np.sort(random.integers(0, 3 * 365 * 86_400, cases))[:, None]
    work, wait = random.exponential(900, (cases, PER_CASE)), random.exponential(3 * 3600, (cases, PER_CASE))
    end = (arrival + np.cumsum(work + wait, axis=1)).ravel()
    begin = end - work.ravel()
    if shifts:
        begin, end = (np.floor(at / 86_400) * 86_400 + 8 * 3600 + at % 86_400 * 9 / 24 for at in (begin, end))
    names = {"activity": activities, "resource": people}
    codes = {name: random.integers(0, many, len(end)).astype(str) for name, many in names.items()}
    times = {name: (at * SECOND).astype(np.int64) for name, at in (("start_time", begin), ("end_time", end))}
    frame = pl.DataFrame({"case_id": np.repeat(np.arange(cases), PER_CASE).astype(str), **codes, **times})
    return build_log(frame.with_columns(pl.col("start_time", "end_time").cast(pl.Datetime("us", "UTC"))), name="bench")


def seconds(log: EventLog) -> float:
    began = process_time()
    found = attribute_waiting(log)
    spent = process_time() - began
    assert found.steps["extraneous_h"].sum() > 0
    return spent


@pytest.mark.parametrize("shifts", [False, True])
def test_causes_grow_as_n_log_n(shifts: bool) -> None:
    small, large = (time_steps(log_of(steps, 100, 20, shifts=shifts)) for steps in (8_000, 80_000))
    spent = [min(seconds(log) for _ in range(2)) for log in (small, large)]
    print(f"\nshifts {shifts}: {spent[0]:.2f} s for {small.steps.height} steps, {spent[1]:.2f} s for {large.steps.height}")  # noqa: T201
    assert spent[1] < 25 * spent[0]


def test_many_people_and_activities_do_not_blow_up() -> None:
    few, many = (time_steps(log_of(80_000, *sizes, shifts=False)) for sizes in ((100, 20), (2_000, 400)))
    spent = [seconds(log) for log in (few, many)]
    print(f"\n{spent[0]:.1f} s for 100 people and 20 activities, {spent[1]:.1f} s for 2 000 and 400")  # noqa: T201
    assert spent[1] < 20 * spent[0]
