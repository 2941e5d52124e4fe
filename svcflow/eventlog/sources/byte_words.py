"""Bytes eight at a time, compiled: reading and writing words at any place, and texts as Arrow's views of them.

A view (Arrow's "variable-size binary view") has sixteen bytes: a text of up to twelve stands in it whole; of a longer one it has
the size, the first four bytes, and where it is: a window of the data, of a GiB each, and the place in the window.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import njit, types, uint64
from numba.extending import intrinsic

WINDOW = 30
"""bits of a place inside a window"""


@intrinsic  # type: ignore[untyped-decorator]
def word(typing: Any, data: Any, at: Any) -> Any:
    """The eight bytes from `at` as a number, aligned or not."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.bitcast(builder.gep(array.data, [arguments[1]]), ir.IntType(64).as_pointer())
        word = builder.load(place)
        word.align = 1
        return word

    return types.uint64(data, types.int64), generate


@intrinsic  # type: ignore[untyped-decorator]
def put_word(typing: Any, data: Any, at: Any, word: Any) -> Any:
    """Write eight bytes from `at` on."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.bitcast(builder.gep(array.data, [arguments[1]]), ir.IntType(64).as_pointer())
        builder.store(arguments[2], place).align = 1
        return context.get_dummy_value()

    return types.void(data, types.int64, types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]
def low_zeros(typing: Any, word: Any) -> Any:
    """How many low bits are zero."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def put_view(data: Any, start: int, size: int, view: Any) -> None:
    """A text as Arrow's view of it: its size and its bytes, or size, first bytes, window (of a GiB) and place in the window."""
    first, rest = uint64(0), uint64(0)
    if start + 16 <= len(data):
        first, rest = word(data, start), word(data, start + 8)
    else:
        for at in range(min(size, 8)):
            first |= uint64(data[start + at]) << uint64(8 * at)
        for at in range(8, min(size, 12)):
            rest |= uint64(data[start + at]) << uint64(8 * (at - 8))
    if size <= 8:
        first &= (uint64(1) << uint64(8 * size)) - uint64(1) if size < 8 else ~uint64(0)
        rest = uint64(0)
    elif size <= 12:
        rest &= (uint64(1) << uint64(8 * (size - 8))) - uint64(1)
    view[0] = uint64(size) | (first << uint64(32))
    if size <= 12:
        view[1] = (first >> uint64(32)) | (rest << uint64(32))
    else:
        view[1] = uint64(start >> WINDOW) | (uint64(start & ((1 << WINDOW) - 1)) << uint64(32))


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def put_views(data: Any, starts: Any, sizes: Any, views: Any) -> None:
    """The views of spans."""
    for row in range(len(starts)):
        put_view(data, starts[row], max(sizes[row], 0), views[row])


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def copy_spans(data: Any, starts: Any, sizes: Any, offsets: Any, out: Any) -> None:
    """Copy spans one after the other; `out` has room for a word more than they need."""
    for row in range(len(starts)):
        start, at, stop = starts[row], offsets[row], offsets[row + 1]
        while at < stop and start + 8 <= len(data):
            put_word(out, at, word(data, start))
            at, start = at + 8, start + 8
        while at < stop:
            out[at] = data[start]
            at, start = at + 1, start + 1
