"""The process map as a drawing: what is done after what, how often, and how long it takes to get there.

A box is an activity with its count and typical (median) working time; the bluer, the more often it is done. A line is a move from
one activity to the next: the thicker, the more often; the redder, the longer the median time between them. The colours run from
grey over ochre to dark red and fall in lightness as well, so that they can be told apart without seeing red. What is left out of
a large map, and how much it is, stands below it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from svcflow import units
from svcflow.mining.results import ActivityCount, Flow, ProcessMap
from svcflow.report import svg
from svcflow.report.map_layout import Box, Layout, Link, Point, Route, place
from svcflow.report.simplify import ShownMap, simplify
from svcflow.report.words import MARKS
from svcflow.timing.results import StepTime, StepTimes

SLOWNESS = ("#8593a1", "#a8894a", "#c4652a", "#a62a1d", "#5e0d16")
"""From quick to slow; the style sheet has its own for dark pages (classes `slow-0` to `slow-4`)."""
FREQUENCY = ("#f4f7fa", "#e3edf5", "#cfe0ee", "#b5d0e5", "#98bedb")
LANDMARKS_H = (1 / 60, 10 / 60, 0.5, 1, 2, 4, 8, 24, 48, 72, 168, 336, 672, 2016, 8760)
"""Durations that people have a feeling for [h]; the bounds between the colours are picked from them."""
NAME_SIZE, SMALL_SIZE = 13.0, 11.0
BOX_WIDTH, LINE_HEIGHT, MARGIN = 150.0, 16.0, 14.0
LEGEND_HEIGHT, LEGEND_WIDTH = 66.0, 560.0
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the map: between which boxes, how often, after what median time [h] (None: from the start or to the end)."""

    source: int
    target: int
    count: int
    median_h: float | None
    told: str

    def label(self) -> tuple[str, ...]:
        # A log of statuses has no time between them, and a median of nothing is better seen from the colour than read.
        return (units.count(self.count), units.duration(self.median_h)) if self.median_h else (units.count(self.count),)


def draw_map(process_map: ProcessMap, *, times: StepTimes | None = None, detail: int | None = 25) -> str:
    """The process map as one SVG element.

    Parameters
    ----------
    process_map
        What mining found.
    times
        Step times, for the typical working time in each box; without them the box shows the count alone.
    detail
        How many activities to draw at most, the most frequent ones (see `simplify`); None draws everything.

    Returns
    -------
    str
        A self-contained `<svg>`: no outside fonts, scripts or pictures; every name escaped.
    """
    shown = simplify(process_map, detail)
    if not shown.activities:
        return svg.drawing([svg.text("No activities.", x=8, y=20, fill=svg.INK)], label="Process map", width=200, height=30)
    known = {step.activity: step for step in times.steps} if times else {}
    names = [svg.wrapped(activity.activity, size=NAME_SIZE, width=BOX_WIDTH - 16, bold=True) for activity in shown.activities]
    drawn_lines = _lines(shown)
    lines = [line for line in drawn_lines if line.source != line.target]
    repeats = {line.source: line for line in drawn_lines if line.source == line.target}
    boxes = [Box(BOX_WIDTH, 14 + LINE_HEIGHT * (len(told) + 1 + (place in repeats))) for place, told in enumerate(names)]
    boxes += [Box(22, 22), Box(22, 22)]
    layout = place(boxes, [_link(line, lines) for line in lines], first=len(boxes) - 2, last=len(boxes) - 1)
    bounds = _bounds([line.median_h for line in drawn_lines if line.median_h is not None])
    parts = [_draw_line(line, route, lines, bounds) for line, route in zip(lines, layout.routes, strict=True)]
    parts += _draw_boxes(shown.activities, names, boxes, layout, known)
    parts += [_draw_repeat(line, layout.centres[place], boxes[place], bounds) for place, line in sorted(repeats.items())]
    parts += [_draw_label(line, route) for line, route in zip(lines, layout.routes, strict=True)]
    parts += _draw_ends(layout)
    return _framed(parts, layout, bounds, shown, process_map, bool(repeats))


def told_share(shown: ShownMap) -> str:
    """How much of the whole a map shows, in words."""
    if len(shown.activities) == shown.activity_total and len(shown.flows) == shown.flow_total:
        return f"Showing all {units.count(shown.activity_total)} activities and all {units.count(shown.flow_total)} flows."
    return (
        f"Showing {len(shown.activities)} of {units.count(shown.activity_total)} activities and {len(shown.flows)} of "
        f"{units.count(shown.flow_total)} flows, {units.share(shown.flow_share)} of the flow."
    )


def _lines(shown: ShownMap) -> list[_Line]:
    place_of = {activity.activity: place for place, activity in enumerate(shown.activities)}
    start, end = len(place_of), len(place_of) + 1
    lines = [
        _Line(start, place_of[name], count, None, f"{name}: first step of {units.count(count)} tickets") for name, count in shown.starts
    ]
    lines += [_flow_line(flow, place_of) for flow in shown.flows]
    return lines + [
        _Line(place_of[name], end, count, None, f"{name}: last step of {units.count(count)} tickets") for name, count in shown.ends
    ]


def _flow_line(flow: Flow, place_of: dict[str, int]) -> _Line:
    told = (
        f"{flow.source} → {flow.target}: {units.count(flow.count)} times in {units.count(flow.cases)} tickets; "
        f"median {units.duration(flow.median_h)}, mean {units.duration(flow.mean_h)}, 9 in 10 within {units.duration(flow.p90_h)}"
    )
    return _Line(place_of[flow.source], place_of[flow.target], flow.count, flow.median_h, told)


def _link(line: _Line, lines: Sequence[_Line]) -> Link:
    # The more frequent a flow, the straighter Graphviz draws it: the main path becomes a column.
    weight = 1 + round(19 * line.count / max(other.count for other in lines))
    label = line.label()
    thickness = 6 * math.sqrt(line.count / max(other.count for other in lines))
    width = max(svg.text_width(part, SMALL_SIZE, bold=True) for part in label) + 6 + 2 * thickness
    return Link(line.source, line.target, weight, width, 14.0 * len(label))


def _bounds(medians: Sequence[float]) -> tuple[float, ...]:
    """Four durations [h] that part the colours: landmarks spread over the range that the flows have."""
    positive = sorted(value for value in medians if value > 0)
    if not positive:
        return LANDMARKS_H[2:6]
    low, high = positive[len(positive) // 10], positive[(len(positive) * 9) // 10]
    inside = [bound for bound in LANDMARKS_H if low <= bound <= high]
    while len(inside) < 4:
        above = [bound for bound in LANDMARKS_H if bound > (inside[-1] if inside else high)]
        below = [bound for bound in LANDMARKS_H if bound < (inside[0] if inside else above[0] if above else high)]
        inside = [below[-1], *inside] if below and (len(inside) % 2 or not above) else [*inside, above[0]]
    return tuple(inside[round(step * (len(inside) - 1) / 3)] for step in range(4))


def _slowness(median_h: float | None, bounds: Sequence[float]) -> int:
    return 0 if median_h is None else sum(median_h > bound for bound in bounds)


def _draw_line(line: _Line, route: Route, lines: Sequence[_Line], bounds: Sequence[float]) -> str:
    most = max(other.count for other in lines)
    width = 1.0 + 6.0 * math.sqrt(line.count / most)
    shade = _slowness(line.median_h, bounds)
    terminal = line.median_h is None
    head, tail = _head(route, width)
    return svg.element(
        "g",
        svg.title(line.told),
        svg.element(
            "path", d=_curve(route.points, tail), fill="none", stroke=SLOWNESS[shade], stroke_width=width,
            stroke_dasharray="2 4" if terminal and width < 2 else None, class_=f"slow-{shade}",
        ),
        svg.element("polygon", points=head, fill=SLOWNESS[shade], class_=f"slow-{shade} head"),
    )  # fmt: skip


def _curve(points: Sequence[Point], last: Point) -> str:
    first, *rest = [*points[:-1], last]
    return f"M{first[0]:.1f},{first[1]:.1f}C" + " ".join(f"{across:.1f},{down:.1f}" for across, down in rest)


def _head(route: Route, width: float) -> tuple[str, Point]:
    """The arrow's head, and where its line must stop so as not to stick out of it."""
    before, tip = route.points[-1], route.tip
    far = math.hypot(tip[0] - before[0], tip[1] - before[1]) or 1.0
    across, down = (tip[0] - before[0]) / far, (tip[1] - before[1]) / far
    long, half = 7.0 + width, 3.5 + 0.75 * width
    base = (tip[0] - across * long, tip[1] - down * long)
    corners = (tip, (base[0] - down * half, base[1] + across * half), (base[0] + down * half, base[1] - across * half))
    stop = (tip[0] - across * (long - 1), tip[1] - down * (long - 1))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners), stop


def _draw_boxes(
    activities: Sequence[ActivityCount], names: Sequence[list[str]], boxes: Sequence[Box], layout: Layout, known: dict[str, StepTime]
) -> list[str]:
    most = max(activity.count for activity in activities)
    drawn = []
    for activity, lines, box, centre in zip(activities, names, boxes, layout.centres, strict=False):
        shade = min(4, int(5 * math.sqrt(activity.count / most) - 1e-9))
        left, top = centre[0] - box.width / 2, centre[1] - box.height / 2
        small, told = _counted(activity, known.get(activity.activity))
        parts = [
            svg.title(told),
            svg.element("rect", x=left, y=top, width=box.width, height=box.height, rx=7, fill=FREQUENCY[shade], stroke="#5b7f9c",
                        stroke_width=1.2, class_=f"often-{shade}"),
        ]  # fmt: skip
        for number, line in enumerate(lines):
            down = top + 7 + LINE_HEIGHT * (number + 0.75)
            parts.append(svg.text(line, x=centre[0], y=down, font_size=NAME_SIZE, font_weight=600, fill=svg.INK, class_="ink"))
        down = top + 7 + LINE_HEIGHT * (len(lines) + 0.72)
        parts.append(svg.text(small, x=centre[0], y=down, font_size=SMALL_SIZE, fill=svg.INK, class_="ink"))
        drawn.append(svg.element("g", *parts))
    return drawn


def _draw_repeat(line: _Line, centre: Point, box: Box, bounds: Sequence[float]) -> str:
    """How often an activity follows itself, inside its box: a loop beside it would lie under the lines that arrive there."""
    shade = _slowness(line.median_h, bounds)
    told = " · ".join((f"{units.count(line.count)}×", *line.label()[1:]))
    down = centre[1] + box.height / 2 - 9
    left = centre[0] - svg.text_width(told, SMALL_SIZE) / 2 - 4
    arc = f"M{left + 3.2:.1f},{down - 6.4:.1f}A4.2,4.2 0 1 1 {left - 1:.1f},{down - 8.2:.1f}"
    head = f"{left - 1.8:.1f},{down - 11.4:.1f} {left + 2.8:.1f},{down - 8.6:.1f} {left - 2:.1f},{down - 5:.1f}"
    return svg.element(
        "g",
        svg.title(line.told),
        svg.element("path", d=arc, fill="none", stroke=SLOWNESS[shade], stroke_width=1.8, class_=f"slow-{shade}"),
        svg.element("polygon", points=head, fill=SLOWNESS[shade], class_=f"slow-{shade} head"),
        svg.text(told, x=centre[0] + 6, y=down, font_size=SMALL_SIZE, fill=svg.INK, class_="ink"),
    )


def _counted(activity: ActivityCount, step: StepTime | None) -> tuple[str, str]:
    """The line below the name, and what is told under the pointer."""
    counted = f"{units.count(activity.count)}×"
    told = f"{activity.activity}: {units.count(activity.count)} times in {units.count(activity.cases)} tickets"
    if step is None or step.basis == "absent":
        return counted, told
    what, figures = {
        "work": ("work", step.processing_h),
        "queue": ("wait", step.waiting_h),
    }.get(step.meaning, ("pause", step.paused_h))
    if figures.median == 0:
        return counted, told
    median, mark = units.duration(figures.median), MARKS[step.basis]
    return f"{counted} · {median} {mark}".rstrip(), f"{told}; median {what} {median} {mark}".rstrip()


def _draw_label(line: _Line, route: Route) -> str:
    """The figures of a line, last of all and with a rim of paper, so that no line strikes them through."""
    if route.label is None:
        return ""
    across, down = route.label
    drawn = []
    for number, part in enumerate(line.label()):
        y = down + 4 + 14 * (number - (len(line.label()) - 1) / 2)
        weight = 600 if number == 0 else 400
        drawn.append(svg.text(part, x=across, y=y, font_size=SMALL_SIZE, font_weight=weight, fill=svg.INK, stroke=svg.PAPER, stroke_width=4,
                              paint_order="stroke", stroke_linejoin="round", class_="ink rim"))  # fmt: skip
    return "".join(drawn)


def _draw_ends(layout: Layout) -> list[str]:
    (left, top), (across, down) = layout.centres[-2:]
    return [
        svg.element("circle", svg.title("Start"), cx=left, cy=top, r=10, fill="#2f6f4e", class_="start"),
        svg.element("path", d=f"M{left - 3:.1f},{top - 5:.1f}l9,5l-9,5z", fill=svg.PAPER, class_="paper"),
        svg.element("circle", svg.title("End"), cx=across, cy=down, r=10, fill=svg.PAPER, stroke=svg.INK, stroke_width=2, class_="end"),
        svg.element("rect", x=across - 4, y=down - 4, width=8, height=8, fill=svg.INK, class_="solid"),
    ]


def _framed(parts: Sequence[str], layout: Layout, bounds: Sequence[float], shown: ShownMap, process_map: ProcessMap, repeats: bool) -> str:
    width = max(layout.width, LEGEND_WIDTH) + 2 * MARGIN
    height = layout.height + LEGEND_HEIGHT + 3 * MARGIN
    # A legend below a narrow map would leave the map in a corner: it stands in the middle.
    shift = MARGIN + (width - 2 * MARGIN - layout.width) / 2
    return svg.drawing(
        [
            svg.element("rect", width=width, height=height, fill=svg.PAPER, class_="paper"),
            svg.element("g", *parts, transform=f"translate({shift:.1f},{MARGIN:.1f})", text_anchor="middle"),
            svg.element(
                "g", *_legend(bounds, shown, process_map, repeats), transform=f"translate({MARGIN:.1f},{layout.height + 2 * MARGIN:.1f})"
            ),
        ],
        label=f"Process map of {units.count(process_map.cases)} tickets. {told_share(shown)}",
        view_box=f"0 0 {width:.0f} {height:.0f}",
        width=width,
        height=height,
        font_family=FONT,
        class_="map",
        style=f"--natural:{width:.0f}px",
    )


def _legend(bounds: Sequence[float], shown: ShownMap, process_map: ProcessMap, repeats: bool) -> list[str]:
    between = "from end to begin" if process_map.gap == "end_to_start" else "from end to end"
    again = " Round arrow: done again at once." if repeats else ""
    words = f"Thickness: how often. Colour: median time between steps, {between}.{again}"
    parts = [svg.text(words, x=0, y=10, font_size=SMALL_SIZE, fill=svg.MUTED, class_="muted")]
    ranges = [f"to {units.duration(bound)}" for bound in bounds] + ["longer"]
    for shade, told in enumerate(ranges):
        left = 94.0 * shade
        parts.append(svg.element("rect", x=left, y=22, width=22, height=6, fill=SLOWNESS[shade], class_=f"slow-{shade} head"))
        parts.append(svg.text(told, x=left + 27, y=29, font_size=SMALL_SIZE, fill=svg.INK, class_="ink"))
    parts.append(svg.text(told_share(shown), x=0, y=50, font_size=SMALL_SIZE, fill=svg.MUTED, class_="muted"))
    return parts
