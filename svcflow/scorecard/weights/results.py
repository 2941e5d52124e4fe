"""Weights: how much each item of a scorecard counts, as shares that sum to 1.

Whatever the method, the result is the same: items in their order, a share for each, the method's code and what must be said of it. What
the codes mean, and what each method hides, stands in `methods`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from svcflow.scorecard.refusals import TableError, check_names, check_number
from svcflow.scorecard.remarks import Remark

ROUNDING = 0.005
"""how far a sum of given weights may be from 1: rounded figures"""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each item; they sum to 1. `method` is a key of `METHODS`."""

    method: str
    items: tuple[str, ...]
    values: tuple[float, ...]
    remarks: tuple[Remark, ...] = ()

    def __getitem__(self, item: str) -> float:
        """The weight of an item."""
        return self.values[self.items.index(item)]

    @property
    def ranked(self) -> tuple[tuple[str, float], ...]:
        """Items with their weights, the heaviest first; equal ones in their order."""
        return tuple(sorted(zip(self.items, self.values, strict=True), key=lambda pair: -pair[1]))


def weights_from(method: str, items: Sequence[str], raw: Iterable[float], remarks: Iterable[Remark] = ()) -> Weights:
    """Weights in proportion to raw figures that are not negative and not all zero."""
    figures = [float(value) for value in raw]
    total = math.fsum(figures)
    return Weights(method, tuple(items), tuple(value / total for value in figures), tuple(remarks))


def given_weights(given: Mapping[str, float], method: str = "given") -> Weights:
    """Weights as somebody wrote them: shares that sum to 1, or points that sum to 100.

    A sum within 0.005 of 1 (0.5 of 100) is taken for rounding, and the weights are scaled to sum to 1.

    Raises
    ------
    TableError
        A weight is negative or no number, or they sum to something else.
    """
    items = check_names(given, "weights")
    figures = [check_number(given[item], f'the weight of "{item}"', (item,), least=0) for item in items]
    total = math.fsum(figures)
    whole = 100 if total > 10 else 1
    if abs(total - whole) > ROUNDING * whole:
        lack = whole - total
        problem = f"the weights sum to {total:.6g} and not to {whole}."
        raise TableError(problem, remedy=f"{'Add' if lack > 0 else 'Take'} {abs(lack):.3g} {'to' if lack > 0 else 'from'} one of them.")
    return weights_from(method, items, figures)


def same_items(first: Weights, second: Weights) -> None:
    """Refuse two sets of weights that are not for the same items."""
    if set(first.items) != set(second.items):
        odd = sorted(set(first.items) ^ set(second.items))[0]
        problem = f'"{odd}" has a weight by one method ({first.method}, {second.method}) and none by the other.'
        raise TableError(problem, remedy="Weigh the same items by both.")
