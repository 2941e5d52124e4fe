"""What a value-stream map shows, as plain records, before anything is drawn.

A value-stream map [1]_ [2]_ sets the whole way of a ticket on one sheet: who asks for how much, each step as a box with its data, what
waits before it, and below them the **ladder**, whose upper level is waiting and whose lower one is work. Boxes tell of **one
execution** (C/T in working hours, waiting before it); the ladder tells of the **mean ticket**: repeated executions added, a step that
a ticket does not take counted as nothing, so that it adds up. Steps that at most half of the tickets pass stand beside the main path,
below the step that they hang on: the one on the path from which, by their most frequent predecessors, tickets come to them.

A **kaizen burst** marks the steps before which most would be saved if nothing waited there, all else the same (`find_bottlenecks`).

.. [1] Rother, Shook (1999), "Learning to See", Lean Enterprise Institute, ISBN 978-0-9667843-0-5
.. [2] Martin, Osterling (2013), "Value Stream Mapping", McGraw-Hill, ISBN 978-0-07-182891-8
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from svcflow.eventlog.log import Basis
from svcflow.report.queues import StepQueue, step_queues
from svcflow.timing.results import Bottleneck, Cause
from svcflow.timing.streams.results import Stream, StreamStep

FigureUnit = Literal["h", "share", "count", "number", "times", "tickets/week"]
Name = Literal[
    "cycle_time", "people", "on_duty", "effective", "utilisation", "load", "accurate", "tickets", "executions", "batch",
    "waiting", "queue", "paused", "demand", "takt",
    "lead_time", "lead_time_median", "processing", "flow_efficiency", "activity_ratio", "rolled_accurate", "value_added",
]  # fmt: skip
MOST_BURSTS = 3
LEAST_BURST = 0.05
"""of the mean lead time: less than this is no place to begin"""
LEAST_BRANCH = 0.02
MOST_BRANCHES = 8
MOST_BELOW = 4
"""a step beside the path that fewer tickets pass is not drawn, nor the ninth, nor the fifth below one step; the table has them all"""
SEEN = 1.05
"""executions per ticket, or tickets in a batch, below which nothing is told: it is one"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the map; `h` are elapsed hours, those of `cycle_time` and `takt` working hours [h]."""

    name: Name
    value: float
    unit: FigureUnit
    basis: Basis


@dataclass(frozen=True, slots=True)
class Rung:
    """What a step takes of the mean ticket [h]."""

    waiting_h: float
    processing_h: float
    paused_h: float


@dataclass(frozen=True, slots=True)
class Burst:
    """Where to improve: what the mean ticket would save if nothing waited here [h], and why it waits, the largest cause first."""

    saving_h: float
    causes: tuple[tuple[Cause, float], ...]
    """each cause with its share of this step's waiting"""
    basis: Basis


@dataclass(frozen=True, slots=True)
class MapStep:
    """A step as the map shows it."""

    activity: str
    meaning: str
    """work, customer or supplier (a pause), closed"""
    on_path: bool
    figures: tuple[Figure, ...]
    """of its data box, in order; what the log cannot tell is not there"""
    waiting: Figure
    queue: Figure | None
    returns: float
    """share of the executions after which the step is done again in the same ticket"""
    value: str
    keeps_up: bool | None
    rung: Rung
    burst: Burst | None
    after: str | None
    """the other step that it most often follows; None where it most often begins the ticket"""
    below: int | None
    """of a step beside the path: the place on the path of the step that it hangs on; None where it comes before all of them"""

    def figure(self, name: Name) -> Figure | None:
        """A figure of the data box, or of what waits."""
        found = {figure.name: figure for figure in (*self.figures, self.waiting, *([self.queue] if self.queue else []))}
        return found.get(name)


@dataclass(frozen=True, slots=True)
class MapFacts:
    """A family's value-stream map. `basis` is that of its times."""

    name: str
    cases: int
    basis: Basis
    demand: Figure | None
    takt: Figure | None
    path: tuple[MapStep, ...]
    branches: tuple[MapStep, ...]
    """steps beside the path that are drawn, by falling tickets"""
    rarer: tuple[MapStep, ...]
    """those that are not drawn"""
    totals: tuple[Figure, ...]
    """of the mean ticket"""
    on_path: Rung
    beside: Rung
    exactly: float
    """share of the tickets that do the work of the path, in its order, and no other"""
    passing: float
    """share of the tickets that pass all of its steps"""
    rule: str
    overlap_h: float
    """by how much the parts exceed the lead time, since steps of a ticket go on side by side [h]"""

    def total(self, name: Name) -> Figure | None:
        """One of the totals."""
        return next((figure for figure in self.totals if figure.name == name), None)

    def pauses(self, meaning: str) -> tuple[MapStep, ...]:
        """The steps in which tickets wait for the customer, or for a supplier."""
        return tuple(step for step in (*self.path, *self.branches, *self.rarer) if step.meaning == meaning)


def stream_map_facts(stream: Stream, bottlenecks: Sequence[Bottleneck] = ()) -> MapFacts:
    """Gather what the value-stream map of a family shows.

    Parameters
    ----------
    stream
        The family's value stream.
    bottlenecks
        What was found by `find_bottlenecks` in the log of this family (its savings are told per ticket of it), for the kaizen bursts.

    Notes
    -----
    A pass over the steps of the stream.
    """
    bursts = _bursts(step_queues(bottlenecks, stream.cases), stream)
    roots = _roots(stream)
    steps = {step.activity: _step(step, stream, bursts.get(step.activity), roots.get(step.activity)) for step in stream.steps}
    path = tuple(steps[name] for name in stream.main_path)
    beside = [steps[step.activity] for step in stream.steps if not step.on_path]
    shown = _shown(beside, {step.activity for step in stream.steps if not step.on_path and step.share >= LEAST_BRANCH})
    whole = stream.processing_h + stream.waiting_h + stream.paused_h
    return MapFacts(
        name=stream.name,
        cases=stream.cases,
        basis=stream.basis,
        demand=_figure("demand", stream.demand_per_week, "tickets/week", _counted(stream)),
        takt=_figure("takt", stream.takt_work_h, "h", stream.takt_basis),
        path=path,
        branches=tuple(step for step in beside if step.activity in shown),
        rarer=tuple(step for step in beside if step.activity not in shown),
        totals=_totals(stream),
        on_path=_summed(path),
        beside=_summed(beside),
        exactly=stream.path_share,
        passing=stream.passing_share,
        rule=stream.path_rule,
        overlap_h=max(0.0, whole - stream.lead_time_h) if whole > 1.005 * stream.lead_time_h else 0.0,
    )


def _figure(name: Name, value: float | None, unit: FigureUnit, basis: Basis) -> Figure | None:
    return None if value is None else Figure(name, value, unit, basis)


def _counted(stream: Stream) -> Basis:
    """Of what is counted, not timed."""
    return "simulated" if stream.basis == "simulated" else "measured"


def _step(step: StreamStep, stream: Stream, burst: Burst | None, below: int | None) -> MapStep:
    each = step.executions / stream.cases
    hours = (step.waiting_h.mean * each, step.cycle_time_h.mean * each, step.paused_h.mean * each)
    return MapStep(
        activity=step.activity,
        meaning=step.meaning,
        on_path=step.on_path,
        figures=_data(step, _counted(stream)),
        waiting=Figure("waiting", step.waiting_h.mean, "h", step.basis),
        queue=_figure("queue", step.queue, "number", step.basis),
        returns=0.0 if step.complete_and_accurate is None else 1 - step.complete_and_accurate,
        value=step.value,
        keeps_up=step.supply.keeps_up,
        rung=Rung(*hours),
        burst=burst,
        after=step.after,
        below=below,
    )


def _data(step: StreamStep, counted: Basis) -> tuple[Figure, ...]:
    """The data box: what the log tells of the step, in the order in which it is drawn."""
    supply, work = step.supply, step.meaning == "work"
    told = (
        _figure("cycle_time", step.cycle_time_work_h.mean if work else None, "h", step.basis),
        _figure("paused", step.paused_h.mean or None, "h", step.basis),
        _figure("people", supply.people, "count", counted),
        _figure("on_duty", supply.on_duty, "number", supply.basis),
        _figure("effective", supply.effective, "number", supply.basis),
        _figure("utilisation", supply.utilisation, "share", supply.basis),
        _figure("load", supply.load, "share", supply.basis),
        _figure("accurate", step.complete_and_accurate, "share", counted),
        _figure("tickets", step.share, "share", counted),
        _figure("executions", step.executions_per_case if step.executions_per_case >= SEEN else None, "times", counted),
        _figure("batch", step.batch_size if step.batch_size >= SEEN else None, "number", counted),
    )
    return tuple(figure for figure in told if figure is not None)


def _bursts(queues: Sequence[StepQueue], stream: Stream) -> Mapping[str, Burst]:
    known = {step.activity for step in stream.steps}
    worth = [
        queue for queue in queues if queue.where in known and queue.saving_h >= LEAST_BURST * stream.lead_time_h and queue.saving_h > 0
    ]
    return {queue.where: Burst(queue.saving_h, queue.causes, queue.basis) for queue in worth[:MOST_BURSTS]}


def _roots(stream: Stream) -> dict[str, int | None]:
    """Where on the path each step beside it hangs: its most frequent predecessors are followed back to the path."""
    place = {name: number for number, name in enumerate(stream.main_path)}
    after = {step.activity: step.after for step in stream.steps}
    roots: dict[str, int | None] = {}
    for step in stream.steps:
        at, seen = step.after, {step.activity}
        while at is not None and at not in place and at not in seen:
            seen.add(at)
            at = after.get(at)
        if not step.on_path:
            roots[step.activity] = place.get(at) if at is not None else None
    return roots


def _shown(beside: Sequence[MapStep], frequent: set[str]) -> set[str]:
    """The most frequent steps beside the path, few below each step of it; what has a burst or pauses tickets comes first."""
    ranked = sorted(
        (step for step in beside if step.activity in frequent or step.burst),
        key=lambda step: (step.burst is None, step.meaning not in ("customer", "supplier")),
    )
    below: dict[int | None, int] = {}
    shown: set[str] = set()
    for step in ranked:
        if len(shown) < MOST_BRANCHES and below.get(step.below, 0) < MOST_BELOW:
            below[step.below] = below.get(step.below, 0) + 1
            shown.add(step.activity)
    return shown


def _summed(steps: Sequence[MapStep]) -> Rung:
    rungs = [step.rung for step in steps]
    return Rung(sum(rung.waiting_h for rung in rungs), sum(rung.processing_h for rung in rungs), sum(rung.paused_h for rung in rungs))


def _totals(stream: Stream) -> tuple[Figure, ...]:
    counted = _counted(stream)
    told = (
        _figure("lead_time", stream.lead_time_h, "h", counted),
        _figure("lead_time_median", stream.lead_time_median_h, "h", counted),
        _figure("waiting", stream.waiting_h, "h", stream.basis),
        _figure("processing", stream.processing_h, "h", stream.basis),
        _figure("paused", stream.paused_h or None, "h", stream.basis),
        _figure("flow_efficiency", stream.flow_efficiency, "share", stream.basis),
        _figure("activity_ratio", stream.activity_ratio, "share", stream.basis),
        _figure("value_added", stream.value_added_ratio, "share", stream.basis),
        _figure("rolled_accurate", stream.rolled_complete_and_accurate, "share", counted),
    )
    return tuple(figure for figure in told if figure is not None)
