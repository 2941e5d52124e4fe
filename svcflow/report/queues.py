"""Bottlenecks by step: the causes of one step's waiting put together, since a manager changes a step and not a cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from svcflow.eventlog.log import Basis
from svcflow.timing.results import Bottleneck, Cause


@dataclass(frozen=True, slots=True)
class StepQueue:
    """All waiting before one step: what it is of the log's waiting, what the mean ticket would save without it, and why it is.

    Hours are per ticket [h]. `causes` are (cause, its share of this step's waiting), the largest first.
    """

    where: str
    team: str | None
    waiting_h: float
    share: float
    saving_h: float
    causes: tuple[tuple[Cause, float], ...]
    basis: Basis


def step_queues(bottlenecks: Sequence[Bottleneck], cases: int) -> tuple[StepQueue, ...]:
    """Sum the causes of each step; by falling saving, then falling waiting, then name."""
    steps: dict[str, list[Bottleneck]] = {}
    for found in bottlenecks:
        steps.setdefault(found.where, []).append(found)
    queues = [_summed(parts, max(1, cases)) for parts in steps.values()]
    return tuple(sorted(queues, key=lambda queue: (-round(queue.saving_h, 6), -round(queue.waiting_h, 6), queue.where)))


def _summed(parts: Sequence[Bottleneck], cases: int) -> StepQueue:
    waiting = sum(part.waiting_h for part in parts)
    causes = sorted(((part.cause, part.waiting_h / waiting if waiting else 0.0) for part in parts), key=lambda each: -each[1])
    return StepQueue(
        where=parts[0].where,
        team=parts[0].team,
        waiting_h=waiting / cases,
        share=sum(part.share for part in parts),
        saving_h=sum(part.per_case_h for part in parts),
        causes=tuple(causes),
        basis=parts[0].basis,
    )
