"""The indicators that every simulated run is told of, from figures that are gathered in one pass.

They are entries as all others are (`svcflow.indicators.grammar`), told of any part of a log; what sets them apart is that comparisons of
redesigns compute them anyway. Whatever costs more stands in `svcflow.indicators.families` and is computed when it is asked for.
"""

from __future__ import annotations

import numpy as np

from svcflow.indicators.estimates import Amount, Estimate, Quantile, Rate, Ratio, Share, mean
from svcflow.indicators.grammar import AT_CLOCK, COUNTED, CURRENCY, DONE_SO_FAR, EXECUTIONS, IN_PERIOD, PERIOD, SO_FAR, STAFF, WHOLE, Entry
from svcflow.indicators.view import View


def _within(view: View) -> Estimate | None:
    level = view.setting.service_level_h
    return None if level is None else Share(view.lead_h <= level)


def _reopened(view: View) -> Estimate | None:
    found = view.flags("reopened")
    return None if found is None else Share(found)


def _right(view: View) -> Estimate | None:
    found = view.flags("right")
    return None if found is None else Share(found)


def _cost(view: View) -> Estimate | None:
    cost = view.facts.cost
    return None if cost is None else mean(cost if view.whole else cost[view.part])


def _staff_cost(view: View) -> Estimate | None:
    facts = view.facts
    if facts.staff_cost is None or facts.weeks <= 0:
        return None
    return Amount(facts.staff_cost / facts.weeks, len(facts.on_duty_h))


def _utilisation(view: View) -> Estimate | None:
    teams = [view.team] if view.team is not None else list(view.facts.on_duty_h)
    on_duty = sum(view.facts.on_duty_h.get(team, 0.0) for team in teams)
    if on_duty <= 0:
        return None
    # Each ticket in the horizon takes its part of hours on duty that are there whoever comes.
    worked = np.sum([view.facts.worked_h[team] for team in teams], axis=0)
    return Ratio(worked, np.full(len(worked), on_duty / len(worked)), int(np.count_nonzero(worked)))


CATALOGUE: tuple[Entry, ...] = (
    Entry(
        "lead_time_mean", "Mean lead time", "value stream", "h", "lower",
        "last end − first instant of a ticket, mean over tickets",
        lambda view: mean(view.lead_h), SO_FAR, stage="outcome",
    ),
    Entry(
        "lead_time_median", "Median lead time", "value stream", "h", "lower",
        "last end − first instant of a ticket, median over tickets",
        lambda view: Quantile(view.lead_h, 0.5), SO_FAR, stage="outcome",
    ),
    Entry(
        "lead_time_p90", "90th percentile of the lead time", "value stream", "h", "lower",
        "the lead time that nine of ten tickets stay within",
        lambda view: Quantile(view.lead_h, 0.9), SO_FAR, stage="outcome",
    ),
    Entry(
        "waiting_time_mean", "Mean waiting time", "value stream", "h", "lower",
        "sum over a ticket's steps of the time in which work could have begun and had not, mean over tickets",
        lambda view: mean(view.sums("waiting_h")), DONE_SO_FAR, EXECUTIONS, "times",
    ),
    Entry(
        "processing_time_mean", "Mean processing time", "value stream", "h", "lower",
        "sum over a ticket's work steps of end − begin (elapsed, so nights within a step count), mean over tickets",
        lambda view: mean(view.sums("processing_h")), DONE_SO_FAR, EXECUTIONS, "times",
    ),
    Entry(
        "paused_time_mean", "Mean paused time", "value stream", "h", "lower",
        "sum over a ticket's waits for the customer or a supplier, mean over tickets",
        lambda view: mean(view.sums("paused_h")), DONE_SO_FAR, EXECUTIONS, "times",
    ),
    Entry(
        "flow_efficiency", "Flow efficiency", "value stream", "share", "higher",
        "processing time ÷ lead time, of the sums over all tickets",
        lambda view: Ratio(view.sums("processing_h"), view.lead_h), SO_FAR, evidence="times",
    ),
    Entry(
        # More is neither better nor worse: in the long run as many leave as come, and fewer come where they are helped elsewhere.
        "throughput", "Throughput", "service desk", "tickets/week", "none",
        "tickets finished from the first to the last arrival ÷ weeks of that time",
        lambda view: Rate(view.departures()[0], view.weeks, view.departures()[1]), IN_PERIOD, PERIOD, stage="outcome",
    ),
    Entry(
        "backlog_end", "Backlog at the end", "service desk", "tickets", "lower",
        "tickets that had arrived and were not finished at the last arrival",
        lambda view: Amount(float(view.backlog), view.count), AT_CLOCK, PERIOD,
    ),
    Entry(
        "rework_share", "Share of rework", "quality", "share", "lower",
        "processing time of executions that repeat a step in the same ticket ÷ all processing time (a step that goes on after a pause for"
        " an answer is not repeated)",
        lambda view: Ratio(view.sums("repeat_h"), view.sums("processing_h")), DONE_SO_FAR, EXECUTIONS, "times",
    ),
    Entry(
        "error_rate", "Error rate", "quality", "share", "lower",
        "executions of work steps to which the ticket returned later ÷ all executions of work steps",
        lambda view: Ratio(view.sums("returns"), view.sums("executions"), int(view.sums("executions").sum())), DONE_SO_FAR, EXECUTIONS,
    ),
    Entry(
        "first_time_right", "First time right", "quality", "share", "higher",
        "tickets in which no work step was done twice ÷ all tickets (a step that goes on after a pause for an answer is done once)",
        _right, DONE_SO_FAR, stage="outcome",
    ),
    Entry(
        "reopen_share", "Reopened tickets", "quality", "share", "lower",
        "tickets in which other work followed on a step that closes tickets (by its meaning, its name, or as the last step of a tenth of"
        " the tickets and of 80 % of its executions) ÷ all tickets",
        _reopened, COUNTED, needs=("closing step",), stage="outcome",
    ),
    Entry(
        "service_level", "Within the service level", "service desk", "share", "higher",
        "tickets whose lead time is within the service level ÷ all tickets",
        _within, SO_FAR, needs=("service level",), stage="outcome",
    ),
    Entry(
        "cost_per_ticket", "Cost per ticket", "cost", CURRENCY, "lower",
        "hours worked on a ticket × the team's rate (teams without a rate: nothing) + what its steps cost besides, mean over tickets",
        _cost, DONE_SO_FAR, evidence="staff", needs=("rates",), stage="outcome",
    ),
    Entry(
        "staff_cost", "Cost of the staff on duty", "cost", f"{CURRENCY}/week", "lower",
        "hours on duty × the team's rate, worked or not, from the first to the last arrival ÷ weeks of that time",
        _staff_cost, IN_PERIOD, WHOLE, "staff", needs=("rates",),
    ),
)  # fmt: skip

BY_TEAM: tuple[Entry, ...] = (
    Entry(
        "utilisation", "Utilisation", "service desk", "share", "none",
        "hours worked ÷ hours on duty from the first to the last arrival; work outside the calendar does not count, overlapping work of"
        " one person counts once",
        _utilisation, IN_PERIOD, STAFF, "staff", needs=("people",),
    ),
)  # fmt: skip
