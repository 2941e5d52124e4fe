"""Who has a ticket in hand: touches, handovers, transfers, escalation and ping-pong, and tickets solved at the first contact.

What a handover, a stretch, ping-pong and a tier are is said in `svcflow.mining.handover`; what first contact is, and that it is a proxy
unless a column records it, in `svcflow.mining.first_contact`. Of a ticket that passed from A to B to C, A–B and B–C are two handovers.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from svcflow.indicators.estimates import Bools, Estimate, Floats, Share, mean
from svcflow.indicators.grammar import COUNTED, DONE_SO_FAR, EXECUTIONS, Entry
from svcflow.indicators.ground import Ground, Numbers
from svcflow.indicators.view import View
from svcflow.mining.coding import Coded
from svcflow.mining.first_contact import recorded_answers, solved_at_once
from svcflow.mining.handover import Between, Stretches, find_handovers, find_moves, find_owners, find_ping_pong, find_stretches

_NEVER_OPEN = "Open tickets are left out where the log shows closing; a ticket that waited for the customer was not solved at once."
_FEW = 2


def _stretches(ground: Ground, between: Between) -> tuple[Stretches, Coded] | None:
    """The stretches of the rows as they were read, and their owners; None where one or nobody is known."""
    owners = find_owners(ground.log, between)
    return (find_stretches(ground.log, owners), owners) if len(owners.names) >= _FEW else None


def _handovers(ground: Ground, between: Between) -> Floats | None:
    """Handovers of each ticket of the log."""
    owners = ground.person if between == "people" else ground.team
    if len(owners.names) < _FEW:
        return None
    found = find_handovers(ground.timed, owners)
    return np.bincount(ground.case[found.receiver], minlength=ground.cases.height).astype(np.float64)


def _mean_handovers(view: View, between: Between) -> Estimate | None:
    found = view.ground.once(_handovers, between)
    return None if found is None else mean(found[view.cases])


def _transferred(view: View) -> Estimate | None:
    found = view.ground.once(_handovers, "teams")
    return None if found is None else Share(found[view.cases] > 0)


def _tickets_of_rows(ground: Ground, rows: Numbers) -> Bools:
    """Which tickets have one of these rows as they were read."""
    found = np.zeros(ground.cases.height, np.bool_)
    found[ground.read_case[rows]] = True
    return found


def _escalations(ground: Ground) -> Bools | None:
    known = ground.once(_stretches, "teams")
    if known is None:
        return None
    stretches, owners = known
    moves = find_moves(stretches, owners)
    return _tickets_of_rows(ground, stretches.last[moves.source[moves.rise > 0]])


def _bounces(ground: Ground, between: Between) -> Bools | None:
    known = ground.once(_stretches, between)
    return None if known is None else _tickets_of_rows(ground, known[0].first[find_ping_pong(known[0]).first])


def _escalated(view: View) -> Estimate | None:
    found = view.ground.once(_escalations)
    return None if found is None else Share(found[view.cases])


def _ping_pong(view: View, between: Between) -> Estimate | None:
    found = view.ground.once(_bounces, between)
    return None if found is None else Share(found[view.cases])


def _touches(view: View) -> Estimate:
    return mean(view.sum_of(view.ground.touched))


def _at_once(ground: Ground) -> tuple[Bools, Bools] | None:
    """Which tickets the proxy counts, and which of them it takes for solved at the first contact."""
    if not ground.person.names:
        return None
    customer = ground.activity.among({name for name in ground.activity.names if ground.timed.meaning(name) == "customer"})
    of_log = solved_at_once(ground.closures, ground.person.codes, ground.is_work, customer, cases=ground.cases.height)
    # Closures count cases in the order of the steps; tickets stand in the order of arrival.
    place = np.full(ground.cases.height, -1)
    place[ground.case] = ground.closures.case
    return of_log[0][place], of_log[1][place]


def _first_contact(view: View) -> Estimate | None:
    found = view.ground.once(_at_once)
    if found is None:
        return None
    counted, good = (flags[view.cases] for flags in found)
    return Share(good[counted])


def _recorded_first_contact(view: View) -> Estimate | None:
    found = recorded_answers(view.ground.cases)
    if found is None:
        return None
    said = found[1].filter(pl.Series(view.cases)).drop_nulls()
    return Share(said.to_numpy())


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "touches_mean", "Touches per ticket", "service desk", "steps", "lower",
        "work steps that people did on a ticket, mean over tickets",
        _touches, DONE_SO_FAR, EXECUTIONS,
    ),
    Entry(
        "handovers_mean", "Handovers per ticket", "service desk", "handovers", "lower",
        "work steps of a ticket whose person is another than of the step that made them ready, mean over tickets",
        lambda view: _mean_handovers(view, "people"), DONE_SO_FAR, needs=("people",),
    ),
    Entry(
        "team_handovers_mean", "Reassignments per ticket", "service desk", "handovers", "lower",
        "work steps of a ticket whose team is another than of the step that made them ready, mean over tickets",
        lambda view: _mean_handovers(view, "teams"), DONE_SO_FAR, needs=("teams",),
    ),
    Entry(
        "transfer_share", "Tickets transferred", "service desk", "share", "lower",
        "tickets that were handed from one team to another ÷ all tickets",
        _transferred, DONE_SO_FAR, needs=("teams",),
    ),
    Entry(
        "escalation_share", "Tickets escalated", "service desk", "share", "lower",
        "tickets that moved to a team of a higher tier ÷ all tickets (a team's tier: the place at which tickets usually first reach it)",
        _escalated, DONE_SO_FAR, needs=("teams",),
    ),
    Entry(
        "ping_pong_share", "Ping-pong between people", "service desk", "share", "lower",
        "tickets that a person gave away and got back ÷ all tickets; pauses are nobody's",
        lambda view: _ping_pong(view, "people"), DONE_SO_FAR, needs=("people",),
    ),
    Entry(
        "team_ping_pong_share", "Ping-pong between teams", "service desk", "share", "lower",
        "tickets that a team gave away and got back ÷ all tickets; pauses are nobody's",
        lambda view: _ping_pong(view, "teams"), DONE_SO_FAR, needs=("teams",),
    ),
    Entry(
        "first_contact_resolution", "First-contact resolution (proxy)", "service desk", "share", "higher",
        "tickets that the first person who worked on them finished: nobody else worked on them before they were closed, none waited for the"
        " customer, none was reopened ÷ closed tickets whose person is known",
        _first_contact, _NEVER_OPEN, evidence="proxy", needs=("people",), stage="outcome",
    ),
    Entry(
        "first_contact_recorded", "First-contact resolution, as recorded", "service desk", "share", "higher",
        "tickets of which the log says in a column of its own that the first contact solved them ÷ those of which it says yes or no",
        _recorded_first_contact, COUNTED, stage="outcome",
    ),
)  # fmt: skip
