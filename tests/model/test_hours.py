"""Weekly hours as people write them are minutes of the week, and back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.calendars import MINUTES_OF_WEEK, WeeklyCalendar
from svcflow.errors import ModelError
from svcflow.model import Calendar, always, calendar_document, weekly_calendar


def test_spans_are_minutes_of_the_week() -> None:
    weekly = weekly_calendar(Calendar(hours={"Mon": ("13:00-17:30", "8:00-12:00"), "Sun": ("20:00-24:00",)}, holidays=("2025-12-25",)))
    assert weekly.intervals == ((480, 720), (780, 1050), (6 * 1440 + 1200, MINUTES_OF_WEEK))
    assert weekly.holidays == (date(2025, 12, 25),)


def test_a_night_shift_runs_into_the_next_day() -> None:
    assert weekly_calendar(Calendar(hours={"Sun": ("22:00-06:00",)})).intervals == ((0, 360), (6 * 1440 + 1320, MINUTES_OF_WEEK))


def test_round_the_clock_never_closes() -> None:
    assert weekly_calendar(always()).always_open


@given(st.lists(st.tuples(st.integers(0, MINUTES_OF_WEEK - 1), st.integers(1, 3000)), max_size=6))
def test_there_and_back(spans: list[tuple[int, int]]) -> None:
    weekly = WeeklyCalendar.of_minutes([(first, first + length) for first, length in spans], "Europe/Berlin", (date(2025, 5, 1),))
    assert weekly_calendar(calendar_document(weekly, n=7)) == weekly


@pytest.mark.parametrize("text", ["", "8-17", "08:00", "24:00-08:00", "08:60-09:00", "08:00-25:00", "08:00-08:00", "8 to 5"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ModelError) as refused:
        weekly_calendar(Calendar(hours={"Tue": ("08:00-12:00", text)}))
    assert refused.value.place == "hours.Tue[1]"
