"""The compiled part of `scanner`: the rules of `records` as machine code that knows no Python objects, only arrays.

A cell is a span of the file: where it begins, and how many bytes it has. The length is negative where the text must be decoded
first (doubled quotes, text after the closing quote); the span then begins at the opening quote. Words of eight bytes are read at
once wherever eight bytes are left. All positions are within the data: an index is only ever compared with its length before use.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, uint64

from svcflow.eventlog.sources.byte_words import low_zeros, put_view, word
from svcflow.eventlog.sources.records import AGAIN

_ONES, _HIGH = uint64(0x0101010101010101), uint64(0x8080808080808080)
_MIX = uint64(0x9E3779B97F4A7C15)
_TAG = uint64(0xFFFFFFFF00000000)
LF, _CR, _BLANK, _TAB = 10, 13, 32, 9
NONE = 0xFFFF
"""the code of a cell that is not there, in 16 bits; codes from there on take 32"""
OVER, LONG = 1, 2
"""why a record is rejected: more fields than the header, a field over the limit"""
AT, LINE, ROW, BADS, AGAIN_BYTES, ENTRIES, QUOTE, SHORT, SHORT_LINE, UNCLOSED, UNCLOSED_LINE, ODDS = range(12)
STATE = 12
"""places in the state that a kernel leaves for its next call"""


@njit(nogil=True, cache=True, inline="always")  # type: ignore[untyped-decorator]
def _hits(eight: Any, byte: Any) -> Any:
    """The high bit of each byte of a word that equals `byte` (given eight times over); only the lowest is sure."""
    differs = eight ^ byte
    return (differs - _ONES) & ~differs & _HIGH


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _field_end(data: Any, at: int, delimiter: int) -> Any:
    """Where the next delimiter or line end is, or the end of the data."""
    size = len(data)
    delimiters, feeds = uint64(delimiter) * _ONES, uint64(LF) * _ONES
    while at + 8 <= size:
        eight = word(data, at)
        hit = _hits(eight, delimiters) | _hits(eight, feeds)
        if hit:
            return at + np.int64(low_zeros(hit) >> uint64(3))
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
def _mixed(hashed: Any, eight: Any) -> Any:
    hashed = (hashed ^ eight) * _MIX
    return hashed ^ (hashed >> uint64(29))


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _hashed(data: Any, start: int, size: int) -> Any:
    """A number for the bytes of a cell: its words mixed one after the other, the last one filled up with zeros."""
    hashed = _MIX
    at, stop = start, start + abs(size)
    while at + 8 <= stop:
        hashed = _mixed(hashed, word(data, at))
        at += 8
    tail = uint64(0)
    for place in range(at, stop):
        tail |= uint64(data[place]) << uint64(8 * (place - at))
    return _mixed(hashed, tail)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _simple_record(data: Any, at: Any, width: int, delimiter: int, quote: int, starts: Any, sizes: Any, hashes: Any) -> tuple[int, int]:
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
            eight = word(data, at)
            hit = _hits(eight, delimiters) | _hits(eight, feeds)
            if hit:
                bits = low_zeros(hit) - uint64(7)
                hashed = _mixed(hashed, eight & ((uint64(1) << bits) - uint64(1)))
                at += np.int64(bits >> uint64(3))
                break
            hashed = _mixed(hashed, eight)
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
        if word(data, one + at) != word(data, other + at):
            return False
        at += 8
    while at < length:
        if data[one + at] != data[other + at]:
            return False
        at += 1
    return True


@njit(nogil=True, cache=True, inline="always")  # type: ignore[untyped-decorator]
def _may_need_cleaning(data: Any, start: int, size: int) -> Any:
    """Whether a text may have blanks around it or stand for nothing, as short ones do."""
    if size <= 4:
        return True
    first, last = data[start], data[start + size - 1]
    return first <= _BLANK or last <= _BLANK or first >= 128 or last >= 128


@njit(nogil=True, cache=True, inline="always")  # type: ignore[untyped-decorator]
def _code_of(
    data: Any, start: int, size: int, hashed: int, column: int, slots: Any, entries: Any, hashes: Any, counts: Any, known: int
) -> Any:
    """The code of a text in its column; one not seen before becomes entry `known` (start, size, column, code) and gets the next."""
    mask = uint64(len(slots) - 1)
    mixed = (hashed ^ uint64(column)) * _MIX
    tag = mixed & _TAG
    slot = mixed >> uint64(7) & mask
    code = np.int64(-1)
    while code < 0:
        held = slots[slot]
        if held == uint64(0):
            code = counts[column]
            slots[slot] = tag | uint64(known + 1)
            entries[known, 0], entries[known, 1], entries[known, 2], entries[known, 3] = start, size, column, code
            hashes[known] = mixed
            counts[column] += 1
        elif (held & _TAG) == tag:
            entry = np.int64(held & ~_TAG) - 1
            if entries[entry, 1] == size and entries[entry, 2] == column and _same(data, entries[entry, 0], start, abs(size)):
                code = entries[entry, 3]
        slot = (slot + uint64(1)) & mask
    return code


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _careful_record(
    data: Any, start: int, width: int, delimiter: int, limit: int, starts: Any, sizes: Any, hashed: Any, state: Any
) -> tuple[int, int, int, int, bool, int]:
    """Read one record by all the rules: its fields, where the next begins, line ends inside, why it is rejected, an open quote, its end."""
    count, at, inside, unclosed, end, longest = _cells(data, start, width, delimiter, state[QUOTE], limit, starts, sizes)
    if inside and count != width:
        state[AGAIN_BYTES] += at - start
        count, at, inside, _, end, longest = _cells(data, start, width, delimiter, -1, limit, starts, sizes)
        unclosed = True
        if state[AGAIN_BYTES] > AGAIN * len(data):
            state[QUOTE] = -1
    kind = LONG if longest > limit else OVER if sizes[width] else 0
    for column in range(min(count, width)):
        hashed[column] = _hashed(data, starts[column], sizes[column])
    return count, at, inside, kind, unclosed, end


@njit(nogil=True, cache=True, inline="always")  # type: ignore[untyped-decorator]
def _count(state: Any, count: int, first: int, line: int) -> None:
    """One more of what is counted with its first line."""
    state[count] += 1
    if state[first] == 0:
        state[first] = line


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def scan_records(
    data: Any,
    delimiter: int,
    limit: int,
    until: int,
    codes: Any,
    lines: Any,
    wide: Any,
    odd: Any,
    texts: Any,
    bad: Any,
    state: Any,
) -> None:
    """Read records until row `until`, the end, or until one of the arrays that grow has no more room.

    Codes stand in the first of `codes` (16 bits), those of columns marked in the last of them in the second (32 bits). A text that
    its column has not seen is added to `texts` (slots, entries, hashes, counts). `wide` is the place of each wide column (-1: none)
    in its views, and whether they may need cleaning; cells of wide columns that must be decoded are `odd`.
    """
    narrow, large, is_large = codes
    places, views, dirty = wide
    slots, entries, hashes, counts = texts
    width = len(counts)
    starts, sizes, hashed = np.empty(width + 1, np.int64), np.empty(width + 1, np.int64), np.empty(width, np.uint64)
    room = min(len(entries), len(slots) // 2) - width
    at, line, row, bads, known, odds, is_full = state[AT], state[LINE], state[ROW], 0, state[ENTRIES], 0, False
    while at < len(data) and row < until and known < room and bads < len(bad) and odds + width < len(odd) and not is_full:
        start, inside, kind, unclosed, end = at, 0, 0, False, 0
        count, at = _simple_record(data, start, width, delimiter, state[QUOTE], starts, sizes, hashed)
        if count == 0 or at - start > limit:
            count, at, inside, kind, unclosed, end = _careful_record(data, start, width, delimiter, limit, starts, sizes, hashed, state)
        line += 1 + inside
        if kind == 0 and _empty(data, min(count, width), starts, sizes):
            continue
        if unclosed:
            _count(state, UNCLOSED, UNCLOSED_LINE, line - 1 - inside)
        if kind:
            bad[bads, 0], bad[bads, 1], bad[bads, 2], bad[bads, 3] = line - 1 - inside, kind, start, end
            bads += 1
            continue
        if count < width:
            _count(state, SHORT, SHORT_LINE, line - 1 - inside)
            starts[count:], sizes[count:] = 0, 0
        lines[row] = line - 1 - inside
        for column in range(width):
            place = places[column]
            if place >= 0:
                put_view(data, starts[column], max(sizes[column], 0), views[place, row])
                dirty[place] |= _may_need_cleaning(data, starts[column], sizes[column])
                if sizes[column] < 0:
                    odd[odds, 0], odd[odds, 1], odd[odds, 2], odd[odds, 3] = place, row, starts[column], -sizes[column]
                    odds += 1
            elif column >= count:
                narrow[column, row], large[column, row] = NONE, -1
            else:
                before = counts[column]
                code = _code_of(data, starts[column], sizes[column], hashed[column], column, slots, entries, hashes, counts, known)
                if counts[column] > before:
                    known += 1
                    is_full |= code == NONE - 1 and not is_large[column]
                if is_large[column]:
                    large[column, row] = code
                else:
                    narrow[column, row] = code
        row += 1
    state[AT], state[LINE], state[ROW], state[BADS], state[ENTRIES], state[ODDS] = at, line, row, bads, known, odds


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def may_need_cleaning(data: Any, starts: Any, sizes: Any) -> bool:
    """Whether any of the texts may, or must be decoded first."""
    for row in range(len(starts)):
        if sizes[row] < 0 or _may_need_cleaning(data, starts[row], sizes[row]):
            return True
    return False


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def fill_slots(slots: Any, hashes: Any, count: int) -> None:
    """Put the first `count` entries, by their hashes, into empty slots."""
    mask = uint64(len(slots) - 1)
    for entry in range(count):
        slot = hashes[entry] >> uint64(7) & mask
        while slots[slot]:
            slot = (slot + uint64(1)) & mask
        slots[slot] = (hashes[entry] & _TAG) | uint64(entry + 1)
