"""Judgements in pairs, asked one by one: the questions of a hierarchy, what an answer says, and how a file of weights holds it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from svcflow.scorecard.refusals import TableError
from svcflow.scorecard.weights.judgements import LARGEST, spoken

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ANSWER = re.compile(r"([12])(?:\s+(\d+))?")
WORDS = "2 a little, 3 somewhat, 5 clearly, 7 much, 9 as much more as can be"
HOW = "Answer 1, 2 or = (as much); b goes back, s leaves it open."
Answers = dict[tuple[str, str], float | None]


@dataclass(frozen=True, slots=True)
class Question:
    """Which of two items matters more, as parts of `group` ("" at the top), and how much."""

    group: str
    first: str
    second: str

    @property
    def text(self) -> str:
        """The question in words."""
        within = f'Within "{self.group}": which' if self.group else "Which"
        return f"{within} matters more?  1 {self.first}   2 {self.second}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: which item matters more (0 where both do as much), and how many times as much, where it was said already."""

    side: int
    times: int | None


def questions(items: Sequence[str], parts: Mapping[str, Sequence[str]]) -> tuple[Question, ...]:
    """All pairs, group by group from the top."""
    groups = {"": items} | {name: parts[name] for name in parts}
    return tuple(Question(name, first, second) for name, members in groups.items() for first, second in combinations(members, 2))


def read_answer(text: str) -> Answer:
    """What somebody typed: `=`, `1`, `2`, or `1 3` with how much more at once.

    Raises
    ------
    TableError
        It is none of these, or off the scale.
    """
    said = text.strip()
    if said in ("=", "0"):
        return Answer(0, 1)
    found = _ANSWER.fullmatch(said)
    if found is None:
        raise TableError(f'"{said}" is no answer.', remedy=HOW)
    return Answer(int(found[1]), read_times(found[2]) if found[2] else None)


def read_times(text: str) -> int:
    """How many times as much: 1 to 9.

    Raises
    ------
    TableError
        It is no whole number, or off the scale.
    """
    said = text.strip()
    if not said.isdecimal() or not 1 <= int(said) <= LARGEST:
        raise TableError(f'"{said}" is off the scale.', remedy=f"Answer 1 to 9: {WORDS}.")
    return int(said)


def judged(answer: Answer, times: int) -> float:
    """The judgement that an answer says: above 1 where the first matters more."""
    return 1.0 if answer.side == 0 else float(times) if answer.side == 1 else 1 / times


def as_lines(expert: str, answers: Mapping[tuple[str, str], float | None]) -> str:
    """The answers as a table of a file of weights."""
    lines = [f"[ahp.judgements.{_key(expert)}]"]
    for (first, second), value in answers.items():
        told = '"?"' if value is None else spoken(value) if value >= 1 else f'"{spoken(value)}"'
        lines.append(f"{_key(f'{first} : {second}')} = {told}")
    return "\n".join(lines) + "\n"


def as_list(names: Sequence[str]) -> str:
    """Names as TOML writes a list of them."""
    return f"[{', '.join(json.dumps(name, ensure_ascii=False) for name in names)}]"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)
