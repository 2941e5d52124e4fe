"""Names that stand for many: a case that gathers what belongs to none, a customer who is everybody, a user who is a program.

They are told by their share, which no other of their kind comes near; by their name; and, for users, by a pace that no person
keeps. They stay in the log, since the importer cannot know whose the steps are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from svcflow.eventlog.health.view import DAY, EXAMPLES, View, finding, named
from svcflow.eventlog.log import Finding
from svcflow.eventlog.words.people import holds_customers, is_system

_BLOCK = 1 << 20
_MINUTE = 60_000_000
_RATE = 10
"""steps in a minute that no person does one by one"""
_ROWS = 200_000
"""steps looked at for their pace: whole minutes, spread evenly"""
_MANY = 20
"""names that it takes to say what is usual"""


def catch_all_findings(view: View) -> Iterator[Finding]:
    """Cases, customers, users, pace."""
    yield _cases(view)
    yield from _customers(view)
    everyone = _counts(view.log.steps.get_column("resource"))
    yield _users(everyone)
    yield _pace(view, everyone.height)


def _cases(view: View) -> Finding:
    """Far more steps than 99 % of the cases have, or a tenth of the log."""
    cases = view.log.cases.select("case_id", pl.col("steps").cast(pl.Int64))
    steps = cases.get_column("steps").to_numpy()
    spare = min(max(1, len(steps) // 100), len(steps) - 1)
    usual = int(np.partition(steps, len(steps) - 1 - spare)[len(steps) - 1 - spare])
    large = steps > max(50, 10 * usual)
    if len(steps) >= _MANY:
        large |= steps > max(_MANY, steps.sum() / 10)
    shown = [f"{named(case)}: {count} steps" for case, count in cases.filter(pl.Series(large)).head(EXAMPLES).rows()]
    rule = f"kept; 99 % of the cases have at most {usual} steps, so these are no single tickets"
    return finding("catch-all cases", int(large.sum()), len(steps), "cases", rule, shown, 0.0)


def _customers(view: View) -> Iterator[Finding]:
    """A customer with a twentieth of the cases, where the others have few."""
    for name in view.log.cases.columns:
        if not name.startswith("case:") or not holds_customers(name):
            continue
        counts = _counts(view.log.cases.get_column(name))
        total, usual = counts.get_column("rows").sum(), counts.get_column("rows").median()
        if counts.height < _MANY or not isinstance(usual, (int, float)):
            continue
        large = counts.filter((pl.col("rows") > total / 20) & (pl.col("rows") > 20 * usual))
        shown = [f"{customer}: {cases} cases" for customer, cases in large.rows()]
        rule = "kept; not to be read as one customer who comes back"
        header = name.removeprefix("case:")
        yield finding(f'catch-all names in "{header}"', large.get_column("rows").sum(), total, "cases", rule, shown)


def _users(counts: pl.DataFrame) -> Finding:
    """By name, or with more than half of the steps."""
    total = counts.get_column("rows").sum()
    systems = [name for name in counts.get_column("name") if is_system(name)]
    large = (pl.col("rows") > total / 2) & (counts.height >= 3)
    found = counts.filter(pl.col("name").is_in(systems) | large)
    shown = [f"{name}: {rows} steps" for name, rows in found.rows()]
    rule = "kept as a person; queues before them and their workload mean nothing"
    return finding("steps of system or catch-all users", found.get_column("rows").sum(), total, "steps", rule, shown)


def _pace(view: View, everyone: int) -> Finding:
    """More than ten steps in one minute; of a large log, whole minutes are sampled. Dates without a time of day tell no pace."""
    every = max(1, len(view.ends) // _ROWS)
    kept = _of_whole_minutes(view.ends, every)
    minutes = view.ends[kept] // _MINUTE
    people = view.log.steps.get_column("resource")
    what = "people with more than 10 steps in a minute"
    rule = "kept; their steps are entered together or by a program, not worked one by one"
    local = view.ends[kept] + view.offset
    if not len(kept) or not everyone or (local % DAY == 0).mean() > 0.5:
        return finding(what, 0, everyone, "people", rule)
    frame = pl.DataFrame({"name": people.gather(pl.Series(kept)) if every > 1 else people, "minute": minutes})
    crowded = frame.drop_nulls().group_by("name", "minute").len().filter(pl.col("len") > _RATE)
    fastest = crowded.sort("len", "name", "minute", descending=[True, False, False]).unique("name", keep="first", maintain_order=True)
    shown = [f"{name}: {most} in the minute of {view.local(minute * _MINUTE)}" for name, minute, most in fastest.head(EXAMPLES).rows()]
    return finding(what, fastest.height, everyone, "people", rule, shown)


def _of_whole_minutes(ends: npt.NDArray[np.int64], every: int) -> npt.NDArray[np.int64]:
    """The steps of each so-many-th minute; worked out in blocks that stay in the cache."""
    blocks = range(0, len(ends), _BLOCK)
    kept = [start + np.flatnonzero(ends[start : start + _BLOCK] // _MINUTE % every == 0) for start in blocks]
    return np.concatenate(kept) if kept else np.zeros(0, np.int64)


def _counts(names: pl.Series) -> pl.DataFrame:
    """How many rows each name has, the most first; without nulls."""
    counts = names.alias("name").value_counts(name="rows").drop_nulls("name").with_columns(pl.col("name").cast(pl.String))
    return counts.sort("rows", "name", descending=[True, False])
