"""What redesigns are worth, as a table: what they cost, what they save in a year, and when that has paid them back."""

from __future__ import annotations

import math
from collections.abc import Iterable

from svcflow import units
from svcflow.language import mark, tell
from svcflow.redesign.money import Amount, Returns
from svcflow.redesign.results import ScenarioEffects
from svcflow.report.tables import Cell, Column, Table

COUNTED = {"paid": mark("hours paid"), "worked": mark("hours worked")}


def money_table(scenarios: Iterable[ScenarioEffects]) -> Table | None:
    """A row for each redesign that says what it costs; None where none does."""
    known = [(scenario.title, scenario.money) for scenario in scenarios if scenario.money is not None]
    if not known:
        return None
    currency = next((money.currency for _, money in known if money.currency), "")
    columns = (
        Column(tell("Redesign"), "name"), Column(tell("One-off cost")), Column(tell("Running cost a month")),
        Column(tell("Saved a year")), Column(tell("Net benefit")), Column(tell("Paid back after")), Column(tell("Return")),
    )  # fmt: skip
    caption = tell("What the redesigns are worth, in {currency}", currency=currency) if currency else tell("What the redesigns are worth")
    return Table(caption, columns, tuple(_row(name, money) for name, money in known))


def _row(name: str, money: Returns) -> tuple[Cell, ...]:
    saved = money.paid if money.counts == "paid" else money.worked
    tone = "good" if money.net_benefit.low > 0 else "bad" if money.net_benefit.high < 0 else "calm"
    horizon = tell("over {count} months", count=units.count(money.horizon_months))
    lead = [tell("and {amount} of lead time", amount=units.number(money.lead_time.value))] if money.lead_time is not None else []
    return (
        Cell(name), Cell(units.number(money.one_off)), Cell(units.number(money.running_month)),
        _amount(saved, (tell(COUNTED[money.counts]), *lead)), _amount(money.net_benefit, (horizon,), tone),
        Cell(_months(money.payback_months), below=_between(money)), Cell(units.share(money.return_share)),
    )  # fmt: skip


def _amount(amount: Amount | None, below: Iterable[str], tone: str = "") -> Cell:
    if amount is None:
        return Cell(units.NOTHING)
    bounds = tell("{low} to {high}", low=units.number(amount.low), high=units.number(amount.high))
    return Cell(units.number(amount.value), "sim.", tone, below="; ".join((bounds, *below)))


def _months(months: float | None) -> str:
    if months is None or not math.isfinite(months):
        return tell("never")
    return tell("{months} months", months=units.number(months)) if months > 0 else tell("at once")


def _between(money: Returns) -> str:
    low, high = _months(money.payback_low), _months(money.payback_high)
    return low if low == high else tell("{low} to {high}", low=low, high=high)
