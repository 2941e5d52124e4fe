"""Scales are found from answers, and answers are read on them."""

from __future__ import annotations

import pytest

from svcflow.errors import InputError
from svcflow.voice.surveys.scales import Scale, find_scale, read_answer, scale_of


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("4", 4, "number"),
        ("4,5", 4.5, "number"),
        ("4 分", 4, "number"),
        ("5 stars", 5, "number"),
        ("3/5", 3, "part"),
        ("8 out of 10", 8, "part"),
        ("80 %", 80, "percent"),
        ("★★★★☆", 4, "stars"),
        ("Very satisfied", 5, "words"),
        ("非常满意", 5, "words"),
        ("比較滿意", 4, "words"),
        ("不满意", 2, "words"),
        ("strongly disagree", 1, "words"),
        ("2 - dissatisfied", 2, "number"),
    ],
)
def test_an_answer_is_read(text: str, value: float, form: str) -> None:
    reading = read_answer(text)
    assert reading is not None
    assert (reading.value, reading.form) == (value, form)


@pytest.mark.parametrize("text", ["it was late", "慢", "12:30", "2024-03-01", "4 tickets", "INC-4", "1.2.3"])
def test_text_is_no_answer(text: str) -> None:
    assert read_answer(text) is None


@pytest.mark.parametrize(
    ("texts", "scale"),
    [
        (["1", "3", "5"], "1-5"),
        (["1", "7", "4"], "1-7"),
        (["0", "10", "7"], "0-10"),
        (["1", "9", "3"], "1-10"),
        (["0", "4"], "0-5"),
        (["20", "85", "60"], "0-100"),
        (["40 %", "100%"], "0-100"),
        (["0.5", "0.25"], "0-1"),
        (["★", "★★★★★"], "1-5"),
        (["3/4", "4/4"], "1-4"),
        (["满意", "非常不满意"], "1-5"),
        (["yes", "no"], "1-2"),
        (["满意", "5"], "1-5"),
        (["1", "2", "3", "4"] * 10, "1-4"),
        (["1", "2", "3", "4"], "1-5"),
    ],
)
def test_a_scale_is_found(texts: list[str], scale: str) -> None:
    found, why = find_scale([reading for text in texts if (reading := read_answer(text))])
    assert found.name == scale
    assert why


def test_a_recommendation_is_asked_from_0_to_10_unless_answers_say_otherwise() -> None:
    usual = Scale(0, 10, "higher", 11)
    low = [read_answer(text) for text in ("3", "5")]
    assert find_scale([reading for reading in low if reading], usual)[0].name == "0-10"
    percent = [read_answer(text) for text in ("30", "55")]
    assert find_scale([reading for reading in percent if reading], usual)[0].name == "0-100"


@pytest.mark.parametrize(("name", "first"), [("1-5", 4), ("1-7", 6), ("1-10", 8), ("0-10", 8), ("1-4", 3), ("1-3", 3), ("percent", 75)])
def test_the_upper_boxes(name: str, first: float) -> None:
    scale = scale_of(name)
    assert scale.satisfied_from == first
    assert scale.is_satisfied(first)
    assert not scale.is_satisfied(first - 1)


def test_a_scale_on_which_1_is_best() -> None:
    scale = scale_of("1-6 lower")
    assert scale.laid(1) == 1
    assert scale.laid(6) == 0
    assert scale.satisfied_from == 2
    assert scale.is_satisfied(1)
    assert not scale.is_satisfied(3)


@pytest.mark.parametrize("text", ["", "5-1", "good", "1-5 sideways"])
def test_what_is_no_scale_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is no scale"):
        scale_of(text)
