"""Let a machine do a step, wholly or in part.

A machine needs nobody and works at any hour. Where it does only a `share` of the step's executions, or fails at some (`fails`), the
model gets a step of its own for it, beside the one that people do: what comes to the step is parted by the share, and what the
machine fails at is done by people after all. `residual` is the share of people's work that is left on each ticket that the machine did
(typing over, looking at it again); it is a third step, for the same people. Where the machine does everything, the step itself is
nobody's any more.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from svcflow import units
from svcflow.errors import ScenarioError
from svcflow.model.distribution import constant
from svcflow.model.document import ServiceModel, Step
from svcflow.redesign.changes.change import Change, known_step, listed, one_of, percent, scaled_step, with_step
from svcflow.redesign.changes.rerouting import inserted, twinned
from svcflow.redesign.changes.steps import idle_without, without_skill
from svcflow.redesign.changes.structure import flows_like, free_step, with_skill_of


class AutomateStep(Change):
    """Let a machine do a step: nobody is needed, day and night, and every execution takes `minutes` (or `hours`)."""

    kind: Literal["automate_step"] = "automate_step"
    step: str
    minutes: float | None = Field(default=None, ge=0)
    hours: float | None = Field(default=None, ge=0)
    share: float = Field(default=1.0, gt=0, le=1)
    fails: float = Field(default=0.0, ge=0, lt=1)
    residual: float = Field(default=0.0, ge=0, le=1)

    @model_validator(mode="after")
    def _one(self) -> Self:
        one_of(minutes=self.minutes, hours=self.hours)
        return self

    @property
    def machine_h(self) -> float:
        """What an execution takes the machine [h]."""
        return self.hours if self.hours is not None else (self.minutes or 0.0) / 60

    @property
    def wholly(self) -> bool:
        """Whether people have nothing to do with it any more."""
        return self.share == 1 and self.fails == 0 and self.residual == 0

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Take the step out of everybody's hands, or put the machine's step beside it."""
        step = self._staffed(model)
        if self.wholly:
            return without_skill(with_step(model, self.step, self._automated), self.step)
        machine = free_step(model, f"{self.step} (automated)")
        routing = twinned(model.routing, self.step, machine, self.share, self.fails)
        done = self._automated(step).model_copy(update={"name": machine, "error_chance": 0.0, "fitted_error_chance": 0.0, "n": 0})
        changed = model.model_copy(
            update={"steps": (*model.steps, done), "routing": routing, "flows": flows_like(model.flows, self.step, machine)}
        )
        if self.residual:
            changed = self._with_rest(changed, step, machine)
        unneeded = self.share == 1 and self.fails == 0
        return without_skill(with_step(changed, self.step, self._automated), self.step) if unneeded else changed

    def describe(self, model: ServiceModel) -> str:
        """What still takes time."""
        self._staffed(model)
        idle = idle_without(model, self.step) if self.wholly else []
        leave = f" {listed(idle)} did nothing else and leave the model." if idle else ""
        how = f"at any hour, always within {units.duration(self.machine_h)}, without waiting for a person"
        if self.wholly:
            return f"{self.step} is done by a machine {how}; it fails as often as before.{leave}"
        fails = f" It fails at {percent(self.fails)} of them, which people do after all." if self.fails else ""
        done = "On the others" if self.fails else "On each of them"
        rest = f" {done} {percent(self.residual)} of people's work remains." if self.residual else ""
        return (
            f"{percent(self.share)} of the executions of {self.step} are done by a machine {how}.{fails}{rest} What the machine does comes"
            " back as often as what people do."
        )

    def _with_rest(self, model: ServiceModel, step: Step, machine: str) -> ServiceModel:
        """What is left for people once the machine has done its part (and not failed)."""
        name = free_step(model, f"{self.step} (rest)")
        targets = {step.name for step in model.steps} - {self.step} | {"(end)"}
        rest = scaled_step(step, self.residual).model_copy(
            update={
                "name": name,
                "error_chance": 0.0,
                "fitted_error_chance": 0.0,
                "cost": 0.0,
                "n": 0,
            }
        )
        routing = inserted(model.routing, name, sources=(machine,), targets=targets)
        changed = model.model_copy(update={"steps": (*model.steps, rest), "routing": routing})
        return with_skill_of(changed, self.step, name)

    def _staffed(self, model: ServiceModel) -> Step:
        step = known_step(model, self.step)
        if not step.staffed:
            raise ScenarioError(
                f'nobody does the step "{self.step}": there is no work to automate.', remedy="Use speed_step to shorten it."
            )
        return step

    def _automated(self, step: Step) -> Step:
        return step.model_copy(
            update={"staffed": False, "duration": constant(self.machine_h), "by_person": {}, "by_attribute": None, "same_person": 0.0}
        )
