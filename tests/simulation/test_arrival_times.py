"""Arrivals against the definition, drawn one by one; recorded days, the course of the level, and days on which the clocks change."""

import math
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import svcflow.simulation.arrivals as module
from svcflow.model import Arrivals
from svcflow.model.document import RecordedDay
from svcflow.simulation.arrivals import arrival_times, drawn_before
from svcflow.simulation.streams import AGAIN, CASE, Streams, uniform, uniforms

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)
STREAMS = Streams(3, 1)
RHYTHM = tuple(0.1 + 1.5 * (8 <= hour % 24 < 18 and hour < 120) for hour in range(168))


def first(count: int, arrivals: Arrivals, start: datetime = MONDAY) -> list[float]:
    return list(islice(arrival_times(arrivals, start, STREAMS), count))


def one_by_one(count: int, arrivals: Arrivals, start: datetime) -> list[float]:
    """The definition: each hour (by its wall time) has a rate, the n-th exponential gap is used up hour by hour."""
    zone, root = ZoneInfo(arrivals.timezone), STREAMS.root("gaps")
    found: list[float] = []
    begin, left = 0.0, -math.log1p(-uniform(root, 1))
    while len(found) < count:
        now = start + timedelta(hours=begin)
        local = now.astimezone(zone)
        rest = 1 - (local.minute * 60 + local.second) / 3600
        level = arrivals.level
        for day in sorted(arrivals.course):
            if day <= local.date().isoformat() or day == min(arrivals.course):
                level = arrivals.level * arrivals.course[day]
        rate = arrivals.weekly[local.weekday() * 24 + local.hour] * level
        at = begin
        while left <= rate * (begin + rest - at) and len(found) < count:
            at += left / rate
            found.append(at)
            left = -math.log1p(-uniform(root, len(found) + 1))
        left -= rate * (begin + rest - at)
        begin += rest
    return found


@pytest.mark.parametrize(
    ("arrivals", "start"),
    [
        (Arrivals(weekly=RHYTHM), MONDAY),
        (Arrivals(weekly=RHYTHM, level=0.3, timezone="America/New_York"), datetime(2025, 3, 7, 5, 30, tzinfo=UTC)),
        (Arrivals(weekly=RHYTHM, timezone="Europe/Berlin"), datetime(2025, 10, 24, tzinfo=UTC)),
        (Arrivals(weekly=RHYTHM, course={"2025-01-20": 0.0, "2025-02-03": 2.0, "2025-01-08": 0.5}), MONDAY),
    ],
)
def test_hours_have_their_rates(arrivals: Arrivals, start: datetime) -> None:
    assert first(600, arrivals, start) == pytest.approx(one_by_one(600, arrivals, start), abs=1e-8)


def test_many_draws_are_the_single_ones() -> None:
    root = STREAMS.root("gaps")
    assert uniforms(root, 5, 4).tolist() == [uniform(root, case) for case in range(5, 9)]
    assert uniforms(root + 7 * CASE, 0, 3, AGAIN).tolist() == [uniform(root, 7, 0, k) for k in range(3)]


@pytest.mark.parametrize("kind", ["hourly", "days"])
def test_how_many_days_are_laid_out_at_a_time_changes_nothing(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arrivals = Arrivals(weekly=RHYTHM, dispersion=0.4) if kind == "hourly" else recorded(level=1.7)
    found = first(500, arrivals)
    assert found == sorted(found)
    assert drawn_before(found[300], arrivals, MONDAY, STREAMS).tolist() == [at for at in found if at < found[300]]
    monkeypatch.setattr(module, "FEW_DAYS", 3)
    monkeypatch.setattr(module, "MOST_AT_ONCE", 100)
    assert first(500, arrivals) == pytest.approx(found, abs=1e-9)


def recorded(**changes: object) -> Arrivals:
    """Two weeks: on weekday d of week w tickets at 9:00 + w h, twice at 10:00, and at (12 + d):15; none on Sundays."""
    days = []
    for number in range(14):
        week, weekday = divmod(number, 7)
        at = (9.0 + week, 10.0, 10.0, 12.25 + weekday) if weekday < 6 else ()
        days.append(RecordedDay(date=(date(2024, 12, 2) + timedelta(days=number)).isoformat(), at=at))
    given = {"kind": "days", "days": tuple(days), "alike": "weekday", **changes}
    return Arrivals.model_validate(given)


def test_a_day_has_the_clock_times_of_a_recorded_one() -> None:
    found = np.array(first(4 * 6 * 50, recorded()))
    seen: set[tuple[int, float]] = set()
    for day in range(7 * 50):
        at = found[(found >= 24 * day) & (found < 24 * day + 24)] - 24 * day
        assert (len(at) == 0) == (day % 7 == 6)
        if len(at):
            assert at[-1] == pytest.approx(12.25 + day % 7)
            seen.add((day % 7, round(min(at), 6)))
    assert seen == {(day, hour) for day in range(6) for hour in (9.0, 10.0)}, "both weeks are drawn"
    alike = np.array(first(2000, recorded(alike="kind")))
    assert {round(at % 24, 6) for at in alike[alike % 168 < 24]} == {9.0, 10.0, *(12.25 + day for day in range(5))}


def test_level_adds_or_takes_away_and_keeps_the_rest() -> None:
    until = 24 * 7 * 100.0
    base, more, less = (drawn_before(until, recorded(level=level), MONDAY, STREAMS) for level in (1.0, 1.3, 0.6))
    assert len(more) / len(base) == pytest.approx(1.3, rel=0.03)
    assert len(less) / len(base) == pytest.approx(0.6, rel=0.06)
    for few, many in ((less, base), (base, more)):
        assert all(np.searchsorted(many, few, side="right") - np.searchsorted(many, few) >= np.unique(few, return_counts=True)[1].min())
        assert set(few) <= set(many)
    assert set(np.unique(less[less % 24 == 10.0], return_counts=True)[1]) <= {2, 3}, "what came together comes together"
    assert recorded(level=1.3).per_week == pytest.approx(1.3 * 24)


def test_recorded_levels_count() -> None:
    days = tuple(day.model_copy(update={"level": 2.0}) for day in recorded().days)
    twice = recorded(days=days)
    assert twice.per_week == pytest.approx(12)
    assert len(drawn_before(24 * 7 * 100.0, twice, MONDAY, STREAMS)) == pytest.approx(1200, rel=0.06)


def test_clock_times_hold_when_the_clocks_change() -> None:
    start = datetime(2025, 3, 24, tzinfo=UTC)
    found = first(40, recorded(timezone="Europe/Berlin"), start)
    local = [(start + timedelta(hours=at)).astimezone(ZoneInfo("Europe/Berlin")) for at in found]
    assert {at.hour + at.minute / 60 for at in local} <= {9.0, 10.0, *(12.25 + day for day in range(6))}


def test_the_course_counts_for_recorded_days_too() -> None:
    found = drawn_before(24 * 28.0, recorded(course={"2025-01-01": 3.0, "2025-01-20": 1.0}), MONDAY, STREAMS)
    assert np.bincount((found // 168).astype(int)).tolist() == [72, 72, 24, 24]


OWN = {"2024-12-30": (23.5,), "2025-01-07": (8.0, 8.0, 20.25), "2025-01-09": (0.0, 12.0)}
"""two days before Monday, 6 January, and three of its week, of which 8 January has no ticket"""


@pytest.mark.parametrize("kind", ["hourly", "days"])
def test_in_its_own_period_a_log_has_its_own_arrivals(kind: str) -> None:
    own = [RecordedDay(date=day, at=at, drawn=False) for day, at in OWN.items()]
    form = Arrivals(weekly=RHYTHM) if kind == "hourly" else recorded()
    past = datetime(2025, 1, 9, 12, 1, tzinfo=UTC)
    dates = {day.date for day in own}
    days = (*own, *(day for day in form.days if day.date not in dates))
    arrivals = form.model_copy(update={"days": days, "recorded_until": past})
    ends = 84 + 1 / 60
    found = drawn_until(400.0, arrivals)
    assert found[found <= ends].tolist() == [32.0, 32.0, 44.25, 72.0, 84.0]
    drawn = drawn_until(400.0, form)
    assert found[found > ends].tolist() == drawn[drawn > ends].tolist(), "afterwards as if there had been no past"
    assert drawn_until(40.0, arrivals, MONDAY + timedelta(days=1, hours=9)).tolist()[:2] == [11.25, 39.0]
    assert drawn_until(400.0, arrivals.without_own_period()).tolist() == drawn.tolist()
    few, many = (drawn_until(ends, arrivals.model_copy(update={"level": level})) for level in (0.5, 3.0))
    assert set(few) < {32.0, 44.25, 72.0, 84.0}
    assert {32.0, 44.25, 72.0, 84.0} < set(many)
    assert len(many) - 5 == pytest.approx(len(drawn_until(ends, form.model_copy(update={"level": 2.0}))))


def drawn_until(until: float, arrivals: Arrivals, start: datetime = MONDAY) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(list(takewhile(lambda at: at <= until, arrival_times(arrivals, start, STREAMS))))


def test_before_its_own_period_a_log_has_what_is_drawn() -> None:
    own = (RecordedDay(date="2025-01-08", at=(12.0,), drawn=False),)
    form = Arrivals(weekly=RHYTHM)
    found = drawn_until(200.0, form.model_copy(update={"days": own, "recorded_until": datetime(2025, 1, 8, 13, tzinfo=UTC)}))
    drawn = drawn_until(200.0, form)
    assert found.tolist() == [*drawn[drawn < 48], 60.0, *drawn[drawn > 61]]
