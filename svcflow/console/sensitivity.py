"""What an answer about a redesign hangs on, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, table

if TYPE_CHECKING:
    from svcflow.redesign import Sensitivity


def sensitivity_tables(found: Sensitivity) -> None:
    """Each assumption: how far it was moved, what the redesign then gains, and where it would no longer pay."""
    rows = []
    for each in found.assumptions:
        moved = f"{units.number(each.low)} … {units.number(each.high)}"
        gains = (units.change(gain, found.unit) for gain in (each.gain_at_low, each.gain_at_high))
        rows.append((each.name, moved, *gains, "" if each.break_even is None else units.number(each.break_even)))
    table(found.scenario, ["assumption", "moved", "gain at the low end", "gain at the high end", "breaks even at"], rows)
    low, high = found.gain - found.half_width, found.gain + found.half_width
    said = f"{units.change(found.gain, found.unit)} (runs: {units.change(low, found.unit)} … {units.change(high, found.unit)})"
    bullets((f"Gain as it stands, in {found.title.lower()}: {said}; above 0 is better.", "demand, work, pauses and delays: times today's."))
