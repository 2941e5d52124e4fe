"""Working hours and days in a person's words."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.calendars import MINUTES_OF_WEEK, WeeklyCalendar, parse_days, parse_hours, spoken_hours
from svcflow.calendars.spoken import _NAMES
from svcflow.errors import InputError

OFFICE = tuple((day * 1440 + 9 * 60, day * 1440 + 17 * 60 + 30) for day in range(5))


@pytest.mark.parametrize(
    "text",
    [
        "Mon-Fri 09:00-17:30",
        "mo – fr 9:00 - 17.30",
        "Monday to Friday 9 am to 5:30 p.m.",
        "Mo. bis Fr. 9:00 bis 17:30",
        "lun. à ven. 9h-17h30",
        "lunedì-venerdì 9.00-17.30",
        "lunes a viernes 9:00-17:30",
        "maandag tot vrijdag 9:00-17:30",
        "周一至周五 9：00-17：30",
        "星期一到星期五 09:00~17:30",
        "Mon, Tue, Wed and Thu-Fri 09:00-12:00, 12:00-17:30",
        "Mon-Fri 09:00-14:00, Tue-Fri 13:00-17:30; Mon 14:00-17:30",
    ],
)
def test_office_hours_in_many_words(text: str) -> None:
    assert parse_hours(text) == OFFICE


def test_hours_without_days_are_every_day_s() -> None:
    assert parse_hours("8-12") == tuple((day * 1440 + 480, day * 1440 + 720) for day in range(7))


def test_a_night_runs_into_the_next_day_and_into_the_next_week() -> None:
    assert parse_hours("Sun 22:00-06:00") == ((0, 360), (6 * 1440 + 1320, MINUTES_OF_WEEK))


def test_days_run_over_the_end_of_the_week() -> None:
    assert parse_hours("Sat-Mon 10:00-12:00") == tuple((day * 1440 + 600, day * 1440 + 720) for day in (0, 5, 6))


def test_the_end_of_a_day() -> None:
    assert parse_hours("Sun 20:00-24:00") == parse_hours("Sun 8 pm - 12 am") == ((6 * 1440 + 1200, MINUTES_OF_WEEK),)
    assert parse_hours("always") == parse_hours("Mon-Sun 00:00-24:00") == ((0, MINUTES_OF_WEEK),)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "names no hours"),
        ("Mon", "names no hours"),
        ("Mon 9-17, Tue", "after its last day"),
        ("Mon 9", '"9" has no end'),
        ("Mon 9-25", '"25" is no time'),
        ("Mon 9:60-10", '"9:60" is no time'),
        ("Mon 13 pm - 14", '"13 pm" is no time'),
        ("Mon 9-9", "begins and ends at once"),
        ("Mon 24:00-08:00", "begins at the end of a day"),
        ("Mnday 9-17", '"mnday" is no day'),
        ("ma 9-17", '"ma" is no day'),
        ("Mon-9", "neither days nor hours"),
        ("-9", "nothing before"),
        ("9-12-15", "nothing before"),
        ("0900-1700", "0900-1700"),
        ("Mon 9-17 ?", '"?"'),
    ],
)
def test_nonsense_is_refused_and_named(text: str, word: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_hours(text)
    assert word in refused.value.problem
    assert refused.value.remedy


def test_no_abbreviation_means_two_days() -> None:
    """ "son" is Sonntag, "mar" is martedì, mardi and martes: three letters say the day in all of the languages at once."""
    starts = [{name[:3] for name in names.split() if len(name) > 2} | set(names.split()) for names in _NAMES]
    assert not [one & other for one, other in combinations(starts, 2) if one & other]


@given(st.lists(st.tuples(st.integers(0, MINUTES_OF_WEEK - 1), st.integers(1, 4000)), min_size=1, max_size=8))
def test_hours_are_said_as_they_are_read(spans: list[tuple[int, int]]) -> None:
    intervals = WeeklyCalendar.of_minutes([(first, first + length) for first, length in spans]).intervals
    assert parse_hours(spoken_hours(intervals)) == intervals


@given(st.text(alphabet="MonTueSat 0123456789:.-,;周一午apm–", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        spans = parse_hours(text)
    except InputError:
        return
    assert WeeklyCalendar.of_minutes(spans).intervals == spans != ()


def test_hours_are_said_shortly() -> None:
    assert spoken_hours(OFFICE) == "Mon-Fri 09:00-17:30"
    assert spoken_hours(parse_hours("Mon 8-12, 13-17; Thu 8-12")) == "Mon 08:00-12:00, 13:00-17:00, Thu 08:00-12:00"
    assert spoken_hours(()) == ""


def test_days_and_ranges_of_days() -> None:
    assert parse_days("2024-12-25") == (date(2024, 12, 25),)
    assert parse_days("2024-12-30 .. 2025-01-02") == tuple(date(2024, 12, 30 + n) for n in (0, 1)) + tuple(date(2025, 1, n) for n in (1, 2))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("25.12.2024", "no day"),
        ("2024-02-30", "no day"),
        ("2024-12-26..", "no day"),
        ("2025-01-01..2024-12-26", "before it begins"),
        ("2024-01-01..2034-01-01", "more than a year"),
    ],
)
def test_days_that_are_none(text: str, word: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_days(text)
    assert text in refused.value.problem
    assert word in refused.value.problem
    assert refused.value.remedy
