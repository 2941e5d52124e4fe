"""Working hours: in which hours of the week somebody works, as the analyst gives them, else as the log shows.

What is given (`EventLog.calendar`) wins over what is found: a person keeps their own hours, else their team's, else the
service's; part-timers whose hours differ must be said. Holidays close found hours, too.

The evidence is the **instants** at which work begins or ends (recorded ones only; of a log with one timestamp its ends). An
end on the stroke of an hour belongs to the hour before it. The rule, at a grain of one hour of the week, 168 in all:

- *service*: closed are only the hours in which nobody ever began or ended anything. A threshold above zero shuts rare but
  real hours (a few Sundays) and makes everything that was done in them impossible; so there is none. One exception: an hour
  in which work ends but never begins, right after one in which it begins, is overtime, in which nobody takes up what waits;
  it is closed. If there are fewer than three instants for each of the 168 hours, or the log does not cover a whole week, empty
  hours prove nothing, and the service never closes.
- *person*, with at least 50 instants: the hours of the person's own instants, a hole of up to three hours within a day being
  closed only where the service is closed; first as found on each weekday, else the same hours on all their weekdays.
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
from svcflow.eventlog import EventLog, work_steps
from svcflow.mining.teams import find_teams

HOURS = 168
LEAST_PER_HOUR = 3
LEAST_INSTANTS = 50
MOST_LEFT_OUT = 0.02
LONGEST_HOLE = 3
YEARS_AHEAD = 5
"""public holidays are known for the years of the log and for so many more, into which its service may be simulated"""

Cells = NDArray[np.bool_]
Counts = NDArray[np.int64]
"""instants by week (even, odd), kind (begin, end) and hour of the week: 2 × 2 × 168"""


def service_calendar(log: EventLog) -> WeeklyCalendar:
    """The hours given for the service, else those in which anybody works; `ALWAYS` where there are too few instants to say.

    Hours are in the log's zone. People are those whom the log names; where it names none, every step counts. Linear in the
    steps: 0.02 s for 20 000.
    """
    given = log.calendar
    if given is None:
        return _service(log, _instants(log))
    closed = _closed_days(log, given)
    if given.hours is not None:
        return WeeklyCalendar(given.hours, log.timezone, closed)
    return _closed_on(closed, _service(log, _instants(log)), log.timezone)


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
    Linear in the steps, plus some microseconds a person: about 0.1 s for 20 000 steps and 50 people.
    """
    return _found(log) if log.calendar is None else _given(log, log.calendar)


def _given(log: EventLog, given: GivenCalendar) -> dict[str, WeeklyCalendar]:
    """The hours given for each resource; those found where none are."""
    teams = find_teams(log)
    said = {person: given.spans_of(person, team) for person, team in teams.items()}
    found = _found(log) if None in said.values() else {}
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


def _found(log: EventLog) -> dict[str, WeeklyCalendar]:
    """The hours that the log shows for each resource."""
    instants = _instants(log)
    if instants["resource"].null_count() == instants.height:
        return {}
    service = _service(log, instants)
    if service is ALWAYS:
        return dict.fromkeys(instants["resource"].drop_nulls().unique().sort().to_list(), ALWAYS)
    known: dict[bytes, WeeklyCalendar] = {}
    open_cells = _opened(_tally(instants).sum(axis=0))
    people = _believed(instants.rename({"resource": "who"}), open_cells)
    teams = find_teams(log)
    team_of = pl.DataFrame({"resource": list(teams), "who": list(teams.values())}, schema={"resource": pl.String, "who": pl.String})
    groups = _believed(instants.join(team_of, on="resource", how="left"), open_cells)

    def calendar_of(person: str) -> WeeklyCalendar:
        cells = people.get(person)
        if cells is None:
            cells = groups.get(teams.get(person, ""))
        if cells is None:
            return service
        return known.setdefault(cells.tobytes(), _calendar(cells, log.timezone))

    return {person: calendar_of(person) for person in sorted(teams)}


def _instants(log: EventLog) -> pl.DataFrame:
    """Begins and ends of work: `resource`, `end`, `cell` (hour of the week) and `odd` (week), of people where there are any.

    An instant that stands alone (no begin is known, or it is the end as well) is a begin as good as any.
    """
    log = work_steps(log)
    pauses = [activity for activity, meaning in log.meanings.items() if meaning != "work"]
    work = log.steps.filter(~pl.col("activity").is_in(pauses))
    if work["resource"].count():
        work = work.filter(pl.col("resource").is_not_null())
    long = (pl.col("start_time") < pl.col("end_time")).fill_null(False)
    begins = work.select("resource", at=pl.coalesce("start_time", "end_time"), end=pl.lit(0))
    # An end at 17:00 sharp is work until 17:00, not after it.
    ends = work.filter(long).select("resource", at=pl.col("end_time") - pl.duration(microseconds=1), end=pl.lit(1))
    local = pl.col("at").dt.convert_time_zone(log.timezone)
    monday = local.dt.replace_time_zone(None).dt.truncate("1w")
    return pl.concat([begins, ends]).select(
        "resource",
        "end",
        cell=((local.dt.weekday().cast(pl.Int64) - 1) * 24 + local.dt.hour().cast(pl.Int64)),
        odd=(monday.dt.epoch("d").cast(pl.Int64) // 7 % 2).cast(pl.Int64),
    )


def _tally(instants: pl.DataFrame) -> Counts:
    flat = (instants["odd"] * 2 + instants["end"]).to_numpy() * HOURS + instants["cell"].to_numpy()
    return np.bincount(flat, minlength=4 * HOURS).reshape(2, 2, HOURS).astype(np.int64)


def _opened(counts: Counts) -> Cells:
    """The hours with any instants (begins, ends: 2 × 168), less overtime."""
    begins: Cells = counts[0] > 0
    ends: Cells = counts[1] > 0
    opened: Cells = begins | (ends & ~np.roll(begins, 1))
    return opened


def _service(log: EventLog, instants: pl.DataFrame) -> WeeklyCalendar:
    covered = log.cases.select((pl.col("last_time").max() - pl.col("first_time").min()) >= pl.duration(hours=HOURS)).item()
    if instants.height < LEAST_PER_HOUR * HOURS or not covered:
        return ALWAYS
    cells = _opened(_tally(instants).sum(axis=0))
    return ALWAYS if cells.all() else _calendar(cells, log.timezone)


def _believed(instants: pl.DataFrame, service: Cells) -> dict[str, Cells]:
    """The hours of everyone (column `who`) for whom the rule believes them."""
    found: dict[str, Cells] = {}
    enough = instants.filter(pl.col("who").is_not_null() & (pl.len().over("who") >= LEAST_INSTANTS))
    for (who,), group in enough.partition_by("who", as_dict=True, include_key=False).items():
        cells = _hours_of(_tally(group), service)
        if cells is not None:
            found[str(who)] = cells
    return found


def _hours_of(tally: Counts, service: Cells) -> Cells | None:
    """The hours by weekday, else those of all weekdays together; None where neither half explains the other."""
    begins = tally[:, 0]
    for pooled in (False, True):
        halves = [_filled(_opened(half), service, pooled=pooled) for half in tally]
        left_out = begins[1][~halves[0]].sum() + begins[0][~halves[1]].sum()
        if left_out < MOST_LEFT_OUT * begins.sum():
            return _filled(_opened(tally.sum(axis=0)), service, pooled=pooled)
    return None


def _filled(cells: Cells, service: Cells, *, pooled: bool) -> Cells:
    """Holes of up to three hours within a day filled where the service is open; pooled: the same hours on all days worked."""
    week: Cells = cells.reshape(7, 24).copy()
    if pooled:
        week = np.logical_and.outer(week.any(axis=1), week.any(axis=0))
    opened = service.reshape(7, 24)
    for day in range(7):
        hours = np.flatnonzero(week[day])
        for first, last in pairwise(hours.tolist()):
            if 1 < last - first <= LONGEST_HOLE + 1:
                week[day, first:last] |= opened[day, first:last]
    filled: Cells = week.reshape(HOURS)
    return filled & (service | cells)


def _calendar(cells: Cells, timezone: str) -> WeeklyCalendar:
    return WeeklyCalendar.of_minutes(((int(cell) * 60, int(cell) * 60 + 60) for cell in np.flatnonzero(cells)), timezone)
