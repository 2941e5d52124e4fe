"""The search: the options that are not beaten on cost, lead time and service level at once, and which of them stands out.

Where there are no more points than may be evaluated, all of them are. Else NSGA-II looks for the frontier [1]_ (by Optuna), beginning with
what is there today and with the ends of the space; then what lies next to the frontier found so far. A point is evaluated once. The search
is a function of the seed.

An option is on the **frontier** if no other feasible one costs no more, is no slower and keeps the service level no less often, and is
better in one of these. Its options are then simulated again with other random numbers, so that what is told of them is not the luck for
which they were chosen. The **corner** is the option with the least sum of cost and lead time, each counted from 0 to 1 over the frontier:
where both are nearly as good as anywhere.

References
----------
.. [1] K. Deb, A. Pratap, S. Agarwal, T. Meyarivan, IEEE Trans. Evolutionary Computation 6 (2002) 182, https://doi.org/10.1109/4235.996017
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from pathlib import Path

import numpy as np

from svcflow.errors import InputError
from svcflow.model.document import ServiceModel, Validation
from svcflow.progress import Progress, silent
from svcflow.redesign.changes.staff import headcount
from svcflow.redesign.optimum.evaluating import Evaluated, Evaluator
from svcflow.redesign.optimum.space import Point, Space, check_space, usual_space
from svcflow.redesign.runs import Plan, Runs
from svcflow.redesign.uncertainty import run_half_width

POPULATION = 24
WIDE = 0.6
"""share of the evaluations that NSGA-II chooses"""
AGAIN = 20
"""runs of each option of the frontier, besides those that chose it"""
MOST_OPTIONS = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean of simulated runs, with the bounds of its 95 % interval for the runs."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Option:
    """A staffing with redesigns: people by team, those of them on other shifts, redesigns, and what it comes to.

    `cost_week` is in the currency, or in hours where no rates are known. `corner`: whether it stands out.
    """

    staff: dict[str, int]
    shifts: dict[str, dict[str, int]]
    redesigns: tuple[str, ...]
    cost_week: float
    lead_time_h: Figure
    service_level: Figure | None
    utilisation: dict[str, float]
    corner: bool = False


@dataclass(frozen=True, slots=True)
class Frontier:
    """The frontier by rising cost, today beside it, and how it was found. `unit` is that of the cost."""

    frontier: tuple[Option, ...]
    today: Option
    unit: str
    evaluated: int
    taken_over: int
    feasible: int
    points: int
    exhaustive: bool
    broken: dict[str, int]
    """limits that were broken, and by how many of the evaluated points"""
    seed: int
    validation: Validation | None
    notes: tuple[str, ...] = ()


def optimize(
    model: ServiceModel,
    space: Space | None = None,
    *,
    evaluations: int = 300,
    replications: int = 5,
    cases: int | None = None,
    start: datetime | None = None,
    seed: int = 1,
    jobs: int | None = None,
    journal: Path | None = None,
    progress: Progress = silent,
) -> Frontier:
    """Search staffing, shifts and sets of redesigns.

    Parameters
    ----------
    model : ServiceModel
    space : Space, optional
        Among what (`usual_space` where it is left out).
    evaluations : int
        How many points may be evaluated at most, today's included.
    replications : int
        Runs of each point, at least 2.
    journal : Path, optional
        Where evaluations are kept as they are made; a search of the same model and plan goes on from there.
    cases, start, seed, jobs, progress
        As in `svcflow.redesign.compare`.

    Raises
    ------
    InputError
        Fewer than two runs, or no evaluations.
    ScenarioError
        The space does not fit the model.
    OutputError
        The journal cannot be kept there.
    """
    if replications < 2 or evaluations < 1:
        name, value, least = ("replications", replications, 2) if replications < 2 else ("evaluations", evaluations, 1)
        raise InputError(f"{name} (={value}) must be >= {least}.", place=name, remedy="Ask for more.")
    given = space or usual_space(model)
    check_space(given, model, "the search")
    plan = Plan(cases or model.cases, start, seed, 0, jobs, model.arrivals.per_week)
    evaluator = Evaluator(model, given, plan, replications, journal)
    exhaustive = given.size <= evaluations
    search = _all_points if exhaustive else _nsga
    asked = search(evaluator, evaluations, seed, progress)
    found = [evaluator.known[point] for point in asked]
    best = frontier_of(found)
    shown = _spread_out(best, MOST_OPTIONS)
    options = []
    for number, each in enumerate(shown):
        progress("simulating the frontier again", number, len(shown) + 1)
        options.append(_option(evaluator, each.point))
    progress("simulating the frontier again", len(shown), len(shown) + 1)
    today = _today(evaluator)
    progress("simulating the frontier again", len(shown) + 1, len(shown) + 1)
    broken: dict[str, int] = {}
    for each in found:
        if each.broken:
            broken[each.broken] = broken.get(each.broken, 0) + 1
    return Frontier(
        frontier=_with_corner(options), today=today, unit=_unit(model), evaluated=len(found), taken_over=evaluator.taken_over,
        feasible=sum(each.feasible for each in found), points=given.size, exhaustive=exhaustive, broken=broken, seed=seed,
        validation=model.validation, notes=tuple(_notes(model, options, best)),
    )  # fmt: skip


def frontier_of(found: list[Evaluated]) -> list[Evaluated]:
    """The feasible ones that no other beats, by rising cost; of equal ones the first."""
    feasible = [each for each in found if each.feasible and each.lead_time_h is not None]
    kept: list[Evaluated] = []
    seen: set[tuple[float, ...]] = set()
    for each in sorted(feasible, key=lambda it: (_objectives(it), it.point)):
        mine = _objectives(each)
        if mine not in seen and not any(_beats(_objectives(other), mine) for other in feasible):
            seen.add(mine)
            kept.append(each)
    return kept


def _objectives(each: Evaluated) -> tuple[float, float, float]:
    assert each.lead_time_h is not None
    return each.cost_week, each.lead_time_h, 1.0 - (each.service_level if each.service_level is not None else 1.0)


def _beats(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def _all_points(evaluator: Evaluator, evaluations: int, seed: int, progress: Progress) -> list[Point]:
    points = list(product(*(range(least, most + 1) for _, least, most in evaluator.space.choices)))
    for number, point in enumerate(points):
        progress("evaluating all options", number, len(points))
        evaluator(point)
    progress("evaluating all options", len(points), len(points))
    return points


def _nsga(evaluator: Evaluator, evaluations: int, seed: int, progress: Progress) -> list[Point]:
    """Let Optuna choose the points; those that it asks for again cost nothing."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    choices = evaluator.space.choices
    sampler = optuna.samplers.NSGAIISampler(population_size=POPULATION, seed=seed)
    study = optuna.create_study(directions=["minimize"] * 3, sampler=sampler)
    for point in _beginnings(evaluator):
        study.enqueue_trial({name: number for (name, _, _), number in zip(choices, point, strict=True)})
    asked: dict[Point, None] = {}
    tries = 0
    while len(asked) < WIDE * evaluations and tries < 20 * evaluations:
        tries += 1
        progress("searching", len(asked), evaluations)
        trial = study.ask({name: optuna.distributions.IntDistribution(least, most) for name, least, most in choices})
        point = tuple(trial.params[name] for name, _, _ in choices)
        asked[point] = None
        found = evaluator(point)
        trial.set_constraint("limits", 0.0 if found.feasible else 1.0)
        simulated = found.lead_time_h is not None
        study.tell(trial, list(_objectives(found)) if simulated else [min(found.cost_week, 1e12), 1e9, 1.0])
    while len(asked) < evaluations and (near := _neighbours(evaluator, asked)):
        for point in near[: evaluations - len(asked)]:
            progress("searching", len(asked), evaluations)
            asked[point] = None
            evaluator(point)
    progress("searching", evaluations, evaluations)
    return list(asked)


def _neighbours(evaluator: Evaluator, asked: Collection[Point]) -> list[Point]:
    """What lies next to the frontier and has not been evaluated: one more or fewer of something, or one of something for one of another."""
    choices = evaluator.space.choices
    found: dict[Point, None] = {}
    for each in frontier_of([evaluator.known[point] for point in asked]):
        for at, other in product(range(len(choices)), repeat=2):
            for step in (-1, 1):
                moved = list(each.point)
                moved[at] += step
                if other != at:
                    moved[other] -= step
                if tuple(moved) not in asked and all(low <= it <= high for it, (_, low, high) in zip(moved, choices, strict=True)):
                    found[tuple(moved)] = None
    return list(found)


def _beginnings(evaluator: Evaluator) -> list[Point]:
    """Today (as near as the space has it), the cheapest and the largest staffing, and the one in the middle."""
    model = evaluator.model
    sizes = {team.name: headcount(model, team.name) for team in evaluator.space.teams}
    points = []
    for at in (None, 0.0, 1.0, 0.5):
        point = []
        for name, least, most in evaluator.space.choices:
            if name not in sizes:
                point.append(0)
            else:
                point.append(min(max(sizes[name], least), most) if at is None else round(least + at * (most - least)))
        points.append(tuple(point))
    return list(dict.fromkeys(points))


def _option(evaluator: Evaluator, point: Point) -> Option:
    """A point simulated again, with random numbers that had no part in choosing it."""
    sizes, shifts, scenarios = evaluator.space.parts(point)
    changed = evaluator.redesigned(point)
    kept = {team: {shift: count for shift, count in some.items() if count} for team, some in shifts.items()}
    return _simulated(evaluator, changed, sizes, {team: some for team, some in kept.items() if some}, tuple(it.name for it in scenarios))


def _today(evaluator: Evaluator) -> Option:
    model = evaluator.model
    sizes = {team.name: headcount(model, team.name) for team in evaluator.space.teams}
    return _simulated(evaluator, model, sizes, {}, ())


def _simulated(
    evaluator: Evaluator, model: ServiceModel, staff: dict[str, int], shifts: dict[str, dict[str, int]], redesigns: tuple[str, ...]
) -> Option:
    chosen = tuple(it for it in evaluator.space.scenarios if it.name in redesigns)
    runs = Runs(model)
    runs.add(AGAIN, replace(evaluator.plan, seed=evaluator.plan.seed + 1), silent)
    busy = {name.partition(":")[2]: float(runs.of(name).mean()) for name in runs.values[0] if name.startswith("utilisation:")}
    level = _figure(runs.of("service_level")) if "service_level" in runs.values[0] else None
    return Option(staff, shifts, redesigns, evaluator.cost_week(model, chosen), _figure(runs.of("lead_time_mean")), level, busy)


def _figure(values: np.ndarray) -> Figure:
    middle, half = float(values.mean()), run_half_width(values)
    return Figure(middle, middle - half, middle + half)


def _with_corner(options: list[Option]) -> tuple[Option, ...]:
    """The options, the one that stands out marked."""
    if not options:
        return ()
    sums = _scaled([it.cost_week for it in options]) + _scaled([it.lead_time_h.value for it in options])
    best = int(np.argmin(sums))
    return tuple(replace(it, corner=number == best) for number, it in enumerate(options))


def _scaled(values: list[float]) -> np.ndarray:
    numbers = np.array(values)
    width = np.ptp(numbers)
    return (numbers - numbers.min()) / width if width > 0 else np.zeros(len(numbers))


def _spread_out(best: list[Evaluated], most: int) -> list[Evaluated]:
    """At most so many of them, evenly along the frontier, both ends included."""
    if len(best) <= most:
        return best
    return [best[math.floor(each)] for each in np.linspace(0, len(best) - 1, most)]


def _unit(model: ServiceModel) -> str:
    rated = any(team.rate_h is not None for team in model.teams)
    return f"{model.currency or 'money'}/week" if rated else "h/week"


def _notes(model: ServiceModel, options: list[Option], best: list[Evaluated]) -> list[str]:
    notes = []
    if model.validation is None:
        notes.append("The model was not validated: nobody knows how far these estimates can be believed.")
    elif model.validation.grade == "poor":
        notes.append(f"The model did badly on tickets that it had not seen. {model.validation.verdict}")
    if not options:
        notes.append("No option keeps all limits.")
    if len(best) > len(options) > 0:
        notes.append(f"{len(options)} of the {len(best)} options on the frontier are listed, evenly along it.")
    return notes
