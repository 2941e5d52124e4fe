"""The versions of a scorecard set, with what changed from one to the next, as a tamper-evident record.

Scoring a period again with the version of its time gives the same scores, for a version holds all that a score hangs on: weights,
targets, bands, the peers' mean and deviation. "What if we had scored last year so" is an old period's figures under a newer version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from svcflow.output import new_file
from svcflow.scorecard.documents import fill
from svcflow.scorecard.refusals import TableError, under
from svcflow.scorecard.sets.chain import Entry, appended, verify
from svcflow.scorecard.sets.document import ScorecardSet, set_of


@dataclass(frozen=True, slots=True)
class SetHistory:
    """All versions of a set, the oldest first, each in a sealed entry."""

    entries: tuple[Entry, ...] = ()

    @property
    def versions(self) -> tuple[ScorecardSet, ...]:
        """The versions as sets, in their order."""
        return tuple(_restored(entry.content) for entry in self.entries)

    def version(self, number: int) -> ScorecardSet:
        """The version of this number.

        Raises
        ------
        TableError
            There is none.
        """
        for each in self.versions:
            if each.version == number:
                return each
        known = ", ".join(str(each.version) for each in self.versions) or "none"
        raise TableError(f"there is no version {number}.", remedy=f"Versions: {known}.")

    def at(self, day: date) -> ScorecardSet:
        """The version in force on a day: the last whose date is not later.

        Raises
        ------
        TableError
            There was none yet.
        """
        found = [each for each in self.versions if each.date <= day]
        if not found:
            raise TableError(f"no version was in force on {day}.", remedy="Name a later day, or a version.")
        return found[-1]

    def with_version(self, new: ScorecardSet) -> SetHistory:
        """The record with a new version at its end.

        Raises
        ------
        TableError
            Its number or date does not follow on the last one's, it does not say what changed, or the record is broken.
        """
        verify(self.entries)
        if self.entries:
            last = self.versions[-1]
            if new.version != last.version + 1:
                raise TableError(
                    f"version {new.version} does not follow on {last.version}.", remedy=f"Make it {last.version + 1}.", at=("version",)
                )
            if new.date < last.date:
                raise TableError(f"{new.date} is before the last version's date {last.date}.", remedy="Give a later day.", at=("date",))
            if not new.change:
                raise TableError("it does not say what changed.", remedy='Add a line: change = "…"', at=("change",))
        return SetHistory(appended(self.entries, new.model_dump(mode="json")))

    def verify(self) -> str:
        """The last seal, where the record holds.

        Raises
        ------
        TableError
            It names the first entry that is broken.
        """
        return verify(self.entries)


def history_of(document: Mapping[str, Any]) -> SetHistory:
    """The record that a document holds, as `write_history` wrote it; it is not verified yet.

    Raises
    ------
    TableError
        It is no such record.
    """
    entries = document.get("entries")
    if not isinstance(entries, list):
        raise TableError("this is no record of scorecard sets.", remedy='It holds a list "entries".')
    found = []
    for number, entry in enumerate(entries):
        with under("entries", number):
            found.append(fill(Entry, entry))
    return SetHistory(tuple(found))


def write_history(history: SetHistory, path: Path | str) -> None:
    """Write a record as JSON."""
    document = {"entries": [entry.model_dump() for entry in history.entries]}
    with new_file(path) as draft:
        draft.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _restored(content: Mapping[str, Any]) -> ScorecardSet:
    """A set as JSON kept it: dates come back from their texts."""
    dates = {key: date.fromisoformat(content[key]) for key in ("date", "review") if content.get(key)}
    return set_of({**content, **dates})
