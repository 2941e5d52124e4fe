"""The voice of the customer as one result: the questions, what was answered, and what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from svcflow.eventlog.log import Reject
from svcflow.progress import Progress, silent
from svcflow.voice.surveys.measuring import measure_survey
from svcflow.voice.surveys.reading import Question, Survey
from svcflow.voice.surveys.results import Satisfaction
from svcflow.voice.surveys.tickets import Tickets

if TYPE_CHECKING:
    from svcflow.voice.comments.results import Comments
    from svcflow.voice.comments.training import SentimentModel


@dataclass(frozen=True, slots=True)
class Voice:
    """What customers say, and how their survey was understood."""

    survey: str
    questions: tuple[Question, ...]
    columns: tuple[tuple[str, str, str], ...]
    """role, column, and what speaks for it"""
    satisfaction: Satisfaction
    comments: Comments | None
    rejected: tuple[Reject, ...]


def hear(
    survey: Survey,
    tickets: Tickets | None = None,
    *,
    by: Sequence[str] | None = None,
    key: bytes = b"",
    comments: bool = True,
    model: SentimentModel | None = None,
    mask_tickets: bool = False,
    seed: int = 1,
    progress: Progress = silent,
) -> Voice:
    """Everything that a survey says, with its comments unless they are not wanted or there are none.

    Parameters are those of `measure_survey` and `measure_comments`.

    Raises
    ------
    InputError
        The survey names no ticket of the log, a level is refused, or comments are there and the extra `text` is not installed.
    """
    satisfaction = measure_survey(survey, tickets, by=by, key=key, seed=seed)
    written, said = survey.column("comment"), None
    if comments and written is not None and written.drop_nulls().len():
        from svcflow.voice.comments.measuring import measure_comments

        said = measure_comments(survey, tickets, model=model, mask_tickets=mask_tickets, progress=progress)
    return Voice(survey.name, survey.questions, survey.evidence, satisfaction, said, survey.rejected)
