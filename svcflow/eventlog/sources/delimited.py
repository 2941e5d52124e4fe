"""A file as a table of texts: encoding, delimiter, line ends and quoting settled, nothing understood yet.

A ticket system's export says none of this about itself. What can be decided is decided on the bytes: compression by the first
two of them, the encoding by its mark or by what decodes, the delimiter by which one cuts every line into as many fields as
the header has. Each row keeps the number of the line in the file on which it begins, so that a refusal can point at it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog.log import Reject
from svcflow.eventlog.sources.encoding import as_utf8
from svcflow.eventlog.sources.table import Table, unique_names
from svcflow.eventlog.times.layouts import layouts_of

DELIMITERS = (",", ";", "\t", "|")
_HEAD = 65_536
_SPAN = 100
"""lines that one quoted field may span where quotes are broken"""
_OVERFLOW = "\x00overflow"


def read_table(data: bytes, place: str) -> Table:
    """Delimited text as a table. Cost: linear in the bytes.

    Raises
    ------
    LogError
        The bytes are not text, no delimiter fits, or there is a header alone.
    """
    data, encoding = as_utf8(data, place)
    if b"\r" in data and b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    head = data[:_HEAD].decode("utf-8", errors="ignore")
    delimiter = "," if head.startswith("sep=") else ""
    if delimiter:
        delimiter = head[4]
    first = head.index("\n") + 1 if delimiter and "\n" in head else 0
    delimiter = delimiter or find_delimiter(head, place)
    names, header_end, header_lines = _header(data, first, delimiter)
    _check_header(names, place)
    rows, lines, rejected = _body(data, header_end, names, delimiter, header_lines + (1 if first else 0))
    if not rows.height and rejected:
        start = delimiter.join(names)[:60]
        problem = f'no row fits the header "{start}": {rejected[0].reason}.'
        raise LogError(problem, place=f"{place}, line {rejected[0].line}", remedy="Remove what stands above the columns' names.")
    if not rows.height:
        raise LogError("there is a header line and no row below it.", place=place, remedy="Export the log again, with its events.")
    return Table(rows, lines, encoding, delimiter, rejected)


def find_delimiter(head: str, place: str) -> str:
    """The delimiter that cuts most lines into as many fields as the first line has, and into the most."""
    lines = head.splitlines(keepends=True)
    sample = [line for line in (lines[:-1] if len(lines) > 2 else lines)[:200] if line.strip()]
    best, best_score = "", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = [len(row) for row in _csv_rows(sample, delimiter) if row]
        if widths and widths[0] > 1:
            score = (round(sum(width == widths[0] for width in widths) / len(widths), 1), widths[0])
            if score > best_score:
                best, best_score = delimiter, score
    if not best:
        start = sample[0].strip()[:60] if sample else ""
        if any(delimiter in line for line in sample[1:] for delimiter in DELIMITERS):
            raise LogError(f'the first line is no header: "{start}".', place=place, remedy="Remove what stands above the columns' names.")
        raise LogError(
            f'no delimiter cuts the first line into columns: "{start}".',
            place=place,
            remedy="A log is a CSV with a header line (comma, semicolon, tab or |), XES, or Parquet.",
        )
    return best


def _header(data: bytes, first: int, delimiter: str) -> tuple[list[str], int, int]:
    """The header's names, the byte after it, and the lines up to there (leading blank ones included)."""
    end, lines, quoted = first, 0, b""
    while end < len(data):
        stop = data.find(b"\n", end)
        stop = len(data) if stop < 0 else stop + 1
        quoted += data[end:stop]
        end, lines = stop, lines + 1
        if quoted.count(b'"') % 2 == 0 and quoted.strip():
            break
    text = quoted.decode("utf-8", errors="replace").lstrip("\r\n")
    row = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    while len(row) > 1 and not row[-1].strip():
        row.pop()
    return unique_names(row), end, lines


def _check_header(names: Sequence[str], place: str) -> None:
    """A first line that holds a time is a row, not a header."""
    for name in names:
        if layouts_of(name):
            raise LogError(
                f'the first line is no header: it holds the time "{name}".', place=place, remedy="Put the columns' names above it."
            )


def _body(data: bytes, start: int, names: Sequence[str], delimiter: str, before: int) -> tuple[pl.DataFrame, pl.Series, tuple[Reject, ...]]:
    body = data[start:]
    columns = [*names, _OVERFLOW]
    if not body.strip():
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String)), pl.Series(dtype=pl.Int64), ()
    try:
        frame = pl.read_csv(
            io.BytesIO(body),
            has_header=False,
            separator=delimiter,
            schema=dict.fromkeys(columns, pl.String),
            missing_columns="insert",
            truncate_ragged_lines=True,
        )
        lines = _line_numbers(frame, before, quoted=b'"' in body)
    except pl.exceptions.PolarsError:
        frame, lines = _tolerant(body.decode("utf-8"), columns, delimiter, before)
    return _well_formed(frame, lines, names, delimiter)


def _line_numbers(frame: pl.DataFrame, before: int, *, quoted: bool) -> pl.Series:
    """Where each row begins: one line for each row, and one more for each line end inside its quotes."""
    rows = pl.int_range(pl.len(), dtype=pl.Int64)
    if not quoted:
        return frame.select((rows + before + 1).alias("line")).to_series()
    inner = pl.sum_horizontal(pl.col(name).str.count_matches("\n", literal=True).fill_null(0) for name in frame.columns).cast(pl.Int64)
    return frame.select((rows + before + 1 + inner.cum_sum().shift(1, fill_value=0)).alias("line")).to_series()


def _tolerant(text: str, columns: Sequence[str], delimiter: str, before: int) -> tuple[pl.DataFrame, pl.Series]:
    """Rows whose quoting the fast reader refuses, by the forgiving one of the standard library (ten times slower)."""
    physical = io.StringIO(text, newline="\n").readlines()
    width = len(columns)
    rows: list[list[str | None]] = []
    lines: list[int] = []
    at = 0
    while at < len(physical):
        fields, taken = _record(physical, at, delimiter, width - 1)
        over = delimiter.join(fields[width - 1 :]) or None
        rows.append([*fields[: width - 1], *[None] * (width - 1 - len(fields)), over])
        lines.append(before + 1 + at)
        at += taken
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row"), pl.Series(lines, dtype=pl.Int64)


def _record(physical: Sequence[str], at: int, delimiter: str, width: int) -> tuple[list[str], int]:
    """The fields of the row that begins on a line, and its lines; a quote that is never closed is a character, not a quote."""
    line = physical[at]
    if '"' in line:
        reader = csv.reader(physical[at : at + _SPAN], delimiter=delimiter)
        fields = next(reader, [])
        if reader.line_num == 1 or len(fields) == width:
            return fields, reader.line_num
    return line.rstrip("\r\n").split(delimiter), 1


def _well_formed(
    frame: pl.DataFrame, lines: pl.Series, names: Sequence[str], delimiter: str
) -> tuple[pl.DataFrame, pl.Series, tuple[Reject, ...]]:
    """Without blank lines, and without rows that have more fields than the header."""
    blank = frame.select(pl.all_horizontal(pl.all().str.strip_chars().fill_null("") == "")).to_series()
    over = frame.get_column(_OVERFLOW).fill_null("").str.strip_chars() != ""
    reason = f"more than the header's {len(names)} fields"
    rejected = tuple(
        Reject(line, reason, delimiter.join(value or "" for value in row))
        for line, row in zip(lines.filter(over), frame.filter(over).iter_rows(), strict=True)
    )
    keep = ~(blank | over)
    return frame.drop(_OVERFLOW).filter(keep), lines.filter(keep), rejected


def _csv_rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []
