"""The times of each step over all its executions, and the value stream they add up to.

**%C&A** (complete and accurate) of a step is the share of its executions that did not come back: after which the activity
was not done again in the same case. **Rolled %C&A** is the chance that a case passes the main path (the most frequent
variant) without anything coming back: the product of the steps' %C&A along it, each as often as it stands there.
**Flow efficiency** is the share of the lead time in which a case is worked on, summed over all cases: processing ÷ lead time,
hours in which several steps of a case run side by side counted once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.errors import LogError
from svcflow.eventlog import Basis, EventLog, work_steps
from svcflow.eventlog.log import LASTING
from svcflow.mining.concurrency import steps_beside
from svcflow.mining.figures import BLOCK, Blocks, Figures, figures
from svcflow.mining.map import frequent_variants
from svcflow.mining.rework import mark_rework
from svcflow.mining.traces import Codes, Traces
from svcflow.progress import Progress, silent
from svcflow.timing.intervals import united
from svcflow.timing.results import GroupTime, StepTime, StepTimes, TimeFigures, ValueStream
from svcflow.timing.steps import HOUR_US, Instants, Micros, step_instants

MOST_PAIRS = 5
"""so many pairs of concurrent activities are named"""


def decompose_times(log: EventLog, *, causes: bool = True, by: Sequence[str] = (), progress: Progress = silent) -> StepTimes:
    """Sum up processing, waiting, pauses and causes by step, and the value stream over the cases.

    Parameters
    ----------
    log : EventLog
        Any log with at least one step. Without causes and groups, of its steps `svcflow.timing.steps.READS` are read.
    causes : bool
        Whether to attribute the waiting to its causes, and to tell the times in hours of working time, as well.
    by : sequence of str
        Groupings, as `svcflow.timing.grouping.group_times` knows them, whose times are told besides: `["team", "month"]`.
    progress : callable
        Told of three stages.

    Returns
    -------
    StepTimes
        Steps by falling total waiting, then by name; elapsed hours [h]. Queue rows of a status log are not steps.

    Raises
    ------
    LogError
        The log has no steps, or nothing of the kind that it is to be grouped by.

    Notes
    -----
    Without causes a few passes: 1 s for 10 million steps with recorded begins. With causes n log n.
    """
    progress("timing the steps", 0, 3)
    log = work_steps(log)
    if not log.steps.height:
        raise LogError("a log without steps has no times.", place=log.name)
    found = step_instants(log)
    detail = None
    if causes or by:
        from svcflow.timing.detail import detail_times

        detail = detail_times(log, found, causes=causes, by=by, progress=progress)
    progress("summing up the steps", 2, 3)
    steps = _step_times(log, found, detail.steps if detail else {})
    stream = _value_stream(log, found, steps)
    progress("summing up the steps", 3, 3)
    notes = (*_notes(log, found), *(detail.notes if detail else ()))
    return StepTimes(steps, stream, notes, detail.groups if detail else (), detail.levers if detail else None)


def _step_times(log: EventLog, found: Instants, others: Mapping[str, GroupTime]) -> tuple[StepTime, ...]:
    """The figures of every activity; its causes and working hours where they were worked out."""
    names = found.traces.names
    of = _measured(found)
    accurate = _accurate(log, found.traces)
    basis = _bases(log, found)
    total = {measure: float(each.total.sum()) for measure, each in of.items()}
    steps = []
    for number, name in enumerate(names):
        hours = {measure: _figures(each, number, total[measure], basis[number]) for measure, each in of.items()}
        other = others.get(name)
        steps.append(
            StepTime(
                activity=name,
                meaning=log.meaning(name),
                count=int(of["waiting_h"].count[number]),
                basis=basis[number],
                processing_h=hours["processing_h"],
                waiting_h=hours["waiting_h"],
                paused_h=hours["paused_h"],
                causes_h=other.causes_h if other else None,
                complete_and_accurate=accurate[name],
                processing_work_h=other.processing_work_h if other else None,
                waiting_work_h=other.waiting_work_h if other else None,
                paused_work_h=other.paused_work_h if other else None,
            )
        )
    return tuple(sorted(steps, key=lambda step: (-round(step.waiting_h.total, 9), step.activity)))


def _measured(found: Instants) -> dict[str, Figures]:
    """Figures of processing, waiting and pauses, by activity."""
    kinds = len(found.traces.names)
    waiting = figures(_blocks(found, lambda rows: found.begin[rows] - found.ready[rows]), kinds)
    lasted = figures(_blocks(found, lambda rows: found.end[rows] - found.begin[rows]), kinds)
    if found.suspended is None:  # then a step is all work or all pause
        return {"processing_h": _only(lasted, ~found.pausing), "waiting_h": waiting, "paused_h": _only(lasted, found.pausing)}
    work = figures(_blocks(found, lambda rows: found.end[rows] - found.begin[rows] - found.pause(rows)), kinds)
    return {"processing_h": work, "waiting_h": waiting, "paused_h": figures(_blocks(found, found.pause), kinds)}


def _blocks(found: Instants, measure: Callable[[slice], Micros]) -> Blocks:
    def each() -> Iterator[tuple[Codes, Micros]]:
        for row in range(0, len(found.end), BLOCK):
            here = slice(row, row + BLOCK)
            yield found.traces.code[here], measure(here)

    return each


def _only(of: Figures, which: NDArray[np.bool_]) -> Figures:
    """The same figures, 0 for the other activities."""
    return Figures(of.count, *(np.where(which, each, 0.0) for each in (of.mean, of.median, of.p90, of.total)))


def _figures(of: Figures, number: int, whole: float, basis: Basis) -> TimeFigures:
    mean, median, p90, total = (float(each[number]) for each in (of.mean, of.median, of.p90, of.total))
    return TimeFigures(mean, median, p90, total, total / whole if whole > 0 else 0.0, basis)


def _bases(log: EventLog, found: Instants) -> list[Basis]:
    """The least certain basis of each activity."""
    if log.origin == "simulated":
        return ["simulated"] * len(found.traces.names)
    if found.estimated is None:
        return ["measured"] * len(found.traces.names)
    estimated = np.bincount(found.traces.code[found.estimated], minlength=len(found.traces.names))
    return ["estimated" if count else "measured" for count in estimated.tolist()]


def _accurate(log: EventLog, traces: Traces) -> dict[str, float]:
    """%C&A of every activity: what comes back is the same in all cases of a variant."""
    rows, variant = traces.steps()
    names = pl.Series(traces.names, dtype=pl.String)
    steps = pl.DataFrame({"case_id": variant, "activity": names.gather(pl.Series(traces.code[rows]))})
    marked = mark_rework(steps, log.meanings).with_columns(cases=pl.Series(traces.cases[variant]))
    back = pl.col("cases").filter(pl.col("comes_back")).sum() / pl.col("cases").sum()
    return dict(marked.group_by("activity").agg(1 - back).iter_rows())


def _value_stream(log: EventLog, found: Instants, steps: tuple[StepTime, ...]) -> ValueStream:
    cases = log.cases.height
    lead = (log.cases["last_time"] - log.cases["first_time"]).dt.total_microseconds() / HOUR_US
    bases = {step.basis for step in steps}
    basis: Basis = next((each for each in ("simulated", "estimated") if each in bases), "measured")
    accurate = {step.activity: step.complete_and_accurate for step in steps}
    processing = sum(step.processing_h.total for step in steps)
    main_path = frequent_variants(log, found.traces, 1)[0].activities
    return ValueStream(
        cases=cases,
        basis=basis,
        lead_time_h=float(lead.sum()) / cases,
        lead_time_median_h=float(lead.median() or 0.0),  # type: ignore[arg-type]
        processing_h=processing / cases,
        waiting_h=sum(step.waiting_h.total for step in steps) / cases,
        paused_h=sum(step.paused_h.total for step in steps) / cases,
        flow_efficiency=_worked_on(found, processing) / float(lead.sum()) if lead.sum() > 0 else 0.0,
        rolled_complete_and_accurate=math.prod(accurate[activity] for activity in main_path),
        lead_time_basis="simulated" if log.origin == "simulated" else "measured",
    )


def _worked_on(found: Instants, processing_h: float) -> float:
    """Hours in which at least one step of a case was worked on, over all cases; `processing_h` are those of all steps."""
    rows, case = steps_beside(found.traces, found.early)
    if found.suspended is not None:  # a step that was suspended is under way
        rows, case = np.arange(len(found.end)), np.repeat(np.arange(len(found.traces.starts)), found.traces.ends - found.traces.starts)
    lasted, pause = found.end[rows] - found.begin[rows], found.pause(rows)
    work = pause < lasted
    rows, case = rows[work], case[work]
    beside = int((lasted - pause)[work].sum())
    _, start, stop = united(case, found.begin[rows], found.end[rows])
    return processing_h + (int((stop - start).sum()) - beside) / HOUR_US


def _notes(log: EventLog, found: Instants) -> tuple[str, ...]:
    """What the figures leave out, and working hours that were given, in sentences."""
    notes = list(log.calendar.sentences()) if log.calendar else []
    overlapping = len(found.early)
    if overlapping:
        notes.append(
            f"{overlapping} steps begin before the step ahead of them in their case has ended: hours that pass side by side are "
            "counted in each step, so processing, waiting and pauses together exceed the lead time."
        )
    if found.concurrent:
        pairs = "; ".join(f"{first} and {second}" for first, second in found.concurrent[:MOST_PAIRS])
        more = f"; and {len(found.concurrent) - MOST_PAIRS} more pairs" if len(found.concurrent) > MOST_PAIRS else ""
        notes.append(f"Go on side by side, neither waiting for the other: {pairs}{more}.")
    estimated = 0 if found.estimated is None else int(found.estimated.sum())
    if estimated:
        what = "whether somebody worked all the time that a status lasted" if log.shape in LASTING else "when work began"
        notes.append(f"The log does not record {what} for {estimated} of {log.steps.height} steps: their times are estimates.")
    return tuple(notes)
