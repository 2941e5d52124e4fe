"""What reading a column of times costs beside Polars' own parser, as a ratio of CPU time: reported, and held to a generous bound."""

from time import process_time

import polars as pl
import pytest

from svcflow.eventlog.times.timestamps import read_times

ROWS = 1_000_000
LAYOUTS = {
    "one mask": ("%Y/%m/%d %H:%M:%S.%3f", "%Y/%m/%d %H:%M:%S%.f", "UTC", 0.5),
    "a zone": ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "Europe/Berlin", 0.5),
    "day first": ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M", "UTC", 1.0),
    "many widths": ("%-d.%-m.%y %-H:%M", "%d.%m.%y %H:%M", "UTC", 1.5),
    "words": ("%a, %d %b %Y %H:%M:%S", "%a, %d %b %Y %H:%M:%S", "UTC", 1.5),
}


@pytest.fixture(scope="module")
def moments():
    """Distinct moments of three years, in whole milliseconds."""
    return pl.select(pl.datetime(2021, 1, 1, time_unit="ms") + pl.duration(milliseconds=pl.int_range(ROWS) * 94_777)).to_series()


def seconds(work):
    began = process_time()
    result = work()
    return process_time() - began, result


@pytest.mark.parametrize("name", LAYOUTS)
def test_times_beside_polars(moments, name):
    written, parsed, zone, bound = LAYOUTS[name]
    texts, cases = moments.dt.strftime(written).alias("Time"), pl.select(pl.int_range(ROWS) // 8).to_series()

    def ours():
        return read_times({"Time": texts}, cases, timezone=zone, dayfirst=None, place="x")

    def plain():
        return texts.str.strptime(pl.Datetime("us"), parsed).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")

    times, read = min((seconds(ours) for _ in range(3)), key=lambda pair: pair[0])
    beside, wanted = min((seconds(plain) for _ in range(3)), key=lambda pair: pair[0])
    print(f"\n{name}: {times / ROWS * 1e9:.0f} ns for each text, {times / beside:.2f} of Polars' parser")  # noqa: T201
    there = wanted.is_not_null()
    assert read.values["Time"].filter(there).equals(wanted.dt.convert_time_zone("UTC").filter(there))
    assert read.values["Time"].null_count() == 0
    assert times < bound * beside
