"""Arrivals whose truth is known: the rhythm, the course, today's level, bursts and timetables are found again, and chance is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import takewhile

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from svcflow.calibration.arrivals import ArrivalCounts, count_arrivals, fit_arrivals, refit_arrivals, sentences
from svcflow.calibration.arrivals.course import LAST_CHANGE, find_course, stretches
from svcflow.calibration.observations import Observations, observe
from svcflow.eventlog import build_log
from svcflow.model import Arrivals
from svcflow.simulation.arrivals import arrival_times
from svcflow.simulation.streams import Streams

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
WEEK = 168
Hours = NDArray[np.float64]
OFFICE = np.array([1.0 if hour < 120 and 8 <= hour % 24 < 18 else 0.0 for hour in range(WEEK)])


@cache
def one_ticket() -> Observations:
    steps = {"case_id": ["1"], "activity": ["Open"], "start_time": [MONDAY], "end_time": [MONDAY + timedelta(hours=1)]}
    return observe(
        build_log(pl.DataFrame(steps, schema_overrides=dict.fromkeys(("start_time", "end_time"), pl.Datetime("us", "UTC"))), name="1")
    )


def counted(times: Hours, lasting: float | Hours = 0.1) -> ArrivalCounts:
    """The counts of a log whose tickets come at these hours since Monday and take so many."""
    each, none = np.arange(len(times)), np.zeros(len(times), dtype=np.int64)
    lead = np.broadcast_to(lasting, times.shape)
    seen = replace(one_ticket(), origin=MONDAY, case=each, first_row=each, activity=none, resource=none - 1, begin=times, end=times + lead)
    return count_arrivals(replace(seen, enabled=times, overlaps=none.astype(bool), delay_h=none.astype(float)))


def poisson(rng: np.random.Generator, rates: Hours) -> Hours:
    counts = rng.poisson(rates)
    found: Hours = np.sort(np.repeat(np.arange(len(rates)), counts) + rng.random(counts.sum()))
    return found


def simulated(arrivals: Arrivals, weeks: float, replication: int = 0, start: datetime = MONDAY) -> Hours:
    return np.array(list(takewhile(lambda at: at < weeks * WEEK, arrival_times(arrivals, start, Streams(1, replication)))))


def test_chance_is_not_taken_for_a_pattern() -> None:
    forms, courses = [], []
    for seed in range(8):
        times = np.sort(np.random.default_rng(seed).uniform(0, 20 * WEEK, 200))
        found = fit_arrivals(counted(times))
        forms.append(found.kind)
        courses.append(len(found.course))
        assert found.per_week == pytest.approx(10, rel=0.3)
        assert found.dispersion < 0.25
    assert forms.count("hourly") >= 7
    assert courses.count(0) >= 6, "an even level stays one"


def test_a_change_of_level_is_dated_and_its_past_is_kept() -> None:
    rates = np.concatenate((np.tile(2.0 * OFFICE, 20), np.tile(0.6 * OFFICE, 10)))
    found = fit_arrivals(counted(poisson(np.random.default_rng(1), rates)))
    assert found.per_week == pytest.approx(30, rel=0.15)
    assert found.level_from == LAST_CHANGE
    assert next(iter(found.course.values())) == pytest.approx(2.0 / 0.6, rel=0.2)
    assert list(found.course.values())[-1] == 1.0
    change = datetime.fromisoformat(next(day for day, level in found.course.items() if level < 2)).replace(tzinfo=UTC)
    assert abs((change - MONDAY) / timedelta(weeks=1) - 20) <= 1
    # The log's own months come back at the levels that they had, the future at today's.
    past = np.mean([len(simulated(found, 20, run)) for run in range(4)])
    assert past == pytest.approx(20 * 100, rel=0.06)
    assert len(simulated(found, 30, start=MONDAY + timedelta(weeks=30))) == pytest.approx(900, rel=0.15)


def test_a_growing_demand_is_told_better_than_by_the_mean() -> None:
    weeks = np.arange(60)
    rates = np.repeat(0.1 * np.exp(0.04 * weeks), WEEK)
    hours = counted(poisson(np.random.default_rng(2), rates))
    found = fit_arrivals(hours)
    last = 0.1 * np.exp(0.04 * 60) * WEEK
    assert 0.75 * last < found.per_week < 1.5 * last
    assert found.level_scores["all"] > 3 * found.level_scores[found.level_from]
    refits = [refit_arrivals(hours, found, np.random.default_rng(seed), 5).per_week for seed in range(20)]
    assert np.mean(refits) == pytest.approx(found.per_week, rel=0.05)
    assert min(found.level_scores, key=lambda way: found.level_scores[way]) == next(iter(found.level_scores)), "the best stands first"


def test_bursts_are_kept_as_recorded_days() -> None:
    rng = np.random.default_rng(3)
    mails = np.sort(rng.uniform(0, 30 * WEEK, 400))
    found = fit_arrivals(counted(np.repeat(mails, 5)))
    assert (found.kind, found.form_scores[next(iter(found.form_scores))] < 0.95) == ("days", True)
    assert any("recorded days" in text for text in sentences(found, 66))
    drawn = simulated(found, 30)
    together = np.unique(drawn, return_counts=True)[1]
    assert np.mean(together % 5 == 0) > 0.95
    assert len(drawn) / 5 == pytest.approx(400, rel=0.2)


def test_days_as_even_as_appointments_are_kept() -> None:
    rng = np.random.default_rng(4)
    slots = np.arange(8, 18, 0.5)
    days = [day * 24 + np.sort(rng.choice(slots, 12, replace=False)) + rng.uniform(0, 0.1, 12) for day in range(140) if day % 7 < 5]
    found = fit_arrivals(counted(np.concatenate(days)))
    assert found.kind == "days"
    drawn = simulated(found, 20)
    counts = np.bincount((drawn // 24).astype(int), minlength=140)
    assert counts[np.arange(140) % 7 < 5].std() < 1.0, "a Poisson process would give 3.5"
    assert counts[np.arange(140) % 7 >= 5].sum() == 0


def test_a_timetable_is_a_timetable() -> None:
    times = np.array([day * 24 + 8 + 0.5 * number for day in range(28) if day % 7 < 5 for number in range(16)])
    found = fit_arrivals(counted(times))
    assert (found.kind, found.per_week, found.course) == ("timetable", pytest.approx(80), {})


def test_a_log_that_is_cut_off_tells_today_with_what_it_lacks_and_its_past_without() -> None:
    rng = np.random.default_rng(5)
    times = np.sort(rng.uniform(0, 20 * WEEK, 2000))
    lasting = rng.exponential(400, 2000)
    there = times + lasting <= 20 * WEEK
    hours = counted(times[there], lasting[there])
    found = fit_arrivals(hours)
    assert found.per_week == pytest.approx(100, rel=0.15)
    assert hours.held[-1] < 0.5
    levels = list(found.course.values())
    assert levels[-2] < 0.7, "few of the tickets that came last have ended"
    assert levels[-1] == 1.0


@pytest.mark.parametrize("weeks", [10, 52, 200])
def test_even_weeks_are_rarely_cut(weeks: int) -> None:
    even = np.full(weeks, 12.0)
    cut = sum(len(stretches(np.random.default_rng(seed).poisson(even).astype(float), even)) > 1 for seed in range(100))
    assert cut <= 8


def test_few_tickets_have_one_level() -> None:
    counts = np.zeros(30 * WEEK)
    counts[::100] = 1.0
    course = find_course(counts, np.full(len(counts), counts.mean()))
    assert (course.starts, course.scores) == ((0,), {})
    assert fit_arrivals(counted(np.array([5.0]))).per_week > 0


@pytest.mark.parametrize("kind", ["hourly", "days"])
def test_refits_differ_as_chance_would_have_it(kind: str) -> None:
    rng = np.random.default_rng(6)
    times = poisson(rng, np.tile(OFFICE, 20)) if kind == "hourly" else np.repeat(np.sort(rng.uniform(0, 30 * WEEK, 400)), 5)
    hours = counted(times)
    fitted = fit_arrivals(hours)
    assert fitted.kind == kind
    refits = [refit_arrivals(hours, fitted, np.random.default_rng(seed), 5) for seed in range(20)]
    totals = [it.model_copy(update={"days": it.days or fitted.days}).per_week for it in refits]
    assert np.mean(totals) == pytest.approx(fitted.per_week, rel=0.08)
    expected = np.sqrt(1000) / 1000 if kind == "hourly" else 1 / np.sqrt(400)
    assert 0.5 * expected < np.std(totals) / np.mean(totals) < 1.8 * expected
    assert all(it.kind == kind and not it.days for it in refits)


@pytest.mark.parametrize("bursts", [1, 5])
def test_the_past_is_kept_as_it_was(bursts: int) -> None:
    rng = np.random.default_rng(9)
    times = np.repeat(np.sort(rng.uniform(0, 10 * WEEK, 150)), bursts)
    found = fit_arrivals(counted(times))
    drawn = simulated(found, 12, start=MONDAY + timedelta(hours=float(times[0])))
    assert len(drawn) > len(times), "it goes on afterwards"
    assert np.abs(drawn[: len(times)] + times[0] - times).max() <= 1.01 / 1000
    assert (simulated(found, 12, 1)[: len(times)] == simulated(found, 12, 2)[: len(times)]).all()
    assert refit_arrivals(counted(times), found, rng, 5).recorded_until is None
