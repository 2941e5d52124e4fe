"""What is done again, goes to and fro, or is not right the first time; and the paths that tickets take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from svcflow.mining.handover import Between
from svcflow.report.findings.actions import Advice
from svcflow.report.findings.evidence import Evidence
from svcflow.report.findings.finding import Finding

RARE_PATH = 0.05
"""A most frequent path of less than this share is no usual path."""
MOST_TICKETS = 0.8
TO_AND_FRO = 0.05
"""Tickets that come back from another team are told of from this share on; between people it takes `AMONG_PEOPLE`, since shifts change."""
AMONG_PEOPLE = 0.15
FEWEST_TOSSED = 10
"""Fewer tickets than this that come back are no habit."""
THE_WAY = 0.5
"""Where more tickets than this come back, that is how the work is laid out, not a game of ping-pong."""
WRONG = 0.1
"""A step of which this share comes back is told of; one done fewer than `FEWEST` times proves nothing."""
FEWEST = 30
COSTS = 0.01
"""Work done again that is less of all work than this costs next to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkAgain(Finding):
    """How many tickets go back to a work step that they have been through, and what the work that is done again takes, where that is known.

    `work_share` is of all work; `work_h` and `waiting_h` are per ticket of the whole log.
    """

    kind: ClassVar[str] = "work_again"
    anchor: ClassVar[str] = "rework"
    cases: int
    of: int
    step: str | None
    step_cases: int
    work_share: float | None = None
    work_h: float = 0.0
    waiting_h: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAndFro(Finding):
    """Tickets that are given away and come back: their share, the pair of teams between which most do, and the time that passes so."""

    kind: ClassVar[str] = "to_and_fro"
    anchor: ClassVar[str] = "rework"
    between: Between
    share: float
    pair: tuple[str, str] | None
    pair_cases: int
    lost_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRightFirstTime(Finding):
    """The step most of whose work comes back: `share` of its executions are right the first time."""

    kind: ClassVar[str] = "not_right_first_time"
    anchor: ClassVar[str] = "rework"
    step: str
    share: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths(Finding):
    """The most frequent of `count` paths and its share; where so few are most of the tickets, how many paths cover how much."""

    kind: ClassVar[str] = "paths"
    anchor: ClassVar[str] = "map"
    count: int
    share: float
    few: int | None = None
    covered: float = 0.0

    @property
    def rare(self) -> bool:
        """Whether there is no usual path."""
        return self.share < RARE_PATH


def find_rework(evidence: Evidence) -> Iterator[Finding]:
    """What is done again with its cost, the step to blame, and what goes to and fro."""
    yield from _again(evidence)
    cost = evidence.rework_cost
    if cost is None:
        return
    wrong = [each for each in cost.activities if each.count >= FEWEST and 1 - each.complete_and_accurate >= WRONG]
    for step in sorted(wrong, key=lambda each: ((each.complete_and_accurate - 1) * each.count, each.activity))[:1]:
        action = Advice(evidence).on(step.activity, None)
        stake = (1 - step.complete_and_accurate) / 4
        yield NotRightFirstTime(step=step.activity, share=step.complete_and_accurate, count=step.count, stake=stake, action=action)
    people, teams = cost.ping_pong
    for found, least in ((teams, TO_AND_FRO), (people, AMONG_PEOPLE)):
        if found.owners > 1 and least <= found.share <= THE_WAY and found.cases >= FEWEST_TOSSED:
            pair = found.pairs[0] if found.pairs and found.between == "teams" and found.owners > 2 else None
            lost = found.lost_h / cost.cases
            lead = evidence.times.value_stream.lead_time_h
            yield ToAndFro(
                between=found.between, share=found.share, pair=None if pair is None else (pair.first, pair.second),
                pair_cases=0 if pair is None else pair.cases, lost_h=lost, basis=found.basis, stake=lost / lead if lead > 0 else 0.0,
            )  # fmt: skip
            return


def _again(evidence: Evidence) -> Iterator[Finding]:
    rework, cost = evidence.rework, evidence.rework_cost
    if evidence.cases == 1 and rework.cases == 0:
        return
    stake = rework.cases / evidence.cases / 4
    bare = WorkAgain(cases=rework.cases, of=evidence.cases, step=rework.step, step_cases=rework.step_cases, stake=stake)
    if cost is None or cost.share_of_processing < COSTS or cost.repeats.basis == "absent":
        yield bare
        return
    work, waiting = cost.repeats.processing_h / cost.cases, cost.repeats.waiting_h / cost.cases
    lead = evidence.times.value_stream.lead_time_h
    yield replace(
        bare, work_share=cost.share_of_processing, work_h=work, waiting_h=waiting, basis=cost.repeats.basis,
        stake=max(stake, (work + waiting) / lead if lead > 0 else 0.0),
    )  # fmt: skip


def find_paths(evidence: Evidence) -> Iterator[Finding]:
    """How usual the usual path is."""
    found = evidence.process_map
    if not found.variants or (found.variant_count == 1 and found.variants[0].cases == 1):
        return
    share, covered, few = found.variants[0].share, 0.0, None
    for number, variant in enumerate(found.variants, start=1):
        covered += variant.share
        if covered >= MOST_TICKETS:
            few = number
            break
    yield Paths(count=found.variant_count, share=share, few=few if few and few > 1 else None, covered=covered, stake=0.02)
