"""The study of coverage: how often the interval that svcflow states for a difference holds the difference that theory knows.

    python event_logs/intervals.py [--systems pooling,rework] [--repetitions 1000] [--runs 20] [--cases 1000] [--jobs 2] [-o table.md]
    python event_logs/intervals.py --truth                # the runs of 10 million tickets again

Seven systems with closed forms, as they are and redesigned. A repetition makes `--runs` paired runs of both, with the same random
numbers, and asks whether the 95 % interval of the runs (`svcflow.redesign.uncertainty`) holds the true difference of the mean, the median
and the 90th percentile of lead time. Of a thousand repetitions between 92 and 98 % should. Repetition r has the replications
r·runs … (r+1)·runs − 1 of one seed, so that all are independent and anyone can make them again.

- **Means** are exact: Erlang's M/M/c, Pollaczek and Khinchine's M/D/1, Cobham's priorities, Jackson's tandem, Bernoulli feedback.
- **Median and 90th percentile** are solved from the distribution of lead time where it has a closed form (M/M/c, the tandem); of the
  others they are those of ten runs of a million tickets each, kept with their standard error in ``intervals.truth.json``.

A run begins with tickets that are not counted (`WARMUP`), since theory speaks of the steady state. A run has a median and a 90th
percentile of its own, whose means over the runs are not quite those of all tickets together, and in short runs of a busy queue the
differences are skewed. Runs of 200 tickets (`--cases 200`) therefore hold the truth less often, 88 to 95 % of the time, and neither a
bootstrap of t over the runs nor Hall's correction for skewness mends that: they add up to three points for means and 90th percentiles, and
lose up to nine for medians, which the shortness biases. The remedy is longer runs. Lead times are simulated by svcflow; the truth in closed
form is not.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from svcflow.model import (
    END,
    START,
    Arrivals,
    Attribute,
    ByAttribute,
    Context,
    Distribution,
    Person,
    Routing,
    ServiceModel,
    Step,
    Team,
    always,
    constant,
)
from svcflow.redesign import KINDS, Scenario, apply
from svcflow.redesign.uncertainty import run_half_width
from svcflow.simulation.engines import replicate
from svcflow.simulation.opening import ready
from svcflow.simulation.streams import Streams

FILE = Path(__file__).with_name("intervals.truth.json")
FIGURES = ("mean", "median", "p90")
WARMUP = 100
"""tickets"""
SEED = 11
TRUTH_SEED, TRUTH_RUNS, TRUTH_CASES, TRUTH_WARMUP = 12, 10, 1_000_000, 1_000
Floats = NDArray[np.float64]
Way = tuple[str, str] | tuple[str, str, float]
"""from where to where, with which chance"""
Tail = Callable[[float], float]
"""the chance that lead time exceeds so many hours"""


@dataclass(frozen=True, slots=True)
class Side:
    """A system, its exact mean lead time [h], and the tail of its lead time where that has a closed form."""

    model: ServiceModel
    mean_h: float
    tail: Tail | None = None


@dataclass(frozen=True, slots=True)
class System:
    """A system as it is and redesigned."""

    name: str
    what: str
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Held:
    """How many of the repetitions held the true difference of one figure; `error_h`: of a truth that is simulated itself."""

    system: System
    figure: str
    truth_h: float
    error_h: float
    held: int
    repetitions: int
    half_width_h: float
    bias_h: float = field(default=0.0)

    @property
    def share(self) -> float:
        """Of the repetitions."""
        return self.held / self.repetitions


def all_systems() -> tuple[System, ...]:
    """The seven, with the changes in svcflow's own words wherever it has them (it has none that makes work regular: M/D/1)."""
    two, one = _queue(1.4, 2), _queue(0.6, 1)
    regular = one.model_copy(update={"steps": (one.steps[0].model_copy(update={"duration": constant(1.0)}),)})
    tandem = _model(0.6, {"First": _mean(1.0), "Second": _mean(0.8)}, {"First": 1, "Second": 1}, [(START, "First"), ("First", "Second")])
    apart = _model(1.2, {"Red": _mean(1.0), "Blue": _mean(1.0)}, {"Red": 1, "Blue": 1}, [(START, "Red", 0.5), (START, "Blue", 0.5)])
    mixed = _of_two_kinds()
    wrong = _queue(0.5, 1, error_chance=0.25)
    in_two_stages = _sum_of_exponentials(1 - 0.6, 1.25 - 0.6)
    return (
        System("staff", "M/M/2, one person more", _mmc(two, 1.4, 2), _mmc(_changed(two, "add_staff", team="Serve", count=1), 1.4, 3)),
        System(
            "deflection", "M/M/2, a quarter of the arrivals deflected", _mmc(two, 1.4, 2),
            _mmc(_changed(two, "deflect_arrivals", share=0.25), 1.05, 2),
        ),
        System("automation", "M/M/1 becomes M/D/1", _mmc(one, 0.6, 1), Side(regular, 1 + 0.6 / (2 * 0.4))),
        System(
            "stage", "tandem of M/M/1, the second stage removed", Side(tandem, 1 / 0.4 + 1 / 0.65, in_two_stages),
            _mmc(_changed(tandem, "remove_step", step="Second"), 0.6, 1),
        ),
        System(
            "priority", "M/G/1 of two kinds, the quick kind first", Side(mixed, 1.4 + 0.88 / 0.44),
            Side(
                _changed(mixed, "change_discipline", team="Serve", discipline="priority", attribute="kind", order=("quick", "long")),
                1.4 + 0.6 * 0.88 / 0.76 + 0.4 * 0.88 / (0.76 * 0.44),
            ),
        ),
        System(
            "pooling", "two M/M/1 pooled into M/M/2", _mmc(apart, 0.6, 1),
            _mmc(_changed(apart, "pool_teams", teams=("Red", "Blue")), 1.2, 2),
        ),
        System(
            "rework", "M/M/1 with feedback, a quarter comes back; halved", Side(wrong, 1 / (0.75 - 0.5)),
            Side(_changed(wrong, "reduce_errors", step="Serve", factor=0.5), 1 / (0.875 - 0.5)),
        ),
    )  # fmt: skip


def _mean(hours: float) -> Distribution:
    return Distribution(kind="exponential", mean=hours)


def _model(rate: float, steps: dict[str, Distribution], staff: dict[str, int], ways: Sequence[Way]) -> ServiceModel:
    """Steps with a team each of their names, and the ways between them; where none leaves a step, the ticket ends."""
    following: dict[str, dict[str, float]] = {name: {} for name in (START, *steps)}
    for source, target, *chance in ways:
        following[source][str(target)] = float(chance[0]) if chance else 1.0
    contexts = tuple(Context(after=(name,), next=targets or {END: 1.0}) for name, targets in following.items())
    return ServiceModel(
        name="theory",
        start=datetime(2025, 1, 6, tzinfo=UTC),
        cases=1,
        arrivals=Arrivals(weekly=(rate,) * 168),
        steps=tuple(Step(name=name, duration=duration) for name, duration in steps.items()),
        people=tuple(Person(name=name, team=name, calendar="always", skills={name: 1.0}, count=count) for name, count in staff.items()),
        teams=tuple(Team(name=name) for name in staff),
        calendars={"always": always()},
        routing=Routing(contexts=contexts),
    )


def _queue(rate: float, people: int, **of_step: object) -> ServiceModel:
    model = _model(rate, {"Serve": _mean(1.0)}, {"Serve": people}, [(START, "Serve")])
    return model.model_copy(update={"steps": (model.steps[0].model_copy(update=of_step),)})


def _of_two_kinds() -> ServiceModel:
    """Arrivals of .24 quick tickets an hour that take an hour on average, and .16 long ones that take two."""
    durations = ByAttribute(attribute="kind", durations={"long": _mean(2.0)})
    kinds = (Attribute(name="kind", shares={"quick": 0.6, "long": 0.4}),)
    return _queue(0.4, 1, by_attribute=durations).model_copy(update={"attributes": kinds})


def _changed(model: ServiceModel, kind: str, **fields: object) -> ServiceModel:
    return apply(model, Scenario(kind, changes=(KINDS[kind].model_validate({"kind": kind, **fields}),)))


def _mmc(model: ServiceModel, rate: float, people: int) -> Side:
    """M/M/c with work of one hour: Erlang's chance C of waiting, then a wait that is exponential with rate c − λ."""
    load = rate**people / math.factorial(people) * people / (people - rate)
    waits = load / (load + sum(rate**k / math.factorial(k) for k in range(people)))
    leaving = people - rate

    def tail(hours: float) -> float:
        if leaving == 1.0:
            return math.exp(-hours) * (1 + waits * hours)
        behind = (leaving * math.exp(-hours) - math.exp(-leaving * hours)) / (leaving - 1)
        return (1 - waits) * math.exp(-hours) + waits * behind

    return Side(model, 1 + waits / leaving, tail)


def _sum_of_exponentials(one: float, other: float) -> Tail:
    """Both stages of a tandem of M/M/1 take independent exponential times (Reich 1957)."""
    return lambda hours: (other * math.exp(-one * hours) - one * math.exp(-other * hours)) / (other - one)


def figures(side: Side, kept: dict[str, list[float]]) -> tuple[Floats, Floats]:
    """Mean, median and 90th percentile of the lead time, and the standard errors of those that are simulated [h]."""
    if side.tail is None:
        _, median, p90, *errors = kept["figures"] + kept["errors"]
        return np.array([side.mean_h, median, p90]), np.array([0.0, *errors[1:]])
    tail = side.tail
    solved = [brentq(lambda hours, chance=chance: tail(hours) - chance, 0.0, 1000.0) for chance in (0.5, 0.1)]
    return np.array([side.mean_h, *solved]), np.zeros(3)


def run_figures(model: ServiceModel, cases: int, warmup: int, seed: int, replication: int) -> Floats:
    """Mean, median and 90th percentile of lead time [h] of one run; straight from the engine's trace, since there are many."""
    service = ready(model, model.start, Streams(seed, replication), False)
    trace = replicate("compiled", service, cases + warmup, math.inf)
    ticket = np.array(trace.case) - 1
    first, last = np.full(cases + warmup, math.inf), np.zeros(cases + warmup)
    np.minimum.at(first, ticket, np.array(trace.enabled))
    np.maximum.at(last, ticket, np.array(trace.end))
    hours = (last - first)[warmup:]
    return np.array([hours.mean(), *np.quantile(hours, (0.5, 0.9))])


def differences(system: System, repetitions: range, runs: int, cases: int) -> Floats:
    """Redesign − baseline of these repetitions: repetitions × runs × figures [h]; a redesign runs over the same period."""
    before, after = system.before.model, system.after.model
    ratio = after.arrivals.per_week / before.arrivals.per_week
    found = [
        run_figures(after, round(cases * ratio), round(WARMUP * ratio), SEED, number) - run_figures(before, cases, WARMUP, SEED, number)
        for number in range(repetitions.start * runs, repetitions.stop * runs)
    ]
    return np.array(found).reshape(len(repetitions), runs, len(FIGURES))


def judge(system: System, found: Floats, kept: dict[str, dict[str, list[float]]]) -> list[Held]:
    """How many of the repetitions hold each true figure."""
    (before, error), (after, other) = (
        figures(side, kept.get(f"{system.name}, {when}", {})) for side, when in ((system.before, "before"), (system.after, "after"))
    )
    judged = []
    for number, figure in enumerate(FIGURES):
        truth = float(after[number] - before[number])
        middles = found[:, :, number].mean(axis=1)
        halves = np.array([run_half_width(each) for each in found[:, :, number]])
        held = int((np.abs(middles - truth) <= halves).sum())
        spread = math.hypot(error[number], other[number])
        judged.append(Held(system, figure, truth, spread, held, len(found), float(halves.mean()), float(middles.mean()) - truth))
    return judged


def find_truth(systems: Sequence[System]) -> dict[str, dict[str, list[float]]]:
    """The figures of every side without a closed form, from ten million tickets, with their standard errors [h]."""
    kept = {}
    for name, side in _open_sides(systems):
        each = np.array([run_figures(side.model, TRUTH_CASES, TRUTH_WARMUP, TRUTH_SEED, number) for number in range(TRUTH_RUNS)])
        errors = each.std(axis=0, ddof=1) / math.sqrt(TRUTH_RUNS)
        kept[name] = {"figures": each.mean(axis=0).tolist(), "errors": errors.tolist()}
    return kept


def _open_sides(systems: Sequence[System]) -> list[tuple[str, Side]]:
    sides = [(f"{it.name}, {when}", side) for it in systems for when, side in (("before", it.before), ("after", it.after))]
    return [(name, side) for name, side in sides if side.tail is None]


def markdown(found: Sequence[Held]) -> str:
    """One line for each system: the true difference and the share of the intervals that hold it, for each figure."""
    text = "| system | mean: true, held | median | p90 |\n|---|--:|--:|--:|\n"
    for name in dict.fromkeys(it.system.name for it in found):
        some = [it for it in found if it.system.name == name]
        cells = [f"{it.truth_h:+.3f} h, **{100 * it.share:.1f} %**" for it in some]
        text += f"| {some[0].system.what} | {' | '.join(cells)} |\n"
    return text


def run(systems: Sequence[System], repetitions: int, runs: int, cases: int, jobs: int) -> list[Held]:
    """The whole study."""
    from joblib import Parallel, delayed

    kept = json.loads(FILE.read_text(encoding="utf-8"))
    parts = [range(first, min(first + 100, repetitions)) for first in range(0, repetitions, 100)]
    work = partial(differences, runs=runs, cases=cases)
    done = Parallel(n_jobs=jobs)(delayed(work)(system, part) for system in systems for part in parts)
    of_each = [np.concatenate(done[n * len(parts) : (n + 1) * len(parts)]) for n in range(len(systems))]
    return [it for system, found in zip(systems, of_each, strict=True) for it in judge(system, found, kept)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the study, print its table, and write it where asked."""
    known = {it.name: it for it in all_systems()}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--systems", default=",".join(known), help=f"some of {', '.join(known)}")
    parser.add_argument("--repetitions", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=20, help="paired runs of each repetition")
    parser.add_argument("--cases", type=int, default=1000, help="tickets of the baseline in a run")
    parser.add_argument("--jobs", type=int, default=1, help="parts side by side")
    parser.add_argument("--truth", action="store_true", help="find the truth that has no closed form again, and keep it")
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args(arguments)
    names = given.systems.split(",")
    if unknown := set(names) - set(known):
        parser.error(f"no system is called {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
    if given.truth:
        FILE.write_text(json.dumps(find_truth(list(known.values())), indent=1) + "\n", encoding="utf-8")
        return
    begun = time.monotonic()
    table = markdown(run([known[name] for name in names], given.repetitions, given.runs, given.cases, given.jobs))
    sys.stdout.write(f"{table}\n{given.repetitions} repetitions in {time.monotonic() - begun:.0f} s\n")
    if given.output is not None:
        given.output.write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
