"""What is asked of the catalogue: which indicators, of which tickets, at which level; and the parts of the log that this means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args

import numpy as np
import polars as pl

from svcflow.errors import InputError, LogError, did_you_mean
from svcflow.eventlog.building import CASE
from svcflow.indicators.catalogue import BY_TEAM
from svcflow.indicators.estimates import Bools
from svcflow.indicators.filters import parse_filter, selected
from svcflow.indicators.grammar import PERIOD, Entry
from svcflow.indicators.ground import Ground
from svcflow.indicators.results import Dimension, Level
from svcflow.indicators.view import View, whole_of
from svcflow.mining.coding import NOBODY

MOST_MEMBERS = 500
"""segments that are told of at most"""
NONE = "(none)"
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the catalogue.

    Parameters
    ----------
    level : {"process", "step", "team", "person", "segment", "month"}
        Indicators that are not told at this level are left out.
    column : str
        Whose values the segments are.
    names : tuple of str
        Names of indicators, or patterns of them (`backlog*`); empty: all.
    dimension : str, optional
        Only the indicators of this dimension.
    filters : tuple of str
        Conditions that every ticket fulfils (`svcflow.indicators.filters`): `priority=High`.
    real_names : bool
        Whether people are told by their names; else as "Person 1", "Person 2" … by falling number of steps.
    """

    level: Level = "process"
    column: str = ""
    names: tuple[str, ...] = ()
    dimension: Dimension | None = None
    filters: tuple[str, ...] = ()
    real_names: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a log, and whose it is."""

    view: View
    level: Level
    member: str = ""


def parse_level(text: str) -> tuple[Level, str]:
    """A level, and the column of its segments: `team`, `segment:priority`.

    Raises
    ------
    InputError
        There is no such level, or a segment without a column.
    """
    head, _, column = text.partition(":")
    for level in LEVELS:
        if level == head and (column or level != "segment") and not (column and level != "segment"):
            return level, column
    if head == "segment":
        raise InputError("a segment needs a column.", place="level", remedy="Write it like segment:priority.")
    raise InputError(f'there is no level "{text}".', place="level", remedy=did_you_mean(head, LEVELS))


def parts_of(ground: Ground, asked: Asked, entry: Entry) -> Iterator[Part]:
    """The parts of a log in which an indicator is asked for.

    Raises
    ------
    LogError
        A filter or a column names nothing, or selects nothing.
    """
    view = whole_of(ground)
    if asked.filters:
        chosen = selected(ground, [parse_filter(text) for text in asked.filters])
        view = replace(view, cases=view.cases & chosen, every=view.every & chosen, whole=False)
    if asked.level == "process":
        yield Part(view, "process")
        if entry in BY_TEAM and not asked.filters:
            yield from _teams(view, asked, entry)
    elif asked.level == "month":
        yield from _months(view, of_period=entry.levels == PERIOD)
    else:
        yield from _PARTS[asked.level](view, asked, entry)


def _steps(view: View, asked: Asked, entry: Entry) -> Iterator[Part]:
    activity = view.ground.activity
    for name, rows in _members(activity.codes, activity.names, view.here):
        yield Part(_of_rows(view, rows), "step", name)


def _teams(view: View, asked: Asked, entry: Entry) -> Iterator[Part]:
    ground = view.ground
    if entry.evidence == "staff" and "team" in entry.levels and "person" not in entry.levels:
        yield from (Part(view.of_team(team), "team", team) for team in view.facts.on_duty_h)
    elif entry.by_steps:
        for name, rows in _members(ground.team.codes, ground.team.names, view.here & ground.is_work):
            yield Part(replace(_of_rows(view, rows), team=name), "team", name)
    else:
        for name, cases in _members(ground.finisher[0], ground.team.names, view.cases):
            yield Part(replace(_of_cases(view, cases), team=name), "team", name)


def _people(view: View, asked: Asked, entry: Entry) -> Iterator[Part]:
    ground = view.ground
    names = ground.person.names if asked.real_names else pseudonyms(ground)
    if entry.by_steps:
        for name, rows in _members(ground.person.codes, names, view.here & ground.is_work):
            yield Part(_of_rows(view, rows), "person", name)
    else:
        for name, cases in _members(ground.finisher[1], names, view.cases):
            yield Part(_of_cases(view, cases), "person", name)


def _segments(view: View, asked: Asked, entry: Entry) -> Iterator[Part]:
    values = view.ground.column(asked.column)
    if values is None:
        raise LogError(f'there is no column "{asked.column}".', place="level", remedy=did_you_mean(asked.column, columns_of(view.ground)))
    texts = values.fill_null(NONE).to_numpy()
    counts = Counter(texts[view.every].tolist())
    if len(counts) > MOST_MEMBERS:
        problem = f'the column "{asked.column}" has {len(counts)} values: that many segments tell nothing.'
        raise LogError(problem, place="level", remedy=f"Take a column with at most {MOST_MEMBERS} values.")
    for name, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        yield Part(_of_cases(view, texts == name), "segment", name)


_PARTS: dict[Level, Callable[[View, Asked, Entry], Iterator[Part]]] = {
    "step": _steps, "team": _teams, "person": _people, "segment": _segments,
}  # fmt: skip


def pseudonyms(ground: Ground) -> tuple[str, ...]:
    """A name for each person that tells nobody's: "Person 1" did the most steps; of equals the order of names decides."""
    codes = ground.person.codes
    done = np.bincount(codes[codes != NOBODY], minlength=len(ground.person.names))
    place = np.empty(len(done), np.int64)
    place[np.argsort(-done, kind="stable")] = np.arange(len(done))
    return tuple(f"Person {number + 1}" for number in place.tolist())


def columns_of(ground: Ground) -> list[str]:
    """The columns by which tickets can be told apart."""
    names = (*ground.log.steps.columns, *ground.cases.columns)
    return sorted({name.removeprefix(CASE) for name in names} - {"case", "case_id", "position", "steps", "first_time", "last_time"})


def _members(codes: np.ndarray[tuple[int], np.dtype[np.int32]], names: tuple[str, ...], among: Bools) -> Iterator[tuple[str, Bools]]:
    """Each name that occurs among these, and where; the most frequent first, then by name."""
    known = codes[among & (codes != NOBODY)]
    counts = np.bincount(known, minlength=len(names))
    for number in sorted(np.flatnonzero(counts).tolist(), key=lambda each: (-counts[each], names[each])):
        yield names[number], codes == number


def _of_rows(view: View, rows: Bools) -> View:
    """The view of some steps, and of the tickets that have them."""
    rows = rows & view.here
    cases = np.zeros(len(view.cases), np.bool_)
    cases[view.ground.case[rows]] = True
    return replace(view, cases=cases & view.cases, rows=rows, whole=False)


def _of_cases(view: View, cases: Bools) -> View:
    return replace(view, cases=view.cases & cases, every=view.every & cases, whole=False)


def _months(view: View, *, of_period: bool) -> Iterator[Part]:
    """The months of the log's zone; the first and the last as far as the log reaches."""
    ground = view.ground
    arrivals = ground.cases.get_column("first_time").dt.convert_time_zone(ground.log.timezone)
    month = arrivals.dt.strftime("%Y-%m").to_numpy()
    edges = dict(_edges(arrivals.filter(pl.Series(ground.new)).min(), ground))
    for name, (begin, until) in edges.items():
        if of_period:
            yield Part(replace(view, begin_h=begin, until_h=until, whole=False), "month", name)
        else:
            cases = view.cases & (month == name)
            if cases.any():
                yield Part(replace(view, cases=cases, begin_h=begin, until_h=until, whole=False), "month", name)


def _edges(first: object, ground: Ground) -> Iterator[tuple[str, tuple[float, float]]]:
    """Begin and end of each month of the period [h since the first arrival]."""
    assert isinstance(first, datetime)
    begin, at, hour = 0.0, first.replace(day=1, hour=0, minute=0, second=0, microsecond=0), first.timestamp() / 3600
    while begin < ground.horizon_h or begin == 0.0:
        after = at.replace(year=at.year + at.month // 12, month=at.month % 12 + 1)
        until = min(after.timestamp() / 3600 - hour, ground.horizon_h)
        yield at.strftime("%Y-%m"), (begin, until)
        if until >= ground.horizon_h:
            return
        begin, at = until, after
