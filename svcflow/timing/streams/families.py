"""Families of tickets: those that one value stream is drawn for, since they take about the same way [1]_.

Every ticket is in exactly one family. A family is chosen by

- a column that is constant in a ticket (`case:category`): its value;
- a column that changes from step to step (team, priority, resource): the value that most of the ticket's steps carry, of
  equally frequent ones the one that came first;
- `variant`: the ticket's work steps in the order in which each was done first: neither a loop nor a pause makes a family.

Families with under 2 % of the tickets, and those after the twelfth, are folded into `others`; where no family has 2 %, the
twelve largest with two tickets or more are kept. Conditions choose tickets before that: several values of one column are
alternatives, conditions on several columns must all hold, and of a column that changes from step to step any step's value counts.

.. [1] Rother, Shook (1999), "Learning to See", Lean Enterprise Institute, ISBN 978-0-9667843-0-5
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.errors import LogError, did_you_mean
from svcflow.eventlog import EventLog

VARIANT = "variant"
ALL = "all tickets"
OTHERS = "others"
LEAST_SHARE = 0.02
MOST_FAMILIES = 12
_TEXTS = (pl.String, pl.Categorical, pl.Enum, pl.Boolean)
_NOT_OFFERED = {"case_id", "position", "previous_activity", "enabled_by", "basis"}

Condition = tuple[str, str]
"""a column and one of its values"""


@dataclass(frozen=True, slots=True)
class Families:
    """Which family each ticket of a log is in."""

    names: tuple[str, ...]
    """by falling tickets, then by name; `others` comes last"""
    number: NDArray[np.int64]
    """for each row of `cases` the place of its family in `names`; -1 where a condition left it out"""
    rule: str
    """how they were chosen, in a sentence"""


def choose_families(log: EventLog, family: str | None = None, where: Iterable[Condition] = ()) -> Families:
    """Part the tickets into families by the rules of this module.

    Parameters
    ----------
    log : EventLog
        A log with at least one case.
    family : str, optional
        A column (`category` finds `case:category` too), or `variant`. Without it all tickets are one family.
    where : iterable of (column, value)
        Conditions that tickets must meet.

    Raises
    ------
    LogError
        There is no such column or value, no ticket meets all conditions, or every ticket has a value of its own.

    Notes
    -----
    Group-bys and a sort of the distinct values of each ticket: O(n log n).
    """
    conditions = [(find_column(log, name), value) for name, value in where]
    met = _met(log, conditions)
    said = _spoken(conditions)
    only = f" Only tickets with {said}." if said else ""
    if family is None:
        return Families((said or ALL,), met.cast(pl.Int64).to_numpy() - 1, f"All tickets are one family.{only}")
    values, how = _values(log, family)
    names, number, folded = _folded(values.filter(met), values, family)
    fold = f" Families with under 2 % of the tickets, and those after the twelfth ({folded} in all), are {OTHERS}." if folded else ""
    return Families(names, np.where(met.to_numpy(), number, -1), f"Families by {how}.{fold}{only}")


def find_column(log: EventLog, name: str) -> str:
    """The log's column that is meant: `category` is `case:category` too, in whatever case of letters.

    Raises
    ------
    LogError
        There is none, or it is empty.
    """
    offered = [
        column
        for column, kind in log.steps.schema.items()
        if column not in _NOT_OFFERED and not column.endswith("_h") and (kind in _TEXTS or kind.is_numeric() or kind == pl.Date)
    ]
    wanted = {name, f"case:{name}"}
    folded = {each.casefold() for each in wanted}
    exact = [column for column in offered if column in wanted]
    near = [column for column in offered if column.casefold() in folded]
    if not exact and not near:
        known = [column.removeprefix("case:") for column in offered]
        raise LogError(f'there is no column "{name}".', place=log.name, remedy=did_you_mean(name, [*known, VARIANT]))
    column = (exact or near)[0]
    if not log.steps[column].count():
        raise LogError(f'the column "{column}" is empty.', place=log.name, remedy="Choose another.")
    return column


def case_numbers(log: EventLog) -> pl.Series:
    """For each step the row of its case in `cases`."""
    return log.steps.select(case=(pl.col("position") == 0).cum_sum().cast(pl.Int64) - 1).to_series()


def _met(log: EventLog, conditions: list[Condition]) -> pl.Series:
    """Which cases meet all conditions."""
    met = np.ones(log.cases.height, dtype=bool)
    case = case_numbers(log) if conditions else pl.Series(dtype=pl.Int64)
    wanted: dict[str, list[str]] = {}
    for column, value in conditions:
        wanted.setdefault(column, []).append(value)
    for column, values in wanted.items():
        there = log.steps[column].cast(pl.String)
        known = there.unique().drop_nulls()
        for value in values:
            if value not in known:
                problem = f'no ticket has {column.removeprefix("case:")} = "{value}".'
                raise LogError(problem, place=log.name, remedy=did_you_mean(value, known.head(5000)))
        some = np.zeros(len(met), dtype=bool)
        some[case.filter(there.is_in(values)).to_numpy()] = True
        met &= some
    if not met.any():
        raise LogError(f"no ticket has {_spoken(conditions)}.", place=log.name, remedy="Leave one of the conditions out.")
    return pl.Series(met)


def _spoken(conditions: list[Condition]) -> str:
    by_column: dict[str, list[str]] = {}
    for column, value in conditions:
        by_column.setdefault(column.removeprefix("case:"), []).append(value)
    return " and ".join(f"{name} = {' or '.join(dict.fromkeys(values))}" for name, values in by_column.items())


def _values(log: EventLog, family: str) -> tuple[pl.Series, str]:
    """Each case's value, and how it was chosen, in words."""
    columns = {column.removeprefix("case:") for column in log.steps.columns}
    if family == VARIANT and VARIANT not in columns:
        return _first_passes(log), "the order in which a ticket's work steps are first done"
    column = find_column(log, family)
    bare = column.removeprefix("case:")
    if column in log.cases.columns:
        return log.cases[column].cast(pl.String), bare
    return _usual_value(log, column), f"{bare} (the one that most steps of a ticket carry)"


def _first_passes(log: EventLog) -> pl.Series:
    """The activities of each case in the order of their first executions, as one text."""
    pauses = [activity for activity, meaning in log.meanings.items() if meaning != "work"]
    steps = log.steps.select(case=case_numbers(log), activity=pl.col("activity").cast(pl.Categorical))
    steps = steps.filter(~pl.col("activity").cast(pl.String).is_in(pauses))
    first = steps.filter(pl.struct("case", pl.col("activity").to_physical()).is_first_distinct())
    passes = first.group_by("case", maintain_order=True).agg("activity")
    passes = passes.with_columns(pl.col("activity").cast(pl.List(pl.String)).list.join(" → "))
    cases = pl.DataFrame({"case": np.arange(log.cases.height)})
    return cases.join(passes, on="case", how="left", maintain_order="left")["activity"]


def _usual_value(log: EventLog, column: str) -> pl.Series:
    """The value that most steps of each case carry; null where none carries any."""
    steps = log.steps.select("position", case=case_numbers(log), value=pl.col(column).cast(pl.String)).drop_nulls()
    counted = steps.group_by("case", "value").agg(count=pl.len(), first=pl.col("position").min())
    usual = counted.sort("case", "count", "first", descending=[False, True, False]).unique("case", keep="first", maintain_order=True)
    cases = pl.DataFrame({"case": np.arange(log.cases.height)})
    return cases.join(usual, on="case", how="left", maintain_order="left")["value"]


def _folded(chosen: pl.Series, values: pl.Series, family: str) -> tuple[tuple[str, ...], NDArray[np.int64], int]:
    """The families' names, the number of each case, by the values of the cases that were chosen, and how many were folded."""
    counted = chosen.alias("value").to_frame().group_by("value").agg(count=pl.len())
    ranked = counted.sort("count", "value", descending=[True, False], nulls_last=True)
    keep = ranked.filter(pl.col("count") >= LEAST_SHARE * len(chosen)).head(MOST_FAMILIES)
    if keep.is_empty():
        keep = ranked.filter(pl.col("count") >= 2).head(MOST_FAMILIES)
    if keep.is_empty():
        remedy = "Choose a column whose values many tickets share."
        raise LogError(f'every ticket has a value of "{family}" of its own, so there are no families.', remedy=remedy)
    if ranked.height == keep.height + 1:
        keep = ranked  # one that is folded alone would only lose its name
    known: list[str | None] = keep["value"].to_list()
    names: list[str] = []
    for value in known if keep.height == ranked.height else [*known, OTHERS]:
        name = f"no {family}" if value is None else value
        names.append(name if name not in names else f"{name} (folded)")
    numbers = pl.DataFrame({"value": keep["value"], "number": np.arange(keep.height)})
    rows = values.alias("value").to_frame().join(numbers, on="value", how="left", nulls_equal=True, maintain_order="left")
    number = rows["number"].fill_null(keep.height).to_numpy().astype(np.int64)
    return tuple(names), number, ranked.height - keep.height
