"""What comes next: the chances after the last one to three steps, as far as the log bears them out.

After one step (or `(start)`) the chances are the shares of what followed. A longer history is listed where it was seen at least
10 times **and** what followed differs from what its shorter one lets expect (G-test, chance below 0.2): else it would only add
noise. Three steps are enough; longer histories gained nothing on published logs. Chances are rounded so that they sum to 1.

A step's **error chance** is the share of its executions after which the ticket comes back to it, by the rule of
`svcflow.mining.mark_rework`: waiting (for a customer, a supplier) that comes twice is no error, and work that goes on after the answer
is the same execution.

In theory longer histories, each listed by itself, could send a ticket round for ever although no ticket of the log went so; if a
history has no way to the end, the routing falls back to shorter ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from svcflow.calibration.observations import Numbers, Observations, Whole
from svcflow.calibration.rounding import rounded_shares
from svcflow.mining import mark_rework
from svcflow.model import Histories
from svcflow.model.document import END, START, Context, Routing

LONGEST = 3
LEAST_SEEN = 10
CHANCE = 0.2


@dataclass(frozen=True, slots=True)
class _Transitions:
    """Each step and each end of a ticket: what came (`END` is the number of activities) after the last three (-1: none)."""

    following: Whole
    history: tuple[Whole, ...]
    names: tuple[str, ...]


def fit_routing(seen: Observations, places: int = 6) -> Routing:
    """Fit the routing by the rules of this module; `places` are decimals of the chances."""
    moves = _transitions(seen)
    for longest in range(LONGEST, 0, -1):
        contexts = _contexts(moves, longest, places)
        if longest == 1 or not Histories(contexts).endless():
            break
    return Routing(contexts=contexts)


def error_chances(seen: Observations) -> dict[str, float]:
    """For each activity of the log: the share of its executions that come back to it in their ticket."""
    marked = mark_rework(seen.log.steps.select("case_id", "activity"), seen.log.meanings)
    # An activity is executed once in each of its cases, and once more whenever it is repeated.
    repeats = pl.col("repeat").sum()
    shares = marked.group_by("activity").agg((repeats / (pl.col("case_id").n_unique() + repeats)).round(6).alias("share"))
    return dict(shares.iter_rows())


def _transitions(seen: Observations) -> _Transitions:
    count = len(seen.activities)
    start, end = count, count
    rows = len(seen.case)
    padded = np.full(rows + seen.cases, end, dtype=np.int64)
    at = np.arange(rows) + seen.case
    padded[at] = seen.activity
    case = np.empty(rows + seen.cases, dtype=np.int64)
    case[at] = seen.case
    last = np.append(seen.first_row[1:], rows) + np.arange(seen.cases)
    case[last] = np.arange(seen.cases)
    step = np.arange(len(padded)) - (seen.first_row + np.arange(seen.cases))[case]
    history = []
    for back in range(1, LONGEST + 1):
        before = np.roll(padded, back)
        history.append(np.where(step >= back, before, np.where(step == back - 1, start, -1)))
    return _Transitions(padded, tuple(history), seen.activities)


def _contexts(moves: _Transitions, longest: int, places: int) -> tuple[Context, ...]:
    kept: dict[tuple[int, ...], Numbers] = {}
    for length in range(1, longest + 1):
        for after, counts in _counted(moves, length).items():
            if length == 1 or _differs(counts, _shorter(after, kept)):
                kept[after] = counts
    return tuple(_context(after, counts, moves.names, places) for after, counts in sorted(kept.items()))


def _counted(moves: _Transitions, length: int) -> dict[tuple[int, ...], Numbers]:
    """What followed each history of this length, the most recent step last."""
    size = len(moves.names) + 1
    whole = moves.history[length - 1] >= 0
    key = np.zeros(int(whole.sum()), dtype=np.int64)
    for back in range(length - 1, -1, -1):
        key = key * size + moves.history[back][whole]
    keys, number, total = np.unique(key, return_inverse=True, return_counts=True)
    often = total >= (LEAST_SEEN if length > 1 else 1)
    keys, number = keys[often], np.where(often, np.cumsum(often) - 1, -1)[number]
    pairs, count = np.unique((number * size + moves.following[whole])[number >= 0], return_counts=True)
    found = np.zeros((len(keys), size))
    found[pairs // size, pairs % size] = count
    return {_steps(key, length, size): counts for key, counts in zip(keys.tolist(), found, strict=True)}


def _steps(key: int, length: int, size: int) -> tuple[int, ...]:
    return tuple(key // size**back % size for back in range(length - 1, -1, -1))


def _shorter(after: tuple[int, ...], kept: dict[tuple[int, ...], Numbers]) -> Numbers:
    """What followed the longest listed end of a history."""
    return next(kept[after[cut:]] for cut in range(1, len(after)) if after[cut:] in kept)


def _differs(counts: Numbers, parent: Numbers) -> bool:
    from scipy.special import chdtrc

    there = parent > 0
    kinds = int(there.sum())
    if kinds < 2:
        return False
    observed = counts[there]
    expected = parent[there] * (counts.sum() / parent.sum())
    some = observed > 0
    statistic = 2.0 * float(np.sum(observed[some] * np.log(observed[some] / expected[some])))
    return bool(chdtrc(kinds - 1, statistic) < CHANCE)


def _context(after: tuple[int, ...], counts: Numbers, names: tuple[str, ...], places: int) -> Context:
    total = int(counts.sum())
    following = {names[code] if code < len(names) else END: counts[code] for code in np.flatnonzero(counts).tolist()}
    steps = tuple(names[code] if code < len(names) else START for code in after)
    return Context(after=steps, next=rounded_shares(following, places), n=total)
