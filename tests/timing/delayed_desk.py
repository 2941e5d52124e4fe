"""A desk with one pool whose queue and delays are known: step A at once, then B by whoever of the pool is free, first come first served."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from numpy.random import Generator

from svcflow.eventlog import EventLog, build_log

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
ROUND_THE_CLOCK = (0.0, 24.0)


def simulate_desk(
    *,
    load: float,
    cases: int = 1500,
    people: int = 5,
    delay: Callable[[Generator], float] = lambda random: 0.0,
    own_queues: bool = False,
    shift: tuple[float, float] = ROUND_THE_CLOCK,
    absent: bool = False,
    seed: int = 1,
) -> tuple[EventLog, pl.Series]:
    """A log, and the true delay before B of each case [h], in the order of the cases. B takes an hour on average."""
    random = np.random.default_rng(seed)
    worked = np.cumsum(random.exponential(1 / (people * load), cases))
    length = shift[1] - shift[0]
    day, hour = np.divmod(worked, length)
    arrival = day * 24 + shift[0] + hour
    delays = np.array([delay(random) for _ in range(cases)])
    work, owner = random.exponential(1.0, cases), random.integers(people, size=cases)
    begin, who, free = np.empty(cases), np.empty(cases, np.int64), np.zeros(people)
    for case in np.argsort(arrival + delays, kind="stable").tolist():
        queued = arrival[case] + delays[case]
        idle = np.flatnonzero(free <= queued)
        person = owner[case] if own_queues else random.choice(idle) if len(idle) else int(free.argmin())
        begin[case] = _on_shift(max(free[person], queued), shift)
        who[case], free[person] = person, begin[case] + work[case]
    rows = [(f"{c:05}", "A", f"a{c % 7}", arrival[c], arrival[c]) for c in range(cases)]
    rows += [(f"{c:05}", "B", f"b{who[c]}", begin[c], begin[c] + work[c]) for c in range(cases)]
    rows += [(f"x{number:05}", "B", "left", number, number + 0.9) for number in range(60 if absent else 0)]
    filled = [(*row[:3], *(MONDAY + timedelta(hours=float(at)) for at in row[3:])) for row in rows]
    schema = dict.fromkeys(("case_id", "activity", "resource"), pl.String)
    schema |= {name: pl.Datetime("us", "UTC") for name in ("start_time", "end_time")}
    return build_log(pl.DataFrame(filled, schema=schema, orient="row"), name="simulated desk"), pl.Series(delays)


def _on_shift(at: float, shift: tuple[float, float]) -> float:
    day, hour = divmod(at, 24)
    if hour < shift[0]:
        return day * 24 + shift[0]
    return at if hour < shift[1] else (day + 1) * 24 + shift[0]
