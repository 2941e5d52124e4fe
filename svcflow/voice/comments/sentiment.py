"""Sentiment without training: VADER [1] for English, a lexicon of service words for Chinese (`lexicon`).

VADER's compound score counts as positive from 0.05 on and as negative from -0.05 down, as its authors say; the lexicon's score by its sign.
Both know words and little of context: where one's own comments are labelled, a trained model (`training`) is better. Comments in other
languages are not judged.

References
----------
[1] C. J. Hutto, E. Gilbert, "VADER", Proc. ICWSM 2014, 216-225, doi:10.1609/icwsm.v8i1.14550
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from svcflow.voice.comments.languages import Spoken
from svcflow.voice.comments.lexicon import judge_chinese
from svcflow.voice.comments.packages import english_judge
from svcflow.voice.comments.results import Evaluation, Sentiment
from svcflow.voice.surveys.scores import share_figure

POSITIVE, NEUTRAL, NEGATIVE, UNKNOWN = "positive", "neutral", "negative", "unknown"
_CLEAR = 0.05


def judge_offline(text: str, language: Spoken) -> Sentiment:
    """The judgement of one masked comment, Chinese in simplified characters."""
    if language == "other":
        return Sentiment(UNKNOWN, 0.0)
    score = english_judge()(text)["compound"] if language == "en" else judge_chinese(text).score
    label = POSITIVE if score >= _CLEAR else NEGATIVE if score <= -_CLEAR else NEUTRAL
    return Sentiment(label, 0.5 + abs(score) / 2)


def leanings(text: str, language: Spoken) -> tuple[float, ...]:
    """What the offline judges find, for a trained model to weigh: three numbers for English, three for Chinese, each from -1 to 1."""
    if language == "en":
        found = english_judge()(text)
        return found["compound"], found["pos"], found["neg"], 0.0, 0.0, 0.0
    if language == "other":
        return (0.0,) * 6
    judged = judge_chinese(text)
    return 0.0, 0.0, 0.0, judged.score, min(judged.good, 3) / 3, min(judged.bad, 3) / 3


def evaluate(true: Sequence[str], judged: Sequence[str]) -> Evaluation:
    """Judgements against labels, of two sequences of one length that is not 0."""
    pairs = Counter(zip(true, judged, strict=True))
    labels = tuple(sorted({*true, *judged}))
    confusion = tuple(tuple(pairs[one, other] for other in labels) for one in labels)
    of = [sum(row) for row in confusion]
    right = [confusion[place][place] for place in range(len(labels))]
    recall = tuple(hits / many if many else 0.0 for hits, many in zip(right, of, strict=True))
    return Evaluation(labels, confusion, share_figure(sum(right), len(true)), max(of) / len(true), recall)
