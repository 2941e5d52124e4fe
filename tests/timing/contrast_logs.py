"""Small desks whose truth is known: every case is registered, diagnosed, perhaps redone, and closed."""

import numpy as np
import polars as pl

from svcflow.eventlog import EventLog, build_log
from svcflow.timing import time_steps

HOUR_US = 3.6e9


def desk(seed, cases=400, *, wait_h=1.0, again=0.2, team="Blue", days=90.0, hard=0.5, hard_h=0.0, cut=None):
    """A timed log: Register, Diagnose (`wait_h` more waiting than 1 h), again with chance `again`, Close; cases independent.

    A share `hard` of the cases is P1, before whose diagnosis `hard_h` more passes. With `cut` [days]
    only what ended until then is in the log.
    """
    rng = np.random.default_rng(seed)
    redone = (rng.random(cases) < again).astype(int)
    sizes = 3 + redone
    case = np.repeat(np.arange(cases), sizes)
    is_hard = (rng.random(cases) < hard)[case]
    place = np.arange(len(case)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    last = place == np.repeat(sizes, sizes) - 1
    activity = np.where(place == 0, "Register", np.where(last, "Close", "Diagnose"))
    wait = np.where(
        place == 0, 0.0, rng.exponential(1.0, len(case)) + np.where(activity == "Diagnose", wait_h - 1.0 + hard_h * is_hard, 0.0)
    )
    work = rng.lognormal(-1.0, 0.8, len(case))
    passed = np.cumsum(wait + work)
    begun = np.repeat(np.sort(rng.random(cases)) * days * 24, sizes)
    before = np.repeat(np.append(0, passed)[np.cumsum(sizes) - sizes], sizes)
    end = begun + passed - before
    frame = pl.DataFrame(
        {
            "case_id": [f"c{number:06}" for number in case],
            "activity": activity,
            "resource": np.where(activity == "Diagnose", f"{team} 1", "Desk 1"),
            "start_time": instants(end - work),
            "end_time": instants(end),
            "team": np.where(activity == "Diagnose", team, "Desk"),
            "priority": np.where(is_hard, "P1", "P2"),
        }
    )
    if cut is not None:
        frame = frame.filter(pl.Series(end) <= cut * 24)
    return time_steps(build_log(frame, name="desk"))


def instants(hours):
    return (pl.Series(np.round(np.asarray(hours) * HOUR_US)) + 1_735_689_600_000_000).cast(pl.Int64).cast(pl.Datetime("us", "UTC"))


def halves(log: EventLog, seed) -> EventLog:
    """The log with a column that deals its cases out at random to A and B."""
    side = np.random.default_rng(seed).permutation(np.arange(log.cases.height) % 2)
    named = pl.Series("case:half", np.array(["A", "B"])[side])
    return EventLog(log.steps, log.cases.with_columns(named), log.name, log.shape, log.meanings)
