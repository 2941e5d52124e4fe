"""How sure is a sum over the tickets? An interval from resampling them, in blocks.

The total of a quantity over the tickets of a log would have been another one over as many tickets of another period. The bootstrap
[1]_ draws tickets with replacement, as many as there are, and takes the spread of the total for its uncertainty. But tickets of the
same days stand in the same queues, and come in bursts: they are alike, and drawn one by one they would promise too much. So **blocks
of neighbours** are drawn instead [2]_:

- the calendar weeks of the tickets' first instants, where at least eight weeks have any;
- else their days, where at least eight days have any;
- else the single tickets (of more than 1 000, as many groups of neighbours).

Where tickets do not depend on one another, blocks give the same interval as single tickets. Totals are scaled to the number of
tickets in the log, so that a week with many tickets is no more of a saving. With K blocks the deviations are stretched by
√(K / (K - 1)), the share that resampling loses; fewer than five blocks say nothing.

.. [1] Efron (1979), "Bootstrap methods: another look at the jackknife", Annals of Statistics 7, doi:10.1214/aos/1176344552
.. [2] Künsch (1989), "The jackknife and the bootstrap for general stationary observations", Annals of Statistics 17,
   doi:10.1214/aos/1176347265
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog import EventLog

RESAMPLES = 1000
LEAST_BLOCKS, LEAST_PERIODS, MOST_GROUPS = 5, 8, 1000
TAILS = (0.025, 0.975)

Floats = NDArray[np.float64]
Blocks = NDArray[np.int64]


def blocks_of(log: EventLog) -> Blocks:
    """The block of each case, numbered from 0 in the order of time, by the rule of this module."""
    local = log.cases["first_time"].dt.convert_time_zone(log.timezone).dt.replace_time_zone(None)
    for period in ("1w", "1d"):
        number = (local.dt.truncate(period).rank("dense") - 1).to_numpy().astype(np.int64)
        if len(number) and number.max() + 1 >= LEAST_PERIODS:
            return number
    place = log.cases.select(pl.struct("first_time", pl.col("case_id").cast(pl.String)).rank("ordinal") - 1).to_series().to_numpy()
    size = max(-(-len(place) // MOST_GROUPS), 1)
    return np.asarray(place // size, dtype=np.int64)


def intervals(sums: Floats, cases: Floats, seed: int) -> tuple[Floats, Floats] | None:
    """The 95 % interval of each column's total.

    Parameters
    ----------
    sums : array, blocks × quantities
        What each block adds to each quantity; none negative.
    cases : array, blocks
        How many cases each block has.
    seed : int
        Of the draws.

    Returns
    -------
    (low, high) or None
        One value for each quantity; None where there are fewer than five blocks. Cost: 1 000 draws of the blocks, and one product
        of matrices.
    """
    blocks = len(sums)
    if blocks < LEAST_BLOCKS:
        return None
    weights = np.random.default_rng(seed).multinomial(blocks, np.full(blocks, 1 / blocks), RESAMPLES).astype(np.float64)
    totals = cases.sum() * (weights @ sums) / (weights @ cases)[:, None]
    found = sums.sum(axis=0)
    low, high = np.quantile(found + (totals - found) * np.sqrt(blocks / (blocks - 1)), TAILS, axis=0)
    return np.clip(low, 0, found), np.maximum(high, found)
