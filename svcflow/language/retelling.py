"""To tell in another language what a lower room has said in English: notes, reasons, assumptions, the titles of indicators.

Those rooms write English sentences into their results, as facts that a file keeps. When a report is told in another language, the template
that a sentence was made from is found again: the catalogues `said_*.po` and `indicators.po` hold messages such as
`{rows} of {all} rows have no end.`, and what stands in the sentence at a template's places fills its translation. Of the templates that
fit, the one with most letters of its own is taken. A text of several sentences or clauses is told piece by piece, but only when each
piece can be. What fills a place is told again where it is a number, a duration, a share or a date, or a sentence known itself; a name
stays as it is. What no template fits is left in English, and marked as such in a page (`lang="en"`).

Cost: the first text of a language compiles nothing but the templates whose longest piece it holds; each text is remembered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from svcflow.language import dates, numbers
from svcflow.language.catalogue import said_below, translation
from svcflow.language.choosing import current, speaking
from svcflow.language.telling import listed, tell

if TYPE_CHECKING:
    from markupsafe import Markup

_PLACE: Final = re.compile(r"\{(\w+)\}")
_QUOTED: Final = re.compile(r'"[^"]*"')
_SENTENCES: Final = re.compile(r"(?<=[.!?]) (?=[A-Z\"])")
_CLAUSES: Final = re.compile(r"(?<=;) ")
_BLANKS: Final = "\u202f\u00a0 "
_NUMBER: Final = re.compile(rf"([+\-\u2212]?)(\d{{1,3}}(?:[{_BLANKS},]\d{{3}})+|\d+)(\.\d+)?")
_FIGURE: Final = re.compile(rf"([+\-\u2212<≈]?[{_BLANKS}]?)([\d.,{_BLANKS}]*\d)[{_BLANKS}]?(%|s|min|h|days?|weeks?|points)")
_DAY: Final = re.compile(r"(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (\d{4})( \d{2}:\d{2})?")


@dataclass(frozen=True, slots=True)
class Template:
    """A message with places: its longest piece, how many letters are its own, itself as an expression, its translation."""

    longest: str
    letters: int
    message: str
    translated: str

    def values(self, text: str) -> dict[str, str] | None:
        """What stands at its places in a text; None where the text was not made from it."""
        found = _expression(self.message).fullmatch(text)
        return None if found is None else found.groupdict()


def retold(text: str) -> str:
    """What was said in English, in the current language; the text itself where nothing is known of it."""
    return text if current() == "en" else _retold(text, current()) or text


def retold_html(text: str) -> Markup:
    """The same for a page, escaped; what stays in English among another language is marked as English."""
    from markupsafe import Markup, escape

    if current() == "en":
        return escape(text)
    told = _retold(text, current())
    return escape(told) if told or not re.search("[A-Za-z]{2}", text) else Markup('<span lang="en">{}</span>').format(text)


@lru_cache(maxsize=4096)
def _retold(text: str, language: str) -> str:
    """The text in this language; "" where no template fits."""
    with speaking(language):
        return _whole(text) or _by_pieces(text, _SENTENCES, "") or _by_pieces(text, _CLAUSES, "")


def _whole(text: str) -> str:
    plain = text.strip()
    exact = translation(current(), plain)
    if exact:
        return exact
    for template in _templates(current()):
        if template.longest in plain:
            values = template.values(plain)
            if values is not None:
                return template.translated.format(**{name: _value(value) for name, value in values.items()})
    return ""


def _by_pieces(text: str, seam: re.Pattern[str], glue: str) -> str:
    """A text of several sentences or clauses, if each of them can be told; what is quoted is not cut."""
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    cuts = [found for found in seam.finditer(text) if not any(low < found.start() < high for low, high in quoted)]
    if not cuts:
        return ""
    places = [0, *(found.end() for found in cuts)], [*(found.start() for found in cuts), len(text)]
    told = [_retold(text[low:high], current()) for low, high in zip(*places, strict=True)]
    return glue.join(told) if all(told) else ""


def _value(text: str) -> str:
    """What fills a place: figures and dates as the language writes them, sentences retold, lists with its marks; else as it is."""
    return _figure(text) or _date(text) or _retold(text, current()) or _list(text) or text


def _figure(text: str) -> str:
    if found := _NUMBER.fullmatch(text):
        return _signed(found[1]) + _grouped(found[2]) + (found[3] or "")
    if found := _FIGURE.fullmatch(text):
        figure = _NUMBER.fullmatch(found[2])
        if figure is None:
            return ""
        size = _grouped(figure[2]) + (figure[3] or "")
        gap = "" if found[3] == "%" else numbers.THIN
        unit = "%" if found[3] == "%" else tell(found[3])
        return f"{_signed(found[1].strip(_BLANKS))}{size}{gap}{unit}"
    return ""


def _signed(sign: str) -> str:
    return numbers.MINUS if sign == "-" else sign


def _grouped(digits: str) -> str:
    """Four digits without groups may be a year, and stay."""
    size = int(re.sub(rf"[{_BLANKS},]", "", digits))
    return digits if len(digits) <= 4 else numbers.count(size)


def _date(text: str) -> str:
    from datetime import date

    found = _DAY.fullmatch(text)
    if found is None:
        return ""
    return dates.day(date(int(found[3]), dates.month_number(found[2]), int(found[1]))) + (found[4] or "")


def _list(text: str) -> str:
    """Things parted by commas, each told on its own; one that is quoted stays whole."""
    parts = re.findall(r'(?:"[^"]*"|[^,"])+', text)
    return listed(_value(part.strip()) for part in parts) if len(parts) > 1 else ""


@lru_cache(maxsize=4)
def _templates(language: str) -> tuple[Template, ...]:
    """Those with places, the most telling first."""
    found = []
    for message, translated in said_below(language).items():
        pieces = [piece.replace("{{", "{").replace("}}", "}") for piece in _PLACE.split(message)[::2]]
        if len(pieces) > 1:
            found.append(Template(max(pieces, key=len), sum(map(len, pieces)), message, translated))
    return tuple(sorted(found, key=lambda each: (-each.letters, each.message)))


@lru_cache(maxsize=2048)
def _expression(message: str) -> re.Pattern[str]:
    """A message as an expression: each place takes something, the same name the same again."""
    written, seen = "", set()
    for number, piece in enumerate(_PLACE.split(message)):
        if number % 2 == 0:
            written += re.escape(piece.replace("{{", "{").replace("}}", "}"))
        elif piece in seen:
            written += f"(?P={piece})"
        else:
            written += f"(?P<{piece}>.+?)"
            seen.add(piece)
    return re.compile(written, re.DOTALL)
