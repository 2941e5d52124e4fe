"""Longer days and other holidays: changes of a calendar that keep its shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from svcflow import units
from svcflow.calendars import WeeklyCalendar
from svcflow.errors import ScenarioError
from svcflow.model.document import Calendar, ServiceModel
from svcflow.model.hours import DAYS, Day, calendar_document, weekly_calendar
from svcflow.redesign.changes.change import Change, known_team, people_of
from svcflow.redesign.changes.staff import members, some_of

ALL_WEEK = 168
"""hours"""


class Overtime(Change):
    """A team (or `count` of it) works `hours` longer at the end of each shift that ends on one of `days` (default: all)."""

    kind: Literal["overtime"] = "overtime"
    team: str
    hours: float = Field(gt=0, le=12)
    days: tuple[Day, ...] = DAYS
    count: int | None = Field(default=None, gt=0)

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Lay longer calendars beside the old ones, and have people keep them."""
        model, names = some_of(model, self.team, None, self.count, "overtime")
        return with_calendars(model, names, self._longer, "with overtime")

    def describe(self, model: ServiceModel) -> str:
        """How many hours a week, before and after."""
        if not members(model, known_team(model, self.team).name):
            raise ScenarioError(f'nobody is in the team "{self.team}".', remedy="Name a team with people.")
        changed, names = some_of(model, self.team, None, self.count, "overtime")
        theirs = [changed.calendars[name] for name in dict.fromkeys(it.calendar for it in changed.people if it.name in names)]
        ends = {day for each in theirs for day in _last_spans(weekly_calendar(each))}
        days = [day for number, day in enumerate(DAYS) if day in self.days and number in ends]
        before, after = (weekly_calendar(each).hours_a_week for each in (theirs[0], self._longer(theirs[0])))
        if before == ALL_WEEK:
            raise ScenarioError(f"{self.team} works round the clock: there is no hour left to work.", remedy="Add staff instead.")
        if not days:
            known = ", ".join(day for number, day in enumerate(DAYS) if number in ends)
            raise ScenarioError(f"no shift of {self.team} ends on {', '.join(self.days)}.", remedy=f"Their shifts end on: {known}.")
        who = f"{self.team} works" if self.count is None else people_of(self.team, self.count, "work")
        longer = f"{after:.4g} h a week instead of {before:.4g}"
        return f"{who} {units.duration(self.hours)} longer on {', '.join(days)} ({longer}), at the same rate."

    def _longer(self, calendar: Calendar) -> Calendar:
        """The last span of each of the days, longer; what reaches into the next span joins it."""
        weekly = weekly_calendar(calendar)
        days = {DAYS.index(day) for day in self.days}
        chosen = {number for day, number in _last_spans(weekly).items() if day in days}
        more = round(60 * self.hours)
        spans = [(begin, end + more if number in chosen else end) for number, (begin, end) in enumerate(weekly.intervals)]
        return calendar_document(WeeklyCalendar.of_minutes(spans, weekly.timezone, weekly.holidays))


class ChangeHolidays(Change):
    """Days off are added or taken away, for a team or for everybody (the delays' service hours too)."""

    kind: Literal["change_holidays"] = "change_holidays"
    team: str | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    @field_validator("add", "remove")
    @classmethod
    def _dates(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        for day in days:
            try:
                date.fromisoformat(day)
            except ValueError:
                raise ValueError(f'"{day}" is no date; write it like "2025-12-25"') from None
        return days

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.add and not self.remove:
            raise ValueError("needs add or remove")
        return self

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Change the calendars."""
        self._check(model)
        if self.team is None:
            calendars = {name: self._changed(calendar) for name, calendar in model.calendars.items()}
            return model.model_copy(update={"calendars": calendars})
        names = {person.name for person in members(model, known_team(model, self.team).name)}
        return with_calendars(model, names, self._changed, "other holidays")

    def describe(self, model: ServiceModel) -> str:
        """Which days."""
        self._check(model)
        who = self.team if self.team is not None else "Everybody"
        said = [f"is off on {', '.join(self.add)}"] if self.add else []
        said += [f"works on {', '.join(self.remove)}"] if self.remove else []
        return f"{who} {' and '.join(said)}; tickets come as they would."

    def _changed(self, calendar: Calendar) -> Calendar:
        days = sorted((set(calendar.holidays) | set(self.add)) - set(self.remove))
        return calendar.model_copy(update={"holidays": tuple(days)})

    def _check(self, model: ServiceModel) -> None:
        there = model.people if self.team is None else members(model, known_team(model, self.team).name)
        kept = {day for person in there for day in model.calendars[person.calendar].holidays}
        unknown = [day for day in self.remove if day not in kept]
        if unknown:
            known = f"They have {', '.join(sorted(kept)[:6])}." if kept else "They have none."
            raise ScenarioError(f"{unknown[0]} is no holiday of theirs.", remedy=known)


def _last_spans(weekly: WeeklyCalendar) -> dict[int, int]:
    """The number of the last span that ends on each day of the week (0 is Monday)."""
    return {(end - 1) // 1440: number for number, (_, end) in enumerate(weekly.intervals)}


def with_calendars(model: ServiceModel, names: set[str], changed: Callable[[Calendar], Calendar], label: str) -> ServiceModel:
    """Have these people keep their calendars as `changed`, under new names; the others keep theirs."""
    calendars = dict(model.calendars)
    called: dict[str, str] = {}
    for before in sorted({person.calendar for person in model.people if person.name in names}):
        name, number = f"{before} ({label})", 1
        while name in calendars:
            number += 1
            name = f"{before} ({label} {number})"
        calendars[name], called[before] = changed(model.calendars[before]), name
    people = tuple(
        person.model_copy(update={"calendar": called[person.calendar]}) if person.name in names else person for person in model.people
    )
    return model.model_copy(update={"people": people, "calendars": calendars})
