"""Published figures of customer satisfaction: CSAT (Wilson 1927), NPS (Rocks 2016), Martilla and James (1977)."""

from __future__ import annotations

from pathlib import Path

import pytest

from svcflow.voice import Figure, read_survey
from svcflow.voice.surveys import measure_csat, net_promoter, place_items

CARS = (
    (3.83, 2.63),
    (3.63, 2.73),
    (3.60, 3.15),
    (3.56, 3.00),
    (3.41, 3.05),
    (3.41, 3.29),
    (3.38, 3.03),
    (3.37, 3.11),
    (3.29, 2.00),
    (3.27, 3.02),
    (2.52, 2.25),
    (2.43, 2.49),
    (2.37, 2.35),
    (2.05, 3.33),
)
"""mean importance and performance of 14 attributes of a car dealer's service, both on 1-4"""


def test_csat_of_42_32_10_9_14(tmp_path: Path) -> None:
    answers = [5] * 42 + [4] * 32 + [3] * 10 + [2] * 9 + [1] * 14
    path = tmp_path / "survey.csv"
    path.write_text("Ticket,CSAT\n" + "".join(f"T{number},{answer}\n" for number, answer in enumerate(answers)), encoding="utf-8")
    survey = read_survey(path)
    found = measure_csat(survey, survey.questions[0])
    assert (found.satisfied, found.share.n) == (74, 107)
    assert 100 * found.share.value == pytest.approx(69.158879, abs=5e-7)
    assert [100 * found.share.low, 100 * found.share.high] == pytest.approx([59.871509, 77.118260], abs=5e-7)


@pytest.mark.parametrize(
    ("counts", "score", "interval"),
    [((60, 20, 20), 40, (23.379880, 54.290023)), ((15, 9, 12), 8.333333, (-19.027940, 34.412556))],
)
def test_nps(counts: tuple[int, int, int], score: float, interval: tuple[float, float]) -> None:
    found = net_promoter(*counts)
    assert found.value == pytest.approx(score, abs=5e-7)
    # They were worked out with 1.959964 for the normal quantile, which moves the seventh decimal.
    assert (found.low, found.high) == pytest.approx(interval, abs=1e-6)


def test_the_verdict_of_martilla_and_james_changes_with_the_crosshair() -> None:
    def figure(value: float) -> Figure:
        return Figure(value, None, None, 284)

    items = [(str(number), figure(importance), figure(performance)) for number, (importance, performance) in enumerate(CARS, start=1)]
    found = place_items(items, middle=(2.5, 2.5))
    concentrate = {
        cross: {int(item.name) for item in found.items if dict(item.verdicts)[cross] == "concentrate"} for cross, _, _ in found.crosshairs
    }
    assert concentrate == {"means": {1, 2, 9}, "medians": {1, 2, 4}, "midpoint": {9, 11}}
