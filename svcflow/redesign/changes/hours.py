"""Changes of when work is done and of how long it lies between two steps: working hours and delays."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from svcflow import units
from svcflow.errors import ModelError, ScenarioError, did_you_mean
from svcflow.model.document import Calendar, Person, ServiceModel
from svcflow.model.hours import Day, weekly_calendar
from svcflow.redesign.changes.change import Change, bounded, one_of, percent
from svcflow.redesign.changes.overtime import with_calendars
from svcflow.redesign.changes.staff import headcount, some_of


class ChangeCalendar(Change):
    """A team (or `count` of it), or one person, works other hours; days that are left out are free. Holidays stay."""

    kind: Literal["change_calendar"] = "change_calendar"
    team: str | None = None
    person: str | None = None
    count: int | None = Field(default=None, gt=0)
    hours: dict[Day, tuple[str, ...]]

    @model_validator(mode="after")
    def _one(self) -> Self:
        one_of(team=self.team, person=self.person)
        if self.count is not None and self.team is None:
            raise ValueError("count needs a team")
        return self

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Lay new calendars beside the old ones (in their zones, with their holidays), and have people keep them."""
        model, names = some_of(model, self.team, self.person, self.count, "other hours")
        return with_calendars(model, names, self._document, "changed")

    def describe(self, model: ServiceModel) -> str:
        """Who, and how many hours a week, before and after."""
        changed, names = some_of(model, self.team, self.person, self.count, "other hours")
        some = f"{self.count} of the {headcount(model, self.team)} people of " if self.team and self.count else ""
        who = f"{some}{self.team or self.person} {'work' if some and self.count != 1 else 'works'}"
        first = next(person for person in changed.people if person.name in names)
        before = weekly_calendar(model.calendars[first.calendar]).hours_a_week
        after = weekly_calendar(self._document(model.calendars[first.calendar])).hours_a_week
        said = "; ".join(f"{day} {', '.join(spans)}" for day, spans in self.hours.items())
        return (
            f"{who} {said} ({after:.4g} h a week instead of {before:.4g}), holidays as before; what is begun at the end of a"
            f" shift goes on at the next{_unless(first)}."
        )

    def _document(self, before: Calendar) -> Calendar:
        """The new hours in the zone and with the holidays of the old ones."""
        calendar = Calendar(hours=self.hours, timezone=before.timezone, holidays=before.holidays)
        try:
            open_h = weekly_calendar(calendar).hours_a_week
        except ModelError as error:
            raise ScenarioError(error.problem, remedy=error.remedy) from None
        if not open_h:
            raise ScenarioError("hours (={}) leave no working time at all.", remedy='Write them like { Mon = ["08:00-17:00"] }.')
        return calendar


def _unless(person: Person) -> str:
    """What the person finishes all the same."""
    return f", unless it takes {units.duration(person.grace_h)} more at most" if person.grace_h else ""


class ChangeDelay(Change):
    """The wait that no queue explains, from `source` to `target`, becomes `factor` times as long."""

    kind: Literal["change_delay"] = "change_delay"
    source: str
    target: str
    factor: float = Field(ge=0)

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        bounded(f"the delay {self.source} → {self.target}", self.factor)
        return self

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Scale the delay of the flow."""
        self._mean(model)
        flows = tuple(
            flow.with_delays(self.factor) if (flow.source, flow.target) == (self.source, self.target) else flow for flow in model.flows
        )
        return model.model_copy(update={"flows": flows})

    def describe(self, model: ServiceModel) -> str:
        """The mean before and after."""
        before = self._mean(model)
        return (
            f"Between {self.source} and {self.target}, {percent(self.factor)} of what is lost outside of queues remains"
            f" (mean {units.duration(before)}, then {units.duration(before * self.factor)})."
        )

    def _mean(self, model: ServiceModel) -> float:
        delays = {f"{flow.source} → {flow.target}": flow.expected_delay_h for flow in model.flows if flow.delays}
        name = f"{self.source} → {self.target}"
        if name not in delays:
            raise ScenarioError(f'the model has no delay "{name}".', remedy=did_you_mean(name, delays))
        return delays[name]
