"""svcflow: from a ticket log to where the time goes, what would change if the work were redesigned, and by how much.

An event log goes in and an event log comes out: one verb for each stage, one typed result for each verb.

    log = svcflow.read_log("tickets.csv")
    times = svcflow.decompose_times(log)
    model = svcflow.calibrate(log)
    better = svcflow.read_scenario("two_more_on_second_line.toml")
    effects = svcflow.compare(model, [better])

Everything is imported on first use, so that `import svcflow` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "EventLog": "eventlog",
    "ImportReport": "eventlog",
    "Limits": "eventlog",
    "build_log": "eventlog",
    "check_health": "eventlog",
    "pseudonymise": "eventlog",
    "read_log": "eventlog",
    "write_csv": "eventlog",
    "write_log": "eventlog",
    "write_parquet": "eventlog",
    "HandoverNetwork": "mining",
    "ProcessMap": "mining",
    "Traces": "mining",
    "Variants": "mining",
    "check_conformance": "mining",
    "discover_bpmn": "mining",
    "find_teams": "mining",
    "find_traces": "mining",
    "find_variants": "mining",
    "mine_handovers": "mining",
    "mine_map": "mining",
    "read_bpmn": "mining",
    "simplify": "mining",
    "Bottleneck": "timing",
    "Contrast": "timing",
    "Rework": "timing",
    "StepTimes": "timing",
    "Streams": "timing",
    "attribute_flows": "timing",
    "attribute_waiting": "timing",
    "begin_accuracy": "timing",
    "contrast_sides": "timing",
    "decompose_times": "timing",
    "find_bottlenecks": "timing",
    "find_calendars": "timing",
    "find_levers": "timing",
    "find_queues": "timing",
    "find_streams": "timing",
    "measure_rework": "timing",
    "pair_logs": "timing",
    "split_at": "timing",
    "split_between": "timing",
    "split_by": "timing",
    "split_last": "timing",
    "time_map": "timing",
    "time_steps": "timing",
    "with_work_hours": "timing",
    "Voice": "voice",
    "hear": "voice",
    "read_survey": "voice",
    "Distribution": "model",
    "ServiceModel": "model",
    "check_model": "model",
    "read_model": "model",
    "write_model": "model",
    "SimulationResult": "simulation",
    "join_cluster": "simulation",
    "simulate": "simulation",
    "simulate_each": "simulation",
    "simulate_to_folder": "simulation",
    "simulate_to_parquet": "simulation",
    "write_replications": "simulation",
    "distances": "distances",
    "Indicator": "indicators",
    "compute_indicators": "indicators",
    "calibrate": "calibration",
    "validate": "validation",
    "Comparison": "redesign",
    "Scenario": "redesign",
    "apply": "redesign",
    "compare": "redesign",
    "read_scenario": "redesign",
    "Scorecard": "scorecard",
    "ScorecardSet": "scorecard",
    "check_set": "scorecard",
    "score": "scorecard",
    "what_moved": "scorecard",
    "Study": "study",
    "read_study": "study",
    "ReportFacts": "report",
    "render": "report",
    "summarize": "report",
    "SvcflowError": "errors",
}

__all__ = [*_HOME, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'svcflow' has no attribute {name!r}")
    return getattr(import_module(f"svcflow.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
