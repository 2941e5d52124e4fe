"""Texts become instants: formats, day or month first, zones and clock changes."""

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.errors import AmbiguousError, LogError
from svcflow.eventlog.times.timestamps import is_time, looks_like_times, read_times

ZONE = {"timezone": None, "dayfirst": None, "place": "log.csv"}


def read(texts, cases=None, **options):
    return read_times({"Time": pl.Series("Time", texts)}, pl.Series(cases or ["1"] * len(texts)), **{**ZONE, **options})


def instants(texts, cases=None, **options):
    return read(texts, cases, **options).values["Time"].to_list()


NOON = datetime(2010, 3, 19, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("2010-03-19 12:05", "%Y-%m-%d %H:%M"),
        ("2010-03-19T12:05:00", "%Y-%m-%dT%H:%M:%S"),
        ("2010-03-19T12:05:00Z", "%Y-%m-%dT%H:%M:%SZ"),
        ("2010-03-19T12:05:00.000", "%Y-%m-%dT%H:%M:%S.%f"),
        ("2010-03-19 12:05:00,000", "%Y-%m-%d %H:%M:%S,%f"),
        ("2010-03-19 14:05:00+02:00", "%Y-%m-%d %H:%M:%S%z"),
        ("2010-03-19 14:05:00.000 +0200", "%Y-%m-%d %H:%M:%S.%f %z"),
        ("2010-03-19T14:05:00+02", "%Y-%m-%dT%H:%M:%S%z"),
        ("2010-03-19 12:05:00 UTC", "%Y-%m-%d %H:%M:%S UTC"),
        ("2010/03/19 12:05:00.000", "%Y/%m/%d %H:%M:%S.%f"),
        ("19.3.10 12:05", "%d.%m.%y %H:%M"),
        ("19/03/2010 12:05:00", "%d/%m/%Y %H:%M:%S"),
        ("19-03-2010 12:05", "%d-%m-%Y %H:%M"),
        ("03/19/2010 12:05 PM", "%m/%d/%Y %I:%M %p"),
        ("3/19/10 12:05:00 p.m.", "%m/%d/%y %I:%M:%S %p"),
        ("19-Mar-2010 12:05", "%d-%b-%Y %H:%M"),
        ("19 March 2010 12:05", "%d %B %Y %H:%M"),
        ("March 19, 2010 12:05 PM", "%B %d, %Y %I:%M %p"),
        ("Fri, 19 Mar 2010 12:05:00 GMT", "%a, %d %b %Y %H:%M:%S GMT"),
        ("20100319T120500", "%Y%m%dT%H%M%S"),
        ("20100319120500", "%Y%m%d%H%M%S"),
        ("2010年3月19日 12:05", "%Y年%m月%d日 %H:%M"),
        ("1269000300", "epoch s"),
        ("1269000300000", "epoch ms"),
    ],
)
def test_formats(text, layout):
    times = read([text])
    assert times.values["Time"].to_list() == [NOON]
    assert times.choices[0].format == layout


@pytest.mark.parametrize("text", ["soon", "12:05", "2010-13-45", "31/31/2010", "1.2.3.4", "10.0.19045", "12345", "2010-03-19 25:00"])
def test_what_is_no_time(text):
    assert instants([text, "2010-03-19"])[0] is None


def test_numbers_above_twelve_prove_the_order_and_are_counted():
    times = read(["9.3.10 8:05", "4.3.10 9:41", "13.3.10 7:00"])
    assert times.values["Time"][0] == datetime(2010, 3, 9, 8, 5, tzinfo=UTC)
    assert "1 row cannot be month first" in times.choices[0].evidence
    assert "none the other" in times.choices[0].evidence


def test_month_first():
    assert instants(["3/9/2010", "3/13/2010"])[0] == datetime(2010, 3, 9, tzinfo=UTC)


def test_another_column_proves_the_order():
    columns = {"Start": pl.Series("Start", ["1/2/2024", "3/4/2024"]), "End": pl.Series("End", ["13/2/2024", "3/4/2024"])}
    times = read_times(columns, pl.Series(["1", "2"]), **ZONE)
    assert times.values["Start"][0] == datetime(2024, 2, 1, tzinfo=UTC)
    assert '"End"' in times.choices[0].evidence


def test_an_attribute_proves_the_order_and_is_read_too():
    due = pl.Series("Due", ["28/2/2024", None])
    times = read_times({"Time": pl.Series("Time", ["1/2/2024", "3/4/2024"])}, pl.Series(["1", "2"]), others={"Due": due}, **ZONE)
    assert times.values["Time"][0] == datetime(2024, 2, 1, tzinfo=UTC)
    assert times.values["Due"].to_list() == [datetime(2024, 2, 28, tzinfo=UTC), None]


def test_the_order_inside_the_cases_decides_where_no_number_does():
    case = ["10/1/2024", "11/1/2024", "2/2/2024", "5/2/2024", "3/3/2024"]
    times = read(case * 10, [str(number) for number in range(10) for _ in case])
    assert times.values["Time"][0] == datetime(2024, 1, 10, tzinfo=UTC)
    assert "backwards 20 times if month came first, else 0" in times.choices[0].evidence


def test_two_readings_that_fit_equally_are_refused_with_the_option():
    with pytest.raises(AmbiguousError, match="--day-first or --month-first") as refusal:
        read(["1/2/2024", "3/4/2024"])
    assert '"Time"' in refusal.value.place


@pytest.mark.parametrize(("dayfirst", "month"), [(True, 2), (False, 1)])
def test_the_option_settles_it(dayfirst, month):
    assert instants(["1/2/2024", "3/4/2024"], dayfirst=dayfirst)[0].month == month


def test_offsets_are_converted_and_naive_times_take_the_zone():
    texts = ["2024-07-01T12:00:00+02:00", "2024-07-01T12:00:00Z", "2024-07-01 12:00:00"]
    assert [instant.hour for instant in instants(texts, timezone="Europe/Rome")] == [10, 12, 10]
    assert not any("no zone" in note for note in read(texts, timezone="Europe/Rome").notes)
    assert any("no zone" in note for note in read(texts).notes)


def test_clock_changes_are_counted():
    times = read(["2023-03-26 02:30", "2023-10-29 02:30", "2023-10-29 02:30", "2023-06-01 12:00"], timezone="Europe/Berlin")
    assert [instant.hour for instant in times.values["Time"]] == [1, 0, 0, 10]
    assert [(repair.count, repair.example) for repair in times.repairs] == [(1, "2023-03-26 02:30"), (2, "2023-10-29 02:30")]


def test_times_with_and_without_a_zone_in_one_column_are_told():
    times = read(["2024-07-01T12:00:00+02:00", "2024-07-01T12:00:00Z", "2024-07-01 12:00:00"], timezone="Europe/Rome")
    assert times.choices[0].timezone == "offsets in the file, UTC, Europe/Rome"
    assert times.notes == ('"Time": 2 rows with a zone, 1 without one, taken as Europe/Rome.',)


def test_a_zone_in_brackets_is_that_of_the_time():
    assert [instant.hour for instant in instants(["2024-07-01T12:00[Europe/Rome]", "2024-07-01T12:00+03:00[Europe/Rome]"])] == [10, 9]


def test_abbreviations_that_one_zone_alone_has_are_taken():
    assert [instant.hour for instant in instants(["2024-01-01 12:00 CET", "2024-07-01 12:00 CEST", "2024-07-01 12:00 GMT"])] == [11, 10, 12]


def test_abbreviations_of_several_zones_are_refused_unless_the_zone_is_given():
    texts = ["2024-01-01 12:00 EST", "2024-07-01 12:00 EDT", "2024-07-01 12:00 EDT"]
    with pytest.raises(AmbiguousError, match=r'end in "EDT".*--timezone'):
        read(texts)
    assert [instant.hour for instant in instants(texts, timezone="America/New_York")] == [17, 16, 16]
    rare = read([*texts[:1], *["2024-01-01 12:00"] * 5])
    assert rare.values["Time"].null_count() == 1
    assert any('1 row not read, for several zones are called "EST"' in note for note in rare.notes)


@pytest.mark.parametrize("kind", [pl.String, pl.Int64, pl.Float64, pl.Categorical])
def test_seconds_in_numbers_and_texts_are_read_alike(kind):
    column = (
        pl.Series("Time", ["1269000300", "1269000360", None]).cast(pl.Int64).cast(pl.String if kind == pl.Categorical else kind).cast(kind)
    )
    times = read_times({"Time": column}, pl.Series(["1"] * 3), **ZONE)
    assert times.values["Time"].to_list() == [NOON, NOON.replace(minute=6), None]
    assert (times.choices[0].format, times.choices[0].evidence) == ("epoch s", "2 of 2 rows read")


def test_seconds_and_milliseconds_in_one_column_are_told():
    assert "2 as epoch s, 1 as epoch ms" in read(["1269000300", "1269000300000", "1269000301"]).choices[0].evidence


def test_days_of_a_spreadsheet_are_those_of_a_clock():
    times = read(["40256.5034722222", "40257,25"], timezone="Europe/Rome")
    assert times.values["Time"].to_list() == [datetime(2010, 3, 19, 11, 5, tzinfo=UTC), datetime(2010, 3, 20, 5, tzinfo=UTC)]
    assert times.choices[0].format == "Excel day"


def test_instants_that_the_file_keeps():
    stored = pl.Series("Time", [datetime(2024, 7, 1, 12), None])  # noqa: DTZ001
    times = read_times({"Time": stored}, pl.Series(["1", "1"]), **{**ZONE, "timezone": "Europe/Rome"})
    assert times.values["Time"].to_list() == [datetime(2024, 7, 1, 10, tzinfo=UTC), None]
    assert (times.choices[0].format, times.choices[0].timezone) == ("stored as instants", "Europe/Rome")
    with pytest.raises(LogError, match="holds Boolean, not times"):
        read_times({"Time": pl.Series("Time", [True])}, pl.Series(["1"]), **ZONE)


def test_months_that_are_short_by_nature_are_no_format_of_their_own():
    assert read(["1 May 2024", "1 June 2024", "3 June 2024"]).choices[0].format == "%d %B %Y"


def test_two_digit_years_are_told():
    assert read(["13.1.24"]).choices[0].evidence.endswith("two-digit years are 1969 to 2068")


@pytest.mark.parametrize(
    ("texts", "epoch", "share"),
    [
        (["2024-01-31", "soon"], False, 0.5),
        (["1/31/2024", "31/1/2024", "31/31/2024", "2024-13-01"], False, 0.5),
        (["1706702400", "1706702401"], False, 0.0),
        (["1/31/2024", "0", "1706702400", "soon"], False, 0.25),
        (["1706702400", "1706702401"], True, 1.0),
        (["45322", "45323.5"], True, 1.0),
        (["45322", "45323.5", "120"], True, 0.0),
        (["0", "0", "1"], True, 0.0),
        (["20240131", "12345678"], False, 0.5),
        (["", None], True, 0.0),
        ([None, None], True, 0.0),
    ],
)
def test_how_much_of_a_column_looks_like_times(texts, epoch, share):
    assert looks_like_times(pl.Series(texts, dtype=pl.String), epoch=epoch) == share
    if all(text and text.isdigit() for text in texts):
        assert looks_like_times(pl.Series([int(text) for text in texts]), epoch=epoch) == share


def test_one_text_by_itself():
    assert is_time("2024-01-31")
    assert not is_time("1706702400")
    assert not is_time("Opened")


@given(
    st.lists(st.datetimes(datetime(1971, 1, 1), datetime(2068, 12, 31)), min_size=1, max_size=20),  # noqa: DTZ001 naive texts are meant
    st.sampled_from(["%Y-%m-%d %H:%M:%S.%f", "%d/%m/%Y %H:%M:%S.%f", "%m-%d-%Y %H:%M:%S.%f", "%d %b %y %H:%M:%S.%f", "%Y%m%dT%H%M%S.%f"]),
)
def test_every_written_time_is_read_back(moments, layout):
    texts = [moment.strftime(layout) for moment in moments]
    read_back = instants(texts, dayfirst=layout.startswith("%d"))
    assert read_back == [moment.replace(tzinfo=UTC) for moment in moments]
