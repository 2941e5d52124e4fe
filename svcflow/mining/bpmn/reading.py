"""BPMN 2.0 files in, as editors write them: what a log can be compared with is kept, what changes nothing is passed over, the rest refused.

Tasks of every kind and called activities are tasks, event-based gateways are exclusive ones, link events are a flow. A subprocess
with steps inside is dissolved into them, one without is a task. Flows with conditions that leave a task leave it through an
inclusive gateway, as BPMN says. Pools, lanes, data, remarks, message flows and the drawing are passed over; a drawing may be missing.
"""

from __future__ import annotations

from pathlib import Path

from svcflow.errors import InputError, did_you_mean
from svcflow.mining.bpmn.dissolving import Drawn, dissolved
from svcflow.mining.bpmn.model import BpmnModel, Kind, Node, SequenceFlow, plain
from svcflow.mining.bpmn.xml_tree import Element, read_tree

MODEL_NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_TASKS = frozenset(
    ("task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask", "callActivity")
)
_SUBPROCESSES = frozenset(("subProcess", "transaction"))
_OTHERS: dict[str, Kind] = {
    "startEvent": "start",
    "endEvent": "end",
    "intermediateCatchEvent": "event",
    "intermediateThrowEvent": "event",
    "boundaryEvent": "boundary",
    "exclusiveGateway": "exclusive",
    "eventBasedGateway": "exclusive",
    "parallelGateway": "parallel",
    "inclusiveGateway": "inclusive",
}
_REFUSED = {
    "complexGateway": "What a complex gateway waits for is not in the file: use an inclusive or a parallel one.",
    "adHocSubProcess": "Its steps have no order: draw them in a loop around a choice.",
    "implicitThrowEvent": "Draw the event.",
}
_COMPENSATION = "handlers of compensation are left out"


def read_bpmn(path: Path, process: str | None = None) -> BpmnModel:
    """Read a model.

    Parameters
    ----------
    path : Path
    process : str, optional
        The name or id of the process, or the name of its pool. Needed where several have steps.

    Returns
    -------
    BpmnModel
        Its `notes` say what was passed over that a person might miss.

    Raises
    ------
    InputError
        It is no BPMN 2.0 file, has no steps or several processes, a flow leads nowhere, or an element is of a kind whose meaning a
        log cannot be compared with; the element and its id are named.
    """
    root = read_tree(path)
    if root.tag != "definitions" or root.namespace != MODEL_NAMESPACE:
        raise _no_model(root, path)
    chosen = _chosen(root, process, str(path))
    return _Reader(str(path)).read(chosen, chosen.attributes.get("name", "") or _names(chosen, _pools(root))[0])


def _no_model(root: Element, path: Path) -> InputError:
    known = {"Package": "an XPDL document", "pnml": "a Petri net", "log": "an event log (XES)", "html": "a web page"}
    what = known.get(root.tag, f"a <{root.tag}> document" + (f" of {root.namespace}" if root.namespace else ""))
    remedy = "In the editor, export the model as BPMN 2.0 (XML)."
    return InputError(f"is {what}, not a BPMN 2.0 model.", place=str(path), remedy=remedy)


def _pools(root: Element) -> dict[str, str]:
    """The name of each process's pool."""
    pools = (pool.attributes for collaboration in root.named("collaboration") for pool in collaboration.named("participant"))
    return {pool["processRef"].rpartition(":")[2]: pool.get("name", "") for pool in pools if "processRef" in pool}


def _chosen(root: Element, wanted: str | None, place: str) -> Element:
    pools = _pools(root)
    drawn = [each for each in root.named("process") if any(map(_is_node, each.children))]
    processes = [each for each in drawn if any(map(_has_steps, each.children))] or drawn
    if not processes:
        raise InputError("the model has no steps.", place=place, remedy="Draw tasks, and flows between them.")
    names = {id(each): {plain(name) for name in _names(each, pools) if name} for each in processes}
    if wanted is None:
        if len(processes) == 1:
            return processes[0]
        listed = ", ".join(f'"{plain(next(name for name in _names(each, pools) if name))}"' for each in processes)
        raise InputError(f"the model has {len(processes)} processes: {listed}.", place=place, remedy="Name one: --process NAME.")
    found = [each for each in processes if plain(wanted) in names[id(each)]]
    if len(found) != 1:
        known = {name for each in names.values() for name in each}
        problem = f'"{wanted}" names {"several processes" if found else "no process with steps"}.'
        raise InputError(problem, place=place, remedy="Name it by its id." if found else did_you_mean(wanted, known))
    return found[0]


def _has_steps(element: Element) -> bool:
    return element.tag in _TASKS or element.tag in _SUBPROCESSES or element.tag in _REFUSED


def _names(process: Element, pools: dict[str, str]) -> tuple[str, ...]:
    own = process.attributes
    return pools.get(own.get("id", ""), ""), own.get("name", ""), own.get("id", "") or "process"


class _Reader:
    """One process as it stands in the file, subprocesses and all."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._drawn = Drawn()
        self._left_out: dict[str, list[str]] = {}

    def read(self, process: Element, name: str) -> BpmnModel:
        self._scope(process, ())
        for flow in self._drawn.flows:
            for end in (flow.source, flow.target):
                if end not in self._drawn.nodes and end not in self._left_out.get(_COMPENSATION, ()):
                    remedy = "Every flow leads from a task, event or gateway to another."
                    raise InputError(f'the flow "{flow.id}" touches "{end}", which is not there.', place=self._place, remedy=remedy)
        try:
            nodes, flows = dissolved(self._drawn)
        except InputError as error:
            raise InputError(error.problem, place=self._place, remedy=error.remedy) from None
        for node in nodes:
            if node.kind == "task" and not plain(node.name):
                self._left_out.setdefault("tasks without a name are passed by", []).append(node.id)
        return BpmnModel(nodes, flows, name, tuple(_note(what, ids) for what, ids in self._left_out.items()))

    def _scope(self, scope: Element, within: tuple[str, ...]) -> None:
        """Everything directly inside a process or subprocess."""
        for element in scope.children:
            if element.namespace != MODEL_NAMESPACE:
                continue
            name = element.attributes.get("id", "") or f"line_{element.line}"
            if element.tag == "sequenceFlow":
                self._flow(element, name)
            elif _is_compensation(element):
                self._left_out.setdefault(_COMPENSATION, []).append(name)
            elif _is_node(element):
                self._node(element, name, within)

    def _node(self, element: Element, name: str, within: tuple[str, ...]) -> None:
        is_subprocess = element.tag in _SUBPROCESSES
        if element.tag in _REFUSED or element.attributes.get("triggeredByEvent") == "true":
            what = "event subprocess" if is_subprocess else element.tag
            remedy = _REFUSED.get(element.tag, "It may begin at any time: draw it as a boundary event, or leave it out.")
            raise self._refusal(f"the {_spoken(element, name, what)} cannot be compared with a log.", element, remedy)
        if name in self._drawn.nodes:
            raise self._refusal(f'the id "{name}" stands twice.', element, "Export the model again.")
        own = element.attributes
        self._drawn.nodes[name] = Node(
            name,
            "terminate" if any(element.named("terminateEventDefinition")) else _OTHERS.get(element.tag, "task"),
            own.get("name", ""),
            repeats=any(element.named("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")),
            attached_to=own.get("attachedToRef", "").rpartition(":")[2],
            interrupts=own.get("cancelActivity") != "false",
            within=within,
        )
        if is_subprocess and any(map(_has_steps, element.children)):
            self._drawn.subprocesses.append(name)
            self._scope(element, (*within, name))
        for link in element.named("linkEventDefinition"):
            key = plain(link.attributes.get("name", "") or own.get("name", ""))
            self._drawn.links.append((key, name, element.tag == "intermediateThrowEvent"))

    def _flow(self, element: Element, name: str) -> None:
        source, target = (element.attributes.get(key, "").rpartition(":")[2] for key in ("sourceRef", "targetRef"))
        self._drawn.flows.append(SequenceFlow(name, source, target))
        if any(element.named("conditionExpression")):
            self._drawn.conditional.add(name)

    def _refusal(self, problem: str, element: Element, remedy: str) -> InputError:
        return InputError(problem, place=f"{self._place}, line {element.line}", remedy=remedy)


def _is_node(element: Element) -> bool:
    return element.tag in _OTHERS or _has_steps(element)


def _is_compensation(element: Element) -> bool:
    return element.attributes.get("isForCompensation") == "true" or (
        element.tag == "boundaryEvent" and any(element.named("compensateEventDefinition"))
    )


def _spoken(element: Element, name: str, what: str) -> str:
    said = plain(element.attributes.get("name", ""))
    return f'{what} "{name}"' + (f" ({said})" if said else "")


def _note(what: str, ids: list[str]) -> str:
    return f"{what}: {', '.join(ids[:3])}{f' and {len(ids) - 3} more' if len(ids) > 3 else ''}."
