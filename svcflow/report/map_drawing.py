"""The process map as a drawing: what is done after what, how often, and how long it takes to get there.

A box is an activity with its count, a line is a move from one activity to the next: the thicker, the more often. What else they
say, and what their colours mean, is told by `svcflow.report.map_looks`; where they stand, by `map_layout`. What is left out of a
large map, and how much it is, stands below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from svcflow import units
from svcflow.language import tell, tell_many
from svcflow.mining.results import ProcessMap
from svcflow.mining.simplify import ShownMap, legible_detail, simplify
from svcflow.report import svg
from svcflow.report.map_layout import Box, Layout, Point, Route, place
from svcflow.report.map_looks import Key, Look, Looks, looks_of
from svcflow.report.map_shapes import (
    BOX_WIDTH,
    END,
    LINE_HEIGHT,
    NAME_SIZE,
    SMALL_SIZE,
    Line,
    arrow_head,
    box_of,
    curve,
    lines_of,
    link_of,
    thickness,
    told_share,
)
from svcflow.timing.map_times import MapTimes
from svcflow.timing.results import StepTimes

MARGIN, LEGEND_WIDTH, KEY_WIDTH = 14.0, 560.0, 94.0
FRAME = "#5b7f9c"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


def draw_map(
    process_map: ProcessMap,
    shown: ShownMap | None = None,
    *,
    times: StepTimes | None = None,
    map_times: MapTimes | None = None,
) -> str:
    """The process map as one SVG element.

    Parameters
    ----------
    process_map
        What mining found.
    shown
        What of it is drawn (see `simplify`); by default as much as can be read.
    times
        Step times, for the typical working time in each box; without them the box shows the count alone.
    map_times
        Times by activity and flow: the map is then coloured by time or, where they have causes, by the main cause of waiting.

    Returns
    -------
    str
        A self-contained `<svg>`: no outside fonts, scripts or pictures; every name escaped.
    """
    shown = shown or simplify(process_map, legible_detail(process_map))
    if not shown.activities:
        return svg.drawing([svg.text(tell("No activities."), x=8, y=20, fill=svg.INK)], label=tell("Process map"), width=200, height=30)
    looks = looks_of(process_map, shown, times, map_times)
    drawn = [looks.boxes[activity.activity] for activity in shown.activities]
    names = [svg.wrapped(activity.activity, size=NAME_SIZE, width=BOX_WIDTH - 16, bold=True) for activity in shown.activities]
    all_lines = lines_of(shown, looks)
    lines = [line for line in all_lines if line.source != line.target]
    repeats = {line.source: line for line in all_lines if line.source == line.target}
    boxes = [box_of(told, [look.label], number in repeats) for number, (told, look) in enumerate(zip(names, drawn, strict=True))]
    boxes += [END, END]
    most = max((line.count for line in lines), default=1)
    links = [link_of(line.source, line.target, line.count / most, [line.look.label]) for line in lines]
    layout = place(boxes, links, first=len(boxes) - 2, last=len(boxes) - 1)
    parts = [_draw_line(line, route, most) for line, route in zip(lines, layout.routes, strict=True)]
    parts += [_draw_box(*each, looks.tinted) for each in zip(drawn, names, boxes, layout.centres, strict=False)]
    parts += [_draw_repeat(line, layout.centres[number], boxes[number]) for number, line in sorted(repeats.items())]
    parts += [_draw_label(line, route) for line, route in zip(lines, layout.routes, strict=True)]
    parts += _draw_ends(layout)
    label = f"{told_title(process_map)} {told_share(shown)}"
    return _framed(parts, layout, _legend(looks, shown, bool(repeats), max(layout.width, LEGEND_WIDTH)), label)


def told_title(process_map: ProcessMap) -> str:
    """What the drawing is, for those who cannot see it."""
    return tell_many("Process map of {count} ticket.", "Process map of {count} tickets.", process_map.cases)


def _draw_line(line: Line, route: Route, most: int) -> str:
    width = thickness(line.count / most)
    head, tail = arrow_head(route, width)
    look = line.look
    return svg.element(
        "g",
        svg.title(look.told),
        svg.element(
            "path", d=curve(route.points, tail), fill="none", stroke=look.colour, stroke_width=width,
            stroke_dasharray="2 4" if line.terminal and width < 2 else None, class_=look.line_class,
        ),
        svg.element("polygon", points=head, fill=look.colour, class_=look.fill_class),
    )  # fmt: skip


def _draw_box(look: Look, name: Sequence[str], box: Box, centre: Point, tinted: bool) -> str:
    left, top = centre[0] - box.width / 2, centre[1] - box.height / 2
    stroke, width, opacity = (look.colour, 2.0, 0.3) if tinted else (FRAME, 1.2, None)
    parts = [
        svg.title(look.told),
        svg.element("rect", x=left, y=top, width=box.width, height=box.height, rx=7, fill=look.colour, fill_opacity=opacity,
                    stroke=stroke, stroke_width=width, class_=look.fill_class),
    ]  # fmt: skip
    for number, line in enumerate(name):
        down = top + 7 + LINE_HEIGHT * (number + 0.75)
        parts.append(svg.text(line, x=centre[0], y=down, font_size=NAME_SIZE, font_weight=600, fill=svg.INK, class_="ink"))
    for number, line in enumerate(look.label):
        down = top + 7 + LINE_HEIGHT * (len(name) + number + 0.72)
        parts.append(svg.text(line, x=centre[0], y=down, font_size=SMALL_SIZE, fill=svg.INK, class_="ink"))
    return svg.element("g", *parts)


def _draw_repeat(line: Line, centre: Point, box: Box) -> str:
    """How often an activity follows itself, inside its box: a loop beside it would lie under the lines that arrive there."""
    look = line.look
    told = " · ".join((f"{units.count(line.count)}×", *look.label[1:]))
    down = centre[1] + box.height / 2 - 9
    left = centre[0] - svg.text_width(told, SMALL_SIZE) / 2 - 4
    arc = f"M{left + 3.2:.1f},{down - 6.4:.1f}A4.2,4.2 0 1 1 {left - 1:.1f},{down - 8.2:.1f}"
    head = f"{left - 1.8:.1f},{down - 11.4:.1f} {left + 2.8:.1f},{down - 8.6:.1f} {left - 2:.1f},{down - 5:.1f}"
    return svg.element(
        "g",
        svg.title(look.told),
        svg.element("path", d=arc, fill="none", stroke=look.colour, stroke_width=1.8, class_=look.line_class),
        svg.element("polygon", points=head, fill=look.colour, class_=look.fill_class),
        svg.text(told, x=centre[0] + 6, y=down, font_size=SMALL_SIZE, fill=svg.INK, class_="ink"),
    )


def _draw_label(line: Line, route: Route) -> str:
    """The figures of a line, last of all and with a rim of paper, so that no line strikes them through."""
    if route.label is None:
        return ""
    across, down = route.label
    drawn = []
    for number, part in enumerate(line.look.label):
        y = down + 4 + 14 * (number - (len(line.look.label) - 1) / 2)
        weight = 600 if number == 0 else 400
        drawn.append(svg.text(part, x=across, y=y, font_size=SMALL_SIZE, font_weight=weight, fill=svg.INK, stroke=svg.PAPER, stroke_width=4,
                              paint_order="stroke", stroke_linejoin="round", class_="ink rim"))  # fmt: skip
    return "".join(drawn)


def _draw_ends(layout: Layout) -> list[str]:
    (left, top), (across, down) = layout.centres[-2:]
    return [
        svg.element("circle", svg.title(tell("Start")), cx=left, cy=top, r=10, fill="#2f6f4e", class_="start"),
        svg.element("path", d=f"M{left - 3:.1f},{top - 5:.1f}l9,5l-9,5z", fill=svg.PAPER, class_="paper"),
        svg.element(
            "circle", svg.title(tell("End")), cx=across, cy=down, r=10, fill=svg.PAPER, stroke=svg.INK, stroke_width=2, class_="end"
        ),
        svg.element("rect", x=across - 4, y=down - 4, width=8, height=8, fill=svg.INK, class_="solid"),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Legend:
    """What stands below the map, and how high it is [px]."""

    parts: tuple[str, ...]
    height: float


def _legend(looks: Looks, shown: ShownMap, repeats: bool, room: float) -> _Legend:
    again = [tell("Round arrow: done again at once.")] if repeats else []
    said = svg.wrapped(" ".join((looks.words, *again)), size=SMALL_SIZE, width=room)
    parts = [_muted(line, 10 + 16.0 * number) for number, line in enumerate(said)]
    pitch = max(KEY_WIDTH, *(svg.text_width(key.text, SMALL_SIZE) + 34 for key in looks.keys))
    in_row = max(1, int((room + KEY_WIDTH / 2) // pitch))
    down = 16.0 * len(said)
    for number, key in enumerate(looks.keys):
        parts += _draw_key(key, pitch * (number % in_row), down + 6 + 16 * (number // in_row))
    down += 16 * -(-len(looks.keys) // in_row) + 18
    parts.append(_muted(told_share(shown), down))
    return _Legend(tuple(parts), down + 16)


def _muted(line: str, down: float) -> str:
    return svg.text(line, x=0, y=down, font_size=SMALL_SIZE, fill=svg.MUTED, class_="muted")


def _draw_key(key: Key, left: float, down: float) -> list[str]:
    return [
        svg.element("rect", x=left, y=down, width=22, height=6, fill=key.look.colour, class_=key.look.fill_class),
        svg.text(key.text, x=left + 27, y=down + 7, font_size=SMALL_SIZE, fill=svg.INK, class_="ink"),
    ]


def _framed(parts: Sequence[str], layout: Layout, legend: _Legend, label: str) -> str:
    width = max(layout.width, LEGEND_WIDTH) + 2 * MARGIN
    height = layout.height + legend.height + 3 * MARGIN
    # A legend below a narrow map would leave the map in a corner: it stands in the middle.
    shift = MARGIN + (width - 2 * MARGIN - layout.width) / 2
    return svg.drawing(
        [
            svg.element("rect", width=width, height=height, fill=svg.PAPER, class_="paper"),
            svg.element("g", *parts, transform=f"translate({shift:.1f},{MARGIN:.1f})", text_anchor="middle"),
            svg.element("g", *legend.parts, transform=f"translate({MARGIN:.1f},{layout.height + 2 * MARGIN:.1f})"),
        ],
        label=label,
        view_box=f"0 0 {width:.0f} {height:.0f}",
        width=width,
        height=height,
        font_family=FONT,
        class_="map",
        style=f"--natural:{width:.0f}px",
    )
