"""Working hours: in which hours of the week somebody works, as the analyst gives them, else as the log shows.

What is given (`EventLog.calendar`) wins over what is found: a person keeps their own hours, else their team's, else the
service's; part-timers whose hours differ must be said. Holidays close found hours, too.

The evidence is the **instants** at which work begins or ends (recorded ones only; of a log with one timestamp its ends). An
end on the stroke of an hour belongs to the hour before it. The rule, at a grain of one hour of the week, 168 in all:

- *service*: closed are only the hours in which nobody ever began or ended anything. A threshold above zero shuts rare but
  real hours (a few Sundays) and makes everything that was done in them impossible; so there is none. One exception: hours
  in which work ends but never begins, right after one in which it begins, are overtime, in which nobody takes up what waits;
  they are closed. If there are fewer than three instants for each of the 168 hours, or the log does not cover a whole week, empty
  hours prove nothing, and neither the service nor anybody in it ever closes.
- *person*, with at least 50 instants: the hours of the person's own instants, a hole of up to three hours within a day being
  closed only where the service is closed or it is a break: at the rate of the hours before and after it (the lower one), at least
  ten begins would have fallen into that hour of the day. First as found on each weekday, else the same hours on all their weekdays.
  It is believed if each half of the evidence (even and odd weeks) leaves out less than 2 % of the begins of the other half.
- otherwise the *team's* (found in the same way from the instants of all its people), otherwise the service's.

Limits: rotating shifts show as the union of their hours; holidays and absences of single days are not found; times are taken
in the zone of the log, so a wrong zone shifts every shift.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.calendars import ALWAYS, GivenCalendar, WeeklyCalendar
from svcflow.eventlog import EventLog
from svcflow.mining.teams import find_teams
from svcflow.timing.hours.work_evidence import HOURS, Counts, Evidence, find_evidence

LEAST_PER_HOUR = 3
LEAST_INSTANTS = 50
MOST_LEFT_OUT = 0.02
LONGEST_HOLE = 3
LEAST_MISSED = 10
"""begins that a break must have missed: by chance alone there are none of ten once in 20 000 times"""
YEARS_AHEAD = 5
"""public holidays are known for the years of the log and for so many more, into which its service may be simulated"""

Cells = NDArray[np.bool_]


def service_calendar(log: EventLog) -> WeeklyCalendar:
    """The hours given for the service, else those in which anybody works; `ALWAYS` where there are too few instants to say.

    Hours are in the log's zone. People are those whom the log names; where it names none, every step counts. Linear in the
    steps: 0.3 s for 10 million.
    """
    return _service(log, find_evidence(log))


def find_calendars(log: EventLog) -> dict[str, WeeklyCalendar]:
    """The working hours of every resource of the log, by the rule of this module.

    Parameters
    ----------
    log : EventLog
        Its calendar, where the analyst gave one; recorded begins and ends of work otherwise, in the log's zone.

    Returns
    -------
    dict of str to WeeklyCalendar
        Empty where the log names no resources; equal hours are one object.

    Notes
    -----
    Linear in the steps, plus some hundred microseconds a person: 0.5 s for 10 million steps and 300 people.
    """
    return _calendars(log, find_evidence(log))


def working_hours(log: EventLog) -> tuple[dict[str, WeeklyCalendar], WeeklyCalendar]:
    """What `find_calendars` and `service_calendar` find, from one look at the steps."""
    evidence = find_evidence(log)
    return _calendars(log, evidence), _service(log, evidence)


def _service(log: EventLog, evidence: Evidence) -> WeeklyCalendar:
    given = log.calendar
    if given is None:
        return _found_service(log, evidence)
    closed = _closed_days(log, given)
    if given.hours is not None:
        return WeeklyCalendar(given.hours, log.timezone, closed)
    return _closed_on(closed, _found_service(log, evidence), log.timezone)


def _calendars(log: EventLog, evidence: Evidence) -> dict[str, WeeklyCalendar]:
    """The hours given for each resource; those found where none are."""
    given = log.calendar
    if given is None:
        return _found(log, evidence)
    teams = find_teams(log)
    said = {person: given.spans_of(person, team) for person, team in teams.items()}
    found = _found(log, evidence) if None in said.values() else {}
    closed = _closed_days(log, given)
    calendars = {spans: WeeklyCalendar(spans, log.timezone, closed) for spans in said.values() if spans is not None}
    return {
        person: _closed_on(closed, found.get(person, ALWAYS), log.timezone) if spans is None else calendars[spans]
        for person, spans in said.items()
    }


def _closed_days(log: EventLog, given: GivenCalendar) -> tuple[date, ...]:
    first, last = log.cases.select(pl.col("first_time").min().dt.year(), pl.col("last_time").max().dt.year()).row(0)
    return given.closed_days(first - 1, last + YEARS_AHEAD) if log.cases.height else given.holidays


def _closed_on(closed: tuple[date, ...], calendar: WeeklyCalendar, timezone: str) -> WeeklyCalendar:
    """The same hours, closed on these days of this zone."""
    return replace(calendar, timezone=timezone, holidays=closed) if closed else calendar


def _found(log: EventLog, evidence: Evidence) -> dict[str, WeeklyCalendar]:
    """The hours that the log shows for each resource."""
    seen = evidence.of_each()
    if not seen.any():
        return {}
    if not _tells(log, evidence):
        return {person: ALWAYS for person, instants in zip(evidence.people, seen.tolist(), strict=True) if instants}
    service = _found_service(log, evidence)
    open_cells = _opened(evidence.total().sum(axis=0))
    teams = find_teams(log)
    names = sorted(set(teams.values()))
    place = {team: number for number, team in enumerate(names)}
    of_person = np.array([place[teams[person]] if person in teams else len(names) for person in evidence.people])
    people, groups = _tallies(evidence, seen, of_person, len(names) + 1)
    own = {evidence.people[number]: _hours_of(tally, open_cells) for number, tally in people.items()}
    of_team = {team: _hours_of(groups[number], open_cells) for team, number in place.items() if groups[number].sum() >= LEAST_INSTANTS}
    known: dict[bytes, WeeklyCalendar] = {}

    def calendar_of(person: str, team: str) -> WeeklyCalendar:
        cells = own.get(person)
        cells = of_team.get(team) if cells is None else cells
        return service if cells is None else known.setdefault(cells.tobytes(), _calendar(cells, log.timezone))

    return {person: calendar_of(person, team) for person, team in sorted(teams.items())}


def _tallies(evidence: Evidence, seen: Counts, of_person: NDArray[np.int64], teams: int) -> tuple[dict[int, Counts], Counts]:
    """The instants of each of the people who have enough of them, and of each team."""
    often = np.flatnonzero(seen >= LEAST_INSTANTS)
    # Only people with enough instants get a tally of their own: the others count in what is left of their team.
    group = len(often) + of_person
    group[often] = np.arange(len(often))
    tally = evidence.by_group(group, len(often) + teams)
    groups = tally[len(often) :].copy()
    np.add.at(groups, of_person[often], tally[: len(often)])
    return dict(zip(often.tolist(), tally, strict=False)), groups


def _opened(counts: Counts) -> Cells:
    """The hours with any instants (begins, ends: 2 × 168), less overtime."""
    begins: Cells = counts[0] > 0
    only_ends: Cells = (counts[1] > 0) & ~begins
    overtime = only_ends & np.roll(begins, 1)
    while (further := only_ends & np.roll(overtime, 1) & ~overtime).any():
        overtime |= further
    opened: Cells = begins | (only_ends & ~overtime)
    return opened


def _found_service(log: EventLog, evidence: Evidence) -> WeeklyCalendar:
    if not _tells(log, evidence):
        return ALWAYS
    cells = _opened(evidence.total().sum(axis=0))
    return ALWAYS if cells.all() else _calendar(cells, log.timezone)


def _tells(log: EventLog, evidence: Evidence) -> bool:
    """Whether hours without an instant prove anything: there are enough instants, and a whole week is covered."""
    covered = log.cases.select((pl.col("last_time").max() - pl.col("first_time").min()) >= pl.duration(hours=HOURS)).item()
    return bool(len(evidence.cell) >= LEAST_PER_HOUR * HOURS and covered)


def _hours_of(tally: Counts, service: Cells) -> Cells | None:
    """The hours by weekday, else those of all weekdays together; None where neither half explains the other."""
    begins = tally[:, 0]
    for pooled in (False, True):
        halves = [_filled(half, service, pooled=pooled) for half in tally]
        left_out = begins[1][~halves[0]].sum() + begins[0][~halves[1]].sum()
        if left_out < MOST_LEFT_OUT * begins.sum():
            return _filled(tally.sum(axis=0), service, pooled=pooled)
    return None


def _filled(counts: Counts, service: Cells, *, pooled: bool) -> Cells:
    """The hours with instants, and holes of up to three within a day that are no breaks; pooled: the same hours on all days worked."""
    cells = _opened(counts)
    week: Cells = cells.reshape(7, 24)
    if pooled:
        week = np.logical_and.outer(week.any(axis=1), week.any(axis=0))
    begins = counts[0].reshape(7, 24)
    hole, missed = np.zeros((7, 24), bool), np.zeros((7, 24))
    for day in range(7):
        for first, last in pairwise(np.flatnonzero(week[day]).tolist()):
            if 1 < last - first <= LONGEST_HOLE + 1:
                hole[day, first + 1 : last] = True
                missed[day, first + 1 : last] = begins[day, [first, last]].min()
    is_break = missed.sum(axis=0) >= LEAST_MISSED
    filled: Cells = (week | (hole & ~is_break)).reshape(HOURS)
    return filled & (service | cells)


def _calendar(cells: Cells, timezone: str) -> WeeklyCalendar:
    return WeeklyCalendar.of_minutes(((int(cell) * 60, int(cell) * 60 + 60) for cell in np.flatnonzero(cells)), timezone)
