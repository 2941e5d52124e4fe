"""How much speaks for a column in a role: points for its header, its look and its behaviour, and the confidence they add up to.

Points are log-odds: columns compete for a role with each other and with the chance that none fills it (0 points), and the
confidence in the best is its share of the odds, e^points ÷ (1 + Σ e^points). Copies of a column do not compete with it. The weights
were set on a bench of logs in seven languages, with and without useful headers, on which choices held with a confidence above
0.8 must be right in 95 of 100 cases (`tests/eventlog/test_columns_bench.py`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from svcflow.eventlog.columns.naming import header_points, named
from svcflow.eventlog.columns.profiles import Behaviour, Look
from svcflow.eventlog.log import ColumnChoice

_FEW_ROWS = 20
_LEAST = -4.0
"""contents alone do not overrule a header that is clear, unless they speak for another column"""
_TOLD = 0.02
"""a runner-up with a smaller share of the odds is not worth a word"""


def case_points(look: Look, distinct: int, rows: int) -> float:
    """What speaks for a column as the case, before anything is known of what it does: its header, and whether it repeats."""
    points = header_points("case_id", look.words)
    share = distinct / max(look.there * rows, 1)
    many = rows > _FEW_ROWS
    points -= 6.0 * (distinct <= 1 and many) + 2.5 * (share > 0.999 and many)
    points -= 3.0 * (look.there < 0.5) + 1.0 * (look.there < 0.95)
    points -= 3.0 * (look.numeric > 0.9 and look.whole < 0.9) + 2.0 * (look.prose > 0.3) + 3.0 * look.is_flag
    points += 0.7 * look.identifiers
    if many:
        points += 0.7 * (0.01 < share < 0.7) - 1.0 * (share < 0.002) - 1.0 * (distinct < 10)
    return points


def group_points(activity: float, compact: float | None, repeats: bool) -> float:
    """What the groups of rows of one value say for it as the case.

    `activity` is the points of the best activity in them, `compact` how long they last beside groups drawn at random (1: as long).
    """
    if not repeats:
        return 0.0
    points = 0.6 * min(max(activity, -3.0), 4.0)
    if compact is not None:
        points += 1.0 * (compact < 0.3) - 1.0 * (compact > 0.7)
    return points


def activity_points(look: Look, does: Behaviour, rows: int) -> float:
    """What a column's values and behaviour say for it as the activity; the header is not heard."""
    if look.times >= 0.5 or (does.distinct <= 1 and rows > _FEW_ROWS):
        return _LEAST
    share = does.distinct / max(rows, 1)
    points = 1.0 * look.wordy - 1.5 * (1 - look.wordy) - 1.0 * look.people - 3.0 * look.prose - 3.0 * look.is_flag
    points -= 2.5 * (look.numeric > 0.9) + 2.0 * (look.there < 0.5)
    if rows > _FEW_ROWS:
        points -= 2.0 * (share > 0.3) + 2.0 * (share > 0.8)
        points += 1.5 * does.begins + 2.0 * does.foretells - 1.0
    points += 0.7 * (does.changes > 0.4) - 1.5 * (does.changes < 0.15) - 2.0 * does.constant
    return max(points, _LEAST)


def resource_points(look: Look, does: Behaviour, rows: int) -> float:
    """What a column's values and behaviour say for it as the person; the header is not heard."""
    if look.times >= 0.5 or (does.distinct <= 1 and rows > _FEW_ROWS):
        return -4.0
    share = does.distinct / max(rows, 1)
    points = 2.5 * look.people - 1.5 - 2.0 * look.prose - 2.0 * look.is_flag - 2.0 * (look.numeric > 0.9 and look.whole < 0.9)
    if rows > _FEW_ROWS:
        points -= 2.0 * (share > 0.5) + 1.5 * (does.distinct < 6)
        points -= 1.0 * does.foretells + 1.5 * does.begins
        points += 1.2 * (does.distinct >= 8 and does.changes > 0.15) * (1 - does.begins) * (1 - does.foretells)
    points += 0.7 * (does.changes > 0.15) - 2.0 * does.constant
    return max(points, _LEAST)


def attribute_points(role: str, look: Look, does: Behaviour, rows: int) -> float:
    """What a column's values say for it as the team or the priority: few different ones; without a header it is neither."""
    if named(role, look.words) < 0.25 or look.times >= 0.5:
        return 2 * _LEAST
    share = does.distinct / max(rows, 1)
    return -3.0 * (share > 0.5 and rows > 50) - 3.0 * (does.distinct <= 1 and rows > _FEW_ROWS) - 1.0 * look.prose


def best_choice(role: str, points: Mapping[str, float], why: str = "", copies: Sequence[str] = ()) -> ColumnChoice | None:
    """The column with the most points, if any has more than none at all has; `copies` do not count as rivals of it."""
    ranked = sorted(points.items(), key=lambda pair: (-round(pair[1], 9), pair[0]))
    if not ranked or ranked[0][1] <= 0:
        return None
    best = ranked[0][0]
    rivals = [(name, value) for name, value in ranked[1:] if name not in copies]
    odds = [math.exp(value) for _, value in rivals]
    whole = 1.0 + math.exp(ranked[0][1]) + sum(odds)
    runner_up = rivals[0][0] if rivals and odds[0] / whole >= _TOLD else None
    return ColumnChoice(role, best, why, round(math.exp(ranked[0][1]) / whole, 2), runner_up)
