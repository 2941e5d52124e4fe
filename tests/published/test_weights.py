"""Weights as papers and textbooks print them: the analytic hierarchy process, entropy, fuzzy evaluation, TOPSIS, ranks."""

import ahpy
import numpy as np
import pytest
from pymcdm.methods import TOPSIS
from pymcdm.normalizations import vector_normalization
from pymcdm.weights import critic_weights as pymcdm_critic

from svcflow.scorecard.weights import (
    critic_weights,
    entropy_weights,
    evaluate_fuzzy,
    given_weights,
    ranking_weights,
    table_of,
    topsis,
    triangle,
    weigh_judgements,
)
from svcflow.scorecard.weights.consistency import ALONSO_LAMATA, SAATY
from svcflow.scorecard.weights.fuzzy import compose

LETTERS = "abcdefgh"
EXACT = {"abs": 1e-6}
AHP = {
    "drinks, Saaty 2008": (
        ["9 5 2 1 1 1/2", "1/3 1/9 1/9 1/9 1/9", "1/3 1/4 1/3 1/9", "1/2 1 1/3", "2 1/2", "1/3"],
        [0.177457, 0.019149, 0.041831, 0.116417, 0.189572, 0.128781, 0.326793], 7.176629, 0.022302, True,
    ),
    "house, Saaty 1990": (
        ["5 3 7 6 6 1/3 1/4", "1/3 5 3 3 1/5 1/7", "6 3 4 6 1/5", "1/3 1/4 1/7 1/8", "1/2 1/5 1/6", "1/5 1/6", "1/2"],
        [0.173017, 0.053976, 0.188110, 0.017508, 0.031044, 0.036322, 0.166834, 0.333189], 9.668887, 0.169087, False,
    ),
    "wealth, Saaty 1980": (
        ["4 9 6 6 5 5", "7 5 5 3 4", "1/5 1/5 1/7 1/5", "1 1/3 1/3", "1/3 1/3", "2"],
        [0.427115, 0.230293, 0.020838, 0.052386, 0.052386, 0.122719, 0.094263], 7.607720, 0.076732, True,
    ),
    "leader": (["4 3 7", "1/3 3", "5"], [0.547569, 0.126555, 0.269950, 0.055926], 4.118418, 0.043859, True),
    "distance, Saaty 1980": (
        ["1/3 8 3 3 7", "9 3 3 9", "1/6 1/5 2", "1/3 6", "6"],
        [0.261853, 0.397486, 0.033435, 0.116387, 0.164241, 0.026599], 6.45363, 0.453630 / 5 / 1.24, True,
    ),
    "school, Saaty 1980": (
        ["4 3 1 3 4", "7 3 1/5 1", "1/5 1/5 1/6", "1 1/3", "3"],
        [0.320770, 0.139503, 0.034768, 0.128486, 0.237390, 0.139083], 7.41987, 1.419870 / 5 / 1.24, False,
    ),
}  # fmt: skip


def rows(lines: list[str]) -> list[list[str]]:
    return [line.split() for line in lines]


@pytest.mark.parametrize("example", AHP)
def test_ahp_examples(example: str) -> None:
    lines, weights, largest, ratio, consistent = AHP[example]
    found = weigh_judgements(triangle(LETTERS[: len(weights)], rows(lines)))
    assert found.values == pytest.approx(weights, **EXACT)
    assert found.consistency.lambda_max == pytest.approx(largest, **EXACT)
    assert found.consistency.ratio_saaty == pytest.approx(ratio, **EXACT)
    assert found.consistency.consistent is consistent


def test_incomplete_judgements_are_filled_as_bozoki_fueloep_ronyai_do() -> None:
    found = weigh_judgements(triangle("abcd", rows(["1 5 2", "3 4", "?"])))
    assert found.filled == (("c", "d", pytest.approx(0.730297, **EXACT)),)
    assert found.values == pytest.approx([0.373787, 0.391992, 0.098484, 0.135736], **EXACT)


def test_ahpy_agrees_on_what_is_missing() -> None:
    pairs = {("a", "b"): 3, ("b", "c"): 2, ("c", "d"): 4, ("d", "e"): 1 / 2, ("a", "e"): 5, ("b", "d"): 7}
    theirs = ahpy.Compare("x", pairs, precision=10).target_weights
    table = [[pairs.get((a, b)) for b in "abcde"["abcde".index(a) + 1 :]] for a in "abcd"]
    ours = weigh_judgements(triangle("abcde", table))
    assert ours.values == pytest.approx([float(theirs[item]) for item in "abcde"], abs=1e-3)  # theirs stops at 1e-4


@pytest.mark.parametrize("n", [3, 4, 5])
def test_the_random_index_of_alonso_and_lamata_is_that_of_random_judgements(n: int) -> None:
    rng, scale = np.random.default_rng(1), np.r_[1 / np.arange(9, 1, -1.0), np.arange(1, 10.0)]
    drawn = np.ones((20_000, n, n))
    for i in range(n):
        for j in range(i + 1, n):
            drawn[:, i, j] = rng.choice(scale, len(drawn))
            drawn[:, j, i] = 1 / drawn[:, i, j]
    index = (np.linalg.eigvals(drawn).real.max(axis=1) - n) / (n - 1)
    error = index.std() / np.sqrt(len(drawn))
    assert abs(index.mean() - ALONSO_LAMATA[n - 3]) < 4 * error
    if n == 3:
        assert abs(index.mean() - SAATY[0]) > 4 * error, "Saaty's 500 matrices were few"


ENTROPY = {
    "Xu 2004": ([[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]], [0.462952, 0.399204, 0.137841, 0.000003]),
    "Zavadskas, Podvezko 2016": (
        [[3, 100, 10, 7], [2.5, 80, 8, 5], [1.8, 50, 20, 11], [2.2, 70, 12, 9]],
        [0.114575, 0.198082, 0.418461, 0.268881],
    ),
    "Ersoy 2021": (
        [
            [256, 8, 41, 1.6, 1.77, 7347.16], [256, 8, 32, 1.0, 1.8, 6919.99], [256, 8, 53, 1.6, 1.9, 8400],
            [256, 8, 41, 1.0, 1.75, 6808.9], [512, 8, 35, 1.6, 1.7, 8479.99], [256, 4, 35, 1.6, 1.7, 7499.99],
        ],
        [0.404732, 0.221291, 0.133573, 0.199416, 0.006801, 0.034188],
    ),
    "Lee, Chang 2018": (
        [
            [4550, 30, 6.74, 20, 15, 5, 85, 150, 0.87, 4.76], [3005, 60.86, 2.4, 35, 27, 4, 26, 200, 0.17, 4.51],
            [2040, 14.85, 1.7, 90, 25, 5, 26, 500, 0.27, 4.19], [3370, 99.4, 3.25, 25.3, 54, 3, 45, 222, 0.21, 3.78],
            [3920, 112.6, 4.93, 11.4, 71.7, 2, 50, 100, 0.25, 4.11],
        ],
        [0.025858, 0.153927, 0.088809, 0.199066, 0.11487, 0.039605, 0.080333, 0.12271, 0.172361, 0.00246],
    ),
    "with zeros": ([[1, 0, 0.5], [0.2, 1, 1], [0, 0.3, 0.7], [0.9, 0.6, 0.1], [0.5, 0.8, 0.4]], [0.430295, 0.361543, 0.208161]),
}  # fmt: skip


def columns(matrix: list[list[float]]) -> dict[str, list[float]]:
    return {f"item {number}": list(column) for number, column in enumerate(zip(*matrix, strict=True))}


@pytest.mark.parametrize("example", ENTROPY)
def test_entropy_examples(example: str) -> None:
    matrix, weights = ENTROPY[example]
    assert entropy_weights(table_of(columns(matrix))).values == pytest.approx(weights, **EXACT)


def test_critic_agrees_with_pymcdm_where_that_has_no_trap() -> None:
    matrix = ENTROPY["Zavadskas, Podvezko 2016"][0]
    assert critic_weights(table_of(columns(matrix))).values == pytest.approx(pymcdm_critic(np.array(matrix, float)), **EXACT)


CLOTHES = {
    "a": (0.1, [0.2, 0.5, 0.3, 0]), "b": (0.1, [0.1, 0.3, 0.5, 0.1]), "c": (0.15, [0, 0.1, 0.6, 0.3]),
    "d": (0.3, [0, 0.4, 0.5, 0.1]), "e": (0.35, [0.5, 0.3, 0.2, 0]),
}  # fmt: skip


def criteria(given: dict[str, tuple[float, list[float]]]) -> dict[str, dict[str, object]]:
    return {name: {"weight": weight, "votes": votes} for name, (weight, votes) in given.items()}


def test_fuzzy_clothes_move_from_the_first_grade_to_the_third() -> None:
    found = evaluate_fuzzy(("very good", "good", "fair", "poor"), criteria(CLOTHES), (95, 80, 65, 40))
    assert found["max_min"].raw == pytest.approx([0.35, 0.30, 0.30, 0.15], **EXACT)
    assert found["max_min"].scaled == pytest.approx([0.32, 0.27, 0.27, 0.14], abs=0.005)
    assert found["average"].raw == pytest.approx([0.205, 0.32, 0.39, 0.085], **EXACT)
    assert (found["max_min"].verdict, found["average"].verdict) == ("very good", "fair")
    assert not found.stable
    assert "changes with the operator" in found.remarks[0].text
    assert found["average"].value == pytest.approx(0.205 * 95 + 0.32 * 80 + 0.39 * 65 + 0.085 * 40)
    # The other two by pencil: max a·r = (.35·.5, .3·.4, .3·.5, .15·.3), Σ min(a, r).
    assert found["max_product"].raw == pytest.approx([0.175, 0.12, 0.15, 0.045], **EXACT)
    assert found["bounded_sum"].raw == pytest.approx(
        [0.1 + 0.1 + 0.35, 0.1 + 0.1 + 0.1 + 0.3 + 0.3, 0.1 + 0.1 + 0.15 + 0.3 + 0.2, 0.35], **EXACT
    )


def test_fuzzy_staff_appraisal() -> None:
    votes = [[0.1, 0.5, 0.4, 0, 0], [0.2, 0.5, 0.2, 0.1, 0], [0.2, 0.5, 0.3, 0, 0], [0.2, 0.6, 0.2, 0, 0]]
    assert compose("average", (0.25, 0.2, 0.25, 0.3), votes) == pytest.approx([0.175, 0.53, 0.275, 0.02, 0], **EXACT)


def test_topsis_of_tzeng_and_huang() -> None:
    matrix, weights = [[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [0.3, 0.4, 0.3]
    given = given_weights({f"item {number}": weight for number, weight in enumerate(weights)})
    found = topsis(table_of(columns(matrix)), given)
    assert found == pytest.approx([0.503720, 0.658085, 0.748249, 0.333997], **EXACT)
    theirs = TOPSIS(normalization_function=vector_normalization)(np.array(matrix, float), np.array(weights), np.ones(3))
    assert found == pytest.approx(theirs, **EXACT)
    assert max(range(4), key=found.__getitem__) == 2


def test_rank_order_centroid_and_rank_sum() -> None:
    found = ranking_weights({"a customer": ["w", "x", "y", "z"]})
    assert found.centroid.values == pytest.approx([0.520833, 0.270833, 0.145833, 0.0625], **EXACT)
    assert found.rank_sum.values == pytest.approx([0.4, 0.3, 0.2, 0.1], **EXACT)
