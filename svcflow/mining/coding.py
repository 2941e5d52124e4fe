"""Columns of texts as whole numbers, on which the passes over steps run: 10 million rows of them are compared in hundredths of a second.

Numbers follow the names in alphabetical order, so that what ties is ordered by name, and are the same whatever the order of the rows
and whether the column was kept as text or coded.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]
NOBODY = -1
_RADIX = 1 << 16
"""up to so many names numpy sorts rows by counting"""


@dataclass(frozen=True, slots=True)
class Coded:
    """A number for each row (`NOBODY` where it is empty), and the names by number."""

    codes: Codes
    names: tuple[str, ...]

    def among(self, names: Container[str]) -> Flags:
        """Which rows have one of these names."""
        table = np.array([name in names for name in self.names] + [False])
        found: Flags = table[self.codes]
        return found


def coded(column: pl.Series) -> Coded:
    """The numbers and names of a column of texts, coded or not."""
    known = column if isinstance(column.dtype, pl.Categorical) else column.cast(pl.String).cast(pl.Categorical(pl.Categories.random()))
    physical = known.to_physical()
    used = np.flatnonzero(np.bincount(physical.drop_nulls().to_numpy())) if physical.null_count() < len(physical) else np.empty(0, np.int64)
    texts = pl.Series(used).cast(physical.dtype).cat.to(known.dtype).cast(pl.String).to_list()
    order = sorted(range(len(used)), key=texts.__getitem__)
    empty = int(used[-1]) + 1 if len(used) else 0
    table = np.full(empty + 1, NOBODY, np.int32)
    table[used[order]] = np.arange(len(used), dtype=np.int32)
    rows = physical.cast(pl.UInt32).fill_null(empty) if physical.null_count() else physical
    return Coded(table[rows.to_numpy()], tuple(texts[number] for number in order))


def case_numbers(steps: pl.DataFrame) -> Codes:
    """0, 1, 2 … for the cases of steps that stand together by case."""
    if not steps.height:
        return np.zeros(0, np.int32)
    case = steps.get_column("case_id")
    if isinstance(case.dtype, pl.Categorical):
        physical = case.to_physical().to_numpy()
        changes = np.append(False, physical[1:] != physical[:-1])
    else:
        changes = (case != case.shift()).fill_null(False).to_numpy()
    return np.cumsum(changes, dtype=np.int32)


def rows_by_code(codes: NDArray[np.integer], kinds: int) -> Rows:
    """The rows ordered by code, those of one code in their order; linear for up to 65 536 codes. `NOBODY` comes last."""
    small = codes.astype(np.uint16) if kinds < _RADIX else codes.astype(np.uint32)
    return np.argsort(small, kind="stable")


def previous_alike(case: Codes, codes: Codes, kinds: int) -> tuple[Rows, Flags]:
    """For each row the last one before it in its case with the same code (-1: there is none), and whether another follows.

    Codes from 0 on: none may be empty.
    """
    previous, followed = np.full(len(codes), -1, np.int64), np.zeros(len(codes), np.bool_)
    if len(codes):
        order = rows_by_code(codes, kinds)
        cases = case[order]
        same = cases[1:] == cases[:-1]
        # In this order codes only rise: they differ where the next one begins.
        begins = np.cumsum(np.bincount(codes + 1, minlength=kinds + 1)[1:])
        same[begins[(begins > 0) & (begins < len(codes))] - 1] = False
        previous[order[1:]] = np.where(same, order[:-1], -1)
        followed[order[:-1]] = same
    return previous, followed
