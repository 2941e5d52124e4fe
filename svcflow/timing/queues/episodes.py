"""What happened while a queue grew: whether more arrived than usual, fewer hands were at work, or the work was longer.

An episode (`svcflow.timing.queues.lengths`) is held against what is usual. Until its peak: the arrivals, against the mean arrivals in
the same hours of the week; the hours in which the queue's people had work in hand while their door was open, against the mean of the
same hours of the week. Over the whole episode: the mean work of a step, against that of all. A reason is told where

- arrivals are at least 20 % above the usual, and by more than two standard deviations of a Poisson count;
- hours with work in hand are at least 10 % below the usual;
- a step takes at least 25 % more work, and by more than two standard errors.

They are what stands beside the growth, no proof that it came from there. Where none holds, chance is enough: in a queue whose people
are nearly always busy it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from svcflow import units
from svcflow.timing.queues.hour_grid import HOUR_US, HourGrid
from svcflow.timing.queues.lengths import Swell

Micros = NDArray[np.int64]
Floats = NDArray[np.float64]
MORE_ARRIVALS, FEWER_HANDS, LONGER_WORK = 1.2, 0.9, 1.25
TWICE = 2.0
LEAST_EXPECTED = 5.0
"""arrivals, or steps, below which a ratio says nothing"""


@dataclass(frozen=True, slots=True)
class Episode:
    """A time in which a queue was longer than usual, in the log's zone.

    `tickets` were in it at some time; `above_h` are the hours that they waited beyond the queue's high level, together [h].
    `arrivals`, `at_work` and `work` are ratios to the usual (1 is as usual), None where too little was seen; `reasons` says in words
    which of them stand out.
    """

    begin: datetime
    end: datetime
    peak_at: datetime
    peak: int
    tickets: int
    above_h: float
    arrivals: float | None
    at_work: float | None
    work: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueSeries:
    """A queue, step by step and hour by hour: instants from the window's begin [µs], and working hours of each step [h].

    `arrived` are counts in each hour; `in_hand` is how long the queue's people had work in hand in each hour in which their door
    is open [µs], None where they are not known.
    """

    grid: HourGrid
    ready: Micros
    begin: Micros
    work_h: Floats
    arrived: Micros
    in_hand: Micros | None


def tell_episode(swell: Swell, queue: QueueSeries) -> Episode:
    """Hold one episode against the usual; linear in the steps of the queue."""
    grid = queue.grid
    caught = (queue.ready < swell.end) & (queue.begin > swell.begin) & (queue.begin > queue.ready)
    grows = swell.begin, max(swell.peak_at, swell.begin + 1)
    arrivals, expected = _against(grid, queue.arrived, grows, int(((queue.ready >= grows[0]) & (queue.ready <= grows[1])).sum()))
    hands = None
    if queue.in_hand is not None:
        hours, inside = grid.stretch(*grows)
        had, usual = _against(grid, queue.in_hand, grows, float(queue.in_hand[hours] @ inside))
        hands = had / usual if usual >= HOUR_US else None
    work, surely = _work(queue, swell)
    burst = arrivals - expected > 2 * math.sqrt(max(expected, 0.0))
    ratio = arrivals / expected if expected >= LEAST_EXPECTED else None
    reasons = []
    if ratio is not None and ratio >= MORE_ARRIVALS and burst:
        reasons.append(f"{_more(ratio)} arrived as usual" if ratio >= TWICE else f"{_more(ratio)} arrived than usual")
    if hands is not None and hands <= FEWER_HANDS:
        reasons.append(f"{units.share(1 - hands)} fewer hours were worked than usual")
    if work is not None and surely and work >= LONGER_WORK:
        reasons.append(f"the work took {units.number(work)} times as long as usual")
    begin, end, peak_at = (grid.instant(at) for at in (swell.begin, swell.end, swell.peak_at))
    return Episode(begin, end, peak_at, swell.peak, int(caught.sum()), swell.above / HOUR_US, ratio, hands, work, tuple(reasons))


def _more(ratio: float) -> str:
    """How much more than usual: `30 % more`, or `4.5 times as many`."""
    return f"{units.number(ratio)} times as many" if ratio >= TWICE else f"{units.share(ratio - 1)} more"


def _against(grid: HourGrid, values: Micros, span: tuple[int, int], found: float) -> tuple[float, float]:
    """What was found in a span, and what the same hours of the week have in the mean."""
    hours, inside = grid.stretch(*span)
    usual = grid.usual(values)[grid.cell[hours]] * grid.exposure[hours] / HOUR_US
    return found, float(usual @ inside)


def _work(queue: QueueSeries, swell: Swell) -> tuple[float | None, bool]:
    """The mean work of the steps taken up in the episode ÷ that of all, and whether it is surely more."""
    then = queue.work_h[(queue.begin >= swell.begin) & (queue.begin <= swell.end)]
    mean = float(queue.work_h.mean())
    if len(then) < LEAST_EXPECTED or mean <= 0:
        return None, False
    error = float(then.std(ddof=1)) / math.sqrt(len(then))
    return float(then.mean()) / mean, float(then.mean()) - mean > 2 * error
