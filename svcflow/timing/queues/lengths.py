"""How many wait: the length of one queue over time, exactly, and the episodes in which it grew beyond the usual.

A step waits in the queue over [ready, begin). The length L(t) of the queue is the number of steps that wait at t: a function
that changes by steps only, kept as the instants at which it changes. Its integral over the window is the sum of all waits, in
whole microseconds, so **Little's law** [1]_ holds to the microsecond: mean length = arrivals per hour × mean wait, over the
observed window. (Tickets that still wait when the log ends are not in the log: the last days of a queue are too short.)

The *usual* length is the median of L over time, the *high* one its 90th percentile: half of the time, or nine tenths of it, the
queue is not longer. An **episode** is a stretch in which the queue is longer than usual without a break, and for a while longer
than high: it forms when the queue last leaves its usual length, and dissolves when it is back there. Two levels keep a queue that
swings about one of them from falling into pieces.

.. [1] Little (1961), "A proof for the queuing formula L = λW", Operations Research 9 (3), doi:10.1287/opre.9.3.383
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Micros = NDArray[np.int64]
USUAL, HIGH = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class QueueLength:
    """The length of a queue from each instant `at` [µs] on; the first is 0, the last length holds until `width`."""

    at: Micros
    length: Micros
    width: int

    @property
    def lasts(self) -> Micros:
        """How long each length holds [µs]."""
        return np.diff(np.append(self.at, self.width))

    @property
    def total(self) -> int:
        """The integral of the length over the window: the sum of all waits [µs]."""
        return int((self.length * self.lasts).sum())

    def quantile(self, share: float) -> int:
        """The least length that is not exceeded in this share of the window."""
        spent = np.cumsum(np.bincount(self.length, self.lasts))
        return int(np.searchsorted(spent, share * self.width))


@dataclass(frozen=True, slots=True)
class Swell:
    """An episode: from where to where [µs], when it was at its height, how many then waited, and the hours above the high level.

    `above` is the integral of what the queue was longer than its high level [µs], by which episodes are ranked.
    """

    begin: int
    end: int
    peak_at: int
    peak: int
    above: int


def queue_length(ready: Micros, begin: Micros, width: int) -> QueueLength:
    """The length of the queue of steps that wait over [ready, begin), all within [0, width]; O(n log n)."""
    waits = begin > ready
    at = np.concatenate(([0], ready[waits], begin[waits]))
    change = np.repeat([0, 1, -1], [1, waits.sum(), waits.sum()])
    order = np.argsort(at, kind="stable")
    at, length = at[order], np.cumsum(change[order])
    last = np.append(at[1:] != at[:-1], True)
    return QueueLength(at[last], length[last], width)


def find_swells(queue: QueueLength, most: int) -> tuple[Swell, ...]:
    """The worst episodes, by falling hours above the high level; of equals the earlier first."""
    usual, high = queue.quantile(USUAL), queue.quantile(HIGH)
    beyond = queue.length > usual
    opens = np.flatnonzero(beyond & ~np.append(False, beyond[:-1]))
    if not len(opens):
        return ()
    closes = np.flatnonzero(beyond & ~np.append(beyond[1:], False)) + 1
    above = np.clip(queue.length - high, 0, None) * queue.lasts
    sums = np.concatenate(([0], np.cumsum(above)))
    spent = sums[closes] - sums[opens]
    worst = np.lexsort((opens, -spent))[:most]
    ends = np.append(queue.at, queue.width)
    found = []
    for number in worst[spent[worst] > 0]:
        first, last = int(opens[number]), int(closes[number])
        top = first + int(np.argmax(queue.length[first:last]))
        found.append(Swell(int(queue.at[first]), int(ends[last]), int(queue.at[top]), int(queue.length[top]), int(spent[number])))
    return tuple(found)
