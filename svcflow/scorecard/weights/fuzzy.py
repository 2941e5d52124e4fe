"""Fuzzy comprehensive evaluation 模糊综合评价: grades that judges give to several criteria become one membership in each grade [1]_.

With weights a_i of the criteria and r_ij the share of judges who gave criterion i the grade j, the result is b = a ∘ r, and what ∘ is must
be chosen. Four operators are in use:

    max_min      b_j = max_i min(a_i, r_ij)         the strongest criterion decides, capped by its weight
    max_product  b_j = max_i a_i r_ij               the strongest criterion decides, in proportion to its weight
    bounded_sum  b_j = min(1, Σ_i min(a_i, r_ij))   all criteria count, each capped by its weight
    average      b_j = Σ_i a_i r_ij                 all criteria count, in proportion to their weights

All four are shown side by side, as they come out and scaled to sum to 1, for **the verdict may change with the operator**, and then says
more of the operator than of the service. The verdict is the grade of largest membership, and beside it the mean of the grades' values by
membership. A criterion may itself be made of criteria: its memberships are then those that the same operator gives it, scaled to sum to 1.

What it hides: a grade of largest membership may have hardly more than its neighbour (`lead` says how much more); max_min forgets all but
one criterion.

.. [1] Zadeh (1965), Fuzzy sets, Information and Control 8(3), doi:10.1016/S0019-9958(65)90241-X; Feng, Xu (1999), Decision support for
   fuzzy comprehensive evaluation of urban development, Fuzzy Sets and Systems 105(1).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svcflow.language import mark
from svcflow.scorecard.refusals import Path, TableError, check_names, check_number, under
from svcflow.scorecard.remarks import Remark, remark
from svcflow.scorecard.weights.results import given_weights

Floats = NDArray[np.float64]
Operator = Callable[[Floats, Floats], Floats]
OPERATORS: Mapping[str, Operator] = {
    "max_min": lambda a, r: np.minimum(a[:, None], r).max(axis=0),
    "max_product": lambda a, r: (a[:, None] * r).max(axis=0),
    "bounded_sum": lambda a, r: np.minimum(1, np.minimum(a[:, None], r).sum(axis=0)),
    "average": lambda a, r: a @ r,
}
_SAME = 1e-9
_CHANGES = mark("The verdict changes with the operator: {verdicts}. It says more of the operator than of what is judged.")
_TIED = mark("By {operator} the grades {grades} have the same membership; the better of them is named.")


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion: its weight among its siblings, and either its share of votes for each grade or the criteria that it is made of."""

    name: str
    weight: float
    votes: tuple[float, ...] = ()
    parts: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """What one operator makes of it: each grade's membership as it comes out and scaled to sum to 1, the verdict, and the mean value.

    `lead` is by how much the verdict's scaled membership exceeds the next grade's; `value` is None where the grades have no values.
    """

    operator: str
    raw: tuple[float, ...]
    scaled: tuple[float, ...]
    verdict: str
    lead: float
    value: float | None


@dataclass(frozen=True, slots=True)
class FuzzyEvaluation:
    """The four operators side by side; `stable` where they agree on the verdict."""

    grades: tuple[str, ...]
    values: tuple[float, ...] | None
    by_operator: tuple[Membership, ...]
    stable: bool
    remarks: tuple[Remark, ...]

    def __getitem__(self, operator: str) -> Membership:
        """What this operator makes of it."""
        return next(found for found in self.by_operator if found.operator == operator)


def evaluate_fuzzy(grades: Sequence[str], criteria: Mapping[str, Any], values: Sequence[float] | None = None) -> FuzzyEvaluation:
    """Evaluate by all four operators.

    Parameters
    ----------
    grades : sequence of str
        From the best to the worst.
    criteria : mapping
        Criterion -> {"weight": its weight among its siblings, and "votes": votes (or shares of them) for each grade, or "under": the
        criteria that it is made of, in the same form}. Weights of siblings sum to 1.
    values : sequence of float, optional
        What each grade is worth, such as 95, 80, 65, 40.

    Raises
    ------
    TableError
        Weights of siblings do not sum to 1, votes do not fit the grades, or a criterion has neither votes nor parts.
    """
    names = check_names(grades, "grades")
    worth = _worth(values, names)
    with under("criteria"):
        tree = _criteria(criteria, len(names))
    found = tuple(_membership(operator, tree, names, worth) for operator in OPERATORS)
    return FuzzyEvaluation(names, worth, found, len({each.verdict for each in found}) == 1, tuple(_remarks(found, names)))


def compose(operator: str, weights: Sequence[float], votes: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The bare formula b = a ∘ r by one operator."""
    return tuple(map(float, OPERATORS[operator](np.asarray(weights, float), np.asarray(votes, float))))


def _worth(values: Sequence[float] | None, grades: tuple[str, ...]) -> tuple[float, ...] | None:
    if values is None:
        return None
    if len(values) != len(grades):
        raise TableError(f"{len(values)} values do not fit {len(grades)} grades.", remedy="Give each grade one value.", at=("values",))
    return tuple(check_number(value, f'the value of "{grade}"', ("values",)) for value, grade in zip(values, grades, strict=True))


def _criteria(given: Mapping[str, Any], grades: int) -> tuple[Criterion, ...]:
    names = check_names(given, "criteria")
    for name in names:
        if not isinstance(given[name], Mapping):
            raise TableError(f'"{name}" is no table.', remedy="Give it a weight and votes.", at=(name,))
        for key in given[name]:
            if key not in ("weight", "votes", "under"):
                raise TableError(
                    f'"{key}" is not something that a criterion says.', remedy="It says weight, and votes or under.", at=(name, key)
                )
    weights = given_weights({name: given[name].get("weight", 1.0 if len(names) == 1 else 0.0) for name in names})
    return tuple(_criterion(name, weights[name], given[name], grades) for name in names)


def _criterion(name: str, weight: float, said: Mapping[str, Any], grades: int) -> Criterion:
    with under(name):
        if "under" in said and "votes" not in said:
            with under("under"):
                return Criterion(name, weight, parts=_criteria(said["under"], grades))
        if "votes" not in said or "under" in said:
            raise TableError(f'"{name}" needs either votes or criteria under it.', remedy="Give it one of the two.")
        return Criterion(name, weight, _shares(said["votes"], grades, ("votes",)))


def _shares(votes: object, grades: int, at: Path) -> tuple[float, ...]:
    if not isinstance(votes, list | tuple) or len(votes) != grades:
        raise TableError(f"votes (={votes}) do not fit {grades} grades.", remedy="Give a number for each grade, the best first.", at=at)
    figures = [check_number(vote, "a vote", at, least=0) for vote in votes]
    total = math.fsum(figures)
    if total <= 0:
        raise TableError("nobody voted.", remedy="Leave the criterion out, or give its votes.", at=at)
    return tuple(figure / total for figure in figures)


def _membership(operator: str, tree: tuple[Criterion, ...], grades: tuple[str, ...], worth: tuple[float, ...] | None) -> Membership:
    raw = _composed(operator, tree)
    scaled = raw / raw.sum()
    order = np.argsort(-scaled, kind="stable")
    first = min(place for place in range(len(scaled)) if scaled[order[0]] - scaled[place] < _SAME)
    lead = float(scaled[order[0]] - scaled[order[1]]) if len(scaled) > 1 else 1.0
    value = None if worth is None else float(scaled @ np.array(worth))
    return Membership(operator, tuple(map(float, raw)), tuple(map(float, scaled)), grades[first], lead, value)


def _composed(operator: str, criteria: tuple[Criterion, ...]) -> Floats:
    rows = []
    for criterion in criteria:
        row = _composed(operator, criterion.parts) if criterion.parts else np.array(criterion.votes)
        rows.append(row / row.sum())
    return OPERATORS[operator](np.array([criterion.weight for criterion in criteria]), np.array(rows))


def _remarks(found: tuple[Membership, ...], grades: tuple[str, ...]) -> list[Remark]:
    said = []
    if len({each.verdict for each in found}) > 1:
        said.append(remark(_CHANGES, verdicts=", ".join(f"{each.operator} {each.verdict}" for each in found)))
    for each in found:
        tied = [grade for grade, share in zip(grades, each.scaled, strict=True) if max(each.scaled) - share < _SAME]
        if len(tied) > 1:
            said.append(remark(_TIED, operator=each.operator, grades=", ".join(tied)))
    return said
