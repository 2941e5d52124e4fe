"""A log is read: from a folder in which it is kept, or from a file that is imported (`svcflow.eventlog.importing`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from zoneinfo import ZoneInfo, available_timezones

from svcflow.errors import LogError, did_you_mean
from svcflow.eventlog.log import EventLog, Meaning, Shape
from svcflow.eventlog.store import is_kept, read_folder
from svcflow.eventlog.texts import distinct_texts, uncoded
from svcflow.progress import Progress, silent

if TYPE_CHECKING:
    from svcflow.eventlog.sources.limits import Limits


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
    _check_options(timezone, shape)
    if is_kept(source):
        _refuse_unread(str(source), encoding=encoding, delimiter=delimiter, sheet=sheet, query=query, limits=limits)
        return _kept(Path(source), mapping, timezone, shape, meanings, dayfirst, coded, only)
    from svcflow.eventlog.importing import import_log

    log = import_log(
        source,
        mapping=mapping,
        timezone=timezone,
        shape=shape,
        meanings=meanings,
        dayfirst=dayfirst,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        query=query,
        limits=limits,
        today=today,
        progress=progress,
    )
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
        from svcflow.eventlog.meanings import check_meanings

        log = replace(log, meanings={**log.meanings, **check_meanings(meanings, distinct_texts(log.steps.get_column("activity")))})
    return replace(log, timezone=timezone) if timezone else log
