"""A team's usual week, by hand: who is on duty when, how much work comes, and how much of it outside their hours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from svcflow.calendars import GivenCalendar, parse_hours
from svcflow.eventlog import EventLog, build_log
from svcflow.report.people import team_weeks
from svcflow.report.people_charts import week_chart, week_told
from svcflow.timing import attribute_waiting

MONDAY = datetime(2025, 3, 3, tzinfo=UTC)
OFFICE = parse_hours("Mon-Fri 08:00-16:00")


def desk(weeks: int = 4, *, named: bool = True) -> EventLog:
    """Each Monday one ticket at 09:00 and one at 18:00; Ann works an hour on the first at once, on the other from Tuesday 08:00."""
    rows = []
    for week in range(weeks):
        for hour, begin in ((9, 9), (18, 32)):
            came, began = (MONDAY + timedelta(weeks=week, hours=at) for at in (hour, begin))
            rows.append((f"{week}-{hour}", "Solve", "Ann" if named else None, "Desk", came, began, began + timedelta(hours=1)))
    columns = ["case_id", "activity", "resource", "team", "enabled_time", "start_time", "end_time"]
    log = build_log(pl.DataFrame(rows, schema=columns, orient="row"), name="desk")
    return attribute_waiting(replace(log, calendar=GivenCalendar(OFFICE)))


def test_a_week_by_hand() -> None:
    (week,) = team_weeks(desk())
    assert (week.team, week.people, week.waiting_share) == ("Desk", 1, 1.0)
    assert week.on_duty is not None
    assert [hour for hour, people in enumerate(week.on_duty) if people] == [24 * day + hour for day in range(5) for hour in range(8, 16)]
    assert (week.asked[9], week.asked[18]) == (1.0, 1.0)
    assert sum(week.asked) == 2.0
    # The second ticket of each Monday waits from 18:00 to 08:00 of Tuesday.
    assert [hour for hour, tickets in enumerate(week.waiting) if tickets > 0] == list(range(18, 32))
    assert week.outside == 0.5


def test_without_names_there_are_no_teams() -> None:
    assert team_weeks(desk(named=False)) == ()


def test_the_drawing_says_what_its_sentence_says() -> None:
    (week,) = team_weeks(desk())
    drawing = week_chart(week)
    assert week_told(week) == "Desk: most tickets wait on Mon from 18:00, 1 on average"
    assert "Mon 18:00: 0 people on duty, work for 1 comes, 1 tickets wait" in drawing
    assert drawing == week_chart(week)


def test_a_name_cannot_become_markup() -> None:
    (week,) = team_weeks(desk())
    assert "<script>" not in week_chart(replace(week, team="<script>alert(1)</script>"))


@pytest.mark.parametrize("people", [None, (0.0,) * 168])
def test_unknown_hours_leave_the_profile_out(people: tuple[float, ...] | None) -> None:
    (week,) = team_weeks(desk())
    shown = replace(week, on_duty=people)
    assert "heat-1" not in week_chart(shown) or people is None
    assert shown.outside == (None if people is None else 1.0)
