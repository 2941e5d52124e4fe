"""The arrivals of a log, hour by hour, and how many of them the log can hold.

**Tickets that are missing.** A log that holds finished tickets only has seen few of those that came last: one that came at a is there
if its lead time was at most T - a, T being the end of the log. The share F(T - a) of lead times that short is estimated from the
lead times by the product-limit rule for data cut off on the right [1]_; if weekly counts are likelier (by e²) with rates in
proportion to F than with even ones, every hour's exposure counts F times as much, and hours with F < 0.1 not at all.

References
----------
.. [1] D. Lynden-Bell, Mon. Not. R. Astron. Soc. 155 (1971) 95, https://doi.org/10.1093/mnras/155.1.95
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from svcflow.calibration.observations import Numbers, Observations, Whole

HOURS = 168
WEEK_H = 168.0
LEAST_GAIN = 2.0
LEAST_HELD = 0.1


@dataclass(frozen=True, slots=True)
class ArrivalCounts:
    """Arrivals, sorted, and for each hour of the log that is used what it held.

    `times` are in hours since `origin`, `first` is where the first hour begins. Of each hour: its `hour_of_week` and `day` (ordinal of
    the date), both local, its `counts`, and the share `held` of its tickets that the log can hold (F).
    """

    origin: datetime
    timezone: str
    times: Numbers
    first: int
    hour_of_week: Whole
    day: Whole
    counts: Numbers
    held: Numbers

    def part(self, begin: int, end: int) -> ArrivalCounts:
        """The hours from number `begin` to before `end`, with their arrivals."""
        low, high = np.searchsorted(self.times, (self.first + begin, self.first + end))
        hours = slice(begin, end)
        return replace(
            self,
            times=self.times[low:high],
            first=self.first + begin,
            hour_of_week=self.hour_of_week[hours],
            day=self.day[hours],
            counts=self.counts[hours],
            held=self.held[hours],
        )


def count_arrivals(seen: Observations) -> ArrivalCounts:
    """Count the arrivals of each whole hour from the first to the last that is used."""
    times = np.sort(seen.arrival)
    first = math.floor(times[0])
    counts = np.bincount((times - first).astype(np.int64)).astype(np.float64)
    held = _held(seen, first + np.arange(len(counts)) + 0.5)
    used = max(int((held >= LEAST_HELD).sum()), 1)  # F falls with time
    hour_of_week, day = _local_hours(seen.origin, first, used, seen.log.timezone)
    return ArrivalCounts(seen.origin, seen.log.timezone, times, first, hour_of_week, day, counts[:used], held[:used])


def _held(seen: Observations, at: Numbers) -> Numbers:
    """The share F of the tickets that came at some instants which the log can hold; 1 where it seems to hold them all."""
    lead = np.sort(np.maximum.reduceat(seen.end, seen.first_row) - seen.arrival)
    end = seen.span[1]
    room = np.sort(end - seen.arrival)
    at_risk = np.searchsorted(lead, lead, side="right") - np.searchsorted(room, lead, side="left")
    # Below five at risk the rule would jump; those few count as five.
    steps = 1.0 - 1.0 / np.maximum(at_risk, 5)
    share = np.append(np.cumprod(steps[::-1])[::-1], 1.0)

    def held(instants: Numbers) -> Numbers:
        return share[np.searchsorted(lead, end - instants, side="right")]

    first = float(seen.arrival.min())
    week = ((seen.arrival - first) // WEEK_H).astype(np.int64)
    counts = np.bincount(week).astype(np.float64)
    middles: Numbers = first + WEEK_H * (np.arange(len(counts), dtype=np.float64) + 0.5)
    cut_off = held(middles)
    gain = float(np.sum(counts * np.log(cut_off / cut_off.sum()))) - counts.sum() * math.log(1 / len(counts))
    return held(at) if gain > LEAST_GAIN else np.ones(len(at))


def _local_hours(origin: datetime, first: int, count: int, timezone: str) -> tuple[Whole, Whole]:
    """The hour of the week and the day of each hour; zones move by whole hours rarely, so days are looked up, not hours."""
    zone = ZoneInfo(timezone)
    found = np.empty(count, dtype=np.int64)
    days = np.empty(count, dtype=np.int64)
    for at in range(0, count, 24):
        local = (origin + timedelta(hours=first + at)).astimezone(zone)
        hours = local.hour + np.arange(min(24, count - at))
        found[at : at + 24] = (local.weekday() * 24 + hours) % HOURS
        days[at : at + 24] = local.toordinal() + hours // 24
    return found, days
