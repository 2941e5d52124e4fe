"""Whether the tickets that are open at the start can stand where they are said to stand, and go on from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from svcflow.errors import ModelError, did_you_mean
from svcflow.model.backlog import Doing, OpenTicket
from svcflow.model.document import Person, ServiceModel, Step
from svcflow.model.histories import Histories
from svcflow.model.kinds import Values, routed_kinds
from svcflow.model.routing import END


def check_open(model: ServiceModel) -> None:
    """Refuse open tickets that the model cannot take in; all else of the model has been checked.

    Raises
    ------
    ModelError
        With the path of the first thing that is wrong.
    """
    steps = {step.name: step for step in model.steps}
    people = {person.name: person for person in model.people if person.count}
    shares = {attribute.name: attribute.shares for attribute in model.attributes}
    histories, kinds, stands = Histories(model.routing.contexts), list(routed_kinds(model, model.routing.contexts)), set[object]()
    seen: set[str] = set()
    for number, ticket in enumerate(model.open):
        place = f"open[{number}]"
        _check_name(ticket.ticket, seen, f"{place}.ticket")
        for name, value in ticket.attributes.items():
            _check_known(name, shares, f"{place}.attributes", "attribute")
            _check_known(value, shares[name], f'{place}.attributes["{name}"]', "value")
        for at, name in enumerate(ticket.steps):
            _check_known(name, steps, f"{place}.steps[{at}]", "step")
        if ticket.doing is not None:
            _check_doing(ticket.doing, steps, people, f"{place}.doing")
        _check_waiting(ticket, steps, place)
        _check_instants(ticket, model.start, place)
        where = {histories.along(position(ticket)): (position(ticket) or ("",))[-1]}
        for number_of_kind, values in enumerate(kinds):
            stand = (*where, number_of_kind)
            if stand not in stands and all(ticket.attributes.get(name, value) == value for name, value in values.items()):
                _check_way(histories, values, where, f"{place}.steps")
                stands.add(stand)


def position(ticket: OpenTicket) -> tuple[str, ...]:
    """The steps that its routing looks back on: those done, and the one in progress or waited for."""
    last = ticket.waits_for if ticket.doing is None else ticket.doing.step
    return ticket.steps if last is None else (*ticket.steps, last)


def goes_on(ticket: OpenTicket, histories: Histories) -> bool:
    """Whether anything but the end can follow; where nothing says what does, the model's check tells."""
    been = position(ticket)
    context = histories.deciding(histories.along(been), ticket.attributes, been.count(been[-1]) if been else 0)
    if ticket.doing is not None or ticket.waits_for is not None or context is None:
        return True
    return any(chance > 0 for step, chance in context.next.items() if step != END)


def _check_name(name: str, seen: set[str], place: str) -> None:
    if not name.strip() or name in seen:
        problem = f'"{name}" is there twice.' if name in seen else "The ticket has no name."
        raise ModelError(problem, place=place, remedy="Give each its own name.")
    seen.add(name)


def _check_doing(doing: Doing, steps: Mapping[str, Step], people: Mapping[str, Person], place: str) -> None:
    _check_known(doing.step, steps, f"{place}.step", "step")
    if not steps[doing.step].staffed:
        if doing.person is not None:
            raise ModelError(f'Nobody staffs the step "{doing.step}".', place=f"{place}.person", remedy="Leave the person out.")
        return
    if doing.person is not None:
        _check_known(doing.person, people, f"{place}.person", "person")
    if doing.person is None or doing.step not in people[doing.person].skills:
        whose = "nobody" if doing.person is None else f'"{doing.person}", who has not the skill,'
        remedy = 'Name a person who has the skill, or let the ticket wait for the step ("waits_for").'
        raise ModelError(f'The step "{doing.step}" needs a person, and {whose} is doing it.', place=f"{place}.person", remedy=remedy)


def _check_waiting(ticket: OpenTicket, steps: Iterable[str], place: str) -> None:
    if ticket.waits_for is not None:
        _check_known(ticket.waits_for, steps, f"{place}.waits_for", "step")
    for name in ("since", "waits_for"):
        if ticket.doing is not None and getattr(ticket, name) is not None:
            problem = f"A ticket of which a step is in progress does not wait for another: {name} means nothing."
            raise ModelError(problem, place=f"{place}.{name}", remedy='Leave it out, or "doing".')


def _check_instants(ticket: OpenTicket, start: datetime, place: str) -> None:
    instants: list[tuple[str, datetime | None]] = [("arrived", ticket.arrived), ("since", ticket.since)]
    if (doing := ticket.doing) is not None:
        instants += [("doing.begun", doing.begun), ("doing.enabled", doing.enabled)]
        if doing.enabled is not None and doing.enabled > doing.begun:
            problem = f"enabled (={doing.enabled}) lies after the begin (={doing.begun})."
            raise ModelError(problem, place=f"{place}.doing.enabled", remedy="Give an earlier time.")
    for where, instant in instants:
        if instant is not None and not ticket.arrived <= instant <= start:
            wrong = f"after the model's start (={start})" if instant > start else f"before the ticket arrived (={ticket.arrived})"
            raise ModelError(f"{where} (={instant}) lies {wrong}.", place=f"{place}.{where}", remedy="Give a time between the two.")


def _check_way(histories: Histories, values: Values, where: Mapping[int, str], place: str) -> None:
    """Whether something says what comes next, and a way leads out from wherever that may be."""
    step = histories.undecided(values, where)
    if step is not None:
        remedy = f'Add a context with "after": ["{step}"] to the routing, or correct the ticket\'s steps.'
        raise ModelError(f'Nothing says what comes after "{step}".', place=place, remedy=remedy)
    if histories.endless(values, where):
        remedy = 'Give one of the contexts in the loop a chance of "(end)", or correct the ticket\'s steps.'
        raise ModelError(f'After "{next(iter(where.values()))}" this ticket goes round for ever.', place=place, remedy=remedy)


def _check_known(name: str, known: Iterable[str], place: str, what: str) -> None:
    if name not in known:
        raise ModelError(f'There is no {what} "{name}".', place=place, remedy=did_you_mean(name, known))
