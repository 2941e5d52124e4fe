"""Steps are put in order, cases summed up."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.errors import LogError
from svcflow.eventlog import COLUMNS, TIME, build_log, select_cases

START = datetime(2024, 1, 1, tzinfo=UTC)


def hours(*values):
    return [None if value is None else START + timedelta(hours=value) for value in values]


def frame(**columns):
    return pl.DataFrame(columns, schema_overrides={name: TIME for name in columns if name.endswith("_time")})


def test_order_position_and_cases():
    log = build_log(
        frame(
            case_id=["b", "a", "a", "a"],
            activity=["X", "Z", "Y", "W"],
            enabled_time=hours(None, None, 0, None),
            start_time=hours(2, 5, 1, None),
            end_time=hours(3, 6, 9, 5),
            kind=["p", "q", "q", "q"],
            note=["1", "2", "3", "4"],
        ),
        name="small",
    )
    assert log.steps.columns == [*COLUMNS, "case:kind", "note"]
    assert log.steps.select("case_id", "activity", "position", "previous_activity").rows() == [
        ("a", "Y", 0, None),
        ("a", "Z", 1, "Y"),
        ("a", "W", 2, "Z"),
        ("b", "X", 0, None),
    ]
    assert log.cases.rows() == [("a", *hours(0, 9), 3, "q"), ("b", *hours(2, 3), 1, "p")]
    assert log.steps.schema["position"] == pl.UInt32
    assert log.steps.schema["end_time"] == TIME


def test_naive_times_are_utc_and_missing_columns_are_null():
    log = build_log(pl.DataFrame({"case_id": [1], "activity": ["A"], "end_time": [datetime(2024, 1, 1)]}), name="x")  # noqa: DTZ001
    assert log.steps.row(0, named=True) == {
        "case_id": "1",
        "activity": "A",
        "resource": None,
        "enabled_time": None,
        "start_time": None,
        "end_time": START,
        "position": 0,
        "previous_activity": None,
    }


def test_a_log_without_rows():
    log = build_log(frame(case_id=["a"], activity=["A"], end_time=hours(0), kind=["k"]).clear(), name="x")
    assert log.steps.height == log.cases.height == 0
    assert log.steps.columns[: len(COLUMNS)] == list(COLUMNS)


def test_what_every_log_needs():
    with pytest.raises(LogError, match='"end_time" is missing'):
        build_log(pl.DataFrame({"case_id": ["a"], "activity": ["A"]}), name="x")
    with pytest.raises(LogError, match="1 empty"):
        build_log(frame(case_id=[None], activity=["A"], end_time=hours(0)), name="x")


def test_building_again_changes_nothing():
    log = build_log(frame(case_id=["a", "b"], activity=["A", "B"], end_time=hours(1, 0), kind=["k", "l"]), name="x")
    again = build_log(log.steps, name="x")
    assert again.steps.equals(log.steps)
    assert again.cases.equals(log.cases)


def test_select_cases():
    log = build_log(frame(case_id=["a", "b", "a"], activity=["A", "B", "C"], end_time=hours(0, 1, 2)), name="x")
    assert select_cases(log, ["a"]).steps.get_column("activity").to_list() == ["A", "C"]
    assert select_cases(log, ["b"]).cases.height == 1
    with pytest.raises(LogError, match='no case "c"'):
        select_cases(log, ["c"])


@given(st.data())
def test_permuting_rows_changes_nothing_when_times_differ(data):
    count = data.draw(st.integers(1, 25))
    ends = data.draw(st.lists(st.integers(0, 10_000), min_size=count, max_size=count, unique=True))
    cases = data.draw(st.lists(st.sampled_from("abcd"), min_size=count, max_size=count))
    rows = frame(case_id=cases, activity=[f"A{end % 3}" for end in ends], end_time=hours(*ends), size=[end % 2 for end in ends])
    shuffled = rows[data.draw(st.permutations(range(count)))]
    one, other = build_log(rows, name="x"), build_log(shuffled, name="x")
    assert one.steps.equals(other.steps)
    assert one.cases.equals(other.cases)
