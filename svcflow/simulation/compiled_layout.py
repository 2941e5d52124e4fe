"""A `Service` laid out as the tables of `records`, for the compiled engine."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from typing import Any

import numpy as np

from svcflow.model import Distribution
from svcflow.model.distribution import weibull_shape
from svcflow.simulation import records
from svcflow.simulation.clocks import Clock
from svcflow.simulation.moments import Moments
from svcflow.simulation.records import NONE, House, Table
from svcflow.simulation.rhythms import RhythmClock
from svcflow.simulation.service import Draw, Service
from svcflow.simulation.walks import OUT, Fork

Ticking = Clock | RhythmClock | Moments


class Hours:
    """Distributions, each laid out once."""

    def __init__(self) -> None:
        self._numbers: dict[Distribution, int] = {}
        self._rows: list[tuple[Any, ...]] = []
        self._quantiles: list[float] = []

    def number(self, draw: Draw) -> int:
        """The row of the distribution that draws."""
        it = getattr(draw, "__self__", None)
        assert isinstance(it, Distribution)
        if it not in self._numbers:
            self._numbers[it] = len(self._rows)
            kind, *numbers = _formula(it)
            values = it.quantiles or ()
            self._rows.append((kind, it.zero, *numbers, len(self._quantiles), len(values)))
            self._quantiles += values
        return self._numbers[it]

    def tables(self) -> tuple[Table, Table]:
        """The rows, and the quantiles that they point to."""
        return _table(self._rows, records.HOURS), np.array(self._quantiles, dtype=np.float64)

    def gamma(self) -> int:
        """Where scipy's inverse of the incomplete gamma function is, if it is needed."""
        if all(row[0] != records.GAMMA for row in self._rows):
            return 0
        from numba.extending import get_cython_function_address

        return int(get_cython_function_address("scipy.special.cython_special", "gammaincinv"))


def lay_out(service: Service, clocks: dict[Ticking, int]) -> House:
    """The model as tables; `clocks` numbers them."""
    hours = Hours()
    able, tasks, drawn, variants = _tasks(service, hours)
    course, courses = _courses(service)
    way_at, ways, delays = _ways(service, hours, clocks, courses)
    workers, serves = _workers(service, clocks)
    fork_at, on_first, on = _walks(service)
    ranks = 1 + max((rank for trait in service.traits for rank in trait.ranks or ()), default=0)
    one = (service.routes.root, service.routes.start, service.routes.levels - 1, ranks, hours.gamma())
    table, quantiles = hours.tables()
    return House(
        run=_table([one], records.RUN), hours=table, quantiles=quantiles, tasks=tasks, able=able, workers=workers, serves=serves,
        queues=_table(service.disciplines, records.QUEUE), way_at=way_at, ways=ways, delays=delays, course=course,
        gatherings=_gatherings(service, clocks), drawn=drawn, variants=variants, fork_at=fork_at, on_first=on_first, on=on,
    )  # fmt: skip


def _formula(it: Distribution) -> tuple[int, float, float, float]:
    """The kind and its numbers, each computed as `Distribution.draw` computes it before it looks at the chance."""
    if it.quantiles is not None:
        return records.EMPIRICAL, 0.0, 0.0, 0.0
    if it.low is not None and it.high is not None:
        return records.UNIFORM, it.low, it.high - it.low, 0.0
    mean, cv = it.mean or 0.0, it.cv or 1.0
    if it.kind == "constant" or mean == 0:
        return records.CONSTANT, mean, 0.0, 0.0
    if it.kind == "exponential":
        return records.EXPONENTIAL, -mean, 0.0, 0.0
    if it.kind == "lognormal":
        variance = math.log1p(cv * cv)
        return records.LOGNORMAL, mean, math.sqrt(variance), variance / 2
    if it.kind == "gamma":
        return records.GAMMA, mean, 1.0 / (cv * cv), 0.0
    shape = weibull_shape(cv)
    return records.WEIBULL, mean / math.gamma(1 + 1 / shape), 1 / shape, 0.0


def _tasks(service: Service, hours: Hours) -> tuple[Table, Table, Table, Table]:
    """Who can do what, the steps, the variants of their durations, and which of them counts for which kind of ticket."""
    able: list[tuple[Any, ...]] = []
    gathered = [task for task in service.tasks if task.gathered is not None]
    rows = []
    drawn: list[int] = []

    def variants(draws: tuple[Draw, ...]) -> int:
        drawn.extend(map(hours.number, draws))
        return len(drawn) - len(draws)

    for task in service.tasks:
        rows.append((
            task.error_chance, task.pauses, NONE if task.queue is None else task.queue, variants(task.draws), len(able),
            NONE if task.gathered is None else gathered.index(task),
            task.same_person, task.durations, task.people, task.same, task.errors, task.delays, task.overlaps,
        ))  # fmt: skip
        able += [(worker.number, worker.weights[task.number], variants(worker.draws[task.number])) for worker in task.able]
    end = np.zeros(1, records.TASK)
    end["first"] = len(able)
    tasks = np.concatenate([_table(rows, records.TASK), end])
    counting = np.array([task.variants for task in service.tasks], dtype=np.int64).T
    return _table(able, records.ABLE), tasks, np.array(drawn, dtype=np.int64), np.ascontiguousarray(counting)


def _workers(service: Service, clocks: dict[Ticking, int]) -> tuple[Table, Table]:
    """The people, and the queues that they serve."""
    able_of = {task.queue: task.able for task in service.tasks if task.queue is not None}
    place = {(queue, worker.number): at for queue, able in able_of.items() for at, worker in enumerate(able)}
    rows: list[tuple[Any, ...]] = []
    serves: list[tuple[int, int]] = []
    for worker in service.workers:
        rows.append((clocks[worker.clock], worker.ranked, worker.slots, worker.slowdown, worker.grace, len(serves)))
        serves += [(queue, place[queue, worker.number]) for queue in worker.queues]
    return _table([*rows, (NONE, 0, 0, 0.0, 0.0, len(serves))], records.WORKER), _table(serves, records.SERVES)


def _courses(service: Service) -> tuple[Table, list[tuple[int, int]]]:
    """The levels of all courses of delays, and of each course its first row and how many there are."""
    rows: list[tuple[float, float]] = []
    places = []
    for changes, levels in service.courses:
        places.append((len(rows), len(levels)))
        rows += zip((-math.inf, *changes), levels, strict=True)
    return _table(rows, records.COURSE), places


def _ways(service: Service, hours: Hours, clocks: dict[Ticking, int], courses: list[tuple[int, int]]) -> tuple[Table, Table, Table]:
    """Where each flow's row is, the flows, and their delays."""
    steps = len(service.tasks)
    way_at = np.full((steps + 1, steps), NONE, np.int32)
    rows: list[tuple[Any, ...]] = []
    delays: list[tuple[float, int]] = []
    for (source, target), way in service.ways.items():
        way_at[source + 1, target] = len(rows)
        rows.append((way.overlap, len(delays), len(way.delays), NONE if way.clock is None else clocks[way.clock], *courses[way.course]))
        delays += [(age, hours.number(it)) for age, it in zip((-math.inf, *way.ages), way.delays, strict=False)]
    return way_at, _table(rows, records.WAY), _table(delays, records.DELAY)


def _gatherings(service: Service, clocks: dict[Ticking, int]) -> Table:
    """How tickets are gathered, in the order of the steps that have it."""
    found = [task.gathered for task in service.tasks if task.gathered is not None]
    rows = [(it.size or NONE, it.most_h, NONE if it.moments is None else clocks[it.moments]) for it in found]
    return _table(rows, records.GATHERING)


def _walks(service: Service) -> tuple[Table, Table, Table]:
    """The fork of each history, kind of ticket and number of visits that a ticket can come to; the ways on from each fork."""
    routes = service.routes
    forks: dict[int, Fork] = {}
    found: dict[tuple[int, int, int], int] = {}
    for kind in range(len(service.kinds)):
        reached = {routes.start, *(it.history for it in service.standing if it.kind == kind and it.task is not None)}
        ahead = deque(sorted(reached))
        while ahead:
            history = ahead.popleft()
            for visits in routes.levels_of(history):
                fork = routes.fork(kind, history, visits)
                forks[fork.number] = fork
                found[history, kind, visits] = fork.number
                new = {after for target, after in zip(fork.targets, fork.following, strict=True) if target != OUT} - reached
                reached |= new
                ahead += sorted(new)
    fork_at = np.full((1 + max(history for history, _, _ in found), len(service.kinds), routes.levels), NONE, np.int64)
    for place, number in found.items():
        fork_at[place] = number
    rows = [_ways_on(forks[number], routes.factors) if number in forks else [] for number in range(1 + max(forks))]
    return fork_at, np.concatenate(([0], np.cumsum(list(map(len, rows))))), _table((row for each in rows for row in each), records.ON)


def _ways_on(fork: Fork, factors: list[float]) -> list[tuple[Any, ...]]:
    ways = zip(fork.targets, fork.following, fork.chances, (*fork.cumulated, 1.0), strict=True)
    return [
        (NONE, 0, chance, cumulated, 1.0, 0)
        if target == OUT
        else (target, following, chance, cumulated, factors[target], fork.scaled >> target & 1)
        for target, following, chance, cumulated in ways
    ]


def _table(rows: Iterable[Any], record: np.dtype[Any]) -> Table:
    return np.array([tuple(row) for row in rows], dtype=record)
