"""What comments say, as plain frozen records. Texts are masked; shares run from 0 to 1, with Wilson's interval at 95 %."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from svcflow.voice.comments.languages import Spoken
from svcflow.voice.surveys.results import Figure


@dataclass(frozen=True, slots=True)
class Sentiment:
    """What a comment is judged to be: its label, and the chance of it (of the offline judges: how sure, 0.5 to 1)."""

    label: str
    chance: float


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: where it stands, whose ticket it is about, its masked text (Chinese simplified), language and judgement."""

    line: int
    ticket: str | None
    language: Spoken
    text: str
    sentiment: Sentiment


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Judgements against labels: `confusion[i][j]` counts comments of label i that were judged j.

    `majority` is the accuracy of always saying the most frequent label: what any judge must beat.
    """

    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    accuracy: Figure
    majority: float
    recall: tuple[float, ...]
    """of each label, in their order"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that stands out: in how many comments of its group, and z of its log-odds against the others."""

    text: str
    comments: int
    z: float


@dataclass(frozen=True, slots=True)
class Theme:
    """What comments of one group speak of more than the others: words that stand out, and a comment that has most of them."""

    group: str
    language: str
    comments: int
    words: tuple[Word, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence that wishes or suggests something."""

    line: int
    ticket: str | None
    language: Spoken
    text: str
    step: str | None
    """before which its ticket waited longest"""


@dataclass(frozen=True, slots=True)
class Comments:
    """All that the comments of a survey say."""

    count: int
    languages: Mapping[str, int]
    judge: str
    """`offline` (what packages and a lexicon know) or `trained` (on one's own labels)"""
    sentiments: Mapping[str, Figure]
    by_language: Mapping[str, Mapping[str, Figure]]
    agreement: Evaluation | None
    """against what the same people answered: satisfied is positive, the lower half negative, between them neutral"""
    by_step: tuple[Theme, ...]
    """unhappy comments by the step before which their tickets waited longest"""
    by_sentiment: tuple[Theme, ...]
    suggestions: tuple[Suggestion, ...]
    masked: Mapping[str, int]
    comments: tuple[Comment, ...]
    notes: tuple[str, ...] = ()
