"""The kept log: a folder that is read in a moment, and the one-file forms that other tools read.

A folder holds `steps.parquet`, `cases.parquet` and `log.json`, which carries the import's report and the sha256 of the two
tables, by which it is known that they are the ones that were written; rows that could not be read are kept beside them in
`rejects.csv`. What the cases know is not said again of each step: the steps stand in the order of the cases, of which each has so
many (`steps`), and texts are numbers into a dictionary. Ten million steps take about 100 MB, written and read in parts of a second.
Folders of version 1, which had every column in both tables, are read too; importing one keeps it anew.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from svcflow.calendars import from_document, to_document
from svcflow.errors import InputError, LogError
from svcflow.eventlog.building import CASE, null_count, with_case_columns
from svcflow.eventlog.log import TIME, ColumnChoice, EventLog, Finding, ImportReport, Kept, Little, Reject, Repair, TimestampChoice
from svcflow.eventlog.texts import uncoded
from svcflow.output import new_file, new_folder

_KIND = "svcflow log"
_VERSION = 2
_READABLE = (1, 2)
_TABLES = ("steps.parquet", "cases.parquet")
_FIRST = ("case_id", "activity", "resource", "enabled_time", "start_time", "end_time", "team", "priority")
_COMPUTED = ("position", "previous_activity")
_UNKNOWN = {"resource": pl.String(), "enabled_time": TIME, "start_time": TIME}
"""columns that are not kept where nothing is known of them"""
_SMALL = 1_000_000
"""rows up to which texts that are not coded are worth a dictionary"""
_LEAST_REPEATED = 4
"""times that a text of a long column stands there on average, to be worth a dictionary"""
_LARGE = 1 << 25
"""bytes of a table that is no longer read through whenever the log is opened"""
_END = 1 << 16
_MOST_ROWS = 1 << 26
"""of a row group: what Arrow lets it have"""
_SMALL_DICTIONARY = 60_000
"""less than a number of 16 bits tells apart, since distinct texts are counted roughly"""


def write_log(log: EventLog, folder: str | Path) -> None:
    """Keep a log as a folder.

    Raises
    ------
    OutputError
        The place is a file, or a folder that holds what svcflow did not make, or cannot be written.
    """
    with new_folder(folder, _KIND) as draft:
        nothing = [name for name in _UNKNOWN if null_count(log.steps, name) == log.steps.height]
        left_out = (*_COMPUTED, "case_id", *nothing)
        of_steps = [name for name in log.steps.columns if name not in left_out and not name.startswith(CASE)]
        _write_table(log.steps.select(of_steps), draft / _TABLES[0])
        _write_table(log.cases, draft / _TABLES[1])
        text = json.dumps(_document(log, draft), ensure_ascii=False, indent=1)
        (draft / "log.json").write_text(text + "\n", encoding="utf-8")
        if log.report is not None and log.report.rejected:
            write_rejects(log.report, draft / "rejects.csv")


def is_kept(source: str | Path) -> bool:
    """Whether this is the folder of a kept log."""
    return str(source) != "-" and _own_document(Path(source)) is not None


def read_folder(folder: Path, *, coded: bool = False, only: Collection[str] | None = None) -> EventLog:
    """A kept log; `coded`: columns of texts stay `Categorical` where they are kept so; `only`: of the steps, these columns alone.

    Raises
    ------
    InputError
        The folder is not a kept log.
    LogError
        One of its files is not the one that was written.
    """
    document = _own_document(folder)
    if document is None:
        raise InputError("this is a directory and not a log that svcflow keeps.", place=str(folder), remedy="Name a file inside it.")
    version = document.get("version")
    if version not in _READABLE:
        remedy = "A newer svcflow kept it: use that one, or import the log again."
        raise LogError(f"version {version} of a kept log is not known.", place=str(folder), remedy=remedy)
    try:
        for name in _TABLES:
            if not _is_written(folder / name, name, document):
                raise LogError(f"{name} is not the file that was written.", place=str(folder), remedy="Import the log again.")
        steps, cases = _tables(folder, version, only)
        return EventLog(
            steps if coded else uncoded(steps),
            cases if coded else uncoded(cases),
            document["name"],
            document["shape"],
            document["meanings"],
            document["timezone"],
            document["origin"],
            _report(document["report"]),
            from_document(document.get("calendar")),
            Kept(folder, document["sha256"][_TABLES[0]]),
        )
    except (OSError, KeyError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise LogError(f"the kept log is broken ({error}).", place=str(folder), remedy="Import the log again.") from None


def _tables(folder: Path, version: int, only: Collection[str] | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The steps and the cases. Columns that nobody wants are not read, unless some are wanted that the steps have from the cases."""
    if version == _VERSION and only is not None:
        of_cases = pl.read_parquet_schema(folder / _TABLES[1])
        if not any(name in (*_COMPUTED, *of_cases) for name in only):
            cases = pl.read_parquet(folder / _TABLES[1], columns=["first_time", "last_time", "steps"])
            there = pl.read_parquet_schema(folder / _TABLES[0])
            steps = pl.read_parquet(folder / _TABLES[0], columns=[name for name in there if name in only])
            return steps.with_columns(pl.lit(None, kind).alias(name) for name, kind in _UNKNOWN.items() if _lacks(there, name, only)), cases
    steps, cases = (pl.read_parquet(folder / name) for name in _TABLES)
    if version == _VERSION:
        steps = steps.with_columns(pl.lit(None, kind).alias(name) for name, kind in _UNKNOWN.items() if name not in steps.columns)
        steps = with_case_columns(steps, cases)
    return steps if only is None else steps.select(name for name in steps.columns if name in only), cases


def _lacks(there: Collection[str], name: str, only: Collection[str]) -> bool:
    return name in only and name not in there


def write_csv(log: EventLog, path: str | Path) -> None:
    """One CSV: our columns first, times in ISO 8601 with their offset, microseconds only where there are any."""
    frame = one_table(log)
    times = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    with new_file(path) as draft:
        frame.with_columns(_iso(name) for name in times).write_csv(draft)


def write_parquet(log: EventLog, path: str | Path) -> None:
    """One Parquet file: our columns first."""
    frame = uncoded(one_table(log))
    with new_file(path) as draft:
        frame.write_parquet(draft)


def write_rejects(report: ImportReport, path: str | Path) -> None:
    """The rejected rows as CSV: line, reason, row; and the file, where the log came from several."""
    several = any(reject.source for reject in report.rejected)
    with new_file(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("line", "reason", "row", *["file"] * several))
        writer.writerows((reject.line, reject.reason, reject.row, *[reject.source] * several) for reject in report.rejected)


def one_table(log: EventLog) -> pl.DataFrame:
    """The steps as the one-file forms have them: without what is computed at import."""
    first = [name for name in _FIRST if name in log.steps.columns]
    others = [name for name in log.steps.columns if name not in (*_FIRST, *_COMPUTED)]
    return log.steps.select(*first, *others)


def _write_table(frame: pl.DataFrame, path: Path) -> None:
    """As Parquet, plainly: texts as dictionaries, numbers as they are."""
    from pyarrow import parquet

    coded = frame.with_columns(_dictionary(frame.get_column(name)) for name, kind in frame.schema.items() if kind == pl.String)
    table = coded.to_arrow(compat_level=pl.CompatLevel.oldest())
    few = [name for name, kind in coded.schema.items() if isinstance(kind, pl.Categorical) or (kind == pl.String and coded.height < _SMALL)]
    # In one piece, so that a column is one array for whoever reads it.
    rows = min(max(coded.height, 1), _MOST_ROWS)
    parquet.write_table(table, path, row_group_size=rows, compression="none", use_dictionary=few, write_statistics=False)


def _dictionary(texts: pl.Series) -> pl.Series:
    """Texts of a long column as numbers into a dictionary of its own, if it repeats them."""
    distinct: int = texts.to_frame().select(pl.all().approx_n_unique()).item() if len(texts) >= _SMALL else len(texts)
    if distinct > len(texts) // _LEAST_REPEATED:
        return texts
    kind = pl.UInt16 if distinct < _SMALL_DICTIONARY else pl.UInt32
    return texts.cast(pl.Categorical(pl.Categories.random(physical=kind)))


def _iso(name: str) -> pl.Expr:
    whole = pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    split = pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00")
    return pl.when(pl.col(name).dt.microsecond() == 0).then(whole).otherwise(split).alias(name)


def _own_document(folder: Path) -> dict[str, Any] | None:
    """What `log.json` says, if it is ours."""
    try:
        document = json.loads((folder / "log.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) and document.get("kind") == _KIND else None


def _document(log: EventLog, folder: Path) -> dict[str, Any]:
    return {
        "kind": _KIND,
        "version": _VERSION,
        "name": log.name,
        "source": log.report.source if log.report else None,
        "shape": log.shape,
        "meanings": dict(log.meanings),
        "timezone": log.timezone,
        "origin": log.origin,
        "calendar": to_document(log.calendar),
        "cases": log.cases.height,
        "steps": log.steps.height,
        "report": asdict(log.report) if log.report else None,
        "sha256": {name: _sha256(folder / name) for name in _TABLES},
        "sha256_of_ends": {name: _sha256_of_ends(folder / name) for name in _TABLES},
    }


def _report(stored: dict[str, Any] | None) -> ImportReport | None:
    if stored is None:
        return None
    return ImportReport(
        **{
            **stored,
            "columns": tuple(ColumnChoice(**choice) for choice in stored["columns"]),
            "timestamps": tuple(TimestampChoice(**choice) for choice in stored["timestamps"]),
            "repairs": tuple(Repair(**repair) for repair in stored["repairs"]),
            "rejected": tuple(Reject(**reject) for reject in stored["rejected"]),
            "notes": tuple(stored["notes"]),
            "findings": tuple(Finding(**{**each, "examples": tuple(each["examples"])}) for each in stored.get("findings", ())),
            "little": Little(**stored["little"]) if stored.get("little") else None,
        }
    )


def _is_written(path: Path, name: str, document: dict[str, Any]) -> bool:
    """Whether this is the table that was written. Of a large one, whose bytes take longer to add up than to read, the ends say so."""
    ends = document.get("sha256_of_ends", {}).get(name)
    if ends is not None and path.stat().st_size > _LARGE:
        return bool(_sha256_of_ends(path) == ends)
    return bool(_sha256(path) == document["sha256"][name])


def _sha256_of_ends(path: Path) -> str:
    """Of the length, the first and the last bytes: the last ones are Parquet's table of contents."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        first = file.read(_END)
        file.seek(max(size - _END, 0))
        return hashlib.sha256(b"%d\n" % size + first + file.read()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
