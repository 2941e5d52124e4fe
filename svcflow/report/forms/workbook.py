"""All sheets as one workbook (Office Open XML): numbers as numbers with their formats, the head frozen, and a sheet about the others.

Texts are written as texts and never read for formulas, links or numbers. The bytes depend on the sheets and the date alone: the date is
the log's, and the times inside the archive are fixed.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from svcflow.language import tell
from svcflow.report import svg
from svcflow.report.forms.sheet import Field, Kind, Sheet, Value

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FORMATS: dict[Kind, str] = {"text": "@", "count": "#,##0", "number": "#,##0.00", "share": "0.0%"}
LONGEST_TEXT = 32_767
"""letters of a cell that Excel can hold"""
MOST_ROWS = 1_048_576
WIDEST, NARROWEST = 60.0, 9.0
"""columns, in letters"""
LOOKED_AT = 200
"""so many rows say how wide a column must be"""
EARLIEST = datetime(1980, 1, 1)  # noqa: DTZ001 - a date of no zone, as workbooks have it
"""The date of a workbook about a log without instants."""


def as_workbook(sheets: Sequence[Sheet], *, about: Sequence[tuple[str, str]], made: datetime | None) -> bytes:
    """The whole file.

    Parameters
    ----------
    sheets
        In their order.
    about
        What the first sheet says of the workbook, as pairs of a head and a text.
    made
        The date that the file bears; its zone is dropped.
    """
    from xlsxwriter import Workbook

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(written, options) as book:
        book.set_properties({"created": made.replace(tzinfo=None, microsecond=0) if made else EARLIEST})
        looks = _looks(book)
        _about(book.add_worksheet(tell("About")), sheets, about, looks)
        for sheet in sheets:
            _fill(book.add_worksheet(sheet.title), sheet, looks)
    return written.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    looks: dict[str, Any] = {kind: book.add_format({"num_format": form, "valign": "top"}) for kind, form in FORMATS.items()}
    looks["head"] = book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1})
    looks["long"] = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    return looks


def _about(page: Worksheet, sheets: Sequence[Sheet], about: Sequence[tuple[str, str]], looks: dict[str, Any]) -> None:
    """What the workbook is of, and what each sheet holds."""
    lines = [*about, ("", ""), *((sheet.title, sheet.note) for sheet in sheets)]
    for row, (head, told) in enumerate(lines):
        page.write_string(row, 0, _plain(head), looks["head"] if row < len(about) else looks["text"])
        page.write_string(row, 1, _plain(told), looks["long"])
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 90)


def _fill(page: Worksheet, sheet: Sheet, looks: dict[str, Any]) -> None:
    rows = sheet.rows[: MOST_ROWS - 1]
    for place, field in enumerate(sheet.fields):
        page.write_string(0, place, _plain(field.label), looks["head"])
        page.set_column(place, place, _width(field, [row[place] for row in rows[:LOOKED_AT]]))
    for number, row in enumerate(rows, start=1):
        for place, (field, value) in enumerate(zip(sheet.fields, row, strict=True)):
            _write(page, number, place, value, looks[field.kind])
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, len(rows), len(sheet.fields) - 1)


def _write(page: Worksheet, row: int, place: int, value: Value, look: Any) -> None:
    if isinstance(value, str):
        page.write_string(row, place, _plain(value), look)
    elif value is not None and math.isfinite(value):
        page.write_number(row, place, value, look)


def _width(field: Field, values: Sequence[Value]) -> float:
    """Wide enough for its texts, and for the head in two or three lines."""
    if field.kind != "text":
        return max(NARROWEST, min(16.0, len(field.label) / 2 + 2))
    longest = max((svg.text_width(value, 1.0) / 0.55 for value in values if isinstance(value, str)), default=0.0)
    return round(max(NARROWEST, min(WIDEST, max(longest, len(field.label) / 2) + 2)), 1)


def _plain(text: str) -> str:
    """The text without what no XML can hold, and no longer than a cell."""
    told = svg.printable(text)
    return told if len(told) <= LONGEST_TEXT else f"{told[: LONGEST_TEXT - 1]}…"
