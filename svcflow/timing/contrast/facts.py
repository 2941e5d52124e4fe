"""Both sides of a comparison as arrays: what happened in each step and each case, in the same codes on both sides.

What depends on the whole (which steps close tickets, what is rework) is decided on the two sides together, so that both are measured
by one rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog import Basis, EventLog
from svcflow.mining.reopening import find_closures
from svcflow.mining.rework import mark_rework
from svcflow.timing.contrast.sums import Floats, Ints
from svcflow.timing.results import CAUSES

Flags = NDArray[np.bool_]
HOURS = ("processing_h", "waiting_h", "paused_h")
CAUSE_COLUMNS = tuple(f"{cause}_h" for cause in CAUSES)
HOUR_US = 3.6e9


@dataclass(frozen=True, slots=True)
class Facts:
    """One side. Arrays have a value for each step or, in `per_case`, for each case in the order of arrival."""

    cases: int
    case: Ints
    activity: Ints
    source: Ints
    """the activity whose end made the step ready; -1 for those that nothing in the case came before"""
    hours: Mapping[str, Floats]
    """processing, waiting, paused and, where they were looked for, the causes of waiting [h]"""
    comes_back: Flags
    estimated: Flags
    per_case: Mapping[str, Floats]
    stratum: Ints | None
    """the kind of each case, -1 where it has none"""


@dataclass(frozen=True, slots=True)
class Both:
    """The two sides, and the names behind their codes."""

    baseline: Facts
    other: Facts
    activities: tuple[str, ...]
    strata: tuple[str, ...]
    simulated: bool

    def basis(self, estimated: bool) -> Basis:
        """What a figure rests on whose steps are estimated or not."""
        return "simulated" if self.simulated else "estimated" if estimated else "measured"


def gather(baseline: EventLog, other: EventLog, mix: str | None) -> Both:
    """The facts of two timed logs; `mix` names the column of `cases` or of `steps` that says of what kind a case is.

    Notes
    -----
    Linear in the steps but for sorting their begins: about 1 s for a million.
    """
    causes = [column for column in CAUSE_COLUMNS if column in baseline.steps.columns and column in other.steps.columns]
    steps = pl.concat([_columns(baseline, causes, 0), _columns(other, causes, baseline.cases.height)])
    meanings = {**baseline.meanings, **other.meanings}
    names = pl.Series("activity", sorted(steps["activity"].unique().to_list()), dtype=pl.String)
    code = pl.DataFrame({"activity": names, "code": pl.Series(range(len(names)), dtype=pl.Int64)})
    marked = mark_rework(steps, meanings).with_columns(reopens=pl.Series(find_closures(steps, meanings).reopens))
    waits = [activity for activity, meaning in meanings.items() if meaning != "work"]
    marked = marked.with_columns(
        works=~pl.col("activity").is_in(waits) & pl.col("resource").is_not_null(),
        code=pl.col("activity").replace_strict(code["activity"], code["code"], return_dtype=pl.Int64),
        source=pl.col("source").replace_strict(code["activity"], code["code"], default=-1, return_dtype=pl.Int64).fill_null(-1),
    )
    kinds = [_kinds(log, mix) for log in (baseline, other)]
    strata = sorted({kind for each in kinds if each is not None for kind in each.drop_nulls().unique().to_list()})
    split = baseline.steps.height
    parts = zip((baseline, other), (marked[:split], marked[split:]), (0, baseline.cases.height), kinds, strict=True)
    sides = [_side(log, part, first, kind, strata, causes) for log, part, first, kind in parts]
    simulated = "simulated" in (baseline.origin, other.origin)
    return Both(sides[0], sides[1], tuple(names), tuple(strata), simulated)


def lead_hours(log: EventLog) -> Floats:
    """From first observed instant to last end, by case [h]."""
    return log.cases.select((pl.col("last_time") - pl.col("first_time")).dt.total_microseconds() / HOUR_US).to_series().to_numpy()


def case_of_steps(log: EventLog) -> Ints:
    """The place of each step's case among the cases."""
    return log.steps.select(pl.col("case_id").rle_id().cast(pl.Int64)).to_series().to_numpy()


def kind_of_cases(log: EventLog, column: str, asked: Flags | None = None) -> pl.Series:
    """A column by case, as text: the case's own value, or the one that most of its steps (those asked) have, the first of equals."""
    if column in log.cases.columns:
        return log.cases[column].cast(pl.String)
    rows = pl.DataFrame({"case": case_of_steps(log), "value": log.steps[column].cast(pl.String)}).with_row_index("row")
    rows = (rows if asked is None else rows.filter(pl.Series(asked))).drop_nulls("value")
    counted = rows.group_by("case", "value").agg(count=pl.len(), row=pl.col("row").min())
    first = counted.sort("count", "row", descending=[True, False]).unique("case", keep="first", maintain_order=True)
    every = pl.DataFrame({"case": pl.Series(range(log.cases.height), dtype=pl.Int64)})
    return every.join(first, on="case", how="left", maintain_order="left")["value"]


def _kinds(log: EventLog, mix: str | None) -> pl.Series | None:
    known = mix is not None and (mix in log.cases.columns or mix in log.steps.columns)
    return kind_of_cases(log, mix) if known and mix is not None else None


def _columns(log: EventLog, causes: list[str], first_case: int) -> pl.DataFrame:
    """What is read of the steps; `case_id` becomes a number that the other side does not have."""
    source = "enabled_by" if "enabled_by" in log.steps.columns else "previous_activity"
    return log.steps.select(
        case_id=pl.col("case_id").rle_id().cast(pl.Int64) + first_case,
        activity=pl.col("activity").cast(pl.String),
        resource=pl.col("resource").cast(pl.String),
        source=pl.col(source).cast(pl.String),
        begin=pl.col("begin_time").to_physical(),
        end=pl.col("end_time").to_physical(),
        estimated=pl.col("basis").cast(pl.String) == "estimated",
        **{column: pl.col(column).cast(pl.Float64) for column in (*HOURS, *causes)},
    )


def _side(log: EventLog, steps: pl.DataFrame, first: int, kind: pl.Series | None, strata: list[str], causes: list[str]) -> Facts:
    case, cases = steps["case_id"].to_numpy() - first, log.cases.height
    hours = {column: steps[column].fill_null(0.0).to_numpy() for column in (*HOURS, *causes)}

    def by_case(values: Floats | Flags) -> Floats:
        return np.bincount(case, values, cases).astype(np.float64)

    repeat, reopens, works = (steps[name].to_numpy() for name in ("repeat", "reopens", "works"))
    per_case = {
        "lead_h": lead_hours(log),
        **{column: by_case(values) for column, values in hours.items()},
        "worked_h": _worked(case, steps["begin"].to_numpy(), steps["end"].to_numpy(), hours["processing_h"], cases),
        "steps": by_case(np.ones(len(case))),
        "rework": (by_case(repeat) > 0).astype(np.float64),
        "reopened": (by_case(reopens) > 0).astype(np.float64),
        "handovers": by_case(_handed_over(case, steps["resource"], works)),
    }
    stratum = None if kind is None else kind.replace_strict(strata, range(len(strata)), default=-1, return_dtype=pl.Int64).fill_null(-1)
    return Facts(
        cases,
        case,
        steps["code"].to_numpy(),
        steps["source"].to_numpy(),
        hours,
        steps["comes_back"].to_numpy(),
        steps["estimated"].to_numpy(),
        per_case,
        None if stratum is None else stratum.to_numpy(),
    )


def _handed_over(case: Ints, resource: pl.Series, works: Flags) -> Floats:
    """1 for each work step of which somebody else did the work step before it in the case."""
    rows = np.flatnonzero(works)
    who = resource.cast(pl.Categorical).to_physical().fill_null(0).to_numpy()[rows]
    handed = np.zeros(len(case))
    handed[rows[1:]] = (who[1:] != who[:-1]) & (case[rows[1:]] == case[rows[:-1]])
    return handed


def _worked(case: Ints, begin: Ints, end: Ints, processing: Floats, cases: int) -> Floats:
    """Hours in which at least one step of a case is worked on, by case [h]."""
    rows = np.flatnonzero((processing > 0) & (end > begin))
    if not len(rows):
        return np.zeros(cases)
    order = rows[np.lexsort((begin[rows], case[rows]))]
    c, b, e = case[order], begin[order], end[order]
    origin, width = int(b.min()), int(e.max() - b.min()) + 1
    reach = np.maximum.accumulate(c * width + (e - origin))
    covered = np.append(0, reach[:-1]) - c * width + origin
    # What an earlier case reached lies before this one's begin in the joined number, so it covers nothing here.
    fresh = np.clip(e - np.maximum(b, covered), 0, None)
    return np.bincount(c, fresh / HOUR_US, cases).astype(np.float64)
