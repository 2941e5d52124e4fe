"""A file becomes a log: read, choose the columns, read the times, shape the steps, keep the evidence.

Every row of the file is either taken or rejected with its line and the reason; every rule that changed rows is counted. What
was decided, on what evidence, is the log's `ImportReport`. Rows are refused one by one, a file only when most of a column
cannot be read, for then the column was mistaken.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo, available_timezones

import polars as pl

from svcflow.errors import LogError, did_you_mean
from svcflow.eventlog.building import build_log
from svcflow.eventlog.columns import TIME_ROLES, Columns, find_columns
from svcflow.eventlog.health import with_health
from svcflow.eventlog.log import LASTING, EventLog, ImportReport, Meaning, Reject, Shape
from svcflow.eventlog.meanings import check_meanings, find_meanings
from svcflow.eventlog.rows import Taken, other_names, reject_rows, take_rows, typed
from svcflow.eventlog.shapes.choosing import find_shape
from svcflow.eventlog.shapes.outline import Outline, outline_table
from svcflow.eventlog.shapes.shaped import FROM, LIFECYCLE, LINE, TO, ShapeChoice, Shaped
from svcflow.eventlog.shapes.shaping import shape_rows
from svcflow.eventlog.sources import open_source, place_of
from svcflow.eventlog.sources.limits import DEFAULTS, Limits
from svcflow.eventlog.sources.table import Table, without_nulls
from svcflow.eventlog.store import is_kept, read_folder
from svcflow.eventlog.texts import distinct_texts, uncoded
from svcflow.eventlog.times.timestamps import TimesRead, read_times
from svcflow.progress import Progress, silent

_STAGES = 5


def read_log(
    source: str | Path,
    *,
    mapping: Mapping[str, str] | None = None,
    timezone: str | None = None,
    shape: Shape | None = None,
    meanings: Mapping[str, Meaning] | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    query: str | None = None,
    limits: Limits | None = None,
    today: date | None = None,
    coded: bool = False,
    only: Collection[str] | None = None,
    progress: Progress = silent,
) -> EventLog:
    """Read an event log: CSV and its kin, workbooks, JSON, XES, Parquet, a database, a folder of files, a kept log, stdin (`-`).

    Linear but for sorts of numbers.

    Parameters
    ----------
    source : str or Path
        The file or folder. Its kind is told by its content, not by its name.
    mapping : mapping of str to str, optional
        Our column (`case_id`, `activity`, `resource`, `team`, `priority`, `enabled_time`, `start_time`, `end_time`, or
        `timestamp` for a single time) -> the file's header; an empty header says that there is none. What is not mapped is found.
    timezone : str, optional
        IANA zone of times that carry no offset, and of weekdays and hours later on. Default: UTC.
    shape : {"events", "start_end", "lifecycle", "status", "milestones", "audit", "history"}, optional
        What a row is. Default: found.
    meanings : mapping of str to str, optional
        Activity or status -> `work`, `queue`, `customer`, `supplier` or `closed`; overrides what is guessed by name.
    dayfirst : bool, optional
        Settles dates like 1/2/2024 where the rows do not.
    encoding, delimiter : str, optional
        Of a text file. Default: found.
    sheet : str, optional
        The sheet of a workbook, by name or number. Default: the one that holds a table.
    query : str, optional
        What to ask a database: SQL, or the name of a table.
    limits : Limits, optional
        How much a file may ask for before it is refused.
    today : date, optional
        Steps after this day are found to lie in the future; without it, those far after the others.
    coded : bool
        Whether columns of texts may be `Categorical`, which takes less memory; otherwise they are `String`.
    only : collection of str, optional
        Of the steps, these columns alone, in the log's order; of a kept log the others are not even read. Default: all of them.
    progress : callable, optional
        Told of the stages.

    Raises
    ------
    InputError
        The file cannot be read.
    LogError
        Its rows cannot be understood; the message names the column, an example, and what settles it.
    """
    place = place_of(source)
    _check_options(timezone, shape)
    if is_kept(source):
        _refuse_unread(place, encoding=encoding, delimiter=delimiter, sheet=sheet, query=query, limits=limits)
        return _kept(Path(source), mapping, timezone, shape, meanings, dayfirst, coded, only)
    progress("reading the file", 0, _STAGES)
    table = open_source(
        source, encoding=encoding, delimiter=delimiter, sheet=sheet, query=query, limits=limits or DEFAULTS, progress=progress
    )
    table = table if table.is_clean else replace(table, frame=without_nulls(table.frame))
    progress("choosing the columns", 1, _STAGES)
    outline = outline_table(table.frame, mapping, shape, place)
    columns = find_columns(table.frame, mapping, place, outline)
    progress("reading the times", 2, _STAGES)
    times = _times(table.frame, columns, timezone, dayfirst, place)
    progress("checking the rows", 3, _STAGES)
    taken = take_rows(table, columns, times.values, table.delimiter or ",", place)
    progress("ordering the steps", 4, _STAGES)
    choice = find_shape(taken.rows, wanted=shape, is_status=columns.is_status, place=place, outline=outline, headers=columns.roles)
    shaped = shape_rows(taken.rows, choice.shape, {**outline.meanings_of(_statuses(taken)), **(meanings or {})})
    log, guesses = _built(shaped, table, columns, choice, outline, meanings, timezone, place)
    progress("ordering the steps", _STAGES, _STAGES)
    report = _report(log, table, columns, times, taken, shaped, choice, place)
    log = with_health(replace(log, report=replace(report, notes=(*report.notes, *guesses))), today)
    log = log if only is None else log.with_steps(log.steps.select(name for name in log.steps.columns if name in only))
    return log if coded else replace(log, steps=uncoded(log.steps), cases=uncoded(log.cases))


def _refuse_unread(place: str, **options: object) -> None:
    for name, value in options.items():
        if value is not None:
            raise LogError(f"{name} cannot be said of a kept log.", place=place, remedy="Leave it out.")


def _check_options(timezone: str | None, shape: str | None) -> None:
    if timezone is not None:
        try:
            ZoneInfo(timezone)
        except (KeyError, ValueError, OSError):
            raise LogError(f'there is no time zone "{timezone}".', remedy=did_you_mean(timezone, available_timezones())) from None
    if shape is not None and shape not in get_args(Shape):
        raise LogError(f'"{shape}" is not the shape of a log.', remedy=did_you_mean(shape, get_args(Shape)))


def _kept(
    folder: Path,
    mapping: Mapping[str, str] | None,
    timezone: str | None,
    shape: Shape | None,
    meanings: Mapping[str, Meaning] | None,
    dayfirst: bool | None,
    coded: bool,
    only: Collection[str] | None,
) -> EventLog:
    """A log folder: its columns and its shape are settled, its zone and meanings may still be said otherwise."""
    log = read_folder(folder, coded=coded, only=only)
    if mapping or dayfirst is not None or (shape is not None and shape != log.shape):
        raise LogError(
            "a kept log's columns, dates and shape are settled.", place=str(folder), remedy="Import the file itself with these options."
        )
    if meanings is not None:
        log = replace(log, meanings={**log.meanings, **check_meanings(meanings, distinct_texts(log.steps.get_column("activity")))})
    return replace(log, timezone=timezone) if timezone else log


def _times(frame: pl.DataFrame, columns: Columns, timezone: str | None, dayfirst: bool | None, place: str) -> TimesRead:
    """The event's times, and attributes that are times."""
    names = dict.fromkeys([*(columns.roles[role] for role in TIME_ROLES if role in columns.roles), *columns.milestones])
    events = {name: frame.get_column(name) for name in names}
    others = {name: frame.get_column(name) for name in columns.time_like}
    cases = frame.get_column(columns.roles["case_id"])
    return read_times(events, cases, others=others, timezone=timezone, dayfirst=dayfirst, place=place)


def _statuses(taken: Taken) -> list[str]:
    """The statuses of the rows, whatever column has them."""
    columns = [name for name in ("activity", FROM, TO) if name in taken.rows.columns]
    return list({value for name in columns for value in distinct_texts(taken.rows.get_column(name))})


def _built(
    shaped: Shaped,
    table: Table,
    columns: Columns,
    choice: ShapeChoice,
    outline: Outline,
    meanings: Mapping[str, Meaning] | None,
    timezone: str | None,
    place: str,
) -> tuple[EventLog, tuple[str, ...]]:
    steps = shaped.steps
    if not steps.height:
        raise LogError("no row becomes a step.", place=place, remedy="Is the shape right? --shape says otherwise.")
    drop = [name for name in (LIFECYCLE, LINE) if name in steps.columns]
    if LIFECYCLE in drop and not choice.is_attribute:
        drop.append(other_names(table.frame, columns)[columns.roles["lifecycle"]])
    steps = steps.drop(drop)
    there = set(steps.columns)
    others = [name for name in other_names(table.frame, columns).values() if name in there]
    activities = distinct_texts(steps.get_column("activity"))
    known, told = outline.told_meanings(activities)
    found, guesses = find_meanings(activities, choice.shape, {**known, **shaped.meanings, **(meanings or {})})
    name = Path(place).name.split(".")[0] or place
    log = build_log(typed(steps, others), name=name, shape=choice.shape, meanings=found, timezone=timezone or "UTC")
    return log, (*told, *guesses)


def _report(
    log: EventLog,
    table: Table,
    columns: Columns,
    times: TimesRead,
    taken: Taken,
    shaped: Shaped,
    choice: ShapeChoice,
    place: str,
) -> ImportReport:
    aside = _set_aside(table, shaped)
    return ImportReport(
        source=place,
        cases=log.cases.height,
        events=taken.events,
        steps=log.steps.height,
        activities=log.steps.get_column("activity").n_unique(),
        resources=log.steps.get_column("resource").drop_nulls().n_unique(),
        first=log.cases.get_column("first_time").min().isoformat(),  # type: ignore[union-attr]
        last=log.cases.get_column("last_time").max().isoformat(),  # type: ignore[union-attr]
        shape=choice.shape,
        shape_why=choice.why,
        columns=columns.choices,
        timestamps=times.choices,
        rows=table.frame.height + len(table.rejected),
        set_aside=len(aside),
        encoding=table.encoding,
        encoding_why=table.encoding_why,
        delimiter=table.delimiter,
        repairs=(*table.repairs, *taken.repairs, *times.repairs, *shaped.repairs),
        rejected=tuple(sorted((*table.rejected, *taken.rejected, *aside), key=lambda reject: (reject.source, reject.line))),
        basis="estimated" if choice.shape == "events" or choice.shape in LASTING else "measured",
        notes=(*table.notes, *times.notes, *columns.notes, *choice.notes, *shaped.notes),
    )


def _set_aside(table: Table, shaped: Shaped) -> list[Reject]:
    """Rows that could not become a step, as the file has them."""
    return [
        reject
        for reason, rows in shaped.set_aside
        if rows.height
        for reject in reject_rows(table, rows.get_column(LINE), [reason] * rows.height, table.delimiter or ",")
    ]
