"""Charts of the scorecard: the total month by month, and what each redesign makes of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from svcflow.language import tell, tell_many
from svcflow.redesign.results import ComparedIndicator, Comparison, Effect
from svcflow.report import svg
from svcflow.report.charts import FILLS, Chart
from svcflow.report.effect_charts import effect_chart
from svcflow.report.points import after, points
from svcflow.study.scoring import FEWEST_CASES, MonthScore

HIGH, TOP = 90.0, 18.0
LEFT, RIGHT = 0.09, 0.91
"""where the first and the last month stand"""
MOST_TOLD = 12
"""With more months than this only the first, the last and the extremes have their figures written."""


def month_chart(months: Sequence[MonthScore]) -> str:
    """The total of each month as a dot; hollow where too few tickets stand behind it to count in the trend."""
    known = [each for each in months if each.total is not None]
    totals = [each.total or 0.0 for each in known]
    low, high = _range(totals)
    across = [(LEFT + RIGHT) / 2 if len(known) == 1 else LEFT + (RIGHT - LEFT) * place / (len(known) - 1) for place in range(len(known))]
    down = [TOP + 14 + HIGH * (high - total) / (high - low) for total in totals]
    parts = [svg.element("line", x1=svg.percent(across[place]), x2=svg.percent(across[place + 1]), y1=down[place], y2=down[place + 1],
                         stroke=FILLS["processing"], stroke_width=2, class_="line-score") for place in range(len(known) - 1)]  # fmt: skip
    few = len(known) <= MOST_TOLD
    told = range(len(known)) if few else {0, len(known) - 1, totals.index(min(totals)), totals.index(max(totals))}
    every = max(1, math.ceil(len(known) / 6))
    for place, each in enumerate(known):
        parts += _month(each, across[place], down[place], place in told, place % every == 0)
    label = tell("The score month by month: {first} at first, {last} at last", first=points(totals[0]), last=points(totals[-1]))
    return svg.drawing(parts, label=label, width="100%", height=TOP + HIGH + 50)


def _range(totals: Sequence[float]) -> tuple[float, float]:
    """At least twenty points, so that chance does not look like a cliff."""
    middle, half = (max(totals) + min(totals)) / 2, max(10.0, 0.6 * (max(totals) - min(totals)))
    return middle - half, middle + half


def _month(each: MonthScore, across: float, down: float, told: bool, named: bool) -> list[str]:
    tickets = tell_many("{count} ticket", "{count} tickets", each.cases)
    words = tell("{month}: {points} points, {tickets}", month=each.month, points=points(each.total), tickets=tickets)
    hollow = each.cases < FEWEST_CASES
    look = "hollow tone-calm" if hollow else "fill-processing"
    fill = svg.PAPER if hollow else FILLS["processing"]
    parts = [svg.element("circle", svg.title(words), cx=svg.percent(across), cy=down, r=5, fill=fill,
                         stroke=svg.MUTED if hollow else None, stroke_width=2 if hollow else None, class_=look)]  # fmt: skip
    if told:
        parts.append(svg.text(points(each.total), x=svg.percent(across), y=down - 11, text_anchor="middle", font_size=12, font_weight=600,
                              fill=svg.INK, class_="ink"))  # fmt: skip
    if named:
        parts.append(svg.text(each.month, x=svg.percent(across), y=TOP + HIGH + 42, text_anchor="middle", font_size=11, fill=svg.MUTED,
                              class_="muted"))  # fmt: skip
    return parts


def redesign_chart(comparison: Comparison, today: float) -> Chart:
    """For each redesign the change of the score with its 95 % interval; beside it today's score and the one after."""
    score = ComparedIndicator("score", "Score", "points", "higher", "")
    effects = [
        (each.title, Effect("score", today, today + each.score.value, each.score.value, each.score.low, each.score.high, each.score.low,
                            each.score.high))
        for each in comparison.scenarios if each.score is not None
    ]  # fmt: skip
    chart = effect_chart(score, effects)
    rows = (
        replace(row, figure=after(today, effect.difference, effect.low, effect.high))
        for row, (_, effect) in zip(chart.rows, effects, strict=True)
    )
    return replace(chart, rows=tuple(rows))
