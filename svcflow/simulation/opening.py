"""Where the open tickets stand when a simulation begins with them: `svcflow.model.backlog` in the terms of the engines.

All that is drawn for the start itself is drawn here, once for both engines: what is left of steps in progress and of delays, and which step
comes next. An engine has nothing to do but to put everybody in their place.

A duration D of which x hours have passed is drawn given D > x by its inverse: at the chance F(x) + (1 − F(x)) · u, F(x) being the
largest chance at which D is at most x, found by halving.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate

from svcflow.calendars import Shifts, WeeklyCalendar, hours_since
from svcflow.model import Distribution, OpenTicket, Rhythm, ServiceModel, individuals
from svcflow.model.backlog import Doing
from svcflow.simulation.clocks import Clock
from svcflow.simulation.rhythms import RhythmClock
from svcflow.simulation.rhythms import laid_out as laid_out_rhythm
from svcflow.simulation.service import ARRIVED, Draw, Service, Task, Way, Worker
from svcflow.simulation.streams import Streams, uniform
from svcflow.simulation.walks import OUT, total

HALVINGS = 60


@dataclass(frozen=True, slots=True)
class InProgress:
    """A step that goes on: who does it (None: nobody), its visit, and its instants [h]."""

    task: Task
    worker: Worker | None
    visit: int
    enabled: float
    begun: float
    ends: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an open ticket stands; times are hours since the start [h], and those before it negative."""

    case: int
    name: str
    arrived: float
    values: tuple[int, ...]
    """the numbers of its attributes' values"""
    kind: int
    rank: int
    visits: Counter[int]
    """how often it has executed each step, one in progress or waited for counted"""
    history: int
    walked: int
    in_progress: InProgress | None
    source: int
    """the last step, or ARRIVED"""
    task: Task | None
    """what comes next; None where that is the way out"""
    since: float
    ready: float
    """until when a delay holds it up that waits"""
    gathers: bool = False
    """whether it is then gathered before the step, if tickets are"""


def ready(model: ServiceModel, start: datetime, streams: Streams, warm: bool) -> Service:
    """A service ready to run from `start` on, on an empty system, or `warm`: with the model's open tickets."""
    service = Service(model, start, streams)
    if warm:
        service.warm = True
        _stand(service)
    return service


def _stand(service: Service) -> None:
    """First those with steps in progress, then those that wait, each by how long they have."""
    ordered = sorted(service.model.open, key=lambda it: (not it.doing, _since(it), it.arrived, it.ticket))
    opening = _Opening(service)
    service.standing = tuple(found for ticket in ordered if (found := opening.standing(ticket)) is not None)


@lru_cache(maxsize=65536)
def chance_within(it: Distribution, hours: float) -> float:
    """The largest chance at which a duration is at most `hours` [h]; 1 where it cannot be longer, 0 where no time has passed."""
    if hours <= 0:
        return 0.0
    if it.draw(1.0) <= hours:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if it.draw(middle) <= hours else (low, middle)
    return low


class _Opening:
    """The service at its start: its parts by their names, and what everybody has in hand."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._tasks = {task.name: task for task in service.tasks}
        self._cases = {name: -number for number, name in enumerate(sorted(it.ticket for it in service.model.open), 1)}
        self._first = min(map(_since, service.model.open), default=service.start)
        self._queued = service.streams.root("open")
        self._in_hand: Counter[int] = Counter()
        entry = {name: person.name for person in service.model.people for name in individuals(person)}
        self._people: dict[str, list[Worker]] = {}
        for worker in service.workers:
            self._people.setdefault(entry[worker.name], []).append(worker)

    def standing(self, ticket: OpenTicket) -> Standing | None:
        """Where a ticket stands; None where nothing but the end can follow."""
        service, case = self._service, self._cases[ticket.ticket]
        values = tuple(
            trait.values.index(ticket.attributes[trait.name]) if trait.name in ticket.attributes else trait.draw(case)
            for trait in service.traits
        )
        visits = Counter(self._tasks[name].number for name in ticket.steps)
        kind = sum(trait.kinds[value] for trait, value in zip(service.traits, values, strict=True) if trait.kinds)
        doing = None if ticket.doing is None else self._in_progress(ticket.doing, case, kind, visits)
        been = [*(self._tasks[name] for name in ticket.steps), *([doing.task] if doing else [])]
        found = Standing(
            case=case, name=ticket.ticket, arrived=self._hours(ticket.arrived), values=values, kind=kind,
            rank=next((trait.ranks[value] for trait, value in zip(service.traits, values, strict=True) if trait.ranks), 0),
            visits=visits, history=service.routes.along(task.name for task in been), walked=len(been), in_progress=doing,
            source=been[-1].number if been else ARRIVED, task=None, since=self._hours(_since(ticket)), ready=0.0,
        )  # fmt: skip
        done = 0 if been and been[-1].pauses else sum(1 << number for number in visits)
        return self._following(found, doing, done) if doing else self._waiting(found, ticket, done)

    def _in_progress(self, it: Doing, case: int, kind: int, visits: Counter[int]) -> InProgress:
        task, worker, load, begun = self._tasks[it.step], None, 1.0, self._hours(it.begun)
        if it.person is not None:
            worker = min(self._people[it.person], key=lambda each: self._in_hand[each.number])
            load += worker.slowdown * self._in_hand[worker.number]
            self._in_hand[worker.number] += 1
        visit = visits[task.number]
        visits[task.number] += 1
        draw = (task.draws if worker is None else worker.draws[task.number])[task.variants[kind]]
        passed = self._passed(None if worker is None else worker.clock, begun)
        left = self._left(draw, passed / load, uniform(task.durations, case, visit)) * load
        ends = left
        if worker is not None:
            ends = worker.clock.advance(0.0, left, worker.grace) if left > 0 else worker.clock.next_open(0.0)
        return InProgress(task, worker, visit, begun if it.enabled is None else self._hours(it.enabled), begun, ends)

    def _following(self, found: Standing, last: InProgress, done: int) -> Standing:
        """With what comes after the step in progress: the same one again after an error, else as the routing has it."""
        if last.task.error_chance and uniform(last.task.errors, found.case, last.visit) < last.task.error_chance:
            return replace(found, task=last.task)
        number, history = self._service.routes.choose(found.case, found.kind, found.history, last.visit + 1, done, found.walked)
        return replace(found, task=None if number == OUT else self._service.tasks[number], history=history, walked=found.walked + 1)

    def _waiting(self, found: Standing, ticket: OpenTicket, done: int) -> Standing | None:
        """With what it waits for, and until when."""
        routes, case = self._service.routes, found.case
        ways = [(it, chance) for it, chance in routes.ways(found.kind, found.history, found.visits[found.source], done) if it != OUT]
        if ticket.waits_for is not None:
            ways = [(self._tasks[ticket.waits_for].number, 1.0)]
        held = [chance * (1 - self._within(found, number)) for number, chance in ways]
        in_line = uniform(self._queued, case) < ticket.queued
        queued = in_line or not any(held)
        weights = [chance for _, chance in ways] if queued else held
        if not any(weights):
            return None
        left = uniform(routes.root, case, found.walked) * total(weights)
        at = next((at for at, so_far in enumerate(accumulate(weights)) if left < so_far), len(weights) - 1)
        task = self._service.tasks[ways[at][0]]
        ready = 0.0 if queued else self._ready(found, task)
        found.visits[task.number] += 1
        history = routes.along((task.name,), found.history)
        return replace(found, task=task, history=history, walked=found.walked + 1, ready=ready, gathers=not in_line)

    def _within(self, found: Standing, number: int) -> float:
        """The chance that the delay on the way to a step is over by now; 0 where no time has passed."""
        if found.since >= 0:
            return 0.0
        way = self._service.ways.get((found.source, number))
        if way is None or not way.delays:
            return 1.0
        draw, level = self._delay(found, way)
        return chance_within(_distribution(draw), self._passed(way.clock, found.since) / level) if level else 1.0

    def _ready(self, found: Standing, task: Task) -> float:
        """When the delay is over, given that it is not yet [h]."""
        way = self._service.ways.get((found.source, task.number))
        if way is None or not way.delays:
            return 0.0
        draw, level = self._delay(found, way)
        passed = self._passed(way.clock, found.since) / level if level else 0.0
        left = self._left(draw, passed, uniform(task.delays, found.case, found.visits[task.number])) * level
        return left if way.clock is None else way.clock.advance(0.0, left)

    def _delay(self, found: Standing, way: Way) -> tuple[Draw, float]:
        """The flow's delay for the ticket's age, and how many times as long it is on the date on which it began."""
        changes, levels = self._service.courses[way.course]
        return way.delays[bisect_right(way.ages, found.since - found.arrived)], levels[bisect_right(changes, found.since)]

    def _left(self, draw: Draw, passed: float, u: float) -> float:
        """What is left of a duration of which so much has passed [h]; 0 where it cannot be longer."""
        within = chance_within(_distribution(draw), passed)
        return 0.0 if within >= 1 else max(0.0, draw(within + (1 - within) * u) - max(0.0, passed))

    def _passed(self, clock: Clock | RhythmClock | None, since: float) -> float:
        """How many hours have passed on a clock (None: elapsed time) since an instant before the start [h]."""
        if clock is None:
            return -since
        if isinstance(clock, Clock):
            return _shifts_before(clock.calendar, self._service.start, self._first).work_between(since, 0.0)
        return _paced_before(clock.rhythm, self._service.start, self._first, since)

    def _hours(self, instant: datetime) -> float:
        return hours_since(self._service.start, instant)


@lru_cache(maxsize=256)
def _shifts_before(calendar: WeeklyCalendar, start: datetime, first: datetime) -> Shifts:
    return calendar.between(start, start, first)


@lru_cache(maxsize=65536)
def _paced_before(rhythm: Rhythm, start: datetime, first: datetime, since: float) -> float:
    marks, paces, passed = laid_out_rhythm(rhythm, first, math.ceil((start - first) / timedelta(weeks=1)) + 1)
    begin = hours_since(first, start)
    cells = [(at, bisect_right(marks, at) - 1) for at in (begin + since, begin)]
    low, high = (passed[cell] + (at - marks[cell]) * paces[cell] for at, cell in cells)
    return high - low


def _since(ticket: OpenTicket) -> datetime:
    """Since when it waits, or does what it is doing."""
    return ticket.doing.begun if ticket.doing is not None else ticket.since or ticket.arrived


def _distribution(draw: Draw) -> Distribution:
    """The distribution that draws."""
    found = getattr(draw, "__self__", None)
    assert isinstance(found, Distribution)
    return found
