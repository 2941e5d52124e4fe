"""Where the time goes besides work: hours by reason, and flow efficiency without each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.timing import decompose_times
from svcflow.timing.waiting.levers import Lever, find_levers

NINE = datetime(2024, 1, 1, 9, tzinfo=UTC)
PAUSES = {"Ask": "customer", "Parts": "supplier", "Resolved": "closed"}


def log_of(*rows: tuple) -> EventLog:
    """Rows of case, activity, resource, begin, end [hours after nine]."""
    filled = [(*row[:3], *(NINE + timedelta(hours=value) for value in row[3:])) for row in rows]
    schema = dict.fromkeys(("case_id", "activity", "resource"), pl.String)
    schema |= {name: pl.Datetime("us", "UTC") for name in ("start_time", "end_time")}
    return replace(build_log(pl.DataFrame(filled, schema=schema, orient="row"), name="by hand"), meanings=PAUSES)


def levers_of(log: EventLog) -> dict[str, Lever]:
    return {lever.reason: lever for lever in find_levers(log).levers}


def test_each_reason_has_its_hours() -> None:
    log = log_of(
        ("1", "A", "R1", 0, 1),
        ("1", "Ask", None, 1, 4),
        ("2", "A", "R2", 0, 4.5),
        ("1", "B", "R2", 5, 6),  # R2 was busy for half an hour
        ("1", "Parts", None, 6, 8),
    )
    found = find_levers(log)
    assert (found.lead_time_h, found.worked_on_h, found.basis) == (12.5, 6.5, "measured")
    hours = {lever.reason: lever.saving_h for lever in found.levers if lever.saving_h}
    assert hours == pytest.approx({"customer": 3, "supplier": 2, "contention": 0.5, "extraneous": 0.5})
    assert found.flow_efficiency == pytest.approx(6.5 / 12.5)
    levers = levers_of(log)
    assert levers["customer"].flow_efficiency == pytest.approx(6.5 / 9.5)
    assert levers["contention"].flow_efficiency == pytest.approx(6.5 / 12)
    assert levers["batching"].flow_efficiency == found.flow_efficiency
    assert (levers["customer"].lies_with, levers["closed"].lies_with, levers["off_shift"].lies_with) == (
        "customer",
        "opening hours",
        "desk",
    )


def test_what_other_work_covers_saves_nothing() -> None:
    log = log_of(("1", "A", "R1", 0, 1), ("1", "Ask", None, 1, 5), ("1", "B", "R2", 1, 4))
    customer = levers_of(log)["customer"]
    assert (customer.hours, customer.saving_h) == (4, 1)


def test_nothing_but_waiting_leaves_nothing() -> None:
    lever = levers_of(log_of(("1", "Ask", None, 0, 2)))["customer"]
    assert (lever.share_of_lead_time, lever.flow_efficiency) == (1, None)


def test_a_log_without_steps_has_no_levers() -> None:
    with pytest.raises(LogError, match="without steps"):
        find_levers(log_of())


def test_the_desk(bundled) -> None:
    log = read_log(bundled("service_desk.csv"))
    found = find_levers(log)
    levers = {lever.reason: lever for lever in found.levers}
    assert found.flow_efficiency == pytest.approx(decompose_times(log).value_stream.flow_efficiency)
    assert levers["customer"].hours == pytest.approx(24.469 * 1436, rel=1e-3)
    assert levers["closed"].hours > 5 * levers["off_shift"].hours  # most of a night everybody is at home
    assert levers["closed"].flow_efficiency > found.flow_efficiency


row = st.tuples(
    st.sampled_from("123"),
    st.sampled_from(["A", "B", "Ask", "Resolved"]),
    st.sampled_from(["x", "y"]),
    st.integers(0, 20),
    st.integers(0, 9),
)


@settings(max_examples=50)
@given(st.lists(row, min_size=1, max_size=10))
def test_work_and_reasons_are_the_lead_time_at_most(rows) -> None:
    found = find_levers(log_of(*((case, activity, who, at, at + length) for case, activity, who, at, length in rows)))
    spent = found.worked_on_h + sum(lever.saving_h for lever in found.levers)
    assert spent <= found.lead_time_h + 1e-6
    for lever in found.levers:
        assert -1e-9 <= lever.saving_h <= lever.hours + 1e-6
        assert lever.flow_efficiency is None or found.flow_efficiency - 1e-9 <= lever.flow_efficiency <= 1
