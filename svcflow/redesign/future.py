"""The future state: a redesign's simulated log as a map and a value stream like any other, beside those of today.

Today is simulated as well, with the same random numbers: what differs between the two is the redesign, and not what a model leaves out.
Both are simulated once, over the same period; where the differences must be sure, `svcflow.redesign.compare` says how sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from svcflow.eventlog import EventLog
from svcflow.mining.map import mine_map
from svcflow.mining.results import ProcessMap
from svcflow.model.document import ServiceModel
from svcflow.progress import Progress, silent
from svcflow.redesign.scenario import Scenario, apply, assumptions
from svcflow.simulation import simulate
from svcflow.timing.queues.bottlenecks import find_bottlenecks
from svcflow.timing.results import Bottleneck
from svcflow.timing.streams.results import Stream
from svcflow.timing.streams.value_stream import find_streams
from svcflow.timing.waiting.causes import attribute_waiting


@dataclass(frozen=True, slots=True)
class State:
    """A service as it is or would be: its simulated log, the map, the value stream of all of its tickets, and where they wait."""

    name: str
    log: EventLog
    map: ProcessMap
    stream: Stream
    bottlenecks: tuple[Bottleneck, ...] = ()


@dataclass(frozen=True, slots=True)
class FutureState:
    """Today beside the redesign."""

    today: State
    future: State
    assumptions: tuple[str, ...]
    seed: int


def find_future(
    model: ServiceModel,
    scenario: Scenario,
    *,
    cases: int | None = None,
    start: datetime | None = None,
    seed: int = 1,
    progress: Progress = silent,
) -> FutureState:
    """Simulate today and the redesign, and mine both.

    Parameters
    ----------
    model, scenario
        What is today, and the redesign.
    cases : int, optional
        Arrivals of today (default: the model's); where the redesign changes the demand, as many more or fewer over the same period.
    start, seed, progress
        As in `svcflow.simulation.simulate`.

    Raises
    ------
    ScenarioError
        The redesign does not fit the model.
    """
    return find_futures(model, [scenario], cases=cases, start=start, seed=seed, progress=progress)[0]


def find_futures(
    model: ServiceModel,
    scenarios: Sequence[Scenario],
    *,
    cases: int | None = None,
    start: datetime | None = None,
    seed: int = 1,
    progress: Progress = silent,
) -> tuple[FutureState, ...]:
    """The same for several redesigns: today is simulated once and stands beside each of them.

    Raises
    ------
    ScenarioError
        A redesign does not fit the model.

    Notes
    -----
    One simulated run, its map, times and causes of waiting for today and for each redesign.
    """
    changed = [apply(model, scenario) for scenario in scenarios]
    asked, count = cases or model.cases, len(scenarios) + 1
    progress("simulating and mining", 0, count)
    today = _state("today", model, asked, start, seed)
    found = []
    for number, (scenario, each) in enumerate(zip(scenarios, changed, strict=True), start=1):
        progress("simulating and mining", number, count)
        more = each.arrivals.per_week / model.arrivals.per_week
        state = _state(scenario.name, each, max(1, round(asked * more)), start, seed)
        found.append(FutureState(today, state, assumptions(model, scenario), seed))
    progress("simulating and mining", count, count)
    return tuple(found)


def _state(name: str, model: ServiceModel, cases: int, start: datetime | None, seed: int) -> State:
    bare = model.model_copy(update={"refits": (), "validation": None})
    log = simulate(bare, cases=cases, start=start, replications=1, seed=seed).logs[0]
    timed = attribute_waiting(log)
    return State(name, log, mine_map(log), find_streams(timed).families[0], find_bottlenecks(timed))
