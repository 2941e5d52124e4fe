"""Figures as the report writes them."""

import pytest

from svcflow import units
from svcflow.report import svg
from svcflow.report.scale import between, scale_of


def plain(text):
    return text.replace("\u202f", " ").replace("\u2212", "-")


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (0, "0 h"),
        (0.005, "18 s"),
        (0.75, "45 min"),
        (0.999, "1 h"),
        (3.2, "3.2 h"),
        (50.4, "2.1 days"),
        (890, "5.3 weeks"),
        (-3.2, "-3.2 h"),
    ],
)
def test_durations_in_the_unit_that_people_use(hours, text):
    assert plain(units.duration(hours)) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0 %"), (0.0004, "< 0.1 %"), (0.006, "0.6 %"), (0.62, "62 %"), (0.9996, "99.9 %"), (1, "100 %"), (None, "–")]
)
def test_shares_are_never_rounded_to_all_or_nothing(value, text):
    assert plain(units.share(value)) == text


def test_counts_have_thin_spaces_and_never_nine_digits():
    assert units.count(12345) == "12\u202f345"
    assert plain(units.count(123456789)) == "123 million"


@pytest.mark.parametrize(
    ("unit", "text"), [("h", "+9 h"), ("share", "+900 points"), ("tickets/week", "+9 tickets a week"), ("EUR", "+9 EUR")]
)
def test_differences_show_their_sign(unit, text):
    assert plain(units.change(9, unit)) == text


def test_a_column_has_one_unit_but_small_figures_stay_legible():
    scale = scale_of((122.0, 22.0, 0.6))
    assert [plain(scale.text(hours)) for hours in (122.0, 22.0, 0.6, 0.0)] == ["5.1 days", "0.92 days", "36 min", "0"]


def test_a_column_of_nothing():
    assert scale_of(()).text(0.0) == "0"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [("-3 h", "+2 h", "-3 to +2 h"), ("45 min", "2 h", "45 min to 2 h"), ("0", "2 h", "0 to 2 h"), ("–", "–", "– to –")],
)
def test_two_bounds_name_a_shared_unit_once(low, high, text):
    assert between(low, high) == text


def test_long_names_are_wrapped_and_cut():
    lines = svg.wrapped("a name that goes on and on and on " * 5, size=13, width=130)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(svg.text_width(line, 13) <= 130 for line in lines)


def test_names_without_spaces_are_broken():
    assert "".join(svg.wrapped("x" * 40, size=13, width=130)) == "x" * 40
    assert len(svg.wrapped("等待用户回复的很长很长的活动名称", size=13, width=100)) > 1


def test_control_characters_cannot_break_the_file():
    assert svg.printable("a\x00b\x1bc") == "a b c"
    assert svg.wrapped("\x00", size=13, width=100) == ["(no name)"]
