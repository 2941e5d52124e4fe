"""What to try first: ready redesigns and one person more here or there, simulated and ranked.

Every ready redesign that the model can fill is a candidate, and so is one person more in each of the three busiest teams. All run beside
today under common random numbers. The best few then run again with the refits, so that their intervals carry what the calibration does not
know.

They are ranked by **gain per cost**: how much a chosen indicator improves (hours a ticket, say), for each thousand that the redesign
costs in a year. What it costs is known where it is given, or where it is staff whose rate is known; redesigns whose cost is not known
are ranked by their gain, behind those that are known to be worth it. Whatever does not help beyond chance comes last.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from svcflow.errors import InputError, ScenarioError, did_you_mean
from svcflow.indicators.catalogue import CATALOGUE
from svcflow.indicators.registry import title_of
from svcflow.model.document import ServiceModel
from svcflow.progress import Progress, silent
from svcflow.redesign.comparing import compare
from svcflow.redesign.money import WEEKS
from svcflow.redesign.ready import roles
from svcflow.redesign.ready.catalogue import READY
from svcflow.redesign.ready.filling import Filled, fill
from svcflow.redesign.results import Effect, ScenarioEffects
from svcflow.redesign.scenario import Scenario, scenario_of

TEAMS = 3
LEAST_LOAD = 0.3
"""a team that is less busy gets nobody"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A redesign and what it would bring.

    `gain` is the improvement of the indicator, above 0 is better, with its 95 % interval; `cost_year` what it costs in a year (None: not
    known); `gain_per_thousand` the gain for each thousand of it; `text` the scenario file; `beyond_chance` whether the interval of the
    runs lies above 0. `with_calibration`: whether the interval carries the uncertainty of the calibration too.
    """

    name: str
    title: str
    gain: float
    low: float
    high: float
    cost_year: float | None
    gain_per_thousand: float | None
    beyond_chance: bool
    with_calibration: bool
    assumptions: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The candidates, best first, and those that the model cannot fill, with the reason."""

    indicator: str
    title: str
    unit: str
    currency: str
    baseline: float
    suggestions: tuple[Suggestion, ...]
    not_possible: dict[str, str]
    replications: int
    seed: int
    notes: tuple[str, ...]


def suggest(
    model: ServiceModel,
    *,
    indicator: str = "lead_time_mean",
    costs_year: Mapping[str, float] | None = None,
    replications: int = 10,
    closer: int = 5,
    cases: int | None = None,
    seed: int = 1,
    jobs: int | None = None,
    progress: Progress = silent,
) -> Suggestions:
    """Simulate the candidates and rank them.

    Parameters
    ----------
    model : ServiceModel
    indicator : str
        What is to improve; it must be one of which more, or less, is better.
    costs_year : mapping of str to float
        What redesigns cost in a year, by their names.
    replications : int
        Paired runs of each candidate, at least 2.
    closer : int
        How many of the best are looked at with the refits, at twice the runs.

    Raises
    ------
    InputError
        There is no such indicator or candidate.
    """
    _check_indicator(indicator)
    costs = dict(costs_year or {})
    possible, impossible = candidates(model)
    for name in costs:
        if name not in possible and name not in impossible:
            known = [*possible, *impossible]
            raise InputError(f'there is no candidate "{name}".', place="cost", remedy=did_you_mean(name, known))
    bare = model.model_copy(update={"refits": ()})
    named = {name: Scenario(name, it.scenario.why, it.scenario.changes, ranges=()) for name, it in possible.items()}
    first = compare(bare, list(named.values()), replications=replications, cases=cases, seed=seed, jobs=jobs, progress=progress)
    known_indicators = {each.name: each for each in first.indicators}
    if indicator not in known_indicators or known_indicators[indicator].better == "none":
        better = [each.name for each in first.indicators if each.better != "none"]
        raise InputError(f'"{indicator}" is no indicator that can improve.', place="indicator", remedy=did_you_mean(indicator, better))
    entry = known_indicators[indicator]
    sign = 1.0 if entry.better == "higher" else -1.0
    found = [_suggestion(it, possible[it.name], indicator, sign, costs.get(it.name), False) for it in first.scenarios]
    best = [each.name for each in _ranked(found) if each.beyond_chance][:closer]
    if best and len(model.refits) > 1:
        ranged = [Scenario(name, "", possible[name].scenario.changes, ranges=possible[name].scenario.ranges) for name in best]
        again = compare(model, ranged, replications=2 * replications, cases=cases, seed=seed, jobs=jobs, progress=progress)
        closely = {it.name: _suggestion(it, possible[it.name], indicator, sign, costs.get(it.name), True) for it in again.scenarios}
        found = [closely.get(each.name, each) for each in found]
    baseline = next((_effect(it, indicator).baseline for it in first.scenarios), 0.0)
    notes = tuple(note for note in first.notes if "no refits" not in note)
    return Suggestions(
        indicator, entry.title, entry.unit, model.currency, baseline, tuple(_ranked(found)), impossible, replications, seed, notes
    )


def _check_indicator(name: str) -> None:
    """Refuse a name that no indicator has, before the runs; that a team's is there is known after them."""
    try:
        better = title_of(name)[0].better
    except KeyError:
        better = "none"
    if better == "none":
        known = [each.name for each in CATALOGUE if each.better != "none"]
        raise InputError(f'"{name}" is no indicator that can improve.', place="indicator", remedy=did_you_mean(name, known))


def candidates(model: ServiceModel) -> tuple[dict[str, Filled], dict[str, str]]:
    """What can be tried, by name, and what cannot, with the reason."""
    possible: dict[str, Filled] = {}
    impossible: dict[str, str] = {}
    for name, ready in READY.items():
        try:
            possible[name] = fill(ready, model)
        except ScenarioError as error:
            impossible[name] = error.problem
    for team in _busy(model):
        name = f"one more in {team}"
        named, where = (json.dumps(each, ensure_ascii=False) for each in (name, team))
        text = f'name = {named}\n\n[[change]]\nkind = "add_staff"\nteam = {where}\ncount = 1\n'
        possible[name] = Filled(text, scenario_of(tomllib.loads(text), name), {"team": team}, {})
    return possible, impossible


def _busy(model: ServiceModel) -> Iterator[str]:
    load = roles.loads(model)
    return (team for team in roles.busiest_teams(model)[:TEAMS] if load[team] >= LEAST_LOAD)


def _suggestion(it: ScenarioEffects, filled: Filled, indicator: str, sign: float, cost: float | None, closely: bool) -> Suggestion:
    effect = _effect(it, indicator)
    ends = sorted((sign * effect.low, sign * effect.high))
    run_low = min(sign * effect.run_low, sign * effect.run_high)
    cost = cost if cost is not None else _staff_cost(it)
    gain = sign * effect.difference
    return Suggestion(
        name=it.name,
        title=filled.scenario.name,
        gain=gain,
        low=ends[0],
        high=ends[1],
        cost_year=cost,
        gain_per_thousand=1000 * gain / cost if cost is not None and cost > 0 else None,
        beyond_chance=run_low > 0,
        with_calibration=closely,
        assumptions=it.assumptions,
        text=filled.text,
    )


def _effect(it: ScenarioEffects, indicator: str) -> Effect:
    return next(each for each in it.values if each.indicator == indicator)


def _staff_cost(it: ScenarioEffects) -> float | None:
    """What more hours on duty cost in a year, where rates are known and hours change."""
    found = next((each for each in it.values if each.indicator == "staff_cost"), None)
    return found.difference * WEEKS if found is not None and found.difference > 1e-6 * abs(found.baseline) else None


def _ranked(found: list[Suggestion]) -> list[Suggestion]:
    """What helps beyond chance first: by gain per cost where that is known, then by gain."""
    return sorted(
        found,
        key=lambda it: (not it.beyond_chance, it.gain_per_thousand is None, -(it.gain_per_thousand or 0.0), -it.gain, it.name),
    )
