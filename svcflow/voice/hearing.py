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
    notes: tuple[str, ...] = ()


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

    Parameters are those of `measure_survey` and `measure_comments`. Where the extra `text` is not installed, comments stay unread, and
    a note says so.

    Raises
    ------
    InputError
        The survey names no ticket of the log, or a level is refused.
    """
    satisfaction = measure_survey(survey, tickets, by=by, key=key, seed=seed)
    written, said = survey.column("comment"), None
    notes: tuple[str, ...] = ()
    if comments and written is not None and written.drop_nulls().len():
        from svcflow.voice.comments.measuring import measure_comments
        from svcflow.voice.comments.packages import REMEDY, missing_packages

        if lacking := missing_packages():
            notes = (f"{written.drop_nulls().len()} comments are not read: {', '.join(lacking)} not installed. {REMEDY}",)
        else:
            said = measure_comments(survey, tickets, model=model, mask_tickets=mask_tickets, progress=progress)
    return Voice(survey.name, survey.questions, survey.evidence, satisfaction, said, survey.rejected, notes)
