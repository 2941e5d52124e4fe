"""Redesigns side by side: what each changes, by how much, and how sure that is.

Every redesign runs beside the baseline with the same random numbers, so that a difference is the redesign's and not chance's; the
intervals are those of `svcflow.redesign.uncertainty`. More runs narrow the interval of the runs; what the calibration does not know stays.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from svcflow.errors import InputError, ScenarioError
from svcflow.indicators.computing import title_of, unit_of
from svcflow.indicators.setting import setting_of
from svcflow.model import refit
from svcflow.model.document import ServiceModel
from svcflow.progress import Progress, silent
from svcflow.redesign.interplay import apart, interplay_of
from svcflow.redesign.money import Returns, money_notes, returns_of
from svcflow.redesign.results import ComparedIndicator, Comparison, Effect, ScenarioEffects
from svcflow.redesign.runs import EARLY, LATE, Plan, Runs, Values
from svcflow.redesign.scenario import Scenario, apply, assumptions, redesigned_refits, with_equal_refits
from svcflow.redesign.uncertainty import Floats, half_width, run_half_width, to_scale
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
    precise: Sequence[str] = ("lead_time_mean",),
    separately: bool = False,
    cases: int | None = None,
    start: datetime | None = None,
    warmup_cases: int = 0,
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
        of the baseline for every indicator in `precise`, or 200 have been made. (Stopping so is slightly optimistic.)
    precise : sequence of str
        Indicators that `precision` is asked of; those that a run does not have are passed over.
    separately : bool
        Also run each change of a redesign alone, and say what they do together beyond their sum (`svcflow.redesign.interplay`).
    cases : int, optional
        Arrivals of the baseline in a run (default: the model's); a redesign runs over the same period.
    start : datetime, optional
        When arrivals begin, on an empty system (default: the model's).
    warmup_cases : int
        Arrivals that come before and are not counted.
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
        Fewer than two replications, no case, or a precision that is none.
    """
    _check(scenarios, replications, precision, cases)
    bare = len(model.refits) < 2
    if bare and any(scenario.ranges for scenario in scenarios):
        model = with_equal_refits(model, EQUAL_REFITS)
    count = replications or REPLICATIONS
    baseline = Runs(model, tuple(refit(model, number) for number in range(len(model.refits))))
    redesigns = [Runs(apply(model, scenario), redesigned_refits(model, scenario)) for scenario in scenarios]
    parts = [[Runs(apply(model, each)) for each in apart(scenario)] if separately else [] for scenario in scenarios]
    everything = [baseline, *redesigns]
    processes = jobs or _processes(len(everything) * (count + OF_EACH_REFIT * len(model.refits)) * (cases or model.cases))
    plan = Plan(cases or model.cases, start, seed, warmup_cases, processes, model.arrivals.per_week)
    told = _Told(progress, len(everything) * (count + OF_EACH_REFIT * len(model.refits)))
    for each in everything:
        each.add(count, plan, told)
    while precision is not None and len(baseline.values) < MOST_REPLICATIONS and _vague(baseline, redesigns, precise, precision):
        more = min(len(baseline.values), MOST_REPLICATIONS - len(baseline.values))
        told.total += more * len(everything)
        for each in everything:
            each.add(more, plan, told)
    for each in everything:
        each.add_refits(OF_EACH_REFIT, plan, told)
    alone = [each for some in parts for each in some]
    told.total += len(alone) * len(baseline.values)
    for each in alone:
        each.add(len(baseline.values), plan, told)
    worth = [_worth(model, scenario, baseline, redesign) for scenario, redesign in zip(scenarios, redesigns, strict=True)]
    notes = list(_notes(model, scenarios, everything, precise, precision)) + ([_of_runs_alone(model)] if bare else [])
    for scenario, found in zip(scenarios, worth, strict=True):
        notes += [note for note in money_notes(scenario.name, scenario.money, found, model) if note not in notes]
    return Comparison(
        indicators=_indicators(everything),
        scenarios=tuple(
            _scenario_effects(model, scenario, baseline, redesign, some, returns)
            for scenario, redesign, some, returns in zip(scenarios, redesigns, parts, worth, strict=True)
        ),
        replications=len(baseline.values),
        cases=plan.cases,
        seed=seed,
        validation=model.validation,
        notes=tuple(notes),
    )


def _scenario_effects(
    model: ServiceModel, scenario: Scenario, baseline: Runs, redesign: Runs, parts: list[Runs], returns: Returns | None
) -> ScenarioEffects:
    shared = _shared([*baseline.values, *redesign.values, *(values for each in parts for values in each.values)])
    return ScenarioEffects(
        name=scenario.name,
        why=scenario.why,
        assumptions=assumptions(model, scenario),
        values=tuple(_effects(baseline, redesign)),
        money=returns,
        apart=tuple(change.kind for change in scenario.changes) if parts else (),
        interplay=interplay_of(baseline, redesign, parts, shared) if parts else (),
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


def _check(scenarios: Sequence[Scenario], replications: int | None, precision: float | None, cases: int | None) -> None:
    if replications is not None and replications < 2:
        raise InputError(f"replications (={replications}) must be >= 2: one run says nothing about chance.")
    if precision is not None and not 0 < precision < 1:
        raise InputError(f"precision (={precision:g}) must be between 0 and 1.", remedy="0.05 is five percent of the baseline.")
    if cases is not None and cases < 1:
        raise InputError(f"cases (={cases}) must be >= 1.", remedy="Ask for as many tickets as come in some weeks.")
    names = [scenario.name for scenario in scenarios]
    for name in names:
        if names.count(name) > 1:
            files = [scenario.source for scenario in scenarios if scenario.name == name and scenario.source]
            problem = f'{names.count(name)} redesigns are called "{name}".'
            raise ScenarioError(problem, place=", ".join(files), remedy="Give each its own name.")


def _vague(baseline: Runs, redesigns: list[Runs], precise: Sequence[str], precision: float) -> list[str]:
    """Which of the indicators are not yet known as narrowly as asked."""
    found = []
    for name in precise:
        before = baseline.of(name)
        halves = [run_half_width(redesign.of(name) - before) for redesign in redesigns]
        if any(half > precision * abs(float(before.mean())) for half in halves if math.isfinite(half)):
            found.append(name)
    return found


def _shared(runs: Sequence[Values]) -> list[str]:
    """What every run has, in the order of the first."""
    return [name for name in runs[0] if name not in (EARLY, LATE) and all(name in run for run in runs)]


def _indicators(everything: list[Runs]) -> tuple[ComparedIndicator, ...]:
    """All that some redesign can be compared in, the teams of all of them included."""
    base, *others = everything
    setting = setting_of(base.model)
    names = dict.fromkeys(name for runs in others or [base] for name in _shared([*base.values, *runs.values]))
    entries = [(name, *title_of(name)) for name in names]
    return tuple(ComparedIndicator(name, title, unit_of(entry, setting), entry.better, entry.formula) for name, entry, title in entries)


def _effects(baseline: Runs, redesign: Runs) -> Iterator[Effect]:
    for name in _shared([*baseline.values, *redesign.values]):
        before, after = baseline.of(name), redesign.of(name)
        differences = after - before
        middle = float(differences.mean())
        half, run_half = half_width(differences, _refitted(baseline, redesign, name)), run_half_width(differences)
        yield Effect(
            name, float(before.mean()), float(after.mean()), middle,
            middle - half, middle + half, middle - run_half, middle + run_half,
        )  # fmt: skip


def _refitted(baseline: Runs, redesign: Runs, name: str) -> Floats:
    """Differences of the refits that have the indicator on both sides, to the scale of the model's own baseline."""
    before, after = baseline.of_refits(name), redesign.of_refits(name)
    if not len(before):
        return before
    known = np.isfinite(after - before).all(axis=1)
    return to_scale((after - before)[known], before[known], float(baseline.of(name).mean()))


def _notes(
    model: ServiceModel, scenarios: Sequence[Scenario], everything: list[Runs], precise: Sequence[str], precision: float | None
) -> Iterator[str]:
    if model.validation is None:
        yield "The model was not validated: nobody knows how far these estimates can be believed."
    elif model.validation.grade == "poor":
        yield f"The model did badly on tickets that it had not seen, so these estimates may be far off. {model.validation.verdict}"
    base, *redesigns = everything
    if precision is not None and (vague := _vague(base, redesigns, precise, precision)):
        wide = f"wider than {100 * precision:g} % of the baseline for {', '.join(vague)}"
        yield f"After {len(base.values)} runs the interval is still {wide}."
    for name, runs in zip(["The baseline", *(f'"{scenario.name}"' for scenario in scenarios)], everything, strict=True):
        if overloaded := _overloaded(runs):
            early, late = runs.of(EARLY).mean(), runs.of(LATE).mean()
            yield (
                f"{name} does not keep up with its demand ({overloaded}): {early:.0f} tickets are open on average early in a run and"
                f" {late:.0f} at its end, so times and backlog grow with the length of the run."
            )


def _of_runs_alone(model: ServiceModel) -> str:
    carried = "the randomness of the runs and the ranges of the redesigns" if model.refits else "the randomness of the runs alone"
    return f"The model has no refits, so the intervals carry {carried}, not the uncertainty of the calibration."


def _overloaded(runs: Runs) -> str:
    """The teams that are busy all the time while open tickets pile up from the second quarter of the runs to the last."""
    early, late = runs.of(EARLY), runs.of(LATE)
    growth = late - early
    if not np.isfinite(growth).all() or late.mean() < 1.5 * early.mean() or growth.mean() <= run_half_width(growth):
        return ""
    teams = [name for name in _shared(runs.values) if name.startswith("utilisation:") and runs.of(name).mean() > 0.95]
    return ", ".join(f"{name.partition(':')[2]} is busy {100 * runs.of(name).mean():.0f} % of its hours" for name in teams)
