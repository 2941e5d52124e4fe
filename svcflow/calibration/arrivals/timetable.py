"""Tickets that come by a timetable.

If at least 90 % of the gaps between successive arrivals of one day are the same (within 1 %, and 20 gaps at least), tickets come by a
timetable. Its open hours on each weekday are the busiest ones of the last two weeks, as many as make up the day's tickets.
"""

from __future__ import annotations

import numpy as np

from svcflow.calibration.arrivals.counting import HOURS, ArrivalCounts
from svcflow.calibration.observations import Numbers

SAME_GAP = 0.01
LEAST_GAPS = 20
TIMETABLE_SHARE = 0.9
LATELY_H = 2 * HOURS


def find_interval(times: Numbers) -> float | None:
    """The gap of a timetable [h], if there is one."""
    gaps = np.diff(times)
    gaps = gaps[gaps < 12.0]
    if len(gaps) < LEAST_GAPS:
        return None
    middle = float(np.median(gaps))
    same = np.abs(gaps - middle) <= max(SAME_GAP * middle, 1.5 / 3600)
    return middle if middle > 1 / 60 and same.mean() >= TIMETABLE_SHARE else None


def open_hours(hours: ArrivalCounts, interval: float) -> Numbers:
    """1 where the timetable is open: lately, for hours move with summer time or for good."""
    last = slice(-min(len(hours.counts), LATELY_H), None)
    seen = np.bincount(hours.hour_of_week[last], hours.counts[last], HOURS)
    rate = (seen / np.maximum(np.bincount(hours.hour_of_week[last], minlength=HOURS), 1)).reshape(7, 24)
    found = np.zeros((7, 24))
    for day in range(7):
        wanted = round(float(rate[day].sum()) * interval)
        found[day, np.argsort(-rate[day], kind="stable")[:wanted]] = 1.0
    return found.ravel() if found.any() else (seen > 0).astype(np.float64)
