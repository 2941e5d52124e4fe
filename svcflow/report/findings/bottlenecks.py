"""Where tickets wait, why, when in the week, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from svcflow.mining.teams import EVERYONE
from svcflow.report.findings.actions import Advice
from svcflow.report.findings.evidence import Evidence
from svcflow.report.findings.finding import Finding, Hours, Tried
from svcflow.timing.queues.week_hours import WeekHours
from svcflow.timing.results import Cause

NOTABLE = 0.08
"""A step with less of the waiting than this is left to its table."""
MOST_QUEUES = 3
OFTEN = 0.05
"""Tickets that come off hours are told of where they are at least this share."""
LONGER = 1.5
"""They are where they wait this many times as long for the first hand as the others."""
MATTERS = 0.03
"""And where what they wait longer is this share of all lead time."""
UNEVEN = 1.5
"""A queue whose worst hours have this many times its mean length has hours worth naming; one of fewer than `FEWEST` tickets has not."""
FEWEST = 3.0
WEEK = 168


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneStandsOut(Finding):
    """The longest waiting before any step is a small share of all."""

    kind: ClassVar[str] = "none_stands_out"
    anchor: ClassVar[str] = "bottlenecks"
    step: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck(Finding):
    """The waiting before one step: what it is of all waiting, why it is, and what the mean ticket would save without it."""

    kind: ClassVar[str] = "bottleneck"
    anchor: ClassVar[str] = "bottlenecks"
    step: str
    team: str | None
    share: float
    waiting_h: float
    saving_h: float
    causes: tuple[tuple[Cause, float], ...]
    first: bool
    lead_h: float
    """the mean lead time, in whose unit the waiting is told"""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueHours(Finding):
    """When in the week the queue before a step is longest (`length` tickets in these hours), and when it grows."""

    kind: ClassVar[str] = "queue_hours"
    anchor: ClassVar[str] = "people"
    step: str
    worst: Hours
    length: float
    mean_length: float
    grows: Hours | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OffHours(Finding):
    """A share of the tickets comes while nobody is on duty: what they wait for the first hand, and what the others wait."""

    kind: ClassVar[str] = "off_hours"
    anchor: ClassVar[str] = "people"
    share: float
    outside_h: float
    inside_h: float


def find_waiting(evidence: Evidence) -> Iterator[Finding]:
    """The steps with most of the waiting, by what going without it would save; or that none stands out."""
    queues = evidence.queues
    advice = Advice(evidence)
    if queues and queues[0].share < NOTABLE:
        yield NoneStandsOut(step=queues[0].where, share=queues[0].share, basis=queues[0].basis)
        return
    lead = evidence.times.value_stream.lead_time_h
    told: set[str] = set()
    for number, queue in enumerate(queues[:MOST_QUEUES]):
        if queue.share < NOTABLE:
            return
        action = advice.on(queue.where, queue.team, first=number == 0, besides=told)
        if isinstance(action, Tried):
            told.add(action.redesign.name)
        yield Bottleneck(
            step=queue.where, team=None if queue.team == EVERYONE else queue.team,
            share=queue.share, waiting_h=queue.waiting_h, saving_h=queue.saving_h, causes=queue.causes,
            first=number == 0, lead_h=lead, basis=queue.basis, stake=queue.waiting_h / lead if lead > 0 else 0.0,
            action=action,
        )  # fmt: skip


def find_hours(evidence: Evidence) -> Iterator[Finding]:
    """When in the week the waiting arises: tickets that come off hours, and the hours of the first queue."""
    lead = evidence.times.value_stream.lead_time_h
    outside = evidence.observed.outside
    if outside is not None and lead > 0 and outside.share >= OFTEN and outside.outside_h >= LONGER * outside.inside_h:
        stake = outside.share * (outside.outside_h - outside.inside_h) / lead
        if stake >= MATTERS:
            yield OffHours(
                share=outside.share, outside_h=outside.outside_h, inside_h=outside.inside_h, basis=outside.basis, stake=stake
            )  # fmt: skip
    if evidence.queue_hours is None or not evidence.queues:
        return
    for queue in evidence.queue_hours.queues:
        if queue.where == evidence.queues[0].where and evidence.queues[0].share >= NOTABLE and _is_uneven(queue.worst, queue.mean_length):
            swings = queue.grows is not None and queue.grows.tickets >= max(1.0, queue.mean_length / 2)
            yield QueueHours(
                step=queue.where, worst=_hours(queue.worst), length=queue.worst.tickets, mean_length=queue.mean_length,
                grows=_hours(queue.grows) if queue.grows is not None and swings else None, basis=queue.basis, stake=0.1,
            )  # fmt: skip


def _is_uneven(worst: WeekHours, mean_length: float) -> bool:
    return worst.until - worst.first < WEEK / 2 and worst.tickets >= max(FEWEST, UNEVEN * mean_length)


def _hours(stretch: WeekHours) -> Hours:
    return stretch.first, stretch.until
