"""What rework costs, as plain frozen records.

Hours are elapsed hours [h], shares run from 0 to 1. `share` is always that of the cases concerned among all cases; `basis` is
`estimated` as soon as the times of one of the rows concerned had to be estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from svcflow.eventlog.log import Basis
from svcflow.mining.first_contact import FirstContact
from svcflow.mining.handover import Between

Direction = Literal["up", "down", "level"]


@dataclass(frozen=True, slots=True)
class Toll:
    """How often something was done, in how many cases, and what it took: work, and the waiting before it [h]."""

    count: int
    cases: int
    share: float
    processing_h: float
    waiting_h: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class SelfLoops(Toll):
    """Repeats that directly follow on the same step, by who did it again; of some steps nobody knows who did them."""

    same_person: int
    other_person: int
    unknown_person: int


@dataclass(frozen=True, slots=True)
class ActivityRework:
    """The rework of one step: `count` executions, of which `repeats.count` had been done before in their case."""

    activity: str
    count: int
    repeats: Toll
    self_loops: int
    self_loops_other_person: int
    loops: int
    way: tuple[str, ...]
    """the most frequent way of its loops, from one execution to the next; empty where there are none"""
    way_count: int
    complete_and_accurate: float
    """%C&A as a share: executions that did not have to be done again in their case"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two owners between whom tickets went to and fro. `lost_h` from the first giving away to the last return [h]."""

    first: str
    second: str
    chains: int
    bounces: int
    cases: int
    lost_h: float


@dataclass(frozen=True, slots=True)
class PingPong:
    """Tickets that were given away and came back; pairs by falling bounces, then hours, then name."""

    between: Between
    owners: int
    """how many people (teams) the log knows"""
    chains: int
    bounces: int
    cases: int
    share: float
    lost_h: float
    basis: Basis
    pairs: tuple[Pair, ...]
    definition: str


@dataclass(frozen=True, slots=True)
class Reopening:
    """Work on tickets that were said to be over; `cases` is None where no step of the log closes tickets.

    `until_h`: from the first closing step to the reopening, or to the begin of work where the log does not show that [h].
    `processing_h` and `waiting_h`: everything from a ticket's first reopening on [h], without the time until it and without what
    passes between closing steps (from "Resolved" to "Closed").
    """

    closing: tuple[str, ...]
    count: int | None
    cases: int | None
    share: float | None
    until_mean_h: float | None
    until_median_h: float | None
    processing_h: float
    waiting_h: float
    basis: Basis
    definition: str


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What was probably recorded twice (`svcflow.mining.duplicates`): steps, whole cases, cases that the desk marks."""

    steps: Toll
    within_s: int
    copied_cases: int
    originals: int
    """different cases that were copied"""
    copied_processing_h: float
    marked_cases: int
    dropped_rows: int | None
    """rows alike in everything that the import left out; None where that is not known"""
    definition: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Moves between teams: how often, in how many cases, and the waiting before the first step of the team that received [h]."""

    count: int
    cases: int
    share: float
    waiting_h: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Tier:
    """A team, the place at which tickets usually first reach it, and how many do."""

    team: str
    tier: int
    cases: int


@dataclass(frozen=True, slots=True)
class TeamMove:
    """Moves from one team to another."""

    source: str
    target: str
    direction: Direction
    count: int
    cases: int
    waiting_h: float


@dataclass(frozen=True, slots=True)
class Escalation:
    """Moves up, down and within the tiers of the teams; moves by falling count, then by name."""

    escalations: Moved
    returns: Moved
    level: Moved
    tiers: tuple[Tier, ...]
    moves: tuple[TeamMove, ...]
    definition: str


@dataclass(frozen=True, slots=True)
class Rework:
    """Everything that was done again, or for nothing, in a log."""

    cases: int
    steps: int
    """executions of work"""
    basis: Basis
    repeats: Toll
    """self-loops and loops together"""
    share_of_processing: float
    self_loops: SelfLoops
    loops: Toll
    activities: tuple[ActivityRework, ...]
    """by falling hours of their repeats, then by name"""
    rolled_complete_and_accurate: float
    ping_pong: tuple[PingPong, PingPong]
    """between people, between teams"""
    reopening: Reopening
    duplicates: Duplicates
    escalation: Escalation
    first_contact_resolution: FirstContact
    first_contact_resolution_proxy: FirstContact
    first_team_resolution_proxy: FirstContact
    notes: tuple[str, ...] = ()
