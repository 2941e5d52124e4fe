"""The customers' voice of a study: its survey is read and joined to the log, its comments are judged."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from svcflow.errors import InputError, StudyError
from svcflow.eventlog.log import EventLog
from svcflow.progress import Progress, silent
from svcflow.study.document import Study
from svcflow.voice import Survey, Voice, hear, read_sentiment_model, read_survey, scale_of, ticket_facts


@dataclass(frozen=True, slots=True)
class Heard:
    """A survey as it was read, what it says, and the tickets whose customers were asked (empty: not known)."""

    survey: Survey
    voice: Voice
    asked: tuple[str, ...] = ()


def check_comments(study: Study) -> None:
    """Refuse a study whose comments are to be judged where nothing is installed to judge them: before a long job, not after it.

    Raises
    ------
    StudyError
        The study has a table `[comments]`, and the extra `text` is not installed.
    """
    from svcflow.voice.comments.packages import REMEDY, missing_packages

    if study.comments is not None and (lacking := missing_packages()):
        problem = f"comments are to be read, and {', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} not installed."
        raise StudyError(problem, place=study.place_of("comments"), remedy=f"{REMEDY} Or take [comments] out.")


def hear_study(study: Study, log: EventLog, *, key: bytes = b"", seed: int = 1, progress: Progress = silent) -> Heard | None:
    """Read the survey that a study names; None where it names none. Comments are judged where the study has a table `[comments]`.

    Raises
    ------
    StudyError
        The survey is refused, or the model of sentiment is; or comments are to be judged and the extra `text` is not installed.
    """
    said = study.survey
    if said is None:
        if study.comments is not None:
            problem = "comments are those of a survey, and the study names none."
            raise StudyError(problem, place=study.place_of("comments"), remedy='Add [survey], with file = "…".')
        return None
    check_comments(study)
    file = study.folder / said.file
    if not file.exists():
        raise StudyError(
            f'there is no file "{said.file}".', place=study.place_of("survey", "file"), remedy="Paths begin at the study file."
        )
    columns = dict(said.columns)
    if study.comments and study.comments.column:
        columns[study.comments.column] = "comment"
    progress("hearing the customers", 0, 1)
    tickets = ticket_facts(log)
    try:
        scales = {name: scale_of(text) for name, text in said.scales.items()}
        survey = read_survey(file, columns=columns, scales=scales, tickets=tickets.frame["case_id"])
        model = read_sentiment_model(study.folder / study.comments.model) if study.comments and study.comments.model else None
        mask = study.comments is not None and study.comments.mask_tickets
        voice = hear(
            survey, tickets, by=list(said.by) or None, key=key, comments=study.comments is not None, model=model, mask_tickets=mask,
            seed=seed, progress=progress,
        )  # fmt: skip
    except InputError as error:
        raise StudyError(error.problem, place=error.place or study.place_of("survey"), remedy=error.remedy) from None
    asked = tuple(log.cases["case_id"].cast(pl.String)) if said.everyone_asked else ()
    return Heard(survey, voice, asked)
