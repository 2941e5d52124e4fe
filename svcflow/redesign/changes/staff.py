"""Changes of the staff: more or fewer people in a team, people who move to another team.

Who comes is a typical member: the union of the team's skills, each with the team's mean preference, on the calendar that most of
the team keep, with as many slots, as much slowdown by what is in hand and as much grace at a shift's end as most have, at everybody's
common speed. Who leaves is typical too: of those on the most common calendar first, whoever's number of observations is nearest the
team's median. (Taking the busiest, or those who hardly ever appear, would take more, or less, than a person's work.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import median
from typing import Literal, TypeVar

from pydantic import Field

from svcflow.errors import ScenarioError
from svcflow.model.checks import MOST_PEOPLE, individuals
from svcflow.model.document import Person, ServiceModel, Step
from svcflow.redesign.changes.change import Change, known_person, known_team, with_people

Name = TypeVar("Name", str, int, float)


class AddStaff(Change):
    """`count` people more in a team; fewer, where it is negative."""

    kind: Literal["add_staff"] = "add_staff"
    team: str
    count: int

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Add typical people, or take some away."""
        known_team(model, self.team)
        return joined(model, self.team, self.count) if self.count >= 0 else left(model, self.team, -self.count)

    def describe(self, model: ServiceModel) -> str:
        """How many there are then, and what they are like."""
        before = headcount(model, self.team)
        if not self.count:
            return f"{self.team} stays at {before} people."
        if self.count > 0:
            return (
                f"{self.team} grows from {before} to {before + self.count} people; whoever is new keeps the hours that most of the team"
                " keep, has all of its skills, and works at its common speed from the first day."
            )
        return f"{self.team} shrinks from {before} to {before + self.count} people; those who leave are typical of the team."


class MoveStaff(Change):
    """`count` people leave one team and join another, whose hours and skills they take over."""

    kind: Literal["move_staff"] = "move_staff"
    from_team: str
    to_team: str
    count: int = Field(gt=0)

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Take people from the one team, and add as many to the other."""
        known_team(model, self.from_team)
        known_team(model, self.to_team)
        if self.from_team == self.to_team:
            raise ScenarioError(f'from_team and to_team are both "{self.to_team}".', remedy="Name two teams.")
        return joined(left(model, self.from_team, self.count), self.to_team, self.count)

    def describe(self, model: ServiceModel) -> str:
        """Both teams before and after."""
        source, target = headcount(model, self.from_team), headcount(model, self.to_team)
        return (
            f"{_moving(self.count)} from {self.from_team} ({source}, then {source - self.count}) to {self.to_team} ({target}, then"
            f" {target + self.count}), where they take over hours, skills and speed; no training time is counted."
        )


def headcount(model: ServiceModel, team: str) -> int:
    """How many people a team has."""
    return sum(person.count for person in members(model, team))


def members(model: ServiceModel, team: str) -> list[Person]:
    """The team's entries under people."""
    return [person for person in model.people if person.team == team]


def joined(model: ServiceModel, team: str, count: int) -> ServiceModel:
    """The model with `count` typical people more in a team."""
    there = [person for person in members(model, team) if person.count]
    if not there:
        raise ScenarioError(
            f'nobody is in the team "{team}" whose hours and skills new people could have.', remedy="Start from a team with people."
        )
    if not count:
        return model
    if sum(person.count for person in model.people) + count > MOST_PEOPLE:
        raise ScenarioError(f"count (={count}) makes more than {MOST_PEOPLE} people, too many to simulate.", remedy="Lower it.")
    whole = sum(person.count for person in there)
    steps = list(dict.fromkeys(step for person in there for step in person.skills))
    skills = {step: sum(person.skills.get(step, 0.0) * person.count for person in there) / whole for step in steps}
    calendar = _usual((person.calendar, person.count) for person in there)
    slots = _usual((person.slots, person.count) for person in there)
    grace = _usual((person.grace_h, person.count) for person in there)
    slowdown = _usual((person.slowdown, person.count) for person in there)
    name = _free_name(model, f"{team} (new)", count)
    new = Person(name=name, team=team, calendar=calendar, skills=skills, count=count, slots=slots, slowdown=slowdown, grace_h=grace)
    return model.model_copy(update={"people": (*model.people, new)})


def left(model: ServiceModel, team: str, count: int) -> ServiceModel:
    """The model with `count` typical people fewer in a team."""
    there = members(model, team)
    if count > sum(person.count for person in there):
        raise ScenarioError(f'{count} people cannot leave the team "{team}", which has {sum(person.count for person in there)}.')
    going = {}
    for person in typical_first(there):
        going[person.name] = min(person.count, count)
        count -= going[person.name]
    remaining = (_fewer(person, going.get(person.name, 0)) for person in model.people)
    return with_people(model, tuple(person for person in remaining if person.count or person.name not in going))


def typical_first(people: list[Person]) -> list[Person]:
    """People in the order in which they stand for their team: usual calendar first, then nearest to the median of n."""
    usual = _usual((person.calendar, person.count) for person in people)
    middle = median(person.n for person in people)
    return sorted(people, key=lambda person: (person.calendar != usual, abs(person.n - middle), person.name))


def some_of(model: ServiceModel, team: str | None, person: str | None, count: int | None, label: str) -> tuple[ServiceModel, set[str]]:
    """The model with `count` typical people of a team (None: all), or one person, as entries of their own, and the names of these.

    Of an entry that stands for more people than are wanted, the wanted ones become an entry called after it and `label`.
    """
    if person is not None:
        return model, {known_person(model, person)}
    assert team is not None
    known_team(model, team)
    wanted = headcount(model, team) if count is None else count
    there = members(model, team)
    if wanted > headcount(model, team) or not there:
        raise ScenarioError(f'count (={wanted}) is more than the {headcount(model, team)} people of the team "{team}".')
    taken: dict[str, int] = {}
    for each in typical_first(there):
        taken[each.name] = min(each.count, wanted)
        wanted -= taken[each.name]
    people: list[Person] = []
    names: set[str] = set()
    twins: dict[str, str] = {}
    for each in model.people:
        some = taken.get(each.name, 0)
        if not some or some == each.count:
            names |= {each.name} if some else set()
            people.append(each)
            continue
        twins[each.name] = _free_name(model, f"{each.name} ({label})", some)
        names.add(twins[each.name])
        people += [each.model_copy(update={"count": each.count - some}), each.model_copy(update={"name": twins[each.name], "count": some})]
    steps = tuple(_as_their_twins(step, twins) for step in model.steps)
    return model.model_copy(update={"people": tuple(people), "steps": steps}), names


def _as_their_twins(step: Step, twins: dict[str, str]) -> Step:
    """The step, with the durations of people for those of them who are entries of their own now."""
    copied = {twins[name]: each for name, each in step.by_person.items() if name in twins}
    return step.model_copy(update={"by_person": {**step.by_person, **copied}}) if copied else step


def _moving(count: int) -> str:
    """How many move, with their verb."""
    return "1 person moves" if count == 1 else f"{count} people move"


def _fewer(person: Person, count: int) -> Person:
    return person.model_copy(update={"count": person.count - count}) if count else person


def _usual(counted: Iterable[tuple[Name, int]]) -> Name:
    """The value that most people have; of equally common ones the first."""
    counts: Counter[Name] = Counter()
    for value, count in counted:
        counts[value] += count
    return counts.most_common(1)[0][0]


def _free_name(model: ServiceModel, wanted: str, count: int) -> str:
    """A name that stands for nobody yet, with all of its numbered people."""
    taken = {name for person in model.people for name in (person.name, *individuals(person))}
    name, number = wanted, 1
    while taken & {name, *(f"{name}-{each:02d}" for each in range(1, count + 1))}:
        number += 1
        name = f"{wanted} {number}"
    return name
