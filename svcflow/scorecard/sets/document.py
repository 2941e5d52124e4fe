"""A scorecard set: which indicators are scored, how, and how much each counts; one version of it, as a document that people write.

    name = "Service desk"
    version = 1
    date = 2026-01-01
    review = 2026-07-01                # by when the weights are to be looked at again
    change = "First version"
    goals = ["Keep customers", "Keep cost down"]

    [grades]                           # of the total: the least points for each
    excellent = 90
    good = 75
    fair = 60
    poor = 0

    [dimension.Efficiency]
    weight = 0.6                       # weights of the dimensions sum to 1
    customer = true                    # do customers feel it?

    [dimension.Efficiency.indicator.lead_time_mean]
    weight = 1.0                       # within the dimension; they sum to 1
    unit = "h"
    better = "lower"
    score = "target"                   # target, bands, deviation, rubric or points
    target = 24
    goal = "Keep customers"

    [dimension.Cost]
    weight = 0.4

    [dimension.Cost.indicator.cost_per_ticket]
    weight = 0.5
    unit = "€"
    better = "lower"
    score = "bands"
    bands = [["good", 20, 100], ["fair", 30, 70], ["poor", 45, 40], ["bad", 0]]      # grade, limit, points; the last has no limit

    [dimension.Cost.indicator.attitude]
    weight = 0.5
    score = "rubric"
    rubric = { always = 100, mostly = 80, seldom = 40, never = 0 }

A `target` scores 100 × what was reached of it, between `floor` (0) and `cap` (120). `deviation` takes the `mean` and the `deviation` of
the peers. `points` are scores from 0 to 100 already.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from svcflow.scorecard.documents import FORM, fill
from svcflow.scorecard.refusals import PlaceOf, TableError, check_known, check_names, dotted, placed, under
from svcflow.scorecard.scoring import Band, check_bands
from svcflow.scorecard.scoring.of_target import CAP, FLOOR
from svcflow.scorecard.weights.matrices import Better
from svcflow.scorecard.weights.results import given_weights

Rule = Literal["target", "bands", "deviation", "rubric", "points"]
Kind = Literal["quantitative", "qualitative"]
About = Literal["process", "outcome"]
Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Step = Annotated[tuple[str | Number, ...], Field(strict=False)]
Texts = Annotated[tuple[str, ...], Field(strict=False)]


class IndicatorRow(BaseModel):
    """One indicator of a set: its weight within the dimension, unit, direction and rule, and what links it to goals and steps."""

    model_config = FORM

    weight: Share
    title: str = ""
    unit: str = ""
    better: Better | None = None
    score: Rule
    target: Number | None = None
    floor: Number = FLOOR
    cap: Number = CAP
    bands: Annotated[tuple[Step, ...], Field(strict=False)] = ()
    mean: Number | None = None
    deviation: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    rubric: dict[str, Number] = {}
    kind: Kind | None = None
    about: About | None = None
    goal: str = ""
    step: str = ""
    customer: bool | None = None

    @property
    def levels(self) -> tuple[Band, ...]:
        """The bands, from the best to the worst."""
        return tuple(
            Band(str(name), float(rest[0]) if len(rest) > 1 else None, float(rest[-1]))
            for name, *rest in self.bands
        )  # fmt: skip

    @property
    def qualitative(self) -> bool:
        """Whether it is judged rather than measured: as said, else where it is scored by a rubric."""
        return self.kind == "qualitative" if self.kind else self.score == "rubric"


class DimensionRow(BaseModel):
    """A dimension: its weight in the whole, whether customers feel it, and its indicators."""

    model_config = FORM

    weight: Share
    title: str = ""
    customer: bool = False
    indicator: dict[str, IndicatorRow] = {}


class ScorecardSet(BaseModel):
    """One version of a set of indicators with weights and rules."""

    model_config = FORM

    name: str
    version: Annotated[int, Field(ge=1)] = 1
    date: datetime.date
    review: datetime.date | None = None
    change: str = ""
    goals: Texts = ()
    steps: Texts = ()
    grades: dict[str, Number] = {}
    dimension: dict[str, DimensionRow]

    @property
    def rows(self) -> Iterator[tuple[str, DimensionRow, str, IndicatorRow]]:
        """Each indicator with its dimension: (dimension's name, dimension, indicator's name, indicator)."""
        for where, dimension in self.dimension.items():
            for name, row in dimension.indicator.items():
                yield where, dimension, name, row

    def customer_facing(self, where: str, name: str) -> bool:
        """Whether customers feel an indicator: as it says itself, else as its dimension says."""
        own = self.dimension[where].indicator[name].customer
        return self.dimension[where].customer if own is None else own


def set_of(tables: Mapping[str, Any], place_of: PlaceOf | None = None) -> ScorecardSet:
    """The scorecard set that the tables of a document describe.

    Parameters
    ----------
    tables : mapping
        As `tomllib` gives them.
    place_of : callable, optional
        Where in the file the value of a path stands.

    Raises
    ------
    TableError
        Weights do not sum to 1, a target has no direction, a rule lacks what it needs, or a name is unknown or stands twice.
    """
    with placed(place_of or (lambda *path: dotted(path))):
        found = fill(ScorecardSet, tables)
        _check(found)
    return found


def _check(given: ScorecardSet) -> None:
    check_names(given.dimension, "dimensions")
    with under("dimension"):
        given_weights({name: each.weight for name, each in given.dimension.items()})
    seen: dict[str, str] = {}
    for where, dimension, name, row in given.rows:
        with under("dimension", where, "indicator", name):
            if name in seen:
                raise TableError(f'"{name}" stands in "{seen[name]}" too.', remedy="Score it in one dimension.")
            seen[name] = where
            _check_rule(name, row)
            if row.goal and given.goals:
                check_known(row.goal, given.goals, ("goal",))
            if row.step and given.steps:
                check_known(row.step, given.steps, ("step",))
        with under("dimension", where, "indicator"):
            given_weights({each: it.weight for each, it in dimension.indicator.items()})
    if given.review and given.review < given.date:
        raise TableError(f"review = {given.review} is before the date {given.date}.", remedy="Give a later day.", at=("review",))


def _check_rule(name: str, row: IndicatorRow) -> None:
    if row.target is not None and row.better is None:
        problem = f'the target {row.target:g} of "{name}" has no direction.'
        raise TableError(problem, remedy='Add better = "higher" or better = "lower".', at=("target",))
    if row.score in ("target", "bands", "deviation") and row.better is None:
        raise TableError(f'"{name}" has no direction.', remedy='Add better = "higher" or better = "lower".')
    if row.floor > row.cap:
        raise TableError(f"floor = {row.floor:g} is above cap = {row.cap:g}.", remedy="Exchange the two.", at=("floor",))
    needs = {
        "target": row.target is not None,
        "bands": row.bands,
        "deviation": row.mean is not None and row.deviation,
        "rubric": row.rubric,
    }
    if not needs.get(row.score, True):
        what = "a mean and a deviation" if row.score == "deviation" else f"{row.score}"
        raise TableError(f'"{name}" is scored by {row.score} and has none.', remedy=f"Give it {what}.")
    if row.target is not None and (row.target < 0 or (row.target == 0 and row.better == "higher")) and row.score == "target":
        raise TableError(f"no percentage of a target of {row.target:g} can be taken.", remedy="Score it by bands.", at=("target",))
    if row.score == "bands" and row.better:
        _check_steps(row)
        with under("bands"):
            check_bands(row.levels, row.better)


def _check_steps(row: IndicatorRow) -> None:
    for number, step in enumerate(row.bands):
        last = number == len(row.bands) - 1
        fits = len(step) in ((2, 3) if last else (3,)) and isinstance(step[0], str) and not any(isinstance(each, str) for each in step[1:])
        if not fits:
            remedy = 'Write ["good", 20, 100]: grade, limit, points; the last one may go without a limit.'
            raise TableError(f"the band {list(step)} is not of that form.", remedy=remedy, at=("bands", number))
