"""The teams that a study gives: who belongs to which, and what the people of a team can do.

A team of a study goes before the log's own: whoever it names works for that team, in every step of theirs. Its skills take the place of
those that the log shows: each of its people can do these steps and no others, with the preference that the log shows for a step, and
as much as for any other where it shows none.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from svcflow.errors import StudyError, did_you_mean
from svcflow.eventlog.log import EventLog
from svcflow.model.document import Person, ServiceModel
from svcflow.study.document import Study


def with_teams(study: Study, log: EventLog) -> EventLog:
    """The log with the people in the teams that the study names.

    Raises
    ------
    StudyError
        A person is none of the log's, or stands in two teams; a skill is no step of the log.
    """
    team_of: dict[str, str] = {}
    people = (
        set(log.steps["resource"].drop_nulls().unique().cast(pl.String)) if any(team.people for team in study.teams.values()) else set()
    )
    activities = set(log.steps["activity"].unique().cast(pl.String)) if any(team.skills for team in study.teams.values()) else set()
    for team, said in study.teams.items():
        for place, person in enumerate(said.people):
            if person not in people:
                raise _unknown(study, ("teams", team, "people", place), person, "person of the log", people)
            if person in team_of:
                problem = f'"{person}" stands in two teams, {team_of[person]} and {team}.'
                raise StudyError(problem, place=study.place_of("teams", team, "people", place), remedy="Leave them in one.")
            team_of[person] = team
        for place, step in enumerate(said.skills):
            if step not in activities:
                raise _unknown(study, ("teams", team, "skills", place), step, "step of the log", activities)
    if not team_of:
        return log
    given = pl.col("resource").cast(pl.String).replace_strict(team_of, default=None, return_dtype=pl.String)
    own = pl.col("team").cast(pl.String) if "team" in log.steps.columns else pl.lit(None, pl.String)
    return replace(log, steps=log.steps.with_columns(team=pl.coalesce(given, own)), kept=None)


def with_skills(study: Study, model: ServiceModel) -> ServiceModel:
    """The model with the skills that the study gives to the people of its teams.

    Raises
    ------
    StudyError
        Nobody is left who can do a step.
    """
    given = {team: said.skills for team, said in study.teams.items() if said.skills}
    if not given:
        return model
    staffed = [step.name for step in model.steps if step.staffed]
    people = tuple(_able(person, [step for step in given[person.team] if step in staffed]) if person.team in given else person
                   for person in model.people)  # fmt: skip
    for step in staffed:
        if not any(step in person.skills for person in people):
            problem = f'nobody is left who can do "{step}", by the skills given.'
            remedy = "Add the step to the skills of a team."
            raise StudyError(problem, place=study.place_of("teams"), remedy=remedy)
    note = f"What the people of {', '.join(given)} can do is given."
    return model.model_copy(update={"people": people, "notes": (*model.notes, note)})


def _able(person: Person, steps: list[str]) -> Person:
    usual = sum(person.skills.values()) / len(person.skills) if person.skills else 1.0
    return person.model_copy(update={"skills": {step: person.skills.get(step, usual) for step in steps}})


def _unknown(study: Study, path: tuple[str | int, ...], name: str, what: str, known: set[str]) -> StudyError:
    return StudyError(f'"{name}" is no {what}.', place=study.place_of(*path), remedy=did_you_mean(name, known))
