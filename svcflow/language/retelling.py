"""To tell in another language what a lower room has said in English: notes, reasons, assumptions, the titles of indicators.

Those rooms write English sentences into their results, as facts that a file keeps. When a report is told in another language, the message
that a sentence was made from is found again: the catalogues `said_*.po` and `indicators.po` hold messages such as
`{rows} of {all} rows have no end.`, and what stands in the sentence at a message's places fills its translation. A text of several
sentences or clauses is told piece by piece, but only when each of them can be told. Where messages or pieces compete, those are taken that
leave least to the places: a message is not to swallow the sentence that follows. What fills a place depends on the place's name:

    {count…}    a number, and nothing else
    {name…}     a name from the log or a file: it stays as it is
    {names…}    several names, parted by commas
    {pairs…}    pairs of names: "A and B; C and D"
    {order…}    names in their order: "P1 before P2"
    others      a figure, a date, or words that are known themselves; several of them parted by commas

What no message fits is left in English, and marked so in a page (`lang="en"`). Each text is remembered, so that it costs once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from svcflow.language.catalogue import said_below, translation
from svcflow.language.choosing import current, speaking
from svcflow.language.figures import figure, hours_of_week
from svcflow.language.telling import filled, listed, tell

if TYPE_CHECKING:
    from markupsafe import Markup

_PLACE: Final = re.compile(r"\{(\w+)\}")
_QUOTED: Final = re.compile(r'"[^"]*"')
_QUOTED_LIST: Final = re.compile(r'"[^"]*"(?:, "[^"]*")*')
_SEAM: Final = re.compile(r"(?<=[.!?]) (?=\S)|; (?=\S)")
_PARTS: Final = re.compile(r'(?:"[^"]*"|\([^()]*\)|[^,"()])+')
_DIGITS: Final = "[\\d., \u202f]*\\d"
_MORE: Final = re.compile(r"(.+) and (\d+) more", re.DOTALL)
MOST_PIECES: Final = 12
"""A piece of a text spans at most so many sentences and clauses."""
WEAK: Final = 4
"""letters of its own"""


Told = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A message with places: its longest piece, how many letters are its own, itself, its translation."""

    longest: str
    letters: int
    message: str
    translated: str

    @property
    def is_weak(self) -> bool:
        """Whether it has hardly a word of its own, like `{title}, {member}`: it then holds only for what is known in part."""
        return self.letters < WEAK


def retold(text: str) -> str:
    """What was said in English, in the current language; the text itself where nothing is known of it."""
    return text if current() == "en" else _told(text, current()) or text


def retold_html(text: str) -> Markup:
    """The same for a page, escaped; what stays English among another language is marked as English."""
    from markupsafe import Markup, escape

    if current() == "en":
        return escape(text)
    told = _told(text, current())
    if told or not re.search("[A-Za-z]{2}", text):
        return escape(told or text)
    return Markup('<span lang="en">{}</span>').format(text)


@lru_cache(maxsize=4096)
def _told(text: str, language: str) -> str:
    """The text in this language; "" where no message fits."""
    with speaking(language):
        return translation(language, text.strip()) or _said(text.strip())


def _said(text: str) -> str:
    """By messages for its pieces, or for what follows a name and a colon."""
    told = _pieced(text)
    if told:
        return told
    name, colon, rest = text.partition(": ")
    told = _pieced(rest) if colon else ""
    return f"{name}：{told}" if told else ""


def _whole(text: str) -> Told | None:
    """By one message, and how much of the text it leaves to its places [letters]."""
    said = said_below(current())
    if text in said:
        return 0, said[text]
    if _QUOTED_LIST.fullmatch(text):
        return 0, _names(text)
    if told := figure(text):
        return 0, told
    for each in _messages(current()):
        if each.longest in text and (found := _expression(each.message).fullmatch(text)):
            if each.is_weak and not any(_pieced(value) for value in found.groups()):
                continue
            values = {name: _filled(name, value) for name, value in found.groupdict().items()}
            return len(text) - each.letters, filled(each.translated, values)
    return None


def _pieced(text: str) -> str:
    """A text of one or several sentences and clauses; "" unless all can be told. What is quoted is not cut."""
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    seams = [found for found in _SEAM.finditer(text) if not any(low < found.start() < high for low, high in quoted)]
    begins, ends = [0, *(seam.end() for seam in seams)], [*(seam.start() for seam in seams), len(text)]
    # best[i]: what the first i sentences and clauses leave to places, in how many pieces, and how they are told.
    best: list[tuple[int, int, str] | None] = [(0, 0, "")] + [None] * len(ends)
    for place in range(1, len(ends) + 1):
        found = []
        for first in range(max(0, place - MOST_PIECES), place):
            before = best[first]
            if before is not None and (told := _whole(text[begins[first] : ends[place - 1]])):
                glue = "；" if first and text[ends[first - 1]] == ";" else ""
                found.append((before[0] + told[0], before[1] + 1, before[2] + glue + told[1]))
        best[place] = min(found, default=None)
    return best[-1][2] if best[-1] else ""


def _filled(place: str, text: str) -> str:
    """What fills a place, by the place's name."""
    if place.startswith("names"):
        return _names(text)
    if place.startswith("pairs"):
        return "；".join(pair.replace(" and ", " 与 ") if pair.count(" and ") == 1 else pair for pair in text.split("; "))
    if place.startswith("order"):
        return text.replace(" before ", " → ")
    return text if place.startswith("name") else _value(text)


def _names(text: str) -> str:
    """Names in a row: with the quotes and the marks of the language, and how many more there are."""
    more = _MORE.fullmatch(text)
    if more:
        return tell("{names} and {count} more", names=_names(more[1]), count=more[2])
    if _QUOTED_LIST.fullmatch(text):
        opened, closed = "「」" if current() == "zh-Hant" else "“”"
        return listed(f"{opened}{name[1:-1]}{closed}" for name in _QUOTED.findall(text))
    return text.replace("; ", "；").replace(", ", "、").replace(" %", "%")


def _value(text: str) -> str:
    """A figure or a date as the language writes it, words that are known, several of either; else the text as it is."""
    parts = [part.strip() for part in _PARTS.findall(text)]
    each = [_pieced(part) for part in parts] if len(parts) > 1 else []
    told = listed(each) if each and all(each) else _said(text) or hours_of_week(text)
    if told:
        return told
    return listed(one or part for one, part in zip(each, parts, strict=True)) if each else text


@lru_cache(maxsize=4)
def _messages(language: str) -> tuple[Said, ...]:
    """Those with places, the most telling first."""
    found = []
    for message, translated in said_below(language).items():
        pieces = [_plain(piece) for piece in _PLACE.split(message)[::2]]
        if len(pieces) > 1:
            found.append(Said(max(pieces, key=len), sum(map(len, pieces)), message, translated))
    return tuple(sorted(found, key=lambda each: (-each.letters, each.message)))


@lru_cache(maxsize=4096)
def _expression(message: str) -> re.Pattern[str]:
    """A message as an expression: each place takes something, the same place the same again."""
    written, seen = "", set()
    for number, piece in enumerate(_PLACE.split(message)):
        if number % 2 == 0:
            written += re.escape(_plain(piece))
        else:
            # Between quotes there are none.
            something = _DIGITS if piece.startswith("count") else '[^"]+?' if written.endswith('"') else ".+?"
            written += f"(?P={piece})" if piece in seen else f"(?P<{piece}>{something})"
            seen.add(piece)
    return re.compile(written, re.DOTALL)


def _plain(piece: str) -> str:
    return piece.replace("{{", "{").replace("}}", "}")
