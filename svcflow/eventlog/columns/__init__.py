"""Which column of a file is which of ours.

A column is known by its header, and held to what it contains: a case identifier repeats, an activity changes within a case, a
time reads as one and moves within a case (a ticket's opening date, the same in all its rows, is an attribute and not the
event's time). Each choice keeps its reason, a confidence between 0 and 1, and the runner-up; an analyst's map overrides it.
Cost: linear in the cells, of which the dates are judged on a sample.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from svcflow.errors import LogError, did_you_mean
from svcflow.eventlog.log import ColumnChoice
from svcflow.eventlog.meanings import status_share
from svcflow.eventlog.times.timestamps import looks_like_times
from svcflow.eventlog.words import COMPLETES, HEADERS, OTHER_TRANSITIONS, STARTS, STATUS_HEADERS, TOKENS, plain

KEYS = ("case_id", "activity", "resource", "team", "priority", "enabled_time", "start_time", "end_time", "timestamp")
TIME_ROLES = ("start_time", "end_time", "enabled_time", "timestamp")
_OURS = frozenset((*KEYS, "lifecycle"))
_ACCEPTED = 0.35
_SAMPLE = 1_000


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns found: our role -> the file's header, with the evidence; and what the analyst should know."""

    roles: Mapping[str, str]
    choices: tuple[ColumnChoice, ...]
    notes: tuple[str, ...] = ()
    time_like: tuple[str, ...] = ()
    """other columns that read as times"""
    is_status: bool = False
    """whether the activities are statuses, each lasting to the next one"""


@dataclass(frozen=True, slots=True)
class _Profile:
    """What a column looks like."""

    name: str
    words: str
    distinct: int
    there: int
    times: float
    numeric: bool
    constant: bool = False
    """whether no case changes it, though cases have several rows"""


def find_columns(frame: pl.DataFrame, mapping: Mapping[str, str] | None, place: str) -> Columns:
    """Choose the columns by header and content.

    Raises
    ------
    LogError
        A key or a header of the map is unknown, or no column can be the case, the activity or the time.
    """
    given = _checked(mapping or {}, frame.columns, place)
    profiles = {name: _profile(frame.get_column(name)) for name in frame.columns}
    chosen: dict[str, ColumnChoice] = {
        role: ColumnChoice(role, name, "given", 1.0) for role, name in given.items() if name and role in (*KEYS, "lifecycle")
    }
    closed = {role for role, name in given.items() if not name}
    for role in ("case_id", "times", "activity", "lifecycle", "resource", "team", "priority"):
        if role == "times":
            profiles = _with_constancy(frame, profiles, chosen["case_id"].column)
            _choose_times(profiles, chosen, closed)
        elif role not in chosen and role not in closed:
            found = _best(role, profiles, frame, chosen)
            if found:
                chosen[role] = found
        if role in ("case_id", "activity") and role not in chosen:
            raise _missing(role, frame.columns, place)
    if not {"end_time", "timestamp", "start_time"} & set(chosen):
        raise _missing("end_time", frame.columns, place)
    ordered = [chosen[role] for role in (*KEYS, "lifecycle") if role in chosen]
    used = {choice.column for choice in ordered}
    time_like = tuple(p.name for p in profiles.values() if p.times >= 0.95 and p.name not in used and frame.schema[p.name] == pl.String)
    roles = {choice.role: choice.column for choice in ordered}
    return Columns(roles, tuple(ordered), (), time_like, _is_status(frame, chosen["activity"].column))


def _checked(mapping: Mapping[str, str], headers: Sequence[str], place: str) -> dict[str, str]:
    for key, header in mapping.items():
        if key not in KEYS:
            raise LogError(f'"{key}" is not a column of a log.', place="map", remedy=did_you_mean(key, KEYS))
        if header and header not in headers:
            raise LogError(f'there is no column "{header}" to be the {key}.', place=place, remedy=did_you_mean(header, headers))
    used = [header for header in mapping.values() if header]
    for header in used:
        if used.count(header) > 1 and not {k for k, h in mapping.items() if h == header} <= {*TIME_ROLES}:
            keys = " and ".join(key for key, name in mapping.items() if name == header)
            raise LogError(f'the column "{header}" is mapped twice, as {keys}.', place="map", remedy="Map each column once.")
    return dict(mapping)


def _profile(series: pl.Series) -> _Profile:
    there = series.drop_nulls()
    words = plain(series.name)
    if series.dtype.is_temporal():
        return _Profile(series.name, words, there.n_unique(), len(there), 1.0, False)
    if series.dtype != pl.String:
        return _Profile(series.name, words, there.n_unique(), len(there), 0.0, series.dtype.is_numeric())
    step = max(len(there) // _SAMPLE, 1)
    sample = there.gather_every(step).head(_SAMPLE).unique()
    timely = any(_named(role, words) >= 0.5 for role in TIME_ROLES)
    numeric = bool(len(sample)) and bool(sample.str.contains(r"^-?\d+([.,]\d+)?$").all())
    return _Profile(series.name, words, there.n_unique(), len(there), looks_like_times(sample, epoch=timely), numeric)


def _with_constancy(frame: pl.DataFrame, profiles: Mapping[str, _Profile], case: str) -> dict[str, _Profile]:
    index = frame.select(pl.arg_sort_by(case, maintain_order=True)).to_series()
    ordered = frame[index]
    same = pl.col(case) == pl.col(case).shift(1)
    if not ordered.select(same.any()).item():
        return dict(profiles)
    changes = ordered.select((pl.col(name).ne_missing(pl.col(name).shift(1)) & same).any().alias(name) for name in frame.columns).row(
        0, named=True
    )
    return {name: _Profile(p.name, p.words, p.distinct, p.there, p.times, p.numeric, not changes[name]) for name, p in profiles.items()}


def _choose_times(profiles: Mapping[str, _Profile], chosen: dict[str, ColumnChoice], closed: set[str]) -> None:
    """Start and end, or a single time; what the map names is taken, the rest is found among columns that read as times."""
    taken = {choice.column for choice in chosen.values()}
    single = "timestamp" in chosen
    free = [p for p in profiles.values() if p.name not in taken and p.there and (p.times >= 0.5 or _named_time(p))]
    moving = [p for p in free if not p.constant or p.name in KEYS] or free
    for role in ("start_time", "end_time", "enabled_time"):
        if role in chosen or role in closed or (single and role != "enabled_time"):
            continue
        found = _ranked(role, moving, 0.55, {choice.column for choice in chosen.values()})
        if found:
            chosen[role] = found
    if "end_time" in chosen or single or "timestamp" in closed:
        return
    single_time = _ranked(
        "timestamp", [p for p in moving if p.times >= 0.5 or _named("timestamp", p.words) == 1.0], 0.2, {c.column for c in chosen.values()}
    )
    if single_time and "start_time" in chosen:
        if "end_time" not in closed and _named("timestamp", plain(single_time.column)) >= 0.9:
            why = f'{single_time.why}, and "{chosen["start_time"].column}" is the start'
            chosen["end_time"] = ColumnChoice("end_time", single_time.column, why, single_time.confidence, single_time.runner_up)
    elif single_time:
        chosen["timestamp"] = single_time


def _ranked(role: str, profiles: Sequence[_Profile], least: float, taken: set[str]) -> ColumnChoice | None:
    scored = sorted(
        ((max(_named(role, p.words), 0.2) * (0.6 + 0.4 * min(p.times, 1.0)), p) for p in profiles if p.name not in taken),
        key=lambda pair: -pair[0],
    )
    if not scored or scored[0][0] < least * 0.6 or (least > 0.5 and _named(role, scored[0][1].words) < 0.5):
        return None
    best = scored[0][1]
    why = f"{_header_reason(role, best.words)}; {best.times:.0%} of a sample read as times"
    return _choice(role, [(score, p.name) for score, p in scored], why)


def _best(role: str, profiles: Mapping[str, _Profile], frame: pl.DataFrame, chosen: Mapping[str, ColumnChoice]) -> ColumnChoice | None:
    taken = {choice.column for choice in chosen.values()}
    free = [p for p in profiles.values() if p.name not in taken and p.there]
    scores = [(_score(role, p, frame), p.name) for p in free]
    scored = sorted(scores, key=lambda pair: -pair[0])
    if not scored or scored[0][0] < _ACCEPTED:
        return None
    best = profiles[scored[0][1]]
    why = f"{_header_reason(role, best.words)}; {_content_reason(role, best, frame.height)}"
    twins = [name for _, name in scored[1:4] if frame.schema[name] == frame.schema[best.name] and (frame[name] == frame[best.name]).all()]
    return _choice(role, [pair for pair in scored if pair[1] not in twins], why)


def _choice(role: str, scored: Sequence[tuple[float, str]], why: str) -> ColumnChoice:
    best, name = scored[0]
    second, other = scored[1] if len(scored) > 1 else (0.0, "")
    doubt = max(second, 0.0) / best if best > 0 else 1.0
    confidence = round(min(best, 1.0) * (1 - 0.4 * min(doubt, 1.0) ** 2), 2)
    return ColumnChoice(role, name, why, confidence, other if second >= 0.3 else None)


def _score(role: str, column: _Profile, frame: pl.DataFrame) -> float:
    """How well a column fills a role, by name (up to 1) less what its content says against it."""
    name, rows = _named(role, column.words), frame.height
    if column.times >= 0.5 and not (role == "case_id" and column.numeric):
        return 0.0
    share = column.distinct / max(column.there, 1)
    if role == "case_id":
        unlike = 0.5 * (share == 1 and rows > 20) + 0.9 * (column.distinct == 1 and rows > 20) + 0.4 * (column.there < 0.5 * rows)
        by_content = 0.3 + 0.2 * share if 0.02 < share < 0.9 and column.distinct > 1 and column.there > 0.95 * rows else 0.0
        return max(name, by_content) - unlike
    if role == "activity":
        unlike = 0.4 * (share > 0.9 and rows > 20) + 0.3 * column.constant + 0.3 * column.numeric + 0.4 * (column.there < 0.5 * rows)
        few = column.distinct <= max(50, 0.1 * rows)
        by_content = 0.4 if few and column.distinct > 1 and not column.constant and not column.numeric and not _other_role(column) else 0.0
        return max(name, by_content) - unlike
    if role == "lifecycle":
        return name if name >= 0.5 or _transitions(frame.get_column(column.name)) else 0.0
    if role in ("team", "priority"):
        return name - 0.4 * (share > 0.5 and rows > 50) - 0.4 * (column.distinct == 1 and rows > 20)
    return name - 0.2 * column.constant


def _other_role(column: _Profile) -> bool:
    return any(_named(role, column.words) >= 0.5 for role in ("resource", "team", "priority", "lifecycle"))


def _named(role: str, words: str) -> float:
    """What the header says for a role, 0 to 1."""
    if words == plain(role):
        return 1.0
    known = HEADERS[role]
    bare = words.removeprefix("case ").removeprefix("event ").rstrip(" 0123456789")
    if words in known or bare in known:
        return known.get(words) or 0.9 * known[bare]
    if TOKENS[role] & set(bare.split()):
        return 0.55 if role in TIME_ROLES or not re.search(r"\b(count|type|category|number of|id|time|date)\b", bare) else 0.25
    return 0.0


def _named_time(column: _Profile) -> bool:
    """Whether the header names a time beyond doubt, whatever the rows hold."""
    return any(_named(role, column.words) == 1.0 and " " in column.words for role in TIME_ROLES)


def _header_reason(role: str, words: str) -> str:
    score = _named(role, words)
    if score >= 0.75:
        return f'header "{words}"'
    return f'header "{words}" hints at it' if score >= 0.25 else "by content alone"


def _content_reason(role: str, column: _Profile, rows: int) -> str:
    if role == "case_id":
        return f"{column.distinct} value{'s' if column.distinct != 1 else ''} in {rows} row{'s' if rows != 1 else ''}"
    changes = "the same throughout each case" if column.constant else "changes within cases"
    return f"{column.distinct} values, {changes}"


def _transitions(series: pl.Series) -> bool:
    known = list(STARTS | COMPLETES | OTHER_TRANSITIONS)
    words = series.drop_nulls().cast(pl.String).str.to_lowercase()
    return bool(len(words)) and words.n_unique() <= 20 and words.is_in(known).mean() == 1.0 and words.is_in(list(STARTS)).any()


def _is_status(frame: pl.DataFrame, activity: str) -> bool:
    counts = frame.get_column(activity).drop_nulls().cast(pl.String).alias("activity").value_counts(name="rows")
    return plain(activity) in STATUS_HEADERS or status_share(dict(counts.iter_rows())) >= 0.8


def _missing(role: str, headers: Sequence[str], place: str) -> LogError:
    what = {"case_id": "the case (ticket) of each row", "activity": "the activity or status", "end_time": "the time"}[role]
    listed = ", ".join(f'"{header}"' for header in headers[:20]) + (" …" if len(headers) > 20 else "")
    key = {"case_id": "case_id", "activity": "activity", "end_time": "end_time"}[role]
    return LogError(f"no column holds {what}.", place=place, remedy=f'There are: {listed}. Name it with --map {key}="…".')
