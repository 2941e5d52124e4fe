"""Whether a set of indicators is any good: the principles that it is checked by, each finding with its figure.

- goal link: each indicator serves a goal, and each goal has an indicator;
- completeness: dimensions that must be there have indicators, and each step of the process has one in each dimension that looks at steps;
- measurability: a figure is there in nearly all periods, and the last one is not old;
- relevance: it goes along with the outcome (Spearman's ρ with a 95 % interval by Fisher's z and the variance of Bonett and Wright [1]_),
  and in the right direction; no two indicators say the same;
- timeliness: it still tells something (it has not stopped moving), and has not drifted since the set was made (Mann-Whitney between the
  first and the second half of the periods).

.. [1] Bonett, Wright (2000), Sample size requirements for estimating Pearson, Kendall and Spearman correlations, Psychometrika 65(1),
   doi:10.1007/BF02294183.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from svcflow.language import mark
from svcflow.scorecard.refusals import TableError
from svcflow.scorecard.remarks import Remark, remark
from svcflow.scorecard.sets.document import ScorecardSet
from svcflow.scorecard.weights.matrices import Better

Code = Literal[
    "orphan", "goal_without_indicator", "empty_dimension", "step_gap", "no_figures", "coverage", "late", "stuck", "drift", "against",
    "unrelated", "twins",
]  # fmt: skip
Series = Sequence[float | None]
ENOUGH = 0.8
"""the share of periods that must have a figure"""
MOST_LATE = 1
"""periods by which the last figure may be late"""
LEAST = 8
"""periods from which correlations, drift and standing still are told"""
TWINS = 0.95
NARROW = 0.3
"""an interval of ρ that lies within ± this says that there is no link worth the name"""
_SAYS: dict[Code, str] = {
    "orphan": mark("{name} serves no goal."),
    "goal_without_indicator": mark("No indicator serves the goal {name}."),
    "empty_dimension": mark("The dimension {name} has no indicator."),
    "step_gap": mark("The step {name} has no indicator in the dimension {other}."),
    "no_figures": mark("{name} has no figure in any period."),
    "coverage": mark("{name} has a figure in {figure_share} of the periods only."),
    "late": mark("{name} is late: its last figure is {figure} periods old."),
    "stuck": mark("{name} has not moved for {figure} periods: it tells nothing any more."),
    "drift": mark("{name} has drifted: its first and its second half differ beyond chance (p < 0.01); is its target still right?"),
    "against": mark("{name} goes against the outcome: ρ {figure}, from {low} to {high}."),
    "unrelated": mark("{name} has no link with the outcome worth the name: ρ {figure}, from {low} to {high}."),
    "twins": mark("{name} and {other} say nearly the same: ρ {figure}."),
}


@dataclass(frozen=True, slots=True)
class SetFinding:
    """Something wrong with the set: its code, whom it is about, the figure behind it, and its words."""

    code: Code
    name: str
    other: str
    figure: float | None
    low: float | None
    high: float | None
    remark: Remark


@dataclass(frozen=True, slots=True)
class Link:
    """How an indicator goes along with the outcome: Spearman's ρ (above 0: better with better) with its 95 % interval, over n periods."""

    name: str
    correlation: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class SetCheck:
    """The findings, in the order of the principles, and the links with the outcome, where one was given."""

    findings: tuple[SetFinding, ...]
    links: tuple[Link, ...]


def check_set(
    given: ScorecardSet,
    series: Mapping[str, Series] | None = None,
    outcome: Series | None = None,
    outcome_better: Better = "higher",
    dimensions: Sequence[str] = (),
    stepwise: Sequence[str] = (),
) -> SetCheck:
    """Check a set of indicators, and the figures that it had.

    Parameters
    ----------
    series : mapping, optional
        Indicator -> its figure in each period, None where there is none; the newest last.
    outcome : sequence, optional
        What the indicators should foretell (churn, complaints), in the same periods.
    dimensions : sequence of str
        Dimensions that a set must have besides its own.
    stepwise : sequence of str
        Dimensions that must have an indicator for each of the set's steps.

    Raises
    ------
    TableError
        Series differ in length.
    """
    told = series or {}
    lengths = {len(each) for each in told.values()} | ({len(outcome)} if outcome is not None else set())
    if len(lengths) > 1:
        raise TableError(f"the series have {min(lengths)} to {max(lengths)} periods.", remedy="Give each indicator the same periods.")
    known = {name: told[name] for _, _, name, _ in given.rows if name in told}
    links = tuple(_links(given, known, outcome, outcome_better)) if outcome is not None else ()
    found = [*_goals(given), *_gaps(given, dimensions, stepwise)]
    if series is not None:
        found += [each for _, _, name, _ in given.rows for each in _measured(name, told.get(name, ()))]
        found += [each for _, _, name, _ in given.rows for each in _timely(name, told.get(name, ()))]
    return SetCheck((*found, *_irrelevant(links), *_twins(known)), links)


def spearman(a: Sequence[float], b: Sequence[float]) -> tuple[float, float, float]:
    """Spearman's ρ with its 95 % interval, tanh(artanh ρ ± 1.96 √((1 + ρ²/2) / (n − 3))); (0, −1, 1) where one is constant."""
    from scipy.stats import rankdata

    first, second = rankdata(a), rankdata(b)
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0, -1.0, 1.0
    rho = float(np.clip(np.corrcoef(first, second)[0, 1], -1, 1))
    if abs(rho) > 1 - 1e-12 or len(a) < 4:
        return rho, (rho if len(a) >= 4 else -1.0), (rho if len(a) >= 4 else 1.0)
    half = 1.959964 * math.sqrt((1 + rho**2 / 2) / (len(a) - 3))
    return rho, math.tanh(math.atanh(rho) - half), math.tanh(math.atanh(rho) + half)


def _finding(
    code: Code, name: str, other: str = "", figure: float | None = None, low: float | None = None, high: float | None = None
) -> SetFinding:
    figures = {"figure": figure, "figure_share": figure, "low": low, "high": high}
    places = {key: value for key, value in figures.items() if value is not None and f"{{{key}}}" in _SAYS[code]}
    whole = {key: int(value) if code in ("late", "stuck") else value for key, value in places.items()}
    names = {"name": name} | ({"other": other} if other else {})
    return SetFinding(code, name, other, figure, low, high, remark(_SAYS[code], **names, **whole))


def _goals(given: ScorecardSet) -> Iterator[SetFinding]:
    served = {row.goal for _, _, _, row in given.rows if row.goal}
    for _, _, name, row in given.rows:
        if not row.goal:
            yield _finding("orphan", name)
    for goal in given.goals:
        if goal not in served:
            yield _finding("goal_without_indicator", goal)


def _gaps(given: ScorecardSet, dimensions: Sequence[str], stepwise: Sequence[str]) -> Iterator[SetFinding]:
    for name in dict.fromkeys((*given.dimension, *dimensions)):
        if name not in given.dimension or not given.dimension[name].indicator:
            yield _finding("empty_dimension", name)
    covered = {(where, row.step) for where, _, _, row in given.rows if row.step}
    for step in given.steps:
        for where in stepwise:
            if (where, step) not in covered:
                yield _finding("step_gap", step, where)


def _measured(name: str, series: Series) -> Iterator[SetFinding]:
    there = [place for place, value in enumerate(series) if value is not None]
    if not there:
        yield _finding("no_figures", name)
        return
    # What began late or ends early is not full of holes: the last figures are judged by their age.
    share = len(there) / (there[-1] + 1)
    if share < ENOUGH:
        yield _finding("coverage", name, figure=share)
    if (age := len(series) - 1 - there[-1]) > MOST_LATE:
        yield _finding("late", name, figure=age)


def _timely(name: str, series: Series) -> Iterator[SetFinding]:
    from scipy.stats import mannwhitneyu

    figures = [value for value in series if value is not None]
    if len(figures) < LEAST:
        return
    still = next((back for back, value in enumerate(reversed(figures)) if value != figures[-1]), len(figures))
    if still >= max(LEAST // 2, len(figures) // 2):
        yield _finding("stuck", name, figure=still)
        return
    middle = len(figures) // 2
    p = float(mannwhitneyu(figures[:middle], figures[middle:]).pvalue)
    if p < 0.01:
        yield _finding("drift", name, figure=p)


def _links(given: ScorecardSet, series: Mapping[str, Series], outcome: Series, better: Better) -> Iterator[Link]:
    rows = {name: row for _, _, name, row in given.rows}
    for name, figures in series.items():
        pairs = [(a, b) for a, b in zip(figures, outcome, strict=True) if a is not None and b is not None]
        if len(pairs) < LEAST:
            continue
        sign = (-1 if rows[name].better == "lower" else 1) * (-1 if better == "lower" else 1)
        rho, low, high = spearman([sign * a for a, _ in pairs], [b for _, b in pairs])
        yield Link(name, rho, low, high, len(pairs))


def _irrelevant(links: Sequence[Link]) -> Iterator[SetFinding]:
    for link in links:
        if link.high < 0:
            yield _finding("against", link.name, figure=link.correlation, low=link.low, high=link.high)
        elif max(abs(link.low), abs(link.high)) < NARROW:
            yield _finding("unrelated", link.name, figure=link.correlation, low=link.low, high=link.high)


def _twins(series: Mapping[str, Series]) -> Iterator[SetFinding]:
    for (name, first), (other, second) in combinations(series.items(), 2):
        pairs = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
        if len(pairs) >= LEAST:
            rho, _, _ = spearman([a for a, _ in pairs], [b for _, b in pairs])
            if abs(rho) >= TWINS:
                yield _finding("twins", name, other, rho)
