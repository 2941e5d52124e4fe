"""A scenario: a redesign of the service as a list of changes, with a name and a reason. As a file it is TOML.

    name = "Second line plus two"
    why = "Tickets wait for the second line longer than for all the rest."

    [[change]]
    kind = "add_staff"
    team = "Second line"
    count = 2

Changes are made in the order of the file, each to the model that the ones before it left: two that halve a step's time quarter
it, and a person who joins before a team's hours change keeps the new hours. The kinds are in `svcflow.redesign.changes`. A number
that is not known for sure may be a range (`svcflow.redesign.ranges`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from svcflow.errors import ModelError, ScenarioError, did_you_mean
from svcflow.model.checks import check_model
from svcflow.model.document import Person, PersonAgain, Refit, ServiceModel
from svcflow.model.refits import parts_of, with_parts
from svcflow.redesign.backlog import settled
from svcflow.redesign.changes import KINDS, Change
from svcflow.redesign.money import Money
from svcflow.redesign.proposal import Proposal
from svcflow.redesign.ranges import MONEY, Range, chances, is_range, read_range

_FIELDS = ("name", "why", "change", "money")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A redesign: its name, why one would want it, and its changes in order. `source`: the file that it was read from.

    Where a change has `ranges`, it stands in `changes` at their means. `proposal`: that svcflow proposed it.
    """

    name: str
    why: str = ""
    changes: tuple[Change, ...] = ()
    source: str = ""
    ranges: tuple[Range, ...] = ()
    money: Money | None = None
    proposal: Proposal | None = None

    def with_values(self, values: Mapping[Range, float]) -> Scenario:
        """The same redesign with these values in place of those of the ranges."""
        changes, money = list(self.changes), self.money
        for each, value in values.items():
            if each.change == MONEY:
                money = money and money.model_copy(update={each.field: value})
                continue
            said = {**changes[each.change].model_dump(), each.field: value}
            changes[each.change] = type(changes[each.change]).model_validate(said)
        return replace(self, changes=tuple(changes), money=money)

    def drawn(self, refit: int, refits: int) -> Scenario:
        """The redesign as it may be too: what goes with one of so many refits of the model."""
        return self.with_values({each: each.at(chances(number, refit, refits)) for number, each in enumerate(self.ranges)})


def read_scenario(path: Path | str) -> Scenario:
    """Read a scenario file; without a `name` it is called like the file.

    Raises
    ------
    ScenarioError
        With the file, the number of the change, what is wrong with it, and what may have been meant.
    """
    place = Path(path)
    try:
        said = tomllib.loads(place.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ScenarioError(f"the scenario cannot be read: {error.strerror}.", place=str(path), remedy="Check the path.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(f"this is not TOML: {error}.", place=str(path), remedy="See scenarios/README.md for examples.") from None
    return _scenario(said, place)


def apply(model: ServiceModel, scenario: Scenario) -> ServiceModel:
    """The redesigned model; the one given stays as it is, and without changes the result is equal to it.

    The model's refits are redesigned with it, so that what the calibration does not know stays known. Its validation stays
    what it is: a verdict on the service as it was.

    Raises
    ------
    ScenarioError
        A change does not fit the model, or what the changes leave cannot be run (an emptied team, a step that nobody can do).
    """
    if not scenario.changes:
        return model
    changed, _ = _changed(model, scenario)
    refits = tuple(_redesigned(parts, model, changed, scenario) for parts in model.refits)
    changed = settled(changed.model_copy(update={"refits": refits}))
    try:
        check_model(changed)
    except ModelError as error:
        raise ScenarioError(
            f"the changes leave a model that cannot run: {error.problem}", place=_place(scenario), remedy=error.remedy
        ) from None
    return changed


def assumptions(model: ServiceModel, scenario: Scenario) -> tuple[str, ...]:
    """What each change is taken to mean, in order, as sentences."""
    said = list(_changed(model, scenario)[1])
    for each in scenario.ranges:
        if each.change == MONEY:
            said.append(f"Cost not known for sure: {each}.")
        else:
            said[each.change] += f" Not known for sure: {each}."
    return tuple(said)


def redesigned_refits(model: ServiceModel, scenario: Scenario) -> tuple[ServiceModel, ...]:
    """Each refit of the model, as a model, redesigned; where the redesign has ranges, each with other values of them."""
    found = []
    for number, parts in enumerate(model.refits):
        drawn = scenario.drawn(number, len(model.refits))
        changed = settled(_applied(model, drawn).model_copy(update={"refits": ()}))
        found.append(with_parts(changed, _redesigned(parts, model, changed, drawn)))
    return tuple(found)


def with_equal_refits(model: ServiceModel, count: int) -> ServiceModel:
    """The model with refits that are all like itself: what is not known of a redesign then shows, and nothing else."""
    return model.model_copy(update={"refits": (parts_of(model, model),) * count})


def scenario_of(said: Mapping[str, Any], source: str) -> Scenario:
    """The redesign that a file's contents describe; without a `name` it is called like its source.

    Raises
    ------
    ScenarioError
        As `read_scenario`.
    """
    return _scenario(said, Path(source))


def wanted(complaint: ErrorDetails) -> str:
    """What pydantic wants of a field, in a few words."""
    if complaint["type"] == "too_short":
        return f"needs {complaint['ctx']['min_length']} at least"
    if complaint["type"].startswith("date_"):
        return "should be a date, as in 2025-02-03"
    said = complaint["msg"].removeprefix("Input ").removeprefix("Value error, ")
    return said.partition(", got ")[0].partition(", unable ")[0]


def _scenario(said: Mapping[str, Any], path: Path) -> Scenario:
    for key in said:
        if key not in _FIELDS:
            raise ScenarioError(f'the field "{key}" is unknown.', place=str(path), remedy=did_you_mean(key, _FIELDS))
    name, why, tables = said.get("name", path.stem), said.get("why", ""), said.get("change", [])
    for key, value in (("name", name), ("why", why)):
        if not isinstance(value, str):
            raise ScenarioError(f"{key} (={value!r}) must be text.", place=str(path), remedy="Put it in quotes.")
    if not name.strip():
        raise ScenarioError("name is empty.", place=str(path), remedy="Give the redesign a name.")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ScenarioError("change is not a list of tables.", place=str(path), remedy="Begin each change with [[change]].")
    changes: list[Change] = []
    ranges: list[Range] = []
    for number, table in enumerate(tables):
        place = f"{path}, change {number + 1}"
        found = _ranges(table, number, place)
        if (kind := KINDS.get(str(table.get("kind")))) is not None:
            _check_whole(kind, found, place)
        for value in ("low", "high", "mean"):  # all must be possible; the mean is what counts
            change = _change(table | {each.field: getattr(each, value) for each in found}, place)
        changes.append(change)
        ranges += found
    money, of_money = _money(said["money"], f"{path}, money") if "money" in said else (None, [])
    return Scenario(name, why, tuple(changes), str(path), (*ranges, *of_money), money)


def _money(table: object, place: str) -> tuple[Money, list[Range]]:
    if not isinstance(table, dict):
        raise ScenarioError(f"money (={table!r}) is not a table.", place=place, remedy="Begin it with [money].")
    found = _ranges(table, MONEY, place)
    for field, said in table.items():
        if isinstance(said, bool):
            raise ScenarioError(f"{field} (={str(said).lower()}) should be a number.", place=place)
    _check_whole(Money, found, place)
    try:
        for value in ("low", "high", "mean"):
            money = Money.model_validate(table | {each.field: getattr(each, value) for each in found})
    except ValidationError as error:
        raise _translated(error, Money, place) from None
    return money, found


def _ranges(table: Mapping[str, Any], number: int, place: str) -> list[Range]:
    found = []
    for field, value in table.items():
        if is_range(value):
            try:
                found.append(read_range(number, field, value))
            except ValueError as error:
                raise ScenarioError(f"{error}.", place=place, remedy=f"Write it like {field} = {{ low = 10, high = 25 }}.") from None
    return found


def _check_whole(kind: type[Change | Money], found: list[Range], place: str) -> None:
    """Refuse a range of whole numbers: how many people join is decided, and half a person does not come."""
    fields = kind.model_fields
    for each in found:
        if each.field in fields and fields[each.field].annotation in (int, int | None):
            problem = f"{each.field} is a whole number and cannot be a range (={each.low:g} to {each.high:g})."
            raise ScenarioError(problem, place=place, remedy="Write a scenario for each of the numbers, and compare them.")


def _change(table: dict[str, Any], place: str) -> Change:
    kind = table.get("kind")
    if kind is None:
        raise ScenarioError("kind is missing.", place=place, remedy=f"Kinds: {', '.join(KINDS)}.")
    if kind not in KINDS:
        raise ScenarioError(f'there is no kind "{kind}".', place=place, remedy=did_you_mean(str(kind), KINDS))
    try:
        return KINDS[kind].model_validate(table)
    except ValidationError as error:
        raise _translated(error, KINDS[kind], f"{place} ({kind})") from None


def _translated(error: ValidationError, kind: type[Change | Money], place: str) -> ScenarioError:
    """The first complaint of pydantic in the words of the file; misspelt fields come first, for they make others missing."""
    first = min(error.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
    field = ".".join(str(part) for part in first["loc"] if part != "[key]")
    fields = [name for name in kind.model_fields if name != "kind"]
    if first["type"] == "extra_forbidden":
        return ScenarioError(f'the field "{field}" is unknown.', place=place, remedy=did_you_mean(field, fields))
    if first["type"] == "missing":
        return ScenarioError(f'the field "{field}" is missing.', place=place, remedy=f"Fields: {', '.join(fields)}.")
    if not field:
        return ScenarioError(f"{first['msg'].removeprefix('Value error, ')}.", place=place, remedy=f"Fields: {', '.join(fields)}.")
    return ScenarioError(f"{field} (={first['input']!r}) {wanted(first)}.", place=place)


def _changed(model: ServiceModel, scenario: Scenario) -> tuple[ServiceModel, tuple[str, ...]]:
    """The model after all changes, and a sentence for each; a refusal says which change."""
    sentences = []
    for number, change in enumerate(scenario.changes, 1):
        with _numbered(scenario, number):
            sentences.append(change.describe(model))
            model = change.applied(model)
    return model, tuple(sentences)


def _applied(model: ServiceModel, scenario: Scenario) -> ServiceModel:
    """The model after all changes, of which nothing need be told: a refit of one for which all was told."""
    for number, change in enumerate(scenario.changes, 1):
        with _numbered(scenario, number):
            model = change.applied(model)
    return model


@contextmanager
def _numbered(scenario: Scenario, number: int) -> Iterator[None]:
    """Say in a refusal which change it is about."""
    try:
        yield
    except ScenarioError as error:
        place = f"{_place(scenario)}, change {number} ({scenario.changes[number - 1].kind})"
        raise ScenarioError(error.problem, place=place, remedy=error.remedy) from None


def _redesigned(parts: Refit, model: ServiceModel, changed: ServiceModel, scenario: Scenario) -> Refit:
    """The refit of the changed model: who comes or goes is as there, and what it says of people stays where the scenario says nothing.

    By how much work slows belongs to the refit's durations: so whoever comes is slowed as it says.
    """
    slowed = {name: PersonAgain(slowdown=said.slowdown) for name, said in parts.people.items() if said.slowdown is not None}
    alone = parts.model_copy(update={"people": slowed, "calendars": {}})
    again = parts_of(_applied(with_parts(model, alone), scenario), changed)
    if not parts.people:
        return again
    before, after = ({person.name: _work_of(person, it) for person in it.people} for it in (model, changed))
    people = dict(again.people)
    for name, said in parts.people.items():
        fields = {
            field: value
            for field, value in said.model_dump(exclude_none=True, exclude={"slowdown"}).items()
            if after.get(name, {}).get(field) == before[name][field]
        }
        if fields:
            people[name] = people.get(name, PersonAgain()).model_copy(update=fields)
    used = {it.calendar for it in people.values()}
    return again.model_copy(update={"people": people, "calendars": {name: it for name, it in parts.calendars.items() if name in used}})


def _work_of(person: Person, model: ServiceModel) -> dict[str, object]:
    """When somebody works, and on how much at once."""
    return {"calendar": model.calendars[person.calendar], "slots": person.slots, "grace_h": person.grace_h}


def _place(scenario: Scenario) -> str:
    return scenario.source or f'scenario "{scenario.name}"'
