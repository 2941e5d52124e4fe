"""The checks of a set: each planted defect is found, and a sound set has none."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import spearmanr

from svcflow.scorecard import set_of
from svcflow.scorecard.set_checks import check_set, spearman


def made(**rows: dict) -> dict:
    weight = 1 / len(rows)
    indicators = {
        name: {"weight": weight, "score": "points", "better": "higher", "goal": "Keep customers", **row} for name, row in rows.items()
    }
    return {
        "name": "x", "date": date(2026, 1, 1), "goals": ["Keep customers"], "steps": ["Triage"],
        "dimension": {"Efficiency": {"weight": 1, "indicator": indicators}},
    }  # fmt: skip


RNG = np.random.default_rng(4)
SOUND = list(RNG.normal(50, 5, 24))
OUTCOME = [-value + noise for value, noise in zip(SOUND, RNG.normal(0, 2, 24), strict=True)]


def codes(*args, **more) -> list[tuple[str, str]]:
    return [(found.code, found.name) for found in check_set(*args, **more).findings]


def test_a_sound_set_has_no_findings() -> None:
    sound = set_of(made(a={"step": "Triage"}))
    assert not codes(sound, {"a": SOUND}, OUTCOME, "lower", ("Efficiency",), ("Efficiency",))


def test_orphans_gaps_and_goals_without_indicators() -> None:
    tables = made(a={"goal": ""}) | {"goals": ["Keep customers", "Keep cost down"]}
    assert codes(set_of(tables), dimensions=("Efficiency", "Cost"), stepwise=("Efficiency",)) == [
        ("orphan", "a"), ("goal_without_indicator", "Keep customers"), ("goal_without_indicator", "Keep cost down"),
        ("empty_dimension", "Cost"), ("step_gap", "Triage"),
    ]  # fmt: skip


def test_what_is_missing_late_stuck_or_adrift() -> None:
    given = set_of(made(a={}, b={}, c={}, d={}, e={}))
    holes = [value if place % 2 else None for place, value in enumerate(SOUND)]
    late = [*SOUND[:20], None, None, None, None]
    stuck = [*SOUND[:10], *[50.0] * 14]
    drifted = [value + (20 if place >= 12 else 0) for place, value in enumerate(SOUND)]
    found = check_set(given, {"a": holes, "b": late, "c": stuck, "d": drifted}).findings
    assert {(each.code, each.name) for each in found} - {("twins", "a"), ("twins", "b")} >= {
        ("coverage", "a"), ("late", "b"), ("no_figures", "e"), ("stuck", "c"), ("drift", "d"),
    }  # fmt: skip
    assert "4 periods old" in next(each for each in found if each.code == "late").remark.text


def test_links_with_the_outcome_and_twins() -> None:
    rng = np.random.default_rng(9)
    long = list(rng.normal(size=200))
    outcome = [value + rng.normal() for value in long]
    noise = list(rng.normal(size=200))
    given = set_of(made(right={}, wrong={}, noise={}, twin={}))
    check = check_set(given, {"right": long, "wrong": [-v for v in long], "noise": noise, "twin": [v + 0.01 for v in long]}, outcome)
    assert {(each.code, each.name) for each in check.findings} == {
        ("against", "wrong"),
        ("unrelated", "noise"),
        ("twins", "right"),
        ("twins", "wrong"),
    }
    link = next(each for each in check.links if each.name == "right")
    assert link.correlation == pytest.approx(spearmanr(long, outcome).statistic)
    assert link.low < link.correlation < link.high


def test_the_interval_of_rho_holds_what_it_should() -> None:
    rng, held = np.random.default_rng(1), 0
    true = 6 / np.pi * np.arcsin(0.5 / 2)  # Spearman's ρ of two normals that correlate by 0.5
    for _ in range(400):
        a, b = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 40).T
        _, low, high = spearman(a, b)
        held += low <= true <= high
    assert 0.92 <= held / 400 <= 0.98
