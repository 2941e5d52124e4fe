"""What mining finds: the process map and its variants, as plain frozen records.

Times on flows are elapsed hours from the end of the source step to the begin of the target step where begins are recorded
(`gap = "end_to_start"`; overlapping steps count as 0), from end to end where they are not (`gap = "end_to_end"`), and from begin
to begin where each step lasts until the next one (`gap = "start_to_start"`: how long the source lasted).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Gap = Literal["end_to_start", "end_to_end", "start_to_start"]


@dataclass(frozen=True, slots=True)
class ActivityCount:
    """How often an activity was done (`count`) and in how many cases."""

    activity: str
    count: int
    cases: int


@dataclass(frozen=True, slots=True)
class Flow:
    """One activity directly followed by another: how often, in how many cases, and the hours between them [h]."""

    source: str
    target: str
    count: int
    cases: int
    median_h: float
    mean_h: float
    p90_h: float


@dataclass(frozen=True, slots=True)
class Terminal:
    """An activity that begins (or ends) cases, and how many."""

    activity: str
    count: int


@dataclass(frozen=True, slots=True)
class Variant:
    """A sequence of activities that cases share; `share` of all cases (0 to 1); median lead time [h]."""

    activities: tuple[str, ...]
    cases: int
    share: float
    median_lead_time_h: float


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """The directly-follows map of a log: activities by falling count, flows by falling count, starts, ends, variants."""

    cases: int
    activities: tuple[ActivityCount, ...]
    flows: tuple[Flow, ...]
    starts: tuple[Terminal, ...]
    ends: tuple[Terminal, ...]
    variants: tuple[Variant, ...]
    variant_count: int
    """all variants of the log; `variants` may hold only the most frequent"""
    gap: Gap
