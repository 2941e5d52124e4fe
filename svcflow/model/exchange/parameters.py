"""Prosimos's simulation parameters, read and checked: who works when and on what, how long it takes, and the chances at gateways.

Each part that cannot be understood is refused with its place in the file. What is understood but has no part in a service model is told
as a remark: multitasking, batches, conditions and attributes that change on the way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from svcflow.errors import InputError, did_you_mean
from svcflow.model.distribution import Distribution
from svcflow.model.document import Attribute, Priority
from svcflow.model.exchange.calendars import Spans, read_periods
from svcflow.model.exchange.distributions import read_distribution
from svcflow.model.exchange.losses import listed

_SUM = 1e-3
"""by how much chances may miss 1"""
_LEFT_OUT = {
    "batch_processing": "Batches are left out: each ticket is worked on by itself.",
    "branch_rules": "Conditions at gateways are left out: their probabilities hold for every ticket.",
    "event_attributes": "Attributes that change on the way are left out.",
    "global_attributes": "Attributes that change on the way are left out.",
    "multitask": "Multitasking is left out: everybody does one thing at a time.",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """An entry of a pool: its people, their calendar and what they cost."""

    id: str
    name: str
    pool: str
    amount: int
    calendar: str
    cost: float


@dataclass(slots=True)
class Parameters:
    """What the file says, by the ids of the BPMN model."""

    place: str
    resources: dict[str, Resource] = field(default_factory=dict)
    calendars: dict[str, Spans] = field(default_factory=dict)
    durations: dict[str, dict[str, Distribution]] = field(default_factory=dict)
    """task -> resource -> hours"""
    events: dict[str, Distribution] = field(default_factory=dict)
    chances: dict[str, dict[str, float]] = field(default_factory=dict)
    """gateway -> flow -> chance"""
    attributes: tuple[Attribute, ...] = ()
    priority: Priority | None = None
    remarks: list[str] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)


def read_parameters(path: Path) -> Parameters:
    """Read a file of simulation parameters.

    Raises
    ------
    InputError
        It is not there, is no JSON, lacks a part, or says what cannot be understood.
    """
    found = Parameters(str(path), document=_document(path))
    if str(found.document.get("model_type", "")).upper() == "FUZZY":
        remedy = "Discover the parameters with crisp calendars (hours that are open or closed)."
        raise InputError("the calendars are fuzzy (hours open with a probability).", place=f"{path}: model_type", remedy=remedy)
    _read_calendars(found)
    _read_resources(found)
    _read_durations(found)
    for number, each in enumerate(_list(found, "event_distribution", needed=False)):
        place = f"{path}: event_distribution[{number}]"
        found.events[_text(each, "event_id", place)] = read_distribution(each, place)
    _read_chances(found)
    _read_attributes(found)
    _read_priority(found)
    found.remarks += dict.fromkeys(told for key, told in _LEFT_OUT.items() if found.document.get(key))
    return found


def _document(path: Path) -> dict[str, Any]:
    remedy = "Name the JSON file with Prosimos's simulation parameters."
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}).", place=str(path), remedy=remedy) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text.", place=str(path), remedy=remedy) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON ({error}).", place=str(path), remedy=remedy) from None
    if not isinstance(document, dict) or "resource_profiles" not in document:
        raise InputError("has no resource_profiles: it holds no simulation parameters.", place=str(path), remedy=remedy)
    return document


def _read_calendars(found: Parameters) -> None:
    for number, each in enumerate(_list(found, "resource_calendars")):
        place = f"{found.place}: resource_calendars[{number}]"
        name = _text(each, "id", place)
        found.calendars[name] = read_periods(each.get("time_periods"), f"{place}.time_periods")


def _read_resources(found: Parameters) -> None:
    repeated: dict[str, None] = {}
    for number, pool in enumerate(_list(found, "resource_profiles")):
        outer = f"{found.place}: resource_profiles[{number}]"
        team = str(pool.get("name") or pool.get("id") or f"Pool {number + 1}") if isinstance(pool, dict) else ""
        for at, each in enumerate(_items(pool, "resource_list", outer)):
            place = f"{outer}.resource_list[{at}]"
            name, calendar = _text(each, "id", place), _text(each, "calendar", place)
            if calendar not in found.calendars:
                remedy = did_you_mean(calendar, found.calendars)
                raise InputError(f'there is no calendar "{calendar}".', place=f"{place}.calendar", remedy=remedy)
            if name in found.resources:
                repeated[name] = None
                continue
            amount, cost = _amount(each, "amount", place, 1.0), _amount(each, "cost_per_hour", place, 0.0)
            if amount != int(amount):
                raise InputError(f"{amount} is no number of people.", place=f"{place}.amount", remedy="Give a whole number.")
            found.resources[name] = Resource(name, str(each.get("name") or name), team, int(amount), calendar, cost)
    if repeated:
        found.remarks.append(f"Resources in several pools are taken as in the first of them: {listed(repeated)}.")


def _read_durations(found: Parameters) -> None:
    for number, each in enumerate(_list(found, "task_resource_distribution")):
        outer = f"{found.place}: task_resource_distribution[{number}]"
        task = found.durations.setdefault(_text(each, "task_id", outer), {})
        for at, one in enumerate(_items(each, "resources", outer)):
            place = f"{outer}.resources[{at}]"
            name = _text(one, "resource_id", place)
            if name not in found.resources:
                raise InputError(
                    f'there is no resource "{name}".', place=f"{place}.resource_id", remedy=did_you_mean(name, found.resources)
                )
            task[name] = read_distribution(one, place)


def _read_chances(found: Parameters) -> None:
    for number, each in enumerate(_list(found, "gateway_branching_probabilities", needed=False)):
        place = f"{found.place}: gateway_branching_probabilities[{number}]"
        gateway = _text(each, "gateway_id", place)
        ways = _items(each, "probabilities", place)
        given = {_text(way, "path_id", place): _number(way, "value", place, -1.0) for way in ways}
        open_ways = [path for path, value in given.items() if value < 0]
        left = 1 - sum(value for value in given.values() if value >= 0)
        chances = {path: left / len(open_ways) if path in open_ways else value for path, value in given.items()}
        total = sum(chances.values())
        if abs(total - 1) > _SUM or min(chances.values(), default=0.0) < -_SUM:
            remedy = "They must make 1."
            raise InputError(f'the probabilities of the gateway "{gateway}" sum to {total:.6g}.', place=place, remedy=remedy)
        found.chances[gateway] = {path: max(value, 0.0) / total for path, value in chances.items()}


def _read_attributes(found: Parameters) -> None:
    kept = []
    for number, each in enumerate(_list(found, "case_attributes", needed=False)):
        place = f"{found.place}: case_attributes[{number}]"
        name = _text(each, "name", place)
        if each.get("type") != "discrete":
            found.remarks.append(f'The attribute "{name}" is left out: only attributes with a list of values are taken.')
            continue
        shares = {_text(value, "key", place): _amount(value, "value", place) for value in _items(each, "values", place)}
        total = sum(shares.values())
        if abs(total - 1) > _SUM:
            raise InputError(f'the shares of the attribute "{name}" sum to {total:.6g}.', place=place, remedy="They must make 1.")
        kept.append(Attribute(name=name, shares={key: share / total for key, share in shares.items()}))
    found.attributes = tuple(kept)


def _read_priority(found: Parameters) -> None:
    """Rules that each name values of one and the same attribute are an order of its values; others are left out."""
    ranked: list[tuple[float, str, str]] = []
    rules = _list(found, "prioritisation_rules", needed=False)
    for number, each in enumerate(rules):
        place = f"{found.place}: prioritisation_rules[{number}]"
        level = _number(each, "priority_level", place)
        single = [one[0] for one in _items(each, "rules", place) if isinstance(one, list) and len(one) == 1 and isinstance(one[0], dict)]
        equal = [one for one in single if one.get("comparison") == "="]
        ranked += [(level, str(one.get("attribute")), str(one.get("value"))) for one in equal]
    names = {attribute for _, attribute, _ in ranked}
    alternatives = sum(len(each.get("rules", [])) for each in rules)
    known = {attribute.name for attribute in found.attributes}
    if rules and (len(names) != 1 or len(ranked) != alternatives or not names <= known):
        found.remarks.append("Rules of priority are left out: only those that rank the values of one attribute are taken.")
    elif ranked:
        found.priority = Priority(attribute=names.pop(), order=tuple(dict.fromkeys(value for _, _, value in sorted(ranked))))


def _list(found: Parameters, key: str, *, needed: bool = True) -> list[Any]:
    return _items(found.document, key, found.place, needed=needed)


def _items(document: Any, key: str, place: str, *, needed: bool = True) -> list[Any]:
    value = document.get(key) if isinstance(document, dict) else None
    if value is None and not needed:
        return []
    if not isinstance(value, list):
        raise InputError(f'"{key}" is no list.', place=place, remedy=f'Give it like "{key}": [ … ].')
    return value


def _text(document: Any, key: str, place: str) -> str:
    value = document.get(key) if isinstance(document, dict) else None
    if not isinstance(value, str | int) or value == "":
        raise InputError(f'"{key}" is missing.', place=place, remedy="It must be given here.")
    return str(value)


def _number(document: Any, key: str, place: str, default: float | None = None) -> float:
    value = document.get(key, default) if isinstance(document, dict) else None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = float("nan")
    if not abs(number) < float("inf"):
        raise InputError(f"{value!r} is no number.", place=f"{place}.{key}", remedy="Give a number.")
    return number


def _amount(document: Any, key: str, place: str, default: float | None = None) -> float:
    number = _number(document, key, place, default)
    if number < 0:
        raise InputError(f"{number:g} is below 0.", place=f"{place}.{key}", remedy="Give 0 or more.")
    return number
