"""What stands in a BPMN file as plain nodes and flows: links, subprocesses and conditional flows are said in simpler elements.

- A pair of **link events** is a flow.
- A **subprocess** becomes an event by which it is entered, the nodes inside it, an exit that waits until nothing goes on inside any
  more, and an event of its own name. A loop marker leads from there back to its entry.
- **Conditional flows** that leave a task or an event leave it through an inclusive gateway.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from svcflow.errors import InputError
from svcflow.mining.bpmn.model import Node, SequenceFlow, plain


@dataclass(slots=True)
class Drawn:
    """A process as it stands in a file."""

    nodes: dict[str, Node] = field(default_factory=dict)
    """by id; a subprocess is a task"""
    flows: list[SequenceFlow] = field(default_factory=list)
    subprocesses: list[str] = field(default_factory=list)
    """ids of those that have steps inside"""
    conditional: set[str] = field(default_factory=set)
    """ids of flows with a condition"""
    links: list[tuple[str, str, bool]] = field(default_factory=list)
    """of each link event its name, its id, and whether it throws"""


def dissolved(drawn: Drawn) -> tuple[tuple[Node, ...], tuple[SequenceFlow, ...]]:
    """The nodes and flows that mean the same.

    Raises
    ------
    InputError
        A link has no other end, or a subprocess no end.
    """
    nodes = dict(drawn.nodes)
    flows = [flow for flow in drawn.flows if flow.source in nodes and flow.target in nodes]
    flows += _link_flows(drawn.links)
    _split_conditions(nodes, flows, drawn.conditional)
    inner = [part for name in drawn.subprocesses for part in _opened(nodes[name], nodes, flows)]
    for name in drawn.subprocesses:
        flows = [replace(flow, target=_entry(name)) if flow.target == name else flow for flow in flows]
    for name in drawn.subprocesses:
        nodes[name] = replace(nodes[name], kind="event", repeats=False)
    nodes |= {part.id: part for part in inner if isinstance(part, Node)}
    return tuple(nodes.values()), (*flows, *(part for part in inner if isinstance(part, SequenceFlow)))


def _entry(subprocess: str) -> str:
    return f"{subprocess}.in"


def _link_flows(links: Iterable[tuple[str, str, bool]]) -> list[SequenceFlow]:
    listed = list(links)
    catching = {key: node for key, node, throws in listed if not throws}
    thrown = Counter(key for key, _, throws in listed if throws)
    for key, node, throws in listed:
        if (throws and key not in catching) or (not throws and not thrown[key]):
            raise InputError(f'the link "{key}" ({node}) has no other end.', remedy="A link has an event that throws and one that catches.")
    return [SequenceFlow(f"{node}.link", node, catching[key]) for key, node, throws in listed if throws]


def _split_conditions(nodes: dict[str, Node], flows: list[SequenceFlow], conditional: set[str]) -> None:
    leaving = Counter(flow.source for flow in flows)
    asked = dict.fromkeys(flow.source for flow in flows if flow.id in conditional)
    for source in asked:
        if leaving[source] > 1 and not nodes[source].is_gateway:
            gateway = Node(f"{source}.conditions", "inclusive", within=nodes[source].within)
            nodes[gateway.id] = gateway
            flows[:] = [replace(flow, source=gateway.id) if flow.source == source else flow for flow in flows]
            flows.append(SequenceFlow(f"{gateway.id}.flow", source, gateway.id))


def _opened(subprocess: Node, nodes: dict[str, Node], flows: list[SequenceFlow]) -> list[Node | SequenceFlow]:
    """What stands around the steps of a subprocess: the nodes that enter and leave it, and the flows between them and the steps."""
    name, within = subprocess.id, (*subprocess.within, subprocess.id)
    entered, left = {flow.target for flow in flows}, {flow.source for flow in flows}
    inside = [node for node in nodes.values() if node.within == within]
    starts = [node.id for node in inside if node.kind == "start"]
    begins = starts or [node.id for node in inside if node.id not in entered and node.kind != "boundary"]
    ends = [node.id for node in inside if node.id not in left]
    if not begins or not ends:
        what = "begins" if not begins else "ends"
        raise InputError(f'the subprocess "{name}" ({plain(subprocess.name)}) never {what}.', remedy="Draw its start and its end.")
    entry = Node(_entry(name), "exclusive" if len(starts) > 1 else "event", within=within)
    exit_ = Node(f"{name}.out", "exit", within=within)
    again = Node(f"{name}.again", "exclusive", within=subprocess.within)
    parts: list[Node | SequenceFlow] = [entry, exit_]
    parts += [SequenceFlow(f"{name}.begin_{number}", entry.id, each) for number, each in enumerate(begins, 1)]
    parts += [SequenceFlow(f"{name}.end_{number}", each, exit_.id) for number, each in enumerate(ends, 1)]
    if not subprocess.repeats:
        return [*parts, SequenceFlow(f"{name}.done", exit_.id, name)]
    around = ((exit_.id, again.id), (again.id, name), (again.id, entry.id))
    return [*parts, again, *(SequenceFlow(f"{name}.repeat_{number}", *ends) for number, ends in enumerate(around, 1))]
