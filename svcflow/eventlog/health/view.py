"""A log as the checks look at it: instants as whole microseconds, where each case begins and ends, and which instants are plausible.

Most dates of a log lie together. What is far from them (a year after nearly all, five years before) is a slip of a keyboard or of
a clock, and no check may take it for the log's begin or end.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

from svcflow import units
from svcflow.eventlog.log import TIME, EventLog, Finding, Level

Instants = npt.NDArray[np.int64]
"""microseconds since 1970, UTC"""
Mask = npt.NDArray[np.bool_]
HOUR = 3_600_000_000
DAY = 24 * HOUR
YEAR = 365 * DAY
EXAMPLES = 3
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SAMPLE = 200_000


class View:
    """The arrays of a log that has steps; `rows` are rows of `steps`, `firsts` and `lasts` those at either end of each case."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self.zone = ZoneInfo(log.timezone)
        self.ends = instants(log.steps.get_column("end_time"))
        starts = log.steps.get_column("start_time")
        self.has_starts = starts.null_count() < len(starts)
        self.at = instants(log.steps.select(pl.coalesce("start_time", "end_time")).to_series()) if self.has_starts else self.ends
        counts = log.cases.get_column("steps").to_numpy().astype(np.int64)
        self.lasts = np.cumsum(counts) - 1
        self.firsts = self.lasts - counts + 1
        self.earliest, self.latest = _plausible(self.ends)
        self.offset = self._offset()
        """how far the zone's clock is ahead of UTC in the middle of the log [µs]: near enough to tell days and months apart"""

    def sample(self) -> Instants:
        """Rows spread evenly over the log, at most some hundred thousand."""
        return np.arange(0, len(self.ends), max(1, len(self.ends) // _SAMPLE))

    def steps_at(self, which: Mask | Instants) -> list[str]:
        """The first few of the steps chosen, as examples: case, activity, instant."""
        rows = _few(which)
        found = self.log.steps.select(pl.col("case_id", "activity").gather(rows).cast(pl.String))
        return [f"{named(case)}, {activity}, {self.local(self.at[row])}" for (case, activity), row in zip(found.rows(), rows, strict=True)]

    def local(self, instant: Any) -> str:
        """An instant as the log's own people would write it: `2016-02-29 01:16`."""
        moment = instant if isinstance(instant, datetime) else _EPOCH + timedelta(microseconds=int(instant))
        return moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def _offset(self) -> int:
        middle = _EPOCH + timedelta(microseconds=int(np.median(self.ends[self.sample()])))
        return int(middle.astimezone(self.zone).utcoffset() / timedelta(microseconds=1))  # type: ignore[operator]


def instants(times: pl.Series) -> Instants:
    """A column of times without nulls as whole microseconds."""
    return times.cast(TIME).to_physical().to_numpy()


def finding(check: str, count: Any, of: Any, unit: str, rule: str, examples: Iterable[str] = (), warn_from: float | None = None) -> Finding:
    """A finding: a note, or a warning from a share on (`warn_from`); of a count of 0 there is nothing to say but that it was sought."""
    if not count:
        return Finding(check, 0, int(of), unit, rule, (), "ok")
    level: Level = "note" if warn_from is None or count < warn_from * of else "warning"
    return Finding(check, int(count), int(of), unit, rule, tuple(islice(examples, EXAMPLES)), level)


def named(case: object) -> str:
    """A case as an example begins: `case 17`, or `Case 17` where it is called so itself."""
    return str(case) if str(case).casefold().startswith("case") else f"case {case}"


def spoken(hours: float) -> str:
    """A duration [h] in its best unit."""
    return units.duration(hours).replace(units.THIN, " ")


def _few(which: Mask | Instants) -> list[int]:
    rows: list[int] = (np.flatnonzero(which) if which.dtype == np.bool_ else which)[:EXAMPLES].tolist()
    return rows


def _plausible(ends: Instants) -> tuple[int, int]:
    """The first and the last instant that may be meant: five years before, and one after, all but the outermost thousandth."""
    sample = ends[:: max(1, len(ends) // _SAMPLE)]
    spare = min(max(EXAMPLES, len(sample) // 1000), len(sample) // 10)
    ordered = np.partition(sample, (spare, len(sample) - 1 - spare))
    return int(ordered[spare]) - 5 * YEAR, int(ordered[-1 - spare]) + YEAR
