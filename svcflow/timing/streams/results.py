"""What a value stream holds, as plain frozen records.

Figures `_h` are elapsed hours, `_work_h` hours of working time [h]; shares run from 0 to 1; None where the log cannot tell. How long a
changeover from one kind of work to the next takes is in no ticket log, so it is not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from svcflow.eventlog import Basis
from svcflow.timing.results import CauseHours
from svcflow.timing.streams.main_path import PathRule

ValueTag = Literal["value-adding", "necessary", "waste"]
"""What the customer would pay for; what must be done all the same; what neither needs"""
UNTAGGED = "untagged"


@dataclass(frozen=True, slots=True)
class Typical:
    """Mean and median over the executions of a step [h]."""

    mean: float
    median: float


@dataclass(frozen=True, slots=True)
class StepSupply:
    """The people who do a step, and whether they keep up. `basis` is `measured` where working hours are given and begins recorded."""

    basis: Basis
    """`absent` where the log names nobody"""
    people: int | None = None
    """distinct ones"""
    on_duty: float | None = None
    """how many of them are on duty, on average over the service's working hours"""
    effective: float | None = None
    """the same, each counted by the share of their working hours that goes to this step of this family"""
    utilisation: float | None = None
    """share of their time on duty in which they work, on this and on anything else, weighted by their work on this step"""
    load: float | None = None
    """hours of work that the tickets that arrived ask of them, this and anything else, ÷ their hours on duty; None where tickets came
    as a burst (`svcflow.timing.queues.staffing`)"""
    pace_work_h: float | None = None
    """the step's effective cycle: how often they can finish a ticket of the family beside everything else they do, takt × load"""
    keeps_up: bool | None = None
    """pace at most takt: load at most 1"""


@dataclass(frozen=True, slots=True)
class StreamStep:
    """One step of a family's value stream."""

    activity: str
    meaning: str
    on_path: bool
    after: str | None
    """the other step that it most often follows; None where it most often begins the ticket"""
    share: float
    """of the family's tickets that pass it"""
    cases: int
    executions: int
    executions_per_case: float
    """of the tickets that pass it"""
    basis: Basis
    cycle_time_h: Typical
    """C/T: processing of an execution, elapsed"""
    cycle_time_work_h: Typical
    """the same in working hours of who did it"""
    waiting_h: Typical
    """before an execution"""
    paused_h: Typical
    queue: float | None
    """mean number of tickets that wait before it: arrival rate × mean waiting (Little's law)"""
    complete_and_accurate: float | None
    """%C&A: executions after which it was not done again; None for pauses"""
    batch_size: float
    """tickets taken up at once: executions ÷ (batches + single executions); 1 where nothing is batched"""
    batched_share: float
    """of the executions"""
    supply: StepSupply
    value: str
    """`value-adding`, `necessary`, `waste`, or `untagged`"""


@dataclass(frozen=True, slots=True)
class ValueHours:
    """Where the hours of the mean ticket go [h]: work by its value tag, waiting (waste by definition) and pauses (the customer's)."""

    value_adding_h: float
    necessary_h: float
    waste_h: float
    untagged_h: float
    waiting_h: float
    paused_h: float


@dataclass(frozen=True, slots=True)
class Stream:
    """The value stream of one family; hours are those of its mean ticket."""

    name: str
    share: float
    """of all tickets of the log"""
    share_of_hours: float | None
    """of all working hours spent in the log"""
    cases: int
    basis: Basis
    main_path: tuple[str, ...]
    path_rule: PathRule
    path_share: float
    """tickets that do the steps of the path in its order, each once, and no other work"""
    passing_share: float
    """tickets that pass all steps of the path, whatever else they do"""
    steps: tuple[StreamStep, ...]
    """those on the path in its order, then the others by falling share"""
    lead_time_h: float
    lead_time_median_h: float
    lead_time_work_h: float
    """on the service's clock"""
    processing_h: float
    processing_work_h: float
    waiting_h: float
    paused_h: float
    path_processing_h: float
    """process time: the hours of the steps on the path, repeated executions too"""
    path_waiting_h: float
    causes_h: CauseHours | None
    """waiting by cause; None where causes were not asked for"""
    flow_efficiency: float | None
    """processing ÷ lead time, of the totals, hours side by side counted once; None where no time passes"""
    activity_ratio: float | None
    """the same on the working clock"""
    rolled_complete_and_accurate: float | None
    """%C&A of the work steps on the path, multiplied"""
    value_h: ValueHours
    value_added_ratio: float | None
    """PCE: value-adding hours ÷ lead time, hours side by side counted once; None where no step is tagged value-adding"""
    demand_per_week: float | None
    """tickets that arrive in a week (168 elapsed hours)"""
    takt_work_h: float | None
    """working hours of the service ÷ tickets that arrive in them"""
    takt_basis: Basis
    slowest: str | None
    """the step on the path whose people carry the highest load"""


@dataclass(frozen=True, slots=True)
class Streams:
    """The value streams of a log's families, by falling tickets."""

    families: tuple[Stream, ...]
    rule: str
    """how families were chosen"""
    cases: int
    """of the whole log"""
    notes: tuple[str, ...] = ()
