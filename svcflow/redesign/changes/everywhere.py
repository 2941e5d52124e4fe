"""Changes of everything of one kind at once: all work, all that comes back, all delays."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from svcflow.errors import ScenarioError
from svcflow.model.document import ServiceModel
from svcflow.redesign.changes.change import MOST_TIMES, Change, bounded, known_team, listed, one_of, percent, scaled_step


class _Everywhere(Change):
    """`factor` times as much of something, or `percent` less."""

    factor: float | None = Field(default=None, ge=0, le=MOST_TIMES)
    percent: float | None = Field(default=None, le=100)

    @model_validator(mode="after")
    def _one(self) -> Self:
        one_of(factor=self.factor, percent=self.percent)
        bounded("it all", self.times)
        return self

    @property
    def times(self) -> float:
        """What is multiplied by it."""
        return self.factor if self.factor is not None else 1.0 - (self.percent or 0.0) / 100


class SpeedWork(_Everywhere):
    """All that people do (or all that a `team` does) takes `factor` times as long, or `percent` less."""

    kind: Literal["speed_work"] = "speed_work"
    team: str | None = None

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Scale the durations of the steps."""
        names = set(self._steps(model))
        return model.model_copy(update={"steps": tuple(scaled_step(it, self.times) if it.name in names else it for it in model.steps)})

    def describe(self, model: ServiceModel) -> str:
        """How many steps, and by how much."""
        names = self._steps(model)
        who = f"{self.team} does" if self.team is not None else "people do"
        return f"All that {who} takes {percent(self.times)} of its time: {listed(names)}; waiting for customers stays as it is."

    def _steps(self, model: ServiceModel) -> list[str]:
        """Steps that people do; of a team, those that nobody else does."""
        if self.team is None:
            return [step.name for step in model.steps if step.staffed]
        known_team(model, self.team)
        others = {step for person in model.people if person.team != self.team for step in person.skills}
        own = {step for person in model.people if person.team == self.team for step in person.skills}
        names = [step.name for step in model.steps if step.name in own - others]
        if not names:
            problem = f'"{self.team}" does nothing that others do not do as well.'
            raise ScenarioError(problem, remedy="Use train, which changes their time alone.")
        return names


class ReduceRework(_Everywhere):
    """Whatever comes back does so `factor` times as often, or `percent` less."""

    kind: Literal["reduce_rework"] = "reduce_rework"

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Scale every step's error chance."""
        self._check(model)
        steps = tuple(it.model_copy(update={"error_chance": min(1.0, it.error_chance * self.times)}) for it in model.steps)
        return model.model_copy(update={"steps": steps})

    def describe(self, model: ServiceModel) -> str:
        """Which steps, and by how much."""
        names = self._check(model)
        return f"{percent(self.times)} of what comes back today still does: {listed(names)}; checking takes no extra time."

    def _check(self, model: ServiceModel) -> list[str]:
        wrong = [step.name for step in model.steps if step.error_chance > 0]
        if not wrong:
            raise ScenarioError("nothing comes back in this model: there is no rework to change.", remedy="Leave this change out.")
        if self.times > 1 and max(step.error_chance for step in model.steps) * self.times > 1:
            raise ScenarioError(f"factor (={self.times:g}) makes an error chance above 1.", remedy="Take a smaller one.")
        return wrong


class ChangeDelays(_Everywhere):
    """Whatever is lost between steps outside of queues becomes `factor` times as long, or `percent` shorter."""

    kind: Literal["change_delays"] = "change_delays"

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Scale every delay."""
        self._check(model)
        return model.model_copy(update={"flows": tuple(flow.with_delays(self.times) if flow.delays else flow for flow in model.flows)})

    def describe(self, model: ServiceModel) -> str:
        """How many, and by how much."""
        names = self._check(model)
        return f"{percent(self.times)} of what is lost between steps outside of queues remains: {listed(names)}."

    def _check(self, model: ServiceModel) -> list[str]:
        names = [f"{flow.source} → {flow.target}" for flow in model.flows if flow.delays]
        if not names:
            raise ScenarioError("the model has no delays.", remedy="Leave this change out; queues shorten with work, staff and demand.")
        return names
