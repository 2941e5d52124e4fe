"""How much work slows with the tickets in hand, where it is known; and where nothing may be read into a log."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from svcflow.calibration.durations import work_hours
from svcflow.calibration.fit import fit_parts
from svcflow.calibration.observations import Observations
from svcflow.calibration.people import find_staff
from svcflow.calibration.redrawing import redrawn
from svcflow.calibration.slowdown import find_slowdowns, others_in_hand
from tests.calibration.test_fitted_parts import seen_of

Row = tuple[str, str, str | None, float, float]


def works(slowdown: float, cases: int = 600, seed: int = 1) -> list[Row]:
    """Works of Ana and Ben, up to three at once each; Ben takes twice as long for everything."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for name, pace in (("Ana", 1.0), ("Ben", 2.0)):
        ends: list[float] = []
        now = 0.0
        for case in range(cases):
            now += float(rng.exponential(0.6 * pace))
            ends = [end for end in ends if end > now]
            if len(ends) == 3:
                now = min(ends)
                ends.remove(now)
            ends.append(now + pace * float(rng.lognormal(-0.3, 0.7)) * (1 + slowdown * len(ends)))
            rows.append((f"{name}{case}", "Chat" if case % 2 else "Mail", name, now, ends[-1]))
    return rows


def found(seen: Observations) -> dict[str, float]:
    staff = find_staff(seen)
    return {team: it.share for team, it in find_slowdowns(seen, staff, seen.end - seen.begin).items()}


def test_others_in_hand_are_those_begun_before_and_not_ended() -> None:
    rows: list[Row] = [
        ("1", "A", "ana", 0.0, 4.0),
        ("2", "A", "ana", 1.0, 2.0),
        ("3", "A", "ana", 2.0, 3.0),  # the second ends at this very instant
        ("4", "A", "ben", 2.0, 3.0),
        ("5", "B", "ana", 3.5, 3.5),
        ("6", "A", "ana", 9.0, 9.5),  # three at one instant: each counts half of the other two
        ("7", "A", "ana", 9.0, 9.6),
        ("8", "A", "ana", 9.0, 9.7),
    ]
    seen = seen_of(rows)
    assert others_in_hand(seen, np.arange(8)).tolist() == [0, 1, 1, 0, 1, 1, 1, 1]
    assert others_in_hand(seen, np.array([1, 7])).tolist() == [0, 0], "what is not among the rows is not in hand"


def test_the_slowdown_is_found_across_steps_and_people() -> None:
    seen = seen_of(works(0.3))
    fit = fit_parts(seen)
    (slowdown,) = fit.slowdowns.values()
    assert slowdown.share == pytest.approx(0.3, abs=3 * slowdown.error)
    assert (slowdown.error, slowdown.n) == (pytest.approx(0.045, abs=0.01), 1200)
    assert {person.slowdown for person in fit.model.people} == {slowdown.share}
    usual = np.exp(-0.3 + 0.7**2 / 2)
    assert fit.model.step("Chat").by_person["Ben"].expected == pytest.approx(2 * usual, rel=0.2), "durations are those of works alone"


def test_no_slowdown_is_found_where_there_is_none() -> None:
    assert [found(seen_of(works(0.0, seed=seed))) for seed in range(5)] == [{}] * 5


def test_who_has_one_ticket_at_once_tells_nothing() -> None:
    rows: list[Row] = [(str(case), "A", "ana", 2.0 * case, 2.0 * case + 1 + case % 3 / 4) for case in range(60)]
    assert found(seen_of(rows)) == {}
    assert found(seen_of(rows[:10])) == {}


def test_estimated_begins_tell_nothing() -> None:
    seen = seen_of(works(0.3))
    estimated = seen.log.steps.with_columns(basis=pl.lit("estimated"))
    assert found(replace(seen, log=replace(seen.log, steps=estimated))) == {}


def test_hours_alone_are_those_without_the_others_in_hand() -> None:
    seen = seen_of(works(0.3))
    fit = fit_parts(seen)
    (slowdown,) = fit.slowdowns.values()
    assert fit.load == pytest.approx(1 + slowdown.share * others_in_hand(seen, np.arange(len(seen.case))))
    assert fit.hours * fit.load == pytest.approx(work_hours(seen, fit.staff.shifts, fit.staff.grace_of))


def test_other_weeks_tell_another_slowdown() -> None:
    fit = fit_parts(seen_of(works(0.3)))
    (slowdown,) = fit.slowdowns.values()
    again = [{person.slowdown for person in redrawn(fit, np.random.default_rng(number)).people} for number in range(8)]
    shares = [share for (share,) in again]
    assert np.mean(shares) == pytest.approx(slowdown.share, abs=slowdown.error)
    assert np.std(shares) == pytest.approx(slowdown.error, rel=0.8)
