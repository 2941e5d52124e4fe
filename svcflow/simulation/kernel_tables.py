"""The compiled engine's heap of events, its lines of requests, and the rows of tickets and jobs, which are used again."""

from __future__ import annotations

import math
from typing import Any

from svcflow.simulation.kernel_draws import compiled, inlined
from svcflow.simulation.records import EVENTS, FREE_JOB, FREE_TICKET, JOBS, NONE, NUMBERS, SEQUENCE, TICKETS, UNSETTLED, WHO

_URGENCY = 62
"""the bit of an event's key above the number of its scheduling"""


@compiled
def push(counts: Any, heap: Any, at: float, priority: int, code: int) -> Any:
    """Schedule an event at `at` [h]; its key."""
    key = (priority << _URGENCY) | counts[SEQUENCE]
    counts[SEQUENCE] += 1
    place = counts[EVENTS]
    counts[EVENTS] += 1
    while place > 0:
        above = (place - 1) >> 1
        if not _before(at, key, heap[above].at, heap[above].key):
            break
        _move(heap, above, place)
        place = above
    heap[place].at, heap[place].key, heap[place].code = at, key, code
    return key


@inlined
def pop(counts: Any, heap: Any) -> None:
    """Take the first event off."""
    counts[EVENTS] -= 1
    _sink(heap, 0, counts[EVENTS], heap[counts[EVENTS]].at, heap[counts[EVENTS]].key, heap[counts[EVENTS]].code)


@compiled
def beyond(counts: Any, at: float, clock: int) -> None:
    """Note that an instant lies beyond a clock, if it does."""
    if at == math.inf:
        counts[UNSETTLED] += 1
        counts[WHO] = clock


@compiled
def order(counts: Any, heap: Any) -> None:
    """Make it a heap again, whose instants have changed."""
    for place in range(counts[EVENTS] // 2 - 1, -1, -1):
        _sink(heap, place, counts[EVENTS], heap[place].at, heap[place].key, heap[place].code)


@compiled
def _sink(heap: Any, place: int, size: int, at: float, key: int, code: int) -> None:
    """Put an event in at `place` or below it."""
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and _before(heap[below + 1].at, heap[below + 1].key, heap[below].at, heap[below].key):
            below += 1
        if not _before(heap[below].at, heap[below].key, at, key):
            break
        _move(heap, below, place)
        place = below
    heap[place].at, heap[place].key, heap[place].code = at, key, code


@inlined
def _before(at: float, key: int, other_at: float, other_key: int) -> Any:
    return at < other_at or (at == other_at and key < other_key)


@inlined
def _move(heap: Any, source: int, target: int) -> None:
    heap[target].at, heap[target].key, heap[target].code = heap[source].at, heap[source].key, heap[source].code


@inlined
def new_ticket(state: Any) -> Any:
    """A row for a ticket that has done nothing yet."""
    counts = state.counts
    number = counts[FREE_TICKET]
    if number == NONE:
        number = counts[TICKETS]
        counts[TICKETS] += 1
    else:
        counts[FREE_TICKET] = state.tickets[number].task
    ticket = state.tickets[number]
    ticket.walked = ticket.steps = ticket.open = ticket.waits = 0
    ticket.last = NONE
    state.visits[number, :] = 0
    state.done_by[number, :] = NONE
    return number


@inlined
def drop_ticket(state: Any, number: int) -> None:
    """Its row is free again; `task` says which one was before."""
    state.tickets[number].task = state.counts[FREE_TICKET]
    state.counts[FREE_TICKET] = number


@inlined
def new_job(state: Any, ticket: int) -> Any:
    """A request for the step that the ticket is ready for."""
    counts = state.counts
    number = counts[FREE_JOB]
    if number == NONE:
        number = counts[JOBS]
        counts[JOBS] += 1
    else:
        counts[FREE_JOB] = state.jobs[number].after
    it, job = state.tickets[ticket], state.jobs[number]
    job.ticket, job.task, job.visit, job.enabled = ticket, it.task, it.visit, it.enabled
    job.number = counts[NUMBERS]
    counts[NUMBERS] += 1
    job.heard = 0
    return number


@inlined
def drop_job(state: Any, number: int) -> None:
    """Its row is free again; `after` says which one was before."""
    state.jobs[number].after = state.counts[FREE_JOB]
    state.counts[FREE_JOB] = number


@inlined
def enqueue(house: Any, state: Any, queue: int, number: int) -> None:
    """Put a request in line, in both lines where both disciplines serve the queue."""
    jobs, job = state.jobs, state.jobs[number]
    state.waiting[queue] += 1
    if house.queues[queue].fifo:
        line = state.lines[queue]
        job.before, job.after = line.last, NONE
        if line.last == NONE:
            line.first = number
        else:
            jobs[line.last].after = number
        line.last = number
    if house.queues[queue].ranked:
        line = state.ranked_lines[queue, state.tickets[job.ticket].rank]
        job.ranked_before, job.ranked_after = line.last, NONE
        if line.last == NONE:
            line.first = number
        else:
            jobs[line.last].ranked_after = number
        line.last = number


@inlined
def take(house: Any, state: Any, queue: int, number: int) -> None:
    """Take a request out of its lines."""
    jobs, job = state.jobs, state.jobs[number]
    state.waiting[queue] -= 1
    if house.queues[queue].fifo:
        line = state.lines[queue]
        if job.before == NONE:
            line.first = job.after
        else:
            jobs[job.before].after = job.after
        if job.after == NONE:
            line.last = job.before
        else:
            jobs[job.after].before = job.before
    if house.queues[queue].ranked:
        line = state.ranked_lines[queue, state.tickets[job.ticket].rank]
        if job.ranked_before == NONE:
            line.first = job.ranked_after
        else:
            jobs[job.ranked_before].ranked_after = job.ranked_after
        if job.ranked_after == NONE:
            line.last = job.ranked_before
        else:
            jobs[job.ranked_after].ranked_before = job.ranked_before
