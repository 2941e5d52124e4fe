"""Changes of a single step: do it faster, let a machine do it, do it with fewer errors."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from svcflow.errors import ScenarioError
from svcflow.model.distribution import constant
from svcflow.model.document import Person, ServiceModel, Step
from svcflow.redesign.changes.change import MOST_TIMES, Change, bounded, known_step, listed, one_of, percent, with_people, with_step


class SpeedStep(Change):
    """Do a step faster or slower: every duration of it is multiplied by `factor`, or falls by `percent`."""

    kind: Literal["speed_step"] = "speed_step"
    step: str
    factor: float | None = Field(default=None, ge=0)
    percent: float | None = Field(default=None, le=100)

    @model_validator(mode="after")
    def _one(self) -> Self:
        one_of(factor=self.factor, percent=self.percent)
        bounded(f'the step "{self.step}"', self.factor)
        if self.times > MOST_TIMES:
            raise ValueError(f'percent (={self.percent:g}) of the step "{self.step}" must be >= {100 - 100 * MOST_TIMES}')
        return self

    @property
    def times(self) -> float:
        """What durations are multiplied by."""
        return self.factor if self.factor is not None else 1.0 - (self.percent or 0.0) / 100

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Scale the step's durations, those of single people and values too."""
        known_step(model, self.step)
        return with_step(model, self.step, self._scaled)

    def describe(self, model: ServiceModel) -> str:
        """The step's mean before and after."""
        before = known_step(model, self.step).duration.expected * 60
        return (
            f"{self.step} takes {percent(self.times)} of its time (mean {before:.3g} min, then {before * self.times:.3g} min), whoever does"
            " it; its results and its errors stay as they are."
        )

    def _scaled(self, step: Step) -> Step:
        own = {
            "duration": step.duration.scaled(self.times),
            "by_person": {name: duration.scaled(self.times) for name, duration in step.by_person.items()},
            "by_attribute": step.by_attribute and step.by_attribute.scaled(self.times),
        }
        return step.model_copy(update=own)


class AutomateStep(Change):
    """Let a machine do a step: nobody is needed, day and night, and every execution takes `minutes` (or `hours`)."""

    kind: Literal["automate_step"] = "automate_step"
    step: str
    minutes: float | None = Field(default=None, ge=0)
    hours: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one(self) -> Self:
        one_of(minutes=self.minutes, hours=self.hours)
        return self

    @property
    def residual_h(self) -> float:
        """What an execution still takes [h]."""
        return self.hours if self.hours is not None else (self.minutes or 0.0) / 60

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Take the step out of everybody's hands."""
        step = known_step(model, self.step)
        if not step.staffed:
            raise ScenarioError(
                f'nobody does the step "{self.step}": there is no work to automate.', remedy="Use speed_step to shorten it."
            )
        changed = with_step(model, self.step, self._automated)
        return without_skill(changed, self.step)

    def describe(self, model: ServiceModel) -> str:
        """What still takes time."""
        idle = idle_without(model, self.step)
        leave = f" {listed(idle)} did nothing else and leave the model." if idle else ""
        return (
            f"{self.step} is done by a machine at any hour, always within {self.residual_h * 60:.3g} min, without waiting for a person; it"
            f" fails as often as before.{leave}"
        )

    def _automated(self, step: Step) -> Step:
        return step.model_copy(update={"staffed": False, "duration": constant(self.residual_h), "by_person": {}, "by_attribute": None})


class ReduceErrors(Change):
    """Fewer executions of a step come back: the chance is multiplied by `factor`, or becomes `to`."""

    kind: Literal["reduce_errors"] = "reduce_errors"
    step: str
    factor: float | None = Field(default=None, ge=0)
    to: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _one(self) -> Self:
        one_of(factor=self.factor, to=self.to)
        bounded(f'the step "{self.step}"', self.factor)
        return self

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Set the step's error chance; the simulation scales the returns to it."""
        known_step(model, self.step)
        chance = self._chance(model)
        return with_step(model, self.step, lambda step: step.model_copy(update={"error_chance": chance}))

    def describe(self, model: ServiceModel) -> str:
        """The chance before and after."""
        return (
            f"{percent(self._chance(model))} of the executions of {self.step} come back, instead of"
            f" {percent(known_step(model, self.step).error_chance)}; checking takes no extra time."
        )

    def _chance(self, model: ServiceModel) -> float:
        step = known_step(model, self.step)
        if step.error_chance == 0 and self.to is None:
            raise ScenarioError(
                f'the step "{self.step}" never comes back in this model: it has no errors to change.',
                remedy=f"Steps that come back: {listed([each.name for each in model.steps if each.error_chance > 0]) or 'none'}.",
            )
        chance = self.to if self.to is not None else step.error_chance * (self.factor if self.factor is not None else 1.0)
        if chance > 1:
            raise ScenarioError(f"factor (={self.factor:g}) makes the error chance {chance:.3g}, which must be <= 1.")
        return chance


def without_skill(model: ServiceModel, step: str) -> ServiceModel:
    """Nobody does the step any more; people who did nothing else leave, and so do teams that are empty then."""
    people = tuple(_unlearned(person, step) for person in model.people if set(person.skills) != {step})
    gone = {person.team for person in model.people} - {person.team for person in people}
    teams = tuple(team for team in model.teams if team.name not in gone)
    return with_people(model.model_copy(update={"teams": teams}), people)


def idle_without(model: ServiceModel, step: str) -> list[str]:
    """People who do this step and no other."""
    return [person.name for person in model.people if set(person.skills) == {step}]


def _unlearned(person: Person, step: str) -> Person:
    if step not in person.skills:
        return person
    return person.model_copy(update={"skills": {name: weight for name, weight in person.skills.items() if name != step}})
