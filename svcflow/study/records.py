"""The small tables that a study names beside its log: staff, ideas, the status of systems, outcomes.

Each is a file in any form that a log can have. A column is taken by the name that the study gives it, or by its own where it says what it
is ("Name", "Team", 姓名). A row that cannot be understood is refused with the file, its line, the value and a remedy: these tables are
written by people, a row of them is a person or a project, and none may get lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from svcflow.errors import StudyError, did_you_mean
from svcflow.eventlog.sources import open_source
from svcflow.eventlog.sources.table import without_nulls
from svcflow.eventlog.times.timestamps import read_times
from svcflow.study.document import Study

_HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "person", "employee", "agent", "resource", "assignee", "姓名", "员工", "員工"),
    "team": ("team", "group", "department", "团队", "團隊", "部门", "部門"),
    "skill": ("skill", "skills", "技能"),
    "attitude": ("attitude", "态度", "態度"),
    "feedback": ("feedback", "反馈", "反饋"),
    "registered": ("registered", "noted", "created", "date", "提出日期", "登记日期"),
    "implemented": ("implemented", "done", "finished", "实施日期", "完成日期"),
    "system": ("system", "service", "application", "系统", "系統"),
    "begin": ("begin", "start", "from", "down", "开始", "開始"),
    "end": ("end", "to", "until", "restored", "结束", "結束"),
    "up": ("up", "status", "state", "状态", "狀態"),
}
_UP = {
    **dict.fromkeys(("up", "true", "1", "yes", "available", "ok", "正常", "可用"), True),
    **dict.fromkeys(("down", "false", "0", "no", "unavailable", "outage", "故障", "中断", "中斷"), False),
}


@dataclass(frozen=True, slots=True)
class Records:
    """A table with our columns (texts, null where there is nothing), the lines on which its rows begin, and its file."""

    frame: pl.DataFrame
    lines: tuple[int, ...]
    file: Path

    def refuse(self, row: int, problem: str, remedy: str) -> StudyError:
        """A refusal of one row."""
        return StudyError(problem, place=f"{self.file}, line {self.lines[row]}", remedy=remedy)

    def instants(self, column: str, zone: str) -> list[datetime | None]:
        """A column of times.

        Raises
        ------
        StudyError
            A text is no time.
        AmbiguousError
            Days and months fit both ways.
        """
        texts = self.frame[column]
        cases = pl.Series([str(row) for row in range(texts.len())])
        read = read_times({column: texts}, cases, timezone=zone, dayfirst=None, place=str(self.file)).values[column].to_list()
        for row, (text, instant) in enumerate(zip(texts, read, strict=True)):
            if text is not None and instant is None:
                raise self.refuse(row, f'"{text}" in "{column}" is no time.', "Write it like 2025-03-01 09:30.")
        return read


def read_records(study: Study, table: str, needed: tuple[str, ...], others: tuple[str, ...] = ()) -> Records:
    """Read the table that a study names, with the columns that are needed and those of the others that are there.

    Raises
    ------
    StudyError
        The file is not there, a column that the study names is not in it, or one that is needed is not found.
    InputError
        The file cannot be read.
    """
    said = getattr(study, table)
    file = study.folder / said.file
    if not file.exists():
        raise StudyError(f'there is no file "{said.file}".', place=study.place_of(table, "file"), remedy="Paths begin at the study file.")
    opened = open_source(str(file))
    frame = without_nulls(opened.frame.with_columns(pl.all().cast(pl.String)))
    found: dict[str, str] = {}
    for ours in (*needed, *others):
        theirs = _column(study, table, ours, frame.columns)
        if theirs is not None:
            found[ours] = theirs
        elif ours in needed:
            problem = f'{said.file} has no column for "{ours}".'
            remedy = f'Say which it is: columns = {{ {ours} = "…" }}. There are: {", ".join(frame.columns[:12])}.'
            raise StudyError(problem, place=study.place_of(table), remedy=remedy)
    return Records(frame.select(pl.col(theirs).alias(ours) for ours, theirs in found.items()), tuple(opened.lines), file)


def read_dates(records: Records, column: str) -> list[date | None]:
    """A column of days."""
    return [None if moment is None else moment.date() for moment in records.instants(column, "UTC")]


def read_up(records: Records) -> list[bool]:
    """The column `up`, in any of the words for it."""
    found = []
    for row, text in enumerate(records.frame["up"]):
        known = _UP.get((text or "").strip().casefold())
        if known is None:
            raise records.refuse(row, f'"{text}" says neither up nor down.', 'Write "up" or "down".')
        found.append(known)
    return found


def _column(study: Study, table: str, ours: str, headers: list[str]) -> str | None:
    said = getattr(study, table).columns.get(ours)
    if said is not None:
        if said not in headers:
            problem = f'there is no column "{said}".'
            raise StudyError(problem, place=study.place_of(table, "columns", ours), remedy=did_you_mean(said, headers))
        return str(said)
    plain = {header.strip().casefold(): header for header in reversed(headers)}
    return next((plain[name] for name in _HEADERS[ours] if name in plain), None)
