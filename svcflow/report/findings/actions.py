"""What to do about a bottleneck: the redesigns that were really simulated, and what they would save.

A redesign is advice for a bottleneck if its changes name the bottleneck's step or team, or, for the first bottleneck, if it acts on the
whole service. Of several the one that shortens the mean lead time most is told, and only if its 95 % interval leaves zero out; where
redesigns were tried and none does, that is said.
"""

from __future__ import annotations

from collections.abc import Collection

from svcflow.redesign.results import ComparedIndicator, Comparison, Effect, ScenarioEffects
from svcflow.report.effects import is_defined, is_notable, verdict
from svcflow.report.findings.evidence import Evidence
from svcflow.report.findings.finding import Action, Changed, NothingClear, Redesign, Tried


class Advice:
    """The redesigns of a comparison with their effects on the mean lead time."""

    def __init__(self, evidence: Evidence) -> None:
        self._grade = evidence.grade
        self._comparison = evidence.comparison
        compared = self._comparison.scenarios if self._comparison is not None else ()
        self._tried = max(len(compared), evidence.tried or 0)
        pairs = ((scenario, lead_time_effect(scenario)) for scenario in compared)
        self._known = [(scenario, effect) for scenario, effect in pairs if effect is not None]

    def on(self, step: str, team: str | None, *, first: bool = False, besides: Collection[str] = ()) -> Action | None:
        """What to do about the waiting before a step, `besides` what was told; of the first also what acts on all, or that none helps."""
        meant = [pair for pair in self._known if pair[0].name not in besides and _is_meant(pair[0], step, team, first)]
        clear = [(scenario, effect) for scenario, effect in meant if effect.high < 0]
        if clear and self._comparison is not None:
            scenario, effect = min(clear, key=lambda pair: pair[1].difference)
            half = (effect.high - effect.low) / 2
            worse = tuple(each for each in notable_changes(scenario, self._comparison, besides=effect) if each.verdict == "worse")
            return Tried(Redesign(scenario.name, scenario.proposal), -effect.difference, half, effect.baseline, self._grade, worse)
        helps = any(effect.high < 0 for _, effect in self._known)
        return NothingClear(self._tried) if first and self._tried and not helps else None


def lead_time_effect(scenario: ScenarioEffects) -> Effect | None:
    """The effect on the mean lead time, where every run tells it."""
    found = next((each for each in scenario.values if each.indicator == "lead_time_mean"), None)
    return found if found is not None and is_defined(found) else None


NO_PRICE = ("flow_efficiency",)
"""A ratio of two others falls too where there is less work to do: nobody pays for that."""


def notable_changes(scenario: ScenarioEffects, comparison: Comparison, *, besides: Effect) -> list[Changed]:
    """What else the redesign does that anybody would notice."""
    known = {indicator.name: indicator for indicator in comparison.indicators}
    others = ((effect, known[effect.indicator]) for effect in scenario.values if effect is not besides)
    return [changed(*pair) for pair in others if pair[0].indicator not in NO_PRICE and is_defined(pair[0]) and is_notable(*pair)]


def changed(effect: Effect, indicator: ComparedIndicator) -> Changed:
    """An effect as a finding tells it."""
    return Changed(indicator.name, indicator.title, indicator.unit, verdict(effect, indicator), effect.difference, effect.low, effect.high)


def _is_meant(scenario: ScenarioEffects, step: str, team: str | None, first: bool) -> bool:
    return step in scenario.touches or (team is not None and team in scenario.touches) or (first and not scenario.touches)
