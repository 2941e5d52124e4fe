"""Which assumption moves the answer most, and from what value on a redesign would no longer pay.

**Assumptions** are the numbers of the redesign and what the model takes for granted of the world (`svcflow.redesign.assumed`). They are
moved one at a time, the others as they are: the rows of a tornado diagram are the gains at both ends, widest first. (So it does not see
what two assumptions do together.)

**Gain** is what the redesign is for: the net benefit where it has costs, else the improvement of one indicator (the difference, turned so
that more is better). Today and the redesign run under common random numbers, the same at every value.

**Break-even** is the value of a number in the redesign, the others as they are, at which the gain is 0: it is looked for from no effect at
all up to three times the number, and found by halving between the nearest two tried values of unlike sign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from pydantic import ValidationError

from svcflow.errors import InputError, ScenarioError, did_you_mean
from svcflow.indicators.registry import title_of, unit_of
from svcflow.indicators.setting import setting_of
from svcflow.model.document import ServiceModel
from svcflow.progress import Progress, silent
from svcflow.redesign.assumed import WORLD, named, own_numbers, world_of
from svcflow.redesign.changes import Change
from svcflow.redesign.money import returns_of
from svcflow.redesign.ranges import MONEY, Range
from svcflow.redesign.runs import Plan, Runs
from svcflow.redesign.scenario import Scenario, apply
from svcflow.redesign.uncertainty import Floats, run_half_width

TRIED = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
HALVINGS = 7
BENEFIT = "net_benefit"


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number that the answer hangs on: its value, the two ends that were tried, and the gain at each.

    `break_even` is None where the gain has one sign over all that was tried, or where the number is the world's.
    """

    name: str
    value: float
    low: float
    high: float
    gain_at_low: float
    gain_at_high: float
    break_even: float | None = None

    @property
    def swing(self) -> float:
        """How far apart the gains are."""
        return abs(self.gain_at_high - self.gain_at_low)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The assumptions behind a redesign's gain, the widest swing first. `half_width`: of the gain's 95 % interval for the runs alone."""

    scenario: str
    measure: str
    title: str
    unit: str
    gain: float
    half_width: float
    assumptions: tuple[Assumption, ...]
    replications: int
    seed: int


def find_sensitivity(
    model: ServiceModel,
    scenario: Scenario,
    *,
    indicator: str | None = None,
    replications: int = 10,
    cases: int | None = None,
    start: datetime | None = None,
    seed: int = 1,
    jobs: int | None = None,
    progress: Progress = silent,
) -> Sensitivity:
    """Move the assumptions of a redesign one by one.

    Parameters
    ----------
    model, scenario
        What is today, and the redesign.
    indicator : str, optional
        What the gain is measured in. Default: the net benefit where the redesign has costs, else the mean lead time.
    replications, cases, start, seed, jobs, progress
        As in `svcflow.redesign.compare`.

    Raises
    ------
    ScenarioError
        The redesign does not fit the model, or has no net benefit since nothing says what work costs.
    InputError
        There is no such indicator, or fewer than two replications.

    Notes
    -----
    Two comparisons for each assumption, and up to 16 for each break-even.
    """
    if replications < 2:
        raise InputError(f"replications (={replications}) must be >= 2: one run says nothing about chance.")
    bare = model.model_copy(update={"refits": (), "validation": None})
    gains = _Gains(bare, scenario, indicator, Plan(cases or model.cases, start, seed, 0, jobs, model.arrivals.per_week), replications)
    middle, half = gains.at_hand()
    own = [each for each in own_numbers(scenario) if each.change != MONEY or gains.measure == BENEFIT]
    world = list(world_of(model))
    total = len(own) + len(world)
    found = []
    for number, each in enumerate(own):
        progress("moving assumptions", number, total)
        found.append(_moved(gains, each, middle, named(scenario, each)))
    for number, (name, changes) in enumerate(world, len(own)):
        progress("moving assumptions", number, total)
        low, high = (gains.of_world(changes(times)) for times in (1 - WORLD, 1 + WORLD))
        found.append(Assumption(name, 1.0, 1 - WORLD, 1 + WORLD, low, high))
    progress("moving assumptions", total, total)
    ranked = tuple(sorted(found, key=lambda it: (-it.swing, it.name)))
    return Sensitivity(scenario.name, gains.measure, gains.title, gains.unit, middle, half, ranked, replications, seed)


class _Gains:
    """What the redesign gains at other values, every time with the same random numbers."""

    def __init__(self, model: ServiceModel, scenario: Scenario, indicator: str | None, plan: Plan, replications: int) -> None:
        self.model, self.scenario, self.plan, self.replications = model, scenario, plan, replications
        self.today = self._run(model)
        self.measure = indicator or (BENEFIT if scenario.money is not None else "lead_time_mean")
        if self.measure == BENEFIT:
            self.title, self.unit, self.sign = "Net benefit", model.currency, 1.0
            return
        known = [name for name in self.today.values[0] if not name.startswith("open tickets")]
        if self.measure not in known:
            raise InputError(f'there is no indicator "{self.measure}".', remedy=did_you_mean(self.measure, [*known, BENEFIT]))
        entry, self.title = title_of(self.measure)
        self.unit = unit_of(entry, setting_of(model))
        self.sign = 1.0 if entry.better == "higher" else -1.0

    def at_hand(self) -> tuple[float, float]:
        """The redesign's gain as it stands, and half of its interval."""
        each = self._gains(self.today, self._run(apply(self.model, self.scenario)), self.scenario)
        return float(each.mean()), run_half_width(each)

    def of(self, scenario: Scenario) -> float:
        """The gain of the redesign at other values."""
        return float(self._gains(self.today, self._run(apply(self.model, scenario)), scenario).mean())

    def of_world(self, changes: tuple[Change, ...]) -> float:
        """The gain in another world."""
        world = apply(self.model, Scenario("another world", changes=changes))
        return float(self._gains(self._run(world), self._run(apply(world, self.scenario)), self.scenario).mean())

    def _run(self, model: ServiceModel) -> Runs:
        runs = Runs(model)
        runs.add(self.replications, self.plan, silent)
        return runs

    def _gains(self, today: Runs, redesign: Runs, scenario: Scenario) -> Floats:
        if self.measure != BENEFIT:
            return np.asarray(self.sign * (redesign.of(self.measure) - today.of(self.measure)))
        pairs = zip(today.values, redesign.values, strict=True)
        one_run = ((Runs(today.model, values=[before] * 2), Runs(redesign.model, values=[after] * 2)) for before, after in pairs)
        worth = [returns_of(before, after, scenario.money, lambda _: None, self.unit) for before, after in one_run]
        found = [each.net_benefit.value for each in worth if each is not None]
        if len(found) < len(worth):
            problem = f'the net benefit of "{scenario.name}" is not known: nothing says what work costs.'
            raise ScenarioError(problem, remedy="Calibrate with a study that has rates, or name an indicator.")
        return np.array(found)


def _moved(gains: _Gains, each: Range, middle: float, name: str) -> Assumption:
    low, high = (gains.of(gains.scenario.with_values({each: value})) for value in (each.low, each.high))
    return Assumption(name, each.mean, each.low, each.high, low, high, _break_even(gains, each, middle))


def _break_even(gains: _Gains, each: Range, middle: float) -> float | None:
    """Where the gain changes its sign, nearest to the value at hand."""

    def gain(value: float) -> float | None:
        try:
            return gains.of(gains.scenario.with_values({each: value}))
        except (ScenarioError, ValidationError):
            return None

    value = each.mean
    here = TRIED.index(1.0)
    for side in (reversed(TRIED[:here]), TRIED[here + 1 :]):
        near, sign = value, middle > 0
        for times in side:
            found = gain(value * times)
            if found is None:
                break
            if (found > 0) != sign:
                return _halved(gain, near, value * times, sign)
            near = value * times
    return None


def _halved(gain: Callable[[float], float | None], near: float, far: float, sign: bool) -> float:
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        found = gain(middle)
        if found is not None and (found > 0) == sign:
            near = middle
        else:
            far = middle
    return float(f"{(near + far) / 2:.3g}")
