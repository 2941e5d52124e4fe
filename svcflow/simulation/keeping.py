"""Replications kept as they finish, so that a run that is stopped, or killed, leaves them usable, and the next one goes on from there.

While it runs, a simulation into DIR lives in `DIR.partial`, which becomes DIR at the very end (`svcflow.output.growing_folder`). A log
is written to a temporary name and renamed; then a line is added to `unfinished.jsonl`:

    {"made with": {…}}                                       the first line: models, seed, start, end and format, and this svcflow
    {"file": "replication-003.csv", "sha256": …, "values": {…}}     then one for each log that is finished, with what was made of it

So a file counts as finished if it has a whole line and still is what the line says; all others go. A replication is a function of
model, seed and its number alone: what is found is taken over if it was made with the same, however many replications are wanted now,
and whichever engine runs them. What was made with anything else is made anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from svcflow.output import MARKER, growing_folder
from svcflow.simulation.writing import KIND, sha256_of

JOURNAL = "unfinished.jsonl"
Values = dict[str, float]
Remark = Callable[[str], None]


def unheard(text: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A log's file: what is in it, and what was made of it."""

    sha256: str
    values: Values


@dataclass(slots=True)
class Kept:
    """The folder in which a simulation grows, and what is finished there, by the file's path in it."""

    folder: Path
    finished: dict[str, Finished] = field(default_factory=dict)

    def add(self, name: str, values: Values) -> None:
        """Count the file of this name as finished."""
        found = Finished(sha256_of(self.folder / name), values)
        with (self.folder / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(json.dumps({"file": name, "sha256": found.sha256, "values": values}) + "\n")
        self.finished[name] = found


@contextmanager
def kept_replications(folder: str | Path, made_with: Mapping[str, Any], wanted: Collection[str], remark: Remark) -> Iterator[Kept]:
    """Give what is kept of a simulation into `folder`; when the block ends well, it becomes `folder`.

    Parameters
    ----------
    made_with : mapping
        What JSON can hold, and what other results would come of if it were different.
    wanted : collection of str
        The files that the finished folder will have, besides those that the block writes last.
    remark
        Told what is gone on from, what is made anew, and, where the block does not end well, what is kept.

    Raises
    ------
    OutputError
        As `svcflow.output.growing_folder`.
    """
    with growing_folder(folder, KIND) as draft:
        kept = _found(draft, made_with, wanted, remark)
        try:
            yield kept
        except BaseException:
            _leave(kept, wanted, remark)
            raise
        (draft / JOURNAL).unlink()


def _found(draft: Path, made_with: Mapping[str, Any], wanted: Collection[str], remark: Remark) -> Kept:
    """What the folder holds of this very simulation; everything else in it goes."""
    head, lines = _read(draft / JOURNAL)
    same = head == {"made with": made_with}
    found = {line["file"]: Finished(line["sha256"], line["values"]) for line in lines if _stands(draft, line)}
    kept = Kept(draft, {name: each for name, each in found.items() if same and name in wanted})
    if kept.finished:
        remark(f"{_so_many(kept, wanted)} are finished in {draft} already; this goes on from there.")
    elif found:
        why = "are not wanted now" if same else "were made with another model or other options"
        remark(f"The {len(found)} finished replications in {draft} {why}; all are made anew.")
    _sweep(draft, kept.finished)
    kept_lines = ({"file": name, "sha256": each.sha256, "values": each.values} for name, each in kept.finished.items())
    whole = "".join(json.dumps(line) + "\n" for line in ({"made with": made_with}, *kept_lines))
    (draft / f"{JOURNAL}.new").write_text(whole, encoding="utf-8")
    (draft / f"{JOURNAL}.new").replace(draft / JOURNAL)
    for name in wanted:
        (draft / name).parent.mkdir(exist_ok=True)
    return kept


def _read(journal: Path) -> tuple[Any, list[Any]]:
    """The first line and the others, up to one that is not whole: the process was killed while it wrote it."""
    found = []
    if journal.is_file():
        for line in journal.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                break
    return (found[0], found[1:]) if found else (None, [])


def _stands(draft: Path, line: Any) -> bool:
    if not (isinstance(line, dict) and line.keys() == {"file", "sha256", "values"}):
        return False
    path = draft / line["file"]
    return path.is_file() and bool(sha256_of(path) == line["sha256"])


def _sweep(draft: Path, finished: Collection[str]) -> None:
    """Remove what is not finished: logs half-written, logs of another simulation."""
    stay = {draft / name for name in (*finished, MARKER, JOURNAL)}
    for path in sorted(draft.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
        elif path.is_file() and path not in stay:
            path.unlink()


def _leave(kept: Kept, wanted: Collection[str], remark: Remark) -> None:
    """Keep what is finished, and nothing else."""
    if kept.finished:
        _sweep(kept.folder, kept.finished)
        remark(f"{_so_many(kept, wanted)} are finished and kept in {kept.folder}; the same command goes on from there.")
    else:
        shutil.rmtree(kept.folder, ignore_errors=True)


def _so_many(kept: Kept, wanted: Collection[str]) -> str:
    return f"{len(kept.finished)} of {len(wanted)} replications"
