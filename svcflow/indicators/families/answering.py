"""How soon tickets are taken up and solved: response, assignment, resolution, and the levels that were promised for both.

A ticket is **taken up** when the first work step of a person begins (programs do not count; of a log without people any work step).
Where every ticket begins so, that step is taken for its registration, and the next one is the response; a ticket that was done with its
registration was answered at once. It
is **assigned** when the log first names a person for it, be it in a queue. **Resolution** runs from the arrival to the last end, less
the time in which the ticket waited for the customer or a supplier; on the working clock only the service's open hours count.

A **level** is missed by a ticket that took longer, and by one that is still open and has taken longer already: counting finished tickets
alone would hide the worst ones. A ticket that is open and not yet past its level has neither kept nor missed it, and is left out.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from svcflow.indicators.estimates import Amount, Bools, Estimate, Floats, Quantile, Share, mean
from svcflow.indicators.grammar import AT_CLOCK, DUE, NO_PAUSES, Entry
from svcflow.indicators.ground import Ground
from svcflow.indicators.view import View
from svcflow.mining.coding import NOBODY, coded

_TAKEN_UP = (
    "Tickets that nobody has taken up yet are left out, open ones that somebody has count; pauses before that are part of the time. Where"
    " every ticket begins with a person's step, that step registers it, and the next one is the response."
)
_ASSIGNED = (
    "Tickets that nobody was given yet are left out, open ones that somebody was count; pauses before that are part of the time. A log in"
    " which every ticket begins with its person's step cannot tell."
)
_DAY_H = 24.0


def _registers(ground: Ground) -> bool:
    """Whether every ticket begins with a step of a person at its arrival."""
    found = np.full(ground.cases.height, np.inf)
    rows = np.flatnonzero(ground.touched)
    np.minimum.at(found, ground.case[rows], ground.begin_h[rows])
    return not (found > ground.first_h).any()


def _taken_up_h(ground: Ground) -> Floats:
    """When each ticket was taken up; infinity where it was not [h since the first arrival]."""
    found = np.full(ground.cases.height, np.inf)
    rows = np.flatnonzero(ground.touched)
    np.minimum.at(found, ground.case[rows], ground.begin_h[rows])
    if not ground.once(_registers):
        return found
    # Every ticket begins with a step of a person, which registers it: what follows is the response.
    case = ground.case[rows]
    turn = np.arange(len(rows)) - np.searchsorted(ground.closures.case[rows], ground.closures.case[rows])
    found = np.where(ground.unfinished, np.inf, found)
    found[case[turn == 1]] = ground.begin_h[rows[turn == 1]]
    return found


def _response_h(view: View, *, working: bool = False) -> Floats:
    """From arrival to being taken up, of the tickets that were [h]; none where all tickets of the log begin with it."""
    if not view.ground.once(_tells_response):
        return np.zeros(0)
    first, taken = view.ground.first_h[view.cases], view.ground.once(_taken_up_h)[view.cases]
    there = np.isfinite(taken)
    if working:
        return view.ground.working_h(first[there], taken[there])
    return np.maximum(taken - first, 0.0)[there]


def _assumed(view: View) -> bool:
    return view.ground.once(_registers)


def _tells_response(ground: Ground) -> bool:
    """Whether any ticket was there before it was taken up."""
    taken = ground.once(_taken_up_h)
    return bool((np.isfinite(taken) & (taken > ground.first_h)).any() or not np.isfinite(taken).all())


def _assigned_h(ground: Ground) -> Floats | None:
    """When the log first names a person for each ticket; infinity where it never does; None where it names nobody."""
    who = coded(ground.log.steps.get_column("resource")).codes
    if not (who != NOBODY).any():
        return None
    origin = ground.cases.get_column("first_time").filter(pl.Series(ground.new)).min()
    shown = pl.col("start_time").fill_null(pl.col("end_time"))
    at = ground.log.steps.select((shown - pl.lit(origin)).dt.total_microseconds() / 3.6e9).to_series().to_numpy()
    found = np.full(ground.cases.height, np.inf)
    np.minimum.at(found, ground.read_case[who != NOBODY], at[who != NOBODY])
    return found


def _assigned(view: View) -> Estimate | None:
    found = view.ground.once(_assigned_h)
    if found is None:
        return None
    spent = found - view.ground.first_h
    if not (spent > 0).any():
        return None  # every ticket begins with the person's own step
    spent = spent[view.cases]
    return mean(np.maximum(spent[np.isfinite(spent)], 0.0))


def _resolution_h(view: View) -> Floats:
    return view.resolution_h(working=True)[view.finished]


def _response_level(view: View) -> Estimate | None:
    levels = view.levels("response_h")
    ground = view.ground
    if levels is None or not ground.once(_tells_response):
        return None
    first = ground.first_h[view.cases]
    taken = ground.once(_taken_up_h)[view.cases]
    over = np.isfinite(taken) | view.finished
    until = np.minimum(taken, np.minimum(ground.done_h, ground.end_h)[view.cases])
    spent = ground.working_h(first, until) if view.setting.level_clock == "working" else until - first
    return _kept(spent, levels, over, np.isfinite(taken))


def _resolution_level(view: View) -> Estimate | None:
    levels = view.levels("resolution_h")
    if levels is None:
        return None
    return _kept(view.resolution_h(working=view.setting.level_clock == "working"), levels, view.finished, view.finished)


def _kept(spent: Floats, levels: Floats, over: Bools, met: Bools) -> Share:
    """Levels that were kept: of tickets with a level that are over or past it already."""
    decided = np.isfinite(levels) & (over | (spent > levels))
    return Share((met & (spent <= levels))[decided])


def _open_breaches(view: View) -> Estimate | None:
    levels = view.levels("resolution_h")
    if levels is None:
        return None
    spent = view.resolution_h(working=view.setting.level_clock == "working")
    return Amount(float(np.count_nonzero(~view.finished & (spent > levels))), view.count)


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "first_response_mean", "First response, mean", "service desk", "h", "lower",
        "begin of the first work step of a person − arrival, mean over tickets",
        lambda view: mean(_response_h(view)), _TAKEN_UP, evidence="times", stage="outcome", assumes=_assumed,
    ),
    Entry(
        "first_response_median", "First response, median", "service desk", "h", "lower",
        "begin of the first work step of a person − arrival, median over tickets",
        lambda view: Quantile(_response_h(view), 0.5), _TAKEN_UP, evidence="times", stage="outcome", assumes=_assumed,
    ),
    Entry(
        "first_response_p90", "First response, 90th percentile", "service desk", "h", "lower",
        "the time to the first response that nine of ten tickets stay within",
        lambda view: Quantile(_response_h(view), 0.9), _TAKEN_UP, evidence="times", stage="outcome", least=2,
        assumes=_assumed,
    ),
    Entry(
        "first_response_work_mean", "First response in working hours", "service desk", "h", "lower",
        "open hours of the service from arrival to the begin of the first work step of a person, mean over tickets",
        lambda view: mean(_response_h(view, working=True)), _TAKEN_UP, evidence="times", stage="outcome", assumes=_assumed,
    ),
    Entry(
        "response_level", "Response within its level", "service desk", "share", "higher",
        "tickets that were taken up within the level of their priority ÷ tickets that were taken up, closed, or are past it",
        _response_level, DUE, evidence="times", needs=("response level",), stage="outcome", assumes=_assumed,
    ),
    Entry(
        "time_to_assign_mean", "Time to assignment", "service desk", "h", "lower",
        "first instant at which the log names a person − arrival, mean over tickets for which it names one",
        _assigned, _ASSIGNED, needs=("people",),
    ),
    Entry(
        "resolution_work_mean", "Resolution in working hours, mean", "service desk", "h", "lower",
        "open hours of the service from arrival to the last end, less those in pauses, mean over finished tickets",
        lambda view: mean(_resolution_h(view)), NO_PAUSES, evidence="times", stage="outcome",
    ),
    Entry(
        "resolution_work_median", "Resolution in working hours, median", "service desk", "h", "lower",
        "open hours of the service from arrival to the last end, less those in pauses, median over finished tickets",
        lambda view: Quantile(_resolution_h(view), 0.5), NO_PAUSES, evidence="times", stage="outcome",
    ),
    Entry(
        "resolution_work_p90", "Resolution in working hours, 90th percentile", "service desk", "h", "lower",
        "the resolution time in working hours, less pauses, that nine of ten finished tickets stay within",
        lambda view: Quantile(_resolution_h(view), 0.9), NO_PAUSES, evidence="times", stage="outcome", least=2,
    ),
    Entry(
        "resolution_level", "Resolution within its level", "service desk", "share", "higher",
        "tickets finished within the level of their priority, pauses taken out ÷ tickets that are finished, or past it",
        _resolution_level, DUE, evidence="times", needs=("service level",), stage="outcome",
    ),
    Entry(
        "open_breaches", "Open tickets past their level", "service desk", "tickets", "lower",
        "tickets that are open at the log's end and have taken longer than their level, pauses taken out",
        _open_breaches, AT_CLOCK, evidence="times", needs=("service level",),
    ),
    Entry(
        "solved_in_a_day", "Solved within a day", "service desk", "share", "higher",
        "tickets finished within 24 hours of their arrival, pauses taken out ÷ tickets that are finished, or older",
        lambda view: _kept(view.resolution_h(working=False), np.full(view.count, _DAY_H), view.finished, view.finished), DUE,
        evidence="times", stage="outcome",
    ),
)  # fmt: skip
