"""Times by whatever steps have in common."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from svcflow.errors import LogError
from svcflow.eventlog import build_log, read_log
from svcflow.timing import decompose_times

MONDAY = datetime(2025, 3, 31, 22, tzinfo=UTC)
"""in Rome the first of April"""


def small():
    """Two tickets: Ann takes both in, Bob mends them; hours are easy to add."""
    rows = [
        ("1", "Take in", "Ann", 0, 1, "red"),
        ("1", "Mend", "Bob", 3, 5, "red"),
        ("2", "Take in", "Ann", 1, 2, "blue"),
        ("2", "Mend", "Bob", 6, 9, "blue"),
        ("2", "Mend", None, 9, 10, "blue"),
    ]
    frame = pl.DataFrame(
        [(case, step, who, MONDAY + timedelta(hours=a), MONDAY + timedelta(hours=b), kind) for case, step, who, a, b, kind in rows],
        schema={
            "case_id": pl.String,
            "activity": pl.String,
            "resource": pl.String,
            "start_time": pl.Datetime("us", "UTC"),
            "end_time": pl.Datetime("us", "UTC"),
            "category": pl.String,
        },
        orient="row",
    )
    return build_log(frame, name="small", timezone="Europe/Rome")


def told(by, causes=False):
    groups = decompose_times(small(), causes=causes, by=by).groups
    return {tuple(group.by.values()): (group.count, group.cases, group.processing_h.total, group.waiting_h.total) for group in groups}


def test_by_person() -> None:
    assert told(["person"]) == {("Bob",): (2, 2, 5, 6), ("Ann",): (2, 2, 2, 0), ("(none)",): (1, 1, 1, 0)}


def test_by_flow() -> None:
    assert told(["flow"]) == {
        ("Take in → Mend",): (2, 2, 5, 6),
        ("(none) → Take in",): (2, 2, 2, 0),
        ("Mend → Mend",): (1, 1, 1, 0),
    }


def test_by_a_column_of_the_case_with_and_without_its_prefix() -> None:
    assert told(["category"]) == told(["case:category"]) == {("blue",): (3, 1, 5, 4), ("red",): (2, 1, 3, 2)}


def test_by_month_in_the_zone_of_the_log() -> None:
    assert told(["month"]) == {("2025-04",): (5, 2, 8, 6)}


def test_by_variant_and_by_two_at_once() -> None:
    assert told(["variant"]) == {("2: Take in → Mend → Mend",): (3, 1, 5, 4), ("1: Take in → Mend",): (2, 1, 3, 2)}
    assert told(["category", "step"])["blue", "Mend"] == (2, 1, 4, 4)


def test_shares_are_of_the_whole_log() -> None:
    groups = decompose_times(small(), causes=False, by=["person"]).groups
    assert groups[0].waiting_h.share == 1
    assert sum(group.processing_h.share for group in groups) == pytest.approx(1)


def test_what_is_not_there_is_refused_with_what_is() -> None:
    with pytest.raises(LogError, match='nothing called "categry"') as error:
        told(["categry"])
    assert "category" in error.value.remedy


@pytest.mark.parametrize("by", ["team", "priority", "flow", "month", "weekday", "variant", "person", "channel"])
def test_groups_of_the_desk_are_the_whole_desk(bundled, by) -> None:
    log = read_log(bundled("service_desk.csv"))
    found = decompose_times(log, by=[by])
    for measure in ("processing_h", "waiting_h", "paused_h"):
        assert sum(getattr(group, measure).total for group in found.groups) == pytest.approx(
            sum(getattr(step, measure).total for step in found.steps)
        )
    assert sum(group.count for group in found.groups) == log.steps.height
    assert all(sum(c for c in _hours(group.causes_h)) == pytest.approx(group.waiting_h.total) for group in found.groups)


def _hours(causes):
    return (causes.batching, causes.contention, causes.prioritisation, causes.unavailability, causes.extraneous)


def test_without_causes_the_figures_are_the_same(bundled) -> None:
    log = read_log(bundled("service_desk_status.csv"))
    quick, whole = decompose_times(log, causes=False), decompose_times(log)
    for one, other in zip(quick.steps, whole.steps, strict=True):
        assert (one.activity, one.processing_h, one.waiting_h, one.paused_h) == (
            other.activity,
            other.processing_h,
            other.waiting_h,
            other.paused_h,
        )
        assert (one.causes_h, other.causes_h is not None) == (None, True)
    assert quick.value_stream == whole.value_stream
