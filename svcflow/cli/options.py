"""The options that commands share, said once: how a log is read, where results go, how much is said."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints
from urllib.parse import urlsplit

import typer

from svcflow import console
from svcflow.cli.values import as_delimiter, as_encoding, as_limits, as_map, as_shape, as_zone, files_of, is_url, key_in, new_key
from svcflow.errors import OutputError, StudyError

if TYPE_CHECKING:
    from svcflow.eventlog.log import EventLog
    from svcflow.progress import Progress
    from svcflow.study import Study

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no remarks on stderr.")]
Seed = Annotated[int, typer.Option(metavar="N", min=0, help="The seed of all random numbers.")]
Language = Annotated[
    str | None,
    typer.Option("--language", metavar="TAG", help="Of what is written for readers: en, zh-Hans or zh-Hant (zh is zh-Hans). Default: en."),
]
Scenarios = Annotated[list[Path], typer.Option("--scenario", "-s", metavar="SCENARIO", help="A redesign (TOML). May be given again.")]
ModelFile = Annotated[Path, typer.Argument(metavar="MODEL", help="A model that `svcflow calibrate` wrote, or - for stdin.")]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the user asked for a log to be read: each field is an option of every command that takes a log."""

    log: Annotated[
        str,
        typer.Argument(
            metavar="LOG",
            help="A ticket export (CSV, Excel, JSON, XES, Parquet; zipped too), a folder of such files, a database (its URL, or an SQLite "
            "file), a log folder, a study (.toml), - for stdin.",
        ),
    ]
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="OURS=THEIRS",
            help='Which column is what: --map case_id="Ticket ID". Again for more. Ours: case_id, activity, resource, team, priority, '
            "timestamp or start_time and end_time, enabled_time, sequence; of changes field, from_value, to_value.",
        ),
    ] = None
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="Zone of times without an offset, and of weekdays. Default: UTC.")
    ] = None
    day_first: Annotated[bool | None, typer.Option("--day-first/--month-first", help="How to read dates that fit both ways.")] = None
    shape: Annotated[
        str | None,
        typer.Option(
            "--shape",
            metavar="SHAPE",
            help="What a row is: events, start_end, lifecycle, status, milestones, audit or history. Default: found.",
        ),
    ] = None
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="NAME", help="Encoding of a text file: utf-8, gb18030, cp1252 … Default: found.")
    ] = None
    delimiter: Annotated[
        str | None, typer.Option("--delimiter", metavar="SIGN", help='What parts fields: ";", tab, "|" … Default: found.')
    ] = None
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="SHEET", help="Sheet of a workbook, by name or number. Default: the one with the log.")
    ] = None
    query: Annotated[
        str | None, typer.Option("--query", metavar="SQL", help="What to ask the database: a table's name, SQL, or @FILE with SQL in it.")
    ] = None
    limit: Annotated[
        list[str] | None,
        typer.Option(
            "--limit",
            metavar="NAME=VALUE",
            help="Let a file ask for more: --limit unpacked_bytes=16G. Again for more. "
            "Others: unpacked_ratio, packings, field_bytes, columns, xml_depth.",
        ),
    ] = None
    pseudonymise: Annotated[
        bool | None,
        typer.Option("--pseudonymise/--no-pseudonymise", help="Other names for people, everywhere, by a key that is not kept."),
    ] = None
    pseudonym_key: Annotated[
        Path | None,
        typer.Option(
            "--pseudonym-key",
            metavar="FILE",
            help="Pseudonymise by the key in this file, so that the same names come again; made if it is not there.",
        ),
    ] = None
    study: Annotated[
        Path | None, typer.Option("--study", metavar="STUDY", help="A study file: columns, meanings, hours, rates, scenarios.")
    ] = None

    @property
    def name(self) -> str:
        """What results are called after: the log's file name without its endings, or the database's; of a URL nothing else is told."""
        path = urlsplit(self.log).path if is_url(self.log) else self.log
        return Path(path).name.partition(".")[0].strip("-") or "log"

    def open(self, progress: Progress) -> tuple[EventLog, Study]:
        """The log and the study, an empty one where none was named.

        Raises
        ------
        SvcflowError
            The study or the log is refused.
        """
        from svcflow.study import Study

        return self.read(progress), self._study() or Study()

    def read(self, progress: Progress, *, remark: bool = True, only: Collection[str] | None = None) -> EventLog:
        """The log; options win over the study. `remark` on rows set aside.

        `only`: of the steps the command needs these columns alone, and takes columns of texts that are coded; a study or pseudonyms
        may speak of others, and then all are there.

        Raises
        ------
        SvcflowError
            The study or the log is refused.
        """
        study, today = self._study(), datetime.now(UTC).date()
        if study is None:
            whole = self.pseudonymise or self.pseudonym_key
            log = self._read(self.log, today, progress, coded=only is not None, only=None if whole else only)
        else:
            from svcflow.study import apply_study, placing

            with placing(study):
                log = self._read(self._source(study), today, progress, study=study, coded=only is not None)
            log = apply_study(study, log)
        log = self._renamed(log, study is not None and study.pseudonymise, today)
        rejected = log.report.rejected if log.report else ()
        if rejected and remark:
            first = f"line {rejected[0].line}: {rejected[0].reason}"
            console.warn(f"{rows(len(rejected))} could not be read ({first}). `svcflow import` keeps what was set aside.")
        return log

    def _read(
        self, source: str, today: date, progress: Progress, *, study: Study | None = None, coded: bool, only: Collection[str] | None = None
    ) -> EventLog:
        from svcflow.eventlog import read_log

        said = _said(study) if study else {}
        own = {
            "timezone": as_zone(self.timezone),
            "shape": as_shape(self.shape),
            "dayfirst": self.day_first,
            "encoding": as_encoding(self.encoding),
            "delimiter": as_delimiter(self.delimiter),
            "sheet": self.sheet or None,
            "query": self.query or None,
        }
        mapping = {**said.pop("mapping", {}), **as_map(self.mapping or [])}
        limits = (said.pop("limits", {}), self.limit or [])
        return read_log(
            source,
            **{**said, **{name: value for name, value in own.items() if value is not None}},
            mapping=mapping or None,
            limits=as_limits(*limits) if any(limits) else None,
            today=today,
            coded=coded,
            only=only,
            progress=progress,
        )

    def check_output(self, output: Path | None) -> None:
        """Refuse a file to write that is the log or the study.

        Raises
        ------
        SvcflowError
            It is one of them, or a folder; or the study is refused.
        """
        from svcflow.output import check_no_input

        if output is not None:
            study = self._study()
            read = (path for source in (self.log, study.source if study else None) for path in files_of(source))
            check_no_input(output, self.study, self.pseudonym_key, *read)

    def _renamed(self, log: EventLog, by_study: bool, today: date) -> EventLog:
        """The log with pseudonyms, where they are asked for: last, since a study speaks of people by their names."""
        asked = by_study if self.pseudonymise is None else self.pseudonymise
        if self.pseudonymise is False and self.pseudonym_key:
            raise typer.BadParameter("a key is of no use without pseudonyms.", param_hint="--pseudonym-key")
        if not asked and not self.pseudonym_key:
            return log
        from svcflow.eventlog.pseudonyms import pseudonymise

        key = key_in(self.pseudonym_key) if self.pseudonym_key else new_key()
        return pseudonymise(log, key, today)

    def _study(self) -> Study | None:
        file = self.study or (Path(self.log) if self.log.endswith(".toml") else None)
        if file is None:
            return None
        from svcflow.study import read_study

        return read_study(file)

    def _source(self, study: Study) -> str:
        if not self.log.endswith(".toml"):
            return self.log
        if study.source is None:
            raise StudyError("names no log.", place=self.log, remedy='Add a line such as: log = "tickets.csv"')
        return study.source


def _said(study: Study) -> dict[str, Any]:
    """What a study says of reading its log, by the names of `read_log`."""
    return {
        "mapping": study.map,
        "timezone": study.timezone,
        "shape": study.shape,
        "meanings": study.meanings or None,
        "dayfirst": study.day_first,
        "encoding": study.encoding,
        "delimiter": study.delimiter,
        "sheet": study.sheet,
        "query": study.query,
        "limits": study.limits,
    }


def takes_log(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command whose first parameter is `reading` the options of `Reading` in its place."""
    hints = get_type_hints(command, include_extras=True)
    wanted = get_type_hints(Reading, include_extras=True)
    names = [field.name for field in fields(Reading)]
    log, *others = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_default(name), annotation=wanted[name]) for name in names
    ]
    _, *own = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in inspect.signature(command).parameters.values()]

    def run(**given: Any) -> None:
        reading = Reading(**{name: given.pop(name) for name in names})
        command(reading, **given)

    run.__doc__ = command.__doc__
    run.__name__ = command.__name__
    parameters = [log, *(each.replace(annotation=hints[each.name]) for each in own), *others]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _default(name: str) -> Any:
    value = next(field.default for field in fields(Reading) if field.name == name)
    return inspect.Parameter.empty if name == "log" else value


def rows(count: int) -> str:
    """So many rows, in words."""
    return f"{count} row{'' if count == 1 else 's'}"


def check_suffix(output: Path | None, known: tuple[str, ...]) -> None:
    """Refuse a file whose ending says no form that can be written, before any work is done.

    Raises
    ------
    OutputError
        The ending is none of `known`.
    """
    if output is not None and output.suffix not in known:
        remedy = f"Let it end in {', '.join(known[:-1])} or {known[-1]}."
        raise OutputError(f'"{output.suffix}" is not a form that this can take.', place=str(output), remedy=remedy)
