"""XES as a stream of elements, read by expat: what every XES document means, and what is wrong with one that is broken.

An event is a row. An attribute is an element with a `key` and a `value`: directly inside an event it is a cell of the event's
row, directly inside a trace a cell of every row of the trace, in the column `case:` and its key, unless the event has its own.
Of two with one key the last counts. Attributes nested deeper have no column and are counted. Nothing is ever fetched, and no
entity is expanded but XML's own five.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers import expat

import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog.log import Repair
from svcflow.eventlog.sources.limits import Limits, over_limit
from svcflow.eventlog.sources.table import Table

CASE = "case:"
_PIECE = 1 << 20
"""bytes given to expat at once, so that a field without end is refused before all of it is held"""
_OTHER_ROOTS = {
    "WorkflowLog": ("MXML, the format before XES", "Convert it to XES: ProM and pm4py read the one and write the other."),
    "html": ("a web page", "A log-in page may have been saved in place of the log: download the file again."),
    "definitions": ("a BPMN model", "A model holds no events: export the log itself, as CSV or XES."),
    "pnml": ("a Petri net", "A net holds no events: export the log itself, as CSV or XES."),
}


class XesStream:
    """The rows of a UTF-8 document. Columns stand in the order in which the document first names them."""

    def __init__(self, place: str, limits: Limits) -> None:
        self.lines: list[int] = []
        self.traces = 0
        self.trace_byte = 0
        """where the last trace begins"""
        self.has_doctype = False
        self._place, self._limits = place, limits
        self._columns: dict[str, list[str | None]] = {}
        self._depth = self._event_depth = self._trace_depth = self._fed = 0
        self._trace: dict[str, str] = {}
        self._trace_row = 0
        self._repeated: tuple[int, str] = (0, "")
        self._without_column: tuple[int, str] = (0, "")
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity

    def read(self, pieces: Iterable[bytes | memoryview]) -> None:
        """Read a document, given in pieces, to its end. Cost: linear in the bytes.

        Raises
        ------
        LogError
            It is not well-formed, not XES, declares entities, or passes a limit.
        """
        try:
            for piece in pieces:
                for start in range(0, len(piece), _PIECE):
                    self._feed(piece[start : start + _PIECE])
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            problem = f"the XML is broken ({expat.ErrorString(error.code)})."
            remedy = "The file may be cut short: export or fetch it again."
            raise LogError(problem, place=f"{self._place}, line {error.lineno}", remedy=remedy) from None

    def table(self) -> Table:
        """What was read; what stood twice is counted in the repairs, what has no column in the notes."""
        rows = len(self.lines)
        for column in self._columns.values():
            column.extend([None] * (rows - len(column)))
        frame = pl.DataFrame(self._columns, schema=dict.fromkeys(self._columns, pl.String))
        times, key = self._repeated
        repairs = (Repair("a key that stands twice in an event or a trace: the last one taken", times, key),) if times else ()
        count, example = self._without_column
        notes = (f"{count} attributes inside other attributes, or without a key, are left out: {example}.",) if count else ()
        return Table(frame, pl.Series(self.lines, dtype=pl.Int64), repairs=repairs, notes=notes)

    def _feed(self, piece: bytes | memoryview) -> None:
        self._parser.Parse(piece, False)
        self._fed += len(piece)
        if self._fed - self._parser.CurrentByteIndex > self._limits.field_bytes + _PIECE:
            raise self._too_long()

    def _doctype(self, _name: str, system: str | None, _public: str | None, _internal: int) -> None:
        self.has_doctype = True
        if system is not None:
            raise self._refusal(f'the document wants "{system}" to be fetched.', "Remove its DOCTYPE: an XES log needs none.")

    def _entity(self, name: str, *_: object) -> None:
        raise self._refusal(f'the document declares entities ("{name}").', "Remove its DOCTYPE: an XES log needs none.")

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        name = tag.rpartition(":")[2]
        if name == "event":
            self._begin_event()
        elif name == "trace":
            self._begin_trace()
        elif self._event_depth or self._trace_depth:
            if "value" in attributes:
                self._attribute(attributes.get("key"), attributes["value"])
        elif self._depth == 1 and name in _OTHER_ROOTS:
            what, remedy = _OTHER_ROOTS[name]
            raise self._refusal(f"the document is {what}, not XES.", remedy)
        if self._depth > self._limits.xml_depth:
            raise over_limit(self._limits, "xml_depth", "elements stand inside one another too deep", self._here())

    def _begin_event(self) -> None:
        if self._event_depth:
            raise self._refusal("there is an <event> inside an <event>.", "Export the log again.")
        self._event_depth = self._depth
        self.lines.append(self._parser.CurrentLineNumber)

    def _begin_trace(self) -> None:
        if self._event_depth or self._trace_depth:
            raise self._refusal(f"there is a <trace> inside {'an <event>' if self._event_depth else 'a <trace>'}.", "Export the log again.")
        self._trace_depth, self._trace_row, self._trace = self._depth, len(self.lines), {}
        self.traces += 1
        self.trace_byte = self._parser.CurrentByteIndex

    def _attribute(self, key: str | None, value: str) -> None:
        if 4 * len(value) > self._limits.field_bytes and len(value.encode()) > self._limits.field_bytes:
            raise self._too_long()
        if not key or self._depth != (self._event_depth or self._trace_depth) + 1:
            count, example = self._without_column
            self._without_column = (count + 1, example or f'"{key or value[:40]}" in line {self._parser.CurrentLineNumber}')
        elif self._event_depth:
            self._set(key, value)
        else:
            self._set_in_trace(CASE + key.removeprefix(CASE), value)

    def _set(self, key: str, value: str) -> None:
        column = self._column(key)
        row = len(self.lines) - 1
        if len(column) > row:
            column[row] = value
            self._count_repeated(key)
        else:
            column.extend([None] * (row - len(column)))
            column.append(value)

    def _set_in_trace(self, name: str, value: str) -> None:
        self._column(name)
        if name in self._trace:
            self._count_repeated(name)
        self._trace[name] = value

    def _column(self, name: str) -> list[str | None]:
        column = self._columns.get(name)
        if column is None:
            if len(self._columns) == self._limits.columns:
                raise over_limit(self._limits, "columns", "there are too many different keys", self._here())
            column = self._columns[name] = []
        return column

    def _count_repeated(self, key: str) -> None:
        self._repeated = (self._repeated[0] + 1, self._repeated[1] or f'"{key}" in line {self._parser.CurrentLineNumber}')

    def _end(self, _tag: str) -> None:
        if self._depth == self._event_depth:
            self._event_depth = 0
        elif self._depth == self._trace_depth:
            self._trace_depth = 0
            self._spread()
        self._depth -= 1

    def _spread(self) -> None:
        """The trace's attributes into the rows of its events."""
        rows = len(self.lines)
        for name, value in self._trace.items():
            column = self._columns[name]
            column.extend([None] * (self._trace_row - len(column)))
            own = column[self._trace_row :]
            column[self._trace_row :] = [value if cell is None else cell for cell in own] + [value] * (rows - self._trace_row - len(own))

    def _too_long(self) -> LogError:
        return over_limit(self._limits, "field_bytes", "a field is too long", self._here())

    def _refusal(self, problem: str, remedy: str) -> LogError:
        return LogError(problem, place=self._here(), remedy=remedy)

    def _here(self) -> str:
        return f"{self._place}, line {self._parser.CurrentLineNumber}"
