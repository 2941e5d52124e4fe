"""The model made ready to run once: names resolved, streams rooted, people told apart, clocks set.

What an engine needs is here, in the terms of the model and of no engine. People stand in the order of their names, so that the
order of a document means nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import accumulate
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from svcflow.calendars import hours_since
from svcflow.model import (
    START,
    Attribute,
    Distribution,
    Flow,
    Gathering,
    Kinds,
    Priority,
    ServiceModel,
    Step,
    constant,
    individuals,
    kinds_of,
    weekly_calendar,
)
from svcflow.model.checks import SERVICE
from svcflow.simulation.clocks import Clock
from svcflow.simulation.moments import Moments
from svcflow.simulation.rhythms import RhythmClock
from svcflow.simulation.streams import Streams, uniform
from svcflow.simulation.walks import Routes

if TYPE_CHECKING:
    from svcflow.simulation.opening import Standing

Draw = Callable[[float], float]
ARRIVED = -1
"""the number of `(start)` as the source of a flow"""


@dataclass(eq=False, slots=True)
class Worker:
    """One person: `in_hand` of `slots` tickets at once, `slowdown` by each other one, `grace` [h] after a shift, which queues he serves.

    Queues go by number, and are served by rank where `ranked`.
    """

    number: int
    name: str
    team: str
    clock: Clock
    slots: int
    slowdown: float
    grace: float
    ranked: bool
    weights: dict[int, float]
    """step -> preference"""
    draws: dict[int, tuple[Draw, ...]]
    """step -> hours of work for a chance, in the step's variants"""
    queues: list[int] = field(default_factory=list)
    in_hand: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """How tickets are gathered before a step: until there are `size`, for `most_h` [h] (infinite: no matter), until one of the moments."""

    size: int | None
    most_h: float
    moments: Moments | None

    def due(self, first: float) -> float:
        """When a batch is released at the latest [h] whose first ticket came at `first`."""
        at = first + self.most_h
        return at if self.moments is None else min(at, self.moments.next(first))


@dataclass(eq=False, slots=True)
class Task:
    """A step: its streams, and who can do it (nobody: it takes elapsed time)."""

    number: int
    name: str
    draws: tuple[Draw, ...]
    """hours for a chance: everybody's, then those of tickets that differ"""
    variants: tuple[int, ...]
    """kind of the ticket -> which of them"""
    error_chance: float
    """chance of doing it again at once"""
    pauses: bool
    """whether what comes after it is not scaled: the ticket waits for the customer or a supplier, or is checked"""
    able: tuple[Worker, ...]
    queue: int | None
    gathered: Gathered | None
    same_person: float
    """chance that it goes to who did it for the ticket last"""
    durations: int
    people: int
    same: int
    errors: int
    delays: int
    overlaps: int


@dataclass(frozen=True, slots=True)
class Way:
    """A flow: the chance of overlap, and the delays with their clock (None: elapsed time) and the number of their course.

    There is one delay more than there are `ages` [h] from which on another one counts, or none at all.
    """

    overlap: float
    ages: tuple[float, ...]
    delays: tuple[Draw, ...]
    clock: Clock | RhythmClock | None
    course: int


@dataclass(frozen=True, slots=True)
class Trait:
    """An attribute: values in the order of their names, cumulated shares, its stream; the rank that each value gives (or None).

    `kinds`: what each value adds to the number of the ticket's kind (`svcflow.model.kinds`), if anything does.
    """

    name: str
    values: tuple[str, ...]
    cumulated: tuple[float, ...]
    root: int
    ranks: tuple[int, ...] | None
    kinds: tuple[int, ...] | None

    def draw(self, case: int) -> int:
        """The number of the case's value."""
        u = uniform(self.root, case)
        return next((number for number, share in enumerate(self.cumulated) if u < share), len(self.cumulated))


class Service:
    """The model, ready for one replication that starts at `start`."""

    def __init__(self, model: ServiceModel, start: datetime, streams: Streams) -> None:
        self.model = model
        self.start = start
        self.streams = streams
        self.clocks = {name: Clock(weekly_calendar(calendar), start) for name, calendar in model.calendars.items()}
        self.rhythms = {name: RhythmClock(rhythm, start) for name, rhythm in model.rhythms.items()}
        self.courses = [_delay_levels(course, model.timezone, start) for course in (model.delay_course, *model.delay_courses.values())]
        """of delays: that of all flows which name none, then those that have names"""
        self.routes = Routes(model, streams)
        self.kinds = kinds_of(model)
        self.workers = self._people()
        self.disciplines: list[tuple[bool, bool]] = []
        """for each queue, whether it is served in order of asking, and whether by rank"""
        self._queues: dict[tuple[int, ...], int] = {}
        self.tasks = [self._task(number, step) for number, step in enumerate(model.steps)]
        self.traits = [_trait(attribute, model.priority, self.kinds, streams) for attribute in model.attributes]
        numbers = {step.name: number for number, step in enumerate(model.steps)} | {START: ARRIVED}
        self.ways = {(numbers[flow.source], numbers[flow.target]): self._way(flow) for flow in model.flows}
        self.warm = False
        """whether it begins with the tickets that are open at the start, `standing` (`svcflow.simulation.opening`)"""
        self.standing: tuple[Standing, ...] = ()

    def name_of(self, case: int) -> str:
        """What a ticket is called: an arrival by its number, one that is open at the start by its own name."""
        return next((it.name for it in self.standing if it.case == case), str(case))

    def _people(self) -> list[Worker]:
        model = self.model
        ranked = {team.name: team.discipline == "priority" for team in model.teams}
        everyone = sorted(((name, person) for person in model.people for name in individuals(person)), key=lambda pair: pair[0])
        workers = []
        for number, (name, person) in enumerate(everyone):
            able = [(at, step) for at, step in enumerate(model.steps) if step.staffed and step.name in person.skills]
            weights = {at: person.skills[step.name] for at, step in able}
            draws = {at: _draws(step, step.by_person.get(person.name)) for at, step in able}
            clock, by_rank = self.clocks[person.calendar], ranked[person.team]
            effort = (person.slots, person.slowdown, person.grace_h)
            workers.append(Worker(number, name, person.team, clock, *effort, by_rank, weights, draws))
        return workers

    def _task(self, number: int, step: Step) -> Task:
        able = tuple(worker for worker in self.workers if number in worker.weights)
        again = step.error_chance if step.fitted_error_chance == 0 else 0.0
        pauses = step.meaning in ("customer", "supplier") or step.checks
        roots = [self.streams.root(stream, step.name) for stream in ("durations", "people", "same", "errors", "delays", "overlap")]
        queue, gathered = self._queue(able) if step.staffed else None, self._gathered(step.gathering)
        draws, variants = _draws(step, None), _variants(step, self.kinds)
        return Task(number, step.name, draws, variants, again, pauses, able, queue, gathered, step.same_person, *roots)

    def _gathered(self, gathering: Gathering | None) -> Gathered | None:
        if gathering is None:
            return None
        moments = Moments(gathering, self.start) if gathering.times else None
        return Gathered(gathering.size, gathering.most_h or math.inf, moments)

    def _queue(self, able: Iterable[Worker]) -> int:
        key = tuple(worker.number for worker in able)
        if key not in self._queues:
            self._queues[key] = len(self.disciplines)
            ranked = {self.workers[number].ranked for number in key}
            self.disciplines.append((False in ranked, True in ranked))
            for number in key:
                self.workers[number].queues.append(self._queues[key])
        return self._queues[key]

    def _way(self, flow: Flow) -> Way:
        clock: Clock | RhythmClock | None = None
        if flow.delays and flow.rhythm is not None:
            clock = self.rhythms[flow.rhythm]
        elif flow.delays and flow.clock == "working":
            clock = self.clocks[SERVICE]
        course = 0 if flow.course is None else 1 + list(self.model.delay_courses).index(flow.course)
        delays = (flow.delay or constant(0.0), *(it.delay for it in flow.older)) if flow.delays else ()
        return Way(flow.overlap, tuple(it.from_h for it in flow.older), tuple(it.draw for it in delays), clock, course)


def _draws(step: Step, own: Distribution | None) -> tuple[Draw, ...]:
    """Everybody's hours and those of tickets that differ, in the order of their values; or a person's `own`, and the latter as scaled."""
    usual = step.duration.expected
    factor = own.expected / usual if own is not None and usual > 0 else 1.0
    values = sorted(step.by_attribute.durations.items()) if step.by_attribute is not None else []
    return ((own or step.duration).draw, *(each.draw if factor == 1 else each.scaled(factor).draw for _, each in values))


def _variants(step: Step, kinds: Kinds) -> tuple[int, ...]:
    if step.by_attribute is None:
        return (0,) * len(kinds)
    own = {value: number for number, value in enumerate(sorted(step.by_attribute.durations), start=1)}
    return tuple(own.get(kind.get(step.by_attribute.attribute, ""), 0) for kind in kinds)


def _delay_levels(course: Mapping[str, float], timezone: str, start: datetime) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The instants [h] at which delays change their level, and the levels, one more."""
    zone = ZoneInfo(timezone)
    dates = sorted(course)
    changes = [hours_since(start, datetime.combine(date.fromisoformat(each), time(), zone).astimezone(UTC)) for each in dates]
    levels = [course[each] for each in dates]
    return tuple(changes[1:]), tuple(levels) or (1.0,)


def _trait(attribute: Attribute, priority: Priority | None, kinds: Kinds, streams: Streams) -> Trait:
    values = tuple(sorted(attribute.shares))
    cumulated = tuple(accumulate(attribute.shares[value] for value in values))
    ranks = None
    if priority is not None and priority.attribute == attribute.name:
        ranks = tuple(priority.order.index(value) if value in priority.order else len(priority.order) for value in values)
    parts = kinds.parts(attribute.name, values)
    return Trait(attribute.name, values, cumulated[:-1], streams.root("attributes", attribute.name), ranks, parts if any(parts) else None)
