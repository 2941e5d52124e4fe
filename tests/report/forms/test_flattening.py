"""Drawings made fit to stand alone: percentages become pixels, nested drawings groups, classes nothing, rims texts of their own."""

from svcflow.report import svg
from svcflow.report.forms.flattening import flatten, rims_below


def test_percentages_are_of_the_width():
    bar = svg.element("rect", x="25%", y=1, width="50%", height=16)
    flat = flatten(svg.drawing([bar], label="", width="100%", height=18), 400)
    assert flat.parts == '<g><rect x="100" y="1" width="200" height="16"/></g>'
    assert (flat.width, flat.height) == (400, 18)


def test_a_nested_drawing_is_moved():
    inner = svg.element("svg", svg.element("rect", x=-5, y=-5, width=10, height=10), x="50%", y=12, overflow="visible")
    flat = flatten(svg.drawing([inner], label="", width="100%", height=24), 300)
    assert flat.parts == '<g><g transform="translate(150,12)"><rect x="-5" y="-5" width="10" height="10"/></g></g>'


def test_a_view_box_is_made_smaller_and_never_larger():
    drawing = svg.drawing([svg.element("rect", width=10, height=10)], label="", view_box="0 0 200 100", width=200, height=100)
    small, natural = flatten(drawing, 100), flatten(drawing, 1000)
    assert small.parts.startswith('<g transform="scale(0.5)">')
    assert (small.width, small.height) == (100, 50)
    assert natural.parts.startswith("<g><rect")
    assert (natural.width, natural.height) == (200, 100)


def test_what_a_page_alone_understands_goes():
    drawing = svg.drawing([svg.text("a < b", x=1, class_="ink", fill="#111111")], label="Told", view_box="0 0 9 9", style="--natural:9px")
    flat = flatten(drawing, 9)
    assert flat.parts == '<g><text x="1" fill="#111111">a &lt; b</text></g>'


def test_a_rim_is_painted_below_the_letters():
    drawn = svg.text(
        "12", x=3, fill="#111111", stroke="#ffffff", stroke_width=4, paint_order="stroke", stroke_linejoin="round", class_="rim"
    )
    below, above = rims_below(drawn).split("</text>")[:2]
    assert 'stroke="#ffffff"' in below
    assert "stroke" not in above
    assert 'fill="#111111"' in above
    assert rims_below(svg.text("plain", x=1)) == svg.text("plain", x=1)
