"""What the evidence of all queues costs, as the log grows: reported, and held against n log n."""

from time import process_time

import numpy as np
import polars as pl

from svcflow.eventlog import build_log
from svcflow.timing import attribute_waiting
from svcflow.timing.queues.evidence import find_queues

STEPS = 10


def log_of(cases):
    random = np.random.default_rng(1)
    begins = np.sort(random.uniform(0, 365 * 24 * 3600e6, cases))
    wait, work = random.exponential(4 * 3600e6, (cases, STEPS)), random.exponential(0.2 * 3600e6, (cases, STEPS))
    end = begins[:, None] + np.cumsum(wait + work, axis=1)
    many = cases * STEPS
    names = {"activity": ("step ", 30), "resource": ("person ", 100)}
    codes = {column: np.char.add(name, random.integers(0, kinds, many).astype(str)) for column, (name, kinds) in names.items()}
    times = {"start_time": (end - work).ravel().astype(np.int64), "end_time": end.ravel().astype(np.int64)}
    frame = pl.DataFrame({"case_id": np.repeat(np.arange(cases), STEPS).astype(str), **codes, **times})
    return build_log(frame.with_columns(pl.col("start_time", "end_time").cast(pl.Datetime("us", "UTC"))), name="bench")


def seconds(log):
    began = process_time()
    found = find_queues(log)
    assert len(found.queues) == 30
    return process_time() - began


def test_the_evidence_grows_as_n_log_n():
    small, large = (attribute_waiting(log_of(cases)) for cases in (2_500, 25_000))
    spent = [min(seconds(log) for _ in range(2)) for log in (small, large)]
    print(f"\n{spent[0]:.2f} s for {small.steps.height} steps, {spent[1]:.2f} s for {large.steps.height}")  # noqa: T201
    assert spent[1] < 25 * spent[0]
