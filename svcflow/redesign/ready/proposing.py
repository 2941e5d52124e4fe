"""A few redesigns to look at closely, chosen from all that the log suggests.

Every candidate of `svcflow.redesign.ready.suggesting` runs a few times beside today. Those are kept that shorten the mean lead time by
more than its standard error, the best first, and of several that pull the same lever in the same place only the best: a chatbot and a
portal both keep tickets away. Whether they shorten it beyond chance, a closer look must tell. The choice has
random numbers of its own: whoever compares the chosen ones then gets estimates that do not profit from the luck by which they were chosen
(the winner's curse).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scipy.special import stdtrit

from svcflow.model.document import ServiceModel
from svcflow.progress import Progress, silent
from svcflow.redesign.comparing import compare
from svcflow.redesign.proposal import ONE_MORE, TITLES, Proposal
from svcflow.redesign.ready.suggesting import candidates
from svcflow.redesign.results import ScenarioEffects
from svcflow.redesign.scenario import Scenario
from svcflow.redesign.touching import touched

RUNS = 5
MOST_CASES = 3000
"""Of a run for the choice; to tell good from bad takes no more."""
OTHER_LUCK = 7919
"""Added to the seed for the choice."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """The chosen redesigns, best first, how many were tried, and those that the model cannot fill, with the reason."""

    scenarios: tuple[Scenario, ...]
    tried: int
    not_possible: Mapping[str, str]


def propose_few(model: ServiceModel, count: int, *, seed: int = 1, progress: Progress = silent) -> Proposals:
    """Choose at most `count` redesigns that shorten the mean lead time.

    Raises
    ------
    SvcflowError
        The model cannot be simulated.

    Notes
    -----
    The cost of `RUNS` runs of every candidate and of today, some 80 of at most `MOST_CASES` tickets.
    """
    possible, impossible = candidates(model)
    scenarios = {name: _named(name, filled.scenario, filled.chosen) for name, filled in possible.items()}
    bare = model.model_copy(update={"refits": ()})
    tried = [replace(scenario, name=name, ranges=(), money=None) for name, scenario in scenarios.items()]
    found = compare(
        bare, tried, replications=RUNS, cases=min(model.cases, MOST_CASES), seed=seed + OTHER_LUCK,
        progress=lambda _, done, total: progress("trying redesigns", done, total),
    )  # fmt: skip
    chosen: dict[object, Scenario] = {}
    for each in sorted(found.scenarios, key=_gain):
        if _gain(each) < 0 and len(chosen) < count:
            scenario = scenarios[each.name]
            lever = (*(change.kind for change in scenario.changes), *touched(model, scenario))
            chosen.setdefault(lever, scenario)
    return Proposals(tuple(chosen.values()), len(tried), impossible)


def _named(name: str, scenario: Scenario, chosen: Mapping[str, Any]) -> Scenario:
    """A candidate as it is shown: called by what it does and where."""
    holes = tuple((hole, str(value)) for hole, value in chosen.items() if isinstance(value, str))
    proposal = Proposal(name if name in TITLES else ONE_MORE, holes)
    return replace(scenario, name=proposal.title, why=proposal.why, source="", proposal=proposal)


def _gain(scenario: ScenarioEffects) -> float:
    """The change of the mean lead time [h], 0 where it is within its standard error: below 0 is better."""
    effect = next((each for each in scenario.values if each.indicator == "lead_time_mean"), None)
    if effect is None:
        return 0.0
    error = (effect.run_high - effect.run_low) / 2 / float(stdtrit(RUNS - 1, 0.975))
    return effect.difference if effect.difference < -error else 0.0
