"""All that the report says, gathered before anything is drawn: `summarize` asks each result once and keeps the answers.

`ReportFacts` is plain data. It can be tested without HTML, and what is not in it cannot come into the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from svcflow import timing
from svcflow.eventlog.log import EventLog, ImportReport, Shape
from svcflow.indicators.results import Indicator
from svcflow.mining.results import ProcessMap
from svcflow.mining.rework import mark_rework
from svcflow.model.document import ServiceModel, Validation
from svcflow.redesign.future import FutureState
from svcflow.redesign.results import Comparison
from svcflow.report.findings import Evidence, Finding, Rework, few_queues, find_findings, observe
from svcflow.report.load import LeadTimes, OpenTickets, WeeklyLoad, lead_time_hours, lead_times, open_tickets, weekly_load
from svcflow.report.namelessness import without_names
from svcflow.report.people import TeamWeek
from svcflow.report.queues import StepQueue, step_queues
from svcflow.report.value_stream.comparing import MapPair, pair_maps
from svcflow.report.value_stream.facts import Figure, MapFacts, stream_map_facts
from svcflow.study.scoring import Appraisal
from svcflow.timing.map_times import MapTimes, time_map
from svcflow.timing.results import Bottleneck, StepTime, StepTimes
from svcflow.timing.rework.results import Rework as Reworked
from svcflow.timing.streams.results import Stream
from svcflow.voice.hearing import Voice

LADDER_STEPS = 7
"""More steps than this, the others and the sum do not fit a page side by side."""


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
class Rung:
    """What one step takes of the mean ticket's time [h per ticket]."""

    name: str
    waiting_h: float
    paused_h: float
    work_h: float


@dataclass(frozen=True, slots=True)
class Ladder:
    """The value stream of the mean ticket: the steps that take most of its time, in their usual order, and the others summed.

    Every ticket counts in every rung, with nothing where it does not take the step, so that the rungs add up.
    """

    steps: tuple[Rung, ...]
    others: Rung | None
    total: Rung


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the report shows. `more_findings` are folded away; `trouble` says why there is no model where one was wanted."""

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
    stream_map: MapFacts | None
    rolled: float | None
    """rolled %C&A, by the value stream where there is one: of several main paths the page knows one"""
    future_maps: tuple[MapPair, ...]
    bottlenecks: tuple[Bottleneck, ...]
    queues: tuple[StepQueue, ...]
    rework: Rework
    model: ServiceModel | None
    validation: Validation | None
    comparison: Comparison | None
    indicators: tuple[Indicator, ...]
    load: WeeklyLoad
    lead_times: LeadTimes
    open_tickets: OpenTickets | None
    findings: tuple[Finding, ...]
    more_findings: tuple[Finding, ...]
    people: tuple[TeamWeek, ...]
    reworked: Reworked | None
    trouble: str | None
    seed: int | None
    few_queues: bool
    map_times: MapTimes | None = None
    appraisal: Appraisal | None = None
    voice: Voice | None = None

    @property
    def demand(self) -> Figure | None:
        """Tickets that arrive in a week; None where all came within less than one, which tells nothing of other weeks."""
        found = self.stream_map.demand if self.stream_map else None
        return found if found is not None and found.value <= self.cases else None


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
    people: Sequence[TeamWeek] = (),
    reworked: Reworked | None = None,
    stream: Stream | None = None,
    futures: Sequence[FutureState] = (),
    trouble: str | None = None,
    title: str | None = None,
    seed: int | None = None,
    timed: EventLog | None = None,
    queue_hours: timing.QueueEvidence | None = None,
    service_level_h: float | None = None,
    tried: int | None = None,
    appraisal: Appraisal | None = None,
    voice: Voice | None = None,
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
    people, reworked
        The teams' usual week, and what was done again, in this log.
    stream, futures
        The value stream of all tickets of this log, and that of each redesign beside today's, both simulated.
    trouble
        Why there is no model, in words.
    title
        The page's title; the log's name if not given.
    seed
        The seed of the random numbers; that of the comparison if not given.
    timed
        The same log with the times of its steps, for when in the week tickets wait, and to colour the map by time and cause.
    queue_hours
        The queues with their hours, and how busy the teams are.
    service_level_h
        The target for lead times [h].
    tried
        How many redesigns were tried before some were proposed.
    appraisal, voice
        The service scored by its study, and what its customers say.
    """
    validation = model.validation if model is not None else comparison.validation if comparison is not None else None
    hours = lead_time_hours(log)
    rework = _rework(log)
    queues = step_queues(bottlenecks, log.cases.height)
    findings = find_findings(
        Evidence(
            cases=log.cases.height, shape=log.shape, report=log.report, process_map=process_map, times=times, queues=queues, rework=rework,
            observed=observe(log, timed), rework_cost=reworked, queue_hours=queue_hours, indicators=indicators,
            service_level_h=service_level_h, model=model, validation=validation, comparison=comparison, tried=tried,
            appraisal=appraisal, voice=voice,
        )
    )  # fmt: skip
    return ReportFacts(
        title=title or log.name, span=_span(log), shape=log.shape, cases=log.cases.height,
        lead_time_mean_h=float(np.mean(hours)) if len(hours) else 0.0,
        lead_time_median_h=float(np.median(hours)) if len(hours) else 0.0,
        import_report=without_names(log),
        process_map=process_map, times=times, ladder=_ladder(log, times),
        stream_map=stream_map_facts(stream, bottlenecks) if stream else None,
        rolled=stream.rolled_complete_and_accurate if stream else times.value_stream.rolled_complete_and_accurate,
        future_maps=tuple(pair_maps(found, comparison) for found in futures),
        bottlenecks=tuple(bottlenecks), queues=queues,
        rework=rework, model=model,
        validation=validation,
        comparison=comparison,
        indicators=tuple(indicators),
        load=weekly_load(log),
        lead_times=lead_times(log, simulated),
        open_tickets=open_tickets(log),
        findings=findings.shown,
        more_findings=findings.more,
        people=tuple(people), reworked=reworked,
        trouble=trouble, few_queues=few_queues(model), map_times=time_map(log, timed=timed) if timed is not None else None,
        appraisal=appraisal, voice=voice,
        seed=seed if seed is not None or comparison is None else comparison.seed,
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
    by_step = (
        again.group_by("activity", maintain_order=True).agg(pl.len().alias("cases")).sort("cases", "activity", descending=[True, False])
    )
    step, cases = by_step.row(0) if by_step.height else (None, 0)
    return Rework(again["case_id"].n_unique(), step, int(cases))


def _ladder(log: EventLog, times: StepTimes) -> Ladder | None:
    """The steps that take most of the mean ticket's time, in their usual order, the others in one, and the sum."""
    if times.value_stream.basis == "absent" or times.value_stream.cases == 0:
        return None
    rungs = [_rung(step, times.value_stream.cases) for step in times.steps]
    longest = sorted((rung for rung in rungs if _hours(rung) > 0), key=_hours, reverse=True)
    shown = longest if len(longest) == LADDER_STEPS + 1 else longest[:LADDER_STEPS]
    left = [rung for rung in rungs if rung not in shown]
    if not shown:
        return None
    place = {name: number for number, name in enumerate(_usual_order(log, [rung.name for rung in shown]))}
    others = _sum(f"{len(left)} other steps" if len(left) > 1 else left[0].name, left) if left else None
    ordered = tuple(sorted(shown, key=lambda rung: place.get(rung.name, len(place))))
    return Ladder(ordered, others, _sum("All steps", rungs))


def _rung(step: StepTime, cases: int) -> Rung:
    return Rung(step.activity, step.waiting_h.total / cases, step.paused_h.total / cases, step.processing_h.total / cases)


def _hours(rung: Rung) -> float:
    return rung.waiting_h + rung.paused_h + rung.work_h


def _sum(name: str, rungs: Sequence[Rung]) -> Rung:
    return Rung(name, sum(rung.waiting_h for rung in rungs), sum(rung.paused_h for rung in rungs), sum(rung.work_h for rung in rungs))


def _usual_order(log: EventLog, names: Sequence[str]) -> list[str]:
    """Steps in the order in which tickets first come to them: by how often a step comes before the others of the same ticket."""
    first = (
        log.steps.filter(pl.col("activity").is_in(list(names)))
        .group_by("case_id", "activity", maintain_order=True)
        .agg(pl.col("position").min().alias("place"))
    )
    pairs = first.join(first, on="case_id", suffix="_other").filter(pl.col("activity") != pl.col("activity_other"))
    before = pairs.group_by("activity", "activity_other", maintain_order=True).agg(
        (pl.col("place") < pl.col("place_other")).mean().alias("before")
    )
    ahead = dict(before.group_by("activity", maintain_order=True).agg((pl.col("before") > 0.5).mean()).iter_rows())
    middle = dict(first.group_by("activity", maintain_order=True).agg(pl.col("place").mean()).iter_rows())
    return sorted(middle, key=lambda name: (-round(ahead.get(name, 0.5), 6), round(middle[name], 6), name))
