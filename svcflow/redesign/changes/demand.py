"""Changes of the demand: more or fewer tickets, and tickets that a portal or a chatbot answers."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from svcflow.errors import ScenarioError
from svcflow.model.document import ServiceModel
from svcflow.redesign.changes.change import Change, bounded, percent


class ChangeDemand(Change):
    """`factor` times as many tickets, at the same hours of the week."""

    kind: Literal["change_demand"] = "change_demand"
    factor: float = Field(ge=0)

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        bounded("the demand", self.factor)
        return self

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Multiply the arrival rate."""
        return with_arrivals(model, self.factor)

    def describe(self, model: ServiceModel) -> str:
        """The factor."""
        return f"{percent(self.factor)} as many tickets come, of the same kinds and at the same hours of the week."


class DeflectArrivals(Change):
    """A `share` of the tickets is answered before it becomes one (portal, chatbot); `returning` of those come anyway."""

    kind: Literal["deflect_arrivals"] = "deflect_arrivals"
    share: float = Field(ge=0, le=1)
    returning: float = Field(default=0.0, ge=0, le=1)

    @property
    def remaining(self) -> float:
        """Share of today's tickets that still come: λ (1 − share · (1 − returning))."""
        return 1.0 - self.share * (1.0 - self.returning)

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Multiply the arrival rate by what remains."""
        return with_arrivals(model, self.remaining)

    def describe(self, model: ServiceModel) -> str:
        """What remains."""
        back = f", {percent(self.returning)} of them come to the desk anyway" if self.returning else ""
        return (
            f"{percent(self.share)} of the tickets are answered without the desk{back}: {percent(self.remaining)} of today's tickets"
            " remain, with the same mix of work, at the same hours."
        )


def with_arrivals(model: ServiceModel, factor: float) -> ServiceModel:
    """The model with `factor` times the arrival rate, and as many tickets by default as then come in the same period."""
    if factor <= 0:
        raise ScenarioError("no tickets would come at all.", remedy="Leave some demand.")
    arrivals = model.arrivals
    if arrivals.kind == "timetable" and arrivals.interval_h is not None:
        arrivals = arrivals.model_copy(update={"interval_h": arrivals.interval_h / factor})
    else:
        arrivals = arrivals.model_copy(update={"level": arrivals.level * factor})
    return model.model_copy(update={"arrivals": arrivals, "cases": max(1, round(model.cases * factor))})
