"""How the hours of people are used: handling time, occupancy, productivity, overtime.

**Utilisation** is hours worked ÷ hours on duty (`svcflow.indicators.catalogue`). **Occupancy** asks what is left between two tickets: hours
worked ÷ hours from a person's first begin of the day to their last end, as far as these lie in their shift; who comes at nine, works
until ten, and has nothing to do until the shift ends at five has an occupancy of 100 % and a utilisation of 12 %. **Overtime** is work of
a step that ends, or begins, outside of its person's shift, from where the shift ended (or until it begins): a step that merely spans a
night has none.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from svcflow.indicators.estimates import Estimate, Floats, Known, Ratio, mean
from svcflow.indicators.grammar import DONE_SO_FAR, EXECUTIONS, IN_PERIOD, STAFF, WHOLE, Entry
from svcflow.indicators.ground import Ground
from svcflow.indicators.view import View
from svcflow.mining.coding import NOBODY
from svcflow.timing import find_calendars
from svcflow.timing.intervals import united
from svcflow.timing.steps import micros

_HOUR_US = 3.6e9
_SHIFT_H = 8.0


def _handling(view: View) -> Estimate:
    return mean(view.sum_of(view.ground.hours("processing_work_h")))


def _teams(view: View) -> list[str]:
    return [view.team] if view.team is not None else list(view.facts.on_duty_h)


def _occupancy(view: View) -> Estimate | None:
    """Worked ÷ present, over the days of all people; days are those of the log's zone."""
    ground = view.ground
    rows = np.flatnonzero(ground.touched & (ground.person.codes != NOBODY) & (ground.hours("processing_h") > 0))
    if view.team is not None:
        rows = rows[ground.team.codes[rows] == (ground.team.names.index(view.team) if view.team in ground.team.names else NOBODY)]
    if not len(rows):
        return None
    steps = ground.steps
    day = (
        steps.get_column("begin_time").dt.convert_time_zone(ground.log.timezone).dt.date().cast(pl.Int32).to_numpy()[rows].astype(np.int64)
    )
    begin, end = micros(steps, "begin_time")[rows], micros(steps, "end_time")[rows]
    same = steps.select(
        pl.col("begin_time").dt.convert_time_zone(ground.log.timezone).dt.date()
        == pl.col("end_time").dt.convert_time_zone(ground.log.timezone).dt.date()
    ).to_series().to_numpy()[rows]  # fmt: skip
    group = (ground.person.codes[rows].astype(np.int64) * 1_000_000 + day - day.min())[same]
    if not len(group):
        return None
    numbers, group = np.unique(group, return_inverse=True)
    _, start, stop = united(group, begin[same], end[same])
    worked = float((stop - start).sum()) / _HOUR_US
    first, last = np.full(len(numbers), np.iinfo(np.int64).max), np.zeros(len(numbers), np.int64)
    np.minimum.at(first, group, begin[same])
    np.maximum.at(last, group, end[same])
    present = float((last - first).sum()) / _HOUR_US
    return Known(worked / present, len(numbers)) if present > 0 else None


def _productivity(view: View) -> Estimate | None:
    on_duty = sum(view.facts.on_duty_h[team] for team in view.facts.on_duty_h)
    done = view.departures()[0]
    return Known(done * _SHIFT_H / on_duty, done) if on_duty > 0 else None


def _overtime_h(ground: Ground) -> Floats | None:
    """Hours of overtime of each step; None where nobody's shifts are known."""
    calendars = find_calendars(ground.timed)
    if not calendars:
        return None
    begin_us = ground.cases.get_column("first_time").min()
    until_us = ground.cases.get_column("last_time").max()
    over = np.zeros(len(ground.case))
    origin = ground.cases.get_column("first_time").filter(pl.Series(ground.new)).min()
    for number, name in enumerate(ground.person.names):
        calendar = calendars.get(name)
        if calendar is None or calendar.always_open:
            continue
        rows = np.flatnonzero((ground.person.codes == number) & ground.is_work & (ground.hours("processing_h") > 0))
        shifts = calendar.between(origin, until_us, begin_us)  # type: ignore[arg-type]
        over[rows] = _outside(shifts.starts, shifts.ends, ground.begin_h[rows], ground.finish_h[rows])
    return over


def _overtime(view: View) -> Estimate | None:
    ground, over = view.ground, view.ground.once(_overtime_h)
    if over is None:
        return None
    # Work that lies wholly out of the shift is in the working hours already.
    inside = np.where(over < ground.hours("processing_h"), ground.hours("processing_work_h"), 0.0)
    worked = np.where(ground.is_work, inside + over, 0.0)
    return Ratio(view.sum_of(over), view.sum_of(worked))


def _outside(starts: Floats, ends: Floats, begin: Floats, end: Floats) -> Floats:
    """Hours of work before a shift begins and after one has ended, of steps that begin or end out of it."""
    if not len(starts):
        return end - begin
    found = np.zeros(len(begin))
    before = np.searchsorted(starts, begin, side="right") - 1
    early = (before < 0) | (begin >= ends[np.maximum(before, 0)])
    opens = np.append(starts, np.inf)[before + 1]
    found += np.where(early, np.minimum(opens, end) - begin, 0.0)
    after = np.searchsorted(starts, end, side="left") - 1
    late = (after < 0) | (end > ends[np.maximum(after, 0)])
    closed = np.where(after < 0, -np.inf, ends[np.maximum(after, 0)])
    # What began after that shift is counted already.
    found += np.where(late & (closed > begin), end - np.maximum(closed, begin), 0.0)
    return found


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "handling_time_mean", "Handling time", "service desk", "h", "lower",
        "working hours that people spent on a ticket's work steps, nights and weekends within a step left out, mean over tickets",
        _handling, DONE_SO_FAR, EXECUTIONS, "times",
    ),
    Entry(
        "occupancy", "Occupancy", "service desk", "share", "none",
        "time in which a person had work in hand ÷ time from their first begin to their last end of the day, over all days on which they"
        " worked (steps that span midnight are left out)",
        _occupancy, IN_PERIOD, STAFF, "times", needs=("people",),
    ),
    Entry(
        "productivity", "Tickets for eight hours on duty", "service desk", "tickets", "none",
        "tickets finished from the first to the last arrival ÷ hours on duty of all teams, times eight",
        _productivity, IN_PERIOD, WHOLE, "staff", needs=("people",),
    ),
    Entry(
        "overtime_share", "Overtime", "people", "share", "lower",
        "hours of work after a person's shift has ended or before it begins, of steps that end or begin out of it ÷ all hours worked",
        _overtime, IN_PERIOD, EXECUTIONS, "times", needs=("people",),
    ),
)  # fmt: skip
