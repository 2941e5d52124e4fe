"""What a redesign did to an indicator, in one word."""

from math import nan

import pytest

from svcflow.redesign.results import ComparedIndicator
from svcflow.report.effect_charts import distance_rows, effect_panels
from svcflow.report.effects import headline, verdict
from svcflow.report.tables import effect_table


def indicator(better):
    return ComparedIndicator("lead_time_mean", "Mean lead time", "h", better, "")


@pytest.mark.parametrize(
    ("low", "high", "better", "word"),
    [
        (-11, -7, "lower", "improved"),
        (-11, -7, "higher", "worse"),
        (-11, -7, "none", "changed"),
        (7, 11, "higher", "improved"),
        (-1, 7, "higher", "unclear"),
        (0, 7, "higher", "unclear"),
        (0, 0, "higher", "same"),
        (-1e-12, 1e-12, "lower", "same"),
    ],
)
def test_a_verdict_follows_the_interval_and_the_direction(sample, low, high, better, word):
    assert verdict(sample.make_effect(difference=(low + high) / 2, low=low, high=high), indicator(better)) == word


def test_an_effect_that_the_runs_cannot_tell_is_a_dash_and_no_headline(sample):
    comparison = sample.make_comparison(sample.make_effect(difference=nan, low=nan, high=nan), sample.make_effect("staff_cost"))
    assert headline(comparison.scenarios[0], comparison).indicator == "staff_cost"
    assert effect_table(comparison).rows[0][2].text == "–"
    assert [panel.title for panel in effect_panels(comparison)] == ["Cost of the staff on duty"]


def test_distances_are_read_beside_their_yardsticks(sample):
    readings = {row.reading.replace("\u202f", " ") for row in distance_rows(sample.make_validation())}
    assert readings == {"1.2 times as far as the past replayed"}


def test_a_perfect_model_has_nothing_to_divide_by(sample):
    zero = sample.make_validation().distances.model_copy(update=dict.fromkeys(("NGD", "AED", "CED", "RED", "CTD", "CAR"), 0.0))
    validation = sample.make_validation(distances=zero)
    assert {row.tone for row in distance_rows(validation)} == {"good"}
