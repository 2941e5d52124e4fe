"""What rework costs in hours: repeats, ping-pong, reopening, duplicates and escalation, each with its processing and waiting.

What each of them is, is said where it is found (`svcflow.mining`: rework, handover, reopening, duplicates, first_contact). The cost of
a repeat is its own processing and the waiting before it; what lies between the two executions costs nothing unless it is a repeat
itself. So the repeats of all steps can be added up; the hours of ping-pong, reopening and escalation are other views of the same time,
and must not be added to them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.errors import LogError
from svcflow.eventlog.log import Basis, EventLog
from svcflow.mining.coding import NOBODY, Codes, Flags, Rows, case_numbers, coded
from svcflow.mining.duplicates import WITHIN_S, find_duplicates
from svcflow.mining.first_contact import first_contact_proxy, recorded_first_contact
from svcflow.mining.handover import find_owners
from svcflow.mining.map import frequent_variants
from svcflow.mining.reopening import DEFINITION, Closures, find_closures
from svcflow.mining.rework import Repeats, find_repeats
from svcflow.mining.traces import find_traces
from svcflow.progress import Progress, silent
from svcflow.timing.rework.results import ActivityRework, Duplicates, Reopening, Rework, SelfLoops, Toll
from svcflow.timing.rework.tossing import measure_escalation, measure_ping_pong
from svcflow.timing.steps import HOUR_US, micros, time_steps

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hours:
    """The times of each row of a timed log, and the case that it belongs to."""

    case: Codes
    processing: Floats
    waiting: Floats
    estimated: Flags
    cases: int
    """of the whole log, those that only ever waited among them"""
    simulated: bool

    def toll(self, rows: Rows | Flags) -> Toll:
        """The count, cases and hours of some of the rows."""
        case = np.unique(self.case[rows])
        return Toll(
            count=len(self.case[rows]),
            cases=len(case),
            share=len(case) / max(self.cases, 1),
            processing_h=float(self.processing[rows].sum()),
            waiting_h=float(self.waiting[rows].sum()),
            basis=self.basis(rows),
        )

    def basis(self, rows: Rows | Flags) -> Basis:
        """The least certain basis of some of the rows; of none, that of all."""
        if self.simulated:
            return "simulated"
        some = self.estimated[rows]
        return "estimated" if (some if len(some) else self.estimated).any() else "measured"


def measure_rework(log: EventLog, *, progress: Progress = silent) -> Rework:
    """Count what was done again, to and fro, and after the end, with its cost.

    Parameters
    ----------
    log : EventLog
        Any log with at least one step.
    progress : callable
        Told of four stages.

    Returns
    -------
    Rework
        See `svcflow.timing.rework.results`; elapsed hours [h].

    Raises
    ------
    LogError
        The log has no steps.

    Notes
    -----
    The cost of timing the steps (`time_steps`), and passes that are linear in the steps.
    """
    progress("timing the steps", 0, 4)
    timed = time_steps(log)
    if not timed.steps.height:
        raise LogError("a log without steps has no rework.", place=log.name)
    progress("looking for repeats", 1, 4)
    hours = hours_of(timed, log.cases.height)
    repeats, closures = find_repeats(timed.steps, timed.meanings), find_closures(timed.steps, timed.meanings)
    again = repeats.rows[repeats.repeat]
    worked = hours.processing.sum()
    activities = _activities(timed, repeats, hours)
    progress("following hands", 2, 4)
    if log.steps.height == timed.steps.height:
        log = timed
    people, teams = find_owners(timed, "people"), find_owners(timed, "teams")
    work, customer = _with_meaning(timed, "work"), _with_meaning(timed, "customer")
    alone = [
        first_contact_proxy(closures, owners.codes, work, customer, cases=timed.cases.height, who=who)
        for owners, who in ((people, "person"), (teams, "team"))
    ]
    held = (people, teams) if log is timed else (find_owners(log, "people"), find_owners(log, "teams"))
    ping_pong = (measure_ping_pong(log, timed, held[0], "people"), measure_ping_pong(log, timed, held[1], "teams"))
    progress("summing up", 3, 4)
    return Rework(
        cases=log.cases.height,
        steps=int(work.sum()),
        basis=hours.basis(np.flatnonzero(work)),
        repeats=hours.toll(again),
        share_of_processing=float(hours.processing[again].sum() / worked) if worked > 0 else 0.0,
        self_loops=_self_loops(repeats, people.codes, hours),
        loops=hours.toll(repeats.rows[repeats.repeat & ~repeats.self_loop]),
        activities=activities,
        rolled_complete_and_accurate=_rolled(timed, activities),
        ping_pong=ping_pong,
        reopening=_reopening(timed, closures, hours),
        duplicates=_duplicates(timed, repeats, hours),
        escalation=measure_escalation(log, timed, held[1]),
        first_contact_resolution=recorded_first_contact(log),
        first_contact_resolution_proxy=alone[0],
        first_team_resolution_proxy=alone[1],
        notes=_notes(timed, people.codes, work, closures),
    )


def hours_of(timed: EventLog, cases: int) -> Hours:
    """The times of a timed log's rows; `cases` are those of the whole log."""
    steps = timed.steps
    return Hours(
        case=case_numbers(steps),
        processing=steps.get_column("processing_h").fill_null(0.0).to_numpy(),
        waiting=steps.get_column("waiting_h").fill_null(0.0).to_numpy(),
        estimated=(steps.get_column("basis").cast(pl.String) == "estimated").fill_null(False).to_numpy(),
        cases=cases,
        simulated=timed.origin == "simulated",
    )


def _with_meaning(timed: EventLog, meaning: str) -> Flags:
    activities = coded(timed.steps.get_column("activity"))
    return activities.among({name for name in activities.names if timed.meaning(name) == meaning})


def _self_loops(repeats: Repeats, who: Codes, hours: Hours) -> SelfLoops:
    places = np.flatnonzero(repeats.self_loop)
    now, before = who[repeats.rows[places]], who[repeats.rows[repeats.previous[places]]]
    known = (now != NOBODY) & (before != NOBODY)
    same = int((known & (now == before)).sum())
    toll = hours.toll(repeats.rows[places])
    return SelfLoops(
        count=toll.count,
        cases=toll.cases,
        share=toll.share,
        processing_h=toll.processing_h,
        waiting_h=toll.waiting_h,
        basis=toll.basis,
        same_person=same,
        other_person=int(known.sum()) - same,
        unknown_person=int((~known).sum()),
    )


def _activities(timed: EventLog, repeats: Repeats, hours: Hours) -> tuple[ActivityRework, ...]:
    """One record for each activity that is work."""
    who = coded(timed.steps.get_column("resource")).codes
    order = np.argsort(repeats.activity, kind="stable")
    bounds = np.searchsorted(repeats.activity[order], np.arange(len(repeats.names) + 1))
    found, ways = [], repeats.main_ways()
    for code, name in enumerate(repeats.names):
        places = order[bounds[code] : bounds[code + 1]]
        if not len(places) or timed.meaning(name) != "work":
            continue
        again = places[repeats.repeat[places]]
        at_once = again[repeats.self_loop[again]]
        loops = again[~repeats.self_loop[again]]
        now, before = who[repeats.rows[at_once]], who[repeats.rows[repeats.previous[at_once]]]
        way, way_count = ways.get(name, ((), 0))
        found.append(
            ActivityRework(
                activity=name,
                count=len(places),
                repeats=hours.toll(repeats.rows[again]),
                self_loops=len(at_once),
                self_loops_other_person=int(((now != before) & (now != NOBODY) & (before != NOBODY)).sum()),
                loops=len(loops),
                way=way,
                way_count=way_count,
                complete_and_accurate=1 - float(repeats.comes_back[places].mean()),
            )
        )
    return tuple(sorted(found, key=lambda one: (-round(one.repeats.processing_h + one.repeats.waiting_h, 9), one.activity)))


def _rolled(timed: EventLog, activities: tuple[ActivityRework, ...]) -> float:
    """Rolled %C&A of the main path, as in `svcflow.timing.decomposition`."""
    accurate = {each.activity: each.complete_and_accurate for each in activities}
    return math.prod(accurate.get(activity, 1.0) for activity in frequent_variants(timed, find_traces(timed), 1)[0].activities)


def _reopening(timed: EventLog, closures: Closures, hours: Hours) -> Reopening:
    if not closures.activities:
        return Reopening((), None, None, None, None, None, 0.0, 0.0, "absent", DEFINITION)
    rows = np.flatnonzero(closures.reopens)
    begin, end = micros(timed.steps, "begin_time"), micros(timed.steps, "end_time")
    ready = micros(timed.steps, "ready_time")
    shut = closures.closed_by[rows]
    # A status "Resolved" lasts from the closing to the reopening; a step "Resolve" is over when the ticket is closed.
    lasts = coded(timed.steps.get_column("activity")).among({name for name, said in timed.meanings.items() if said == "closed"})
    lasts = lasts & (begin < end)
    closed_at = np.where(lasts[shut], begin[shut], end[shut])
    told = lasts[np.maximum(rows - 1, 0)]
    until = np.maximum(np.where(told, ready[rows], begin[rows]) - closed_at, 0) / HOUR_US
    after = _from_first(closures)
    waiting = hours.waiting.copy()
    waiting[rows[~told]] = 0.0
    waiting[closures.once_more] = 0.0
    cases = len(np.unique(closures.case[rows]))
    return Reopening(
        closing=closures.activities,
        count=len(rows),
        cases=cases,
        share=cases / max(hours.cases, 1),
        until_mean_h=float(until.mean()) if len(until) else None,
        until_median_h=float(np.median(until)) if len(until) else None,
        processing_h=float(hours.processing[after].sum()),
        waiting_h=float(waiting[after].sum()),
        basis=hours.basis(after),
        definition=DEFINITION,
    )


def _from_first(closures: Closures) -> Rows:
    """All rows of the cases that were reopened, from the first reopening on."""
    rows = np.flatnonzero(closures.reopens)
    first = np.full(int(closures.case[-1]) + 1, len(closures.case), np.int64)
    first[closures.case[rows[::-1]]] = rows[::-1]
    return np.flatnonzero(np.arange(len(closures.case)) >= first[closures.case])


def _duplicates(timed: EventLog, repeats: Repeats, hours: Hours) -> Duplicates:
    found = find_duplicates(timed, repeats)
    copied = np.zeros(timed.cases.height, np.bool_)
    copied[found.copied] = True
    return Duplicates(
        steps=hours.toll(found.repeated),
        within_s=WITHIN_S,
        copied_cases=len(found.copied),
        originals=found.copied_from,
        copied_processing_h=float(hours.processing[copied[hours.case]].sum()),
        marked_cases=len(found.marked),
        dropped_rows=found.dropped,
        definition=(
            f"steps that the same person did again in the same case within {WITHIN_S} s; cases with the steps, people, instants and"
            " attributes of another; cases that a step or status calls duplicates. Two tickets about the same trouble look like any two."
        ),
    )


def _notes(timed: EventLog, who: Codes, work: Flags, closures: Closures) -> tuple[str, ...]:
    """What the figures cannot say of this log."""
    notes = []
    unnamed = int((work & (who == NOBODY)).sum())
    if unnamed:
        notes.append(
            f"{unnamed} of {int(work.sum())} steps of work name nobody: they are passed over where hands are followed, and self-loops"
            " with them are by nobody known."
        )
    if not closures.activities:
        notes.append("No step closes tickets by its meaning or its name, nor ends four in five of its tickets: reopening cannot be seen.")
    shy = int((timed.steps.get_column("basis").cast(pl.String) == "estimated").sum())
    if shy:
        notes.append(f"The times of {shy} of {timed.steps.height} steps are estimates, and so are the hours that rest on them.")
    return tuple(notes)
