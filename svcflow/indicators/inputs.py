"""What indicators read besides the log: expenses, answers of customers, the staff file, ideas, factors, and the status of systems.

All are plain records that the reader of a study, or any program, fills in; each is checked where it is made, so that a share of 40 or a
negative cost never reaches a figure. Times are aware; hours are [h], money is in the setting's currency.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from svcflow.errors import InputError, did_you_mean

Sentiment = Literal["positive", "neutral", "negative"]
_SENTIMENTS = ("positive", "neutral", "negative")
RUBRIC: Mapping[str, float] = {
    "excellent": 1.0, "good": 0.75, "fair": 0.5, "weak": 0.25, "poor": 0.0, "优": 1.0, "良": 0.75, "中": 0.5, "差": 0.25, "劣": 0.0,
}  # fmt: skip
"""five grades and what each is worth"""


@dataclass(frozen=True, slots=True)
class Expense:
    """What something costs besides people's hours: for each ticket, for each week, and for each execution of a step."""

    per_ticket: float = 0.0
    per_week: float = 0.0
    per_step: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, amount in (("per_ticket", self.per_ticket), ("per_week", self.per_week), *self.per_step.items()):
            _not_negative(name, amount, "an expense")


@dataclass(frozen=True, slots=True)
class Expenses:
    """The expenses by kind (None: not known), and what a missed service level [currency] and an hour of waiting [currency/h] cost."""

    system: Expense | None = None
    outsourcing: Expense | None = None
    material: Expense | None = None
    overhead: Expense | None = None
    breach: float | None = None
    delay_h: float | None = None

    def __post_init__(self) -> None:
        for name, amount in (("breach", self.breach), ("delay_h", self.delay_h)):
            _not_negative(name, amount or 0.0, "an expense")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one question of a survey, on a scale from `lowest` to `highest`."""

    case_id: str
    question: str
    score: float
    lowest: float = 1.0
    highest: float = 5.0

    def __post_init__(self) -> None:
        if not self.lowest < self.highest:
            raise InputError(f"a scale from {self.lowest:g} to {self.highest:g} is none.", place=f'question "{self.question}"')
        if not self.lowest <= self.score <= self.highest:
            problem = f"the score {self.score:g} is not on the scale from {self.lowest:g} to {self.highest:g}."
            raise InputError(problem, place=f'ticket "{self.case_id}", question "{self.question}"', remedy="Mend the score, or the scale.")

    @property
    def share(self) -> float:
        """Where on the scale the score stands, 0 to 1."""
        return (self.score - self.lowest) / (self.highest - self.lowest)


@dataclass(frozen=True, slots=True)
class Survey:
    """The answers of customers, whom was asked, and which question is which."""

    answers: tuple[Answer, ...] = ()
    asked: frozenset[str] = frozenset()
    """tickets whose customers were asked; empty: not known"""
    overall: str = "overall"
    response: str = "response"
    solution: str = "solution"
    recommend: str = "recommend"
    """asked on a scale from 0 to 10"""
    effort: str = "effort"
    easy_is_high: bool = True
    """whether a high score of `effort` means that it was easy"""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody made of a customer's comment on a ticket."""

    case_id: str
    sentiment: Sentiment

    def __post_init__(self) -> None:
        if self.sentiment not in _SENTIMENTS:
            remedy = did_you_mean(str(self.sentiment), _SENTIMENTS)
            raise InputError(f'"{self.sentiment}" is no sentiment.', place=f'ticket "{self.case_id}"', remedy=remedy)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person of the staff file. Skill, attitude and feedback are judgements: a grade of the rubric, or a share from 0 to 1."""

    name: str
    team: str = ""
    skill: str | float | None = None
    attitude: str | float | None = None
    feedback: str | float | None = None


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea for a better service, and when it was put to work."""

    registered: date
    implemented: date | None = None

    def __post_init__(self) -> None:
        if self.implemented is not None and self.implemented < self.registered:
            raise InputError(f"an idea of {self.registered} cannot have been put to work on {self.implemented}.")


@dataclass(frozen=True, slots=True)
class Factors:
    """What a ticket uses up: energy [kWh], paper [sheets], and what they weigh in carbon dioxide [kg]."""

    kwh_per_ticket: float = 0.0
    kwh_per_work_h: float = 0.0
    sheets_per_ticket: float = 0.0
    sheets_per_step: Mapping[str, float] = field(default_factory=dict)
    kg_per_kwh: float | None = None
    kg_per_sheet: float = 0.005

    def __post_init__(self) -> None:
        named = {name: getattr(self, name) or 0.0 for name in self.__slots__ if name != "sheets_per_step"}
        for name, amount in (*named.items(), *self.sheets_per_step.items()):
            _not_negative(name, amount, "a factor")


@dataclass(frozen=True, slots=True)
class StatusInterval:
    """A stretch of time in which a system was up or down."""

    system: str
    begin: datetime
    end: datetime
    up: bool

    def __post_init__(self) -> None:
        if self.begin.tzinfo is None or self.end.tzinfo is None:
            raise InputError("the times of a status need a zone.", place=f'system "{self.system}"')
        if self.end < self.begin:
            raise InputError(f"a status cannot end at {self.end} and begin at {self.begin}.", place=f'system "{self.system}"')


def graded(judgement: str | float | None, rubric: Mapping[str, float], place: str) -> float | None:
    """A judgement as a share: a grade of the rubric, or a number from 0 to 1.

    Raises
    ------
    InputError
        The grade is not in the rubric, or the number is no share.
    """
    if judgement is None:
        return None
    if isinstance(judgement, str):
        known = {grade.casefold(): worth for grade, worth in rubric.items()}
        if judgement.casefold() not in known:
            raise InputError(f'"{judgement}" is no grade of the rubric.', place=place, remedy=did_you_mean(judgement, rubric))
        return known[judgement.casefold()]
    if not 0 <= judgement <= 1:
        raise InputError(f"the judgement {judgement:g} is not between 0 and 1.", place=place, remedy="Give a grade, or a share.")
    return float(judgement)


def _not_negative(name: str, amount: float, what: str) -> None:
    if not (math.isfinite(amount) and amount >= 0):
        raise InputError(f"{name} (={amount:g}) must be 0 or more.", place=what)
