"""People on duty, and how much of that time they work: the supply side of a value stream.

- `work_h` of a step: its processing on the clock of the person who did it (the service's clock where nobody is named): a step
  that spans a night counts its shift hours alone. Work that was wholly done off duty counts its elapsed hours.
- The **window** runs from the first arrival to the last; **open hours** are the service's working hours in it.
- **On duty**: a person's working hours in the window between their first begin and their last end.
- **Utilisation** = hours worked in the window ÷ hours on duty, what somebody did side by side counted once.
- **Load** = all hours of work on the tickets that arrived in the window, later ones too, ÷ hours on duty: over 1 the people do
  not keep up with what arrives, however long they are busy. Where less than half of all work lies in the window, as in a sample of
  tickets that came within a few days, the arrivals are a burst and no demand to keep up with: then load is not told.

Hours are those of `find_calendars` and `service_calendar`: given by the analyst, else found. All are working hours [h].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.calendars import Shifts, WeeklyCalendar
from svcflow.eventlog import EventLog
from svcflow.timing.hours.working_hours import find_calendars, service_calendar
from svcflow.timing.intervals import united
from svcflow.timing.steps import HOUR_US, is_over, is_pause, micros

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LEAST_WORK_H = 1 / 3600
LEAST_IN_WINDOW = 0.5

Micros = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Staffing:
    """Hours of the steps (one each, in the log's order) and of the people of a timed log."""

    work_h: Numbers
    """processing of each step [working h]"""
    who: Micros
    """for each step the number of the person who worked on it; -1 where nobody is known to"""
    on_duty_h: Numbers
    """of each person, in the window"""
    worked_h: Numbers
    """of each person, within the window and their hours, side by side counted once"""
    asked_h: Numbers
    """the same, after the window too"""
    open_h: float
    """working hours of the service in the window; 0 where no time passes between the arrivals"""
    window_h: float
    """the window's elapsed hours"""
    lead_work_h: Numbers
    """working hours of the service between the first instant and the last end of each case"""
    burst: bool
    """less than half of the work lies in the window"""
    always_open: bool
    """no working hours are given, and too little is in the log to find them"""


def find_staffing(log: EventLog) -> Staffing:
    """The hours of a log that has been timed (`time_steps`) and has at least one step.

    Notes
    -----
    Sorts of the steps and binary searches: O(n log n).
    """
    spans = [micros(log.cases, name) for name in ("first_time", "last_time")] + [micros(log.steps, n) for n in ("begin_time", "end_time")]
    origin, until = min(int(each.min()) for each in spans), max(int(each.max()) for each in spans)
    people: list[str] = log.steps["resource"].drop_nulls().unique().cast(pl.String).sort().to_list()
    who = log.steps["resource"].cast(pl.Enum(people)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    service = service_calendar(log)
    clocks = _Clocks.laid_out(service, find_calendars(log), people, (origin, until))
    first, last, begin, end = ((instants - origin) / HOUR_US for instants in spans)
    work_h = _work_h(log.steps["processing_h"].to_numpy(), clocks.hours(who, begin, end), end - begin)
    window = float(first.min()), float(first.max())
    who = np.where(is_pause(log) | is_over(log), -1, who)
    on_duty, worked, asked = _by_person(log, who, clocks, origin, window, len(people))
    return Staffing(
        work_h=work_h,
        who=who,
        on_duty_h=on_duty,
        worked_h=worked,
        asked_h=asked,
        open_h=float(clocks.shifts[0].work_between(*window)),
        window_h=window[1] - window[0],
        lead_work_h=clocks.hours(np.full(len(first), -1), first, last),
        burst=float(worked.sum()) < LEAST_IN_WINDOW * float(asked.sum()),
        always_open=service.always_open and log.calendar is None,
    )


@dataclass(frozen=True, slots=True)
class _Clocks:
    """The hours of the service (the first of `shifts`) and of the people, whose place in `shifts` is their `kind`."""

    shifts: list[Shifts]
    kind: Micros

    @classmethod
    def laid_out(
        cls, service: WeeklyCalendar, calendars: Mapping[str, WeeklyCalendar], people: Sequence[str], span: tuple[int, int]
    ) -> _Clocks:
        start, until = (EPOCH + timedelta(microseconds=instant) for instant in span)
        kinds = {service: 0}
        kind = [kinds.setdefault(calendars.get(person, service), len(kinds)) for person in people]
        return cls([calendar.between(start, until) for calendar in kinds], np.array([*kind, 0]))

    def hours(self, who: Micros, first: Numbers, last: Numbers) -> Numbers:
        """Working hours between two instants on each one's own clock; on the service's where `who` is -1."""
        kind = self.kind[who]
        order = np.argsort(kind, kind="stable")
        bounds = np.searchsorted(kind[order], np.arange(len(self.shifts) + 1))
        worked = np.zeros(len(who))
        for shifts, start, stop in zip(self.shifts, bounds[:-1], bounds[1:], strict=True):
            mine = order[start:stop]
            worked[mine] = shifts.work_between_all(first[mine], last[mine])
        return worked


def _work_h(processing: Numbers, on_clock: Numbers, lasted: Numbers) -> Numbers:
    """Working hours of each step: those on the clock, less the share of it that was a pause; all of them where it was off duty."""
    worked = np.where(on_clock > LEAST_WORK_H, on_clock * processing / np.maximum(lasted, LEAST_WORK_H / 60), processing)
    return np.minimum(worked, processing)


def _by_person(
    log: EventLog, who: Micros, clocks: _Clocks, origin: int, window: tuple[float, float], people: int
) -> tuple[Numbers, Numbers, Numbers]:
    """Hours on duty in the window, worked in it, and worked in all."""
    known = who >= 0
    begin, end = (micros(log.steps, name)[known] - origin for name in ("begin_time", "end_time"))
    person, start, stop = united(who[known], begin, end)
    whole = start / HOUR_US, stop / HOUR_US
    inside = np.clip(whole[0], *window), np.clip(whole[1], *window)
    first, last = np.full(people, window[1]), np.full(people, window[0])
    np.minimum.at(first, person, inside[0])
    np.maximum.at(last, person, inside[1])
    worked, asked = (np.bincount(person, clocks.hours(person, *span), people).astype(np.float64) for span in (inside, whole))
    return clocks.hours(np.arange(people), first, np.maximum(first, last)), worked, asked
