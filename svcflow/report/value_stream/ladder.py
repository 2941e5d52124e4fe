"""The ladder below the boxes, and the box of totals at its end.

Upper level: how long the mean ticket waits before the step. Lower level: how long it is worked on in it. Not to scale.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from svcflow import units
from svcflow.language import tell
from svcflow.redesign.results import Effect
from svcflow.report import svg, words
from svcflow.report.value_stream import symbols
from svcflow.report.value_stream.comparing import LEAST_RATIO, Total
from svcflow.report.value_stream.facts import Figure, MapFacts, Name
from svcflow.report.value_stream.slots import LEFT, Slots
from svcflow.report.value_stream.telling import figure_text, label
from svcflow.report.value_stream.views import View

STEP = 30.0
LINE = 13.0
CELL = 128.0
PAD = 10.0
NOTHING = 0.001
"""a difference of less than this share of the figure is none"""


@dataclass(frozen=True, slots=True)
class _Told:
    waiting: list[tuple[str, str]]
    work: list[tuple[str, str]]


def draw_ladder(slots: Slots, views: Sequence[View | None], top: float, last: bool) -> tuple[list[str], float]:
    """The ladder of one row of slots (None: no step there), and its height [px]; the `last` row's line runs out at the lower level."""
    sizes = slots.sizes
    told = [_rung(view, sizes.gap) if view else _Told([], []) for view in views]
    above = LINE * max((len(each.waiting) for each in told), default=1) + 4
    high, low = top + above, top + above + STEP
    d, parts = f"M{LEFT:.1f},{high:.1f}", []
    for place, each in enumerate(told):
        left = slots.left(place)
        d += f"H{left:.1f}V{low:.1f}H{left + sizes.box:.1f}" + (f"V{high:.1f}" if place < len(told) - 1 or not last else "")
        for number, (line, look) in enumerate(reversed(each.waiting)):
            middle = left - sizes.gap / 2
            parts.append(_figure(line, middle, high - 6 - LINE * number, look))
        for number, (line, look) in enumerate(each.work):
            parts.append(_figure(line, left + sizes.box / 2, low - 6 - LINE * (len(each.work) - 1 - number), look))
    return [symbols.path(d, width=2.0), *parts], above + STEP + 8


def _figure(line: str, across: float, down: float, look: str) -> str:
    return symbols.line_of(line, across, down, anchor="middle", look=look, bold=look != symbols.MUTED)


def _rung(view: View, gap: float) -> _Told:
    rung, old = view.step.rung, view.old.rung if view.old else None
    waiting = _lines(rung.waiting_h, old.waiting_h if old else None, view, symbols.WAIT, gap - 2)
    work = _lines(rung.processing_h, old.processing_h if old else None, view, symbols.WORK, 1e9)
    if rung.paused_h > 0:
        work.append((f"‖ {units.duration(rung.paused_h)}", symbols.MUTED))
    return _Told(waiting, work)


def _lines(hours: float, old: float | None, view: View, look: str, room: float) -> list[tuple[str, str]]:
    mark = "" if view.bare else words.MARKS[view.step.waiting.basis]
    told = units.duration(hours)
    lines = [(told, look)]
    if mark and hours > 0:
        both = f"{told} {tell(mark)}"
        fits = svg.text_width(both, symbols.TEXT, bold=True) <= room
        lines = [(both, look)] if fits else [(told, look), (tell(mark), symbols.MUTED)]
    if old is not None and abs(hours - old) >= max(LEAST_RATIO * max(hours, old), view.least_h):
        was = tell("was {value}", value=units.duration(old))
        lines = [*lines, (was, symbols.MUTED)] if room < 1e6 else [(f"{told} ({was})", look)]
    return lines


@dataclass(frozen=True, slots=True)
class Cell:
    """A total: its name, its figure, and smaller lines below it (text, look)."""

    head: str
    figure: str
    below: tuple[tuple[str, str], ...] = ()


def total_cells(facts: MapFacts) -> list[Cell]:
    """The totals of one map."""
    cells = [_cell(facts, "lead_time", _below("lead_time_median", facts))]
    parts: tuple[tuple[Name, str], ...] = (("waiting", "waiting_h"), ("processing", "processing_h"))
    for name, field in parts:
        on, beside = getattr(facts.on_path, field), getattr(facts.beside, field)
        split = (
            [tell("{hours} on the path", hours=units.duration(on)), tell("{hours} beside it", hours=units.duration(beside))]
            if beside
            else []
        )
        cells.append(_cell(facts, name, split))
    cells.append(_cell(facts, "paused", []))
    cells.append(_cell(facts, "flow_efficiency", _below("activity_ratio", facts)))
    cells += [_cell(facts, name, []) for name in ("value_added", "rolled_accurate")]
    return [cell for cell in cells if cell is not None]


def _cell(facts: MapFacts, name: Name, below: list[str]) -> Cell | None:
    found = facts.total(name)
    return None if found is None else Cell(label(name), figure_text(found), tuple((line, symbols.MUTED) for line in below))


def _below(name: Name, facts: MapFacts) -> list[str]:
    found = facts.total(name)
    return [] if found is None else [tell("{figure}: {value}", figure=label(name), value=figure_text(found, bare=True))]


def change_cells(totals: Sequence[Total]) -> list[Cell]:
    """The totals of two maps, old → new, with the difference and, where it is known, its interval."""
    return [_change_cell(total) for total in totals if total.now or total.then]


def _change_cell(total: Total) -> Cell:
    told = f"{figure_text(total.now, bare=True)} → {figure_text(total.then, bare=True)}"
    look = symbols.MUTED if total.better is None else symbols.GOOD if total.better else symbols.BAD
    below: list[tuple[str, str]] = []
    if total.difference is not None and total.now is not None:
        below = _compared(total.effect, total.difference, total.now, look) if total.effect else []
        below = below or [(_difference(total.difference, total.now), look)]
    return Cell(label(total.name), told, tuple(below))


def _difference(difference: float, like: Figure, unit: units.Unit | None = None) -> str:
    if abs(difference) < NOTHING * abs(like.value):
        return tell("as today")
    return units.change(difference, like.unit, like=unit)


def _compared(effect: Effect, difference: float, like: Figure, look: str) -> list[tuple[str, str]]:
    """What many runs say, then what the run that is drawn says; nothing where all of them say that nothing changes."""
    bounds = (effect.difference, effect.low, effect.high)
    if not all(map(math.isfinite, bounds)) or max(map(abs, bounds)) < NOTHING * abs(like.value):
        return []
    unit = units.unit_for(effect.difference)
    mean, low, high = (units.change(each, like.unit, like=unit) for each in bounds)
    return [
        (tell("{difference} over many runs", difference=mean), look),
        (tell("95 %: {low} to {high}", low=low, high=high), symbols.MUTED),
        (tell("in this run: {difference}", difference=_difference(difference, like, unit)), symbols.MUTED),
    ]


def draw_totals(cells: Sequence[Cell], left: float, top: float, width: float) -> tuple[list[str], float]:
    """The box of totals, in as many rows as it takes, and its height [px]."""
    wanted = max(CELL, *(_width(cell) + 2 * PAD for cell in cells))
    columns = max(1, min(len(cells), int(width // wanted)))
    rows = -(-len(cells) // columns)
    columns = -(-len(cells) // rows)
    each = min(width / columns, wanted * 1.35)
    parts, down = [], top
    for row in range(rows):
        mine = cells[row * columns : (row + 1) * columns]
        high = 44 + 14.0 * max(len(cell.below) for cell in mine)
        for number, cell in enumerate(mine):
            parts += _draw_cell(cell, left + each * number, down, each, high)
        down += high
    return parts, down - top


def _width(cell: Cell) -> float:
    return max(
        svg.text_width(cell.figure, 15, bold=True), svg.text_width(cell.head, symbols.TEXT),
        *(svg.text_width(line, symbols.SMALL, bold=look != symbols.MUTED) for line, look in cell.below), 0.0,
    )  # fmt: skip


def _draw_cell(cell: Cell, left: float, top: float, width: float, height: float) -> list[str]:
    parts = [symbols.box(left, top, width, height)]
    parts.append(symbols.line_of(cell.head, left + PAD, top + 16, look=symbols.MUTED))
    parts.append(symbols.line_of(cell.figure, left + PAD, top + 35, size=15, bold=True))
    for number, (line, look) in enumerate(cell.below):
        parts.append(symbols.line_of(line, left + PAD, top + 50 + 14 * number, size=symbols.SMALL, look=look, bold=look != symbols.MUTED))
    return parts
