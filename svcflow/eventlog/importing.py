"""A file becomes a log: read, choose the columns, read the times, shape the steps, keep the evidence.

Every row of the file is either taken or rejected with its line and the reason; every rule that changed rows is counted. What
was decided, on what evidence, is the log's `ImportReport`. Rows are refused one by one, a file only when most of a column
cannot be read, for then the column was mistaken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog.building import build_log
from svcflow.eventlog.columns import TIME_ROLES, Columns, find_columns
from svcflow.eventlog.health import with_health
from svcflow.eventlog.log import LASTING, EventLog, ImportReport, Meaning, Reject, Shape
from svcflow.eventlog.meanings import find_meanings
from svcflow.eventlog.rows import Taken, other_names, reject_rows, take_rows, typed
from svcflow.eventlog.shapes.choosing import find_shape
from svcflow.eventlog.shapes.outline import Outline, outline_table
from svcflow.eventlog.shapes.shaped import FROM, LIFECYCLE, LINE, TO, ShapeChoice, Shaped
from svcflow.eventlog.shapes.shaping import shape_rows
from svcflow.eventlog.sources import open_source, place_of
from svcflow.eventlog.sources.limits import DEFAULTS, Limits
from svcflow.eventlog.sources.table import Table, without_nulls
from svcflow.eventlog.texts import distinct_texts
from svcflow.eventlog.times.timestamps import TimesRead, read_times
from svcflow.progress import Progress

_STAGES = 5


def import_log(
    source: str | Path,
    *,
    mapping: Mapping[str, str] | None,
    timezone: str | None,
    shape: Shape | None,
    meanings: Mapping[str, Meaning] | None,
    dayfirst: bool | None,
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
    query: str | None,
    limits: Limits | None,
    today: date | None,
    progress: Progress,
) -> EventLog:
    """The log of a source that is not a kept log; its parameters are those of `svcflow.eventlog.read_log`. Texts may be coded."""
    place = place_of(source)
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
    return with_health(replace(log, report=replace(report, notes=(*report.notes, *guesses))), today)


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
