"""What a ticket uses up besides money: energy, paper, and the carbon dioxide that both weigh, by factors that are given."""

from __future__ import annotations

import numpy as np

from svcflow.indicators.estimates import Estimate, Floats, mean
from svcflow.indicators.grammar import DONE_SO_FAR, TICKETS, Entry
from svcflow.indicators.view import View


def _energy(view: View) -> Floats | None:
    factors = view.setting.factors
    return (
        None if factors is None else factors.kwh_per_ticket + factors.kwh_per_work_h * view.sum_of(view.ground.hours("processing_work_h"))
    )


def _paper(view: View) -> Floats | None:
    factors, activity = view.setting.factors, view.ground.activity
    if factors is None:
        return None
    by_step = np.array([factors.sheets_per_step.get(name, 0.0) for name in activity.names], np.float64)
    return factors.sheets_per_ticket + view.sum_of(by_step[activity.codes])


def _carbon(view: View) -> Estimate | None:
    factors, energy, paper = view.setting.factors, _energy(view), _paper(view)
    if factors is None or factors.kg_per_kwh is None or energy is None or paper is None:
        return None
    return mean(factors.kg_per_kwh * energy + factors.kg_per_sheet * paper)


def _mean(values: Floats | None) -> Estimate | None:
    return None if values is None else mean(values)


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "energy_per_ticket", "Energy per ticket", "sustainability", "kWh", "lower",
        "kilowatt hours by the ticket + kilowatt hours by the working hour × working hours of its steps, mean over tickets",
        lambda view: _mean(_energy(view)), DONE_SO_FAR, TICKETS, "times", ("factors",), stage="outcome",
    ),
    Entry(
        "paper_per_ticket", "Paper per ticket", "sustainability", "sheets", "lower",
        "sheets by the ticket + sheets by the execution of each step, mean over tickets",
        lambda view: _mean(_paper(view)), DONE_SO_FAR, TICKETS, needs=("factors",), stage="outcome",
    ),
    Entry(
        "carbon_per_ticket", "Carbon dioxide per ticket", "sustainability", "kg", "lower",
        "energy × kilograms by the kilowatt hour + paper × kilograms by the sheet, mean over tickets",
        _carbon, DONE_SO_FAR, TICKETS, "times", ("factors",), stage="outcome",
    ),
)  # fmt: skip
