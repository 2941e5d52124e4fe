"""Among what is searched: how many people each team may have, on which shifts, which redesigns may be taken, and what must hold.

    [[team]]
    name = "Second line"
    least = 5
    most = 12
    minimum_cover = 2                       # of its people on duty whenever anybody of it is

    [team.shifts]                           # other hours that some of them may keep
    late = { Mon = ["11:00-20:00"], Tue = ["11:00-20:00"] }

    [limits]
    budget_week = 20000                     # staff on duty, and what the redesigns cost
    maximum_utilisation = 0.9
    maximum_hours_week = 40                 # of one person
    minimum_rest_h = 11                     # of one person, between two days' work

A **point** is one number for each choice: the size of each team, how many of it keep each of its shifts, and 0 or 1 for each redesign.
Teams that are not named stay as they are. Without such a file each team may be a quarter smaller or larger, one person at least.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from svcflow.errors import ModelError, ScenarioError, did_you_mean
from svcflow.model.document import Calendar, Part, ServiceModel
from svcflow.model.hours import Day, weekly_calendar
from svcflow.redesign.changes import AddStaff, Change, ChangeCalendar
from svcflow.redesign.changes.staff import headcount
from svcflow.redesign.scenario import Scenario, wanted

Point = tuple[int, ...]
AROUND = 0.25
"""of a team's people, how many more or fewer it may have where nothing is said"""
MOST_AT_ALL = 500


class TeamSpace(Part):
    """How many people a team may have, and other hours that some of them may keep."""

    name: str
    least: int = Field(ge=1)
    most: int = Field(ge=1, le=MOST_AT_ALL)
    minimum_cover: int = Field(default=0, ge=0)
    shifts: dict[str, dict[Day, tuple[str, ...]]] = Field(default_factory=dict)


class Limits(Part):
    """What every option must keep."""

    budget_week: float | None = Field(default=None, gt=0)
    maximum_utilisation: float | None = Field(default=None, gt=0, le=1)
    maximum_hours_week: float | None = Field(default=None, gt=0, le=168)
    minimum_rest_h: float | None = Field(default=None, ge=0, le=24)


class _Document(Part):
    team: tuple[TeamSpace, ...] = ()
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Space:
    """All choices, in the order of a point: for each team its size and then its shifts, then the redesigns."""

    teams: tuple[TeamSpace, ...]
    scenarios: tuple[Scenario, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def choices(self) -> tuple[tuple[str, int, int], ...]:
        """Of each number of a point: what it is, its least and its most."""
        found: list[tuple[str, int, int]] = []
        for team in self.teams:
            found.append((team.name, team.least, team.most))
            found += [(f"{team.name}: {shift}", 0, team.most) for shift in team.shifts]
        return (*found, *((scenario.name, 0, 1) for scenario in self.scenarios))

    @property
    def size(self) -> int:
        """How many points there are."""
        return math.prod(most - least + 1 for _, least, most in self.choices)

    def parts(self, point: Point) -> tuple[dict[str, int], dict[str, dict[str, int]], tuple[Scenario, ...]]:
        """The sizes of the teams, how many keep which shift, and the redesigns of a point."""
        numbers = iter(point)
        sizes: dict[str, int] = {}
        shifts: dict[str, dict[str, int]] = {}
        for team in self.teams:
            sizes[team.name] = next(numbers)
            shifts[team.name] = {shift: next(numbers) for shift in team.shifts}
        return sizes, shifts, tuple(scenario for scenario in self.scenarios if next(numbers))

    def changes(self, point: Point, model: ServiceModel) -> tuple[Change, ...]:
        """What a point changes: the redesigns in their order, then who is there, then who keeps which hours."""
        sizes, shifts, scenarios = self.parts(point)
        found: list[Change] = [change for scenario in scenarios for change in scenario.changes]
        for team in self.teams:
            more = sizes[team.name] - headcount(model, team.name)
            found += [AddStaff(team=team.name, count=more)] if more else []
        for team in self.teams:
            for shift, count in shifts[team.name].items():
                found += [ChangeCalendar(team=team.name, count=count, hours=team.shifts[shift])] if count else []
        return tuple(found)


def read_space(path: Path | str, model: ServiceModel, scenarios: Sequence[Scenario] = ()) -> Space:
    """Read what is to be searched from a TOML file.

    Raises
    ------
    ScenarioError
        It cannot be read, or names what the model has not; with the place and the remedy.
    """
    place = str(path)
    try:
        said = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
        document = _Document.model_validate(said)
    except OSError as error:
        raise ScenarioError(f"the file cannot be read: {error.strerror}.", place=place, remedy="Check the path.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(f"this is not TOML: {error}.", place=place, remedy="See scenarios/README.md for an example.") from None
    except ValidationError as error:
        raise _translated(error.errors(include_url=False)[0], place) from None
    space = Space(document.team or usual_space(model).teams, tuple(scenarios), document.limits)
    check_space(space, model, place)
    return space


def usual_space(model: ServiceModel, scenarios: Sequence[Scenario] = (), limits: Limits | None = None) -> Space:
    """Every team a quarter smaller or larger, one person at least."""
    teams = []
    for name in sorted({person.team for person in model.people if person.count}):
        now = headcount(model, name)
        around = max(1, round(AROUND * now))
        teams.append(TeamSpace(name=name, least=max(1, now - around), most=min(MOST_AT_ALL, now + around)))
    return Space(tuple(teams), tuple(scenarios), limits or Limits())


def check_space(space: Space, model: ServiceModel, place: str) -> None:
    """Refuse what the model has not, and shifts that nobody may work.

    Raises
    ------
    ScenarioError
        With the place and the remedy.
    """
    known = sorted({person.team for person in model.people})
    if not space.choices:
        raise ScenarioError("there is nothing to choose: the model has no people.", place=place, remedy="Name redesigns.")
    for number, team in enumerate(space.teams):
        inside = f"{place}, team {number + 1}"
        if team.name not in known:
            raise ScenarioError(f'there is no team "{team.name}".', place=inside, remedy=did_you_mean(team.name, known))
        if team.name in [other.name for other in space.teams[:number]]:
            raise ScenarioError(f'the team "{team.name}" is named twice.', place=inside, remedy="Say all of it in one table.")
        if team.least > team.most:
            raise ScenarioError(f"least (={team.least}) must be <= most (={team.most}).", place=inside, remedy="Turn them round.")
        for shift, hours in team.shifts.items():
            broken = broken_rule(Calendar(hours=hours, timezone=model.timezone), space.limits, f'{inside}, shift "{shift}"')
            if broken:
                raise ScenarioError(f'shift "{shift}" {broken}.', place=inside, remedy="Change its hours, or the limits.")


def _translated(first: ErrorDetails, place: str) -> ScenarioError:
    """A complaint of pydantic in the words of the file: which table, which field, what it should be."""
    table, number, *within = (*(part for part in first["loc"] if part != "[key]"), "")
    kinds: dict[str, type[Part]] = {"team": TeamSpace, "limits": Limits}
    kind = kinds.get(str(table), _Document)
    inside, path = (f"{place}, team {number + 1}", within[:-1]) if isinstance(number, int) else (place, [table, number, *within])
    field = ".".join(str(part) for part in path if part != "") or str(table)
    if first["type"] == "extra_forbidden":
        named = str(path[-1] if isinstance(number, int) else first["loc"][-1])
        return ScenarioError(f'the field "{field}" is unknown.', place=inside, remedy=did_you_mean(named, kind.model_fields))
    if first["type"] == "missing":
        return ScenarioError(f'the field "{field}" is missing.', place=inside, remedy=f"Fields: {', '.join(kind.model_fields)}.")
    return ScenarioError(f"{field} (={first['input']!r}) {wanted(first)}.", place=inside, remedy=f"Fields: {', '.join(kind.model_fields)}.")


def broken_rule(calendar: Calendar, limits: Limits, place: str) -> str:
    """Which of the labour rules a person's hours break; nothing where they keep them."""
    try:
        weekly = weekly_calendar(calendar)
    except ModelError as error:
        raise ScenarioError(error.problem, place=place, remedy=error.remedy) from None
    if not weekly.intervals:
        return "has no hours"
    if limits.maximum_hours_week is not None and weekly.hours_a_week > limits.maximum_hours_week:
        return f"has {weekly.hours_a_week:g} h a week, more than {limits.maximum_hours_week:g}"
    ends = [end for _, end in weekly.intervals]
    begins = [*(begin for begin, _ in weekly.intervals[1:]), weekly.intervals[0][0] + 7 * 1440]
    # Breaks within a day are no rest: only those that hold a midnight count.
    rests = [begin - end for end, begin in zip(ends, begins, strict=True) if begin // 1440 > (end - 1) // 1440]
    least = min(rests, default=7 * 1440) / 60
    if limits.minimum_rest_h is not None and least < limits.minimum_rest_h:
        return f"leaves {least:g} h of rest, less than {limits.minimum_rest_h:g}"
    return ""
