"""The indicators: what each is called, its unit, which way is better, its formula in words, and how it comes from the facts.

To add an indicator, add one `Entry` to `CATALOGUE` (or, for one number for each team, to `BY_TEAM`): a name, a title, a unit, the
better direction, the formula, and a function from `Facts` to an estimate (`estimates.py`), or to None where the log cannot tell.
Everything else (values of simulated runs, intervals, comparison of redesigns, reports) follows from the entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from svcflow.indicators.estimates import Amount, Estimate, Quantile, Rate, Ratio, Share, mean
from svcflow.indicators.facts import Facts
from svcflow.indicators.results import Better

CURRENCY = "currency"
"""stands in a unit for the setting's currency"""
Evidence = Literal["instants", "times", "staff"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator of the whole log. `evidence`: what it rests on, instants of the log, step times, or the staff's hours."""

    name: str
    title: str
    unit: str
    better: Better
    formula: str
    estimate: Callable[[Facts], Estimate | None]
    evidence: Evidence = "instants"


@dataclass(frozen=True, slots=True)
class TeamEntry:
    """An indicator of each team, called `name:TEAM`."""

    name: str
    title: str
    unit: str
    better: Better
    formula: str
    estimate: Callable[[Facts, str], Estimate | None]
    evidence: Evidence = "staff"


def _within(facts: Facts) -> Estimate | None:
    if facts.service_level_h is None:
        return None
    return Share(facts.lead_h <= facts.service_level_h)


def _utilisation(facts: Facts, team: str) -> Estimate | None:
    on_duty = facts.on_duty_h[team]
    if on_duty <= 0:
        return None
    # Each ticket in the horizon takes its part of hours on duty that are there whoever comes.
    worked = facts.worked_h[team]
    return Ratio(worked, np.full(len(worked), on_duty / len(worked)), int(np.count_nonzero(worked)))


def _staff_cost(facts: Facts) -> Estimate | None:
    if facts.staff_cost is None or facts.weeks <= 0:
        return None
    return Amount(facts.staff_cost / facts.weeks, len(facts.on_duty_h))


CATALOGUE: tuple[Entry, ...] = (
    Entry(
        "lead_time_mean", "Mean lead time", "h", "lower",
        "last end − first instant of a ticket, mean over tickets",
        lambda facts: mean(facts.lead_h),
    ),
    Entry(
        "lead_time_median", "Median lead time", "h", "lower",
        "last end − first instant of a ticket, median over tickets",
        lambda facts: Quantile(facts.lead_h, 0.5),
    ),
    Entry(
        "lead_time_p90", "90th percentile of the lead time", "h", "lower",
        "the lead time that nine of ten tickets stay within",
        lambda facts: Quantile(facts.lead_h, 0.9),
    ),
    Entry(
        "waiting_time_mean", "Mean waiting time", "h", "lower",
        "sum over a ticket's steps of the time in which work could have begun and had not, mean over tickets",
        lambda facts: mean(facts.waiting_h), "times",
    ),
    Entry(
        "processing_time_mean", "Mean processing time", "h", "lower",
        "sum over a ticket's work steps of end − begin (elapsed, so nights within a step count), mean over tickets",
        lambda facts: mean(facts.processing_h), "times",
    ),
    Entry(
        "paused_time_mean", "Mean paused time", "h", "lower",
        "sum over a ticket's waits for the customer or a supplier, mean over tickets",
        lambda facts: mean(facts.paused_h), "times",
    ),
    Entry(
        "flow_efficiency", "Flow efficiency", "share", "higher",
        "processing time ÷ lead time, of the sums over all tickets",
        lambda facts: Ratio(facts.processing_h, facts.lead_h), "times",
    ),
    Entry(
        # More is neither better nor worse: in the long run as many leave as come, and fewer come where they are helped elsewhere.
        "throughput", "Throughput", "tickets/week", "none",
        "tickets finished from the first to the last arrival ÷ weeks of that time",
        lambda facts: Rate(int(np.count_nonzero(~facts.open_at_end)), facts.weeks, facts.finished_by_week),
    ),
    Entry(
        "backlog_end", "Backlog at the end", "tickets", "lower",
        "tickets that had arrived and were not finished at the last arrival",
        lambda facts: Amount(float(np.count_nonzero(facts.open_at_end)), len(facts.lead_h)),
    ),
    Entry(
        "rework_share", "Share of rework", "share", "lower",
        "processing time of executions that repeat a step in the same ticket ÷ all processing time (a step that goes on after a pause for"
        " an answer is not repeated)",
        lambda facts: Ratio(facts.repeat_h, facts.processing_h), "times",
    ),
    Entry(
        "error_rate", "Error rate", "share", "lower",
        "executions of work steps to which the ticket returned later ÷ all executions of work steps",
        lambda facts: Ratio(facts.returns, facts.executions, int(facts.executions.sum())),
    ),
    Entry(
        "first_time_right", "First time right", "share", "higher",
        "tickets in which no work step was done twice ÷ all tickets (a step that goes on after a pause for an answer is done once)",
        lambda facts: Share(facts.right),
    ),
    Entry(
        "reopen_share", "Reopened tickets", "share", "lower",
        "tickets in which other work followed on a step that closes tickets (by its meaning, its name, or as the last step of a tenth of"
        " the tickets and of 80 % of its executions) ÷ all tickets",
        lambda facts: None if facts.reopened is None else Share(facts.reopened),
    ),
    Entry(
        "service_level", "Within the service level", "share", "higher",
        "tickets whose lead time is within the service level ÷ all tickets",
        _within,
    ),
    Entry(
        "cost_per_ticket", "Cost per ticket", CURRENCY, "lower",
        "hours worked on a ticket × the team's rate (teams without a rate: nothing) + what its steps cost besides, mean over tickets",
        lambda facts: None if facts.cost is None else mean(facts.cost), "staff",
    ),
    Entry(
        "staff_cost", "Cost of the staff on duty", f"{CURRENCY}/week", "lower",
        "hours on duty × the team's rate, worked or not, from the first to the last arrival ÷ weeks of that time",
        _staff_cost, "staff",
    ),
)  # fmt: skip

BY_TEAM: tuple[TeamEntry, ...] = (
    TeamEntry(
        "utilisation", "Utilisation", "share", "none",
        "hours worked ÷ hours on duty from the first to the last arrival; work outside the calendar does not count, overlapping work of"
        " one person counts once",
        _utilisation,
    ),
)  # fmt: skip
