"""The summary for other programs: `summary.json`, with stable names, numbers in stated units, and codes instead of words.

    format        "svcflow-summary/1"; a change that would break a reader raises the number
    version       of svcflow
    language      of the fields called `text` and `advice`, the only ones that depend on it
    log           name, cases, shape, first and last (ISO 8601), timezone
    findings      each with its kind, section of the page, basis, stake (the share of the lead time that it is about), figures, the redesign
                  that helps (action), its sentence as `text`, and what to do as `advice`
    key_figures   name, value, unit, basis
    value_stream  means over the tickets [h], flow efficiency and rolled %C&A as shares
    steps         times of each step [h] and its waiting by cause
    bottlenecks   waiting and saving of each cause before each step [h]
    validation    grade, distances and yardsticks, None where there is no model
    redesigns     the indicators compared, and each scenario's effects with their intervals, None where none was compared;
                  `score` is the change of the scorecard's total
    scorecard     total [points] with interval and grade, the dimensions with their indicators, months, trend, gaps; None without one
    customers     what the survey says: scores, response, importance, curves, link, levels, closed loop; None without one
    indicators    name, value, unit, better, n, low, high, basis, level, member, dimension, family, too_few, needs

Durations are elapsed hours [h], shares run from 0 to 1, `basis` is measured, estimated, simulated or absent, what is not known is null.
Numbers have ten significant digits: what lies beyond differs between machines and means nothing.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from svcflow import __version__
from svcflow.language import current
from svcflow.redesign.results import Comparison
from svcflow.report.facts import ReportFacts
from svcflow.report.findings import Finding, told
from svcflow.report.forms.key_figures import key_figures
from svcflow.study.scoring import Appraisal

FORMAT = "svcflow-summary/1"


def summary_json(facts: ReportFacts) -> str:
    """The document as JSON text; the same facts give the same bytes."""
    return json.dumps(summary_document(facts), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def summary_document(facts: ReportFacts) -> dict[str, Any]:
    """The summary as JSON knows things: see the module."""
    span = facts.span
    document = {
        "format": FORMAT,
        "version": __version__,
        "language": current(),
        "log": {
            "name": facts.title,
            "cases": facts.cases,
            "shape": facts.shape,
            "first": span.first.isoformat() if span else None,
            "last": span.last.isoformat() if span else None,
            "timezone": span.timezone if span else None,
        },
        "findings": [_finding(each) for each in facts.findings],
        "key_figures": [{"name": each.name, "value": each.value, "unit": each.unit, "basis": each.basis} for each in key_figures(facts)],
        "value_stream": facts.times.value_stream,
        "steps": facts.times.steps,
        "bottlenecks": facts.bottlenecks,
        "validation": facts.validation,
        "redesigns": _redesigns(facts.comparison) if facts.comparison else None,
        "scorecard": _scorecard(facts.appraisal) if facts.appraisal else None,
        "customers": _without(facts.voice.satisfaction, "notes") if facts.voice else None,
        "indicators": [_without(each, "title", "formula", "note") for each in facts.indicators],
    }
    plain: dict[str, Any] = _plain(document)
    return plain


def _finding(finding: Finding) -> dict[str, Any]:
    known = ("basis", "stake", "action")
    said = told(finding)
    return {
        "kind": finding.kind,
        "section": finding.anchor,
        **{name: getattr(finding, name) for name in known},
        "figures": _without(finding, *known),
        "text": said.text,
        "advice": said.advice,
    }


def _redesigns(comparison: Comparison) -> dict[str, Any]:
    return {
        "replications": comparison.replications,
        "cases": comparison.cases,
        "seed": comparison.seed,
        "indicators": [_without(each, "title", "formula") for each in comparison.indicators],
        "scenarios": [
            {"name": each.name, "effects": each.values, "money": each.money, "score": each.score} for each in comparison.scenarios
        ],
    }


def _scorecard(found: Appraisal) -> dict[str, Any]:
    return {
        **_without(found.card, "remarks"),
        "weights": dict(zip(found.weights.items, found.weights.values, strict=True)),
        "gaps": found.gaps,
        "months": found.months,
        "trend": found.trend,
        "moved": found.moved,
        "sensitivity": found.sensitivity,
        "standings": found.standings,
    }


def _without(record: Any, *left_out: str) -> dict[str, Any]:
    """A record without its words, which depend on the language."""
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record) if field.name not in left_out}


def _plain(thing: Any) -> Any:
    """Records become objects, numbers that are none become null."""
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: _plain(getattr(thing, field.name)) for field in dataclasses.fields(thing)}
    if hasattr(thing, "model_dump"):
        return _plain(thing.model_dump(mode="json"))
    if isinstance(thing, Mapping):
        return {str(key): _plain(value) for key, value in thing.items()}
    if isinstance(thing, float):
        return float(f"{thing:.10g}") if math.isfinite(thing) else None
    if thing is None or isinstance(thing, str | int):
        return thing
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, Iterable):
        return [_plain(part) for part in thing]
    return _plain(thing.item())
