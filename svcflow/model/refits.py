"""The model as another sample of the log would have given it: what the calibration does not know, as a model to run.

A refit holds the parts that were estimated again (`svcflow.model.document.Refit`); put into the model they make another one, and
what another one has of them is a refit of the model.
"""

from __future__ import annotations

from svcflow.errors import ModelError
from svcflow.model.document import Arrivals, Person, PersonAgain, Refit, ServiceModel, Step


def refit(model: ServiceModel, number: int) -> ServiceModel:
    """Put the parts of `model.refits[number]` in: arrivals, durations, routing, flows, and what it says of people.

    The durations of tickets that differ become as many times as long as the step's mean does. Error chances stay as they are, fitted and
    set: their ratio scales the returns of the new routing as it did those of the old.
    The recorded days, with the log's own period, and the course of the arrivals are the model's where the refit has none. The result has
    no refits of its own.

    Raises
    ------
    ModelError
        Where the model has no refit of that number.
    """
    if not 0 <= number < len(model.refits):
        problem = f"There is no refit {number}; the model has {len(model.refits)}."
        raise ModelError(problem, place="refits", remedy="Calibrate with refits, or go without them.")
    return with_parts(model, model.refits[number])


def with_parts(model: ServiceModel, parts: Refit) -> ServiceModel:
    """The model with the parts of a refit in place of its own, and without refits."""
    arrivals, own = parts.arrivals, model.arrivals
    if arrivals.kind == own.kind:
        past = {} if arrivals.days else {"days": own.days, "recorded_until": own.recorded_until}
        arrivals = arrivals.model_copy(update={**past, "course": arrivals.course or own.course})
    changed = {
        "arrivals": arrivals,
        "steps": tuple(_step(step, parts) for step in model.steps),
        "routing": parts.routing,
        "flows": parts.flows,
        "people": tuple(_person(person, parts.people.get(person.name)) for person in model.people),
        "calendars": {**model.calendars, **parts.calendars},
        "refits": (),
    }
    return model.model_copy(update=changed)


def parts_of(again: ServiceModel, model: ServiceModel) -> Refit:
    """What a model estimated again differs in from `model`, as a refit of it; both have the same steps and people."""
    steps = {step.name: step for step in model.steps}
    people = {person.name: person for person in model.people}
    said = {person.name: _again(person, people[person.name]) for person in again.people if person.name in people}
    used = {it.calendar for it in said.values()}
    return Refit(
        arrivals=again.arrivals.model_copy(update=_shared(again.arrivals, model.arrivals)),
        durations={step.name: step.duration for step in again.steps},
        by_person={step.name: step.by_person for step in again.steps if step.by_person != steps[step.name].by_person},
        routing=again.routing,
        flows=again.flows,
        people={name: it for name, it in said.items() if it != PersonAgain()},
        calendars={name: it for name, it in again.calendars.items() if name in used and name not in model.calendars},
    )


def _shared(arrivals: Arrivals, own: Arrivals) -> dict[str, object]:
    """What need not be said twice: the recorded days with their end, and the course, where both models have the same."""
    if arrivals.kind != own.kind:
        return {}
    past = (arrivals.days, arrivals.recorded_until) == (own.days, own.recorded_until)
    return ({"days": (), "recorded_until": None} if past else {}) | ({"course": {}} if arrivals.course == own.course else {})


def _step(step: Step, parts: Refit) -> Step:
    duration = parts.durations.get(step.name, step.duration)
    factor = duration.expected / step.duration.expected if step.duration.expected > 0 else 1.0
    by_attribute = step.by_attribute.scaled(factor) if step.by_attribute is not None and factor > 0 else step.by_attribute
    by_person = parts.by_person.get(step.name, step.by_person)
    return step.model_copy(update={"duration": duration, "by_person": by_person, "by_attribute": by_attribute})


def _person(person: Person, again: PersonAgain | None) -> Person:
    return person if again is None else person.model_copy(update=again.model_dump(exclude_none=True))


def _again(person: Person, own: Person) -> PersonAgain:
    fields = {name: getattr(person, name) for name in PersonAgain.model_fields}
    return PersonAgain.model_validate({name: value for name, value in fields.items() if value != getattr(own, name)})
