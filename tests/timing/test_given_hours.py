"""Working hours that the analyst gives win over those that a log shows; waits worked out by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from svcflow.calendars import GivenCalendar, WeeklyCalendar, parse_hours
from svcflow.eventlog import EventLog, build_log, read_log, write_log
from svcflow.timing import attribute_waiting, decompose_times, find_calendars, service_calendar

ROME = ZoneInfo("Europe/Rome")
OFFICE = parse_hours("Mon-Fri 09:00-17:00")
NIGHT = parse_hours("22:00-06:00")


def waiting(ready: str, begin: str, who: str = "Ann", team: str = "Desk") -> EventLog:
    """One step that is ready and begins at these times on the wall in Rome."""
    times = [datetime.fromisoformat(text).replace(tzinfo=ROME).astimezone(UTC) for text in (ready, begin)]
    row = {"case_id": "1", "activity": "Solve", "resource": who, "team": team, "enabled_time": times[0], "start_time": times[1]}
    return build_log(pl.DataFrame({**row, "end_time": times[1] + timedelta(hours=1)}), name="Rome", timezone="Europe/Rome")


def off_and_on_duty(log: EventLog, given: GivenCalendar) -> tuple[float, float]:
    """How long the step waited for somebody off duty, and for somebody on duty who had nothing else to do [h]."""
    caused = attribute_waiting(replace(log, calendar=given)).steps
    assert caused.select("batching_h", "contention_h", "prioritisation_h").row(0) == (0, 0, 0)
    return caused.select("unavailability_h", "extraneous_h").row(0)


def test_a_weekend() -> None:
    log = waiting("2025-03-21 16:00", "2025-03-24 10:00")
    assert off_and_on_duty(log, GivenCalendar(OFFICE)) == (64, 2)  # Friday 16 to 17, Monday 9 to 10


def test_a_weekend_on_which_summer_time_begins_is_an_hour_shorter() -> None:
    log = waiting("2025-03-28 16:00", "2025-03-31 10:00")
    assert off_and_on_duty(log, GivenCalendar(OFFICE)) == (63, 2)
    always = GivenCalendar(parse_hours("always"))
    assert off_and_on_duty(log, always) == (0, 65)


def test_a_night_in_which_summer_time_begins() -> None:
    log = waiting("2025-03-29 21:00", "2025-03-30 07:00")
    assert off_and_on_duty(log, GivenCalendar(NIGHT)) == (2, 7)  # 21 to 22 and 6 to 7; 22 to 6 are seven hours


@pytest.mark.parametrize(
    "given",
    [GivenCalendar(OFFICE, holidays=(date(2024, 12, 25), date(2024, 12, 26))), GivenCalendar(OFFICE, country="IT")],
    ids=["given", "Italy's"],
)
def test_holidays(given: GivenCalendar) -> None:
    log = waiting("2024-12-24 16:00", "2024-12-27 10:00")  # Tuesday to Friday
    assert off_and_on_duty(log, given) == (64, 2)
    assert off_and_on_duty(log, GivenCalendar(OFFICE)) == (48, 18)


def test_a_team_s_hours_and_a_person_s_are_not_the_service_s() -> None:
    log = waiting("2025-03-24 20:00", "2025-03-25 01:00", team="Nights")
    given = GivenCalendar(OFFICE, teams={"Nights": NIGHT})
    assert off_and_on_duty(log, given) == (2, 3)
    assert off_and_on_duty(log, replace(given, people={"Ann": parse_hours("00:00-08:00")})) == (4, 1)
    assert off_and_on_duty(log, GivenCalendar(OFFICE, teams={"Days": NIGHT})) == (5, 0)


def desk() -> EventLog:
    """Six weeks in which Ann works from 8 to 17 and Bob from 10 to 19, on the hour and the half hour, Monday to Friday, UTC."""
    monday = datetime(2025, 3, 3, tzinfo=UTC)
    rows = [
        (who, team, monday + timedelta(days=day, hours=first, minutes=30 * half))
        for who, team, first in (("Ann", "Early", 8), ("Bob", "Late", 10))
        for day in range(42)
        if day % 7 < 5
        for half in range(18)
    ]
    frame = pl.DataFrame(rows, schema={"resource": pl.String, "team": pl.String, "start_time": pl.Datetime("us", "UTC")}, orient="row")
    frame = frame.with_columns(
        case_id=pl.int_range(pl.len()).cast(pl.String), activity=pl.lit("Solve"), end_time=pl.col("start_time") + pl.duration(minutes=30)
    )
    return build_log(frame, name="desk")


def test_hours_given_for_the_service_are_everybody_s() -> None:
    log = replace(desk(), calendar=GivenCalendar(NIGHT))
    night = WeeklyCalendar(NIGHT)
    assert service_calendar(log) == night
    assert find_calendars(log) == {"Ann": night, "Bob": night}


def test_where_hours_are_given_for_one_team_the_others_are_found() -> None:
    found = find_calendars(desk())
    log = replace(desk(), calendar=GivenCalendar(teams={"Late": NIGHT}))
    assert find_calendars(log) == {"Ann": found["Ann"], "Bob": WeeklyCalendar(NIGHT)}
    assert service_calendar(log) == service_calendar(desk())


def test_holidays_close_the_hours_that_are_found() -> None:
    day = date(2025, 3, 10)
    log = replace(desk(), calendar=GivenCalendar(holidays=(day,)))
    assert service_calendar(log) == replace(service_calendar(desk()), holidays=(day,))
    assert find_calendars(log) == {who: replace(calendar, holidays=(day,)) for who, calendar in find_calendars(desk()).items()}


def test_public_holidays_are_known_beyond_the_log() -> None:
    closed = service_calendar(replace(desk(), calendar=GivenCalendar(country="IT"))).holidays
    assert date(2025, 4, 25) in closed
    assert date(2029, 12, 25) in closed


def test_a_few_instants_and_a_holiday() -> None:
    log = waiting("2025-03-21 16:00", "2025-03-24 10:00")
    given = GivenCalendar(holidays=(date(2025, 3, 22),))
    assert off_and_on_duty(log, given) == (24, 42)


def test_given_hours_are_kept_with_the_log_and_said_with_its_times(tmp_path) -> None:
    log = replace(desk(), calendar=GivenCalendar(OFFICE, {"Late": NIGHT}, {"Ann": OFFICE}, (date(2025, 3, 10),), "IT"))
    write_log(log, tmp_path / "kept")
    assert read_log(tmp_path / "kept").calendar == log.calendar
    assert decompose_times(log).notes[0] == "Working hours are given, not found in the log: Mon-Fri 09:00-17:00."
    assert not decompose_times(desk()).notes
