"""What the scorecard says, and what customers say against waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from svcflow.report.findings.evidence import Evidence
from svcflow.report.findings.finding import Finding, Redesign

LEAST_GAP = 0.5
"""A loss of fewer points than this is not worth a word."""
A_DAY = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Finding):
    """The score of the service [points] with its interval and grade, and the indicator that costs most of it."""

    kind: ClassVar[str] = "score"
    anchor: ClassVar[str] = "scorecard"
    total: float
    low: float | None = None
    high: float | None = None
    grade: str = ""
    gap: str = ""
    """title of the indicator; empty where none costs much"""
    lost: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored(Finding):
    """What the redesign that betters the score most makes of it [points]: the change with its interval, clearly above 0."""

    kind: ClassVar[str] = "score_redesign"
    anchor: ClassVar[str] = "scorecard"
    redesign: Redesign
    total: float
    change: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfHours(Finding):
    """How much lower customers' mean satisfaction (0 to 1) is with a day more; the interval lies below 0."""

    kind: ClassVar[str] = "satisfaction"
    anchor: ClassVar[str] = "customers"
    of: Literal["lead_h", "response_h", "waiting_h"]
    a_day: float
    low: float
    high: float
    satisfied: float
    answers: int


def find_score(evidence: Evidence) -> Iterator[Finding]:
    """The score, where there is one."""
    found = evidence.appraisal
    if found is None or found.card.total is None:
        return
    card, gap = found.card, next((each for each in found.gaps if each.points >= LEAST_GAP), None)
    yield Score(
        total=found.card.total, low=card.low, high=card.high, grade=card.grade, gap=card[gap.name].title or gap.name if gap else "",
        lost=gap.points if gap else 0.0,
    )  # fmt: skip


def find_scored(evidence: Evidence) -> Iterator[Finding]:
    """The redesign that betters the score most, if one clearly does."""
    found, comparison = evidence.appraisal, evidence.comparison
    if found is None or comparison is None or found.card.total is None:
        return
    better = [(each, each.score) for each in comparison.scenarios if each.score is not None and each.score.low > 0]
    if better:
        each, change = max(better, key=lambda pair: pair[1].value)
        redesign = Redesign(each.name, each.proposal)
        yield Scored(
            redesign=redesign, total=found.card.total, change=change.value, low=change.low, high=change.high, basis="simulated"
        )  # fmt: skip


def find_voice(evidence: Evidence) -> Iterator[Finding]:
    """What customers say against hours, where it is beyond chance."""
    voice = evidence.voice
    link = voice.satisfaction.link if voice is not None else None
    if link is None:
        return
    day = link.change(A_DAY)
    if day.low is not None and day.high is not None and day.high < 0:
        yield SaidOfHours(
            of=link.of, a_day=day.value, low=day.low, high=day.high, satisfied=link.mean.value, answers=link.mean.n, basis=link.basis,
        )  # fmt: skip
