"""Survey -> Comments: each comment is masked, its language found, and judged; then themes, suggestions, and agreement with answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl

from svcflow.errors import InputError
from svcflow.progress import Progress, silent
from svcflow.voice.comments.labelled import answer_label
from svcflow.voice.comments.languages import language_of, simplified
from svcflow.voice.comments.masking import Secret, mask
from svcflow.voice.comments.results import Comment, Comments, Evaluation, Suggestion
from svcflow.voice.comments.sentiment import NEGATIVE, NEUTRAL, POSITIVE, UNKNOWN, evaluate, judge_offline
from svcflow.voice.comments.suggestions import suggestions_in
from svcflow.voice.comments.themes import find_themes
from svcflow.voice.comments.training import SentimentModel
from svcflow.voice.surveys.reading import Survey
from svcflow.voice.surveys.results import Figure
from svcflow.voice.surveys.scores import share_figure
from svcflow.voice.surveys.tickets import Tickets

_EVERY = 100


def measure_comments(
    survey: Survey,
    tickets: Tickets | None = None,
    *,
    model: SentimentModel | None = None,
    mask_tickets: bool = False,
    progress: Progress = silent,
) -> Comments:
    """What the comments of a survey say.

    Parameters
    ----------
    survey : Survey
        With a column of comments.
    tickets : Tickets, optional
        What its tickets went through: themes are then told by the step before which a ticket waited longest.
    model : SentimentModel, optional
        Trained on one's own labels. Default: the offline judges.
    mask_tickets : bool
        Whether the numbers of tickets are masked as well.
    progress : callable, optional
        Told of the comments that are judged.

    Raises
    ------
    InputError
        The survey has no comments, or the extra `text` is not installed.
    """
    texts = survey.column("comment")
    if texts is None or not texts.drop_nulls().len():
        raise InputError("the survey has no comments.", place=survey.name, remedy="Name their column with --comments.")
    rows = [row for row, text in enumerate(texts) if text is not None]
    judge = model.judge if model else judge_offline
    named, comments = survey.column("ticket"), []
    masked: Counter[Secret] = Counter()
    for done, row in enumerate(rows):
        if done % _EVERY == 0:
            progress("reading comments", done, len(rows))
        bare = mask(texts[row], tickets=mask_tickets)
        masked.update(dict(bare.found))
        language, text = language_of(bare.text), simplified(bare.text)
        ticket = None if named is None else named[row]
        comments.append(Comment(survey.lines[row], ticket, language, text, judge(text, language)))
    steps = _steps(comments, tickets)
    unhappy = [step if comment.sentiment.label == NEGATIVE else None for comment, step in zip(comments, steps, strict=True)]
    return Comments(
        count=len(comments),
        languages=dict(Counter(comment.language for comment in comments).most_common()),
        judge="trained" if model else "offline",
        sentiments=_shares(comments),
        by_language={
            name: _shares([each for each in comments if each.language == name]) for name in sorted({each.language for each in comments})
        },
        agreement=_agreement(survey, rows, comments),
        by_step=find_themes(comments, unhappy),
        by_sentiment=find_themes(comments, [None if each.sentiment.label == UNKNOWN else each.sentiment.label for each in comments]),
        suggestions=_suggestions(comments, steps),
        masked={str(kind): many for kind, many in masked.most_common()},
        comments=tuple(comments),
        notes=tuple(_notes(comments)),
    )


def _steps(comments: Sequence[Comment], tickets: Tickets | None) -> list[str | None]:
    """Before which step each comment's ticket waited longest."""
    if tickets is None:
        return [None] * len(comments)
    asked = pl.DataFrame({"case_id": pl.Series([comment.ticket for comment in comments], dtype=pl.String)})
    return asked.join(tickets.frame.select("case_id", "longest"), on="case_id", how="left", maintain_order="left")["longest"].to_list()


def _shares(comments: Sequence[Comment]) -> Mapping[str, Figure]:
    """The share of each label among the comments that were judged."""
    counts = Counter(comment.sentiment.label for comment in comments if comment.sentiment.label != UNKNOWN)
    return {label: share_figure(many, counts.total()) for label, many in sorted(counts.items())}


def _agreement(survey: Survey, rows: Sequence[int], comments: Sequence[Comment]) -> Evaluation | None:
    """Judgements against answers to the overall question; None where labels are others, or nothing was answered."""
    overall = survey.overall
    if overall is None:
        return None
    answers = survey.answers[overall.column]
    pairs = [
        (answer_label(answers[row], overall.scale), comment.sentiment.label)
        for row, comment in zip(rows, comments, strict=True)
        if answers[row] is not None and comment.sentiment.label != UNKNOWN
    ]
    if not pairs or {judged for _, judged in pairs} - {POSITIVE, NEUTRAL, NEGATIVE}:
        return None
    return evaluate([said for said, _ in pairs], [judged for _, judged in pairs])


def _suggestions(comments: Sequence[Comment], steps: Sequence[str | None]) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(comment.line, comment.ticket, comment.language, sentence, step)
        for comment, step in zip(comments, steps, strict=True)
        for sentence in suggestions_in(comment.text)
    )


def _notes(comments: Sequence[Comment]) -> list[str]:
    others = sum(comment.language == "other" for comment in comments)
    return [f"{others} comments are in other languages than English and Chinese."] if others else []
