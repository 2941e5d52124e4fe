"""How long tickets take, how that divides, and how it changes over the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from svcflow.report.findings.actions import Advice
from svcflow.report.findings.evidence import Evidence
from svcflow.report.findings.finding import Finding
from svcflow.report.findings.observed import Halves
from svcflow.timing.results import StepTimes

OVERLAP = 1.05
"""Where work, waiting and pauses add up to more than this times the lead time, steps run side by side."""
MUCH_PAUSED = 0.25
"""Pauses are told by themselves where they are more than the waiting and this share of the lead time."""
LONG_TAIL = 0.4
"""The slowest tenth of the tickets has a third of all lead time where that falls off exponentially; from this share on it is told."""
DRIFTS = 0.1
"""A lead time that changes by less than this share is steady."""
GROWS = 0.2
"""A backlog that changes by less than this share is steady; one of fewer than `FEWEST_OPEN` tickets is not worth a word."""
FEWEST_OPEN = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTickets(Finding):
    """The log is empty."""

    kind: ClassVar[str] = "no_tickets"
    anchor: ClassVar[str] = "import"


@dataclass(frozen=True, slots=True)
class Parts:
    """How the mean lead time divides. `closed`: some of the pause is after a closure; `overlapping`: steps run side by side."""

    lead_h: float
    waiting_h: float
    work_h: float
    paused_h: float
    closed: bool
    overlapping: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTime(Finding):
    """How long tickets take, with the parts where they were measured like it."""

    kind: ClassVar[str] = "lead_time"
    anchor: ClassVar[str] = "times"
    cases: int
    mean_h: float
    median_h: float
    parts: Parts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTimeParts(Finding):
    """The parts alone, where they are estimates."""

    kind: ClassVar[str] = "lead_time_parts"
    anchor: ClassVar[str] = "times"
    parts: Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses(Finding):
    """More of the time passes while customers or suppliers have the ticket than while it waits for the desk."""

    kind: ClassVar[str] = "pauses"
    anchor: ClassVar[str] = "times"
    paused_h: float
    waiting_h: float
    step: str
    """that of the pauses which takes most"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongTail(Finding):
    """The slowest tenth of the tickets has `share` of all lead time; each of these took `from_h` at least."""

    kind: ClassVar[str] = "long_tail"
    anchor: ClassVar[str] = "times"
    share: float
    from_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift(Finding):
    """The mean lead time of tickets that came in the second half of the log against the first; `low` and `high` bound the difference."""

    kind: ClassVar[str] = "drift"
    anchor: ClassVar[str] = "times"
    first_h: float
    second_h: float
    low_h: float
    high_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog(Finding):
    """The mean number of open tickets in the second half of the log against the first; `low` and `high` bound the difference."""

    kind: ClassVar[str] = "backlog"
    anchor: ClassVar[str] = "import"
    first: float
    second: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLevel(Finding):
    """The share of the tickets that are done within the target."""

    kind: ClassVar[str] = "service_level"
    anchor: ClassVar[str] = "indicators"
    attained: float
    target_h: float
    late: int


def find_lead_time(evidence: Evidence) -> Iterator[Finding]:
    """How long tickets take, and how that divides."""
    stream = evidence.times.value_stream
    whole = LeadTime(cases=stream.cases, mean_h=stream.lead_time_h, median_h=stream.lead_time_median_h, stake=1.0)
    if stream.lead_time_h <= 0:
        yield whole
    elif stream.basis == "estimated":
        yield whole
        yield LeadTimeParts(parts=_parts(evidence.times), basis="estimated", stake=1.0)
    else:
        parts = None if stream.basis == "absent" else _parts(evidence.times)
        yield replace(whole, parts=parts, basis="simulated" if stream.basis == "simulated" else "measured")


def _parts(times: StepTimes) -> Parts:
    stream = times.value_stream
    closed = any(step.meaning == "closed" and step.paused_h.total > 0 for step in times.steps)
    return Parts(stream.lead_time_h, stream.waiting_h, stream.processing_h, stream.paused_h, closed, is_overlapping(times))


def is_overlapping(times: StepTimes) -> bool:
    """Whether steps of a ticket run side by side, so that their times add up to more than its lead time."""
    stream = times.value_stream
    return stream.processing_h + stream.waiting_h + stream.paused_h > OVERLAP * stream.lead_time_h


def find_course(evidence: Evidence) -> Iterator[Finding]:
    """What else there is to say of lead times: pauses, the service level, the slowest, and how they and the backlog change."""
    yield from _pauses(evidence)
    yield from _service_level(evidence)
    seen = evidence.observed
    if seen.tail is not None and seen.tail >= LONG_TAIL:
        yield LongTail(share=seen.tail, from_h=seen.tail_from_h, stake=seen.tail - 1 / 3)
    if (drift := seen.lead_time_h) is not None and _is_change(drift, DRIFTS):
        change = abs(drift.second - drift.first) / max(drift.first, drift.second)
        yield Drift(first_h=drift.first, second_h=drift.second, low_h=drift.low, high_h=drift.high, stake=change)
    if (backlog := seen.open_tickets) is not None and _is_change(backlog, GROWS) and max(backlog.first, backlog.second) >= FEWEST_OPEN:
        change = abs(backlog.second - backlog.first) / max(backlog.first, backlog.second)
        yield Backlog(first=backlog.first, second=backlog.second, low=backlog.low, high=backlog.high, stake=change)


def _is_change(halves: Halves, least: float) -> bool:
    """Whether the difference is beyond chance and large enough to matter."""
    clear = halves.low > 0 or halves.high < 0
    return clear and halves.first > 0 and abs(halves.second - halves.first) >= least * halves.first


def _pauses(evidence: Evidence) -> Iterator[Finding]:
    stream = evidence.times.value_stream
    paused = [step for step in evidence.times.steps if step.meaning in ("customer", "supplier") and step.paused_h.total > 0]
    if not paused or stream.basis == "absent" or stream.cases == 0:
        return
    hours = sum(step.paused_h.total for step in paused) / stream.cases
    if hours <= stream.waiting_h or hours < MUCH_PAUSED * stream.lead_time_h:
        return
    most = max(paused, key=lambda step: step.paused_h.total)
    share = hours / stream.lead_time_h if stream.lead_time_h > 0 else 0.0
    yield Pauses(
        paused_h=hours,
        waiting_h=stream.waiting_h,
        step=most.activity,
        basis=stream.basis,
        stake=share,
        action=Advice(evidence).on(most.activity, None),
    )


def _service_level(evidence: Evidence) -> Iterator[Finding]:
    found = next((each for each in evidence.indicators if each.name == "service_level" and each.value is not None), None)
    if found is None or found.value is None or evidence.service_level_h is None:
        return
    late = round((1 - found.value) * found.n)
    yield ServiceLevel(
        attained=found.value, target_h=evidence.service_level_h, late=late, basis=found.basis, stake=max(0.1, 1 - found.value)
    )
