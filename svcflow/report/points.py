"""Points of a score as text, with one decimal unless their interval says that it means nothing."""

from __future__ import annotations

from svcflow import units
from svcflow.language import mark, retold, tell
from svcflow.language.numbers import MINUS
from svcflow.report.scale import between

FINE = 1.0
"""Where an interval is narrower than ± this many points, what a redesign makes of a score is told with a decimal."""


GRADES = {"excellent": mark("excellent"), "good": mark("good"), "fair": mark("fair"), "poor": mark("poor")}
"""Grades that many scorecards have; others stand as they are written."""


def grade_name(grade: str) -> str:
    """A grade in the current language, where it is a usual one."""
    return tell(GRADES[grade.lower()]) if grade.lower() in GRADES else retold(grade)


def points(value: float | None, digits: int = 1, *, signed: bool = False) -> str:
    """Points of a score: `71.3`."""
    if value is None:
        return units.NOTHING
    told = f"{abs(value):.{digits}f}"
    if float(told) == 0:
        return told
    return (MINUS if value < 0 else "+" if signed else "") + told


def bounds(low: float | None, high: float | None) -> str:
    """An interval of points; nothing where there is none, or none that could be seen."""
    ends = ("", "") if low is None or high is None else (points(low), points(high))
    return "" if ends[0] == ends[1] else between(*ends)


def after(today: float, change: float, low: float, high: float) -> str:
    """What a redesign makes of a score, by its change with the change's 95 % interval.

    >>> after(71.2, 6.9, 5.0, 8.8)
    '71 → 78 ± 2'
    """
    half = (high - low) / 2
    digits = 0 if half >= FINE else 1
    return f"{points(today, digits)} → {points(today + change, digits)} ± {points(half, digits)}"
