"""The reader of `records`, compiled: one pass over the bytes cuts the fields and gives each distinct text of a column a number.

A log's columns repeat a few texts millions of times, so that a cell is a *code*: the place of its text among the column's
distinct ones, found by hashing the bytes (compared, never trusted to the hash alone). A column that keeps bringing new texts,
such as a time, is *wide*: its cells are kept as spans of the file instead. Ten million rows of seven columns take some two CPU
seconds, where the fastest general reader takes three to cut the fields and more to code them. The kernels are compiled on first
use, which takes some seconds once, and kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from svcflow.eventlog.sources.scan_kernels import (
    AT,
    BADS,
    ENTRIES,
    LF,
    LINE,
    LONG,
    OVER,
    QUOTE,
    ROW,
    SHORT,
    SHORT_LINE,
    STATE,
    UNCLOSED,
    UNCLOSED_LINE,
    copy_spans,
    fill_slots,
    scan_records,
)

__all__ = ["LONG", "OVER", "Scanned", "coded", "scan"]
_ROWS = 1 << 16
"""rows after which columns are looked at again: are they wide?"""
_WIDE = 0.5
"""distinct texts for each row from which on a column is wide"""
_BAD = 1 << 12


@dataclass(frozen=True, slots=True)
class Scanned:
    """Columns as codes and the texts that they stand for (no codes: a wide column's texts), the line of each row, what was wrong.

    `rejected` are line, reason, first and last byte of records; `short` and `unclosed` a count and the first line.
    """

    columns: list[tuple[NDArray[np.int32] | None, pl.Series]]
    lines: pl.Series
    rejected: list[tuple[int, int, int, int]]
    short: tuple[int, int]
    unclosed: tuple[int, int]


class _Arrays:
    """The arrays of a scan, which grow as it goes on."""

    def __init__(self, width: int, rows: int) -> None:
        self.codes = np.empty((width, rows), np.int32)
        self.lines = np.empty(rows, np.uint32)
        self.wide = np.full(width, -1, np.int64)
        self.spans = np.empty((1, rows), np.int64)
        self.sizes = np.empty((1, rows), np.int32)
        self.counts = np.zeros(width, np.int64)
        self.bad = np.empty((_BAD, 4), np.int64)
        self.entries = np.empty((_ROWS * (width + 1), 4), np.int64)
        self.hashes = np.empty(len(self.entries), np.uint64)
        self.slots = np.zeros(_power_of_two(2 * len(self.entries)), np.uint64)

    @property
    def rows(self) -> int:
        """Rows that there is room for."""
        return len(self.lines)

    def more_rows(self, rows: int) -> None:
        """Room for so many."""
        more = rows - self.rows
        self.codes = np.concatenate([self.codes, np.empty((len(self.codes), more), np.int32)], axis=1)
        self.lines = np.concatenate([self.lines, np.empty(more, np.uint32)])
        self.spans = np.concatenate([self.spans, np.empty((len(self.spans), more), np.int64)], axis=1)
        self.sizes = np.concatenate([self.sizes, np.empty((len(self.sizes), more), np.int32)], axis=1)

    def more_entries(self, count: int) -> None:
        """Room for twice as many distinct texts as there are."""
        self.entries = np.concatenate([self.entries, np.empty_like(self.entries)])
        self.hashes = np.concatenate([self.hashes, np.empty_like(self.hashes)])
        self.slots = np.zeros(_power_of_two(2 * len(self.entries)), np.uint64)
        fill_slots(self.slots, self.hashes, count)

    def widen(self, column: int, rows: int, count: int) -> None:
        """From now on keep spans for a column, and turn the codes so far into spans."""
        number = int(self.wide.max()) + 1
        if number == len(self.spans):
            self.spans = np.concatenate([self.spans, np.empty_like(self.spans)])
            self.sizes = np.concatenate([self.sizes, np.empty_like(self.sizes)])
        self.wide[column] = number
        own = self.entries[:count][self.entries[:count, 2] == column]
        codes = self.codes[column, :rows]
        self.spans[number, :rows] = np.where(codes < 0, 0, own[codes, 0])
        self.sizes[number, :rows] = np.where(codes < 0, 0, own[codes, 1])


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
    while state[AT] < len(data):
        if state[ROW] == arrays.rows:
            arrays.more_rows(arrays.rows * 2)
        until = min(arrays.rows, max(_ROWS, int(state[ROW]) + 16 * _ROWS) if state[ROW] else _ROWS)
        a = arrays
        scan_records(
            data, delimiter, limit, until, a.codes, a.lines, a.wide, a.spans, a.sizes,
            a.slots, a.entries, a.hashes, a.counts, a.bad, state,
        )  # fmt: skip
        rejected += [tuple(map(int, bad)) for bad in arrays.bad[: state[BADS]]]  # type: ignore[misc]
        state[BADS] = 0
        rows, count = int(state[ROW]), int(state[ENTRIES])
        for column in np.flatnonzero((arrays.wide < 0) & (arrays.counts > max(_WIDE * rows, 1))):
            if rows >= _ROWS:
                arrays.widen(int(column), rows, count)
        if count + width >= min(len(arrays.entries), len(arrays.slots) // 2) - width:
            arrays.more_entries(count)
        done(int(state[AT]))
    columns = [_column(data, arrays, column, int(state[ROW]), int(state[ENTRIES]), decode) for column in range(width)]
    lines = pl.Series(arrays.lines[: state[ROW]])
    return Scanned(columns, lines, rejected, (int(state[SHORT]), int(state[SHORT_LINE])), (int(state[UNCLOSED]), int(state[UNCLOSED_LINE])))


def _column(
    data: NDArray[np.uint8], arrays: _Arrays, column: int, rows: int, count: int, decode: Callable[[bytes], str]
) -> tuple[NDArray[np.int32] | None, pl.Series]:
    number = int(arrays.wide[column])
    if number >= 0:
        return None, _texts(data, arrays.spans[number, :rows], arrays.sizes[number, :rows].astype(np.int64), decode)
    own = arrays.entries[:count][arrays.entries[:count, 2] == column]
    texts = _texts(data, np.ascontiguousarray(own[:, 0]), np.ascontiguousarray(own[:, 1]), decode)
    return arrays.codes[column, :rows], texts


def coded(codes: NDArray[np.int32] | None, texts: pl.Series) -> pl.Series:
    """A `Categorical` from codes (-1: none) and their texts, which may repeat each other, hold nulls, or not be used."""
    if codes is None:
        return texts
    distinct = texts.n_unique() + 1
    physical = pl.UInt16 if distinct < 1 << 16 else pl.UInt32
    known = texts.cast(pl.Categorical(pl.Categories.random(physical=physical)))
    places = pl.Series(codes)
    return known.gather(places.set(places < 0, None) if len(codes) and codes.min() < 0 else places)


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
