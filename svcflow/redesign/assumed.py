"""What the answer about a redesign hangs on: the numbers of the redesign itself, and what the model takes for granted of the world.

A number of the redesign's changes or costs is moved between the ends of its range, or by a fifth up and down where it has none (whole
numbers are not: one person more is another redesign). Of the world, the demand, the work of each team, pauses for customers and suppliers,
and the delays that no queue explains are moved by a tenth, for today and the redesign alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pydantic import BaseModel, ValidationError

from svcflow.model.document import ServiceModel
from svcflow.redesign.changes import Change, ChangeDelay, ChangeDemand, ChangePause, SpeedStep
from svcflow.redesign.ranges import MONEY, Range
from svcflow.redesign.scenario import Scenario

OWN, WORLD = 0.2, 0.1
"""how far numbers are moved: those of the redesign that have no range, those of the world"""
World = Callable[[float], tuple[Change, ...]]
"""the changes that make something in the world so many times what it is"""


def own_numbers(scenario: Scenario) -> Iterator[Range]:
    """The numbers of the redesign, with the ends between which they are moved."""
    known = {(each.change, each.field): each for each in scenario.ranges}
    parts: list[tuple[int, BaseModel]] = list(enumerate(scenario.changes))
    if scenario.money is not None:
        parts.append((MONEY, scenario.money))
    for number, part in parts:
        for field in type(part).model_fields:
            value = getattr(part, field)
            if (number, field) in known:
                yield known[number, field]
            elif isinstance(value, float) and value != 0:
                each = _possible(scenario, number, field, value)
                if each is not None:
                    yield each


def _possible(scenario: Scenario, number: int, field: str, value: float) -> Range | None:
    """The number a fifth lower and higher, as far as the change takes it; None where it takes neither."""
    ends = []
    for end in sorted((value * (1 - OWN), value * (1 + OWN))):
        try:
            scenario.with_values({Range(number, field, end, end): end})
            ends.append(end)
        except ValidationError:
            ends.append(value)
    return Range(number, field, *ends) if ends[0] < ends[1] else None


def named(scenario: Scenario, each: Range) -> str:
    """A number of the redesign, as people would call it."""
    if each.change == MONEY:
        return f"costs: {each.field}"
    change = scenario.changes[each.change]
    about = next((str(getattr(change, name)) for name in ("step", "team", "person", "attribute") if getattr(change, name, None)), "")
    return f"{change.kind} {about}: {each.field}".replace(" :", ":")


def world_of(model: ServiceModel) -> Iterator[tuple[str, World]]:
    """What the model takes for granted: a name, and the changes that make it so many times what it is."""
    yield "demand", lambda times: (ChangeDemand(factor=times),)
    for team, steps in sorted(_steps_of(model).items()):
        yield f"work of {team}", partial(_faster, steps)
    pauses = tuple(step.name for step in model.steps if step.meaning in ("customer", "supplier") and step.duration.expected > 0)
    if pauses:
        yield "pauses", lambda times: tuple(ChangePause(step=name, factor=times) for name in pauses)
    delayed = tuple((flow.source, flow.target) for flow in model.flows if flow.expected_delay_h > 0)
    if delayed:
        yield "delays", lambda times: tuple(ChangeDelay(source=a, target=b, factor=times) for a, b in delayed)


def _steps_of(model: ServiceModel) -> dict[str, tuple[str, ...]]:
    """The staffed steps of each team, a step with the team that does most of it."""
    found: dict[str, tuple[str, ...]] = {}
    for step in model.steps:
        counts: dict[str, float] = {}
        for person in model.people:
            counts[person.team] = counts.get(person.team, 0.0) + person.count * person.skills.get(step.name, 0.0)
        if step.staffed and counts and step.duration.expected > 0:
            team = max(counts, key=lambda name: (counts[name], name))
            found[team] = (*found.get(team, ()), step.name)
    return found


def _faster(steps: tuple[str, ...], times: float) -> tuple[Change, ...]:
    return tuple(SpeedStep(step=name, factor=times) for name in steps)
