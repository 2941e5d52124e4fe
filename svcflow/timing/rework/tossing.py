"""What it costs that tickets are tossed to and fro: ping-pong between people and between teams, escalation and return.

What they are is said in `svcflow.mining.handover`. A ping-pong chain loses the hours from the end of the first owner's stretch to the
begin of the last one's: the ticket was away all that time, whether somebody worked on it or not. A move between teams costs the waiting
before the first step that the receiving team works; a stretch in which it only queues and moves on has no step, and costs nothing
here: its hours are part of the waiting before the step that follows.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog.log import Basis, EventLog
from svcflow.mining.coding import Coded, Flags, coded
from svcflow.mining.handover import Between, Moves, Stretches, find_moves, find_ping_pong, find_stretches
from svcflow.timing.rework.results import Direction, Escalation, Moved, Pair, PingPong, TeamMove, Tier
from svcflow.timing.steps import HOUR_US, Micros, micros

PING_PONG = (
    "A–B–A in the owners of a ticket, queues included, pauses and the time after the closing not; A–B–A–B is one chain with two bounces;"
    " a ticket that was meant to come back counts too"
)
DEFINITION = (
    "a team's tier is the place at which tickets usually first reach it (median over the tickets that do, the lower of two); a move to a"
    " higher tier is an escalation, one to a lower tier a return"
)
_WAYS: dict[int, Direction] = {1: "up", -1: "down", 0: "level"}


def measure_ping_pong(log: EventLog, timed: EventLog, owners: Coded, between: Between) -> PingPong:
    """Ping-pong between the owners of a log's rows, with the hours lost; `timed` is the log with its step times. Linear in the steps."""
    stretches = find_stretches(log, owners)
    chains = find_ping_pong(stretches)
    begin, end = _begins(log, timed), micros(log.steps, "end_time")
    left, back = stretches.last[chains.first], stretches.first[chains.last]
    lost = np.maximum(begin[back] - end[left], 0) / HOUR_US
    one, other = stretches.owner[chains.first], stretches.owner[chains.first + 1]
    case = stretches.case[chains.first]
    table = pl.DataFrame(
        {"one": np.minimum(one, other), "other": np.maximum(one, other), "case": case, "bounces": chains.bounces, "lost": lost}
    )
    pairs = table.group_by("one", "other").agg(
        chains=pl.len(), bounces=pl.col("bounces").sum(), cases=pl.col("case").n_unique(), lost=pl.col("lost").sum()
    )
    ranked = pairs.sort("bounces", pl.col("lost").round(9), "one", "other", descending=[True, True, False, False])
    cases = len(np.unique(case))
    return PingPong(
        between=between,
        owners=len(owners.names),
        chains=len(lost),
        bounces=int(chains.bounces.sum()),
        cases=cases,
        share=cases / max(log.cases.height, 1),
        lost_h=float(lost.sum()),
        basis=_basis(timed, _known_begins(log)[back]),
        pairs=tuple(Pair(owners.names[a], owners.names[b], *figures) for a, b, *figures in ranked.iter_rows()),
        definition=PING_PONG,
    )


def measure_escalation(log: EventLog, timed: EventLog, owners: Coded) -> Escalation:
    """Moves up and down the tiers of the teams that own a log's rows, with the waiting after them; `timed` as above. Linear too."""
    stretches = find_stretches(log, owners)
    moves = find_moves(stretches, owners)
    waiting, estimated = _waiting_after(log, timed, stretches, moves)
    direction = np.sign(moves.rise)
    table = pl.DataFrame(
        {
            "case": stretches.case[moves.source],
            "source": stretches.owner[moves.source],
            "target": stretches.owner[moves.source + 1],
            "direction": direction,
            "waiting": waiting,
            "estimated": estimated,
        }
    )
    up, down, level = (_moved(log, timed, table.filter(pl.col("direction") == way)) for way in _WAYS)
    return Escalation(
        escalations=up,
        returns=down,
        level=level,
        tiers=_tiers(owners, moves),
        moves=_team_moves(owners, table),
        definition=DEFINITION,
    )


def _moved(log: EventLog, timed: EventLog, table: pl.DataFrame) -> Moved:
    cases = table.get_column("case").n_unique()
    waiting = float(table.get_column("waiting").sum())
    return Moved(table.height, cases, cases / max(log.cases.height, 1), waiting, _basis(timed, ~table["estimated"].to_numpy()))


def _team_moves(owners: Coded, table: pl.DataFrame) -> tuple[TeamMove, ...]:
    counted = table.group_by("source", "target", "direction").agg(
        count=pl.len(), cases=pl.col("case").n_unique(), waiting=pl.col("waiting").sum()
    )
    ranked = counted.sort("count", "source", "target", descending=[True, False, False])
    return tuple(
        TeamMove(owners.names[source], owners.names[target], _WAYS[direction], *figures)
        for source, target, direction, *figures in ranked.iter_rows()
    )


def _tiers(owners: Coded, moves: Moves) -> tuple[Tier, ...]:
    known = [Tier(*each) for each in zip(owners.names, moves.tiers, moves.reached, strict=True) if each[1]]
    return tuple(sorted(known, key=lambda each: (each.tier, -each.cases, each.team)))


def _waiting_after(log: EventLog, timed: EventLog, stretches: Stretches, moves: Moves) -> tuple[NDArray[np.float64], Flags]:
    """The waiting before the first timed step of the stretch that each move opens [h], and whether it is an estimate."""
    if not timed.steps.height:
        return np.zeros(len(moves.source)), np.zeros(len(moves.source), np.bool_)
    kept = _kept(log, timed)
    so_far: NDArray[np.int64] = np.cumsum(kept) - kept
    opened, closed = stretches.first[moves.source + 1], stretches.last[moves.source + 1]
    step = np.minimum(so_far[opened], timed.steps.height - 1)
    there = (so_far[closed] + kept[closed]) > so_far[opened]
    waiting = np.where(there, timed.steps.get_column("waiting_h").fill_null(0.0).to_numpy()[step], 0.0)
    basis = timed.steps.get_column("basis").cast(pl.String).fill_null("")
    return waiting, there & (basis == "estimated").to_numpy()[step]


def _kept(log: EventLog, timed: EventLog) -> Flags:
    """Which rows of the log are steps of the timed log: all but queues."""
    if log.steps.height == timed.steps.height:
        return np.ones(log.steps.height, np.bool_)
    return ~coded(log.steps.get_column("activity")).among({name for name, meaning in log.meanings.items() if meaning == "queue"})


def _begins(log: EventLog, timed: EventLog) -> Micros:
    """When each row began [µs]: recorded, else as it was estimated; of a queue without a begin, its end."""
    begin = micros(log.steps.select(begin=pl.coalesce("start_time", "end_time")), "begin").copy()
    begin[_kept(log, timed)] = micros(timed.steps, "begin_time")
    return begin


def _known_begins(log: EventLog) -> Flags:
    return log.steps.get_column("start_time").is_not_null().to_numpy()


def _basis(timed: EventLog, known: Flags) -> Basis:
    if timed.origin == "simulated":
        return "simulated"
    return "measured" if known.all() else "estimated"
