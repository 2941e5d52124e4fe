"""Queues whose waiting is known in closed form, built as service models and run through the public door.

Each system runs in 64 replications with seed 1, the first 1000 tickets of each left out (the slowest of them forgets its empty
start within some 350). Every figure must lie in the interval that the simulation itself gives (Student's t over the replications)
at 99 % for all figures together: level 1 − 0.01/k for each of the k (Bonferroni). Where a system's row says so, the half-width
must be below 3 %.

Run lengths follow from a pilot with another seed. The mean time in a busy queue converges slowly, so some are read with control
variates (A. M. Law, Simulation Modeling and Analysis, 11.4): from the mean time of a replication is taken what its own mean
gap, mean service and mean squared service, whose expectations are known, say that it is off by. The coefficients come from the
pilot (M/M/2: the derivatives of Erlang C), and are therefore constants here: whatever they are, the expectation stays the same.

Sources of the exact values: Erlang C, Pollaczek–Khinchine, Cobham (1954, doi:10.1287/opre.2.1.70), Jackson (1957,
doi:10.1287/opre.5.4.518), and for D/M/1 the root of s = exp(−(1 − s) μ ÷ λ).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

import numpy as np
import polars as pl
import pytest
from scipy import stats

from svcflow.eventlog import EventLog
from svcflow.model import (
    END,
    START,
    Arrivals,
    Attribute,
    Context,
    Distribution,
    Person,
    Priority,
    Routing,
    ServiceModel,
    Step,
    Team,
    always,
)
from svcflow.simulation import simulate_each

REPLICATIONS = 64
WARM_UP = 1000
FAMILY = 0.99
SEED = 1
ENGINES = ("simpy", "compiled")


def exponential(mean: float) -> Distribution:
    return Distribution(kind="exponential", mean=mean)


def spread(kind: str, squared_cv: float) -> Distribution:
    """Mean 1 and that squared coefficient of variation."""
    return Distribution.model_validate({"kind": kind, "mean": 1.0, "cv": math.sqrt(squared_cv)})


def network(rate: float, services: Mapping[str, Distribution], servers: int = 1, again: float = 0.0) -> ServiceModel:
    """Stations in a row, each with its own people; from the last one a ticket goes back to itself with the chance `again`."""
    names = list(services)
    ways: list[dict[str, float]] = [{name: 1.0} for name in names]
    ways.append({END: 1 - again, names[-1]: again} if again else {END: 1.0})
    return ServiceModel(
        name="network",
        start=datetime(2025, 1, 6, tzinfo=UTC),
        cases=1,
        arrivals=Arrivals(weekly=(rate,) * 168),
        steps=tuple(Step(name=name, duration=service) for name, service in services.items()),
        people=tuple(Person(name=f"at {name}", team="all", calendar="always", skills={name: 1.0}, count=servers) for name in names),
        teams=(Team(name="all"),),
        calendars={"always": always()},
        routing=Routing(contexts=tuple(Context(after=(after,), next=way) for after, way in zip((START, *names), ways, strict=True))),
    )


def deterministic(rate: float) -> ServiceModel:
    timetable = Arrivals(kind="timetable", weekly=(1.0,) * 168, interval_h=1 / rate)
    return network(rate, {"A": exponential(1.0)}).model_copy(update={"arrivals": timetable})


def ranked(rates: Mapping[str, float]) -> ServiceModel:
    """Classes by an attribute, the first one the most urgent."""
    total = sum(rates.values())
    return network(total, {"A": exponential(1.0)}).model_copy(
        update={
            "attributes": (Attribute(name="priority", shares={name: rate / total for name, rate in rates.items()}),),
            "priority": Priority(order=tuple(rates)),
            "teams": (Team(name="all", discipline="priority"),),
        }
    )


def hours(span: pl.Series) -> np.ndarray:
    return span.dt.total_microseconds().to_numpy() / 3.6e9


def figures(log: EventLog) -> dict[str, float]:
    """Means over one replication [h]."""
    steps, cases = log.steps, log.cases
    waits = hours(steps["start_time"] - steps["enabled_time"])
    work = hours(steps["end_time"] - steps["start_time"])
    times = hours(cases["last_time"] - cases["first_time"])
    found = {
        "T": times.mean(),
        "Wq": waits.mean(),
        "P(wait)": (waits > 0).mean(),
        "P(T>2)": (times > 2).mean(),
        "P(Wq>.5)": (waits > 0.5).mean(),
        "visits": steps.height / cases.height,
        "gap": np.diff(cases["first_time"].dt.epoch("us").to_numpy()).mean() / 3.6e9,
        "S": work.mean(),
        "S2": (work**2).mean(),
    }
    for column in ("activity", "priority"):
        for value in steps[column].unique() if column in steps.columns else ():
            mask = (steps[column] == value).to_numpy()
            found[f"Wq {value}"], found[f"T {value}"] = waits[mask].mean(), (waits + work)[mask].mean()
    return {name: float(value) for name, value in found.items()}


@dataclass(frozen=True)
class System:
    model: Callable[[], ServiceModel]
    cases: int
    """in all replications together"""
    exact: dict[str, float]
    controls: dict[str, tuple[float, float]] = field(default_factory=dict)
    """what T is controlled by: figure -> (expectation, coefficient)"""


def single(service: Distribution, rate: float = 0.8, servers: int = 1) -> Callable[[], ServiceModel]:
    return lambda: network(rate, {"A": service}, servers)


def controls(gap: float, per_gap: float, per_service: float, squared: float, per_square: float) -> dict[str, tuple[float, float]]:
    """Expectations and the pilot's coefficients; the mean service is 1."""
    return {"gap": (gap, per_gap), "S": (1.0, per_service), "S2": (squared, per_square)}


TANDEM = {"A": exponential(1 / 1.5), "B": exponential(1 / 1.25)}
SYSTEMS = {
    "M/M/1": System(single(exponential(1.0)), 2_200_000, {"T": 5.0, "P(T>2)": 0.670320}, controls(1.25, -20.0, 23.0, 2.0, -0.8)),
    "M/M/2": System(
        single(exponential(1.0), 1.8, 2), 9_300_000, {"T": 5.263158, "P(wait)": 0.852632}, controls(1 / 1.8, -81.0, 50.0, 2.0, 0.0)
    ),
    "M/M/5": System(single(exponential(1.0), 4.0, 5), 3_100_000, {"T": 1.554113, "P(wait)": 0.554113, "P(Wq>.5)": 0.336086}),
    "M/G/1 gamma .5": System(single(spread("gamma", 0.5)), 1_700_000, {"T": 4.0}, controls(1.25, -16.0, 22.0, 1.5, -1.9)),
    "M/G/1 lognormal 2.25": System(single(spread("lognormal", 2.25)), 5_500_000, {"T": 7.5}, controls(1.25, -23.0, 22.0, 3.25, 1.5)),
    "M/G/1 lognormal 4": System(single(spread("lognormal", 4.0)), 9_000_000, {"T": 11.0}, controls(1.25, -24.0, 40.0, 5.0, 1.6)),
    "D/M/1": System(lambda: deterministic(0.8), 4_400_000, {"Wq": 1.692731}),
    "Cobham": System(lambda: ranked({"1": 0.2, "2": 0.3, "3": 0.3}), 9_500_000, {"Wq 1": 1.0, "Wq 2": 2.0, "Wq 3": 8.0}),
    "tandem": System(lambda: network(1.0, TANDEM), 4_100_000, {"T": 6.0, "T A": 2.0, "T B": 4.0}),
    "rework loop": System(lambda: network(0.6, {"A": exponential(1.0)}, again=0.25), 2_900_000, {"T": 6.666667, "visits": 1.333333}),
}
CHECKS = [(name, figure) for name, system in SYSTEMS.items() for figure in system.exact]
LEVEL = 1 - (1 - FAMILY) / len(CHECKS)


@cache
def replications_of(name: str) -> list[dict[str, float]]:
    system = SYSTEMS[name]
    cases = system.cases // REPLICATIONS
    return simulate_each(
        system.model(), figures, cases=cases, replications=REPLICATIONS, seed=SEED, engine="compiled", warmup_cases=WARM_UP
    )


def interval(name: str, figure: str) -> tuple[float, float]:
    """Mean and half-width."""
    runs = replications_of(name)
    values = np.array([run[figure] for run in runs])
    if figure == "T":
        for control, (expected, coefficient) in SYSTEMS[name].controls.items():
            values = values - coefficient * (np.array([run[control] for run in runs]) - expected)
    half = stats.t.ppf((1 + LEVEL) / 2, REPLICATIONS - 1) * values.std(ddof=1) / math.sqrt(REPLICATIONS)
    return float(values.mean()), float(half)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "figure"), CHECKS)
def test_the_simulation_contains_the_theory_in_its_own_interval(name: str, figure: str) -> None:
    mean, half = interval(name, figure)
    exact = SYSTEMS[name].exact[figure]
    assert mean - half <= exact <= mean + half, f"{mean:.6g} ± {half:.2g}"
    assert half > 0
    assert half < 0.02 * exact


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_readable_engine_gives_the_same_figures(name: str) -> None:
    runs = [
        simulate_each(SYSTEMS[name].model(), figures, cases=300, replications=2, seed=SEED, engine=engine, jobs=1) for engine in ENGINES
    ]
    assert runs[0] == runs[1]
