"""The model from another sample of the log: what would have been estimated, had chance drawn other weeks.

The log is cut into blocks, and as many blocks as there are are drawn with replacement (block bootstrap [1]_): what hangs together
within a week, people's days, a backlog, a burst of tickets, stays together. A block is a week, or a day where the log has fewer than 8
weeks, or a ticket where it has fewer than 8 days.

From the drawn blocks are estimated, by the rules of the model itself:

- routing, durations (of everybody and of people who differ), delays and overlaps, from the tickets that came in them;
- people's hours, grace and slots, and by how much tickets in hand slow their teams, from the work that was begun in them. A draw can
  miss hours, it cannot show others: whoever is not in it, or too seldom to have hours of their own, keeps the model's; and where a block
  is a single ticket all do;
- arrivals, from weeks of the same level (`svcflow.calibration.arrivals`).

What the model is asked by name stays: the people, their teams and skills, attributes, priorities; and so do error chances, of which
scenarios ask for a multiple.

References
----------
.. [1] H. R. Künsch, Ann. Statist. 17 (1989) 1217, https://doi.org/10.1214/aos/1176347265
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from svcflow.calendars import WeeklyCalendar
from svcflow.calibration.arrivals import refit_arrivals
from svcflow.calibration.delays import fit_flows
from svcflow.calibration.durations import fit_step
from svcflow.calibration.fit import Fit
from svcflow.calibration.observations import Numbers, Observations, Whole
from svcflow.calibration.overtime import find_grace
from svcflow.calibration.people import FEWEST_HOURS, laid_out
from svcflow.calibration.rounding import rounded
from svcflow.calibration.routing import refit_routing
from svcflow.calibration.slots import Waits, seen_at_once, slots_of
from svcflow.calibration.slowdown import loads, shares_again
from svcflow.calibration.traits import Traits
from svcflow.calibration.value_durations import comparable
from svcflow.model import calendar_document, weekly_calendar, with_parts
from svcflow.model.document import Calendar, PersonAgain, Refit, ServiceModel, Step
from svcflow.timing import find_calendars

LEAST_BLOCKS = 8
WEEK_H, DAY_H = 168.0, 24.0
DIGITS = 5


@dataclass(frozen=True, slots=True)
class _Draw:
    """Tickets, and the rows that were begun in the drawn blocks (none where blocks are single tickets)."""

    tickets: Whole
    rows: Whole


def redrawn(fit: Fit, rng: np.random.Generator) -> ServiceModel:
    """The model of another sample, not adjusted yet (`svcflow.calibration.tuning.tune_again`)."""
    draw = _draw(fit.seen, rng)
    seen = fit.seen.drawn(draw.tickets)
    rows = _rows_of(fit.seen, draw.tickets)
    worked = fit.hours * fit.load
    slowdowns = shares_again(fit.seen, fit.staff, worked, fit.slowdowns, draw.rows) if len(draw.rows) else {}
    hours = (worked / loads(fit.seen, fit.staff, slowdowns) if slowdowns else fit.hours)[rows]
    traits = fit.traits.drawn(draw.tickets)
    steps = {}
    for number, name in enumerate(seen.activities):
        mine = seen.executions(number)
        executions = fit.staff.executions(seen, mine) if fit.staff.staffed[name] else {}
        steps[name] = fit_step(hours[mine], executions, _told(fit.model.step(name), hours[mine], traits, seen.case[mine]), DIGITS)
    people, calendars = _people(fit, draw, slowdowns) if len(draw.rows) else ({}, {})
    parts = Refit(
        arrivals=refit_arrivals(fit.arrivals, fit.model.arrivals, rng, DIGITS),
        durations={name: it.everybody for name, it in steps.items()},
        by_person={name: it.by_person for name, it in steps.items()},
        routing=refit_routing(seen, fit.model.routing, traits, DIGITS),
        flows=fit_flows(seen, fit.delays.drawn(rows), DIGITS),
        people=people,
        calendars=calendars,
    )
    return with_parts(fit.model, parts)


def _draw(seen: Observations, rng: np.random.Generator) -> _Draw:
    for length in (WEEK_H, DAY_H):
        block = (seen.arrival // length).astype(np.int64)
        block -= block.min()
        if (count := len(np.unique(block))) >= LEAST_BLOCKS:
            begun = np.clip((seen.begin // length).astype(np.int64) - int(seen.arrival.min() // length), 0, block.max())
            chosen = rng.choice(np.unique(block), count)
            return _Draw(_with_every_step(seen, _gathered(block, chosen)), _gathered(begun, chosen))
    return _Draw(_with_every_step(seen, rng.integers(0, seen.cases, seen.cases)), np.zeros(0, dtype=np.int64))


def _gathered(block: Whole, chosen: Whole) -> Whole:
    """What is in the chosen blocks, as often as each was chosen."""
    order = np.argsort(block, kind="stable")
    first, last = (np.searchsorted(block[order], chosen, side) for side in ("left", "right"))
    return np.concatenate([order[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)]).astype(np.int64)


def _with_every_step(seen: Observations, tickets: Whole) -> Whole:
    """With one ticket for each activity that a draw has lost, so that the routing still knows every step."""
    kept = np.zeros(seen.cases, dtype=bool)
    kept[tickets] = True
    present = np.zeros(len(seen.activities), dtype=bool)
    present[seen.activity[kept[seen.case]]] = True
    first = dict(zip(seen.activity[::-1].tolist(), seen.case[::-1].tolist(), strict=True))
    missing = sorted({first[code] for code in np.flatnonzero(~present).tolist()})
    return np.concatenate((tickets, np.array(missing, dtype=np.int64)))


def _rows_of(seen: Observations, tickets: Whole) -> Whole:
    last = np.append(seen.first_row[1:], len(seen.case))
    return np.concatenate([np.arange(seen.first_row[case], last[case]) for case in tickets.tolist()])


def _told(step: Step, hours: Numbers, traits: Traits, case: Whole) -> Numbers:
    """The hours by which people are compared: whatever ticket they had."""
    if step.by_attribute is None or step.by_attribute.attribute not in traits.names:
        return hours
    return comparable(hours, traits.codes[traits.names.index(step.by_attribute.attribute)][case])


def _people(fit: Fit, draw: _Draw, slowdowns: Mapping[str, float]) -> tuple[dict[str, PersonAgain], dict[str, Calendar]]:
    """Hours, slots and grace of the people in the draw, the slowdown of all, and the calendars that the model does not have."""
    seen, staff = fit.seen, fit.staff
    work = np.array([staff.staffed[name] for name in seen.activities])[seen.activity[draw.rows]] & (seen.resource[draw.rows] >= 0)
    rows = draw.rows[work]
    weekly = _hours(fit, draw.rows)
    laid = {calendar: laid_out(seen, calendar) for calendar in set(weekly.values())}
    shifts = {number: laid[calendar] for number, calendar in weekly.items()}
    grace = find_grace(seen, rows, shifts, staff.team_of)
    known = {weekly_calendar(calendar): name for name, calendar in reversed(fit.model.calendars.items())}
    names = dict(known)
    for calendar in weekly.values():
        names.setdefault(calendar, f"redrawn hours {len(names) - len(known) + 1}")
    # What is drawn twice is not done twice at once.
    once = np.unique(rows)
    waits = Waits(seen, once)
    owner = staff.person_of[seen.resource[once]]
    again: dict[str, PersonAgain] = {}
    for number, person in enumerate(staff.people):
        mine = once[owner == number]
        if len(mine):
            first, *others = np.flatnonzero(staff.person_of[:-1] == number).tolist()
            told_apart = not others and seen.resources[first] == person.name
            at_once = slots_of(seen, mine, waits, shifts[first]) if told_apart else seen_at_once(seen.begin[mine], seen.end[mine])
            again[person.name] = PersonAgain(
                calendar=names[weekly[first]],
                slots=max(1, at_once // (1 + len(others))),
                slowdown=slowdowns.get(person.team),
                grace_h=float(rounded(grace[person.team].hours, 4)),
            )
        elif person.team in slowdowns:
            again[person.name] = PersonAgain(slowdown=slowdowns[person.team])
    return again, {name: calendar_document(calendar) for calendar, name in names.items() if calendar not in known}


def _hours(fit: Fit, rows: Whole) -> dict[int, WeeklyCalendar]:
    """The calendar of each of the model's people, by resource: found in these rows, or else the model's."""
    seen, staff = fit.seen, fit.staff
    found = find_calendars(seen.log.with_steps(seen.log.steps[rows.tolist()]))
    hours = {}
    for number in staff.shifts:
        entry = int(staff.person_of[number])
        if entry < 0:
            continue
        person = staff.people[entry]
        own = weekly_calendar(fit.model.calendars[person.calendar])
        new = found.get(seen.resources[number], own) if person.name == seen.resources[number] else own
        hours[number] = new if new.hours_a_week >= FEWEST_HOURS and _within(new, own) else own
    return hours


def _within(some: WeeklyCalendar, whole: WeeklyCalendar) -> bool:
    """Whether all of these hours are hours of the other calendar."""
    return all(any(first <= a and b <= last for first, last in whole.intervals) for a, b in some.intervals)
