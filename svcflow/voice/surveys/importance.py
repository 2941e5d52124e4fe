"""The importance-performance map: what matters to customers against how well it is done, in four fields.

            importance ▲  concentrate here │ keep up the good work
                       │  ─────────────────┼──────────────────────
                       │  low priority     │ possible overkill
                       └─────────────────────────► performance

Where the cross stands decides the verdict, and no place for it is the right one: the means of the attributes, their medians and the
middle of the scale are all in use and disagree about the paper's own data [1]. So all three are given, by name, and an attribute on
which they disagree is shown as such. A value on the line counts as above it. Importance is `stated` (a question "importance of …" for
each attribute) or `derived`: the correlation of the attribute with overall satisfaction.

References
----------
[1] J. A. Martilla, J. C. James, "Importance-performance analysis", Journal of Marketing 41 (1977), 77-79, doi:10.1177/002224297704100112
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from svcflow.eventlog.words.plain import plain
from svcflow.voice.surveys.items import correlation_figure
from svcflow.voice.surveys.reading import Question, Survey
from svcflow.voice.surveys.results import Crosshair, Figure, ImportanceMap, MapItem, Verdict
from svcflow.voice.surveys.scores import mean_figure
from svcflow.voice.surveys.words import item_of

FEWEST = 10


def map_importance(survey: Survey) -> ImportanceMap | None:
    """The map of a survey's items: by stated importance where each has such a question, else derived; None with fewer than two items."""
    stated = {item_of(question.column): question for question in survey.of_kind("importance")}
    pairs = [(item, stated[plain(item.column)]) for item in survey.items if plain(item.column) in stated]
    if len(pairs) >= 2:
        return place_items(
            [(item.column, _mean(survey, of), _mean(survey, item)) for item, of in pairs],
            middle=(0.5, 0.5),
            importance_is="stated",
        )
    overall = survey.overall
    if overall is None or len(survey.items) < 2:
        return None
    found = [(item.column, _derived(survey, item, overall), _mean(survey, item)) for item in survey.items]
    usable = [each for each in found if each[1].n >= FEWEST and math.isfinite(each[1].value)]
    return place_items(usable, middle=(0.5, 0.5), importance_is="derived") if len(usable) >= 2 else None


def place_items(
    items: Sequence[tuple[str, Figure, Figure]], *, middle: tuple[float, float], importance_is: Literal["stated", "derived"] = "stated"
) -> ImportanceMap:
    """Attributes (name, importance, performance) in their fields, under each crosshair; `middle` is that of the two scales."""
    importance = np.array([each.value for _, each, _ in items])
    performance = np.array([each.value for _, _, each in items])
    crosshairs: Mapping[Crosshair, tuple[float, float]] = {
        "means": (float(importance.mean()), float(performance.mean())),
        "medians": (float(np.median(importance)), float(np.median(performance))),
        "midpoint": middle,
    }
    placed = tuple(
        MapItem(name, matters, done, tuple((cross, _verdict(matters.value, done.value, *at)) for cross, at in crosshairs.items()))
        for name, matters, done in items
    )
    return ImportanceMap(placed, tuple((cross, *at) for cross, at in crosshairs.items()), importance_is)


def _verdict(importance: float, performance: float, importance_from: float, performance_from: float) -> Verdict:
    # Means of equal numbers differ in the last digit by the order in which they are added.
    matters, well = importance >= importance_from - 1e-9, performance >= performance_from - 1e-9
    if matters:
        return "keep" if well else "concentrate"
    return "overkill" if well else "low_priority"


def _mean(survey: Survey, question: Question) -> Figure:
    return mean_figure(survey.laid(question).drop_nulls())


def _derived(survey: Survey, item: Question, overall: Question) -> Figure:
    both = np.column_stack([survey.laid(item).to_numpy(), survey.laid(overall).to_numpy()])
    both = both[~np.isnan(both).any(axis=1)]
    return correlation_figure(both[:, 0], both[:, 1])
