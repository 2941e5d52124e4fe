"""BPMN: models discovered, measured, written, read, and compared with what happened."""

from svcflow.mining.bpmn.budget import Budget
from svcflow.mining.bpmn.conformance import Conformance, check_conformance, waiting_activities
from svcflow.mining.bpmn.model import BpmnModel, Node, SequenceFlow
from svcflow.mining.bpmn.quality import Quality
from svcflow.mining.bpmn.reading import read_bpmn
from svcflow.mining.bpmn.writing import write_drawing

__all__ = [
    "BpmnModel",
    "Budget",
    "Conformance",
    "Node",
    "Quality",
    "SequenceFlow",
    "check_conformance",
    "read_bpmn",
    "waiting_activities",
    "write_drawing",
]
