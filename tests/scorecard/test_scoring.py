"""Scores by hand: each rule, the tree, what is missing, what moved, what is lacking, and what is refused."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.indicators import Indicator
from svcflow.language import speaking
from svcflow.scorecard import Reading, TableError, gaps, reading_of, score, score_difference, set_of, trend_of, what_moved
from svcflow.scorecard.scoring import Band, band_of, percent_of_target, rubric_score, t_scores

SET: dict[str, Any] = {
    "name": "Service desk", "version": 1, "date": date(2026, 1, 1), "goals": ["Keep customers", "Keep cost down"],
    "grades": {"excellent": 90, "good": 75, "fair": 60, "poor": 0},
    "dimension": {
        "Efficiency": {
            "weight": 0.6, "customer": True,
            "indicator": {
                "lead_time_mean": {"weight": 0.75, "unit": "h", "better": "lower", "score": "target", "target": 24,
                    "goal": "Keep customers"},
                "throughput": {
                    "weight": 0.25, "unit": "tickets/week", "better": "higher", "score": "deviation", "mean": 100, "deviation": 10,
                    "customer": False,
                },
            },
        },
        "Cost": {
            "weight": 0.4,
            "indicator": {
                "cost_per_ticket": {
                    "weight": 0.5, "unit": "€", "better": "lower", "score": "bands",
                    "bands": [["good", 20, 100], ["fair", 30, 70], ["poor", 45, 40], ["bad", 0]],
                },
                "attitude": {"weight": 0.5, "score": "rubric", "rubric": {"always": 100, "mostly": 80, "seldom": 40, "never": 0}},
            },
        },
    },
}  # fmt: skip
FIGURES = (
    Reading("lead_time_mean", 30.0, "h", 28, 32), Reading("throughput", 110.0, "tickets/week"), Reading("cost_per_ticket", 25.0, "€"),
    Reading("attitude", ("always", "mostly"), basis="judged"),
)  # fmt: skip


def changed(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    tables = deepcopy(SET)
    place = tables
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return tables


def test_percentage_of_target() -> None:
    assert percent_of_target(90, 100, "higher") == 90
    assert percent_of_target(30, 24, "lower") == pytest.approx(80)
    assert percent_of_target(300, 100, "higher") == 120
    assert percent_of_target(0, 24, "lower") == 120
    assert percent_of_target(0, 0, "lower") == 100
    assert percent_of_target(1, 0, "lower", floor=10) == 10
    with pytest.raises(TableError, match="negative"):
        percent_of_target(-1, 24, "lower")
    with pytest.raises(TableError, match="doing nothing"):
        percent_of_target(1, 0, "higher")


def test_bands_at_their_limits() -> None:
    bands = (Band("A", 90, 100), Band("B", 75, 80), Band("C", None, 50))
    assert [band_of(value, bands, "higher").grade for value in (95, 90, 89.9, 75, 0)] == ["A", "A", "B", "B", "C"]
    costs = (Band("A", 20, 100), Band("B", 30, 70), Band("C", None, 0))
    assert [band_of(value, costs, "lower").grade for value in (5, 20, 20.1, 30, 31)] == ["A", "A", "B", "B", "C"]


def test_rubric_and_deviation_refuse_what_they_do_not_know() -> None:
    assert rubric_score(["good", "bad"], {"good": 100, "bad": 0}) == 50
    with pytest.raises(TableError, match='Did you mean "good"'):
        rubric_score("goood", {"good": 100, "bad": 0})
    with pytest.raises(TableError, match="apart"):
        t_scores([5, 5], "higher")


def test_a_mixed_scorecard_by_hand() -> None:
    card = score(set_of(SET), FIGURES, "2026-01")
    # 24/30 = 80; 50 + 10 = 60; 25 € is fair: 70; (100 + 80) / 2 = 90.
    assert [each.score for each in card.indicators] == pytest.approx([80, 60, 70, 90])
    assert [each.weight for each in card.indicators] == pytest.approx([0.45, 0.15, 0.2, 0.2])
    assert card.total == pytest.approx(0.45 * 80 + 0.15 * 60 + 0.2 * 70 + 0.2 * 90)
    assert card.grade == "good"
    assert card["cost_per_ticket"].grade == "fair"
    assert card.customer_share == pytest.approx(0.45)
    assert card["attitude"].qualitative
    assert not card["throughput"].qualitative
    # Only the lead time has an interval: 24/32 = 75 and 24/28 = 85.71.
    assert (card["lead_time_mean"].low, card["lead_time_mean"].high) == (pytest.approx(75), pytest.approx(2400 / 28))
    assert (card.low, card.high) == (pytest.approx(card.total - 0.45 * 5), pytest.approx(card.total + 0.45 * (2400 / 28 - 80)))


def test_what_is_missing_leaves_its_weight_and_is_said() -> None:
    card = score(set_of(SET), FIGURES[:1] + FIGURES[2:])
    assert card["lead_time_mean"].weight == pytest.approx(0.6)
    assert card.total == pytest.approx(0.6 * 80 + 0.4 * 80)
    assert card.missing == ("throughput",)
    assert card.remarks[0].text.startswith("throughput: no figure.")
    with speaking("zh"):
        assert "没有数值" in card.remarks[0].text
    hollow = score(set_of(SET), FIGURES[:2])
    assert [each.empty for each in hollow.dimensions] == [False, True]
    assert hollow.total == pytest.approx(75)
    assert "Cost: a dimension without any figure" in hollow.remarks[0].text
    nothing = score(set_of(SET), [])
    assert nothing.total is None
    assert nothing.low is None
    assert nothing.grade == ""


def test_an_indicator_of_a_log_is_a_reading() -> None:
    found = Indicator("lead_time_mean", "Mean lead time", 12.0, "h", "lower", 50, 11.0, 13.0, "estimated", "…")
    card = score(set_of(SET), [reading_of(found)])
    scored = card["lead_time_mean"]
    assert (scored.title, scored.score, scored.basis, scored.n) == ("Mean lead time", 120, "estimated", 50)
    assert any("estimated" in each.text for each in card.remarks)


def test_what_moved_sums_to_the_change() -> None:
    before = score(set_of(SET), FIGURES)
    after = score(set_of(SET), (Reading("lead_time_mean", 24.0, "h"), *FIGURES[1:]))
    moves = what_moved(before, after)
    assert moves.change == pytest.approx(0.45 * 20)
    assert moves.moves[0].name == "lead_time_mean"
    assert (moves.moves[0].by_score, moves.moves[0].by_weight) == (pytest.approx(9), 0)
    gone = what_moved(before, score(set_of(SET), FIGURES[:3]))
    assert sum(move.change for move in gone.moves) == pytest.approx(gone.change)
    assert next(move for move in gone.moves if move.name == "attitude").by_score == 0


@given(st.lists(st.floats(1, 100), min_size=6, max_size=6), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
@settings(max_examples=20, deadline=None)
def test_contributions_sum_to_the_total_and_moves_to_the_change(figures: list[float], first: float, second: float) -> None:
    cards = []
    for weight, (a, b, c) in ((first, figures[:3]), (second, figures[3:])):
        dimension = {
            "X": {"weight": weight, "indicator": {"a": {"weight": 0.5, "score": "points"}, "b": {"weight": 0.5, "score": "points"}}},
            "Y": {"weight": 1 - weight, "indicator": {"c": {"weight": 1, "score": "points"}}},
        }
        given = set_of({"name": "x", "date": date(2026, 1, 1), "dimension": dimension})
        cards.append(score(given, [Reading("a", a), Reading("b", b), Reading("c", c)]))
    for card in cards:
        assert sum(each.contribution for each in card.indicators) == pytest.approx(card.total)
        assert sum(each.weight for each in card.indicators) == pytest.approx(1)
    moves = what_moved(*cards)
    assert sum(move.by_score + move.by_weight for move in moves.moves) == pytest.approx(moves.change, abs=1e-9)


def test_gaps_are_ranked_by_the_points_they_cost() -> None:
    found = gaps(score(set_of(SET), FIGURES))
    assert [(gap.name, gap.points) for gap in found] == [
        ("lead_time_mean", pytest.approx(9)), ("throughput", pytest.approx(6)), ("cost_per_ticket", pytest.approx(6)),
        ("attitude", pytest.approx(2)),
    ]  # fmt: skip
    assert found[0].shortfall == pytest.approx(6)


def test_a_redesign_is_scored_run_by_run() -> None:
    today = [{"lead_time_mean": hours} for hours in (30.0, 32.0, 28.0)]
    better = [{"lead_time_mean": run["lead_time_mean"] - 6} for run in today]
    found = score_difference(set_of(SET), today, better, FIGURES[1:])
    by_hand = [0.45 * 100 * (24 / (h - 6) - 24 / h) for h in (30, 32, 28)]
    assert found.difference == pytest.approx(sum(by_hand) / 3)
    assert found.low < found.difference < found.high
    same = score_difference(set_of(SET), today, today, FIGURES[1:])
    assert (same.low, same.high) == (0, 0)


def test_a_planted_slope_and_no_slope() -> None:
    climbing = trend_of([1.0, 3.1, 4.9, None, 9.0], "higher")
    assert climbing is not None
    assert (climbing.slope, climbing.verdict) == (pytest.approx(2, abs=0.05), "better")
    assert trend_of([1.0, 3.1, 4.9, 9.0], "lower").verdict == "worse"
    assert trend_of([5.0, 4.0, 5.5, 4.2, 5.1]).verdict == "unclear"
    assert trend_of([1.0, None, 2.0]) is None


@pytest.mark.parametrize(
    ("path", "value", "problem", "remedy"),
    [
        (("dimension", "Cost", "weight"), 0.5, "sum to 1.1", "Take 0.1"),
        (("dimension", "Efficiency", "indicator", "throughput", "weight"), 0.5, "sum to 1.25", "Take 0.25"),
        (("dimension", "Efficiency", "indicator", "lead_time_mean", "better"), None, "no direction", 'better = "higher"'),
        (("dimension", "Efficiency", "indicator", "lead_time_mean", "better"), "less", "not known", "lower"),
        (("dimension", "Efficiency", "indicator", "lead_time_mean", "goal"), "Keep custmers", "not known", "Keep customers"),
        (("dimension", "Efficiency", "indicator", "lead_time_mean", "tagret"), 3, "tagret", "target"),
        (("dimension", "Cost", "indicator", "cost_per_ticket", "bands"), [["good", 30, 100], ["bad", 20, 0]], "part", "rise"),
        (("dimension", "Cost", "indicator", "lead_time_mean"), {"weight": 0, "score": "points"}, "stands in", "one dimension"),
        (("date",), None, 'lacks "date"', "date ="),
    ],
)
def test_sets_that_cannot_be_are_refused(path: tuple[str, ...], value: Any, problem: str, remedy: str) -> None:
    with pytest.raises(TableError) as refused:
        set_of(changed(path, value), lambda *at: f"study.toml, line {len(at)}")
    assert problem in refused.value.problem
    assert remedy in refused.value.remedy
    assert refused.value.place.startswith("study.toml")


def test_figures_that_do_not_fit_are_refused() -> None:
    with pytest.raises(TableError, match='"min"'):
        score(set_of(SET), [Reading("lead_time_mean", 1800.0, "min")])
    with pytest.raises(TableError, match='Did you mean "mostly"'):
        score(set_of(SET), [Reading("attitude", "mosty")])
    with pytest.raises(TableError, match="no number"):
        score(set_of(SET), [Reading("throughput", "many")])
