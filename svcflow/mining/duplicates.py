"""Duplicates: what was probably recorded twice rather than done twice.

- A **repeated step**: the same activity by the same person, again in the same case, begun and ended within a minute of its last
  execution: a second click, or a second entry of the same work.
- A **copied case**: another case with the same steps by the same people at the same instants, and the same attributes.
- A **case marked** as a duplicate by the desk itself: one of its steps or statuses is called so ("Closed - duplicate").

What a log cannot show: two tickets in which a customer told of the same trouble twice, unless the desk marked one of them; and rows
that were alike in everything, which the import has dropped and counted already.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog.building import CASE
from svcflow.eventlog.log import EventLog
from svcflow.eventlog.words import plain
from svcflow.mining.coding import Flags, Rows, coded
from svcflow.mining.rework import Repeats

WITHIN_S = 60
_MARKS = re.compile("duplicat|duplikat|dublette|doppelt|dubbel|doublon|重复|重複")
_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class DuplicateRows:
    """What looks like a duplicate; see the module."""

    repeated: Rows
    """rows of the steps"""
    copied: Rows
    """cases, by number, that copy an earlier one"""
    copied_from: int
    """how many different cases were copied"""
    marked: Rows
    """cases, by number, that the desk calls duplicates"""
    dropped: int | None
    """rows that the import left out; None where that is not known"""


def find_duplicates(log: EventLog, repeats: Repeats) -> DuplicateRows:
    """Look for duplicates of all three kinds; `repeats` are those of the log's own steps. Linear in the steps."""
    again = np.flatnonzero(repeats.repeat)
    row, before = repeats.rows[again], repeats.rows[repeats.previous[again]]
    who = coded(log.steps.get_column("resource")).codes
    same = (who[row] >= 0) & (who[row] == who[before])
    for column in ("start_time", "end_time"):
        at = log.steps.get_column(column).to_physical().fill_null(_NEVER).to_numpy()
        apart = np.abs(at[row].astype(np.float64) - at[before])
        same &= apart <= WITHIN_S * 1e6
    copied, copied_from = _copied(log)
    marked = np.unique(repeats.case[_marked(repeats)]).astype(np.int64)
    return DuplicateRows(row[same], copied, copied_from, marked, _dropped(log))


def _marked(repeats: Repeats) -> Flags:
    table = np.array([bool(_MARKS.search(plain(name))) for name in repeats.names] + [False])
    found: Flags = table[repeats.activity]
    return found


def _copied(log: EventLog) -> tuple[Rows, int]:
    """Cases whose steps and attributes an earlier case has had; told by two hashes of every value."""
    columns = [name for name in ("activity", "resource", "team", "start_time", "end_time") if name in log.steps.columns]
    known = [name for name in log.cases.columns if name.startswith(CASE)]
    if log.cases.height < 2:
        return np.zeros(0, np.int64), 0
    sizes = log.cases.get_column("steps").to_numpy().astype(np.int64)
    starts = np.cumsum(sizes) - sizes
    place = log.steps.get_column("position").to_numpy().astype(np.uint64)
    marks = []
    for seed in (1, 2):
        rows = _hashed(log.steps.select(columns), seed) ^ _hashed(pl.DataFrame({"place": place}), seed + 2)
        attributes = _hashed(log.cases.select("steps", *known), seed)
        marks.append(pl.Series(f"mark{seed}", np.add.reduceat(rows, starts) ^ attributes))
    cases = pl.DataFrame(marks)
    again = ~cases.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    alike = cases.filter(again).n_unique() if again.any() else 0
    return np.flatnonzero(again.to_numpy()), alike


def _hashed(frame: pl.DataFrame, seed: int) -> NDArray[np.uint64]:
    texts = [pl.col(name).cast(pl.String) for name, kind in frame.schema.items() if isinstance(kind, pl.Categorical)]
    return frame.with_columns(texts).hash_rows(seed=seed).to_numpy()


def _dropped(log: EventLog) -> int | None:
    if log.report is None:
        return None
    return sum(repair.count for repair in log.report.repairs if repair.rule == "exact duplicates")
