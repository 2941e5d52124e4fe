"""Working hours of steps, as a person counts them with a pencil and a calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.calendars import GivenCalendar, parse_hours
from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.timing import time_steps
from svcflow.timing.hours.work_time import WORK_HOURS, with_work_hours

ROME = ZoneInfo("Europe/Rome")
OFFICE = GivenCalendar(parse_hours("Mon-Fri 09:00-17:00"))
NIGHT = GivenCalendar(parse_hours("22:00-06:00"))


def at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=ROME).astimezone(UTC)


def log_of(*rows: tuple, calendar: GivenCalendar = OFFICE, **options) -> EventLog:
    """Rows of case, resource, enabled, start, end [clocks of Rome]."""
    filled = [(case, "Fix" if who else "Wait", who, *(at(text) for text in times)) for case, who, *times in rows]
    schema = dict.fromkeys(("case_id", "activity", "resource"), pl.String)
    schema |= {name: pl.Datetime("us", "UTC") for name in ("enabled_time", "start_time", "end_time")}
    log = build_log(pl.DataFrame(filled, schema=schema, orient="row"), name="by hand", timezone="Europe/Rome", **options)
    return replace(log, calendar=calendar)


def worked(begin: str, end: str, calendar: GivenCalendar = OFFICE) -> float:
    return with_work_hours(log_of(("1", "Ann", None, begin, end), calendar=calendar)).steps["processing_work_h"].item()


def waited(ready: str, begin: str, calendar: GivenCalendar = OFFICE) -> float:
    return with_work_hours(log_of(("1", "Ann", ready, begin, begin), calendar=calendar)).steps["waiting_work_h"].item()


def test_a_weekend_is_no_work() -> None:
    assert worked("2025-03-21 16:00", "2025-03-24 10:00") == 2  # Friday 16 to 17, Monday 9 to 10
    assert waited("2025-03-21 16:00", "2025-03-24 10:00") == 2
    assert waited("2025-03-21 18:00", "2025-03-24 09:00") == 0


def test_holidays_are_no_work() -> None:
    closed = replace(OFFICE, holidays=(date(2024, 12, 25), date(2024, 12, 26)))
    assert waited("2024-12-24 16:00", "2024-12-27 10:00") == 18  # Tuesday to Friday
    assert waited("2024-12-24 16:00", "2024-12-27 10:00", closed) == 2
    assert waited("2024-12-24 16:00", "2024-12-27 10:00", replace(OFFICE, country="IT")) == 2


def test_summer_time_begins_and_ends() -> None:
    assert waited("2025-03-28 16:00", "2025-03-31 10:00") == 2  # the hours of the wall clock, before and after the change
    always = GivenCalendar(parse_hours("always"))
    assert waited("2025-03-29 12:00", "2025-03-30 12:00", always) == 23
    assert waited("2025-10-25 12:00", "2025-10-26 12:00", always) == 25
    assert waited("2025-03-29 21:00", "2025-03-30 07:00", NIGHT) == 7  # a night of seven hours


def test_a_night_shift_runs_over_midnight() -> None:
    assert worked("2025-03-25 23:00", "2025-03-26 05:30", NIGHT) == 6.5
    assert worked("2025-03-25 20:00", "2025-03-26 08:00", NIGHT) == 8
    assert waited("2025-03-25 12:00", "2025-03-26 12:00", NIGHT) == 8


def test_no_time_is_no_work() -> None:
    assert worked("2025-03-25 10:00", "2025-03-25 10:00") == 0
    assert worked("2025-03-23 10:00", "2025-03-23 10:00") == 0


def test_work_wholly_off_duty_was_worked_and_overtime_is_not_counted() -> None:
    assert worked("2025-03-22 10:00", "2025-03-22 12:30") == 2.5  # a Saturday
    assert worked("2025-03-21 16:30", "2025-03-21 18:00") == 0.5
    assert waited("2025-03-22 10:00", "2025-03-22 12:30") == 0


def test_a_person_s_hours_count_and_the_service_s_for_nobody_and_for_pauses() -> None:
    given_hours = replace(OFFICE, people={"Ann": parse_hours("Mon-Fri 13:00-15:00")})
    rows = ("1", "Ann", None, "2025-03-24 09:00", "2025-03-24 14:00"), ("1", None, None, "2025-03-24 14:00", "2025-03-25 10:00")
    steps = with_work_hours(log_of(*rows, calendar=given_hours, meanings={"Wait": "customer"})).steps
    assert steps.select(WORK_HOURS).rows() == [(1, 0, 0), (0, 0, 4)]
    unnamed = with_work_hours(log_of(*rows, calendar=given_hours)).steps
    assert unnamed.select(WORK_HOURS).rows() == [(1, 0, 0), (4, 0, 0)]


def test_a_suspension_takes_its_part_of_the_hours() -> None:
    log = log_of(("1", "Ann", None, "2025-03-24 16:00", "2025-03-25 10:00"))  # 18 hours, 2 of them open
    log = log.with_steps(log.steps.with_columns(suspended_h=pl.lit(9.0)))
    assert with_work_hours(log).steps.select(WORK_HOURS).row(0) == (1, 0, 1)


def test_work_side_by_side_counts_in_full_or_is_shared() -> None:
    rows = ("1", "Ann", None, "2025-03-24 10:00", "2025-03-24 12:00"), ("2", "Ann", None, "2025-03-24 11:00", "2025-03-24 14:00")
    other = ("3", "Bob", None, "2025-03-24 11:00", "2025-03-24 12:00")
    log = log_of(*rows, other)
    assert with_work_hours(log).steps["processing_work_h"].to_list() == [2, 3, 1]
    assert with_work_hours(log, shared=True).steps["processing_work_h"].to_list() == [1.5, 2.5, 1]  # together 10 to 14


def test_nobody_s_hours_are_known() -> None:
    log = replace(log_of(("1", "Ann", "2025-03-21 16:00", "2025-03-22 03:00", "2025-03-24 10:00")), calendar=None)
    assert with_work_hours(log).steps.select(WORK_HOURS).row(0) == (55, 11, 0)


def test_a_log_without_steps() -> None:
    assert with_work_hours(log_of()).steps.select(WORK_HOURS).shape == (0, 3)


spans = st.lists(st.tuples(st.sampled_from(["Ann", "Bob", None]), st.integers(0, 20_000), st.integers(0, 3000)), min_size=1, max_size=8)


@settings(max_examples=25)
@given(spans, st.booleans())
def test_working_hours_are_within_the_elapsed_ones(rows: list, shared: bool) -> None:
    first = at("2025-03-24 00:00")
    frame = pl.DataFrame(
        {
            "case_id": [str(number) for number in range(len(rows))],
            "activity": "Fix",
            "resource": pl.Series([who for who, _, _ in rows], dtype=pl.String),
            "start_time": [first.timestamp() * 1e6 + start * 6e7 for _, start, _ in rows],
            "length": [length * 60_000_000 for _, _, length in rows],
        }
    ).with_columns(pl.col("start_time").cast(pl.Int64).cast(pl.Datetime("us", "UTC")))
    frame = frame.with_columns(end_time=pl.col("start_time") + pl.duration(microseconds="length")).drop("length")
    steps = with_work_hours(replace(build_log(frame, name="any", timezone="Europe/Rome"), calendar=OFFICE), shared=shared).steps
    hours = steps["processing_work_h"].to_numpy()
    assert (hours >= -1e-9).all()
    assert (hours <= steps["processing_h"].to_numpy() + 1e-9).all()
    if shared:
        mine = steps.filter(pl.col("resource") == "Ann")
        minutes = np.zeros(24_000, dtype=bool)
        for begin, length in zip(mine["start_time"].dt.timestamp("us") - int(first.timestamp() * 1e6), mine["processing_h"], strict=True):
            minutes[begin // 60_000_000 : begin // 60_000_000 + round(length * 60)] = True
        assert mine["processing_work_h"].sum() <= minutes.sum() / 60 + 1e-6


def test_the_desk_s_waiting_is_mostly_nights(bundled) -> None:
    log = with_work_hours(time_steps(read_log(bundled("service_desk.csv"))))
    wait, work = log.steps.select(pl.col("waiting_h", "waiting_work_h").sum()).row(0)
    assert 0.2 < work / wait < 0.4
