"""What the redesigns do that were simulated: to the lead time, to what customers notice, and in money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from svcflow.redesign.money import Returns
from svcflow.redesign.results import Comparison, Effect, ScenarioEffects
from svcflow.report.effects import headline
from svcflow.report.findings.actions import changed, lead_time_effect, notable_changes
from svcflow.report.findings.evidence import Evidence
from svcflow.report.findings.finding import Changed, Finding, Grade, Redesign

NOTICED = ("lead_time_mean", "waiting_time_mean", "service_level", "error_rate", "first_time_right", "reopen_share")
"""What a customer notices of a redesign, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedesignEffect(Finding):
    """What a redesign does: to the indicator that stands for it, what else it clearly betters and worsens, and what it is worth."""

    kind: ClassVar[str] = "redesign"
    anchor: ClassVar[str] = "redesigns"
    redesign: Redesign
    effect: Changed
    better: tuple[Changed, ...]
    worse: tuple[Changed, ...]
    money: Returns | None
    grade: Grade | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BestRedesign(Finding):
    """Of several redesigns the one that shortens the mean lead time most.

    `certain`: whether a procedure that keeps its chance of error named it, or its interval lies beyond that of the `next` one.
    """

    kind: ClassVar[str] = "best_redesign"
    anchor: ClassVar[str] = "redesigns"
    of: int
    best: Redesign
    saving_h: float
    next: Redesign
    next_h: float
    certain: bool
    grade: Grade | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneHelps(Finding):
    """svcflow tried so many redesigns in the model, and none shortens the mean lead time."""

    kind: ClassVar[str] = "none_helps"
    anchor: ClassVar[str] = "redesigns"
    tried: int


def find_redesigns(evidence: Evidence) -> Iterator[Finding]:
    """What each redesign does, in the order in which they were compared; or that none of those that were tried helps."""
    comparison = evidence.comparison
    if comparison is None:
        if evidence.tried:
            yield NoneHelps(tried=evidence.tried, basis="simulated")
        return
    for scenario in comparison.scenarios:
        if (shown := headline(scenario, comparison)) is not None:
            yield _redesign(scenario, shown, comparison, evidence.grade)


def _redesign(scenario: ScenarioEffects, shown: Effect, comparison: Comparison, grade: Grade | None) -> RedesignEffect:
    others = notable_changes(scenario, comparison, besides=shown)
    known = {indicator.name: indicator for indicator in comparison.indicators}
    effect = changed(shown, known[shown.indicator])
    better = [each for each in others if each.verdict == "improved" and each.name in NOTICED]
    # Whoever waits less is served sooner: the one is not told beside the other.
    better = [each for each in better if not (each.name == "waiting_time_mean" and shown.indicator == "lead_time_mean")]
    return RedesignEffect(
        redesign=Redesign(scenario.name, scenario.proposal), effect=effect,
        better=tuple(sorted(better, key=lambda each: NOTICED.index(each.name))),
        worse=tuple(each for each in others if each.verdict == "worse") if effect.verdict != "worse" else (),
        money=scenario.money, grade=grade, basis="simulated",
    )  # fmt: skip


def find_best(evidence: Evidence) -> Iterator[Finding]:
    """Of two redesigns or more that clearly shorten the mean lead time, the one that does most."""
    comparison = evidence.comparison
    if comparison is None or len(comparison.scenarios) < 2:
        return
    clear = sorted((pair for scenario in comparison.scenarios if (pair := _shortens(scenario))), key=lambda pair: pair[1].difference)
    if len(clear) < 2:
        return
    (best, first), (after, second) = clear[:2]
    named = comparison.best is not None and comparison.best.indicator == "lead_time_mean" and comparison.best.certain
    certain = (named and comparison.best is not None and comparison.best.name == best.name) or first.high < second.low
    yield BestRedesign(
        of=len(comparison.scenarios), best=Redesign(best.name, best.proposal), saving_h=-first.difference,
        next=Redesign(after.name, after.proposal), next_h=-second.difference, grade=evidence.grade, certain=certain, basis="simulated",
    )  # fmt: skip


def _shortens(scenario: ScenarioEffects) -> tuple[ScenarioEffects, Effect] | None:
    """The redesign with its effect on the mean lead time, if it clearly shortens it."""
    effect = lead_time_effect(scenario)
    return (scenario, effect) if effect is not None and effect.high < 0 else None
