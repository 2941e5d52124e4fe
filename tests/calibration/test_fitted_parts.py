"""The parts of the calibration, each on data whose answer is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from svcflow.calibration.arrivals import count_arrivals, fit_arrivals
from svcflow.calibration.delays import scaled
from svcflow.calibration.durations import fit_distribution
from svcflow.calibration.observations import Observations, observe
from svcflow.calibration.people import find_staff
from svcflow.calibration.priorities import find_attributes, find_priority
from svcflow.calibration.rounding import rounded, rounded_shares
from svcflow.calibration.routing import error_chances, fit_routing
from svcflow.eventlog import build_log
from svcflow.model import Distribution

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def seen_of(rows: list[tuple[str, str, str | None, float, float]], **columns: list[str]) -> Observations:
    """Observations of (case, activity, person, begin, end), in hours since a Monday."""
    frame = pl.DataFrame(
        {
            "case_id": [row[0] for row in rows],
            "activity": [row[1] for row in rows],
            "resource": pl.Series([row[2] for row in rows], dtype=pl.String),
            "start_time": [MONDAY + timedelta(hours=row[3]) for row in rows],
            "end_time": [MONDAY + timedelta(hours=row[4]) for row in rows],
            **columns,
        }
    )
    return observe(build_log(frame, name="made"))


@pytest.mark.parametrize(
    ("kind", "draws"),
    [
        ("exponential", lambda rng: rng.exponential(2.0, 4000)),
        ("gamma", lambda rng: rng.gamma(4.0, 0.5, 4000)),
        ("lognormal", lambda rng: rng.lognormal(0.0, 0.8, 4000)),
        ("uniform", lambda rng: rng.uniform(1.0, 3.0, 4000)),
        ("constant", lambda rng: np.full(4000, 0.25)),
        ("empirical", lambda rng: np.concatenate((rng.normal(1.0, 0.05, 2000), rng.normal(9.0, 0.05, 2000)))),
    ],
)
def test_the_family_is_found_and_the_mean_is_kept(kind: str, draws) -> None:  # type: ignore[no-untyped-def]
    values = draws(np.random.default_rng(5))
    found = fit_distribution(values)
    assert found.kind == kind
    assert found.expected == pytest.approx(values.mean(), rel=0.002)
    chances = np.linspace(0.05, 0.95, 19)
    drawn = [found.draw(float(u)) for u in chances]
    assert drawn == pytest.approx(np.quantile(values, chances).tolist(), rel=0.1, abs=0.06)


def test_zeros_are_told_apart() -> None:
    values = np.concatenate((np.zeros(300), np.random.default_rng(1).exponential(1.0, 700)))
    found = fit_distribution(values)
    assert found.zero == pytest.approx(0.3)
    assert found.expected == pytest.approx(values.mean(), rel=0.01)
    assert fit_distribution(np.zeros(5)).expected == 0


def test_a_step_left_open_is_bounded() -> None:
    values = np.random.default_rng(2).uniform(0.5, 1.5, 200)
    values[7] = 5000.0
    assert fit_distribution(values).expected < 1.2


def test_a_scaled_distribution() -> None:
    for it in (Distribution(kind="uniform", low=1, high=3), Distribution(kind="empirical", quantiles=(0, 1, 5), zero=0.5)):
        assert scaled(it, 2.5).expected == pytest.approx(2.5 * it.expected)


def test_rounding() -> None:
    assert rounded([123456.789, 0.000123456789, 0.0], 4).tolist() == [123500.0, 0.0001235, 0.0]
    shares = rounded_shares({"a": 1, "b": 1, "c": 1})
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-12)
    assert shares == {"a": 0.333334, "b": 0.333333, "c": 0.333333}


def test_a_timetable_is_recognised() -> None:
    times = [day * 24 + 8 + 0.5 * number for day in range(28) if day % 7 < 5 for number in range(16)]
    found = fit_arrivals(count_arrivals(seen_of([(f"{at}", "Open", None, at, at + 0.2) for at in times])))
    assert (found.kind, found.interval_h) == ("timetable", pytest.approx(0.5))
    assert [hour for hour, rate in enumerate(found.weekly) if rate > 0] == [24 * day + hour for day in range(5) for hour in range(8, 16)]


def test_rates_by_hour_of_the_week_and_dispersion() -> None:
    rng = np.random.default_rng(3)
    true = np.array([[2.0 if 9 <= hour < 17 and day < 5 else 0.0 for hour in range(24)] for day in range(7)]).ravel()
    factors = np.repeat(rng.gamma(4.0, 0.25, 40 * 7), 24)
    counts = rng.poisson(np.tile(true, 40) * factors)
    times = [hour + float(u) for hour, count in enumerate(counts) for u in rng.random(count)]
    found = fit_arrivals(count_arrivals(seen_of([(f"{at}", "Open", None, at, at + 0.1) for at in times])))
    assert sum(found.weekly) * found.level == pytest.approx(80, rel=0.15)
    assert np.array(found.weekly)[true == 0].sum() == 0
    assert found.dispersion == pytest.approx(0.25, abs=0.12)


def test_the_level_follows_a_lasting_change() -> None:
    rng = np.random.default_rng(4)
    counts = np.concatenate((rng.poisson(1.0, 168 * 20), rng.poisson(0.3, 168 * 40)))
    times = [hour + float(u) for hour, count in enumerate(counts) for u in rng.random(count)]
    found = fit_arrivals(count_arrivals(seen_of([(f"{at}", "Open", None, at, at + 0.1) for at in times])))
    assert sum(found.weekly) / 168 * found.level == pytest.approx(0.3, rel=0.2)


def test_tickets_that_a_log_of_finished_ones_lacks_are_made_up_for() -> None:
    rng = np.random.default_rng(6)
    begin = rng.uniform(0, 1680, 1000)
    end = begin + rng.exponential(400, 1000)
    rows = [(f"{number}", "Open", None, a, b) for number, (a, b) in enumerate(zip(begin, end, strict=True)) if b <= 1680]
    found = fit_arrivals(count_arrivals(seen_of(rows)))
    rate = sum(found.weekly) / 168 * found.level
    assert len(rows) / 1680 < 0.5
    assert rate == pytest.approx(1000 / 1680, rel=0.2)


def test_longer_histories_are_listed_where_they_matter() -> None:
    rows = []
    for case in range(40):
        first = "Phone" if case % 2 else "Mail"
        names = [first, "Triage", "Call" if first == "Phone" else "Write"]
        rows += [(f"{case}", name, None, 10.0 * case + at, 10.0 * case + at + 0.5) for at, name in enumerate(names)]
    contexts = {context.after: context.next for context in fit_routing(seen_of(rows)).contexts}
    assert contexts[("Triage",)] == {"Call": 0.5, "Write": 0.5}
    assert contexts[("Phone", "Triage")] == {"Call": 1.0}
    assert ("(start)", "Phone") not in contexts, "it says no more than the step alone"


def test_error_chance_is_the_share_of_executions_that_come_back() -> None:
    rows = [("a", "Do", None, 0, 1), ("a", "Check", None, 1, 2), ("a", "Do", None, 2, 3), ("a", "Do", None, 3, 4), ("b", "Do", None, 5, 6)]
    assert error_chances(seen_of(rows)) == {"Check": 0.0, "Do": 0.5}


def test_work_that_goes_on_after_an_answer_is_one_execution() -> None:
    names = ("Do", "Wait for customer", "Do", "Check", "Wait for customer", "Do")
    seen = seen_of([("a", name, None, at, at + 1) for at, name in enumerate(names)] + [("b", "Do", None, 9, 10)])
    seen = replace(seen, log=replace(seen.log, meanings={"Wait for customer": "customer"}))
    # Three executions of Do: the first, in two parts, comes back after Check.
    assert error_chances(seen) == {"Check": 0.0, "Do": pytest.approx(1 / 3, abs=1e-6), "Wait for customer": 0.0}


def test_parallel_work_overlaps() -> None:
    rows = [("a", "Open", None, 0, 1), ("a", "Left", None, 1, 3), ("a", "Right", None, 1.5, 2), ("a", "Join", None, 4, 5)]
    seen = seen_of(rows)
    assert seen.overlaps.tolist() == [False, False, True, False]
    assert (seen.enabled - seen.enabled[0]).tolist() == pytest.approx([0, 1, 1, 3])


@pytest.mark.parametrize("by_priority", [True, False])
def test_order_of_service(by_priority: bool) -> None:
    rng = np.random.default_rng(8)
    arrivals = np.sort(rng.uniform(0, 400, 800))
    ranks = rng.integers(0, 2, 800)
    waiting = list(range(800))
    now, rows, priorities = 0.0, [], []
    for _ in range(800):
        here = [number for number in waiting if arrivals[number] <= now] or waiting[:1]
        chosen = min(here, key=lambda number: (ranks[number] if by_priority else 0, arrivals[number]))
        waiting.remove(chosen)
        begin = max(now, float(arrivals[chosen]))
        now = begin + 0.49
        rows += [(f"{chosen}", "Open", None, arrivals[chosen] - 0.01, arrivals[chosen]), (f"{chosen}", "Solve", "Ann", begin, now)]
        priorities += [("High", "Low")[ranks[chosen]]] * 2
    seen = seen_of(rows, priority=priorities)
    staff = find_staff(seen)
    found, teams = find_priority(seen, staff, find_attributes(seen))
    assert (found is not None) == by_priority
    assert teams[0].discipline == ("priority" if by_priority else "fifo")
    if found:
        assert found.order == ("High", "Low")


def test_robots_and_pauses_need_nobody() -> None:
    rows = []
    for case in range(30):
        rows += [(f"{case}", "Log", "System", case, case), (f"{case}", "Solve", "Ann", case + 0.1, case + 0.5)]
    staff = find_staff(seen_of(rows))
    assert staff.staffed == {"Log": False, "Solve": True}
    assert [person.name for person in staff.people] == ["Ann"]


def test_slots_are_what_is_in_progress_at_once() -> None:
    rows = [(f"{case}", "Solve", "Ann", case // 3 * 2.0, case // 3 * 2.0 + 1) for case in range(60)]
    assert find_staff(seen_of(rows)).people[0].slots == 3
