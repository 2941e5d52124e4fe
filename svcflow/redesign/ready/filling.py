"""A ready redesign filled with the names of a model: as the text of a scenario file, and as a scenario."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from svcflow.errors import ScenarioError, did_you_mean
from svcflow.model.document import ServiceModel
from svcflow.redesign.ready.catalogue import READY, Need, Ready
from svcflow.redesign.scenario import Scenario, apply, scenario_of

MONEY = """
# What it costs, if it is to be weighed against what it saves:
# [money]
# one_off = { low = 10000, high = 30000 }
# running_month = 500
"""


@dataclass(frozen=True, slots=True)
class Filled:
    """The file's text, the scenario in it, what was put where, and what else could have been."""

    text: str
    scenario: Scenario
    chosen: dict[str, Any]
    others: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Fit:
    """A ready redesign beside a model: whether it fits (None: no model), and what it would change there, or why it does not fit."""

    name: str
    title: str
    why: str
    fits: bool | None
    said: str


def overview(model: ServiceModel | None = None) -> tuple[Fit, ...]:
    """All ready redesigns; with a model, what each would change there."""
    return tuple(_fit(each, model) for each in READY.values())


def _fit(ready: Ready, model: ServiceModel | None) -> Fit:
    if model is None:
        return Fit(ready.name, ready.title, ready.why, None, "")
    try:
        chosen = fill(ready, model).chosen
    except ScenarioError as error:
        return Fit(ready.name, ready.title, ready.why, False, error.problem)
    said = ", ".join(f"{hole}: {_spoken(value)}" for hole, value in chosen.items()) or "all tickets"
    return Fit(ready.name, ready.title, ready.why, True, said)


def ready_of(name: str) -> Ready:
    """The ready redesign of that name.

    Raises
    ------
    ScenarioError
        There is none.
    """
    if name not in READY:
        raise ScenarioError(f'there is no ready redesign "{name}".', remedy=did_you_mean(name, READY))
    return READY[name]


def fill(ready: Ready, model: ServiceModel, given: Mapping[str, str] | None = None) -> Filled:
    """Fill the holes: with what is `given`, else with what the model says.

    Raises
    ------
    ScenarioError
        A hole is left that the model says nothing about; or what was given does not fit the model.
    """
    chosen: dict[str, Any] = {}
    others: dict[str, tuple[str, ...]] = {}
    given = dict(given or {})
    for need in ready.needs:
        found = _first(need, model, given, ready.name)
        chosen |= dict(zip(need.holes, found, strict=True))
        others[", ".join(need.holes)] = tuple(_spoken(each) for each in need.find(model)[:6])
    for hole in given:
        if hole not in chosen:
            remedy = f"It needs {', '.join(chosen)}." if chosen else "It needs nothing."
            raise ScenarioError(f'the redesign "{ready.name}" has no "{hole}".', remedy=remedy)
    text = _text(ready, chosen)
    scenario = scenario_of(tomllib.loads(text), ready.name)
    apply(model, scenario)
    return Filled(text, scenario, chosen, others)


def _first(need: Need, model: ServiceModel, given: Mapping[str, str], name: str) -> tuple[Any, ...]:
    """What goes into the holes of one need: the likeliest that agrees with what was given."""
    wanted = {hole: given[hole] for hole in need.holes if hole in given}
    candidates = [each if isinstance(each, tuple) else (each,) for each in need.find(model)]
    for found in candidates:
        if all(found[need.holes.index(hole)] == value for hole, value in wanted.items()):
            return found
    if len(wanted) == len(need.holes):
        return tuple(wanted.values())
    missing = [hole for hole in need.holes if hole not in wanted]
    settings = " ".join(f'--set {hole}="…"' for hole in missing)
    raise ScenarioError(f'"{name}" needs {need.what}; the model shows none.', remedy=f"Say it: {settings}.")


def _text(ready: Ready, chosen: Mapping[str, Any]) -> str:
    """The scenario file, its holes filled, with what was looked for on top and a place for the costs at its end."""
    quoted = {hole: json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False) for hole, value in chosen.items()}
    looked = [f"# {', '.join(quoted[hole] for hole in need.holes)}: {need.what}." for need in ready.needs]
    head = ["# The figures are what such projects commonly claim or reach; put in your own.", *looked, ""]
    filled = re.sub(r"<(\w+)>", lambda hole: quoted[hole[1]], ready.text)
    return "\n".join(head) + filled + MONEY


def _spoken(found: object) -> str:
    return " → ".join(map(str, found)) if isinstance(found, tuple) else str(found)
