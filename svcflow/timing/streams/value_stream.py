"""The value stream of each family of tickets, in numbers: the steps, what flows between them, and whether it keeps up [1]_ [2]_.

**Lead time** is what the customer waits, **process time** what of it is work. **Flow efficiency** is the ratio of their sums
over the tickets; the **activity ratio** is the same on the working clock, which leaves nights out on both sides; hours in which
steps of a ticket run side by side count once in both. **PCE** (process cycle efficiency) counts the work that is tagged
value-adding alone. **Takt** is the working time of the service ÷ the tickets that arrive in it: a ticket must be finished so
often. It stands against the **pace** of each step: how often the people who do it can finish one, given what else they do
(`svcflow.timing.queues.staffing`); where pace is longer than takt, the step does not keep up. Value tags are the analyst's, and
never guessed.

.. [1] Rother, Shook (1999), "Learning to See", Lean Enterprise Institute, ISBN 978-0-9667843-0-5
.. [2] Martin, Osterling (2013), "Value Stream Mapping", McGraw-Hill, ISBN 978-0-07-182891-8
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog import Basis, EventLog
from svcflow.progress import Progress, silent
from svcflow.timing.queues.staffing import find_staffing
from svcflow.timing.results import CauseHours
from svcflow.timing.steps import time_steps
from svcflow.timing.streams.families import Condition, choose_families
from svcflow.timing.streams.main_path import MainPath, find_main_path
from svcflow.timing.streams.results import UNTAGGED, StepSupply, Stream, Streams, StreamStep, Typical, ValueHours, ValueTag
from svcflow.timing.streams.sight import CAUSE_COLUMNS, Sight, see
from svcflow.timing.waiting.causes import attribute_waiting

WEEK_H = 168


def find_streams(
    log: EventLog,
    *,
    family: str | None = None,
    where: Iterable[Condition] = (),
    values: Mapping[str, ValueTag] | None = None,
    causes: bool = True,
    progress: Progress = silent,
) -> Streams:
    """The value stream of each family.

    Parameters
    ----------
    log : EventLog
        Any log with at least one step; timed first where it is not yet. Queue rows of a status log are no steps.
    family, where
        How families are chosen: see `choose_families`. People's hours, batches and queues are those of the whole log.
    values : mapping of activity to tag, optional
        `value-adding`, `necessary` or `waste`; the others are `untagged`.
    causes : bool
        Whether to attribute the waiting to its causes as well.
    progress : callable
        Told of four stages.

    Raises
    ------
    LogError
        The log has no steps, a value is given to what is no work of it, or the families cannot be chosen.

    Notes
    -----
    The cost of timing (and attributing) the steps; otherwise sorts and group-bys, O(n log n).
    """
    progress("timing the steps", 0, 4)
    log = time_steps(log)
    if not log.steps.height:
        raise LogError("a log without steps has no value stream.", place=log.name)
    progress("finding the causes of waiting", 1, 4)
    log = attribute_waiting(log) if causes else log
    progress("choosing families", 2, 4)
    families = choose_families(log, family, where)
    progress("summing up the streams", 3, 4)
    sight = see(log, families, find_staffing(log), values or {}, causes=causes)
    streams = tuple(_stream(sight, number) for number in range(len(families.names)))
    progress("summing up the streams", 4, 4)
    return Streams(streams, families.rule, log.cases.height, _notes(sight))


def _stream(sight: Sight, number: int) -> Stream:
    rows, cases = sight.rows.filter(pl.col("family") == number), sight.cases.filter(pl.col("family") == number)
    count = cases.height
    path = _path(sight, rows, count)
    steps = _steps(sight, number, path, count)
    on_path = [step for step in steps if step.on_path]
    hours = {name: float(rows[name].sum()) for name in ("work_h", "processing_h", "waiting_h", "paused_h")}
    lead, lead_work, worked, worked_work, valued = (
        float(cases[name].sum()) for name in ("lead_h", "lead_work_h", "worked_h", "worked_work_h", "valued_h")
    )
    all_hours = float(sight.staffing.work_h.sum())
    accurate = [step.complete_and_accurate for step in on_path if step.complete_and_accurate is not None]
    loads = {step.activity: step.supply.load for step in on_path if step.supply.load is not None}
    open_h, window_h = sight.staffing.open_h, sight.staffing.window_h
    tagged = any(tag == "value-adding" for tag in sight.values.values())
    return Stream(
        name=sight.families.names[number],
        share=count / sight.log.cases.height,
        share_of_hours=hours["work_h"] / all_hours if all_hours else None,
        cases=count,
        basis=_basis(sight, rows["estimated"].any()),
        main_path=tuple(step.activity for step in on_path),
        path_rule=path.rule,
        path_share=path.exactly / count,
        passing_share=path.passing / count,
        steps=steps,
        lead_time_h=lead / count,
        lead_time_median_h=float(np.median(cases["lead_h"].to_numpy())),
        lead_time_work_h=lead_work / count,
        processing_h=hours["processing_h"] / count,
        processing_work_h=hours["work_h"] / count,
        waiting_h=hours["waiting_h"] / count,
        paused_h=hours["paused_h"] / count,
        path_processing_h=sum(step.cycle_time_h.mean * step.executions for step in on_path) / count,
        path_waiting_h=sum(step.waiting_h.mean * step.executions for step in on_path) / count,
        causes_h=CauseHours(*(total / count for total in rows.select(CAUSE_COLUMNS).sum().row(0))) if sight.causes else None,
        flow_efficiency=worked / lead if lead else None,
        activity_ratio=worked_work / lead_work if lead_work else None,
        rolled_complete_and_accurate=math.prod(accurate) if accurate else None,
        value_h=_value_hours(steps, hours, count),
        value_added_ratio=valued / lead if tagged and lead else None,
        demand_per_week=count * WEEK_H / window_h if window_h else None,
        takt_work_h=open_h / count if open_h else None,
        takt_basis=_given(sight) if open_h else "absent",
        slowest=max(loads, key=lambda name: loads[name]) if loads else None,
    )


def _path(sight: Sight, rows: pl.DataFrame, cases: int) -> MainPath:
    """Over the work steps; over all steps where none is work. What goes on after a pause is the same execution (`mark_rework`)."""
    work = [number for number, name in enumerate(sight.activities) if sight.log.meaning(name) == "work"]
    numbered = rows.select("activity", case=pl.col("case").rle_id().cast(pl.Int64), row=pl.int_range(pl.len()))
    same = (pl.col("case").diff() == 0) & (pl.col("activity").diff() == 0) & (pl.col("row").diff() > 1)
    worked = numbered.filter(pl.col("activity").is_in(work)).filter(~same.fill_null(False))
    case, activity = (numbered if worked.is_empty() else worked).select("case", "activity").to_numpy().T
    return find_main_path(case, activity, cases, len(sight.activities))


def _steps(sight: Sight, number: int, path: MainPath, cases: int) -> tuple[StreamStep, ...]:
    """Those on the path in its order, then the others by falling share."""
    found = {row["activity"]: row for row in sight.figures.filter(pl.col("family") == number).iter_rows(named=True)}
    beside = sorted(found.keys() - set(path.activities), key=lambda code: (-found[code]["cases"], code))
    takt = sight.staffing.open_h / cases if sight.staffing.open_h else None
    return tuple(_step(sight, found[code], code in path.activities, cases, takt) for code in (*path.activities, *beside))


def _step(sight: Sight, row: dict[str, Any], on_path: bool, cases: int, takt: float | None) -> StreamStep:
    name = sight.activities[row["activity"]]
    meaning = sight.log.meaning(name)
    passing, executions = row["cases"], row["executions"]
    return StreamStep(
        activity=name,
        meaning=meaning,
        on_path=on_path,
        after=None if row["after"] is None else sight.activities[row["after"]],
        share=passing / cases,
        cases=passing,
        executions=executions,
        executions_per_case=executions / passing,
        basis=_basis(sight, row["estimated"]),
        cycle_time_h=_typical(row, "processing_h"),
        cycle_time_work_h=_typical(row, "work_h"),
        waiting_h=_typical(row, "waiting_h"),
        paused_h=_typical(row, "paused_h"),
        queue=row["waiting_h_mean"] * executions / sight.span_h if sight.span_h else None,
        complete_and_accurate=row["accurate"] if meaning == "work" else None,
        batch_size=row["batch_size"],
        batched_share=row["batched_share"],
        supply=_supply(sight, row, takt),
        value=sight.values.get(name, UNTAGGED),
    )


def _typical(row: dict[str, Any], hours: str) -> Typical:
    return Typical(row[f"{hours}_mean"], row[f"{hours}_median"])


def _supply(sight: Sight, row: dict[str, Any], takt: float | None) -> StepSupply:
    if row["people"] is None:
        return StepSupply("absent")
    load = None if sight.staffing.burst else row["load"]
    return StepSupply(
        basis=_basis(sight, row["estimated"] or _given(sight) == "estimated"),
        people=row["people"],
        on_duty=row["on_duty"],
        effective=row["effective"],
        utilisation=row["utilisation"],
        load=load,
        pace_work_h=None if load is None or takt is None else takt * load,
        keeps_up=None if load is None else load <= 1,
    )


def _value_hours(steps: tuple[StreamStep, ...], hours: dict[str, float], cases: int) -> ValueHours:
    by_tag: dict[str, float] = {}
    for step in steps:
        by_tag[step.value] = by_tag.get(step.value, 0.0) + step.cycle_time_h.mean * step.executions / cases
    adding, necessary, waste, untagged = (by_tag.get(tag, 0.0) for tag in ("value-adding", "necessary", "waste", UNTAGGED))
    return ValueHours(adding, necessary, waste, untagged, hours["waiting_h"] / cases, hours["paused_h"] / cases)


def _basis(sight: Sight, estimated: object) -> Basis:
    return "simulated" if sight.log.origin == "simulated" else "estimated" if estimated else "measured"


def _given(sight: Sight) -> Basis:
    """Of working hours: whether the analyst gave them."""
    said = sight.log.calendar is not None and sight.log.calendar.hours is not None
    return _basis(sight, not said)


def _notes(sight: Sight) -> tuple[str, ...]:
    notes = list(sight.log.calendar.sentences()) if sight.log.calendar else []
    if sight.staffing.always_open:
        notes.append("Too little is in the log to find working hours: every hour counts as one, for takt, people and utilisation too.")
    if not sight.staffing.open_h:
        notes.append("No working time passes between the first arrival and the last: there is no takt.")
    if sight.staffing.burst and sight.staffing.open_h:
        notes.append("Most of the work lies after the last arrival: the tickets came as a burst, so pace and load are not told.")
    if not len(sight.staffing.on_duty_h):
        notes.append("The log names nobody who works: people, utilisation and pace are absent.")
    if sight.rows["estimated"].any():
        notes.append("Times marked est. are estimates: the log does not record when work began, or whether it went on all the while.")
    return tuple(notes)
