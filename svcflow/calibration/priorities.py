"""What a ticket brings with it, and whether that decides who is served first.

**Attributes** are what is constant in every ticket and takes 2 to 20 values: each gets the shares of its values. What else routing or
durations look at comes beside them (`svcflow.calibration.traits`).

**Order of service.** Whenever somebody begins a step while other tickets wait for the same team, a choice is made. For two
tickets with different values of an attribute it is a comparison of the values, and values are ranked by the share of comparisons
that they win. A team serves **by priority** if there are at least 100 comparisons, the higher value wins at least 80 % of them,
**and** at least 70 % of those in which the lower one had waited longer (25 or more): first come, first served would give it none
of the latter. The attribute called priority is tried first, then the others; the first that holds in a team ranks the tickets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.calibration.observations import Numbers, Observations, Whole
from svcflow.calibration.people import Staff
from svcflow.calibration.rounding import rounded_shares
from svcflow.calibration.traits import MOST_VALUES, constant_columns
from svcflow.model.document import Attribute, Priority, Team

LEAST_COMPARISONS = 100
LEAST_OVERTAKINGS = 25
WINS = 0.8
OVERTAKES = 0.7
MOST_CHOICES = 1500
"""begins that are looked at in each team, evenly spread over the log"""


@dataclass(frozen=True, slots=True)
class _Choices:
    """Pairs of rows: the one that was begun, one that was passed over, and whether the latter had waited longer."""

    taken: Whole
    passed: Whole
    older: NDArray[np.bool_]


def find_attributes(seen: Observations) -> tuple[Attribute, ...]:
    """The attributes of the log's tickets and their shares, `priority` first."""
    first = seen.log.steps[seen.first_row.tolist()]
    found = []
    for name in constant_columns(seen):
        values = first[name].cast(pl.String).drop_nulls()
        counts = dict(values.value_counts().sort(name).iter_rows())
        if 2 <= len(counts) <= MOST_VALUES and len(values) == first.height:
            found.append(Attribute(name=name, shares=rounded_shares(counts), n=len(values)))
    return tuple(found)


def find_priority(seen: Observations, staff: Staff, attributes: tuple[Attribute, ...]) -> tuple[Priority | None, tuple[Team, ...]]:
    """Which attribute ranks tickets, and the teams with their discipline."""
    choices = {team.name: _choices(seen, staff, team.name) for team in staff.teams}
    for attribute in attributes:
        order = sorted(attribute.shares)
        values = seen.log.steps[attribute.name].cast(pl.String)
        value = values.replace_strict(order, list(range(len(order))), return_dtype=pl.Int64).to_numpy()
        wins = sum((_wins(made, value, len(order)) for made in choices.values()), start=np.zeros((len(order), len(order))))
        if wins.sum() < LEAST_COMPARISONS:
            continue
        ranked = _ranked(wins)
        rank = np.empty(len(order), dtype=np.int64)
        rank[ranked] = np.arange(len(order))
        by_priority = {name for name, made in choices.items() if _holds(made, rank[value])}
        if by_priority:
            names = tuple(order[number] for number in ranked.tolist())
            teams = tuple(it.model_copy(update={"discipline": "priority" if it.name in by_priority else "fifo"}) for it in staff.teams)
            return Priority(attribute=attribute.name, order=names, n=int(wins.sum())), teams
    return None, staff.teams


def _choices(seen: Observations, staff: Staff, team: str) -> _Choices:
    """The choices that a team's people made; a step waits from the end of its delay to its begin."""
    mine = np.array([staff.team_of.get(number) == team for number in range(len(seen.resources))] + [False])
    needs = np.array([staff.staffed[name] for name in seen.activities])
    rows = np.flatnonzero(mine[seen.resource] & needs[seen.activity])
    rows = rows[np.argsort(seen.begin[rows], kind="stable")]
    begin, asked = seen.begin[rows], np.minimum(seen.enabled[rows] + seen.delay_h[rows], seen.begin[rows])
    chosen = np.unique(np.linspace(0, len(rows) - 1, MOST_CHOICES).astype(np.int64)) if len(rows) else np.array([], dtype=np.int64)
    waited = chosen[begin[chosen] - asked[chosen] > 0]
    taken, passed = [np.array([], dtype=np.int64)], [np.array([], dtype=np.int64)]
    for at in waited.tolist():
        later = np.arange(at + 1, len(rows))
        waiting = later[(asked[later] < begin[at]) & (begin[later] > begin[at])]
        taken.append(np.full(len(waiting), at))
        passed.append(waiting)
    one, other = np.concatenate(taken), np.concatenate(passed)
    return _Choices(rows[one], rows[other], asked[other] < asked[one])


def _wins(made: _Choices, value: Whole, size: int) -> Numbers:
    """How often each value (row) was taken while another (column) waited."""
    table = np.zeros((size, size))
    np.add.at(table, (value[made.taken], value[made.passed]), 1.0)
    np.fill_diagonal(table, 0.0)
    return table


def _ranked(wins: Numbers) -> Whole:
    """The values by falling mean share of comparisons won."""
    met = wins + wins.T
    share = np.divide(wins, met, out=np.zeros_like(wins), where=met > 0).sum(axis=1) / np.maximum((met > 0).sum(axis=1), 1)
    return np.argsort(-share, kind="stable")


def _holds(made: _Choices, rank: Whole) -> bool:
    differ = rank[made.taken] != rank[made.passed]
    higher = rank[made.taken] < rank[made.passed]
    if differ.sum() < LEAST_COMPARISONS or higher[differ].mean() < WINS:
        return False
    # The cases in which rank and age point to different tickets: the higher one is younger, whichever of the two was taken.
    against = differ & (higher == made.older)
    return bool(against.sum() >= LEAST_OVERTAKINGS and higher[against].mean() >= OVERTAKES)
