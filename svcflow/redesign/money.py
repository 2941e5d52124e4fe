"""What a redesign is worth: what it saves, what it costs, when it has paid itself back.

    [money]
    one_off = 25000                 # licences, project, training
    running_month = { low = 400, high = 900 }
    horizon_months = 36
    lead_time_hour = 1.5            # what an hour of a ticket's lead time costs, if that is known

What is **saved** in a year is told in two ways, for they differ: by the hours *paid* (staff on duty × rate: what the payroll shows; it
moves only where staff or hours do) and by the hours *worked* (work on tickets × rate and the steps' own costs: time that is freed for
other work). `counts` says which of them pays the redesign back; where it is left out, the hours paid count if they change, else the hours
worked. An hour of lead time that falls away counts on top, where it has a price. With S the saving in a month and r the running cost,

    net benefit     (S − r) · horizon − one_off
    payback         one_off ÷ (S − r)  [months], where S > r; else never
    return          net benefit ÷ (one_off + r · horizon)

over the horizon, money of later months at its face value. Savings are paired differences of simulations, so they carry the intervals of
`svcflow.redesign.uncertainty`; ranges of costs enter with the refits, as those of changes do.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import Field

from svcflow.model.document import Part, ServiceModel
from svcflow.redesign.runs import Runs, Values
from svcflow.redesign.uncertainty import Floats, half_width, to_scale

WEEKS = 365.25 / 7
Basis = Literal["paid", "worked"]


class Money(Part):
    """What a redesign costs, and how its savings count; amounts in the model's currency."""

    one_off: float = Field(default=0.0, ge=0)
    running_month: float = Field(default=0.0, ge=0)
    horizon_months: int = Field(default=36, ge=1, le=600)
    lead_time_hour: float | None = Field(default=None, ge=0)
    counts: Basis | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A mean with the bounds of its 95 % interval, runs and calibration included."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Returns:
    """What a redesign is worth [currency].

    `paid`, `worked`: saved in a year (None: no rates); `lead_time`: worth of the lead time saved in a year (None: without a price).
    `payback_months` is None where it never pays itself back; `payback_low` and `payback_high` belong to the ends of the net benefit's
    interval. `return_share` is None where it costs nothing.
    """

    one_off: float
    running_month: float
    horizon_months: int
    counts: Basis
    paid: Amount | None
    worked: Amount | None
    lead_time: Amount | None
    net_benefit: Amount
    payback_months: float | None
    payback_low: float | None
    payback_high: float | None
    return_share: float | None
    currency: str


def returns_of(baseline: Runs, redesign: Runs, money: Money | None, drawn: Callable[[int], Money | None], currency: str) -> Returns | None:
    """What a redesign is worth; None where nothing says what anything costs.

    Parameters
    ----------
    baseline, redesign : Runs
        Paired runs, and those of the refits.
    money : Money, optional
        The redesign's costs (none: it costs nothing).
    drawn : callable
        The costs that go with a refit of that number, where they are ranges.
    """
    given = money or Money()
    saved = {basis: _Saving.of(baseline, redesign, _WEEKLY[basis]) for basis in ("paid", "worked")}
    lead = None if given.lead_time_hour is None else _Saving.of(baseline, redesign, _lead_hours)
    paid, worked = saved["paid"], saved["worked"]
    if paid is None and worked is None and lead is None:
        return None
    counts = given.counts or ("paid" if paid is not None and abs(paid.runs.mean()) > 1e-9 else "worked")
    counted = saved[counts]

    def net(cost: Money, weekly: Floats | float, lead_hours: Floats | float) -> Floats:
        month = WEEKS / 12 * (weekly + (cost.lead_time_hour or 0.0) * np.asarray(lead_hours)) - cost.running_month
        return np.asarray(month * given.horizon_months - cost.one_off, dtype=np.float64)

    runs = net(given, 0.0 if counted is None else counted.runs, 0.0 if lead is None else lead.runs)
    refits = [
        net(drawn(number) or given, 0.0 if counted is None else counted.refits[number], 0.0 if lead is None else lead.refits[number])
        for number in range(len((counted or lead or _NOTHING).refits))
    ]
    half = half_width(runs, np.array(refits) if refits else None)
    middle = float(runs.mean())
    benefit = Amount(middle, middle - half, middle + half)
    spent = given.one_off + given.running_month * given.horizon_months
    back, soonest, latest = (_payback(each, given) for each in (benefit.value, benefit.high, benefit.low))
    price = given.lead_time_hour or 0.0
    return Returns(
        one_off=given.one_off, running_month=given.running_month, horizon_months=given.horizon_months, counts=counts,
        paid=_yearly(paid), worked=_yearly(worked), lead_time=_yearly(lead, price),
        net_benefit=benefit, payback_months=back, payback_low=soonest, payback_high=latest,
        return_share=middle / spent if spent else None, currency=currency,
    )  # fmt: skip


def money_notes(name: str, money: Money | None, found: Returns | None, model: ServiceModel) -> list[str]:
    """What must be said beside it."""
    if money is None:
        return []
    if found is None or (found.paid is None and found.worked is None):
        return [f'"{name}" has costs, but the model has no rates: what people\'s time costs is not counted (give rates in a study).']
    unknown = sorted({person.team for person in model.people} - {team.name for team in model.teams if team.rate_h is not None})
    return [f"Teams without a rate cost nothing: {', '.join(unknown)}."] if unknown else []


@dataclass(frozen=True, slots=True)
class _Saving:
    """What is saved in a week: one value for each run, and refits × runs."""

    runs: Floats
    refits: Floats

    @classmethod
    def of(cls, baseline: Runs, redesign: Runs, weekly: Callable[[Values], float]) -> _Saving | None:
        before, after = (np.array([weekly(values) for values in runs.values]) for runs in (baseline, redesign))
        if not (np.isfinite(before).all() and np.isfinite(after).all()):
            return None
        again = [np.array([[weekly(values) for values in each] for each in runs.refitted]) for runs in (baseline, redesign)]
        spread = to_scale(again[0] - again[1], again[0], float(before.mean())) if again[0].size else np.zeros((0, 0))
        return cls(before - after, spread)


def _yearly(saving: _Saving | None, price: float = 1.0) -> Amount | None:
    """Saved in a year, at a price for each unit."""
    if saving is None:
        return None
    half = half_width(saving.runs, saving.refits if len(saving.refits) else None) * WEEKS * price
    middle = float(saving.runs.mean()) * WEEKS * price
    return Amount(middle, middle - half, middle + half)


_NOTHING = _Saving(np.zeros(0), np.zeros((0, 0)))


def _paid(values: Values) -> float:
    return values.get("staff_cost", math.nan)


def _worked(values: Values) -> float:
    return values.get("cost_per_ticket", math.nan) * values.get("throughput", math.nan)


def _lead_hours(values: Values) -> float:
    return values.get("lead_time_mean", math.nan) * values.get("throughput", math.nan)


_WEEKLY: dict[str, Callable[[Values], float]] = {"paid": _paid, "worked": _worked}


def _payback(benefit: float, money: Money) -> float | None:
    """Months until the costs are back, for a net benefit over the horizon."""
    month = (benefit + money.one_off) / money.horizon_months
    return money.one_off / month if month > 0 else None
