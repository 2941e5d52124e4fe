"""The model for Prosimos 2.1: a BPMN 2.0 file with its drawing, and a JSON file with simulation parameters.

What the form cannot hold is told in `Exported.losses`, and kept in the JSON under the key `svcflow`, which Prosimos passes over, with
the start and the number of tickets that it is to be told on its command line. Hours become seconds.

Who is served first stays out unless it is asked for: Prosimos 2.1 takes events in the order of rank and only then of time, so that the
less urgent tickets of a run wait for all of the more urgent that are still to come. Gatherings stay out too: in Prosimos one person does
all of a batch.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from svcflow.mining.bpmn.drawing import Drawing
from svcflow.mining.bpmn.layers import draw_model
from svcflow.mining.bpmn.writing import write_drawing
from svcflow.model.distribution import Distribution
from svcflow.model.document import Flow, Person, ServiceModel
from svcflow.model.exchange.arrivals import prosimos_arrivals
from svcflow.model.exchange.calendars import periods, spans_in_utc
from svcflow.model.exchange.chances import first_order
from svcflow.model.exchange.distributions import prosimos_distribution
from svcflow.model.exchange.losses import listed, losses
from svcflow.model.exchange.network import Network, hours_of, network
from svcflow.model.hours import weekly_calendar
from svcflow.output import new_file

_MOST_PASSES = 1_000_000
"""of a ticket through one gateway; Prosimos drops the rest of a ticket that goes through it more often"""


@dataclass(frozen=True, slots=True)
class Exported:
    """The drawn BPMN model, the parameters, and what they cannot hold."""

    drawing: Drawing
    parameters: dict[str, Any]
    losses: tuple[str, ...]
    start: str
    cases: int


def export_prosimos(model: ServiceModel, *, priorities: bool = False) -> Exported:
    """The model in Prosimos's terms.

    Parameters
    ----------
    model : ServiceModel
        One that `check_model` has passed.
    priorities : bool
        Whether to write who is served first, as Prosimos 2.1 understands it: see the module.
    """
    chances = first_order(model)
    net = network(model, chances, {(flow.source, flow.target): _elapsed(flow, model) for flow in model.flows if flow.delays})
    arrivals, lost = prosimos_arrivals(model.arrivals, model.start)
    durations, changed = _durations(model, net)
    events, blurred = _events(net)
    lost = [*losses(model, chances, net.blocks), *lost, *_ranks_lost(model, priorities), *_shapes_lost(changed, blurred)]
    start = model.start.astimezone(UTC).isoformat()
    parameters = {
        "model_type": "CRISP",
        "resource_profiles": _profiles(model, net),
        **arrivals,
        "gateway_branching_probabilities": [
            {"gateway_id": gateway, "probabilities": [{"path_id": flow, "value": chance} for flow, chance in ways.items()]}
            for gateway, ways in net.chances.items()
        ],
        "task_resource_distribution": durations,
        "resource_calendars": [
            {"id": name, "name": name, "time_periods": periods(spans_in_utc(model.calendars[name], model.start))}
            for name in dict.fromkeys(person.calendar for person in model.people)
        ],
        "event_distribution": events,
        "case_attributes": [
            {"name": each.name, "type": "discrete", "values": [{"key": key, "value": share} for key, share in each.shares.items()]}
            for each in model.attributes
        ],
        "prioritisation_rules": _rules(model) if priorities else [],
        "gateway_execution_limit": _MOST_PASSES,
        "svcflow": {"name": model.name, "starting_at": start, "total_cases": model.cases, "lost": lost},
    }
    return Exported(draw_model(net.bpmn), parameters, tuple(lost), start, model.cases)


def write_exported(exported: Exported, folder: Path, name: str) -> tuple[Path, Path]:
    """Write NAME.bpmn and NAME.json; the paths.

    Raises
    ------
    OutputError
        The place cannot be written.
    """
    drawn, said = folder / f"{name}.bpmn", folder / f"{name}.json"
    write_drawing(exported.drawing, drawn)
    with new_file(said) as draft:
        draft.write_text(json.dumps(exported.parameters, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return drawn, said


def _elapsed(flow: Flow, model: ServiceModel) -> Distribution:
    """The flow's delay over tickets of all ages, as long on the elapsed clock as it takes on its own, on average."""
    young = flow.delay or next(it.delay for it in flow.older)
    factor = flow.expected_delay_h / young.expected if young.expected else 1.0
    if flow.rhythm is not None:
        weekly = model.rhythms[flow.rhythm].weekly
        factor *= 168 / sum(weekly)
    elif flow.clock == "working":
        factor *= 168 / weekly_calendar(model.calendars["service"]).hours_a_week
    return young if factor == 1 else young.scaled(factor)


def _able(model: ServiceModel, step: str) -> list[Person]:
    return [person for person in model.people if person.count and step in person.skills]


def _profiles(model: ServiceModel, net: Network) -> list[dict[str, Any]]:
    tasks = {step: node for node, step in net.steps.items() if model.step(step).staffed}
    profiles = []
    for team in model.teams:
        members = [
            {
                "id": person.name,
                "name": person.name,
                "cost_per_hour": team.rate_h or 0.0,
                "amount": person.count * person.slots,
                "calendar": person.calendar,
                "assignedTasks": [tasks[step] for step in person.skills if step in tasks],
            }
            for person in model.people
            if person.team == team.name and person.count
        ]
        profiles.append({"id": team.name, "name": team.name, "resource_list": members})
    return profiles


def _durations(model: ServiceModel, net: Network) -> tuple[list[dict[str, Any]], list[str]]:
    """`task_resource_distribution`, and the steps whose durations change their shape."""
    written, changed = [], []
    for node, name in net.steps.items():
        step = model.step(name)
        if not step.staffed:
            continue
        known = {person: prosimos_distribution(hours_of(model, step, person)) for person in ("", *step.by_person)}
        resources = []
        for person in _able(model, name):
            document, kept = known[person.name if person.name in step.by_person else ""]
            resources.append({"resource_id": person.name, **document})
            changed += [] if kept else [name]
        written.append({"task_id": node, "resources": resources})
    return written, changed


def _events(net: Network) -> tuple[list[dict[str, Any]], list[str]]:
    """`event_distribution`, and the unstaffed steps and delays whose shape changes."""
    written, changed = [], []
    for node, hours in net.delays.items():
        document, kept = prosimos_distribution(hours)
        written.append({"event_id": node, **document})
        changed += [] if kept else [net.steps.get(node, "delays")]
    return written, changed


def _rules(model: ServiceModel) -> list[dict[str, Any]]:
    if model.priority is None or not any(team.discipline == "priority" for team in model.teams):
        return []
    attribute = model.priority.attribute
    return [
        {"priority_level": level, "rules": [[{"attribute": attribute, "comparison": "=", "value": value}]]}
        for level, value in enumerate(model.priority.order, start=1)
    ]


def _ranks_lost(model: ServiceModel, priorities: bool) -> list[str]:
    ranked = [team.name for team in model.teams if team.discipline == "priority"]
    if not ranked:
        return []
    if not priorities:
        return [
            f"Priority: tickets are served as they come ({listed(ranked)}); in Prosimos 2.1 the less urgent would wait for all of the more "
            "urgent that are still to come in the run. --priorities writes it nevertheless."
        ]
    rest = [team.name for team in model.teams if team.discipline != "priority"]
    return [f"Teams that serve in the order of asking serve by priority too: {listed(rest)}."] if rest else []


def _shapes_lost(changed: list[str], blurred: list[str]) -> list[str]:
    told = []
    if changed or blurred:
        told.append(f"Shapes of distributions (same mean and variance): {listed([*changed, *blurred])}.")
    return told
