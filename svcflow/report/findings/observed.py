"""What a look at the log itself tells: long tails, drift, backlog, tickets that come off hours, steps that hang on one or two people.

**Drift and backlog** are told from the middle of the log: within one long lead time (the 90th percentile, at most a quarter of the log)
of its ends, tickets that were open before or after it are missing. The middle is cut into blocks as long as the mean ticket takes or
longer (whole days, of long logs whole weeks), so that blocks hang together but little, and the means of the blocks of the first half are
held against those of the second: Welch's t interval at 95 % [1]_. Fewer than eight blocks tell nothing.

**Off hours** are those outside the hours in which the log shows that anybody works. **The first hand** is the begin of a ticket's first
step of work.

References
----------
.. [1] B. L. Welch, Biometrika 34 (1947) 28, https://doi.org/10.1093/biomet/34.1-2.28
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.calendars import WeeklyCalendar
from svcflow.eventlog.log import Basis, EventLog
from svcflow.eventlog.words.people import is_system
from svcflow.timing.hours.working_hours import service_calendar

FEWEST_CASES = 50
FEWEST_BLOCKS = 8
MOST_BLOCKS = 40
LONG_H = 8 * 168.0
"""A middle from this long on is cut into whole weeks [h]."""
FEWEST_DONE = 50
"""A step done less often hangs on nobody."""
FEWEST_PEOPLE = 4
ALL_ROUND = 0.5
"""Whoever does more of everything than this is a system or a shared account."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Halves:
    """A mean over the first half of the log's middle and over the second, and the bounds of their difference, second − first, at 95 %."""

    first: float
    second: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outside:
    """Tickets that come while nobody is on duty: their share, what they wait for the first hand, and what the others wait [h]."""

    share: float
    outside_h: float
    inside_h: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Hands:
    """Of a work step how often it was done, and the shares that the one, and the two, who did most of it have."""

    step: str
    count: int
    one: float
    two: float


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen; None where the log is too short, or does not say.

    `tail`: share of all lead time that the slowest tenth of the tickets has; `tail_from_h`: what each of these took at least [h].
    """

    tail: float | None = None
    tail_from_h: float = 0.0
    lead_time_h: Halves | None = None
    open_tickets: Halves | None = None
    outside: Outside | None = None
    hands: tuple[Hands, ...] = ()


NOT_LOOKED_AT = Observed()


def observe(log: EventLog, timed: EventLog | None = None) -> Observed:
    """Look at a log; at the same log `timed`, where there is one, for when work began. Linear in the steps."""
    if log.cases.height < FEWEST_CASES:
        return Observed(hands=_hands(log))
    arrived, left = (_hours(log.cases[name]) for name in ("first_time", "last_time"))
    took = left - arrived
    slow = np.sort(took)[-max(1, len(took) // 10) :]
    total = float(took.sum())
    blocks = _blocks(arrived, left)
    return Observed(
        tail=float(slow.sum()) / total if total > 0 else None,
        tail_from_h=float(slow[0]),
        lead_time_h=None if blocks is None else _drift(blocks, arrived, took),
        open_tickets=None if blocks is None else _halves(_open(blocks, arrived, left)),
        outside=None if timed is None else _outside(timed),
        hands=_hands(log),
    )


def _hours(times: pl.Series) -> Floats:
    hours: Floats = times.dt.epoch("us").to_numpy().astype(np.float64) / 3.6e9
    return hours


def _blocks(arrived: Floats, left: Floats) -> Floats | None:
    """Edges of the blocks [h]; None where there are too few."""
    first, last = float(arrived.min()), float(left.max())
    took = left - arrived
    margin = min(float(np.quantile(took, 0.9)), (last - first) / 4)
    middle = last - first - 2 * margin
    unit = 168.0 if middle >= LONG_H else 24.0
    block = unit * max(1, math.ceil(float(took.mean()) / unit), math.ceil(middle / unit / MOST_BLOCKS))
    count = int(middle // block) // 2 * 2
    edges: Floats = first + margin + block * np.arange(count + 1, dtype=np.float64)
    return edges if count >= FEWEST_BLOCKS else None


def _drift(edges: Floats, arrived: Floats, took: Floats) -> Halves | None:
    """Mean lead times of the tickets that came in each block; None where some block has none."""
    place = np.searchsorted(edges, arrived, side="right") - 1
    inside = (place >= 0) & (place < len(edges) - 1)
    came = np.bincount(place[inside], minlength=len(edges) - 1)
    if came.min() == 0:
        return None
    return _halves(np.bincount(place[inside], took[inside], minlength=len(edges) - 1) / came)


def _open(edges: Floats, arrived: Floats, left: Floats) -> Floats:
    """Mean number of open tickets in each block: the integral of arrivals less that of departures, by its length."""
    return _came(edges, arrived) - _came(edges, left)


def _came(edges: Floats, instants: Floats) -> Floats:
    """The mean number of instants that have passed, in each block."""
    ordered = np.sort(instants)
    before = np.concatenate(([0.0], np.cumsum(ordered)))
    place = np.searchsorted(ordered, edges)
    spent = place * edges - before[place]
    mean: Floats = np.diff(spent) / np.diff(edges)
    return mean


def _halves(values: Floats) -> Halves | None:
    """The first half of the values against the second."""
    from scipy.special import stdtrit

    first, second = np.split(values, 2)
    parts = [float(half.var(ddof=1)) / len(half) for half in (first, second)]
    error = math.sqrt(sum(parts))
    if error == 0:
        return None
    freedom = sum(parts) ** 2 / sum(part**2 / (len(first) - 1) for part in parts)
    difference = float(second.mean() - first.mean())
    half = float(stdtrit(freedom, 0.975)) * error
    return Halves(float(first.mean()), float(second.mean()), difference - half, difference + half)


def _outside(timed: EventLog) -> Outside | None:
    """Tickets that come while nobody is on duty against the others."""
    calendar = service_calendar(timed)
    if calendar.always_open:
        return None
    work = timed.steps
    idle = [name for name, meaning in timed.meanings.items() if meaning != "work"]
    if idle:
        work = work.filter(~pl.col("activity").cast(pl.String).is_in(idle))
    hand = work.group_by("case_id", maintain_order=True).agg(
        pl.col("begin_time").min(), (pl.col("basis") == "measured").all().alias("sure")
    )
    seen = timed.cases.select("case_id", "first_time").join(hand, on="case_id")
    if not seen.height:
        return None
    waited = np.maximum(_hours(seen["begin_time"]) - _hours(seen["first_time"]), 0.0)
    closed = ~_is_open(calendar, _hours(seen["first_time"]))
    if not closed.any() or closed.all():
        return None
    basis: Basis = "measured" if seen["sure"].all() else "estimated"
    return Outside(float(closed.mean()), float(waited[closed].mean()), float(waited[~closed].mean()), basis)


def _is_open(calendar: WeeklyCalendar, instants: Floats) -> NDArray[np.bool_]:
    origin, last = (_EPOCH + timedelta(hours=float(at)) for at in (instants.min(), instants.max()))
    shifts, at = calendar.between(origin, last), instants - float(instants.min())
    place = np.searchsorted(shifts.starts, at, side="right") - 1
    opened: NDArray[np.bool_] = (place >= 0) & (at < shifts.ends[np.maximum(place, 0)])
    return opened


def _hands(log: EventLog) -> tuple[Hands, ...]:
    """The work steps and who does them, by falling share of the two who do most; empty where the log knows few people."""
    idle = [name for name, meaning in log.meanings.items() if meaning != "work"]
    done = (
        log.steps.select(pl.col("activity", "resource").cast(pl.String))
        .drop_nulls()
        .group_by("activity", "resource", maintain_order=True)
        .agg(pl.len().alias("count"))
    )
    people = done.group_by("resource", maintain_order=True).agg(pl.col("count").sum())
    if people.height < FEWEST_PEOPLE:
        return ()
    busy = people.filter(pl.col("count") > ALL_ROUND * pl.col("count").sum())["resource"].to_list()
    machines = [*busy, *(name for name in people["resource"] if is_system(name))]
    mine = done.filter(~pl.col("activity").is_in(idle))
    steps = mine.group_by("activity", maintain_order=True).agg(
        pl.col("count").sum().alias("all"),
        pl.col("count").top_k(2).sum().alias("two"),
        pl.col("count").max().alias("one"),
        pl.col("resource").is_in(machines).any().alias("machine"),
    )
    steps = steps.filter((pl.col("all") >= FEWEST_DONE) & ~pl.col("machine")).sort(
        pl.col("two") / pl.col("all"), "activity", descending=[True, False]
    )
    return tuple(
        Hands(step, total, one / total, two / total) for step, total, two, one in steps.select("activity", "all", "two", "one").iter_rows()
    )
