"""What a row of the source is, and on what evidence.

A row may be a finished step (`events`: its time is the end; `start_end`: both are there), one end of a step (`lifecycle`), the
begin of a status that lasts until the next one (`status`), a ticket with its milestones (`milestones`), a ticket at one of its
updates (`audit`), or the change of a field (`history`).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog.log import Shape
from svcflow.eventlog.meanings import status_share
from svcflow.eventlog.shapes.outline import Outline
from svcflow.eventlog.shapes.shaped import LIFECYCLE, TIMESTAMP, ShapeChoice
from svcflow.eventlog.shapes.statuses import in_time
from svcflow.eventlog.shapes.transitions import Transitions, count_transitions
from svcflow.eventlog.words import plain
from svcflow.eventlog.words.plain import listed

_TIMES = ("start_time", "end_time", TIMESTAMP)
_BEGUN = "There is a begin and no end: each step is taken to last until the next one of its case begins; --shape events says otherwise."
_SUB_STATUSES = "The lifecycle column does not hold start and complete (but sub-statuses): it is kept as an attribute."
_REPEATED = 0.1
"""the share of rows that leave the state as it is from which rows may be updates"""
_UPDATES = frozenset(
    listed("""
        sys updated at, sys updated on, updated at, updated on, updated, update time, last update time, last updated, modified, modified at,
        last modified, last modified at, system modified at, aktualisiert, aktualisiert am, geandert am, bijgewerkt, bijgewerkt op,
        gewijzigd op, aggiornato, aggiornato il, data aggiornamento, actualizado, fecha de actualizacion, mis a jour,
        date de mise a jour, date de modification, 更新时间, 修改时间, 更新時間, 修改時間
    """)
)
"""headers of the time of an update"""
_COUNTERS = frozenset(
    listed("""
        sys mod count, mod count, update count, updates, revision, version, reassignment count, reopen count, reassignments,
        sys updated by, updated by, modified by, last modified by
    """)
)
"""headers of attributes that updates have"""


def find_shape(
    rows: pl.DataFrame,
    *,
    wanted: Shape | None,
    is_status: bool,
    place: str,
    outline: Outline | None = None,
    headers: Mapping[str, str] | None = None,
) -> ShapeChoice:
    """The shape that the columns and their contents show, or the one asked for.

    Parameters
    ----------
    rows : polars.DataFrame
        Rows under our names, with their marks.
    wanted : Shape, optional
        What the analyst says.
    is_status : bool
        Whether the activities are statuses.
    outline : Outline, optional
        What the headers have shown before.
    headers : mapping of str to str, optional
        Our roles -> the file's headers.

    Raises
    ------
    LogError
        The shape asked for needs a column that is not there.
    """
    outline = outline or Outline()
    has = {name for name in (*_TIMES, LIFECYCLE) if name in rows.columns and rows.get_column(name).count()}
    transitions = count_transitions(rows.get_column(LIFECYCLE)) if LIFECYCLE in has else None
    is_attribute = transitions is not None and not transitions.is_lifecycle
    if wanted:
        _check_wanted(wanted, has, place)
        why = f"as asked for; {outline.why}" if outline.why and outline.shape == wanted else "as asked for"
        return ShapeChoice(wanted, why, (), is_attribute and wanted != "lifecycle")
    if outline.shape in ("milestones", "history"):
        return ShapeChoice(outline.shape, outline.why, (), is_attribute)
    shape, why, notes = _found(rows, has, transitions, is_status, outline, headers or {})
    if is_attribute:
        notes = (_SUB_STATUSES, *notes)
    return ShapeChoice(shape, why, notes, is_attribute)


def _found(
    rows: pl.DataFrame, has: set[str], transitions: Transitions | None, is_status: bool, outline: Outline, headers: Mapping[str, str]
) -> tuple[Shape, str, tuple[str, ...]]:
    if {"start_time", "end_time"} <= has:
        if is_status and _status_words(rows) >= 0.8:
            return "status", "a start and an end column, and the activities are statuses", ()
        return "start_end", "a start and an end column", ()
    if transitions is not None and transitions.is_lifecycle:
        if transitions.pairs:
            return "lifecycle", transitions.said(), ()
        if not transitions.counts["complete"]:
            return "status", f"{transitions.said()}, and none that completes", (_BEGUN,)
    if is_status and (evidence := _updates(rows, outline, headers)):
        return "audit", evidence, ()
    if "start_time" in has:
        return "status", "a start column and no end column", (_BEGUN,)
    if is_status and "end_time" not in has:
        return "status", "one time column, and the activities are statuses: each lasts until the next one", ()
    return "events", "one time column: the end of each step", ()


def _check_wanted(wanted: Shape, has: set[str], place: str) -> None:
    needs = {"start_end": {"start_time", "end_time"}, "lifecycle": {LIFECYCLE}}.get(wanted, set())
    missing = needs - has
    if missing:
        names = " and ".join("lifecycle" if name == LIFECYCLE else name for name in sorted(missing))
        options = " ".join(f'--map {name}="…"' for name in sorted(missing - {LIFECYCLE}))
        remedy = f"Name it with {options}." if options else "Such a column holds start and complete."
        raise LogError(f"the shape {wanted} needs {names}, and no column holds it.", place=place, remedy=remedy)


def _status_words(rows: pl.DataFrame) -> float:
    counts = rows.get_column("activity").cast(pl.String).value_counts(name="rows")
    return status_share(dict(counts.iter_rows()))


def _updates(rows: pl.DataFrame, outline: Outline, headers: Mapping[str, str]) -> str | None:
    """The evidence that rows are updates: they often leave the state as it is, and have what updates have."""
    signs = [header for header in headers.values() if plain(header) in _UPDATES]
    signs += [name for name in dict.fromkeys((*headers.values(), *rows.columns)) if plain(name) in _COUNTERS]
    if not signs and outline.shape != "audit":
        return None
    begin = next((name for name in (TIMESTAMP, "start_time", "end_time") if name in rows.columns and rows.get_column(name).count()), None)
    if begin is None:
        return None
    ordered = in_time(rows.select("case_id", "activity", pl.col(begin).alias("start_time")))
    same = pl.col("case_id") == pl.col("case_id").shift(1)
    alike = same & (pl.col("activity") == pl.col("activity").shift(1))
    following, repeats = ordered.select(same.sum().alias("following"), alike.sum().alias("repeats")).row(0)
    if not following or repeats / following < _REPEATED:
        return None
    preset = f"{outline.why}; " if outline.shape == "audit" else ""
    names = ", ".join(f'"{sign}"' for sign in signs[:4])
    return f"{preset}{repeats} of {following} rows leave the state as it is" + (f"; {names}" if names else "")
