"""From rows to a log: the one place where steps are put in order and cases are summed up.

A step's place in its case is given by its start, or by its end where no start is known; of equal ones the row that came first
stays first. Cases stand in the order of their first instant. Both the importer and the simulator build their logs here, so
that what happened and what would happen are ordered by the same rule (`ordering`). Columns of texts may be `String` or
`Categorical`, and stay what they are. Cost: that of the order; linear otherwise, and without a copy where rows stand in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.errors import LogError, did_you_mean
from svcflow.eventlog.log import COLUMNS, SUSPENDED, TIME, EventLog, ImportReport, Meaning, Shape
from svcflow.eventlog.ordering import Instants, Rows, case_order

CASE = "case:"
NAMED = (*COLUMNS, "team", "priority")
"""columns that keep their names, constant in a case or not"""
MEASURES = ("processing_h", "waiting_h", "paused_h", "basis")
_TEXTS = ("case_id", "activity", "resource", "team", "priority")
_TIMES = ("enabled_time", "start_time", "end_time")


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
    rows = _canonical(frame)
    order = case_order(rows.get_column("case_id"), at=_began(rows), first=_first(rows), opening=_enabled(rows))
    steps = _case_prefixed(_numbered(order.apply(rows), order.starts))
    cases = _summed_up(steps, order.starts)
    return EventLog(steps, cases, name, shape, dict(meanings or {}), timezone, origin, report)


def work_steps(log: EventLog) -> EventLog:
    """Status logs without their queues: the time in a queue becomes the waiting of the step that follows.

    A row whose meaning is `queue` is removed, and the next row of its case gets the queue's begin as its `enabled_time` (of
    several queue rows in a row, the first one's). A queue row that ends its case is removed and counted nowhere else: nothing
    followed that could have waited; a case of queue rows alone disappears with them. Other rows stay as they are, statuses of
    zero length among them. A log without queue rows is returned unchanged.
    """
    queues = [activity for activity, meaning in log.meanings.items() if meaning == "queue"]
    queued = log.steps.get_column("activity").is_in(queues).to_numpy() if queues else np.zeros(1, bool)
    if not queued.any():
        return log
    starts = case_starts(log)
    first = np.zeros(log.steps.height, bool)
    first[starts] = True
    after = np.append(False, queued[:-1]) & ~first
    begin = pl.coalesce("enabled_time", "start_time", "end_time")
    run_begin = pl.when(pl.Series(queued & ~after)).then(begin).forward_fill()
    steps = log.steps.with_columns(pl.when(pl.Series(after)).then(run_begin.shift(1)).otherwise("enabled_time").alias("enabled_time"))
    kept = np.add.reduceat(~queued, starts, dtype=np.int64)
    left = kept > 0
    return _resummed(log, steps.filter(pl.Series(~queued)), log.cases.filter(pl.Series(left)), kept[left])


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


def case_starts(log: EventLog) -> Rows:
    """The row at which each case begins, in the order of the cases."""
    sizes = log.cases.get_column("steps").to_numpy().astype(np.int64)
    starts: Rows = np.cumsum(sizes) - sizes
    return starts


def null_count(steps: pl.DataFrame, column: str) -> int:
    """How many rows have nothing in a column: all of them, if there is no such column. A column of nothing but null is not made."""
    return int(steps.select(pl.col(column).null_count()).item()) if column in steps.columns else steps.height


def with_case_columns(steps: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Steps that stand in the order of `cases` with what the cases know: `case_id`, the `case:` columns, the place in the case."""
    sizes = cases.get_column("steps").to_numpy().astype(np.int64)
    if int(sizes.sum()) != steps.height:
        raise ValueError(f"{steps.height} steps, and cases of {int(sizes.sum())}")
    of_step = pl.Series(np.repeat(np.arange(cases.height, dtype=np.uint32), sizes))
    known = cases.select("case_id", *[name for name in cases.columns if name.startswith(CASE)])[of_step]
    return _numbered(steps.hstack(known), np.cumsum(sizes) - sizes)


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
    grouped = [_text(frame, column) if column in _TEXTS else pl.col(column) for column in others]
    return frame.select(*texts, *times, *grouped)


def _text(frame: pl.DataFrame, column: str) -> pl.Expr:
    if column not in frame.columns:
        return pl.lit(None, pl.String)
    return pl.col(column) if isinstance(frame.schema[column], pl.Categorical) else pl.col(column).cast(pl.String)


def _time(frame: pl.DataFrame, column: str) -> pl.Expr:
    kind = frame.schema.get(column)
    if kind is None or kind == pl.Null:
        return pl.lit(None, TIME)
    if not isinstance(kind, pl.Datetime):
        raise LogError(f'the column "{column}" holds {kind}, not instants.', remedy="Give it as Datetime in UTC.")
    naive = kind.time_zone is None
    return (pl.col(column).dt.replace_time_zone("UTC") if naive else pl.col(column).dt.convert_time_zone("UTC")).cast(TIME)


def _began(steps: pl.DataFrame) -> Instants:
    """When each step began, or ended where that is not known [µs]."""
    return steps.select(pl.coalesce("start_time", "end_time").to_physical()).to_series().to_numpy()


def _first(steps: pl.DataFrame) -> Instants:
    """The earlier of begin and end [µs]."""
    return steps.select(pl.min_horizontal("start_time", "end_time").to_physical()).to_series().to_numpy()


def _enabled(steps: pl.DataFrame) -> Instants | None:
    """When each step could have begun, the end of all time where that is not known [µs]."""
    known = steps.get_column("enabled_time")
    return known.to_physical().fill_null(np.iinfo(np.int64).max).to_numpy() if known.count() else None


def _numbered(steps: pl.DataFrame, starts: Rows) -> pl.DataFrame:
    """`position` and `previous_activity` of steps that are in order."""
    sizes = np.diff(np.append(starts, steps.height))
    position = pl.Series("position", (np.arange(steps.height) - np.repeat(starts, sizes)).astype(np.uint32))
    numbered = steps.with_columns(position)
    before = pl.when(pl.col("position") > 0).then(pl.col("activity").shift(1)).alias("previous_activity")
    named = [column for column in COLUMNS if column in steps.columns or column in ("position", "previous_activity")]
    others = [column for column in steps.columns if column not in COLUMNS]
    return numbered.with_columns(before).select(*named, *others)


def _case_prefixed(steps: pl.DataFrame) -> pl.DataFrame:
    """Columns that no case changes get the prefix `case:`."""
    fixed = (*NAMED, *MEASURES, SUSPENDED)
    others = [column for column in steps.columns if column not in fixed and not column.startswith(CASE)]
    if not others or not steps.height:
        return steps
    inside = pl.col("position") > 0
    changes = steps.select((pl.col(column).ne_missing(pl.col(column).shift(1)) & inside).any() for column in others).row(0)
    names: dict[str, str] = {}
    taken = set(steps.columns)
    for column, changing in zip(others, changes, strict=True):
        if not changing:
            free = CASE + column
            while free in taken:
                free += " (2)"
            taken.add(free)
            names[column] = free
    return steps.rename(names)


def _summed_up(steps: pl.DataFrame, starts: Rows) -> pl.DataFrame:
    """One row for each case, in the steps' order."""
    fixed = steps.select("case_id", *[column for column in steps.columns if column.startswith(CASE)])[pl.Series(starts)]
    first, last = _spans(steps, starts)
    sizes = np.diff(np.append(starts, steps.height)).astype(np.uint32)
    times = (pl.Series("first_time", first).cast(TIME), pl.Series("last_time", last).cast(TIME), pl.Series("steps", sizes))
    return fixed.select("case_id", *times, *fixed.columns[1:])


def _spans(steps: pl.DataFrame, starts: Rows) -> tuple[Instants, Instants]:
    """The first observed instant and the last end of each case [µs]."""
    if not len(starts):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    enabled = _enabled(steps)
    first, last = np.minimum.reduceat(_first(steps), starts), np.maximum.reduceat(_ends(steps), starts)
    return first if enabled is None else np.minimum(first, enabled[starts]), last


def _ends(steps: pl.DataFrame) -> NDArray[np.int64]:
    return steps.get_column("end_time").to_physical().to_numpy()


def _resummed(log: EventLog, steps: pl.DataFrame, cases: pl.DataFrame, sizes: Rows) -> EventLog:
    """The log of some of its steps, so many of each case; what is left stays in order."""
    starts = np.cumsum(sizes) - sizes
    placed = [name for name in ("position", "previous_activity") if name in steps.columns]
    steps = _numbered(steps.drop(placed), starts) if placed else steps
    first, last = _spans(steps, starts)
    times = (pl.Series("first_time", first).cast(TIME), pl.Series("last_time", last).cast(TIME))
    return replace(log, steps=steps, cases=cases.with_columns(*times, pl.Series("steps", sizes.astype(np.uint32))))
