"""Judgements in pairs: how many times as much one item matters as another, on Saaty's scale [1]_.

    1  as much     3  somewhat more     5  clearly more     7  much more     9  as much more as can be;  2, 4, 6, 8 between them

and 1/2 to 1/9 the other way round. A decimal that rounds to such a fraction is taken for it (0.33 is 1/3). Nobody need judge all pairs.

.. [1] Saaty (1977), A scaling method for priorities in hierarchical structures, Journal of Mathematical Psychology 15(3),
   doi:10.1016/0022-2496(77)90033-5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svcflow.scorecard.refusals import TableError, check_known, check_names

Floats = NDArray[np.float64]
LARGEST = 9
_FRACTION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*")
_SCALE = 'Judge from 1 (as much) to 9 (as much more as can be), or "1/2" to "1/9" the other way round.'
_MISSING = (None, "", "?", "-")


@dataclass(frozen=True, slots=True)
class Judgements:
    """Items, and for some of their pairs (first, second, value): the first matters `value` times as much as the second."""

    items: tuple[str, ...]
    pairs: tuple[tuple[str, str, float], ...]

    def matrix(self) -> Floats:
        """The reciprocal matrix, with NaN where a pair was not judged."""
        place = {item: number for number, item in enumerate(self.items)}
        table = np.full((len(self.items),) * 2, np.nan)
        np.fill_diagonal(table, 1)
        for first, second, value in self.pairs:
            table[place[first], place[second]] = value
            table[place[second], place[first]] = 1 / value
        return table


def judgements_of(items: Sequence[str], pairs: Mapping[tuple[str, str], float | str | None]) -> Judgements:
    """Judgements of some pairs of items.

    Raises
    ------
    TableError
        A value is off the scale, an item is unknown or compared with itself, or a pair is judged twice.
    """
    known, found, seen = check_names(items), [], set()
    for (first, second), said in pairs.items():
        at = (f"{first} : {second}",)
        for name in (first, second):
            check_known(name, known, at)
        if first == second:
            raise TableError(f'"{first}" is compared with itself.', remedy="Name two items.", at=at)
        if frozenset((first, second)) in seen:
            raise TableError(f'"{first}" and "{second}" are compared twice.', remedy="Leave one of the two out.", at=at)
        seen.add(frozenset((first, second)))
        value = read_judgement(said, at)
        if value is not None:
            found.append((first, second, value))
    return Judgements(known, tuple(found))


def triangle(items: Sequence[str], rows: Sequence[Sequence[float | str | None]]) -> Judgements:
    """Judgements as the upper triangle of their matrix, row by row: the first row compares the first item with all after it.

    A cell of None or "?" was not judged.

    Raises
    ------
    TableError
        A row is longer or shorter than the items after its own, or a value is off the scale.
    """
    known = check_names(items)
    pairs: dict[tuple[str, str], float | str | None] = {}
    given = [*rows, []] if len(rows) == len(known) - 1 else list(rows)
    if len(given) != len(known):
        raise TableError(f"{len(rows)} rows do not fit {len(known)} items.", remedy=f"Give {len(known) - 1} rows, each for one item.")
    for number, row in enumerate(given):
        after = known[number + 1 :]
        if len(row) != len(after):
            problem = f'the row of "{known[number]}" has {len(row)} judgements and not {len(after)}.'
            raise TableError(problem, remedy='Compare it with each item after it; "?" where nobody judged.', at=(number,))
        pairs.update(((known[number], other), value) for other, value in zip(after, row, strict=True))
    return judgements_of(known, pairs)


def read_judgement(said: object, at: tuple[str | int, ...] = ()) -> float | None:
    """A judgement as people write it: 3, "1/3", 0.33; None where it is left open ("?").

    Raises
    ------
    TableError
        It is no number, or off the scale: 0, 11, a negative one.
    """
    if said in _MISSING:
        return None
    fraction = _FRACTION.fullmatch(said) if isinstance(said, str) else None
    if fraction:
        over, below = float(fraction[1]), float(fraction[2])
        value = over / below if below else 0.0
    elif isinstance(said, str):
        try:
            value = float(said)
        except ValueError:
            raise TableError(f'the judgement "{said}" is no number.', remedy=_SCALE, at=at) from None
    elif isinstance(said, bool) or not isinstance(said, int | float):
        raise TableError(f"the judgement {said!r} is no number.", remedy=_SCALE, at=at)
    else:
        value = float(said)
    for whole in range(2, LARGEST + 1):
        if abs(value - 1 / whole) < 0.005:
            return 1 / whole
    if not 1 / LARGEST <= value <= LARGEST:
        raise TableError(f"the judgement {said} is off the scale.", remedy=_SCALE, at=at)
    return value


def spoken(value: float) -> str:
    """A judgement as people write it: 3, 1/3, 2.4."""
    if value < 0.999:
        inverse = 1 / value
        return f"1/{round(inverse)}" if abs(inverse - round(inverse)) < 1e-6 else f"1/{inverse:.2g}"
    return f"{value:.2g}" if abs(value - round(value)) > 1e-6 else str(round(value))
