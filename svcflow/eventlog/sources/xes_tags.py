"""XES as it is nearly always written, read at the speed of its quotation marks.

Cut before every `"`, the traces of a log are a rhythm of four: the markup before an attribute, its key, ` value=`, its value. A
log of any length has but a few dozen different markups (`"/></event><event><string key=`), so each is understood once; what is
left is to count and to look up in arrays of codes. Events and traces are numbered by running sums of the tags that begin them,
and the same sums prove that the tags are balanced. The document around the traces is read as a stream.

Whatever is not of this form (comments, nested attributes, single quotes, attributes in another order, line ends in values, and
all that is broken) is declined, never guessed at: what is read here is what the stream would have read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from svcflow.errors import LogError
from svcflow.eventlog.sources.limits import Limits
from svcflow.eventlog.sources.opening import Data
from svcflow.eventlog.sources.table import Table
from svcflow.eventlog.sources.xes_stream import CASE, XesStream

_Ints = npt.NDArray[np.int32]
_Places = npt.NDArray[np.int64]
_DEPTH = 4
"""log, trace, event, attribute"""
_PART = 1 << 20
"""bytes looked at together, few enough to stay in the processor's cache"""
_PREFIX = r"(?:[A-Za-z_][A-Za-z0-9_.-]*:)?"
_FIRST = re.compile(rf"<({_PREFIX})(?:trace|event)[ \t\r\n/>]".encode())
_MARKUP = re.compile(
    r"""
    (?:"\s*/>)?\s*
    (?:</(?P<event_end>PREFIXevent)\s*>)?\s*
    (?:</(?P<trace_end>PREFIXtrace)\s*>)?\s*
    (?:<(?P<trace>PREFIXtrace)\s*>)?\s*
    (?:<(?P<event>PREFIXevent)\s*>)?\s*
    (?:<(?P<attribute>[A-Za-z_][A-Za-z0-9_.:-]*)\s\s*key\s*=\s*)?
    """.replace("PREFIX", _PREFIX)
    .replace(r"\s*", r"[ \t\r\n]*+")
    .replace(r"\s", r"[ \t\r\n]"),
    re.VERBOSE,
)
"""blanks are taken once and for all, so that no text makes the matching go back and forth"""
_BEFORE_VALUE = re.compile(r'"[ ]+value[ ]*=[ ]*')
_LINE_END = re.compile(r"\r\n?|\n")
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#([0-9]{1,7});|#x([0-9A-Fa-f]{1,6});)?")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NO_CHARACTER = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _DeclinedError(Exception):
    """The document is not of the form that is read here."""


class _Markups(NamedTuple):
    """What stands between a value and the next key: tags of each kind (0 or 1) and characters, for each of the different markups."""

    event_end: _Ints
    trace_end: _Ints
    trace: _Ints
    event: _Ints
    attribute: _Ints
    lines: _Ints
    lines_to_event: _Ints
    angles: _Ints
    blanks: _Ints
    """tabs, carriage returns and line feeds"""


def read_tags(data: Data, limits: Limits) -> Table | None:
    """The events of a UTF-8 document, or None where it is not of the usual form. Cost: linear in the bytes."""
    try:
        begin, end = _span(data)
        _check_surroundings(data, begin, end, limits)
        return _read(data, begin, end, limits)
    except _DeclinedError:
        return None


def _span(data: Data) -> tuple[int, int]:
    """From the first trace (or event outside traces) to the end of the last."""
    first = _FIRST.search(data)
    if first is None:
        raise _DeclinedError
    end = max(data.rfind(closing) + len(closing) for closing in (b"</" + first[1] + name + b">" for name in (b"trace", b"event")))
    if end < first.end():
        raise _DeclinedError
    return first.start(), end


def _check_surroundings(data: Data, begin: int, end: int, limits: Limits) -> None:
    """The document with one empty trace in place of all must be well-formed, and have it where they were."""
    stream, view = XesStream("", limits), memoryview(data)
    try:
        stream.read([view[:begin], b"<trace/>", view[end:]])
    except LogError:
        raise _DeclinedError from None
    if stream.lines or stream.traces != 1 or stream.trace_byte != begin or stream.has_doctype or limits.xml_depth < _DEPTH:
        raise _DeclinedError


def _read(data: Data, begin: int, end: int, limits: Limits) -> Table:
    body = np.frombuffer(data, np.uint8)[begin:end]
    pieces, texts = _coded(body, limits)
    which, markups = _understood(pieces[0::4], texts)
    _check_words(pieces[2::4], texts)
    _check_characters(body, np.bincount(which), markups)
    in_event, in_trace = _balanced(which, markups)
    begins_event, begins_trace = markups.event[which], markups.trace[which]
    event, trace = (np.cumsum(begins, dtype=np.int32) - 1 for begins in (begins_event, begins_trace))
    events = np.flatnonzero(begins_event)
    trace_of_event = np.where(in_trace[events], trace[events], -1)
    plain = _resolved(texts)
    columns: dict[str, pl.Series] = {}
    for name, attributes, is_case in _keys(pieces[1::4], in_event[:-1], plain, limits):
        owners = (trace if is_case else event)[attributes]
        if (owners[1:] == owners[:-1]).any() or name in columns:
            raise _DeclinedError
        cells = np.full(trace[-1] + 2 if is_case else len(events), -1, np.int32)
        cells[owners] = pieces[3::4][attributes]
        columns[name] = _column(cells[trace_of_event] if is_case else cells, plain)
    lines = np.cumsum(markups.lines[which]) - (markups.lines - markups.lines_to_event)[which]
    before = 1 + len(_LINE_END.findall(data[:begin].decode()))
    return Table(pl.DataFrame(columns), pl.Series(lines[events] + before, dtype=pl.Int64))


def _coded(body: npt.NDArray[np.uint8], limits: Limits) -> tuple[_Ints, pl.Series]:
    """The pieces as codes, and the different texts; the last of these is null."""
    cuts = np.concatenate([[0], *(np.flatnonzero(part == ord('"')) + start for start, part in _parts(body)), [len(body)]])
    if len(cuts) % 4 != 2 or np.diff(cuts).max() > limits.field_bytes:
        raise _DeclinedError
    buffers = [None, pa.py_buffer(cuts), pa.py_buffer(body)]
    coded = pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(cuts) - 1, buffers).dictionary_encode()
    try:
        texts = pl.Series(coded.dictionary.cast(pa.large_string()))
    except pa.ArrowInvalid:
        raise _DeclinedError from None
    if texts.str.contains("[\ufffe\uffff]").any():
        raise _DeclinedError
    return coded.indices.to_numpy(), texts.extend_constant(None, 1)


def _parts(body: npt.NDArray[np.uint8]) -> Iterator[tuple[int, npt.NDArray[np.uint8]]]:
    return ((start, body[start : start + _PART]) for start in range(0, len(body), _PART))


def _understood(codes: _Ints, texts: pl.Series) -> tuple[_Ints, _Markups]:
    """Which of the different markups stands at each place, and what each of them is."""
    distinct, which = _compact(codes, texts)
    rows = []
    prefixes: set[str] = set()
    for text in distinct:
        match = _MARKUP.fullmatch(text)
        if match is None or (match["attribute"] or "").rpartition(":")[2] in ("event", "trace"):
            raise _DeclinedError
        *tags, _ = match.groups()
        prefixes |= {tag.rpartition(":")[0] for tag in tags if tag}
        line_ends = [end.start() for end in _LINE_END.finditer(text)]
        to_event = sum(at < match.start("event") for at in line_ends)
        blanks = sum(text.count(blank) for blank in "\t\r\n")
        rows.append((*(tag is not None for tag in match.groups()), len(line_ends), to_event, text.count("<"), blanks))
    if len(prefixes) > 1:
        raise _DeclinedError
    return which, _Markups(*np.array(rows, np.int32).T.copy())


def _compact(codes: _Ints, texts: pl.Series) -> tuple[pl.Series, _Ints]:
    """The texts that occur among codes, and which of them each code is; code -1 is the last text, null."""
    if 4 * len(codes) < len(texts):
        found, places = np.unique(codes % len(texts), return_inverse=True)
        return texts.gather(found), places.astype(np.int32)
    occurs = np.zeros(len(texts), np.bool_)
    occurs[codes] = True
    place = np.cumsum(occurs, dtype=np.int32) - 1
    return texts.gather(np.flatnonzero(occurs)), place[codes]


def _check_words(codes: _Ints, texts: pl.Series) -> None:
    distinct, _ = _compact(codes, texts)
    if not all(_BEFORE_VALUE.fullmatch(text) for text in distinct):
        raise _DeclinedError


def _check_characters(body: npt.NDArray[np.uint8], times: _Places, markups: _Markups) -> None:
    """Every < and every control character is part of a markup, so that no key and no value holds one."""
    angles = sum(np.count_nonzero(part == ord("<")) for _, part in _parts(body))
    controls = sum(np.count_nonzero(part < ord(" ")) for _, part in _parts(body))
    if angles != times @ markups.angles or controls != times @ markups.blanks:
        raise _DeclinedError


def _balanced(which: _Ints, markups: _Markups) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whether each place, after its markup, is inside an event and inside a trace: events stand in traces or alone, never nested."""
    within_event = np.cumsum((markups.event - markups.event_end)[which], dtype=np.int32)
    within_trace = np.cumsum((markups.trace - markups.trace_end)[which], dtype=np.int32)
    between_events = within_event - markups.event[which]
    between_traces = within_trace - markups.trace[which]
    for count in (within_event, within_trace, between_events, between_traces):
        if count.min() < 0 or count.max() > 1:
            raise _DeclinedError
    has_trace_tag = (markups.trace | markups.trace_end)[which]
    owned = (within_event | within_trace)[:-1]
    attribute = markups.attribute[which]
    if (between_events & has_trace_tag).any() or not owned.all() or not attribute[:-1].all():
        raise _DeclinedError
    if within_event[-1] or within_trace[-1] or attribute[-1] or not markups.event.any():
        raise _DeclinedError
    return within_event > 0, within_trace > 0


def _keys(codes: _Ints, in_event: npt.NDArray[np.bool_], texts: pl.Series, limits: Limits) -> Iterator[tuple[str, _Places, bool]]:
    """Each column's name, the attributes that fill it in their order, and whether they are of traces; by first appearance."""
    distinct, which = _compact(codes, texts)
    names = distinct.to_list()
    columns = (2 * which + ~in_event).astype(np.min_scalar_type(2 * len(names)))
    sizes = np.bincount(columns)
    if np.count_nonzero(sizes) > limits.columns or not all(names):
        raise _DeclinedError
    groups = np.split(np.argsort(columns, kind="stable"), np.cumsum(sizes)[:-1])
    for group in sorted((group for group in groups if len(group)), key=lambda group: int(group[0])):
        name, is_case = names[which[group[0]]], not in_event[group[0]]
        yield CASE + name.removeprefix(CASE) if is_case else name, group, is_case


def _column(cells: _Ints, texts: pl.Series) -> pl.Series:
    """Texts by their codes: coded where they repeat."""
    distinct, places = _compact(cells, texts)
    if 2 * len(distinct) < len(cells):
        distinct = distinct.cast(pl.Categorical)
    return distinct.gather(places.astype(np.uint32))


def _resolved(texts: pl.Series) -> pl.Series:
    """Pieces without the quotation mark that they begin with, and with characters for references."""
    plain = texts.str.slice(1)
    has_reference = plain.str.contains("&", literal=True).fill_null(False)
    if not has_reference.any():
        return plain
    return plain.scatter(has_reference.arg_true(), [_REFERENCE.sub(_character, text) for text in plain.filter(has_reference)])


def _character(reference: re.Match[str]) -> str:
    name, decimal, hexadecimal = reference.groups()
    if name:
        return _NAMED[name]
    number = int(decimal) if decimal else int(hexadecimal or "0", 16)
    if number > 0x10FFFF or _NO_CHARACTER.match(chr(number)):
        raise _DeclinedError
    return chr(number)
