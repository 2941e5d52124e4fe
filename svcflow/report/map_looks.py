"""What the boxes and lines of a map say and in which colour: by how often, by how long, or by why tickets wait.

- **frequency**: a box is the bluer, the more often its activity is done; a line the redder, the longer the median time between.
- **time**: a box is the redder, the longer a step of it takes (work, or a pause); a line, the longer the steps that it leads to wait.
- **cause**: box and line have the colour of the main cause of the waiting before the step.

Times of the last two are means, which multiply to the total. The colours run from grey over ochre to dark red and fall in lightness
as well; those of the causes are Okabe and Ito's (2008), and a box names its cause: neither is lost on the colour-blind.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from svcflow import units
from svcflow.eventlog.log import Basis
from svcflow.language import mark, tell
from svcflow.mining.results import ActivityCount, Flow, ProcessMap
from svcflow.mining.simplify import ShownMap
from svcflow.report import svg, words
from svcflow.report.charts import FILLS
from svcflow.timing.map_times import ActivityTime, FlowTime, MapTimes
from svcflow.timing.results import CAUSES, Cause, StepTime, StepTimes

SLOWNESS = ("#8593a1", "#a8894a", "#c4652a", "#a62a1d", "#5e0d16")
"""From quick to slow; the style sheet has its own for dark pages (classes `slow-0` to `slow-4`)."""
FREQUENCY = ("#f4f7fa", "#e3edf5", "#cfe0ee", "#b5d0e5", "#98bedb")
LANDMARKS_H = (1 / 60, 10 / 60, 0.5, 1, 2, 4, 8, 24, 48, 72, 168, 336, 672, 2016, 8760)
"""Durations that people have a feeling for [h]; the bounds between the colours are picked from them."""
GAPS: Mapping[str, str] = {
    "end_to_start": mark("Thickness: how often. Colour: median time between steps, from end to begin."),
    "end_to_end": mark("Thickness: how often. Colour: median time between steps, from end to end."),
    "start_to_start": mark("Thickness: how often. Colour: how long the status that a line leaves lasted, median."),
}
TIME_WORDS = mark("Thickness: how often. Colour: mean time; of a box what a step takes, of a line the waiting of the steps it leads to.")
CAUSE_WORDS = mark("Thickness: how often. Colour: the main cause of the waiting before a step. Figures: mean waiting.")


@dataclass(frozen=True, slots=True)
class Look:
    """The colour of a box or line (a class of the style sheet with it, for lines and for areas), its figures, and what is told."""

    colour: str
    line_class: str
    fill_class: str
    label: tuple[str, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Key:
    """A colour of the legend and what it stands for."""

    look: Look
    text: str


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of all boxes and flows; `tinted` boxes are filled with a tint of their colour; the legend's words and colours."""

    boxes: Mapping[str, Look]
    lines: Mapping[tuple[str, str], Look]
    tinted: bool
    words: str
    keys: tuple[Key, ...]
    plain: Look
    """where nothing takes time"""

    def terminal(self, count: int, told: str) -> Look:
        """The line into a first step or out of a last one: nothing is known of any time there."""
        return replace(self.plain, label=(units.count(count),), told=told)


def looks_of(process_map: ProcessMap, shown: ShownMap, times: StepTimes | None, map_times: MapTimes | None) -> Looks:
    """How the shown part of a map looks: by cause or by time where `map_times` are given, else by frequency."""
    if map_times is None:
        return _by_frequency(process_map, shown, times)
    return _by_cause(shown, map_times) if map_times.causes else _by_time(shown, map_times)


def joined(first: str, *others: str) -> str:
    """Clauses in a row, as the language parts them."""
    for clause in others:
        first = tell("{first}; {clause}", first=first, clause=clause)
    return first


def all_looks(process_map: ProcessMap, shown: ShownMap, times: StepTimes | None, map_times: MapTimes | None) -> dict[str, Looks]:
    """Every look that the times at hand allow, by name: `frequency`, and with `map_times` `time` and `cause`."""
    looks = {"frequency": _by_frequency(process_map, shown, times)}
    if map_times is not None:
        looks["time"] = _by_time(shown, map_times)
        if map_times.causes:
            looks["cause"] = _by_cause(shown, map_times)
    return looks


def _by_frequency(process_map: ProcessMap, shown: ShownMap, times: StepTimes | None) -> Looks:
    known = {step.activity: step for step in times.steps} if times else {}
    most = max(activity.count for activity in shown.activities)
    bounds = _bounds([flow.median_h for flow in shown.flows])
    boxes = {}
    for activity in shown.activities:
        shade = min(4, int(5 * math.sqrt(activity.count / most) - 1e-9))
        label, told = _counted(activity, known.get(activity.activity))
        boxes[activity.activity] = Look(FREQUENCY[shade], "", f"often-{shade}", (label,), told)
    lines = {(flow.source, flow.target): _slow(_slowness(flow.median_h, bounds), _between(flow), _told_flow(flow)) for flow in shown.flows}
    return Looks(boxes, lines, False, tell(GAPS[process_map.gap]), _slow_keys(bounds), _slow(0, (), ""))


def _by_time(shown: ShownMap, times: MapTimes) -> Looks:
    steps = {activity.activity: times.activities.get(activity.activity) for activity in shown.activities}
    flows = {(flow.source, flow.target): times.flows.get((flow.source, flow.target)) for flow in shown.flows}
    spent = {name: _spent(step)[0] for name, step in steps.items() if step}
    bounds = _bounds([*spent.values(), *(flow.waiting_mean_h for flow in flows.values() if flow)])
    boxes = {
        activity.activity: _slow(_slowness(spent.get(activity.activity, 0.0), bounds), *_timed(activity, steps[activity.activity]))
        for activity in shown.activities
    }
    lines = {}
    for flow in shown.flows:
        its = flows[flow.source, flow.target]
        lines[flow.source, flow.target] = _slow(_slowness(its.waiting_mean_h if its else 0.0, bounds), *_waited(flow, its))
    return Looks(boxes, lines, True, tell(TIME_WORDS), _slow_keys(bounds), _slow(0, (), ""))


def _by_cause(shown: ShownMap, times: MapTimes) -> Looks:
    boxes, lines = {}, {}
    for activity in shown.activities:
        step = times.activities.get(activity.activity)
        label, told = _timed(activity, step)
        cause = step.cause if step else None
        boxes[activity.activity] = _caused(cause, (*label, *_named(step)), told)
    for flow in shown.flows:
        its = times.flows.get((flow.source, flow.target))
        lines[flow.source, flow.target] = _caused(its.cause if its else None, *_waited(flow, its))
    met = {look.colour for look in (*boxes.values(), *lines.values())}
    keys = tuple(Key(_caused(cause, (), ""), tell(words.CAUSE_TITLES[cause])) for cause in CAUSES if FILLS[cause] in met)
    plain = _caused(None, (), "")
    return Looks(boxes, lines, True, tell(CAUSE_WORDS), (*keys, Key(plain, tell("No waiting"))), plain)


def _slow(shade: int, label: tuple[str, ...], told: str) -> Look:
    return Look(SLOWNESS[shade], f"slow-{shade}", f"slow-{shade} head", label, told)


def _caused(cause: Cause | None, label: tuple[str, ...], told: str) -> Look:
    if cause is None:
        return Look(svg.RULE, "rule", "fill-none", label, told)
    return Look(FILLS[cause], f"line-{cause}", f"fill-{cause}", label, told)


def _slow_keys(bounds: Sequence[float]) -> tuple[Key, ...]:
    ranges = [tell("to {time}", time=units.duration(bound)) for bound in bounds] + [tell("longer")]
    return tuple(Key(_slow(shade, (), ""), told) for shade, told in enumerate(ranges))


def _between(flow: Flow) -> tuple[str, ...]:
    # A median of nothing is better seen from the colour than read.
    return (units.count(flow.count), units.duration(flow.median_h)) if flow.median_h else (units.count(flow.count),)


def _told_flow(flow: Flow) -> str:
    return tell(
        "{source} → {target}: {count} times in {cases} tickets; median {median}, mean {mean}, 9 in 10 within {p90}",
        source=flow.source,
        target=flow.target,
        count=units.count(flow.count),
        cases=units.count(flow.cases),
        median=units.duration(flow.median_h),
        mean=units.duration(flow.mean_h),
        p90=units.duration(flow.p90_h),
    )


def _told_activity(activity: ActivityCount) -> str:
    return tell(
        "{activity}: {count} times in {cases} tickets",
        activity=activity.activity,
        count=units.count(activity.count),
        cases=units.count(activity.cases),
    )


def _counted(activity: ActivityCount, step: StepTime | None) -> tuple[str, str]:
    """The line below the name, and what is told under the pointer."""
    counted, told = f"{units.count(activity.count)}×", _told_activity(activity)
    if step is None or step.basis == "absent":
        return counted, told
    what, figures = {
        "work": (mark("median work {time}"), step.processing_h),
        "queue": (mark("median wait {time}"), step.waiting_h),
    }.get(step.meaning, (mark("median pause {time}"), step.paused_h))
    if figures.median == 0:
        return counted, told
    median = marked(figures.median, step.basis)
    return f"{counted} · {median}", joined(told, tell(what, time=median))


def _timed(activity: ActivityCount, step: ActivityTime | None) -> tuple[tuple[str, ...], str]:
    """The lines below the name: count, mean time taken and mean waiting; and what is told under the pointer."""
    counted, told = f"{units.count(activity.count)}×", _told_activity(activity)
    if step is None:
        return (counted,), told
    label, said = [counted], [told]
    if _spent(step)[0]:
        short, full = _told_spent(step)
        label[0] += f" · {short}"
        said.append(full)
    if step.waiting_mean_h:
        label.append(tell("waits {time}", time=marked(step.waiting_mean_h, step.basis)))
    return tuple(label), joined(*said, _told_waiting(step))


def _spent(step: ActivityTime) -> tuple[float, float]:
    """What a step of the activity takes, mean and median [h]: work, or a pause where that is more."""
    if _is_pause(step):
        return step.paused_mean_h, step.paused_median_h
    return step.processing_mean_h, step.processing_median_h


def _is_pause(step: ActivityTime) -> bool:
    return step.paused_mean_h > step.processing_mean_h


def _told_spent(step: ActivityTime) -> tuple[str, str]:
    mean, median = (marked(hours, step.basis) for hours in _spent(step))
    if _is_pause(step):
        return tell("pause {time}", time=mean), tell("pause mean {mean}, median {median}", mean=mean, median=median)
    return tell("work {time}", time=mean), tell("work mean {mean}, median {median}", mean=mean, median=median)


def _waited(flow: Flow, its: FlowTime | None) -> tuple[tuple[str, ...], str]:
    counted, told = units.count(flow.count), _told_flow(flow)
    if its is None or not its.waiting_mean_h:
        return (counted,), told
    return (counted, marked(its.waiting_mean_h, its.basis)), joined(told, _told_waiting(its))


def _told_waiting(its: ActivityTime | FlowTime) -> str:
    mean, median = marked(its.waiting_mean_h, its.basis), marked(its.waiting_median_h, its.basis)
    told = tell("waiting mean {mean}, median {median}", mean=mean, median=median)
    if its.cause is None or its.cause_share is None:
        return told
    return joined(told, tell("{share} of it: {cause}", share=units.share(its.cause_share), cause=tell(words.CAUSE_TITLES[its.cause])))


def _named(step: ActivityTime | None) -> tuple[str, ...]:
    if step is None or step.cause is None or step.cause_share is None:
        return ()
    return (f"{tell(words.CAUSE_TITLES[step.cause])} {units.share(step.cause_share)}",)


def marked(hours: float, basis: Basis) -> str:
    """A duration with the mark of its basis: an estimate never goes without it."""
    return f"{units.duration(hours)} {tell(words.MARKS[basis])}".rstrip()


def _bounds(times: Iterable[float]) -> tuple[float, ...]:
    """Four durations [h] that part the colours: landmarks spread over the range that the times have."""
    positive = sorted(value for value in times if value > 0)
    if not positive:
        return LANDMARKS_H[2:6]
    low, high = positive[len(positive) // 10], positive[(len(positive) * 9) // 10]
    inside = [bound for bound in LANDMARKS_H if low <= bound <= high]
    while len(inside) < 4:
        above = [bound for bound in LANDMARKS_H if bound > (inside[-1] if inside else high)]
        below = [bound for bound in LANDMARKS_H if bound < (inside[0] if inside else above[0] if above else high)]
        inside = [below[-1], *inside] if below and (len(inside) % 2 or not above) else [*inside, above[0]]
    return tuple(inside[round(step * (len(inside) - 1) / 3)] for step in range(4))


def _slowness(hours: float, bounds: Sequence[float]) -> int:
    return sum(hours > bound for bound in bounds)
