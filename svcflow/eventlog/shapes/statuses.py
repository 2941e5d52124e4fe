"""Rows that begin a status, which lasts until the next one of the case.

The log says when a ticket entered a status; that it was worked on all the while, it does not. The last status of a case lasts
as long as is known: not at all, unless its end is recorded. A status in which the ticket is over (closed, resolved …) lasts until the next
one too, be it the last click or a reopening: a pause, by its meaning. Where nothing follows it, it takes no time, whatever the
log records after it.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from svcflow.eventlog.log import Meaning, Repair
from svcflow.eventlog.meanings import guess_meaning
from svcflow.eventlog.shapes.ends import parted
from svcflow.eventlog.shapes.shaped import Shaped
from svcflow.eventlog.words.milestones import find_opening

ROW = "\x00row"
OVER = "\x00over"
"""whether the ticket is over in the status of this row"""
UNTIL = "\x00until"
"""when the status is known to have ended, or to have lasted still"""


def lasting(rows: pl.DataFrame, meanings: Mapping[str, Meaning]) -> Shaped:
    """Each row lasts until its recorded end, if there is one, else until the next one of its case begins."""
    backward = rows.clear()
    if "end_time" in rows.columns:
        rows = rows.with_columns(pl.col("end_time").alias(UNTIL))
        rows, backward = parted(rows, pl.col(UNTIL).is_null() | (pl.col("start_time") <= pl.col(UNTIL)))
    ordered = in_time(rows.with_row_index(ROW)).with_columns(final(rows.get_column("activity"), meanings).alias(OVER))
    steps, notes = spread(ordered)
    aside = (("the end is before the start", backward.drop(UNTIL, strict=False)),)
    return Shaped(steps.sort(ROW).drop(ROW), aside, notes=notes)


def spread(ordered: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Rows in order of case and time as steps with an end; they say whether the ticket is `OVER`, and may say `UNTIL` when they last."""
    followed = pl.col("case_id") == pl.col("case_id").shift(-1)
    next_begin = pl.when(followed).then(pl.col("start_time").shift(-1))
    known = pl.col(UNTIL) if UNTIL in ordered.columns else pl.lit(None)
    at_last = pl.col(OVER) & next_begin.is_null()
    end = pl.when(at_last).then(pl.coalesce("start_time", known)).otherwise(pl.coalesce(known, next_begin, "start_time"))
    resting = ordered.filter(ordered.select((followed & pl.col(OVER)).fill_null(False)).to_series()).get_column("activity")
    steps = ordered.with_columns(end.alias("end_time")).drop(OVER, UNTIL, strict=False)
    if not len(resting):
        return steps, ()
    names = ", ".join(f'"{name}"' for name in resting.value_counts(sort=True).get_column("activity"))
    note = f"What follows a status in which the ticket is over ({names}), {len(resting)} times, ends a pause: neither work nor waiting."
    return steps, (note,)


def in_time(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows by case and begin; equal ones keep their order."""
    order = rows.select(pl.col("case_id").cast(pl.Categorical).to_physical().alias("case"), "start_time")
    return rows[order.select(pl.arg_sort_by("case", "start_time", maintain_order=True)).to_series()]


def final(activities: pl.Series, meanings: Mapping[str, Meaning]) -> pl.Expr:
    """Whether the ticket is over in a row's status, by its words; one that the analyst gave a meaning is what they say."""
    names = activities.unique().cast(pl.String).drop_nulls()
    finals = [name for name in names if meanings.get(name, guess_meaning(name, "status")) == "closed"]
    return pl.col("activity").cast(pl.String).is_in(finals)


def with_opening(ordered: pl.DataFrame) -> tuple[pl.DataFrame, str | None, tuple[Repair, ...]]:
    """The case's opening under `enabled_time` on its first row, where a column says when the ticket was opened, and its name.

    The lead time then runs from the opening, not from the first row. An opening after the first row is not used.
    """
    times = [name for name, kind in ordered.schema.items() if isinstance(kind, pl.Datetime)]
    column = find_opening(times)
    if column is None:
        return ordered, None, ()
    first = pl.col("case_id").ne_missing(pl.col("case_id").shift(1))
    late = ordered.filter(ordered.select((first & (pl.col(column) > pl.col("start_time"))).fill_null(False)).to_series())
    known = pl.col("enabled_time") if "enabled_time" in ordered.columns else pl.lit(None)
    opened = pl.when(first & (pl.col(column) <= pl.col("start_time"))).then(pl.col(column))
    repairs: tuple[Repair, ...] = ()
    if late.height:
        rule = f'tickets with "{column}" after their first row, which then opens them'
        repairs = (Repair(rule, late.height, f"{late.get_column('case_id')[0]}: {late.get_column(column)[0]:%Y-%m-%d %H:%M}"),)
    return ordered.with_columns(pl.coalesce(known, opened).alias("enabled_time")), column, repairs
