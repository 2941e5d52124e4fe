"""Which task of a model is which activity of a log, told by their names.

Names that are equal belong together; else those that are equal but for case, blanks and line breaks; and whatever the analyst says. A task
that no activity belongs to stays in the model, and is skipped by every case. Events (message received, ticket closed) are compared
only where an activity has their name and no task has it; gateways never are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from svcflow.errors import InputError, did_you_mean
from svcflow.mining.bpmn.model import BpmnModel, Node, plain

How = Literal["equal", "alike", "given"]
_EVENTS = frozenset(("start", "event", "end", "terminate", "boundary"))


@dataclass(frozen=True, slots=True)
class Match:
    """A name in the model and the activity that it stands for: `equal`, `alike` but for case and blanks, or `given`."""

    name: str
    activity: str
    how: How


@dataclass(frozen=True, slots=True)
class Matching:
    """What belongs together, and the names that only one side knows."""

    matches: tuple[Match, ...]
    only_model: tuple[str, ...]
    only_log: tuple[str, ...]
    labels: Mapping[str, str]
    """node id -> activity, or the task's own name where no activity belongs to it"""


def match_names(model: BpmnModel, activities: Collection[str], given: Mapping[str, str] | None = None) -> Matching:
    """Match the names of a model with the activities of a log.

    Parameters
    ----------
    model : BpmnModel
    activities : collection of str
    given : mapping of str to str, optional
        Name in the model -> activity, over all else.

    Raises
    ------
    InputError
        A name that was given is not there, a task is like several activities, or nothing belongs together.
    """
    named = [node for node in model.nodes if plain(node.name) and not node.is_gateway]
    said = _said(named, activities, given or {})
    likes: dict[str, list[str]] = {}
    for activity in sorted(activities):
        likes.setdefault(_key(activity), []).append(activity)
    found: dict[str, Match] = {}
    for node in named:
        match = _match(node, activities, likes, said)
        if match is not None:
            found[node.id] = match
    by_tasks = {found[node.id].activity for node in named if node.kind == "task" and node.id in found}
    labels: dict[str, str] = {}
    for node in named:
        match = found.get(node.id)
        if node.kind == "task":
            labels[node.id] = match.activity if match else plain(node.name)
        elif match and (match.activity not in by_tasks or match.how == "given"):
            labels[node.id] = match.activity
    _check(found, named, activities)
    return Matching(
        tuple(dict.fromkeys(found[node.id] for node in named if node.id in labels and node.id in found)),
        tuple(dict.fromkeys(plain(node.name) for node in named if node.kind == "task" and node.id not in found)),
        tuple(sorted(frozenset(activities) - frozenset(labels.values()))),
        labels,
    )


def _key(name: str) -> str:
    return "".join(name.split()).casefold()


def _said(named: list[Node], activities: Collection[str], given: Mapping[str, str]) -> dict[str, str]:
    """By the key of the name in the model, the activity that was given."""
    known = {_key(node.name): plain(node.name) for node in named}
    for name, activity in given.items():
        if _key(name) not in known:
            raise InputError(f'the model has no "{name}".', remedy=did_you_mean(name, known.values()))
        if activity not in activities:
            raise InputError(f'the log has no activity "{activity}".', remedy=did_you_mean(activity, activities))
    return {_key(name): activity for name, activity in given.items()}


def _match(node: Node, activities: Collection[str], likes: Mapping[str, list[str]], said: Mapping[str, str]) -> Match | None:
    name, key = plain(node.name), _key(node.name)
    if key in said:
        return Match(name, said[key], "given")
    for exact in (node.name, name):
        if exact in activities:
            return Match(name, exact, "equal")
    alike = likes.get(key, [])
    if len(alike) > 1 and node.kind == "task":
        listed = ", ".join(f'"{activity}"' for activity in alike)
        raise InputError(f'"{name}" in the model is like several activities: {listed}.', remedy=f'Say which: --match "{name}={alike[0]}"')
    return Match(name, alike[0], "alike") if len(alike) == 1 else None


def _check(found: Mapping[str, Match], named: list[Node], activities: Collection[str]) -> None:
    if found or not activities:
        return
    names = ", ".join(f'"{plain(node.name)}"' for node in named[:5] if node.kind == "task")
    known = ", ".join(f'"{activity}"' for activity in sorted(activities)[:5])
    remedy = 'Say what belongs together: --match "TASK=ACTIVITY", again for more.'
    raise InputError(f"no task of the model ({names}) has the name of an activity of the log ({known}).", remedy=remedy)
