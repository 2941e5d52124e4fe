"""Rows taken and rows rejected: the file's columns under our names, each row with what an event cannot do without.

A row without a case, an activity or a readable time is rejected, with its line and the reason. A row that repeats another in
every column is an export's stutter and is dropped. If most of a column cannot be read, the column was mistaken and the file is
refused as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog.building import MEASURES, NAMED
from svcflow.eventlog.columns import TIME_ROLES, Columns
from svcflow.eventlog.log import Reject, Repair
from svcflow.eventlog.shapes.shaped import LINE, MARKS, MILESTONE, TIMESTAMP
from svcflow.eventlog.sources.table import Table

_TEXTS = ("case_id", "activity", "resource", "team", "priority")
_INTEGER = r"^-?(0|[1-9][0-9]{0,17})$"
_NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?$"
_EXAMPLES = 300
_YEARS = (1901, 2200)
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
    reasons = _reasons(frame, columns, times, place)
    good = reasons.is_null()
    rejected = reject_rows(frame.filter(~good), table.lines.filter(~good), reasons.filter(~good), delimiter)
    rows = _renamed(frame, table.lines, columns, times).filter(good)
    if not rows.height:
        raise LogError(f"no row can be taken: {rejected[0].reason}.", place=f"{place}, line {rejected[0].line}")
    repeated = _repeated(frame.filter(good))
    repairs = list(_unreadable_enabled(frame, columns, times))
    if repeated.any():
        example = delimiter.join("" if value is None else str(value) for value in frame.filter(good).filter(repeated).row(0))
        repairs.append(Repair("exact duplicates", int(repeated.sum()), example[:_EXAMPLES]))
    return Taken(rows.filter(~repeated), rejected, tuple(repairs), rows.height)


def reject_rows(frame: pl.DataFrame, lines: pl.Series, reasons: pl.Series, delimiter: str) -> tuple[Reject, ...]:
    """Rows with their lines and reasons."""
    return tuple(
        Reject(line, reason, delimiter.join("" if value is None else str(value) for value in row))
        for line, reason, row in zip(lines, reasons, frame.iter_rows(), strict=True)
    )


def typed(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Attributes whose every value is a number, as numbers; those with leading zeros (codes) stay texts."""
    kinds: dict[str, type[pl.DataType]] = {}
    for name in names:
        column = rows.get_column(name)
        if column.dtype != pl.String or not column.count():
            continue
        if not column.drop_nulls().head(100).str.contains(_NUMBER).all():
            continue
        if column.str.contains(_INTEGER).all():
            kinds[name] = pl.Int64
        elif column.str.contains(_NUMBER).all():
            kinds[name] = pl.Float64
    return rows.cast(kinds) if kinds else rows  # type: ignore[arg-type]


def _reasons(frame: pl.DataFrame, columns: Columns, times: Mapping[str, pl.Series], place: str) -> pl.Series:
    """Why a row is rejected; null where it is not."""
    rules: list[tuple[pl.Series, str]] = []
    for role, what in (("case_id", "no case id"), ("activity", "no activity")):
        if role not in columns.roles:
            continue
        empty = frame.get_column(columns.roles[role]).is_null()
        _mostly_read(empty, frame, columns.roles[role], "is empty", place)
        rules.append((empty, what))
    no_time = pl.Series([True]).new_from_index(0, frame.height)
    for role in TIME_ROLES:
        name = columns.roles.get(role)
        if name is None or role == "enabled_time":
            continue
        unreadable = frame.get_column(name).is_not_null() & times[name].is_null()
        _mostly_read(unreadable, frame, name, "is not a time", place)
        rules.append((unreadable, f'"{name}" is not a time'))
        stand_in = ~times[name].dt.year().is_between(*_YEARS)
        _mostly_read(stand_in, frame, name, "lies before 1901 or after 2200", place)
        rules.append((stand_in, f'"{name}" lies before 1901 or after 2200: it stands for no date'))
        no_time &= times[name].is_null()
    for name in columns.milestones:
        unreadable = frame.get_column(name).is_not_null() & times[name].is_null()
        _mostly_read(unreadable, frame, name, "is not a time", place)
        rules.append((unreadable, f'"{name}" is not a time'))
        no_time &= times[name].is_null()
    rules.append((no_time, "no time"))
    reason = pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    for mask, text in reversed(rules):
        reason = pl.select(pl.when(mask).then(pl.lit(text)).otherwise(reason)).to_series()
    return reason


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


def _renamed(frame: pl.DataFrame, lines: pl.Series, columns: Columns, times: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Our names for the columns chosen; the others keep theirs, unless it is one of ours."""
    roles = dict(columns.roles)
    marks = [pl.col(roles.pop(role)).cast(pl.String).alias(mark) for role, mark in MARKS.items() if role in columns.roles]
    chosen = [pl.col(name).cast(pl.String).alias(role) for role, name in roles.items() if role in _TEXTS]
    instants = [times[name].alias(TIMESTAMP if role == "timestamp" else role) for role, name in roles.items() if role in TIME_ROLES]
    instants += [times[name].alias(MILESTONE + name) for name in columns.milestones]
    if "resource" not in roles:
        chosen.append(pl.lit(None, pl.String).alias("resource"))
    free = other_names(frame, columns)
    others = [times.get(name, frame.get_column(name)).alias(new) for name, new in free.items()]
    return frame.select(*chosen, *instants, *marks, lines.alias(LINE), *others)


def other_names(frame: pl.DataFrame, columns: Columns) -> dict[str, str]:
    """The columns that are not ours -> the names under which the log keeps them; of an unused name of ours, not an empty one."""
    used = {*(name for role, name in columns.roles.items() if role != "lifecycle"), *columns.milestones}
    ours = (*NAMED, *MEASURES)
    free = [name for name in frame.columns if name not in used and (name not in ours or frame.get_column(name).count())]
    return {name: f"{name} (file)" if name in ours else name for name in free}


def _repeated(frame: pl.DataFrame) -> pl.Series:
    """Rows equal to an earlier one in every column: suspects by hash, then compared."""
    hashes = frame.hash_rows()
    suspects = hashes.is_duplicated()
    repeated = pl.Series([False]).new_from_index(0, frame.height)
    if suspects.any():
        index = suspects.arg_true()
        again = ~frame[index].select(pl.struct(pl.all()).is_first_distinct()).to_series()
        repeated = repeated.scatter(index.filter(again), True)
    return repeated


def _unreadable_enabled(frame: pl.DataFrame, columns: Columns, times: Mapping[str, pl.Series]) -> tuple[Repair, ...]:
    name = columns.roles.get("enabled_time")
    if name is None:
        return ()
    lost = frame.get_column(name).filter(frame.get_column(name).is_not_null() & times[name].is_null())
    return (Repair(f'"{name}" that is not a time, taken as unknown', len(lost), str(lost[0])),) if len(lost) else ()
