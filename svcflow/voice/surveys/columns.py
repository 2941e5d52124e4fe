"""Which column of a survey is what: by what the analyst says, by its header, and by what it holds.

A question with a telling header (csat, 满意度, recommend, 推荐, effort …) is taken as what the header says. A column without one is an
attribute's question if it holds scores: words of a scale, stars, or few different whole numbers of at most 10, and nothing in its header
says otherwise (ages, amounts, ids). The ticket is the column whose values are the log's tickets, where there is a log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import polars as pl

from svcflow.errors import InputError, did_you_mean
from svcflow.voice.surveys.scales import read_answer
from svcflow.voice.surveys.words import KINDS, ROLES, Kind, Role, cannot_be_score, is_overall, is_role, kind_of

_SAMPLE = 2_000
_SCORES = 0.5
"""share of a column's texts that must read as scores"""
_LONG = 25
"""letters on average from which texts are comments"""
_FOUND: tuple[Role, ...] = ("ticket", "respondent", "customer", "time", "action")


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column is: questions by name (kind, why), other roles, evidence and remarks."""

    kinds: Mapping[str, tuple[Kind, str]]
    roles: Mapping[Role, str]
    evidence: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]


def find_columns(frame: pl.DataFrame, said: Mapping[str, str], tickets: pl.Series | None = None) -> Columns:
    """Which column is what; `said` (column -> role, kind or `ignore`) wins over what is found.

    Raises
    ------
    InputError
        Something said is neither a role nor a kind of question.
    """
    known = (*get_args(Kind), *get_args(Role), "ignore")
    wrong = next((what for what in said.values() if what not in known), None)
    if wrong is not None:
        raise InputError(f'"{wrong}" is nothing that a column can be.', remedy=did_you_mean(wrong, known))
    roles: dict[Role, str] = {what: name for name, what in said.items() if what in ROLES}
    evidence: list[tuple[str, str, str]] = [(what, name, "as said") for name, what in said.items() if what in ROLES]
    free = [name for name in frame.columns if name not in said]
    for role in _FOUND:
        if role not in roles and (match := _of_role(frame, free, role, tickets)):
            roles[role] = match[0]
            evidence.append((role, *match))
            free.remove(match[0])
    notes: list[str] = []
    if _is_long(frame, free, roles):
        return Columns({}, roles, tuple(evidence), ())
    kinds: dict[str, tuple[Kind, str]] = {name: (what, "as said") for name, what in said.items() if what in KINDS}
    for name in free:
        if kind := _kind(frame[name]):
            kinds[name] = kind
    _comment(frame, [name for name in free if name not in kinds], roles, evidence)
    kinds = {name: kinds[name] for name in frame.columns if name in kinds}
    guessed = [name for name, (_, why) in kinds.items() if why.startswith("its header says nothing")]
    if guessed:
        notes.append("Taken as questions by what they hold: " + ", ".join(f'"{name}"' for name in guessed) + ".")
    return Columns(_one_overall(kinds), roles, (*evidence, *((kind, name, why) for name, (kind, why) in kinds.items())), tuple(notes))


def _of_role(frame: pl.DataFrame, free: list[str], role: Role, tickets: pl.Series | None) -> tuple[str, str] | None:
    if role == "ticket" and tickets is not None:
        best = max(((_overlap(frame[name], tickets), name) for name in free), default=(0.0, ""))
        if best[0] >= 0.2:
            return best[1], f"{best[0]:.0%} of its values are tickets of the log"
    match = next((name for name in free if is_role(name, role) and not _is_question(frame[name])), None)
    return (match, "by its header") if match else None


def _overlap(values: pl.Series, tickets: pl.Series) -> float:
    there = values.drop_nulls().unique()
    return float(there.is_in(tickets.cast(pl.String).implode()).sum()) / len(there) if len(there) else 0.0


def _is_question(values: pl.Series) -> bool:
    """Whether a column whose header could be a role's is a question all the same: "Response" may hold scores."""
    return kind_of(values.name) is not None and _share_of_scores(values) >= _SCORES


def _is_long(frame: pl.DataFrame, free: list[str], roles: dict[Role, str]) -> bool:
    """Whether a row is one answer: a column of questions that come again and again, and one of answers. They become roles."""
    question = roles.get("question") or next((name for name in free if is_role(name, "question")), None)
    answer = roles.get("answer") or next((name for name in free if is_role(name, "answer") and name != question), None)
    if question is None or answer is None or frame.height == 0:
        return False
    if "question" not in roles and frame[question].n_unique() * 2 > max(frame.height, 4):
        return False
    roles["question"], roles["answer"] = question, answer
    return True


def _kind(values: pl.Series) -> tuple[Kind, str] | None:
    """What a column asks, and why; None for a column that asks nothing."""
    kind, share = kind_of(values.name), _share_of_scores(values)
    if kind is not None and not cannot_be_score(values.name):
        if share >= _SCORES or (share > 0 and not _is_prose(values)) or (kind in ("csat", "nps") and not is_role(values.name, "comment")):
            return (kind, "by its header") if values.null_count() < len(values) else None
        return None
    if share >= _SCORES and not cannot_be_score(values.name) and not is_role(values.name, "comment") and _is_like_scores(values):
        return "item", "its header says nothing, it holds scores"
    return None


def _share_of_scores(values: pl.Series) -> float:
    there = values.drop_nulls().head(_SAMPLE)
    return sum(read_answer(text) is not None for text in there) / len(there) if len(there) else 0.0


def _is_like_scores(values: pl.Series) -> bool:
    """Whether numbers are few and small, as scores are, and not all the same form of something else."""
    read = [reading for text in values.drop_nulls().head(_SAMPLE) if (reading := read_answer(text))]
    numbers = {reading.value for reading in read if reading.form == "number"}
    worded = any(reading.form in ("words", "stars", "part") and reading.of != 2 for reading in read)
    return worded or (len(numbers) >= 2 and all(0 <= value <= 10 and float(value).is_integer() for value in numbers))


def _is_prose(values: pl.Series) -> bool:
    there = values.drop_nulls().head(_SAMPLE)
    return bool(len(there)) and float(there.str.len_chars().mean() or 0) >= _LONG  # type: ignore[arg-type]


def _comment(frame: pl.DataFrame, free: list[str], roles: dict[Role, str], evidence: list[tuple[str, str, str]]) -> None:
    """The column of comments: by its header, else the longest texts."""
    if "comment" in roles:
        return
    named = [name for name in free if is_role(name, "comment") and frame[name].null_count() < frame.height]
    prose = [name for name in free if _is_prose(frame[name])]
    for names, why in ((named, "by its header"), (prose, "it holds the longest texts")):
        if names:
            best = max(names, key=lambda name: float(frame[name].str.len_chars().sum() or 0))
            roles["comment"] = best
            evidence.append(("comment", best, why))
            return


def _one_overall(kinds: dict[str, tuple[Kind, str]]) -> dict[str, tuple[Kind, str]]:
    """Where one question asks about everything, other satisfaction questions ask about attributes."""
    asked = [name for name, (kind, why) in kinds.items() if kind == "csat" and why != "as said"]
    whole = [name for name in asked if is_overall(name)] or asked[:1]
    return {name: (("item", why) if name in asked and name not in whole[:1] else (kind, why)) for name, (kind, why) in kinds.items()}
