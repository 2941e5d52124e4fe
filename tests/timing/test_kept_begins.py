"""Estimated begins are kept with a long log, and only as long as they are its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from svcflow.eventlog import build_log, read_log, write_log
from svcflow.timing import decompose_times, kept
from svcflow.timing.steps import READS


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A kept log of single times, long enough for its begins to be kept."""
    monkeypatch.setattr(kept, "LEAST_STEPS", 100)
    start = datetime(2025, 1, 6, 8, tzinfo=UTC)
    rng = np.random.default_rng(1)
    at = np.cumsum(rng.integers(1, 30, 300))
    frame = pl.DataFrame(
        {
            "case_id": [f"{number // 5}" for number in range(300)],
            "activity": [f"{number % 5}" for number in range(300)],
            "resource": [f"p{each}" for each in rng.integers(0, 3, 300)],
            "end_time": [start + timedelta(minutes=int(each)) for each in at],
        }
    )
    write_log(build_log(frame.cast({"end_time": pl.Datetime("us", "UTC")}), name="kept", shape="events"), tmp_path / "log")
    return tmp_path / "log"


def read(folder, **said):
    return read_log(folder, coded=True, only=READS, **said)


def test_the_second_time_they_are_read(folder, monkeypatch) -> None:
    first = decompose_times(read(folder), causes=False)
    assert (folder / "times" / "begins.npy").exists()
    monkeypatch.setattr("svcflow.timing.steps.estimate_begins", None)
    assert decompose_times(read(folder), causes=False) == first


def test_what_they_depend_on_makes_them_anew(folder, monkeypatch) -> None:
    decompose_times(read(folder), causes=False)
    other = read(folder, meanings={"3": "customer"})
    assert kept.kept_begins(other) is None
    assert kept.kept_begins(replace(read(folder), timezone="Asia/Taipei")) is None
    assert kept.kept_begins(read(folder)) is not None
    monkeypatch.setattr(kept, "METHOD", kept.METHOD + 1)
    assert kept.kept_begins(read(folder)) is None


def test_a_broken_file_is_not_believed(folder) -> None:
    first = decompose_times(read(folder), causes=False)
    (folder / "times" / "begins.npy").write_bytes(b"nothing")
    assert decompose_times(read(folder), causes=False) == first


def test_a_folder_that_cannot_be_written_stays_as_it_is(folder, monkeypatch) -> None:
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(kept, "new_folder", refuse)
    decompose_times(read(folder), causes=False)
    assert not (folder / "times").exists()
    assert read_log(folder).steps.height == 300
