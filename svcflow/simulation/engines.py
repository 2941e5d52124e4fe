"""Which engine runs a model: the readable one, `simpy`, or the compiled one, `compiled`. Both write the same trace to the last bit.

`auto` takes the compiled one as soon as it pays: from WORTH tickets on that this process has been asked for in all. By then the
readable engine would have taken about as long as the other one takes to be loaded, a second; who asks for little never waits for it.
Its very first use on a machine compiles it, which takes some seconds and is told as progress.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, TypeVar, cast

from svcflow.errors import InputError, did_you_mean
from svcflow.progress import Progress
from svcflow.simulation.service import Service
from svcflow.simulation.trace import Trace

Engine = Literal["simpy", "compiled"]
ENGINES = ("auto", "simpy", "compiled")
WORTH = 10_000
T = TypeVar("T")


@dataclass(slots=True)
class _Asked:
    """How many tickets this process has been asked for."""

    tickets: float = 0.0


_ASKED = _Asked()


def check_engine(engine: str) -> None:
    """Refuse an engine that there is not."""
    if engine not in ENGINES:
        raise InputError(f'There is no engine "{engine}".', place="engine", remedy=did_you_mean(engine, ENGINES))


def choose(engine: str, tickets: float) -> Engine:
    """The engine for so many more tickets."""
    if engine != "auto":
        return cast("Engine", engine)
    _ASKED.tickets += tickets
    return "compiled" if _ASKED.tickets >= WORTH else "simpy"


def replicate(engine: Engine, service: Service, cases: int | None, until: float) -> Trace:
    """Let `cases` tickets arrive, or all that come before `until` [h], and run until each has ended.

    Raises
    ------
    ModelError
        A ticket takes more than 10 000 steps.
    OverflowError
        Something lasts longer than there are dates for.
    """
    if engine == "compiled":
        from svcflow.simulation import compiled_engine

        return compiled_engine.replicate(service, cases, until)
    from svcflow.simulation import simpy_engine

    return simpy_engine.replicate(service, cases, until)


def make_ready(engine: Engine, service: Service, progress: Progress) -> None:
    """Load what the engine needs, or compile it; so that it is told, and done once where threads would each begin it."""
    if engine == "compiled":
        from svcflow.simulation import compiled_engine

        if not compiled_engine.is_kept():
            progress("compiling the engine, once", 0, 1)
        compiled_engine.replicate(service, 0, 0.0)


def in_threads(work: Callable[[int], T], numbers: Iterable[int], threads: int) -> Generator[T]:
    """What `work` makes of the numbers, in their order, made side by side."""
    pool = ThreadPoolExecutor(threads)
    try:
        yield from pool.map(work, numbers)
    finally:
        pool.shutdown(cancel_futures=True)
