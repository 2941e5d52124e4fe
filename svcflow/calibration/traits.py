"""What is constant in a ticket, as numbers: the attributes that its way and the length of its steps may depend on.

- An attribute is a column with one value in each case; a case without it has the value "(none)".
- One with more than 20 values keeps the 19 most frequent, the others together being "(other)", if those kept make up 4 of 5 cases and it
  does not merely name the way that the ticket took (a "variant": cases with the same value have the same steps, and the other way round).
- One whose values are mostly names of people who do the steps tells who will do them, and is left to the people's own durations.
- **At most two** attributes are used (`chosen`): first the one that foretells most, then the one that foretells most where the first says
  less. Tickets get their values independently of one another, so a third would add more of a false mixture than of the truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from svcflow.calibration.observations import Numbers, Observations, Whole
from svcflow.calibration.rounding import rounded_shares
from svcflow.model.document import Attribute

MOST_VALUES = 20
COVERED = 0.8
SAME_WAY = 0.9
MOST_USED = 2
NONE = "(none)"
OTHER = "(other)"
PRIORITY = "priority"
CASE = "case:"


@dataclass(frozen=True, slots=True)
class Traits:
    """Attributes: their names, their values in order, and the number of the value that each case has."""

    names: tuple[str, ...] = ()
    values: tuple[tuple[str, ...], ...] = ()
    codes: tuple[Whole, ...] = ()

    def drawn(self, cases: Whole) -> Traits:
        """Those of these cases (repetitions allowed)."""
        return Traits(self.names, self.values, tuple(codes[cases] for codes in self.codes))

    def of(self, numbers: list[int]) -> Traits:
        """These attributes alone."""
        names, values = tuple(self.names[it] for it in numbers), tuple(self.values[it] for it in numbers)
        return Traits(names, values, tuple(self.codes[it] for it in numbers))

    def attributes(self) -> tuple[Attribute, ...]:
        """As parts of the model, with the share of each value."""
        found = []
        for name, values, codes in zip(self.names, self.values, self.codes, strict=True):
            counts = dict(zip(values, np.bincount(codes, minlength=len(values)).tolist(), strict=True))
            found.append(Attribute(name=name, shares=rounded_shares(counts), n=len(codes)))
        return tuple(found)


def find_traits(seen: Observations) -> Traits:
    """The attributes of a log's tickets by the rules of this module, `priority` first."""
    first = seen.log.steps[seen.first_row.tolist()]
    names, values, codes = [], [], []
    for name in constant_columns(seen):
        column = _few(first[name].cast(pl.String).fill_null(NONE), seen)
        labels = sorted(column.unique().to_list())
        if 2 <= len(labels) <= MOST_VALUES and not _names_people(labels, seen):
            names.append(name)
            values.append(tuple(labels))
            codes.append(column.replace_strict(labels, list(range(len(labels))), return_dtype=pl.Int64).to_numpy())
    return Traits(tuple(names), tuple(values), tuple(codes))


def constant_columns(seen: Observations) -> list[str]:
    """Columns that hold one value in each case, `priority` before the others."""
    steps = seen.log.steps
    prefixed = [name for name in steps.columns if name.startswith(CASE)]
    named = []
    if PRIORITY in steps.columns:
        changes = steps.select((pl.col(PRIORITY).ne_missing(pl.col(PRIORITY).shift(1)) & (pl.col("position") > 0)).any()).item()
        named = [] if changes else [PRIORITY]
    return named + sorted(prefixed, key=lambda name: (name.removeprefix(CASE).casefold() != PRIORITY, prefixed.index(name)))


def chosen(gains: Numbers) -> list[int]:
    """The attributes (columns) to use, given what each gains at each place (row) where something depends on it (nats, held out)."""
    found: list[int] = []
    have = np.zeros(len(gains))
    for _ in range(min(MOST_USED, gains.shape[1])):
        more = np.maximum(gains - have[:, None], 0.0).sum(axis=0)
        best = int(np.argmax(more))
        if more[best] <= 0:
            break
        found.append(best)
        have = np.maximum(have, gains[:, best])
    return found


def halves(seen: Observations) -> Whole:
    """Which half of the log each case is in, 0 or 1: drawn, for the order of the cases may mean something."""
    return np.random.default_rng(0).integers(0, 2, seen.cases)


def _few(values: pl.Series, seen: Observations) -> pl.Series:
    """The values, the rare ones together where there are too many and the others make up most."""
    counts = values.value_counts(sort=True).sort("count", values.name, descending=[True, False])
    if len(counts) <= MOST_VALUES:
        return values
    kept = counts[: MOST_VALUES - 1]
    if kept["count"].sum() < COVERED * len(values) or _names_the_way(values, seen):
        return values
    return values.to_frame("value").select(
        pl.when(pl.col("value").is_in(kept[values.name].to_list())).then("value").otherwise(pl.lit(OTHER))
    )["value"]


def _names_the_way(values: pl.Series, seen: Observations) -> bool:
    """Whether nearly always cases with the same steps have the same value, and cases with the same value the same steps."""
    ways = pl.DataFrame({"case": seen.case, "step": seen.activity}).group_by("case", maintain_order=True).agg("step")["step"]
    pairs = pl.DataFrame({"way": ways, "value": values}).group_by("way", "value").len()
    return all(pairs.group_by(it).agg(pl.max("len"))["len"].sum() >= SAME_WAY * len(values) for it in ("way", "value"))


def _names_people(labels: list[str], seen: Observations) -> bool:
    return 2 * len(set(labels) & set(seen.resources)) > len(labels)
