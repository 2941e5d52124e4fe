"""The records of delimited text, by the rules that every reader here keeps; this one is written to be read.

1. A line ends with LF or CR LF (in a file without LF every CR has been made one).
2. A field that begins with a quote runs to the next quote that is not doubled, line ends and delimiters included; a doubled quote
   stands for one. What follows the closing quote, up to the next delimiter or line end, belongs to the field as it is.
3. A quote that is never closed, or not within the limit of a field, is a character like others.
4. A record that spans several lines and has not the header's number of fields, or has text after a closing quote that stands
   below its first line, was no such record: its first line is read again with all its quotes as characters.
5. Rule 4 may read at most eight times the file again; past that (a file made to be slow) all quotes are characters.
6. A record without anything but blanks is none.

A record with fewer fields than the header lacks the last ones; one with more is rejected unless what is over is blank.
`scanner` is the same reader compiled, for files large enough that it pays.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

LF = 10
Find = Callable[[bytes, int], re.Match[bytes] | None]
BLANKS = b" \t"
AGAIN = 8
"""times the file that rule 4 may read again"""


@dataclass(slots=True)
class Records:
    """What was read: the fields of each record (None: not there), the line on which it begins, and what was wrong."""

    rows: list[list[str | None]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    """lines of records with fewer fields than the header"""
    unclosed: list[int] = field(default_factory=list)
    """lines of records with a quote that is a character by rule 3 or 4"""
    rejected: list[tuple[int, str, bytes]] = field(default_factory=list)
    """line, reason (`over` or `long`) and the record's bytes"""
    after: list[tuple[int, int]] = field(default_factory=list)
    """the byte and the line after each record of `rows`"""


def read_records(
    data: bytes, begin: int, line: int, width: int, delimiter: int, quote: int, limit: int, most: int = sys.maxsize
) -> Records:
    """Read `data` (UTF-8) from `begin`, which is on `line`, up to `most` rows, of any width where `width` is 0.

    `limit` is the longest field [bytes]. Linear in the bytes.
    """
    found = Records()
    ends_a_field = re.compile(b"[\n" + re.escape(bytes((delimiter,))) + b"]").search
    at, again = begin, 0
    while at < len(data) and len(found.rows) < most:
        start = at
        cells, at, inside, unclosed = _record(data, at, width, ends_a_field, quote, limit)
        if width and inside and len(cells) != width:
            again += at - start
            cells, at, inside, _ = _record(data, start, width, ends_a_field, -1, limit)
            unclosed = True
            if again > AGAIN * len(data):
                quote = -1
        if any(cell.strip(BLANKS) for cell in cells):
            _keep(found, cells, data[start:at], line, width, limit)
            if unclosed:
                found.unclosed.append(line)
        line += 1 + inside
        found.after += [(at, line)] * (len(found.rows) - len(found.after))
    return found


def _keep(found: Records, cells: list[bytes], raw: bytes, line: int, width: int, limit: int) -> None:
    raw = raw.rstrip(b"\r\n")
    width = width or len(cells)
    if any(len(cell) > limit for cell in cells[:width]):
        found.rejected.append((line, "long", raw))
    elif any(cell.strip(BLANKS) for cell in cells[width:]):
        found.rejected.append((line, "over", raw))
    else:
        if len(cells) < width:
            found.short.append(line)
        texts: list[str | None] = [cell.decode("utf-8") for cell in cells[:width]]
        found.rows.append(texts + [None] * (width - len(cells)))
        found.lines.append(line)


def unquoted(raw: bytes, quote: int) -> str:
    """The text of a quoted field as it stands in the file, from its opening quote on."""
    close, _ = _closing(raw, 0, quote, len(raw))
    return (raw[1:close].replace(bytes((quote, quote)), bytes((quote,))) + raw[close + 1 :]).decode("utf-8")


def _record(data: bytes, at: int, width: int, ends_a_field: Find, quote: int, limit: int) -> tuple[list[bytes], int, int, bool]:
    """The cells of the record that begins at `at`, where the next begins, the line ends inside it, and whether a quote stayed open.

    As soon as rule 4 applies it gives up, with more cells than there can be.
    """
    cells: list[bytes] = []
    inside, unclosed = 0, False
    while True:
        first, close = at, -1
        if at < len(data) and data[at] == quote:
            close, ends = _closing(data, at, quote, limit)
            unclosed |= close < 0
            at, inside = max(at, close + 1), inside + ends
        end = ends_a_field(data, at)
        stop = end.start() if end else len(data)
        ended = stop >= len(data) or data[stop] == LF
        rest = data[at : stop - 1 if ended and data[at:stop].endswith(b"\r") else stop]
        cells.append(data[first + 1 : close].replace(bytes((quote, quote)), bytes((quote,))) + rest if close >= 0 else rest)
        at = min(stop + 1, len(data))
        if width and inside and ((close >= 0 and rest.strip(BLANKS)) or (len(cells) == width and not ended)):
            return [b""] * (width + 1), at, inside, unclosed
        if ended:
            return cells, at, inside, unclosed
        if at == len(data):
            return [*cells, b""], at, inside, unclosed


def _closing(data: bytes, at: int, quote: int, limit: int) -> tuple[int, int]:
    """Where the quote opened at `at` is closed (-1: nowhere within the limit), and the line ends up to there."""
    close = at + 1
    while True:
        close = data.find(quote, close, at + 2 + limit)
        if close < 0:
            return -1, 0
        if data[close + 1 : close + 2] != bytes((quote,)):
            break
        close += 2
    return close, data.count(b"\n", at, close)
