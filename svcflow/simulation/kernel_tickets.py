"""What tickets do in the compiled engine: from step to step until they must wait. The counterpart in `simpy_engine` is `_life`."""

from __future__ import annotations

import math
from typing import Any

from svcflow.simulation.kernel_clocks import advance, is_open, next_moment, next_open
from svcflow.simulation.kernel_draws import compiled, draw, inlined, uniform
from svcflow.simulation.kernel_people import ask, open_at, serve
from svcflow.simulation.kernel_tables import beyond, drop_job, drop_ticket, new_ticket, push
from svcflow.simulation.kernel_walks import onward
from svcflow.simulation.records import ALL, BEGIN, CASES, DELAYED, FAULTS, NONE, NORMAL, NOTHING, RELEASE, RELEASED
from svcflow.simulation.trace import MOST_STEPS


@inlined
def arrive(house: Any, state: Any, now: float, rank: int, kind: int) -> Any:
    """A new ticket, on its way to its first step."""
    number = new_ticket(state)
    ticket = state.tickets[number]
    state.counts[CASES] += 1
    ticket.case = state.counts[CASES]
    ticket.arrived = now
    ticket.rank = rank
    ticket.kind = kind
    ticket.history = house.run[0].start
    ticket.source = NONE
    ticket.task = onward(house, state, number, ticket.source, ticket.walked)
    return number


@inlined
def end_step(house: Any, clocks: Any, state: Any, now: float, number: int) -> Any:
    """A step ends: the person takes the next one. The ticket, if it goes on now, else NONE."""
    job = state.jobs[number]
    about, worker = job.ticket, job.worker
    drop_job(state, number)
    if worker != NONE:
        state.in_hand[worker] -= 1
        clock = house.workers[worker].clock
        if is_open(clocks.clocks, clocks.shifts, state.seen, clock, now):
            if state.in_hand[worker] < house.workers[worker].slots:
                serve(house, clocks, state, now, worker)
        else:
            for at in range(house.workers[worker].first, house.workers[worker + 1].first):
                if state.waiting[house.serves[at].queue]:
                    open_at(state, clock, next_open(clocks.clocks, clocks.shifts, state.seen, clock))
                    break
    ticket = state.tickets[about]
    ticket.open -= 1
    return about if ticket.waits == ALL and ticket.open == 0 else NONE


@inlined
def go_on(house: Any, clocks: Any, state: Any, now: float, number: int, kind: int) -> Any:
    """A ticket goes on until it must wait, after an event of some kind. False after too many steps."""
    ticket = state.tickets[number]
    released = kind == RELEASED
    ready = released or kind == DELAYED
    ticket.waits = NOTHING
    while ticket.task != NONE:
        if not ready:
            ticket.enabled = now
            ticket.visit = state.visits[number, ticket.task]
            state.visits[number, ticket.task] += 1
            ticket.steps += 1
            if ticket.steps > MOST_STEPS:
                return False
            at = delay_end(house, clocks, state, number)
            if at > now:
                push(state.counts, state.heap, at, NORMAL, DELAYED + 8 * number)
                if at == math.inf:
                    beyond(state.counts, at, house.ways[house.way_at[ticket.source + 1, ticket.task]].clock)
                return True
        task = ticket.task
        if not released and house.tasks[task].gathering != NONE:
            _gather(house, clocks, state, now, number)
            return True
        ready = released = False
        following = onward(house, state, number, task, ticket.visit)
        overlaps = _overlaps(house, state, number, task, following)
        begun = ask(house, clocks, state, now, number, overlaps)
        ticket.open += 1
        ticket.source, ticket.task = task, following
        if not overlaps:
            ticket.waits = ALL
            return True
        if not begun:
            ticket.waits = BEGIN
            return True
    drop_ticket(state, number)
    return True


@inlined
def _overlaps(house: Any, state: Any, number: int, task: int, following: int) -> Any:
    """Whether the next step may begin with this one."""
    if following == NONE:
        return False
    way = house.way_at[task + 1, following]
    if way == NONE or house.ways[way].overlap == 0:
        return False
    return uniform(house.tasks[following].overlaps, state.tickets[number].case, state.visits[number, following]) < house.ways[way].overlap


@compiled
def _gather(house: Any, clocks: Any, state: Any, now: float, number: int) -> None:
    """Put a ticket to those that are gathered before its step."""
    gathering = house.tasks[state.tickets[number].task].gathering
    batch = state.batches[gathering]
    if batch.count == 0:
        batch.first = number
        batch.since = now
    else:
        state.tickets[batch.last].behind = number
    batch.last = number
    batch.count += 1
    if batch.count == house.gatherings[gathering].size:
        let_go(state, now, gathering, batch.release)
    elif batch.count == 1:
        at = release_at(house, clocks, state, gathering)
        batch.release = push(state.counts, state.heap, at, NORMAL, RELEASE + 8 * gathering)
        beyond(state.counts, at, house.gatherings[gathering].clock)


@compiled
def let_go(state: Any, now: float, gathering: int, key: int) -> None:
    """Release the batch that the event of this key is about, unless that has happened before."""
    batch = state.batches[gathering]
    if batch.count == 0 or batch.release != key:
        return
    number = batch.first
    for _ in range(batch.count):
        push(state.counts, state.heap, now, NORMAL, RELEASED + 8 * number)
        number = state.tickets[number].behind
    batch.count = 0


@compiled
def release_at(house: Any, clocks: Any, state: Any, gathering: int) -> Any:
    """When the batch that is being gathered is released at the latest [h]."""
    it, first = house.gatherings[gathering], state.batches[gathering].since
    at = first + it.most_h
    if it.clock == NONE:
        return at
    moment = next_moment(clocks.clocks, clocks.shifts, it.clock, first)
    return moment if moment == math.inf else min(at, moment)


@compiled
def delay_end(house: Any, clocks: Any, state: Any, number: int) -> Any:
    """When the delay on the way to the step is over, that the ticket was enabled for [h]."""
    ticket = state.tickets[number]
    now = ticket.enabled
    number = house.way_at[ticket.source + 1, ticket.task]
    if number == NONE or house.ways[number].size == 0:
        return now
    way = house.ways[number]
    at = way.first
    while at + 1 < way.first + way.size and house.delays[at + 1].age <= now - ticket.arrived:
        at += 1
    u = uniform(house.tasks[ticket.task].delays, ticket.case, ticket.visit)
    level, last = way.course, way.course + way.levels - 1
    while level < last and house.course[level + 1].since <= now:
        level += 1
    delay = draw(house.hours, house.quantiles, house.delays[at].hours, house.run[0].gamma, u) * house.course[level].level
    if not delay < math.inf:
        state.counts[FAULTS] += 1
        return now
    if way.clock == NONE:
        return now + delay
    return advance(clocks.clocks, clocks.shifts, clocks.sums, way.clock, now, delay, 0.0)
