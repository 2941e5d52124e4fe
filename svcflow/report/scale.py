"""One unit for durations that stand together, so that they can be compared by eye, and yet none is lost in zeros.

In a chart the unit is the one in which the largest duration reads well, and a figure below a tenth of it stands in its own unit
(`4.9 h`, `1.2 h`, `1.7 min`). In a table the unit stands in the column's head and the cells are plain numbers in it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from svcflow import units
from svcflow.language import tell

SMALLEST = 0.095
MOST_BARE = 200.0
"""Up to this a figure is read with ease: 120 h rather than 5 days where the other figures are of a few hours."""
NEVER = 1e-9
"""Less than this many hours is the rounding of sums."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How the durations of one column are written."""

    unit: units.Unit

    def text(self, hours: float, *, signed: bool = False) -> str:
        """The duration [h] as text."""
        if not math.isfinite(hours):
            return units.NOTHING
        if hours == 0:
            return "0"
        fits = abs(hours) >= SMALLEST * self.unit.hours
        return self.unit.text(hours, signed=signed) if fits else units.duration(hours, signed=signed)

    def bare(self, hours: float, *, signed: bool = False) -> str:
        """The duration [h] as a number in this unit, whose name stands elsewhere; what is not nothing is never shown as 0."""
        if not math.isfinite(hours):
            return units.NOTHING
        figure = units.number(hours / self.unit.hours, signed=signed)
        if figure != "0" or abs(hours) < NEVER:
            return figure
        return f"≈{units.THIN}0" if signed else f"<{units.THIN}0.01"

    def change(self, difference: float, unit: str) -> str:
        """A signed difference in an indicator's unit; durations in this scale."""
        return self.text(difference, signed=True) if unit == "h" else units.change(difference, unit)


def scale_of(hours: Iterable[float]) -> Scale:
    """The scale of a column that holds these durations [h]."""
    return Scale(units.unit_for(max((abs(value) for value in hours if math.isfinite(value)), default=0.0)))


def column_scale(hours: Iterable[float]) -> Scale:
    """The scale of a table's column: that of its largest duration, or the next smaller where figures would be lost in it."""
    sizes = sorted(abs(value) for value in hours if math.isfinite(value) and abs(value) > NEVER)
    if not sizes:
        return Scale(units.HOURS)
    unit = units.unit_for(sizes[-1])
    place = units.TIME_UNITS.index(unit)
    finer = units.TIME_UNITS[max(place - 1, 0)]
    lost = sizes[len(sizes) // 2] < 0.5 * unit.hours or sizes[0] < SMALLEST * unit.hours
    return Scale(finer if lost and sizes[-1] <= MOST_BARE * finer.hours else unit)


def between(low: str, high: str) -> str:
    """Two bounds with their unit once, where it is the same: `−9.3 to −5.9 h`."""
    figures = [re.fullmatch(r"(.*\d)(\D*)", bound) for bound in (low, high)]
    first, last = figures
    if first is None or last is None or (first[2] != last[2] and low != "0"):
        return tell("{low} to {high}", low=low, high=high)
    return tell("{low} to {high}", low=first[1], high=high)
