"""A drawing as text: small functions that write SVG elements, escaped and deterministic.

Charts use percentages across and pixels down, so that they stretch with the page while their text keeps its size. Colours stand
twice: as attributes, which every viewer of a lone file understands, and as classes, with which the page's style sheet takes over
(a dark page, for one).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from html import escape
from textwrap import wrap

INK = "#1f2933"
MUTED = "#5f6c7b"
RULE = "#d5dbe1"
PAPER = "#ffffff"
BOLD = 1.14
"""How much wider bold letters are."""

Value = str | float | int | None


def element(name: str, *children: str, **attributes: Value) -> str:
    """One element. An underscore in an attribute's name is a hyphen, a trailing one is dropped (`class_`); None is left out."""
    written = "".join(f' {_attribute(key)}="{escape(_value(value))}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def _attribute(key: str) -> str:
    return "viewBox" if key == "view_box" else key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    """Numbers with at most two decimals: small files, and the same bytes on every machine."""
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """A position across, 0 to 1, as SVG writes it."""
    return f"{_value(round(100 * share, 2) + 0.0)}%"


def text(content: str, **attributes: Value) -> str:
    """A line of text, escaped."""
    return element("text", escape(printable(content)), **attributes)


def title(content: str) -> str:
    """What a viewer shows under the pointer, and a screen reader reads."""
    return element("title", escape(printable(content)))


def drawing(children: Iterable[str], *, label: str, **attributes: Value) -> str:
    """A whole drawing. `label` is what is read to those who cannot see it."""
    return element("svg", *children, xmlns="http://www.w3.org/2000/svg", role="img", aria_label=printable(label), **attributes)


def printable(content: str) -> str:
    """The text without control characters, which XML forbids even when escaped, and without halves of characters."""
    return "".join(letter if unicodedata.category(letter)[0] != "C" or letter == "\u200d" else " " for letter in content)


def text_width(content: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is [px] at a font size [px], rather too wide. Wide letters (Chinese, for one) take a whole em."""
    return size * sum(_letter_width(letter) for letter in content) * (BOLD if bold else 1.0)


def _letter_width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    if letter in "iljtfrI.,:;'|!()[] \u202f":
        return 0.36
    return 0.72 if letter.isupper() or letter in "mw%@" else 0.58


def wrapped(content: str, *, size: float, width: float, lines: int = 3, bold: bool = False) -> list[str]:
    """A text in at most so many lines of that width [px]; what does not fit ends with an ellipsis."""
    size = size * BOLD if bold else size
    plain = " ".join(printable(content).split()) or "(no name)"
    found = _break(plain, size, width)
    if len(found) <= lines:
        return found
    last = found[lines - 1]
    while last and text_width(last + "…", size) > width:
        last = last[:-1]
    return [*found[: lines - 1], last.rstrip() + "…"]


def _break(plain: str, size: float, width: float) -> list[str]:
    """Break at spaces, and inside words that are longer than a line (and between Chinese characters)."""
    pieces = [piece for word in plain.split(" ") for piece in _fitting(word, size, width)]
    found: list[str] = []
    for piece, glue in pieces:
        joined = f"{found[-1]}{glue}{piece}" if found else piece
        if found and text_width(joined, size) <= width:
            found[-1] = joined
        else:
            found.append(piece)
    return found


def _fitting(word: str, size: float, width: float) -> list[tuple[str, str]]:
    """The word as pieces that fit a line, each with what joins it to the one before."""
    if text_width(word, size) <= width:
        return [(word, " ")]
    letters = max(1, int(width / (size * max(_letter_width(letter) for letter in word))))
    pieces = wrap(word, letters, break_on_hyphens=True)
    return [(piece, "" if place else " ") for place, piece in enumerate(pieces)]
