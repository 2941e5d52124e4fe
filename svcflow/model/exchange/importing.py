"""A service model from a BPMN 2.0 file and Prosimos's simulation parameters.

Tasks become staffed steps, named timer events steps that nobody does, events without a name delays. Tasks of one name are one step, with
the chances and delays of all of them, weighted by how often a ticket comes to each. What is taken only approximately, or left out, is
told in `Imported.remarks`; what cannot be taken is refused with the element's id. Times of day are UTC.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from svcflow.errors import InputError, ModelError
from svcflow.mining.bpmn.reading import read_bpmn
from svcflow.model.checks import check_model
from svcflow.model.distribution import Distribution
from svcflow.model.document import END, START, Context, Flow, Person, Routing, ServiceModel, Step, Team
from svcflow.model.exchange.arrivals import read_arrivals
from svcflow.model.exchange.calendars import as_calendar
from svcflow.model.exchange.chances import expected_visits
from svcflow.model.exchange.distributions import mixed, summed
from svcflow.model.exchange.losses import listed
from svcflow.model.exchange.parameters import Parameters, Resource, read_parameters
from svcflow.model.exchange.structure import OUT, Structure, Way

DEFAULT_START = datetime(2026, 1, 5, tzinfo=UTC)
"""a Monday"""
DEFAULT_CASES = 1000


@dataclass(frozen=True, slots=True)
class Imported:
    """The model, and what was taken approximately or left out."""

    model: ServiceModel
    remarks: tuple[str, ...]


def import_prosimos(
    bpmn: Path, parameters: Path, *, start: datetime | None = None, cases: int | None = None, name: str | None = None
) -> Imported:
    """The service that a BPMN model and simulation parameters describe.

    Parameters
    ----------
    bpmn, parameters : Path
    start : datetime, optional
        Default opening of the arrival clock; else the one that svcflow kept in the file, else Monday 2026-01-05.
    cases : int, optional
        Default number of tickets; else the one kept in the file, else 1000.
    name : str, optional
        What the service is called; else the name kept in the file, that of the process, or of the file.

    Raises
    ------
    InputError
        A file cannot be read, or says what a service model cannot.
    """
    drawn = read_bpmn(bpmn)
    found = read_parameters(parameters)
    structure = Structure(drawn, str(bpmn), found.chances, found.events)
    arrivals, remarks = read_arrivals(found.document, str(parameters))
    remarks = [*found.remarks, *remarks, *drawn.notes, *_structure_remarks(structure)]
    routing, flows = _routing(structure)
    steps = _steps(structure, found)
    people = _people(structure, found, remarks)
    kept = found.document.get("svcflow")
    kept = kept if isinstance(kept, dict) else {}
    ranked = "priority" if found.priority is not None else "fifo"
    costs = _costs(found, remarks)
    teams = dict.fromkeys(person.team for person in people)
    model = ServiceModel(
        name=name or str(kept.get("name") or drawn.name or bpmn.stem),
        start=start or _kept_start(kept) or DEFAULT_START,
        cases=cases or _kept_cases(kept) or DEFAULT_CASES,
        arrivals=arrivals,
        attributes=found.attributes,
        steps=steps,
        people=people,
        teams=tuple(Team.model_validate({"name": team, "discipline": ranked, "rate_h": costs.get(team)}) for team in teams),
        priority=found.priority,
        calendars={each: as_calendar(found.calendars[each]) for each in dict.fromkeys(person.calendar for person in people)},
        routing=routing,
        flows=flows,
        notes=(f"Taken from {bpmn.name} and {parameters.name}, not from a log.", *remarks),
    )
    try:
        check_model(model)
    except ModelError as error:
        raise InputError(error.problem, place=f"{parameters}: the model would not run ({error.place})", remedy=error.remedy) from None
    return Imported(model, tuple(remarks))


def _routing(structure: Structure) -> tuple[Routing, tuple[Flow, ...]]:
    """Chances after each step, and the flows with delays or overlap; nodes of one name are weighted by their visits."""
    ways = {node: _by_target(found) for node, found in structure.ways.items()}
    visits = expected_visits(
        {node: {target: sum(w.chance for w in each) for target, each in after.items()} for node, after in ways.items()}, structure.start
    )
    chances: dict[str, dict[str, float]] = {}
    parts: dict[tuple[str, str], list[tuple[float, Way]]] = {}
    for node, after in ways.items():
        source = START if node == structure.start else structure.name(node)
        for target, each in after.items():
            other = END if target == OUT else structure.name(target)
            for way in each:
                chances.setdefault(source, {})
                chances[source][other] = chances[source].get(other, 0.0) + visits[node] * way.chance
                parts.setdefault((source, other), []).append((visits[node] * way.chance, way))
    contexts = [
        Context(after=(source,), next={name: chance / sum(after.values()) for name, chance in after.items()})
        for source, after in chances.items()
    ]
    flows = [_flow(source, target, each) for (source, target), each in parts.items() if target != END]
    return Routing(contexts=tuple(contexts)), tuple(flow for flow in flows if flow.delays or flow.overlap)


def _by_target(ways: Iterable[Way]) -> dict[str, list[Way]]:
    found: dict[str, list[Way]] = {}
    for way in ways:
        found.setdefault(way.target, []).append(way)
    return found


def _flow(source: str, target: str, parts: list[tuple[float, Way]]) -> Flow:
    whole = sum(weight for weight, _ in parts)
    overlap = sum(weight for weight, way in parts if way.beside) / whole if whole else 0.0
    delay = mixed([(weight, summed(way.delays)) for weight, way in parts]) if whole else None
    return Flow(source=source, target=target, overlap=overlap, delay=delay)


def _steps(structure: Structure, found: Parameters) -> tuple[Step, ...]:
    """The steps that a ticket can come to, in the order in which they were found."""
    steps: dict[str, Step] = {}
    for node in structure.ways:
        name = structure.name(node)
        if node == structure.start or name in steps:
            continue
        if not structure.is_task(node):
            if node not in found.events:
                remedy = f'Give it in event_distribution: event_id "{node}".'
                raise InputError(f'the event "{node}" ({name}) has no duration.', place=found.place, remedy=remedy)
            steps[name] = Step(name=name, staffed=False, duration=found.events[node])
            continue
        able = found.durations.get(node)
        if not able:
            remedy = f'Give somebody in task_resource_distribution: task_id "{node}".'
            raise InputError(f'nobody does the task "{node}" ({name}).', place=found.place, remedy=remedy)
        usual = _most_common(able, found)
        others = {_called(resource, found): hours for resource, hours in able.items() if hours != usual}
        steps[name] = Step(name=name, duration=usual, by_person=others)
    return tuple(steps.values())


def _most_common(able: dict[str, Distribution], found: Parameters) -> Distribution:
    counts: Counter[str] = Counter()
    for resource, hours in able.items():
        counts[hours.model_dump_json()] += found.resources[resource].amount
    (first, _), *_ = counts.most_common(1)
    return next(hours for hours in able.values() if hours.model_dump_json() == first)


def _people(structure: Structure, found: Parameters, remarks: list[str]) -> tuple[Person, ...]:
    """Everybody who does a step."""
    skills: dict[str, dict[str, float]] = {}
    for node in structure.ways:
        for resource in found.durations.get(node, ()):
            skills.setdefault(resource, {})[structure.name(node)] = 1.0
    idle = [name for name in found.resources if name not in skills]
    if idle:
        remarks.append(f"Resources that do no task of the model are left out: {listed(idle)}.")
    return tuple(
        Person(name=_called(name, found), team=it.pool, calendar=it.calendar, skills=skills[name], count=it.amount)
        for name, it in found.resources.items()
        if name in skills
    )


def _called(resource: str, found: Parameters) -> str:
    """The resource's name, where no other has it; else its id."""
    name = found.resources[resource].name
    alone = sum(each.name == name for each in found.resources.values()) == 1
    return name if alone else resource


def _costs(found: Parameters, remarks: list[str]) -> dict[str, float | None]:
    pools: dict[str, list[Resource]] = {}
    for resource in found.resources.values():
        pools.setdefault(resource.pool, []).append(resource)
    costs: dict[str, float | None] = {}
    for pool, members in pools.items():
        people = sum(each.amount for each in members)
        costs[pool] = sum(each.cost * each.amount for each in members) / people or None if people else None
        if len({each.cost for each in members}) > 1:
            remarks.append(f'An hour in "{pool}" costs the mean of its people.')
    return costs


def _structure_remarks(structure: Structure) -> list[str]:
    told = []
    names = Counter(structure.name(node) for node in structure.ways if node != structure.start)
    several = [name for name, count in names.items() if count > 1]
    if several:
        told.append(f"Tasks of one name are one step, whichever way a ticket came to it: {listed(several)}.")
    told += [f"Side by side: {', '.join(block)}. Each begins when the one before it begins." for block in structure.blocks]
    if any(len(way.delays) > 1 for ways in structure.ways.values() for way in ways):
        told.append("Delays that follow each other are one, of the mean and variance of their sum.")
    return told


def _kept_start(kept: dict[str, Any]) -> datetime | None:
    try:
        start = datetime.fromisoformat(str(kept.get("starting_at")))
    except ValueError:
        return None
    return start if start.tzinfo else start.replace(tzinfo=UTC)


def _kept_cases(kept: dict[str, Any]) -> int | None:
    cases = kept.get("total_cases")
    return cases if isinstance(cases, int) and cases > 0 else None
