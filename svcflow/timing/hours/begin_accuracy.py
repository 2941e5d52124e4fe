"""How far estimated begins are off, on a log that records them: hide them, estimate them, compare.

What is compared is the processing of each step whose begin is recorded, but for first steps of a case (nothing comes before
them, so there is nothing to estimate from) and pauses: recorded against estimated, elapsed hours [h]. Both are told by
activity, since it is activities that are compared later: a figure that is right on the whole and wrong for each of them helps
nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log
from svcflow.mining.coding import NOBODY, coded
from svcflow.timing.hours.begins import NEVER, previous_end
from svcflow.timing.steps import is_over, is_pause, micros, time_steps

TO_THE_MINUTE_H = 1 / 60
_ROW = "row of the log"


@dataclass(frozen=True, slots=True)
class BeginError:
    """Recorded and estimated processing of one activity, or of all together [elapsed h]."""

    activity: str
    """empty for all together"""
    count: int
    mean_h: float
    estimated_mean_h: float
    median_h: float
    estimated_median_h: float
    mean_absolute_error_h: float
    to_the_minute: float
    """share of steps whose estimate is within a minute of the record"""


@dataclass(frozen=True, slots=True)
class BeginAccuracy:
    """The errors of all steps together, and of each activity by falling count, then name."""

    overall: BeginError
    steps: tuple[BeginError, ...]
    step_error: float
    """Σ count · |estimated mean - mean| over the activities ÷ Σ count · mean: how far the means of the activities are off"""


@dataclass(frozen=True, slots=True)
class BeginEvidence:
    """What the begins that were estimated rest on: how many steps of each kind. They sum to `estimated`."""

    estimated: int
    """steps of work without a recorded begin"""
    worker: int
    """begin at their worker's previous end: what they took is bounded by two recorded instants of one person"""
    case: int
    """begin when the case reached them: somebody was free, and the gap is no longer than such work takes"""
    typical: int
    """last as long as such work typically takes: the gap before their end is longer"""
    unknown: int
    """first steps of a case, and rows that only say that the work is over: they count as 0"""

    def sentence(self) -> str:
        """The counts in words, as shares."""
        shares = (f"{100 * part / max(self.estimated, 1):.0f} %" for part in (self.worker, self.case, self.typical, self.unknown))
        return (
            "Of {} begins that are estimated, {} are bounded by the worker's previous end and {} by the case's; {} are set by what is "
            "typical; for {} nothing is known and no time is counted."
        ).format(self.estimated, *shares)


def begin_accuracy(log: EventLog) -> BeginAccuracy:
    """Hide the begins that a log records, estimate them, and compare.

    Raises
    ------
    LogError
        No step that could be compared has a recorded begin.

    Notes
    -----
    The cost of building and timing the log twice.
    """
    rows = log.steps.with_columns(pl.int_range(pl.len()).cast(pl.String).alias(_ROW))
    true = time_steps(log.with_steps(rows)).steps
    true = true.filter(pl.col("start_time").is_not_null()).select(_ROW, "processing_h", "activity", paused="paused_h")
    hidden = _hidden(replace(log, steps=rows))
    found = time_steps(hidden).steps
    row = _ROW if _ROW in found.columns else f"case:{_ROW}"
    both = found.filter(pl.col("position") > 0).select(pl.col(row).alias(_ROW), estimate="processing_h").join(true, on=_ROW)
    both = both.filter(pl.col("paused") == 0).with_columns(pl.col("activity").cast(pl.String))
    if not both.height:
        raise LogError("no step after the first of its case records when it began.", place=log.name, remedy="Take a log that does.")
    overall = _errors(both.with_columns(activity=pl.lit("")))[0]
    steps = _errors(both)
    off = sum(step.count * abs(step.estimated_mean_h - step.mean_h) for step in steps)
    total = overall.count * overall.mean_h
    return BeginAccuracy(overall, steps, off / total if total > 0 else 0.0)


def _hidden(log: EventLog) -> EventLog:
    """The log as one that records ends only."""
    kept = [name for name in log.steps.columns if name in ("case_id", "activity", "resource", "enabled_time", "end_time", "team", _ROW)]
    built = build_log(log.steps.select(kept), name=log.name, shape="events", meanings=log.meanings, timezone=log.timezone)
    return replace(built, calendar=log.calendar)


def _errors(both: pl.DataFrame) -> tuple[BeginError, ...]:
    off = (pl.col("estimate") - pl.col("processing_h")).abs()
    table = both.group_by("activity").agg(
        pl.len().alias("count"),
        pl.col("processing_h").mean().alias("mean_h"),
        pl.col("estimate").mean().alias("estimated_mean_h"),
        pl.col("processing_h").median().alias("median_h"),
        pl.col("estimate").median().alias("estimated_median_h"),
        off.mean().alias("mean_absolute_error_h"),
        (off <= TO_THE_MINUTE_H).mean().alias("to_the_minute"),
    )
    return tuple(BeginError(**row) for row in table.sort("count", "activity", descending=[True, False]).iter_rows(named=True))


def begin_evidence(log: EventLog) -> BeginEvidence:
    """Count what the estimated begins of a log rest on; a log that is not timed yet is timed first.

    Notes
    -----
    A sort of the ends by person: 1 s for 10 million steps.
    """
    log = time_steps(log)
    begin, ready, end, start = (micros(log.steps, name) for name in ("begin_time", "ready_time", "end_time", "start_time"))
    estimated = (start == NEVER) & ~is_pause(log)
    if not estimated.any():
        return BeginEvidence(0, 0, 0, 0, 0)
    over = is_over(log)
    who = coded(log.steps.get_column("resource")).codes
    who[is_pause(log) | over] = NOBODY
    worker = previous_end(who, end)
    unknown = estimated & (over | ((log.steps["position"] == 0).to_numpy() & (begin == end)))
    rest = estimated & ~unknown
    by_worker, by_case = rest & (begin == worker), rest & (begin == ready) & (begin != worker)
    counts = (int(each.sum()) for each in (estimated, by_worker, by_case, rest & ~by_worker & ~by_case, unknown))
    return BeginEvidence(*counts)
