"""A sheet of a workbook (XLSX, XLSM): a table that people have written around.

The header is the first row most of whose cells are filled with texts and below which rows go on; titles above it, blank rows and
blank columns are left out, and a note says so. Cells keep their types: dates are instants without a zone, whole numbers are whole;
a column of several kinds becomes texts. Numbers among dates are Excel's own count of days. Merged cells hold for each of their
rows. Formulas give the value that was computed last; a table that holds formulas which were never computed is refused, and
errors such as #REF! are taken as empty and counted. A row's number is that of the sheet.
"""

from __future__ import annotations

import datetime as dt
import mmap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from svcflow.errors import InputError, LogError
from svcflow.eventlog.log import Repair
from svcflow.eventlog.sources.limits import DEFAULTS, Limits, over_limit
from svcflow.eventlog.sources.sheets import TRUTH, Area, find_areas
from svcflow.eventlog.sources.table import Table
from svcflow.eventlog.sources.typed import TypedColumns
from svcflow.eventlog.sources.workbook import Workbook, cell_name, inspect_workbook, locked, uncomputed

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""how an old workbook begins, and one that is locked by a password"""
_SERIALS = (20_000.0, 80_000.0)
"""days since 1899-12-30 that are dates of our time: 1954 to 2119"""
_FIRST_DAY = dt.datetime(1899, 12, 30)  # noqa: DTZ001 (a sheet knows no zone)


def read_spreadsheet(data: bytes | mmap.mmap, place: str, sheet: str | None = None, limits: Limits = DEFAULTS) -> Table:
    """The table in a workbook. Cost: linear in its cells; about a microsecond for each.

    Parameters
    ----------
    sheet : str, optional
        The sheet by its name or its number (1 is the first). Default: the only one that holds a table; several whose headers
        are equal are read one after the other, and their rows numbered on.

    Raises
    ------
    InputError
        The file is broken, locked, or an old or foreign kind of workbook.
    LogError
        No sheet holds a table, several do, or one asks for more than a limit or holds formulas that were never computed.
    """
    data = bytes(data)
    if data.startswith(OLE):
        raise locked(place) if "EncryptedPackage".encode("utf-16-le") in data else _old(place)
    book = inspect_workbook(data, place, limits)
    try:
        areas, notes = find_areas(data, sheet, place)
        for area in areas:
            if len(area.names) > limits.columns:
                raise over_limit(limits, "columns", f'the sheet "{area.sheet.name}" has {len(area.names)} columns', place)
        return _table(areas, book, notes, place)
    except MemoryError:
        raise LogError("the workbook does not fit into memory.", place=place, remedy="Export the sheet as CSV (UTF-8).") from None


def _old(place: str) -> InputError:
    return InputError("this is an old workbook (.xls) or another Office file.", place=place, remedy="Save it as XLSX or as CSV (UTF-8).")


def _table(areas: Sequence[Area], book: Workbook, notes: tuple[str, ...], place: str) -> Table:
    """The areas' rows below one another."""
    columns = TypedColumns(len(areas[0].names), truth=TRUTH)
    lines: list[int] = []
    repairs: Counter[str] = Counter()
    examples: dict[str, str] = {}
    before = 0
    for area in areas:
        _check_values(area, book, repairs, examples, place)
        dated = _dated(area, repairs, examples)
        for first, chunk in area.chunks():
            filled = [(line, row) for line, row in enumerate(chunk, start=before + first) if any(value != "" for value in row)]
            lines += [line for line, _ in filled]
            rows = [row for _, row in filled]
            columns.add([_values((row[at] for row in rows), at in dated, book.from_1904) for at in area.columns])
        before += area.sheet.end[0] + 1 if area.sheet.end else 0
    frame = columns.frame(areas[0].names)
    frame = frame.with_columns(_whole(frame.get_column(name)) for name, kind in frame.schema.items() if kind == pl.Float64)
    table = Table(frame, pl.Series(lines, dtype=pl.Int64), notes=notes + tuple(note for area in areas for note in _notes(area)))
    return replace(table, repairs=tuple(Repair(rule, count, examples.get(rule, "")) for rule, count in repairs.items()))


def _check_values(area: Area, book: Workbook, repairs: Counter[str], examples: dict[str, str], place: str) -> None:
    """Formulas that were never computed are refused; errors are counted, as are the cells that were filled from merged ones."""
    inside = {area.left + at for at in area.columns}
    facts = book.sheets.get(area.sheet.name)
    unknown = [cell for cell in facts.unknown if cell[0] != -1 and cell[0] > area.header and cell[1] in inside] if facts else []
    if facts and unknown:
        raise uncomputed(unknown, area.sheet.name, place)
    for cell, error in facts.errors.items() if facts else ():
        if cell[0] > area.header and cell[1] in inside:
            rule = "cells that hold an error, taken as empty"
            repairs[rule] += 1
            examples.setdefault(rule, f"{error} in {cell_name(cell)}")
    for (top, first), (bottom, _) in area.sheet.merged_cell_ranges or ():
        if bottom > max(top, area.header) and first in inside and (rows := bottom - max(top, area.header + 1)) > 0:
            rule = "rows that a merged cell spans, each given its value"
            repairs[rule] += rows
            examples.setdefault(rule, f"{cell_name((top, first))}:{cell_name((bottom, first))}")


def _dated(area: Area, repairs: Counter[str], examples: dict[str, str]) -> set[int]:
    """Columns of dates in which some cells are formatted as numbers: these count days as Excel does."""
    dated = set()
    for at, name, counts in zip(area.columns, area.names, area.kinds, strict=True):
        dates, numbers = counts[dt.date] + counts[dt.datetime], counts[float] + counts[int]
        if numbers and dates >= numbers and not counts[str]:
            dated.add(at)
            rule = f'numbers in a column of dates, read as days counted by the spreadsheet (column "{name}")'
            repairs[rule] += numbers
    return dated


def _values(values: Iterable[object], dated: bool, from_1904: bool) -> list[object]:
    """The values of one column: None where a cell is empty."""
    column = [None if value == "" else value for value in values]
    if not dated:
        return column
    return [_date(value, from_1904) if isinstance(value, float | int) and not isinstance(value, bool) else value for value in column]


def _date(serial: float, from_1904: bool) -> object:
    days = serial + (1462 if from_1904 else 0)
    if not _SERIALS[0] <= days <= _SERIALS[1]:
        return serial
    return _FIRST_DAY + dt.timedelta(milliseconds=round(days * 86_400_000))


def _whole(series: pl.Series) -> pl.Series:
    """A sheet has decimals alone; numbers all of which are whole are whole numbers."""
    return series.cast(pl.Int64) if bool(((series.floor() == series) & (series.abs() < 2**53)).all()) else series


def _notes(area: Area) -> Iterator[str]:
    """What stands around the table, and dates that a spreadsheet program may have read the wrong way round."""
    if area.titles:
        shown = " / ".join(title[:40] for title in area.titles[:3])
        yield f'The header is row {area.header + 1} of the sheet "{area.sheet.name}"; what stands above it is left out: {shown}.'
    for name, counts in zip(area.names, area.kinds, strict=True):
        dates = counts[dt.date] + counts[dt.datetime]
        if dates and counts[str] and min(dates, counts[str]) * 20 > dates + counts[str] > 0.9 * counts.total():
            yield (
                f'The column "{name}" holds {dates} dates and {counts[str]} texts: the program that made them dates may have taken days '
                "for months. An export that it has not opened is surer."
            )
