"""The process map: counts, gaps and variants, by hand and as laws that hold for any log."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.mining import mine_map

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
Case = list[tuple[str, int]]


def log_of(cases: dict[str, Case], *, starts: bool = True) -> EventLog:
    """Each step is an activity and its length [min]; steps follow one another with ten minutes between."""
    rows = []
    for name, steps in cases.items():
        now = MONDAY
        for activity, minutes in steps:
            end = now + timedelta(minutes=minutes)
            rows.append((name, activity, now if starts else None, end))
            now = end + timedelta(minutes=10)
    schema = {"case_id": pl.String, "activity": pl.String, "start_time": pl.Datetime("us", "UTC"), "end_time": pl.Datetime("us", "UTC")}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return build_log(frame, name="small", shape="start_end" if starts else "events")


any_cases = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=4),
    st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 90)), min_size=1, max_size=6),
    min_size=1,
    max_size=8,
)


def test_counts_by_hand() -> None:
    found = mine_map(log_of({"1": [("A", 5), ("B", 5)], "2": [("A", 5), ("B", 5)], "3": [("A", 5), ("A", 5), ("C", 5)]}))
    assert [(one.activity, one.count, one.cases) for one in found.activities] == [("A", 4, 3), ("B", 2, 2), ("C", 1, 1)]
    assert [(one.source, one.target, one.count) for one in found.flows] == [("A", "B", 2), ("A", "A", 1), ("A", "C", 1)]
    assert [(one.activity, one.count) for one in found.starts] == [("A", 3)]
    assert [(one.activity, one.count) for one in found.ends] == [("B", 2), ("C", 1)]
    assert [(one.activities, one.cases) for one in found.variants] == [(("A", "B"), 2), (("A", "A", "C"), 1)]
    assert found.variants[0].share == pytest.approx(2 / 3)
    assert found.variants[0].median_lead_time_h == pytest.approx(20 / 60)


def test_gaps_run_from_end_to_start_where_starts_are_known() -> None:
    steps: Case = [("A", 30), ("B", 30)]
    with_starts, without = mine_map(log_of({"1": steps})), mine_map(log_of({"1": steps}, starts=False))
    assert (with_starts.gap, with_starts.flows[0].mean_h) == ("end_to_start", pytest.approx(10 / 60))
    assert (without.gap, without.flows[0].mean_h) == ("end_to_end", pytest.approx(40 / 60))


def test_overlapping_steps_have_no_gap() -> None:
    times = {"start_time": [MONDAY, MONDAY + timedelta(hours=1)], "end_time": [MONDAY + timedelta(hours=3), MONDAY + timedelta(hours=2)]}
    log = build_log(pl.DataFrame({"case_id": ["1", "1"], "activity": ["A", "B"], **times}), name="overlap")
    assert mine_map(log).flows[0].mean_h == 0


def test_only_so_many_variants_are_kept_and_all_are_counted() -> None:
    found = mine_map(log_of({"1": [("A", 1)], "2": [("B", 1)], "3": [("C", 1)]}), variants=2)
    assert (len(found.variants), found.variant_count) == (2, 3)


@given(any_cases)
def test_the_map_agrees_with_counting(cases: dict[str, Case]) -> None:
    found = mine_map(log_of(cases))
    pairs = Counter((a[0], b[0]) for steps in cases.values() for a, b in pairwise(steps))
    assert {(flow.source, flow.target): flow.count for flow in found.flows} == dict(pairs)
    assert {one.activity: one.count for one in found.starts} == dict(Counter(steps[0][0] for steps in cases.values()))
    assert {one.activities: one.cases for one in found.variants} == dict(Counter(tuple(a for a, _ in s) for s in cases.values()))


@given(any_cases)
def test_flows_and_starts_together_are_the_steps(cases: dict[str, Case]) -> None:
    found = mine_map(log_of(cases))
    steps = sum(map(len, cases.values()))
    assert sum(flow.count for flow in found.flows) + sum(one.count for one in found.starts) == steps
    assert sum(one.count for one in found.activities) == steps
    assert sum(one.count for one in found.ends) == found.cases == len(cases)


@given(any_cases)
def test_the_order_of_the_cases_changes_nothing(cases: dict[str, Case]) -> None:
    assert mine_map(log_of(cases)) == mine_map(log_of(dict(reversed(cases.items()))))


def test_the_six_cases(bundled, six_truth) -> None:
    truth = six_truth["all"]
    found = mine_map(read_log(bundled("six_cases.csv")))
    assert {one.activity: one.count for one in found.activities} == truth["activities"]
    assert {f"{flow.source} > {flow.target}": flow.count for flow in found.flows} == truth["flows"]
    assert found.variant_count == truth["variants"]
