"""Changes of a single step: do it faster, wait less for a customer, do it with fewer errors."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from svcflow import units
from svcflow.errors import ScenarioError
from svcflow.model.document import Person, ServiceModel, Step
from svcflow.redesign.changes.change import (
    MOST_TIMES,
    Change,
    bounded,
    known_step,
    listed,
    one_of,
    percent,
    scaled_step,
    with_people,
    with_step,
)


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
        before = known_step(model, self.step).duration.expected
        means = f"mean {units.duration(before)}, then {units.duration(before * self.times)}"
        return (
            f"{self.step} takes {percent(self.times)} of its time ({means}), whoever does it; its results and its errors stay as they are."
        )

    def _scaled(self, step: Step) -> Step:
        return scaled_step(step, self.times)


class ChangePause(Change):
    """Waiting for the customer or a supplier becomes `factor` times as long, or `percent` shorter: reminders, a form that asks for all."""

    kind: Literal["change_pause"] = "change_pause"
    step: str
    factor: float | None = Field(default=None, ge=0)
    percent: float | None = Field(default=None, le=100)

    @model_validator(mode="after")
    def _one(self) -> Self:
        self._speed()
        return self

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Scale the pause."""
        self._check(model)
        return self._speed().applied(model)

    def describe(self, model: ServiceModel) -> str:
        """The pause's mean before and after."""
        before = self._check(model).duration.expected
        after = units.duration(before * self._speed().times)
        return f"{self.step} lasts {after} on average instead of {units.duration(before)}, and is needed as often."

    def _speed(self) -> SpeedStep:
        return SpeedStep(step=self.step, factor=self.factor, percent=self.percent)

    def _check(self, model: ServiceModel) -> Step:
        step = known_step(model, self.step)
        if step.meaning not in ("customer", "supplier"):
            pauses = [each.name for each in model.steps if each.meaning in ("customer", "supplier")]
            remedy = f"Pauses: {listed(pauses) or 'none'}. For work take speed_step."
            raise ScenarioError(f'"{self.step}" is no wait for a customer or supplier.', remedy=remedy)
        return step


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
