"""What a redesign does to an indicator, in one word: improved, worse, no clear change.

A change is clear when its 95 % interval (runs and calibration) does not hold zero. Whether a clear change is an improvement
follows from the indicator's direction; one without a direction has only changed.
"""

from __future__ import annotations

import math
from typing import Literal

from svcflow.redesign.results import ComparedIndicator, Comparison, Effect, ScenarioEffects

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


def key_indicators(comparison: Comparison) -> tuple[ComparedIndicator, ...]:
    """The indicators worth a drawing: the key ones that were compared, else the first six."""
    known = {indicator.name: indicator for indicator in comparison.indicators}
    return tuple(known[name] for name in KEY if name in known) or comparison.indicators[:6]


def headline(scenario: ScenarioEffects, comparison: Comparison) -> Effect | None:
    """The effect that stands for the scenario in a sentence."""
    effects = {effect.indicator: effect for effect in scenario.values if is_defined(effect)}
    return next((effects[key.name] for key in key_indicators(comparison) if key.name in effects), None)
