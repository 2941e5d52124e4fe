"""Who has the work: teams that are busy all their hours, steps that hang on one or two people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from svcflow.report.findings.evidence import Evidence
from svcflow.report.findings.finding import Finding

BUSY = 0.85
"""From this utilisation on queues grow steeply with every ticket more, however the work is done."""
OF_THE_WAITING = 0.1
"""A busy team that less of the waiting is for keeps up."""
ONE_DOES, TWO_DO = 0.8, 0.9
"""The share of a step from which it hangs on one person, or on two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLoad(Finding):
    """A team that is at work for nearly all the hours in which it is on duty; `waiting_share` of all waiting is for it."""

    kind: ClassVar[str] = "team_load"
    anchor: ClassVar[str] = "people"
    team: str
    people: int
    utilisation: float
    waiting_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPeople(Finding):
    """One or two people, of the many that the log knows, do nearly all of a step. Nobody is named."""

    kind: ClassVar[str] = "key_people"
    anchor: ClassVar[str] = "people"
    step: str
    people: int
    share: float
    count: int


def find_people(evidence: Evidence) -> Iterator[Finding]:
    """The busiest team that tickets wait for, and the most frequent step that hangs on one or two people."""
    teams = evidence.queue_hours.teams if evidence.queue_hours is not None else ()
    busy = [each for each in teams if each.load.utilisation is not None and each.load.utilisation >= BUSY and each.share >= OF_THE_WAITING]
    for team in busy[:1]:
        yield TeamLoad(
            team=team.team, people=team.load.people, utilisation=team.load.utilisation or 0.0, waiting_share=team.share,
            basis=team.load.basis, stake=team.share * 0.5,
        )  # fmt: skip
    keys = [
        KeyPeople(step=each.step, people=people, share=share, count=each.count, stake=0.05)
        for each in evidence.observed.hands
        for people, share, least in ((1, each.one, ONE_DOES), (2, each.two, TWO_DO))
        if share >= least
    ]
    first = [key for place, key in enumerate(keys) if key.step not in {other.step for other in keys[:place]}]
    yield from sorted(first, key=lambda key: (-key.count, key.step))[:1]
