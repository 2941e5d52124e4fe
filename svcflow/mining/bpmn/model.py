"""A BPMN model as svcflow sees it: who may follow whom, and nothing else.

**Nodes** are tasks, events and gateways; **flows** lead from one to the next. What BPMN 2.0 [1]_ (section 13) says of tokens on flows is
the meaning of a model: a task takes one token and gives one to each flow that leaves it; an exclusive gateway passes a token on to
one of its flows; a parallel one waits for a token on every flow that enters and gives one to every flow that leaves; an
inclusive one waits until no more can come, and gives to some. A case is over when no token is left.

Who does a task, what it is technically (user task, service task, called activity), conditions and data are not kept: a
log of steps cannot be compared with them. An event-based gateway lets one of its flows go on, and so is an exclusive one here.
Subprocesses are dissolved into the nodes inside them, which remember `within` which they stood.

.. [1] Object Management Group (2013), "Business Process Model and Notation (BPMN)", version 2.0.2, formal/2013-12-09
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["task", "start", "event", "end", "terminate", "boundary", "exit", "exclusive", "parallel", "inclusive"]
"""`event`: in the middle. `terminate`: an end that ends everything within the same (sub)process. `boundary`: on a task or subprocess.
`exit`: where a subprocess is left, as soon as nothing goes on inside it"""


@dataclass(frozen=True, slots=True)
class Node:
    """A task, an event or a gateway."""

    id: str
    kind: Kind
    name: str = ""
    repeats: bool = False
    """a task that may be done several times on end (loop and multi-instance markers)"""
    attached_to: str = ""
    """the id of the task or subprocess on whose boundary the event sits"""
    interrupts: bool = True
    """whether the boundary event stops what it sits on"""
    within: tuple[str, ...] = ()
    """ids of the subprocesses around the node, from the outside in"""

    @property
    def is_gateway(self) -> bool:
        """Whether it only leads tokens."""
        return self.kind in ("exclusive", "parallel", "inclusive")


@dataclass(frozen=True, slots=True)
class SequenceFlow:
    """Who may come after whom."""

    id: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class BpmnModel:
    """Nodes and flows in the order of the document, and what was left out when it was read."""

    nodes: tuple[Node, ...]
    flows: tuple[SequenceFlow, ...]
    name: str = ""
    notes: tuple[str, ...] = ()

    @property
    def tasks(self) -> tuple[Node, ...]:
        """Its tasks, in the order of the document."""
        return tuple(node for node in self.nodes if node.kind == "task")


def plain(name: str) -> str:
    """A name on one line: editors break names where they like."""
    return " ".join(name.split())
