"""Where in a workbook the table stands.

The header is the first row that is filled nearly as widely as any other, with texts, and has rows below it; a header that is
merged downwards stands in its last row. Merged cells hold for what they span: a header's name for each of its columns, a value
for each of its rows. A sheet holds a table if there are at least two columns and a row below their names.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from svcflow.errors import InputError, LogError, did_you_mean
from svcflow.eventlog.sources.table import unique_names
from svcflow.eventlog.sources.typed import as_text

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

TRUTH = ("FALSE", "TRUE")
_HEAD = 100
"""rows among which the header stands"""
_CHUNK = 50_000

Row = list[object]


@dataclass(frozen=True, slots=True)
class Area:
    """A table in a sheet: the row of its header (0 is the first), its columns and their names, and what is written above it."""

    sheet: CalamineSheet
    header: int
    columns: tuple[int, ...]
    """counted from the sheet's first column that is filled"""
    names: tuple[str, ...]
    kinds: tuple[Counter[type], ...]
    """how many cells of each type each of these columns has"""
    titles: tuple[str, ...]

    @property
    def left(self) -> int:
        """The sheet's first column that is filled; 0 is the first."""
        return self.sheet.start[1] if self.sheet.start else 0

    def chunks(self) -> Iterator[tuple[int, list[Row]]]:
        """The rows below the header in chunks, each with the number of its first row (1 is the sheet's first)."""
        first = self.header + 2
        for chunk in _chunks(islice(_rows(self.sheet), self.header + 1, None)):
            yield first, chunk
            first += len(chunk)


def find_areas(data: bytes, wanted: str | None, place: str) -> tuple[list[Area], tuple[str, ...]]:
    """The table in the sheet that is asked for; else the only table, or all of them where their headers are equal; with notes.

    Raises
    ------
    InputError
        The workbook is broken.
    LogError
        There is no such sheet, it holds no table, or several do.
    """
    book = _opened(data, place)
    if wanted is not None:
        name = _sheet_name(book.sheet_names, wanted, place)
        area = _area(book, name, place)
        if area is None:
            raise LogError(f'the sheet "{name}" holds no table.', place=place, remedy=_what_a_table_is(book, place))
        return [area], ()
    areas = [area for area in (_area(book, name, place) for name in _visible(book)) if area is not None]
    if not areas:
        raise LogError("no sheet holds a table.", place=place, remedy="A table has a header and rows below it, in at least two columns.")
    names = ", ".join(f'"{area.sheet.name}"' for area in areas)
    if len({area.names for area in areas}) > 1:
        raise LogError(f"several sheets hold a table: {names}.", place=place, remedy="--sheet NAME says which one is the log.")
    if len(areas) > 1:
        return areas, (f"The sheets {names} have one header and are read one after the other; their rows are numbered on.",)
    others = ", ".join(f'"{name}"' for name in book.sheet_names if name != areas[0].sheet.name)
    return areas, (f'Read from the sheet "{areas[0].sheet.name}"; not read: {others}.',) if others else ()


def _opened(data: bytes, place: str) -> CalamineWorkbook:
    from python_calamine import CalamineError, load_workbook

    try:
        return load_workbook(io.BytesIO(data))
    except (CalamineError, OSError, ValueError) as error:
        raise _broken(error, place) from None


def _broken(error: Exception, place: str) -> InputError:
    return InputError(f"the workbook is broken ({str(error)[:120]}).", place=place, remedy="Save it again in a spreadsheet program.")


def _visible(book: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = book.sheets_metadata
    return [sheet.name for sheet in sheets if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible]


def _sheet_name(names: Sequence[str], wanted: str, place: str) -> str:
    if wanted in names:
        return wanted
    near = [name for name in names if name.casefold().strip() == wanted.casefold().strip()]
    if len(near) == 1:
        return near[0]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise LogError(f'there is no sheet "{wanted}".', place=place, remedy=did_you_mean(wanted, names))


def _what_a_table_is(book: CalamineWorkbook, place: str) -> str:
    tables = [name for name in book.sheet_names if _area(book, name, place) is not None]
    listed = ", ".join(f'"{name}"' for name in tables)
    return f"There is one in {listed}." if listed else "A table has a header and rows below it, in at least two columns."


def _area(book: CalamineWorkbook, name: str, place: str) -> Area | None:
    from python_calamine import CalamineError

    try:
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError) as error:
        raise _broken(error, f'{place}, sheet "{name}"') from None
    if sheet.start is None or sheet.width < 2:
        return None
    head = list(islice(_rows(sheet), _HEAD))
    header = _header(head, sheet)
    if header is None:
        return None
    kinds = _kinds(sheet, header)
    titles = tuple(as_text(row[at], TRUTH) or "" for row in head[:header] if (at := _first_filled(row)) is not None)
    columns = tuple(at for at in range(sheet.width) if head[header][at] != "" or kinds[at])
    if len(columns) < 2 or not any(kinds):
        return None
    names = tuple(unique_names(as_text(head[header][at], TRUTH) or "" for at in columns))
    return Area(sheet, header, columns, names, tuple(kinds[at] for at in columns), titles)


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    """The rows of a sheet from its first one, merged cells filled: across in their first row, and down in their first column."""
    if not sheet.merged_cell_ranges:
        yield from sheet.iter_rows()  # type: ignore[misc]
        return
    left = sheet.start[1] if sheet.start else 0
    fills: dict[int, list[tuple[int, int, int]]] = {}
    for (top, first), (bottom, last) in sheet.merged_cell_ranges:
        if left <= first < left + sheet.width:
            fills.setdefault(top, []).append((first - left, min(last - left, sheet.width - 1), bottom))
    down: dict[int, tuple[int, object]] = {}
    for number, row in enumerate(sheet.iter_rows()):
        values: Row = list(row)
        for at, (bottom, value) in tuple(down.items()):
            if number > bottom:
                del down[at]
            elif values[at] == "":
                values[at] = value
        for first, last, bottom in fills.get(number, ()):
            if bottom > number:
                down[first] = (bottom, values[first])
            elif last > first and all(values[at] == "" for at in range(first + 1, last + 1)) and type(values[first]) is str:
                values[first : last + 1] = [values[first]] * (last - first + 1)
        yield values


def _first_filled(row: Row) -> int | None:
    return next((at for at, value in enumerate(row) if value != ""), None)


def _header(head: Sequence[Row], sheet: CalamineSheet) -> int | None:
    """The first row that is filled nearly as widely as any, with texts, and has a row below it; merged downwards, its last row."""
    left = sheet.start[1] if sheet.start else 0
    spans = {(top, first - left): bottom for (top, first), (bottom, _) in sheet.merged_cell_ranges or ()}
    widths = [sum(value != "" for value in row) for row in head]
    for share in (0.8, 0.5):
        for number, row in enumerate(head[:-1]):
            texts = [value for value in row if type(value) is str and value]
            distinct = len(set(texts)) * 2 > len(texts)
            if widths[number] >= max(2.0, share * max(widths)) and len(texts) >= 0.7 * widths[number] and distinct:
                return min(max(spans.get((number, at), number) for at in range(len(row))), len(head) - 1)
    return None


def _kinds(sheet: CalamineSheet, header: int) -> list[Counter[type]]:
    counts: list[Counter[type]] = [Counter() for _ in range(sheet.width)]
    for chunk in _chunks(islice(_rows(sheet), header + 1, None)):
        for count, values in zip(counts, zip(*chunk, strict=True), strict=True):
            count.update(map(type, values))
            count[str] -= values.count("")
    return [+count for count in counts]


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk
