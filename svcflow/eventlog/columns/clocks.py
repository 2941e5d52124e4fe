"""Which columns are the times of an event: its begin and end, when it could have begun, or one single time.

An event's time moves within the cases; a date that is the same in all rows of a case is an attribute of it. Headers say which of
several times is which; where they do not, two times of which the one is never after the other are a begin and an end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from svcflow.eventlog.columns.cases import ALONE, header_reason
from svcflow.eventlog.columns.naming import TIME_ROLES, header_points, named, names_time
from svcflow.eventlog.columns.ordering import NEVER, instants, moving_times
from svcflow.eventlog.columns.profiles import Look
from svcflow.eventlog.columns.scoring import best_choice
from svcflow.eventlog.log import ColumnChoice
from svcflow.eventlog.words import plain

Chosen = dict[str, ColumnChoice]


def choose_times(rows: pl.DataFrame, case: str, looks: Mapping[str, Look], chosen: Chosen, closed: set[str]) -> None:
    """Add the time columns to `chosen`; `closed` roles have none, and what the map gives is there already."""
    moves = moving_times(rows, case, looks)
    free = [
        look for look in looks.values() if look.there and look.name not in _taken(chosen) and (look.times >= 0.5 or names_time(look.words))
    ]
    moving = [look for look in free if moves.get(look.name, 1) or look.name in TIME_ROLES] or free
    single = "timestamp" in chosen
    for role in ("start_time", "end_time", "enabled_time"):
        if role in chosen or role in closed or (single and role != "enabled_time"):
            continue
        heard = [look for look in moving if named(role, look.words) >= 0.5]
        if found := _ranked(role, heard, moves, chosen):
            chosen[role] = found
    if "end_time" in chosen or "timestamp" in chosen or "timestamp" in closed:
        return
    found = _ranked("timestamp", [look for look in moving if look.times >= 0.5 or named("timestamp", look.words) == 1.0], moves, chosen)
    if found and "start_time" in chosen:
        if "end_time" not in closed and named("timestamp", plain(found.column)) >= 0.9:
            why = f'{found.why}, and "{chosen["start_time"].column}" is the start'
            chosen["end_time"] = ColumnChoice("end_time", found.column, why, found.confidence, found.runner_up)
    elif found:
        chosen |= _pair(rows, case, moving, closed) or {"timestamp": found}


def _taken(chosen: Chosen) -> set[str]:
    return {choice.column for choice in chosen.values()}


def _ranked(role: str, looks: Sequence[Look], moves: Mapping[str, int], chosen: Chosen) -> ColumnChoice | None:
    most = max(moves.values(), default=0)
    points = {
        look.name: header_points(role, look.words)
        + 2.0 * (look.times >= 0.95)
        - 4.0 * (look.times < 0.5 and not names_time(look.words))
        + 1.0 * (moves.get(look.name, 0) >= 0.9 * most > 0)
        - 2.0 * (moves.get(look.name, 1) == 0 < most)
        - 1.5 * (look.there < 0.5)
        for look in looks
        if look.name not in _taken(chosen)
    }
    found = best_choice(role, points)
    if not found:
        return None
    look = next(look for look in looks if look.name == found.column)
    why = f"{header_reason(role, look.words)}; {look.times:.0%} of a sample read as times"
    return ColumnChoice(role, found.column, why, found.confidence, found.runner_up)


def _pair(rows: pl.DataFrame, case: str, moving: Sequence[Look], closed: set[str]) -> Chosen:
    """A begin and an end that no header names: two moving times, the one never after the other."""
    unnamed = [look for look in moving if look.times >= 0.95 and max(named(role, look.words) for role in TIME_ROLES) < 0.4]
    if len(unnamed) != 2 or {"start_time", "end_time"} & closed:
        return {}
    names = sorted(look.name for look in unnamed)
    first, second = (instants(rows.get_column(name), rows.get_column(case)) for name in names)
    if first is None or second is None:
        return {}
    both = (first != NEVER) & (second != NEVER)
    if not both.any():
        return {}
    before, after = (first < second)[both].mean(), (first > second)[both].mean()
    if min(before, after) > 0.01 or max(before, after) < 0.2:
        return {}
    start, end = names if before > after else names[::-1]
    why = f'{ALONE}: "{start}" is never after "{end}"'
    return {role: ColumnChoice(role, name, why, 0.75, None) for role, name in (("start_time", start), ("end_time", end))}
