"""A tamper-evident record: entries in a row, each sealed by the SHA-256 of its content and of the seal before it.

Whoever changes an old entry breaks its seal, or has to seal all later ones anew, and then the last seal is another: note it somewhere
else (in the minutes, in a signed mail), for from the record alone one cannot see that its end was cut off or that all of it was written
anew. The content is hashed as JSON with sorted keys, so that the order in which a file holds it does not matter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from svcflow.scorecard.documents import FORM
from svcflow.scorecard.refusals import TableError

START = "0" * 64
"""what stands before the first entry"""


class Entry(BaseModel):
    """One entry: what it holds, the seal of the entry before it, and its own."""

    model_config = FORM

    content: dict[str, Any]
    previous: str
    seal: str


def appended(entries: Iterable[Entry], content: Mapping[str, Any]) -> tuple[Entry, ...]:
    """The record with one more entry.

    Raises
    ------
    TableError
        The record is broken already, or the content is nothing that JSON can hold.
    """
    record = tuple(entries)
    verify(record)
    previous = record[-1].seal if record else START
    return (*record, Entry(content=dict(content), previous=previous, seal=_seal(content, previous)))


def verify(entries: Iterable[Entry]) -> str:
    """The last seal of a record that holds.

    Raises
    ------
    TableError
        The first entry that does not fit its seal, or the seal before it.
    """
    previous = START
    for number, entry in enumerate(entries):
        if entry.previous != previous:
            problem = f"entry {number + 1} does not follow on the one before it: an entry was taken out, put in or sealed anew."
            raise TableError(problem, remedy="Compare with a copy.", at=("entries", number))
        if entry.seal != _seal(entry.content, previous):
            problem = f"entry {number + 1} was changed after it was written: its seal does not fit."
            raise TableError(problem, remedy="Compare with a copy.", at=("entries", number))
        previous = entry.seal
    return previous


def _seal(content: Mapping[str, Any], previous: str) -> str:
    try:
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise TableError(f"the content cannot be kept as JSON ({error}).", remedy="Keep texts, numbers and lists of them.") from None
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
