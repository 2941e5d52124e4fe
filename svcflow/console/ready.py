"""Ready redesigns and suggestions, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, table

if TYPE_CHECKING:
    from svcflow.redesign.ready import Suggestions
    from svcflow.redesign.ready.filling import Fit


def ready_tables(found: Sequence[Fit]) -> None:
    """Each ready redesign, and where it would act."""
    if found[0].fits is None:
        table("Ready redesigns", ["name", "what it is:"], [(each.name, each.title) for each in found])
        return
    rows = [(each.name, each.title, each.said if each.fits else f"not here: {each.said}") for each in found]
    table("Ready redesigns", ["name", "what it is:", "here:"], rows)


def suggestion_tables(found: Suggestions) -> None:
    """The candidates, best first."""
    rows: list[tuple[str, ...]] = []
    for each in found.suggestions:
        low, high = units.change(each.low, found.unit), units.change(each.high, found.unit)
        cost = "" if each.cost_year is None else units.quantity(each.cost_year, found.currency)
        per = "" if each.gain_per_thousand is None else units.change(each.gain_per_thousand, found.unit)
        runs_only = "" if each.with_calibration else " ¹"
        name = each.name if each.title == each.name else f"{each.title} ({each.name})"
        rows.append((name, units.change(each.gain, found.unit), f"{low} … {high}{runs_only}", cost, per))
    headings = ["redesign", "gain", "95 % interval", "cost a year", "gain per 1000"]
    if all(each.cost_year is None for each in found.suggestions):
        rows, headings = [row[:3] for row in rows], headings[:3]
    table(f"Gain in {found.title.lower()} (today {units.quantity(found.baseline, found.unit)})", headings, rows)
    if any(not each.with_calibration for each in found.suggestions):
        bullets(["¹ The interval carries the randomness of the runs alone."])
    if found.not_possible:
        bullets([_not_tried(name, problem) for name, problem in found.not_possible.items()])
    bullets(found.notes)


def _not_tried(name: str, problem: str) -> str:
    """Why a redesign was not tried; most reasons begin with its name."""
    return f"Not tried: {problem}" if name in problem else f'Not tried: "{name}": {problem}'
