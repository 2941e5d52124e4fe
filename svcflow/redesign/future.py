"""The future state: a redesign's simulated log as a map and a value stream like any other, beside those of today.

Today is simulated as well, with the same random numbers: what differs between the two is the redesign, and not what a model leaves out.
Both are simulated once, over the same period; where the differences must be sure, `svcflow.redesign.compare` says how sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from svcflow.eventlog import EventLog
from svcflow.mining.map import mine_map
from svcflow.mining.results import ProcessMap
from svcflow.model.document import ServiceModel
from svcflow.progress import Progress, silent
from svcflow.redesign.scenario import Scenario, apply, assumptions
from svcflow.simulation import simulate
from svcflow.timing.streams.results import Stream
from svcflow.timing.streams.value_stream import find_streams


@dataclass(frozen=True, slots=True)
class State:
    """A service as it is or would be: its simulated log, the map and the value stream of all of its tickets."""

    name: str
    log: EventLog
    map: ProcessMap
    stream: Stream


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
    changed = apply(model, scenario)
    asked = cases or model.cases
    ratio = changed.arrivals.per_week / model.arrivals.per_week
    states = []
    for number, (name, each, count) in enumerate((("today", model, asked), (scenario.name, changed, max(1, round(asked * ratio))))):
        progress("simulating and mining", number, 2)
        states.append(_state(name, each, count, start, seed))
    progress("simulating and mining", 2, 2)
    return FutureState(states[0], states[1], assumptions(model, scenario), seed)


def _state(name: str, model: ServiceModel, cases: int, start: datetime | None, seed: int) -> State:
    bare = model.model_copy(update={"refits": (), "validation": None})
    log = simulate(bare, cases=cases, start=start, replications=1, seed=seed).logs[0]
    return State(name, log, mine_map(log), find_streams(log).families[0])
