"""Which column is the case: by its header and its counts, and where these do not settle it, by what its groups are like.

The rows of one case are a history: they contain steps that change, and lie nearer together in time than rows drawn at random. A
customer's or a product's rows do too, but a case's rows also agree in them: where one column decides the value of another and
repeats itself, the other is an attribute of it.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from svcflow.eventlog.columns.naming import header_points, named
from svcflow.eventlog.columns.ordering import Ordered, in_order
from svcflow.eventlog.columns.profiles import Look, behaviour_of, numbered
from svcflow.eventlog.columns.sampling import distinct, whole_cases
from svcflow.eventlog.columns.scoring import activity_points, best_choice, case_points, group_points
from svcflow.eventlog.log import ColumnChoice

ALONE = "by content alone"
_CLEAR = 3.0
_MOST_SEEN = 8
_ROWS_SEEN = 5_000
_LONG = 100_000
_FEW_VALUES = 0.05
"""of a thousand rows of a long file"""


def choose_case(frame: pl.DataFrame, looks: Mapping[str, Look], taken: set[str]) -> ColumnChoice | None:
    """The column of the case, if any can be it.

    Cost: the different values of the columns that come into question are counted; only where their headers leave it open, a sample
    of each one's groups is looked at.
    """
    free = [look for look in looks.values() if look.name not in taken and look.there and _can_be(look, frame.height)]
    heard = {look.name: header_points("case_id", look.words) for look in free}
    if not heard:
        return None
    best = max(heard.values())
    counts = {name: distinct(frame.get_column(name)) for name, points in heard.items() if points >= min(best - 2 * _CLEAR, 0.0)}
    points = {name: case_points(looks[name], counts[name], frame.height) if name in counts else heard[name] - 2.0 for name in heard}
    ranked = sorted(points, key=lambda name: (-points[name], name))
    open_ones = [name for name in ranked if points[name] > points[ranked[0]] - _CLEAR - 1 and name in counts][:_MOST_SEEN]
    copies: list[str] = []
    if len(open_ones) > 1 or points[ranked[0]] < _CLEAR:
        points, copies = _contest(frame, looks, points, open_ones)
    chosen = best_choice("case_id", points, copies=copies)
    return chosen and ColumnChoice(
        "case_id", chosen.column, _why(looks[chosen.column], counts[chosen.column], frame), chosen.confidence, chosen.runner_up
    )


def _can_be(look: Look, rows: int) -> bool:
    """Not a time, and not so few values in a long file that cases would have thousands of rows, unless the header says so."""
    heard = named("case_id", look.words) >= 0.5
    return heard or (look.times < 0.5 and (rows < _LONG or look.unique > _FEW_VALUES))


def _contest(
    frame: pl.DataFrame, looks: Mapping[str, Look], points: Mapping[str, float], names: list[str]
) -> tuple[dict[str, float], list[str]]:
    """The points with those of the groups; and the columns that say the same as the winner in other words."""
    groups = {name: in_order(whole_cases(frame, name, _ROWS_SEEN), name, looks) for name in names}
    decides = {name: {other for other in names if other != name and _constant(groups[name], other)} for name in names}
    scored = dict(points)
    for name in names:
        seen = groups[name]
        steps = [
            activity_points(look, behaviour_of(numbered(seen.rows.get_column(other)), seen.same), seen.rows.height)
            + header_points("activity", look.words)
            for other, look in looks.items()
            if other != name
        ]
        repeats = bool(seen.same.any())
        scored[name] += group_points(max(steps, default=0.0), seen.compactness(), repeats)
        above = [other for other in names if name in decides[other] and other not in decides[name] and bool(groups[other].same.any())]
        scored[name] -= 2.5 * bool(above)
    winner = min(scored, key=lambda name: (-round(scored[name], 9), name))
    copies = [other for other in names if other in decides.get(winner, ()) and winner in decides[other]]
    return scored, copies


def _constant(seen: Ordered, other: str) -> bool:
    codes = numbered(seen.rows.get_column(other))
    return bool((codes[1:][seen.same[1:]] == codes[:-1][seen.same[1:]]).all())


def _why(look: Look, values: int, frame: pl.DataFrame) -> str:
    counted = f"{values} value{'s' if values != 1 else ''} in {frame.height} row{'s' if frame.height != 1 else ''}"
    return f"{header_reason('case_id', look.words)}; {counted}"


def header_reason(role: str, words: str) -> str:
    """What the header had to do with a choice."""
    score = named(role, words)
    if score >= 0.75:
        return f'header "{words}"'
    return f'header "{words}" hints at it' if score >= 0.25 else ALONE
