"""Handover: work that goes from one to another, and comes back.

A **handover** joins two work steps of a case that different people (or teams) did: the receiver's step, and the one before it. The
one before it is the step that made the receiver's ready (`enabled_by`, where the steps are timed and work runs side by side), else
the step ahead in the case; pauses, and steps that name nobody, are passed over.

A ticket has an **owner** in its queues too. A **stretch** is the rows in a row of a case that have one owner; pauses for customers
and suppliers and the time after the ticket was closed belong to nobody, and rows that name nobody do not part a stretch.
**Ping-pong** is A–B–A in the stretches of a case: a ticket that is given away and comes back. A longer A–B–A–B is one chain with
two bounces. A chain takes the time from the end of its first stretch to the begin of its last.

The **tier** of a team is the place (first, second, …) at which tickets usually first reach it: the median over the tickets that do,
the lower one of two. A move from team to team is an **escalation** if it goes to a higher tier, a **return** if to a lower one, and
stays on its level otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from svcflow.eventlog.log import EventLog
from svcflow.mining.coding import NOBODY, Coded, Codes, Rows, case_numbers, coded, previous_alike, rows_by_code
from svcflow.mining.teams import find_teams

Between = Literal["people", "teams"]
_PAUSES = ("customer", "supplier", "closed")


@dataclass(frozen=True, slots=True)
class Handovers:
    """The handovers of a log: the rows of the two steps, in the order of the receiver's."""

    giver: Rows
    receiver: Rows


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of rows with one owner: the case, the owner, the first and the last row."""

    case: Codes
    owner: Codes
    first: Rows
    last: Rows


@dataclass(frozen=True, slots=True)
class Chains:
    """Ping-pong: the first and the last stretch of each chain, and how often the ticket came back in it."""

    first: Rows
    last: Rows
    bounces: Rows


@dataclass(frozen=True, slots=True)
class Moves:
    """Moves from one stretch to the next (`source` is the stretch that is left), and how many tiers up each goes."""

    source: Rows
    rise: Rows
    tiers: tuple[int, ...]
    """of each owner, by number; 0 where no ticket reached it"""
    reached: tuple[int, ...]
    """cases that reached each owner"""


def find_owners(log: EventLog, between: Between) -> Coded:
    """Who did each step: its resource, or its team. Where the log names no team for a step, it is that of the resource (`find_teams`)."""
    people = coded(log.steps.get_column("resource"))
    if between == "people":
        return people
    found = find_teams(log)
    own = coded(log.steps.get_column("team")) if "team" in log.steps.columns else Coded(np.full(log.steps.height, NOBODY, np.int32), ())
    names = tuple(sorted({*own.names, *(found[person] for person in people.names if person in found)}))
    number = {name: place for place, name in enumerate(names)}
    of_person = np.array([number[found[person]] if person in found else NOBODY for person in people.names] + [NOBODY], np.int32)
    of_team = np.array([number[name] for name in own.names] + [NOBODY], np.int32)
    said = of_team[own.codes]
    return Coded(np.where(said != NOBODY, said, of_person[people.codes]).astype(np.int32), names)


def find_handovers(log: EventLog, owners: Coded) -> Handovers:
    """The handovers between the work steps of a log, timed or not; linear in the steps."""
    rows, case = np.arange(log.steps.height), case_numbers(log.steps)
    activities = coded(log.steps.get_column("activity"))
    others = {name for name, meaning in log.meanings.items() if meaning != "work"}
    named = ~activities.among(others) & (owners.codes != NOBODY)
    before = np.append(-1, rows[:-1])
    if "enabled_by" in log.steps.columns:
        before = _enabling(log.steps.get_column("enabled_by"), activities, case, before)
    latest = np.maximum.accumulate(np.where(named, rows, -1)) if len(rows) else rows
    giver = np.where(before >= 0, latest[before], -1)
    hands = named & (giver >= 0) & (case[giver] == case) & (owners.codes[giver] != owners.codes)
    return Handovers(giver[hands], rows[hands])


def find_stretches(log: EventLog, owners: Coded) -> Stretches:
    """The stretches of the log's rows, queues included."""
    pauses = {name for name, meaning in log.meanings.items() if meaning in _PAUSES}
    held = owners.codes != NOBODY
    if pauses:
        held = held & ~coded(log.steps.get_column("activity")).among(pauses)
    rows = np.flatnonzero(held)
    case, owner = case_numbers(log.steps)[rows], owners.codes[rows]
    opens = np.ones(len(rows), np.bool_)
    opens[1:] = (case[1:] != case[:-1]) | (owner[1:] != owner[:-1])
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(rows))[: len(first)] - 1
    return Stretches(case[first], owner[first], rows[first], rows[last])


def find_ping_pong(stretches: Stretches) -> Chains:
    """The chains of tickets that went away and came back."""
    case, owner = stretches.case, stretches.owner
    back = np.zeros(len(case), np.bool_)
    back[2:] = (case[2:] == case[:-2]) & (owner[2:] == owner[:-2])
    edges = np.diff(np.concatenate(([0], back.astype(np.int8), [0])))
    begin, end = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return Chains(begin - 2, end - 1, end - begin)


def find_moves(stretches: Stretches, owners: Coded) -> Moves:
    """The moves from stretch to stretch, up and down the tiers that the log itself shows."""
    case, owner = stretches.case, stretches.owner
    reaches = previous_alike(case, owner, len(owners.names))[0] < 0
    reached = pl.DataFrame({"case": case[reaches], "owner": owner[reaches]})
    places = reached.with_columns(place=pl.int_range(pl.len()).over("case") + 1)
    tiers = places.group_by("owner").agg(tier=pl.col("place").median().floor().cast(pl.Int64), cases=pl.len())
    tier, cases = np.zeros(len(owners.names), np.int64), np.zeros(len(owners.names), np.int64)
    tier[tiers["owner"].to_numpy()], cases[tiers["owner"].to_numpy()] = tiers["tier"].to_numpy(), tiers["cases"].to_numpy()
    source = np.flatnonzero(case[1:] == case[:-1])
    rise = tier[owner[source + 1]] - tier[owner[source]]
    return Moves(source, rise, tuple(tier.tolist()), tuple(cases.tolist()))


def _enabling(enabled_by: pl.Series, activities: Coded, case: Codes, before: Rows) -> Rows:
    """For each row the last row before it in its case with the activity that made it ready; the row ahead where that is it."""
    said = coded(enabled_by)
    number = {name: place for place, name in enumerate(activities.names)}
    wanted = np.array([number.get(name, NOBODY) for name in said.names] + [NOBODY], np.int32)[said.codes]
    asks = np.flatnonzero((wanted != NOBODY) & (before >= 0) & (activities.codes[before] != wanted))
    if not len(asks):
        return before
    order = rows_by_code(activities.codes, len(activities.names))
    size = len(order)
    keys = activities.codes[order].astype(np.int64) * size + order
    place = np.searchsorted(keys, wanted[asks].astype(np.int64) * size + asks) - 1
    kind, row = np.divmod(keys[np.maximum(place, 0)], size)
    found = (place >= 0) & (kind == wanted[asks]) & (case[row] == case[asks])
    result = before.copy()
    result[asks[found]] = row[found]
    return result
