"""The records in a JSON file, each with the line on which it begins.

A file is a record on each line, an array of records, objects one after the other, or one object in which an array of records
stands among other things, as servers answer (`{"total": 2, "issues": [ … ]}`). A line that is no JSON is rejected and the others
go on; a document that breaks off keeps what stands before the break.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from svcflow.errors import LogError
from svcflow.eventlog.log import Reject
from svcflow.eventlog.sources.json_records import has_history
from svcflow.eventlog.sources.typed import Written

SHOWN = 200
"""characters of a rejected record"""
_BLANK = re.compile(r"[ \t\r\n]*")
_ARRAYS = ("issues", "tickets", "records", "results", "result", "data", "items", "values", "value", "rows", "events", "audits", "incidents")
_TOTALS = ("total", "count", "totalCount", "total_count")


@dataclass(slots=True)
class Found:
    """The records of a file with the lines on which they begin, and what was none."""

    records: list[Any] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    rejected: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find_records(data: bytes, encoding: str, place: str) -> Found:
    """The records of a file of any of the forms. Cost: linear.

    Raises
    ------
    LogError
        The text is not in its encoding, or an object holds several arrays of records.
    """
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    lines = [line for line in data.split(b"\n", 3)[:3] if line.strip()] if encoding.startswith("utf-8") else []
    if start == b"{" and len(lines) > 1 and (_is_record(lines[0]) or _is_record(lines[1])):
        return _by_line(data.removeprefix(b"\xef\xbb\xbf"))
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LogError(f"the text is not {encoding} throughout.", place=f"{place}, line {line}", remedy="Save it as UTF-8.") from None
    return _Document(text).found(place)


def _is_record(line: bytes) -> bool:
    try:
        return isinstance(_decoder().decode(line.decode("utf-8-sig").strip()), dict)
    except (ValueError, RecursionError):
        return False


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(parse_int=Written, parse_float=Written, parse_constant=lambda _: None)


def _by_line(data: bytes) -> Found:
    """A record on each line."""
    found, decode = Found(), _decoder().decode
    for number, raw in enumerate(data.split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            record = decode(raw.decode("utf-8").strip())
        except UnicodeDecodeError:
            found.rejected.append(Reject(number, "not UTF-8", raw[:SHOWN].decode("utf-8", "replace")))
        except (ValueError, RecursionError) as error:
            found.rejected.append(Reject(number, _reason(error), raw[:SHOWN].decode("utf-8", "replace").rstrip("\r")))
        else:
            found.records.append(record)
            found.lines.append(number)
    return found


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "JSON nested too deeply"
    return f"no JSON ({error.msg.lower()} at character {error.colno})" if isinstance(error, json.JSONDecodeError) else "no JSON"


class _Document:
    """One text that is walked value by value, so that each record keeps its line and a break costs only what stands behind it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.counted, self.line = 0, 1
        self.decode = _decoder().raw_decode
        self.rejected: list[Reject] = []

    def found(self, place: str) -> Found:
        """The records: the elements of the array, or those of the only array inside the object, or the object itself."""
        found = Found(rejected=self.rejected)
        if self._next() == "[":
            for line, value in self._elements():
                found.records.append(value)
                found.lines.append(line)
            return found
        while self._next() and not self.rejected:
            line, members = self._line(), self._members() if self._next() == "{" else None
            if members is None:
                self._broken(json.JSONDecodeError("expecting an object", self.text, self.at))
            elif not _from_object(members, line, found, place):
                found.records.append(
                    {key: [part for _, part in value] if isinstance(value, _Array) else value for key, value in members.items()}
                )
                found.lines.append(line)
        return found

    def _members(self) -> dict[str, Any]:
        """The members of an object; a list keeps the line of each of its elements."""
        members: dict[str, Any] = {}
        try:
            self.at += 1
            while self._next() not in ("}", ""):
                key, self.at = self.decode(self.text, self.at)
                self._expect(":")
                if self._next() == "[":
                    members[key] = _Array(self._elements())
                    if self.rejected:
                        return members
                else:
                    members[key], self.at = self.decode(self.text, self.at)
                if self._next() == ",":
                    self.at += 1
                elif self._next() != "}":
                    raise json.JSONDecodeError("expecting ',' delimiter", self.text, self.at)
            self._expect("}")
        except (ValueError, TypeError, RecursionError) as error:
            self._broken(error)
        return members

    def _elements(self) -> Iterator[tuple[int, Any]]:
        """The elements of an array, each with its line."""
        try:
            self.at += 1
            while self._next() not in ("]", ""):
                line = self._line()
                value, self.at = self.decode(self.text, self.at)
                yield line, value
                if self._next() == ",":
                    self.at += 1
                elif self._next() != "]":
                    raise json.JSONDecodeError("expecting ',' delimiter", self.text, self.at)
            self._expect("]")
        except (ValueError, RecursionError) as error:
            self._broken(error)

    def _next(self) -> str:
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at
        return self.text[self.at : self.at + 1]

    def _expect(self, mark: str) -> None:
        if self._next() != mark:
            raise json.JSONDecodeError(f"expecting '{mark}'", self.text, self.at)
        self.at += 1

    def _line(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

    def _broken(self, error: Exception) -> None:
        if not self.rejected:
            reason = f"{_reason(error)}; what follows cannot be read"
            self.rejected.append(Reject(self._line(), reason, self.text[self.at : self.at + SHOWN]))


class _Array(list[tuple[int, Any]]):
    """A list inside an object: its elements with their lines."""


def _from_object(members: dict[str, Any], line: int, found: Found, place: str) -> bool:
    """Whether an object only wraps an array of records, which are then taken."""
    plain = {key: [part for _, part in value] if isinstance(value, _Array) else value for key, value in members.items()}
    arrays = {
        key: value
        for key, value in members.items()
        if isinstance(value, _Array) and value and all(isinstance(part, dict) for _, part in value)
    }
    if not arrays or has_history(plain):
        return False
    chosen = [key for key in arrays if key.casefold() in _ARRAYS] if len(arrays) > 1 else list(arrays)
    if len(chosen) != 1:
        names = ", ".join(f'"{key}"' for key in arrays)
        raise LogError(
            f"several arrays hold records: {names}.", place=f"{place}, line {line}", remedy="Save the one that is the log in a file."
        )
    key = chosen[0]
    for at, record in arrays[key]:
        found.records.append(record)
        found.lines.append(at)
    rest = ", ".join(f'"{name}"' for name in members if name != key)
    found.notes.append(f'The records are those of "{key}"' + (f"; not read: {rest}." if rest else "."))
    totals = [int(value) for name in _TOTALS if isinstance(value := members.get(name), Written) and value.isdecimal() and len(value) < 15]
    if totals and max(totals) > len(arrays[key]):
        found.notes.append(f"The file says that there are {max(totals)} records and holds {len(arrays[key])}: it is one page of several.")
    return True
