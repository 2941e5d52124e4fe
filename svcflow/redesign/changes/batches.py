"""Tickets that are gathered before a step: in other numbers, at other times, or not at all."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from svcflow.errors import ModelError, ScenarioError
from svcflow.model.document import Gathering, ServiceModel
from svcflow.model.gatherings import check_gathering, spoken_gathering
from svcflow.redesign.changes.change import Change, known_step, listed, with_step


class ChangeBatch(Change):
    """Before a step, tickets are gathered until there are `size`, at most `most_h` hours, or until one of the `times` of the week.

    What is left out stays as it was; with `none` nothing is gathered any more.
    """

    kind: Literal["change_batch"] = "change_batch"
    step: str
    size: int | None = Field(default=None, ge=2)
    most_h: float | None = Field(default=None, gt=0)
    times: tuple[str, ...] = ()
    none: bool = False

    @model_validator(mode="after")
    def _some(self) -> Self:
        said = self.size is not None or self.most_h is not None or bool(self.times)
        if said == self.none:
            raise ValueError("needs size, most_h or times, or none = true" + (", not both" if said else ""))
        return self

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Set the step's gathering."""
        gathering = self._gathering(model)
        return with_step(model, self.step, lambda step: step.model_copy(update={"gathering": gathering}))

    def describe(self, model: ServiceModel) -> str:
        """How they are released then and before."""
        before, after = known_step(model, self.step).gathering, self._gathering(model)
        was = "none were gathered" if before is None else f"before: {spoken_gathering(before)}"
        if after is None:
            return f"Tickets for {self.step} are no longer gathered: each can be taken up as it comes ({was})."
        return f"Tickets for {self.step} are gathered, and {spoken_gathering(after)} ({was})."

    def _gathering(self, model: ServiceModel) -> Gathering | None:
        before = known_step(model, self.step).gathering
        if self.none:
            if before is None:
                gathered = [step.name for step in model.steps if step.gathering is not None]
                raise ScenarioError(f'no tickets are gathered before "{self.step}".', remedy=f"Gathered: {listed(gathered) or 'none'}.")
            return None
        given = {"size": self.size, "most_h": self.most_h, "times": self.times or None}
        said = {name: value for name, value in given.items() if value is not None}
        after = (before or Gathering(timezone=model.timezone)).model_copy(update={**said, "n": 0})
        try:
            check_gathering(after, self.step)
        except ModelError as error:
            raise ScenarioError(error.problem, remedy=error.remedy) from None
        return after
