"""Which tickets of a log are still open at its end, though nothing in the log comes after.

A log that runs on to the day of its export holds tickets that nobody has closed yet. A ticket is **closed** if the last work done on it
closes tickets (`svcflow.mining.reopening`). Where most tickets of a log end so, one that does not is **unfinished**, unless it was
silent at the log's end for longer than 99 % of the pauses between two steps of a ticket: then it is taken for given up, and for finished
at its last step. Where most tickets do not end with a closing step, the log does not tell, and none is unfinished. A simulated log runs
until all tickets are done: there, too, none is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svcflow.indicators.estimates import Bools, Floats
from svcflow.mining.coding import Flags

MOSTLY_CLOSED = 0.5
LONGEST_SILENCE = 0.99
"""share of the pauses between two steps of a ticket that are no longer"""


def find_closed(case: NDArray[np.int64], counted: Flags, closes: Flags, cases: int) -> Bools:
    """Of each case, whether the last of its `counted` rows (work, or closing) closes it."""
    rows = np.flatnonzero(counted)
    last = np.full(cases, -1)
    np.maximum.at(last, case[rows], rows)
    closed: Bools = (last >= 0) & closes[last]
    return closed


def find_unfinished(case: NDArray[np.int64], end_h: Floats, closed: Bools) -> Bools:
    """Of each case, whether it is still open at the end of a recorded log; `end_h` of its rows, those of a case together [h]."""
    if not len(closed) or closed.mean() <= MOSTLY_CLOSED or closed.all():
        return np.zeros(len(closed), np.bool_)
    last = np.full(len(closed), -np.inf)
    np.maximum.at(last, case, end_h)
    pauses = np.diff(end_h)[case[1:] == case[:-1]]
    limit = float(np.quantile(pauses, LONGEST_SILENCE)) if len(pauses) else 0.0
    silent: Floats = end_h.max() - last
    return ~closed & (silent <= limit)
