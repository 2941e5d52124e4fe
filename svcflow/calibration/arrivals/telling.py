"""The arrivals of a model in a sentence or two: their form, today's level, and why these."""

from __future__ import annotations

from svcflow import units
from svcflow.calibration.arrivals.course import LAST_CHANGE, TREND
from svcflow.model.document import Arrivals

CHANGED = 0.1
"""today's rate is told where it differs from the log's mean by more"""


def sentences(arrivals: Arrivals, mean_per_week: float) -> list[str]:
    """What an analyst should know; `mean_per_week` is that of the whole log."""
    if arrivals.kind == "timetable":
        return [f"Tickets come by a timetable: one every {arrivals.interval_h:g} open hours."]
    found = []
    if arrivals.kind == "days":
        alike = "the same weekday" if arrivals.alike == "weekday" else "the same kind (Monday to Friday, Saturday, Sunday)"
        found.append(
            f"Tickets come as on recorded days of {alike}, drawn at random: that foretold the last quarter of the log better than rates"
            " by the hour of the week."
        )
    today = arrivals.per_week
    if abs(today - mean_per_week) > CHANGED * mean_per_week:
        found.append(
            f"Simulations of the future have {units.number(today)} tickets a week ({_told(arrivals)}); over the whole log it was"
            f" {units.number(mean_per_week)}. Its own weeks are simulated at the levels that they had (arrivals.course)."
        )
    return found


def _told(arrivals: Arrivals) -> str:
    return {
        LAST_CHANGE: "the level since it last changed",
        "all": "the mean of the log, with those that it cannot hold",
        TREND: "the trend of the log's last half",
    }.get(arrivals.level_from, f"the level of the {arrivals.level_from}")
