"""The open tickets of a model that a redesign has changed: each at the position that it has then.

A step that is no more is no part of what a ticket has done, and nobody does it or waits for it: the ticket goes on to what comes next. A
step in progress that no longer needs a person goes on by itself. What somebody has in hand who leaves, or who does the step no longer, is
handed back: the ticket waits for the step again, since it was begun. A ticket that can only end now is open no more.
"""

from __future__ import annotations

from svcflow.model import Histories, OpenTicket, ServiceModel
from svcflow.model.backlog_checks import goes_on


def settled(model: ServiceModel) -> ServiceModel:
    """The model with its open tickets where the other parts of it leave them."""
    if not model.open:
        return model
    histories = Histories(model.routing.contexts)
    tickets = (_settled(ticket, model) for ticket in model.open)
    return model.model_copy(update={"open": tuple(ticket for ticket in tickets if goes_on(ticket, histories))})


def _settled(ticket: OpenTicket, model: ServiceModel) -> OpenTicket:
    shares = {attribute.name: attribute.shares for attribute in model.attributes}
    steps = {step.name: step for step in model.steps}
    changed: dict[str, object] = {
        "attributes": {name: value for name, value in ticket.attributes.items() if value in shares.get(name, {})},
        "steps": tuple(name for name in ticket.steps if name in steps),
        "waits_for": ticket.waits_for if ticket.waits_for in steps else None,
    }
    doing = ticket.doing
    if doing is not None:
        able = {person.name for person in model.people if person.count and doing.step in person.skills}
        if doing.step not in steps:
            changed |= {"doing": None, "since": doing.begun}
        elif not steps[doing.step].staffed:
            changed["doing"] = doing.model_copy(update={"person": None})
        elif doing.person not in able:
            changed |= {"doing": None, "since": doing.begun, "waits_for": doing.step, "queued": 1.0}
    return ticket.model_copy(update=changed)
