"""People who learn: a skill that they did not have, or to work faster at what they do."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from svcflow.errors import ScenarioError
from svcflow.model.document import Person, ServiceModel, Step
from svcflow.redesign.changes.change import Change, bounded, known_person, known_step, known_team, listed, one_of, people_of, percent
from svcflow.redesign.changes.staff import headcount, members, some_of


class CrossTrain(Change):
    """A team (or `count` of it), or one person, learns `steps`; it takes them `factor` times as long as everybody.

    `last_resort`: they are given such work only when nobody else is free; else as often as those who do it already.
    """

    kind: Literal["cross_train"] = "cross_train"
    steps: tuple[str, ...] = Field(min_length=1)
    team: str | None = None
    person: str | None = None
    count: int | None = Field(default=None, gt=0)
    factor: float = Field(default=1.0, gt=0)
    last_resort: bool = False

    @model_validator(mode="after")
    def _one(self) -> Self:
        one_of(team=self.team, person=self.person)
        if self.count is not None and self.team is None:
            raise ValueError("count needs a team")
        bounded("the time that learners take", self.factor)
        return self

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Add the skills, and durations where they differ."""
        self._checked(model)
        model, names = some_of(model, self.team, self.person, self.count, "cross-trained")
        usual = {step: self._preference(model, step) for step in self.steps}
        people = tuple(
            person.model_copy(update={"skills": {**usual, **person.skills}}) if person.name in names else person for person in model.people
        )
        learners = {person.name: set(self.steps) - set(person.skills) for person in model.people if person.name in names}
        steps = tuple(self._with_learners(step, learners) for step in model.steps)
        return model.model_copy(update={"people": people, "steps": steps})

    def describe(self, model: ServiceModel) -> str:
        """Who learns what, and how well."""
        self._checked(model)
        count = self.count or headcount(model, self.team or "")
        who = self.person if self.person is not None else f"{count} {'person' if count == 1 else 'people'} of {self.team}"
        pace = "as fast as those who do it" if self.factor == 1 else f"in {percent(self.factor)} of everybody's time"
        when = "only when nobody else is free" if self.last_resort else "like those who do it already"
        return f"{who} can do {listed(list(self.steps))} as well, {pace}, and are given it {when}; no training time is counted."

    def _checked(self, model: ServiceModel) -> None:
        for name in self.steps:
            if not known_step(model, name).staffed:
                raise ScenarioError(f'nobody does the step "{name}": there is nothing to learn.', remedy="Name a step that people do.")
        some = [person for person in _asked(model, self.team, self.person) if set(self.steps) - set(person.skills)]
        if not some:
            raise ScenarioError(f"everybody there can do {listed(list(self.steps))} already.", remedy="Name a step that is new to them.")

    def _preference(self, model: ServiceModel, step: str) -> float:
        """The mean preference of those who do it already, or none."""
        able = [(person.skills[step], person.count) for person in model.people if step in person.skills]
        heads = sum(count for _, count in able)
        return 0.0 if self.last_resort or not heads else sum(weight * count for weight, count in able) / heads

    def _with_learners(self, step: Step, learners: dict[str, set[str]]) -> Step:
        mine = [name for name, new in learners.items() if step.name in new]
        if not mine or self.factor == 1:
            return step
        return step.model_copy(update={"by_person": {**step.by_person, **dict.fromkeys(mine, step.duration.scaled(self.factor))}})


class Train(Change):
    """A team (or `count` of it), or one person, takes `factor` times as long for a step (or for all), or `percent` less."""

    kind: Literal["train"] = "train"
    team: str | None = None
    person: str | None = None
    count: int | None = Field(default=None, gt=0)
    step: str | None = None
    factor: float | None = Field(default=None, gt=0)
    percent: float | None = Field(default=None, lt=100)

    @model_validator(mode="after")
    def _one(self) -> Self:
        one_of(team=self.team, person=self.person)
        one_of(factor=self.factor, percent=self.percent)
        if self.count is not None and self.team is None:
            raise ValueError("count needs a team")
        bounded("their time", self.times)
        return self

    @property
    def times(self) -> float:
        """What their durations are multiplied by."""
        return self.factor if self.factor is not None else 1.0 - (self.percent or 0.0) / 100

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Give them durations of their own."""
        self._checked(model)
        model, names = some_of(model, self.team, self.person, self.count, "trained")
        skills = {person.name: person.skills for person in model.people if person.name in names}

        def trained(step: Step) -> Step:
            if self.step not in (None, step.name):
                return step
            own = {name: step.by_person.get(name, step.duration).scaled(self.times) for name, has in skills.items() if step.name in has}
            return step.model_copy(update={"by_person": {**step.by_person, **own}}) if own else step

        return model.model_copy(update={"steps": tuple(trained(step) for step in model.steps)})

    def describe(self, model: ServiceModel) -> str:
        """Who gets faster, at what, by how much."""
        self._checked(model)
        count = self.count or headcount(model, self.team or "")
        who = f"{self.person} takes" if self.person is not None else people_of(self.team or "", count, "take")
        time = "the time" if self.person is not None or count == 1 else "their time"
        return f"{who} {percent(self.times)} of {time} for {self.step or 'all that they do'}; errors stay as they are."

    def _checked(self, model: ServiceModel) -> None:
        if self.step is not None:
            known_step(model, self.step)
        able = [person for person in _asked(model, self.team, self.person) if self.step is None or self.step in person.skills]
        if not able:
            raise ScenarioError(f'nobody there does the step "{self.step}".', remedy="Name a step of theirs, or cross_train first.")


def _asked(model: ServiceModel, team: str | None, person: str | None) -> list[Person]:
    if person is not None:
        known_person(model, person)
        return [each for each in model.people if each.name == person]
    assert team is not None
    known_team(model, team)
    return members(model, team)
