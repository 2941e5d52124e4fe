"""Parquet: tables that carry their types.

Read by Arrow, whose reader stands up to broken files as that of Polars does not (it panics, and one wrong length ends the
process). Texts come dictionary-coded, as the file mostly keeps them; instants to the microsecond, UTC where they have a zone;
decimals as floating numbers; times of day, durations and nested values as texts (`typed`). What the file says of its size is
checked before it is unpacked.
"""

from __future__ import annotations

import mmap
from typing import Any

import polars as pl

from svcflow.errors import InputError, LogError
from svcflow.eventlog.sources.limits import DEFAULTS, Limits, over_limit
from svcflow.eventlog.sources.table import Table, cleaned_texts, unique_names
from svcflow.eventlog.sources.typed import as_text, settled

_OURS = ("position", "previous_activity")
"""columns of a log that svcflow wrote: it finds them again"""


def read_parquet(data: bytes | mmap.mmap, place: str, limits: Limits = DEFAULTS) -> Table:
    """A Parquet file as a table; a row's number is its record's. Cost: linear.

    Raises
    ------
    InputError
        The file is broken, or holds a type that Arrow does not read.
    LogError
        It has no row, or asks for more than a limit.
    """
    import pyarrow as pa

    try:
        table = _arrow_table(data, place, limits)
        table.validate(full=True)  # codes within their dictionaries, texts in UTF-8: Polars takes them on trust
        names = unique_names(table.column_names)
        columns = [_column(table.column(number)).alias(name) for number, name in enumerate(names)]
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise _broken(error, place) from None
    if not columns or not table.num_rows:
        raise LogError("there are columns and no row.", place=place, remedy="Export the log again, with its events.")
    frame = pl.DataFrame(_cleaned(columns))
    frame = frame.drop(_OURS) if set(_OURS) <= set(names) else frame
    return Table(frame, pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True))


def _arrow_table(data: bytes | mmap.mmap, place: str, limits: Limits) -> Any:
    """The file as an Arrow table, its texts dictionary-coded."""
    import pyarrow as pa
    from pyarrow import parquet

    file = parquet.ParquetFile(pa.BufferReader(pa.py_buffer(data)))
    facts = file.metadata
    unpacked = sum(facts.row_group(number).total_byte_size for number in range(facts.num_row_groups))
    _check_size(facts.num_rows, unpacked, facts.num_columns, place, limits)
    texts = [field.name for field in file.schema_arrow if _is_text(field.type)]
    return parquet.ParquetFile(pa.BufferReader(pa.py_buffer(data)), read_dictionary=texts).read()


def _check_size(rows: int, unpacked: int, columns: int, place: str, limits: Limits) -> None:
    """Refuse what is too wide, or says that it unpacks to too much: a row of nulls takes no byte in the file, but some in memory."""
    if columns > limits.columns:
        raise over_limit(limits, "columns", f"the file has {columns} columns", place)
    needed = max(unpacked, rows * columns * 2)
    if needed > limits.unpacked_bytes:
        raise over_limit(limits, "unpacked_bytes", f"the file unpacks to {needed} bytes", place)


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _column(values: Any) -> pl.Series:
    """One column; what goes over to Polars is of plain types alone, without the names and metadata that may be nested in it."""
    import pyarrow as pa

    kind = values.type
    types = pa.types
    if types.is_dictionary(kind) and not _is_text(kind.value_type):
        return _column(values.cast(kind.value_type))
    if types.is_timestamp(kind):
        values = values.cast(pa.timestamp("us", "UTC" if kind.tz else None), safe=kind.unit != "ns")
    elif types.is_decimal(kind) or types.is_float16(kind):
        values = values.cast(pa.float64())
    elif types.is_null(kind):
        values = values.cast(pa.string())
    elif not (types.is_primitive(kind) or types.is_dictionary(kind) or _is_text(kind)) or types.is_interval(kind):
        return pl.Series([as_text(value) for value in values.to_pylist()], dtype=pl.String)
    series = pl.from_arrow(values)
    return settled(series if isinstance(series, pl.Series) else series.to_series())


def _cleaned(columns: list[pl.Series]) -> list[pl.Series]:
    """Texts as those of any source: blanks around them go, and what stands for nothing is null; judged on the distinct ones."""
    texts = [number for number, series in enumerate(columns) if series.dtype in (pl.String, pl.Categorical)]
    distinct = [columns[number].unique().cast(pl.String) for number in texts]
    for number, before, after in zip(texts, distinct, cleaned_texts(distinct), strict=True):
        if not before.equals(after):
            series = columns[number]
            columns[number] = series.cast(pl.String).replace_strict(before, after, return_dtype=pl.String).cast(series.dtype)
    return columns


def _broken(error: Exception, place: str) -> InputError:
    try:
        words = str(error).splitlines()[0][:120]
    except (UnicodeDecodeError, IndexError):
        words = "its texts are not UTF-8"
    return InputError(f"the file is broken, or of a kind that is not read ({words}).", place=place, remedy="Fetch or write it again.")
