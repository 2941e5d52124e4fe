"""Who is on duty when, and how much of that time is worked.

Hours on duty of a team: over its people, the open hours of each person's calendar within the horizon. Hours worked: over the
work steps that its people did, the part of the step that lies within the person's calendar and within the horizon: a step that
spans a night counts its shift hours alone, and staying on after a shift counts as nothing. What a person with one slot did at
the same time counts once; a person who works on several tickets at once (`slots`) counts hours ÷ slots. Steps of people whom the
model does not know count on neither side.

The people come from a service model, who are then on duty over the whole horizon; else from the log: its resources with their
estimated calendars, each on duty between their first and their last step.

Units: hours [h] since the log's first arrival.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.calendars import Shifts, WeeklyCalendar
from svcflow.eventlog.log import EventLog
from svcflow.indicators.estimates import Floats
from svcflow.mining import find_teams
from svcflow.model import individuals, weekly_calendar
from svcflow.model.document import ServiceModel
from svcflow.timing import find_calendars


@dataclass(frozen=True, slots=True)
class StaffTime:
    """Hours of work and duty. `estimated`: the people and their calendars were found in the log, not given by a model."""

    worked_h: dict[str, Floats]
    """by team, for each step, within the horizon"""
    all_worked_h: dict[str, Floats]
    """the same, beyond the horizon too"""
    on_duty_h: dict[str, float]
    """by team, within the horizon"""
    estimated: bool


def staff_time(log: EventLog, steps: pl.DataFrame, cases: pl.DataFrame, model: ServiceModel | None, horizon: float) -> StaffTime:
    """Hours on duty and hours worked of every team.

    Parameters
    ----------
    log : EventLog
        Where people are looked for if there is no model.
    steps : polars.DataFrame
        Its steps with `begin_time`, `end_time`, `resource` and `is_work`.
    cases : polars.DataFrame
        Its cases with `first_time` and `last_time`.
    model : ServiceModel or None
    horizon : float
        Last arrival [h since the first].
    """
    members = _members(log, model)
    estimated = model is None
    if not members or not cases.height:
        return StaffTime({}, {}, {}, estimated)
    origin, until = _instant(cases, "first_time", "min"), _instant(cases, "last_time", "max")
    people = list(members.values())
    shifts = _by_calendar(people, origin, until)
    work = _counted_once(_work(steps, list(members), origin), people)
    inside = _Work(work.rows, work.people, np.clip(work.begin, 0.0, horizon), np.clip(work.end, 0.0, horizon))
    first, last = _presence(work, people, horizon, estimated)
    on_duty = dict.fromkeys(sorted({member.team for member in people}), 0.0)
    for calendar, numbers in shifts:
        for person, open_h in zip(numbers, calendar.work_between_all(first[numbers], last[numbers]), strict=True):
            on_duty[people[person].team] += float(open_h)
    totals = [_by_team(each, _hours_worked(each, people, shifts), people, steps.height) for each in (inside, work)]
    return StaffTime(totals[0], totals[1], on_duty, estimated)


@dataclass(frozen=True, slots=True)
class _Member:
    """A person on a team, with `slots` tickets at once."""

    team: str
    calendar: WeeklyCalendar
    slots: int = 1


@dataclass(frozen=True, slots=True)
class _Work:
    """Work steps of known people: rows of the steps, who did them, and when [h since the first arrival]."""

    rows: NDArray[np.int64]
    people: NDArray[np.int64]
    begin: Floats
    end: Floats


_Clocks = list[tuple[Shifts, NDArray[np.int64]]]


def _members(log: EventLog, model: ServiceModel | None) -> dict[str, _Member]:
    if model is not None:
        calendars = {name: weekly_calendar(calendar) for name, calendar in model.calendars.items()}
        staff = [(name, person) for person in model.people for name in individuals(person)]
        return {name: _Member(person.team, calendars[person.calendar], person.slots) for name, person in staff}
    if not log.steps.get_column("resource").count():
        return {}
    calendars = find_calendars(log)
    return {name: _Member(team, calendars[name]) for name, team in find_teams(log).items() if name in calendars}


def _instant(cases: pl.DataFrame, column: str, which: str) -> datetime:
    found = cases.get_column(column).min() if which == "min" else cases.get_column(column).max()
    assert isinstance(found, datetime)
    return found


def _by_calendar(people: list[_Member], origin: datetime, until: datetime) -> _Clocks:
    """Each calendar, laid out, with the people who keep it."""
    keepers: dict[WeeklyCalendar, list[int]] = {}
    for number, member in enumerate(people):
        keepers.setdefault(member.calendar, []).append(number)
    return [(calendar.between(origin, until), np.array(numbers)) for calendar, numbers in keepers.items()]


def _work(steps: pl.DataFrame, names: list[str], origin: datetime) -> _Work:
    hours = ((pl.col(name) - pl.lit(origin)).dt.total_microseconds() / 3.6e9 for name in ("begin_time", "end_time"))
    number = pl.col("resource").replace_strict(names, list(range(len(names))), default=None, return_dtype=pl.Int64)
    done = steps.with_row_index("row").select(pl.col("row").cast(pl.Int64), number.alias("person"), *hours, pl.col("is_work"))
    done = done.filter(pl.col("is_work") & pl.col("person").is_not_null() & pl.col("begin_time").is_not_null())
    rows, people, begin, end = (done.get_column(name).to_numpy() for name in ("row", "person", "begin_time", "end_time"))
    return _Work(rows, people, begin, np.maximum(begin, end))


def _counted_once(work: _Work, people: list[_Member]) -> _Work:
    """Cut off each begin what a single person already had in hand, so that no hour of theirs counts twice."""
    if not len(work.rows):
        return work
    single = np.array([member.slots == 1 for member in people])
    order = np.lexsort((work.begin, work.people))
    who, begin, end = work.people[order], work.begin[order], work.end[order]
    lane = who * (float(end.max() - begin.min()) + 1.0)
    busy_until = np.maximum.accumulate(end + lane) - lane
    same = (who[1:] == who[:-1]) & single[who[1:]]
    begin[1:][same] = np.maximum(begin[1:], busy_until[:-1])[same]
    return _Work(work.rows[order], who, np.minimum(begin, end), end)


def _presence(work: _Work, people: list[_Member], horizon: float, estimated: bool) -> tuple[Floats, Floats]:
    """From when to when each person is on the staff [h]: always, or from their first step to their last."""
    if not estimated:
        return np.zeros(len(people)), np.full(len(people), horizon)
    first, last = np.full(len(people), horizon), np.zeros(len(people))
    np.minimum.at(first, work.people, np.clip(work.begin, 0.0, horizon))
    np.maximum.at(last, work.people, np.clip(work.end, 0.0, horizon))
    return first, np.maximum(first, last)


def _hours_worked(work: _Work, people: list[_Member], shifts: _Clocks) -> Floats:
    """Hours of each step within its person's calendar, ÷ slots [h]."""
    hours = np.zeros(len(work.rows))
    for calendar, numbers in shifts:
        keeps = np.zeros(len(people), dtype=np.bool_)
        keeps[numbers] = True
        mine = keeps[work.people]
        hours[mine] = calendar.work_between_all(work.begin[mine], work.end[mine])
    return hours / np.array([member.slots for member in people], dtype=np.float64)[work.people]


def _by_team(work: _Work, hours: Floats, people: list[_Member], rows: int) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    teams = np.array([member.team for member in people])
    for team in sorted({member.team for member in people}):
        mine = (teams == team)[work.people]
        found[team] = np.bincount(work.rows[mine], hours[mine], rows).astype(np.float64)
    return found
