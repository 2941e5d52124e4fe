"""From rows to steps, by the shape of the log: each shape has its module, and here they meet."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from svcflow.eventlog.log import LASTING, Meaning, Shape
from svcflow.eventlog.shapes.audit import changed
from svcflow.eventlog.shapes.choosing import find_shape
from svcflow.eventlog.shapes.ends import ended, spanned
from svcflow.eventlog.shapes.history import replayed
from svcflow.eventlog.shapes.milestones import reached
from svcflow.eventlog.shapes.pairs import paired
from svcflow.eventlog.shapes.shaped import LIFECYCLE, LINE, TIMESTAMP, ShapeChoice, Shaped
from svcflow.eventlog.shapes.statuses import lasting

__all__ = ["LIFECYCLE", "LINE", "TIMESTAMP", "ShapeChoice", "Shaped", "find_shape", "shape_rows"]


def shape_rows(rows: pl.DataFrame, shape: Shape, meanings: Mapping[str, Meaning] | None = None) -> Shaped:
    """Steps with `start_time` and `end_time`.

    Parameters
    ----------
    rows : polars.DataFrame
        Rows under our names, in any order, with the marks that the shape needs (`svcflow.eventlog.shapes.shaped`).
    shape : Shape
        What a row is.
    meanings : mapping of str to str, optional
        What the analyst says of statuses; the ticket is over in those that are closed, by that or by their words.

    Returns
    -------
    Shaped
        Cost: a few sorts at most, linear otherwise.
    """
    said = meanings or {}
    if shape == "milestones":
        return reached(rows, said)
    rows = _single_time(rows, shape)
    if shape == "lifecycle":
        return paired(rows)
    if shape == "status":
        return lasting(rows, said)
    if shape == "audit":
        return changed(rows, said)
    if shape == "history":
        return replayed(rows, said)
    return ended(rows) if shape == "events" else spanned(rows)


def _single_time(rows: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """The one time that the shape speaks of, whatever role it was found in: a status' begin, or a step's end."""
    there = [name for name in (TIMESTAMP, "end_time", "start_time") if name in rows.columns and rows.get_column(name).count()]
    if shape in LASTING:
        begin = next((name for name in ("start_time", TIMESTAMP, "end_time") if name in there), None)
        rows = rows.with_columns(pl.col(begin).alias("start_time")) if begin else rows
        rows = rows.drop("end_time", strict=False) if begin != "start_time" or shape != "status" else rows
    elif shape in ("events", "lifecycle"):
        end = next((name for name in ("end_time", TIMESTAMP, "start_time") if name in there), None)
        rows = rows.with_columns(pl.col(end).alias("end_time")) if end else rows
    return rows.drop(TIMESTAMP, strict=False)
