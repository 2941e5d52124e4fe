"""Run a model many times: replications side by side, each a function of the seed and its number alone.

Those of the compiled engine go to threads. Those of the readable one go to processes (SimPy holds the interpreter's lock), unless there
is so little to do that starting processes would take longer. What comes back is what the caller made of each log: for long runs a
summary is all that travels.
"""

from __future__ import annotations

import math
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import resource_tracker
from typing import TypeVar, cast

from svcflow.calendars import hours_since
from svcflow.errors import InputError, ModelError
from svcflow.eventlog import EventLog
from svcflow.model import Arrivals, ServiceModel, check_model
from svcflow.progress import Progress, silent
from svcflow.simulation.cluster import Cluster, Jobs
from svcflow.simulation.engines import Engine, check_engine, choose, in_threads, make_ready, replicate
from svcflow.simulation.opening import ready
from svcflow.simulation.results import SimulationResult
from svcflow.simulation.service import Service
from svcflow.simulation.streams import Streams
from svcflow.simulation.trace import log_of

T = TypeVar("T")
TINY = 4000
"""arrivals in all below which processes do not pay"""
YEARS = (1901, 2200)
"""of the instants that are taken; others stand for no date (0001-01-01, 9999-12-31)"""


def simulate(
    model: ServiceModel,
    *,
    cases: int | None = None,
    until: datetime | None = None,
    start: datetime | None = None,
    replications: int = 10,
    seed: int = 1,
    engine: str = "auto",
    warm: bool = False,
    warmup_cases: int = 0,
    first: int = 0,
    jobs: Jobs = None,
    progress: Progress = silent,
) -> SimulationResult:
    """Simulate the service.

    Parameters
    ----------
    model : ServiceModel
    cases : int, optional
        New arrivals in each log. Default: `model.cases`, or no limit where `until` is given.
    until : datetime, optional
        Aware instant at which arrivals close. Tickets that are in the system are always finished.
    start : datetime, optional
        Aware instant at which the arrival clock opens, on an empty system unless `warm`. Default: `model.start`.
    replications : int
        How many logs.
    seed : int
        Runs with the same seed share their random numbers, replication by replication, whatever the model.
    engine : str
        `simpy`, `compiled`, or `auto` for the one that is ready earlier (`svcflow.simulation.engines`). All give the same logs.
    warm : bool
        Begin with the tickets that are open at the model's start (`svcflow.model.backlog`), which the logs then hold too, told apart
        (`svcflow.simulation.trace`); not with `start` or `warmup_cases`.
    warmup_cases : int
        That many arrivals come first and are left out of the logs; ids go on counting.
    first : int
        Number of the first replication: 0 to 3 and 4 to 7 together are 0 to 7.
    jobs : int or Cluster, optional
        Processes, or threads of the compiled engine, at once. Default: one for each core, at most one for each replication. Or the
        cluster that shall run them (`svcflow.simulation.cluster`).
    progress : Progress
        Told as replications finish.

    Returns
    -------
    SimulationResult

    Raises
    ------
    ModelError
        The model cannot be run (`svcflow.model.check_model`).
    InputError
        An option is not possible.
    """
    check_model(model)
    plan = Plan(cases, until, start, seed, warmup_cases, first, replications, engine, warm)
    logs, chosen = _replications(model, _itself, plan, jobs, progress)
    asked = model.cases if cases is None and until is None else cases
    return SimulationResult(tuple(logs), model, seed, start or model.start, asked, until, chosen, len(model.open) if warm else None)


def simulate_each(
    model: ServiceModel,
    summarise: Callable[[EventLog], T],
    *,
    cases: int | None = None,
    until: datetime | None = None,
    start: datetime | None = None,
    replications: int = 10,
    seed: int = 1,
    engine: str = "auto",
    warm: bool = False,
    warmup_cases: int = 0,
    first: int = 0,
    jobs: Jobs = None,
    progress: Progress = silent,
) -> list[T]:
    """Simulate, and keep only what `summarise` makes of each log, in the order of the replications.

    The options are those of `simulate`. `summarise` runs where the replication ran, in another process perhaps.
    """
    check_model(model)
    plan = Plan(cases, until, start, seed, warmup_cases, first, replications, engine, warm)
    return _replications(model, summarise, plan, jobs, progress)[0]


def run(
    model: ServiceModel,
    *,
    cases: int | None = None,
    until: datetime | None = None,
    start: datetime | None = None,
    seed: int = 1,
    replication: int = 0,
    warmup_cases: int = 0,
    engine: Engine = "simpy",
    warm: bool = False,
) -> EventLog:
    """One replication of a model that `check_model` has passed; the options are those of `simulate`."""
    begin = start or model.start
    service = ready(model, begin, Streams(seed, replication), warm)
    limit = model.cases if cases is None and until is None else cases
    total = None if limit is None else limit + warmup_cases
    try:
        trace = replicate(engine, service, total, math.inf if until is None else hours_since(begin, until))
        return log_of(trace, service, warmup_cases + 1)
    except OverflowError:
        raise too_late() from None


@dataclass(frozen=True, slots=True)
class Plan:
    """How often and how far to run."""

    cases: int | None
    until: datetime | None
    start: datetime | None
    seed: int
    warmup_cases: int
    first: int
    replications: int
    engine: str
    warm: bool = False

    @property
    def numbers(self) -> range:
        """Those of the replications."""
        return range(self.first, self.first + self.replications)

    def check(self, model: ServiceModel) -> None:
        """Refuse what cannot be run."""
        check_engine(self.engine)
        least_of = {"cases": 1, "replications": 1, "warmup_cases": 0, "first": 0}
        for name, least in least_of.items():
            value = getattr(self, name)
            if value is not None and value < least:
                raise InputError(f"{name} (={value}) must be >= {least}.", place=name, remedy="Ask for more.")
        begin = self.start or model.start
        for name, instant in (("start", begin), ("until", self.until)):
            if instant is not None:
                _check_instant(name, instant)
        if self.until is not None and self.until <= begin:
            raise InputError(f"until (={self.until}) must be after the start (={begin}).", place="until", remedy="Close arrivals later.")
        if self.warm:
            self._check_warm(model)
        left = hours_since(begin, datetime.max.replace(tzinfo=UTC))
        if self.until is None and self.arrivals(model) / _hourly_rate(model.arrivals) > left:
            raise too_late()

    def _check_warm(self, model: ServiceModel) -> None:
        if not model.open:
            remedy = 'Calibrate on a log that reaches up to now, name the open tickets under "open", or begin on an empty system.'
            raise InputError("No ticket of the model is open at its start: there is nothing to begin with.", place="warm", remedy=remedy)
        if self.start is not None and self.start != model.start:
            problem = f"The open tickets are those of {model.start}; nobody knows which are open at {self.start}."
            raise InputError(problem, place="start", remedy="Leave the start out, or begin on an empty system.")
        if self.warmup_cases:
            problem = f"warmup_cases (={self.warmup_cases}) fill an empty system; this one begins with its open tickets."
            raise InputError(problem, place="warmup_cases", remedy="Give one of the two.")

    def arrivals(self, model: ServiceModel) -> float:
        """About how many tickets arrive in one replication."""
        if self.until is None:
            return (self.cases or model.cases) + self.warmup_cases
        hours = hours_since(self.start or model.start, self.until)
        return min(hours * _hourly_rate(model.arrivals), math.inf if self.cases is None else self.cases)


def _check_instant(name: str, instant: datetime) -> None:
    """Refuse what has no time zone, or lies where the calendar ends."""
    if instant.tzinfo is None:
        raise InputError(f"{name} (={instant}) has no time zone.", place=name, remedy="Give one, like +00:00.")
    if not YEARS[0] <= instant.year <= YEARS[1]:
        problem = f"{name} (={instant}) lies before {YEARS[0]} or after {YEARS[1]}."
        raise InputError(problem, place=name, remedy="Give a time within these years.")


def _hourly_rate(arrivals: Arrivals) -> float:
    """Tickets per hour, in the long run."""
    return arrivals.per_week / 168


def too_late() -> ModelError:
    """The refusal of a simulation that lasts longer than there are dates for."""
    remedy = "Let tickets come more often, or steps take less time, or ask for fewer cases."
    return ModelError("The simulation runs past the year 9999.", place="arrivals", remedy=remedy)


def _replications(
    model: ServiceModel, summarise: Callable[[EventLog], T], plan: Plan, jobs: Jobs, progress: Progress
) -> tuple[list[T], Engine]:
    """What comes of each replication, and the engine that was taken."""
    plan.check(model)
    engine = choose(plan.engine, plan.arrivals(model) * plan.replications)
    found: list[T] = []
    with closing(results_of(model, summarise, plan, engine, plan.numbers, jobs, progress)) as results:
        progress("simulating", 0, plan.replications)
        for result in results:
            found.append(result)
            progress("simulating", len(found), plan.replications)
    return found, engine


def results_of(
    model: ServiceModel,
    summarise: Callable[[EventLog], T],
    plan: Plan,
    engine: Engine,
    numbers: Sequence[int],
    jobs: Jobs,
    progress: Progress,
) -> Generator[T]:
    """What comes of the replications of these numbers, in their order, as they finish; who leaves early should close it."""
    bare = bare_of(model)
    work = partial(_summary, bare, summarise, plan, engine)
    if isinstance(jobs, Cluster):
        return jobs.map(work, numbers, progress)
    if numbers:
        make_ready(engine, Service(bare, plan.start or model.start, Streams(plan.seed, plan.first)), progress)
    most = min(jobs or os.cpu_count() or 1, len(numbers))
    if most > 1 and (engine == "compiled" or jobs is not None or plan.arrivals(model) * len(numbers) >= TINY):
        return (in_threads if engine == "compiled" else _in_processes)(work, numbers, most)
    return (work(number) for number in numbers)


def bare_of(model: ServiceModel) -> ServiceModel:
    """The model without what no run looks at."""
    return model.model_copy(update={"refits": (), "validation": None})


def _summary(model: ServiceModel, summarise: Callable[[EventLog], T], plan: Plan, engine: Engine, replication: int) -> T:
    log = run(
        model, cases=plan.cases, until=plan.until, start=plan.start, seed=plan.seed, replication=replication,
        warmup_cases=plan.warmup_cases, engine=engine, warm=plan.warm,
    )  # fmt: skip
    return summarise(log)


def _in_processes(work: Callable[[int], T], numbers: Iterable[int], processes: int) -> Generator[T]:
    from joblib import Parallel, delayed

    tasks = (delayed(work)(replication) for replication in numbers)
    with _deaf_children():
        return cast("Generator[T]", Parallel(n_jobs=processes, return_as="generator")(tasks))


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes that start here never hear Ctrl-C, not even while they import: the one that asked for them hears it, and ends them."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # Python 3.11 lets the signal through again once it has started this
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _itself(log: EventLog) -> EventLog:
    return log
