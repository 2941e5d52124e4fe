"""The compiled part of `scanner`: the rules of `records` as machine code that knows no Python objects, only arrays.

A cell is a span of the file: where it begins, and how many bytes it has. The length is negative where the text must be decoded
first (doubled quotes, text after the closing quote); the span then begins at the opening quote. Words of eight bytes are read at
once wherever eight bytes are left. All positions are within the data: an index is only ever compared with its length before use.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types, uint64
from numba.extending import intrinsic

from svcflow.eventlog.sources.records import AGAIN

_ONES, _HIGH = uint64(0x0101010101010101), uint64(0x8080808080808080)
_MIX = uint64(0x9E3779B97F4A7C15)
_TAG = uint64(0xFFFFFFFF00000000)
LF, _CR, _BLANK, _TAB = 10, 13, 32, 9
OVER, LONG = 1, 2
"""why a record is rejected: more fields than the header, a field over the limit"""
AT, LINE, ROW, BADS, AGAIN_BYTES, ENTRIES, QUOTE, SHORT, SHORT_LINE, UNCLOSED, UNCLOSED_LINE = range(11)
STATE = 11
"""places in the state that a kernel leaves for its next call"""


@intrinsic  # type: ignore[untyped-decorator]
def _word(typing: Any, data: Any, at: Any) -> Any:
    """The eight bytes from `at` as a number, aligned or not."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.bitcast(builder.gep(array.data, [arguments[1]]), ir.IntType(64).as_pointer())
        word = builder.load(place)
        word.align = 1
        return word

    return types.uint64(data, types.int64), generate


@intrinsic  # type: ignore[untyped-decorator]
def _put_word(typing: Any, data: Any, at: Any, word: Any) -> Any:
    """Write eight bytes from `at` on."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.bitcast(builder.gep(array.data, [arguments[1]]), ir.IntType(64).as_pointer())
        builder.store(arguments[2], place).align = 1
        return context.get_dummy_value()

    return types.void(data, types.int64, types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]
def _low_zeros(typing: Any, word: Any) -> Any:
    """How many low bits are zero."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


@njit(nogil=True, cache=True, inline="always")  # type: ignore[untyped-decorator]
def _hits(word: int, byte: int) -> int:
    """The high bit of each byte of a word that equals `byte` (given eight times over); only the lowest is sure."""
    differs = word ^ byte
    return (differs - _ONES) & ~differs & _HIGH


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _field_end(data: Any, at: int, delimiter: int) -> int:
    """Where the next delimiter or line end is, or the end of the data."""
    size = len(data)
    delimiters, feeds = uint64(delimiter) * _ONES, uint64(LF) * _ONES
    while at + 8 <= size:
        word = _word(data, at)
        hit = _hits(word, delimiters) | _hits(word, feeds)
        if hit:
            return at + np.int64(_low_zeros(hit) >> uint64(3))
        at += 8
    while at < size and data[at] != delimiter and data[at] != LF:
        at += 1
    return at


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _closing(data: Any, at: int, quote: int, limit: int) -> tuple[int, int, int]:
    """Where the quote opened at `at` is closed (-1: nowhere), and the line ends and doubled quotes up to there."""
    stop = min(len(data), at + 2 + limit)
    ends, doubled = 0, 0
    close = at + 1
    while close < stop:
        byte = data[close]
        if byte == quote:
            if close + 1 >= len(data) or data[close + 1] != quote:
                return close, ends, doubled
            doubled += 1
            close += 1
        elif byte == LF:
            ends += 1
        close += 1
    return -1, 0, 0


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _cells(
    data: Any, at: int, width: int, delimiter: int, quote: int, limit: int, starts: Any, sizes: Any
) -> tuple[int, int, int, bool, int, int]:
    """Read one record into `starts` and `sizes`; `sizes[width]` becomes 1 where there is text beyond the last column.

    Gives its fields, where the next one begins, line ends inside, whether a quote stayed open, where it ends, its longest field.
    """
    count, inside, unclosed, longest = 0, 0, False, 0
    sizes[width] = 0
    while True:
        first, raw, decoded, doubled = at, at, False, 0
        close = -1
        if at < len(data) and data[at] == quote:
            close, ends, doubled = _closing(data, at, quote, limit)
            unclosed |= close < 0
        at = _field_end(data, max(at, close + 1), delimiter)
        ended = at >= len(data) or data[at] == LF
        last = at - 1 if ended and at > max(first, close + 1) and data[at - 1] == _CR else at
        if close >= 0:
            inside += ends
            tail = not _blank(data, close + 1, last)
            if inside and tail:
                return width + 1, min(at + 1, len(data)), inside, unclosed, at, longest
            first, decoded = raw + 1, doubled > 0 or tail
            if not decoded:
                last = close
        if count < width:
            starts[count] = raw if decoded else first
            sizes[count] = -(last - raw) if decoded else last - first
            longest = max(longest, last - raw - doubled - 2 if decoded else last - first)
        elif decoded or not _blank(data, first, last):
            sizes[width] = 1
        count += 1
        if ended:
            return count, min(at + 1, len(data)), inside, unclosed, at, longest
        at += 1
        if inside and count == width:
            return width + 1, at, inside, unclosed, at, longest


@njit(nogil=True, cache=True, inline="always")  # type: ignore[untyped-decorator]
def _blank(data: Any, first: int, last: int) -> bool:
    for at in range(first, last):
        if data[at] != _BLANK and data[at] != _TAB:
            return False
    return True


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _empty(data: Any, count: int, starts: Any, sizes: Any) -> bool:
    for column in range(count):
        if sizes[column] < 0 or not _blank(data, starts[column], starts[column] + sizes[column]):
            return False
    return True


@njit(nogil=True, cache=True, inline="always")  # type: ignore[untyped-decorator]
def _mixed(hashed: int, word: int) -> int:
    hashed = (hashed ^ word) * _MIX
    return hashed ^ (hashed >> uint64(29))


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _hashed(data: Any, start: int, size: int) -> int:
    """A number for the bytes of a cell: its words mixed one after the other, the last one filled up with zeros."""
    hashed = _MIX
    at, stop = start, start + abs(size)
    while at + 8 <= stop:
        hashed = _mixed(hashed, _word(data, at))
        at += 8
    tail = uint64(0)
    for place in range(at, stop):
        tail |= uint64(data[place]) << uint64(8 * (place - at))
    return _mixed(hashed, tail)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _simple_record(data: Any, at: int, width: int, delimiter: int, quote: int, starts: Any, sizes: Any, hashes: Any) -> tuple[int, int]:
    """Read and hash the cells of a record without a quote in one pass.

    Gives its fields (0: it must be read with `_cells`) and where the next one begins.
    """
    size = len(data) - 8
    delimiters, feeds = uint64(delimiter) * _ONES, uint64(LF) * _ONES
    count = 0
    while count < width:
        start, hashed = at, _MIX
        if at >= size or data[at] == quote:
            return 0, at
        while True:
            word = _word(data, at)
            hit = _hits(word, delimiters) | _hits(word, feeds)
            if hit:
                bits = _low_zeros(hit) - uint64(7)
                hashed = _mixed(hashed, word & ((uint64(1) << bits) - uint64(1)))
                at += np.int64(bits >> uint64(3))
                break
            hashed = _mixed(hashed, word)
            at += 8
            if at > size:
                return 0, at
        starts[count], sizes[count], hashes[count] = start, at - start, hashed
        count += 1
        at += 1
        if data[at - 1] == LF:
            if at - 2 >= start and data[at - 2] == _CR:
                sizes[count - 1] -= 1
                hashes[count - 1] = _hashed(data, start, sizes[count - 1])
            return count, at
    return 0, at


@njit(nogil=True, cache=True, inline="always")  # type: ignore[untyped-decorator]
def _same(data: Any, one: int, other: int, length: int) -> bool:
    at = 0
    while at + 8 <= length:
        if _word(data, one + at) != _word(data, other + at):
            return False
        at += 8
    while at < length:
        if data[one + at] != data[other + at]:
            return False
        at += 1
    return True


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def scan_records(
    data: Any,
    delimiter: int,
    limit: int,
    until: int,
    codes: Any,
    lines: Any,
    wide: Any,
    spans: Any,
    sizes: Any,
    slots: Any,
    entries: Any,
    hashes: Any,
    counts: Any,
    bad: Any,
    state: Any,
) -> None:
    """Read records until row `until`, the end, or until the entries or the bad records have no more room.

    A text that its column has not seen becomes an entry (start, size, column, code), found again by its hash.
    """
    width = len(counts)
    starts, lengths, hashed = np.empty(width + 1, np.int64), np.empty(width + 1, np.int64), np.empty(width, np.uint64)
    room = min(len(entries), len(slots) // 2) - width
    mask = uint64(len(slots) - 1)
    at, line, row, bads, known, quote = state[AT], state[LINE], state[ROW], state[BADS], state[ENTRIES], state[QUOTE]
    while at < len(data) and row < until and known < room and bads < len(bad):
        start, inside, kind, unclosed, end = at, 0, 0, False, 0
        count, at = _simple_record(data, start, width, delimiter, quote, starts, lengths, hashed)
        if count == 0 or at - start > limit:
            count, at, inside, unclosed, end, longest = _cells(data, start, width, delimiter, quote, limit, starts, lengths)
            if inside and count != width:
                state[AGAIN_BYTES] += at - start
                count, at, inside, _, end, longest = _cells(data, start, width, delimiter, -1, limit, starts, lengths)
                unclosed = True
                if state[AGAIN_BYTES] > AGAIN * len(data):
                    quote = -1
            kind = LONG if longest > limit else OVER if lengths[width] else 0
            for column in range(min(count, width)):
                hashed[column] = _hashed(data, starts[column], lengths[column])
        line += 1 + inside
        if kind == 0 and _empty(data, min(count, width), starts, lengths):
            continue
        if unclosed:
            state[UNCLOSED] += 1
            if state[UNCLOSED_LINE] == 0:
                state[UNCLOSED_LINE] = line - 1 - inside
        if kind:
            bad[bads, 0], bad[bads, 1], bad[bads, 2], bad[bads, 3] = line - 1 - inside, kind, start, end
            bads += 1
            continue
        lines[row] = line - 1 - inside
        if count < width:
            state[SHORT] += 1
            if state[SHORT_LINE] == 0:
                state[SHORT_LINE] = line - 1 - inside
            starts[count:], lengths[count:] = 0, 0
        for column in range(width):
            if wide[column] >= 0:
                spans[wide[column], row] = starts[column]
                sizes[wide[column], row] = lengths[column]
                continue
            if column >= count:
                codes[column, row] = -1
                continue
            mixed = (hashed[column] ^ uint64(column)) * _MIX
            tag = mixed & _TAG
            slot = mixed >> uint64(7) & mask
            while True:
                held = slots[slot]
                if held == uint64(0):
                    slots[slot] = tag | uint64(known + 1)
                    entries[known, 0], entries[known, 1], entries[known, 2] = starts[column], lengths[column], column
                    entries[known, 3] = counts[column]
                    hashes[known] = mixed
                    codes[column, row] = counts[column]
                    counts[column] += 1
                    known += 1
                    break
                if (held & _TAG) == tag:
                    entry = np.int64(held & ~_TAG) - 1
                    if (
                        entries[entry, 1] == lengths[column]
                        and entries[entry, 2] == column
                        and _same(data, entries[entry, 0], starts[column], abs(lengths[column]))
                    ):
                        codes[column, row] = entries[entry, 3]
                        break
                slot = (slot + uint64(1)) & mask
        row += 1
    state[AT], state[LINE], state[ROW], state[BADS], state[ENTRIES], state[QUOTE] = at, line, row, bads, known, quote


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def fill_slots(slots: Any, hashes: Any, count: int) -> None:
    """Put the first `count` entries, by their hashes, into empty slots."""
    mask = uint64(len(slots) - 1)
    for entry in range(count):
        slot = hashes[entry] >> uint64(7) & mask
        while slots[slot]:
            slot = (slot + uint64(1)) & mask
        slots[slot] = (hashes[entry] & _TAG) | uint64(entry + 1)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def copy_spans(data: Any, starts: Any, sizes: Any, offsets: Any, out: Any) -> None:
    """Copy spans one after the other; `out` has room for a word more than they need."""
    for row in range(len(starts)):
        start, at, stop = starts[row], offsets[row], offsets[row + 1]
        while at < stop and start + 8 <= len(data):
            _put_word(out, at, _word(data, start))
            at, start = at + 8, start + 8
        while at < stop:
            out[at] = data[start]
            at, start = at + 1, start + 1
