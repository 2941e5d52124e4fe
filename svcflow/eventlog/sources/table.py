"""A source's rows before anything is understood: texts (or what the source itself has typed), with where each row stands.

Every reader in this package gives a `Table`. Its `frame` has one column for each of the source's, in its order, under unique
names: `String` or `Categorical` (texts), or the numbers, booleans and instants of a source that has types. A row's number in
`lines` is where it begins: a line of a text file, a row of a sheet, a record of a database; 1 is the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from svcflow.eventlog.log import Reject, Repair

NULLS = ("", "NULL", "null", "Null", "None", "none", "nan", "NaN", "NAN", "N/A", "n/a", "#N/A", "<NA>")


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows: `frame` (texts, or what Parquet held), the `lines` on which they begin, and how they were read."""

    frame: pl.DataFrame
    lines: pl.Series
    encoding: str | None = None
    encoding_why: str = ""
    delimiter: str | None = None
    rejected: tuple[Reject, ...] = ()
    repairs: tuple[Repair, ...] = ()
    """what had to be mended to read it: NUL characters, a quote that is never closed"""
    notes: tuple[str, ...] = ()
    is_clean: bool = False
    """whether no text has blanks around it, and null is what stands for nothing"""
    file_column: str | None = None
    """the column that names each row's file, where the rows come from several; it says nothing about a row's content"""


def without_nulls(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts stripped of the blanks around them, and what stands for nothing made null (`?` where several columns have it)."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    cleaned = cleaned_texts([frame.get_column(name) for name in texts])
    return frame.with_columns(cleaned) if texts else frame


def cleaned_texts(columns: Sequence[pl.Series]) -> list[pl.Series]:
    """The same for columns of texts, or for their distinct texts."""
    stripped = [column.str.strip_chars() for column in columns]
    marked = sum(bool((column == "?").any()) for column in stripped)
    nulls = pl.Series([*NULLS, *["?"] * (marked > 1)]).implode()
    return [column.set(column.is_in(nulls), None) if column.is_in(nulls).any() else column for column in stripped]


def unique_names(names: Iterable[str]) -> list[str]:
    """Headers made different: a second `Variant` becomes `Variant (2)`, an empty one `column 3`. None holds a NUL."""
    seen: set[str] = set()
    unique = []
    for number, name in enumerate(names, start=1):
        wanted = name.replace("\x00", "").strip() or f"column {number}"
        free, copy = wanted, 1
        while free in seen:
            copy += 1
            free = f"{wanted} ({copy})"
        seen.add(free)
        unique.append(free)
    return unique
