"""All that the report says, gathered before anything is drawn: `summarize` asks each result once and keeps the answers.

`ReportFacts` is plain data. It can be tested without HTML, and what is not in it cannot come into the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from svcflow.eventlog.log import EventLog, ImportReport, Shape
from svcflow.indicators.results import Indicator
from svcflow.mining.results import ProcessMap
from svcflow.mining.rework import mark_rework
from svcflow.model.document import ServiceModel, Validation
from svcflow.redesign.results import Comparison
from svcflow.report.findings import Finding, Rework, find_findings
from svcflow.report.load import LeadTimes, OpenTickets, WeeklyLoad, lead_time_hours, lead_times, open_tickets, weekly_load
from svcflow.timing.results import Bottleneck, StepTime, StepTimes

LADDER_STEPS = 10
"""More steps than this do not fit a page side by side."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a log tells, in local time of `timezone`."""

    first: datetime
    last: datetime
    timezone: str

    @property
    def weeks(self) -> float:
        """Length in weeks."""
        return (self.last - self.first).total_seconds() / 604_800


@dataclass(frozen=True, slots=True)
class Ladder:
    """The main path as a value stream: its steps in order, how many there are in all, and the share of tickets that take it."""

    steps: tuple[StepTime, ...]
    step_total: int
    share: float


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the report shows. `trouble` says why there is no model where one was wanted."""

    title: str
    span: Span | None
    shape: Shape
    cases: int
    lead_time_mean_h: float
    lead_time_median_h: float
    import_report: ImportReport | None
    process_map: ProcessMap
    times: StepTimes
    ladder: Ladder | None
    bottlenecks: tuple[Bottleneck, ...]
    rework: Rework
    model: ServiceModel | None
    validation: Validation | None
    comparison: Comparison | None
    indicators: tuple[Indicator, ...]
    load: WeeklyLoad
    lead_times: LeadTimes
    open_tickets: OpenTickets | None
    findings: tuple[Finding, ...]
    trouble: str | None


def summarize(
    log: EventLog,
    *,
    process_map: ProcessMap,
    times: StepTimes,
    bottlenecks: Sequence[Bottleneck] = (),
    model: ServiceModel | None = None,
    comparison: Comparison | None = None,
    indicators: Sequence[Indicator] = (),
    simulated: EventLog | None = None,
    trouble: str | None = None,
    title: str | None = None,
) -> ReportFacts:
    """Gather what the report says, and put the most telling of it into sentences.

    Parameters
    ----------
    log
        What happened; its import report, if any, is shown.
    process_map, times, bottlenecks, indicators
        What was found in this log.
    model, comparison
        The calibrated model (with its validation, where there is one) and the redesigns compared on it.
    simulated
        A simulated log whose lead times are drawn beside the recorded ones.
    trouble
        Why there is no model, in words.
    title
        The page's title; the log's name if not given.
    """
    validation = model.validation if model is not None else comparison.validation if comparison is not None else None
    hours = lead_time_hours(log)
    rework = _rework(log)
    return ReportFacts(
        title=title or log.name,
        span=_span(log),
        shape=log.shape,
        cases=log.cases.height,
        lead_time_mean_h=float(np.mean(hours)) if len(hours) else 0.0,
        lead_time_median_h=float(np.median(hours)) if len(hours) else 0.0,
        import_report=log.report,
        process_map=process_map,
        times=times,
        ladder=_ladder(process_map, times),
        bottlenecks=tuple(bottlenecks),
        rework=rework,
        model=model,
        validation=validation,
        comparison=comparison,
        indicators=tuple(indicators),
        load=weekly_load(log),
        lead_times=lead_times(log, simulated),
        open_tickets=open_tickets(log),
        findings=find_findings(
            cases=log.cases.height, shape=log.shape, report=log.report, process_map=process_map, times=times, bottlenecks=bottlenecks,
            rework=rework, model=model, validation=validation, comparison=comparison,
        ),
        trouble=trouble,
    )  # fmt: skip


def _span(log: EventLog) -> Span | None:
    if log.cases.height == 0:
        return None
    first, last = log.cases.select(
        pl.col("first_time").min().dt.convert_time_zone(log.timezone), pl.col("last_time").max().dt.convert_time_zone(log.timezone)
    ).row(0)
    return Span(first, last, log.timezone)


def _rework(log: EventLog) -> Rework:
    """Tickets that go back to a work step which they have been through."""
    again = mark_rework(log.steps, log.meanings).filter("repeat").select("case_id", "activity").unique()
    by_step = again.group_by("activity").agg(pl.len().alias("cases")).sort("cases", "activity", descending=[True, False])
    step, cases = by_step.row(0) if by_step.height else (None, 0)
    return Rework(again["case_id"].n_unique(), step, int(cases))


def _ladder(process_map: ProcessMap, times: StepTimes) -> Ladder | None:
    """The most frequent path; of a long one the steps that take most of its time, in their order."""
    if not process_map.variants:
        return None
    main = process_map.variants[0]
    known = {step.activity: step for step in times.steps}
    path = [known[name] for name in dict.fromkeys(main.activities) if name in known]
    longest = sorted(path, key=lambda step: -(step.waiting_h.mean + step.processing_h.mean + step.paused_h.mean))[:LADDER_STEPS]
    names = {step.activity for step in longest}
    return Ladder(tuple(step for step in path if step.activity in names), len(path), main.share)
