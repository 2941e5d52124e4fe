"""Rows that are finished steps: with one time, the end (`events`), or with two (`start_end`).

Where a start was not recorded it stays unknown; a start that equals its end would be a claim that the work took no time.
"""

from __future__ import annotations

import polars as pl

from svcflow.eventlog.log import TIME
from svcflow.eventlog.shapes.shaped import LIFECYCLE, Shaped, counted
from svcflow.eventlog.shapes.transitions import KIND, kinds_of, set_others_aside


def ended(rows: pl.DataFrame) -> Shaped:
    """Rows whose time is the end of a step.

    A lifecycle column without starts says nothing but that the rows are completions; its other transitions are set aside.
    """
    rows = rows.with_columns(start_time=pl.lit(None, TIME))
    if LIFECYCLE not in rows.columns or not rows.get_column(LIFECYCLE).count():
        return Shaped(rows)
    marked = rows.with_columns(kinds_of(rows.get_column(LIFECYCLE)))
    complete = (marked.get_column(KIND) == "complete").sum()
    if complete <= (~marked.get_column(KIND).is_in(["start", "complete"])).sum():
        return Shaped(rows)
    kept, repairs = set_others_aside(marked)
    return Shaped(kept.drop(KIND), repairs=repairs)


def spanned(rows: pl.DataFrame) -> Shaped:
    """Rows with a start and an end; those without an end, or with one that lies before the start, are set aside."""
    ends, open_ended = parted(rows, pl.col("end_time").is_not_null())
    forward, backward = parted(ends, pl.col("start_time").is_null() | (pl.col("start_time") <= pl.col("end_time")))
    unknown = forward.get_column("start_time").null_count()
    notes = (f"{unknown} of {counted(forward.height, 'step')} have an end and no start: their start is unknown.",) if unknown else ()
    return Shaped(forward, (("no end time", open_ended), ("the end is before the start", backward)), (), notes)


def parted(rows: pl.DataFrame, good: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that are good, and the others (those of which it is unknown among them)."""
    mask = rows.select(good.fill_null(False)).to_series()
    return rows.filter(mask), rows.filter(~mask)
