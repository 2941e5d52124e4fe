"""How much work slows with the tickets in hand: by which share each other ticket that a person has in hand at a begin makes it longer.

The model's work takes h·(1 + s·k) hours with k other tickets in hand (`Person.slowdown`). How many there were at each begin the log
tells: the steps of the same person that had begun before and not ended. Of those that begin at one instant nobody knows the order;
each counts half of the others. What else differs between two works, the step and the person, is kept apart: within each cell of
step and person, s is where the logarithms of h/(1 + s·k) no longer go with k; by logarithms, because times of service are nearly
lognormal [1]_. As k was there before the work was, its own length cannot have made it: that long works overlap with more others does
not make them seem slow.

Per team, over all of its steps and people, s is kept if

1. the hours as they are go with k, by 1.645 standard errors (95 % confidence);
2. each half of the log, in time, foretells the other one's hours better with the s that it gives than without: by the squared
   errors of the logarithms, summed over both;
3. it is at least 1 %.

Else it is 0, as it is in a team of fewer than 100 works, or of which more than 1 in 20 begins are not recorded: where begins are
estimated from ends, from the calendar and from what else was done, hours and tickets in hand depend on each other by that alone.

Accuracy, on 24 logs that a generator made (mean and standard deviation of what was found): of 4 600 works of people with three
tickets at once, each making the others 15 % longer, 15.1 ± 1.3 %; of 580 works of people with two at once, 30 % longer, 29 ± 8 %.
Where nothing slows, a slowdown was read into 1 of 60 teams.

Limits: people who hurry when much is waiting, or who take on more when their tickets are easy, seem to be slowed less than they are.
Where a step is begun when it is assigned, and worked on after what is in the same hands, s is near 1: whoever has twice as much takes
twice as long, and gains nothing by it; which is what the model then says of more slots too.

References
----------
.. [1] L. Brown et al., J. Am. Stat. Assoc. 100 (2005) 36, https://doi.org/10.1198/016214504000001808
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from svcflow.calibration.durations import OPEN_STEP, ZERO_H
from svcflow.calibration.observations import SAME_TIME_H, Flags, Numbers, Observations, Whole
from svcflow.calibration.people import Staff

LEAST_ERRORS = 1.645
LEAST_SHARE = 0.01
MOST_SHARE = 2.0
MOST_UNRECORDED = 1 / 20
LEAST_ROWS = 100
HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Slowdown:
    """The share by which each other ticket in hand makes work longer, its standard error, and of how many works that was learned."""

    share: float
    error: float
    n: int


@dataclass(frozen=True, slots=True)
class _Works:
    """Works of a team: the row and the cell (step and person) of each, its hours [h], others in hand when it began, and when that was."""

    row: Whole
    cell: Whole
    hours: Numbers
    others: Numbers
    begin: Numbers

    def of(self, chosen: Flags | Whole) -> _Works:
        """Some of them."""
        return _Works(self.row[chosen], self.cell[chosen], self.hours[chosen], self.others[chosen], self.begin[chosen])


def others_in_hand(seen: Observations, rows: Whole) -> Numbers:
    """How many other tickets the person had in hand when each of these rows began; begins at one instant count half for each other."""
    low, high = seen.span
    # One line for all, on which each person's time comes after that of the persons before: whose begins and ends cancel out.
    lift = seen.resource[rows] * (high - low + 1.0) - low
    begin, end = seen.begin[rows] + lift, seen.end[rows] + lift
    lasting = end - begin > SAME_TIME_H
    begins, ends = np.sort(begin[lasting]), np.sort(end[lasting])
    begun = np.searchsorted(begins, begin - SAME_TIME_H)
    before = np.maximum(begun - np.searchsorted(ends, begin + SAME_TIME_H), 0)
    beside = np.searchsorted(begins, begin + SAME_TIME_H) - begun - lasting
    found: Numbers = before + beside / 2
    return found


def find_slowdowns(seen: Observations, staff: Staff, hours: Numbers) -> dict[str, Slowdown]:
    """The slowdown of each team that has one, by the rules of this module.

    Parameters
    ----------
    seen : Observations
    staff : Staff
    hours : array of float
        Of work, of each row [h].
    """
    recorded = (seen.log.steps["basis"] == "measured").to_numpy()
    found = {}
    for team, rows in _rows_by_team(seen, staff).items():
        if len(rows) >= LEAST_ROWS and recorded[rows].mean() >= 1 - MOST_UNRECORDED:
            rows = rows[recorded[rows]]
            slowdown = _slowdown(_works(seen, rows, hours))
            if slowdown is not None:
                found[team] = slowdown
    return found


def shares_again(seen: Observations, staff: Staff, hours: Numbers, slowdowns: Mapping[str, Slowdown], rows: Whole) -> dict[str, float]:
    """The shares of those teams as these rows alone tell them, whatever the tests say; a row may be there several times."""
    drawn = np.bincount(rows, minlength=len(seen.case))
    shares = {}
    for team, mine in _rows_by_team(seen, staff).items():
        if team in slowdowns:
            works = _works(seen, mine, hours)
            shares[team] = round(_share(works.of(np.repeat(np.arange(len(works.row)), drawn[works.row]))), 3)
    return shares


def loads(seen: Observations, staff: Staff, shares: Mapping[str, float]) -> Numbers:
    """How many times as long each row took for what was in hand besides, in a team with one of these shares; 1 in others."""
    found = np.ones(len(seen.case))
    for team, rows in _rows_by_team(seen, staff).items():
        if team in shares:
            found[rows] += shares[team] * others_in_hand(seen, rows)
    return found


def _rows_by_team(seen: Observations, staff: Staff) -> dict[str, Whole]:
    """The staffed rows of each team's people."""
    needs = np.array([staff.staffed[name] for name in seen.activities])[seen.activity]
    teams = sorted(set(staff.team_of.values()))
    number = np.array([teams.index(staff.team_of[it]) if it in staff.team_of else -1 for it in range(len(seen.resources))] + [-1])
    team = np.where(needs, number[seen.resource], -1)
    return {name: np.flatnonzero(team == at) for at, name in enumerate(teams)}


def _works(seen: Observations, rows: Whole, hours: Numbers) -> _Works:
    """Those that take time; hours far beyond the others of the step, on either side, count as the bound [h]."""
    others = others_in_hand(seen, rows)
    lasting = hours[rows] >= ZERO_H
    rows, others = rows[lasting], others[lasting]
    cell = np.unique(seen.activity[rows] * len(seen.resources) + seen.resource[rows], return_inverse=True)[1]
    bounded = hours[rows]
    for activity in np.unique(seen.activity[rows]).tolist():
        mine = seen.activity[rows] == activity
        low, high = np.quantile(bounded[mine], (0.05, 0.95))
        bounded[mine] = np.clip(bounded[mine], low / OPEN_STEP, high * OPEN_STEP)
    return _Works(rows, cell, bounded, others, seen.begin[rows])


def _slowdown(works: _Works) -> Slowdown | None:
    share, (at_zero, error_at_zero) = _share(works), _dependence(works, 0.0)
    if not error_at_zero or at_zero < LEAST_ERRORS * error_at_zero or share < LEAST_SHARE or _gain(works) <= 0:
        return None
    slope = (_dependence(works, share + 1e-3)[0] - _dependence(works, share - 1e-3)[0]) / 2e-3
    return Slowdown(round(share, 3), _dependence(works, share)[1] / abs(slope), len(works.hours))


def _share(works: _Works) -> float:
    """The share s >= 0 at which hours without it no longer go with the tickets in hand."""
    low, high = 0.0, MOST_SHARE
    if _dependence(works, low)[0] <= 0:
        return low
    if _dependence(works, high)[0] >= 0:
        return high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _dependence(works, middle)[0] > 0 else (low, middle)
    return high


def _dependence(works: _Works, share: float) -> tuple[float, float]:
    """How hours without the slowdown go with the tickets in hand, within cells: their summed product, and its standard error."""
    alone = np.log(works.hours / (1 + share * works.others))
    apart = works.others - _means(works.cell, works.others)[works.cell]
    rest = alone - _means(works.cell, alone)[works.cell]
    return float(apart @ rest), math.sqrt(float(apart**2 @ rest**2))


def _gain(works: _Works) -> float:
    """By how much the halves of the log tell each other better with their slowdown than without."""
    early = works.begin <= np.median(works.begin)
    one, other = works.of(early), works.of(~early)
    return _told(one, other) + _told(other, one)


def _told(known: _Works, new: _Works) -> float:
    """By how much the squared errors of new works are less with the slowdown of the known ones than without."""
    new = new.of(np.isin(new.cell, known.cell))

    def errors(share: float) -> Numbers:
        usual = _means(known.cell, np.log(known.hours / (1 + share * known.others)))
        left: Numbers = np.log(new.hours / (1 + share * new.others)) - usual[new.cell]
        return left

    plain, slowed = errors(0.0), errors(_share(known))
    return float(plain @ plain - slowed @ slowed)


def _means(cell: Whole, values: Numbers) -> Numbers:
    """The mean of each cell."""
    means: Numbers = np.bincount(cell, values) / np.maximum(np.bincount(cell), 1)
    return means
