"""From rows to a log: the one place where steps are put in order and cases are summed up.

A step's place in its case is given by its start, or by its end where no start is known; of equal ones the row that came first
stays first. Cases stand in the order of their first instant. Both the importer and the simulator build their logs here, so
that what happened and what would happen are ordered by the same rule. Cost: two sorts of integers, linear otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

import polars as pl

from svcflow.errors import LogError, did_you_mean
from svcflow.eventlog.log import COLUMNS, TIME, EventLog, ImportReport, Meaning, Shape

CASE = "case:"
NAMED = (*COLUMNS, "team", "priority")
"""columns that keep their names, constant in a case or not"""
MEASURES = ("processing_h", "waiting_h", "paused_h", "basis")
_TEXTS = ("case_id", "activity", "resource", "team", "priority")
_TIMES = ("enabled_time", "start_time", "end_time")
_NUMBER = "\x00case"
_ROW = "\x00row"


def build_log(
    frame: pl.DataFrame,
    *,
    name: str,
    shape: Shape = "start_end",
    meanings: Mapping[str, Meaning] | None = None,
    timezone: str = "UTC",
    origin: Literal["recorded", "simulated"] = "recorded",
    report: ImportReport | None = None,
) -> EventLog:
    """Sort the steps, number them, and sum up the cases.

    Parameters
    ----------
    frame : polars.DataFrame
        One row for each step, in any order: at least `case_id`, `activity` and `end_time` (no nulls); `resource`,
        `enabled_time`, `start_time`, `team`, `priority` and any others where there are. Times are aware, or naive UTC.
    name : str
        The log's name in reports.

    Returns
    -------
    EventLog
        Columns that are constant in every case carry the prefix `case:` and stand in `cases` too.

    Raises
    ------
    LogError
        A column that every log needs is missing, or has nulls.
    """
    rows = _canonical(frame).with_row_index(_ROW)
    order = pl.coalesce("start_time", "end_time")
    first = pl.min_horizontal(pl.col("start_time").min(), pl.col("end_time").min())
    enabled = pl.col("enabled_time").sort_by(order, _ROW).first() if rows.get_column("enabled_time").count() else None
    begin = first if enabled is None else pl.min_horizontal(first, enabled)
    begins = rows.lazy().group_by("case_id").agg(begin.alias("first_time"), pl.col(_ROW).min().alias("\x00seen"))
    numbers = begins.sort("first_time", "\x00seen").with_row_index(_NUMBER).select("case_id", _NUMBER, "first_time").collect()
    steps = _in_order(rows.join(numbers.select("case_id", _NUMBER), on="case_id", how="left", maintain_order="left"))
    steps = _case_prefixed(steps)
    cases = _summed_up(steps, numbers.get_column("first_time"))
    return EventLog(steps.drop(_NUMBER), cases, name, shape, dict(meanings or {}), timezone, origin, report)


def work_steps(log: EventLog) -> EventLog:
    """Status logs without their queues: the time in a queue becomes the waiting of the step that follows.

    A row whose meaning is `queue` is removed, and the next row of its case gets the queue's begin as its `enabled_time` (of
    several queue rows in a row, the first one's). A queue row that ends its case is removed and counted nowhere else: nothing
    followed that could have waited; a case of queue rows alone disappears with them. Other rows stay as they are, statuses of
    zero length among them. A log without queue rows is returned unchanged.
    """
    queues = [activity for activity, meaning in log.meanings.items() if meaning == "queue"]
    is_queue = pl.col("activity").is_in(queues)
    if not queues or not log.steps.select(is_queue.any()).item():
        return log
    begin = pl.coalesce("enabled_time", "start_time", "end_time")
    new_run = is_queue & ~(is_queue.shift(1, fill_value=False) & (pl.col("position") > 0))
    run_begin = pl.when(new_run).then(begin).forward_fill()
    follows = is_queue.shift(1, fill_value=False) & (pl.col("position") > 0)
    steps = log.steps.with_columns(pl.when(follows).then(run_begin.shift(1)).otherwise("enabled_time").alias("enabled_time"))
    return _resummed(log, steps.filter(~is_queue))


def select_cases(log: EventLog, case_ids: Iterable[str]) -> EventLog:
    """The log of some of its cases, in the log's order; its report still speaks of the whole file.

    Raises
    ------
    LogError
        A case that is not in the log.
    """
    wanted = pl.Series(list(case_ids), dtype=pl.String).unique()
    there = log.cases.get_column("case_id")
    missing = wanted.filter(~wanted.is_in(there.implode()))
    if len(missing):
        raise LogError(f'there is no case "{missing[0]}".', place=log.name, remedy=did_you_mean(missing[0], there.head(1000)))
    keep = pl.col("case_id").is_in(wanted.implode())
    return replace(log, steps=log.steps.filter(keep), cases=log.cases.filter(keep))


def _canonical(frame: pl.DataFrame) -> pl.DataFrame:
    """Every named column there, with its type; others after them."""
    for column in ("case_id", "activity", "end_time"):
        if column not in frame.columns:
            raise LogError(f'the column "{column}" is missing.', remedy=did_you_mean(column, frame.columns))
        if frame.get_column(column).null_count():
            raise LogError(f'the column "{column}" has {frame.get_column(column).null_count()} empty values.', remedy="Leave them out.")
    texts = [_text(frame, column).alias(column) for column in _TEXTS[:3]]
    times = [_time(frame, column).alias(column) for column in _TIMES]
    others = [column for column in frame.columns if column not in COLUMNS]
    grouped = [pl.col(column).cast(pl.String) if column in _TEXTS else pl.col(column) for column in others]
    return frame.select(*texts, *times, *grouped)


def _text(frame: pl.DataFrame, column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String) if column in frame.columns else pl.lit(None, pl.String)


def _time(frame: pl.DataFrame, column: str) -> pl.Expr:
    kind = frame.schema.get(column)
    if kind is None or kind == pl.Null:
        return pl.lit(None, TIME)
    if not isinstance(kind, pl.Datetime):
        raise LogError(f'the column "{column}" holds {kind}, not instants.', remedy="Give it as Datetime in UTC.")
    naive = kind.time_zone is None
    return (pl.col(column).dt.replace_time_zone("UTC") if naive else pl.col(column).dt.convert_time_zone("UTC")).cast(TIME)


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Sorted by case and time; with `position` and `previous_activity`."""
    order = rows.select(pl.col(_NUMBER), pl.coalesce("start_time", "end_time").to_physical().alias("at"))
    index = order.select(pl.arg_sort_by(_NUMBER, "at", maintain_order=True)).to_series()
    return _numbered(rows.drop(_ROW)[index], pl.col(_NUMBER))


def _numbered(steps: pl.DataFrame, case: pl.Expr) -> pl.DataFrame:
    """`position` and `previous_activity` of steps that are already in order."""
    row = pl.int_range(pl.len(), dtype=pl.UInt32)
    opens = (case != case.shift(1)).fill_null(True)
    numbered = steps.with_columns((row - pl.when(opens).then(row).forward_fill()).alias("position"))
    before = pl.when(pl.col("position") > 0).then(pl.col("activity").shift(1)).alias("previous_activity")
    others = [column for column in steps.columns if column not in COLUMNS]
    return numbered.with_columns(before).select(*COLUMNS, *others)


def _case_prefixed(steps: pl.DataFrame) -> pl.DataFrame:
    """Columns that no case changes get the prefix `case:`."""
    fixed = (*NAMED, *MEASURES, _NUMBER)
    others = [column for column in steps.columns if column not in fixed and not column.startswith(CASE)]
    if not others or not steps.height:
        return steps
    inside = pl.col("position") > 0
    changes = steps.select((pl.col(column).ne_missing(pl.col(column).shift(1)) & inside).any() for column in others).row(0)
    names: dict[str, str] = {}
    for column, changing in zip(others, changes, strict=True):
        if not changing:
            free = CASE + column
            while free in steps.columns or free in names.values():
                free += " (2)"
            names[column] = free
    return steps.rename(names)


def _summed_up(steps: pl.DataFrame, first_times: pl.Series | None) -> pl.DataFrame:
    """One row for each case, in the steps' order; `first_times` where they are known already."""
    opens = steps.get_column("position") == 0
    starts = opens.arg_true()
    of_case = opens.cast(pl.UInt32).cum_sum() - 1
    grouped = steps.select("start_time", "end_time", "enabled_time", "position").with_columns(of_case.alias(_NUMBER))
    first_enabled = pl.col("enabled_time").filter(pl.col("position") == 0).first()
    times = (
        grouped.group_by(_NUMBER)
        .agg(
            pl.min_horizontal(pl.col("start_time").min(), pl.col("end_time").min(), first_enabled).alias("first_time"),
            pl.col("end_time").max().alias("last_time"),
            pl.len().cast(pl.UInt32).alias("steps"),
        )
        .sort(_NUMBER)
    )
    if first_times is not None:
        times = times.with_columns(first_times.alias("first_time"))
    fixed = steps.select("case_id", *[column for column in steps.columns if column.startswith(CASE)])[starts]
    return pl.concat([fixed.select("case_id"), times.drop(_NUMBER), fixed.drop("case_id")], how="horizontal")


def _resummed(log: EventLog, steps: pl.DataFrame) -> EventLog:
    numbered = _numbered(steps.drop("position", "previous_activity"), pl.col("case_id"))
    return replace(log, steps=numbered, cases=_summed_up(numbered, None))
