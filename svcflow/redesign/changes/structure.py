"""Changes of the order of work: two steps made one, one made two, a step moved to another place, steps side by side.

**Merged.** Whoever does the first step does the second right away where it would have come next: its work is added to that of the
first, less the `saving`, without a hand-over or a delay between. The time of the merged step is the sum of two independent draws, or the
first's alone for the share of tickets that the second did not follow (`sum_of`), whatever the ticket's values. The second step stays for
tickets from elsewhere.

**Moved.** A step is taken out where it was, as by `remove_step`, and done after another one, in as large a share of its executions as
keeps the number of executions for a ticket (at most each of them).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from svcflow import units
from svcflow.errors import ScenarioError, did_you_mean
from svcflow.model.distribution import Distribution
from svcflow.model.document import Flow, ServiceModel, Step
from svcflow.redesign.changes.change import Change, known_step, known_team, listed, percent, scaled_step, with_step
from svcflow.redesign.changes.removal import RemoveStep
from svcflow.redesign.changes.rerouting import chance_of, follows, inserted, passed_over, visits
from svcflow.redesign.changes.steps import idle_without, without_skill

GRID = 200
"""equal chances at which a sum of two durations is computed"""
KNOTS = 51


class MergeSteps(Change):
    """Two steps that follow each other are done in one go by whoever does the first; `saving`: the share of the second that falls away."""

    kind: Literal["merge_steps"] = "merge_steps"
    first: str
    second: str
    saving: float = Field(default=0.0, ge=0, le=1)

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Add the second's work to the first's, and lead tickets past it."""
        first, second = self._both(model)
        share = chance_of(model.routing, self.first, self.second)

        def merged(who: str | None) -> Distribution:
            own, other = (it.by_person.get(who or "", it.duration) for it in (first, second))
            return sum_of(own, other.scaled(1 - self.saving), share)

        people = [person.name for person in model.people if self.first in person.skills]
        apart = [name for name in people if name in first.by_person or name in second.by_person]
        joined = first.model_copy(
            update={
                "duration": merged(None),
                "by_person": {name: merged(name) for name in apart},
                "by_attribute": None,
                "cost": first.cost + share * second.cost,
            }
        )
        routing = passed_over(model.routing, self.first, self.second)
        flows = tuple(flow for flow in model.flows if (flow.source, flow.target) != (self.first, self.second))
        changed = with_step(model, self.first, lambda _: joined).model_copy(update={"routing": routing, "flows": flows})
        return changed if visits(routing, model).get(self.second) else _dropped(changed, self.second)

    def describe(self, model: ServiceModel) -> str:
        """How long the one step takes then, and what becomes of the other."""
        first, second = self._both(model)
        share = chance_of(model.routing, self.first, self.second)
        after = first.duration.expected + share * (1 - self.saving) * second.duration.expected
        elsewhere = bool(visits(passed_over(model.routing, self.first, self.second), model).get(self.second))
        rest = (
            f" Tickets that come to {self.second} from elsewhere still do."
            if elsewhere
            else f" {self.second} is no step of its own any more."
        )
        idle = [] if elsewhere else idle_without(model, self.second)
        leave = f" {listed(idle)} did nothing else and leave the model." if idle else ""
        saved = f", with {percent(self.saving)} of its work saved" if self.saving else ""
        return (
            f"Whoever does {self.first} does {self.second} right away, for the {percent(share)} of tickets that it follows{saved}: mean"
            f" {units.duration(after)} in one go. They need the skill for both.{rest}{leave}"
        )

    def _both(self, model: ServiceModel) -> tuple[Step, Step]:
        first, second = known_step(model, self.first), known_step(model, self.second)
        if self.first == self.second:
            raise ScenarioError(f'first and second are both "{self.first}".', remedy="Name two steps.")
        _check_follows(model, self.first, self.second)
        if not (first.staffed and second.staffed):
            idle = (self.first if not first.staffed else self.second,)
            raise ScenarioError(f'nobody does "{idle[0]}": there is no work to merge.', remedy="Merge steps that people do.")
        return first, second


class SplitStep(Change):
    """A `share` of a step's work becomes a step of its own that follows it, called `name`, done by `team` (or the same people)."""

    kind: Literal["split_step"] = "split_step"
    step: str
    name: str
    share: float = Field(gt=0, lt=1)
    team: str | None = None

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Shorten the step, and put the other part behind it."""
        step = known_step(model, self.step)
        if not step.staffed:
            raise ScenarioError(f'nobody does "{self.step}": there is no work to split.', remedy="Split a step that people do.")
        check_free(model, self.name)
        parts = [scaled_step(step, part) for part in (1 - self.share, self.share)]
        other = parts[1].model_copy(update={"name": self.name, "error_chance": 0.0, "fitted_error_chance": 0.0, "cost": 0.0, "n": 0})
        changed = with_step(model, self.step, lambda _: parts[0])
        routing = inserted(model.routing, self.name, sources=(self.step,))
        flows = tuple(flow.model_copy(update={"source": self.name}) if flow.source == self.step else flow for flow in model.flows)
        changed = changed.model_copy(update={"steps": (*changed.steps, other), "routing": routing, "flows": flows})
        return with_skill_of(changed, self.step, self.name) if self.team is None else with_skill(changed, self.name, self.team)

    def describe(self, model: ServiceModel) -> str:
        """Both parts."""
        before = known_step(model, self.step).duration.expected
        own, other = units.duration(before * (1 - self.share)), units.duration(before * self.share)
        who = f"by {self.team}" if self.team is not None else "by the same people"
        return (
            f"{self.step} takes {own} instead of {units.duration(before)}; the other {other} are a step {self.name} right after it, done"
            f" {who}, with its own queue. The work in all stays the same."
        )


class MoveStep(Change):
    """A step is done right after another one, instead of where it was."""

    kind: Literal["move_step"] = "move_step"
    step: str
    after: str

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Bridge the step where it was, and put it in after the other."""
        moved = known_step(model, self.step)
        share = self._share(model)
        people, teams = model.people, model.teams
        changed = RemoveStep(step=self.step).applied(model)
        routing = inserted(changed.routing, self.step, sources=(self.after,), share=share)
        return changed.model_copy(update={"steps": (*changed.steps, moved), "routing": routing, "people": people, "teams": teams})

    def describe(self, model: ServiceModel) -> str:
        """Where it was and where it will be."""
        share = self._share(model)
        some = "every execution" if share == 1 else f"{percent(share)} of the executions"
        return f"{self.step} is done after {some} of {self.after}, instead of where it was; delays before and after it fall away."

    def _share(self, model: ServiceModel) -> float:
        known_step(model, self.step)
        known_step(model, self.after)
        if self.step == self.after:
            raise ScenarioError(f'"{self.step}" cannot be done after itself.', remedy="Name another step.")
        times = visits(model.routing, model)
        if not times.get(self.after):
            raise ScenarioError(f'no ticket comes to "{self.after}".', remedy="Name a step on the way.")
        return min(1.0, times.get(self.step, 0.0) / times[self.after])


class RunParallel(Change):
    """A step may begin when the one before it begins (for a `share` of the tickets); what follows waits for both."""

    kind: Literal["run_parallel"] = "run_parallel"
    first: str
    second: str
    share: float = Field(default=1.0, gt=0, le=1)

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Let the flow between them overlap, without a delay."""
        known_step(model, self.first)
        known_step(model, self.second)
        _check_follows(model, self.first, self.second)
        side_by_side = Flow(source=self.first, target=self.second, overlap=self.share)
        others = tuple(flow for flow in model.flows if (flow.source, flow.target) != (self.first, self.second))
        return model.model_copy(update={"flows": (*others, side_by_side)})

    def describe(self, model: ServiceModel) -> str:
        """What waits for what."""
        some = "" if self.share == 1 else f" for {percent(self.share)} of the tickets that it follows"
        return (
            f"{self.second} may begin as soon as {self.first} begins{some}, if somebody is free for it; what comes after waits for both."
            " Neither needs the other's result, and neither is repeated because of the other."
        )


def sum_of(first: Distribution, second: Distribution, share: float) -> Distribution:
    """The distribution of the first, plus for a `share` of the cases an independent draw of the second; the mean is exact."""
    chances = (np.arange(GRID) + 0.5) / GRID
    one = np.array([first.draw(u) for u in chances])
    both = np.add.outer(one, np.array([second.draw(u) for u in chances])).ravel()
    values = np.concatenate((np.repeat(one, GRID), both))
    weights = np.concatenate((np.full(GRID * GRID, 1 - share), np.full(GRID * GRID, share)))
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    knots = np.interp(np.linspace(0, 1, KNOTS), cumulated / cumulated[-1], values[order])
    mean = first.expected + share * second.expected
    # The last knot makes the mean exact; where it would fall below the one before it, all are scaled.
    last = 2 * (mean * (KNOTS - 1) - float(knots[1:-1].sum()) - float(knots[0]) / 2)
    knots[-1] = max(last, float(knots[-2]))
    found = (knots.sum() - (knots[0] + knots[-1]) / 2) / (KNOTS - 1)
    return Distribution(kind="empirical", quantiles=tuple((knots * (mean / found if found else 1.0)).tolist()))


def flows_like(flows: tuple[Flow, ...], step: str, twin: str) -> tuple[Flow, ...]:
    """The flows, and for the twin such as the step has."""
    copies = []
    for flow in flows:
        if step in (flow.source, flow.target):
            ends = {name: twin for name in ("source", "target") if getattr(flow, name) == step}
            copies.append(flow.model_copy(update={**ends, "n": 0}))
    return (*flows, *copies)


def with_skill_of(model: ServiceModel, step: str, new: str) -> ServiceModel:
    """Who can do a step can do the new one as well, with the same preference."""
    people = tuple(
        person.model_copy(update={"skills": {**person.skills, new: person.skills[step]}}) if step in person.skills else person
        for person in model.people
    )
    return model.model_copy(update={"people": people})


def with_skill(model: ServiceModel, step: str, team: str) -> ServiceModel:
    """Everybody of a team can do the step, all alike."""
    known_team(model, team)
    people = tuple(
        person.model_copy(update={"skills": {**person.skills, step: 1.0}}) if person.team == team else person for person in model.people
    )
    return model.model_copy(update={"people": people})


def check_free(model: ServiceModel, name: str) -> None:
    """Refuse the name of a new step that is taken, or none."""
    if not name.strip() or name in ("(start)", "(end)"):
        raise ScenarioError(f'"{name}" cannot be the name of a step.', remedy="Call it something else.")
    if name in [step.name for step in model.steps]:
        raise ScenarioError(f'there is already a step "{name}".', remedy="Give the new one another name.")


def free_step(model: ServiceModel, wanted: str) -> str:
    """A name that no step has yet."""
    taken = {step.name for step in model.steps}
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted} {number}"
    return name


def _check_follows(model: ServiceModel, first: str, second: str) -> None:
    if not follows(model.routing, first, second):
        ways = [f"{first} → {step.name}" for step in model.steps if follows(model.routing, first, step.name)]
        remedy = did_you_mean(f"{first} → {second}", ways) if ways else f"Nothing follows {first}: tickets end there."
        raise ScenarioError(f'"{second}" never follows "{first}".', remedy=remedy)


def _dropped(model: ServiceModel, step: str) -> ServiceModel:
    """The model without a step that no ticket comes to any more, and without people who did nothing else."""
    contexts = tuple(
        context.model_copy(update={"next": {name: chance for name, chance in context.next.items() if name != step}})
        for context in model.routing.contexts
        if step not in context.after and not context.next.get(step)
    )
    left = model.model_copy(
        update={
            "steps": tuple(each for each in model.steps if each.name != step),
            "routing": model.routing.model_copy(update={"contexts": contexts}),
            "flows": tuple(flow for flow in model.flows if step not in (flow.source, flow.target)),
        }
    )
    return without_skill(left, step)
