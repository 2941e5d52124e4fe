"""Working time of many steps at once is that of one step at a time."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.calendars import ALWAYS, MINUTES_OF_WEEK, WeeklyCalendar
from svcflow.timing.hours import work_clocks
from svcflow.timing.hours.work_clocks import EPOCH, HOUR_US, WorkClocks
from svcflow.timing.hours.work_evidence import HOURS, _cells

FIRST = datetime(2025, 3, 24, tzinfo=UTC)
FIRST_US = (FIRST - EPOCH) // timedelta(microseconds=1)
DAYS = 20
calendars = st.builds(
    lambda spans, zone, holiday: WeeklyCalendar.of_minutes([(a, a + n) for a, n in spans], zone, (date(2025, 3, 26),) if holiday else ()),
    st.lists(st.tuples(st.integers(0, MINUTES_OF_WEEK - 1), st.integers(1, 2000)), max_size=9),
    st.sampled_from(["UTC", "Europe/Rome", "America/St_Johns"]),
    st.booleans(),
)
instants = st.integers(0, DAYS * 24 * 3_600_000).map(lambda milliseconds: milliseconds * 1000)


@settings(max_examples=60)
@given(
    st.lists(calendars | st.just(ALWAYS), min_size=1, max_size=4),
    st.lists(st.tuples(instants, instants), min_size=1),
    st.sampled_from([64, 2**21]),
)
def test_as_the_shifts_of_each_calendar_say(weeks: list[WeeklyCalendar], spans: list[tuple[int, int]], cells: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(work_clocks, "_MOST_CELLS", cells)
        clocks = WorkClocks(weeks, FIRST_US, FIRST_US + DAYS * 24 * HOUR_US)
    number = (np.arange(len(spans)) % len(weeks)).astype(np.int32)
    start, end = (np.array(side) + FIRST_US for side in zip(*map(sorted, spans), strict=True))
    found = clocks.work_between(number, start, end)
    begin = clocks.begin_of(number, end, found)
    for row, (a, b) in enumerate(map(sorted, spans)):
        shifts = weeks[number[row]].between(FIRST, FIRST + timedelta(days=DAYS + 1), FIRST - timedelta(days=14))
        expected = shifts.work_between(a / HOUR_US, b / HOUR_US)
        assert found[row] / HOUR_US == pytest.approx(expected, abs=1e-8)
        assert begin[row] <= end[row]
        if shifts.is_open(b / HOUR_US):
            assert clocks.work_between(number[row : row + 1], begin[row : row + 1], end[row : row + 1])[0] == found[row]


def test_work_off_the_calendar_is_counted_on_the_wall() -> None:
    office = WeeklyCalendar.of_minutes([(day * 1440 + 480, day * 1440 + 1020) for day in range(5)])
    clocks = WorkClocks([office, WeeklyCalendar(())], FIRST_US, FIRST_US + DAYS * 24 * HOUR_US)
    evening = np.full(2, FIRST_US + 20 * HOUR_US)
    work = np.full(2, 2 * HOUR_US)
    assert (evening - clocks.begin_of(np.array([0, 1], np.int32), evening, work)).tolist() == [2 * HOUR_US] * 2
    morning = np.array([FIRST_US + 33 * HOUR_US])  # Tuesday 9:00: an hour then, another on Monday from 16:00
    assert clocks.begin_of(np.zeros(1, np.int32), morning, work[:1]).tolist() == [FIRST_US + 16 * HOUR_US]


def test_instants_beyond_the_calendars_are_taken() -> None:
    clocks = WorkClocks([ALWAYS, WeeklyCalendar(((0, 60),))], FIRST_US, FIRST_US + 7 * 24 * HOUR_US)
    start, end = np.full(2, FIRST_US), np.full(2, 250_000_000_000_000_000)
    assert (clocks.work_between(np.array([0, 1], np.int32), start, end) / HOUR_US).tolist() == [21 * 24, 3]


@settings(max_examples=20)
@given(
    st.lists(st.integers(-900_000_000, 2_100_000_000), min_size=1, max_size=30),
    st.sampled_from(["UTC", "Europe/Rome", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_hours_of_the_week_are_those_of_the_wall_clock(seconds: list[int], zone: str) -> None:
    at = np.array(seconds) * 1_000_000
    clock = pl.Series(at).cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(zone).dt
    expected = (clock.weekday().cast(pl.Int64) - 1) * 24 + clock.hour().cast(pl.Int64)
    for repeated in (at, np.tile(at, 2)):
        assert (_cells(repeated, zone) % HOURS)[: len(at)].tolist() == expected.to_list()
