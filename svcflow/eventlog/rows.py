"""Rows taken and rows rejected: the file's columns under our names, each row with what an event cannot do without.

A row without a case, an activity or a readable time is rejected, with its line and the reason. Rows that are taken are put in the
order of their case and time; one that repeats another in every column is an export's stutter and is dropped. If most of a column
cannot be read, the column was mistaken and the file is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog.building import MEASURES, NAMED
from svcflow.eventlog.columns import TIME_ROLES, Columns
from svcflow.eventlog.log import Reject, Repair
from svcflow.eventlog.ordering import case_order
from svcflow.eventlog.shapes.shaped import LINE, MARKS, MILESTONE, TIMESTAMP
from svcflow.eventlog.sources.table import Table
from svcflow.eventlog.texts import distinct_texts, is_text, recoded

_TEXTS = ("case_id", "activity", "resource", "team", "priority")
_INTEGER = r"^-?(0|[1-9][0-9]{0,17})$"
_NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?$"
_EXAMPLES = 300
_ANY_NUMBER = r"^-?[0-9][0-9.,]*([eE][-+]?[0-9]{1,3})?$"
_COMMA = r"^-?(0|[1-9][0-9]*|[1-9][0-9]{0,2}(\.[0-9]{3})+)(,[0-9]+)?$"
_THOUSANDS = r"^-?[0-9]{1,3}(,[0-9]{3})*$"
"""1,234 is as likely a thousand and more as one and a bit"""
_FIRST, _LAST = datetime(1901, 1, 1, tzinfo=UTC), datetime(2201, 1, 1, tzinfo=UTC)
"""systems write 0001-01-01, 1900-01-01 or 9999-12-31 where they have no date"""


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows under our names, and what became of the others."""

    rows: pl.DataFrame
    rejected: tuple[Reject, ...]
    repairs: tuple[Repair, ...]
    events: int
    """rows understood, duplicates included"""


def take_rows(table: Table, columns: Columns, times: Mapping[str, pl.Series], delimiter: str, place: str) -> Taken:
    """Check every row. Cost: linear.

    Raises
    ------
    LogError
        More than half of a column cannot be read, or no row is left.
    """
    frame = table.frame
    bad, reasons = _reasons(frame, columns, times, place)
    rejected = reject_rows(table, bad, reasons, delimiter)
    rows = _renamed(frame, columns, times)
    if len(bad):
        keep = pl.Series(np.ones(rows.height, np.bool_)).scatter(bad, False)
        rows = rows.filter(keep)
    if not rows.height:
        raise LogError(f"no row can be taken: {rejected[0].reason}.", place=f"{place}, line {rejected[0].line}")
    ordered = _in_order(rows, other_names(frame, columns).get(columns.roles.get("sequence", "")))
    repeated = _repeated(ordered, table.file_column)
    repairs = list(_unreadable_enabled(frame, columns, times))
    if repeated.any():
        again = ordered.get_column(LINE).filter(repeated)
        example = reject_rows(table, again.head(1), [""], delimiter)[0].row
        repairs.append(Repair("exact duplicates", len(again), example[:_EXAMPLES]))
        ordered = ordered.filter(~repeated)
    return Taken(ordered, rejected, tuple(repairs), rows.height)


def reject_rows(table: Table, rows: pl.Series, reasons: Iterable[str], delimiter: str) -> tuple[Reject, ...]:
    """Rows of the table, by their places in it, with their lines and reasons."""
    frame = table.frame[rows]
    files = frame.get_column(table.file_column) if table.file_column else [""] * frame.height
    return tuple(
        Reject(line, reason, delimiter.join("" if value is None else str(value) for value in row), file)
        for line, reason, row, file in zip(table.lines[rows], reasons, frame.iter_rows(), files, strict=True)
    )


def typed(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Attributes whose every value is a number, as numbers (with a decimal comma too); codes with leading zeros stay texts."""
    return rows.with_columns(found for name in names if (found := _number_column(rows.get_column(name))) is not None)


def _number_column(column: pl.Series) -> pl.Series | None:
    if not is_text(column) or not column.head(100).drop_nulls().cast(pl.String).str.contains(_ANY_NUMBER).all():
        return None
    texts = distinct_texts(column)
    if not len(texts):
        return None
    if texts.str.contains(_INTEGER).all():
        return recoded(column, texts, texts.cast(pl.Int64))
    if texts.str.contains(_NUMBER).all():
        return recoded(column, texts, texts.cast(pl.Float64))
    if texts.str.contains(_COMMA).all() and not texts.str.contains(_THOUSANDS).all():
        return recoded(column, texts, texts.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True).cast(pl.Float64))
    return None


def _reasons(frame: pl.DataFrame, columns: Columns, times: Mapping[str, pl.Series], place: str) -> tuple[pl.Series, list[str]]:
    """The rows that are rejected, and why."""
    rules: list[tuple[pl.Series, str]] = []
    for role, what in (("case_id", "no case id"), ("activity", "no activity")):
        if role in columns.roles and frame.get_column(columns.roles[role]).null_count():
            empty = frame.get_column(columns.roles[role]).is_null()
            _mostly_read(empty, frame, columns.roles[role], "is empty", place)
            rules.append((empty, what))
    names = [columns.roles[role] for role in TIME_ROLES if role in columns.roles and role != "enabled_time"]
    for name in (*names, *columns.milestones):
        if times[name].null_count() > frame.get_column(name).null_count():
            unreadable = frame.get_column(name).is_not_null() & times[name].is_null()
            _mostly_read(unreadable, frame, name, "is not a time", place)
            rules.append((unreadable, f'"{name}" is not a time'))
        if name in columns.milestones:
            continue  # a date that stands for none: the milestone was not reached, and the ticket is kept
        first, last = times[name].min(), times[name].max()
        if first is not None and (first < _FIRST or last >= _LAST):  # type: ignore[operator]
            stand_in = (times[name] < _FIRST) | (times[name] >= _LAST)
            _mostly_read(stand_in, frame, name, "lies before 1901 or after 2200", place)
            rules.append((stand_in, f'"{name}" lies before 1901 or after 2200: it stands for no date'))
    if all(times[name].null_count() for name in (*names, *columns.milestones)):
        known = pl.DataFrame([times[name].alias(str(number)) for number, name in enumerate((*names, *columns.milestones))])
        rules.append((known.select(pl.all_horizontal(pl.all().is_null())).to_series(), "no time"))
    return _first_reasons(rules, frame.height)


def _first_reasons(rules: list[tuple[pl.Series, str]], height: int) -> tuple[pl.Series, list[str]]:
    """The rows that any rule rejects, each with the first that does."""
    rule = np.zeros(height, np.int16)
    for number, (mask, _) in reversed(list(enumerate(rules, start=1))):
        rule[mask.fill_null(False).to_numpy()] = number
    bad = np.flatnonzero(rule)
    return pl.Series(bad, dtype=pl.UInt32), [rules[number - 1][1] for number in rule[bad]]


def _mostly_read(bad: pl.Series, frame: pl.DataFrame, name: str, what: str, place: str) -> None:
    if bad.sum() * 2 <= frame.height:
        return
    examples = frame.get_column(name).filter(bad).drop_nulls()
    shown = f', such as "{examples[0]}"' if len(examples) else ""
    raise LogError(
        f'the column "{name}" {what} in {bad.sum()} of {frame.height} rows{shown}.',
        place=place,
        remedy='Is it another column? Name the right one with --map, for example --map end_time="…".',
    )


def _renamed(frame: pl.DataFrame, columns: Columns, times: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Our names for the columns chosen; the others keep theirs, unless it is one of ours."""
    roles = dict(columns.roles)
    marks = [_text(frame, roles.pop(role)).alias(mark) for role, mark in MARKS.items() if role in columns.roles]
    chosen = [_text(frame, name).alias(role) for role, name in roles.items() if role in _TEXTS]
    instants = [times[name].alias(TIMESTAMP if role == "timestamp" else role) for role, name in roles.items() if role in TIME_ROLES]
    instants += [times[name].alias(MILESTONE + name) for name in columns.milestones]
    if "resource" not in roles:
        chosen.append(pl.lit(None, pl.String).alias("resource"))
    free = other_names(frame, columns)
    others = [times.get(name, frame.get_column(name)).alias(new) for name, new in free.items()]
    return frame.select(*chosen, *instants, *marks, pl.int_range(pl.len(), dtype=pl.UInt32).alias(LINE), *others)


def _text(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if is_text(frame.get_column(name)) else pl.col(name).cast(pl.String)


def _in_order(rows: pl.DataFrame, sequence: str | None) -> pl.DataFrame:
    """By case and time (a row's begin, or its end, or its one time); equal ones by the column `sequence`, if any, then as in the file."""
    known = [pl.col(name).to_physical() for name in ("start_time", "end_time", TIMESTAMP) if name in rows.columns]
    at = rows.select(pl.coalesce(*known, pl.lit(0, pl.Int64))).to_series().to_numpy() if known else np.zeros(rows.height, np.int64)
    tie = None
    if sequence is not None:
        tie = rows.get_column(sequence).cast(pl.String).cast(pl.Float64, strict=False).fill_null(-1).to_numpy()
    return case_order(rows.get_column("case_id"), at, tie=tie).apply(rows)


def other_names(frame: pl.DataFrame, columns: Columns) -> dict[str, str]:
    """The columns that are not ours -> the names under which the log keeps them; of an unused name of ours, not an empty one."""
    kept = ("lifecycle", "sequence")
    used = {*(name for role, name in columns.roles.items() if role not in kept), *columns.milestones}
    ours = (*NAMED, *MEASURES)
    free = [name for name in frame.columns if name not in used and (name not in ours or frame.get_column(name).count())]
    return {name: f"{name} (file)" if name in ours else name for name in free}


def _repeated(ordered: pl.DataFrame, file_column: str | None) -> pl.Series:
    """Rows equal to an earlier one in every column but line and file; they can only stand among rows of one case and time."""
    keys = [name for name in ("case_id", "start_time", "end_time", TIMESTAMP) if name in ordered.columns]
    same = ordered.select(pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in keys).fill_null(False)).to_series()
    repeated = pl.Series(np.zeros(ordered.height, np.bool_))
    suspects = (same | same.shift(-1, fill_value=False)).arg_true()
    if len(suspects):
        content = [name for name in ordered.columns if name not in (LINE, file_column)]
        again = ~ordered[suspects].select(pl.struct(content).is_first_distinct()).to_series()
        repeated = repeated.scatter(suspects.filter(again), True)
    return repeated


def _unreadable_enabled(frame: pl.DataFrame, columns: Columns, times: Mapping[str, pl.Series]) -> tuple[Repair, ...]:
    name = columns.roles.get("enabled_time")
    if name is None:
        return ()
    lost = frame.get_column(name).filter(frame.get_column(name).is_not_null() & times[name].is_null())
    return (Repair(f'"{name}" that is not a time, taken as unknown', len(lost), str(lost[0])),) if len(lost) else ()
