"""Redesigns side by side: what each changes, by how much, and how sure that is.

Every redesign runs beside the baseline with the same random numbers, so that a difference is the redesign's and not chance's; the
intervals are those of `svcflow.redesign.uncertainty`. More runs narrow the interval of the runs; what the calibration does not know stays.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

import numpy as np

from svcflow.indicators.registry import beyond_every_run, title_of, unit_of
from svcflow.indicators.setting import Setting, setting_of
from svcflow.model import refit
from svcflow.model.document import ServiceModel
from svcflow.progress import Progress, silent
from svcflow.redesign.best import Best, Wanted, best_of
from svcflow.redesign.interplay import apart, interplay_of
from svcflow.redesign.money import Returns, money_notes, returns_of
from svcflow.redesign.precision import Precision, precision_of
from svcflow.redesign.refusals import check_effort, check_known, check_names, check_told
from svcflow.redesign.remarks import note_of_runs_alone, notes_on_many, notes_on_runs
from svcflow.redesign.results import ComparedIndicator, Comparison, Effect, ScenarioEffects
from svcflow.redesign.runs import Plan, Runs, shared
from svcflow.redesign.scenario import Scenario, apply, assumptions, redesigned_refits, with_equal_refits
from svcflow.redesign.score_change import Rule, score_change
from svcflow.redesign.touching import touched
from svcflow.redesign.uncertainty import Floats, half_width, run_half_width, to_scale
from svcflow.redesign.warming import after_warmup
from svcflow.simulation import Jobs

REPLICATIONS = 20
MOST_REPLICATIONS = 200
OF_EACH_REFIT = 2
EQUAL_REFITS = 8
"""of a model without refits, where a redesign has ranges"""
WORTH_PROCESSES = 20_000
"""simulated tickets"""


def compare(
    model: ServiceModel,
    scenarios: Sequence[Scenario],
    *,
    replications: int | None = None,
    precision: float | None = None,
    chosen: Sequence[str] = ("lead_time_mean",),
    most: int | None = None,
    together: bool = False,
    best: Wanted | None = None,
    separately: bool = False,
    score: Rule | None = None,
    also: Sequence[str] = (),
    cases: int | None = None,
    start: datetime | None = None,
    warm: bool = False,
    warmup_cases: int | Literal["auto"] = 0,
    setting: Setting | None = None,
    seed: int = 1,
    jobs: Jobs = None,
    progress: Progress = silent,
) -> Comparison:
    """Estimate the effect of each redesign on every indicator.

    Parameters
    ----------
    model : ServiceModel
        The baseline, with its refits and its validation where it has them.
    scenarios : sequence of Scenario
        Each with a name of its own.
    replications : int, optional
        Paired runs of each redesign, at least 2; 20 by default.
    precision : float, optional
        Runs are added, as many as there are, until the half-width of the run interval of the difference is at most this share
        of the baseline for every chosen indicator, or `most` have been made.
    chosen : sequence of str
        Indicators that matter: `precision` and `together` are asked of them, `best` of the first. Any of the catalogue that is told
        of the process; what every run tells is compared anyway.
    most : int, optional
        Runs of each model that are made at most for `precision` and `best`; 200 by default.
    together : bool
        The intervals of the chosen indicators of all redesigns hold at once with 95 %, not each by itself.
    best : Wanted, optional
        Also name the best of the redesigns and today, as surely as is said there (`svcflow.redesign.best`).
    separately : bool
        Also run each change of a redesign alone, and say what they do together beyond their sum (`svcflow.redesign.interplay`).
    score : callable, optional
        Changes by indicator -> the change of a score (`svcflow.redesign.score_change`), which each redesign is then told to move.
    also : sequence of str
        Indicators beyond those of every run that each run is to tell besides, where it can.
    cases : int, optional
        Arrivals of the baseline in a run (default: the model's); a redesign runs over the same period.
    start : datetime, optional
        When arrivals begin, on an empty system unless `warm` (default: the model's).
    warm : bool
        Begin with the tickets that are open at the model's start; not with `start` or `warmup_cases`.
    warmup_cases : int or "auto"
        Arrivals that come before and are not counted; "auto" finds how many (`svcflow.redesign.warming`).
    setting : Setting, optional
        What the chosen indicators need to know besides the model: expenses, levels by priority, factors … (the model's rates, service level
        and currency go before its own). Answers of customers are about tickets that were, and play no part.
    seed : int
        Of all random numbers.
    jobs : int or Cluster, optional
        Processes at once; by default as many as there are cores. Or a cluster (`svcflow.simulation.join_cluster`).
    progress : Progress

    Returns
    -------
    Comparison

    Raises
    ------
    ScenarioError
        Two redesigns of one name, or one that does not fit the model.
    InputError
        Fewer than two replications, no case, a precision that is none, an indicator that the runs do not tell, a warm start that is
        not possible.
    """
    check_names(scenarios)
    check_known(chosen)
    check_effort(chosen, replications, most, precision, cases, best)
    count = replications or REPLICATIONS
    limit = max(count, most or MOST_REPLICATIONS)
    if (bare := len(model.refits) < 2) and any(scenario.ranges for scenario in scenarios):
        model = with_equal_refits(model, EQUAL_REFITS)
    baseline = Runs(model, tuple(refit(model, number) for number in range(len(model.refits))))
    redesigns = [Runs(apply(model, scenario), redesigned_refits(model, scenario)) for scenario in scenarios]
    parts = [[Runs(apply(model, each)) for each in apart(scenario)] if separately else [] for scenario in scenarios]
    everything = [baseline, *redesigns]
    runs = len(everything) * (count + OF_EACH_REFIT * len(model.refits))
    processes, told = jobs or _processes(runs * (cases or model.cases)), _Told(progress, runs)
    wider = beyond_every_run((*chosen, *also))
    plan = Plan(cases or model.cases, start, seed, 0, processes, model.arrivals.per_week, warm, wider, setting)
    plan, begun = after_warmup(plan, warmup_cases, [each.model for each in everything], count, told)
    wish = precision_of(chosen, precision, len(scenarios), together)
    _add_runs(everything, wish, count, limit, plan, told)
    _add_parts(parts, len(baseline.values), plan, told)
    worth = [_worth(model, scenario, baseline, redesign) for scenario, redesign in zip(scenarios, redesigns, strict=True)]
    notes = [*begun, *notes_on_runs(model, scenarios, everything, wish), *notes_on_many(len(scenarios), wish.chosen, together)]
    return Comparison(
        indicators=_indicators(everything, setting),
        scenarios=tuple(
            _scenario_effects(model, scenario, baseline, redesign, some, returns, wish, score)
            for scenario, redesign, some, returns in zip(scenarios, redesigns, parts, worth, strict=True)
        ),
        replications=len(baseline.values),
        cases=plan.cases,
        seed=seed,
        validation=model.validation,
        notes=(*notes, *([note_of_runs_alone(model)] if bare else ()), *_money_notes(model, scenarios, worth)),
        chosen=wish.chosen,
        unreached=wish.missed(baseline, redesigns),
        together=together,
        warmup_cases=plan.warmup_cases,
        best=None if best is None else _best(best, chosen[0], scenarios, everything, (count, limit), plan, told),
    )


def _money_notes(model: ServiceModel, scenarios: Sequence[Scenario], worth: Sequence[Returns | None]) -> tuple[str, ...]:
    """What is remarked on the redesigns' money, each thing once."""
    pairs = zip(scenarios, worth, strict=True)
    return tuple(dict.fromkeys(note for each, found in pairs for note in money_notes(each.name, each.money, found, model)))


def _add_runs(everything: Sequence[Runs], wish: Precision, first: int, most: int, plan: Plan, told: _Told) -> None:
    """So many runs of everything, twice as many until the intervals are as narrow as they shall be, and those of the refits."""
    for each in everything:
        each.add(first, plan, told)
    check_told(wish.chosen, everything)
    baseline, *redesigns = everything
    while len(baseline.values) < most and wish.missed(baseline, redesigns):
        more = min(len(baseline.values), most - len(baseline.values))
        told.total += more * len(everything)
        for each in everything:
            each.add(more, plan, told)
    for each in everything:
        each.add_refits(OF_EACH_REFIT, plan, told)


def _add_parts(parts: Sequence[Sequence[Runs]], count: int, plan: Plan, told: _Told) -> None:
    """As many runs of each change alone."""
    alone = [each for some in parts for each in some]
    told.total += len(alone) * count
    for each in alone:
        each.add(count, plan, told)


def _best(
    wanted: Wanted,
    indicator: str,
    scenarios: Sequence[Scenario],
    everything: Sequence[Runs],
    counts: tuple[int, int],
    plan: Plan,
    told: _Told,
) -> Best:
    """The best of all, with more runs of those between which it is not clear yet; `counts`: the first runs, and the most."""

    def more(runs: Runs, count: int) -> None:
        told.total += count
        runs.add(count, plan, told)

    return best_of(indicator, wanted, [scenario.name for scenario in scenarios], everything, counts, more)


def _scenario_effects(
    model: ServiceModel,
    scenario: Scenario,
    baseline: Runs,
    redesign: Runs,
    parts: list[Runs],
    returns: Returns | None,
    wish: Precision,
    score: Rule | None,
) -> ScenarioEffects:
    names = shared([*baseline.values, *redesign.values, *(values for each in parts for values in each.values)])
    return ScenarioEffects(
        name=scenario.name,
        why=scenario.why,
        assumptions=assumptions(model, scenario),
        values=tuple(_effects(baseline, redesign, wish)),
        money=returns,
        apart=tuple(change.kind for change in scenario.changes) if parts else (),
        interplay=interplay_of(baseline, redesign, parts, names) if parts else (),
        touches=touched(model, scenario),
        proposal=scenario.proposal,
        score=score_change(score, baseline, redesign) if score else None,
    )


def _worth(model: ServiceModel, scenario: Scenario, baseline: Runs, redesign: Runs) -> Returns | None:
    """What the redesign is worth; its costs where they are ranges are drawn with the refits."""
    many = len(redesign.refitted)
    return returns_of(baseline, redesign, scenario.money, lambda number: scenario.drawn(number, many).money, model.currency)


class _Told:
    """Progress over several calls of the simulator, each of which counts from 0."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total, self.before, self.last = progress, total, 0, 0

    def __call__(self, what: str, done: int, total: int) -> None:
        if done < self.last:
            self.before += self.last
        self.last = done
        self.progress(what, self.before + done, self.total)


def _processes(arrivals: int) -> int | None:
    """All cores where the whole comparison is worth starting processes for, however short each of its parts; else as the simulator says."""
    return os.cpu_count() if arrivals >= WORTH_PROCESSES else None


def _indicators(everything: list[Runs], given: Setting | None) -> tuple[ComparedIndicator, ...]:
    """All that some redesign can be compared in, the teams of all of them included."""
    base, *others = everything
    setting = setting_of(base.model, given)
    names = dict.fromkeys(name for runs in others or [base] for name in shared([*base.values, *runs.values]))
    entries = [(name, *title_of(name)) for name in names]
    return tuple(ComparedIndicator(name, title, unit_of(entry, setting), entry.better, entry.formula) for name, entry, title in entries)


def _effects(baseline: Runs, redesign: Runs, wish: Precision) -> Iterator[Effect]:
    for name in shared([*baseline.values, *redesign.values]):
        before, after = baseline.of(name), redesign.of(name)
        differences = after - before
        middle = float(differences.mean())
        level = wish.level(name)
        half, run_half = half_width(differences, _refitted(baseline, redesign, name), level), run_half_width(differences, level)
        yield Effect(
            name, float(before.mean()), float(after.mean()), middle,
            middle - half, middle + half, middle - run_half, middle + run_half, level,
        )  # fmt: skip


def _refitted(baseline: Runs, redesign: Runs, name: str) -> Floats:
    """Differences of the refits that have the indicator on both sides, to the scale of the model's own baseline."""
    before, after = baseline.of_refits(name), redesign.of_refits(name)
    if not len(before):
        return before
    known = np.isfinite(after - before).all(axis=1)
    return to_scale((after - before)[known], before[known], float(baseline.of(name).mean()))
