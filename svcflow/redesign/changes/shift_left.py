"""Shift left: the first line settles what it used to pass on."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from svcflow import units
from svcflow.errors import ScenarioError, did_you_mean
from svcflow.model.distribution import constant
from svcflow.model.document import END, Routing, ServiceModel, Step
from svcflow.redesign.changes.change import Change, known_step, percent
from svcflow.redesign.changes.rerouting import follows, inserted, passed_over
from svcflow.redesign.changes.structure import check_free, with_skill_of


class ShiftLeft(Change):
    """Of the tickets that go from `step` to `instead_of`, whoever does `step` settles a `share`, taking `minutes` more for each.

    They go on to `then`, or where they would have gone after `instead_of`. Of those settled the share `returning` was not, and comes to
    `instead_of` after all. `name`: what the extra work is called.
    """

    model_config = ConfigDict(allow_inf_nan=False)

    kind: Literal["shift_left"] = "shift_left"
    step: str
    instead_of: str
    share: float = Field(gt=0, le=1)
    minutes: float = Field(default=0.0, ge=0)
    then: str | None = None
    returning: float = Field(default=0.0, ge=0, lt=1)
    name: str = "Settle at once"

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Put the extra work on the way, and lead tickets past the other step."""
        step = self._checked(model)
        check_free(model, self.name)
        routing = inserted(model.routing, self.name, sources=(self.step,), targets=(self.instead_of,), share=self.share)
        routing = self._onward(routing)
        extra = Step(name=self.name, staffed=step.staffed and self.minutes > 0, duration=constant(self.minutes / 60))
        changed = model.model_copy(update={"steps": (*model.steps, extra), "routing": routing})
        return with_skill_of(changed, self.step, self.name) if extra.staffed else changed

    def describe(self, model: ServiceModel) -> str:
        """What is settled, how, and what comes of it."""
        self._checked(model)
        more = f", with {units.duration(self.minutes / 60)} more of work for each" if self.minutes else ", without more work"
        onward = f"{self.then}" if self.then is not None else f"what follows {self.instead_of}"
        back = f" {percent(self.returning)} of them come to {self.instead_of} after all." if self.returning else ""
        return (
            f"{percent(self.share)} of the tickets that go from {self.step} to {self.instead_of} are settled by whoever does"
            f" {self.step}{more}; they go on to {onward}.{back} The others are as hard as the average of today."
        )

    def _onward(self, routing: Routing) -> Routing:
        """Where settled tickets go."""
        if self.then is None:
            return passed_over(routing, self.name, self.instead_of, 1 - self.returning)
        contexts = []
        for context in routing.contexts:
            if context.after[-1] == self.name:
                following = {self.then: 1 - self.returning, self.instead_of: self.returning}
                context = context.model_copy(update={"next": {name: chance for name, chance in following.items() if chance}})
            contexts.append(context)
        return Routing(contexts=tuple(contexts))

    def _checked(self, model: ServiceModel) -> Step:
        step = known_step(model, self.step)
        known_step(model, self.instead_of)
        if self.then is not None and self.then != END:
            known_step(model, self.then)
        if self.then == self.instead_of:
            raise ScenarioError(f'then (="{self.then}") is the step that is to be passed over.', remedy="Name another, or leave it out.")
        if not follows(model.routing, self.step, self.instead_of):
            ways = [each.name for each in model.steps if follows(model.routing, self.step, each.name)]
            remedy = did_you_mean(self.instead_of, ways) if ways else "Tickets end there."
            raise ScenarioError(f'no ticket goes from "{self.step}" to "{self.instead_of}".', remedy=remedy)
        return step
