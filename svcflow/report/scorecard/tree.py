"""The tree of a scorecard as rows: each dimension, and below it its indicators, with a bar for the score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from svcflow import units
from svcflow.language import tell
from svcflow.report import svg
from svcflow.report.charts import FILLS
from svcflow.report.points import bounds, grade_name, points
from svcflow.report.scorecard.wording import figure_cell, indicator_name, name_of
from svcflow.report.tables import Cell
from svcflow.scorecard import Scorecard, ScoredDimension, ScoredIndicator

FULL = 100.0
"""points of a target that is met"""


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A line of the tree. `dimension`: whether it stands for one, with the indicators below it."""

    dimension: bool
    name: str
    figure: Cell
    target: str
    drawing: str
    score: Cell
    weight: str
    adds: str


def tree_rows(card: Scorecard) -> tuple[TreeRow, ...]:
    """All rows, in the order of the scorecard; weights are those in the total, and what the rows add sums to it."""
    return tuple(_rows(card))


def _rows(card: Scorecard) -> Iterator[TreeRow]:
    every: list[ScoredDimension | ScoredIndicator] = [*card.dimensions, *card.indicators]
    longest = max((FULL, *(end for each in every for end in (each.score, each.high) if end is not None)))
    for dimension in card.dimensions:
        yield _row(dimension, name_of(dimension), Cell(""), "", longest)
        for each in dimension.indicators:
            target = "" if each.target is None else units.quantity(each.target, each.unit)
            yield _row(each, indicator_name(each), figure_cell(each), target, longest)


def _row(each: ScoredDimension | ScoredIndicator, name: str, figure: Cell, target: str, longest: float) -> TreeRow:
    grade = grade_name(each.grade) if isinstance(each, ScoredIndicator) and each.grade else ""
    below = " · ".join(part for part in (bounds(each.low, each.high), grade) if part)
    counted = each.score is not None
    return TreeRow(
        dimension=isinstance(each, ScoredDimension), name=name, figure=figure, target=target, drawing=score_bar(each, name, longest),
        score=Cell(points(each.score), below=below),
        weight=units.share(each.weight) if counted else units.NOTHING,
        adds=points(each.contribution) if counted else units.NOTHING,
    )  # fmt: skip


def score_bar(each: ScoredDimension | ScoredIndicator, name: str, longest: float = FULL) -> str:
    """A bar as long as the score, a line at 100 points, and the score's 95 % interval as a line across its end."""
    if each.score is None:
        return ""
    fill = "processing" if isinstance(each, ScoredDimension) else "unavailability"
    parts = [svg.element("rect", x=0, y=3, width=svg.percent(max(0.0, each.score) / longest), height=10, fill=FILLS[fill], rx=2,
                         class_=f"fill-{fill}")]  # fmt: skip
    full = svg.percent(0.995 * FULL / longest)
    parts.append(svg.element("line", x1=full, x2=full, y1=0, y2=16, stroke=svg.MUTED, stroke_width=1.5, stroke_dasharray="2 2",
                             class_="line-muted"))  # fmt: skip
    if each.low is not None and each.high is not None:
        ends = [svg.percent(min(max(value, 0.0), longest) / longest) for value in (each.low, each.high)]
        parts.append(svg.element("line", x1=ends[0], x2=ends[1], y1=8, y2=8, stroke=svg.INK, stroke_width=2, class_="line-ink"))
    label = tell("{indicator}: {points} points", indicator=name, points=points(each.score))
    return svg.drawing(parts, label=label, width="100%", height=16)
