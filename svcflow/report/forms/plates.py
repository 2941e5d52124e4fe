"""A plate is a figure that can be taken out of the report: a title, what is drawn, a note, and a line that says what it rests on.

960 pixels wide (a slide is as wide at 72 dots to the inch) or, for maps, as wide as they are drawn; as high as it needs to be; on white.
Below the drawing stands a note in words, and below that the source: log, period, number of tickets, basis of the figures. SVG of
attributes alone, which PowerPoint, Word, LibreOffice, Inkscape and every browser draw alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from svcflow import units
from svcflow.language import current
from svcflow.report import svg
from svcflow.report.charts import FILLS, Chart, Row
from svcflow.report.effect_charts import INKS
from svcflow.report.forms.flattening import Flat, flatten

WIDTH, MARGIN = 960.0, 24.0
ROOM = WIDTH - 2 * MARGIN
"""what is left for the drawing [px]"""
LABEL, FIGURE, GAP = 190.0, 190.0, 14.0
"""the columns beside a chart's drawing, and between them [px]"""
FONTS = ("Segoe UI", "Noto Sans", "Helvetica Neue", "Arial", "Liberation Sans")
CHINESE = ("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "DejaVu Sans")
TITLE, TEXT, SMALL = 20.0, 13.0, 12.0
SAFE = 0.94
"""Which font there is, nobody knows: lines are broken as if there were less room."""
LINE = 1.35
"""the height of a line, in heights of its letters"""


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between title and note, drawn from its own top left corner; its height, and the width that it needs [px]."""

    parts: tuple[str, ...]
    height: float
    width: float = ROOM


def plate(title: str, body: Body, *, notes: Sequence[str], source: str) -> str:
    """The whole figure as an SVG document."""
    parts, down = [], MARGIN
    width = max(WIDTH, body.width + 2 * MARGIN)
    for line in svg.wrapped(title, size=TITLE, width=ROOM, lines=2, bold=True):
        parts.append(svg.text(line, x=MARGIN, y=down + TITLE * 0.85, font_size=TITLE, font_weight=600, fill=svg.INK))
        down += TITLE * LINE
    down += 12
    parts.append(svg.element("g", *body.parts, transform=f"translate({MARGIN:.0f},{down:.2f})"))
    down += body.height + 16
    for words, colour in (*((note, svg.INK) for note in notes if note), (source, svg.MUTED)):
        for line in svg.wrapped(words, size=SMALL, width=SAFE * ROOM, lines=6):
            parts.append(svg.text(line, x=MARGIN, y=down + SMALL * 0.85, font_size=SMALL, fill=colour))
            down += SMALL * LINE
        down += 4
    height = down + MARGIN - 8
    ground = svg.element("rect", width=width, height=height, fill=svg.PAPER)
    return svg.drawing(
        [svg.title(title), ground, *parts], label=title, view_box=f"0 0 {width:.0f} {height:.0f}", width=round(width), height=round(height),
        font_family=font_family(),
    )  # fmt: skip


def font_family() -> str:
    """Fonts of Windows, Apple and Linux: for a text in Chinese a Chinese one first, which has Latin letters as well."""
    names = (*CHINESE, *FONTS) if is_chinese() else (*FONTS, *CHINESE)
    return ", ".join([*(f"'{name}'" for name in names), "sans-serif"])


def is_chinese() -> bool:
    """Whether the language of the report is Chinese."""
    return current().startswith("zh")


def drawn(drawing: str, *, left: float = 0.0, beside: Sequence[str] = (), room: float = ROOM) -> Body:
    """A drawing as wide as there is room, or in the middle where it is smaller, with something beside it."""
    flat = flatten(drawing, room - left)
    return Body((*beside, _moved(flat, left + max(0.0, (room - left - flat.width) / 2), 0.0)), flat.height)


def mapped(drawing: str) -> Body:
    """A map at its own size, since what is written in it could not be read if it were smaller; in the middle where there is room."""
    flat = flatten(drawing, math.inf)
    room = max(ROOM, flat.width)
    return Body((_moved(flat, (room - flat.width) / 2, 0.0),), flat.height, room)


def charted(chart: Chart) -> Body:
    """A chart of lines: name, drawing, figure; above them the key to their colours."""
    parts, down = _key(chart.key)
    for row in chart.rows:
        drawn, high = _row(row, down)
        parts += drawn
        down += high
    return Body(tuple(parts), down)


def _row(row: Row, down: float) -> tuple[list[str], float]:
    flat = flatten(row.drawing, ROOM - LABEL - FIGURE - 2 * GAP)
    names = svg.wrapped(row.label, size=TEXT, width=LABEL, lines=2)
    figures = svg.wrapped(row.figure, size=TEXT, width=FIGURE, lines=2)
    high = max(flat.height, TEXT * LINE * max(len(names), len(figures))) + 8
    parts = _lines(names, 0.0, down + high / 2, "start", svg.INK)
    parts.append(_moved(flat, LABEL + GAP, down + (high - flat.height) / 2))
    parts += _lines(figures, ROOM, down + high / 2, "end", INKS.get(row.tone, svg.INK))
    return parts, high


def _key(key: Sequence[tuple[str, str]]) -> tuple[list[str], float]:
    parts, left, down = [], 0.0, 0.0
    for name, words in key:
        wide = 22 + svg.text_width(words, TEXT) + 16
        if left and left + wide > ROOM:
            left, down = 0.0, down + 20
        border = INKS["calm"] if name == "paused" else None
        parts.append(svg.element("rect", x=left, y=down + 2, width=13, height=13, rx=2, fill=FILLS[name], stroke=border))
        parts.append(svg.text(words, x=left + 19, y=down + 13, font_size=TEXT, fill=svg.INK))
        left += wide
    return parts, down + 28 if key else 0.0


def _lines(lines: Sequence[str], across: float, middle: float, anchor: str, colour: str) -> list[str]:
    """Lines of text around a height."""
    first = middle - TEXT * LINE * (len(lines) - 1) / 2 + TEXT * 0.35
    return [
        svg.text(line, x=across, y=first + TEXT * LINE * number, font_size=TEXT, text_anchor=anchor, fill=colour)
        for number, line in enumerate(lines)
    ]


def _moved(flat: Flat, across: float, down: float) -> str:
    return svg.element("g", flat.parts, transform=f"translate({across:.2f},{down:.2f})")


def week(drawing: str) -> Body:
    """A heat map of a week with the names of its days."""
    names = [svg.text(units.weekday(day), x=0, y=19 * day + 13, font_size=SMALL, fill=svg.MUTED) for day in range(7)]
    return drawn(drawing, left=44.0, beside=names)
