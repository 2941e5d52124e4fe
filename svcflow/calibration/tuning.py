"""What only a simulation can tell: whether queues and delays together make the lead times that the log had.

Waiting that people cause is seen in the log only where the log shows who was busy when; people who do other work too, or take
tickets in an order of their own, blur it. So the log's own period is simulated several times, and three things are adjusted if its
mean lead time is not what chance allows. The log is one draw, the simulations are others: with their standard deviation s and their
number R, a model that is right is off by v = s²·(1 + 1/R)·(R − 1)/(R − 3) on the average square (Student's t). Of a larger difference D
as much is believed as the positive-part rule of James and Stein leaves of it [1]_: D·(1 − v/D²), and nothing where that is less than
2 % of the mean.

1. **Queues too long.** If tickets without any delay already take max(4 %, 3 √v) more than the log's, people work more side by side
   than was seen (a strong thing to say against what was seen; chance says it of one log in 700): the team with the most waiting gets
   a seventh more slots, one at least, until that is over or 15 such steps are made; a step that takes away less than a twentieth of
   the excess is undone, and another team tried.
2. **Work.** If lead times are still too long, the mean durations of the steps of the team with the most waiting are shortened by up to
   one of their standard errors: near its capacity a queue hangs on the second digit of a mean that the log does not know so well.
3. **Delays.** If the lead time with the delays as observed is still off, all of them are made f times as long; f is found between 0
   and 10 by the secant rule, in at most 6 trials.

The simulated waiting that is left when all delays are taken out, over the simulated waiting, is `waiting_from_queues`. Tickets that are
gathered wait all the same then: a batch is the sooner full the more tickets come, so this too is waiting that answers to a change.

Trials draw their arrivals as simulations of the future do, rather than take the log's own: s is to hold all of the chance that a log's
mean has in it. With arrivals given it would be smaller, and what is only a rough model would be taken for a wrong one and bent.

All trials share their random numbers, so that two differ by what was adjusted alone.

References
----------
.. [1] B. Efron, C. Morris, J. Am. Stat. Assoc. 68 (1973) 117, https://doi.org/10.1080/01621459.1973.10481350
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from svcflow.calibration.delays import scaled, scaled_flows
from svcflow.eventlog import EventLog
from svcflow.model.document import Person, ServiceModel
from svcflow.progress import Progress, silent
from svcflow.simulation import simulate_each

TOLERANCE = 0.02
MOST_TRIALS = 6
MOST_RAISES = 15
RAISE = 1 / 7
BEYOND_CHANCE = 3.0
MOST_ERRORS = 1.0
HALVINGS = 4
LEAST_GAIN = 0.05
"""share of the excess that a raise must take away"""
MOST_FACTOR = 10.0
TRIAL_STEPS = 160_000
FEWEST_RUNS, MOST_RUNS = 4, 12
"""a trial is as many simulations as make about so many steps; fewer would not say how far apart they are"""


@dataclass(frozen=True, slots=True)
class Tuned:
    """The adjusted model, and mean lead times [h]: of the model as fitted, of the log (`goal_h`), and what chance makes of one log."""

    model: ServiceModel
    fitted_h: float
    goal_h: float
    chance_h: float

    @property
    def aim_h(self) -> float:
        """What was aimed at [h]."""
        return believed_h(self.goal_h, self.fitted_h, self.chance_h)

    @property
    def believed(self) -> float:
        """The share of the log's difference from the model as fitted that is not taken for chance."""
        return (self.fitted_h - self.aim_h) / (self.fitted_h - self.goal_h) if self.aim_h != self.fitted_h else 0.0


@dataclass(frozen=True, slots=True)
class _Run:
    """Of one simulated log, or the means of several; `chance_h` is how far off a log may be by chance [h]."""

    lead_h: float
    waiting_h: float
    waiting_by_step: Mapping[str, float]
    chance_h: float = 0.0


def lead_time_h(log: EventLog) -> float:
    """Mean lead time from the first begin of a ticket to its last end [h], comparable with logs that record no arrival."""
    begin = pl.col("begin_time") if "begin_time" in log.steps.columns else pl.col("start_time")
    times = log.steps.group_by("case_id").agg((pl.col("end_time").max() - begin.min()).dt.total_microseconds().alias("us"))
    return float(times["us"].sum()) / len(times) / 3.6e9


class _Trials:
    """Simulations of the log's period under one seed.

    `chance`: what chance makes of one log's mean lead time [share of it], where that is known; then the fewest runs are enough.
    """

    def __init__(self, start: datetime, cases: int, steps: int, seed: int, chance: float | None = None) -> None:
        self.start, self.cases, self.seed, self.chance = start, cases, seed, chance
        self.replications = min(MOST_RUNS if chance is None else FEWEST_RUNS, max(FEWEST_RUNS, TRIAL_STEPS // max(steps, 1)))
        self._known: dict[tuple[int, int, float], tuple[ServiceModel, _Run]] = {}

    def run(self, model: ServiceModel, factor: float) -> _Run:
        """Simulate with delays `factor` times as long; a trial of the same people and steps is remembered."""
        key = (id(model.people), id(model.steps), factor)
        if key not in self._known:
            # The model is kept beside its trial: so its parts live on, and no other part can have their identity.
            self._known[key] = (model, self._simulated(model, factor))
        return self._known[key][1]

    def _simulated(self, model: ServiceModel, factor: float) -> _Run:
        tried = model.model_copy(update={"flows": scaled_flows(model.flows, factor), "arrivals": model.arrivals.without_own_period()})
        runs = simulate_each(tried, _summary, cases=self.cases, start=self.start, replications=self.replications, seed=self.seed, jobs=1)
        lead = np.array([run.lead_h for run in runs])
        waiting = {step.name: float(np.mean([run.waiting_by_step.get(step.name, 0.0) for run in runs])) for step in model.steps}
        count = len(runs)
        chance = float(lead.std(ddof=1)) * math.sqrt((1 + 1 / count) * (count - 1) / (count - 3))
        if self.chance is not None:
            chance = self.chance * float(lead.mean())
        return _Run(float(lead.mean()), float(np.mean([run.waiting_h for run in runs])), waiting, chance)


def _summary(log: EventLog) -> _Run:
    """Lead time, and hours waited for people and delays, of a simulated log [h]."""
    waited = (pl.col("start_time") - pl.col("enabled_time")).dt.total_microseconds().sum() / 3.6e9
    by_step = dict(log.steps.group_by("activity").agg(waited.alias("h")).iter_rows())
    return _Run(lead_time_h(log), float(sum(by_step.values())), by_step)


def tune(
    model: ServiceModel, goal_h: float, *, errors: Mapping[str, float], first: datetime, seed: int, progress: Progress = silent
) -> Tuned:
    """Adjust slots, work and delays by the rules of this module.

    Parameters
    ----------
    model : ServiceModel
        As fitted.
    goal_h : float
        Mean lead time of the log [h].
    errors : mapping of str to float
        Of each step: the standard error of its mean duration, as a share of it.
    first : datetime
        Its first arrival.
    """
    return _tuned(model, goal_h, errors, _trials(model, first, seed), progress)


def tune_again(
    refit: ServiceModel, tuned: Tuned, rng: np.random.Generator, *, errors: Mapping[str, float], first: datetime, seed: int
) -> ServiceModel:
    """Adjust a refit as another log's model would have been; `tuned` is the model of this log.

    Another log would not only have told other arrivals and durations, it would have had other queues as well. So its lead time is that of
    the refit as it stands, off by as much as the log was believed to be, and by chance; but as far as the log overruled the model
    (`Tuned.believed`), it is the log's own level: aim · (refit ÷ model as fitted)^(1 − believed) · (1 + chance ÷ fitted · z), z normal.
    """
    if tuned.fitted_h <= 0:
        return refit
    trials = _trials(refit, first, seed, tuned.chance_h / tuned.fitted_h)
    follows = (trials.run(refit, 1.0).lead_h / tuned.fitted_h) ** (1 - tuned.believed)
    chance = 1 + tuned.chance_h / tuned.fitted_h * float(rng.standard_normal())
    return _tuned(refit, tuned.aim_h * follows * max(chance, 0.1), errors, trials, silent).model


def _trials(model: ServiceModel, first: datetime, seed: int, chance: float | None = None) -> _Trials:
    return _Trials(first, model.cases, model.source.steps if model.source else model.cases, seed, chance)


def _tuned(fitted: ServiceModel, goal_h: float, errors: Mapping[str, float], trials: _Trials, progress: Progress) -> Tuned:
    as_fitted = trials.run(fitted, 1.0)
    model, alone = _relieved(fitted, goal_h, trials, progress)
    relieved = trials.run(model, 1.0)
    aim_h = believed_h(goal_h, relieved.lead_h, relieved.chance_h)
    model, alone = _sped_up(model, aim_h, alone, errors, trials, progress)
    factor, found = _delay_factor(model, aim_h, alone, trials, progress)
    share = min(1.0, alone.waiting_h / found.waiting_h) if found.waiting_h > 0 else None
    update = {"flows": scaled_flows(model.flows, factor), "waiting_from_queues": None if share is None else round(share, 4)}
    off = found.lead_h / goal_h - 1 if goal_h > 0 else 0.0
    notes = list(model.notes)
    if factor != 1.0:
        notes.append(f"Delays were made {factor:.3g} times as long as observed, so that mean lead times agree.")
    if abs(off) > 2 * TOLERANCE and abs(found.lead_h - goal_h) > found.chance_h:
        notes.append(f"The training period's mean lead time is {goal_h:.3g} h; the model's is {found.lead_h:.3g} h.")
    return Tuned(model.model_copy(update={**update, "notes": tuple(notes)}), as_fitted.lead_h, goal_h, as_fitted.chance_h)


def _relieved(model: ServiceModel, goal_h: float, trials: _Trials, progress: Progress) -> tuple[ServiceModel, _Run]:
    """Raise slots until queues alone no longer explain more than there is; a team that this does not help is left as it was."""
    alone = trials.run(model, 0.0)
    raised: dict[str, int] = {}
    helpless: set[str] = set()
    while alone.lead_h > goal_h + max(2 * TOLERANCE * goal_h, BEYOND_CHANCE * alone.chance_h) and sum(raised.values()) < MOST_RAISES:
        team = _busiest(model, alone, helpless)
        if team is None:
            break
        tried = model.model_copy(update={"people": _raised(model.people, team)})
        after = trials.run(tried, 0.0)
        if alone.lead_h - after.lead_h < LEAST_GAIN * (alone.lead_h - goal_h):
            helpless.add(team)
            continue
        raised[team] = raised.get(team, 0) + 1
        model, alone = tried, after
        progress("calibrating: queues", sum(raised.values()), MOST_RAISES)
    why = "work on more tickets at once in the model than was seen in the log: else queues would be longer than they were."
    notes = tuple(f'People of "{team}" {why}' for team in sorted(raised))
    return model.model_copy(update={"notes": (*model.notes, *notes)}), alone


def _tolerance(goal_h: float, run: _Run) -> float:
    return max(TOLERANCE * goal_h, run.chance_h)


def _raised(people: tuple[Person, ...], team: str) -> tuple[Person, ...]:
    """A seventh more slots for a team, for those first who have the fewest and do the most."""
    members = sorted((person for person in people if person.team == team), key=lambda it: (it.slots, -it.n, it.name))
    wanted = max(1, math.ceil(RAISE * sum(person.slots * person.count for person in members)))
    more: dict[str, int] = {}
    while wanted > 0:
        for person in members:
            if wanted > 0:
                more[person.name] = more.get(person.name, 0) + 1
                wanted -= max(person.count, 1)
    return tuple(person.model_copy(update={"slots": person.slots + more.get(person.name, 0)}) for person in people)


def believed_h(goal_h: float, lead_h: float, chance_h: float) -> float:
    """The mean lead time to aim at [h]: the log's (`goal_h`), less as much of its difference from the model's as chance explains."""
    off = lead_h - goal_h
    return lead_h if abs(off) <= chance_h else goal_h + chance_h**2 / off


def _busiest(model: ServiceModel, run: _Run, but: Collection[str]) -> str | None:
    """The team before whose steps tickets wait longest, but those; what is gathered waits for more than people."""
    waiting: dict[str, float] = {}
    gathered = {step.name for step in model.steps if step.gathering is not None}
    for person in model.people:
        for step, share in person.skills.items():
            if person.team not in but and step not in gathered:
                waiting[person.team] = waiting.get(person.team, 0.0) + share * person.count * run.waiting_by_step.get(step, 0.0)
    best = max(waiting, key=lambda team: (waiting[team], team), default=None)
    return best if best is not None and waiting[best] > 0 else None


def _sped_up(
    model: ServiceModel, goal_h: float, alone: _Run, errors: Mapping[str, float], trials: _Trials, progress: Progress
) -> tuple[ServiceModel, _Run]:
    """Shorten the work of the team with the most waiting as far as its standard errors allow, if lead times are too long."""
    team = _busiest(model, alone, ())
    excess = trials.run(model, 1.0).lead_h - goal_h
    if team is None or not TOLERANCE * goal_h < excess < alone.waiting_h / model.cases:
        return model, alone
    low, high = 0.0, MOST_ERRORS
    for number in range(HALVINGS):
        progress("calibrating: work", number, HALVINGS)
        at = high if number == 0 else (low + high) / 2
        off = trials.run(_shortened(model, team, errors, at), 1.0).lead_h - goal_h
        if off > 0:
            low = at
        else:
            high = at
        if low == MOST_ERRORS or abs(off) <= TOLERANCE * goal_h:
            break
    at = at if abs(off) <= TOLERANCE * goal_h else high
    if off > excess / 2:
        return model, alone
    model = _shortened(model, team, errors, at)
    note = f'Work of "{team}" is shorter than observed, by {at:.2g} of the standard error of each mean, so that mean lead times agree.'
    return model.model_copy(update={"notes": (*model.notes, note)}), trials.run(model, 0.0)


def _shortened(model: ServiceModel, team: str, errors: Mapping[str, float], number: float) -> ServiceModel:
    """The model with the work of a team shorter by so many standard errors."""
    mine = {step for person in model.people if person.team == team for step in person.skills}
    steps = []
    for step in model.steps:
        factor = max(0.5, 1 - number * errors.get(step.name, 0.0)) if step.name in mine else 1.0
        by_person = {name: scaled(each, factor) for name, each in step.by_person.items()}
        by_attribute = step.by_attribute and step.by_attribute.scaled(factor) if factor != 1.0 else step.by_attribute
        own = {"duration": scaled(step.duration, factor), "by_person": by_person, "by_attribute": by_attribute}
        steps.append(step.model_copy(update=own))
    return model.model_copy(update={"steps": tuple(steps)})


def _delay_factor(model: ServiceModel, goal_h: float, alone: _Run, trials: _Trials, progress: Progress) -> tuple[float, _Run]:
    """The factor of the delays with which lead times agree, and the trial with it."""
    if not any(flow.delays for flow in model.flows):
        return 1.0, alone
    low, high = (0.0, alone.lead_h - goal_h), (math.inf, math.inf)
    factor, run = 1.0, trials.run(model, 1.0)
    for number in range(MOST_TRIALS):
        error = run.lead_h - goal_h
        if abs(error) <= TOLERANCE * goal_h:
            break
        if error > 0 and low[1] >= 0:
            return (0.0, alone) if run.lead_h - alone.lead_h > _tolerance(goal_h, run) else (1.0, run)
        low, high = ((factor, error), high) if error < 0 else (low, (factor, error))
        following = float(f"{_between(low, high):.4g}")
        if abs(following - factor) < 1e-3 * factor:
            break
        progress("calibrating: delays", number + 1, MOST_TRIALS)
        factor, run = following, trials.run(model, following)
    return factor, run


def _between(low: tuple[float, float], high: tuple[float, float]) -> float:
    """Where the line through both errors is 0, kept a tenth of the interval away from its ends; without an upper end, further out."""
    if math.isinf(high[0]):
        return min(max(2.0 * low[0], 1.0), MOST_FACTOR)
    width = high[0] - low[0]
    at = low[0] - low[1] * width / (high[1] - low[1])
    return min(max(at, low[0] + 0.1 * width), high[0] - 0.1 * width)
