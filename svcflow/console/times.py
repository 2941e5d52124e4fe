"""Step times, as tables that fit a terminal of 100 columns."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, mark, table

if TYPE_CHECKING:
    from svcflow.timing.results import CauseHours, GroupTime, StepTime, StepTimes, TimeFigures, ValueStream
    from svcflow.timing.waiting.levers import Levers

MOST_GROUPS = 25
_HEADS = ["count", "work", "half", "waiting", "half", "90 %", "paused", "share"]
_WORKING = ", in working hours"


def times_tables(found: StepTimes, *, working: bool = False) -> None:
    """Step times, causes of waiting, value stream, and the groups that were asked for."""
    what = _WORKING if working else ""
    steps = [(step.activity, *_figures(step, working), units.share(step.complete_and_accurate)) for step in found.steps]
    note = "Means; half, and 90 %, of the times are no longer than that. Share: of all hours of work and waiting."
    table(f"Steps{what}", ["step", *_HEADS, "%C&A"], _shared(found.steps, steps, working), note)
    _causes("Waiting by cause, all tickets together", "before", ((step.activity, step.causes_h) for step in found.steps))
    for groups in (found.groups,) if found.groups else ():
        by = list(groups[0].by)
        shown = groups[:MOST_GROUPS]
        names = [", ".join(group.by.values()) for group in shown]
        rows = [(name, *_figures(group, working)) for name, group in zip(names, shown, strict=True)]
        cut = f"… and {len(groups) - MOST_GROUPS} more; --json has them all." if len(groups) > MOST_GROUPS else ""
        table(f"By {', '.join(by)}{what}", [" · ".join(by), *_HEADS], _shared(shown, rows, working, whole=groups), cut)
        _causes(f"Waiting by cause, by {', '.join(by)}", " · ".join(by), zip(names, (group.causes_h for group in shown), strict=True))
    _stream(found.value_stream)
    if found.levers is not None:
        _levers(found.levers)
    bullets(found.notes)


def _figures(step: StepTime | GroupTime, working: bool) -> tuple[str, ...]:
    """Count, and the figures of work, waiting and pauses."""
    hours = (step.processing_work_h, step.waiting_work_h, step.paused_work_h) if working else ()
    work, waiting, paused = hours or (step.processing_h, step.waiting_h, step.paused_h)
    p90 = "" if waiting is None else units.duration(waiting.p90) if waiting.total else "·"
    return (units.count(step.count), _mean(work), _half(work), _mean(waiting), _half(waiting), p90, _mean(paused))


def _half(of: TimeFigures | None) -> str:
    return "" if of is None else units.duration(of.median) if of.total else "·"


def _mean(of: TimeFigures | None) -> str:
    if of is None or of.total == 0:
        return "" if of is None else "·"
    return units.duration(of.mean) + mark(of.basis)


def _shared(
    steps: Sequence[StepTime | GroupTime],
    rows: Sequence[tuple[str, ...]],
    working: bool,
    whole: Sequence[StepTime | GroupTime] | None = None,
) -> list[tuple[str, ...]]:
    """The rows with each one's share of the hours of work and waiting, in its place."""
    total = sum(_hours(step, working) for step in whole or steps)
    shares = [units.share(_hours(step, working) / total) if total > 0 else "" for step in steps]
    at = 1 + len(_HEADS) - 1
    return [(*row[:at], share, *row[at:]) for row, share in zip(rows, shares, strict=True)]


def _hours(step: StepTime | GroupTime, working: bool) -> float:
    work, waiting = (step.processing_work_h, step.waiting_work_h) if working else (step.processing_h, step.waiting_h)
    return (work.total if work else 0.0) + (waiting.total if waiting else 0.0)


def _causes(title: str, head: str, found: Iterable[tuple[str, CauseHours | None]]) -> None:
    from svcflow.timing.results import CAUSES

    rows = [
        (name, *(units.duration(hours) if hours > 0 else "·" for hours in dataclasses.astuple(causes)))
        for name, causes in found
        if causes is not None and sum(dataclasses.astuple(causes)) > 0
    ]
    if rows:
        table(title, [head, *CAUSES], rows)


def _stream(stream: ValueStream) -> None:
    est = mark(stream.basis)
    table(
        "Mean ticket",
        ["", "value"],
        [
            ("lead time", units.duration(stream.lead_time_h)),
            ("processing", units.duration(stream.processing_h) + est),
            ("waiting", units.duration(stream.waiting_h) + est),
            ("paused", units.duration(stream.paused_h)),
            ("flow efficiency", units.share(stream.flow_efficiency) + est),
            ("rolled %C&A", units.share(stream.rolled_complete_and_accurate)),
        ],
    )


_REASONS = {
    "customer": "waits for the customer",
    "supplier": "waits for a supplier",
    "over": "is over, and not put away",
    "suspended": "is suspended",
    "closed": "the service is closed",
    "off_shift": "its person is off, others are at work",
    "batching": "work is let pile up",
    "contention": "its person is busy, first come, first served",
    "prioritisation": "its person is busy with what came later",
    "extraneous": "nobody's queue or shift explains it",
}


def _levers(found: Levers) -> None:
    """What the lead time is made of besides work."""
    est = mark(found.basis)
    rows = [
        (
            _REASONS[lever.reason],
            lever.lies_with,
            units.duration(lever.hours / found.cases),
            units.duration(lever.saving_h / found.cases),
            units.NOTHING if lever.flow_efficiency is None else units.share(lever.flow_efficiency),
        )
        for lever in found.levers
        if lever.hours > 0
    ]
    if rows:
        note = "Efficiency: the flow efficiency without that reason alone, everything else as it was."
        table(
            "Why a ticket takes longer than its work",
            ["the ticket …", "lies with:", f"a ticket{est}", f"saves{est}", f"efficiency{est}"],
            rows,
            note,
        )
