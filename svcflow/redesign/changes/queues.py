"""Changes of who takes which ticket: teams pooled, queues in another order, work given to those who do it fastest."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from svcflow.errors import ScenarioError, did_you_mean
from svcflow.model.document import Person, Priority, ServiceModel, Step, Team
from svcflow.redesign.changes.change import Change, known_step, known_team, listed
from svcflow.redesign.changes.staff import headcount, members

NEARLY = 0.99
"""who takes at most 1 % longer is as fast"""


class PoolTeams(Change):
    """Several teams become one, called `name` (default: the first's), whose people can all do all of their steps."""

    kind: Literal["pool_teams"] = "pool_teams"
    teams: tuple[str, ...] = Field(min_length=2)
    name: str | None = None

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Give everybody the union of the skills, at the mean preference of those who have them."""
        self._checked(model)
        there = [person for person in model.people if person.team in self.teams]
        usual = _mean_preferences(there)
        name = self._called
        people = tuple(
            person.model_copy(update={"team": name, "skills": {**usual, **person.skills}}) if person.team in self.teams else person
            for person in model.people
        )
        parts = [known_team(model, each) for each in self.teams]
        ranked: Literal["fifo", "priority"] = "priority" if any(team.discipline == "priority" for team in parts) else "fifo"
        pooled = Team(name=name, discipline=ranked, rate_h=_mean_rate(model, parts))
        teams = (*(team for team in model.teams if team.name not in self.teams), pooled)
        return model.model_copy(update={"people": people, "teams": teams})

    def describe(self, model: ServiceModel) -> str:
        """How many they are together."""
        self._checked(model)
        heads = sum(headcount(model, team) for team in self.teams)
        return (
            f"{listed(list(self.teams))} are one team of {heads}, {self._called}: each of them can do all of their steps, at the speed of"
            " everybody, and keeps their own hours; no training time is counted."
        )

    @property
    def _called(self) -> str:
        return self.name or self.teams[0]

    def _checked(self, model: ServiceModel) -> None:
        for team in self.teams:
            known_team(model, team)
            if not headcount(model, team):
                raise ScenarioError(f'nobody is in the team "{team}".', remedy="Name teams with people.")
        if len(set(self.teams)) < len(self.teams):
            raise ScenarioError(f"teams (={list(self.teams)}) names one twice.", remedy="Name each once.")
        others = {team.name for team in model.teams} | {person.team for person in model.people}
        if self._called in others - set(self.teams):
            raise ScenarioError(f'there is another team "{self._called}".', remedy="Call the pooled team something else.")


class ChangeDiscipline(Change):
    """A team takes tickets in the order of asking (`fifo`), or by `priority`: values of `attribute`, most urgent first, in `order`."""

    kind: Literal["change_discipline"] = "change_discipline"
    team: str
    discipline: Literal["fifo", "priority"]
    attribute: str | None = None
    order: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.attribute is None) != (not self.order):
            raise ValueError("attribute and order go together")
        if self.attribute is not None and self.discipline == "fifo":
            raise ValueError("attribute and order mean nothing where tickets are taken as they come")
        return self

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Set the team's discipline, and the model's ranks where they are given."""
        self._checked(model)
        team = known_team(model, self.team).model_copy(update={"discipline": self.discipline})
        others = tuple(team if each.name == self.team else each for each in model.teams)
        teams = others if team in others else (*others, team)
        ranks = model.priority if self.attribute is None else Priority(attribute=self.attribute, order=self.order)
        return model.model_copy(update={"teams": teams, "priority": ranks})

    def describe(self, model: ServiceModel) -> str:
        """The order then and before."""
        self._checked(model)
        before = known_team(model, self.team).discipline
        was = "in the order of asking" if before == "fifo" else "by priority"
        if self.discipline == "fifo":
            return f"{self.team} takes tickets in the order of asking (before: {was})."
        order = self.order or (model.priority.order if model.priority is not None else ())
        return f"{self.team} takes the most urgent ticket first, {' before '.join(order)} (before: {was}); work in hand is not put aside."

    def _checked(self, model: ServiceModel) -> None:
        known_team(model, self.team)
        names = {attribute.name: attribute for attribute in model.attributes}
        if self.attribute is not None and self.attribute not in names:
            raise ScenarioError(f'tickets of this model have no attribute "{self.attribute}".', remedy=did_you_mean(self.attribute, names))
        if self.attribute is not None:
            for value in self.order:
                if value not in names[self.attribute].shares:
                    remedy = did_you_mean(value, names[self.attribute].shares)
                    raise ScenarioError(f'no ticket has {self.attribute} "{value}".', remedy=remedy)
            ranked = [team.name for team in model.teams if team.discipline == "priority" and team.name != self.team]
            if ranked and model.priority is not None and (model.priority.attribute, model.priority.order) != (self.attribute, self.order):
                problem = f"{listed(ranked)} rank by {model.priority.attribute} already, and all teams rank alike."
                raise ScenarioError(problem, remedy="Leave attribute and order out, or make those teams fifo first.")
        elif self.discipline == "priority" and model.priority is None:
            raise ScenarioError("the model has no priorities.", remedy="Say attribute and order, the most urgent value first.")


class DispatchBySkill(Change):
    """A step (or every step) goes to those who do it fastest, and to others only when none of these is free."""

    kind: Literal["dispatch_by_skill"] = "dispatch_by_skill"
    step: str | None = None

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Set the preferences: 1 for the fastest, 0 for the others; where all are alike nothing changes."""
        first = self._fastest(model)

        def given(person: Person) -> Person:
            changed = {name: 1.0 if person.name in best else 0.0 for name, best in first.items() if name in person.skills}
            return person.model_copy(update={"skills": {**person.skills, **changed}}) if changed else person

        return model.model_copy(update={"people": tuple(given(person) for person in model.people)})

    def describe(self, model: ServiceModel) -> str:
        """Who comes first; refused where nobody is faster than others."""
        first = self._fastest(model)
        if not first:
            what = f'the step "{self.step}"' if self.step is not None else "any step"
            problem = f"nobody does {what} faster than others, as far as the model knows."
            raise ScenarioError(problem, remedy="Train some of them first (train), or give by_person durations in the model.")
        said = "; ".join(f"{name} to {listed(sorted(best))}" for name, best in list(first.items())[:4])
        more = f"; and {len(first) - 4} more steps" if len(first) > 4 else ""
        return f"Work goes first to those who do it fastest: {said}{more}. Others take it when none of these is free."

    def _fastest(self, model: ServiceModel) -> dict[str, set[str]]:
        """For each step that some do faster than others: who."""
        if self.step is not None:
            known_step(model, self.step)
        found: dict[str, set[str]] = {}
        for step in model.steps:
            if self.step in (None, step.name) and (best := fastest(model, step)):
                found[step.name] = best
        return found


def fastest(model: ServiceModel, step: Step) -> set[str]:
    """Who does a step faster than others; nobody, where all are alike."""
    able = [person.name for person in model.people if step.name in person.skills and person.count]
    means = {name: step.by_person.get(name, step.duration).expected for name in able}
    least = min(means.values(), default=0.0)
    best = {name for name, mean in means.items() if mean * NEARLY <= least}
    return best if len(best) < len(able) else set()


class LimitWork(Change):
    """Nobody of a team (or of any, where none is named) has more than `per_person` tickets in hand."""

    kind: Literal["limit_work"] = "limit_work"
    team: str | None = None
    per_person: int = Field(ge=1)

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Take slots away."""
        limited = {person.name for person in self._limited(model)}
        people = tuple(
            person.model_copy(update={"slots": self.per_person}) if person.name in limited else person for person in model.people
        )
        return model.model_copy(update={"people": people})

    def describe(self, model: ServiceModel) -> str:
        """How many they had in hand before."""
        limited = self._limited(model)
        most = max(person.slots for person in limited)
        slow = max(person.slowdown for person in limited)
        gain = "work goes faster for it, as far as it slowed with the tickets in hand" if slow else "their work takes as long as before"
        return (
            f"{self.team or 'Everybody'} works on at most {_tickets(self.per_person)} at once, instead of up to {most}; {gain}, and what"
            " they cannot take up waits in the queue."
        )

    def _limited(self, model: ServiceModel) -> list[Person]:
        there = list(model.people) if self.team is None else members(model, known_team(model, self.team).name)
        limited = [person for person in there if person.slots > self.per_person]
        if not limited:
            most = max((person.slots for person in there), default=0)
            problem = f"per_person (={self.per_person}) limits nobody: they have at most {_tickets(most)} in hand."
            raise ScenarioError(problem, remedy="Name a lower limit, or another team.")
        return limited


def _tickets(count: int) -> str:
    return f"{count} ticket{'' if count == 1 else 's'}"


def _mean_preferences(people: list[Person]) -> dict[str, float]:
    """For each step that some of them can do: the mean preference of those."""
    steps = dict.fromkeys(step for person in people for step in person.skills)
    able = {step: [(person.skills[step], person.count) for person in people if step in person.skills] for step in steps}
    return {step: sum(weight * count for weight, count in some) / max(sum(count for _, count in some), 1) for step, some in able.items()}


def _mean_rate(model: ServiceModel, teams: list[Team]) -> float | None:
    """The rate of an hour, a mean over the heads; none where one is not known."""
    rates = [(team.rate_h, sum(person.count for person in members(model, team.name))) for team in teams]
    known = [(rate, count) for rate, count in rates if rate is not None]
    return sum(rate * count for rate, count in known) / sum(count for _, count in known) if len(known) == len(rates) else None
