"""Where what comes next depends on the ticket's values, or on how often it has begun the step that it comes from.

Of the executions with one history (those that the routing would decide there) those that meet a **condition** are told from the rest:
tickets with a value of an attribute; tickets that have begun the last step at least 2, 3 or 4 times. A condition is kept where

- both sides were seen at least 10 times,
- what followed differs (G-test of two rows, Williams' correction [1]_, ways on that were seen fewer than 5 times taken together) at a
  chance below 0.01 shared among all that is tried, or below 0.2 where a shorter history is told apart alike already,
- **and** chances learned from half of the cases foretell the other half better (log-loss, both ways) with it than without, chances
  being backed off by 2 observations to those of the history as a whole.

A history is parted by the values of one attribute at most, the one that gains most; then each part by visits. What is left over is the
history's context without conditions.

References
----------
.. [1] D. A. Williams, Biometrika 63 (1976) 33, https://doi.org/10.1093/biomet/63.1.33
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from svcflow.calibration.observations import Flags, Numbers, Whole

LEAST_SEEN = 10
CHANCE = 0.01
CHANCE_KNOWN = 0.2
FEW = 5
BACK_OFF = 2.0
MOST_VISITS = 4
ANY = -1


@dataclass(frozen=True, slots=True)
class Condition:
    """An attribute and the number of its value (ANY: none is asked for), and the least number of visits."""

    attribute: int = ANY
    value: int = ANY
    visits: int = 0


WHOLE = Condition()


@dataclass(frozen=True, slots=True)
class Facts:
    """Of each move from step to step: what followed (`kinds` − 1: the end), the half of the log, visits, the values of the attributes."""

    following: Whole
    kinds: int
    half: Whole
    visits: Whole
    values: tuple[Whole, ...]

    def at(self, rows: Whole) -> Facts:
        """Those of some moves."""
        return Facts(self.following[rows], self.kinds, self.half[rows], self.visits[rows], tuple(each[rows] for each in self.values))

    def meets(self, condition: Condition) -> Flags:
        """Which moves meet a condition."""
        met: Flags = self.visits >= condition.visits
        return met if condition.attribute == ANY else met & (self.values[condition.attribute] == condition.value)

    def counts(self, which: Flags) -> Numbers:
        """What followed, counted."""
        return np.bincount(self.following[which], minlength=self.kinds).astype(np.float64)


Known = Callable[[Condition], bool]
"""whether a shorter history is told apart alike"""


def parted(facts: Facts, conditions: list[Condition]) -> Whole:
    """Which of the conditions decides for each move: those that ask for a value first, then those that ask for more visits."""
    deciding = np.full(len(facts.following), ANY, dtype=np.int64)
    order = sorted(range(len(conditions)), key=lambda it: (conditions[it].attribute == ANY, -conditions[it].visits))
    for number in order:
        deciding[(deciding == ANY) & facts.meets(conditions[number])] = number
    return deciding


def value_gain(facts: Facts, attribute: int, chance: float, known: Known) -> tuple[float, list[int]]:
    """What telling values of an attribute apart gains (nats, held out), and the values."""
    codes = facts.values[attribute]
    found = []
    for value in np.flatnonzero(np.bincount(codes) >= LEAST_SEEN).tolist():
        which = codes == value
        limit = CHANCE_KNOWN if known(Condition(attribute, value)) else chance
        if differ(facts.counts(which), facts.counts(~which)) < limit and gain(facts, np.where(which, 0, ANY)) > 0:
            found.append(value)
    parts = np.full(len(codes), ANY, dtype=np.int64)
    for number, value in enumerate(found):
        parts[codes == value] = number
    return (gain(facts, parts), found) if found else (0.0, [])


def find_values(facts: Facts, chance: float, known: Known) -> list[Condition]:
    """The values that a history is parted by: of the attribute that gains most."""
    best, conditions = 0.0, []
    for attribute in range(len(facts.values)):
        gained, values = value_gain(facts, attribute, chance, known)
        if gained > best:
            best, conditions = gained, [Condition(attribute, value) for value in values]
    return conditions


def find_visits(mine: Facts, part: Condition, chance: float) -> list[Condition]:
    """The numbers of visits that a part of a history (`mine`) is parted by, each against the fewer visits from the one before on."""
    found = []
    for visits in range(2, MOST_VISITS + 1):
        which = mine.visits >= visits
        if differ(mine.counts(which), mine.counts(~which)) < chance and gain(mine, np.where(which, 0, ANY)) > 0:
            found.append(Condition(part.attribute, part.value, visits))
            mine = mine.at(np.flatnonzero(which))
    return found


def differ(one: Numbers, other: Numbers) -> float:
    """The chance of a G statistic as large or larger if both rows of counts came from one source (1 where they cannot be told apart)."""
    from scipy.special import chdtrc

    table = np.stack((one, other))
    often = table.sum(axis=0) >= FEW
    table = np.column_stack((table[:, often], table[:, ~often].sum(axis=1)))
    table = table[:, table.sum(axis=0) >= FEW]
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    if len(columns) < 2 or rows.min() < LEAST_SEEN:
        return 1.0
    total = float(table.sum())
    expected = np.outer(rows, columns) / total
    some = table > 0
    statistic = 2.0 * float(np.sum(table[some] * np.log(table[some] / expected[some])))
    freedom = len(columns) - 1
    correction = 1 + (total * float(np.sum(1 / rows)) - 1) * (total * float(np.sum(1 / columns)) - 1) / (6 * total * freedom)
    return float(chdtrc(freedom, statistic / correction))


def gain(facts: Facts, parts: Whole) -> float:
    """By how much chances of each part of the moves foretell better than those of all [nats], learned from the other half."""
    gained = 0.0
    for half in (0, 1):
        learned, told = facts.half == half, facts.half != half
        whole = facts.counts(learned)
        usual = (whole + BACK_OFF / facts.kinds) / (whole.sum() + BACK_OFF)
        for part in range(ANY, int(parts.max(initial=ANY)) + 1):
            mine = parts == part
            own = facts.counts(learned & mine)
            chances = (own + BACK_OFF * usual) / (own.sum() + BACK_OFF)
            gained += float(np.sum(facts.counts(told & mine) * np.log(chances / usual)))
    return gained
