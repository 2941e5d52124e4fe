"""Working time: laid out, counted, added; across weekends, holidays and changes of the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.calendars import ALWAYS, MINUTES_OF_WEEK, WeeklyCalendar

OFFICE = tuple((day * 1440 + 8 * 60, day * 1440 + 17 * 60) for day in range(5))
MONDAY = datetime(2025, 1, 6, tzinfo=UTC)


def office(**more) -> WeeklyCalendar:
    return WeeklyCalendar.of_minutes(OFFICE, **more)


def test_spans_are_joined_and_wrapped_at_the_end_of_the_week() -> None:
    calendar = WeeklyCalendar.of_minutes([(600, 700), (650, 800), (MINUTES_OF_WEEK - 60, MINUTES_OF_WEEK + 30)])
    assert calendar.intervals == ((0, 30), (600, 800), (MINUTES_OF_WEEK - 60, MINUTES_OF_WEEK))
    assert calendar.hours_a_week == pytest.approx((30 + 200 + 60) / 60)


def test_a_job_stops_at_night_and_over_the_weekend() -> None:
    shifts = office().between(MONDAY, MONDAY + timedelta(days=14))
    assert shifts.advance(16.0, 3.0) == 24 + 10  # Monday 16:00 + 3 h of work: Tuesday 10:00
    assert shifts.advance(4 * 24 + 16.0, 3.0) == 7 * 24 + 10  # Friday 16:00: Monday 10:00
    assert shifts.advance(16.0, 1.0) == 17.0
    assert shifts.advance(3.0, 1.0) == 9.0
    assert shifts.work_between(0.0, 168.0) == 45.0
    assert shifts.next_open(17.0) == 24 + 8


def test_what_little_is_left_at_the_end_of_a_shift_is_finished() -> None:
    shifts = office().between(MONDAY, MONDAY + timedelta(days=14))
    assert shifts.advance(16.5, 1.0, grace=0.5) == 17.5
    assert shifts.advance(16.5, 1.0, grace=0.4) == pytest.approx(24 + 8.5)
    assert shifts.advance(16.5, 0.5 + 9.0 + 0.25, grace=0.5) == pytest.approx(24 + 17.25)


def test_holidays_are_closed() -> None:
    shifts = office(holidays=(date(2025, 1, 7),)).between(MONDAY, MONDAY + timedelta(days=7))
    assert shifts.next_open(17.0) == 48 + 8


def test_the_shifts_follow_the_clocks_on_the_wall() -> None:
    """In Rome the clocks go forward on 30 March 2025: 08:00 is 07:00 UTC before and 06:00 UTC after."""
    friday = datetime(2025, 3, 28, tzinfo=UTC)
    shifts = office(timezone="Europe/Rome").between(friday, friday + timedelta(days=7))
    assert shifts.next_open(0.0) == 7.0
    assert shifts.next_open(24.0) == 3 * 24 + 6.0
    night = WeeklyCalendar.of_minutes([(6 * 1440, 7 * 1440)], "Europe/Rome").between(friday, friday + timedelta(days=7))
    assert night.work_between(0.0, 168.0) == 23.0  # a Sunday of 23 hours


def test_a_shift_over_midnight_is_one() -> None:
    shifts = WeeklyCalendar.of_minutes([(22 * 60, 30 * 60)]).between(MONDAY, MONDAY + timedelta(days=7))
    assert shifts.close_after(23.0) == 30.0


def test_always_open_and_never_open() -> None:
    assert ALWAYS.between(MONDAY, MONDAY).advance(5.0, 7.0) == 12.0
    assert WeeklyCalendar(()).between(MONDAY, MONDAY + timedelta(days=7)).next_open(0.0) == np.inf


@given(
    spans=st.lists(st.tuples(st.integers(0, MINUTES_OF_WEEK - 1), st.integers(1, 2000)), min_size=1, max_size=6),
    zone=st.sampled_from(["UTC", "Europe/Rome", "Asia/Taipei", "Australia/Sydney"]),
    hour=st.floats(0, 24 * 300),
    work=st.floats(0, 200),
)
def test_work_that_is_added_can_be_counted(spans: list[tuple[int, int]], zone: str, hour: float, work: float) -> None:
    calendar = WeeklyCalendar.of_minutes([(first, first + length) for first, length in spans], zone)
    shifts = calendar.between(MONDAY, MONDAY + timedelta(days=365 * 30), MONDAY - timedelta(days=14))
    end = shifts.advance(hour, work)
    if np.isfinite(end):
        assert shifts.work_between(hour, end) == pytest.approx(work, abs=1e-6)
        assert shifts.work_between_all(np.array([hour]), np.array([end]))[0] == pytest.approx(work, abs=1e-6)


@given(minute=st.integers(0, MINUTES_OF_WEEK - 1), day=st.integers(0, 360), zone=st.sampled_from(["UTC", "Europe/Rome", "Asia/Taipei"]))
def test_the_layout_agrees_with_the_weekly_hours(minute: int, day: int, zone: str) -> None:
    calendar = WeeklyCalendar.of_minutes(OFFICE, zone)
    instant = datetime(2025, 1, 6, tzinfo=ZoneInfo(zone)) + timedelta(days=day, minutes=minute)
    shifts = calendar.between(MONDAY, MONDAY + timedelta(days=400), MONDAY - timedelta(days=14))
    assert shifts.is_open((instant.astimezone(UTC) - MONDAY).total_seconds() / 3600) == calendar.contains(instant)
