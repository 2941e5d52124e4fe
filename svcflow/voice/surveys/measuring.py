"""Survey -> Satisfaction: everything that a survey says, alone and beside the log of its tickets."""

from __future__ import annotations

from collections.abc import Sequence

from svcflow.errors import InputError
from svcflow.voice.surveys.importance import map_importance
from svcflow.voice.surveys.items import measure_items
from svcflow.voice.surveys.levels import measure_level
from svcflow.voice.surveys.loop import close_loop
from svcflow.voice.surveys.reading import Survey
from svcflow.voice.surveys.responses import measure_responses
from svcflow.voice.surveys.results import Satisfaction
from svcflow.voice.surveys.scores import measure_csat, measure_effort, measure_nps
from svcflow.voice.surveys.tickets import Tickets
from svcflow.voice.surveys.times import find_link, measure_curves


def measure_survey(
    survey: Survey, tickets: Tickets | None = None, *, by: Sequence[str] | None = None, key: bytes = b"", seed: int = 1
) -> Satisfaction:
    """What a survey says.

    Parameters
    ----------
    survey : Survey
    tickets : Tickets, optional
        What its tickets went through (`ticket_facts`); without them nothing is said of who was silent, nor of time.
    by : sequence of str, optional
        Levels: columns of the survey or the log. Default: the team, where the log has teams; people only if asked for.
    key : bytes
        The secret of pseudonyms, where a level is of people.
    seed : int
        Of the random halves.

    Raises
    ------
    InputError
        No ticket of the survey is in the log, or a level is refused (`measure_level`).
    """
    joined = _check_tickets(survey, tickets)
    levels = by if by is not None else (("team",) if joined and joined.frame.columns.count("team") else ())
    nps, effort = next(iter(survey.of_kind("nps")), None), next(iter(survey.of_kind("ces")), None)
    overall = survey.overall
    asked = [question for question in (overall, *survey.items) if question is not None and question.kind in ("csat", "item")]
    return Satisfaction(
        responses=survey.answers.height,
        csat=tuple(measure_csat(survey, question) for question in asked if question.answers),
        nps=measure_nps(survey, nps) if nps else None,
        effort=measure_effort(survey, effort) if effort else None,
        response=measure_responses(survey, joined) if joined else None,
        reliability=measure_items(survey, seed=seed),
        importance=map_importance(survey),
        curves=measure_curves(survey, joined) if joined else (),
        link=find_link(survey, joined) if joined else None,
        levels=tuple(measure_level(survey, level, joined, key=key) for level in levels),
        loop=close_loop(survey),
        notes=(*survey.notes, *_remarks(survey, nps, joined)),
    )


def _check_tickets(survey: Survey, tickets: Tickets | None) -> Tickets | None:
    """The tickets, if the survey names any.

    Raises
    ------
    InputError
        None of those that it names is in the log.
    """
    named = survey.column("ticket")
    if tickets is None or named is None:
        return None
    if not named.is_in(tickets.frame["case_id"].implode()).any():
        example = next((text for text in named if text is not None), "")
        raise InputError(
            f'no ticket of the survey is in the log ("{survey.roles["ticket"]}" holds {example!r}, say).',
            place=survey.name,
            remedy="Name the column of the tickets with --ticket, or the log that the survey is about.",
        )
    return tickets


def _remarks(survey: Survey, nps: object, tickets: Tickets | None) -> list[str]:
    notes = []
    if survey.rejected:
        first = survey.rejected[0]
        notes.append(
            f"{len(survey.rejected)} answers or rows were set aside; the first: line {first.line}, {first.reason} ({first.row!r})."
        )
    if nps is not None and (question := survey.of_kind("nps")[0]).scale.high != 10:
        notes.append(f'"{question.column}" is asked on {question.scale.name}; a net promoter score needs 0-10, so none is given.')
    named = survey.column("ticket")
    if tickets is not None and named is not None:
        unknown = named.drop_nulls().filter(~named.drop_nulls().is_in(tickets.frame["case_id"].implode()))
        if len(unknown):
            notes.append(f"{len(unknown)} responses name a ticket that is not in the log ({unknown[0]!r}, say): they tell nothing of time.")
        twice = len(named.drop_nulls()) - named.drop_nulls().n_unique()
        if twice:
            notes.append(f"{twice} responses are about a ticket that has another: of the response rate each ticket counts once.")
    return notes
