"""Digits as instants: held equal to Python's own calendar, in columns of one mask and of many, plain and dictionary-coded."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.eventlog.times.fixed_times import NOT_A_TIME
from svcflow.eventlog.times.layouts import layouts_of
from svcflow.eventlog.times.masks import each_mask
from svcflow.eventlog.times.orders import Chosen
from svcflow.eventlog.times.timestamps import looks_like_times
from svcflow.eventlog.times.written import read_written

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 local times are compared
FORMATS = {
    "{y:04d}-{m:02d}-{d:02d} {H:02d}:{M:02d}:{S:02d}.{f:06d}": "%Y-%m-%d %H:%M:%S.%f",
    "{y:04d}/{m}/{d} {H}:{M:02d}": "%Y/%m/%d %H:%M",
    "{y:04d}{m:02d}{d:02d}T{H:02d}{M:02d}{S:02d}": "%Y%m%dT%H%M%S",
    "{d}.{m}.{yy:02d} {H}:{M:02d}": "%d.%m.%y %H:%M",
    "{d:02d}-{m:02d}-{y:04d} {H:02d}:{M:02d}:{S:02d}": "%d-%m-%Y %H:%M:%S",
    "{d} {b} {y:04d} {H:02d}:{M:02d}": "%d %b %Y %H:%M",
    "{y:04d}年{m}月{d}日 {H}:{M:02d}": "%Y年%m月%d日 %H:%M",
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
parts = st.fixed_dictionaries(
    {
        "y": st.one_of(st.integers(1, 9999), st.integers(1999, 2030)),
        "yy": st.integers(0, 99),
        "m": st.one_of(st.integers(1, 12), st.integers(0, 99)),
        "d": st.one_of(st.integers(1, 28), st.integers(0, 99)),
        "H": st.one_of(st.integers(0, 23), st.integers(0, 99)),
        "M": st.one_of(st.integers(0, 59), st.integers(0, 99)),
        "S": st.one_of(st.integers(0, 59), st.integers(0, 99)),
        "f": st.integers(0, 999_999),
        "b": st.sampled_from(MONTHS),
    }
)
written = st.tuples(st.sampled_from(sorted(FORMATS)), parts).map(lambda pair: (pair[0].format(**pair[1]), FORMATS[pair[0]]))


def by_python(text, layout):
    """Microseconds since 1970 by Python's calendar; seconds 60 and 61, which it knows, are on no clock here."""
    try:
        moment = datetime.strptime(text, layout)  # noqa: DTZ007 local times are compared
    except ValueError:
        return NOT_A_TIME
    return (moment - EPOCH) // timedelta(microseconds=1)


def micros(texts, **options):
    return read_written(pl.Series(texts, dtype=pl.String), {}, {}, **options).micros.tolist()


@given(st.lists(written, min_size=1, max_size=30))
def test_texts_are_read_as_python_reads_them(pairs):
    assert micros([text for text, _ in pairs]) == [by_python(text, layout) for text, layout in pairs]


@given(st.lists(written, min_size=1, max_size=10), st.integers(0, 3))
def test_dictionary_coded_texts_nulls_and_slices_are_read_alike(pairs, start):
    texts = [text for pair in pairs for text in (pair[0], None, "", "soon", pair[0])]
    plain = read_written(pl.Series(texts, dtype=pl.String)[start:], {}, {})
    coded = read_written(pl.Series(texts, dtype=pl.Categorical)[start:], {}, {})
    assert plain.micros.tolist() == coded.micros.tolist() == [NOT_A_TIME if text is None else micros([text])[0] for text in texts[start:]]
    assert (plain.formats, plain.carried, plain.unknown) == (coded.formats, coded.carried, coded.unknown)
    assert str(plain.families) == str(coded.families)


def test_a_long_column_is_read_block_by_block():
    rows = 150_000
    moments = pl.select(pl.datetime(2020, 1, 1) + pl.duration(seconds=pl.int_range(rows) * 61)).to_series()
    one = moments.dt.strftime("%Y/%m/%d %H:%M:%S.000")
    several = moments.dt.strftime("%-d.%-m.%y %-H:%M")
    assert micros(one) == moments.cast(pl.Datetime("us")).to_physical().to_list()
    assert micros(several) == moments.dt.truncate("1m").cast(pl.Datetime("us")).to_physical().to_list()


def test_texts_of_one_hash_are_told_apart(monkeypatch):
    monkeypatch.setattr("svcflow.eventlog.times.masks._MIX", pl.Series([0] * 12, dtype=pl.UInt64).to_numpy())
    texts = ["2024-01-31 12:00", "31/01/2024 12:00", "2024/01/31 12:00", "31 Foo 24 12:00 "] * 3
    groups = {alike.mask: alike.digits.shape[1] for alike in each_mask(pl.Series(texts), lambda mask: bool(layouts_of(mask)))}
    assert groups == {"9999-99-99 99:99": 3, "99/99/9999 99:99": 3, "9999/99/99 99:99": 3}
    assert micros(texts)[:3] == [by_python("2024-01-31 12:00", "%Y-%m-%d %H:%M")] * 3


@given(st.lists(st.none() | st.text("0123456789 -/.:,TZ+年月日下午aAMpPmunr[]()é", max_size=40), max_size=10))
def test_any_text_is_a_time_or_is_not(texts):
    series = pl.Series("At", texts, dtype=pl.String)
    read = read_written(series, {}, {})
    assert int((read.micros != NOT_A_TIME).sum()) == sum(read.formats.values()) == sum(read.carried.values()) <= series.count()
    assert 0 <= looks_like_times(series, epoch=True) <= 1


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("2023-02-29", False),
        ("2024-02-29", True),
        ("1900-02-29", False),
        ("2000-02-29", True),
        ("0000-01-01", False),
        ("2024-04-31", False),
        ("2024-01-01 23:59:60", False),
        ("2024-01-01 24:00", False),
        ("1/1/2024 13:05 PM", False),
        ("1/1/2024 0:05 AM", True),
        ("Mon, 4 Mar 2024", True),
        ("Tue, 4 Mar 2024", False),
        ("2024-01-01 12:00+19:00", False),
        ("2024-01-01 12:00+05:60", False),
    ],
)
def test_what_no_calendar_has_is_not_read(text, is_read):
    assert (micros([text])[0] != NOT_A_TIME) == is_read


def test_two_digit_years_are_1969_to_2068():
    assert [micros([f"1.1.{year}"])[0] for year in ("69", "68")] == [by_python("1.1.1969", "%d.%m.%Y"), by_python("1.1.2068", "%d.%m.%Y")]


def test_the_order_is_that_of_the_family():
    texts = pl.Series(["1/2/2024", "1-2-2024"])
    read = read_written(texts, {"%d/%m/%Y": Chosen("month").order}, {}).micros.tolist()
    assert read == [by_python("2024-01-02", "%Y-%m-%d"), by_python("2024-02-01", "%Y-%m-%d")]


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (1_706_702_400, "2024-01-31 12:00"),
        (1_706_702_400_000, "2024-01-31 12:00"),
        (1_706_702_400_000_000, "2024-01-31 12:00"),
        (1_706_702_400_000_000_000, "2024-01-31 12:00"),
        (45322.5, "2024-01-31 12:00"),
        (45322, "2024-01-31 00:00"),
        (20240131, "2024-01-31 00:00"),
        (202401311200, "2024-01-31 12:00"),
        (20240131120000, "2024-01-31 12:00"),
        (0, "1970-01-01 00:00"),
        (20240231, None),
        (202401312400, None),
        (12345, None),
        (-1, None),
        (None, None),
    ],
)
def test_numbers_say_by_their_size_what_they_are(value, moment):
    wanted = NOT_A_TIME if moment is None else by_python(moment, "%Y-%m-%d %H:%M")
    assert read_written(pl.Series([value, None]), {}, {}).micros.tolist() == [wanted, NOT_A_TIME]
    if value is not None:
        assert micros([str(value)]) == [wanted]
        assert read_written(pl.Series([float(value), float("nan"), float("inf")]), {}, {}).micros.tolist() == [
            wanted,
            NOT_A_TIME,
            NOT_A_TIME,
        ]


def test_fractions_of_seconds_and_days():
    assert micros(["1706702400.25", "45322.500000116"]) == [1_706_702_400_250_000, 1_706_702_400_010_000]
    assert micros(["1706702400.25"], epoch=False) == [NOT_A_TIME]
