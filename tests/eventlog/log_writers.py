"""A table of plain values written out as a service desk would export it: any format, encoding, style of dates, zone.

A cell is a text, a number, an `Instant` or None. What is written here is written from the format's own rules and by other libraries
(openpyxl, sqlite3, Polars), never by svcflow.
"""

import gzip
import io
import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE, SECOND, MILLI, MICRO = 60_000_000, 1_000_000, 1_000, 1


class Instant(int):
    """A moment [µs since 1970, UTC]."""

    def at(self, zone="UTC"):
        """The moment by the clocks of a zone, or by an offset [minutes]."""
        known = timezone(timedelta(minutes=zone)) if isinstance(zone, int) else ZoneInfo(zone)
        return (EPOCH + timedelta(microseconds=self)).astimezone(known)


@dataclass(frozen=True)
class Table:
    headers: tuple
    rows: list


@dataclass(frozen=True)
class Style:
    """How times are written: `finest` is what it can tell apart [µs]; `dayfirst` what an analyst would have to say."""

    write: object
    finest: int = MICRO
    carries_zone: bool = False
    dayfirst: bool | None = None


def _clock(at, finest, hours="%H"):
    text = at.strftime(f"{hours}:%M" if finest == MINUTE else f"{hours}:%M:%S")
    return text + {MILLI: f".{at.microsecond // 1000:03d}", MICRO: f".{at.microsecond:06d}"}.get(finest, "")


def _iso(gap):
    return lambda instant, finest, zone, row: (at := instant.at(zone)).strftime("%Y-%m-%d") + gap + _clock(at, finest)


def _dated(date):
    return lambda instant, finest, zone, row: (at := instant.at(zone)).strftime(date) + " " + _clock(at, finest)


def _short(instant, finest, zone, row):
    at = instant.at(zone)
    return f"{at.day}.{at.month}.{at.year} {_clock(at, finest).removeprefix('0')}"


def _twelve(date):
    def write(instant, finest, zone, row):
        at = instant.at(zone)
        return at.strftime(date) + " " + _clock(at, finest, "%I").removeprefix("0") + at.strftime(" %p")

    return write


OFFSETS = (0, 60, -300, 330, 120)


def _offset(instant, finest, zone, row):
    offset = OFFSETS[row % len(OFFSETS)]
    at = instant.at(offset)
    text = at.strftime("%Y-%m-%dT") + _clock(at, finest)
    return text + ("Z" if offset == 0 else f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}")


def _excel(instant, finest, zone, row):
    return repr((instant.at(zone).replace(tzinfo=None) - datetime(1899, 12, 30)) / timedelta(days=1))  # noqa: DTZ001


STYLES = {
    "ISO": Style(_iso(" ")),
    "ISO with T": Style(_iso("T")),
    "d.m.Y": Style(_dated("%d.%m.%Y"), dayfirst=True),
    "d.m.Y without zeros": Style(_short, SECOND, dayfirst=True),
    "d/m/Y": Style(_dated("%d/%m/%Y"), dayfirst=True),
    "m/d/Y": Style(_dated("%m/%d/%Y"), dayfirst=False),
    "m/d/Y of 12 hours": Style(_twelve("%m/%d/%Y"), SECOND, dayfirst=False),
    "b d, Y of 12 hours": Style(_twelve("%b %d, %Y"), SECOND),
    "Y/m/d": Style(_dated("%Y/%m/%d")),
    "epoch s": Style(lambda instant, *_: str(instant // SECOND), SECOND, carries_zone=True),
    "epoch ms": Style(lambda instant, *_: str(instant // MILLI), MILLI, carries_zone=True),
    "offsets": Style(_offset, carries_zone=True),
    "Excel serial": Style(_excel, SECOND),
}


def written_cells(table, style, finest, zone, comma="."):
    """The rows as texts; '' for None."""
    return [[_cell(value, style, finest, zone, number, comma) for value in row] for number, row in enumerate(table.rows)]


def _cell(value, style, finest, zone, row, comma):
    if value is None:
        return ""
    if isinstance(value, Instant):
        return STYLES[style].write(value, finest, zone, row)
    return f"{value:.2f}".replace(".", comma) if isinstance(value, float) else str(value)


def delimited(headers, rows, delimiter=",", quote_all=False, line_end="\n"):
    """Delimited text by RFC 4180, whatever the delimiter and the line end."""
    special = (delimiter, '"', "\r", "\n")

    def field(text):
        quoted = quote_all or any(sign in text for sign in special)
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "".join(delimiter.join(map(field, row)) + line_end for row in (headers, *rows))


def json_records(headers, rows, table):
    """The records: numbers as numbers, and what is empty left out or null."""
    records = []
    for number, (texts, values) in enumerate(zip(rows, table.rows, strict=True)):
        typed = [value if type(value) in (int, float) else text or None for text, value in zip(texts, values, strict=True)]
        records.append({name: value for name, value in zip(headers, typed, strict=True) if value is not None or number % 2})
    return records


def json_lines(records, ascii_only=False):
    return "".join(json.dumps(record, ensure_ascii=ascii_only) + "\n" for record in records)


_XML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def xes(cases, pretty=False, encoding="UTF-8"):
    """An XES document of (case, events): an event is a list of (tag, key, text)."""
    end, indent = ("\n", "  ") if pretty else ("", "")
    parts = [f'<?xml version="1.0" encoding="{encoding}"?>{end}<log xes.version="1.0">{end}']
    for case, events in cases:
        parts.append(f"{indent}<trace>{end}{_attribute(indent * 2, ('string', 'concept:name', case), end)}")
        for event in events:
            parts.append(f"{indent * 2}<event>{end}")
            parts += [_attribute(indent * 3, attribute, end) for attribute in event]
            parts.append(f"{indent * 2}</event>{end}")
        parts.append(f"{indent}</trace>{end}")
    return "".join(parts) + f"</log>{end}"


def _attribute(indent, attribute, end):
    tag, key, text = attribute
    escaped = "".join(_XML.get(sign, sign) for sign in text)
    return f'{indent}<{tag} key="{key}" value="{escaped}"/>{end}'


def workbook(headers, rows, typed):
    """XLSX; `typed` says which cells are given as their values: numbers, and datetimes for instants."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (headers, *rows):
        sheet.append([None if value == "" else value for value in row])
    # A text that begins with = is no formula: a system that exports texts marks them so.
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
            if typed and isinstance(cell.value, datetime):
                cell.number_format = "yyyy-mm-dd hh:mm:ss"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet(headers, rows, kinds):
    out = io.BytesIO()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(headers)
    pl.DataFrame([pl.Series(name, cells, dtype=kind) for name, cells, kind in zip(headers, columns, kinds, strict=True)]).write_parquet(out)
    return out.getvalue()


def sqlite(path: Path, headers, rows, kinds):
    names = ", ".join(f'"{name}" {kind}' for name, kind in zip(headers, kinds, strict=True))
    with sqlite3.connect(path) as base:
        base.execute(f"create table steps ({names})")
        base.executemany(f"insert into steps values ({', '.join('?' * len(headers))})", rows)
    base.close()


def packed(data, how):
    return gzip.compress(data, mtime=0) if how == "gzip" else data
