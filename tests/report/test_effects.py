"""What a redesign did to an indicator, in one word."""

from dataclasses import replace
from math import nan

import pytest

from svcflow.redesign.results import ComparedIndicator
from svcflow.report.effect_charts import distance_rows, effect_panels
from svcflow.report.effects import headline, verdict
from svcflow.report.tables import effect_tables


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
    assert effect_tables(comparison).same == ("Mean lead time",)
    assert [panel.title for panel in effect_panels(comparison)] == ["Cost of the staff on duty"]


def test_distances_are_read_beside_their_yardsticks(sample):
    readings = {row.reading.replace("\u202f", " ") for row in distance_rows(sample.make_validation())}
    assert readings == {"1.2 times as far off as the past repeated"}


def test_figures_of_a_row_share_the_unit_that_stands_below_its_name(sample):
    first, today, cell = effect_tables(sample.make_comparison(sample.make_effect(base=96.0))).clear.rows[0]
    assert (first.below, today.text) == ("h, lower is better", "96")
    assert (plain(cell.text), plain(cell.below)) == ("-9 improved", "-11 to -7")


def test_a_large_difference_is_told_in_the_unit_of_today(sample):
    first, today, cell = effect_tables(sample.make_comparison(sample.make_effect(difference=-48, low=-60, high=-36, base=96.0))).clear.rows[
        0
    ]
    assert (first.below, today.text, plain(cell.text)) == ("days, lower is better", "4", "-2 improved")


def test_what_changes_little_or_not_clearly_stands_apart_and_what_does_not_change_is_one_sentence(sample):
    little = sample.make_effect(difference=-0.1, low=-0.2, high=-0.05)
    told = effect_tables(sample.make_comparison(little, sample.make_effect("staff_cost", 0, 0, 0, 5000)))
    assert told.clear is None
    assert [row[0].text for row in told.unclear.rows] == ["Mean lead time"]
    assert told.same == ("Cost of the staff on duty",)


def test_an_indicator_without_a_direction_is_not_drawn(sample):
    comparison = sample.make_comparison(sample.make_effect(), sample.make_effect("throughput", 1, 0.5, 2, 100))
    rate = ComparedIndicator("throughput", "Throughput", "tickets/week", "none", "")
    panels = effect_panels(replace(comparison, indicators=(*comparison.indicators, rate)))
    assert [panel.title for panel in panels] == ["Mean lead time"]


def plain(text):
    return text.replace("\u202f", " ").replace("\u2212", "-")


def test_a_perfect_model_has_nothing_to_divide_by(sample):
    zero = sample.make_validation().distances.model_copy(update=dict.fromkeys(("NGD", "AED", "CED", "RED", "CTD", "CAR"), 0.0))
    validation = sample.make_validation(distances=zero)
    assert {row.tone for row in distance_rows(validation)} == {"good"}
