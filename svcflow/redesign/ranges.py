"""Parameters of a redesign that nobody knows for sure, as ranges: `percent = { low = 10, high = 25 }`, with `likely` if one value is.

A range stands for every value between its ends: all alike, or with a `likely` one as a triangular distribution. The estimate is made
at the mean. What is not known about the parameter enters the interval with what the calibration does not know: each refit of the model is
redesigned with another value. The values of the K refits lie at the chances (0.5, 1.5 … K − 0.5) ÷ K of each range, in an order of its own
for each (Latin hypercube: M. D. McKay, R. J. Beckman, W. J. Conover, 1979, doi:10.1080/00401706.1979.10489755).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

FIELDS = ("low", "likely", "high")
MONEY = -1
SEED = 20
"""of the orders: the same redesign has the same values in each refit, whatever it is compared with"""


@dataclass(frozen=True, slots=True)
class Range:
    """What a field of a change (its number in the scenario, from 0 on; `MONEY`: of the costs) may be."""

    change: int
    field: str
    low: float
    high: float
    likely: float | None = None

    @property
    def mean(self) -> float:
        """(low + high) ÷ 2, or (low + likely + high) ÷ 3."""
        if self.likely is None:
            return (self.low + self.high) / 2
        return (self.low + self.likely + self.high) / 3

    def at(self, chance: float) -> float:
        """The value that is not exceeded with this chance."""
        width = self.high - self.low
        if self.likely is None or width == 0:
            return self.low + chance * width
        turn = (self.likely - self.low) / width
        if chance < turn:
            return self.low + math.sqrt(chance * width * (self.likely - self.low))
        return self.high - math.sqrt((1 - chance) * width * (self.high - self.likely))

    def __str__(self) -> str:
        """As in "percent from 10 to 25, most likely 15"."""
        likely = "" if self.likely is None else f", most likely {self.likely:g}"
        return f"{self.field} from {self.low:g} to {self.high:g}{likely}"


def is_range(value: object) -> bool:
    """Whether a field's value is written as a range."""
    return isinstance(value, Mapping) and {"low", "high"} <= value.keys() <= set(FIELDS)


def read_range(change: int, field: str, value: Mapping[str, Any]) -> Range:
    """The range that is written there.

    Raises
    ------
    ValueError
        Its values are no numbers, or do not rise.
    """
    numbers = [value[name] for name in FIELDS if name in value]
    if not all(isinstance(each, int | float) and not isinstance(each, bool) and math.isfinite(each) for each in numbers):
        raise ValueError(f"{field} (={dict(value)}) must be a range of numbers")
    if numbers != sorted(numbers) or numbers[0] == numbers[-1]:
        raise ValueError(f"{field} (={dict(value)}) must rise from low to high")
    likely = value.get("likely")
    return Range(change, field, float(value["low"]), float(value["high"]), None if likely is None else float(likely))


def chances(number: int, refit: int, refits: int) -> float:
    """The chance at which range `number` of a scenario is drawn for a refit."""
    order = np.random.default_rng([SEED, number, refits]).permutation(refits)
    return (float(order[refit]) + 0.5) / refits
