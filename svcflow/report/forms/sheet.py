"""The tables behind the report as data: every figure a number in the unit that its head names, every text as the log has it.

A page shows what can be read; a sheet holds what can be computed with: all steps, all waits, all redesigns, in hours [h], shares from
0 to 1, and the currency that the analyst named, unrounded, straight from the facts. Where the basis of a row's figures can differ, a
column says it: `measured`, `estimated`, `simulated`, `absent`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

Kind = Literal["text", "count", "number", "share"]
Value = str | int | float | None
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its head, the unit of its figures ("" for texts and plain numbers), and how its figures are written."""

    head: str
    kind: Kind = "number"
    unit: str = ""

    @property
    def label(self) -> str:
        """Head and unit as they stand above the column: `Waiting, mean [h]`."""
        return f"{self.head} [{self.unit}]" if self.unit else self.head


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the name of its file, its title (at most 31 letters, as workbooks ask), columns, rows, and what limits it."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


Columns: TypeAlias = Sequence[tuple[Field, Callable[[Thing], Value]]]
"""The columns of a table of things: each a field, and what it asks a thing for."""


def text(head: str) -> Field:
    """A column of names."""
    return Field(head, "text")


def count(head: str) -> Field:
    """A column of whole numbers."""
    return Field(head, "count")


def hours(head: str) -> Field:
    """A column of durations [h]."""
    return Field(head, "number", "h")


def share(head: str) -> Field:
    """A column of shares from 0 to 1, which a workbook shows as percentages."""
    return Field(head, "share", "0–1")


def number(head: str, unit: str = "") -> Field:
    """A column of figures in a unit, or whose unit stands beside them."""
    return Field(head, "number", unit)


def sheet(name: str, title: str, things: Iterable[Thing], columns: Columns[Thing], note: str = "") -> Sheet:
    """A sheet with a row for each thing and a column for each question to it."""
    rows = tuple(tuple(value(thing) for _, value in columns) for thing in things)
    return Sheet(name, title, tuple(field for field, _ in columns), rows, note)
