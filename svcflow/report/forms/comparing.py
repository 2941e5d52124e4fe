"""How far a model is from what was recorded, as a figure of its own: what is compared, the drawing, three figures and a word for each."""

from __future__ import annotations

from collections.abc import Sequence

from svcflow.language import tell
from svcflow.report import svg
from svcflow.report.effect_charts import INKS, DistanceRow
from svcflow.report.forms.flattening import flatten
from svcflow.report.forms.plates import ROOM, TEXT, Body

NAME, DRAWING, NUMBER = 250.0, 200.0, 96.0
"""widths of the columns; the rest is for the words [px]"""
HEAD, HIGH, SMALL = 30.0, 52.0, 11.0


def distances_body(rows: Sequence[DistanceRow]) -> Body:
    """A line for each distance, the heads above."""
    ends = [NAME + DRAWING + NUMBER * (number + 1) for number in range(3)]
    words = ends[-1] + 20
    parts = [
        _cell(head, end, 14, "end", svg.MUTED)
        for head, end in zip((tell("Model"), tell("Past repeated"), tell("Chance")), ends, strict=True)
    ]
    parts += [_cell(tell("What is compared"), 0, 14, "start", svg.MUTED), _cell(tell("In words"), words, 14, "start", svg.MUTED)]
    parts.append(svg.element("line", x1=0, x2=ROOM, y1=HEAD - 7, y2=HEAD - 7, stroke=svg.RULE))
    for place, row in enumerate(rows):
        top = HEAD + HIGH * place
        parts.append(_cell(svg.wrapped(row.name, size=TEXT, width=NAME - 10, lines=1)[0], 0, top + 15, "start", svg.INK))
        parts += [
            svg.text(line, x=0, y=top + 29 + 13 * number, font_size=SMALL, fill=svg.MUTED)
            for number, line in enumerate(svg.wrapped(row.measures, size=SMALL, width=NAME - 10, lines=2))
        ]
        flat = flatten(row.drawing, DRAWING - 10)
        parts.append(svg.element("g", flat.parts, transform=f"translate({NAME:.0f},{top + 5:.2f})"))
        parts += [_cell(told, end, top + 20, "end", svg.INK) for told, end in zip((row.model, row.replay, row.floor), ends, strict=True)]
        reading = svg.wrapped(row.reading, size=TEXT, width=ROOM - words, lines=2)
        parts += [
            _cell(line, words, top + 20 + 16 * number - 8 * (len(reading) - 1), "start", INKS[row.tone])
            for number, line in enumerate(reading)
        ]
    return Body(tuple(parts), HEAD + HIGH * len(rows))


def _cell(told: str, across: float, down: float, anchor: str, colour: str) -> str:
    return svg.text(told, x=across, y=down, font_size=TEXT, text_anchor=anchor, fill=colour)
