"""Names of people replaced by pseudonyms, everywhere in a log and in what is kept with it.

A pseudonym is made from the name and a secret key (HMAC-SHA-256), so that one person has one pseudonym in every column, and under
the same key in every log, and nobody without the key can try names until one fits. It is short enough to be read (`Person 7F3A2C`);
where two names of a log would meet, theirs are longer. Columns that hold people are known by their headers, by e-mail addresses,
and by sharing their names with one that is known. Free text stays as it is, and is named in a note, since names may stand in it.
Rows that were rejected, and examples of repairs, are raw text of the file and are withheld. Cost: linear, and a hash for each name.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from svcflow.errors import InputError
from svcflow.eventlog.health import with_health
from svcflow.eventlog.log import EventLog, ImportReport
from svcflow.eventlog.words.people import holds_customers, holds_text, holds_workers, is_system

SHORTEST_KEY = 16
"""bytes that a key must have"""
WITHHELD = "(withheld: names are pseudonymised)"
_DIGITS = 6
_TEXTS = (pl.String, pl.Categorical, pl.Enum)
_NOT_PEOPLE = ("case_id", "activity", "previous_activity", "team", "priority", "basis")
"""columns whose kind is known: a person's name is replaced in them too, but they are not taken for columns of people"""
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_CODE = re.compile(r"(?:(?:value|val|item|option|category|type|level|class|group)\W*)?\d+")
"""what columns share though they hold no people: numbers, and placeholders such as `Value 1`"""
_SAMPLE = 1_000
_LONG = 30
"""letters on average that make texts free ones"""


def pseudonymise(log: EventLog, key: bytes, today: date | None = None) -> EventLog:
    """A log whose people have pseudonyms, in its steps, cases, calendar and report.

    Parameters
    ----------
    log : EventLog
    key : bytes
        The secret: at least 16 bytes. The same key gives the same pseudonyms again.
    today : date, optional
        As `check_health` takes it, which is asked again.

    Raises
    ------
    InputError
        The key is too short to be one.
    """
    if len(key) < SHORTEST_KEY:
        raise InputError(f"a key of {len(key)} bytes can be guessed.", remedy=f"Take {SHORTEST_KEY} random bytes or more.")
    kinds = {**log.steps.schema, **log.cases.schema}
    distinct = {name: _distinct(log, name) for name, kind in kinds.items() if _may_hold_names(name, kind)}
    people, names = _people(distinct, key)
    shared = {old: new for old, new in names.items() if not new.startswith("System") and not _CODE.fullmatch(old.casefold())}
    steps, cases = (
        frame.with_columns(
            _renamed(frame.get_column(name), names if name in people else shared) for name in distinct if name in frame.columns
        )
        for frame in (log.steps, log.cases)
    )
    meanings = {shared.get(activity, activity): meaning for activity, meaning in log.meanings.items()}
    calendar = log.calendar.renamed(names) if log.calendar else None
    report = log.report and _report(log.report, shared, _told(people, distinct, names))
    renamed = replace(log, steps=steps, cases=cases, meanings=meanings, calendar=calendar, report=report)
    return with_health(renamed, today) if log.report and log.report.findings else renamed


def _may_hold_names(name: str, kind: pl.DataType) -> bool:
    """Texts, and numbers in a column that is a person's by its header; never the case."""
    return name != "case_id" and (kind in _TEXTS or (kind.is_integer() and (holds_workers(name) or holds_customers(name))))


def _distinct(log: EventLog, name: str) -> pl.Series:
    """The values of a column, once each."""
    frame = log.cases if name in log.cases.columns else log.steps
    return frame.get_column(name).unique().drop_nulls().cast(pl.String)


def _people(distinct: Mapping[str, pl.Series], key: bytes) -> tuple[list[str], dict[str, str]]:
    """The columns that hold people, and the pseudonym of each name in them."""
    customers = [name for name in distinct if name not in _NOT_PEOPLE and holds_customers(name)]
    workers = [name for name in distinct if name == "resource" or (name not in _NOT_PEOPLE and holds_workers(name))]
    workers += [name for name in distinct if name not in (*_NOT_PEOPLE, *customers, *workers) and _hold_addresses(distinct[name])]
    known = pl.Series(_real(_values(distinct, [*workers, *customers])), dtype=pl.String).implode()
    for name in distinct:
        if name in (*_NOT_PEOPLE, *customers, *workers) or not len(distinct[name]):
            continue
        if int(distinct[name].is_in(known).sum()) * 2 >= len(distinct[name]):
            workers.append(name)
    kinds = {**dict.fromkeys(_values(distinct, customers), "Customer"), **dict.fromkeys(_values(distinct, workers), "Person")}
    kinds |= {name: "System" for name in kinds if is_system(name)}
    return [*workers, *customers], _pseudonyms(kinds, key)


def _values(distinct: Mapping[str, pl.Series], columns: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for column in columns for value in distinct[column]))


def _real(values: Iterable[str]) -> list[str]:
    return [value for value in values if not _CODE.fullmatch(value.casefold())]


def _hold_addresses(values: pl.Series) -> bool:
    sample = values.head(_SAMPLE)
    return bool(len(sample)) and bool(sample.str.contains(_EMAIL).mean() >= 0.5)  # type: ignore[operator]


def _pseudonyms(kinds: Mapping[str, str], key: bytes) -> dict[str, str]:
    """A pseudonym for each name; of those that begin alike, as many more digits as it takes to part them."""
    digests = {name: hmac.digest(key, name.encode("utf-8", "surrogatepass"), "sha256").hex().upper() for name in kinds}
    alike: dict[str, list[str]] = {}
    for name, digest in digests.items():
        alike.setdefault(digest[:_DIGITS], []).append(name)
    pseudonyms: dict[str, str] = {}
    for group in alike.values():
        digits = _DIGITS
        while len({digests[name][:digits] for name in group}) < len(group):
            digits += 2
        pseudonyms |= {name: f"{kinds[name]} {digests[name][:digits]}" for name in group}
    return pseudonyms


def _renamed(column: pl.Series, names: Mapping[str, str]) -> pl.Series:
    """The column with its names replaced; a column of numbers becomes one of texts if they are names."""
    there = column.unique().drop_nulls()
    old = there.cast(pl.String)
    new = pl.Series([names.get(value, value) for value in old], dtype=pl.String)
    if old.equals(new):
        return column
    kind = pl.Categorical() if column.dtype == pl.Categorical else pl.String()
    codes, known = (column.to_physical(), there.to_physical()) if column.dtype in _TEXTS[1:] else (column, there)
    return codes.replace_strict(known, new.cast(kind), default=None, return_dtype=kind).alias(column.name)


def _told(people: Iterable[str], distinct: Mapping[str, pl.Series], names: Mapping[str, str]) -> list[str]:
    """Which columns were replaced, and which were left though names may stand in them."""
    quoted = ", ".join(f'"{name.removeprefix("case:")}"' for name in people if len(distinct[name]))
    notes = [f"{len(names)} names are replaced by pseudonyms, the same in every column: {quoted}."] if quoted else []
    free = [name for name, values in distinct.items() if name not in people and name not in _NOT_PEOPLE and _is_free_text(name, values)]
    if free:
        listed = ", ".join(f'"{name.removeprefix("case:")}"' for name in free)
        notes.append(f"Free text is left as it is, and names may stand in it: {listed}. Leave these columns out if they must not be kept.")
    return notes


def _is_free_text(name: str, values: pl.Series) -> bool:
    sample = values.head(_SAMPLE)
    if not len(sample):
        return False
    spaced = sample.str.contains(" ").mean()
    return holds_text(name) or bool(sample.str.len_chars().mean() >= _LONG and spaced >= 0.5)  # type: ignore[operator]


def _report(report: ImportReport, names: Mapping[str, str], told: Iterable[str]) -> ImportReport:
    """The report without raw rows; findings are found anew."""
    return replace(
        report,
        repairs=tuple(replace(repair, example="") for repair in report.repairs),
        rejected=tuple(replace(reject, reason=_in_text(reject.reason, names), row=WITHHELD) for reject in report.rejected),
        notes=(*(_in_text(note, names) for note in report.notes), *told),
    )


def _in_text(text: str, names: Mapping[str, str]) -> str:
    """A sentence of the report, with the names that it quotes replaced."""
    for name in sorted((name for name in names if name in text), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", names[name], text)
    return text
