"""Figures as pictures: twice as dense, never without letters unless that is said."""

import struct

import pytest

from svcflow.report import svg
from svcflow.report.forms import pictures


def document(text):
    ground = svg.element("rect", width=200, height=40, fill=svg.PAPER)
    font = "'Nowhere to be found', sans-serif"
    return svg.drawing(
        [ground, svg.text(text, x=5, y=25, font_size=16)], label="", view_box="0 0 200 40", width=200, height=40, font_family=font
    )


@pytest.fixture
def without_fonts(monkeypatch):
    """A machine that has no fonts: the renderer looks for none."""
    import resvg_py

    real = resvg_py.svg_to_bytes
    monkeypatch.setattr(resvg_py, "svg_to_bytes", lambda **asked: real(**asked, skip_system_fonts=True))
    caches = (pictures._sans_serif, pictures._tried, pictures._has_letter)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def test_a_picture_is_twice_as_dense():
    png = pictures.as_png(document("Ticket"))
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (400, 80)
    assert png == pictures.as_png(document("Ticket"))


def test_without_fonts_every_letter_is_missing(without_fonts):
    assert pictures.missing_letters(document("ab a")) == "ab"


def test_a_letter_is_missing_where_a_box_or_nothing_is_drawn_for_it(monkeypatch):
    drawn = {"工": b"box", pictures.NOWHERE: b"box", "ก": b"", " ": b""}
    monkeypatch.setattr(pictures, "_tried", lambda letter: drawn.get(letter, letter.encode()))
    pictures._has_letter.cache_clear()
    assert pictures.missing_letters(document("a工กb")) == "ก工"
    pictures._has_letter.cache_clear()


def test_a_picture_holds_the_letters():
    if pictures.missing_letters(document("A")):
        pytest.skip("this machine has no fonts")
    assert pictures.as_png(document("Ticket")) != pictures.as_png(document(""))


def test_spaces_are_never_missing(without_fonts):
    assert pictures.missing_letters(document(" \u202f\u200d")) == ""
