"""Values that a source keeps with a type (a sheet, a database, JSON, Parquet), as columns of a `Table`.

A column of one kind keeps it: whole numbers and decimals, booleans, dates, instants (naive, or UTC where they carry a zone). What
a log has no use for as a number is a text: a time of day `08:30:00`, a duration `30:00:00` (hours, minutes, seconds), a record or
a list as JSON. A column of several kinds becomes texts, each as its source shows it: 5.0 is `5`, an instant is ISO 8601. Dates
among instants are their midnights; whole numbers among decimals are decimals. Numbers that no 64 bits hold stay texts.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Literal

import polars as pl

Kind = Literal["none", "text", "boolean", "whole", "decimal", "date", "naive", "utc"]
NAIVE = pl.Datetime("us")
UTC = pl.Datetime("us", "UTC")
_EXACT = 2**53
_DTYPES: dict[Kind, pl.DataType | type[pl.DataType]] = {
    "none": pl.String,
    "text": pl.String,
    "boolean": pl.Boolean,
    "whole": pl.Int64,
    "decimal": pl.Float64,
    "date": pl.Date,
    "naive": NAIVE,
    "utc": UTC,
}


class Written(str):
    """A number as its source writes it: a number where its column is one, else this text."""

    __slots__ = ()


class TypedColumns:
    """Columns that grow by chunks of rows, each chunk kept by its kind; what kind the whole column has is settled at the end."""

    def __init__(self, width: int, *, truth: tuple[str, str] = ("false", "true")) -> None:
        self.chunks: list[list[tuple[Kind, pl.Series]]] = [[] for _ in range(width)]
        self.truth = truth

    def add(self, columns: Iterable[Sequence[object]]) -> None:
        """One chunk: the values of each column."""
        for chunks, values in zip(self.chunks, columns, strict=True):
            chunks.append(_chunk(values, self.truth))

    def frame(self, names: Sequence[str]) -> pl.DataFrame:
        """All chunks under these names."""
        return pl.DataFrame([self._settled(chunks).alias(name) for name, chunks in zip(names, self.chunks, strict=True)])

    def _settled(self, chunks: list[tuple[Kind, pl.Series]]) -> pl.Series:
        kinds = {kind for kind, _ in chunks} - {"none"}
        dtype = _DTYPES[_common(kinds)]
        if dtype == pl.String:
            return pl.concat([_texts(series, self.truth) for _, series in chunks]) if chunks else pl.Series(dtype=pl.String)
        parts = [series.cast(dtype) for _, series in chunks]
        chunks.clear()
        return pl.concat(parts)


def as_text(value: object, truth: tuple[str, str] = ("false", "true")) -> str | None:
    """A value as its source would show it."""
    match value:
        case None:
            return None
        case str():
            return str(value)
        case bool():
            return truth[value]
        case float():
            return None if math.isnan(value) else str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return clock_text(value // dt.timedelta(microseconds=1))
        case bytes() | bytearray() | memoryview():
            return _bytes_text(bytes(value))
        case dict() | list() | tuple():
            return json.dumps(value, ensure_ascii=False, default=as_text)
        case _:
            return str(value)


def clock_text(microseconds: int) -> str:
    """A duration as hours, minutes and seconds: `30:00:00`."""
    seconds, fraction = divmod(abs(microseconds), 1_000_000)
    sign = "-" if microseconds < 0 else ""
    part = f".{fraction:06d}" if fraction else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{part}"


def settled(series: pl.Series) -> pl.Series:
    """A column of any Polars type as one that a `Table` may hold. Cost: linear; Python only for nested values and odd types."""
    kind = series.dtype
    if kind in (pl.String, pl.Categorical, pl.Boolean, pl.Date, pl.Float64, pl.UInt64) or kind.is_signed_integer():
        return series.cast(pl.Int64) if kind in (pl.Int8, pl.Int16, pl.Int32) else _float(series)
    if kind.is_unsigned_integer():
        return series.cast(pl.Int64)
    if kind.is_float() or kind.is_decimal():
        return _float(series.cast(pl.Float64))
    if isinstance(kind, pl.Datetime):
        return series.cast(NAIVE) if kind.time_zone is None else series.dt.convert_time_zone("UTC").cast(UTC)
    if kind in (pl.Enum, pl.Null):
        return series.cast(pl.Categorical if kind == pl.Enum else pl.String)
    return pl.Series(series.name, [as_text(value) for value in series.to_list()], dtype=pl.String)


def _chunk(values: Sequence[object], truth: tuple[str, str]) -> tuple[Kind, pl.Series]:
    types = set(map(type, values))
    kind = _common({_kind(one, values) for one in types} - {"none"})
    if kind == "none":
        return kind, pl.Series([None], dtype=pl.String).new_from_index(0, len(values))
    if kind in ("whole", "decimal"):
        return _numbers(values, kind, written=Written in types, truth=truth)
    if kind == "naive" and dt.date in types:
        values = [dt.datetime.combine(value, dt.time()) if type(value) is dt.date else value for value in values]
    if kind == "text" and types - {str, type(None)}:
        values = [value if type(value) is str else as_text(value, truth) for value in values]
    return kind, pl.Series(values, dtype=_DTYPES[kind])


def _kind(one: type, values: Sequence[object]) -> Kind:
    if one is type(None):
        return "none"
    if issubclass(one, bool):
        return "boolean"
    if issubclass(one, dt.datetime):
        zoned = {value.tzinfo is not None for value in values if type(value) is one}
        return "text" if len(zoned) == 2 else "utc" if zoned == {True} else "naive"
    if issubclass(one, dt.date):
        return "date"
    if issubclass(one, int):
        return "whole"
    return "decimal" if issubclass(one, float | Decimal | Written) else "text"


def _common(kinds: set[Kind]) -> Kind:
    """The kind that holds all of these without loss."""
    if len(kinds) <= 1:
        return next(iter(kinds), "none")
    if kinds == {"whole", "decimal"}:
        return "decimal"
    return "naive" if kinds == {"date", "naive"} else "text"


def _numbers(values: Sequence[object], kind: Kind, *, written: bool, truth: tuple[str, str]) -> tuple[Kind, pl.Series]:
    """Whole numbers or decimals; texts where 64 bits would lose a digit."""
    if written:
        return _written_numbers(pl.Series([as_text(value, truth) for value in values], dtype=pl.String))
    if kind == "decimal":
        return kind, pl.Series(values, dtype=pl.Float64, strict=False).fill_nan(None)
    with suppress(TypeError, OverflowError):
        return kind, pl.Series(values, dtype=pl.Int64)
    return "text", pl.Series([as_text(value, truth) for value in values], dtype=pl.String)


def _written_numbers(texts: pl.Series) -> tuple[Kind, pl.Series]:
    if bool(texts.drop_nulls().str.contains(r"^-?\d+$").all()):
        whole = texts.cast(pl.Int64, strict=False)
        return ("whole", whole) if whole.null_count() == texts.null_count() else ("text", texts)
    floats = texts.cast(pl.Float64)
    return ("text", texts) if _loses(texts, floats) else ("decimal", floats)


def _loses(texts: pl.Series, floats: pl.Series) -> bool:
    """Whether a number as written has more digits before the point than a decimal of 64 bits keeps, or is beyond all of them."""
    whole = texts.str.contains(r"^-?\d+$")
    return bool(((whole & (floats.abs() >= _EXACT)) | floats.is_infinite()).any())


def _texts(series: pl.Series, truth: tuple[str, str]) -> pl.Series:
    if series.dtype == pl.String:
        return series
    distinct = series.unique()
    texts = [as_text(value, truth) for value in distinct.to_list()]
    return series.replace_strict(distinct, pl.Series(texts, dtype=pl.String), return_dtype=pl.String)


def _float(series: pl.Series) -> pl.Series:
    return series.fill_nan(None) if series.dtype == pl.Float64 else series


def _bytes_text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()
