"""How long people stay after a shift: works whose end is known, on calendars that are known."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from svcflow.calendars import Shifts
from svcflow.calibration.durations import work_hours
from svcflow.calibration.observations import Observations, observe
from svcflow.calibration.overtime import find_grace, overtime_h
from svcflow.eventlog import build_log

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = np.arange(60) * 24.0
OFFICE = Shifts(DAYS + 8, DAYS + 17)


def observed(finished: list[float], interrupted: list[float]) -> tuple[Observations, dict[int, Shifts]]:
    """One work a day, begun an hour before the end of the shift; `finished` hours after it, or hours into the next shift."""
    ends = [17 + left for left in finished] + [32 + left for left in interrupted]
    rows = [
        (f"{day}", "Do", "Ann", MONDAY + timedelta(days=day, hours=16), MONDAY + timedelta(days=day, hours=end))
        for day, end in enumerate(ends)
    ]
    frame = pl.DataFrame(rows, schema=["case_id", "activity", "resource", "start_time", "end_time"], orient="row")
    seen = observe(build_log(frame, name="made"))
    first = seen.begin[0] - 16
    return seen, {0: Shifts(OFFICE.starts + first, OFFICE.ends + first)}


def grace(finished: list[float], interrupted: list[float]) -> tuple[float, int]:
    seen, shifts = observed(finished, interrupted)
    found = find_grace(seen, np.arange(len(seen.case)), shifts, {0: "T"})["T"]
    return found.hours, found.n


def test_it_tells_finished_from_interrupted() -> None:
    assert grace([0.1, 0.2, 0.3, 0.4, 0.5] * 3, [0.6, 0.9, 1.4, 2.0] * 3) == (pytest.approx(0.5), 27)


def test_single_exceptions_do_not_move_it() -> None:
    assert grace([0.1, 0.2, 0.3, 0.4, 0.5] * 3 + [1.9], [0.3] + [0.6, 0.9, 1.4, 2.0] * 3) == (pytest.approx(0.5), 29)


@pytest.mark.parametrize(
    ("finished", "interrupted", "n"),
    [([], [0.2, 0.5, 1.0] * 8, 24), ([0.2] * 10, [], 0), ([0.5, 1.0, 1.5, 2.0, 2.5] * 2, [0.1, 0.3, 0.7, 1.2, 1.7, 2.2, 2.7] * 3, 31)],
    ids=["nobody stays", "too few", "by chance"],
)
def test_without_evidence_there_is_none(finished: list[float], interrupted: list[float], n: int) -> None:
    assert grace(finished, interrupted) == (0.0, n)


def test_overtime_is_after_a_shift_in_which_work_was_in_hand() -> None:
    begin = np.array([16.0, 16.0, 16.0, 17.5, 10.0])
    end = np.array([17.4, 17.0, 33.0, 18.0, 41.25])
    assert overtime_h(begin, end, OFFICE) == pytest.approx([0.4, 0.0, 0.0, 0.0, 0.25])


def test_overtime_counts_as_work_up_to_the_grace() -> None:
    seen, shifts = observed([0.25, 0.5, 2.0], [0.75])
    assert work_hours(seen, shifts, lambda _: 0.5) == pytest.approx([1.25, 1.5, 1.5, 1.75])
    assert work_hours(seen, shifts, lambda _: 0.0) == pytest.approx([1.0, 1.0, 1.0, 1.75])
