"""Local times as instants: held equal to Python's own zones, and repeated hours settled by the order in the case."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.eventlog.times.clocks import later_in_cases, later_in_rows, to_utc
from svcflow.eventlog.times.fixed_times import NOT_A_TIME
from svcflow.eventlog.times.timestamps import read_times

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 local times are meant
MICROSECOND = timedelta(microseconds=1)
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/")))
CHANGES = [
    ("Europe/Berlin", datetime(2023, 3, 26, 2, 30)),  # noqa: DTZ001
    ("Europe/Berlin", datetime(2023, 10, 29, 2, 30)),  # noqa: DTZ001
    ("Australia/Lord_Howe", datetime(2023, 10, 1, 2, 15)),  # noqa: DTZ001 half an hour is skipped
    ("Pacific/Apia", datetime(2011, 12, 30, 10, 0)),  # noqa: DTZ001 a day is skipped
    ("America/Sao_Paulo", datetime(2018, 11, 4, 0, 30)),  # noqa: DTZ001 midnight is skipped
    ("America/Havana", datetime(2023, 11, 5, 0, 30)),  # noqa: DTZ001 the hour after midnight comes twice
]


def by_python(local, zone):
    """The first of two instants; a skipped time by the clock before the change."""
    return (local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None) - EPOCH) // MICROSECOND


def micros(moments):
    return np.array([NOT_A_TIME if moment is None else (moment - EPOCH) // MICROSECOND for moment in moments], dtype=np.int64)


@given(
    st.sampled_from(ZONES),
    st.lists(st.none() | st.datetimes(datetime(1975, 1, 1), datetime(2036, 12, 31)), min_size=1, max_size=50),  # noqa: DTZ001
)
def test_every_zone_is_as_python_has_it(zone, moments):
    clocked = to_utc(micros(moments), zone)
    assert clocked.utc.tolist() == [NOT_A_TIME if moment is None else by_python(moment, zone) for moment in moments]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"])
def test_every_quarter_of_years_is_as_python_has_it(zone):
    moments = [datetime(2010, 1, 1) + timedelta(minutes=15) * number for number in range(2 * 366 * 96)]  # noqa: DTZ001
    assert to_utc(micros(moments), zone).utc.tolist() == [by_python(moment, zone) for moment in moments]


@pytest.mark.parametrize(("zone", "moment"), CHANGES)
def test_times_that_a_zone_skips_or_repeats_are_found(zone, moment):
    clocked = to_utc(micros([moment, moment + timedelta(days=40)]), zone)
    assert clocked.utc[0] == by_python(moment, zone)
    assert [*clocked.skipped, *clocked.repeated] == [0]


def test_stand_ins_for_no_date_are_converted_too():
    moments = [datetime(1, 1, 2), datetime(1900, 1, 1), datetime(9999, 12, 30), datetime(2024, 7, 1)]  # noqa: DTZ001
    utc = to_utc(micros(moments), "Europe/Berlin").utc
    assert utc[1:].tolist() == [by_python(moment, "Europe/Berlin") for moment in moments[1:]]
    assert abs(utc[0] - micros(moments)[0]) < 3_600_000_000


def night(*clock):
    """Local times of the night in which Berlin's clocks went back in 2023."""
    return [datetime(2023, 10, 29, int(time[:2]), int(time[3:])) for time in clock]  # noqa: DTZ001


def later(clock, cases=None):
    clocked = to_utc(micros(night(*clock)), "Europe/Berlin")
    return later_in_cases(clocked, pl.Series(cases or ["1"] * len(clock))).tolist()


def test_a_repeated_time_after_a_later_one_is_the_later():
    assert later(["01:00", "02:30", "02:50", "02:10", "02:40", "05:00"]) == [False, False, True, True]


def test_so_it_is_in_a_file_with_the_newest_first():
    assert later(["05:00", "02:40", "02:10", "02:50", "02:30", "01:00"]) == [True, True, False, False]


def test_cases_are_looked_at_by_themselves():
    assert later(["01:00", "01:10", "02:50", "02:30", "02:40", "02:20", "04:00", "05:00"], list("abababab")) == [False, False, True, True]


@pytest.mark.parametrize(
    "clock", [["01:00", "02:30", "02:50", "05:00"], ["01:00", "02:50", "02:30", "02:55", "02:20", "05:00"], ["02:50", "02:30"]]
)
def test_what_order_does_not_show_stays_the_earlier(clock):
    assert not any(later(clock))


def test_an_end_before_its_start_is_the_later():
    starts = to_utc(micros(night("02:50", "02:10", "01:00", "04:00")), "Europe/Berlin")
    ends = to_utc(micros(night("02:20", "02:40", "02:30", "05:00")), "Europe/Berlin")
    assert later_in_rows(ends, starts.utc).tolist() == [True, False, False]


def test_what_the_clocks_did_is_counted_and_shown():
    texts = ["2023-10-29 01:00", "2023-10-29 02:50", "2023-10-29 02:10", "2023-10-29 05:00", "2024-03-31 02:30"]
    read = read_times({"At": pl.Series("At", texts)}, pl.Series(["1"] * 5), timezone="Europe/Berlin", dayfirst=None, place="x")
    assert [instant.isoformat()[5:16] for instant in read.values["At"]] == [
        "10-28T23:00",
        "10-29T00:50",
        "10-29T01:10",
        "10-29T04:00",
        "03-31T01:30",
    ]
    told = {repair.rule.split(",")[1].split(" (")[0]: (repair.count, repair.example) for repair in read.repairs}
    assert told == {
        " moved forward by what it skips": (1, texts[4]),
        " taken as the earlier": (1, texts[1]),
        " taken as the later": (1, texts[2]),
    }
