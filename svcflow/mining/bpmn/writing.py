"""BPMN 2.0 files out: the model, and where everything stands, as every editor reads them.

Names are written as they are, in UTF-8; a character that XML cannot hold becomes U+FFFD.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from svcflow.mining.bpmn.drawing import Drawing
from svcflow.mining.bpmn.model import BpmnModel, Kind, Node
from svcflow.output import new_file

NAMESPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
_TAGS: dict[Kind, str] = {
    "task": "task",
    "start": "startEvent",
    "event": "intermediateCatchEvent",
    "end": "endEvent",
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
}
"""what drawings are made of"""
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_drawing(drawing: Drawing, path: Path) -> None:
    """Write a drawn model as BPMN 2.0. Cost: linear in its nodes.

    Raises
    ------
    OutputError
        The place cannot be written.
    """
    root = ET.Element("bpmn:definitions", {f"xmlns:{prefix}": uri for prefix, uri in NAMESPACES.items()})
    root.attrib |= {"id": "definitions", "targetNamespace": "http://bpmn.io/schema/bpmn", "exporter": "svcflow"}
    _write_process(root, drawing.model)
    _write_diagram(root, drawing)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    with new_file(path) as draft:
        draft.write_bytes(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode())


def _write_process(root: ET.Element, model: BpmnModel) -> None:
    process = ET.SubElement(root, "bpmn:process", {"id": "process", "isExecutable": "false"} | _named(model.name))
    entering: dict[str, list[str]] = {}
    leaving: dict[str, list[str]] = {}
    for flow in model.flows:
        leaving.setdefault(flow.source, []).append(flow.id)
        entering.setdefault(flow.target, []).append(flow.id)
    for node in model.nodes:
        ways_in, ways_out = entering.get(node.id, []), leaving.get(node.id, [])
        element = ET.SubElement(process, f"bpmn:{_TAGS[node.kind]}", {"id": node.id} | _named(node.name) | _direction(node, ways_out))
        for tag, names in (("incoming", ways_in), ("outgoing", ways_out)):
            for name in names:
                ET.SubElement(element, f"bpmn:{tag}").text = name
        if node.kind == "event":  # time passes
            ET.SubElement(element, "bpmn:timerEventDefinition", {"id": f"{node.id}_timer"})
    for flow in model.flows:
        ET.SubElement(process, "bpmn:sequenceFlow", {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target})


def _direction(node: Node, ways_out: list[str]) -> dict[str, str]:
    return {"gatewayDirection": "Diverging" if len(ways_out) > 1 else "Converging"} if node.is_gateway else {}


def _named(name: str) -> dict[str, str]:
    return {"name": _NOT_IN_XML.sub("\ufffd", name)} if name else {}


def _write_diagram(root: ET.Element, drawing: Drawing) -> None:
    diagram = ET.SubElement(root, "bpmndi:BPMNDiagram", {"id": "diagram"})
    plane = ET.SubElement(diagram, "bpmndi:BPMNPlane", {"id": "plane", "bpmnElement": "process"})
    kinds = {node.id: node.kind for node in drawing.model.nodes}
    for name, box in drawing.boxes.items():
        marked = {"isMarkerVisible": "true"} if kinds[name] == "exclusive" else {}
        shape = ET.SubElement(plane, "bpmndi:BPMNShape", {"id": f"{name}_shape", "bpmnElement": name} | marked)
        sizes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        ET.SubElement(shape, "dc:Bounds", {key: f"{value:.1f}" for key, value in sizes.items()})
    for name, points in drawing.lines.items():
        edge = ET.SubElement(plane, "bpmndi:BPMNEdge", {"id": f"{name}_edge", "bpmnElement": name})
        for x, y in points:
            ET.SubElement(edge, "di:waypoint", {"x": f"{x:.1f}", "y": f"{y:.1f}"})
