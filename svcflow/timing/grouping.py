"""The times of steps by what they have in common: flow, person, team, priority, category, variant, month, or any column.

Every execution of a step belongs to one group, so the totals of the groups are the log's; several groupings at once make a group
of each combination that occurs. A step that has no value (nobody did it, nothing came before it) stands under "(none)".
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from svcflow.errors import LogError, did_you_mean
from svcflow.eventlog import COLUMNS, EventLog, case_starts
from svcflow.eventlog.building import CASE
from svcflow.mining.teams import find_teams
from svcflow.mining.traces import find_traces
from svcflow.timing.columns import CAUSE_COLUMNS, TIMES, WORK_TIMES, basis_of
from svcflow.timing.results import CauseHours, GroupTime, TimeFigures

NONE = "(none)"
MOST_VARIANTS = 50
"""the others are one group"""
KNOWN = ("step", "flow", "person", "team", "variant", "month", "weekday")
_OURS = {*COLUMNS, "begin_time", "ready_time", "enabled_by", "basis", *TIMES, *WORK_TIMES, *CAUSE_COLUMNS}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def group_times(log: EventLog, by: Sequence[str]) -> tuple[GroupTime, ...]:
    """Sum up the times of the steps by one or several groupings.

    Parameters
    ----------
    log : EventLog
        Timed; its causes and working hours are summed up where it has them.
    by : sequence of str
        Each `step`, `flow` (what made the step ready → the step), `person`, `team` (the log's, else as `find_teams` finds
        them), `variant` (by falling cases), `month` or `weekday` (of the begin, in the log's zone), or a column; the prefix
        `case:` may be left out, and capital letters do not matter.

    Returns
    -------
    tuple of GroupTime
        By falling total waiting, then by falling count, then by name.

    Raises
    ------
    LogError
        There is nothing of that name.
    """
    names = list(dict.fromkeys(by))
    keys = [_key(log, name).alias(f"by {name}") for name in names]
    steps = log.steps.with_columns(keys)
    hours = [column for column in (*TIMES, *WORK_TIMES) if column in steps.columns]
    causes = [column for column in CAUSE_COLUMNS if column in steps.columns]
    table = steps.group_by(key.name for key in keys).agg(
        pl.len().alias("count"),
        pl.col("case_id").n_unique().alias("cases"),
        basis_of(log),
        *(figures_of(column) for column in hours),
        *(pl.col(column).sum() for column in causes),
    )
    total = {column: float(steps[column].sum()) for column in hours}
    waiting = pl.col("waiting_h").struct.field("total").round(9)
    ranked = table.sort(waiting, "count", *(key.name for key in keys), descending=[True, True, *[False] * len(keys)])
    return tuple(
        GroupTime(
            by={name: row[key.name] for name, key in zip(names, keys, strict=True)},
            count=row["count"],
            cases=row["cases"],
            basis=row["basis"],
            causes_h=CauseHours(*(row[column] for column in CAUSE_COLUMNS)) if causes else None,
            **{column: time_figures(row[column], total[column], row["basis"]) for column in hours},
        )
        for row in ranked.iter_rows(named=True)
    )


def figures_of(column: str) -> pl.Expr:
    """An aggregate: mean, median, 90 % quantile and total of a column."""
    hours = pl.col(column)
    return pl.struct(
        hours.mean().alias("mean"),
        hours.median().alias("median"),
        hours.quantile(0.9, "linear").alias("p90"),
        hours.sum().alias("total"),
    ).alias(column)


def time_figures(found: dict[str, float], whole: float, basis: str) -> TimeFigures:
    """What `figures_of` found, with its share of the whole [h]."""
    return TimeFigures(**found, share=found["total"] / whole if whole > 0 else 0.0, basis=basis)  # type: ignore[arg-type]


def _key(log: EventLog, name: str) -> pl.Series:
    """The group of each step."""
    steps = log.steps
    activity = steps["activity"].cast(pl.String)
    if name in ("step", "activity"):
        return activity
    if name == "flow":
        before = steps["enabled_by"].cast(pl.String).fill_null(NONE)
        return before + " → " + activity
    if name in ("person", "resource"):
        return _texts(steps["resource"])
    if name == "team":
        return _teams(log)
    if name == "variant":
        return _variants(log)
    if name in ("month", "weekday"):
        return _moments(log, name)
    for wanted in (name, CASE + name):
        found = [column for column in steps.columns if column == wanted] or [
            column for column in steps.columns if column.casefold() == wanted.casefold()
        ]
        if len(found) == 1:
            return _texts(steps[found[0]])
    groups = [*KNOWN, *(column.removeprefix(CASE) for column in steps.columns if column not in _OURS)]
    raise LogError(f'there is nothing called "{name}" to group by.', place=log.name, remedy=did_you_mean(name, groups))


def _texts(values: pl.Series) -> pl.Series:
    return values.cast(pl.String).fill_null(NONE)


def _teams(log: EventLog) -> pl.Series:
    if "team" in log.steps.columns:
        return _texts(log.steps["team"])
    teams = find_teams(log)
    who = log.steps["resource"].cast(pl.String)
    return who.replace_strict(teams, default=None, return_dtype=pl.String).fill_null(NONE) if teams else _texts(who)


def _variants(log: EventLog) -> pl.Series:
    """The rank of each case's variant, on its steps."""
    traces = find_traces(log)
    rank = pl.DataFrame({"key": traces.key, "rank": range(1, len(traces.key) + 1)})
    of_case = pl.DataFrame({"key": traces.keys}).join(rank, on="key", how="left", maintain_order="left")["rank"]
    width = len(str(min(MOST_VARIANTS, len(traces.key))))
    names = [f"{number:0{width}d}: {_short(traces.path(number - 1))}" for number in range(1, min(MOST_VARIANTS, len(traces.key)) + 1)]
    table = pl.Series([*names, "other variants"], dtype=pl.String)
    number = of_case.clip(upper_bound=len(names) + 1) - 1
    return table.gather(number.gather(_case_of_step(log)))


def _case_of_step(log: EventLog) -> pl.Series:
    starts = case_starts(log)
    first = pl.Series([0], dtype=pl.Int64).extend_constant(0, log.steps.height - 1) if log.steps.height else pl.Series([], dtype=pl.Int64)
    return first.scatter(pl.Series(starts[1:]), 1).cum_sum() if len(starts) > 1 else first


def _short(path: tuple[str, ...]) -> str:
    """A path that a table can hold."""
    return " → ".join(path if len(path) <= 8 else (*path[:5], f"… {len(path) - 7} more …", *path[-2:]))


def _moments(log: EventLog, name: str) -> pl.Series:
    local = log.steps["begin_time"].dt.convert_time_zone(log.timezone)
    if name == "month":
        return local.dt.strftime("%Y-%m")
    return pl.Series(_WEEKDAYS).gather(local.dt.weekday().cast(pl.Int64) - 1)
