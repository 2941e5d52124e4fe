"""Tables of figures from which objective weights come: what is compared in the rows, items in the columns, and which way is better.

Two ways to make columns of different units comparable are in use. By *shares*, x / Σ x, figures stay in proportion; they must not be
negative, and a column where less is better is first turned into min / x, so its figures must be above 0. By *range*,
(x − min) / (max − min), or (max − x) / (max − min) where less is better, any figures will do, but the worst row always becomes 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from svcflow.scorecard.refusals import TableError, check_known, check_names, check_number

Floats = NDArray[np.float64]
Better = Literal["higher", "lower"]
Scaling = Literal["shares", "range"]


@dataclass(frozen=True, slots=True)
class Table:
    """Figures: `values[row][column]`, the items that the columns are, and which way is better in each."""

    items: tuple[str, ...]
    better: tuple[Better, ...]
    values: tuple[tuple[float, ...], ...]

    @property
    def array(self) -> Floats:
        """The figures as an array, rows × items."""
        return np.array(self.values)


def table_of(columns: Mapping[str, Sequence[float]], better: Mapping[str, str] | None = None) -> Table:
    """A table of columns of equal length, higher being better where nothing is said.

    Raises
    ------
    TableError
        Columns differ in length or have fewer than two rows, a figure is no number, a direction is unknown or of an unknown item.
    """
    items = check_names(columns)
    said = dict(better or {})
    for item, way in said.items():
        check_known(item, items, ("better", item))
        if way not in ("higher", "lower"):
            raise TableError(f'better = "{way}" is no direction.', remedy='Write "higher" or "lower".', at=("better", item))
    length = len(columns[items[0]])
    for item in items:
        if len(columns[item]) != length:
            problem = f'"{item}" has {len(columns[item])} figures and "{items[0]}" {length}.'
            raise TableError(problem, remedy="Give each item one figure in each row.", at=(item,))
    if length < 2:
        raise TableError(f"{length} row tells nothing of differences.", remedy="Give two rows at least: periods, teams or redesigns.")
    checked = [[check_number(value, f'a figure of "{item}"', (item, row)) for row, value in enumerate(columns[item])] for item in items]
    ways: tuple[Better, ...] = tuple("lower" if said.get(item) == "lower" else "higher" for item in items)
    return Table(items, ways, tuple(zip(*checked, strict=True)))


def scaled(table: Table, scaling: Scaling) -> Floats:
    """The figures made comparable, more being better; a constant column is all 1 by shares and all 0 by range.

    Raises
    ------
    TableError
        A figure does not suit scaling by shares.
    """
    if scaling not in ("shares", "range"):
        raise TableError(f'scaling = "{scaling}" is not known.', remedy='Write "shares" or "range".')
    values, lower = table.array, np.array([way == "lower" for way in table.better])
    if scaling == "range":
        least, most = values.min(axis=0), values.max(axis=0)
        span = np.where(most > least, most - least, 1)
        return np.asarray(np.where(lower, most - values, values - least) / span)
    for column, item in enumerate(table.items):
        worst = float(values[:, column].min())
        if worst < 0 or (lower[column] and worst == 0):
            problem = f'"{item}" has a figure of {worst:g}, of which no share can be taken{" where less is better" if worst == 0 else ""}.'
            raise TableError(problem, remedy='Scale by the range: scaling = "range".', at=(item,))
        if not values[:, column].any():
            raise TableError(f'"{item}" is 0 in every row.', remedy="Leave it out: it tells nothing.", at=(item,))
    return np.asarray(np.where(lower, values.min(axis=0) / np.where(values > 0, values, 1), values))
