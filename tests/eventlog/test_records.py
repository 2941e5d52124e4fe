"""The reader of records: by hand, and the compiled one beside the one written to be read."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from svcflow.eventlog.sources.records import read_records, unquoted
from svcflow.eventlog.sources.scanner import coded, scan

LIMIT = 40


def plain(data, width, limit=LIMIT, quote=34):
    found = read_records(data, 0, 1, width, 44, quote, limit)
    rows = [[cell or "" for cell in row] for row in found.rows]
    return rows, found.lines, [(line, kind) for line, kind, _ in found.rejected], found.short, found.unclosed


def compiled(data, width, limit=LIMIT, quote=34):
    found = scan(np.frombuffer(data, np.uint8), 0, 1, width, 44, quote, limit, lambda raw: unquoted(raw, quote), lambda done: None)
    rows = [
        ["" if cell is None else str(cell) for cell in row]
        for row in zip(*(coded(column).to_list() for column in found.columns), strict=True)
    ]
    return (
        rows,
        found.lines.to_list(),
        [(line, {1: "over", 2: "long"}[kind]) for line, kind, *_ in found.rejected],
        found.short,
        found.unclosed,
    )


@pytest.mark.parametrize("read", [plain, compiled])
@pytest.mark.parametrize(
    ("data", "rows", "lines"),
    [
        (b"a,b\nc,d\n", [["a", "b"], ["c", "d"]], [1, 2]),
        (b"a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]], [1, 2]),
        (b"a,b\n\n  \nc,d", [["a", "b"], ["c", "d"]], [1, 4]),
        (b'"a,1","b ""x"""\nc,d', [["a,1", 'b "x"'], ["c", "d"]], [1, 2]),
        (b'"two\nlines",b\nc,d', [["two\nlines", "b"], ["c", "d"]], [1, 3]),
        (b'a,5" screen\nc,d', [["a", '5" screen'], ["c", "d"]], [1, 2]),
        (b'a,"open\nc,d', [["a", '"open'], ["c", "d"]], [1, 2]),
        (b'a,"open\nc,"d"\n', [["a", '"open'], ["c", "d"]], [1, 2]),
        (b'a,"one\nc,two" ,x\n', [["a", '"one']], [1]),
        (b'a,"b"tail\n', [["a", "btail"]], [1]),
        (b"a\nc,d", [["a", ""], ["c", "d"]], [1, 2]),
        (b"a,b,\nc,d", [["a", "b"], ["c", "d"]], [1, 2]),
        (b",\n,,\nc,d", [["c", "d"]], [3]),
    ],
)
def test_by_hand(read, data, rows, lines):
    assert read(data, 2)[:2] == (rows, lines)


@pytest.mark.parametrize("read", [plain, compiled])
def test_records_that_are_rejected(read):
    assert read(b"a,b,c\n" + b"x" * 41 + b",b\nc,d\n", 2)[2] == [(1, "over"), (2, "long")]


TEXT = st.text(st.sampled_from('ab"\r\n ,é\x00'), max_size=80).map(str.encode)


@settings(max_examples=200)
@given(TEXT, st.integers(2, 4), st.sampled_from([5, 40]))
@example(b'"\n"\n"\n', 2, 40)
@example(b'x,"y\n",z,"\n', 2, 40)
def test_the_compiled_reader_is_the_plain_one(data, width, limit):
    rows, lines, rejected, short, unclosed = plain(data, width, limit)
    others, other_lines, other_rejected, other_short, other_unclosed = compiled(data, width, limit)
    assert ([[c.strip(" \t") for c in row] for row in others], other_lines) == ([[c.strip(" \t") for c in row] for row in rows], lines)
    assert other_rejected == rejected
    assert other_short == (len(short), min(short, default=0))
    assert other_unclosed == (len(unclosed), min(unclosed, default=0))


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), min_size=1, max_size=30), st.booleans())
def test_what_a_csv_writer_writes_is_read(rows, windows):
    import csv
    import io

    rows = [["x" + cell.replace("\x00", "").replace("\r", "").encode("utf-8", "ignore").decode() for cell in row] for row in rows]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n" if windows else "\n").writerows(rows)
    data = out.getvalue().encode()
    assert plain(data, 3, 1000)[0] == rows
    assert compiled(data, 3, 1000)[0] == rows


def test_columns_of_many_texts_and_of_more():
    """Past 65 535 texts codes take more bits; past one text for each two rows they are given up for views of the file."""
    rows = 150_000
    plainly = "{third},{seventh},{long} of the rows,x{shared}"
    quoted = '{third},{seventh},"{n} at ""{long}""",x{shared}'
    lines = [
        (plainly if n % 1000 else quoted).format(n=n, third=n // 3, seventh=n % 7, long=n * 37, shared=n * 11 % 70_001) for n in range(rows)
    ]
    lines[5] = "1"
    data = "\n".join(lines).encode()
    read, numbers, *_ = compiled(data, 4, 1000)
    expected, others, *_ = plain(data, 4, 1000)
    assert read == expected
    assert numbers == others
