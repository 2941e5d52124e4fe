"""The compiled way of a ticket: `Ticket.onward` and `walks.Routes.choose`, in their operations and their order."""

from __future__ import annotations

from typing import Any

from svcflow.simulation.kernel_draws import compiled, inlined, uniform
from svcflow.simulation.records import NONE
from svcflow.simulation.walks import MOST_RETURNS


@inlined
def onward(house: Any, state: Any, number: int, task: int, visit: int) -> Any:
    """The step after this one (NONE: the way out, or before the first step); the ticket's history moves on."""
    ticket, one = state.tickets[number], house.run[0]
    scaling = True
    visits = 0
    if task != NONE:
        it = house.tasks[task]
        if it.error_chance and uniform(it.errors, ticket.case, visit) < it.error_chance:
            return task
        scaling = not it.pauses
        visits = min(visit + 1, one.visits)
    fork = house.fork_at[ticket.history, ticket.kind, visits]
    first, stop = house.on_first[fork], house.on_first[fork + 1]
    u = uniform(one.routing, ticket.case, ticket.walked)
    scaled = False
    if scaling:
        for at in range(first, stop):
            scaled = scaled or (house.on[at].scaled != 0 and state.visits[number, house.on[at].target] > 0)
    at = _rescaled_choice(house.on, first, stop, state.visits[number], u) if scaled else first
    while not scaled and at < stop - 1 and not u < house.on[at].cumulated:
        at += 1
    ticket.walked += 1
    ticket.history = house.on[at].following
    return house.on[at].target


@compiled
def _rescaled_choice(on: Any, first: int, stop: int, visits: Any, u: float) -> Any:
    """`walks.rescaled`, cumulated, and the way that `u` falls to."""
    new, wanted = 0.0, 0.0
    for at in range(first, stop):
        if _back(on, at, visits):
            wanted += on[at].chance * on[at].factor
        else:
            new += on[at].chance
    capped = min(wanted, max(MOST_RETURNS, 1 - new))
    back_again = capped / wanted if wanted else 0.0
    total, sofar = 0.0, 0.0
    for at in range(first, stop):
        total += _chance(on, at, visits, new, capped, back_again)
    for at in range(first, stop - 1):
        sofar += _chance(on, at, visits, new, capped, back_again)
        if u < sofar / total:
            return at
    return stop - 1


@inlined
def _back(on: Any, at: int, visits: Any) -> Any:
    return on[at].target != NONE and visits[on[at].target] > 0


@inlined
def _chance(on: Any, at: int, visits: Any, new: float, capped: float, back_again: float) -> Any:
    if new <= 0:
        return on[at].chance
    if _back(on, at, visits):
        return on[at].chance * on[at].factor * back_again
    return on[at].chance * (1 - capped) / new
