"""What people do in the compiled engine: who takes a request, what it comes to, and when they are looked after again.

The counterparts in `simpy_engine` are the methods of `Floor`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from svcflow.simulation.kernel_clocks import advance, is_open, next_open
from svcflow.simulation.kernel_draws import compiled, draw, inlined, uniform
from svcflow.simulation.kernel_tables import beyond, enqueue, new_job, push, take
from svcflow.simulation.records import BEGUN, END, FAULTS, LINING_UP, NONE, NORMAL, OPENING, ROWS, URGENT


@inlined
def ask(house: Any, clocks: Any, state: Any, now: float, number: int, heard: bool) -> Any:
    """Ask for a step to be done; whether it begins at once."""
    job = new_job(state, number)
    task = house.tasks[state.jobs[job].task]
    worker, hours = np.int64(NONE), task.hours
    if task.queue != NONE and state.waiting[task.queue] == 0 and state.counts[LINING_UP] == 0:
        place = _ready(house, clocks, state, now, job)
        if place != NONE:
            worker, hours = house.able[place].worker, house.able[place].hours
    if task.queue == NONE or worker != NONE:
        _begin(house, clocks, state, now, job, worker, hours)
        return True
    if state.waiting[task.queue] == 0:
        for at in range(task.first, house.tasks[state.jobs[job].task + 1].first):
            worker = house.able[at].worker
            clock = house.workers[worker].clock
            if state.in_hand[worker] < house.workers[worker].slots and not is_open(clocks.clocks, clocks.shifts, state.seen, clock, now):
                open_at(state, clock, next_open(clocks.clocks, clocks.shifts, state.seen, clock))
    state.jobs[job].heard = heard
    enqueue(house, state, task.queue, job)
    return False


@inlined
def _ready(house: Any, clocks: Any, state: Any, now: float, number: int) -> Any:
    """The place in `able` of one who is on duty and has a free slot: who did it last; of the fewest in hand, by preference, by name."""
    job = state.jobs[number]
    task = house.tasks[job.task]
    first, stop = task.first, house.tasks[job.task + 1].first
    if task.same_person > 0:
        at = _same(house, clocks, state, now, number)
        if at != NONE:
            return at
    found, only, total, fewest = 0, NONE, 0.0, 0
    for at in range(first, stop):
        worker = house.able[at].worker
        if (found == 0 or state.in_hand[worker] <= fewest) and _can(house, clocks, state, now, worker):
            if found == 0 or state.in_hand[worker] < fewest:
                found, total, fewest = 0, 0.0, state.in_hand[worker]
            found += 1
            only = at
            total += house.able[at].weight
    if found < 2:
        return only
    left = uniform(task.people, state.tickets[job.ticket].case, job.visit) * (total if total else found)
    for at in range(first, stop):
        worker = house.able[at].worker
        if state.in_hand[worker] == fewest and _can(house, clocks, state, now, worker):
            left -= house.able[at].weight if total else 1.0
            if left < 0:
                return at
    return only


@compiled
def _same(house: Any, clocks: Any, state: Any, now: float, number: int) -> Any:
    """The place in `able` of who did the step for the ticket last, or else its last staffed step, if it is to be that person's."""
    job = state.jobs[number]
    task, ticket = house.tasks[job.task], state.tickets[job.ticket]
    last = state.done_by[job.ticket, job.task]
    if last == NONE:
        last = ticket.last
    for at in range(task.first, house.tasks[job.task + 1].first):
        if house.able[at].worker == last and _can(house, clocks, state, now, last):
            return at if uniform(task.same, ticket.case, job.visit) < task.same_person else NONE
    return NONE


@inlined
def _can(house: Any, clocks: Any, state: Any, now: float, worker: int) -> Any:
    it = house.workers[worker]
    return state.in_hand[worker] < it.slots and is_open(clocks.clocks, clocks.shifts, state.seen, it.clock, now)


@compiled
def serve(house: Any, clocks: Any, state: Any, now: float, worker: int) -> Any:
    """Give the person the first of all requests that he can serve; whether there was one."""
    it = house.workers[worker]
    chosen, best_rank, best_number = NONE, 0, 0
    for at in range(it.first, house.workers[worker + 1].first):
        queue = house.serves[at].queue
        if state.waiting[queue]:
            rank, number = 0, NONE
            if it.ranked:
                while state.ranked_lines[queue, rank].first == NONE:
                    rank += 1
                number = state.jobs[state.ranked_lines[queue, rank].first].number
            else:
                number = state.jobs[state.lines[queue].first].number
            if chosen == NONE or rank < best_rank or (rank == best_rank and number < best_number):
                chosen, best_rank, best_number = at, rank, number
    if chosen == NONE:
        return False
    queue = house.serves[chosen].queue
    job = state.ranked_lines[queue, best_rank].first if it.ranked else state.lines[queue].first
    take(house, state, queue, job)
    place = house.tasks[state.jobs[job].task].first + house.serves[chosen].place
    _begin(house, clocks, state, now, job, worker, house.able[place].hours)
    return True


@inlined
def _begin(house: Any, clocks: Any, state: Any, now: float, number: int, worker: int, hours: int) -> None:
    counts, job = state.counts, state.jobs[number]
    job.worker = worker
    job.hours = house.drawn[hours + house.variants[state.tickets[job.ticket].kind, job.task]]
    job.row = counts[ROWS]
    job.load = 1.0
    if worker != NONE:
        job.load = 1.0 + house.workers[worker].slowdown * state.in_hand[worker]
        state.in_hand[worker] += 1
        state.tickets[job.ticket].last = worker
        if state.done_by.shape[1]:
            state.done_by[job.ticket, job.task] = worker
    end = work_end(house, clocks, state, now, number)
    if end == math.inf:
        beyond(counts, end, house.workers[worker].clock)
    row = state.rows[counts[ROWS]]
    counts[ROWS] += 1
    row.case, row.step, row.worker = state.tickets[job.ticket].case, job.task, worker
    row.enabled, row.start, row.end = job.enabled, now, end
    push(counts, state.heap, end, NORMAL, END + 8 * number)
    if job.heard:
        push(counts, state.heap, now, NORMAL, BEGUN + 8 * job.ticket)


@compiled
def work_end(house: Any, clocks: Any, state: Any, start: float, number: int) -> Any:
    """When the work on a step is over that began at `start` [h]."""
    job = state.jobs[number]
    u = uniform(house.tasks[job.task].durations, state.tickets[job.ticket].case, job.visit)
    hours = draw(house.hours, house.quantiles, job.hours, house.run[0].gamma, u) * job.load
    if not hours < math.inf:
        state.counts[FAULTS] += 1
        return start
    if job.worker == NONE:
        return start + hours
    worker = house.workers[job.worker]
    return advance(clocks.clocks, clocks.shifts, clocks.sums, worker.clock, start, hours, worker.grace)


@inlined
def open_at(state: Any, clock: int, at: float) -> None:
    """Have people looked after when they come at `at` [h]."""
    if state.seen[clock].opening == at:
        return
    known = False
    for number in range(len(state.seen)):
        known = known or state.seen[number].opening == at
    state.seen[clock].opening = at
    if not known:
        push(state.counts, state.heap, at, URGENT, OPENING)


@inlined
def open_up(house: Any, clocks: Any, state: Any, now: float) -> None:
    """People come on duty: whoever has the fewest in hand takes the next request, then in the order of their names."""
    fewest = 0
    while fewest != NONE:
        following = NONE
        for worker in range(len(house.workers) - 1):
            if state.in_hand[worker] == fewest and _can(house, clocks, state, now, worker):
                serve(house, clocks, state, now, worker)
            if state.in_hand[worker] > fewest and (following == NONE or state.in_hand[worker] < following):
                following = state.in_hand[worker]
        fewest = following
