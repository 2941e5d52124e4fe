"""Working hours as the analyst gives them: of the service, of teams, of people, and the days on which all are closed.

They are hours on the wall, in the zone of the log that they belong to. What is given wins over what a log shows: a person keeps
their own hours, else those of their team, else those of the service; only where none of these is given, hours are found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from svcflow.calendars.public_holidays import public_holidays
from svcflow.calendars.spoken import Spans, parse_hours, spoken_hours
from svcflow.errors import InputError


@dataclass(frozen=True, slots=True)
class GivenCalendar:
    """What the analyst says about working hours; whatever is left out is found in the log."""

    hours: Spans | None = None
    """of the service [minutes of the week]"""
    teams: Mapping[str, Spans] = field(default_factory=dict)
    people: Mapping[str, Spans] = field(default_factory=dict)
    holidays: tuple[date, ...] = ()
    """days on which nobody works, in order"""
    country: str = ""
    """whose public holidays are closed too: "IT", "DE-BY" (`public_holidays`)"""

    def closed_days(self, first_year: int, last_year: int) -> tuple[date, ...]:
        """The holidays given, and the country's of these years."""
        public = public_holidays(self.country, first_year, last_year) if self.country else ()
        return tuple(sorted({*self.holidays, *public}))

    def spans_of(self, person: str | None, team: str | None) -> Spans | None:
        """The hours given for a person of a team; None where they must be found."""
        if person is not None and person in self.people:
            return self.people[person]
        return self.teams[team] if team is not None and team in self.teams else self.hours

    def renamed(self, names: Mapping[str, str]) -> GivenCalendar:
        """The same hours for people who are called otherwise (name -> new name); who has no new name is left out."""
        return replace(self, people={names[name]: spans for name, spans in self.people.items() if name in names})

    def sentences(self) -> tuple[str, ...]:
        """What is given, for whoever reads figures that rest on it."""
        said = []
        if self.hours is not None:
            said.append(f"Working hours are given, not found in the log: {spoken_hours(self.hours)}.")
        for whose, given in (("team", self.teams), ("person", self.people)):
            said += [f'Working hours of the {whose} "{name}" are given: {spoken_hours(spans)}.' for name, spans in given.items()]
        closed = [f"{len(self.holidays)} given day{'' if len(self.holidays) == 1 else 's'}"] if self.holidays else []
        closed += [f"the public holidays of {self.country}"] if self.country else []
        return (*said, f"Closed besides: {' and '.join(closed)}.") if closed else tuple(said)


def to_document(given: GivenCalendar | None) -> dict[str, Any] | None:
    """The calendar as JSON has it: hours in words, days in ISO 8601."""
    if given is None:
        return None
    return {
        "hours": None if given.hours is None else spoken_hours(given.hours),
        "teams": {name: spoken_hours(spans) for name, spans in given.teams.items()},
        "people": {name: spoken_hours(spans) for name, spans in given.people.items()},
        "holidays": [day.isoformat() for day in given.holidays],
        "country": given.country,
    }


def from_document(document: Mapping[str, Any] | None) -> GivenCalendar | None:
    """The calendar that `to_document` wrote.

    Raises
    ------
    ValueError
        The document is not one.
    """
    if document is None:
        return None
    try:
        return GivenCalendar(
            hours=None if document["hours"] is None else parse_hours(document["hours"]),
            teams={name: parse_hours(text) for name, text in document["teams"].items()},
            people={name: parse_hours(text) for name, text in document["people"].items()},
            holidays=tuple(date.fromisoformat(text) for text in document["holidays"]),
            country=document["country"],
        )
    except (KeyError, TypeError, AttributeError, InputError) as error:
        raise ValueError(f"its calendar is broken: {error}") from None
