"""Parquet: every type as one that a log can use, and files that are broken or ask for too much."""

import datetime as dt
import io
import mmap
import random
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet

from svcflow.errors import InputError, LogError, SvcflowError
from svcflow.eventlog.sources.limits import Limits
from svcflow.eventlog.sources.parquet import read_parquet

NOON = dt.datetime.fromisoformat("2024-03-01T12:30:05.250000")


def written(columns: dict[str, object], **options: object) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out, **options)
    return out.getvalue()


def column(values: pa.Array, **options: object) -> pl.Series:
    return read_parquet(written({"value": values}, **options), "log.parquet").frame.get_column("value")


def test_texts_come_coded() -> None:
    for values in (
        pa.array(["a", None, "a"]),
        pa.array(["a", None, "a"]).dictionary_encode(),
        pa.array(["a", None, "a"], pa.large_string()),
    ):
        series = column(values)
        assert series.dtype == pl.Categorical
        assert series.to_list() == ["a", None, "a"]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "America/New_York", "+05:30"])
def test_instants_of_any_unit_and_zone(unit: str, zone: str | None) -> None:
    moment = NOON.replace(microsecond=0)
    given = moment if zone is None else moment.replace(tzinfo=dt.UTC)
    series = column(pa.array([given, None], pa.timestamp(unit, zone)))
    assert series.dtype == pl.Datetime("us", None if zone is None else "UTC")
    assert series.to_list() == [given, None]


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        (pa.array([Decimal("1.50"), None]), pl.Float64, [1.5, None]),
        (pa.array([1, None], pa.int16()), pl.Int64, [1, None]),
        (pa.array([2**64 - 1, 0], pa.uint64()), pl.UInt64, [2**64 - 1, 0]),
        (pa.array([1.5, float("nan")], pa.float32()), pl.Float64, [1.5, None]),
        (pa.array([True, None]), pl.Boolean, [True, None]),
        (pa.array([NOON.date(), None]), pl.Date, [NOON.date(), None]),
        (pa.array([NOON.time(), None]), pl.String, ["12:30:05.250000", None]),
        (pa.array([dt.timedelta(hours=30), dt.timedelta(seconds=-1.5)]), pl.String, ["30:00:00", "-00:00:01.500000"]),
        (pa.array([None, None]), pl.String, [None, None]),
        (pa.array([b"text", b"\xff\x00"]), pl.String, ["text", "ff00"]),
        (pa.array([[1, 2], None]), pl.String, ["[1, 2]", None]),
        (pa.array([{"at": NOON, "by": "é"}, None]), pl.String, ['{"at": "2024-03-01T12:30:05.250000", "by": "é"}', None]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_each_type(values: pa.Array, dtype: pl.DataType, expected: list[object]) -> None:
    series = column(values)
    assert series.dtype == dtype
    assert series.to_list() == expected


def test_a_mapped_file_row_numbers_and_headers(tmp_path: Path) -> None:
    out = io.BytesIO()
    table = pa.table([pa.array(["1", "2"]), pa.array(["a", "b"]), pa.array(["c", "d"])], names=["id", "", "id"])
    parquet.write_table(table, out)
    path = tmp_path / "log.parquet"
    path.write_bytes(out.getvalue())
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        read = read_parquet(data, "log.parquet")
    assert read.frame.columns == ["id", "column 2", "id (2)"]
    assert read.lines.to_list() == [1, 2]
    assert read.frame.row(1) == ("2", "b", "d")


def test_texts_are_cleaned() -> None:
    frame = read_parquet(written({"a": pa.array([" x ", "NULL", "?", "x"]), "b": pa.array([["?"], None, [], []])}), "p").frame
    assert frame.schema["a"] == pl.Categorical
    assert frame.get_column("a").to_list() == ["x", None, "?", "x"]
    assert frame.get_column("b").to_list() == ['["?"]', None, "[]", "[]"]


def test_columns_that_svcflow_adds_itself_are_left_out() -> None:
    data = written({"case_id": ["1"], "position": [0], "previous_activity": ["x"]})
    assert read_parquet(data, "p").frame.columns == ["case_id"]
    assert read_parquet(written({"case_id": ["1"], "position": [0]}), "p").frame.columns == ["case_id", "position"]


def test_files_of_polars_and_pandas_read_alike() -> None:
    frame = pl.DataFrame({"id": ["1", "2"], "kind": pl.Series(["a", "b"], dtype=pl.Enum(["a", "b"])), "at": [NOON, NOON], "n": [1, 2]})
    out, other = io.BytesIO(), io.BytesIO()
    frame.write_parquet(out)
    frame.to_pandas().to_parquet(other)
    for data in (out, other):
        read = read_parquet(data.getvalue(), "p").frame
        assert read.rows() == frame.rows()
        assert read.schema["at"] == pl.Datetime("us")


def test_a_file_without_rows_is_refused() -> None:
    with pytest.raises(LogError, match="columns and no row"):
        read_parquet(written({"id": pa.array([], pa.string())}), "p")


def test_what_asks_for_too_much_is_refused() -> None:
    wide = written({f"c{number}": [1] for number in range(20)})
    with pytest.raises(LogError, match="20 columns: the limit columns is 10"):
        read_parquet(wide, "p", Limits(columns=10))
    small = written({"id": pa.array(["x"] * 100_000)})
    assert len(small) < 5_000
    with pytest.raises(LogError, match="unpacked_bytes"):
        read_parquet(small, "p", Limits(unpacked_bytes=100_000))


def test_broken_files_are_refused_with_words(capfd: pytest.CaptureFixture[str]) -> None:
    values = {"id": pa.array(["1", "2", None] * 40), "at": pa.array([NOON] * 120), "more": pa.array([[{"a": 1}], None, []] * 40)}
    data = written(values)
    rng = random.Random(11)
    refused = 0
    for attempt in range(600):
        broken = bytearray(data[: rng.randrange(8, len(data))] if attempt % 4 == 0 else data)
        for _ in range(rng.randrange(1, 6)):
            broken[rng.randrange(4, len(broken))] = rng.randrange(256)
        try:
            read_parquet(bytes(broken), "p")
        except SvcflowError:
            refused += 1
    assert refused > 300
    assert not capfd.readouterr().err
    with pytest.raises(InputError, match="broken"):
        read_parquet(data[:200], "p")
