"""The map with its variants, and step times, of a kept log, beside pm4py on the same events and beside reading them (told, never asserted).

Everything is measured in CPU time of whole processes, start-up included; `SVCFLOW_BENCH_ROWS` gives the number of events.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from svcflow.eventlog import build_log, write_log

ROWS = int(os.environ.get("SVCFLOW_BENCH_ROWS", "50000"))
PM4PY = """
import sys, pandas, pm4py
frame = pandas.read_parquet(sys.argv[1])
names = dict(case_id="case_id", activity_key="activity", timestamp_key="end_time", start_timestamp_key="start_time")
frame = pm4py.format_dataframe(frame, **names)
pm4py.discover_dfg(frame), pm4py.discover_performance_dfg(frame), pm4py.get_variants(frame)
"""
BARE = """
import sys, polars
steps = polars.read_parquet(sys.argv[1] + "/steps.parquet")
cases = polars.read_parquet(sys.argv[1] + "/cases.parquet")
start, end = (steps[name].to_physical().to_numpy() for name in ("start_time", "end_time"))
(start[1:] - end[:-1]).sum(), (end - start).sum()
"""
STEPS = ("New", "Triage", "Diagnose", "Investigate", "Wait for customer", "Fix", "Test", "Resolve", "Close")


def tickets(rows: int) -> pl.DataFrame:
    """Cases that go forward, and now and then a step back: some thousands of variants."""
    rng = np.random.default_rng(1)
    cases = rows // 8
    moves = rng.choice([-1, 1, 2], p=[0.12, 0.72, 0.16], size=(cases, 24)).cumsum(axis=1).clip(0, len(STEPS))
    place = np.concatenate([np.zeros((cases, 1), np.int64), moves], axis=1)
    there = np.cumsum(place >= len(STEPS) - 1, axis=1) <= 1
    case, _ = np.nonzero(there)
    step = place[there].clip(0, len(STEPS) - 1)
    work = rng.exponential(1_800_000_000, len(step)).astype(np.int64)
    wait = rng.exponential(7_200_000_000, len(step)).astype(np.int64)
    first = np.append(True, case[1:] != case[:-1])
    clock = np.cumsum(work + wait)
    base = np.maximum.accumulate(np.where(first, clock - work - wait, 0))
    end = clock - base + case * 60_000_000 + 1_577_836_800_000_000
    instant = pl.Datetime("us", "UTC")
    return pl.DataFrame(
        {
            "case_id": pl.Series(case).cast(pl.String),
            "activity": pl.Series(np.array(STEPS)[step]),
            "resource": pl.Series(np.array([f"person {number}" for number in range(300)])[rng.integers(0, 300, len(step))]),
            "start_time": pl.Series(end - work).cast(instant),
            "end_time": pl.Series(end).cast(instant),
        }
    )


def seconds(*command: object) -> float:
    """CPU time of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *map(str, command)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.slow
def test_map_and_times_beside_pm4py_and_a_bare_pass(tmp_path: Path, record_property) -> None:
    pytest.importorskip("pm4py")
    frame = tickets(ROWS)
    frame.write_parquet(tmp_path / "events.parquet")
    write_log(build_log(frame, name="bench"), tmp_path / "log")
    found = {
        "pm4py": seconds("-c", PM4PY, tmp_path / "events.parquet"),
        "bare": seconds("-c", BARE, tmp_path / "log"),
        "map": seconds("-m", "svcflow", "map", tmp_path / "log", "--json", "-q"),
        "times": seconds("-m", "svcflow", "times", tmp_path / "log", "--no-causes", "--json", "-q"),
    }
    both = found["map"] + found["times"]
    told = {name: round(value, 2) for name, value in found.items()}
    told |= {"pm4py over both": round(found["pm4py"] / both, 1), "both over bare": round(both / found["bare"], 1)}
    record_property("map_and_times", told)
    print(f"\n{frame.height} events, {told}")  # noqa: T201
