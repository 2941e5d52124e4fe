"""Reopening, first contact and duplicates, by hand."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from svcflow.eventlog import EventLog, build_log
from svcflow.mining.coding import coded
from svcflow.mining.duplicates import find_duplicates
from svcflow.mining.first_contact import first_contact_proxy, recorded_first_contact
from svcflow.mining.reopening import find_closures
from svcflow.mining.rework import find_repeats

MONDAY = datetime(2025, 3, 3, 8, tzinfo=UTC)


def log_of(*cases: str, meanings: dict[str, str] | None = None, apart: timedelta = timedelta(hours=1), **columns: list[object]) -> EventLog:
    rows = [
        (f"c{number}", *step.partition(":")[::2], MONDAY + timedelta(days=number) + place * apart)
        for number, case in enumerate(cases)
        for place, step in enumerate(case.split())
    ]
    frame = pl.DataFrame(rows, schema=["case_id", "activity", "resource", "end_time"], orient="row")
    frame = frame.with_columns(pl.col("resource").replace("", None), **{name: pl.Series(values) for name, values in columns.items()})
    return build_log(frame, name="ends", shape="events", meanings=meanings)


def test_work_after_a_step_that_closes_reopens() -> None:
    log = log_of("A Resolve Closed", "A Resolve B C Resolve Closed", "A Resolve Closed B", "A")
    found = find_closures(log.steps)
    assert found.activities == ("Closed", "Resolve")
    assert log.steps.filter(pl.Series(found.reopens))["activity"].to_list() == ["B", "B"]
    assert log.steps.filter(pl.Series(found.onward))["activity"].to_list() == ["B", "C", "B"]
    # The second B reopened what "Resolve" had closed before "Closed" said it once more.
    assert [log.steps["activity"][row] for row in found.closed_by.tolist() if row >= 0] == ["Resolve", "Resolve"]
    assert log.steps.filter(pl.Series(found.once_more))["activity"].to_list() == ["Closed"] * 3


def test_a_pause_after_the_end_is_no_reopening() -> None:
    log = log_of("B A Closed Wait", "A Closed Wait B", meanings={"Wait": "customer", "Closed": "closed"})
    found = find_closures(log.steps, log.meanings)
    assert log.steps.filter(pl.Series(found.reopens))["activity"].to_list() == ["B"]


def test_what_is_last_four_times_in_five_closes_and_what_is_less_often_does_not() -> None:
    assert find_closures(log_of(*["A B Send"] * 4, "A Send B").steps).activities == ("Send",)
    assert find_closures(log_of(*["A B Send"] * 3, "A Send B").steps).activities == ()
    # Always last, but in one ticket of twenty: it ends a kind of ticket and closes nothing.
    rare = log_of("A Print", *["A B", "B A"] * 10)
    assert find_closures(rare.steps).activities == ()


def proxy(log: EventLog) -> float | None:
    closures = find_closures(log.steps, log.meanings)
    activities = coded(log.steps["activity"])
    waits = activities.among({"Wait"})
    who = coded(log.steps["resource"]).codes
    return first_contact_proxy(closures, who, ~waits, waits, cases=log.cases.height, who="person").value


def test_the_proxy_is_one_person_no_wait_and_no_return() -> None:
    cases = [
        "A:ann Resolve:ann Closed:bob",  # yes: who closes it afterwards does not count
        "A:ann Resolve:bob",  # no: handed over
        "A:ann Wait:ann Resolve:ann",  # no: waited for the customer
        "A:ann Resolve:ann B:ann Resolve:ann",  # no: reopened
        "A:ann",  # not closed: not counted
        "A: Resolve:",  # nobody known: not counted
    ]
    assert proxy(log_of(*cases, meanings={"Wait": "customer"})) == pytest.approx(1 / 4)


def test_without_closing_steps_all_tickets_count() -> None:
    assert proxy(log_of("A:ann B:bob", "B:bob A:bob", "B:ann A:ann", "A:ann B:ann")) == pytest.approx(3 / 4)
    assert proxy(log_of("A: B:")) is None


def test_first_contact_is_measured_where_a_column_says_it() -> None:
    log = log_of("A:ann", "A:ann", "A:ann", "A:ann", FCR=["Yes", "no", "YES", None])
    found = recorded_first_contact(log)
    assert (found.value, found.n, found.basis) == (pytest.approx(2 / 3), 3, "measured")
    assert recorded_first_contact(log_of("A:ann")).basis == "absent"


def repeated(log: EventLog) -> list[int]:
    return find_duplicates(log, find_repeats(log.steps, log.meanings)).repeated.tolist()


def test_a_second_click_is_the_same_person_within_a_minute() -> None:
    near, far = timedelta(seconds=50), timedelta(seconds=70)
    assert repeated(log_of("A:ann A:ann", apart=near)) == [1]
    assert repeated(log_of("A:ann A:ann", apart=far)) == []
    assert repeated(log_of("A:ann A:bob", apart=near)) == []
    assert repeated(log_of("A: A:", apart=near)) == []
    assert repeated(log_of("A:ann B:bob A:ann", apart=timedelta(seconds=20))) == [2]


def test_a_copied_case_has_everything_in_common() -> None:
    log = log_of("A:ann B:bob", "A:ann B:bob", "A:ann C:bob")
    first = log.steps["end_time"][0]
    same = log.steps.with_columns(end_time=pl.lit(first) + pl.duration(hours=pl.col("position")))
    same = build_log(same.drop("position", "previous_activity"), name="same", shape="events")
    found = find_duplicates(same, find_repeats(same.steps))
    assert (found.copied.tolist(), found.copied_from) == ([1], 1)
    other = build_log(
        same.steps.with_columns(who=pl.Series(["x", "x", "y", "y", "z", "z"])).drop("position", "previous_activity"),
        name="o",
        shape="events",
    )
    assert not len(find_duplicates(other, find_repeats(other.steps)).copied)


def test_the_desks_own_word_for_it() -> None:
    log = log_of("A Closed_as_duplicate", "A Done", "A Duplikat")
    assert find_duplicates(log, find_repeats(log.steps)).marked.tolist() == [0, 2]
