"""How a text file is laid out: its delimiter, its quotes, and where its header stands.

Each is decided on the first 64 KiB, by what makes the lines agree: under the right delimiter nearly all lines have as many fields
as the header. The header is the first line that has as many fields as most; titles that stand above it ("Report of March") are
left out and told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog.sources.records import read_records
from svcflow.eventlog.times.timestamps import is_time, looks_like_times

COMMON = (",", ";", "\t", "|")
RARE = ("^", "~", "\x1f", "\x01", ":", "#")
"""delimiters that are believed only where every line has as many fields"""
HEAD = 65_536
_LINES = 100
_AGREED = 0.8
_TITLES = 20
"""lines above the header at most"""
_FIELD = 1 << 16
_WORDS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "bar": "|", "colon": ":", "space": " "}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The delimiter and the quote (-1: none) as bytes, the header's names, the byte and the line after it, and the titles above."""

    delimiter: int
    quote: int
    names: tuple[str, ...]
    begin: int
    line: int
    titles: tuple[str, ...] = ()


def find_dialect(data: bytes, place: str, delimiter: str | None = None) -> Dialect:
    """The layout of delimited text (UTF-8, line ends LF or CR LF); `data` is its head, cut at the end of a line, or all of it.

    Raises
    ------
    LogError
        No delimiter cuts the lines into columns, the one given does not, or there is no header.
    """
    told = _told(data)
    wanted = _one_byte(delimiter, place) if delimiter is not None else told
    first = data.find(b"\n") + 1 if told else 0
    quote = _quote(data)
    best, widths = _choose(data, first, quote, (wanted,) if wanted else (*COMMON, *RARE), place)
    width = max(_common_width(widths), widths[0] if widths and widths[0] > 1 and not wanted else 2)
    return _with_header(data, first, 1 + bool(told), ord(best), quote, width, place)


def _told(data: bytes) -> str:
    """Excel's own first line, `sep=;`."""
    match = re.match(rb'"?sep=(.)"?\r?\n', data)
    return match[1].decode("latin-1") if match else ""


def _one_byte(text: str, place: str) -> str:
    """The delimiter that a user names.

    Raises
    ------
    LogError
        It is not one ASCII character.
    """
    found = _WORDS.get(text.lower(), text)
    if len(found) != 1 or not found.isascii() or found in '\n\r"':
        raise LogError(f'"{text}" is not a delimiter.', place=place, remedy="Give one character, or tab, comma, semicolon, pipe.")
    return found


def _quote(data: bytes) -> int:
    """Double quotes, unless there are none and fields stand in single ones."""
    if b'"' not in data:
        single = len(re.findall(rb"(?m)(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|]|\r?$)", data))
        if single > data.count(b"\n"):
            return ord("'")
    return ord('"')


def _choose(data: bytes, first: int, quote: int, candidates: Sequence[str], place: str) -> tuple[str, list[int]]:
    """The delimiter that makes most lines agree on the most fields, and how many each line has."""
    best, best_widths, best_score = "", [1], (0.0, 0)
    for delimiter in candidates:
        if delimiter in RARE and best_score[0] >= _AGREED and len(candidates) > 1:
            break
        widths = _widths(data, first, delimiter, quote)
        common = _common_width(widths)
        agree = sum(width == common for width in widths) / len(widths) if widths else 0.0
        if common < 2 or (delimiter in RARE and (agree < 1 or len(widths) < 3) and len(candidates) > 1):
            continue
        if (score := (round(agree, 1), common)) > best_score:
            best, best_widths, best_score = delimiter, widths, score
    if not best:
        start = data[first:].split(b"\n", 1)[0].decode("utf-8", errors="replace").strip()[:60]
        which, remedy = "no delimiter", "A log is a CSV with a header line (comma, semicolon, tab, | or --delimiter), {}."
        if len(candidates) == 1:
            which, remedy = f'the delimiter "{candidates[0]}" does not', "Leave --delimiter out, so that it is found; a log may also be {}."
        verb = "cuts" if which == "no delimiter" else "cut"
        remedy = remedy.format("XLSX, JSON Lines, XES, or Parquet")
        raise LogError(f'{which} {verb} the first line into columns: "{start}".', place=place, remedy=remedy)
    return best, best_widths


def _widths(data: bytes, first: int, delimiter: str, quote: int) -> list[int]:
    """The fields of each of the first lines, blank ones left out."""
    found = read_records(data[first:], 0, 1, 0, ord(delimiter), quote, _FIELD, most=_LINES)
    return [sum(cell is not None for cell in row) for row in found.rows]


def _common_width(widths: Sequence[int]) -> int:
    """The number of fields that most lines have (of equally frequent ones the larger)."""
    counts = Counter(widths)
    return max(counts, key=lambda width: (counts[width], width)) if counts else 0


def _with_header(data: bytes, first: int, line: int, delimiter: int, quote: int, width: int, place: str) -> Dialect:
    """The first record that has as many fields as most (less empty ones at its end), or as many as fit before them."""
    found = read_records(data, first, line, 0, delimiter, quote, _FIELD, most=_TITLES + 1)
    rows = [[cell for cell in row if cell is not None] for row in found.rows]
    number = next((at for at, row in enumerate(rows) if len(row) >= width and sum(bool(c.strip()) for c in row) > 1), 0)
    if not rows:
        raise LogError("there is no header line.", place=place, remedy="Export the log again, with its columns' names.")
    names = rows[number]
    while len(names) > 1 and not names[-1].strip():
        names.pop()
    stripped = pl.Series([name.strip() for name in names])
    time = next(filter(is_time, stripped), None) if looks_like_times(stripped, epoch=False) else None
    if time is not None:
        raise LogError(f'the first line is no header: it holds the time "{time}".', place=place, remedy="Put the columns' names above it.")
    titles = tuple(chr(delimiter).join(row).strip(chr(delimiter) + " ") for row in rows[:number])
    begin, after = found.after[number]
    return Dialect(delimiter, quote, tuple(names), begin, after, titles)
