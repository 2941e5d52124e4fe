"""Local times as instants: what the clocks of a zone do.

On nearly all days a zone's clocks stand at one distance from UTC, so a local time needs no more than its day's. On the days
when they change, every time is looked at by itself. A time that the clocks skip is read by the clock before the change (02:30
becomes 03:30); one that they show twice is the earlier, unless its place in the case shows that it is the later: 02:30 after
02:50. The zones are Polars'. Cost: linear.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from svcflow.eventlog.times.fixed_times import DAY, NOT_A_TIME, Flags, Micros
from svcflow.eventlog.times.masks import Rows

_LOCAL = pl.Datetime("us")
_FIRST, _LAST = -25_567, 84_006  # days from 1900 to 2200: before and after them every time is looked at by itself
_BLOCK = 1 << 16
_NONE: Rows = np.zeros(0, np.int64)
_CLEAR = 10
"""times as many pairs one way as the other show the direction of a file"""


@dataclass(slots=True)
class Clocked:
    """Instants [µs since 1970], and the rows whose local times their zone skips or shows twice."""

    zone: str
    utc: Micros
    skipped: Rows
    repeated: Rows
    later: Micros
    """the later instants of the repeated times"""
    is_later: Flags
    """which of the repeated times are taken as the later"""

    def take_later(self, which: Flags) -> None:
        """Take some of the repeated times as the later ones."""
        self.utc[self.repeated[which]] = self.later[which]
        self.is_later |= which


def to_utc(local: Micros, zone: str) -> Clocked:
    """Local times as instants, the earlier of two; `NOT_A_TIME` stays."""
    if zone == "UTC" or not len(local):
        return Clocked(zone, local, _NONE, _NONE, _NONE, np.zeros(0, bool))
    first, offsets = _offsets(local, zone)
    utc = np.empty_like(local)
    special: list[Rows] = []
    for start in range(0, len(local), _BLOCK):
        block = local[start : start + _BLOCK]
        slots = np.clip(block // DAY - first, 0, len(offsets) - 1)
        offset = offsets[slots]
        utc[start : start + _BLOCK] = block - offset
        if (odd := offset == NOT_A_TIME).any():
            special.append(np.flatnonzero(odd) + start)
    return _with_changes(local, utc, np.concatenate(special) if special else _NONE, zone)


def later_in_cases(clocked: Clocked, cases: pl.Series) -> Flags:
    """Which of the repeated times must be the later ones, since they follow a later local time in their case.

    A case's repeated times of one night run forwards but for one step back, which is the change of the clocks. The file's
    direction (newest first?) must be plain.
    """
    at = clocked.utc[clocked.repeated]
    nights = pl.DataFrame({"case": cases.gather(clocked.repeated), "row": clocked.repeated, "at": at, "night": at // DAY})
    nights = nights.with_row_index("place")
    step = pl.col("at").diff().over("case", "night")
    direction = _direction(clocked, cases) if nights.select((step != 0).any()).item() else 0
    if not direction:
        return np.zeros(len(at), bool)
    back = (step < 0).fill_null(False)
    after, backs = back.cum_sum().over("case", "night"), back.sum().over("case", "night")
    found = nights.sort("row", descending=direction < 0).with_columns(((after == 1) & (backs == 1)).alias("later")).sort("place")
    return found.get_column("later").to_numpy()


def later_in_rows(clocked: Clocked, starts: Micros) -> Flags:
    """Which of the repeated times must be the later ones, since the earlier would lie before the row's start.

    Only if hardly any row of the file ends before it starts.
    """
    there = (starts != NOT_A_TIME) & (clocked.utc != NOT_A_TIME)
    forwards, backwards = (int(np.count_nonzero(there & wrong)) for wrong in (clocked.utc > starts, clocked.utc < starts))
    start = starts[clocked.repeated]
    before = (clocked.utc[clocked.repeated] < start) & (start <= clocked.later) & (start != NOT_A_TIME)
    is_plain = forwards > _CLEAR * (backwards - np.count_nonzero(before))
    return before if is_plain else np.zeros(len(before), bool)


def _offsets(local: Micros, zone: str) -> tuple[int, Micros]:
    """How far each day of the column is ahead of UTC, `NOT_A_TIME` where the clocks change; and the first of these days."""
    there = local[local != NOT_A_TIME] if local.min() == NOT_A_TIME else local
    if not len(there):
        return 0, np.full(1, NOT_A_TIME)
    first, last = (int(np.clip(end // DAY, _FIRST, _LAST)) for end in (there.min(), there.max()))
    midnight = np.arange(first - 1, last + 2, dtype=np.int64) * DAY  # one day more on either side, for times beyond them
    ends = midnight + DAY - 1
    early, late = (_localized(times, zone, "earliest") for times in (midnight, ends))
    same = (midnight - early == ends - late) & (early != NOT_A_TIME) & (late != NOT_A_TIME)
    same &= (early == _localized(midnight, zone, "latest")) & (late == _localized(ends, zone, "latest"))
    same[[0, -1]] = False
    return first - 1, np.where(same, midnight - early, NOT_A_TIME)


def _with_changes(local: Micros, utc: Micros, rows: Rows, zone: str) -> Clocked:
    times = local[rows]
    early, late = _localized(times, zone, "earliest"), _localized(times, zone, "latest")
    skipped = (early == NOT_A_TIME) & (times != NOT_A_TIME)
    before = times[skipped] - DAY  # no zone changes its clocks twice in two days
    early[skipped] = late[skipped] = times[skipped] - (before - _localized(before, zone, "earliest"))
    utc[rows] = early
    repeated = early != late
    return Clocked(zone, utc, rows[skipped], rows[repeated], late[repeated], np.zeros(np.count_nonzero(repeated), bool))


def _localized(local: Micros, zone: str, which: str) -> Micros:
    """The instants by Polars' tables; `NOT_A_TIME` where the clocks skip the time."""
    there = local != NOT_A_TIME
    times = pl.Series(np.where(there, local, 0)).cast(_LOCAL)
    instants = times.dt.replace_time_zone(zone, ambiguous=which, non_existent="null")  # type: ignore[arg-type]
    return np.where(there, instants.to_physical().fill_null(NOT_A_TIME).to_numpy(), NOT_A_TIME)


def _direction(clocked: Clocked, cases: pl.Series) -> int:
    """Whether rows run forwards (1) or backwards (-1) in the file or in its cases, repeated times apart; 0 where that is not plain."""
    is_plain = clocked.utc != NOT_A_TIME
    is_plain[clocked.repeated] = False
    steps = pl.DataFrame({"case": cases, "at": clocked.utc}).filter(is_plain)
    step, same = pl.col("at").diff(), pl.col("case") == pl.col("case").shift(1)
    within = steps.select((same & (step > 0)).sum().alias("up"), (same & (step < 0)).sum().alias("down")).row(0)
    over_all = steps.select((step > 0).sum().alias("up"), (step < 0).sum().alias("down")).row(0)
    for up, down in (over_all, within):
        if up > _CLEAR * down:
            return 1
        if down > _CLEAR * up:
            return -1
    return 0
