"""What the compiled engine works on: the model and the state of its run as tables of numbers, one record for each thing.

Names are those of `service` and `simpy_engine`; a field that points into another table says where its rows begin (`first`), and the
row after ends them. Numbers of nothing are NONE.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

NONE = -1
SHIFTS, ALWAYS, RHYTHM, MOMENTS = range(4)
"""kinds of clocks: open intervals, the clock that never stops, the pace of a week, single instants"""
CONSTANT, EXPONENTIAL, GAMMA, LOGNORMAL, WEIBULL, UNIFORM, EMPIRICAL = range(7)
"""kinds of distributions, with the numbers a, b, c that `draws` needs of each"""

Table = NDArray[Any]


def _record(**fields: str) -> np.dtype[Any]:
    return np.dtype(list(fields.items()), align=True)


HOURS = _record(kind="i8", zero="f8", a="f8", b="f8", c="f8", first="i8", size="i8")
CLOCK = _record(kind="i8", first="i8", size="i8", sums="i8", last="f8")
SHIFT = _record(start="f8", end="f8")
"""an open interval; of a rhythm an hour: its begin, and its pace; an instant twice"""
TASK = _record(
    error_chance="f8", pauses="i8", queue="i8", hours="i8", first="i8", gathering="i8",
    same_person="f8", durations="u8", people="u8", same="u8", errors="u8", delays="u8", overlaps="u8",
)  # fmt: skip
ABLE = _record(worker="i8", weight="f8", hours="i8")
WORKER = _record(clock="i8", ranked="i8", slots="i8", slowdown="f8", grace="f8", first="i8")
SERVES = _record(queue="i8", place="i8")
"""a queue that a worker serves, and the worker's place among those who can"""
QUEUE = _record(fifo="i8", ranked="i8")
WAY = _record(overlap="f8", first="i8", size="i8", clock="i8", course="i8", levels="i8")
DELAY = _record(age="f8", hours="i8")
"""a delay that counts from an age of the ticket on [h], and its distribution"""
COURSE = _record(since="f8", level="f8")
"""how many times as long delays are that begin from an instant on [h]; a course is a way's `levels` rows from number `course` on"""
GATHERING = _record(size="i8", most_h="f8", clock="i8")
ON = _record(target="i8", following="i8", chance="f8", cumulated="f8", factor="f8", scaled="i8")
"""a way on from a history"""
RUN = _record(routing="u8", start="i8", visits="i8", ranks="i8", gamma="i8")
"""what there is one of: the stream of routing, the history of a new ticket, from how many visits on more make no difference, how many ranks
there are, where scipy's function is"""

EVENT = _record(at="f8", key="i8", code="i8")
TICKET = _record(
    case="i8", kind="i8", rank="i8", history="i8", walked="i8", steps="i8", open="i8", waits="i8", source="i8", task="i8", visit="i8",
    enabled="f8", arrived="f8", behind="i8", last="i8",
)  # fmt: skip
"""`behind`: the ticket that was gathered next before the same step; `last`: who began its last staffed step"""
JOB = _record(
    ticket="i8", task="i8", visit="i8", number="i8", worker="i8", hours="i8", row="i8", heard="i8", enabled="f8", load="f8",
    before="i8", after="i8", ranked_before="i8", ranked_after="i8",
)  # fmt: skip
"""`heard`: the ticket goes on when the job begins. `load`: how many times as long it takes for what its worker has in hand besides.
The last four: its neighbours in the line by order of asking, and in that by rank"""
LINE = _record(first="i8", last="i8")
ROW = _record(case="i8", step="i4", worker="i4", enabled="f8", start="f8", end="f8")
BATCH = _record(count="i8", first="i8", last="i8", since="f8", release="i8")
"""of a gathering: how many tickets are there, which came first and last, when the first came, the key of the event that releases them"""
SEEN = _record(at="i8", opening="f8")
"""of a clock: the shift that was looked at last, and the opening that people are awaited at"""


class House(NamedTuple):
    """The model, laid out."""

    run: Table
    hours: Table
    quantiles: Table
    tasks: Table
    able: Table
    workers: Table
    serves: Table
    queues: Table
    way_at: Table
    """(sources + 1) × targets -> way; the first row is that of the arrival"""
    ways: Table
    delays: Table
    course: Table
    gatherings: Table
    drawn: Table
    """the variants of the durations of a step, or of a person for it -> hours"""
    variants: Table
    """kinds of tickets × steps -> which of them"""
    fork_at: Table
    """histories × kinds × visits -> fork, whose ways on begin at `on_first`"""
    on_first: Table
    on: Table


class Clocks(NamedTuple):
    """The calendars and rhythms as far as they are laid out."""

    clocks: Table
    shifts: Table
    sums: Table
    """open hours before each shift, and after the last one"""


class State(NamedTuple):
    """Where a run stands, and what it has written."""

    counts: Table
    heap: Table
    tickets: Table
    visits: Table
    done_by: Table
    """of each ticket and step: who began it last; without columns where nobody asks"""
    jobs: Table
    in_hand: Table
    """tickets that each worker has in hand"""
    waiting: Table
    lines: Table
    """of each queue"""
    ranked_lines: Table
    """of each queue and rank"""
    batches: Table
    seen: Table
    rows: Table


EVENTS, SEQUENCE, NUMBERS, ROWS, TICKETS, FREE_TICKET, JOBS, FREE_JOB, NEXT, CASES, RANK, OWED, UNSETTLED, FAULTS, WHO, BUILD, KIND = range(
    17
)
"""`counts`: events ahead; scheduled; requests; rows; tickets ever laid down, and the first free one; jobs, likewise; the next
arrival; tickets arrived; the next one's rank; whether an arrival must still be scheduled; events whose instant is not known until a
clock is laid out further; hours too long to be counted; whom a refusal is about; which build it was; the next
arrival's kind"""
LINING_UP = 17
"""another of them: whether nobody takes anything yet, for those who are in line at the start have not all taken their places"""
COUNTS = 18
OVER, ARRIVE, ROOM, LAY_OUT, ENDLESS, TOO_LATE = range(6)
"""why the kernel comes back: everything is done; it needs arrivals, room for tickets, jobs and rows, more of the clocks; a ticket takes too
many steps; hours are too long"""
URGENT, NORMAL = 0, 1
ARRIVAL, END, DELAYED, BEGUN, OPENING, RELEASE, RELEASED = range(7)
"""what events are, the last two the release of a batch and that one of its tickets goes on; their code is this and eight times whom they
are about"""
NOTHING, ALL, BEGIN = range(3)
"""what a ticket waits for besides a delay: the end of all its steps, or the begin of the last one"""
