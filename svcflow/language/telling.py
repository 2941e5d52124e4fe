"""To tell a message in the current language: look its translation up, choose the form for a number, fill the places.

Where a catalogue lacks a message, the English stands; a test holds that none is lacking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING

from svcflow.language.catalogue import translation
from svcflow.language.choosing import current
from svcflow.language.numbers import MINUS, count

if TYPE_CHECKING:
    from markupsafe import Markup

_DATE = re.compile("\\d+年")


def tell(message: str, **values: object) -> str:
    """The message in the current language, its places filled.

    Parameters
    ----------
    message : str
        The English text, written out where this is called, or a text that was marked; places are named: `{waiting}`.
    **values
        What fills them, as text of the current language (`svcflow.units`).
    """
    text = _translated(message)
    return filled(text, values) if values else text


def tell_many(one: str, many: str, number: float, **values: object) -> str:
    """The message for so many: English has one form for 1 and another for all else, Chinese has one for all.

    Parameters
    ----------
    one, many : str
        The English texts. `{count}` is filled with the number as the language writes it, unless `values` fill it.
    number : float
        How many.
    **values
        What fills the other places.
    """
    language = current()
    form = (one if number == 1 else many) if language == "en" else translation(language, one, number) or (one if number == 1 else many)
    return filled(form, {"count": count(number), **values})


def tell_html(message: str, **values: object) -> Markup:
    """The same for a message that holds markup: what fills its places is escaped, unless it is markup itself."""
    from markupsafe import Markup, escape

    return Markup(filled(_translated(message), {name: escape(value) for name, value in values.items()}))


def mark(message: str) -> str:
    """The message as it is: marked for the catalogues where it is written, told elsewhere."""
    return message


def filled(text: str, values: Mapping[str, object]) -> str:
    """The text with its places filled.

    In Chinese a space stands between a Chinese character and a figure or Latin word at the edge of a place, and none between two Chinese
    characters, however the message was written: `在 30 分钟内`. A date has none within, and may go without: `至2025年6月30日`.
    """
    if current() == "en":
        return text.format(**values)
    told = ""
    for literal, place in _pieces(text):
        told = _joined(told, literal if place is None else str(values[place]))
    return told


def _joined(left: str, right: str) -> str:
    if not left or not right:
        return left + right
    ends, begins = left.rstrip(" ")[-1:], right.lstrip(" ")[:1]
    if _chinese(ends) and _chinese(begins):
        return left.rstrip(" ") + right.lstrip(" ")
    if _chinese(ends) and _DATE.match(right):
        return left + right
    if (_chinese(ends) and _western(begins)) or (_western(ends) and _chinese(begins)):
        return f"{left.rstrip(' ')} {right.lstrip(' ')}"
    return left + right


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[tuple[str, str | None], ...]:
    """What stands between the places, and the places' names."""
    found: list[tuple[str, str | None]] = []
    for literal, place, _, _ in Formatter().parse(text):
        found += [(literal, None)] if literal else []
        found += [("", place)] if place is not None else []
    return tuple(found)


def _chinese(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"


def _western(letter: str) -> bool:
    return (letter.isascii() and (letter.isalnum() or letter in "%+")) or letter == MINUS


def listed(parts: Iterable[str]) -> str:
    """Names or clauses in a row: parted by commas, in Chinese by the mark that it has for lists."""
    return (", " if current() == "en" else "、").join(parts)


def _translated(message: str) -> str:
    language = current()
    return message if language == "en" else translation(language, message) or message
