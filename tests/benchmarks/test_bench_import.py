"""What the importer costs beside a plain parse of the same file: reported, not asserted."""

from datetime import datetime, timedelta
from time import perf_counter

import polars as pl
import pytest

from svcflow.eventlog import read_log

ROWS = 200_000


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A start-and-end log of a desk, day first, with many tickets."""
    row = pl.int_range(ROWS, eager=True)
    start = datetime(2024, 1, 1) + pl.select(row * timedelta(seconds=37)).to_series()  # noqa: DTZ001 texts without a zone are meant
    frame = pl.DataFrame(
        {
            "Ticket ID": pl.select(pl.format("INC-{}", row // 40 * 8 + row % 8)).to_series(),
            "Step": pl.select(pl.format("Step {}", row // 8 % 5)).to_series(),
            "Assignee": pl.select(pl.format("L1-{}", row % 17)).to_series(),
            "Started": start,
            "Finished": start + timedelta(minutes=20),
            "Category": pl.select(pl.format("C{}", row % 8)).to_series(),
        }
    )
    path = tmp_path_factory.mktemp("bench") / "desk.csv"
    frame.write_csv(path, datetime_format="%d.%m.%Y %H:%M:%S")
    return path


def seconds(work):
    began = perf_counter()
    result = work()
    return perf_counter() - began, result


def test_import_beside_a_plain_parse(desk, benchmark):
    log = benchmark.pedantic(read_log, args=(desk,), rounds=3, warmup_rounds=1)
    plain = min(seconds(lambda: pl.read_csv(desk))[0] for _ in range(3))
    ours = min(seconds(lambda: read_log(desk))[0] for _ in range(3))
    benchmark.extra_info.update(plain_s=plain, import_s=ours, ratio=ours / plain)
    print(f"\n{ROWS} rows: import {ours:.2f} s, plain parse {plain:.3f} s, ratio {ours / plain:.1f}")  # noqa: T201
    assert log.report.events == ROWS
    assert log.report.timestamps[0].format == "%d.%m.%Y %H:%M:%S"
