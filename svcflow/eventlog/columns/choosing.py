"""Which column of a file is which of ours.

A column is known by its header, and held to what it contains: a case identifier repeats, an activity changes within a case, a
time reads as one and moves within a case (a ticket's opening date, the same in all its rows, is an attribute and not the
event's time). Headers that say nothing leave it to the contents. Each choice keeps its reason, a confidence between 0 and 1, and
the runner-up; a choice that is not clear is told with the option that overrides it, and an analyst's map is taken as it is.

Cost: the counts of the case column, and work on a sample of whole cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from svcflow.errors import LogError, did_you_mean
from svcflow.eventlog.columns.cases import ALONE, choose_case, header_reason
from svcflow.eventlog.columns.clocks import choose_times
from svcflow.eventlog.columns.naming import TIME_ROLES, header_points, named
from svcflow.eventlog.columns.ordering import NEVER, Ordered, in_order
from svcflow.eventlog.columns.profiles import Behaviour, Look, behaviour_of, look_at, numbered
from svcflow.eventlog.columns.sampling import whole_cases
from svcflow.eventlog.columns.scoring import activity_points, attribute_points, best_choice, resource_points
from svcflow.eventlog.log import ColumnChoice
from svcflow.eventlog.meanings import status_share
from svcflow.eventlog.shapes.outline import Outline
from svcflow.eventlog.shapes.shaped import counted
from svcflow.eventlog.words import COMPLETES, OTHER_TRANSITIONS, STARTS, STATUS_HEADERS, plain
from svcflow.eventlog.words.milestones import milestone_name

KEYS = ("case_id", "activity", "resource", "team", "priority", "enabled_time", "start_time", "end_time", "timestamp", "sequence")
CHANGES = ("field", "from_value", "to_value")
"""what a change history has instead of an activity"""
_ROLES = (*KEYS, *CHANGES, "lifecycle")
_RIVALS = 4
_FEWEST_STEPS = 5
"""steps from row to row from which on a column may be found to say what was before"""
_SURE = 0.8
"""choices held with less confidence are told, and those that no header supports"""
_NAMES = {
    "case_id": "the case",
    "activity": "the activity",
    "resource": "the person",
    "team": "the team",
    "priority": "the priority",
    "enabled_time": "the time from which a step could begin",
    "start_time": "the begin of a step",
    "end_time": "the end of a step",
    "timestamp": "the time",
}


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
    milestones: tuple[str, ...] = ()
    """columns that each hold the time of a milestone, where a row is a ticket"""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The sample in order, and what each column looks like and does in it."""

    seen: Ordered
    looks: Mapping[str, Look]
    does: Mapping[str, Behaviour]


def find_columns(frame: pl.DataFrame, mapping: Mapping[str, str] | None, place: str, outline: Outline | None = None) -> Columns:
    """Choose the columns by header and content; those that the table's outline settles, or does without, are not looked for.

    Raises
    ------
    LogError
        A key or a header of the map is unknown, or no column can be the case, the activity or the time.
    """
    given = _checked(mapping or {}, frame.columns, place)
    looks = {name: look_at(frame.get_column(name)) for name in frame.columns}
    chosen = {role: ColumnChoice(role, name, "given", 1.0) for role, name in given.items() if name}
    closed = {role for role, name in given.items() if not name}
    outline = outline or Outline()
    chosen |= {role: ColumnChoice(role, name, outline.why, 0.95) for role, name in outline.roles.items() if role not in given}
    closed |= outline.closed
    if "case_id" not in chosen and (found := choose_case(frame, looks, {*_taken(chosen), *outline.milestones})):
        chosen["case_id"] = found
    if "case_id" not in chosen:
        raise _missing("case_id", frame.columns, place)
    case = chosen["case_id"].column
    rows = whole_cases(frame, case)
    choose_times(rows, case, looks, chosen, closed)
    clock = next((chosen[role].column for role in ("start_time", "timestamp", "end_time") if role in chosen), None)
    seen = in_order(rows, case, looks, clock)
    evidence = _Evidence(seen, looks, {name: behaviour_of(numbered(seen.rows.get_column(name)), seen.same) for name in frame.columns})
    for role in ("activity", "lifecycle", "resource", "team", "priority", "sequence"):
        taken = {*_taken(chosen, role), *outline.milestones}
        if role not in chosen and role not in closed and (found := _best(role, evidence, taken)):
            chosen[role] = found
    if "activity" not in chosen and "activity" not in outline.closed:
        raise _missing("activity", frame.columns, place)
    if not outline.milestones and not {"end_time", "timestamp", "start_time"} & set(chosen):
        raise _missing("end_time", frame.columns, place)
    return _columns(frame, evidence, chosen, outline.milestones)


def _columns(frame: pl.DataFrame, evidence: _Evidence, chosen: Mapping[str, ColumnChoice], milestones: tuple[str, ...]) -> Columns:
    ordered = tuple(chosen[role] for role in _ROLES if role in chosen)
    used = {*_taken(chosen), *milestones}
    kinds = (pl.String, pl.Categorical, pl.Datetime, pl.Date)
    time_like = tuple(
        look.name for look in evidence.looks.values() if look.times >= 0.95 and look.name not in used and frame.schema[look.name] in kinds
    )
    roles = {choice.role: choice.column for choice in ordered}
    notes = tuple(_note(choice) for choice in ordered if choice.role in _NAMES and (choice.confidence < _SURE or ALONE in choice.why))
    is_status = "activity" in roles and _is_status(evidence.seen.rows, roles["activity"])
    reached = tuple(ColumnChoice("milestone", name, f'milestone "{milestone_name(name)}", by its header', 0.95) for name in milestones)
    return Columns(roles, (*ordered, *reached), notes, time_like, is_status, milestones)


def _checked(mapping: Mapping[str, str], headers: Sequence[str], place: str) -> dict[str, str]:
    for key, header in mapping.items():
        about = ("map", key, header)
        if key not in (*KEYS, *CHANGES):
            raise LogError(f'"{key}" is not a column of a log.', place="map", remedy=did_you_mean(key, (*KEYS, *CHANGES)), about=about)
        if header and header not in headers:
            problem = f'there is no column "{header}" to be the {key}.'
            raise LogError(problem, place=place, remedy=did_you_mean(header, headers), about=about)
    used = [header for key, header in mapping.items() if header and key != "sequence"]
    for header in used:
        if used.count(header) > 1 and not {k for k, h in mapping.items() if h == header} <= {*TIME_ROLES}:
            keys = [key for key, name in mapping.items() if name == header]
            problem = f'the column "{header}" is mapped twice, as {" and ".join(keys)}.'
            raise LogError(problem, place="map", remedy="Map each column once.", about=("map", keys[-1], header))
    return dict(mapping)


def _taken(chosen: Mapping[str, ColumnChoice], role: str = "") -> set[str]:
    """Columns that fill a role already; a sequence stays an attribute, and takes nothing from any other role."""
    return {choice.column for choice in chosen.values() if choice.role != "sequence" and role != "sequence"}


def _best(role: str, evidence: _Evidence, taken: set[str]) -> ColumnChoice | None:
    free = [look for look in evidence.looks.values() if look.name not in taken and look.there]
    points = {look.name: header_points(role, look.words) + _content(role)(look, evidence) for look in free}
    if role == "activity":
        points = _without_former(points, evidence.seen)
    found = best_choice(role, points)
    if found and found.runner_up:
        found = best_choice(role, points, copies=_copies(evidence.seen.rows, found.column, free))
    if not found:
        return None
    does = evidence.does[found.column]
    values = counted(evidence.seen.rows.get_column(found.column).drop_nulls().n_unique(), "value")
    why = f"{header_reason(role, evidence.looks[found.column].words)}; {values}, {_said(does, evidence.seen)}"
    return ColumnChoice(role, found.column, why, found.confidence, found.runner_up)


def _without_former(points: Mapping[str, float], seen: Ordered) -> dict[str, float]:
    """The points less what a column loses that says what was before: its values are another's of the row before."""
    best = sorted(points, key=lambda name: (-points[name], name))[:_RIVALS]
    values = {name: seen.rows.get_column(name).cast(pl.String).hash().to_numpy() for name in best}
    again = seen.same[1:]
    former = {
        name
        for name in best
        for other in best
        if name != other
        and again.sum() >= _FEWEST_STEPS
        and (values[name][1:] == values[other][:-1])[again].mean() > 0.95
        and not (values[other][1:] == values[name][:-1])[again].mean() > 0.95
    }
    return {name: value - 2.5 * (name in former) for name, value in points.items()}


def _content(role: str) -> Callable[[Look, _Evidence], float]:
    """What the contents say for a column in a role."""
    if role == "activity":
        return lambda look, it: activity_points(look, it.does[look.name], it.seen.rows.height)
    if role == "resource":
        return lambda look, it: resource_points(look, it.does[look.name], it.seen.rows.height)
    if role == "lifecycle":
        return lambda look, it: 0.0 if named(role, look.words) >= 0.5 else 4.0 if _transitions(it.seen.rows.get_column(look.name)) else -9.0
    if role == "sequence":
        return lambda look, it: 0.0 if named(role, look.words) >= 0.5 and _counts_up(it.seen, look.name) else -9.0
    return lambda look, it: attribute_points(role, look, it.does[look.name], it.seen.rows.height)


def _copies(rows: pl.DataFrame, column: str, free: Sequence[Look]) -> list[str]:
    """Columns with the very same values."""
    codes = rows.get_column(column).hash()
    return [look.name for look in free if look.name != column and bool((rows.get_column(look.name).hash() == codes).all())]


def _said(does: Behaviour, seen: Ordered) -> str:
    if not seen.same.any():
        return "one row in each case"
    return "the same throughout each case" if does.constant else f"changes in {does.changes:.0%} of the steps"


def _transitions(series: pl.Series) -> bool:
    known = list(STARTS | COMPLETES | OTHER_TRANSITIONS)
    words = series.drop_nulls().unique().cast(pl.String).str.to_lowercase()
    return bool(len(words)) and len(words) <= 20 and bool(words.is_in(known).all()) and bool(words.is_in(list(STARTS)).any())


def _counts_up(seen: Ordered, column: str) -> bool:
    """Whether whole numbers rise with the time: against it in no more than 1 % of the steps within cases."""
    numbers = seen.rows.get_column(column).cast(pl.String).cast(pl.Int64, strict=False)
    if seen.at is None or numbers.null_count():
        return False
    values = numbers.to_numpy()
    later = seen.same[1:] & (seen.at[1:] > seen.at[:-1]) & (seen.at[:-1] != NEVER)
    steps = (values[1:] - values[:-1])[later]
    return bool(len(steps)) and (steps < 0).mean() <= 0.01 and bool((steps > 0).any())


def _is_status(rows: pl.DataFrame, activity: str) -> bool:
    counts = rows.get_column(activity).drop_nulls().cast(pl.String).alias("activity").value_counts(name="rows")
    return plain(activity) in STATUS_HEADERS or status_share(dict(counts.iter_rows())) >= 0.8


def _note(choice: ColumnChoice) -> str:
    """What to say of a choice that is not clear."""
    other = choice.runner_up or "…"
    rival = f' rather than "{choice.runner_up}"' if choice.runner_up else ""
    return f'"{choice.column}" is taken as {_NAMES[choice.role]}{rival} ({choice.why}); if that is wrong: --map {choice.role}="{other}".'


def _missing(role: str, headers: Sequence[str], place: str) -> LogError:
    what = {"case_id": "the case (ticket) of each row", "activity": "the activity or status", "end_time": "the time"}[role]
    listed = ", ".join(f'"{header}"' for header in headers[:20]) + (" …" if len(headers) > 20 else "")
    return LogError(f"no column holds {what}.", place=place, remedy=f'There are: {listed}. Name it with --map {role}="…".')
