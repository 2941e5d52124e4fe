"""A column's texts in groups of one mask, each group as a matrix of bytes.

An export writes its times in one way, so that most columns are one mask, or a few, from top to bottom. Texts of one length lie
in Arrow's buffer as a matrix already; a look at each of its columns (a digit in every row, or one byte in every row) shows
whether they share a mask, and where they do not, a hash of the bytes with every digit made 9 parts them. The work is done in
blocks that stay in the processor's cache. Cost: linear, a few nanoseconds for each byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Rows = NDArray[np.int64]

_BLOCK = 1 << 16
_WIDEST = 96
"""[bytes] no written time is longer"""
_MOST = 5_000
"""masks that are looked at: weekdays, months and halves of the day in words make 1500 at most"""
_ZERO, _NINE = np.uint8(48), np.uint8(57)
_FACTORS = np.array([0x9E3779B97F4A7C15 * (2 * word + 1) | 1 for word in range(_WIDEST // 8)], dtype=object) % (1 << 64)
_MIX = _FACTORS.astype(np.uint64)


@dataclass(frozen=True, slots=True)
class Alike:
    """Texts of one mask: their rows in the column, and their bytes less 48, which is what digits are worth."""

    mask: str
    rows: Rows | slice
    digits: Bytes
    """one row for each byte, one column for each text"""


def each_mask(texts: pl.Series, wanted: Callable[[str], bool]) -> Iterator[Alike]:
    """The texts whose masks are wanted, in groups of one mask, block by block. Nulls and empty texts are in none."""
    seen: dict[str, bool] = {}

    def is_wanted(mask: str) -> bool:
        if mask not in seen:
            seen[mask] = len(seen) < _MOST and wanted(mask)
        return seen[mask]

    for start in range(0, len(texts), _BLOCK):
        for rows, matrix in _by_length(texts.slice(start, _BLOCK), start):
            yield from _by_mask(rows, matrix, is_wanted)


def _by_length(block: pl.Series, start: int) -> Iterator[tuple[Rows | slice, Bytes]]:
    """The texts of each length as a matrix: one row for each text, one column for each byte."""
    if block.null_count():
        there = block.is_not_null().arg_true().to_numpy().astype(np.int64) + start
        for rows, matrix in _by_length(block.drop_nulls(), 0):
            yield there[rows], matrix
        return
    array = block.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offset_bytes, byte_buffer = array.buffers()
    if not len(block) or not byte_buffer:
        return
    offsets = np.frombuffer(offset_bytes, np.int64)[array.offset : array.offset + len(block) + 1]
    data = np.frombuffer(byte_buffer, np.uint8)
    lengths = np.diff(offsets)
    width = int(lengths[0])
    if 0 < width <= _WIDEST and (lengths == width).all():
        yield slice(start, start + len(block)), data[offsets[0] : offsets[-1]].reshape(-1, width)
        return
    for length in np.flatnonzero(np.bincount(np.minimum(lengths, _WIDEST + 1), minlength=2)[: _WIDEST + 1]):
        if length:
            rows = np.flatnonzero(lengths == length)
            yield rows + start, data[offsets[rows, None] + np.arange(length)]


def _by_mask(rows: Rows | slice, matrix: Bytes, wanted: Callable[[str], bool]) -> Iterator[Alike]:
    mask = _nines(matrix[0])
    digits = _digits(matrix)
    if _is_one_mask(digits, mask):
        if wanted(text := _text(mask)):
            yield Alike(text, rows, digits)
        return
    nines = _nines(matrix)
    places = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
    for group in _equal_rows(nines):
        if wanted(text := _text(nines[group[0]])):
            yield Alike(text, places[group], _digits(matrix[group]))


def _digits(matrix: Bytes) -> Bytes:
    digits: Bytes = np.array(matrix.T, order="C")
    digits -= _ZERO
    return digits


def _is_one_mask(digits: Bytes, mask: Bytes) -> bool:
    for values, byte in zip(digits, mask, strict=True):
        if byte == _NINE:
            if values.max() > 9:
                return False
        elif values.max() != values[0] or values.min() != values[0]:
            return False
    return True


def _nines(matrix: Bytes) -> Bytes:
    nines: Bytes = np.where(matrix - _ZERO <= 9, _NINE, matrix)
    return nines


def _text(mask: Bytes) -> str:
    return mask.tobytes().decode("utf-8", errors="replace")


def _equal_rows(matrix: Bytes) -> Iterator[Rows]:
    """The rows of each distinct content: by hash, and byte by byte should two contents share one."""
    padded = np.zeros((len(matrix), -(-matrix.shape[1] // 8) * 8), np.uint8)
    padded[:, : matrix.shape[1]] = matrix
    words = padded.view(np.uint64)
    hashes = np.zeros(len(matrix), np.uint64)
    for column, factor in zip(words.T, _MIX, strict=False):
        mixed = column * factor
        hashes += mixed ^ (mixed >> np.uint64(29))
    for group in _groups(hashes):
        if (matrix[group] == matrix[group[0]]).all():
            yield group
        else:
            _, inverse = np.unique(matrix[group], axis=0, return_inverse=True)
            yield from (group[each] for each in _groups(inverse.ravel()))


def _groups(keys: NDArray[np.uint64] | Rows) -> Iterator[Rows]:
    order = np.argsort(keys, kind="stable")
    ends = np.flatnonzero(np.diff(keys[order])) + 1
    yield from np.split(order, ends)
