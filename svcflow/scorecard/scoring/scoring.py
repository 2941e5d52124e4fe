"""Figures and a set of indicators -> a scorecard."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from svcflow.language import mark
from svcflow.scorecard.card import Reading, Scorecard, ScoredDimension, ScoredIndicator
from svcflow.scorecard.refusals import TableError
from svcflow.scorecard.remarks import Remark, remark
from svcflow.scorecard.scoring.bands import band_of
from svcflow.scorecard.scoring.of_target import percent_of_target
from svcflow.scorecard.scoring.rubric import rubric_score
from svcflow.scorecard.scoring.standard import t_score
from svcflow.scorecard.sets.document import DimensionRow, IndicatorRow, ScorecardSet

_ABSENT = mark("{names}: no figure. Their weight went to the other indicators of their dimension.")
_EMPTY = mark("{names}: a dimension without any figure. Its weight went to the other dimensions.")
_NOTHING = mark("No indicator of the set has a figure: there is no total.")
_ESTIMATED = mark("A share of {estimated_share} of the total's weight rests on estimated figures.")


def score(given: ScorecardSet, readings: Iterable[Reading], period: str = "") -> Scorecard:
    """Score figures by a set of indicators.

    Parameters
    ----------
    given : ScorecardSet
        What is scored, how, and how much each counts.
    readings : iterable of Reading
        The figures; those that the set does not name are left aside.
    period : str
        What the scorecard is of: a month, a redesign's name.

    Raises
    ------
    TableError
        A figure has another unit than the set says, is text where a number is scored, or is negative where a percentage of a target is
        taken.
    """
    by_name = {reading.name: reading for reading in readings}
    scored = {name: _scored(name, row, by_name.get(name), where, given.customer_facing(where, name)) for where, _, name, row in given.rows}
    dimensions = _weighed(given, scored)
    there = [each for each in dimensions if each.score is not None]
    total = math.fsum(each.contribution for each in there) if there else None
    low, high = _interval([(each.weight, each.score, each.low, each.high) for each in there])
    indicators = [each for dimension in dimensions for each in dimension.indicators]
    absent = tuple(each.name for each in indicators if each.score is None)
    facing = math.fsum(_given_share(given, each) for each in indicators if each.customer)
    return Scorecard(
        given.name, given.version, period, total, low, high, grade_of(total, given.grades), facing, absent, dimensions,
        tuple(_remarks(dimensions, indicators)),
    )  # fmt: skip


def grade_of(total: float | None, grades: Mapping[str, float]) -> str:
    """The grade with the greatest limit that a total reaches; "" where it reaches none."""
    reached = [(limit, grade) for grade, limit in grades.items() if total is not None and total >= limit - 1e-9]
    return max(reached)[1] if reached else ""


def score_of(value: float, row: IndicatorRow) -> float:
    """The score of one figure by its indicator's rule [points]."""
    better = row.better or "higher"
    if row.score == "target":
        assert row.target is not None
        return percent_of_target(value, row.target, better, row.floor, row.cap)
    if row.score == "bands":
        return band_of(value, row.levels, better).score
    if row.score == "deviation":
        assert row.mean is not None
        assert row.deviation is not None
        return t_score(value, row.mean, row.deviation, better)
    return 100 - value if row.better == "lower" else value


def _scored(name: str, row: IndicatorRow, reading: Reading | None, where: str, customer: bool) -> ScoredIndicator:
    """The indicator with its score; its weights come later."""
    found, low, high, grade = None, None, None, ""
    if reading is not None and reading.value is not None:
        found = _points(name, row, reading)
        if reading.low is not None and reading.high is not None and isinstance(reading.value, int | float):
            ends = [_safe(row, end) for end in (reading.low, reading.high)]
            low, high = min(*ends, found), max(*ends, found)
        if row.score == "bands" and isinstance(reading.value, int | float):
            grade = band_of(float(reading.value), row.levels, row.better or "higher").grade
    return ScoredIndicator(
        name, row.title or (reading.title if reading else "") or name, where, reading.value if reading else None, row.unit, row.better,
        row.target, row.score, found, low, high, grade, row.weight, 0.0, 0.0, 0.0, reading.basis if reading else "absent",
        reading.n if reading else 0, customer, row.qualitative,
    )  # fmt: skip


def _points(name: str, row: IndicatorRow, reading: Reading) -> float:
    value, place = reading.value, name
    if row.unit and reading.unit and row.unit != reading.unit:
        problem = f'the figure is in "{reading.unit}" and the set scores "{row.unit}".'
        raise TableError(problem, remedy=f'Give the figure in "{row.unit}", or change the unit and the target of the set.', place=place)
    if row.score == "rubric":
        if isinstance(value, str | tuple):
            try:
                return rubric_score(value, row.rubric)
            except TableError as error:
                raise TableError(error.problem, remedy=error.remedy, place=place) from None
        raise TableError(f"{value} is no judgement.", remedy=f"Judge it as one of: {', '.join(row.rubric)}.", place=place)
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise TableError(f"{value!r} is no number to be scored.", remedy="Give a number, or score it by a rubric.", place=place)
    if row.score == "points" and not 0 <= value <= 100:
        raise TableError(f"{value:g} points are not between 0 and 100.", remedy="Score it by a target or by bands.", place=place)
    try:
        return score_of(float(value), row)
    except TableError as error:
        raise TableError(error.problem, remedy=error.remedy, place=place) from None


def _safe(row: IndicatorRow, end: float) -> float:
    """The score of an interval's end, which may lie where no figure can."""
    if row.score == "target":
        end = max(0.0, end)
    return min(100.0, max(0.0, score_of(end, row))) if row.score == "points" else score_of(end, row)


def _weighed(given: ScorecardSet, scored: Mapping[str, ScoredIndicator]) -> tuple[ScoredDimension, ...]:
    """The dimensions with the weights as they count."""
    present = {where: [name for name in row.indicator if scored[name].score is not None] for where, row in given.dimension.items()}
    kept = math.fsum(row.weight for where, row in given.dimension.items() if _counts(row, present[where]))
    whole = math.fsum(row.weight for row in given.dimension.values())
    found = []
    for where, row in given.dimension.items():
        weight = row.weight / kept if kept > 0 and _counts(row, present[where]) else 0.0
        found.append(_dimension(where, row, present[where], scored, weight, row.weight / whole))
    return tuple(found)


def _counts(row: DimensionRow, present: Sequence[str]) -> bool:
    return math.fsum(row.indicator[name].weight for name in present) > 0


def _dimension(
    where: str, row: DimensionRow, present: Sequence[str], scored: Mapping[str, ScoredIndicator], weight: float, given: float
) -> ScoredDimension:
    from dataclasses import replace

    kept = math.fsum(row.indicator[name].weight for name in present)
    whole = math.fsum(each.weight for each in row.indicator.values())
    indicators = []
    for name, each in row.indicator.items():
        local = each.weight / kept if name in present and kept > 0 else 0.0
        part = weight * local * (scored[name].score or 0.0)
        indicators.append(
            replace(scored[name], given_weight=each.weight / whole, local_weight=local, weight=weight * local, contribution=part)
        )
    if not kept > 0:
        return ScoredDimension(where, row.title or where, None, None, None, given, 0.0, 0.0, True, tuple(indicators))
    points = math.fsum(each.local_weight * (each.score or 0.0) for each in indicators)
    low, high = _interval([(each.local_weight, each.score, each.low, each.high) for each in indicators if each.score is not None])
    return ScoredDimension(where, row.title or where, points, low, high, given, weight, weight * points, False, tuple(indicators))


def _interval(parts: Sequence[tuple[float, float | None, float | None, float | None]]) -> tuple[float | None, float | None]:
    """The interval of a weighted sum of independent scores: half-widths add in squares, on each side by itself."""
    middle = math.fsum(weight * (value or 0.0) for weight, value, _, _ in parts)
    known = [(weight, value, low, high) for weight, value, low, high in parts if value is not None and low is not None and high is not None]
    if not known:
        return None, None
    below = math.sqrt(math.fsum((weight * (value - low)) ** 2 for weight, value, low, _ in known))
    above = math.sqrt(math.fsum((weight * (high - value)) ** 2 for weight, value, _, high in known))
    return middle - below, middle + above


def _given_share(given: ScorecardSet, each: ScoredIndicator) -> float:
    whole = math.fsum(row.weight for row in given.dimension.values())
    return given.dimension[each.dimension].weight / whole * each.given_weight


def _remarks(dimensions: Sequence[ScoredDimension], indicators: Sequence[ScoredIndicator]) -> list[Remark]:
    empty = [each.title for each in dimensions if each.empty]
    if len(empty) == len(dimensions):
        return [remark(_NOTHING)]
    said = []
    hollow = {each.name for each in dimensions if each.empty}
    absent = [each.title for each in indicators if each.score is None and each.dimension not in hollow]
    if absent:
        said.append(remark(_ABSENT, names=", ".join(absent)))
    if empty:
        said.append(remark(_EMPTY, names=", ".join(empty)))
    estimated = math.fsum(each.weight for each in indicators if each.basis == "estimated")
    if estimated > 0:
        said.append(remark(_ESTIMATED, estimated_share=estimated))
    return said
