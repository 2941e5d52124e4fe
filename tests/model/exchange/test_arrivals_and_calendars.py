"""Weekly hours and arrivals in Prosimos's terms, by hand."""

import math
from datetime import UTC, datetime

import pytest

from svcflow.errors import InputError
from svcflow.model import Arrivals, Calendar
from svcflow.model.document import RecordedDay
from svcflow.model.exchange.arrivals import hourly_rates, prosimos_arrivals, read_arrivals
from svcflow.model.exchange.calendars import as_calendar, periods, read_periods, spans_in_utc
from svcflow.model.exchange.timetables import times_of

WINTER, SUMMER = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 7, 6, tzinfo=UTC)
OFFICE = tuple(1.0 if 9 <= hour % 24 < 17 and hour < 120 else 0.0 for hour in range(168))


def test_hours_are_moved_to_utc_and_come_back() -> None:
    berlin = Calendar(hours={"Mon": ("00:30-08:00",), "Fri": ("22:00-24:00",)}, timezone="Europe/Berlin")
    spans = spans_in_utc(berlin, WINTER)
    assert spans == ((0, 420), (7020, 7140), (10050, 10080))
    assert spans_in_utc(berlin, SUMMER)[0] == (0, 360)
    assert read_periods(periods(spans), "here") == spans
    assert as_calendar(spans).hours == {"Mon": ("00:00-07:00",), "Fri": ("21:00-23:00",), "Sun": ("23:30-24:00",)}


def test_periods_run_over_weekdays_and_to_the_end_of_the_day() -> None:
    document = [{"from": "SATURDAY", "to": "MONDAY", "beginTime": "8:00", "endTime": "23:59:59.999"}]
    assert read_periods(document, "here") == ((480, 1440), (5 * 1440 + 480, 6 * 1440), (6 * 1440 + 480, 7 * 1440))


@pytest.mark.parametrize(
    ("document", "place", "said"),
    [
        ([], "here", "no periods"),
        ([{"from": "MODAY", "to": "FRIDAY", "beginTime": "08:00", "endTime": "09:00"}], r"here\[0\].from", "MODAY"),
        ([{"from": "MONDAY", "to": "FRIDAY", "beginTime": "8 h", "endTime": "09:00"}], r"here\[0\].beginTime", "no time of day"),
        ([{"from": "MONDAY", "to": "FRIDAY", "beginTime": "22:00", "endTime": "06:00"}], r"here\[0\]", "is no time"),
    ],
)
def test_wrong_periods_are_refused(document: list, place: str, said: str) -> None:
    with pytest.raises(InputError, match=f"{place}: .*{said}"):
        read_periods(document, "here")


def test_a_rate_round_the_clock_comes_through() -> None:
    document, lost = prosimos_arrivals(Arrivals(weekly=(0.25,) * 168, level=2.0), WINTER)
    assert not lost
    assert document["arrival_time_distribution"]["distribution_params"][0]["value"] == pytest.approx(7200)
    back, remarks = read_arrivals(document, "file")
    assert not remarks
    assert back.weekly == pytest.approx((0.5,) * 168)


@pytest.mark.parametrize(("begins", "first"), [(datetime(2026, 1, 5, 12, 10, tzinfo=UTC), 9 + 1 / 6), (WINTER, 9.5)])
def test_a_timetable_comes_through(begins: datetime, first: float) -> None:
    # From Monday 12:10 on one every half hour of 9 to 17, so each day's first is at 9:10; one at 9:00 is on later days one at 17:00.
    timetable = Arrivals(kind="timetable", weekly=OFFICE, interval_h=0.5)
    document, lost = prosimos_arrivals(timetable, begins)
    assert not lost
    assert document["arrival_time_distribution"]["distribution_params"] == [{"value": 1800.0}]
    opening = read_periods(document["arrival_time_calendar"], "here")[0]
    assert opening == (round(first * 60), round((first + 7.75) * 60))
    back, remarks = read_arrivals(document, "file")
    assert not remarks
    assert [len(day.at) for day in back.days] == [16, 16, 16, 16, 16, 0, 0]
    assert back.days[1].at[:2] == pytest.approx((first, first + 0.5))
    # What came back says the same again.
    assert prosimos_arrivals(back, begins) == (document, [])


def test_weeks_that_differ_are_said() -> None:
    odd = Arrivals(kind="timetable", weekly=OFFICE, interval_h=0.7)
    assert "weeks differ" in prosimos_arrivals(odd, WINTER)[1][0]


def test_a_gap_counts_anew_after_each_opening() -> None:
    assert times_of(3.0, ((540, 1020), (1980, 2460))) == [9.0, 12.0, 15.0, 33.0, 36.0, 39.0]
    assert times_of(8.0, ((540, 1020), (1980, 2460))) == [9.0, 33.0]
    assert times_of(24.0, ((540, 1020), (1980, 2460))) == [9.0, 33.0]


def test_closed_hours_keep_the_tickets_of_a_week() -> None:
    arrivals = Arrivals(weekly=OFFICE, level=3.0)
    document, lost = prosimos_arrivals(arrivals, WINTER)
    assert not lost
    gap = document["arrival_time_distribution"]["distribution_params"][0]["value"] / 3600
    # 40 open hours, four nights of 16 h and a weekend of 64 h, each ended by a ticket if a gap ended in it.
    assert 40 / gap + 4 * (1 - math.exp(-16 / gap)) + (1 - math.exp(-64 / gap)) == pytest.approx(120)
    back, remarks = read_arrivals(document, "file")
    assert len(remarks) == 1
    assert back.per_week == pytest.approx(120)


def test_a_profile_and_recorded_days_are_told_as_lost() -> None:
    two = tuple(rate * (3 if hour % 24 == 9 else 1) for hour, rate in enumerate(OFFICE))
    _, lost = prosimos_arrivals(Arrivals(weekly=two, dispersion=0.2, course={"2026-01-01": 1.0}), WINTER)
    assert [each.split(":")[0] for each in lost] == ["Arrivals by the hour of the week", "Arrivals", "Arrivals"]
    days = Arrivals(kind="days", days=(RecordedDay(date="2026-01-05", at=(9.5, 10.0)), RecordedDay(date="2026-01-06", at=())))
    assert hourly_rates(days)[9] == 0.5
    assert sum(hourly_rates(days)) == days.per_week == 5.0


def test_values_with_chances_have_their_mean() -> None:
    histogram = {"distribution_name": "histogram_sampling", "histogram_data": {"cdf": [0.5, 1.0], "bin_midpoints": [3600, 7200]}}
    back, remarks = read_arrivals({"arrival_time_distribution": histogram}, "file")
    assert back.weekly == pytest.approx((1 / 1.5,) * 168)
    assert len(remarks) == 2


def test_no_gap_is_refused() -> None:
    with pytest.raises(InputError, match="all tickets would come at once"):
        read_arrivals({"arrival_time_distribution": {"distribution_name": "fix", "distribution_params": [{"value": 0}]}}, "file")
