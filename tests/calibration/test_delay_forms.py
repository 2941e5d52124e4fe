"""Delays by the hours of the week, by the age of the ticket and over the months: found where they are, and only there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from svcflow.calibration.ages import find_ages
from svcflow.calibration.delays import fit_flows, measure_delays
from svcflow.calibration.observations import Observations, observe
from svcflow.calibration.people import find_staff
from svcflow.calibration.rhythms import CELLS, Week, fit_paces
from svcflow.eventlog.reading import read_log
from svcflow.model import Rhythm
from svcflow.simulation.rhythms import RhythmClock

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)
WEEK = Week.of(MONDAY, "UTC", 200 * 168.0)
EVEN = np.ones(CELLS)


def desk_hours(busy: float) -> np.ndarray[Any, Any]:
    """Paces: `busy` from Monday to Friday from nine to five, 0.2 else, of mean 1."""
    hours = np.arange(CELLS)
    paces = np.where((hours < 120) & (hours % 24 >= 9) & (hours % 24 < 17), busy, 0.2)
    return np.asarray(paces / paces.mean())


def delayed(paces: np.ndarray[Any, Any], count: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Begins at any hour of a hundred weeks, and the ends of delays on these paces, exponential with mean 30 h."""
    rng = np.random.default_rng(5)
    begins = np.sort(rng.uniform(0, 100 * 168, count))
    clock = RhythmClock(Rhythm(weekly=tuple(paces.tolist())), MONDAY)
    return begins, np.array(
        [clock.advance(at, hours) for at, hours in zip(begins.tolist(), rng.exponential(30.0, count).tolist(), strict=True)]
    )


def test_paces_are_given_back() -> None:
    true = desk_hours(4.0)
    begins, ends = delayed(true, 4000)
    found = fit_paces(WEEK, begins, ends, np.zeros(4000, dtype=np.int64), EVEN)
    assert found is not None
    assert found.mean() == pytest.approx(1.0)
    busy = true > 1
    assert found[busy].mean() == pytest.approx(true[busy].mean(), rel=0.1)
    assert found[~busy].mean() == pytest.approx(true[~busy].mean(), rel=0.25)


def test_even_hours_have_no_rhythm() -> None:
    begins, ends = delayed(EVEN, 2000)
    assert fit_paces(WEEK, begins, ends, np.zeros(2000, dtype=np.int64), EVEN) is None


def test_few_delays_tell_no_rhythm() -> None:
    begins, ends = delayed(desk_hours(4.0), 60)
    assert fit_paces(WEEK, begins, ends, np.zeros(60, dtype=np.int64), EVEN) is None


def test_what_is_closed_stays_closed() -> None:
    closed = np.where(np.arange(CELLS) < 120, 1.0, 0.0)
    begins, ends = delayed(desk_hours(4.0), 2000)
    found = fit_paces(WEEK, begins, ends, np.zeros(2000, dtype=np.int64), closed)
    assert found is not None
    assert not found[120:].any()


def test_a_deadline_is_seen_by_age() -> None:
    rng = np.random.default_rng(3)
    age = rng.uniform(0, 300, 600)
    cuts = find_ages(336.0 - age, age)
    assert len(cuts) >= 8
    assert cuts == sorted(set(cuts))
    assert find_ages(rng.exponential(50.0, 600), age) == []
    assert find_ages(336.0 - age[:30], age[:30]) == [], "too few"
    assert find_ages(np.arange(100.0), np.zeros(100)) == [], "all of one age"


def log_of(tmp_path: Path, first: list[datetime], waited: list[float]) -> Observations:
    """Tickets of two steps of an hour that nobody is named for; the second is delayed by so many hours."""
    rows = []
    for number, (at, hours) in enumerate(zip(first, waited, strict=True)):
        again = at + timedelta(hours=1 + hours)
        rows += [(f"t{number}", "A", at, at + timedelta(hours=1)), (f"t{number}", "B", again, again + timedelta(hours=1))]
    path = tmp_path / "two.csv"
    pl.DataFrame(rows, schema=["case_id", "activity", "start_time", "end_time"], orient="row").write_csv(path)
    return observe(read_log(path))


def test_months_in_which_delays_were_half_as_long(tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    first = [MONDAY + timedelta(hours=3 * number) for number in range(1200)]
    waited = [float(hours) * (2.0 if number >= 600 else 1.0) for number, hours in enumerate(rng.exponential(5.0, 1200))]
    seen = log_of(tmp_path, first, waited)
    delays = measure_delays(seen, find_staff(seen, None))
    course = sorted(delays.course.items())
    assert course[-1][1] == 1.0, "after the log it is today"
    early = [level for date, level in course if date < "2025-03-15"]
    late = [level for date, level in course if date > "2025-03-25"]
    assert np.mean(early) == pytest.approx(0.5, abs=0.1)
    assert np.mean(late) == pytest.approx(1.0, abs=0.15)
    flow = next(it for it in fit_flows(seen, delays) if it.target == "B")
    assert flow.delay is not None
    assert flow.delay.expected == pytest.approx(10.0, rel=0.15), "as they are today"


def test_a_timer_is_steady_while_a_backlog_grows(tmp_path: Path) -> None:
    """B is waited for ever longer, C for four hours more or less; the one flow follows the course, the other does not."""
    rng = np.random.default_rng(12)
    rows = []
    for number in range(1200):
        at = MONDAY + timedelta(hours=3 * number)
        hours = (0.0, 1.0 + rng.exponential(2.0 + 20.0 * number / 1200), 1.0 + rng.uniform(3.8, 4.2))
        for step, later in zip("ABC", np.cumsum(hours).tolist(), strict=True):
            rows.append((f"t{number}", step, at + timedelta(hours=later), at + timedelta(hours=later + 1)))
    path = tmp_path / "three.csv"
    pl.DataFrame(rows, schema=["case_id", "activity", "start_time", "end_time"], orient="row").write_csv(path)
    seen = observe(read_log(path))
    delays = measure_delays(seen, find_staff(seen, None))
    assert delays.course[min(delays.course)] < 0.4
    flows = {it.target: it for it in fit_flows(seen, delays)}
    assert (flows["B"].course, flows["C"].course, delays.courses) == (None, "steady", {"steady": {}})
    assert flows["C"].delay is not None
    assert 3.7 < flows["C"].delay.draw(0.0) < flows["C"].delay.draw(0.999) < 4.3
    assert flows["B"].delay is not None
    assert flows["B"].delay.expected == pytest.approx(21.0, rel=0.25)


def test_what_a_backlog_was_at_its_begin_does_not_tell_what_it_is_today(tmp_path: Path) -> None:
    """In the first third most tickets wait for nothing and some for long; then all, for 20 h more or less."""
    rng = np.random.default_rng(14)
    begun = np.where(rng.random(1200) < 0.9, 0.0, rng.uniform(20.0, 40.0, 1200))
    waited = np.where(np.arange(1200) < 400, begun, rng.gamma(4.0, 5.0, 1200))
    seen = log_of(tmp_path, [MONDAY + timedelta(hours=3 * number) for number in range(1200)], waited.tolist())
    delays = measure_delays(seen, find_staff(seen, None))
    flow = next(it for it in fit_flows(seen, delays) if it.target == "B")
    assert flow.delay is not None
    assert flow.delay.draw(0.05) == pytest.approx(6.8, rel=0.25), "the quantiles of the gamma distribution"
    assert flow.delay.draw(0.95) == pytest.approx(38.8, rel=0.15)
    assert flow.n == 1200


def test_delays_that_stay_have_neither_course_nor_rhythm(tmp_path: Path) -> None:
    rng = np.random.default_rng(10)
    first = [MONDAY + timedelta(hours=3 * number) for number in range(1200)]
    seen = log_of(tmp_path, first, rng.exponential(5.0, 1200).tolist())
    delays = measure_delays(seen, find_staff(seen, None))
    assert (delays.course, delays.rhythms) == ({}, {})


def test_one_ticket_and_ages_of_nothing(tmp_path: Path) -> None:
    seen = log_of(tmp_path, [MONDAY], [2.0])
    delays = measure_delays(seen, find_staff(seen, None))
    assert (delays.course, delays.rhythms) == ({}, {})
    assert all(not it.older for it in fit_flows(seen, delays))
