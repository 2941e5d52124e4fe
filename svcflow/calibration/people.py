"""Who does the work: people with a team, skills, weekly hours and the number of tickets that they work on at once.

- A step is **unstaffed** if it is not work (a customer's or supplier's pause), if nobody is named for more than half of its
  executions, or if robots do it: a resource is taken for a robot if at least 9 of 10 of its steps take no time.
- **Skills** are shares: of the step's executions, how many this person did.
- **Calendars** are those that `svcflow.timing` gives; people with the same hours share one. "service" is that of the whole log.
- **Grace**: how long a team stays to finish what is in hand at the end of a shift (`svcflow.calibration.overtime`).
- **Slots**: how many tickets somebody works on at once (`svcflow.calibration.slots`).
- People who are seen **rarely** (fewer than 10 executions, or fewer than 1 in 2 000) tell too little about themselves; those of one
  team become one entry with the hours given for the team, else those of the service, counting as many as are at work at once at
  the 95th percentile. Somebody whose own hours are given is always told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from svcflow.calendars import GivenCalendar, Shifts, WeeklyCalendar
from svcflow.calibration.durations import ZERO_H
from svcflow.calibration.observations import Flags, Observations, Whole
from svcflow.calibration.overtime import Grace, find_grace
from svcflow.calibration.rounding import rounded
from svcflow.calibration.slots import Waits, seen_at_once, slots_of
from svcflow.mining import find_teams
from svcflow.model import calendar_document
from svcflow.model.document import Calendar, Person, Team
from svcflow.timing import find_calendars, service_calendar

SERVICE = "service"
LEAST_STEPS = 10
LEAST_SHARE = 1 / 2000
ROBOT_SHARE = 0.9
UNNAMED_SHARE = 0.5
FEWEST_HOURS = 4.0
"""a person's calendar with fewer open hours a week than this tells too little; the service's counts instead [h]"""


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of a model, and how the log's resources map onto them (-1: nobody of the model)."""

    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    calendars: dict[str, Calendar]
    shifts: dict[int, Shifts]
    """working time of each resource, on the axis of the observations"""
    service: Shifts
    staffed: dict[str, bool]
    person_of: Whole
    team_of: dict[int, str]
    grace: dict[str, Grace]
    """of each team"""

    def grace_of(self, resource: int) -> float:
        """How long a resource stays after a shift [h]."""
        return self.grace[self.team_of[resource]].hours if resource in self.team_of else 0.0

    def executions(self, seen: Observations, rows: Whole) -> dict[str, Flags]:
        """For each single person of the model who did any of these rows: which of them were theirs."""
        owners = self.person_of[seen.resource[rows]]
        single = {number: person.name for number, person in enumerate(self.people) if person.count == 1}
        return {single[number]: owners == number for number in np.unique(owners).tolist() if number in single}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of people: its name, team and resources, and whether they are not told apart."""

    name: str
    team: str
    resources: tuple[int, ...]
    pooled: bool


def find_staff(seen: Observations, rates_h: Mapping[str, float] | None = None) -> Staff:
    """Find the people of a log by the rules of this module; `rates_h` is the cost of an hour's work by team."""
    staffed = _staffed(seen)
    rows = _staffed_rows(seen, staffed)
    weekly = {SERVICE: service_calendar(seen.log)}
    teams = find_teams(seen.log)
    entries = _entries(seen, rows, teams)
    hours = _hours(seen, entries, teams, weekly[SERVICE])
    names = _calendar_names([hours[entry.resources[0]] for entry in entries], weekly)
    counts = {entry.name: int(np.isin(seen.resource[rows], entry.resources).sum()) for entry in entries}
    laid = {calendar: laid_out(seen, calendar) for calendar in set(hours.values())}
    shifts = {number: laid[calendar] for number, calendar in hours.items()}
    team_of = {number: entry.team for entry in entries for number in entry.resources}
    grace = find_grace(seen, rows, shifts, team_of)
    waits = Waits(seen, rows)
    people, person_of = [], np.full(len(seen.resources) + 1, -1, dtype=np.int64)
    for number, entry in enumerate(entries):
        person_of[list(entry.resources)] = number
        mine = rows[np.isin(seen.resource[rows], entry.resources)]
        at_once = (
            seen_at_once(seen.begin[mine], seen.end[mine]) if entry.pooled else slots_of(seen, mine, waits, shifts[entry.resources[0]])
        )
        people.append(
            Person(
                name=entry.name,
                team=entry.team,
                calendar=names[hours[entry.resources[0]]],
                skills=_skills(seen, rows, mine),
                count=min(at_once, len(entry.resources)) if entry.pooled else 1,
                slots=max(1, at_once // len(entry.resources)) if entry.pooled else at_once,
                grace_h=float(rounded(grace[entry.team].hours, 4)),
                n=counts[entry.name],
            )
        )
    return Staff(
        people=tuple(people),
        teams=tuple(Team(name=team, rate_h=(rates_h or {}).get(team)) for team in sorted({entry.team for entry in entries})),
        calendars=_documents(weekly, names, people),
        shifts=shifts,
        service=laid_out(seen, weekly[SERVICE]),
        staffed=staffed,
        person_of=person_of,
        team_of=team_of,
        grace=grace,
    )


def _hours(seen: Observations, entries: list[_Entry], teams: Mapping[str, str], service: WeeklyCalendar) -> dict[int, WeeklyCalendar]:
    """The calendar of each resource: what is given; else the service's for those who are not told apart or hardly seen."""
    given = seen.log.calendar or GivenCalendar()
    own = find_calendars(seen.log)
    pooled = {number for entry in entries if entry.pooled for number in entry.resources}
    hours = {}
    for number, name in enumerate(seen.resources):
        mine = own.get(name, service)
        is_given = given.spans_of(name, teams.get(name)) is not None
        hours[number] = mine if is_given or (number not in pooled and mine.hours_a_week >= FEWEST_HOURS) else service
    return hours


def laid_out(seen: Observations, calendar: WeeklyCalendar) -> Shifts:
    """The calendar's shifts over the period of the observations, on their axis."""
    low, high = seen.span
    return calendar.between(seen.origin, seen.instant(high), seen.instant(low))


def _staffed(seen: Observations) -> dict[str, bool]:
    """Which steps need a person."""
    robots = _robots(seen)
    found = {}
    for number, name in enumerate(seen.activities):
        who = seen.resource[seen.activity == number]
        someone = (who >= 0) & ~np.isin(who, robots)
        found[name] = seen.log.meaning(name) == "work" and bool(someone.mean() > 1 - UNNAMED_SHARE)
    return found


def _robots(seen: Observations) -> Whole:
    count = np.bincount(seen.resource + 1, minlength=len(seen.resources) + 1)[1:]
    instant = np.bincount(seen.resource + 1, seen.end - seen.begin < ZERO_H, minlength=len(seen.resources) + 1)[1:]
    return np.flatnonzero((count >= LEAST_STEPS) & (instant >= ROBOT_SHARE * count))


def _staffed_rows(seen: Observations, staffed: Mapping[str, bool]) -> Whole:
    needs = np.array([staffed[name] for name in seen.activities])
    return np.flatnonzero(needs[seen.activity] & (seen.resource >= 0))


def _entries(seen: Observations, rows: Whole, teams: Mapping[str, str]) -> list[_Entry]:
    """People one by one, the rare ones of each team together; every staffed step has somebody, for each row has a resource."""
    count = np.bincount(seen.resource[rows], minlength=len(seen.resources))
    told_apart = seen.log.calendar.people if seen.log.calendar else {}
    least = max(LEAST_STEPS, LEAST_SHARE * len(rows))
    rare: dict[str, list[int]] = {}
    entries = []
    for number in np.flatnonzero(count).tolist():
        name = seen.resources[number]
        team = teams.get(name, "Everyone")
        if count[number] < least and name not in told_apart:
            rare.setdefault(team, []).append(number)
        else:
            entries.append(_Entry(name, team, (number,), False))
    taken = {entry.name for entry in entries}
    for team, numbers in sorted(rare.items()):
        name = f"{team}: others"
        while name in taken:
            name += "*"
        entries.append(_Entry(name, team, tuple(numbers), True))
    return entries


def _skills(seen: Observations, rows: Whole, mine: Whole) -> dict[str, float]:
    every = np.bincount(seen.activity[rows], minlength=len(seen.activities))
    own = np.bincount(seen.activity[mine], minlength=len(seen.activities))
    return {seen.activities[code]: float(max(np.round(own[code] / every[code], 6), 1e-6)) for code in np.flatnonzero(own).tolist()}


def _calendar_names(used: list[WeeklyCalendar], weekly: Mapping[str, WeeklyCalendar]) -> dict[WeeklyCalendar, str]:
    """A name for each calendar: "service", then "hours 1", "hours 2" … by falling use."""
    ranked = sorted(set(used), key=lambda calendar: (-used.count(calendar), calendar.intervals))
    names = {weekly[SERVICE]: SERVICE}
    for calendar in ranked:
        names.setdefault(calendar, f"hours {len(names)}")
    return names


def _documents(weekly: Mapping[str, WeeklyCalendar], names: Mapping[WeeklyCalendar, str], people: list[Person]) -> dict[str, Calendar]:
    n = {name: sum(person.n for person in people if person.calendar == name) for name in names.values()}
    return {name: calendar_document(calendar, n[name]) for calendar, name in names.items()}
