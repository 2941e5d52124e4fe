"""Sheets of where the time goes: steps, waits, their causes, the value stream, lead times, load by hour of the week, open tickets."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from svcflow import units
from svcflow.eventlog.log import Basis
from svcflow.language import mark, tell
from svcflow.report import words
from svcflow.report.facts import ReportFacts, Rung
from svcflow.report.forms.sheet import Columns, Field, Sheet, Value, count, hours, number, share, sheet, text
from svcflow.report.queues import StepQueue
from svcflow.timing.results import CAUSES, Bottleneck, StepTime, TimeFigures

BASES: dict[Basis, str] = {
    "measured": mark("measured"),
    "estimated": mark("estimated"),
    "simulated": mark("simulated"),
    "absent": mark("absent"),
}


def steps_sheet(facts: ReportFacts) -> Sheet:
    """Every step: work, waiting and pause of one execution and in total, the total waiting by cause, right first time."""
    work = (tell("Work, mean"), tell("Work, median"), tell("Work, 90th percentile"), tell("Work, total"))
    waiting = (tell("Waiting, mean"), tell("Waiting, median"), tell("Waiting, 90th percentile"), tell("Waiting, total"))
    paused = (tell("Paused, mean"), tell("Paused, median"), tell("Paused, 90th percentile"), tell("Paused, total"))
    columns: Columns[StepTime] = (
        (text(tell("Step")), lambda step: step.activity),
        (text(tell("Meaning")), lambda step: tell(words.MEANINGS[step.meaning])),
        (count(tell("Times done")), lambda step: step.count),
        (text(tell("Basis of the times")), lambda step: tell(BASES[step.basis])),
        *_figures(work, lambda step: step.processing_h),
        *_figures(waiting, lambda step: step.waiting_h),
        *_figures(paused, lambda step: step.paused_h),
        *_causes(facts),
        (share(tell("Right first time")), lambda step: step.complete_and_accurate),
    )
    return sheet("steps", tell("Steps"), facts.times.steps, columns, tell("Times of one execution, and of all of them in total."))


def _figures(heads: tuple[str, str, str, str], figures: Callable[[StepTime], TimeFigures]) -> Columns[StepTime]:
    """Mean, median, nine in ten and total; nothing where the log cannot tell."""

    def part(name: str) -> Callable[[StepTime], Value]:
        return lambda step: None if step.basis == "absent" else float(getattr(figures(step), name))

    return [(hours(head), part(name)) for head, name in zip(heads, ("mean", "median", "p90", "total"), strict=True)]


def _causes(facts: ReportFacts) -> Columns[StepTime]:
    if all(step.causes_h is None for step in facts.times.steps):
        return ()

    def of(cause: str) -> Callable[[StepTime], Value]:
        return lambda step: None if step.causes_h is None else float(getattr(step.causes_h, cause))

    return [(hours(tell("Waiting, total: {cause}", cause=tell(words.CAUSE_TITLES[cause]))), of(cause)) for cause in CAUSES]


def queues_sheet(facts: ReportFacts) -> Sheet:
    """The waiting before each step, whatever its causes."""
    columns: Columns[StepQueue] = (
        (text(tell("Before step")), lambda queue: queue.where),
        (text(tell("Team")), lambda queue: queue.team or ""),
        (hours(tell("Waiting per ticket")), lambda queue: queue.waiting_h),
        (share(tell("Share of all waiting")), lambda queue: queue.share),
        (hours(tell("Saving per ticket")), lambda queue: queue.saving_h),
        (text(tell("Basis")), lambda queue: tell(BASES[queue.basis])),
    )
    return sheet("waiting", tell("Waiting by step"), facts.queues, columns)


def causes_sheet(facts: ReportFacts) -> Sheet:
    """Each cause of each step's waiting, with the interval of what removing it would save."""
    money = any(each.saving_money is not None for each in facts.bottlenecks)
    columns: Columns[Bottleneck] = (
        (text(tell("Before step")), lambda each: each.where),
        (text(tell("Team")), lambda each: each.team or ""),
        (text(tell("Cause")), lambda each: tell(words.CAUSE_TITLES[each.cause])),
        (hours(tell("Waiting, total")), lambda each: each.waiting_h),
        (share(tell("Share of all waiting")), lambda each: each.share),
        (hours(tell("Saving, total")), lambda each: each.saving_h),
        (hours(tell("Saving, 95 % interval from")), lambda each: each.saving_low),
        (hours(tell("Saving, 95 % interval to")), lambda each: each.saving_high),
        (hours(tell("Saving per ticket")), lambda each: each.per_case_h),
        *([(number(tell("Saving in money")), _money)] if money else []),
        (count(tell("Times")), lambda each: each.executions),
        (text(tell("Basis")), lambda each: tell(BASES[each.basis])),
    )
    return sheet("causes", tell("Causes of waiting"), facts.bottlenecks, columns)


def _money(each: Bottleneck) -> Value:
    return each.saving_money


def value_stream_sheet(facts: ReportFacts) -> Sheet | None:
    """What each step takes of the mean ticket's time: the figures of the ladder."""
    if facts.ladder is None:
        return None
    basis = tell(BASES[facts.times.value_stream.basis])
    rungs = chain(facts.ladder.steps, (facts.ladder.others,) if facts.ladder.others else (), (facts.ladder.total,))
    columns: Columns[Rung] = (
        (text(tell("Step")), lambda rung: rung.name),
        (hours(tell("Waiting per ticket")), lambda rung: rung.waiting_h),
        (hours(tell("Paused per ticket")), lambda rung: rung.paused_h),
        (hours(tell("Work per ticket")), lambda rung: rung.work_h),
        (text(tell("Basis")), lambda _: basis),
    )
    return sheet("value_stream", tell("Value stream"), rungs, columns)


def lead_times_sheet(facts: ReportFacts) -> Sheet | None:
    """The bins of the histogram of lead times; the last has no end."""
    found = facts.lead_times
    if facts.cases == 0:
        return None
    last = len(found.recorded) - 1
    columns: Columns[int] = (
        (hours(tell("From")), lambda place: place * found.width_h),
        (hours(tell("To")), lambda place: None if place == last else (place + 1) * found.width_h),
        (share(tell("Tickets, recorded")), lambda place: found.recorded[place]),
        *([(share(tell("Tickets, simulated")), _part(found.simulated))] if found.simulated is not None else []),
    )
    return sheet("lead_times", tell("Lead times"), range(last + 1), columns)


def _part(parts: tuple[float, ...]) -> Callable[[int], Value]:
    return lambda place: parts[place]


def week_sheet(facts: ReportFacts) -> Sheet:
    """Arrivals and finished steps in each hour of the week."""
    load = facts.load
    columns: Columns[int] = (
        (text(tell("Day")), lambda hour: units.weekday(hour // 24)),
        (Field(tell("Hour of the day"), "count"), lambda hour: hour % 24),
        (count(tell("Arrivals")), lambda hour: load.arrivals[hour]),
        (number(tell("Arrivals a week")), lambda hour: load.arrivals[hour] / load.weeks),
        (count(tell("Steps finished")), lambda hour: load.finished_steps[hour]),
        (number(tell("Steps finished a week")), lambda hour: load.finished_steps[hour] / load.weeks),
    )
    return sheet("week", tell("Load by hour of the week"), range(168), columns, tell("Time zone {zone}.", zone=load.timezone))


def open_sheet(facts: ReportFacts) -> Sheet | None:
    """How many tickets are open at evenly spaced instants."""
    found = facts.open_tickets
    if found is None:
        return None
    step = (found.last - found.first) / (len(found.counts) - 1)
    columns: Columns[int] = (
        (text(tell("Instant (UTC)")), lambda place: f"{found.first + place * step:%Y-%m-%d %H:%M}"),
        (count(tell("Tickets open")), lambda place: found.counts[place]),
    )
    return sheet("open_tickets", tell("Tickets open at once"), range(len(found.counts)), columns)
