"""What timing finds: step times, the causes of waiting, the value stream and the bottlenecks, as plain frozen records.

All figures are elapsed hours [h] unless a name says otherwise; shares run from 0 to 1. `basis` says whether the begins of the
steps were recorded (`measured`) or estimated by svcflow (`estimated`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from svcflow.eventlog.log import Basis

if TYPE_CHECKING:
    from svcflow.timing.waiting.levers import Levers

Cause = Literal["batching", "contention", "prioritisation", "unavailability", "extraneous"]
CAUSES: tuple[Cause, ...] = ("batching", "contention", "prioritisation", "unavailability", "extraneous")
"""In order of precedence: each instant of waiting has the first cause that applies."""


@dataclass(frozen=True, slots=True)
class TimeFigures:
    """Mean, median, 90th percentile over the executions of a step, and their total [h]; `share` of that total in the whole log's."""

    mean: float
    median: float
    p90: float
    total: float
    share: float = 0.0
    basis: Basis = "measured"


@dataclass(frozen=True, slots=True)
class CauseHours:
    """Total waiting by cause [h]; the five sum to the waiting."""

    batching: float
    contention: float
    prioritisation: float
    unavailability: float
    extraneous: float


@dataclass(frozen=True, slots=True)
class StepTime:
    """The times of one activity over all its executions. `causes_h` is None where causes were not asked for."""

    activity: str
    meaning: str
    count: int
    basis: Basis
    processing_h: TimeFigures
    waiting_h: TimeFigures
    paused_h: TimeFigures
    causes_h: CauseHours | None
    complete_and_accurate: float
    """%C&A as a share: executions that did not have to be done again in their case; counted, hence measured"""
    processing_work_h: TimeFigures | None = None
    waiting_work_h: TimeFigures | None = None
    paused_work_h: TimeFigures | None = None
    """the same in hours of working time [h]; None where they were not asked for"""


@dataclass(frozen=True, slots=True)
class GroupTime:
    """The times of all steps that have something in common: a person, a team, a flow, a month … `by` says what."""

    by: Mapping[str, str]
    """each grouping and the value that the group has in it"""
    count: int
    cases: int
    basis: Basis
    processing_h: TimeFigures
    waiting_h: TimeFigures
    paused_h: TimeFigures
    causes_h: CauseHours | None
    processing_work_h: TimeFigures | None = None
    waiting_work_h: TimeFigures | None = None
    paused_work_h: TimeFigures | None = None


@dataclass(frozen=True, slots=True)
class ValueStream:
    """Means over the cases [h].

    Flow efficiency = processing ÷ lead time, of the totals, hours of steps that run side by side counted once; rolled %C&A =
    the product over the steps of each step's %C&A to the power of its executions in a case that is done once (main path).
    """

    cases: int
    basis: Basis
    lead_time_h: float
    lead_time_median_h: float
    processing_h: float
    waiting_h: float
    paused_h: float
    flow_efficiency: float
    rolled_complete_and_accurate: float
    lead_time_basis: Basis = "measured"
    """of the lead time: its first and last instants are in the log; `basis` is that of the parts"""


@dataclass(frozen=True, slots=True)
class StepTimes:
    """All steps (by falling total waiting) and the value stream of a log."""

    steps: tuple[StepTime, ...]
    value_stream: ValueStream
    notes: tuple[str, ...] = ()
    groups: tuple[GroupTime, ...] = ()
    """by what was asked for besides the step"""
    levers: Levers | None = None
    """what the lead time is made of besides work, and what it would be without; None where causes were not asked for"""


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Waiting of one cause before one step.

    `share` is of all waiting in the log; `saving_h` is how much lead time all cases together would lose if this waiting were
    gone and nothing else changed [h] (waiting beside other work in the same case saves nothing); `per_case_h` the same for
    the mean case; `executions` are those that waited for this cause. `saving_low` and `saving_high` bound `saving_h` at 95 %
    [h], None where the log is too short to say; `saving_money` is what the saved lead time costs [currency], None where the
    analyst gives no cost of delay.
    """

    where: str
    team: str | None
    cause: Cause
    waiting_h: float
    share: float
    saving_h: float
    per_case_h: float
    executions: int
    basis: Basis
    saving_low: float | None = None
    saving_high: float | None = None
    saving_money: float | None = None
