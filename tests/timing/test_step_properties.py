"""What must not matter to the times of steps: the order of the rows, names, and cases of other people."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.eventlog import build_log
from svcflow.timing import attribute_waiting, decompose_times, time_steps

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
COLUMNS = ["case_id", "activity", "begin_time", "end_time", "ready_time", "enabled_by", "processing_h", "waiting_h", "paused_h", "basis"]
SCHEMA = {
    "case_id": pl.String,
    "activity": pl.String,
    "resource": pl.String,
    "start_time": pl.Datetime("us", "UTC"),
    "end_time": pl.Datetime("us", "UTC"),
}
steps = st.tuples(st.integers(0, 5), st.sampled_from("ABC"), st.sampled_from("xyz"), st.integers(0, 300), st.integers(0, 90))


def rows_of(drawn):
    """Steps without two in a case that begin together: their order would be the file's."""
    seen, rows = set(), []
    for case, activity, who, begin, length in drawn:
        if (case, begin) not in seen:
            seen.add((case, begin))
            at = MONDAY + timedelta(minutes=begin)
            rows.append((f"{case}", activity, who, at, at + timedelta(minutes=length)))
    return rows


def timed(rows, shape="start_end"):
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    frame = frame.with_columns(start_time=None) if shape == "events" else frame
    return (
        time_steps(build_log(frame, name="drawn", shape=shape)).steps.select(COLUMNS).sort("case_id", "begin_time", "end_time", "activity")
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, min_size=1, max_size=14), st.randoms())
def test_the_order_of_the_rows(drawn, chance) -> None:
    rows = rows_of(drawn)
    shuffled = chance.sample(rows, len(rows))
    assert timed(shuffled).equals(timed(rows))


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, min_size=1, max_size=14))
def test_names(drawn) -> None:
    rows = rows_of(drawn)
    names = {"A": "Zeta", "B": "Beta", "C": "Alpha"}
    renamed = timed([(f"case {case}", names[activity], f"~{who}", begin, end) for case, activity, who, begin, end in rows])
    back = {new: old for old, new in names.items()}
    renamed = renamed.with_columns(
        pl.col("case_id").str.strip_prefix("case "), pl.col("activity").replace(back), pl.col("enabled_by").replace(back)
    )
    assert renamed.sort("case_id", "begin_time", "end_time", "activity").equals(timed(rows))


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, min_size=1, max_size=14), st.sampled_from(["start_end", "events"]))
def test_a_case_of_others_changes_nothing(drawn, shape) -> None:
    """Other people, other work, within the same hours."""
    rows = rows_of(drawn)
    at = min(row[3] for row in rows)
    other = [("other", "D", "w", at, at + timedelta(minutes=5)), ("other", "E", "w", at + timedelta(minutes=9), at + timedelta(minutes=20))]
    more = timed([*rows, *other], shape).filter(pl.col("case_id") != "other")
    if shape == "start_end":
        assert more.equals(timed(rows, shape))
    else:  # what a kind of work typically takes may be learned from all; where each step waited and what it waited for is its own
        kept = ["case_id", "activity", "end_time", "enabled_by", "basis"]
        order = ["case_id", "end_time", "activity"]
        assert more.select(kept).sort(order).equals(timed(rows, shape).select(kept).sort(order))


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, min_size=1, max_size=14))
def test_parts_and_totals(drawn) -> None:
    frame = pl.DataFrame(rows_of(drawn), schema=SCHEMA, orient="row")
    log = attribute_waiting(build_log(frame, name="drawn"))
    assert log.steps.select(pl.col("processing_h", "waiting_h", "paused_h").min()).min_horizontal().item() >= 0
    found = decompose_times(log)
    assert sum(step.count for step in found.steps) == log.steps.height
    for measure in ("processing_h", "waiting_h", "paused_h"):
        total = sum(getattr(step, measure).total for step in found.steps)
        assert total == pytest.approx(float(log.steps[measure].sum()))
        assert total == pytest.approx(getattr(found.value_stream, measure) * found.value_stream.cases)
    assert 0 <= found.value_stream.flow_efficiency <= 1 + 1e-9
    assert found.levers is not None
    assert found.levers.flow_efficiency == pytest.approx(found.value_stream.flow_efficiency)


def test_a_case_of_one_event_and_steps_without_duration() -> None:
    at = MONDAY
    found = decompose_times(
        build_log(
            pl.DataFrame([("1", "A", "x", at, at), ("2", "A", "x", at, at), ("2", "B", "x", at, at)], schema=SCHEMA, orient="row"), name="0"
        )
    )
    assert [(step.activity, step.count, step.processing_h.total, step.waiting_h.total) for step in found.steps] == [
        ("A", 2, 0, 0),
        ("B", 1, 0, 0),
    ]
    assert (found.value_stream.lead_time_h, found.value_stream.flow_efficiency) == (0, 0)
