"""Conditions on tickets: `priority=High`, `team!=First line`, `amount>=1000`.

A condition names a column, compares with `=`, `!=`, `<`, `<=`, `>` or `>=`, and gives a value; blanks around it and capital letters do not
matter. A column that may change within a ticket (activity, team, person …) fulfils `=` if any of the ticket's steps has the value, and
`!=` if none has. `<` and its like compare numbers. Several conditions must all hold.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from svcflow.errors import InputError, LogError, did_you_mean
from svcflow.eventlog.building import CASE
from svcflow.indicators.estimates import Bools, Floats
from svcflow.indicators.ground import Ground

_FORM = re.compile(r"\s*(?P<column>[^=!<>]+?)\s*(?P<sign>!=|<=|>=|=|<|>)\s*(?P<value>.*?)\s*", re.DOTALL)
_SIGNS: dict[str, Callable[[Floats, float], Bools]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_OURS = {"step": "activity", "person": "resource"}


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition: a column, a sign, a value."""

    column: str
    sign: str
    value: str


def parse_filter(text: str) -> Filter:
    """Read a condition.

    Raises
    ------
    InputError
        It is none.
    """
    found = _FORM.fullmatch(text)
    if found is None or not found["value"]:
        raise InputError(f'"{text}" is no condition.', place="filter", remedy="Write it like priority=High, or amount>=1000.")
    return Filter(found["column"], found["sign"], found["value"])


def selected(ground: Ground, filters: Sequence[Filter]) -> Bools:
    """Which tickets, in the order of arrival, fulfil all conditions.

    Raises
    ------
    LogError
        There is no such column, no number to compare with, or no ticket that fulfils them all.
    """
    chosen = np.ones(ground.cases.height, np.bool_)
    for each in filters:
        fulfils = _fulfils(ground, each)
        chosen &= fulfils
        if not (chosen & ground.new).any():
            problem = f'no ticket is left by "{each.column}{each.sign}{each.value}".'
            raise LogError(problem, place="filter", remedy=_remedy(ground, each, alone=fulfils))
    return chosen


def _fulfils(ground: Ground, condition: Filter) -> Bools:
    case, values = _values(ground, condition.column)
    if condition.sign in _SIGNS:
        try:
            bound = float(condition.value)
        except ValueError:
            raise LogError(f'"{condition.value}" is no number.', place="filter", remedy="Compare texts with = or !=.") from None
        numbers = values.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
        holds = _SIGNS[condition.sign](numbers, bound)
    else:
        holds = (values.str.to_lowercase() == condition.value.lower()).fill_null(False).to_numpy()
    found = np.zeros(ground.cases.height, np.bool_)
    found[case[holds]] = True
    return ~found if condition.sign == "!=" else found


def _values(ground: Ground, name: str) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], pl.Series]:
    """The tickets and the texts of a column, by step where it may change within a ticket."""
    wanted = _OURS.get(name.casefold(), name).removeprefix(CASE).casefold()
    for frame, case in ((ground.cases, np.arange(ground.cases.height)), (ground.log.steps, ground.read_case)):
        for column in frame.columns:
            if column.removeprefix(CASE).casefold() == wanted:
                return case, frame.get_column(column).cast(pl.String)
    known = sorted({column.removeprefix(CASE) for column in (*ground.log.steps.columns, *ground.cases.columns)})
    raise LogError(f'there is no column "{name}".', place="filter", remedy=did_you_mean(name, known))


def _remedy(ground: Ground, condition: Filter, *, alone: Bools) -> str:
    if (alone & ground.new).any():
        return "Each condition holds for some tickets, but they hold for none together."
    if condition.sign != "=":
        return "Try another bound."
    values = _values(ground, condition.column)[1].drop_nulls().unique().to_list()
    return did_you_mean(condition.value, values)
