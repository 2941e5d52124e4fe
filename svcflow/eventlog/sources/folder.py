"""A folder of files of one shape, such as the exports of twelve months, as one table.

The files stand one after the other in the order of their names; each may be of another kind, encoding or delimiter, and have its
columns in another order, but must have the same ones. A column names each row's file, for a line's number alone does not say where
a row stands. Rows that stand in two files (exports that overlap) are equal but for that column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from svcflow.errors import InputError, LogError
from svcflow.eventlog.log import Repair
from svcflow.eventlog.sources.kinds import foreign
from svcflow.eventlog.sources.table import Table, unique_names
from svcflow.progress import Progress

SOURCE_FILE = "source file"
"""the column that is added"""

_ABOUT = ("readme", "license", "licence", "changelog")
"""how the names of files begin that speak of a log and are none"""


def read_parts(folder: Path, place: str, read: Callable[[Path], Table], progress: Progress) -> Table:
    """All logs directly inside a folder, as one table. Cost: of reading each.

    Parameters
    ----------
    read : callable
        Reads one file.

    Raises
    ------
    InputError
        There is none, or one cannot be read.
    LogError
        One has other columns than the first.
    """
    paths, notes = _logs(folder, place)
    parts = []
    for number, path in enumerate(paths):
        progress(f"reading {path.name}", number, len(paths))
        parts.append((path.name, read(path)))
    progress(f"reading {paths[-1].name}", len(paths), len(paths))
    if len(parts) == 1:
        return replace(parts[0][1], notes=(*notes, *parts[0][1].notes))
    _check_columns(parts, place)
    return replace(_joined(parts, place), notes=(*notes, *_said(parts)))


def _logs(folder: Path, place: str) -> tuple[list[Path], list[str]]:
    """The files to read, and a note about those that are left out."""
    try:
        entries = sorted((entry for entry in folder.iterdir() if not entry.name.startswith(".")), key=lambda entry: entry.name)
        files = [entry for entry in entries if entry.is_file() and entry.stem != "rejects"]
        heads = {path: _head(path) for path in files}
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}).", place=place, remedy="Name a folder that can.") from None
    logs = [path for path, head in heads.items() if head.strip() and not foreign(head) and not path.name.lower().startswith(_ABOUT)]
    if not logs:
        problem = f"none of the {len(files)} files in the folder is a log." if files else "there is no file in the folder."
        raise InputError(problem, place=place, remedy="Name a file, or a folder with exports of one shape.")
    left = [f'"{entry.name}"' for entry in entries if entry not in logs]
    listed = ", ".join(left[:5]) + (" …" if len(left) > 5 else "")
    return logs, [f"left out of the folder, as no logs: {listed}"] if left else []


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _check_columns(parts: Sequence[tuple[str, Table]], place: str) -> None:
    first, table = parts[0]
    wanted = set(table.frame.columns)
    for name, other in parts[1:]:
        found = set(other.frame.columns)
        if found != wanted:
            differences = [*_named("without", table.frame.columns, found), *_named("with", other.frame.columns, wanted)]
            problem = f'"{name}" has not the columns of "{first}": it is {" and ".join(differences)}.'
            raise LogError(problem, place=place, remedy="Files of another shape are logs of their own: put them into another folder.")


def _named(word: str, columns: Sequence[str], others: set[str]) -> Iterator[str]:
    names = [f'"{name}"' for name in columns if name not in others]
    if names:
        yield f"{word} {', '.join(names[:5])}{' …' if len(names) > 5 else ''}"


def _joined(parts: Sequence[tuple[str, Table]], place: str) -> Table:
    columns = parts[0][1].frame.columns
    frames = [_uniform(table.frame.select(columns), parts).with_columns(_file(name)) for name, table in parts]
    try:
        frame = pl.concat(frames, how="vertical_relaxed")
    except pl.exceptions.PolarsError as error:
        problem = f"a column holds values of different kinds in different files ({str(error).splitlines()[0][:120]})."
        raise LogError(problem, place=place, remedy="Export all files in one way.") from None
    frame.columns = [*unique_names([SOURCE_FILE, *columns])[1:], SOURCE_FILE]
    tables = [table for _, table in parts]
    encodings = dict.fromkeys(table.encoding for table in tables if table.encoding)
    return Table(
        frame,
        pl.concat([table.lines.cast(pl.Int64) for table in tables]),
        encoding=", ".join(encodings) or None,
        delimiter=next((table.delimiter for table in tables if table.delimiter), None),
        rejected=tuple(replace(reject, source=name) for name, table in parts for reject in table.rejected),
        repairs=_repairs(parts),
        file_column=SOURCE_FILE,
    )


def _uniform(frame: pl.DataFrame, parts: Sequence[tuple[str, Table]]) -> pl.DataFrame:
    """Texts that are coded in one file and not in another, coded."""
    texts = [name for name in frame.columns if frame.schema[name] == pl.String]
    coded = [name for name in texts if any(table.frame.schema[name] == pl.Categorical for _, table in parts)]
    return frame.with_columns(pl.col(coded).cast(pl.Categorical)) if coded else frame


def _file(name: str) -> pl.Expr:
    return pl.lit(name, dtype=pl.String).cast(pl.Categorical).alias("\x00" + SOURCE_FILE)


def _repairs(parts: Sequence[tuple[str, Table]]) -> tuple[Repair, ...]:
    """Repairs by one rule are counted together; the example says from which file it is."""
    together: dict[str, Repair] = {}
    for name, table in parts:
        for repair in table.repairs:
            known = together.get(repair.rule, Repair(repair.rule, 0, f"{name}: {repair.example}" if repair.example else name))
            together[repair.rule] = replace(known, count=known.count + repair.count)
    return tuple(together.values())


def _said(parts: Sequence[tuple[str, Table]]) -> list[str]:
    """The files' notes, each with its file where not all of them have it."""
    notes = dict.fromkeys(note for _, table in parts for note in table.notes)
    of = {note: [name for name, table in parts if note in table.notes] for note in notes}
    return [
        note if len(names) == len(parts) else f"{names[0]}{' and others' if len(names) > 1 else ''}: {note}" for note, names in of.items()
    ]
