"""Each method of weighing on small cases by hand: what it gives, at its ends, and what it refuses."""

import math
from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.scorecard.refusals import TableError
from svcflow.scorecard.weights import (
    ahp_weights,
    critic_weights,
    deviation_weights,
    entropy_weights,
    evaluate_fuzzy,
    expert_weights,
    given_weights,
    mix,
    multiply,
    ranking_weights,
    table_of,
    triangle,
    weigh_judgements,
)

NEAR = {"abs": 1e-12}


def test_given_weights_sum_to_one_or_a_hundred() -> None:
    assert given_weights({"a": 0.3, "b": 0.7}).values == pytest.approx((0.3, 0.7))
    assert given_weights({"a": 30, "b": 70}).values == pytest.approx((0.3, 0.7))
    assert sum(given_weights({"a": 0.33, "b": 0.33, "c": 0.335}).values) == pytest.approx(1, **NEAR)


@pytest.mark.parametrize(
    ("said", "problem", "remedy"),
    [
        ({"a": 0.3, "b": 0.6}, "sum to 0.9", "Add 0.1"),
        ({"a": 60, "b": 50}, "sum to 110 and not to 100", "Take 10"),
        ({"a": -0.1, "b": 1.1}, "-0.1", "0 or more"),
        ({"a": float("nan"), "b": 1}, "no number", "plain number"),
        ({}, "no weights", "Name one"),
    ],
)
def test_weights_that_cannot_be_are_refused(said: dict[str, float], problem: str, remedy: str) -> None:
    with pytest.raises(TableError) as refused:
        given_weights(said)
    assert problem in refused.value.problem
    assert remedy in refused.value.remedy


def test_identical_experts_agree_wholly_and_opposite_ones_not_at_all() -> None:
    same = expert_weights({name: {"a": 0.5, "b": 0.3, "c": 0.2} for name in ("Li", "Wang", "Chen")})
    assert same.agreement.w == pytest.approx(1)
    assert same.weights.values == pytest.approx((0.5, 0.3, 0.2))
    # All three put three items in one given order: 1/36 for any one order, and six orders would look the same.
    assert same.agreement.p_permutation == pytest.approx(6 / 6**3)
    against = expert_weights({"Li": {"a": 0.5, "b": 0.3, "c": 0.2}, "Wang": {"a": 0.2, "b": 0.3, "c": 0.5}})
    assert against.agreement.w == pytest.approx(0)
    assert "do not agree" in against.weights.remarks[0].text


def test_means_of_experts() -> None:
    said = {"Li": {"a": 0.8, "b": 0.2}, "Wang": {"a": 0.2, "b": 0.8}}
    assert expert_weights(said | {"Chen": {"a": 0.5, "b": 0.5}}).weights.values == pytest.approx((0.5, 0.5))
    geometric = expert_weights({"Li": {"a": 0.9, "b": 0.1}, "Wang": {"a": 0.5, "b": 0.5}}, mean="geometric")
    assert geometric.weights["a"] == pytest.approx(math.sqrt(0.45) / (math.sqrt(0.45) + math.sqrt(0.05)))


def test_kendalls_w_with_ties_and_its_exact_chance_by_counting_everything() -> None:
    found = expert_weights(
        {"Li": {"a": 0.4, "b": 0.4, "c": 0.2}, "Wang": {"a": 0.5, "b": 0.3, "c": 0.2}, "Chen": {"a": 0.2, "b": 0.5, "c": 0.3}}
    )
    ranks = [(1.5, 1.5, 3), (1, 2, 3), (3, 1, 2)]
    totals = [sum(column) for column in zip(*ranks, strict=True)]  # 5.5, 4.5, 8
    spread = sum((total - 6) ** 2 for total in totals)  # .25 + 2.25 + 4 = 6.5
    assert found.agreement.w == pytest.approx(12 * spread / (9 * 24 - 3 * 6))
    assert found.agreement.chi_square == pytest.approx(3 * 2 * found.agreement.w)
    ways = [sum((sum(c) - 6) ** 2 for c in zip(*orders, strict=True)) for orders in product(*map(permutations, ranks))]
    assert found.agreement.p_permutation == pytest.approx(float(Fraction(sum(way >= spread - 1e-9 for way in ways), len(ways))))
    assert found.agreement.counted


def test_consistent_judgements_have_no_contradiction_and_point_at_nothing() -> None:
    found = weigh_judgements(triangle("abcd", [[2, 4, 8], [2, 4], [2]]))
    assert found.values == pytest.approx((8 / 15, 4 / 15, 2 / 15, 1 / 15))
    assert found.consistency.ratio_saaty == pytest.approx(0, abs=1e-9)
    assert found.doubt is None


def test_the_planted_contradiction_is_pointed_at_with_the_value_that_fits() -> None:
    # a:b:c:d = 8:4:2:1, but c is said to matter four times as much as b rather than half.
    found = weigh_judgements(triangle("abcd", [[2, 4, 8], ["1/4", 4], [2]]))
    assert not found.consistency.consistent
    assert (found.doubt.first, found.doubt.second, found.doubt.said) == ("b", "c", 0.25)
    assert found.doubt.fits == pytest.approx(2)
    assert found.doubt.ratio_then == pytest.approx(0, abs=1e-9)


def test_near_a_tenth_the_verdict_hangs_on_the_random_index() -> None:
    found = weigh_judgements(triangle("abc", [[3, 8], [1]])).consistency
    assert found.ratio_saaty < 0.10 < found.ratio_alonso_lamata
    assert found.disputed
    said = ahp_weights("abc", {"Li": {("a", "b"): 3, ("a", "c"): 8, ("b", "c"): 1}})
    assert any("hangs on the random index" in each.text for each in said.weights.remarks)


def test_a_hierarchy_multiplies_on_the_way_down() -> None:
    pairs = {("Quality", "Cost"): 3, ("Right first time", "Complete"): 2}
    found = ahp_weights(("Quality", "Cost"), {"Li": pairs}, {"Quality": ("Right first time", "Complete")})
    assert dict(zip(found.weights.items, found.weights.values, strict=True)) == pytest.approx(
        {"Cost": 1 / 4, "Right first time": 3 / 4 * 2 / 3, "Complete": 3 / 4 / 3}
    )


def test_experts_judgements_become_their_geometric_mean() -> None:
    found = ahp_weights("ab", {"Li": {("a", "b"): 2}, "Wang": {("b", "a"): "1/8"}})
    assert found.weights["a"] == pytest.approx(4 / 5)


@pytest.mark.parametrize("value", [0, 11, -3, "1/10", "much", True])
def test_judgements_off_the_scale_are_refused_with_their_place(value: object) -> None:
    with pytest.raises(TableError) as refused:
        ahp_weights("abc", {"Li": {("a", "b"): value}})
    assert refused.value.at == ("judgements", "Li", "a : b")
    assert "1/9" in refused.value.remedy


def test_judgements_of_nothing_known_are_refused() -> None:
    with pytest.raises(TableError, match='Did you mean "Quality"'):
        ahp_weights(("Quality", "Cost"), {"Li": {("Qualty", "Cost"): 3}})
    with pytest.raises(TableError, match="hold"):
        ahp_weights("abcd", {"Li": {("a", "b"): 3, ("c", "d"): 2}})
    with pytest.raises(TableError, match="not of one group"):
        ahp_weights("ab", {"Li": {("a", "c"): 3}}, {"b": ("c", "d")})
    with pytest.raises(TableError, match="compared twice"):
        ahp_weights("ab", {"Li": {("a", "b"): 3, ("b", "a"): "1/3"}})


@given(st.lists(st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1, 2, 4, 7, 9]), min_size=6, max_size=6), st.permutations(range(4)))
@settings(max_examples=15, deadline=None)
def test_the_order_of_items_changes_no_weight(values: list[float], order: list[int]) -> None:
    matrix = np.ones((4, 4))
    for (i, j), value in zip([(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)], values, strict=True):
        matrix[i, j], matrix[j, i] = value, 1 / value
    told = {(f"i{a}", f"i{b}"): float(matrix[a, b]) for k, a in enumerate(order) for b in order[k + 1 :]}
    there = ahp_weights([f"i{a}" for a in range(4)], {"": told}).weights
    here = ahp_weights([f"i{a}" for a in order], {"": told}).weights
    assert [here[item] for item in there.items] == pytest.approx(there.values, abs=1e-9)
    assert sum(there.values) == pytest.approx(1)


def test_several_levels_of_fuzzy_criteria_are_composed_from_the_bottom() -> None:
    parts = {"Speed": {"weight": 0.5, "votes": [1, 0]}, "Access": {"weight": 0.5, "votes": [0, 4]}}
    found = evaluate_fuzzy(("good", "bad"), {"Response": {"weight": 0.4, "under": parts}, "Answer": {"weight": 0.6, "votes": [3, 1]}})
    assert found["average"].raw == pytest.approx((0.4 * 0.5 + 0.6 * 0.75, 0.4 * 0.5 + 0.6 * 0.25))
    assert found.stable


def test_fuzzy_refusals_name_the_place() -> None:
    with pytest.raises(TableError) as refused:
        evaluate_fuzzy(("good", "bad"), {"a": {"weight": 1, "votes": [1, 2, 3]}})
    assert refused.value.at == ("criteria", "a", "votes")
    with pytest.raises(TableError, match=r"sum to 0\.8"):
        evaluate_fuzzy(("good", "bad"), {"a": {"weight": 0.4, "votes": [1, 2]}, "b": {"weight": 0.4, "votes": [1, 2]}})


def test_constant_items_weigh_nothing_and_say_so() -> None:
    table = table_of({"a": [1, 2, 3], "b": [5, 5, 5], "c": [3, 1, 2]})
    for method in (entropy_weights, critic_weights, deviation_weights):
        found = method(table)
        assert found["b"] == 0
        assert "b is the same in every row" in found.remarks[0].text
    with pytest.raises(TableError, match="the same in every row"):
        entropy_weights(table_of({"a": [1, 1], "b": [2, 2]}))


def test_directions_turn_costs() -> None:
    # By shares a cost column is min / x: 2 / (2, 4) = 1, 1/2; which is the same as a benefit of (1, 1/2).
    cost = entropy_weights(table_of({"a": [2, 4], "b": [1, 3]}, {"a": "lower"}))
    assert cost.values == pytest.approx(entropy_weights(table_of({"a": [1, 0.5], "b": [1, 3]})).values)
    with pytest.raises(TableError, match='scaling = "range"'):
        entropy_weights(table_of({"a": [0, 4], "b": [1, 3]}, {"a": "lower"}))
    assert entropy_weights(table_of({"a": [0, 4, 1], "b": [1, 3, -2]}, {"a": "lower"}), "range")["a"] > 0
    # Turned, two costs that move together with a benefit conflict no more.
    together = {"a": [1.0, 2, 3, 4], "b": [8.0, 6, 4, 3]}
    assert critic_weights(table_of(together))["a"] == pytest.approx(critic_weights(table_of(together, {"a": "lower", "b": "lower"}))["a"])


def test_critic_by_hand() -> None:
    # Scaled: a = 0, .5, 1; b = 0, 1, .5; r = .5; both have the deviation .5, so C is .25 each.
    assert critic_weights(table_of({"a": [1, 2, 3], "b": [10, 30, 20]})).values == pytest.approx((0.5, 0.5))


def test_rankings_of_several_customers_with_ties() -> None:
    found = ranking_weights({"Bank": ["a", "b", "c"], "Shop": ["b", ["a", "c"]], "Port": ["c"]})
    sums = {"a": (3 / 6 + 1.5 / 6 + 1.5 / 6) / 3, "b": (2 / 6 + 3 / 6 + 1.5 / 6) / 3, "c": (1 / 6 + 1.5 / 6 + 3 / 6) / 3}
    assert dict(zip(found.rank_sum.items, found.rank_sum.values, strict=True)) == pytest.approx(sums)
    assert found.ranks[1] == ("Shop", (2.5, 1, 2.5))
    with pytest.raises(TableError, match="stands twice"):
        ranking_weights({"Bank": ["a", "b", "a"]})
    with pytest.raises(TableError, match='Did you mean "price"'):
        ranking_weights({"Bank": ["prise"]}, ["price", "speed"])


def test_combined_weights_end_in_the_pure_methods() -> None:
    people, figures = given_weights({"a": 0.6, "b": 0.4}), given_weights({"b": 0.7, "a": 0.3}, "entropy")
    assert mix(people, figures, 1).values == people.values
    assert [mix(people, figures, 0)[item] for item in figures.items] == pytest.approx(figures.values)
    assert multiply(people, figures)["a"] == pytest.approx(0.18 / (0.18 + 0.28))
    even = given_weights({"a": 0.5, "b": 0.5})
    assert multiply(people, even).values == pytest.approx(people.values)
    with pytest.raises(TableError, match="has a weight by one method"):
        mix(people, given_weights({"a": 0.5, "c": 0.5}), 0.5)
    with pytest.raises(TableError, match="0 to 1"):
        mix(people, figures, 1.5)
