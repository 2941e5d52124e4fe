"""One unit for a column of durations, so that its figures can be compared by eye, and yet no figure lost in zeros.

The unit is the one in which the largest duration reads well; a figure that would be below a tenth of it stands in its own unit
(`4.9 h`, `1.2 h`, `1.7 min`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from svcflow import units

SMALLEST = 0.095


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

    def change(self, difference: float, unit: str) -> str:
        """A signed difference in an indicator's unit; durations in this scale."""
        return self.text(difference, signed=True) if unit == "h" else units.change(difference, unit)


def scale_of(hours: Iterable[float]) -> Scale:
    """The scale of a column that holds these durations [h]."""
    return Scale(units.unit_for(max((abs(value) for value in hours if math.isfinite(value)), default=0.0)))


def between(low: str, high: str) -> str:
    """Two bounds with their unit once, where it is the same: `−9.3 to −5.9 h`."""
    figures = [re.fullmatch(r"(.*\d)(\D*)", bound) for bound in (low, high)]
    first, last = figures
    if first is None or last is None or (first[2] != last[2] and low != "0"):
        return f"{low} to {high}"
    return f"{first[1]} to {high}"
