"""Rows that are changes of a field: which ticket, which field, from what, to what, when, by whom (a change history).

Only the field that is the status makes steps; without a column that names the field, every row is a change of status. The first
status of a ticket is what its first change leaves; it began when the ticket was opened, where a column says when, and else at an
unknown time. Changes of the assignee and of the group set who has the ticket from then on; changes of other fields, and
those that change nothing, are counted. At one instant changes follow each other as one's `to` is the next one's `from`: in
the order of the file, or against it, whichever breaks the chain less.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from svcflow.eventlog.log import Meaning, Repair
from svcflow.eventlog.shapes.ends import parted
from svcflow.eventlog.shapes.shaped import FIELD, FROM, LINE, TO, Shaped, counted
from svcflow.eventlog.shapes.statuses import OVER, ROW, final, in_time, spread, with_opening
from svcflow.eventlog.words import HEADERS, plain
from svcflow.eventlog.words.changes import STATUS_FIELDS

AUTHOR = "changed_by"
_SURE = 0.7


def replayed(rows: pl.DataFrame, meanings: Mapping[str, Meaning]) -> Shaped:
    """The statuses of each ticket, one after the other. Cost: a few sorts."""
    rows = rows.with_columns(pl.col(FROM, TO).cast(pl.String))
    statuses, others, notes = _by_field(rows)
    statuses, nameless = parted(statuses, pl.col(TO).is_not_null())
    statuses, idle = parted(statuses, pl.col(FROM).ne_missing(pl.col(TO)))
    changes, breaks = _in_order(statuses)
    if idle.height:
        notes.append(f"{counted(idle.height, 'change')} of status from a status to itself change nothing and are folded into it.")
    changes, opening, late = with_opening(changes)
    steps = _with_first(changes, opening)
    if opening is None and steps.height > changes.height:
        first = counted(steps.height - changes.height, "ticket")
        notes.append(f"{first} began with the status that the first change leaves; since when is not in the file.")
    steps, told = _with_people(steps, others)
    steps = steps.with_columns(final(steps.get_column("activity"), meanings).alias(OVER))
    timed, finals = spread(steps)
    timed = timed.sort(pl.col(LINE).min().over(pl.col("case_id").cast(pl.Categorical).to_physical()), maintain_order=True)
    repairs = [*breaks, *late, *_never(rows, changes)]
    aside = (("no status", nameless),)
    return Shaped(timed.drop(FIELD, FROM, TO, strict=False), aside, tuple(repairs), (*notes, *told, *finals))


def status_field(fields: pl.Series) -> str | None:
    """Which of the values of a field column names the status: of several the one with the most rows."""
    counts = fields.cast(pl.String).alias("field").drop_nulls().value_counts(name="rows").sort("rows", "field", descending=[True, False])
    return next((name for name in counts.get_column("field") if plain(name) in STATUS_FIELDS), None)


def _by_field(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """Changes of the status, and those of other fields."""
    if FIELD not in rows.columns:
        return rows, rows.clear(), []
    name = status_field(rows.get_column(FIELD))
    if name is None:
        return rows.clear(), rows, []
    statuses, others = parted(rows, pl.col(FIELD).cast(pl.String) == name)
    people = others.filter(pl.col(FIELD).cast(pl.String).is_in([*_fields(others, "resource"), *_fields(others, "team")]))
    notes = [f'Steps are the changes of "{name}": {statuses.height} of {counted(rows.height, "row")}.']
    if people.height:
        notes.append(f"{counted(people.height, 'change')} of assignee or group say who has the ticket from then on.")
    if rest := others.height - people.height:
        notes.append(f"{counted(rest, 'change')} of other fields make no step.")
    return statuses, people, notes


def _fields(changes: pl.DataFrame, role: str) -> list[str]:
    """The fields that say who has the ticket."""
    if FIELD not in changes.columns:
        return []
    return [name for name in changes.get_column(FIELD).unique().cast(pl.String).drop_nulls() if _names(role, name)]


def _names(role: str, field: str) -> bool:
    """Whether a field or a column is who has the ticket: `assignee`, `group_id`, `fields.assignee.displayName`."""
    words = plain(field).removeprefix("fields ").removeprefix("issue ")
    return HEADERS[role].get(words.removesuffix(" id").removesuffix(" name").removesuffix(" display"), 0.0) >= _SURE


def _in_order(changes: pl.DataFrame) -> tuple[pl.DataFrame, list[Repair]]:
    """By ticket and time; at one instant in the order, of the file's and its reverse, that breaks fewer chains."""
    forward = in_time(changes)
    broken = forward.filter(_breaks(forward))
    if broken.height:
        reverse = in_time(changes.reverse())
        if (again := reverse.filter(_breaks(reverse))).height < broken.height:
            forward, broken = reverse, again
    if not broken.height:
        return forward, []
    case, start = broken.get_column("case_id")[0], broken.get_column(FROM)[0]
    rule = 'changes whose "from" is not the "to" of the change before; the status is taken to have been that "to"'
    return forward, [Repair(rule, broken.height, f'{case}: from "{start}" to "{broken.get_column(TO)[0]}"')]


def _breaks(ordered: pl.DataFrame) -> pl.Series:
    same = pl.col("case_id") == pl.col("case_id").shift(1)
    return ordered.select((same & (pl.col(FROM) != pl.col(TO).shift(1))).fill_null(False)).to_series()


def _with_first(changes: pl.DataFrame, opening: str | None) -> pl.DataFrame:
    """Each change begins the status that it leads to; before the first one lies the status that it leaves."""
    numbered = changes.with_columns(pl.col(TO).alias("activity")).with_row_index(ROW)
    first = pl.col("case_id").ne_missing(pl.col("case_id").shift(1)) & pl.col(FROM).is_not_null()
    begin = pl.col("enabled_time") if opening else pl.lit(None, numbered.schema["start_time"])
    begun = numbered.filter(numbered.select(first).to_series()).with_columns(pl.col(FROM).alias("activity"), begin.alias("start_time"))
    if opening:
        nothing = pl.lit(None, numbered.schema["enabled_time"])
        begun = begun.with_columns(nothing.alias("enabled_time"))
        numbered = numbered.with_columns(pl.when(~first).then("enabled_time").otherwise(nothing).alias("enabled_time"))
    both = pl.concat([begun, numbered.select(begun.columns)])
    return both.sort(ROW, maintain_order=True).drop(ROW)


def _with_people(steps: pl.DataFrame, others: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Who has the ticket when a status begins; the author of a change stays beside it."""
    notes = []
    for role in ("resource", "team"):
        changes = others.filter(pl.col(FIELD).cast(pl.String).is_in(_fields(others, role))) if others.height else others
        if not changes.height:
            continue
        if role == "resource" and steps.get_column("resource").count():
            steps = steps.with_columns(pl.col("resource").alias(AUTHOR))
            notes.append(f'Who has the ticket is its assignee; who changed it stays as "{AUTHOR}".')
        steps = _as_of(steps, changes, role)
    return steps, notes


def _as_of(steps: pl.DataFrame, changes: pl.DataFrame, role: str) -> pl.DataFrame:
    """What the last change at or before the begin of each step set; before the first one, what that left.

    Where no row of a ticket changes it, it has always been what the ticket says of itself, if a column has that.
    """
    key = pl.col("case_id").cast(pl.String)
    ordered = in_time(changes).select(key, pl.col("start_time").alias("at"), pl.col(TO).alias("set"), pl.lit(True).alias("known"), FROM)
    left = ordered.group_by("case_id", maintain_order=True).agg(pl.col(FROM).first().alias("left"))
    asked = steps.select(key, pl.col("start_time").alias("at")).with_row_index(ROW)
    found = asked.filter(pl.col("at").is_not_null()).sort("at").join_asof(
        ordered.drop(FROM).sort("at", maintain_order=True), on="at", by="case_id", strategy="backward", check_sortedness=False
    )  # fmt: skip
    known = asked.join(found.select(ROW, "set", "known"), on=ROW, how="left", maintain_order="left")
    known = known.join(left.with_columns(pl.lit(True).alias("changes")), on="case_id", how="left", maintain_order="left")
    always = next((name for name in steps.columns if name not in (role, AUTHOR) and _names(role, name)), None)
    kept = steps.get_column(always).cast(pl.String) if always else pl.Series([None], dtype=pl.String).new_from_index(0, steps.height)
    value = pl.when("known").then("set").when("changes").then("left").otherwise("kept")
    return steps.with_columns(known.with_columns(kept.alias("kept")).select(value.alias(role)).to_series())


def _never(rows: pl.DataFrame, changes: pl.DataFrame) -> list[Repair]:
    """Tickets whose status no row changes have no step."""
    there = changes.get_column("case_id").cast(pl.String).unique()
    cases = rows.get_column("case_id").cast(pl.String).unique(maintain_order=True)
    without = cases.filter(~cases.is_in(there.implode()))
    return [Repair("tickets whose status never changes, left out", len(without), str(without[0]))] if len(without) else []
