"""What a redesign does to an indicator, in one word: improved, worse, no clear change.

A change is clear when its 95 % interval (runs and calibration) does not hold zero. Whether a clear change is an improvement
follows from the indicator's direction; one without a direction has only changed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from svcflow import units
from svcflow.redesign.results import ComparedIndicator, Comparison, Effect, ScenarioEffects
from svcflow.report.scale import Scale, scale_of

Verdict = Literal["improved", "worse", "changed", "unclear", "same"]
KEY = (
    "lead_time_mean",
    "waiting_time_mean",
    "lead_time_p90",
    "service_level",
    "throughput",
    "backlog_end",
    "cost_per_ticket",
    "staff_cost",
)
"""The indicators that are drawn, and the first of them that there is makes the headline."""


NOTHING = 1e-9
"""A difference of less than this share of the baseline is the rounding of sums."""


def is_defined(effect: Effect) -> bool:
    """Whether the runs could tell: an indicator can be undefined in some of them."""
    return all(math.isfinite(value) for value in (effect.baseline, effect.difference, effect.low, effect.high))


def verdict(effect: Effect, indicator: ComparedIndicator) -> Verdict:
    """What happened to the indicator.

    >>> from svcflow.redesign.results import ComparedIndicator, Effect
    >>> lead_time = ComparedIndicator("lead_time_mean", "Mean lead time", "h", "lower", "")
    >>> verdict(Effect("lead_time_mean", 50, 41, -9, -11, -7, -10, -8), lead_time)
    'improved'
    """
    largest = max(abs(effect.difference), abs(effect.low), abs(effect.high))
    if largest <= NOTHING * abs(effect.baseline):
        return "same"
    if effect.low <= 0 <= effect.high:
        return "unclear"
    if indicator.better == "none":
        return "changed"
    return "improved" if (effect.difference > 0) == (indicator.better == "higher") else "worse"


def is_notable(effect: Effect, indicator: ComparedIndicator) -> bool:
    """Whether anybody would notice: one per cent of today's figure, or half a point of a share."""
    least = 0.005 if indicator.unit == "share" else 0.01 * abs(effect.baseline)
    return abs(effect.difference) >= least


def effect_scale(known: Sequence[Effect]) -> Scale:
    """The unit for all that is told of one indicator: that of today's figure, or the next smaller where differences would be lost in it."""
    scale = scale_of(effect.baseline for effect in known)
    largest = max((abs(effect.difference) for effect in known), default=0.0)
    place = units.TIME_UNITS.index(scale.unit)
    return Scale(units.TIME_UNITS[place - 1]) if place and largest < 0.5 * scale.unit.hours else scale


def key_indicators(comparison: Comparison) -> tuple[ComparedIndicator, ...]:
    """The indicators worth a drawing: the key ones that were compared, else the first six."""
    known = {indicator.name: indicator for indicator in comparison.indicators}
    better = tuple(known[name] for name in KEY if name in known and known[name].better != "none")
    return better or comparison.indicators[:6]


def headline(scenario: ScenarioEffects, comparison: Comparison) -> Effect | None:
    """The effect that stands for the scenario in a sentence."""
    effects = {effect.indicator: effect for effect in scenario.values if is_defined(effect)}
    return next((effects[key.name] for key in key_indicators(comparison) if key.name in effects), None)
