"""A discrete-event engine for a `Desk`: description and seed in, executed steps out.

It is written apart from every other simulator, in plain Python, so that it can be the reference of one. Time is
whole seconds from the first Monday 00:00, so that sums are exact and the same on every machine.

The rules. A step joins its team's queue when the step before it has ended and its delay, if any, is over; where tickets
are gathered before a step, they join together when they are released. The queue is served by priority, then by the
instant of joining, then by the order of the events. The work goes to whoever of those who can do it is on shift and has
the fewest tickets in hand, then to the one who has been idle longest, then to the first in the team's list. Nobody begins
outside of a shift or does more at once than they have slots (one, as a rule); what happens at a shift's end stands at
`Desk.grace_h`.

The random numbers come from separate streams, and within a stream each step and each visit to it has numbers of its
own, one for each ticket. So the n-th visit of a ticket to a step draws the same number whatever else was changed, and two
desks that are run with one seed differ by the change alone (common random numbers).
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple
from zlib import crc32

import numpy as np
from desk import RESUME, WEEK_H, Batch, Desk, Duration, Person, Step, Team
from numpy.typing import NDArray

HOUR = 3600
WEEK = WEEK_H * HOUR


class Ticket(NamedTuple):
    """A ticket and what is constant in it; `arrival` in seconds [s] from the start."""

    number: int
    arrival: int
    priority: str
    channel: str
    category: str


class Event(NamedTuple):
    """One executed step. Instants in seconds [s] from the start.

    `enabled` is the end of the step before (the arrival, for the first), `ready` when a delay on the way was over and
    the ticket stood in the queue, `start` and `end` when the work began and ended, `work` the seconds worked between.
    """

    ticket: Ticket
    step: str
    person: str | None
    team: str | None
    enabled: int
    ready: int
    start: int
    end: int
    work: int


class Roster:
    """A person's weekly shifts, in seconds, asked for instants."""

    def __init__(self, shifts: tuple[tuple[float, float], ...]) -> None:
        windows = sorted((round(start * HOUR), round(end * HOUR)) for start, end in shifts)
        self.starts = [start for start, _ in windows]
        self.ends = [end for _, end in windows]

    def shift_end(self, time: int) -> int | None:
        """End of the shift that holds `time` [s], None outside of a shift."""
        week, offset = divmod(time, WEEK)
        i = bisect_right(self.starts, offset) - 1
        return week * WEEK + self.ends[i] if i >= 0 and offset < self.ends[i] else None

    def next_start(self, time: int) -> int:
        """The first shift's start at `time` [s] or later."""
        week, offset = divmod(time, WEEK)
        i = bisect_left(self.starts, offset)
        return week * WEEK + self.starts[i] if i < len(self.starts) else (week + 1) * WEEK + self.starts[0]

    def finish(self, start: int, work: int, grace: int) -> int:
        """End [s] of `work` seconds begun at `start` on shift, pausing at shift ends unless `grace` is enough."""
        end = self.shift_end(start)
        assert end is not None, f"work began off shift, at {start} s"
        while work > end - start + grace:
            work -= end - start
            start = self.next_start(end)
            end = start + self.ends[self.starts.index(start % WEEK)] - start % WEEK
        return start + work

    def seconds(self, start: int, end: int) -> int:
        """Seconds of shift between two instants [s]."""
        return self._until(end) - self._until(start)

    def _until(self, time: int) -> int:
        week, offset = divmod(time, WEEK)
        whole = sum(self.ends) - sum(self.starts)
        return week * whole + sum(max(0, min(e, offset) - s) for s, e in zip(self.starts, self.ends, strict=True))


class Streams:
    """Random numbers by stream, step and visit, one for each ticket, drawn when first asked for."""

    def __init__(self, seed: int, tickets: int) -> None:
        self.seed, self.tickets = seed, tickets
        self._drawn: dict[tuple[str, str, int], list[float]] = {}

    def generator(self, stream: str, key: str = "", visit: int = 0) -> np.random.Generator:
        """The generator of one stream, step and visit."""
        return np.random.default_rng([self.seed, crc32(stream.encode()), crc32(key.encode()), visit])

    def uniform(self, stream: str, key: str, visit: int, ticket: int) -> float:
        """A number in [0, 1)."""
        return self._get(stream, key, visit, ticket, lambda rng, size: rng.random(size))

    def seconds(self, stream: str, key: str, visit: int, ticket: int, duration: Duration) -> int:
        """A duration in whole seconds, at least one."""
        return max(1, round(HOUR * duration.mean_h * self._get(stream, key, visit, ticket, duration.draw_unit)))

    def _get(
        self, stream: str, key: str, visit: int, ticket: int, draw: Callable[[np.random.Generator, int], NDArray[np.float64]]
    ) -> float:
        numbers = self._drawn.get((stream, key, visit))
        if numbers is None:
            numbers = draw(self.generator(stream, key, visit), self.tickets).tolist()
            self._drawn[stream, key, visit] = numbers
        return numbers[ticket]


class _Worker:
    """A person at work: the ends of what is in hand [s], and since when all of it is done."""

    def __init__(self, person: Person, team: Team) -> None:
        self.person, self.team = person, team
        self.roster = Roster(person.shifts)
        self.ends: list[int] = []
        self.free_since = 0

    def in_hand(self, now: int) -> int:
        """How many tickets they work on."""
        self.ends = [end for end in self.ends if end > now]
        return len(self.ends)

    def can(self, step: Step) -> bool:
        return step.name in self.person.skills if self.person.skills else step.team == self.team.name

    def take(self, now: int, work: int, grace: int) -> int:
        """Begin a work; its end [s]."""
        end = self.roster.finish(now, work, grace)
        self.ends.append(end)
        self.free_since = max(self.free_since, end)
        return end


@dataclass(slots=True)
class _Case:
    ticket: Ticket
    visits: Counter[str] = field(default_factory=Counter)
    faults: set[int] = field(default_factory=set)
    came_from: str = ""


class _Crew:
    """People at work, and the queues of the steps that they share: a team, or several that help each other out."""

    def __init__(self) -> None:
        self.workers: list[_Worker] = []
        self.able: dict[str, list[_Worker]] = {}
        self.queues: dict[str, list[tuple[int, int, int, _Case, Step, int]]] = {}

    def pick(self, step: str, now: int) -> _Worker | None:
        """Of those who can do the step, are on shift and have a free slot: fewest in hand first, then longest idle."""
        free = [w for w in self.able[step] if w.in_hand(now) < w.person.slots and w.roster.shift_end(now) is not None]
        return min(free, key=lambda w: (len(w.ends), w.free_since), default=None)

    def next(self, now: int) -> tuple[str, _Worker] | None:
        """Which queue is to be served, and by whom: the first of all tickets that somebody could take now."""
        heads = sorted((queue[0][:3], name) for name, queue in self.queues.items() if queue)
        found = ((name, self.pick(name, now)) for _, name in heads)
        return next(((name, worker) for name, worker in found if worker), None)


def _crews(desk: Desk) -> list[_Crew]:
    """The crews of a desk: people and steps that hang together by who can do what, in the order of the teams."""
    groups = [([_Worker(person, team) for person in team.people], [s for s in desk.steps if s.team == team.name]) for team in desk.teams]
    everybody = [worker for workers, _ in groups for worker in workers]
    crews: list[_Crew] = []
    for workers, steps in groups:
        helpers = [w for w in everybody if w not in workers and any(w.can(step) for step in steps)]
        joined = [crew for crew in crews if any(w in crew.workers for w in [*workers, *helpers])]
        crew = joined[0] if joined else _Crew()
        crews = [other for other in crews if other not in joined[1:]] + ([] if joined else [crew])
        for other in joined[1:]:
            crew.workers += other.workers
            crew.able |= other.able
        crew.workers += [w for w in [*workers, *helpers] if w not in crew.workers]
        crew.able |= {step.name: [w for w in [*workers, *helpers] if w.can(step)] for step in steps}
    for crew in crews:
        crew.queues = {name: [] for name in crew.able}
    return crews


class _Engine:
    def __init__(self, desk: Desk, tickets: int, seed: int) -> None:
        self.desk, self.streams = desk, Streams(seed, tickets)
        self.steps = {step.name: step for step in desk.steps}
        self.crews = _crews(desk)
        self.crew_of = {name: crew for crew in self.crews for name in crew.able}
        self.gathered: dict[str, list[tuple[_Case, int]]] = {step.name: [] for step in desk.steps if step.batch}
        self.urgency = {name: rank for rank, (name, _) in enumerate(desk.priorities)}
        self.delays = {(delay.source, delay.target): delay for delay in desk.delays}
        self.grace = round(desk.grace_h * HOUR)
        self.agenda: list[tuple[int, int, Callable[[], None]]] = []
        self.now, self.serial, self.open = 0, 0, tickets
        self.events: list[Event] = []

    def run(self) -> list[Event]:
        for ticket in make_tickets(self.desk, self.streams):
            self.at(ticket.arrival, partial(self.enter, _Case(ticket), self.desk.steps[0].name))
        for crew in self.crews:
            for start in sorted({start for worker in crew.workers for start in worker.roster.starts}):
                self.at(start, partial(self.begin_shift, crew))
        while self.open:
            self.now, _, act = heapq.heappop(self.agenda)
            act()
        return self.events

    def at(self, time: int, act: Callable[[], None]) -> None:
        self.serial += 1
        heapq.heappush(self.agenda, (time, self.serial, act))

    def begin_shift(self, crew: _Crew) -> None:
        self.at(self.now + WEEK, partial(self.begin_shift, crew))
        self.dispatch(crew)

    def enter(self, case: _Case, name: str) -> None:
        """Bring a ticket on its way to a step, through the delay between the two if there is one."""
        delay = self.delays.get((case.came_from, name))
        ready, key, visit = self.now, f"{case.came_from}>{name}", case.visits[name]
        if delay and self.streams.uniform("delayed", key, visit, case.ticket.number) < delay.chance:
            ready += self.streams.seconds("delays", key, visit, case.ticket.number, delay.duration)
        self.at(ready, partial(self.join, case, self.steps[name], self.now))

    def join(self, case: _Case, step: Step, enabled: int) -> None:
        """Stand in the queue of the step's team; a pause begins at once."""
        if step.team is None:
            work = self.streams.seconds("customers", step.name, case.visits[step.name], case.ticket.number, step.duration)
            end = self.now + work
            self.events.append(Event(case.ticket, step.name, None, None, enabled, self.now, self.now, end, work))
            self.at(end, partial(self.leave, case, step))
            return
        if step.batch:
            self.gather(case, step, step.batch, enabled)
            return
        self.queue(case, step, enabled)
        self.dispatch(self.crew_of[step.name])

    def gather(self, case: _Case, step: Step, batch: Batch, enabled: int) -> None:
        """Put a ticket to those that wait for their release, and release them if they are enough."""
        held = self.gathered[step.name]
        held.append((case, enabled))
        if len(held) == batch.size:
            self.release(step, held)
        elif len(held) == 1:
            week, offset = divmod(self.now, WEEK)
            times = [week * WEEK + round(hour * HOUR) + (WEEK if hour * HOUR < offset else 0) for hour in batch.hours]
            times += [self.now + round(batch.most_h * HOUR)] if math.isfinite(batch.most_h) else []
            self.at(min(times), partial(self.release, step, held))

    def release(self, step: Step, held: list[tuple[_Case, int]]) -> None:
        """Let the gathered tickets join the queue, unless they have done so before."""
        if self.gathered[step.name] is held:
            self.gathered[step.name] = []
            for case, enabled in held:
                self.queue(case, step, enabled)
            self.dispatch(self.crew_of[step.name])

    def queue(self, case: _Case, step: Step, enabled: int) -> None:
        self.serial += 1
        request = (self.urgency[case.ticket.priority], self.now, self.serial, case, step, enabled)
        heapq.heappush(self.crew_of[step.name].queues[step.name], request)

    def dispatch(self, crew: _Crew) -> None:
        """Give work to people until one of the two has run out."""
        while served := crew.next(self.now):
            name, worker = served
            _, ready, _, case, step, enabled = heapq.heappop(crew.queues[name])
            work = self.streams.seconds("durations", step.name, case.visits[step.name], case.ticket.number, step.duration)
            work = max(1, round(work * worker.person.pace * (1 + worker.team.drag * worker.in_hand(self.now))))
            end = worker.take(self.now, work, self.grace)
            team = worker.team.name
            self.events.append(Event(case.ticket, step.name, worker.person.code, team, enabled, ready, self.now, end, work))
            self.at(end, partial(self.leave, case, step, crew))

    def leave(self, case: _Case, step: Step, crew: _Crew | None = None) -> None:
        """End a step: send the ticket on, then let the team take its next work."""
        name = self.next_step(case, step)
        case.came_from = step.name
        case.visits[step.name] += 1
        if name:
            self.enter(case, name)
        else:
            self.open -= 1
        if crew:
            # After the tickets that move at this very instant, so that a more urgent one is not passed over.
            self.at(self.now, partial(self.dispatch, crew))

    def next_step(self, case: _Case, step: Step) -> str | None:
        """Where the ticket goes: back, if an error is found here; else by the routing."""
        number, visit = case.ticket.number, case.visits[step.name]
        for i, error in enumerate(self.desk.errors):
            if error.step == step.name and self.streams.uniform("errors", step.name, visit, number) < error.chance:
                case.faults.add(i)
        for i, error in enumerate(self.desk.errors):
            if error.found_at == step.name and i in case.faults:
                case.faults.remove(i)
                return error.back_to
        if not step.routes:
            return None
        chosen = _choose(step.routes, self.streams.uniform("routing", step.name, visit, number))
        return case.came_from if chosen == RESUME else chosen


def simulate(desk: Desk, tickets: int, seed: int) -> list[Event]:
    """Run a desk until a number of tickets have come and all of them are done.

    Parameters
    ----------
    desk : Desk
        The description.
    tickets : int
        How many come, from Monday 00:00 on, to an empty desk.
    seed : int
        Seed of all streams, >= 0.

    Returns
    -------
    list of Event
        The executed steps, in the order of their start.
    """
    return _Engine(desk, tickets, seed).run()


def make_tickets(desk: Desk, streams: Streams) -> list[Ticket]:
    """Draw the tickets: a Poisson process with the rates of the hours of the week, and the attributes.

    The gaps of a process of rate 1 are stretched by the inverse of the summed rate, so a busier desk sees the same
    tickets sooner.
    """
    hourly = np.array([rates for _, rates in desk.arrivals])
    gaps = streams.generator("arrivals").standard_exponential(streams.tickets)
    weeks, rest = np.divmod(np.cumsum(gaps), hourly.sum())
    # An hour without arrivals is a flat piece of the summed rate; a tiny slope keeps the inverse unique.
    summed = np.concatenate([[0.0], np.cumsum(hourly.sum(axis=0) + 1e-12)])
    arrivals = np.floor((weeks * WEEK_H + np.interp(rest, summed, np.arange(WEEK_H + 1))) * HOUR).astype(int)
    chances = {name: streams.generator("attributes", name).random(streams.tickets) for name in ("priority", "channel", "category")}
    return [
        Ticket(
            i,
            time,
            _choose(desk.priorities, chances["priority"][i]),
            _choose([(channel, rates[time // HOUR % WEEK_H]) for channel, rates in desk.arrivals], chances["channel"][i]),
            _choose(desk.categories, chances["category"][i]),
        )
        for i, time in enumerate(arrivals.tolist())
    ]


def _choose(options: tuple[tuple[str, float], ...] | list[tuple[str, float]], chance: float) -> str:
    """The option in whose share of the total `chance` (0 to 1) falls."""
    level = chance * sum(weight for _, weight in options)
    for name, weight in options:
        if level < weight:
            return name
        level -= weight
    return next(name for name, weight in reversed(options) if weight > 0)
