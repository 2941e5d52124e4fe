"""The catalogues of a language: gettext's .po files, read when first asked and kept.

A language has a file for each area of the report, so that two people can translate at the same time; all are read as one. Where two
files hold the same message, they must translate it alike (a test holds that). Which form stands for a number is said by the file's own
rule (`Plural-Forms`), by Babel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The translations of a language by the English message; `form` gives the place of the form for a number.

    `said` are the messages that lower rooms make their sentences from.
    """

    forms: dict[str, tuple[str, ...]]
    said: frozenset[str]
    form: Callable[[float], int]


def translation(language: str, message: str, number: float = 1) -> str:
    """The translation of a message (of its form for a number); "" where there is none."""
    catalogue = read_catalogue(language)
    forms = catalogue.forms.get(message)
    if forms is None:
        return ""
    return forms[0] if len(forms) == 1 else forms[catalogue.form(number)]


def said_below(language: str) -> dict[str, str]:
    """The messages that lower rooms make their sentences from, with their translations: of the catalogues `is_said_below` names."""
    catalogue = read_catalogue(language)
    return {message: catalogue.forms[message][0] for message in catalogue.said}


def is_said_below(file: str) -> bool:
    """Whether a catalogue holds sentences that lower rooms write, beside which no verb stands."""
    return file.startswith("said_") or file == "indicators.po"


@lru_cache(maxsize=4)
def read_catalogue(language: str) -> Catalogue:
    """All catalogues of a language as one."""
    from babel.messages.plurals import get_plural
    from babel.messages.pofile import read_po

    forms: dict[str, tuple[str, ...]] = {}
    said: set[str] = set()
    locale = language.replace("-", "_")
    for area in catalogue_files(language):
        with area.open("rb") as lines:
            found = read_po(lines, locale=locale, ignore_obsolete=True, abort_invalid=True)
        for message in found:
            if not message.id:
                continue
            translated = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if all(translated):
                one = message.id[0] if isinstance(message.id, tuple | list) else message.id
                forms[one] = tuple(map(str, translated))
                said |= {one} if is_said_below(area.name) else set()
    return Catalogue(forms, frozenset(said), _rule(get_plural(locale).plural_expr))


def catalogue_files(language: str) -> list[Traversable]:
    """The .po files of a language, by name; English has none."""
    from importlib.resources import files

    folder = files("svcflow.language").joinpath(language)
    return sorted((file for file in folder.iterdir() if file.name.endswith(".po")), key=lambda file: file.name) if folder.is_dir() else []


def _rule(expression: str) -> Callable[[float], int]:
    """A plural rule as a function: `0` for Chinese. Numbers that are not whole take the form of many."""
    from gettext import c2py

    choose: Callable[[int], int] = c2py(expression)
    return lambda number: choose(int(number) if number == int(number) else 2)
