"""What an hour of a team's work costs, and what one execution of a step costs besides."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from svcflow.model.document import ServiceModel, Team
from svcflow.redesign.changes.change import Change, known_step, known_team, with_step


class ChangeRate(Change):
    """An hour of a team's work costs `rate_h`."""

    kind: Literal["change_rate"] = "change_rate"
    team: str
    rate_h: float = Field(ge=0)

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Set the team's rate."""
        changed = known_team(model, self.team).model_copy(update={"rate_h": self.rate_h})
        teams: tuple[Team, ...] = tuple(changed if team.name == self.team else team for team in model.teams)
        return model.model_copy(update={"teams": teams if changed in teams else (*teams, changed)})

    def describe(self, model: ServiceModel) -> str:
        """The rate before and after."""
        before = known_team(model, self.team).rate_h
        was = "no rate was known" if before is None else f"it was {before:g}"
        return f"An hour of {self.team} costs {self.rate_h:g} {model.currency}".rstrip() + f" ({was}); nothing else changes."


class ChangeStepCost(Change):
    """One execution of a step costs `cost` besides people's time: a licence, a parcel, an outside firm."""

    kind: Literal["change_step_cost"] = "change_step_cost"
    step: str
    cost: float = Field(ge=0)

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Set the step's cost."""
        known_step(model, self.step)
        return with_step(model, self.step, lambda step: step.model_copy(update={"cost": self.cost}))

    def describe(self, model: ServiceModel) -> str:
        """The cost before and after."""
        before = known_step(model, self.step).cost
        return f"Each {self.step} costs {self.cost:g} {model.currency}".rstrip() + f" besides people's time (it was {before:g})."
