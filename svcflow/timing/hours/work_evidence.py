"""The instants at which work begins or ends, by hour of the week: what working hours are found from.

An hour of the week is numbered from Monday 00:00 (0) to Sunday 23:00 (167) by the clock on the wall of the log's zone. Even and
odd weeks are told apart, begins and ends too, so an instant falls into one of 672 cells. What an instant's cell is depends on
its quarter of an hour alone (zones differ by quarters), so it is looked up in a table over the quarters of the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from svcflow.eventlog import TIME, EventLog, work_steps
from svcflow.mining.coding import NOBODY, Codes, coded

HOURS = 168
CELLS = 4 * HOURS
"""by week (even, odd), kind (begin, end) and hour of the week"""
HOUR_US = 3_600_000_000
QUARTER_US = HOUR_US // 4
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BEFORE_THURSDAY = 3 * 24
"""hours from a Monday to 1970-01-01 00:00"""
_WEEK_S = 7 * 24 * 3600
"""no clock is changed twice in a week"""
_YEARS = (1850, 2150)
"""in which a zone's changes of the clocks are looked for"""

Micros = NDArray[np.int64]
Counts = NDArray[np.int64]
Cells = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One entry for each instant: whose it is (a number among `people`, `NOBODY` where none is named), and its cell."""

    people: tuple[str, ...]
    who: Codes
    cell: Cells

    def total(self) -> Counts:
        """How many instants there are in each cell: 2 × 2 × 168."""
        return np.bincount(self.cell, minlength=CELLS).astype(np.int64).reshape(2, 2, HOURS)

    def of_each(self) -> Counts:
        """How many instants each of the people has."""
        return np.bincount(self.who + 1, minlength=len(self.people) + 1)[1:].astype(np.int64)

    def by_group(self, group: NDArray[np.int64], groups: int) -> Counts:
        """The cells of groups of people, each of whom is in the group that stands for them: groups × 2 × 2 × 168."""
        known = self.who >= 0
        who, cell = (self.who, self.cell) if known.all() else (self.who[known], self.cell[known])
        counted = np.bincount((group * CELLS)[who] + cell, minlength=groups * CELLS)
        return counted.astype(np.int64).reshape(groups, 2, 2, HOURS)


def find_evidence(log: EventLog) -> Evidence:
    """Begins and ends of work of people; of all steps where the log names nobody.

    An instant that stands alone (no begin is known, or it is the end as well) is a begin as good as any. An end at 17:00 sharp is
    work until 17:00, not after it.

    Notes
    -----
    Linear in the steps: 0.3 s for 10 million.
    """
    steps = work_steps(log).steps
    resource = coded(steps.get_column("resource"))
    who = resource.codes
    work = ~coded(steps.get_column("activity")).among([name for name, meaning in log.meanings.items() if meaning != "work"])
    named = work & (who != NOBODY)
    work = named if named.any() else work
    rows = slice(None) if work.all() else np.flatnonzero(work)
    end = steps.get_column("end_time").cast(TIME).to_physical().to_numpy()
    start = steps.get_column("start_time").cast(TIME).to_physical()
    if start.null_count() == len(start):
        return Evidence(resource.names, who[rows], _cells(end[rows], log.timezone))
    known = start.is_not_null().to_numpy()
    begin = np.where(known, start.fill_null(0).to_numpy(), end)
    lasting = np.flatnonzero(work & (begin < end))
    begins, ends = _cells(begin[rows], log.timezone), _cells(end[lasting] - 1, log.timezone)
    return Evidence(resource.names, np.concatenate([who[rows], who[lasting]]), np.concatenate([begins, ends + np.int16(HOURS)]))


def _cells(at: Micros, timezone: str) -> Cells:
    """The cell of begins at these instants [µs]; ends stand `HOURS` further on."""
    if not len(at):
        return np.zeros(0, np.int16)
    first, last = int(at.min()) // QUARTER_US, int(at.max()) // QUARTER_US
    changes, offsets = _offsets(timezone, *(min(max(_year(quarter), _YEARS[0]), _YEARS[1]) for quarter in (first, last)))
    if last - first > len(at) or (changes % QUARTER_US).any() or (offsets % QUARTER_US).any():
        return _on_the_wall(at, changes, offsets)
    table = _on_the_wall((first + np.arange(last - first + 1)) * QUARTER_US, changes, offsets)
    return table[at // QUARTER_US - first]


def _on_the_wall(at: Micros, changes: Micros, offsets: Micros) -> Cells:
    local = at + offsets[np.searchsorted(changes, at, side="right")]
    hour = local // HOUR_US + _BEFORE_THURSDAY
    odd = (hour // HOURS + 1) % 2
    return (hour % HOURS + odd * 2 * HOURS).astype(np.int16)


def _year(quarter: int) -> int:
    return 1970 + int(quarter // (4 * 24 * 365.2425))


@lru_cache(maxsize=64)
def _offsets(timezone: str, first_year: int, last_year: int) -> tuple[Micros, Micros]:
    """The instants at which a zone's clocks change [µs], and how far they are ahead of UTC before, between and after [µs]."""
    zone = ZoneInfo(timezone)

    def ahead(second: int) -> timedelta:
        return (_EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset() or timedelta()

    first, last = (int((datetime(year, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()) for year in (first_year - 1, last_year + 2))
    changes, offsets = [], [ahead(first)]
    for week in range(first, last, _WEEK_S):
        if ahead(week + _WEEK_S) != offsets[-1]:
            low, high = week, week + _WEEK_S
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if ahead(middle) == offsets[-1] else (low, middle)
            changes.append(high)
            offsets.append(ahead(week + _WEEK_S))
    ahead_us = [offset // timedelta(microseconds=1) for offset in offsets]
    return np.array(changes, dtype=np.int64) * 1_000_000, np.array(ahead_us, dtype=np.int64)
