"""Figures as pictures (PNG), twice as dense as a screen, for programs that take no SVG.

resvg draws them: it reads the fonts that the machine has and brings none. Where no font has a letter, it would leave the letter out or
draw a box, so that a picture could say nothing, or half of it. Each letter is therefore tried before: a font of Windows, Apple or Linux
is chosen that the machine has, and where letters stay without one, they are named, and no picture is made.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from xml.etree import ElementTree

from svcflow.report import svg
from svcflow.report.forms.plates import CHINESE, FONTS

DENSITY = 2.0
MOST_PIXELS = 4.5e6
"""A larger picture is as dense as these allow: more can be seen on no slide, and takes long to pack."""
NOWHERE = "\U0010fffd"
"""A letter for private use that no font has: what is drawn for it is drawn for want of a font."""
ALIKE = 12.0
"""Size at which letters are tried [px]."""


def as_png(document: str) -> bytes:
    """An SVG document as PNG, twice its size in pixels; the same document and fonts give the same bytes.

    Cost: about 80 ms for a chart, 400 ms for the largest.
    """
    import resvg_py

    width, height = (float(part) for part in ElementTree.fromstring(document).attrib["viewBox"].split()[2:])
    density = min(DENSITY, math.sqrt(MOST_PIXELS / (width * height)))
    return bytes(resvg_py.svg_to_bytes(svg_string=document, zoom=density, sans_serif_family=_sans_serif()))


def missing_letters(document: str) -> str:
    """The letters of an SVG document for which the machine has no font, each once, in the order of their code; "" where it has all.

    Cost: about a millisecond for each letter that is new.
    """
    letters = {letter for text in _texts(document) for letter in text}
    return "".join(sorted(letter for letter in letters if not _has_letter(letter)))


def _texts(document: str) -> Iterable[str]:
    return (each.text or "" for each in ElementTree.fromstring(document).iter("{http://www.w3.org/2000/svg}text"))


@lru_cache(maxsize=8192)
def _has_letter(letter: str) -> bool:
    if unicodedata.category(letter)[0] in "ZCM":  # spaces and signs that are not seen, and what only changes the letter before
        return True
    return _tried(letter) not in (_tried(" "), _tried(NOWHERE))


@lru_cache(maxsize=1)
def _sans_serif() -> str | None:
    """What stands for `sans-serif`: the first of the known fonts that the machine has. A generic name alone may mean none at all."""
    return next((name for name in (*FONTS, *CHINESE) if _draws("A", name) != _draws(" ", name)), None)


@lru_cache(maxsize=4096)
def _tried(letter: str) -> bytes:
    return _draws(letter, _sans_serif() or "sans-serif")


def _draws(letter: str, family: str) -> bytes:
    import resvg_py

    text = svg.text(letter, x=2, y=ALIKE, font_size=ALIKE, font_family=f"'{family}'", fill="#000000") if letter.strip() else ""
    ground = svg.element("rect", width=20, height=18, fill=svg.PAPER)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg.drawing([ground, text], label="", view_box="0 0 20 18", width=20, height=18)))
