"""What value streams are summed up from: one row for each step, its figures by family and activity, and the hours of each ticket.

Everything here is read once for all families. A **batch** is as `svcflow.timing.waiting.batches` finds it, across families; a
step in a batch of *k* counts as 1/k of a take-up, so that executions ÷ take-ups is how many tickets are taken up at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.errors import LogError, did_you_mean
from svcflow.eventlog import EventLog
from svcflow.mining.rework import mark_rework
from svcflow.timing.intervals import united
from svcflow.timing.queues.staffing import Staffing
from svcflow.timing.results import CAUSES
from svcflow.timing.rows import numbered_rows
from svcflow.timing.steps import HOUR_US, micros
from svcflow.timing.streams.families import Families, case_numbers
from svcflow.timing.streams.results import ValueTag
from svcflow.timing.waiting.batches import find_batches

CAUSE_COLUMNS = tuple(f"{cause}_h" for cause in CAUSES)
TIMES = ("processing_h", "work_h", "waiting_h", "paused_h")
BY = ["family", "activity"]
LEAST_DUTY_H = 8.0
"""people who are on duty for less than a working day from their first step to their last tell nothing about how busy they are"""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sight:
    """A timed log with its families and people. Activities and people are numbers, in the order of their names."""

    log: EventLog
    families: Families
    staffing: Staffing
    activities: list[str]
    values: Mapping[str, ValueTag]
    causes: bool
    rows: pl.DataFrame
    """the steps of the tickets that are in a family: `case`, `family`, `activity`, `work_h`, `processing_h` …, `estimated`"""
    figures: pl.DataFrame
    """for each family and activity its figures, with what is known of the people"""
    cases: pl.DataFrame
    """`family`, `lead_h`, `lead_work_h`, and hours worked that count once: `worked_h`, `worked_work_h`, `valued_h` (value-adding)"""
    span_h: float
    """from the log's first instant to its last end"""


def see(log: EventLog, families: Families, staffing: Staffing, values: Mapping[str, ValueTag], *, causes: bool) -> Sight:
    """Number and sum up the steps of a timed log (with its causes, where they are wanted).

    Raises
    ------
    LogError
        A value tag is given to what is no activity of the log, or no work.
    """
    activities: list[str] = log.steps["activity"].unique().cast(pl.String).sort().to_list()
    _check(log, activities, values)
    rows = _rows(log, families, staffing, activities, causes=causes)
    adding = [number for number, name in enumerate(activities) if values.get(name) == "value-adding"]
    cases = _cases(log, families, staffing, rows, adding)
    mine = rows.filter(pl.col("family") >= 0)
    figures = _figures(mine).join(_people(mine, rows, staffing), on=BY, how="left").join(_before(mine), on=BY, how="left")
    span = int(micros(log.cases, "last_time").max()) - int(micros(log.cases, "first_time").min())
    return Sight(log, families, staffing, activities, values, causes, mine, figures, cases, span / HOUR_US)


def _check(log: EventLog, activities: list[str], values: Mapping[str, ValueTag]) -> None:
    for name, tag in values.items():
        about = ("value", name, tag)
        if log.meaning(name) != "work":
            problem = f'a value tag is given to "{name}", which is no work ({log.meaning(name)}).'
            remedy = f'Waiting is waste by itself and a pause is theirs: leave it out, or say [meanings] "{name}" = "work".'
            raise LogError(problem, remedy=remedy, about=about)
        if name not in activities:
            problem = f'a value tag is given to "{name}", which is no activity of the log.'
            raise LogError(problem, remedy=did_you_mean(name, activities), about=about)


def _rows(log: EventLog, families: Families, staffing: Staffing, activities: list[str], *, causes: bool) -> pl.DataFrame:
    names = pl.Enum(activities)
    case = case_numbers(log)
    before = pl.when(pl.col("position") > 0).then(pl.col("previous_activity").cast(names).to_physical().cast(pl.Int64))
    rows = log.steps.select(
        *("processing_h", "waiting_h", "paused_h", *(CAUSE_COLUMNS if causes else ())),
        case=case,
        family=pl.Series(families.number)[case],
        activity=pl.col("activity").cast(names).to_physical().cast(pl.Int64),
        before=before,
        who=pl.Series(staffing.who),
        work_h=pl.Series(staffing.work_h),
        estimated=pl.col("basis") == "estimated",
        comes_back=mark_rework(log.steps.select("case_id", "activity"), log.meanings)["comes_back"],
        begin=pl.Series(micros(log.steps, "begin_time")),
        end=pl.Series(micros(log.steps, "end_time")),
    )
    return rows.with_columns(batch=_batch_sizes(log))


def _batch_sizes(log: EventLog) -> pl.Series:
    """How many steps stand in the batch of each step; 1 where it is in none."""
    rows = numbered_rows(log)
    complete, inside = find_batches(rows)
    keyed = pl.DataFrame({"who": rows.who, "activity": rows.activity, "complete": complete, "inside": inside})
    key = ["who", "activity", "complete"]
    sizes = keyed.filter("inside").group_by(key).agg(batch=pl.len(), inside=pl.lit(True))
    return keyed.join(sizes, on=[*key, "inside"], how="left", maintain_order="left")["batch"].fill_null(1)


def _cases(log: EventLog, families: Families, staffing: Staffing, rows: pl.DataFrame, adding: list[int]) -> pl.DataFrame:
    count = log.cases.height
    work = rows.filter(pl.col("processing_h") > 0)
    case = work["case"].to_numpy()
    once = _once(work, count)
    worked, worked_work = (np.bincount(case, work[name].to_numpy(), count) * once for name in ("processing_h", "work_h"))
    valued = work.filter(pl.col("activity").is_in(adding))
    valued_h = np.bincount(valued["case"].to_numpy(), valued["processing_h"].to_numpy(), count) * _once(valued, count)
    lead = (micros(log.cases, "last_time") - micros(log.cases, "first_time")) / HOUR_US
    columns = {"family": families.number, "lead_h": lead, "lead_work_h": np.maximum(staffing.lead_work_h, worked_work)}
    return pl.DataFrame({**columns, "worked_h": worked, "worked_work_h": worked_work, "valued_h": valued_h})


def _once(steps: pl.DataFrame, cases: int) -> Numbers:
    """Of the hours that the steps of each case last, the share that is left when what runs side by side counts once."""
    case, begin, end = (steps[name].to_numpy() for name in ("case", "begin", "end"))
    group, start, stop = united(case, begin, end)
    lasted = np.bincount(case, end - begin, cases)
    share: Numbers = np.bincount(group, stop - start, cases) / np.where(lasted > 0, lasted, 1.0)
    return share


def _figures(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by(BY, maintain_order=True).agg(
        *(pl.col(name).mean().alias(f"{name}_mean") for name in TIMES),
        *(pl.col(name).median().alias(f"{name}_median") for name in TIMES),
        executions=pl.len(),
        cases=pl.col("case").n_unique(),
        estimated=pl.col("estimated").any(),
        accurate=1 - pl.col("comes_back").mean(),
        batch_size=pl.len() / (1 / pl.col("batch")).sum(),
        batched_share=(pl.col("batch") > 1).mean(),
    )


def _people(rows: pl.DataFrame, all_rows: pl.DataFrame, staffing: Staffing) -> pl.DataFrame:
    """For each family and activity: `people`, their mean number on duty, the same by their time given, `utilisation`, `load`."""
    duty, worked, asked = staffing.on_duty_h, staffing.worked_h, staffing.asked_h
    known = all_rows.filter(pl.col("who") >= 0)
    given = np.bincount(known["who"].to_numpy(), known["work_h"].to_numpy(), len(duty))
    done = rows.filter(pl.col("who") >= 0).group_by(*BY, "who", maintain_order=True).agg(work=pl.col("work_h").sum())
    who, work = done["who"].to_numpy(), done["work"].to_numpy()
    open_h = staffing.open_h or np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        busy, load, part = worked[who] / duty[who], asked[who] / duty[who], work / given[who]
        tells = (duty[who] >= LEAST_DUTY_H) & (busy > 0) & (work > 0)
        parts = {
            "work": np.where(tells, work, 0.0),
            "at_busy": np.where(tells, work / busy, 0.0),
            "at_load": np.where(tells, work / load, 0.0),
            "on_duty": duty[who] / open_h,
            "effective": np.nan_to_num(part) * duty[who] / open_h,
        }
    summed = done.select(BY).with_columns(pl.Series(name, each) for name, each in parts.items()).group_by(BY, maintain_order=True)
    totals = summed.agg(pl.len().cast(pl.Int64).alias("people"), pl.col(list(parts)).sum())
    return totals.select(
        *(*BY, "people"),
        pl.col("on_duty", "effective").fill_nan(None),
        utilisation=pl.when(pl.col("at_busy") > 0).then(pl.col("work") / pl.col("at_busy")),
        load=pl.when(pl.col("at_load") > 0).then(pl.col("work") / pl.col("at_load")),
    )


def _before(rows: pl.DataFrame) -> pl.DataFrame:
    """For each family and activity the other one that most often comes right before it (`after`), null where it mostly begins."""
    other = rows.filter(pl.col("before").ne_missing(pl.col("activity")))
    counted = other.group_by(*BY, "before").agg(count=pl.len())
    ranked = counted.sort(*BY, "count", "before", descending=[False, False, True, False], nulls_last=True)
    return ranked.unique(BY, keep="first", maintain_order=True).select(*BY, after="before")
