"""Rows that are updates of a ticket, each with all that the ticket was at that instant (ServiceNow's audit of incidents).

What happened is the change against the row before. A changed state begins a step of the state's name. A group or a person that
changed while the state stayed begins a step of its own, `Active (reassigned)`, which means what the state means: a ticket handed
on while it waits for the customer waits still. An update that changes neither is no step, and folded into the one under way. A
step lasts until the next one, the last one of a case until its last update. The instant at which the ticket was opened, where a
column has it, is when its first step became possible, so that the lead time counts from there.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from svcflow.eventlog.log import Meaning, Shape
from svcflow.eventlog.meanings import guess_meaning
from svcflow.eventlog.shapes.shaped import Shaped, counted
from svcflow.eventlog.shapes.statuses import OVER, ROW, UNTIL, final, in_time, spread, with_opening

REASSIGNED = "{} (reassigned)"
_FIRST, _STATE, _HANDED = "\x00first", "\x00state", "\x00handed"
_SHAPE: Shape = "audit"


def changed(rows: pl.DataFrame, meanings: Mapping[str, Meaning]) -> Shaped:
    """A step for each change of state, group or assignee. Cost: a sort."""
    ordered = in_time(rows.with_row_index(ROW))
    ordered, opening, repairs = with_opening(ordered)
    same = pl.col("case_id") == pl.col("case_id").shift(1)
    who = [name for name in ("resource", "team") if name in ordered.columns]
    handed = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in who)
    state = pl.col("activity").ne_missing(pl.col("activity").shift(1))
    marked = ordered.with_columns(
        (same & state).fill_null(False).alias(_STATE),
        (same & ~state & handed).fill_null(False).alias(_HANDED),
        (~same).fill_null(True).alias(_FIRST),
        pl.col("start_time").last().over("case_id").alias(UNTIL),
        final(rows.get_column("activity"), meanings).alias(OVER),
    )
    kept = marked.filter(pl.col(_STATE) | pl.col(_HANDED) | pl.col(_FIRST))
    last = (pl.col("case_id") != pl.col("case_id").shift(-1)).fill_null(True)
    handed_on = kept.filter(pl.col(_HANDED))
    alike = _alike(handed_on, meanings)
    steps, notes = spread(kept.with_columns(pl.when(last).then(UNTIL).alias(UNTIL)))
    name = pl.col("activity").cast(pl.String)
    steps = steps.with_columns(pl.when(_HANDED).then(pl.format(REASSIGNED, name)).otherwise(name).alias("activity"))
    said = _said(rows.height, kept, opening)
    return Shaped(steps.sort(ROW).drop(ROW, _STATE, _HANDED, _FIRST), (), repairs, (*said, *notes), alike)


def _alike(handed_on: pl.DataFrame, meanings: Mapping[str, Meaning]) -> dict[str, Meaning]:
    """A reassignment means what the state means in which it happens."""
    states = handed_on.get_column("activity").unique().cast(pl.String).drop_nulls().sort()
    return {REASSIGNED.format(state): meanings.get(state, guess_meaning(state, _SHAPE)) for state in states}


def _said(updates: int, kept: pl.DataFrame, opening: str | None) -> list[str]:
    """What became of the updates."""
    states, handed = (int(kept.get_column(name).sum()) for name in (_STATE, _HANDED))
    first = kept.height - states - handed
    notes = [
        f"Of {counted(updates, 'update')} {first} are the first of their ticket, {states} change its state, {handed} its group or "
        f"assignee alone; {updates - kept.height} change none of them and are folded into the step under way."
    ]
    if handed:
        notes.append(f'A change of group or assignee within a state is a step "{REASSIGNED.format("…")}", with the meaning of the state.')
    if opening:
        notes.append(f'Lead times begin at "{opening}", where it lies before the first update.')
    return notes
