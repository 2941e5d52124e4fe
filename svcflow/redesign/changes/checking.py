"""Put a check behind a step: errors are found right there, and not three steps later.

Of a step's executions e come back (`error_chance`). The check looks at a share s of them and finds a share c of the errors: e s c of all
executions go straight back to the step. Of what passes, e (1 − s c) ÷ (1 − e s c) still come back later, from where they did before. So
exactly as many errors are made for each execution, and each one found costs less of what lies between. Delays behind the step that no queue
explains stay, behind the check.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from svcflow import units
from svcflow.errors import ScenarioError
from svcflow.model.distribution import constant
from svcflow.model.document import Routing, ServiceModel, Step
from svcflow.redesign.changes.change import Change, known_step, known_team, one_of, percent, with_step
from svcflow.redesign.changes.rerouting import exact, inserted
from svcflow.redesign.changes.structure import check_free, with_skill


class InsertCheck(Change):
    """Check a step's results: `team` takes `minutes` (or `hours`) for it and finds the share `catches` of the errors.

    Without a team a machine checks. `share`: of the step's executions, how many are looked at.
    """

    kind: Literal["insert_check"] = "insert_check"
    step: str
    name: str
    catches: float = Field(ge=0, le=1)
    team: str | None = None
    minutes: float | None = Field(default=None, ge=0)
    hours: float | None = Field(default=None, ge=0)
    share: float = Field(default=1.0, gt=0, le=1)

    @model_validator(mode="after")
    def _one(self) -> Self:
        one_of(minutes=self.minutes, hours=self.hours)
        return self

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Put the check in, send what it finds straight back, and lower the chance of what comes back later."""
        step = self._checked(model)
        check_free(model, self.name)
        routing = inserted(model.routing, self.name, sources=(self.step,), share=self.share)
        found = self.found(step)
        check = Step(
            name=self.name,
            staffed=self.team is not None,
            duration=constant(self._takes_h),
            checks=True,
        )
        # What held tickets up behind the step holds them up behind the check; what it sends back goes at once.
        onward = (flow for flow in model.flows if flow.source == self.step and flow.target != self.step)
        flows = (*model.flows, *(flow.model_copy(update={"source": self.name}) for flow in onward))
        routing = _sent_back(routing, self.name, self.step, found)
        changed = model.model_copy(update={"steps": (*model.steps, check), "routing": routing, "flows": flows})
        changed = with_step(changed, self.step, lambda it: it.model_copy(update={"error_chance": self.left(step)}))
        return changed if self.team is None else with_skill(changed, self.name, self.team)

    def describe(self, model: ServiceModel) -> str:
        """What is found at once, and what later."""
        step = self._checked(model)
        who = (
            f"{self.team} takes {units.duration(self._takes_h)} for"
            if self.team is not None
            else f"A machine takes {units.duration(self._takes_h)} for"
        )
        some = "each execution" if self.share == 1 else f"{percent(self.share)} of the executions"
        return (
            f"{who} a check of {some} of {self.step} and finds {percent(self.catches)} of the errors: they go straight back. Of what passes"
            f" {percent(self.left(step))} still comes back later, instead of {percent(step.error_chance)}."
        )

    def found(self, step: Step) -> float:
        """The share of checked executions that the check sends back."""
        return step.error_chance * self.catches

    def left(self, step: Step) -> float:
        """The share of executions, of those that are not sent back, that come back later."""
        caught = step.error_chance * self.share * self.catches
        return (step.error_chance - caught) / (1 - caught) if caught < 1 else 0.0

    @property
    def _takes_h(self) -> float:
        return self.hours if self.hours is not None else (self.minutes or 0.0) / 60

    def _checked(self, model: ServiceModel) -> Step:
        step = known_step(model, self.step)
        if self.team is not None:
            known_team(model, self.team)
        if step.error_chance == 0 or step.fitted_error_chance == 0:
            why = "never comes back" if step.error_chance == 0 else "is repeated at once when it has an error"
            wrong = [each.name for each in model.steps if each.error_chance > 0 and each.fitted_error_chance > 0]
            remedy = f"Steps that come back later: {', '.join(wrong) or 'none'}."
            raise ScenarioError(f'the step "{self.step}" {why}: a check after it would find nothing.', remedy=remedy)
        return step


def _sent_back(routing: Routing, check: str, step: str, found: float) -> Routing:
    """The routing with the share `found` of what is checked going back to the step."""
    contexts = []
    for context in routing.contexts:
        if context.after[-1] == check:
            chances = {name: chance * (1 - found) for name, chance in context.next.items()}
            chances[step] = chances.get(step, 0.0) + found
            context = context.model_copy(update={"next": exact({name: chance for name, chance in chances.items() if chance})})
        contexts.append(context)
    return Routing(contexts=tuple(contexts))
