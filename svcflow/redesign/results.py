"""What a comparison of redesigns finds: for each redesign and indicator the paired difference with its intervals."""

from __future__ import annotations

from dataclasses import dataclass

from svcflow.indicators.results import Better
from svcflow.model.document import Validation
from svcflow.redesign.best import Best
from svcflow.redesign.interplay import Interplay
from svcflow.redesign.money import Amount, Returns
from svcflow.redesign.proposal import Proposal
from svcflow.redesign.uncertainty import CONFIDENCE


@dataclass(frozen=True, slots=True)
class ComparedIndicator:
    """An indicator that was compared."""

    name: str
    title: str
    unit: str
    better: Better
    formula: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a redesign does to one indicator: means over the runs, and the paired difference redesign − baseline.

    `run_low`, `run_high` bound the difference for the randomness of the runs alone; `low`, `high` carry the uncertainty of the
    calibration as well. `confidence`: with which each of these intervals holds (more than 95 % where several shall hold together).
    """

    indicator: str
    baseline: float
    redesign: float
    difference: float
    low: float
    high: float
    run_low: float
    run_high: float
    confidence: float = CONFIDENCE

    @property
    def clear(self) -> bool:
        """Whether the interval leaves no doubt about the direction."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class ScenarioEffects:
    """All effects of one redesign. `assumptions` says in words what each change was taken to mean; `money`: what it is worth.

    `touches`: the steps and teams that it names (none: it acts on all); `proposal`: that svcflow proposed it; `score`: the change of a
    score [points], where one was asked for.
    Where its changes were looked at alone, `apart` names them, and `interplay` says what they do together beyond their sum.
    """

    name: str
    why: str
    assumptions: tuple[str, ...]
    values: tuple[Effect, ...]
    money: Returns | None = None
    apart: tuple[str, ...] = ()
    interplay: tuple[Interplay, ...] = ()
    touches: tuple[str, ...] = ()
    proposal: Proposal | None = None
    score: Amount | None = None

    @property
    def title(self) -> str:
        """Its name; of one that svcflow proposed, in the current language."""
        return self.name if self.proposal is None else self.proposal.title

    @property
    def reason(self) -> str:
        """Why one would want it; of one that svcflow proposed, in the current language."""
        return self.why if self.proposal is None else self.proposal.why


@dataclass(frozen=True, slots=True)
class Comparison:
    """Redesigns side by side, under common random numbers. `validation` is the model's own verdict (None: not validated).

    `chosen`: the indicators that matter; `unreached`: those of them whose interval is wider than was asked; `together`: whether theirs hold
    at once. `warmup_cases`: arrivals of the baseline before those that are counted. `best` where that was asked.
    """

    indicators: tuple[ComparedIndicator, ...]
    scenarios: tuple[ScenarioEffects, ...]
    replications: int
    cases: int
    seed: int
    validation: Validation | None
    notes: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    together: bool = False
    warmup_cases: int = 0
    best: Best | None = None
