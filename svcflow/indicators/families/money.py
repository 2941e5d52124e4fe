"""What a ticket costs: labour, system, outsourcing, material and overhead; what poor quality and delay cost; idle hours on duty.

Labour is hours worked × the team's rate. Other expenses come by the ticket, by the week, or by the execution of a step; what is paid by
the week is split equally over the tickets that arrived. **Cost of poor quality** is the labour of rework plus what missed service levels
cost; it leaves out what the log does not show, prevention and inspection. **Cost of delay** is waiting × what an hour of it costs.
"""

from __future__ import annotations

import numpy as np

from svcflow.indicators.estimates import Amount, Estimate, Floats, Ratio, mean
from svcflow.indicators.facts import step_costs
from svcflow.indicators.grammar import COUNTED, CURRENCY, DONE_SO_FAR, DUE, EXECUTIONS, IN_PERIOD, STAFF, TICKETS, Entry
from svcflow.indicators.ground import Ground
from svcflow.indicators.inputs import Expense
from svcflow.indicators.view import View, whole_of

_KINDS = ("system", "outsourcing", "material", "overhead")
_TITLES = {
    "system": "System cost per ticket", "outsourcing": "Outsourcing per ticket", "material": "Material per ticket",
    "overhead": "Overhead per ticket",
}  # fmt: skip
_EXPENSES = {
    "system": "what systems cost by the ticket and by the step + their cost by the week ÷ tickets that arrive in a week, mean over tickets",
    "outsourcing": "what suppliers are paid by the ticket and by the step + by the week ÷ tickets that arrive in a week, mean over tickets",
    "material": "what material costs by the ticket and by the step + by the week ÷ tickets that arrive in a week, mean over tickets",
    "overhead": "overhead by the ticket and by the step + by the week ÷ tickets that arrive in a week, mean over tickets",
}


def _labour(ground: Ground) -> Floats | None:
    """What the work on each step cost; None without a rate of any of its teams."""
    rates = {team: rate for team, rate in ground.setting.rates.items() if team in ground.staff.all_worked_h}
    if not rates:
        return None
    found = np.zeros(len(ground.case))
    for team, rate in rates.items():
        found += rate * ground.staff.all_worked_h[team]
    return found


def _labour_of(view: View) -> Floats | None:
    found = view.ground.once(_labour)
    return None if found is None else view.sum_of(found)


def _expense(view: View, expense: Expense | None) -> Floats | None:
    """An expense for each ticket."""
    if expense is None:
        return None
    ground, whole = view.ground, whole_of(view.ground)
    weekly = expense.per_week * whole.weeks / whole.arrivals()[0] if expense.per_week else 0.0
    by_step = np.array([expense.per_step.get(name, 0.0) for name in ground.activity.names], np.float64)
    return expense.per_ticket + weekly + view.sum_of(by_step[ground.activity.codes])


def _full(view: View) -> Floats | None:
    """All that is known to be spent on each ticket."""
    model = step_costs(view.setting)
    named = [getattr(view.setting.expenses, kind) for kind in _KINDS]
    known = [_labour_of(view), *(_expense(view, each) for each in named), _expense(view, Expense(per_step=model)) if model else None]
    found = [part for part in known if part is not None]
    return np.sum(found, axis=0) if found else None


def _rework(view: View) -> Floats | None:
    labour = view.ground.once(_labour)
    return None if labour is None else view.sum_of(labour * view.ground.steps.get_column("repeat").to_numpy())


def _breach(view: View) -> Floats | None:
    """What missed levels cost on each ticket; those that are open and not yet past theirs cost nothing yet."""
    cost, levels = view.setting.expenses.breach, view.levels("resolution_h")
    if cost is None or levels is None:
        return None
    spent = view.resolution_h(working=view.setting.level_clock == "working")
    return cost * (spent > levels).astype(np.float64)


def _poor(view: View) -> Floats | None:
    found = [part for part in (_rework(view), _breach(view)) if part is not None]
    return np.sum(found, axis=0) if found else None


def _mean(values: Floats | None) -> Estimate | None:
    return None if values is None else mean(values)


def _poor_share(view: View) -> Estimate | None:
    poor, full = _poor(view), _full(view)
    return None if poor is None or full is None else Ratio(poor, full + (0.0 if (missed := _breach(view)) is None else missed))


def _delay(view: View) -> Estimate | None:
    cost = view.setting.expenses.delay_h
    return None if cost is None else mean(cost * view.sums("waiting_h"))


def _idle(view: View) -> Estimate | None:
    facts, rates = view.facts, view.setting.rates
    teams = [team for team in ([view.team] if view.team is not None else facts.on_duty_h) if team in rates]
    if not teams or facts.weeks <= 0:
        return None
    idle = sum(rates[team] * max(facts.on_duty_h[team] - float(facts.worked_h[team].sum()), 0.0) for team in teams)
    return Amount(idle / facts.weeks, int(sum(np.count_nonzero(facts.worked_h[team]) for team in teams)))


def _kind(name: str) -> Entry:
    return Entry(
        f"{name}_cost", _TITLES[name], "cost", CURRENCY, "lower", _EXPENSES[name],
        lambda view: _mean(_expense(view, getattr(view.setting.expenses, name))), COUNTED, TICKETS, needs=("expenses",),
    )  # fmt: skip


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "labour_cost", "Labour per ticket", "cost", CURRENCY, "lower",
        "hours worked on a ticket × the team's rate (teams without a rate: nothing), mean over tickets",
        lambda view: _mean(_labour_of(view)), DONE_SO_FAR, EXECUTIONS, "staff", ("rates",),
    ),
    *(_kind(name) for name in _KINDS),
    Entry(
        "full_cost", "Full cost per ticket", "cost", CURRENCY, "lower",
        "labour + system + outsourcing + material + overhead + what steps cost by the model, as far as each is given, mean over tickets",
        lambda view: _mean(_full(view)), DONE_SO_FAR, TICKETS, "staff", ("rates", "expenses"), stage="outcome",
    ),
    Entry(
        "rework_cost", "Cost of rework per ticket", "cost", CURRENCY, "lower",
        "hours worked on executions that repeat a step in the same ticket × the team's rate, mean over tickets",
        lambda view: _mean(_rework(view)), DONE_SO_FAR, EXECUTIONS, "staff", ("rates",),
    ),
    Entry(
        "breach_cost", "Cost of missed levels per ticket", "cost", CURRENCY, "lower",
        "what a missed service level costs × tickets that took longer than theirs, pauses taken out ÷ all tickets",
        lambda view: _mean(_breach(view)), DUE, TICKETS, "times", ("breach cost", "service level"), stage="outcome",
    ),
    Entry(
        "poor_quality_cost", "Cost of poor quality per ticket", "cost", CURRENCY, "lower",
        "cost of rework + cost of missed levels, as far as each is known, mean over tickets",
        lambda view: _mean(_poor(view)), DUE, TICKETS, "staff", ("rates", "breach cost"), stage="outcome",
    ),
    Entry(
        "poor_quality_share", "Poor quality in the cost", "cost", "share", "lower",
        "cost of poor quality ÷ full cost and cost of missed levels, of the sums over all tickets",
        _poor_share, DUE, TICKETS, "staff", ("rates", "breach cost"), stage="outcome",
    ),
    Entry(
        "delay_cost", "Cost of delay per ticket", "cost", CURRENCY, "lower",
        "waiting time × what an hour of waiting costs, mean over tickets",
        _delay, DONE_SO_FAR, EXECUTIONS, "times", ("delay cost",),
    ),
    Entry(
        "idle_cost", "Cost of idle hours on duty", "cost", f"{CURRENCY}/week", "lower",
        "(hours on duty − hours worked) × the team's rate, from the first to the last arrival ÷ weeks of that time",
        _idle, IN_PERIOD, STAFF, "staff", ("rates",),
    ),
)  # fmt: skip
