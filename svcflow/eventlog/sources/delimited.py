"""Delimited text (CSV, TSV and their kin) as a table: encoding, layout, quotes and line ends settled, nothing understood yet.

Small files are read by `records`, large ones by the same rules compiled (`scanner`). Each row keeps the line on which it begins,
so that a refusal can point at it; what could not be a row is rejected as it stands in the file.
"""

from __future__ import annotations

import mmap
from dataclasses import replace

import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog.log import Reject, Repair
from svcflow.eventlog.sources.dialect import HEAD, Dialect, find_dialect
from svcflow.eventlog.sources.encoding import Decoded, as_utf8
from svcflow.eventlog.sources.limits import DEFAULTS, Limits, over_limit
from svcflow.eventlog.sources.opening import Data
from svcflow.eventlog.sources.records import read_records, unquoted
from svcflow.eventlog.sources.table import Table, cleaned_texts, unique_names
from svcflow.progress import Progress, silent

_COMPILED = 8 << 20
"""bytes from which on the compiled reader pays for being loaded"""
_LONGEST_LINE = 16 << 20
"""bytes within which the header ends"""
_SHOWN = 2_000
"""characters of a rejected record that are kept"""


def read_table(
    data: Data,
    place: str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    limits: Limits = DEFAULTS,
    progress: Progress = silent,
) -> Table:
    """Delimited text as a table. Cost: linear in the bytes.

    Raises
    ------
    LogError
        The bytes are not text, no delimiter fits, there is a header alone, or a limit is passed.
    """
    decoded = as_utf8(data, place, encoding)
    text, repairs = _plain_lines(decoded)
    dialect = find_dialect(_head(text, place), place, delimiter)
    if len(dialect.names) > limits.columns:
        raise over_limit(limits, "columns", f"the header has {len(dialect.names)} columns", place)
    table = _read(text, dialect, limits, progress)
    if not table.frame.height and table.rejected:
        start = chr(dialect.delimiter).join(dialect.names)[:60]
        first = table.rejected[0]
        problem = f'no row fits the header "{start}": {first.reason}.'
        raise LogError(problem, place=f"{place}, line {first.line}", remedy="Remove what stands above the columns' names.")
    if not table.frame.height:
        raise LogError("there is a header line and no row below it.", place=place, remedy="Export the log again, with its events.")
    if dialect.titles:
        repairs.append(Repair("lines above the header, left out", len(dialect.titles), dialect.titles[0][:_SHOWN]))
    return replace(
        table,
        encoding=decoded.encoding,
        encoding_why=decoded.evidence,
        delimiter=chr(dialect.delimiter),
        repairs=(*decoded.repairs, *repairs, *table.repairs),
    )


def _plain_lines(decoded: Decoded) -> tuple[bytes | mmap.mmap, list[Repair]]:
    """The text with LF or CR LF at the end of its lines, without NUL characters, and with quotes doubled rather than escaped."""
    text: Data = decoded.data
    repairs = []
    if text.find(b"\n") < 0 and text.find(b"\r") >= 0:
        text = text[:].replace(b"\r", b"\n")
    if text.find(b"\x00") >= 0:
        text = text[:]
        repairs.append(Repair("NUL characters, removed", text.count(b"\x00")))
        text = text.replace(b"\x00", b"")
    if _escapes(text[:HEAD]):
        text = text[:].replace(b'\\"', b'""')
    return text, repairs


def _escapes(head: bytes) -> bool:
    """Whether quotes inside quoted fields are escaped by a backslash, as MySQL does, and none is doubled."""
    inside = head.count(b'\\"') - sum(head.count(b'\\"' + end) for end in (b",", b";", b"\t", b"|", b"\n", b"\r"))
    return inside > 0 and b'""' not in head.replace(b',""', b"").replace(b';""', b"")


def _head(text: bytes | mmap.mmap, place: str) -> bytes:
    """The first lines, whole: 64 KiB of them, but the header and a row at least."""
    if len(text) <= HEAD:
        return text[:]
    header = text.find(b"\n", 0, _LONGEST_LINE) + 1
    if not header and len(text) > _LONGEST_LINE:
        problem = f"no line ends within the first {_LONGEST_LINE >> 20} MiB."
        raise LogError(problem, place=place, remedy="A log is a text with a line for each row; export it again.")
    row = text.find(b"\n", header, header + _LONGEST_LINE) + 1
    return text[: max(header, row, text.rfind(b"\n", 0, HEAD) + 1)] or text[:]


def _read(text: bytes | mmap.mmap, dialect: Dialect, limits: Limits, progress: Progress) -> Table:
    names = unique_names(dialect.names)
    reasons = {
        "over": f"more than the header's {len(names)} fields",
        "long": f"a field longer than {limits.field_bytes} bytes (--limit field_bytes=…)",
    }
    if len(text) < _COMPILED:
        return _read_small(text[:], dialect, names, reasons, limits)
    return _read_large(text, dialect, names, reasons, limits, progress)


def _read_small(text: bytes, dialect: Dialect, names: list[str], reasons: dict[str, str], limits: Limits) -> Table:
    found = read_records(text, dialect.begin, dialect.line, len(names), dialect.delimiter, dialect.quote, limits.field_bytes)
    columns = list(zip(*found.rows, strict=True)) if found.rows else [()] * len(names)
    frame = pl.DataFrame([pl.Series(name, cells, dtype=pl.String) for name, cells in zip(names, columns, strict=True)])
    rejected = tuple(Reject(line, reasons[kind], _shown(raw)) for line, kind, raw in found.rejected)
    repairs = _repairs((len(found.short), min(found.short, default=0)), (len(found.unclosed), min(found.unclosed, default=0)))
    return Table(frame, pl.Series(found.lines, dtype=pl.Int64), rejected=rejected, repairs=repairs)


def _read_large(
    text: bytes | mmap.mmap, dialect: Dialect, names: list[str], reasons: dict[str, str], limits: Limits, progress: Progress
) -> Table:
    import numpy as np

    from svcflow.eventlog.sources.scanner import LONG, OVER, coded, scan

    found = scan(
        np.frombuffer(text, np.uint8),
        dialect.begin,
        dialect.line,
        len(names),
        dialect.delimiter,
        dialect.quote,
        limits.field_bytes,
        lambda raw: unquoted(raw, dialect.quote),
        lambda done: progress("reading the file", done, len(text)),
    )
    why = {OVER: reasons["over"], LONG: reasons["long"]}
    rejected = tuple(
        Reject(line, why[kind], _shown(text[start : min(end, start + 8 * _SHOWN)])) for line, kind, start, end in found.rejected
    )
    unclean = [column.texts for column in found.columns if not column.is_clean]
    cleaned = iter(cleaned_texts(unclean))
    columns = [column if column.is_clean else replace(column, texts=next(cleaned)) for column in found.columns]
    frame = pl.DataFrame([coded(column).alias(name) for name, column in zip(names, columns, strict=True)])
    return Table(frame, found.lines, rejected=rejected, repairs=_repairs(found.short, found.unclosed), is_clean=True)


def _repairs(short: tuple[int, int], unclosed: tuple[int, int]) -> tuple[Repair, ...]:
    repairs = []
    if short[0]:
        repairs.append(Repair("rows with fewer fields than the header, the missing ones taken as empty", short[0], f"line {short[1]}"))
    if unclosed[0]:
        repairs.append(Repair("rows with a quote that is not closed, taken as a character", unclosed[0], f"line {unclosed[1]}"))
    return tuple(repairs)


def _shown(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace").rstrip("\r\n")[:_SHOWN]
