"""Percentage of target 百分比: how much of what was aimed at was reached.

    100 x / t   where more is better,     100 t / x   where less is better,

held between a floor and a cap, so that one runaway figure cannot make up for all others. At the target the score is 100. Where less is
better and nothing is left (x = 0) the cap is given. Figures and target must not be negative, and the target must not be 0 (but where less
is better: then 0 scores 100 and all else the floor).

What it hides: how hard the target was; and that the ratio falls steeply at first and slowly later where less is better.
"""

from __future__ import annotations

from svcflow.scorecard.refusals import TableError
from svcflow.scorecard.weights.matrices import Better

FLOOR, CAP = 0.0, 120.0


def percent_of_target(value: float, target: float, better: Better, floor: float = FLOOR, cap: float = CAP) -> float:
    """The score of a figure by its target [points].

    Raises
    ------
    TableError
        A figure is negative, or the target is 0 where more is better.
    """
    if value < 0 or target < 0:
        problem = f"{min(value, target):g} is negative, and no percentage of a target can be taken."
        raise TableError(problem, remedy="Score it by grade bands.")
    if better == "higher":
        if target == 0:
            raise TableError("a target of 0 is reached by doing nothing where more is better.", remedy="Set another target.")
        ratio = value / target
    elif target == 0:
        return 100.0 if value == 0 else floor
    else:
        ratio = target / value if value > 0 else float("inf")
    return min(cap, max(floor, 100 * ratio))
