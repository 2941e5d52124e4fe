"""Scores as printed: T-scores, and the worked case of a weighted total."""

from datetime import date

import pytest

from svcflow.scorecard import Reading, score, set_of
from svcflow.scorecard.scoring import t_scores

FIGURES = (62, 70, 74, 78, 86)


def test_t_scores() -> None:
    expected = [36.583592, 45.527864, 50, 54.472136, 63.416408]
    assert t_scores(FIGURES, "higher") == pytest.approx(expected, abs=1e-6)
    assert t_scores(FIGURES, "lower") == pytest.approx(expected[::-1], abs=1e-6)


def test_the_worked_case_of_three_weights() -> None:
    dimension = {
        name: {"weight": weight, "indicator": {name.lower(): {"weight": 1, "score": "points"}}}
        for name, weight in (("Satisfaction", 0.3), ("Efficiency", 0.4), ("Quality", 0.3))
    }
    given = set_of({"name": "worked case", "date": date(2026, 1, 1), "grades": {"good": 75, "fair": 60}, "dimension": dimension})
    card = score(given, [Reading("satisfaction", 80), Reading("efficiency", 70), Reading("quality", 90)])
    assert card.total == pytest.approx(79)
    assert card.grade == "good"
    assert [each.contribution for each in card.indicators] == pytest.approx([24, 28, 27])
