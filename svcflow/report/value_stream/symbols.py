"""The symbols of value-stream mapping (Rother and Shook, "Learning to See"), each a small function that draws it at a place [px].

Every colour stands as an attribute and as a class, as everywhere in the report; what a colour says, a shape or a word says too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from svcflow.report import svg

NAME, TEXT, SMALL = 12.0, 11.0, 10.5
INK, MUTED, WAIT, WORK, GOOD, BAD, CHANGED = "ink", "muted", "ink-waiting", "ink-work", "vsm-good", "vsm-bad", "vsm-said"
FILLS = {INK: svg.INK, MUTED: "#55616e", WAIT: "#b3400a", WORK: "#0b5a8f", GOOD: "#00704f", BAD: "#b3400a", CHANGED: "#0b5a8f"}
HEAD, QUEUE, BURST = "#e3edf5", "#f5c84c", "#fdf3e1"
ON_QUEUE = "#1f2933"
"""letters on the yellow of a triangle, which is the same on a dark page"""


def line_of(
    content: str, across: float, down: float, *, size: float = TEXT, anchor: str = "start", look: str = INK, bold: bool = False
) -> str:
    """A line of text."""
    return svg.text(content, x=across, y=down, font_size=size, text_anchor=None if anchor == "start" else anchor,
                    font_weight=600 if bold else None, fill=FILLS[look], class_=look)  # fmt: skip


def path(d: str, *, width: float = 1.4, dash: str | None = None, look: str = "line-ink", fill: str = "none", stroke: str = svg.INK) -> str:
    """A line or an outline."""
    return svg.element(
        "path", d=d, fill=fill, stroke=stroke, stroke_width=width, stroke_dasharray=dash, stroke_linejoin="round", class_=look
    )


def solid(points: Sequence[tuple[float, float]]) -> str:
    """A filled shape in ink."""
    return svg.element("polygon", points=_points(points), fill=svg.INK, class_="solid")


def box(left: float, top: float, width: float, height: float, *, fill: str = svg.PAPER, look: str = "end", **more: svg.Value) -> str:
    """A rectangle on paper with an outline."""
    told = {"stroke": svg.INK, "stroke_width": 1.4, **more}
    return svg.element("rect", x=left, y=top, width=width, height=height, fill=fill, class_=look, **told)


def outside_source(left: float, top: float, width: float, height: float) -> str:
    """Customer or supplier: a works with a saw-tooth roof."""
    tooth, roof = width / 3, height * 0.36
    d = f"M{left:.1f},{top + height:.1f}V{top + roof:.1f}"
    for number in range(3):
        d += f"L{left + tooth * (number + 1):.1f},{top:.1f}V{top + roof:.1f}"
    return path(d + f"V{top + height:.1f}Z", look="end", fill=svg.PAPER)


def inventory(middle: float, top: float, size: float = 28.0) -> str:
    """What waits: a triangle with an I."""
    corners = [(middle, top), (middle + size * 0.58, top + size), (middle - size * 0.58, top + size)]
    return svg.element("polygon", points=_points(corners), fill=QUEUE, stroke=svg.INK, stroke_width=1.2, class_="vsm-queue") + svg.text(
        "I", x=middle, y=top + size - 6, font_size=TEXT, text_anchor="middle", font_weight=700, fill=ON_QUEUE
    )


def push_arrow(left: float, right: float, middle: float) -> str:
    """Work pushed on to the next step: a striped arrow."""
    half, head, stripe = 4.0, 9.0, 6.0
    end = right - head
    parts = [path(f"M{left:.1f},{middle - half:.1f}H{end:.1f}M{left:.1f},{middle + half:.1f}H{end:.1f}", width=1.0)]
    at = left
    while at < end - 0.5:
        stop = min(at + stripe / 2, end)
        parts.append(solid([(at, middle - half), (stop, middle - half), (stop, middle + half), (at, middle + half)]))
        at += stripe
    return "".join([*parts, solid([(right, middle), (end, middle - 2 * half), (end, middle + 2 * half)])])


def passed(left: float, right: float, middle: float) -> str:
    """Where nothing is done: the way goes on."""
    return path(f"M{left:.1f},{middle:.1f}H{right:.1f}", width=1.2, dash="3 4", look="line-muted", stroke=svg.MUTED)


def electronic(points: Sequence[tuple[float, float]]) -> str:
    """Information sent electronically: a thin arrow with a flash in its longest part."""
    lengths = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(points)]
    longest = lengths.index(max(lengths))
    d = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for number, (start, end) in enumerate(pairwise(points)):
        if number == longest:
            d += _flash(start, end)
        d += f"L{end[0]:.1f},{end[1]:.1f}"
    return path(d, width=1.3) + arrow_head(points[-2], points[-1])


def _flash(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A flash on the middle of a line, which goes on in the same direction behind it."""
    far = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    across, down, half = (end[0] - start[0]) / far, (end[1] - start[1]) / far, min(12.0, far / 4)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    corners = ((-half, 0.0), (half * 0.7, -6.0), (-half * 0.7, 6.0), (half, 0.0))
    return "".join(
        f"L{middle[0] + across * along - down * aside:.1f},{middle[1] + down * along + across * aside:.1f}" for along, aside in corners
    )


def arrow_head(before: tuple[float, float], tip: tuple[float, float], long: float = 8.0) -> str:
    """A filled head at the end of a line."""
    far = math.hypot(tip[0] - before[0], tip[1] - before[1]) or 1.0
    across, down = (tip[0] - before[0]) / far * long, (tip[1] - before[1]) / far * long
    return solid(
        [
            tip,
            (tip[0] - across - down * 0.45, tip[1] - down + across * 0.45),
            (tip[0] - across + down * 0.45, tip[1] - down - across * 0.45),
        ]
    )


def shipment(start: tuple[float, float], across: float, top: float) -> str:
    """What is finished goes to the customer: a broad open arrow, to the right and then up to `top`."""
    half, head = 5.0, 12.0
    left, middle = start
    d = (
        f"M{left:.1f},{middle - half:.1f}H{across - half:.1f}V{top + head:.1f}H{across - 2.2 * half:.1f}L{across:.1f},{top:.1f}"
        f"L{across + 2.2 * half:.1f},{top + head:.1f}H{across + half:.1f}V{middle + half:.1f}H{left:.1f}Z"
    )
    return path(d, width=1.2, look="end", fill=svg.PAPER)


def burst(middle: float, centre: float, width: float, height: float) -> str:
    """A kaizen burst: here improvement pays."""
    points = []
    for number in range(28):
        reach = 1.0 if number % 2 == 0 else 0.8
        turn = math.pi * number / 14 - math.pi / 2
        points.append((middle + reach * width / 2 * math.cos(turn), centre + reach * height / 2 * math.sin(turn)))
    return svg.element("polygon", points=_points(points), fill=BURST, stroke="#a3690a", stroke_width=1.4, stroke_linejoin="round",
                       class_="vsm-burst")  # fmt: skip


def operator(left: float, middle: float) -> str:
    """People at a step, seen from above: a head between two arms."""
    return path(f"M{left:.1f},{middle - 3:.1f}a7,7 0 0 0 14,0", width=1.5) + svg.element(
        "circle", cx=left + 7, cy=middle - 2, r=3.6, fill=svg.PAPER, stroke=svg.INK, stroke_width=1.4, class_="end"
    )


def pause_sign(left: float, top: float) -> str:
    """Two bars: the clock stands still."""
    return "".join(svg.element("rect", x=left + 6 * number, y=top, width=3.6, height=11, fill=svg.INK, class_="solid") for number in (0, 1))


def again(left: float, right: float, top: float, height: float) -> str:
    """Done again: a loop from the end of a box back to its begin."""
    d = f"M{right:.1f},{top + height:.1f}V{top + 6:.1f}a6,6 0 0 0 -6,-6H{left + 6:.1f}a6,6 0 0 0 -6,6V{top + height - 2:.1f}"
    return path(d, width=1.3, dash="4 3") + arrow_head((left, top), (left, top + height))


def continuation(middle: float, centre: float, letter: str) -> str:
    """Where a row ends and the next goes on: the same letter in a circle."""
    ring = svg.element("circle", cx=middle, cy=centre, r=10, fill=svg.PAPER, stroke=svg.INK, stroke_width=1.4, class_="end")
    return ring + line_of(letter, middle, centre + 4, anchor="middle", bold=True)


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
