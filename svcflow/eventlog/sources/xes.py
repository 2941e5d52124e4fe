"""XES: the interchange format of process mining, traces of events with typed attributes (IEEE 1849).

The file becomes a table with one row for each event: its attributes by their keys, and those of its trace with the prefix
`case:`. Dates stay texts, so that offsets, missing zones and unreadable values are judged like those of any other file. What is
declared above the traces (extensions, globals, statistics) is left out. There are two readers: one for documents as they are
nearly always written, and one that sets the meaning of every other, and says what is wrong where something is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from svcflow.errors import LogError
from svcflow.eventlog.sources.encoding import Decoded, as_utf8
from svcflow.eventlog.sources.limits import DEFAULTS, Limits
from svcflow.eventlog.sources.opening import Data
from svcflow.eventlog.sources.table import Table
from svcflow.eventlog.sources.xes_stream import XesStream
from svcflow.eventlog.sources.xes_tags import read_tags

_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]{1,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_WIDE = re.compile(r"(utf|ucs|iso-10646-ucs)[-_]?(16|32|2|4)", re.IGNORECASE)
"""what a declaration that is itself in single bytes cannot mean, though some systems write it"""


def read_xes(data: Data, place: str, limits: Limits = DEFAULTS, encoding: str | None = None) -> Table:
    """All events of an XES document. Cost: linear in the bytes.

    Parameters
    ----------
    data : bytes or mmap
    place : str
        What to call it in a refusal.
    limits : Limits, optional
        `xml_depth`, `field_bytes` and `columns` hold here.
    encoding : str, optional
        Default: as marked, else as declared, else UTF-8; found, where it is not that.

    Raises
    ------
    LogError
        The document is not well-formed XML, is not XES, declares entities, passes a limit, or has no event.
    """
    decoded, notes = _decoded(data, place, encoding)
    table = read_tags(decoded.data, limits)
    if table is None:
        stream = XesStream(place, limits)
        stream.read([memoryview(decoded.data)])
        table = stream.table()
    if not len(table.lines):
        raise LogError("the document holds no event.", place=place, remedy="An XES log has <event> elements inside its <trace> elements.")
    if not table.frame.width:
        raise LogError("its events have no attributes.", place=place, remedy='An event holds elements like <string key="…" value="…"/>.')
    return replace(table, encoding=decoded.encoding, repairs=(*decoded.repairs, *table.repairs), notes=(*notes, *table.notes))


def _decoded(data: Data, place: str, encoding: str | None) -> tuple[Decoded, tuple[str, ...]]:
    """The document as UTF-8; and a note where it is not in the encoding that it declares."""
    if encoding is not None or b"\x00" in data[:4]:
        return as_utf8(data, place, encoding), ()
    match = _DECLARED.match(data)
    declared = match[1].decode() if match else "UTF-8"
    try:
        return as_utf8(data, place, "UTF-8" if _WIDE.fullmatch(declared) else declared), ()
    except LogError:
        found = as_utf8(data, place)
    said = f"The document says that it is {declared}" if match else "A document that declares no encoding is UTF-8"
    return found, (f"{said}; this one is not, and was read as {found.encoding}: {found.evidence}.",)
