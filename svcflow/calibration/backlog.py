"""Which tickets are open at the log's end.

A ticket is over for certain if the log says so: its last status means that it is closed. Of any other one whose last step is A, and of
which nothing has been seen for s hours at the log's end, either A was the end, or what follows takes longer than s. It is open where
the second is the likelier, that is, where its chance

    w = (1 − π) S(s) ÷ ((1 − π) S(s) + π)

is above one half; π is the chance that nothing follows on A (after the step before it, where the two were seen at least 10 times
together, else after any), and S(s) the chance that what follows shows itself later than s. Both are estimated from the log itself,
in turns, each ticket that may be open counting with its w: π as the mean of 1 − w over all executions, S by Kaplan and Meier's product
limit, in which such tickets are censored. This is a mixture of the cured and the uncured as in [1]_ and [2]_; beyond the longest gap
that was seen S is 0, so that a ticket of which nothing was heard for longer than of any other is taken for given up.

Where they stand is told by `svcflow.calibration.standing`.

Limits: a step that had begun at the log's end, and that the log leaves out for not being finished, is not seen; its ticket is taken to
wait for it still. Gaps are taken as alike at all hours and over all the months. Tickets of which the log's begin cut off the first steps
are another thing, and no open ones.

References
----------
.. [1] J. W. Boag, J. R. Stat. Soc. B 11 (1949) 15, https://doi.org/10.1111/j.2517-6161.1949.tb00020.x
.. [2] V. T. Farewell, Biometrics 38 (1982) 1041, https://doi.org/10.2307/2529885
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from svcflow.calibration.observations import Flags, Numbers, Observations, Whole
from svcflow.eventlog import EventLog
from svcflow.eventlog.building import case_starts
from svcflow.eventlog.log import LASTING

LEAST_SEEN = 10
TURNS = 200
STILL = 1e-9
"""a change of π that no longer counts"""


@dataclass(frozen=True, slots=True)
class Backlog:
    """The tickets that are open at a log's end: their ids; how many are to be expected; how many others nobody closed."""

    ids: tuple[str, ...]
    at_it: frozenset[str]
    """those of which the last status is in progress: it is no queue"""
    expected: float
    """the chances of all tickets to be open, summed up"""
    given_up: int
    """in a log of which most tickets end closed by their status: those that do not, and are taken for over all the same"""

    def sentences(self, standing: int) -> Iterator[str]:
        """What the analyst should know, `standing` tickets having a place in the model."""
        if standing:
            what = f"{standing} tickets are" if standing > 1 else "1 ticket is"
            rule = "the log does not say that they are closed, and what follows their last step may well take as long as nothing was seen"
            yield f"{what} taken for open at the log's end ({self.expected:.0f} by the chances): {rule}."
        if self.given_up:
            yield f"{self.given_up} tickets were never closed, and silent for longer than others before them: they are taken for given up."


def find_backlog(log: EventLog) -> Backlog:
    """Find the open tickets of a log, as it was read with its queues, by the rule of this module."""
    starts = case_starts(log)
    last = np.append(starts[1:], log.steps.height) - 1
    shown = _shown(log)
    end = log.steps["end_time"].dt.epoch("us").max()
    assert isinstance(end, int)
    silent = end / 3.6e9 - shown[last]
    gap = np.append(np.diff(shown), 0.0)
    going_on = np.ones(len(shown), dtype=np.bool_)
    going_on[last] = False
    over = [name for name, meaning in log.meanings.items() if meaning == "closed"]
    closed = log.steps["activity"].cast(pl.String).is_in(over).to_numpy()[last]
    chance = np.zeros(len(last))
    for alike, mine in _classes(log, starts, last[~closed]):
        follows = np.flatnonzero(alike & going_on)
        tickets = np.flatnonzero(alike[last] & ~closed)
        if len(follows):
            found = _chances(gap[follows if len(follows) >= LEAST_SEEN else going_on], silent[tickets], len(follows))
            chance[tickets[mine[last[tickets]]]] = found[mine[last[tickets]]]
    is_open = chance > 0.5
    given_up = int((~is_open & ~closed).sum()) if closed.mean() > 0.5 else 0
    queues = [name for name, meaning in log.meanings.items() if meaning == "queue"]
    at_it = ~log.steps["activity"].cast(pl.String).is_in(queues).to_numpy()[last] & (log.shape in LASTING)
    ids = log.cases["case_id"].cast(pl.String)
    names, busy = (tuple(ids.filter(pl.Series(each))) for each in (is_open, is_open & at_it))
    return Backlog(names, frozenset(busy), float(chance.sum()), given_up)


def with_backlog(seen: Observations, backlog: Backlog) -> Observations:
    """The observations, with what is open and what is in progress marked as such."""
    ids = seen.log.steps[seen.first_row.tolist()]["case_id"].cast(pl.String)
    is_open: Flags = ids.is_in(list(backlog.ids)).to_numpy()
    unended = np.zeros(len(seen.case), dtype=np.bool_)
    unended[(np.append(seen.first_row[1:], len(seen.case)) - 1)[ids.is_in(list(backlog.at_it)).to_numpy()]] = True
    return replace(seen, is_open=is_open, unended=unended)


def _shown(log: EventLog) -> Numbers:
    """When the log shows each step, in an order that never falls in a ticket [h]: a status by its begin, finished work by its end."""
    at = pl.coalesce("start_time", "end_time") if log.shape in LASTING else pl.col("end_time").cum_max().over("case_id")
    hours: Numbers = log.steps.select(at.dt.epoch("us")).to_series().to_numpy() / 3.6e9
    return hours


def _classes(log: EventLog, starts: Whole, rows: Whole) -> Iterator[tuple[Flags, Flags]]:
    """For each step in these rows, and the one before it: the rows that are like it, and those of them whom they tell about.

    Alike are rows of the same step after the same one; of the same step after any, where those were not seen often enough.
    """
    names = log.steps["activity"].cast(pl.String)
    code = names.rank("dense").to_numpy().astype(np.int64)
    before = np.append(0, code[:-1])
    before[starts] = 0
    pair = code * (int(code.max()) + 1) + before
    _, number, count = np.unique(pair, return_inverse=True, return_counts=True)
    often = count[number] >= LEAST_SEEN
    for each in np.unique(pair[rows][often[rows]]).tolist():
        yield pair == each, pair == each
    for each in np.unique(code[rows][~often[rows]]).tolist():
        yield code == each, (code == each) & ~often


def _chances(gaps: Numbers, silent: Numbers, follows: int) -> Numbers:
    """The chance of each ticket to be open that has been silent for so long after a step that was `follows` times followed by another."""
    times = np.unique(gaps)
    events = np.bincount(np.searchsorted(times, gaps))
    later = len(gaps) - np.append(0, np.cumsum(events)[:-1])
    place = np.searchsorted(times, silent, side="right")
    order = np.argsort(silent)
    total = follows + len(silent)
    nothing, found = len(silent) / total, np.zeros(len(silent))
    for _ in range(TURNS):
        # Tickets that are at risk at each time: those whose gap, or silence, is as long.
        censored = np.append(np.cumsum(found[order][::-1])[::-1], 0.0)[np.searchsorted(silent[order], times)]
        longer = np.append(1.0, np.cumprod(1 - events / (later + censored)))[place]
        longer[place == len(times)] = 0.0
        found = (1 - nothing) * longer / np.maximum((1 - nothing) * longer + nothing, 1e-300)
        before, nothing = nothing, (len(silent) - found.sum()) / total
        if abs(before - nothing) < STILL:
            break
    return found
