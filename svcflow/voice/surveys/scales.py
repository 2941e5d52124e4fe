"""Scales: what the lowest and the highest answer of a question are, which way is better, and how an answer is read on it.

An answer comes as a number (4, 4.0, 4,5), as a part of its scale (4/5, 80 %, 4 of 5), with its label (4 - satisfied, 4 分), as
stars (★★★★☆), or in words, English or Chinese (very satisfied, 非常满意). The scale of a question is stated by the study, or found:
from words that name its points, from what answers say of themselves (4/5, 80 %), and else from the range of the numbers. Every
scale is then laid on 0 (worst) to 1 (best), so that questions on different scales can stand side by side.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from svcflow.errors import InputError
from svcflow.eventlog.words.plain import listed, plain

Better = Literal["higher", "lower"]

_POINTS: Mapping[int, Mapping[float, str]] = {
    5: {
        5: """
            very satisfied, extremely satisfied, completely satisfied, highly satisfied, strongly agree, excellent, very good,
            outstanding,
            very easy, extremely easy, very likely, extremely likely, extremely important, very happy, 非常满意, 很满意, 十分满意,
            极其满意,
            非常滿意, 很滿意, 十分滿意, 非常同意, 完全同意, 很同意, 非常好, 很好, 优秀, 優秀, 极好, 非常容易, 很容易, 非常愿意,
            非常願意, 很可能, 非常重要
        """,
        4: """
            satisfied, somewhat satisfied, rather satisfied, mostly satisfied, agree, somewhat agree, good, easy, likely, happy,
            important, 满意, 比较满意, 基本满意, 较满意, 滿意, 比較滿意, 基本滿意, 同意, 比较同意, 比較同意, 好, 较好, 较好, 良好, 容易,
            比较容易,
            比較容易, 愿意, 願意, 可能, 重要
        """,
        3: """
            neutral, neither satisfied nor dissatisfied, neither agree nor disagree, neither, average, fair, ok, okay, so so, acceptable,
            undecided, mixed, moderately important, 一般, 中立, 普通, 还行, 还可以, 還行, 還可以, 尚可, 不确定, 不確定, 无所谓, 無所謂,
            说不清, 中等
        """,
        2: """
            dissatisfied, unsatisfied, not satisfied, somewhat dissatisfied, rather dissatisfied, disagree, somewhat disagree, poor, bad,
            difficult, hard, unlikely, unhappy, slightly important, 不满意, 不太满意, 较不满意, 比较不满意, 不滿意, 不太滿意, 較不滿意,
            比較不滿意,
            不同意, 不太同意, 差, 较差, 較差, 不好, 困难, 困難, 比较困难, 不愿意, 不願意, 不太可能, 不太重要
        """,
        1: """
            very dissatisfied, extremely dissatisfied, completely dissatisfied, very unsatisfied, not at all satisfied, strongly disagree,
            very poor, very bad, terrible, awful, very difficult, extremely difficult, very hard, very unlikely, extremely unlikely,
            not at all likely, very unhappy, not important, 非常不满意, 很不满意, 十分不满意, 极不满意, 非常不滿意, 很不滿意,
            十分不滿意, 非常不同意,
            完全不同意, 很不同意, 很差, 非常差, 极差, 非常困难, 很困难, 非常困難, 非常不愿意, 非常不可能, 不重要
        """,
    },
    2: {
        2: "yes, true, resolved, thumbs up, up, 👍, 是, 有, 已解决, 已解決, 好评, 好評, 会, 會",
        1: "no, false, not resolved, unresolved, thumbs down, down, 👎, 否, 没有, 沒有, 未解决, 未解決, 差评, 差評, 不会, 不會",
    },
}
"""points of a scale -> the words for each of its points"""
_STAR = re.compile(r"^(★+|⭐+|\*{1,5})\s*(☆*)$")
_PART = re.compile(r"^([-+]?\d+(?:[.,]\d+)?)\s*(?:/|of|out of|von|sur)\s*(\d+)$", re.IGNORECASE)
_PERCENT = re.compile(r"^([-+]?\d+(?:[.,]\d+)?)\s*[%％]$")
_NUMBER = re.compile(r"^([-+]?\d+(?:[.,]\d+)?)(?:\s*(?:分|星|颗星|顆星|stars?|points?|pts))?$", re.IGNORECASE)
_LABELLED = re.compile(r"^(\d{1,2})(?:\s*[-–—:：=.、)（(]\s*|(\s+))([^\d\s].*)$")
_MANY = 30
"""answers from which it means something that none of them is the highest"""


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a scale and which is better; `points` is None where answers may lie between whole numbers."""

    low: float
    high: float
    better: Better = "higher"
    points: int | None = None

    @property
    def name(self) -> str:
        """`1-5`, or `1-5, lower is better`."""
        return f"{self.low:g}-{self.high:g}" + (", lower is better" if self.better == "lower" else "")

    @property
    def satisfied_from(self) -> float:
        """The answer from which people count as satisfied: the upper box or boxes, 4 of 1-5, 6 of 1-7, 8 of 1-10 and 0-10.

        It is the first whole answer at or above three quarters of the scale (of scales with four points: two thirds).
        """
        share = 2 / 3 if self.points == 4 else 0.75
        reach = math.ceil(share * (self.high - self.low) - 1e-9) if self.points else share * (self.high - self.low)
        return self.low + reach if self.better == "higher" else self.high - reach

    def is_satisfied(self, answer: float) -> bool:
        """Whether an answer lies in the upper boxes."""
        return answer >= self.satisfied_from - 1e-9 if self.better == "higher" else answer <= self.satisfied_from + 1e-9

    def laid(self, answer: float) -> float:
        """The answer between 0 (worst) and 1 (best)."""
        share = (answer - self.low) / (self.high - self.low)
        return share if self.better == "higher" else 1 - share


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says: a number, of how many (`of`), and in what form; `points` of words that name a scale's points."""

    value: float
    form: Literal["number", "part", "percent", "stars", "words"]
    of: float | None = None


def scale_of(text: str) -> Scale:
    """A scale as people state it: `1-5`, `0-10`, `percent`, `stars`, `1-6 lower`.

    Raises
    ------
    InputError
        It names no scale.
    """
    words = text.strip().lower().replace(",", " ").replace("..", "-").split()
    better: Better = "lower" if "lower" in words else "higher"
    named = {"percent": Scale(0, 100, better), "stars": Scale(1, 5, better, 5), "share": Scale(0, 1, better)}
    head = words[0] if words else ""
    if head in named:
        return named[head]
    ends = re.fullmatch(r"(-?\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", head)
    if not ends or float(ends[1]) >= float(ends[2]) or set(words[1:]) - {"lower", "higher", "is", "better"}:
        raise InputError(f'"{text}" is no scale.', remedy='Say it like this: 1-5, 0-10, percent, stars, or "1-6 lower" where 1 is best.')
    low, high = float(ends[1]), float(ends[2])
    whole = low.is_integer() and high.is_integer() and high - low <= 20
    return Scale(low, high, better, int(high - low) + 1 if whole else None)


@lru_cache(maxsize=8192)
def read_answer(text: str) -> Reading | None:
    """What an answer says, whatever the scale; None where it says no score."""
    text = text.strip()
    if found := _STAR.match(text):
        return Reading(len(found[1]), "stars", len(found[1]) + len(found[2]) if found[2] else None)
    if found := _PART.match(text):
        return Reading(_float(found[1]), "part", float(found[2]))
    if found := _PERCENT.match(text):
        return Reading(_float(found[1]), "percent", 100.0)
    if found := _NUMBER.match(text):
        return Reading(_float(found[1]), "number")
    if known := _WORDS.get(plain(text)):
        return Reading(known[1], "words", known[0])
    # With a blank alone between them, "4 good" is a score and "4 tickets" is not.
    if (found := _LABELLED.match(text)) and (found[2] is None or plain(found[3]) in _WORDS):
        return Reading(float(found[1]), "number")
    return None


def find_scale(answers: Sequence[Reading], usual: Scale | None = None, better: Better = "higher") -> tuple[Scale, str]:
    """The scale that answers are on, and what speaks for it.

    Parameters
    ----------
    answers : sequence of Reading
        At least one.
    usual : Scale, optional
        The scale that such a question usually has (0-10 for a recommendation); taken where all numbers fit it.
    better : "higher" or "lower"
        Which way the question asks.
    """
    forms = {answer.form for answer in answers}
    of = {answer.of for answer in answers if answer.of}
    values = [answer.value for answer in answers]
    low, high, n = min(values), max(values), _answers(len(values))
    if forms == {"percent"}:
        return Scale(0, 100, better), f"{n} in per cent"
    if forms == {"words"} and len(of) == 1:
        points = int(of.pop())
        return Scale(1, points, better, points), f"{n} in words of a scale with {points} points"
    if forms == {"stars"}:
        return Scale(1, max(5.0, high, *of), better, int(max(5.0, high, *of))), f"{n} in stars, up to {high:g}"
    if "part" in forms and len(of) == 1:
        top = of.pop()
        first = 0.0 if low < 1 else 1.0
        if top < 100:
            return Scale(first, top, better, int(top - first) + 1), f"answers say themselves that they are of {top:g}"
    if usual and all(usual.low <= value <= usual.high for value in values):
        return _like(usual, better), f"the usual scale of this question; {n} between {low:g} and {high:g}"
    return _by_range(low, high, len(values), better, whole=all(value.is_integer() for value in map(float, values)))


def _by_range(low: float, high: float, n: int, better: Better, *, whole: bool) -> tuple[Scale, str]:
    seen = f"{_answers(n)} between {low:g} and {high:g}"
    if low >= 0 and high <= 1 and not whole:
        return Scale(0, 1, better), f"{seen}, parts of one"
    if high > 10 or low < 0:
        return (Scale(0, 100, better), seen) if low >= 0 and high <= 100 else (Scale(low, high, better), f"{seen}, an unusual range")
    if high <= 5 and low >= 1 and n >= _MANY and high < 5:
        return Scale(1, high, better, int(high)) if high > 1 else Scale(1, 5, better, 5), f"{seen}: none higher among so many"
    ends = (5, 7, 10) if low >= 1 else (5, 10)
    top = next(end for end in ends if high <= end)
    first = 1 if low >= 1 else 0
    unseen = "" if high == top else f", {top} is the usual end"
    return Scale(first, top, better, top - first + 1), seen + unseen


def _answers(n: int) -> str:
    return f"{n} answer{'' if n == 1 else 's'}"


def _like(usual: Scale, better: Better) -> Scale:
    return Scale(usual.low, usual.high, better, usual.points)


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def _worded(points: Mapping[int, Mapping[float, str]]) -> Iterable[tuple[str, tuple[int, float]]]:
    for many, by_value in points.items():
        for value, phrases in by_value.items():
            for phrase in listed(phrases):
                yield plain(phrase), (many, value)


_WORDS: Mapping[str, tuple[int, float]] = dict(_worded(_POINTS))
