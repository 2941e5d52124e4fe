"""The event log: what happened to each ticket, one row for every step.

Columns of `steps` (foreign names end at the importer's door)

    case_id            str        the ticket
    activity           str        the step
    resource           str, null  who did it
    enabled_time       UTC, null  when the step could have begun
    start_time         UTC, null  when work began; null where the log does not record it
    end_time           UTC        when work ended
    position           u32        0, 1, 2 … within the case (order: start, else end; equal ones keep file order)
    previous_activity  str, null  the step before it in the case
    team, priority     str, null  where the log has them
    suspended_h        f64, null  hours within the step in which it was suspended, where the log has them
    everything else    as read    `case:` prefix where it is constant in a case

Rows are sorted by case (in order of the case's first instant) and `position`. `cases` has one row for each case in the same
order: `case_id`, `first_time` (first observed instant), `last_time` (last end), `steps` and the `case:` columns. Times are
Polars `Datetime("us", "UTC")`. Lead time runs from `first_time` to `last_time`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import polars as pl

from svcflow.calendars import GivenCalendar

Basis = Literal["measured", "estimated", "simulated", "absent"]
Meaning = Literal["work", "queue", "customer", "supplier", "closed"]
Level = Literal["ok", "note", "warning"]
Shape = Literal["events", "start_end", "lifecycle", "status", "milestones", "audit", "history"]
"""What a row of the source is. `events`: one timestamp, the end of the step. `start_end`: two columns. `lifecycle`: start and
complete rows. `status`: one timestamp, the begin of a status that lasts to the next one. `milestones`: a ticket, with a time for
each milestone. `audit`: a ticket at one of its updates. `history`: the change of a field, from, to, at."""
LASTING: frozenset[Shape] = frozenset(("status", "milestones", "audit", "history"))
"""shapes whose steps last until the next one begins: begins are recorded, but not whether somebody worked all the while"""

TIME = pl.Datetime("us", "UTC")
SUSPENDED = "suspended_h"
OPEN_AT_START = "case:open_at_start"
"""of simulations that began with open tickets: whether the ticket is one of them, of whose steps the log has those from the start on"""
ARRIVED = "case:arrived"
"""of the same: when the ticket really arrived"""
COLUMNS = ("case_id", "activity", "resource", "enabled_time", "start_time", "end_time", "position", "previous_activity")


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Which column of the file became which of ours: `role`, the file's `column`, why, and the runner-up."""

    role: str
    column: str
    why: str
    confidence: float
    runner_up: str | None = None


@dataclass(frozen=True, slots=True)
class TimestampChoice:
    """How the texts of a time column were read: `format` (strptime), zone, and the counts that prove it."""

    column: str
    format: str
    timezone: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A written rule that changed or set aside rows: what, how many, and an example."""

    rule: str
    count: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be taken: its line in the file (1 is the first line), why, and its text."""

    line: int
    reason: str
    row: str
    source: str = ""
    """the file, where the log came from several"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One question that is put to every log: how many of how many, by which rule they are treated, and examples of them."""

    check: str
    """what was looked for: "dates in the future" """
    count: int
    of: int
    """how many there are of what was looked at"""
    unit: str
    """what is counted: steps, cases, days …"""
    rule: str
    """how they are treated from here on"""
    examples: tuple[str, ...] = ()
    level: Level = "note"
    """`ok`: nothing found; `note`: good to know; `warning`: figures may mislead until it is looked into"""


@dataclass(frozen=True, slots=True)
class Little:
    """Little's law, L = λ·W, tried on the log: open cases are counted on a clock, the other side is reckoned from the cases."""

    open_cases: float
    """L: mean number of open cases, counted at evenly spaced instants"""
    instants: int
    """how many instants that were"""
    arrivals_per_h: float
    """λ: cases that begin, by the length of the window [1/h]"""
    lead_time_h: float
    """W: mean lead time of the cases that the window does not cut off [h]"""
    expected: float
    """λ·W: how many cases would be open on average if every case were like those"""
    gap: float
    """(L - λ·W) / L; 0 where nothing is open"""
    corrected_h: float
    """the mean lead time of all cases, those that are cut off too, reckoned from how long each was seen [h]"""
    cut_off: int
    """cases that the window cuts off, at either end"""
    reading: str
    """what that says, in a sentence"""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was decided about a file, and on what evidence. Counts are of rows unless they say otherwise."""

    source: str
    cases: int
    events: int
    """rows of the file that were understood, duplicates included"""
    steps: int
    activities: int
    resources: int
    first: str
    last: str
    """first and last instant, ISO 8601, UTC"""
    shape: Shape
    shape_why: str
    columns: tuple[ColumnChoice, ...]
    timestamps: tuple[TimestampChoice, ...]
    encoding: str | None
    delimiter: str | None
    repairs: tuple[Repair, ...]
    rejected: tuple[Reject, ...]
    basis: Basis
    """`measured` where starts and ends are recorded, `estimated` where starts must be estimated"""
    notes: tuple[str, ...] = ()
    """what the analyst should know: an assumed time zone, a catch-all case, statuses whose meaning was guessed"""
    rows: int | None = None
    """rows of the source, whatever became of them: `events` and `rejected`, less what is both (`set_aside`)"""
    set_aside: int = 0
    """rows that were understood and yet became no step, such as a start without an end: events, and rejected"""
    findings: tuple[Finding, ...] = ()
    """what the log was asked and what was found"""
    little: Little | None = None
    """Little's law on this log; None where no time passes in it"""
    encoding_why: str = ""
    """what speaks for the encoding"""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a log is kept, and which one that is: what is worked out once may be laid beside it."""

    folder: Path
    digest: str
    """of its steps"""


@dataclass(frozen=True, slots=True)
class EventLog:
    """What happened (or, simulated, what would happen): steps and cases as in this module's first paragraph."""

    steps: pl.DataFrame
    cases: pl.DataFrame
    name: str = "log"
    shape: Shape = "start_end"
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    """what an activity or status is when it is not work: queue, customer, supplier, closed"""
    timezone: str = "UTC"
    """the zone in which weekdays and hours of the day are meant"""
    origin: Literal["recorded", "simulated"] = "recorded"
    report: ImportReport | None = None
    calendar: GivenCalendar | None = None
    """working hours that the analyst gives; where there are none they are found (`svcflow.timing`)"""
    kept: Kept | None = field(default=None, compare=False)
    """where it was read, if it is a kept log"""

    def meaning(self, activity: str) -> Meaning:
        """What an activity is: `work` unless the log says otherwise."""
        return self.meanings.get(activity, "work")

    def with_steps(self, steps: pl.DataFrame) -> EventLog:
        """The same log with other columns on the same rows."""
        return replace(self, steps=steps)
