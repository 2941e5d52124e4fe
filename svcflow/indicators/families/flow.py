"""The value stream: waiting by cause, work in progress, takt, queues, batches, and how often a ticket passes without coming back.

The five causes of waiting are those of `svcflow.timing.waiting.causes`. **Takt** is the working time for each ticket that comes, **cycle
time** that for each ticket that leaves. **Work in progress** is the mean number of open tickets over the period; Little's law says that it
is the arrival rate × the lead time where a desk is in balance, so the gap between the two shows a backlog that grows or shrinks, or a log
that is cut off. **Rolled %C&A** is the chance that a ticket passes the main path without any step being done again.
"""

from __future__ import annotations

import numpy as np

from svcflow.indicators.estimates import Amount, Bools, Estimate, Floats, Known, Ratio, Smooth, mean
from svcflow.indicators.grammar import AT_CLOCK, COUNTED, DONE_SO_FAR, EXECUTIONS, IN_PERIOD, PERIOD, SO_FAR, Entry
from svcflow.indicators.ground import Ground
from svcflow.indicators.results import Level
from svcflow.indicators.view import View
from svcflow.mining.traces import find_traces
from svcflow.mining.variants import rank_variants
from svcflow.timing import CAUSES
from svcflow.timing.rows import numbered_rows
from svcflow.timing.waiting.batches import find_batches

_CAUSE_TITLES = {
    "batching": "Waiting for a batch", "contention": "Waiting for busy people", "prioritisation": "Waiting behind later tickets",
    "unavailability": "Waiting out of shift", "extraneous": "Waiting without a visible cause",
}  # fmt: skip
_CAUSE_FORMULAS = {
    "batching": "waiting in which a step was let lie until there were enough of its kind, summed over a ticket, mean over tickets",
    "contention": "waiting in which the person was at work on what had become ready before, summed over a ticket, mean over tickets",
    "prioritisation": "waiting in which the person was at work on what had become ready later, summed over a ticket, mean over tickets",
    "unavailability": "waiting in which the person was off duty, summed over a ticket, mean over tickets",
    "extraneous": "waiting that neither queues nor shifts explain, summed over a ticket, mean over tickets",
}
_PROCESS: tuple[Level, ...] = ("process", "segment", "month", "team", "person")


def _activity_ratio(view: View) -> Estimate:
    first, last = view.ground.first_h[view.cases], view.ground.last_h[view.cases]
    return Ratio(view.sum_of(view.ground.hours("processing_work_h")), view.ground.working_h(first, last))


def _open_hours(view: View) -> float:
    return float(view.ground.working_h(np.array([view.begin_h]), np.array([view.until_h]))[0])


def _per_ticket(view: View, tickets: int) -> Estimate | None:
    """Working time of the service for each of so many tickets."""
    return Known(_open_hours(view) / tickets, tickets) if tickets else None


def _inside(view: View) -> Floats:
    """Hours of the period in which each of its tickets was open."""
    first, done = view.ground.first_h[view.every], view.ground.done_h[view.every]
    return np.maximum(np.clip(done, view.begin_h, view.until_h) - np.clip(first, view.begin_h, view.until_h), 0.0)


def _in_progress(view: View) -> Estimate | None:
    hours = view.until_h - view.begin_h
    inside = _inside(view)
    return Known(float(inside.sum()) / hours, int(np.count_nonzero(inside))) if hours > 0 else None


def _little(view: View) -> Estimate | None:
    hours, found = view.until_h - view.begin_h, _in_progress(view)
    came = view.arrivals()[0]
    if found is None or not found.value or not view.count:
        return None
    expected = came / hours * float(view.lead_h.mean())
    return Amount(abs(found.value - expected) / found.value, came)


def _queue(view: View) -> Estimate | None:
    """Hours that steps spent waiting in the period, for each of its hours."""
    ground, hours = view.ground, view.until_h - view.begin_h
    waits = (ground.hours("waiting_h") > 0) & view.every[ground.case]
    begin = ground.begin_h[waits]
    ready = begin - ground.hours("waiting_h")[waits]
    inside = np.clip(begin, view.begin_h, view.until_h) - np.clip(ready, view.begin_h, view.until_h)
    return Known(float(inside.sum()) / hours, int(np.count_nonzero(inside > 0))) if hours > 0 else None


def _batches(ground: Ground) -> Bools:
    return ground.is_work & find_batches(numbered_rows(ground.timed))[1]


def _batched(view: View) -> Estimate | None:
    ground = view.ground
    if not ground.person.names:
        return None
    in_batch = ground.once(_batches)
    work = view.sum_of(ground.is_work)
    return Ratio(view.sum_of(in_batch), work, int(work.sum()))


def _bottleneck(view: View) -> Estimate | None:
    """Share of the waiting that lies before the one step with most of it."""
    waiting = np.where(view.here, view.ground.hours("waiting_h"), 0.0)
    by_step = np.bincount(view.ground.activity.codes, waiting, len(view.ground.activity.names))
    return Known(float(by_step.max() / by_step.sum()), int((waiting > 0).sum())) if by_step.sum() > 0 else None


def _main_path(ground: Ground) -> tuple[str, ...]:
    return next((path for _, path in rank_variants(ground.timed, find_traces(ground.timed), 1)), ())


def _rolled(view: View) -> Estimate | None:
    """Product along the main path of the share of each step's executions that did not come back."""
    ground = view.ground
    path = ground.once(_main_path)
    if not path:
        return None
    back = ground.steps.get_column("comes_back").to_numpy()
    parts: list[Floats] = []
    for name in path:
        mine = ground.activity.among({name})
        parts += [view.sum_of(mine & back), view.sum_of(mine)]

    def product(*sums: Floats) -> Floats:
        pairs = zip(sums[::2], sums[1::2], strict=True)
        found: Floats = np.prod([1 - np.divide(back, np.maximum(done, 1)) for back, done in pairs], axis=0)
        return found

    return Smooth(tuple(parts), product)


def _cause_entry(cause: str) -> Entry:
    return Entry(
        f"waiting_{cause}", _CAUSE_TITLES[cause], "value stream", "h", "lower", _CAUSE_FORMULAS[cause],
        lambda view: mean(view.sum_of(view.ground.hours(f"{cause}_h"))), DONE_SO_FAR, EXECUTIONS, "times",
    )  # fmt: skip


ENTRIES: tuple[Entry, ...] = (
    *(_cause_entry(cause) for cause in CAUSES),
    Entry(
        "waiting_share", "Share of waiting", "value stream", "share", "lower",
        "waiting ÷ waiting + processing + pauses, of the sums over all steps",
        lambda view: Ratio(view.sums("waiting_h"), view.sums("waiting_h") + view.sums("processing_h") + view.sums("paused_h")), DONE_SO_FAR,
        EXECUTIONS, "times",
    ),
    Entry(
        "paused_share", "Share of pauses", "value stream", "share", "lower",
        "waits for the customer or a supplier ÷ waiting + processing + pauses, of the sums over all steps",
        lambda view: Ratio(view.sums("paused_h"), view.sums("waiting_h") + view.sums("processing_h") + view.sums("paused_h")), DONE_SO_FAR,
        EXECUTIONS, "times",
    ),
    Entry(
        "activity_ratio", "Activity ratio on the working clock", "value stream", "share", "higher",
        "working hours of work steps ÷ open hours of the service within the lead time, of the sums over all tickets",
        _activity_ratio, SO_FAR, evidence="times",
    ),
    Entry(
        "step_waiting_mean", "Waiting before a step", "value stream", "h", "lower",
        "time in which a work step could have begun and had not, mean over its executions",
        lambda view: Ratio(view.sums("waiting_h"), view.sums("executions"), int(view.sums("executions").sum())), DONE_SO_FAR, EXECUTIONS,
        "times",
    ),
    Entry(
        "step_processing_mean", "Work on a step", "value stream", "h", "lower",
        "end − begin of a work step, mean over its executions",
        lambda view: Ratio(view.sums("processing_h"), view.sums("executions"), int(view.sums("executions").sum())), DONE_SO_FAR, EXECUTIONS,
        "times",
    ),
    Entry(
        "steps_mean", "Work steps per ticket", "value stream", "steps", "lower",
        "executions of work steps, whoever or whatever did them, mean over tickets",
        lambda view: mean(view.sums("executions")), DONE_SO_FAR, EXECUTIONS,
    ),
    Entry(
        "takt_time", "Takt", "value stream", "h", "none",
        "open hours of the service in the period ÷ tickets that arrived in it",
        lambda view: _per_ticket(view, view.arrivals()[0]), COUNTED, PERIOD,
    ),
    Entry(
        "cycle_time", "Cycle time", "value stream", "h", "none",
        "open hours of the service in the period ÷ tickets finished in it; longer than the takt, the backlog grows",
        lambda view: _per_ticket(view, view.departures()[0]), IN_PERIOD, PERIOD,
    ),
    Entry(
        "work_in_progress", "Work in progress", "value stream", "tickets", "lower",
        "time in which tickets were open within the period, summed over tickets ÷ length of the period",
        _in_progress, AT_CLOCK, PERIOD,
    ),
    Entry(
        "little_gap", "Gap to Little's law", "value stream", "ratio", "lower",
        "|work in progress − arrivals ÷ hours of the period × mean lead time| ÷ work in progress",
        _little, SO_FAR, PERIOD,
    ),
    Entry(
        "queue_length", "Steps in queues", "value stream", "steps", "lower",
        "time that steps waited within the period, summed over steps ÷ length of the period",
        _queue, IN_PERIOD, PERIOD, "times",
    ),
    Entry(
        "batch_share", "Steps done in batches", "value stream", "share", "none",
        "executions of work steps that were let pile up and done back to back ÷ all executions of work steps",
        _batched, DONE_SO_FAR, EXECUTIONS, "times", ("people",),
    ),
    Entry(
        "bottleneck_share", "Waiting before the worst step", "value stream", "share", "none",
        "waiting before the step with most of it ÷ all waiting",
        _bottleneck, DONE_SO_FAR, _PROCESS, "times",
    ),
    Entry(
        "rolled_complete_accurate", "Rolled %C&A", "value stream", "share", "higher",
        "product over the steps of the main path of the share of their executions to which the ticket did not return",
        _rolled, DONE_SO_FAR,
    ),
)  # fmt: skip
