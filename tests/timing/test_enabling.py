"""What a step really waited for."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.eventlog import build_log
from svcflow.mining.concurrency import early_steps
from svcflow.mining.traces import find_traces
from svcflow.timing import time_steps
from svcflow.timing.enabling import NOBODY, WITH_CASE, find_enablers

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
SCHEMA = {"case_id": pl.String, "activity": pl.String, "start_time": pl.Datetime("us", "UTC"), "end_time": pl.Datetime("us", "UTC")}


def log_of(cases):
    """Steps as activity, begin and end [h]."""
    rows = [
        (f"{number:04d}", activity, MONDAY + timedelta(hours=begin), MONDAY + timedelta(hours=end))
        for number, steps in enumerate(cases)
        for activity, begin, end in steps
    ]
    return build_log(pl.DataFrame(rows, schema=SCHEMA, orient="row"), name="cases")


def test_a_branch_does_not_wait_for_the_other() -> None:
    """Pack and quote go on side by side after the order; each waited from its end at 1."""
    first = [("Order", 0, 1), ("Pack", 2, 4), ("Quote", 5, 6), ("Send", 7, 8)]
    second = [("Order", 0, 1), ("Quote", 2, 4), ("Pack", 5, 6), ("Send", 7, 8)]
    steps = time_steps(log_of([first, second] * 15)).steps.filter(pl.col("case_id") == "0000")
    assert steps["enabled_by"].to_list() == [None, "Order", "Order", "Quote"]
    assert steps["waiting_h"].to_list() == [0, 1, 4, 1]


def test_a_branch_that_comes_first_could_have_begun_with_the_case() -> None:
    first = [("Pack", 0, 1), ("Quote", 3, 4), ("Send", 4, 5)]
    second = [("Quote", 0, 1), ("Pack", 3, 4), ("Send", 4, 5)]
    steps = time_steps(log_of([first, second] * 15)).steps.filter(pl.col("case_id") == "0000")
    assert steps["enabled_by"].to_list() == [None, None, "Quote"]
    assert steps["waiting_h"].to_list() == [0, 3, 0]


def plain(case, place, concurrent):
    """By the definition, step by step: the number in the case of what made the step ready."""
    begin = case[place][1]
    ended = [(case[other][2], other) for other in range(place) if case[other][2] <= begin]
    free = [pair for pair in ended if (case[pair[1]][0], case[place][0]) not in concurrent]
    return max(free)[1] if free else (WITH_CASE if ended else NOBODY)


steps = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 8), st.integers(0, 4)), min_size=1, max_size=7)


@settings(max_examples=150)
@given(st.lists(steps, min_size=1, max_size=4), st.sets(st.sampled_from(["AB", "AC", "BC"])))
def test_the_enabler_by_its_definition(raw, beside) -> None:
    cases = [sorted(((name, begin, begin + length) for name, begin, length in case), key=lambda step: step[1]) for case in raw]
    log = log_of(cases)
    traces = find_traces(log)
    concurrent = np.array([[one + other in beside or other + one in beside for other in traces.names] for one in traces.names])
    begin, end = (log.steps[name].to_physical().to_numpy() for name in ("start_time", "end_time"))
    found = find_enablers(traces, begin, end, concurrent, early_steps(traces, begin, end))
    by = np.arange(len(end)) - 1
    by[traces.starts] = NOBODY
    by[found.rows] = found.by
    both = {(a, b) for a in traces.names for b in traces.names if a + b in beside or b + a in beside}
    for (case_id,), rows in log.steps.with_row_index("row").partition_by("case_id", as_dict=True).items():
        case = cases[int(case_id)]
        first = rows["row"][0]
        wanted = [plain(case, place, both) for place in range(len(case))]
        assert [int(each) - (first if each >= 0 else 0) for each in by[rows["row"].to_numpy()]] == wanted
