"""The figures that stand for the whole log: named, with unit and basis, for cards, summaries and other programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from svcflow.eventlog.log import Basis
from svcflow.language import tell
from svcflow.report.facts import ReportFacts


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure: its name for programs and its title for people, its value in `unit` (as indicators have them), and its basis."""

    name: str
    title: str
    value: float
    unit: str
    basis: Basis = "measured"


def key_figures(facts: ReportFacts) -> tuple[KeyFigure, ...]:
    """The figures that these facts have; what the log cannot tell is left out."""
    return tuple(_found(facts))


def _found(facts: ReportFacts) -> Iterator[KeyFigure]:
    yield KeyFigure("tickets", tell("Tickets"), facts.cases, "tickets")
    if not facts.cases:
        return
    demand = facts.demand
    if demand is not None:
        yield KeyFigure("tickets_per_week", tell("Tickets a week"), demand.value, "tickets/week", demand.basis)
    yield KeyFigure("lead_time_mean", tell("Mean lead time"), facts.lead_time_mean_h, "h")
    yield KeyFigure("lead_time_median", tell("Median lead time"), facts.lead_time_median_h, "h")
    stream = facts.times.value_stream
    if stream.basis != "absent":
        yield KeyFigure("waiting_mean", tell("Waiting per ticket"), stream.waiting_h, "h", stream.basis)
        yield KeyFigure("work_mean", tell("Work per ticket"), stream.processing_h, "h", stream.basis)
        yield KeyFigure("paused_mean", tell("Paused per ticket"), stream.paused_h, "h", stream.basis)
        yield KeyFigure("flow_efficiency", tell("Flow efficiency"), stream.flow_efficiency, "share", stream.basis)
    yield KeyFigure("rework_share", tell("Tickets with rework"), facts.rework.cases / facts.cases, "share")
    if facts.rolled is not None:
        yield KeyFigure("rolled_complete_and_accurate", tell("Rolled %C&A"), facts.rolled, "share")
    if facts.appraisal is not None and facts.appraisal.card.total is not None:
        yield KeyFigure("score", tell("Score of 100"), facts.appraisal.card.total, "points")
    if facts.voice is not None and facts.voice.satisfaction.csat:
        yield KeyFigure("csat", tell("Satisfied (CSAT)"), facts.voice.satisfaction.csat[0].share.value, "share")
