"""What a comparison of redesigns finds: for each redesign and indicator the paired difference with its intervals."""

from __future__ import annotations

from dataclasses import dataclass

from svcflow.indicators.results import Better
from svcflow.model.document import Validation
from svcflow.redesign.interplay import Interplay
from svcflow.redesign.money import Returns


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

    `run_low`, `run_high` bound the difference at 95 % for the randomness of the runs alone; `low`, `high` carry the uncertainty
    of the calibration as well.
    """

    indicator: str
    baseline: float
    redesign: float
    difference: float
    low: float
    high: float
    run_low: float
    run_high: float


@dataclass(frozen=True, slots=True)
class ScenarioEffects:
    """All effects of one redesign. `assumptions` says in words what each change was taken to mean; `money`: what it is worth.

    Where its changes were looked at alone, `apart` names them, and `interplay` says what they do together beyond their sum.
    """

    name: str
    why: str
    assumptions: tuple[str, ...]
    values: tuple[Effect, ...]
    money: Returns | None = None
    apart: tuple[str, ...] = ()
    interplay: tuple[Interplay, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Redesigns side by side, under common random numbers. `validation` is the model's own verdict (None: not validated)."""

    indicators: tuple[ComparedIndicator, ...]
    scenarios: tuple[ScenarioEffects, ...]
    replications: int
    cases: int
    seed: int
    validation: Validation | None
    notes: tuple[str, ...] = ()
