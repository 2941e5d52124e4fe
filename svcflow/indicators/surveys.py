"""The answers of a survey that `svcflow.voice` has read, as the indicators of satisfaction take them.

The questions on recommendation, on effort and on the whole service are known by their kind; those on the response and on the solution
by their words. The others, too, count for the reliability of the survey.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from svcflow.errors import InputError
from svcflow.indicators.inputs import Answer, Survey
from svcflow.voice.surveys.reading import Question
from svcflow.voice.surveys.reading import Survey as Responses

_WORDS: Final = {
    "response": re.compile(r"respon|speed|prompt|fast|quick|timel|响应|回应|回應|響應|及时|及時|速度", re.IGNORECASE),
    "solution": re.compile(r"solution|resol|solved|fixed|outcome|解决|解決|方案", re.IGNORECASE),
}


def survey_of(responses: Responses, asked: Iterable[str] = ()) -> Survey:
    """The answers by ticket, and which question is which.

    Parameters
    ----------
    responses : svcflow.voice.Survey
        With a column that names the ticket.
    asked : iterable of str
        Tickets whose customers were asked, where that is known; the response rate is told only then.

    Raises
    ------
    InputError
        The survey does not say which ticket an answer is about.
    """
    tickets = responses.column("ticket")
    if tickets is None:
        problem = "the survey does not say which ticket an answer is about."
        raise InputError(problem, place=responses.name, remedy="Say which column holds the ticket.")
    kept = [question for question in responses.questions if question.kind in ("csat", "item", "nps", "ces")]
    answers = tuple(answer for question in kept for answer in _answers(responses, question, tickets.to_list()))
    overall, nps, ces = responses.overall, responses.of_kind("nps"), responses.of_kind("ces")
    names = {which: next((each.column for each in responses.items if words.search(each.column)), "") for which, words in _WORDS.items()}
    return Survey(
        answers,
        frozenset(asked),
        overall.column if overall is not None and overall.kind in ("csat", "item") else "",
        names["response"],
        names["solution"],
        nps[0].column if nps else "",
        ces[0].column if ces else "",
        easy_is_high=not ces or ces[0].scale.better == "higher",
    )


def _answers(responses: Responses, question: Question, tickets: list[str | None]) -> Iterable[Answer]:
    scale = question.scale
    # Of what is no effort, higher is better whichever way the scale was printed.
    turn = scale.better == "lower" and question.kind != "ces"
    for case, score in zip(tickets, responses.answers[question.column].to_list(), strict=True):
        if case is not None and score is not None:
            yield Answer(case, question.column, scale.low + scale.high - score if turn else score, scale.low, scale.high)
