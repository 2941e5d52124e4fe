"""Redesigns: scenarios as ServiceModel -> ServiceModel, and what each would change, by how much, how surely."""

from svcflow.redesign.best import Best, Wanted
from svcflow.redesign.changes import KINDS, Change
from svcflow.redesign.comparing import compare
from svcflow.redesign.results import ComparedIndicator, Comparison, Effect, ScenarioEffects
from svcflow.redesign.scenario import Scenario, apply, assumptions, read_scenario
from svcflow.redesign.sensitivity import Sensitivity, find_sensitivity

__all__ = [
    "KINDS", "Best", "Change", "ComparedIndicator", "Comparison", "Effect", "Scenario", "ScenarioEffects",
    "Sensitivity", "Wanted", "apply", "assumptions", "compare", "find_sensitivity", "read_scenario",
]  # fmt: skip
