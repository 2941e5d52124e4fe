"""The specification of the simulation: one SimPy process for each ticket, in the terms of the model.

A ticket arrives, and for each of its steps waits for what comes before, then for the flow's delay, then for its batch, then for
somebody who can do it, then for the work. Its steps follow `walks`; the time that each takes, and who does it, are draws of
`streams`, made for the ticket, the step and the visit. So no draw depends on the order of events, and what happens to a ticket first
is decided without looking at what happens to others.

Before anything happens the tickets that are open at the start take their places (`svcflow.simulation.opening`): steps in progress are
given to those who do them, delays go on, and requests stand in line; then whoever is on duty takes from the lines.

The order of events at one instant

1. People who come on duty, before anything else: one request after the other goes to whoever has the fewest in hand, then by the order
   of their names, until their slots are full.
2. All else in the order in which it was scheduled: an end of work when the work begins, a delay's end when the delay begins, an
   arrival at the arrival before it, the release of a batch when its first ticket joins it, that a ticket of it goes on at the release.
3. At an end of work the person takes the next request first; then the ticket goes on.
4. A request joins its queue if anybody waits there; otherwise it goes to one of those who are free and on duty: of those who have the
   fewest in hand, by preference.
   A person who frees up takes, of all requests that he can serve, the first by the discipline of his team: rank (if it serves by
   priority), then the order of asking.

Times are hours since the start [h]. Events are put at their instant itself (not at now + delay), so that an end of work at the end
of a shift is exactly there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator
from heapq import heapify, heappop, heappush
from itertools import count

import simpy
from simpy.events import NORMAL, URGENT, Event, EventPriority

from svcflow.simulation.arrivals import arrival_times
from svcflow.simulation.opening import InProgress, Standing
from svcflow.simulation.queues import Queue
from svcflow.simulation.service import ARRIVED, Gathered, Service, Task, Worker
from svcflow.simulation.streams import uniform
from svcflow.simulation.ticket import Ticket
from svcflow.simulation.trace import MOST_STEPS, NOBODY, Trace, endless
from svcflow.simulation.walks import total

Life = Generator[Event, None, None]


def replicate(service: Service, cases: int | None, until: float) -> Trace:
    """Let `cases` tickets arrive, or all that come before `until` [h], and run until each has ended.

    Raises
    ------
    ModelError
        A ticket takes more than 10 000 steps.
    """
    floor = Floor(service)
    _resume(floor)
    floor.env.process(_arrivals(floor, cases, until))
    _line_up(floor)
    floor.env.run()
    return floor.trace


class Instant(Event):
    """An event at an instant [h], exactly."""

    def __init__(self, env: simpy.Environment, at: float, priority: EventPriority = NORMAL) -> None:
        self.env = env
        self.callbacks = []
        self._value = None
        self._ok = True
        heappush(env._queue, (at, priority, next(env._eid), self))


class Job(Event):
    """A step to be done for a ticket; the event is its end. `begun` is there for a ticket that goes on when it begins."""

    def __init__(self, env: simpy.Environment, ticket: Ticket, task: Task, visit: int, enabled: float, number: int) -> None:
        self.env = env
        self.callbacks = []
        self._value = None
        self._ok = True
        self.ticket = ticket
        self.case = ticket.case
        self.kind = ticket.kind
        self.rank = ticket.rank
        self.task = task
        self.visit = visit
        self.enabled = enabled
        self.number = number
        self.served = False
        self.worker: Worker | None = None
        self.begun: Event | None = None


class Floor:
    """Where the work is done: the people, the queues before them, and the clock."""

    def __init__(self, service: Service) -> None:
        self.env = simpy.Environment()
        self.service = service
        self.trace = Trace()
        self._queues: list[Queue[Job]] = [Queue(fifo, ranked) for fifo, ranked in service.disciplines]
        self._numbers = count()
        self._openings: set[float] = set()
        self._lining_up = False
        self._gathered: dict[int, list[Event]] = {task.number: [] for task in service.tasks}

    def gather(self, task: Task, gathered: Gathered) -> Event:
        """Put a ticket to those that are gathered before the step; the event is their release."""
        released = self.env.event()
        batch = self._gathered[task.number]
        batch.append(released)
        if len(batch) == gathered.size:
            self._let_go(task, batch)
        elif len(batch) == 1:
            due = Instant(self.env, gathered.due(self.env.now))
            assert due.callbacks is not None
            due.callbacks.append(lambda _: self._let_go(task, batch))
        return released

    def _let_go(self, task: Task, batch: list[Event]) -> None:
        """Release a batch, unless that has happened before."""
        if self._gathered[task.number] is batch:
            self._gathered[task.number] = []
            for released in batch:
                released.succeed()

    def ask(self, ticket: Ticket, task: Task, visit: int, enabled: float, onward_at_begin: bool) -> Job:
        """Ask for a step to be done: at once by somebody who is free, else as soon as somebody is."""
        job = Job(self.env, ticket, task, visit, enabled, next(self._numbers))
        if task.queue is None:
            self._begin(job, None)
            return job
        assert job.callbacks is not None
        job.callbacks.append(self._release)
        queue = self._queues[task.queue]
        ready = None if queue or self._lining_up else self._ready(job)
        if ready is not None:
            self._begin(job, ready)
            return job
        if onward_at_begin:
            job.begun = self.env.event()
        if not queue:
            self._await_openings(task)
        queue.add(job)
        return job

    def resume(self, ticket: Ticket, it: InProgress) -> Job:
        """A step that is in progress at the start goes on."""
        job = Job(self.env, ticket, it.task, it.visit, it.enabled, next(self._numbers))
        job.served, job.worker = True, it.worker
        if it.worker is not None:
            it.worker.in_hand += 1
            ticket.taken(it.task, it.worker)
            assert job.callbacks is not None
            job.callbacks.append(self._release)
        self.trace.add(job.case, it.task.number, NOBODY if it.worker is None else it.worker.number, it.enabled, it.begun, it.ends)
        heappush(self.env._queue, (it.ends, NORMAL, next(self.env._eid), job))
        return job

    def line_up(self) -> None:
        """Nobody takes anything until all who are to be in line now stand there."""
        self._lining_up = True
        self._open_at(0.0)

    def _ready(self, job: Job) -> Worker | None:
        """One of those who can do it, are on duty and have a free slot: who did it last; of the fewest in hand, by preference, by name."""
        now = self.env.now
        ready = [it for it in job.task.able if it.in_hand < it.slots and (now < it.clock.open_until or it.clock.is_open(now))]
        if job.task.same_person and ready:
            last = job.ticket.done_by.get(job.task.number, job.ticket.last)
            if last in ready and uniform(job.task.same, job.case, job.visit) < job.task.same_person:
                return last
        if len(ready) > 1:
            fewest = min([it.in_hand for it in ready])
            ready = [it for it in ready if it.in_hand == fewest]
        if len(ready) < 2:
            return ready[0] if ready else None
        number = job.task.number
        weights = [worker.weights[number] for worker in ready]
        whole = total(weights)
        left = uniform(job.task.people, job.case, job.visit) * (whole or len(ready))
        for worker, weight in zip(ready, weights, strict=True):
            left -= weight if whole else 1.0
            if left < 0:
                return worker
        return ready[-1]

    def _begin(self, job: Job, worker: Worker | None) -> None:
        now = self.env.now
        task = job.task
        u = uniform(task.durations, job.case, job.visit)
        if worker is None:
            end = now + task.draws[task.variants[job.kind]](u)
        else:
            hours = worker.draws[task.number][task.variants[job.kind]](u) * (1.0 + worker.slowdown * worker.in_hand)
            end = worker.clock.advance(now, hours, worker.grace)
            worker.in_hand += 1
            job.ticket.taken(task, worker)
        job.served = True
        job.worker = worker
        self.trace.add(job.case, task.number, NOBODY if worker is None else worker.number, job.enabled, now, end)
        heappush(self.env._queue, (end, NORMAL, next(self.env._eid), job))
        if job.begun is not None:
            job.begun.succeed()

    def _release(self, job: Event) -> None:
        assert isinstance(job, Job)
        assert job.worker is not None
        worker = job.worker
        worker.in_hand -= 1
        now = self.env.now
        if worker.clock.is_open(now):
            if worker.in_hand < worker.slots:
                self._serve(worker)
        elif any(self._queues[number] for number in worker.queues):
            self._open_at(worker.clock.next_open(now))

    def _serve(self, worker: Worker) -> bool:
        """Give the person the first of all requests that he can serve; whether there was one."""
        best = None
        chosen = None
        for number in worker.queues:
            queue = self._queues[number]
            head = queue.head(worker.ranked)
            if head is not None and (best is None or head < best):
                best, chosen = head, queue
        if chosen is None:
            return False
        self._begin(chosen.take(worker.ranked), worker)
        return True

    def _await_openings(self, task: Task) -> None:
        """Wake those who could do the step and are off duty when they come."""
        now = self.env.now
        for worker in task.able:
            if worker.in_hand < worker.slots and not worker.clock.is_open(now):
                self._open_at(worker.clock.next_open(now))

    def _open_at(self, at: float) -> None:
        if at not in self._openings:
            self._openings.add(at)
            opening = Instant(self.env, at, URGENT)
            assert opening.callbacks is not None
            opening.callbacks.append(self._open)

    def _open(self, _: Event) -> None:
        now = self.env.now
        self._openings.discard(now)
        self._lining_up = False
        workers = self.service.workers
        ready = [(it.in_hand, it.number) for it in workers if it.in_hand < it.slots and it.clock.is_open(now)]
        heapify(ready)
        while ready:
            worker = workers[heappop(ready)[1]]
            if self._serve(worker) and worker.in_hand < worker.slots:
                heappush(ready, (worker.in_hand, worker.number))


def _arrivals(floor: Floor, cases: int | None, until: float) -> Life:
    service = floor.service
    for case, at in enumerate(arrival_times(service.model.arrivals, service.start, service.streams), start=1):
        if at >= until or (cases is not None and case > cases):
            return
        yield Instant(floor.env, at)
        kind = rank = 0
        if service.traits:
            values = tuple([trait.draw(case) for trait in service.traits])
            floor.trace.values.extend(values)
            rank = next((trait.ranks[value] for trait, value in zip(service.traits, values, strict=True) if trait.ranks), 0)
            kind = sum(trait.kinds[value] for trait, value in zip(service.traits, values, strict=True) if trait.kinds)
        floor.env.process(_life(floor, Ticket(service, case, kind, rank, at)))


def _resume(floor: Floor) -> None:
    """At the start: steps in progress and delays go on."""
    for it in floor.service.standing:
        ticket = Ticket.standing(floor.service, it)
        if it.in_progress is not None:
            floor.env.process(_opened(floor, ticket, it, floor.resume(ticket, it.in_progress)))
        elif it.ready > 0:
            floor.env.process(_opened(floor, ticket, it, Instant(floor.env, it.ready)))


def _line_up(floor: Floor) -> None:
    """At the start: those who wait for nothing but a person stand in line, and then whoever is on duty takes."""
    in_line = [it for it in floor.service.standing if not it.in_progress and it.ready <= 0]
    for it in in_line:
        floor.env.process(_opened(floor, Ticket.standing(floor.service, it), it))
    if in_line:
        floor.line_up()


def _opened(floor: Floor, ticket: Ticket, it: Standing, ahead: Event | None = None) -> Life:
    """A ticket that is open at the start, to the end of its last step; `ahead` is what it waits for first."""
    if ahead is not None:
        yield ahead
    yield from _walk(floor, ticket, it.source, it.task, None if it.in_progress else it)


def _life(floor: Floor, ticket: Ticket) -> Life:
    """A ticket from its arrival to the end of its last step."""
    return _walk(floor, ticket, ARRIVED, ticket.onward(None, 0))


def _walk(floor: Floor, ticket: Ticket, source: int, task: Task | None, waiting: Standing | None = None) -> Life:
    """The ticket's steps from `task` on: it is enabled for it now, or has been `waiting` for it."""
    env = floor.env
    in_progress: list[Job] = []
    while task is not None:
        if waiting is None:
            enabled = env.now
            visit = ticket.visit(task)
            if ticket.steps > MOST_STEPS:
                raise endless(floor.trace, ticket.case, floor.service)
            ready = _after_delay(floor, ticket, source, task, visit)
            if ready > enabled:
                yield Instant(env, ready)
            gathers = True
        else:
            enabled, visit, gathers = waiting.since, waiting.visits[task.number] - 1, waiting.gathers
            waiting = None
        if task.gathered is not None and gathers:
            yield floor.gather(task, task.gathered)
        following = ticket.onward(task, visit)
        overlaps = following is not None and _overlaps(floor, ticket, task, following)
        job = floor.ask(ticket, task, visit, enabled, overlaps)
        in_progress.append(job)
        if not overlaps:
            while in_progress:
                yield in_progress.pop()
        elif job.begun is not None:
            yield job.begun
        source, task = task.number, following


def _after_delay(floor: Floor, ticket: Ticket, source: int, task: Task, visit: int) -> float:
    """When the delay on the way to the step is over [h]."""
    now = floor.env.now
    way = floor.service.ways.get((source, task.number))
    if way is None or not way.delays:
        return now
    draw = way.delays[bisect_right(way.ages, now - ticket.arrived)]
    changes, levels = floor.service.courses[way.course]
    delay = draw(uniform(task.delays, ticket.case, visit)) * levels[bisect_right(changes, now)]
    return now + delay if way.clock is None else way.clock.advance(now, delay)


def _overlaps(floor: Floor, ticket: Ticket, task: Task, following: Task) -> bool:
    """Whether the next step may begin with this one."""
    way = floor.service.ways.get((task.number, following.number))
    if way is None or not way.overlap:
        return False
    return uniform(following.overlaps, ticket.case, ticket.visits.get(following.number, 0)) < way.overlap
