"""What a redesign touches: the steps and teams of the model that its changes name.

So a redesign is matched with the bottleneck that it is meant for. One that names none, such as a chatbot before the desk, acts on all.
"""

from __future__ import annotations

from collections.abc import Iterator

from svcflow.model.document import ServiceModel
from svcflow.redesign.scenario import Scenario


def touched(model: ServiceModel, scenario: Scenario) -> tuple[str, ...]:
    """The names, each once, in the order in which the changes name them; empty for a redesign that acts on the whole service.

    A person who is named stands for their team.
    """
    teams = {person.team for person in model.people}
    known = {step.name for step in model.steps} | teams
    of_person = {person.name: person.team for person in model.people if person.name not in known}
    said = (text for change in scenario.changes for text in _texts(change.model_dump()))
    return tuple(dict.fromkeys(of_person.get(text, text) for text in said if text in known or text in of_person))


def _texts(value: object) -> Iterator[str]:
    """All texts in a change's fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
