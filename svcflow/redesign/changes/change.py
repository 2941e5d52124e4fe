"""A change: one thing about the service that is made otherwise, as a pure function ServiceModel -> ServiceModel.

Each kind of change is a class in this folder: its fields are what stands in the scenario file, `applied` gives the changed model,
`describe` says in a sentence what the change was taken to mean. A kind honours all of its fields and accepts no others.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping

from pydantic import ConfigDict, model_validator

from svcflow import units
from svcflow.errors import ScenarioError, did_you_mean
from svcflow.model.document import Person, ServiceModel, Step, Team
from svcflow.model.part import Part

MOST_TIMES = 1000
"""the largest factor that a change may have: beyond it lies a slip of the keyboard, and a simulation that ends no more"""


class Change(Part):
    """One change. Raises ScenarioError, without a place, where it does not fit the model; the scenario adds the place."""

    model_config = ConfigDict(allow_inf_nan=False)

    kind: str

    @model_validator(mode="before")
    @classmethod
    def _no_truth_for_a_number(cls, said: Mapping[str, object]) -> Mapping[str, object]:
        for name, value in said.items():
            if isinstance(value, bool) and name in cls.model_fields and cls.model_fields[name].annotation is not bool:
                raise ValueError(f"{name} (={str(value).lower()}) must be a number or a text")
        return said

    @abstractmethod
    def applied(self, model: ServiceModel) -> ServiceModel:
        """The model after the change; the one given stays as it is."""

    @abstractmethod
    def describe(self, model: ServiceModel) -> str:
        """What the change was taken to mean for this model (as it is before the change), as a sentence."""


def known_step(model: ServiceModel, name: str) -> Step:
    """The step of that name, or a refusal that says which there are."""
    _known("step", name, [step.name for step in model.steps])
    return model.step(name)


def known_team(model: ServiceModel, name: str) -> Team:
    """The team of that name, or a refusal that says which there are. People's teams need no entry of their own."""
    listed = {team.name: team for team in model.teams}
    _known("team", name, [*listed, *(person.team for person in model.people)])
    return listed.get(name, Team(name=name))


def known_person(model: ServiceModel, name: str) -> str:
    """The name, or a refusal that says who there is."""
    _known("person", name, [person.name for person in model.people])
    return name


def with_step(model: ServiceModel, name: str, changed: Callable[[Step], Step]) -> ServiceModel:
    """The model with one step changed."""
    return model.model_copy(update={"steps": tuple(changed(step) if step.name == name else step for step in model.steps)})


def scaled_step(step: Step, times: float) -> Step:
    """The step with every duration of it, those of single people and of ticket values too, so many times as long."""
    by_person = {name: duration.scaled(times) for name, duration in step.by_person.items()}
    by_attribute = step.by_attribute and step.by_attribute.scaled(times)
    return step.model_copy(update={"duration": step.duration.scaled(times), "by_person": by_person, "by_attribute": by_attribute})


def with_people(model: ServiceModel, people: tuple[Person, ...]) -> ServiceModel:
    """The model with these people; durations of people who left leave with them."""
    names = {person.name for person in people}
    steps = tuple(
        step.model_copy(update={"by_person": {name: each for name, each in step.by_person.items() if name in names}})
        if set(step.by_person) - names
        else step
        for step in model.steps
    )
    return model.model_copy(update={"people": people, "steps": steps})


def one_of(**given: object) -> None:
    """Exactly one of two fields must stand (for use in validators)."""
    there = [name for name, value in given.items() if value is not None]
    if len(there) != 1:
        names = " or ".join(given)
        raise ValueError(f"needs either {names}, not {'both' if there else 'neither'}")


def bounded(what: str, factor: float | None) -> None:
    """A factor of `what` may be MOST_TIMES at most (for use in validators)."""
    if factor is not None and factor > MOST_TIMES:
        raise ValueError(f"factor (={factor:g}) of {what} must be <= {MOST_TIMES}")


def percent(share: float) -> str:
    """A share as people write it: 0.25 is "25 %", and 20 is "2 000 %"."""
    return f"{units.count(100 * share)} %" if share >= 10 else f"{100 * share:.3g} %"


def people_of(team: str, count: int, verb: str) -> str:
    """So many of a team, with their verb: "3 people of Second line work", "1 person of Second line works"."""
    return f"1 person of {team} {verb}s" if count == 1 else f"{count} people of {team} {verb}"


def listed(names: list[str]) -> str:
    """Names in a sentence: at most five, then how many more."""
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _known(what: str, name: str, choices: Iterable[str]) -> None:
    known = list(choices)
    if name not in known:
        raise ScenarioError(f'there is no {what} "{name}".', remedy=did_you_mean(name, known))
