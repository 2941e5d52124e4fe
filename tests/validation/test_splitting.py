"""The published split, the noise floor and the replay."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from svcflow.distances import LEAST, distances
from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log
from svcflow.validation.splitting import noise_floor, replay, split, turned

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def log_of(count: int, *, long: int = 0, every_h: float = 6.0) -> EventLog:
    """`count` tickets of two steps, one every `every_h` hours; `long` more that last to the end of the log."""
    rows = []
    for case in range(count):
        rows += [(f"{case}", "Open", every_h * case, every_h * case + 1), (f"{case}", "Solve", every_h * case + 2, every_h * case + 3)]
    for case in range(long):
        rows += [(f"long {case}", "Open", 5.0, 6.0), (f"long {case}", "Solve", every_h * count, every_h * count + 1)]
    frame = pl.DataFrame(
        {
            "case_id": [row[0] for row in rows],
            "activity": [row[1] for row in rows],
            "start_time": [MONDAY + timedelta(hours=row[2]) for row in rows],
            "end_time": [MONDAY + timedelta(hours=row[3]) for row in rows],
        }
    )
    return build_log(frame, name="made")


def test_cases_that_straddle_the_cut_are_in_neither_part() -> None:
    parts = split(log_of(100, long=5))
    assert 99 <= len(parts.training.cases) + len(parts.held_out.cases) <= 100
    assert parts.training.steps["end_time"].max() < parts.cut <= parts.held_out.steps["end_time"].min()  # type: ignore[operator]
    assert not any(name.startswith("long") for name in [*parts.training.cases["case_id"], *parts.held_out.cases["case_id"]])


def test_a_fifth_of_the_steps_lies_after_the_cut() -> None:
    parts = split(log_of(100))
    assert (len(parts.training.cases), len(parts.held_out.cases)) == (80, 20)


def test_too_short_a_log_is_refused_with_the_numbers() -> None:
    with pytest.raises(LogError, match="only 6 of 30 tickets lie wholly after the cut"):
        split(log_of(30))


def test_the_noise_floor_is_small_and_not_nothing() -> None:
    log = split(log_of(200)).held_out
    floor = noise_floor(log, seed=1)
    assert 0 < floor.CAR < 48
    assert floor == noise_floor(log, seed=1)


def test_the_replay_is_the_last_cases_moved_by_whole_weeks() -> None:
    parts = split(log_of(400))
    again = replay(parts.training, parts.held_out)
    assert len(again.cases) == len(parts.held_out.cases)
    found = distances(parts.held_out, again)
    assert (found.NGD, found.RED, found.CTD) == (0, 0, 0)
    assert found.CAR < 84


def test_the_turned_log_holds_the_same_cases_over_the_same_weeks() -> None:
    training = split(log_of(400)).training
    again = turned(training)
    found = distances(training, again)
    assert (found.NGD, found.RED, found.CTD) == (0, 0, 0)
    assert found.CAR < 84
    assert max(getattr(distances(training, training), name) for name in LEAST) == 0
