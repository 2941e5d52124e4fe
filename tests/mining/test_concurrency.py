"""Which activities go on side by side: by hand, and where work only goes back and forth."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from svcflow.eventlog import build_log, read_log
from svcflow.mining.concurrency import find_concurrency
from svcflow.mining.traces import find_traces

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)


def pairs(log, recorded=False):
    traces = find_traces(log)
    begin, end = (log.steps[name].to_physical().to_numpy() for name in ("start_time", "end_time"))
    found = find_concurrency(traces, begin, end) if recorded else find_concurrency(traces)
    assert (found == found.T).all()
    return {traces.names[one] + traces.names[other] for one, other in zip(*np.nonzero(np.triu(found)), strict=True)}


def log_of(paths):
    """Steps of an hour, one after another; in a path like "A(BC)D" B and C begin together."""
    rows = []
    for number, path in enumerate(paths):
        now, together = MONDAY + timedelta(days=number), False
        for sign in path:
            if sign in "()":
                together = sign == "("
                now += timedelta(hours=sign == ")")
                continue
            rows.append((f"{number}", sign, now, now + timedelta(hours=1)))
            now += timedelta(hours=not together)
    schema = {
        "case_id": pl.String,
        "activity": pl.String,
        "start_time": pl.Datetime("us", "UTC"),
        "end_time": pl.Datetime("us", "UTC"),
    }
    return build_log(pl.DataFrame(rows, schema=schema, orient="row"), name="paths")


def test_branches_in_either_order_are_concurrent() -> None:
    assert pairs(log_of(["ABCD"] * 15 + ["ACBD"] * 15)) == {"BC"}


def test_branches_of_several_steps_are_concurrent_step_by_step() -> None:
    paths = ["AbcXD", "AbXcD", "AXbcD"] * 10
    assert pairs(log_of(paths)) == {"Xb", "Xc"}


@pytest.mark.parametrize(
    "paths",
    [
        ["ABCD"] * 60,
        ["ABC"] * 19 + ["ACB"] * 2,  # once in a while
        ["ABC"] * 9 + ["ACB"] * 9,  # too few to say
        ["ABABC"] * 30 + ["ABC"] * 10 + ["BAC"] * 10,  # back and forth
    ],
    ids=["always", "seldom", "few", "rework"],
)
def test_one_after_another_is_not_concurrent(paths) -> None:
    assert pairs(log_of(paths)) == set()


def test_overlap_shows_what_the_order_hides() -> None:
    paths = ["A(BC)D"] * 4 + ["ABCD"] * 36
    assert pairs(log_of(paths)) == set()
    assert pairs(log_of(paths), recorded=True) == {"BC"}
    assert pairs(log_of(["A(BC)D"] + ["ABCD"] * 39), recorded=True) == set()


def test_nothing_is_concurrent_on_the_desk(bundled) -> None:
    assert pairs(read_log(bundled("service_desk.csv")), recorded=True) == set()


def test_an_empty_log() -> None:
    assert pairs(log_of([])) == set()
