"""The reader of `records`, compiled: one pass over the bytes cuts the fields and gives each distinct text of a column a number.

A log's columns repeat a few texts millions of times, so that a cell is a *code*: the place of its text among the column's
distinct ones, found by hashing the bytes (compared, never trusted to the hash alone). A column that keeps bringing new texts,
such as a time, is *wide*: its cells are views into the file instead, and no text is copied. Ten million rows of seven columns
take some two CPU seconds, where the fastest general reader takes three to cut the fields and more to code them. The kernels are
compiled on first use, which takes some seconds once, and kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from svcflow.eventlog.sources.byte_words import WINDOW, copy_spans, put_views
from svcflow.eventlog.sources.scan_kernels import (
    AT,
    BADS,
    ENTRIES,
    LF,
    LINE,
    LONG,
    NONE,
    ODDS,
    OVER,
    QUOTE,
    ROW,
    SHORT,
    SHORT_LINE,
    STATE,
    UNCLOSED,
    UNCLOSED_LINE,
    fill_slots,
    may_need_cleaning,
    scan_records,
)

__all__ = ["LONG", "OVER", "Column", "Scanned", "coded", "scan"]
Codes = NDArray[np.uint16] | NDArray[np.int32]
_ROWS = 1 << 16
"""rows after which columns are looked at again: are they wide?"""
_WIDE = 0.5
"""distinct texts for each row from which on a column is wide"""
_BAD = 1 << 12
_ENTRIES = 1 << 20
"""distinct texts that there is room for at first, at most; room that is not used costs nothing"""


@dataclass(frozen=True, slots=True)
class Column:
    """The texts of a column and, unless it is wide, the codes of its rows, which are places in `texts` (-1 or `NONE`: no cell).

    `is_clean`: no text has blanks around it or stands for nothing, and those with codes differ from each other.
    """

    texts: pl.Series
    codes: Codes | None = None
    is_clean: bool = False


@dataclass(frozen=True, slots=True)
class Scanned:
    """The columns, the line of each row, and what was wrong.

    `rejected` are line, reason, first and last byte of records; `short` and `unclosed` a count and the first line.
    """

    columns: list[Column]
    lines: pl.Series
    rejected: list[tuple[int, int, int, int]]
    short: tuple[int, int]
    unclosed: tuple[int, int]


class _Arrays:
    """The arrays of a scan, which grow as it goes on."""

    def __init__(self, width: int, rows: int) -> None:
        self.narrow = np.empty((width, rows), np.uint16)
        self.codes = np.empty((width, rows), np.int32)
        self.big = np.zeros(width, np.bool_)
        self.lines = np.empty(rows, np.uint32)
        self.wide = np.full(width, -1, np.int64)
        self.views = np.empty((1, rows, 2), np.uint64)
        self.dirty = np.zeros(width, np.bool_)
        self.odd = np.empty((max(_BAD, 2 * width), 4), np.int64)
        self.counts = np.zeros(width, np.int64)
        self.bad = np.empty((_BAD, 4), np.int64)
        self.entries = np.empty((_ROWS * (width + 1) + min(rows // 4, _ENTRIES), 4), np.int64)
        self.hashes = np.empty(len(self.entries), np.uint64)
        self.slots = np.zeros(_power_of_two(2 * len(self.entries)), np.uint64)

    @property
    def rows(self) -> int:
        """Rows that there is room for."""
        return len(self.lines)

    @property
    def all_codes(self) -> tuple[NDArray[np.uint16], NDArray[np.int32], NDArray[np.bool_]]:
        """What `scan_records` knows as `codes`."""
        return self.narrow, self.codes, self.big

    @property
    def all_wide(self) -> tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.bool_]]:
        """What it knows as `wide`."""
        return self.wide, self.views, self.dirty

    @property
    def all_texts(self) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.uint64], NDArray[np.int64]]:
        """What it knows as `texts`."""
        return self.slots, self.entries, self.hashes, self.counts

    def more_rows(self, rows: int) -> None:
        """Room for so many."""
        more = rows - self.rows
        self.narrow = np.concatenate([self.narrow, np.empty((len(self.narrow), more), np.uint16)], axis=1)
        self.codes = np.concatenate([self.codes, np.empty((len(self.codes), more), np.int32)], axis=1)
        self.lines = np.concatenate([self.lines, np.empty(more, np.uint32)])
        self.views = np.concatenate([self.views, np.empty((len(self.views), more, 2), np.uint64)], axis=1)

    def more_entries(self, count: int) -> None:
        """Room for twice as many distinct texts as there are."""
        self.entries = np.concatenate([self.entries, np.empty_like(self.entries)])
        self.hashes = np.concatenate([self.hashes, np.empty_like(self.hashes)])
        self.slots = np.zeros(_power_of_two(2 * len(self.entries)), np.uint64)
        fill_slots(self.slots, self.hashes, count)

    def codes_of(self, column: int, rows: int) -> Codes:
        """The codes of a column that is not wide."""
        return self.codes[column, :rows] if self.big[column] else self.narrow[column, :rows]

    def outgrow(self, rows: int) -> None:
        """Move the codes of columns that 16 bits no longer hold."""
        for column in np.flatnonzero((self.counts == NONE) & ~self.big & (self.wide < 0)):
            narrow = self.narrow[column, :rows]
            self.codes[column, :rows] = np.where(narrow == NONE, -1, narrow.astype(np.int32))
            self.big[column] = True

    def widen(self, data: NDArray[np.uint8], column: int, rows: int, count: int) -> NDArray[np.int64]:
        """From now on keep views for a column, and turn the codes so far into views; gives those that are `odd`."""
        number = int(self.wide.max()) + 1
        if number == len(self.views):
            self.views = np.concatenate([self.views, np.empty_like(self.views[:1])])
        own = self.entries[:count][self.entries[:count, 2] == column]
        codes = self.codes_of(column, rows).astype(np.int64)
        there = (codes >= 0) & (codes < len(own))
        spans = np.where(there[:, None], own[np.where(there, codes, 0), :2], 0)
        put_views(data, spans[:, 0], spans[:, 1], self.views[number])
        self.wide[column] = number
        self.dirty[number] = may_need_cleaning(data, spans[:, 0], spans[:, 1])
        odd = np.flatnonzero(spans[:, 1] < 0)
        return np.column_stack([np.full(len(odd), number), odd, spans[odd, 0], -spans[odd, 1]])


def scan(
    data: NDArray[np.uint8],
    begin: int,
    line: int,
    width: int,
    delimiter: int,
    quote: int,
    limit: int,
    decode: Callable[[bytes], str],
    done: Callable[[int], None],
) -> Scanned:
    """Read `data` (valid UTF-8) from byte `begin`, which is on `line`, as records of `width` columns.

    Parameters
    ----------
    limit : int
        The longest field [bytes].
    decode : callable
        The text of a quoted field as it stands in the file.
    done : callable
        Told how many bytes are read.
    """
    state = np.zeros(STATE, np.int64)
    state[[AT, LINE, QUOTE]] = begin, line, quote
    arrays = _Arrays(width, max(_estimated_rows(data, begin), _ROWS))
    rejected: list[tuple[int, int, int, int]] = []
    odd: list[NDArray[np.int64]] = []
    while state[AT] < len(data):
        if state[ROW] == arrays.rows:
            arrays.more_rows(arrays.rows * 2)
        until = min(arrays.rows, int(state[ROW]) + 16 * _ROWS if state[ROW] else _ROWS)
        scan_records(
            data, delimiter, limit, until, arrays.all_codes, arrays.lines, arrays.all_wide, arrays.odd, arrays.all_texts, arrays.bad, state
        )
        rejected += [tuple(map(int, bad)) for bad in arrays.bad[: state[BADS]]]  # type: ignore[misc]
        odd.append(arrays.odd[: state[ODDS]].copy())
        odd += _make_room(data, arrays, state)
        done(int(state[AT]))
    columns = [_column(data, arrays, column, state, np.concatenate([*odd, np.empty((0, 4), np.int64)]), decode) for column in range(width)]
    lines = pl.Series(arrays.lines[: state[ROW]])
    return Scanned(columns, lines, rejected, (int(state[SHORT]), int(state[SHORT_LINE])), (int(state[UNCLOSED]), int(state[UNCLOSED_LINE])))


def _make_room(data: NDArray[np.uint8], arrays: _Arrays, state: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Let arrays grow that are full, and columns become wide that are; gives the odd cells of the latter."""
    rows, count, width = int(state[ROW]), int(state[ENTRIES]), len(arrays.counts)
    wide = np.flatnonzero((arrays.wide < 0) & (arrays.counts > _WIDE * rows)) if rows >= _ROWS else ()
    odd = [arrays.widen(data, int(column), rows, count) for column in wide]
    arrays.outgrow(rows)
    if count + 2 * width >= min(len(arrays.entries), len(arrays.slots) // 2):
        arrays.more_entries(count)
    return odd


def _column(
    data: NDArray[np.uint8],
    arrays: _Arrays,
    column: int,
    state: NDArray[np.int64],
    odd: NDArray[np.int64],
    decode: Callable[[bytes], str],
) -> Column:
    rows, number = int(state[ROW]), int(arrays.wide[column])
    if number >= 0:
        texts = _viewed(data, arrays.views[number, :rows])
        mine = odd[odd[:, 0] == number]
        if len(mine):
            decoded = [decode(data[start : start + size].tobytes()) for start, size in mine[:, 2:]]
            texts = texts.scatter(pl.Series(mine[:, 1]), pl.Series(decoded, dtype=pl.String))
        return Column(texts, is_clean=not arrays.dirty[number] and not len(mine))
    own = arrays.entries[: state[ENTRIES]]
    own = own[own[:, 2] == column]
    starts, sizes = np.ascontiguousarray(own[:, 0]), np.ascontiguousarray(own[:, 1])
    return Column(_texts(data, starts, sizes, decode), arrays.codes_of(column, rows), not may_need_cleaning(data, starts, sizes))


def coded(column: Column) -> pl.Series:
    """A column as a `Categorical`, a wide one as `String`; its texts may repeat each other, or be null."""
    texts, codes = column.texts, column.codes
    if codes is None:
        return texts
    kind = pl.Categorical(pl.Categories.random(physical=pl.UInt16 if codes.dtype == np.uint16 else pl.UInt32))
    known = texts.cast(kind)
    missing = (codes == NONE) if codes.dtype == np.uint16 else (codes < 0)
    if not missing.any() and (column.is_clean or (not texts.null_count() and texts.n_unique() == len(texts))):
        return pl.Series(codes if codes.dtype == np.uint16 else codes.view(np.uint32)).cat.to(kind)
    return known.gather(pl.Series(np.where(missing, 0, codes)).cast(pl.UInt32).set(pl.Series(missing), None))


def _viewed(data: NDArray[np.uint8], views: NDArray[np.uint64]) -> pl.Series:
    """Texts that stay where they are in the data."""
    windows = [pa.py_buffer(data[start : start + (1 << 31) - 1]) for start in range(0, len(data), 1 << WINDOW)]
    array = pa.Array.from_buffers(pa.string_view(), len(views), [None, pa.py_buffer(views), *windows])
    return pl.Series(pl.from_arrow(array), dtype=pl.String)


def _texts(data: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64], decode: Callable[[bytes], str]) -> pl.Series:
    """The texts of spans."""
    lengths = np.abs(sizes)
    offsets = np.zeros(len(starts) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    out = np.empty(int(offsets[-1]) + 8, np.uint8)
    copy_spans(data, starts, sizes, offsets, out)
    array = pa.LargeStringArray.from_buffers(len(starts), pa.py_buffer(offsets), pa.py_buffer(out))
    texts = pl.Series(pl.from_arrow(array), dtype=pl.String)
    odd = np.flatnonzero(sizes < 0)
    if len(odd):
        decoded = [decode(data[starts[row] : starts[row] + lengths[row]].tobytes()) for row in odd]
        texts = texts.scatter(odd, decoded)
    return texts


def _estimated_rows(data: NDArray[np.uint8], begin: int) -> int:
    head = data[begin : begin + (1 << 20)]
    ends = max(int(np.count_nonzero(head == LF)), 1)
    return int((len(data) - begin) / max(len(head), 1) * ends * 1.1) + 1024


def _power_of_two(least: int) -> int:
    return 1 << (least - 1).bit_length()
