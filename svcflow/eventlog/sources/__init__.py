"""Where a log comes from: files of every kind that a service desk exports, read as one `Table`.

`open_source` is the door. What a source is, is told by its content; each kind has a reader of its own, which is imported only
where it is needed.
"""

from __future__ import annotations

import mmap
import re
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from svcflow.errors import InputError, LogError
from svcflow.eventlog.sources.encoding import Decoded, as_utf8
from svcflow.eventlog.sources.kinds import Kind, find_kind
from svcflow.eventlog.sources.limits import DEFAULTS, Limits
from svcflow.eventlog.sources.opening import Data, is_folder, open_bytes
from svcflow.eventlog.sources.table import Table
from svcflow.progress import Progress, silent

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_ELSEWHERE = ("http", "https", "ftp", "ftps", "sftp", "s3", "gs", "file")
_OPTIONS: dict[str, tuple[Kind, ...]] = {
    "encoding": ("text", "JSON", "XES"),
    "delimiter": ("text",),
    "sheet": ("workbook",),
    "query": ("database",),
}
"""the kinds of source that an option is for"""
_SPOKEN = {
    "text": "delimited text (CSV and its kin)",
    "JSON": "JSON",
    "XES": "an XES document",
    "Parquet": "a Parquet file",
    "workbook": "a workbook",
    "database": "a database",
}


@dataclass(frozen=True, slots=True)
class _Options:
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    query: str | None
    limits: Limits


def open_source(
    source: str | Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    query: str | None = None,
    limits: Limits = DEFAULTS,
    progress: Progress = silent,
) -> Table:
    """The rows of a source, as texts or as the source has typed them.

    Parameters
    ----------
    source : str or Path
        A file, packed or not; a folder of files of one shape; `-` for stdin; or the URL of a database.
    encoding, delimiter : str, optional
        How a text is written. Default: found.
    sheet : str, optional
        The sheet of a workbook, by name or number. Default: the one that holds a table.
    query : str, optional
        What to ask of a database. Default: its only table.
    limits : Limits, optional
        What a file may ask of the machine.
    progress : callable, optional
        Told of each file of a folder, and of the bytes of a large text.

    Raises
    ------
    InputError
        The source cannot be read, or is no log.
    LogError
        Its rows cannot be understood, a limit is passed, or an option is not for this kind of source.
    AmbiguousError
        Two readings fit; the message names the option that decides.
    """
    place = place_of(source)
    options = _Options(encoding, delimiter, sheet, query, limits)
    if isinstance(source, str) and _URL.match(source):
        return _from_url(source, options)
    if place != "stdin" and is_folder(source):
        from svcflow.eventlog.sources.folder import read_parts

        return read_parts(Path(source), place, partial(_from_file, options=options, progress=silent), progress)
    return _from_file(source, options=options, progress=progress)


def place_of(source: str | Path) -> str:
    """What a source is called in reports and refusals: its path, `stdin`, or its URL without the password."""
    if isinstance(source, str) and _URL.match(source):
        from svcflow.eventlog.sources.database import without_password

        return without_password(source)
    return "stdin" if str(source) == "-" else str(source)


def _from_url(url: str, options: _Options) -> Table:
    from svcflow.eventlog.sources.database import read_database, without_password

    place = without_password(url)
    if url.partition(":")[0].lower() in _ELSEWHERE:
        raise InputError("logs are read from this machine or from a database.", place=place, remedy="Download the file, and name it.")
    _check_options("database", options, place)
    return read_database(url, options.query, place, options.limits)


def _from_file(source: str | Path, *, options: _Options, progress: Progress) -> Table:
    place = "stdin" if str(source) == "-" else str(source)
    data = open_bytes(source, options.limits)
    kind = find_kind(data, place)
    _check_options(kind, options, place)
    match kind:
        case "text":
            from svcflow.eventlog.sources.delimited import read_table

            return read_table(data, place, encoding=options.encoding, delimiter=options.delimiter, limits=options.limits, progress=progress)
        case "JSON":
            return _from_json(data, place, options)
        case "XES":
            from svcflow.eventlog.sources.xes import read_xes

            return read_xes(data, place, options.limits, options.encoding)
        case "Parquet":
            from svcflow.eventlog.sources.parquet import read_parquet

            return read_parquet(data, place, options.limits)
        case "workbook":
            from svcflow.eventlog.sources.spreadsheet import read_spreadsheet

            return read_spreadsheet(data, place, options.sheet, options.limits)
        case "database":
            return _from_database(source, data, place, options)


def _from_json(data: Data, place: str, options: _Options) -> Table:
    from svcflow.eventlog.sources.json_lines import read_json

    decoded = _json_text(data, place, options.encoding)
    table = read_json(decoded.data, place, options.limits)
    return replace(table, encoding=decoded.encoding, repairs=(*decoded.repairs, *table.repairs))


def _json_text(data: Data, place: str, encoding: str | None) -> Decoded:
    """JSON is UTF-8 by its standard; what is not is judged as any text."""
    if encoding is None and b"\x00" not in data[:4]:
        try:
            return as_utf8(data, place, "utf-8")
        except LogError:
            pass
    return as_utf8(data, place, encoding)


def _from_database(source: str | Path, data: Data, place: str, options: _Options) -> Table:
    """A SQLite file; the reader opens it by its name."""
    from svcflow.eventlog.sources.database import read_database

    if not isinstance(data, mmap.mmap):
        raise InputError("a database cannot be read from an archive or a pipe.", place=place, remedy="Unpack it, and name the file.")
    return read_database(Path(source), options.query, place, options.limits)


def _check_options(kind: Kind, options: _Options, place: str) -> None:
    """Refuse an option that is not for this kind of source."""
    for name, kinds in _OPTIONS.items():
        if getattr(options, name) is not None and kind not in kinds:
            meant = " or ".join(_SPOKEN[each] for each in kinds)
            raise LogError(f"--{name} is for {meant}, and this is {_SPOKEN[kind]}.", place=place, remedy="Leave it out.")
