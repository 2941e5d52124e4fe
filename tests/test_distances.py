"""The distances against figures of the package log-distance-measures 2.2.0, which defines them, and their properties."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.distances import LEAST, distances, mean_distances
from svcflow.eventlog.log import TIME, EventLog
from svcflow.model.document import Distances

ORIGIN = datetime(2024, 1, 1, tzinfo=UTC)  # a Monday
Row = tuple[str, str, float, float]  # case, activity, begin and end [h since the origin]


def log_of(rows: Sequence[Row]) -> EventLog:
    steps = pl.DataFrame(
        {
            "case_id": [row[0] for row in rows],
            "activity": [row[1] for row in rows],
            "start_time": [ORIGIN + timedelta(hours=row[2]) for row in rows],
            "end_time": [ORIGIN + timedelta(hours=row[3]) for row in rows],
        },
        schema={"case_id": pl.String, "activity": pl.String, "start_time": TIME, "end_time": TIME},
    )
    steps = steps.with_columns(position=pl.int_range(pl.len()).over("case_id").cast(pl.UInt32))
    cases = steps.group_by("case_id", maintain_order=True).agg(first_time=pl.col("start_time").min(), last_time=pl.col("end_time").max())
    return EventLog(steps, cases)


ONE: list[Row] = [
    ("a", "Open", 8.0, 8.5), ("a", "Solve", 9.25, 12.75), ("a", "Close", 13.0, 13.5),
    ("b", "Open", 26.0, 26.5), ("b", "Close", 50.0, 51.25),
    ("c", "Open", 33.5, 34.0), ("c", "Solve", 34.0, 40.0), ("c", "Solve", 57.0, 60.5), ("c", "Close", 61.0, 61.0),
]  # fmt: skip
TWO: list[Row] = [
    ("x", "Open", 9.0, 9.25), ("x", "Solve", 9.5, 11.0), ("x", "Close", 35.0, 35.5),
    ("y", "Open", 30.0, 31.5), ("y", "Solve", 31.5, 33.0), ("y", "Reopen", 58.0, 59.0), ("y", "Close", 106.0, 107.0),
]  # fmt: skip
GOLDEN = {
    "NGD": 0.38461538461538464, "AED": 10.055555555555557, "CED": 4.4523809523809526,
    "RED": 10.055555555555557, "CTD": 32.333333333333336, "CAR": 4.833333333333334,
}  # fmt: skip


def test_figures_of_the_package_that_defines_them() -> None:
    found = distances(log_of(ONE), log_of(TWO))
    assert found.model_dump() == pytest.approx(GOLDEN, rel=1e-9)


def test_order_of_rows_and_names_of_cases_change_nothing() -> None:
    again = log_of([(case.upper(), *rest) for case, *rest in reversed(ONE)])  # type: ignore[misc]
    assert distances(log_of(TWO), again).model_dump() == pytest.approx(distances(log_of(TWO), log_of(ONE)).model_dump())


def test_a_begin_that_is_not_recorded_is_taken_from_the_estimate() -> None:
    measured = log_of(ONE)
    steps = measured.steps.with_columns(begin_time=pl.col("start_time"), start_time=pl.lit(None, TIME))
    assert distances(measured, measured.with_steps(steps)) == Distances(**dict.fromkeys(LEAST, 0.0))


def test_mean_of_several() -> None:
    several = [Distances(**dict.fromkeys(LEAST, value)) for value in (1.0, 2.0, 6.0)]
    assert mean_distances(several) == Distances(**dict.fromkeys(LEAST, 3.0))


hours = st.integers(0, 4000).map(lambda quarter: quarter / 4)
rows = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(["Open", "Solve", "Close"]), hours, hours).map(
        lambda row: (row[0], row[1], min(row[2:]), max(row[2:]))
    ),
    min_size=1,
    max_size=25,
)


@given(rows)
def test_a_log_is_at_no_distance_from_itself(steps: list[Row]) -> None:
    log = log_of(steps)
    assert distances(log, log) == Distances(**dict.fromkeys(LEAST, 0.0))


@given(rows, rows)
def test_distances_are_symmetric_and_not_negative(one: list[Row], two: list[Row]) -> None:
    there, back = distances(log_of(one), log_of(two)), distances(log_of(two), log_of(one))
    assert there.model_dump() == pytest.approx(back.model_dump())
    assert min(there.model_dump().values()) >= 0
    assert there.NGD <= 1


@given(rows, st.integers(1, 200))
def test_a_shift_moves_the_calendar_and_nothing_else(steps: list[Row], weeks: int) -> None:
    found = distances(log_of(steps), log_of([(case, name, a + 168 * weeks, b + 168 * weeks) for case, name, a, b in steps]))
    expected = pytest.approx(168 * weeks)
    assert expected == found.AED
    assert expected == found.CAR
    assert (found.NGD, found.CED, found.RED, found.CTD) == (0, 0, 0, 0)
