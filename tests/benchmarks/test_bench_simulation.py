"""How fast the engines are: tickets per CPU second, and as a ratio to the least that a queue needs in Python, a bare loop over a heap.

And how many times as fast the compiled engine is as the readable one, on the bundled desk as it is calibrated. Ratios travel between
machines where seconds do not; they are reported, not asserted.
"""

import heapq
import math
import random
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from svcflow.calibration import calibrate
from svcflow.eventlog import read_log
from svcflow.model import END, START, Arrivals, Context, Distribution, Person, Routing, ServiceModel, Step, Team, always
from svcflow.simulation import run
from svcflow.simulation.engines import Engine, replicate
from svcflow.simulation.service import Service
from svcflow.simulation.streams import Streams

CASES = 8_000
STATIONS = ("A", "B", "C", "D", "E", "F")
SERVERS, RATE = 5, 4.0


def line() -> ServiceModel:
    """Six stations in a row, each M/M/5 at 80 %."""
    ways = zip((START, *STATIONS), (*STATIONS, END), strict=True)
    return ServiceModel(
        name="line",
        start=datetime(2025, 1, 6, tzinfo=UTC),
        cases=CASES,
        arrivals=Arrivals(weekly=(RATE,) * 168),
        steps=tuple(Step(name=name, duration=Distribution(kind="exponential", mean=1.0)) for name in STATIONS),
        people=tuple(Person(name=f"at {name}", team="all", calendar="always", skills={name: 1.0}, count=SERVERS) for name in STATIONS),
        teams=(Team(name="all"),),
        calendars={"always": always()},
        routing=Routing(contexts=tuple(Context(after=(source,), next={target: 1.0}) for source, target in ways)),
    )


def bare_loop(seed: int) -> int:
    """The same line without names, calendars, skills or a log: the number of steps done."""
    draw = random.Random(seed).random
    free = [SERVERS] * len(STATIONS)
    queues: list[deque[int]] = [deque() for _ in STATIONS]
    arrived = done = number = 0
    events = [(0.0, 0, -1)]
    while events:
        now, _, station = heapq.heappop(events)
        if station < 0:
            arrived += 1
            if arrived < CASES:
                number += 1
                heapq.heappush(events, (now - math.log(1 - draw()) / RATE, number, -1))
            following = 0
        else:
            done += 1
            free[station] += 1
            if queues[station]:
                queues[station].popleft()
                free[station] -= 1
                number += 1
                heapq.heappush(events, (now - math.log(1 - draw()), number, station))
            following = station + 1
        if following < len(STATIONS):
            if free[following]:
                free[following] -= 1
                number += 1
                heapq.heappush(events, (now - math.log(1 - draw()), number, following))
            else:
                queues[following].append(number)
    return done


def cpu_seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def report(found: dict[str, float], record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in found.items():
        record_property(name, value)
    with capsys.disabled():
        print("\nsimulation: " + ", ".join(f"{value:,.4g} {name}" for name, value in found.items()))  # noqa: T201


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_tickets_per_cpu_second(engine: Engine, record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]) -> None:
    model = line()
    run(model, cases=200, engine=engine)
    assert bare_loop(1) == CASES * len(STATIONS)
    ours = min(cpu_seconds(lambda: run(model, engine=engine)) for _ in range(2))
    bare = min(cpu_seconds(lambda: bare_loop(1)) for _ in range(2))
    found = {"tickets per CPU s": CASES / ours, "steps per CPU s": CASES * len(STATIONS) / ours, "times a bare heap loop": ours / bare}
    report({f"{name} ({engine})": value for name, value in found.items()}, record_property, capsys)


@pytest.mark.slow
def test_the_compiled_engine_beside_the_readable_one(
    bundled: Callable[[str], Path], record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    model = calibrate(read_log(bundled("service_desk.csv")), refits=0)

    def seconds(engine: Engine, cases: int) -> float:
        return cpu_seconds(lambda: replicate(engine, Service(model, model.start, Streams(1, 0)), cases, math.inf))

    seconds("compiled", 10)
    compiled = min(seconds("compiled", 100_000) for _ in range(3))
    readable = seconds("simpy", 5_000) * 20
    found = {"CPU s for 100 000 tickets (compiled)": compiled, "times the readable engine": readable / compiled}
    report(found, record_property, capsys)
