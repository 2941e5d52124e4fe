"""What an XLSX workbook holds, found in its packed XML before it is opened.

A workbook is a zip of XML. Three things about it must be known that the reader of its cells does not say: what it unpacks to,
how far apart its cells stand (two cells at opposite corners make a grid of 17 billion), and which cells have no value: formulas
that no spreadsheet program has computed yet, and errors such as #REF!. Each part is unpacked once, as a stream, and searched by
patterns; no XML is parsed here, so no entity is expanded.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from svcflow.errors import InputError, LogError
from svcflow.eventlog.sources.limits import Limits, over_limit

_PIECE = 4 << 20
_ALWAYS = 64 << 20
"""what any workbook may unpack to, whatever its ratio [bytes]"""
_CELL_BYTES = 32
"""memory of one cell of the grid between the first and the last cell"""
_FLAT = bytes.maketrans(b"\t\r\n'", b'   "')
_COLUMN = re.compile(rb' r *= *"([A-Za-z]{1,7})')
_ROW = re.compile(rb' r *= *"[A-Za-z]*([0-9]{1,9})')
_FILLED = re.compile(rb'<(?:\w+:)?c [^>]*?r *= *"([A-Za-z]{1,7})([0-9]{1,9})"[^>]*(?<!/)>(?!</)')
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>")
_TELLING = (b"<f", b":f", b'"e"')
"""what a piece with formulas or errors contains"""
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)<")
_ATTRIBUTE = re.compile(rb'([\w:.-]+) *= *"([^"]*)"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")

Cell = tuple[int, int]
"""row and column, 0 is the first"""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """The cells of one sheet that hold no value: formulas not computed, and errors with their names."""

    unknown: list[Cell] = field(default_factory=list)
    errors: dict[Cell, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The facts of each sheet by its name, and whether its days are counted from 1904."""

    sheets: dict[str, SheetFacts]
    from_1904: bool


def inspect_workbook(data: bytes, place: str, limits: Limits) -> Workbook:
    """What a packed workbook holds. Cost: linear in what it unpacks to.

    Raises
    ------
    InputError
        The archive is broken, locked by a password, or no XLSX workbook.
    LogError
        It asks for more than a limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive, len(data), place, limits)
            book = _flat(archive.read("xl/workbook.xml"))
            parts = _parts(book, _flat(archive.read("xl/_rels/workbook.xml.rels")))
            restless = re.search(rb'fullCalcOnLoad *= *"(1|true)"', book) is not None
            facts = {name: _search(archive, name, restless, place, limits) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError, ValueError) as error:
        raise InputError(
            f"the workbook is broken ({str(error)[:120]}).", place=place, remedy="The file may be cut short: save or fetch it again."
        ) from None
    sheets = {name: facts.get(part, SheetFacts()) for name, part in parts.items()}
    return Workbook(sheets, re.search(rb'date1904 *= *"(1|true)"', book) is not None)


def cell_name(cell: Cell) -> str:
    """The cell as a spreadsheet program names it: `C7`."""
    row, column = cell
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def _check_archive(archive: zipfile.ZipFile, size: int, place: str, limits: Limits) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        raise locked(place)
    if "xl/workbook.xml" not in names:
        raise InputError("this zip archive is no XLSX workbook.", place=place, remedy="Save the sheet as XLSX or as CSV (UTF-8).")
    if len(set(names)) != len(names):
        raise InputError("the workbook is broken (a part stands in it twice).", place=place, remedy="Save it again.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise over_limit(limits, "unpacked_bytes", f"the workbook unpacks to {unpacked} bytes", place)
    if unpacked > max(_ALWAYS, limits.unpacked_ratio * size):
        raise over_limit(limits, "unpacked_ratio", f"the workbook unpacks to {unpacked // max(size, 1)} times its size", place)


def locked(place: str) -> InputError:
    """The refusal of a workbook with a password."""
    return InputError("the workbook is locked by a password.", place=place, remedy="Save it without one, or export the sheet as CSV.")


def _flat(xml: bytes) -> bytes:
    """XML in which every blank is a space and every quote is double, so that patterns stay simple."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in xml[:100]:
        raise ValueError("a part is not in UTF-8")
    return xml.translate(_FLAT)


def _parts(book: bytes, relations: bytes) -> dict[str, str]:
    """Which part of the archive each sheet is."""
    targets = {}
    for found in _RELATION.findall(relations):
        attributes = dict(_ATTRIBUTE.findall(found))
        target = attributes.get(b"Target", b"").decode("utf-8", "replace")
        targets[attributes.get(b"Id")] = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
    sheets = {}
    for found in _SHEET.findall(book):
        attributes = dict(_ATTRIBUTE.findall(found))
        key = next((value for name, value in attributes.items() if name.endswith(b":id")), None)
        sheets[html.unescape(attributes.get(b"name", b"").decode("utf-8", "replace"))] = targets.get(key, "")
    return sheets


def _search(archive: zipfile.ZipFile, name: str, restless: bool, place: str, limits: Limits) -> SheetFacts:
    """The facts of one part; refused where its grid would not fit."""
    facts = SheetFacts()
    rows, columns = 0, 0
    sheet = "worksheets/" in name
    for piece in _pieces(archive, name):
        letters = set(_COLUMN.findall(piece))
        columns = max(columns, 1 + max(map(_column_number, letters), default=-1))
        rows = max(rows, max(map(int, set(_ROW.findall(piece))), default=0)) if letters else rows
        if sheet and any(mark in piece for mark in _TELLING):
            _judge_cells(piece, restless, facts)
    if rows * columns * _CELL_BYTES > limits.unpacked_bytes:
        _check_grid(archive, name, place, limits)
    return facts


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part in pieces of some megabytes, cut between two rows where there are rows, else behind a tag."""
    rest = b""
    with archive.open(name) as part:
        while read := part.read(_PIECE):
            piece = rest + _flat(read)
            cut = piece.rfind(b"<row ") if b"<row " in piece[1:] else piece.rfind(b">") + 1
            rest = piece[cut:] if cut > 0 else b""
            yield piece[:cut] if cut > 0 else piece
    yield rest


def _check_grid(archive: zipfile.ZipFile, name: str, place: str, limits: Limits) -> None:
    """The grid from the first to the last cell that is filled: cells that are formatted alone do not count."""
    rows, columns = 0, 0
    for piece in _pieces(archive, name):
        for letters, number in _FILLED.findall(piece):
            rows, columns = max(rows, int(number)), max(columns, 1 + _column_number(letters))
    if rows * columns * _CELL_BYTES > limits.unpacked_bytes:
        size = f"a sheet reaches to cell {cell_name((rows - 1, columns - 1))}, which takes {rows * columns * _CELL_BYTES} bytes"
        raise over_limit(limits, "unpacked_bytes", size, place)


def _judge_cells(piece: bytes, restless: bool, facts: SheetFacts) -> None:
    """Note the formulas without a value and the errors.

    A program that writes formulas without computing them leaves the value out, or writes 0 and asks that all be computed on
    opening (`restless`).
    """
    for found, body in _CELL.findall(piece):
        attributes = dict(_ATTRIBUTE.findall(found))
        kind = attributes.get(b"t", b"")
        value = _VALUE.search(body)
        if kind == b"e" and value:
            facts.errors[_cell(attributes)] = value[1].decode("ascii", "replace")
        elif _FORMULA.search(body):
            text = value[1].strip() if value else None
            if text is None or (not text and kind != b"str") or (restless and text == b"0" and not kind):
                facts.unknown.append(_cell(attributes))


def _cell(attributes: dict[bytes, bytes]) -> Cell:
    match = re.fullmatch(rb"([A-Za-z]{1,7})([0-9]{1,9})", attributes.get(b"r", b""))
    return (int(match[2]) - 1, _column_number(match[1])) if match else (-1, -1)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number - 1


def uncomputed(cells: list[Cell], sheet: str, place: str) -> LogError:
    """The refusal of a table that holds formulas without values."""
    return LogError(
        f"{len(cells)} cell{'s hold formulas' if len(cells) > 1 else ' holds a formula'} that no spreadsheet program has computed "
        f"(the first is {cell_name(cells[0])}).",
        place=f'{place}, sheet "{sheet}"',
        remedy="Open the workbook in a spreadsheet program and save it, or export the sheet as CSV.",
    )
