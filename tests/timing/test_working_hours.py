"""Working hours found in a log."""

from datetime import UTC, datetime, timedelta

import polars as pl

from svcflow.calendars import ALWAYS
from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.timing import find_calendars, service_calendar

MONDAY = datetime(2025, 3, 3, tzinfo=UTC)


def desk(people: dict[str, tuple[int, int]], weeks: int = 6, timezone: str = "UTC", overtime: int = 0) -> EventLog:
    """Everybody does half an hour of work on the hour and on the half hour, Monday to Friday, from … to …, UTC."""
    rows = []
    for who, (first, last) in people.items():
        for day in range(7 * weeks):
            if day % 7 < 5:
                rows += [(who, MONDAY + timedelta(days=day, hours=first, minutes=30 * half)) for half in range(2 * (last - first))]
    frame = pl.DataFrame(rows, schema={"resource": pl.String, "start_time": pl.Datetime("us", "UTC")}, orient="row")
    length = pl.duration(minutes=30 + overtime)
    frame = frame.with_columns(
        case_id=pl.int_range(pl.len()).cast(pl.String), activity=pl.col("resource"), end_time=pl.col("start_time") + length
    )
    return build_log(frame, name="hours", timezone=timezone)


def day_of(calendar, weekday: int = 0) -> list[tuple[int, int]]:
    return [((a % 1440) // 60, (b - a // 1440 * 1440) // 60) for a, b in calendar.intervals if a // 1440 == weekday]


def test_hours_in_which_nothing_ever_happens_are_closed() -> None:
    calendar = service_calendar(desk({"Ann": (8, 17), "Bob": (10, 19)}))
    assert [day_of(calendar, day) for day in range(7)] == [[(8, 19)]] * 5 + [[], []]


def test_people_have_their_own_hours() -> None:
    calendars = find_calendars(desk({"Ann": (8, 17), "Bob": (10, 19)}))
    assert day_of(calendars["Ann"]) == [(8, 17)]
    assert day_of(calendars["Bob"]) == [(10, 19)]


def test_who_finishes_late_is_not_on_duty() -> None:
    assert day_of(find_calendars(desk({"Ann": (8, 17)}, overtime=20, weeks=8))["Ann"]) == [(8, 17)]


def test_hours_are_those_of_the_log_s_zone() -> None:
    calendar = service_calendar(desk({"Ann": (8, 17), "Bob": (8, 17)}, weeks=3, timezone="Asia/Shanghai"))
    # 08:00 to 17:00 UTC is 16:00 to one o'clock of the next day.
    assert (calendar.timezone, day_of(calendar)) == ("Asia/Shanghai", [(16, 25)])


def test_too_few_instants_prove_nothing() -> None:
    log = desk({"Ann": (8, 10)}, weeks=2)
    assert service_calendar(log) is ALWAYS
    assert find_calendars(log) == {"Ann": ALWAYS}


def test_who_is_seldom_seen_has_the_team_s_hours() -> None:
    often = desk({"Ann": (8, 17), "Bob": (10, 19)}).steps
    seldom = often.filter(pl.col("resource") == "Ann").head(10).with_columns(resource=pl.lit("Cy"), case_id=pl.lit("c") + pl.col("case_id"))
    log = build_log(pl.concat([often, seldom]).drop("position", "previous_activity"), name="seldom")
    calendars = find_calendars(log)
    assert day_of(calendars["Cy"]) == day_of(calendars["Ann"])


def test_nobody_is_named() -> None:
    log = desk({"Ann": (8, 17)}, weeks=8)
    nobody = log.with_steps(log.steps.with_columns(resource=pl.lit(None, pl.String)))
    assert find_calendars(nobody) == {}
    assert day_of(service_calendar(nobody)) == [(8, 17)]


def test_the_rosters_of_the_bundled_desk(bundled) -> None:
    calendars = find_calendars(read_log(bundled("service_desk.csv")))
    assert day_of(calendars["L1-01"]) == [(7, 15)]
    assert day_of(calendars["L1-05"]) == [(11, 19)]
    assert day_of(calendars["L1-03"], 5) == [(9, 13)]
    assert {tuple(day_of(calendars[f"L2-{number:02d}"])) for number in range(1, 9)} == {((8, 17),)}
    assert day_of(calendars["QA-01"]) == [(9, 17)]


def test_a_log_of_one_day_says_nothing_of_the_week():
    """A thousand steps between 09:00 and 15:00 of one Monday: that nothing was done on Tuesday proves nothing."""
    first = datetime(2025, 1, 6, 9, tzinfo=UTC)
    rows = [(str(n), "Answer", "ann", first + timedelta(seconds=20 * n), first + timedelta(seconds=20 * n + 15)) for n in range(1000)]
    frame = pl.DataFrame(rows, schema=["case_id", "activity", "resource", "start_time", "end_time"], orient="row")
    log = build_log(frame, name="one day")
    assert service_calendar(log) is ALWAYS
    assert find_calendars(log) == {"ann": ALWAYS}


def test_a_service_that_never_closes_has_people_who_go_home() -> None:
    log = desk({"Ann": (0, 8), "Bob": (8, 16), "Cy": (16, 24)}, weeks=6)
    weekend = log.steps.filter(pl.col("start_time") < MONDAY + timedelta(weeks=5)).with_columns(
        pl.col("start_time", "end_time") + timedelta(days=5), case_id=pl.lit("w") + pl.col("case_id")
    )
    log = build_log(pl.concat([log.steps, weekend]).drop("position", "previous_activity"), name="round the clock")
    assert service_calendar(log) is ALWAYS
    calendars = find_calendars(log)
    assert [day_of(calendars[who]) for who in ("Ann", "Bob", "Cy")] == [[(0, 8)], [(8, 16)], [(16, 24)]]


def test_a_break_is_closed_although_others_are_at_work() -> None:
    calendars = find_calendars(without_noon(desk({"Ann": (8, 17), "Bob": (8, 17)}), "Ann"))
    assert day_of(calendars["Ann"]) == [(8, 12), (13, 17)]
    assert day_of(calendars["Bob"]) == [(8, 17)]


def test_few_begins_make_no_break() -> None:
    """On six Mondays Ann begins one work an hour: six are missed at noon, and ten would be asked for."""
    log = without_noon(desk({"Ann": (8, 17), "Bob": (8, 17)}), "Ann")
    kept = (pl.col("resource") != "Ann") | (pl.col("start_time").dt.weekday() == 1) & (pl.col("start_time").dt.minute() == 0)
    calendars = find_calendars(build_log(log.steps.filter(kept).drop("position", "previous_activity"), name="few"))
    assert day_of(calendars["Ann"]) == [(8, 17)]


def without_noon(log: EventLog, who: str) -> EventLog:
    """The log without what somebody does from 12:00 to 13:00."""
    noon = (pl.col("resource") == who) & (pl.col("start_time").dt.hour() == 12)
    return build_log(log.steps.filter(~noon).drop("position", "previous_activity"), name="lunch")
