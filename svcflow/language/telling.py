"""To tell a message in the current language: look its translation up, choose the form for a number, fill the places.

Where a catalogue lacks a message, the English stands; a test holds that none is lacking.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from svcflow.language.catalogue import translation
from svcflow.language.choosing import current
from svcflow.language.numbers import count

if TYPE_CHECKING:
    from markupsafe import Markup


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
    return text.format(**values) if values else text


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
    return form.format(**{"count": count(number), **values})


def tell_html(message: str, **values: object) -> Markup:
    """The same for a message that holds markup: what fills its places is escaped, unless it is markup itself."""
    from markupsafe import Markup

    return Markup(_translated(message)).format(**values)


def mark(message: str) -> str:
    """The message as it is: marked for the catalogues where it is written, told elsewhere."""
    return message


def listed(parts: Iterable[str]) -> str:
    """Names or clauses in a row: parted by commas, in Chinese by the mark that it has for lists."""
    return (", " if current() == "en" else "、").join(parts)


def _translated(message: str) -> str:
    language = current()
    return message if language == "en" else translation(language, message) or message
