"""What a table's headers and a glance at its columns show before anything is read: which columns have no role in a plain log.

Most logs have a case, an activity and a time. A table of milestones has several times and no activity, a change history has a
field, a from and a to. Such tables are told here, with their evidence, so that nothing is looked for that they do not have.
Whatever the analyst maps or says goes before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog.log import Meaning, Shape
from svcflow.eventlog.meanings import status_share
from svcflow.eventlog.shapes.history import status_field
from svcflow.eventlog.shapes.presets import Preset, find_preset
from svcflow.eventlog.times.timestamps import looks_like_times
from svcflow.eventlog.words import HEADERS, plain
from svcflow.eventlog.words.changes import CHANGE_HEADERS
from svcflow.eventlog.words.milestones import find_opening, kind_of, milestone_name

_TIMES = frozenset({"start_time", "end_time", "enabled_time", "timestamp"})
_STEPS = frozenset({"activity", "lifecycle", "sequence"})
_SAID: Mapping[Meaning, str] = {
    "work": "is work", "queue": "is a queue", "customer": "waits for the customer", "supplier": "waits for a supplier",
    "closed": "is closed",
}  # fmt: skip
_SAMPLE = 1_000
_TIMELY = 0.9
_UNIQUE = 0.9
"""the share of different tickets in the rows from which a row is a ticket"""


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape that shows already, if any, and the columns that are settled or not to be looked for."""

    shape: Shape | None = None
    why: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    """our role -> the file's header"""
    closed: frozenset[str] = frozenset()
    """roles that such a table does not have"""
    milestones: tuple[str, ...] = ()
    """the columns that are milestones"""
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    """of statuses, in plain form, where a preset knows them"""
    preset: str = ""
    """the export that was known by its headers"""

    def meanings_of(self, activities: Iterable[str]) -> dict[str, Meaning]:
        """What the preset says of the activities that there are."""
        known = {plain(name): meaning for name, meaning in self.meanings.items()}
        return {name: known[plain(name)] for name in activities if plain(name) in known}

    def told_meanings(self, activities: Iterable[str]) -> tuple[dict[str, Meaning], tuple[str, ...]]:
        """The same, with a note that says so."""
        known = self.meanings_of(sorted(activities))
        if not known:
            return {}, ()
        said = ", ".join(f'"{name}" {_SAID[meaning]}' for name, meaning in known.items())
        return known, (f"What statuses mean in {self.preset}: {said}.",)


def outline_table(frame: pl.DataFrame, mapping: Mapping[str, str] | None, wanted: Shape | None, place: str) -> Outline:
    """What can be told before the columns are chosen.

    Raises
    ------
    LogError
        The shape asked for needs columns that are not there.
    """
    given = {role: header for role, header in (mapping or {}).items() if not header or header in frame.columns}
    preset = find_preset(frame.columns)
    roles = _roles(preset, given)
    mapped = {role for role, header in given.items() if header}
    if wanted == "history" or (wanted is None and not mapped & {"activity", "start_time", "end_time"}):
        found = _history(frame, {**roles, **given}, preset, wanted, place)
        if found:
            return found
    if wanted == "milestones" or (wanted is None and not mapped & (_TIMES | _STEPS)):
        found = _milestones(frame, {**roles, **given}, preset, wanted, place)
        if found:
            return found
    roles = {role: header for role, header in roles.items() if role not in CHANGE_HEADERS}
    if preset and wanted is None and not mapped & (_TIMES | _STEPS):
        _check_tickets(frame, preset, roles, place)
    if preset is None or preset.shape != "audit":
        return Outline(roles=roles, meanings=preset.meanings if preset else {}, preset=preset.name if preset else "")
    return Outline(preset.shape if wanted is None else None, preset.why, roles, meanings=preset.meanings, preset=preset.name)


def _roles(preset: Preset | None, given: Mapping[str, str]) -> dict[str, str]:
    """The columns of the preset, less those of which the analyst says otherwise; a time of theirs puts out the preset's."""
    if preset is None:
        return {}
    others = {role for role in preset.roles if role in given or (role in _TIMES and _TIMES & set(given))}
    return {role: header for role, header in preset.roles.items() if role not in others and header not in given.values()}


def _history(frame: pl.DataFrame, given: Mapping[str, str], preset: Preset | None, wanted: Shape | None, place: str) -> Outline | None:
    """A table of changes: a from and a to, and a field of which some values name the status, or statuses without a field."""
    used = {header for role, header in given.items() if role not in CHANGE_HEADERS}
    free = {plain(name): name for name in reversed(frame.columns) if name not in used}
    roles = {role: header for role in CHANGE_HEADERS if (header := given.get(role) or _first(frame, CHANGE_HEADERS[role], free))}
    if wanted != "history" and not {"from_value", "to_value"} <= set(roles):
        return None
    if missing := {"from_value", "to_value"} - set(roles):
        names = " and ".join(sorted(missing))
        options = " ".join(f'--map {name}="…"' for name in sorted(missing))
        raise LogError(f"the shape history needs {names}, and no column holds it.", place=place, remedy=f"Name it with {options}.")
    why = f'"{roles["from_value"]}" and "{roles["to_value"]}" are what each row changes'
    if "field" in roles:
        status = status_field(frame.get_column(roles["field"]))
        if status is None and wanted != "history":
            return None
        if status is None:
            raise LogError(f'no value of "{roles["field"]}" names a status.', place=place, remedy="Name another column with --map field=…")
        rows = int((frame.get_column(roles["field"]).cast(pl.String) == status).sum())
        why += f', "{roles["field"]}" which field: "{status}" in {rows} of {frame.height} rows'
    elif wanted != "history" and not _statuses(frame, roles["to_value"]):
        return None
    others = {role: header for role, header in given.items() if header and role not in (*CHANGE_HEADERS, "activity")}
    told = preset if preset and preset.shape == "history" else None
    why = f"{told.why}; {why}" if told else why
    return Outline("history", why, {**others, **roles}, _STEPS | {"start_time", "end_time", "enabled_time"}, (), *_known(told))


def _first(frame: pl.DataFrame, names: Iterable[str], free: Mapping[str, str]) -> str | None:
    """The first of the headers that is there and holds no times."""
    return next((free[name] for name in names if name in free and not _reads_as_times(frame.get_column(free[name]))), None)


def _statuses(frame: pl.DataFrame, column: str) -> bool:
    """Whether the values are statuses, by the header or by their words."""
    if {"status", "state", "stato", "estado", "statut", "etat"} & set(plain(column).split()) or "状态" in column or "狀態" in column:
        return True
    counts = frame.get_column(column).drop_nulls().cast(pl.String).alias("status").value_counts(name="rows")
    return status_share(dict(counts.iter_rows())) >= 0.5


def _milestones(frame: pl.DataFrame, given: Mapping[str, str], preset: Preset | None, wanted: Shape | None, place: str) -> Outline | None:
    """A table of tickets: each once, with its opening and at least one other milestone."""
    columns = milestone_columns(frame, set(given.values()))
    kinds = {kind_of(name) for name in columns}
    if wanted == "milestones" and len(columns) < 2:
        there = f'only "{columns[0]}"' if columns else "none"
        raise LogError(f"the shape milestones needs two columns of times of milestones, and there is {there}.", place=place)
    if wanted is None and (not {"opened"} < kinds or _has_steps(frame)):
        return None
    case = given.get("case_id") or _case(frame)
    if wanted is None and (case is None or not _once(frame.get_column(case), frame)):
        return None
    names = ", ".join(f'"{name}"' for name in columns)
    rows = f"a row for each ticket ({frame.get_column(case).n_unique()} in {frame.height} rows), with" if case else "with"
    told = preset if preset and preset.shape in ("milestones", "audit") else None
    why = (f"{told.why}; " if told else "") + f"{rows} the times of {len(columns)} milestones: {names}"
    roles = {role: header for role, header in given.items() if header and role not in (_TIMES | _STEPS | set(CHANGE_HEADERS))}
    roles = {**roles, "case_id": case} if case else roles
    return Outline("milestones", why, roles, _TIMES | _STEPS, tuple(columns), *_known(told))


def _check_tickets(frame: pl.DataFrame, preset: Preset, roles: Mapping[str, str], place: str) -> None:
    """Refuse an export of tickets as they are now that has no two instants of any: their present status would be taken for a step."""
    case = roles.get("case_id")
    if preset.shape == "history" or case is None or not _once(frame.get_column(case), frame):
        return
    there = ", ".join(f'"{name}"' for name in milestone_columns(frame, set())) or "none"
    raise LogError(
        f"this is {preset.name}, with a row for each ticket and fewer than two times at which they reached something ({there}).",
        place=place,
        remedy="Export when they were opened and resolved or closed, or the history of their changes; --map and --shape say otherwise.",
    )


def _known(preset: Preset | None) -> tuple[Mapping[str, Meaning], str]:
    return (preset.meanings, preset.name) if preset else ({}, "")


def milestone_columns(frame: pl.DataFrame, used: set[str]) -> list[str]:
    """The columns that are milestones, in the file's order: one opening, and one of each name."""
    timed = [name for name in frame.columns if kind_of(name) and name not in used and _reads_as_times(frame.get_column(name))]
    opening = find_opening(timed)
    seen: dict[str, str] = {}
    for name in timed:
        if kind_of(name) != "opened" or name == opening:
            seen.setdefault(milestone_name(name), name)
    return list(seen.values())


def _reads_as_times(column: pl.Series) -> bool:
    if column.dtype.is_temporal():
        return bool(column.count())
    if column.dtype not in (pl.String, pl.Categorical):
        return False
    sample = column.drop_nulls().gather_every(max((len(column) - column.null_count()) // _SAMPLE, 1)).head(_SAMPLE)
    return looks_like_times(sample.unique().cast(pl.String), epoch=True) >= _TIMELY


def _has_steps(frame: pl.DataFrame) -> bool:
    """Whether headers name an activity, a begin and an end beyond doubt: rows are steps then, whatever times they carry besides."""
    words = [plain(name) for name in frame.columns]
    return all(any(HEADERS[role].get(word) == 1.0 for word in words) for role in ("activity", "start_time", "end_time"))


def _case(frame: pl.DataFrame) -> str | None:
    """The column whose header names the ticket most surely."""
    scored = [(HEADERS["case_id"].get(plain(name), 0.0), name) for name in frame.columns]
    best, name = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
    return name if best >= 0.6 else None


def _once(case: pl.Series, frame: pl.DataFrame) -> bool:
    """Whether each ticket has one row, but for a few, and for rows that repeat another in every column."""
    there = case.drop_nulls()
    share = there.n_unique() / max(len(there), 1)
    if share < _UNIQUE and share > _UNIQUE / 3:
        share = there.n_unique() / max(frame.filter(case.is_not_null()).n_unique(), 1)
    return share >= _UNIQUE
