"""JSON: a record on each line, an array of records, or an object that holds such an array.

A line that is no record is rejected with its number and the others go on; an array that breaks off keeps what stands before the
break. Records become rows as `json_records` says; a name that a record lacks is null in its row. Columns keep numbers and booleans
where they hold nothing else, and are otherwise texts as the file has them: `1.50` stays `1.50`. Of a name that a record has twice
the last value counts; NaN and Infinity are null. Large files of flat records are read by Polars, the others a record at a time.
"""

from __future__ import annotations

import io
import json
import mmap
import re
from typing import Any

import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog.log import Reject, Repair
from svcflow.eventlog.sources.json_documents import SHOWN, Found, find_records
from svcflow.eventlog.sources.json_records import flat_rows, written
from svcflow.eventlog.sources.limits import DEFAULTS, Limits, over_limit
from svcflow.eventlog.sources.table import Table, unique_names
from svcflow.eventlog.sources.typed import TypedColumns, settled

_LARGE = 1 << 20
"""from here the faster reader pays [bytes]"""


def read_json(data: bytes | mmap.mmap, place: str, limits: Limits = DEFAULTS) -> Table:
    """The records of a JSON file as a table. Cost: linear; some ten microseconds for a record, two for a flat one.

    Raises
    ------
    LogError
        It holds no record, several arrays of records, or asks for more than a limit.
    """
    _check_fields(data, place, limits)
    data = bytes(data)
    if len(data) >= _LARGE and (fast := _fast(data)) is not None:
        return _checked(fast, place, limits)
    encoding = json.detect_encoding(data)
    found = find_records(data, encoding, place)
    if not found.records:
        raise _no_record(found, place)
    rows = _Rows(limits, place)
    for record, line in zip(found.records, found.lines, strict=True):
        rows.take(record, line)
    frame, repairs = rows.finished()
    if not frame.height:
        raise LogError("no record changes a field.", place=place, remedy="Export the issues with their change history.")
    lines = pl.Series(rows.lines, dtype=pl.Int64)
    rejected = (*found.rejected, *rows.rejected)
    return _checked(Table(frame, lines, encoding, rejected=rejected, repairs=repairs, notes=tuple(found.notes)), place, limits)


def _check_fields(data: bytes | mmap.mmap, place: str, limits: Limits) -> None:
    """Refuse a value that is too long before it is held: more bytes than the limit without a quotation mark."""
    at = 0
    while len(data) - at > limits.field_bytes:
        mark = data.rfind(b'"', at, at + limits.field_bytes + 1)
        if mark < 0:
            line = 1 + bytes(data[:at]).count(b"\n")
            raise over_limit(limits, "field_bytes", f"a value has more than {limits.field_bytes} bytes", f"{place}, line {line}")
        at = mark + 1


def _fast(data: bytes) -> Table | None:
    """Records of plain values, one on each line, read in one go; None where the careful reader must judge them."""
    body = data.rstrip(b"\r\n")
    count = body.count(b"\n") + 1
    if b"[" in body or body.count(b"{") != count or body.startswith(b"\xef\xbb\xbf") or b"\\ud" in body or b"\\uD" in body:
        return None
    try:
        frame = pl.read_ndjson(io.BytesIO(body), infer_schema_length=None)
    except (pl.exceptions.PolarsError, ValueError, OSError):
        return None
    if not all(_pure(name, kind, body) for name, kind in frame.schema.items()):
        return None
    if frame.height != count or not frame.width:
        return None
    frame = frame.select(settled(series) for series in frame)
    frame.columns = unique_names(frame.columns)
    return Table(frame, pl.int_range(1, count + 1, dtype=pl.Int64, eager=True), "utf-8")


def _pure(name: str, kind: pl.DataType, body: bytes) -> bool:
    """Whether all values of a column are written as its kind is, so that none was made another's."""
    first = {pl.String: rb'[^"n\s]', pl.Int64: rb"[^-0-9n\s]", pl.Float64: rb"[^-0-9n\s]", pl.Boolean: rb"[^tfn\s]", pl.Null: rb"[^n\s]"}
    key = re.escape(json.dumps(name, ensure_ascii=False).encode())
    return type(kind) in first and re.search(key + rb"\s*:\s*" + first[type(kind)], body) is None


def _no_record(found: Found, place: str) -> LogError:
    if found.rejected:
        first = found.rejected[0]
        return LogError(
            f"no record can be read: {first.reason}.", place=f"{place}, line {first.line}", remedy="Export the log again, as JSON Lines."
        )
    return LogError("the file holds no record.", place=place, remedy="A log in JSON has an object for each row.")


class _Rows:
    """Columns that grow row by row; a column that a row lacks is padded when next written."""

    def __init__(self, limits: Limits, place: str) -> None:
        self.columns: dict[str, list[object]] = {}
        self.lines: list[int] = []
        self.rejected: list[Reject] = []
        self.unchanged: list[int] = []
        self.limits, self.place = limits, place

    def take(self, record: Any, line: int) -> None:
        """The rows of one record, or why it has none."""
        if not isinstance(record, dict):
            self.rejected.append(Reject(line, "no JSON object", written(record)[:SHOWN]))
            return
        try:
            rows = list(flat_rows(record))
        except RecursionError:
            self.rejected.append(Reject(line, "JSON nested too deeply", ""))
            return
        for row in rows:
            self._append(row, line)
        if not rows:
            self.unchanged.append(line)

    def _append(self, row: dict[str, object], line: int) -> None:
        count = len(self.lines)
        for name, value in row.items():
            column = self.columns.get(name)
            if column is None:
                column = self.columns[name] = []
                if len(self.columns) > self.limits.columns:
                    raise over_limit(self.limits, "columns", f"the records have more than {self.limits.columns} names", self.place)
            if len(column) < count:
                column.extend([None] * (count - len(column)))
            column.append(value)
        self.lines.append(line)

    def finished(self) -> tuple[pl.DataFrame, tuple[Repair, ...]]:
        """All rows as a frame."""
        repairs = []
        if self.unchanged:
            repairs.append(Repair("records that change no field, left out", len(self.unchanged), f"line {self.unchanged[0]}"))
        for column in self.columns.values():
            column.extend([None] * (len(self.lines) - len(column)))
        mended = sum(map(_mend, self.columns.values()))
        if mended:
            repairs.append(Repair("halves of characters (lone surrogates), replaced by ?", mended))
        columns = TypedColumns(len(self.columns))
        columns.add(self.columns.values())
        return columns.frame(unique_names(_mended(name) for name in self.columns)), tuple(repairs)


def _mend(column: list[object]) -> int:
    """Replace texts that no encoding can hold; how many there were."""
    mended = 0
    for number, value in enumerate(column):
        if type(value) is str and not value.isascii() and (text := _mended(value)) != value:
            column[number] = text
            mended += 1
    return mended


def _mended(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _checked(table: Table, place: str, limits: Limits) -> Table:
    if table.frame.width > limits.columns:
        raise over_limit(limits, "columns", f"the records have {table.frame.width} names", place)
    for series in table.frame:
        longest = int(series.str.len_bytes().fill_null(0).max() or 0) if series.dtype == pl.String else 0  # type: ignore[arg-type]
        if longest > limits.field_bytes:
            raise over_limit(limits, "field_bytes", f'a value of "{series.name}" has {longest} bytes', place)
    return table
