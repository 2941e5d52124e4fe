"""Comments with labels, from a file: to train a model on, or to hold judgements against.

The label is a column of its own (`label`, `sentiment`, 情感, 标签 …) in words of one's own, where words for good, bad and neither count
as such; or it is an answer on a scale: satisfied is positive, the lower half negative, what lies between them neutral.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from svcflow.errors import InputError, did_you_mean
from svcflow.eventlog.log import Reject
from svcflow.eventlog.sources import open_source, place_of
from svcflow.eventlog.sources.table import without_nulls
from svcflow.eventlog.words.plain import listed, plain
from svcflow.voice.comments.languages import Spoken, language_of, simplified
from svcflow.voice.comments.masking import mask
from svcflow.voice.comments.sentiment import NEGATIVE, NEUTRAL, POSITIVE
from svcflow.voice.surveys.scales import Scale, find_scale, read_answer
from svcflow.voice.surveys.words import is_role, kind_of

MOST_LABELS = 10
_HEADERS = frozenset(listed("label, sentiment, polarity, class, mood, 情感, 情感倾向, 标签, 標籤, 情绪, 情緒, 类别, 類別, 情感極性"))
_KNOWN = {
    **dict.fromkeys(listed("positive, pos, good, happy, 1 positive, 正面, 正向, 积极, 積極, 好评, 好評, 正"), POSITIVE),
    **dict.fromkeys(listed("negative, neg, bad, unhappy, 负面, 負面, 负向, 負向, 消极, 消極, 差评, 差評, 负, 負"), NEGATIVE),
    **dict.fromkeys(listed("neutral, neu, mixed, 中性, 中立, 中评, 中評, 一般, 中"), NEUTRAL),
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """Masked comments (Chinese simplified) with language and label; `columns` are those that were taken."""

    texts: tuple[str, ...]
    languages: tuple[Spoken, ...]
    labels: tuple[str, ...]
    columns: tuple[str, str]
    rejected: tuple[Reject, ...]
    notes: tuple[str, ...]


def read_labelled(
    source: str | Path, *, comments: str | None = None, label: str | None = None, encoding: str | None = None, delimiter: str | None = None
) -> Labelled:
    """Read labelled comments; the two columns are found where they are not named.

    Raises
    ------
    InputError
        A column is not there or cannot be found, or the labels are too many to be labels.
    """
    place = place_of(source)
    table = open_source(source, encoding=encoding, delimiter=delimiter)
    frame = without_nulls(table.frame.with_columns(pl.all().cast(pl.String)))
    labelled = _named(frame, label, "label", place) or _label_column(frame, place)
    written = _named(frame, comments, "comments", place) or _comment_column(frame, labelled, place)
    labels, note = _labels(frame[labelled], place)
    texts, languages, kept, rejected = [], [], [], list(table.rejected)
    for line, text, each in zip(table.lines, frame[written], labels, strict=True):
        if text is None or each is None:
            rejected.append(Reject(line, "no comment" if text is None else "no label", mask(text or "").text[:100]))
            continue
        texts.append(simplified(mask(text).text))
        languages.append(language_of(text))
        kept.append(each)
    return Labelled(tuple(texts), tuple(languages), tuple(kept), (written, labelled), tuple(rejected), (note,))


def answer_label(answer: float, scale: Scale) -> str:
    """What an answer says a comment beside it ought to be."""
    return POSITIVE if scale.is_satisfied(answer) else NEGATIVE if scale.laid(answer) < 0.5 else NEUTRAL


def _named(frame: pl.DataFrame, name: str | None, what: str, place: str) -> str | None:
    if name is not None and name not in frame.columns:
        raise InputError(f'there is no column "{name}" for the {what}.', place=place, remedy=did_you_mean(name, frame.columns))
    return name


def _label_column(frame: pl.DataFrame, place: str) -> str:
    named = [name for name in frame.columns if plain(name) in _HEADERS]
    asked = [name for name in frame.columns if kind_of(name) == "csat"]
    if not named and not asked:
        raise InputError("no column is known to hold labels.", place=place, remedy="Name it: --label COLUMN.")
    return (named or asked)[0]


def _comment_column(frame: pl.DataFrame, label: str, place: str) -> str:
    others = [name for name in frame.columns if name != label and frame[name].null_count() < frame.height]
    named = [name for name in others if is_role(name, "comment") or "review" in plain(name)]
    if not (named or others):
        raise InputError("no column holds comments.", place=place, remedy="Name it: --comments COLUMN.")
    return max(named or others, key=lambda name: float(frame[name].str.len_chars().sum() or 0))


def _labels(values: pl.Series, place: str) -> tuple[Sequence[str | None], str]:
    """The labels in our words where they are known, and how they were read."""
    known = {text: _KNOWN.get(plain(text)) for text in values.drop_nulls().unique()}
    if known and all(known.values()):
        return [None if text is None else known[text] for text in values], f'"{values.name}" holds words for good and bad.'
    readings = [None if text is None else read_answer(text) for text in values]
    scores = [reading for reading in readings if reading is not None]
    if scores and len(scores) == len(values) - values.null_count():
        if {reading.value for reading in scores} <= {0.0, 1.0}:
            return [
                None if each is None else POSITIVE if each.value else NEGATIVE for each in readings
            ], f'"{values.name}": 1 is positive, 0 negative.'
        if {reading.value for reading in scores} <= {-1.0, 0.0, 1.0}:
            return [
                None if each is None else (NEGATIVE, NEUTRAL, POSITIVE)[int(each.value) + 1] for each in readings
            ], f'"{values.name}": signs.'
        scale, why = find_scale(scores)
        told = f'"{values.name}" is an answer on {scale.name} ({why}): from {scale.satisfied_from:g} on positive, the lower half negative.'
        return [None if each is None else answer_label(each.value, scale) for each in readings], told
    counts = Counter(values.drop_nulls())
    if len(counts) > MOST_LABELS:
        raise InputError(
            f'"{values.name}" holds {len(counts)} different texts: these are no labels.',
            place=place,
            remedy="Name the column: --label COLUMN.",
        )
    return values.to_list(), f'"{values.name}" holds {len(counts)} labels of your own.'
