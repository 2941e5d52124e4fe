"""Files that were damaged on their way, and records counted by other means than the importer's."""

import re
import signal
from contextlib import contextmanager

from hypothesis import strategies as st

PIECES = (
    b'"',
    b'""',
    b'"""',
    b"\n",
    b"\r",
    b"\r\n",
    b"\x00",
    b",",
    b";",
    b"\t",
    b"\xff",
    b"\xc3",
    b" ",
    b'"\n"',
    b',"',
    b'",',
    b"x" * 60,
    b"<",
    b"&",
    b"{",
    b"[[",
)


@st.composite
def damaged(draw, data, most=4, pieces=PIECES, keep=0):
    """The bytes with some of them flipped, cut, inserted, deleted, repeated or moved; the first `keep` are left alone."""
    for _ in range(draw(st.integers(1, most))):
        at = draw(st.integers(min(keep, len(data)), len(data)))
        how = draw(st.sampled_from(["flip", "cut", "insert", "delete", "repeat", "line ends"]))
        size = draw(st.sampled_from([1, 2, 5, 40]))
        if how == "flip":
            data = data[:at] + bytes(draw(st.integers(0, 255)) for _ in data[at : at + size]) + data[at + size :]
        elif how == "cut":
            data = data[:at]
        elif how == "insert":
            data = data[:at] + draw(st.sampled_from(pieces)) + data[at:]
        elif how == "delete":
            data = data[:at] + data[at + size :]
        elif how == "repeat":
            data = data[:at] + data[at : at + size] * draw(st.integers(2, 4)) + data[at + size :]
        else:
            old, new = draw(st.sampled_from([(b"\n", b"\r\n"), (b"\n", b"\r"), (b"\r\n", b"\n"), (b"\n", b"\n\r")]))
            data = data[:at] + data[at:].replace(old, new)
    return data


class Hangs(BaseException):
    """It took too long; no handler for errors may swallow this."""


@contextmanager
def time_limit(seconds):
    """End what hangs [CPU s of this process], where the system has such alarms."""

    def ring(*_):
        raise Hangs(f"more than {seconds} CPU s")

    if not hasattr(signal, "SIGPROF"):
        yield
        return
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def count_records(text, delimiter, width, limit):
    """The records of delimited text (UTF-8 bytes), by the rules at the head of `svcflow.eventlog.sources.records`.

    Rule 5 is left out: no file here is made to be slow.
    """
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    count = at = 0
    while at < len(text):
        fields, end = _record(text, at, delimiter, limit, quotes=True)
        spans_lines = b"\n" in text[at : end - 1]
        if spans_lines and (len(fields) != width or any(rest.strip(b" \t") for _, rest in fields)):
            fields, end = _record(text, at, delimiter, limit, quotes=False)
        count += any(field.strip(b" \t") for field, _ in fields)
        at = end
    return count


def _record(text, at, delimiter, limit, quotes):
    """The fields from a place on, each with what follows its closing quote below the first line, and where the next record begins."""
    quoted, plain = re.compile(rb'"((?:[^"]|"")*+)"'), re.compile(rb"[^\n%b]*" % re.escape(delimiter))
    fields, first = [], at
    while True:
        match = quoted.match(text, at) if quotes else None
        if match and len(match[1]) > limit:
            match = None
        rest = plain.match(text, match.end() if match else at)
        is_last = text[rest.end() : rest.end() + 1] in (b"\n", b"")
        cell = rest[0].removesuffix(b"\r") if is_last else rest[0]
        is_below = match and b"\n" in text[first : match.end()]
        fields.append((match[1] + cell if match else cell, cell if is_below else b""))
        at = rest.end() + 1
        if is_last:
            return fields, min(at, len(text))
