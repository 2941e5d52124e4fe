"""Where a case's time goes besides work, and what could be done about it: one lever for each reason.

At every instant of its lead time a case is worked on, or else paused (it waits for a customer or a supplier, or is over and not
yet put away), or else waiting for the desk, for one of the causes of `svcflow.timing.waiting.causes`, of which unavailability is split:
hours in which the whole **service is closed**, which only longer opening hours would change, and hours **off shift**, in
which others are at work and this person is not. So the reasons lie with different people:

- customer, supplier: with them; the desk can ask earlier and better;
- over: with nobody, the work is done;
- suspended: with whoever suspended the work, which the log does not name;
- closed: with whoever sets the opening hours;
- off shift, batching, contention, prioritisation, extraneous: with the desk.

**Without** a reason the lead time is shorter by its hours during which nothing else goes on in the case: a pause beside work, or
waiting beside work or a pause, costs nothing. Steps of a case that wait at the same time share the hours they wait for together. Then

    flow efficiency without it = hours worked on ÷ (lead time - those hours)

a ratio of sums over all cases. It is an accounting figure, one reason at a time: what a redesign would bring, with the queues
that it shortens or makes, is what the simulation is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.errors import LogError
from svcflow.eventlog import Basis, EventLog
from svcflow.timing.columns import basis_of
from svcflow.timing.intervals import Spans
from svcflow.timing.steps import HOUR_US, is_pause, micros
from svcflow.timing.waiting.causes import attribute_waiting

Reason = Literal[
    "customer", "supplier", "over", "suspended", "closed", "off_shift", "batching", "contention", "prioritisation", "extraneous"
]
REASONS: tuple[Reason, ...] = get_args(Reason)
Owner = Literal["customer", "supplier", "nobody", "unknown", "opening hours", "desk"]
_OWNERS: dict[str, Owner] = {
    "customer": "customer",
    "supplier": "supplier",
    "over": "nobody",
    "suspended": "unknown",
    "closed": "opening hours",
}
_MEANINGS = {"customer": "customer", "supplier": "supplier", "closed": "over"}
"""the reason of a pause, by the meaning of its status"""

Hours = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lever:
    """One reason why cases take longer than the work on them.

    `hours` are those of all steps [h], `saving_h` those of them by which the lead time of all cases together would be shorter
    [h]; `flow_efficiency` is what it would be without them, None where nothing would be left of the lead time.
    """

    reason: Reason
    lies_with: Owner
    hours: float
    saving_h: float
    share_of_lead_time: float
    flow_efficiency: float | None


@dataclass(frozen=True, slots=True)
class Levers:
    """All reasons in the order of `REASONS`, those without hours among them, and what they are measured against [h]."""

    cases: int
    lead_time_h: float
    worked_on_h: float
    flow_efficiency: float
    basis: Basis
    levers: tuple[Lever, ...]


def find_levers(log: EventLog) -> Levers:
    """Tell apart where the time goes, and what flow efficiency would be without each reason.

    Parameters
    ----------
    log : EventLog
        Any log with at least one step; timed and attributed first where it is not yet.

    Returns
    -------
    Levers
        Totals over all cases [elapsed h].

    Raises
    ------
    LogError
        The log has no steps.

    Notes
    -----
    The cost of `attribute_waiting` and three unions of spans.
    """
    log = attribute_waiting(log)
    if not log.steps.height:
        raise LogError("a log without steps has no times.", place=log.name)
    steps = _Steps.of(log)
    hours = _hours(log, steps)
    lead = float((log.cases["last_time"] - log.cases["first_time"]).dt.total_microseconds().sum()) / HOUR_US
    worked = max(steps.worked_h - float(hours["suspended"].sum()), 0.0)
    saved = _saved(steps, hours)
    return Levers(
        cases=log.cases.height,
        lead_time_h=lead,
        worked_on_h=worked,
        flow_efficiency=worked / lead if lead > 0 else 0.0,
        basis=log.steps.select(basis_of(log)).item(),
        levers=tuple(_lever(reason, float(hours[reason].sum()), saved[reason], worked, lead) for reason in REASONS),
    )


@dataclass(frozen=True, slots=True)
class _Steps:
    """Of each step its case and, of its waiting, the hours that nothing else in the case covers; of each case its hours."""

    case: NDArray[np.int64]
    alone: Hours
    """share of the step's waiting during which nothing is in progress in its case"""
    alone_h: Hours
    paused_h: Hours
    """by case, hours in which it is paused and not worked on"""
    waiting_h: Hours
    """by case, hours in which it waits and nothing is in progress"""
    worked_h: float

    @classmethod
    def of(cls, log: EventLog) -> _Steps:
        case = (log.steps["position"] == 0).cast(pl.Int64).cum_sum().to_numpy() - 1
        ready, begin, end = (micros(log.steps, name) for name in ("ready_time", "begin_time", "end_time"))
        origin, width = ready.min(), int(end.max() - ready.min()) + 1
        ready, begin, end = ready - origin, begin - origin, end - origin
        cases = np.arange(case[-1] + 1)
        whole = np.zeros(len(cases), dtype=np.int64), np.full(len(cases), width - 1)

        def union(held: NDArray[np.bool_], start: NDArray[np.int64]) -> tuple[Spans, Hours]:
            spans = Spans(case[held], start[held], end[held], width)
            return spans, spans.between(cases, *whole) / HOUR_US

        everything = np.ones(len(case), dtype=bool)
        _, worked = union(~is_pause(log), begin)
        progress, either = union(everything, begin)
        _, all_three = union(everything, ready)
        alone = (begin - ready) - progress.between(case, ready, begin)
        return cls(
            case=case,
            alone=alone / np.maximum(begin - ready, 1),
            alone_h=alone / HOUR_US,
            paused_h=either - worked,
            waiting_h=all_three - either,
            worked_h=float(worked.sum()),
        )


def _hours(log: EventLog, steps: _Steps) -> dict[str, Hours]:
    """The hours of every step by reason."""
    columns = {name: log.steps[f"{name}_h"].to_numpy() for name in ("batching", "contention", "prioritisation", "extraneous", "closed")}
    paused = log.steps["paused_h"].to_numpy()
    pausing = is_pause(log)
    columns["suspended"] = np.where(pausing, 0.0, paused)
    columns["off_shift"] = log.steps["unavailability_h"].to_numpy() - columns["closed"]
    activity = log.steps["activity"].cast(pl.String)
    for meaning, reason in _MEANINGS.items():
        named = [name for name, its in log.meanings.items() if its == meaning]
        columns[reason] = np.where(activity.is_in(named).to_numpy(), paused, 0.0)
    return columns


def _saved(steps: _Steps, hours: dict[str, Hours]) -> dict[str, float]:
    """Of the hours of each reason those that nothing else in their case covers."""
    count = len(steps.paused_h)
    waits = steps.waiting_h / np.maximum(np.bincount(steps.case, steps.alone_h, count), 1e-9)
    pause = sum(hours[reason] for reason in _MEANINGS.values())
    pauses = steps.paused_h / np.maximum(np.bincount(steps.case, pause, count), 1e-9)
    saved: dict[str, float] = {}
    for reason in REASONS:
        if reason in _MEANINGS.values():
            saved[reason] = float((hours[reason] * pauses[steps.case]).sum())
        elif reason == "suspended":
            saved[reason] = float(hours[reason].sum())
        else:
            saved[reason] = float((hours[reason] * steps.alone * np.minimum(waits, 1.0)[steps.case]).sum())
    return saved


def _lever(reason: Reason, hours: float, saved: float, worked: float, lead: float) -> Lever:
    left = lead - saved
    return Lever(
        reason=reason,
        lies_with=_OWNERS.get(reason, "desk"),
        hours=hours,
        saving_h=saved,
        share_of_lead_time=saved / lead if lead > 0 else 0.0,
        flow_efficiency=min(worked / left, 1.0) if left > 1e-9 else None,
    )
