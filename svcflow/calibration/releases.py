"""What a rule of release says about the tickets of one step, and what the log says against it.

Of a ticket that was **ready** for the step the log tells between which instants it can have been released, if it was gathered: not
before `low`, the last instant at which somebody who could have begun was idle and did not, and not after `high`, its begin. A release
between the two **agrees** with the log. A minute does not matter; and as people who seem idle may have been away, a ticket may have lain
on for a tenth of the wait as well. But nobody begins what has not been released.

A rule is applied to one batch after the other, and put right whenever the log contradicts it: where tickets began before their batch
was to be released, or lay longer, the next batch begins after the release that there was. So a ticket that the log lacks spoils one batch.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np

from svcflow.calibration.observations import Flags, Numbers
from svcflow.model import Gathering
from svcflow.simulation.moments import laid_out

NEAR_H = 1 / 60
NEAR_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Waits:
    """The tickets of a step in the order in which they were ready [h since the origin]."""

    ready: Numbers
    low: Numbers
    high: Numbers

    def part(self, first: int, stop: int) -> Waits:
        """Some of them."""
        return Waits(self.ready[first:stop], self.low[first:stop], self.high[first:stop])


def releases(rule: Gathering, waits: Waits, origin: datetime) -> Numbers:
    """When the rule releases each ticket [h]."""
    ready = waits.ready
    if rule.times:
        weeks = int(ready[-1] // 168) + 3
        instants = np.sort(np.concatenate([_instants(time, rule.timezone, origin, weeks) for time in rule.times]))
        return instants[np.searchsorted(instants, ready)]
    return _batches(rule.size or len(ready) + 1, rule.most_h or math.inf, waits)


def agrees(wait: Numbers, waits: Waits) -> Flags:
    """Whether a release so long after each ticket was ready [h] lies where the log wants it."""
    told: Flags = (wait + slack(wait) >= waits.low - waits.ready) & (wait - NEAR_H <= waits.high - waits.ready)
    return told


def slack(wait: Numbers) -> Numbers:
    """How much earlier than the log wants a release may be, so long after the ticket was ready [h]."""
    return np.maximum(NEAR_H, NEAR_SHARE * wait)


def off_h(wait: Numbers, waits: Waits) -> Numbers:
    """How far such a release is from where the log wants it [h]."""
    early, late = waits.low - waits.ready - wait, wait - (waits.high - waits.ready)
    return np.maximum(np.maximum(early, late), 0.0)


@lru_cache(maxsize=512)
def _instants(time: str, timezone: str, origin: datetime, weeks: int) -> Numbers:
    """A time of the week, week after week: laid out once, however many rules have it."""
    return np.array(laid_out(Gathering(times=(time,), timezone=timezone), origin, weeks))


def _batches(size: int, most_h: float, waits: Waits) -> Numbers:
    """Batch after batch: full, or so long after its first."""
    ready, low, high = waits.ready.tolist(), waits.low.tolist(), waits.high.tolist()
    released: list[float] = []
    first = 0
    while first < len(ready):
        due = ready[first] + most_h
        following = stop = min(first + size, bisect_right(ready, due, first))
        at = ready[stop - 1] if stop - first == size else due
        real = min(max(at, *low[first:stop]), *high[first:stop])
        if real < at - NEAR_H:
            following = max(bisect_right(ready, real, first), first + 1)
        elif real > at + NEAR_H:
            while following < len(ready) and ready[following] <= real:
                real = min(real, high[following])
                following += 1
        released += [at] * (following - first)
        first = following
    return np.array(released)
