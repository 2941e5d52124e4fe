"""Rows that are tickets, with a column of times for each milestone: opened, assigned, first response, resolved, closed.

Every time that is there becomes a step, named as its header is; an empty one did not happen. A milestone begins what follows it
and says nothing of who worked when, so it lasts until the next one, as a status does, and the times are estimates. Until a
ticket is taken up (its first response, its acceptance) it waits in a queue; where the file has no such milestone, it is taken
up at the last one before the end: when it was assigned, or else when it was opened. From being resolved, closed or cancelled
until the next milestone the ticket is over. Milestones at one instant stand in the order in which a ticket reaches them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from svcflow.eventlog.log import Meaning, Repair
from svcflow.eventlog.shapes.shaped import LINE, MILESTONE, Shaped
from svcflow.eventlog.shapes.statuses import OVER, ROW, in_time, spread
from svcflow.eventlog.words.milestones import FINALS, WORKED, kind_of, milestone_name, rank_of

_YEARS = (1901, 2200)
_RANK = "\x00rank"


def reached(rows: pl.DataFrame, meanings: Mapping[str, Meaning]) -> Shaped:
    """One step for each time in the columns of milestones. Cost: a sort of the steps."""
    headers = [name.removeprefix(MILESTONE) for name in rows.columns if name.startswith(MILESTONE)]
    rows, stand_ins = _without_stand_ins(rows, headers)
    steps = _unpivoted(rows.with_row_index(ROW), sorted(headers, key=rank_of))
    never = rows.filter(~pl.col("case_id").is_in(steps.get_column("case_id").unique().implode()))
    again = steps.select(pl.struct("case_id", "activity", "start_time").is_first_distinct()).to_series()
    repeated = steps.filter(~again)
    guessed = milestone_meanings(headers)
    finals = [name for name, meaning in {**guessed, **meanings}.items() if meaning == "closed"]
    ordered = in_time(steps.filter(again).sort(_RANK, maintain_order=True)).with_columns(pl.col("activity").is_in(finals).alias(OVER))
    repairs = [*stand_ins, *_before_opening(rows, headers)]
    if repeated.height:
        repairs.append(Repair("milestones that another row of the ticket repeats", repeated.height, _example(repeated)))
    timed, notes = spread(ordered)
    told = {"queue": "in a queue", "work": "work", "closed": "closed"}
    said = "; ".join(f"{name}: {told[meaning]}" for name, meaning in guessed.items())
    note = f"Each milestone is taken to last until the next one ({said}): its times are estimates."
    aside = (("no milestone was reached", never.select("case_id", LINE)),)
    return Shaped(timed.sort(ROW, maintain_order=True).drop(ROW, _RANK), aside, tuple(repairs), (note, *notes), guessed)


def milestone_meanings(headers: Iterable[str]) -> dict[str, Meaning]:
    """What is done after each milestone: `queue` until somebody has taken the ticket up, `work` then, `closed` once it is over."""
    waiting = sorted((header for header in headers if kind_of(header) not in (*FINALS, None)), key=rank_of)
    worked = [header for header in waiting if kind_of(header) in WORKED] or waiting[-1:]
    over = [header for header in headers if kind_of(header) in FINALS]
    return {milestone_name(header): "work" if header in worked else "queue" for header in waiting} | {
        milestone_name(header): "closed" for header in sorted(over, key=rank_of)
    }


def _without_stand_ins(rows: pl.DataFrame, headers: Sequence[str]) -> tuple[pl.DataFrame, list[Repair]]:
    """Dates such as 1900-01-01 stand for none: the milestone was not reached."""
    columns = [MILESTONE + header for header in headers]
    stand_in = {name: ~rows.get_column(name).dt.year().is_between(*_YEARS) for name in columns}
    wrong = sum(int(mask.sum()) for mask in stand_in.values())
    if not wrong:
        return rows, []
    example = next(str(rows.get_column(name).filter(mask)[0]) for name, mask in stand_in.items() if mask.any())
    cleaned = rows.with_columns(pl.when(~stand_in[name]).then(pl.col(name)).alias(name) for name in columns)
    return cleaned, [Repair("milestones before 1901 or after 2200, which stand for no date", wrong, example)]


def _unpivoted(rows: pl.DataFrame, headers: Sequence[str]) -> pl.DataFrame:
    """A row for each milestone that a row of the file has."""
    others = [name for name in rows.columns if not name.startswith(MILESTONE) and name != "activity"]
    parts = [
        rows.filter(pl.col(MILESTONE + header).is_not_null()).select(
            *others,
            pl.lit(milestone_name(header)).alias("activity"),
            pl.col(MILESTONE + header).alias("start_time"),
            pl.lit(rank, pl.UInt32).alias(_RANK),
        )
        for rank, header in enumerate(headers)
    ]
    return pl.concat(parts).sort(ROW, _RANK)


def _before_opening(rows: pl.DataFrame, headers: Sequence[str]) -> list[Repair]:
    """Milestones that lie before the ticket was opened stay where they are, and are counted."""
    opening = next((header for header in headers if kind_of(header) == "opened"), None)
    if opening is None:
        return []
    repairs = []
    for header in headers:
        early = rows.filter(pl.col(MILESTONE + header) < pl.col(MILESTONE + opening))
        if early.height:
            rule = f'tickets with "{header}" before "{opening}", kept in the order of their times'
            at, opened = (early.get_column(MILESTONE + name)[0] for name in (header, opening))
            example = f"{early.get_column('case_id')[0]}: {at:%Y-%m-%d %H:%M} before {opened:%Y-%m-%d %H:%M}"
            repairs.append(Repair(rule, early.height, example))
    return repairs


def _example(steps: pl.DataFrame) -> str:
    return f"{steps.get_column('case_id')[0]}: {steps.get_column('activity')[0]}"
