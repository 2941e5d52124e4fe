"""The only room that prints."""

from svcflow.console.asking import ask, at_terminal, hint
from svcflow.console.bottlenecks import bottleneck_tables
from svcflow.console.conformance import bpmn_document, bpmn_tables, conformance_tables, name_remarks
from svcflow.console.contrast import contrast_tables
from svcflow.console.future import future_tables
from svcflow.console.handovers import handover_tables
from svcflow.console.import_report import import_tables
from svcflow.console.indicators import catalogue_tables, indicator_tables
from svcflow.console.map import map_document, map_tables
from svcflow.console.model import export_tables, model_sheet
from svcflow.console.optimum import frontier_tables
from svcflow.console.printing import as_document, as_json_text, progress, refuse, say, say_data, show, table, warn
from svcflow.console.ready import ready_tables, suggestion_tables
from svcflow.console.results import (
    comparison_tables,
    model_tables,
    report_lines,
    run_tables,
    validation_tables,
)
from svcflow.console.rework import rework_tables
from svcflow.console.score import score_tables
from svcflow.console.sensitivity import sensitivity_tables
from svcflow.console.times import times_tables
from svcflow.console.value_stream import stream_tables
from svcflow.console.variants import variant_tables
from svcflow.console.voice import comment_lines, training_tables, voice_tables
from svcflow.console.weights import ahp_tables, weight_tables

__all__ = [
    "ahp_tables",
    "as_document",
    "as_json_text",
    "ask",
    "at_terminal",
    "bottleneck_tables",
    "bpmn_document",
    "bpmn_tables",
    "catalogue_tables",
    "comment_lines",
    "comparison_tables",
    "conformance_tables",
    "contrast_tables",
    "export_tables",
    "frontier_tables",
    "future_tables",
    "handover_tables",
    "hint",
    "import_tables",
    "indicator_tables",
    "map_document",
    "map_tables",
    "model_sheet",
    "model_tables",
    "name_remarks",
    "progress",
    "ready_tables",
    "refuse",
    "report_lines",
    "rework_tables",
    "run_tables",
    "say",
    "say_data",
    "score_tables",
    "sensitivity_tables",
    "show",
    "stream_tables",
    "suggestion_tables",
    "table",
    "times_tables",
    "training_tables",
    "validation_tables",
    "variant_tables",
    "voice_tables",
    "warn",
    "weight_tables",
]
