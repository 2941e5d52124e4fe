"""The simulation as machine code: what `simpy_engine` says, event by event, on the tables of `records`.

The events are on a heap by instant, urgency and the order of scheduling, which is that of `simpy_engine`: a number is taken wherever it
schedules an event. A ticket is a record that says what it waits for; at each of its events it goes on as far as it can (`_go_on`).
Lines are linked lists of requests, one for each rank where a team serves by rank.

`run` comes back whenever it needs something, always between two events: arrivals, room, or clocks that reach further. An end that lies
beyond what is laid out is scheduled at infinity, under its own number, and gets its instant as soon as the clock is long enough.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any
from zlib import crc32

from svcflow.model import normal
from svcflow.simulation import kernel_clocks, kernel_draws, kernel_people, kernel_tables, kernel_tickets, kernel_walks, records
from svcflow.simulation.kernel_draws import inlined, kept
from svcflow.simulation.kernel_people import open_up, work_end
from svcflow.simulation.kernel_tables import beyond, order, pop, push
from svcflow.simulation.kernel_tickets import arrive, delay_end, end_step, go_on, let_go, release_at
from svcflow.simulation.records import (
    ALWAYS,
    ARRIVAL,
    ARRIVE,
    BUILD,
    END,
    ENDLESS,
    EVENTS,
    FAULTS,
    JOBS,
    KIND,
    LAY_OUT,
    LINING_UP,
    NEXT,
    NONE,
    NORMAL,
    OPENING,
    OVER,
    OWED,
    RANK,
    RELEASE,
    ROOM,
    ROWS,
    TICKETS,
    TOO_LATE,
    UNSETTLED,
    WHO,
)
from svcflow.simulation.trace import MOST_STEPS

_PARTS = (normal, records, kernel_clocks, kernel_draws, kernel_people, kernel_tables, kernel_tickets, kernel_walks)


def _kernel(build: int) -> Any:
    """The compiled `run`. What numba keeps is that of this file; that of its parts is told by `build`, a number of their texts."""

    @kept
    def run(house: Any, clocks: Any, state: Any, instants: Any, ranks: Any, kinds: Any, closed: bool) -> Any:
        """Go on until everything is done, or something is needed: OVER … TOO_LATE.

        `instants` [h], `ranks` and `kinds` are those of the next arrivals, in order; after them come more, unless `closed`.
        """
        counts, heap = state.counts, state.heap
        counts[BUILD] = build
        _arrival(counts, heap, instants, ranks, kinds)
        _settle(house, clocks, state)
        horizon = _horizon(house, clocks)
        while counts[UNSETTLED] == 0:
            if counts[EVENTS] == 0:
                return ARRIVE if counts[OWED] and not closed else OVER
            now, key, kind, about = heap[0].at, heap[0].key, heap[0].code & 7, heap[0].code >> 3
            if now >= horizon:
                return LAY_OUT
            if _full(state):
                return ROOM
            if kind == ARRIVAL and counts[NEXT] >= len(instants) and not closed:
                return ARRIVE
            pop(counts, heap)
            if kind == ARRIVAL:
                rank, ticket_kind = counts[RANK], counts[KIND]
                counts[OWED] = 1
                _arrival(counts, heap, instants, ranks, kinds)
                about = arrive(house, state, now, rank, ticket_kind)
            elif kind == OPENING:
                counts[LINING_UP] = 0
                open_up(house, clocks, state, now)
                about = NONE
            elif kind == END:
                about = end_step(house, clocks, state, now, about)
            elif kind == RELEASE:
                let_go(state, now, about, key)
                about = NONE
            if about != NONE and not go_on(house, clocks, state, now, about, kind):
                counts[WHO] = state.tickets[about].case
                return ENDLESS
            if counts[FAULTS]:
                return TOO_LATE
        return LAY_OUT

    return run


@inlined
def _arrival(counts: Any, heap: Any, instants: Any, ranks: Any, kinds: Any) -> None:
    """Schedule the next arrival, if it is known."""
    if counts[OWED] and counts[NEXT] < len(instants):
        push(counts, heap, instants[counts[NEXT]], NORMAL, ARRIVAL)
        counts[RANK] = ranks[counts[NEXT]]
        counts[KIND] = kinds[counts[NEXT]]
        counts[NEXT] += 1
        counts[OWED] = 0


@inlined
def _settle(house: Any, clocks: Any, state: Any) -> None:
    """Ask again for the instants that lay beyond the clocks."""
    counts, heap = state.counts, state.heap
    if counts[UNSETTLED] == 0:
        return
    counts[UNSETTLED] = 0
    for number in range(counts[EVENTS]):
        if heap[number].at == math.inf:
            about = heap[number].code >> 3
            if heap[number].code & 7 == END:
                at = work_end(house, clocks, state, state.rows[state.jobs[about].row].start, about)
                state.rows[state.jobs[about].row].end = at
                clock = house.workers[state.jobs[about].worker].clock
            elif heap[number].code & 7 == RELEASE:
                at = release_at(house, clocks, state, about)
                clock = house.gatherings[about].clock
            else:
                at = delay_end(house, clocks, state, about)
                clock = house.ways[house.way_at[state.tickets[about].source + 1, state.tickets[about].task]].clock
            heap[number].at = at
            beyond(counts, at, clock)
    order(counts, heap)


@inlined
def _horizon(house: Any, clocks: Any) -> Any:
    """Until when somebody can be asked whether he is on duty [h]."""
    horizon = math.inf
    for number in range(len(house.workers) - 1):
        clock = clocks.clocks[house.workers[number].clock]
        if clock.kind != ALWAYS:
            horizon = min(horizon, clock.last)
    return horizon


@inlined
def _full(state: Any) -> Any:
    """Whether the next event could need more than there is room for: a ticket's steps, or everybody's begin."""
    counts = state.counts
    jobs = counts[JOBS] + MOST_STEPS
    return (
        jobs >= len(state.jobs)
        or counts[TICKETS] + 1 >= len(state.tickets)
        or counts[ROWS] + jobs >= len(state.rows)
        or counts[EVENTS] + 2 * jobs + counts[TICKETS] + len(state.seen) >= len(state.heap)
    )


def _texts() -> int:
    return crc32(b"".join(Path(str(part.__file__)).read_bytes() for part in _PARTS))


run = _kernel(_texts())
