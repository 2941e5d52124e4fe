"""Changes of the demand: more or fewer tickets, for good or for a while, others, and tickets that a portal or a chatbot answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, Self

from pydantic import Field, model_validator

from svcflow.errors import ScenarioError, did_you_mean
from svcflow.model.document import Attribute, ServiceModel
from svcflow.redesign.changes.change import Change, bounded, one_of, percent


class ChangeDemand(Change):
    """`factor` times as many tickets, at the same hours of the week; from the date `since` until the day before `until`, if given.

    `monthly`: the demand grows by this share every 30.4 days from the model's start on, for two years (after it stays).
    """

    kind: Literal["change_demand"] = "change_demand"
    factor: float | None = Field(default=None, ge=0)
    since: date | None = None
    until: date | None = None
    monthly: float | None = Field(default=None, gt=-1, le=10)

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        one_of(factor=self.factor, monthly=self.monthly)
        bounded("the demand", self.factor)
        if self.monthly is not None and (self.since or self.until):
            raise ValueError("monthly has no since and until")
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise ValueError(f"since (={self.since}) must be before until (={self.until})")
        return self

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Multiply the arrival rate, or its course."""
        if self.factor is not None and self.since is None and self.until is None:
            return with_arrivals(model, self.factor)
        if model.arrivals.kind == "timetable":
            problem = "tickets on a timetable come as often on all dates."
            raise ScenarioError(problem, remedy="Give a factor without dates.")
        return model.model_copy(update={"arrivals": model.arrivals.model_copy(update={"course": self._course(model)})})

    def describe(self, model: ServiceModel) -> str:
        """The factor, and when."""
        same = "of the same kinds and at the same hours of the week"
        if self.monthly is not None:
            grows = "grows" if self.monthly >= 0 else "falls"
            return f"Demand {grows} by {percent(abs(self.monthly))} a month from {model.start.date()} on, for two years, {same}."
        when = f" from {self.since}" if self.since else ""
        when += f" until {self.until}" if self.until else ""
        return f"{percent(self.factor or 0.0)} as many tickets come{when}, {same}."

    def _course(self, model: ServiceModel) -> dict[str, float]:
        """The course of before, times the factors of this change from date to date."""
        own = model.arrivals.course
        if self.monthly is not None:
            begin = model.start.date()
            dates = [begin + timedelta(days=round(30.4 * month)) for month in range(25)]
            factors = dict(zip(dates, ((1 + self.monthly) ** month for month in range(25)), strict=True))
        else:
            first = self.since or min((date.fromisoformat(min(own, default="9999-12-31")), model.start.date())) - timedelta(days=1)
            factors = {first: self.factor or 0.0} | ({self.until: 1.0} if self.until else {})
        before = min(factors) - timedelta(days=1)
        marks = sorted({before, *factors, *map(date.fromisoformat, own)})
        return {day.isoformat(): level_on(own, day) * _held(factors, day, 1.0) for day in marks}


def level_on(course: dict[str, float], day: date) -> float:
    """What a course says of a day."""
    return _held({date.fromisoformat(text): level for text, level in course.items()}, day, course[min(course)] if course else 1.0)


def _held(levels: dict[date, float], day: date, before: float) -> float:
    """The level of the last date that is not after `day`; `before` where there is none."""
    past = [each for each in levels if each <= day]
    return levels[max(past)] if past else before


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


class ChangeMix(Change):
    """Other shares of the values of a ticket's attribute (its channel, say); the values that are not named share the rest as before."""

    kind: Literal["change_mix"] = "change_mix"
    attribute: str
    shares: dict[str, float] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if min(self.shares.values()) < 0 or sum(self.shares.values()) > 1 + 1e-9:
            raise ValueError(f"shares (={self.shares}) must be >= 0 and sum to 1 at most")
        return self

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Set the shares."""
        changed = self._changed(self._attribute(model))
        attributes = tuple(changed if each.name == self.attribute else each for each in model.attributes)
        return model.model_copy(update={"attributes": attributes})

    def describe(self, model: ServiceModel) -> str:
        """The shares before and after."""
        before = self._attribute(model).shares
        said = ", ".join(f"{value}: {percent(share)} instead of {percent(before[value])}" for value, share in self.shares.items())
        return f"Of the tickets' {self.attribute}, {said}; a ticket of a kind is as one of that kind is today."

    def _attribute(self, model: ServiceModel) -> Attribute:
        names = {each.name: each for each in model.attributes}
        if self.attribute not in names:
            raise ScenarioError(f'tickets of this model have no attribute "{self.attribute}".', remedy=did_you_mean(self.attribute, names))
        for value in self.shares:
            if value not in names[self.attribute].shares:
                remedy = did_you_mean(value, names[self.attribute].shares)
                raise ScenarioError(f'no ticket has {self.attribute} "{value}".', remedy=remedy)
        return names[self.attribute]

    def _changed(self, attribute: Attribute) -> Attribute:
        others = {value: share for value, share in attribute.shares.items() if value not in self.shares}
        left, rest = 1.0 - sum(self.shares.values()), sum(others.values())
        if left > 1e-9 and rest <= 0:
            raise ScenarioError(f"shares (={self.shares}) sum to less than 1, and no other value is there for the rest.")
        scaled = {value: max(left, 0.0) * share / rest if rest else 0.0 for value, share in others.items()}
        return attribute.model_copy(update={"shares": {**scaled, **self.shares}})
