"""The people of a model keep the hours that the analyst gives, however seldom they are seen."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl

from svcflow.calendars import GivenCalendar, parse_hours
from svcflow.calibration import calibrate
from svcflow.eventlog import EventLog, build_log
from svcflow.model import ServiceModel, weekly_calendar

OFFICE, EARLY, SHORT = (parse_hours(text) for text in ("Mon-Fri 08:00-18:00", "Mon-Fri 07:00-18:00", "Tue 08:00-10:00"))
MAY_DAY = date(2024, 5, 1)


def desk() -> EventLog:
    """Sixty tickets, one an hour; Ann and Bob of the desk take turns, Eve and Una of the night help three times each."""
    rows = []
    for case in range(60):
        begin = datetime(2024, 3, 4, 8, tzinfo=UTC) + timedelta(days=case // 6 // 5 * 7 + case // 6 % 5, hours=case % 6)
        who, team = (("Eve", "Una")[case % 2], "Night") if case % 10 in (0, 9) and case < 30 else (("Ann", "Bob")[case % 2], "Desk")
        rows.append((str(case), "Solve", who, team, begin, begin + timedelta(minutes=20 + case % 7)))
    frame = pl.DataFrame(rows, schema=["case_id", "activity", "resource", "team", "start_time", "end_time"], orient="row")
    return build_log(frame, name="desk")


def hours_of(model: ServiceModel) -> dict[str, tuple[tuple[int, int], ...]]:
    return {person.name: weekly_calendar(model.calendars[person.calendar]).intervals for person in model.people}


def test_people_keep_given_hours() -> None:
    given = GivenCalendar(OFFICE, {"Night": EARLY}, {"Bob": SHORT}, (MAY_DAY,))
    model = calibrate(replace(desk(), calendar=given), refits=0)
    assert hours_of(model) == {"Ann": OFFICE, "Bob": SHORT, "Night: others": EARLY}
    assert {calendar.holidays for calendar in model.calendars.values()} == {("2024-05-01",)}
    assert any(note.startswith("Working hours are given") for note in model.notes)


def test_who_has_hours_of_their_own_is_told_apart() -> None:
    model = calibrate(replace(desk(), calendar=GivenCalendar(people={"Eve": EARLY})), refits=0)
    assert hours_of(model)["Eve"] == EARLY
    assert {person.name for person in model.people} == {"Ann", "Bob", "Eve", "Night: others"}


def test_without_given_hours_the_rare_keep_the_service_s() -> None:
    model = calibrate(desk(), refits=0)
    assert {person.name: person.calendar for person in model.people}["Night: others"] == "service"
