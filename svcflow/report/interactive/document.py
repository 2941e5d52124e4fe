"""The interactive map as data: what the script draws from and shows beside the map, all texts told already.

The document holds numbers only for places and sizes [px]; every figure is text, with its unit and the mark of its basis, in the
language of the page. Lines are lists, since a map may have thousands:

    [source, target, thickness, colours by look, labels by look, count, tickets, median, mean, p90, waiting mean, waiting median,
     cause, its share, mark]

where source and target are numbers of steps (start and end come after the last step), colours are places in `colours` and labels are
0 for a line that no level gives figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from svcflow import units
from svcflow.eventlog.log import Basis
from svcflow.language import mark, tell
from svcflow.mining.results import ActivityCount, Flow, ProcessMap
from svcflow.report import svg, words
from svcflow.report.interactive.levels import Level, Whole
from svcflow.report.map_drawing import told_title
from svcflow.report.map_layout import Route
from svcflow.report.map_looks import Look, Looks
from svcflow.report.map_shapes import arrow_head, curve, thickness, told_share
from svcflow.timing.map_times import ActivityTime, MapTimes
from svcflow.timing.results import CAUSES, StepTime, StepTimes, TimeFigures

Document = dict[str, Any]
KINDS = ("processing", "waiting", "paused")
KIND_TITLES = {"processing": mark("Work"), "waiting": mark("Waiting"), "paused": mark("Paused")}
BETWEEN = {
    "end_to_start": mark("Time between, from end to begin"),
    "end_to_end": mark("Time between, from end to end"),
    "start_to_start": mark("Time in the status left"),
}


def document(
    process_map: ProcessMap,
    whole: Whole,
    levels: Sequence[Level],
    looks: Mapping[str, Looks],
    times: StepTimes | None,
    map_times: MapTimes | None,
) -> Document:
    """All that the script needs; `levels` from least to most."""
    palette = _Palette()
    led = {each for level in levels for each in level.led}
    flows = {(flow.source, flow.target): flow for flow in process_map.flows}
    names = [activity.activity for activity in whole.shown.activities]
    lines = []
    for number, line in enumerate(whole.lines):
        shades = [palette.place(_line_look(each, names, line.source, line.target)) for each in looks.values()]
        flow = flows[names[line.source], names[line.target]] if not line.terminal else None
        told = number in led or line.source == line.target
        drawn = [
            line.source,
            line.target,
            round(thickness(min(line.count / whole.most, 1.0)), 1),
            shades,
            whole.labels[number] if told else 0,
        ]
        lines.append([*drawn, *(_flow_figures(flow, map_times) if flow else [units.count(line.count)])])
    return {
        "title": told_title(process_map),
        "looks": [_told_look(name, look, palette) for name, look in looks.items()],
        "steps": [_step(number, whole, looks, palette, times, map_times) for number in range(len(names))],
        "lines": lines,
        "levels": [_level(level, whole) for level in levels],
        "colours": palette.told(),
        "texts": _texts(process_map, whole),
    }


class _Palette:
    """The colours in use, each numbered when first asked for."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str, str], int] = {}

    def place(self, look: Look) -> int:
        return self._places.setdefault((look.colour, look.line_class, look.fill_class), len(self._places))

    def told(self) -> list[tuple[str, str, str]]:
        return list(self._places)


def _line_look(looks: Looks, names: Sequence[str], source: int, target: int) -> Look:
    return looks.plain if max(source, target) >= len(names) else looks.lines[names[source], names[target]]


def _told_look(name: str, looks: Looks, palette: _Palette) -> Document:
    keys = [[palette.place(key.look), key.text] for key in looks.keys]
    return {"name": name, "tinted": looks.tinted, "words": looks.words, "keys": keys}


def _step(
    number: int, whole: Whole, looks: Mapping[str, Looks], palette: _Palette, times: StepTimes | None, map_times: MapTimes | None
) -> Document:
    activity, box = whole.shown.activities[number], whole.boxes[number]
    drawn = [each.boxes[activity.activity] for each in looks.values()]
    step = next((each for each in times.steps if each.activity == activity.activity), None) if times else None
    timed = map_times.activities.get(activity.activity) if map_times else None
    return {
        "name": svg.printable(activity.activity) or tell("(no name)"),
        "lines": whole.names[number],
        "size": [round(box.width), round(box.height)],
        "shades": [palette.place(look) for look in drawn],
        "labels": [look.label for look in drawn],
        "told": [svg.printable(look.told) for look in drawn],
        "figures": _counts(activity, step, timed),
        "times": _step_times(step, timed),
        "causes": _causes(step),
    }


def _counts(activity: ActivityCount, step: StepTime | None, timed: ActivityTime | None) -> list[tuple[str, str]]:
    counts = [(tell("Times done"), units.count(activity.count)), (tell("Tickets"), units.count(activity.cases))]
    if timed is not None and timed.people:
        counts.append((tell("People"), units.count(timed.people)))
    if step is not None:
        counts.append((tell("Right first time"), units.share(step.complete_and_accurate)))
    elif timed is not None and timed.cause and timed.cause_share:
        counts.append((tell("Main cause"), f"{tell(words.CAUSE_TITLES[timed.cause])} {units.share(timed.cause_share)}"))
    return counts


def _step_times(step: StepTime | None, timed: ActivityTime | None) -> list[list[str]]:
    """Of work, waiting and pause that there is: its name, its mark, mean, median and 90th percentile."""
    if step is not None and step.basis != "absent":
        kinds: Iterable[tuple[str, TimeFigures]] = ((kind, getattr(step, f"{kind}_h")) for kind in KINDS)
        return [_times_row(kind, step.basis, each.mean, each.median, each.p90) for kind, each in kinds if each.total > 0]
    if timed is None or timed.basis == "absent":
        return []
    # A queue of a status log is no step; the map knows its times.
    figures = ((kind, [getattr(timed, f"{kind}_{figure}_h") for figure in ("mean", "median", "p90")]) for kind in KINDS)
    return [_times_row(kind, timed.basis, *hours) for kind, hours in figures if hours[0] > 0]


def _times_row(kind: str, basis: Basis, *hours: float | None) -> list[str]:
    return [tell(KIND_TITLES[kind]), words.MARKS[basis], *map(units.duration, hours)]


def _causes(step: StepTime | None) -> list[tuple[str, str, str]]:
    """The causes of the waiting before a step: class, name, share; the largest first."""
    if step is None or step.causes_h is None:
        return []
    hours = {cause: float(getattr(step.causes_h, cause)) for cause in CAUSES}
    total = sum(hours.values())
    found = sorted((cause for cause in CAUSES if hours[cause] > 0), key=lambda cause: -hours[cause])
    return [(cause, tell(words.CAUSE_TITLES[cause]), units.share(hours[cause] / total)) for cause in found]


def _flow_figures(flow: Flow, map_times: MapTimes | None) -> list[str]:
    figures = [units.count(flow.count), units.count(flow.cases), *map(units.duration, (flow.median_h, flow.mean_h, flow.p90_h))]
    its = map_times.flows.get((flow.source, flow.target)) if map_times else None
    if its is None or its.basis == "absent":
        return figures
    figures += [units.duration(its.waiting_mean_h), units.duration(its.waiting_median_h)]
    cause = [tell(words.CAUSE_TITLES[its.cause]), units.share(its.cause_share)] if its.cause else ["", ""]
    return [*figures, *cause, words.MARKS[its.basis]]


def _level(level: Level, whole: Whole) -> Document:
    steps = len(whole.names)
    stand = sorted(level.centres.items(), key=lambda each: (round(each[1][1]), each[1][0]))
    return {
        "told": told_share(level.shown),
        "width": round(level.width),
        "height": round(level.height),
        "steps": [[number, round(across), round(down)] for number, (across, down) in stand if number < steps],
        "ends": [[round(across), round(down)] for across, down in (level.centres[steps], level.centres[steps + 1])],
        "led": [_led_line(number, route, whole) for number, route in level.led.items()],
        "loose": level.loose,
        "repeats": level.repeats,
    }


def _led_line(number: int, route: Route, whole: Whole) -> list[Any]:
    """A line's number, its path, the corners of its arrow's head, and where its figures stand."""
    head, stop = arrow_head(route, thickness(whole.lines[number].count / whole.most))
    label = [round(part) for part in route.label] if route.label else []
    return [number, curve(route.points, stop).replace(".0", ""), head.replace(".0", ""), *label]


def _texts(process_map: ProcessMap, whole: Whole) -> dict[str, Any]:
    """The words of the panel."""
    return {
        "start": tell("Start"),
        "end": tell("End"),
        "choose": tell("Choose a step or a line to see its figures."),
        "close": tell("Close"),
        "mean": tell("Mean"),
        "median": tell("Median"),
        "p90": tell("9 in 10 within"),
        "time": tell("Each time"),
        "causes": tell("Why it waits"),
        "before": tell("Comes from"),
        "after": tell("Goes to"),
        "again": tell("Round arrow: done again at once."),
        "more": tell("{count} more", count="{count}"),
        "times": tell("Times taken"),
        "tickets": tell("Tickets"),
        "between": tell(BETWEEN[process_map.gap]),
        "waiting": tell("Waiting of the steps that it leads to"),
        "cause": tell("Main cause"),
        "hidden": tell("Not shown at this detail."),
        "partial": "" if whole.is_all else tell("Listed is only what the map shows at its largest detail."),
        "marks": {told: [tell(told), tell(words.MARK_TITLES[basis])] for basis, told in words.MARKS.items() if told},
    }
