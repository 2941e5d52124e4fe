"""From rows to steps, by the shape of the log.

A row may be a finished step (`events`: its time is the end; `start_end`: both are there), one of the two ends of a step
(`lifecycle`: starts and completes are paired), or the begin of a status that lasts until the next one (`status`). Where a start
was not recorded it stays unknown; a start that equals its end would be a claim that the work took no time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog.log import Repair, Shape
from svcflow.eventlog.words import COMPLETES, STARTS

LIFECYCLE = "\x00lifecycle"
LINE = "\x00line"
TIMESTAMP = "\x00timestamp"


@dataclass(frozen=True, slots=True)
class Shaped:
    """Steps, the rows that could not become one (with the reason), the rules that were applied, and what to know."""

    steps: pl.DataFrame
    set_aside: tuple[tuple[str, pl.DataFrame], ...] = ()
    repairs: tuple[Repair, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShapeChoice:
    """The shape and its evidence."""

    shape: Shape
    why: str
    notes: tuple[str, ...] = ()
    is_attribute: bool = False
    """whether the lifecycle column is no lifecycle and stays an attribute"""


def find_shape(rows: pl.DataFrame, *, wanted: Shape | None, is_status: bool, place: str) -> ShapeChoice:
    """The shape that the columns and their contents show, or the one asked for.

    Raises
    ------
    LogError
        The shape asked for needs a column that is not there.
    """
    has = {
        column for column in ("start_time", "end_time", LIFECYCLE, TIMESTAMP) if column in rows.columns and rows.get_column(column).count()
    }
    starts, completes, others = _transition_counts(rows) if LIFECYCLE in has else (0, 0, 0)
    is_attribute = (starts + completes) * 2 <= others
    notes: tuple[str, ...] = ()
    if wanted:
        _check_wanted(wanted, has, place)
        return ShapeChoice(wanted, "as asked for", notes, is_attribute and wanted != "lifecycle")
    if LIFECYCLE in has and is_attribute:
        notes = ("The lifecycle column does not hold start and complete (but sub-statuses): it is kept as an attribute.",)
    if {"start_time", "end_time"} <= has:
        return ShapeChoice("start_end", "a start and an end column", notes, is_attribute)
    if starts and completes and not is_attribute:
        return ShapeChoice("lifecycle", f"{starts} start and {completes} complete rows", notes)
    if "start_time" in has:
        note = (
            "There is a begin and no end: each step is taken to last until the next one of its case begins; --shape events says otherwise."
        )
        return ShapeChoice("status", "a start column and no end column", (*notes, note), is_attribute)
    if is_status and "end_time" not in has:
        return ShapeChoice("status", "one time column, and the activities are statuses: each lasts until the next one", notes, is_attribute)
    return ShapeChoice("events", "one time column: the end of each step", notes, is_attribute)


def shape_rows(rows: pl.DataFrame, shape: Shape, finals: Sequence[str] = ()) -> Shaped:
    """Steps with `start_time` and `end_time`; `finals` are statuses in which no time is worked.

    Cost: a sort at most; pairing is linear in the rows.
    """
    rows = _single_time(rows, shape)
    if shape == "lifecycle":
        return _paired(rows)
    if shape == "status":
        return _lasting(rows, finals)
    if shape == "events":
        return _complete_only(rows.with_columns(start_time=pl.lit(None, pl.Datetime("us", "UTC"))))
    ended, open_ended = _split(rows, pl.col("end_time").is_not_null())
    forward, backward = _split(ended, pl.col("start_time").is_null() | (pl.col("start_time") <= pl.col("end_time")))
    unknown = forward.get_column("start_time").null_count()
    notes = (f"{unknown} of {forward.height} steps have an end and no start: their start is unknown.",) if unknown else ()
    return Shaped(forward, (("no end time", open_ended), ("the end is before the start", backward)), (), notes)


def _check_wanted(wanted: Shape, has: set[str], place: str) -> None:
    needs = {"start_end": {"start_time", "end_time"}, "lifecycle": {LIFECYCLE}}.get(wanted, set())
    missing = needs - has
    if missing:
        names = " and ".join("lifecycle" if name == LIFECYCLE else name for name in sorted(missing))
        options = " ".join(f'--map {name}="…"' for name in sorted(missing - {LIFECYCLE}))
        remedy = f"Name it with {options}." if options else "Such a column holds start and complete."
        raise LogError(f"the shape {wanted} needs {names}, and no column holds it.", place=place, remedy=remedy)


def _single_time(rows: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """The one time that the shape speaks of, whatever role it was found in: a status' begin, or a step's end."""
    there = [name for name in (TIMESTAMP, "end_time", "start_time") if name in rows.columns]
    if shape == "status":
        begin = next((name for name in ("start_time", TIMESTAMP, "end_time") if name in there and rows.get_column(name).count()), there[0])
        rows = rows.with_columns(pl.col(begin).alias("start_time"))
    elif shape in ("events", "lifecycle"):
        end = next((name for name in ("end_time", TIMESTAMP, "start_time") if name in there and rows.get_column(name).count()), there[0])
        rows = rows.with_columns(pl.col(end).alias("end_time"))
    return rows.drop(TIMESTAMP) if TIMESTAMP in rows.columns else rows


def _transition() -> pl.Expr:
    word = pl.col(LIFECYCLE).str.to_lowercase()
    kind = pl.when(word.is_in(list(STARTS))).then(pl.lit("start")).when(word.is_in(list(COMPLETES))).then(pl.lit("complete"))
    return kind.otherwise(pl.lit("other"))


def _transition_counts(rows: pl.DataFrame) -> tuple[int, int, int]:
    kinds = rows.select(kind=_transition()).get_column("kind")
    return tuple(int((kinds == kind).sum()) for kind in ("start", "complete", "other"))  # type: ignore[return-value]


def _split(rows: pl.DataFrame, good: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    mask = rows.select(good.fill_null(False)).to_series()
    return rows.filter(mask), rows.filter(~mask)


def _complete_only(rows: pl.DataFrame) -> Shaped:
    """A lifecycle column without starts says nothing but that the rows are completions; other transitions are set aside."""
    if LIFECYCLE not in rows.columns or not rows.get_column(LIFECYCLE).count():
        return Shaped(rows)
    _, completes, others = _transition_counts(rows)
    return _others_aside(rows) if completes > others else Shaped(rows)


def _others_aside(rows: pl.DataFrame) -> Shaped:
    ends, others = _split(rows, _transition() != "other")
    if not others.height:
        return Shaped(ends)
    names = ", ".join(sorted(str(name) for name in others.get_column(LIFECYCLE).unique().to_list()))
    return Shaped(ends, (), (Repair("transitions other than start and complete, set aside", others.height, names),))


def _lasting(rows: pl.DataFrame, finals: Sequence[str]) -> Shaped:
    """Each row lasts until the next one of its case begins; the last one, and statuses that say the work is over, take no time."""
    ordered = rows.sort("case_id", "start_time", maintain_order=True)
    followed = pl.col("case_id") == pl.col("case_id").shift(-1)
    over = pl.col("activity").is_in(list(finals))
    end = pl.when(followed & ~over).then(pl.col("start_time").shift(-1)).otherwise("start_time").alias("end_time")
    resting = ordered.filter(ordered.select(followed & over).to_series()).get_column("activity").value_counts(sort=True, name="rows")
    names = ", ".join(f'"{name}"' for name in resting.get_column("activity"))
    times = resting.get_column("rows").sum()
    note = f"Statuses that say the work is over ({names}) take no time: what follows them, {times} times, waited until then."
    return Shaped(ordered.with_columns(end).sort(LINE, maintain_order=True), notes=(note,) if resting.height else ())


def _paired(rows: pl.DataFrame) -> Shaped:
    """Starts with completes, first in first out within case, activity and resource; what is left, within case and activity."""
    aside = _others_aside(rows)
    kinds = aside.steps.with_columns(_transition().alias(LIFECYCLE))
    ordered = kinds.sort("case_id", "end_time", pl.col(LIFECYCLE) == "complete", maintain_order=True)
    starts = _pair_starts(ordered)
    of_complete = pl.Series("start", starts, dtype=pl.UInt32)
    is_complete = ordered.get_column(LIFECYCLE) == "complete"
    used = set(of_complete.drop_nulls())
    unmatched = ordered.filter(pl.Series([not done and row not in used for row, done in enumerate(is_complete)], dtype=pl.Boolean))
    completes = ordered.filter(is_complete)
    begun = ordered[of_complete.filter(is_complete)] if len(used) else ordered.clear(completes.height)
    filled = [pl.coalesce(pl.col(name), begun.get_column(name)).alias(name) for name in ordered.columns if name not in (LIFECYCLE, LINE)]
    steps = completes.with_columns(
        begun.get_column("end_time").alias("start_time"), *[e for e in filled if e.meta.output_name() != "start_time"]
    )
    never = completes.height - len(used)
    notes = (f"{never} of {completes.height} steps have no start row: their start is unknown.",) if never else ()
    repairs = list(aside.repairs)
    if unmatched.height:
        repairs.append(Repair("starts without an end, set aside", unmatched.height, str(unmatched.get_column("activity")[0])))
    return Shaped(steps.sort(LINE, maintain_order=True), (("start without an end", unmatched),), tuple(repairs), notes)


def _pair_starts(ordered: pl.DataFrame) -> list[int | None]:
    """For each row in order of time: the row of its start, where it is a complete that has one."""
    starts: list[int | None] = [None] * ordered.height
    is_start = [kind == "start" for kind in ordered.get_column(LIFECYCLE)]
    keys: Sequence[tuple[object, ...]] = ordered.select("case_id", "activity", "resource").rows()
    left = _match(range(ordered.height), is_start, keys, starts)
    _match(left, is_start, [key[:2] for key in keys], starts)
    return starts


def _match(rows: Sequence[int], is_start: Sequence[bool], keys: Sequence[tuple[object, ...]], starts: list[int | None]) -> list[int]:
    """First in, first out within each key; the rows that stay alone, in order."""
    waiting: dict[tuple[object, ...], deque[int]] = {}
    alone = []
    for row in rows:
        if is_start[row]:
            waiting.setdefault(keys[row], deque()).append(row)
        elif queue := waiting.get(keys[row]):
            starts[row] = queue.popleft()
        else:
            alone.append(row)
    return sorted([*alone, *(row for queue in waiting.values() for row in queue)])
