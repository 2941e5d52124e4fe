"""A study and its log are held together: every name that the study says must be one of the log's.

A rate of a team, or the hours of a person, that the log does not know would count for nothing, and nobody would notice. They are
refused, at their line in the study file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import polars as pl

from svcflow.errors import LogError, StudyError, did_you_mean
from svcflow.eventlog.log import EventLog
from svcflow.mining import find_teams
from svcflow.study.document import Study
from svcflow.study.teams import with_teams


def apply_study(study: Study, log: EventLog) -> EventLog:
    """The log with the teams and the calendar that the study gives; a log that has one of its own keeps it where the study gives none.

    A rate may be given where the log names nobody at all.

    Raises
    ------
    StudyError
        A team, a person or an activity that the study names is none of the log's.
    """
    log = with_teams(study, log)
    teams = find_teams(log) if study.rates_h or study.calendar.teams or study.calendar.people else {}
    if teams:
        _check(study, ("rates_h",), study.rates_h, teams.values(), "team")
    _check(study, ("calendar", "teams"), study.calendar.teams, teams.values(), "team")
    _check(study, ("calendar", "people"), study.calendar.people, teams, "person")
    if study.value:
        _check(study, ("value",), study.value, log.steps["activity"].unique().cast(pl.String), "activity")
    return replace(log, calendar=study.given_calendar or log.calendar)


@contextmanager
def placing(study: Study) -> Iterator[None]:
    """What is refused within, because the study gave it, is refused with its place in the study file.

    Raises
    ------
    StudyError
        In the place of a `LogError` about a value of the study.
    """
    try:
        yield
    except LogError as error:
        if error.about is None:
            raise
        field, key, value = error.about
        if getattr(study, field).get(key) != value:
            raise
        raise StudyError(error.problem, place=study.place_of(field, key), remedy=error.remedy) from None


def _check(study: Study, table: tuple[str, ...], names: Iterable[str], known: Iterable[str], what: str) -> None:
    there = set(known)
    for name in names:
        if name not in there:
            problem = f'[{".".join(table)}] names "{name}", which is no {what} of the log.'
            raise StudyError(problem, place=study.place_of(*table, name), remedy=did_you_mean(name, there))
