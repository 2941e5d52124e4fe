"""Weights from outcomes, and weights put to the test: sensitivity, stability, reversal, back-test, drift."""

from datetime import date

import numpy as np
import pytest

from svcflow.scorecard.refusals import TableError
from svcflow.scorecard.weights import (
    Validity,
    back_test,
    entropy_weights,
    given_weights,
    outcome_weights,
    rank_reversals,
    rank_stability,
    room_of_ranking,
    room_of_verdict,
    table_of,
    topsis,
    weight_drift,
)
from svcflow.scorecard.weights.outcomes import lmg


def test_shares_of_two_correlated_items_by_hand() -> None:
    r12, r1, r2 = 0.5, 0.6, 0.4
    links = np.array([[1, r12, r1], [r12, 1, r2], [r1, r2, 1]])
    whole = (r1**2 + r2**2 - 2 * r12 * r1 * r2) / (1 - r12**2)
    assert lmg(links[None])[0] == pytest.approx([(r1**2 + whole - r2**2) / 2, (r2**2 + whole - r1**2) / 2])


def planted(rows: int = 120) -> tuple[dict[str, list[float]], list[float]]:
    rng = np.random.default_rng(7)
    speed, quality, noise = rng.normal(size=(3, rows))
    twin = speed + 0.5 * rng.normal(size=rows)  # goes along with speed, moves nothing by itself
    churn = -0.8 * speed + 0.5 * quality + 0.6 * rng.normal(size=rows)
    return {"speed": list(speed), "delay": list(quality), "noise": list(noise), "twin": list(twin)}, list(churn)


def test_planted_drivers_are_found_and_noise_is_not() -> None:
    columns, churn = planted()
    found = outcome_weights(table_of(columns, {"delay": "lower"}), churn, "lower")
    drivers = {driver.item: driver for driver in found.drivers}
    assert [drivers[item].found for item in ("speed", "delay", "noise", "twin")] == [True, True, False, True]
    assert drivers["speed"].coefficient_low > 0 < drivers["delay"].coefficient_low
    assert drivers["twin"].coefficient_low < 0 < drivers["twin"].coefficient_high, "by itself it moves nothing"
    assert sum(driver.share for driver in found.drivers) == pytest.approx(found.r_squared)
    assert drivers["speed"].share_low < drivers["speed"].share < drivers["speed"].share_high
    assert found.weights.ranked[0][0] == "speed"


def test_an_item_that_goes_the_wrong_way_counts_nothing() -> None:
    columns, churn = planted()
    found = outcome_weights(table_of(columns), churn, "lower")  # delay as if more were better
    assert found.weights["delay"] == 0
    assert any("delay goes the wrong way" in each.text for each in found.weights.remarks)


def test_few_rows_and_items_that_say_the_same_are_refused() -> None:
    with pytest.raises(TableError, match="too few"):
        outcome_weights(table_of({"a": [1, 2, 3], "b": [3, 1, 2]}), [1, 2, 3], "higher")
    rows = list(range(12))
    with pytest.raises(TableError, match="say the same"):
        outcome_weights(table_of({"a": rows, "b": [2 * row for row in rows]}), rows[::-1], "higher")
    some = outcome_weights(table_of({"a": rows, "b": [row % 4 for row in rows]}), [row + row % 3 for row in rows], "higher")
    assert any("are few" in each.text for each in some.weights.remarks)


SCORES = {"now": {"speed": 60, "cost": 90}, "redesign": {"speed": 90, "cost": 50}}


def test_the_room_of_a_weight_is_where_the_totals_meet() -> None:
    # 60 t + 90 (1 − t) = 90 t + 50 (1 − t) at t = 40/70.
    speed, cost = room_of_ranking(SCORES, given_weights({"speed": 0.7, "cost": 0.3}))
    assert (speed.low, speed.high) == (pytest.approx(4 / 7), 1)
    assert (speed.changes_below, speed.changes_above) == ("now", None)
    assert (cost.low, cost.high, cost.changes_above) == (0, pytest.approx(3 / 7), "now")


def test_the_room_of_a_verdict_is_where_the_total_meets_the_limits() -> None:
    # Total 81 of 90 t + 60 (1 − t): good from 75 (t = .5), very good from 85 (t = 5/6).
    limits = {"very good": 85, "good": 75, "fair": 60}
    speed, _ = room_of_verdict({"speed": 90, "cost": 60}, given_weights({"speed": 0.7, "cost": 0.3}), limits)
    assert (speed.low, speed.high) == (pytest.approx(0.5), pytest.approx(5 / 6))
    assert (speed.changes_below, speed.changes_above) == ("fair", "very good")


def test_ranks_under_random_weights() -> None:
    dominated = {"best": {"a": 9, "b": 8}, "mid": {"a": 5, "b": 5}, "worst": {"a": 1, "b": 2}}
    found = rank_stability(dominated, given_weights({"a": 0.5, "b": 0.5}))
    assert found.shares == ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    # Any weights alike: the redesign is first where the weight of speed exceeds 4/7, a chance of 3/7.
    wide = rank_stability(SCORES, given_weights({"speed": 0.7, "cost": 0.3}), concentration=0)
    assert wide.first == pytest.approx(3 / 7, abs=0.02)
    near = rank_stability(SCORES, given_weights({"speed": 0.7, "cost": 0.3}), concentration=50)
    assert near.spread == pytest.approx((0.7 * 0.3 / 51) ** 0.5, rel=0.05)
    assert near.first > 0.9


def test_a_weighted_sum_never_reverses_and_topsis_may() -> None:
    rng = np.random.default_rng(3)
    weights = given_weights({"a": 0.5, "b": 0.5})
    turned = 0
    for _ in range(40):
        rows = rng.uniform(1, 10, (4, 2))

        def by_topsis(places, rows=rows):
            return topsis(table_of({"a": rows[list(places), 0].tolist(), "b": rows[list(places), 1].tolist()}), weights)

        def by_sum(places, rows=rows):
            return rows[list(places)].mean(axis=1)

        turned += bool(rank_reversals("wxyz", by_topsis))
        assert not rank_reversals("wxyz", by_sum)
    assert turned > 0


def test_the_back_test_prefers_weights_that_foretell_and_says_when_none_does() -> None:
    rng = np.random.default_rng(5)
    speed, cost = rng.normal(size=(2, 100))
    renewals = speed + 0.3 * rng.normal(size=100)
    scores = table_of({"speed": list(speed), "cost": list(cost)})
    sets = {"right": given_weights({"speed": 0.9, "cost": 0.1}), "wrong": given_weights({"speed": 0.1, "cost": 0.9})}
    found = back_test(scores, list(renewals), "higher", sets)
    assert [each.name for each in found.sets] == ["right", "wrong"]
    assert found.sets[1].beaten
    assert (found.derived_on, found.judged_on) == (60, 40)
    seen = []

    def derive(early, outcome):
        seen.append((len(early.values), len(outcome)))
        return sets["right"]

    chance = back_test(scores, list(rng.normal(size=100)), "higher", {"derived": derive, "wrong": sets["wrong"]})
    assert seen == [(60, 60)], "what judges is not shown to what is derived"
    assert "do not tell" in chance.remarks[0].text
    with pytest.raises(TableError, match="too few to judge"):
        back_test(table_of({"a": [1, 2, 3]}), [1, 2, 3], "higher", {"x": given_weights({"a": 1})})


def test_weights_are_to_be_reviewed_after_their_date_and_when_they_have_moved() -> None:
    validity = Validity(date(2025, 1, 1), date(2025, 7, 1))
    assert not validity.remarks(date(2025, 7, 1))
    assert "2025-07-01" in validity.remarks(date(2025, 7, 2))[0].text
    rng = np.random.default_rng(2)
    calm = [list(10 + rng.normal(size=24)) for _ in range(2)]
    later = {"a": calm[0][12:], "b": [10 + 5 * (value - 10) for value in calm[1][12:]]}
    then = table_of({"a": calm[0][:12], "b": calm[1][:12]})
    assert weight_drift(then, table_of(later), entropy_weights).alarm
    assert not weight_drift(then, table_of({"a": calm[0][12:], "b": calm[1][12:]}), entropy_weights).alarm
