"""A drawing of the page made fit to stand alone: every position a number, every look an attribute.

The page's charts stretch with it: across they are given in percentages, they nest drawings, and a style sheet colours them by class.
Office reads none of this. Flattening settles a drawing at one width [px]: percentages become pixels, nested drawings become moved
groups, classes and styles go (the attributes beside them say the same), and letters with a rim of paper, which Office would paint over
the letters, become two texts, the rim below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree

ACROSS = frozenset({"x", "x1", "x2", "cx", "width"})
"""Attributes whose percentages are of the width."""
DROPPED = frozenset({"class", "style", "role", "aria-label", "aria-hidden", "tabindex", "xmlns", "overflow", "viewBox"})
FRAME = frozenset({"width", "height", "x", "y"})
"""What says where a nested drawing stands: its group is moved there instead."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A drawing's parts, which stand in any drawing, and the room that they take [px]."""

    parts: str
    width: float
    height: float


def flatten(drawing: str, width: float) -> Flat:
    """Settle a drawing at a width.

    Parameters
    ----------
    drawing
        One `<svg>` element. One with a `viewBox` keeps its proportions and is made smaller where it is wider than `width`, never larger.
    width
        What percentages are of [px].
    """
    root = ElementTree.fromstring(rims_below(drawing))
    if "viewBox" not in root.attrib:
        return Flat(_group(root, width, {}), width, float(root.get("height", "0")))
    left, top, wide, high = (float(part) for part in root.attrib["viewBox"].split())
    scale = min(1.0, width / wide)
    moved = f"scale({_short(scale)})" + (f" translate({_short(-left)},{_short(-top)})" if left or top else "")
    return Flat(_group(root, wide, {"transform": moved} if moved != "scale(1)" else {}), wide * scale, high * scale)


def rims_below(markup: str) -> str:
    """Letters with a rim, painted as most programs can: the rim as a text of its own, below the letters.

    >>> rims_below('<text x="1" stroke="#fff" stroke-width="4" paint-order="stroke">A</text>')
    '<text x="1" stroke="#fff" stroke-width="4">A</text><text x="1">A</text>'
    """

    def two(found: re.Match[str]) -> str:
        attributes, inside = found[1], found[2]
        return f"<text{_PAINTED.sub('', attributes)}>{inside}</text><text{_RIM.sub('', attributes)}>{inside}</text>"

    return _RIMMED.sub(two, markup)


_RIMMED = re.compile(r"<text\b([^>]*\bpaint-order=\"stroke[^>]*)>(.*?)</text>", re.DOTALL)
_PAINTED = re.compile(r' paint-order="[^"]*"')
_RIM = re.compile(r' (?:paint-order|stroke|stroke-width|stroke-linejoin)="[^"]*"')


def _group(drawing: ElementTree.Element, width: float, moved: dict[str, str]) -> str:
    """A drawing as a group: what all its parts share (a font, an anchor), and the parts."""
    shared = {name: value for name, value in drawing.attrib.items() if name not in FRAME | {"font-family"}}
    return _written("g", {**_kept(shared, width), **moved}, "".join(_settled(each, width) for each in drawing))


def _settled(element: ElementTree.Element, width: float) -> str:
    name = element.tag.rpartition("}")[2]
    if name == "svg":
        inner = _across(element.get("width"), width) or width
        place = (_across(element.get("x"), width) or 0.0, float(element.get("y", "0")))
        return _group(element, inner, {"transform": f"translate({_short(place[0])},{_short(place[1])})"})
    inside = escape(element.text or "") + "".join(_settled(each, width) + escape(each.tail or "") for each in element)
    return _written(name, _kept(element.attrib, width), inside)


def _kept(attributes: dict[str, str], width: float) -> dict[str, str]:
    return {
        name: _short(float(value[:-1]) * width / 100) if name in ACROSS and value.endswith("%") else value
        for name, value in attributes.items()
        if name not in DROPPED and not name.startswith(("data-", "{"))
    }


def _across(value: str | None, width: float) -> float | None:
    if value is None:
        return None
    return float(value[:-1]) * width / 100 if value.endswith("%") else float(value)


def _short(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _written(name: str, attributes: dict[str, str], inside: str) -> str:
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"
