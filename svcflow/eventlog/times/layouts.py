"""How a time is written: the layouts that occur, each as the places of its numbers.

A text's *mask* is the text with every digit made 9: `9.3.10 8:05` and `4.3.10 9:41` share `9.9.99 9:99`. All texts of one mask
have their numbers at the same bytes, and whatever is no number (the names of months, AM and PM, zones) is the same in all of
them. So a layout is found once for each mask, in plain Python, and the texts are then read column-wise. A date of three numbers
without a four-digit year has several layouts, day first, month first and (two digits) year first; which of them holds is
decided on the whole column. Two-digit years are 1969 to 2068, as in POSIX. A weekday must be that of the date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from svcflow.eventlog.times.calendar_words import half_of, is_whole_month, month_of, weekday_of

Order = Literal["day", "month", "year"]
Zone = Literal["naive", "utc", "offset", "named", "abbreviation"]
NUMBER = "number"

_ZONE = (
    r"(?:\s?(?P<utc>Z|z|UTC|GMT)|\s?(?:UTC|GMT)?(?P<offset>[+\-−]\d{2}(?::?\d{2})?)(?:\s[A-Z]{3,4})?|\s(?P<abbreviation>[A-Z]{2,5}))?"
    r"(?:\[(?P<named>[A-Za-z_]+(?:/[A-Za-z_\-]+)*)\])?(?:\s\([^)]*\))?"
)
_CLOCK = (
    r"(?:(?P<half0>[^\W\d_]{2}|[AaPp]\.\s?[Mm]\.)\s?)?(?P<H>\d{1,2})(?P<ts>[:.hH时時])(?P<M>\d{2})分?"
    r"(?:(?:(?P=ts)|(?<=分))(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?秒?)?(?P<half>\s?[AaPp]\.?\s?[Mm]\.?)?(?:\s?Uhr)?"
)
_GAP = r"(?:T|t|:|-(?=\d{2}\.\d{2}\.)|\s*,?\s+(?:-|um|à|at|alle|ore|om|a las)\s+|\s*,\s*|\s+|(?<=日))"
_TIME = f"(?:{_GAP}{_CLOCK})?{_ZONE}"
_WEEKDAY = r"(?:(?P<weekday>[^\W\d_]{2,11})\.?,?\s+)?"
_MONTH = r"(?P<mon>[^\W\d_]{3,10}\.?)"
_YEAR = r"(?P<y>\d{4}|\d{2})"
_PATTERNS = tuple(
    re.compile(rf"\s*{pattern}\s*")
    for pattern in (
        r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})" + _TIME,
        r"(?P<y>\d{4})年\s?(?P<m>\d{1,2})月\s?(?P<d>\d{1,2})日(?:\s?\(?(?P<weekday>[星周週]\w{1,2})\)?)?" + _TIME,
        _WEEKDAY + r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<c>\d{4}|\d{2})" + _TIME,
        _WEEKDAY + r"(?P<d>\d{1,2})(?:er|st|nd|rd|th|º)?[-/.\s]{0,2}(?:de\s|of\s)?" + _MONTH + r"[-/.,\s]{0,2}(?:del?\s)?" + _YEAR + _TIME,
        _WEEKDAY + _MONTH + r"[-/\s]\s?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,\s?|\s|[-/])(?P<y>\d{4})" + _TIME,
        r"(?P<y>\d{4})[-/.\s]" + _MONTH + r"[-/.\s](?P<d>\d{1,2})" + _TIME,
        _WEEKDAY + _MONTH + rf"\s+(?P<d>\d{{1,2}})\s{_CLOCK}{_ZONE}\s(?P<y>\d{{4}})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})[T\s_-]?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?(?:[.,](?P<f>\d{1,9}))?" + _ZONE,
    )
)
_NUMBER = re.compile(r"\s*(?P<whole>\d{1,19})(?:[.,](?P<part>\d{1,15}))?\s*")
_CODES = {"y": "%Y", "m": "%m", "d": "%d", "H": "%H", "M": "%M", "S": "%S", "f": "%f", "offset": "%z", "abbreviation": "%Z"}
_FOREIGN_DIGIT = re.compile(r"[^\D9]")
"""what a mask has of the digits of other scripts"""
_TO_NINES = str.maketrans("012345678", "999999999")


@dataclass(frozen=True, slots=True)
class Layout:
    """One way of reading a mask: the format as a person would write it, where its numbers stand, and what its words say."""

    format: str
    """as for strptime"""
    spans: Mapping[str, tuple[int, int]]
    """bytes [from, to) of `y m d H M S f`, of an offset's hours `h` and minutes `k`, of a number's `whole` and `part`"""
    zone: Zone = "naive"
    zone_name: str = ""
    """an IANA name or an abbreviation"""
    sign: int = 1
    """of the offset"""
    month: int = 0
    weekday: int = -1
    half: str = ""
    order: Order | None = None
    family: str = field(default="", compare=False)
    """the date's format if it were day first: dates of one family have one order"""


def mask_of(text: str) -> str:
    """The text with every digit made 9."""
    return text.translate(_TO_NINES)


def layouts_of(text: str, *, epoch: bool = False) -> tuple[Layout, ...]:
    """The layouts that fit a text's mask: none, one, or several that differ in the order of day, month and year.

    `epoch`: bare numbers (seconds since 1970, a spreadsheet's days) may be times too; their layout's format is `number`.
    """
    mask = mask_of(text)
    if _FOREIGN_DIGIT.search(mask):
        return ()
    if match := _NUMBER.fullmatch(mask):
        compact = len(match["whole"]) == 14 or (len(match["whole"]) in (8, 12) and not match["part"])
        return (Layout(NUMBER, _spans(match)),) if epoch or compact else ()
    return _layouts(mask)


@lru_cache(maxsize=8192)
def _layouts(mask: str) -> tuple[Layout, ...]:
    if not mask.count("9") >= 4:
        return ()
    for pattern in _PATTERNS:
        if (match := pattern.fullmatch(mask)) and (found := tuple(_read(match))):
            return found
    return ()


def _read(match: re.Match[str]) -> Iterator[Layout]:
    """The layouts of a match; none if one of its words is not of a calendar."""
    named = {key: text for key, text in match.groupdict().items() if text is not None}
    month, weekday = month_of(named.get("mon", "")), weekday_of(named.get("weekday", ""))
    half = half_of(named.get("half", named.get("half0", "")))
    zone, zone_name = _zone(named)
    unknown = ("mon" in named and not month) or ("weekday" in named and weekday < 0) or (("half" in named or "half0" in named) and not half)
    if unknown or ("half" in named and "half0" in named) or (zone == "named" and not _is_zone(zone_name)):
        return
    sign = 1 if named.get("offset", "+").startswith("+") else -1
    spans = _spans(match)
    for order, letters in _orders(named):
        codes = {**_codes(named, half), **{group: _code(letter, named[group]) for group, letter in letters.items()}}
        places = {letters.get(group, group): span for group, span in spans.items()}
        yield Layout(_format(match, codes), places, zone, zone_name, sign, month, weekday, half, order, _family(named))


def _orders(named: Mapping[str, str]) -> tuple[tuple[Order | None, dict[str, str]], ...]:
    """What the three numbers of a date may be."""
    if "a" not in named:
        return ((None, {}),)
    day: tuple[Order, dict[str, str]] = ("day", {"a": "d", "b": "m", "c": "y"})
    month: tuple[Order, dict[str, str]] = ("month", {"a": "m", "b": "d", "c": "y"})
    year: tuple[Order, dict[str, str]] = ("year", {"a": "y", "b": "m", "c": "d"})
    return (day, month, year) if len(named["a"]) == len(named["c"]) == 2 else (day, month)


def _family(named: Mapping[str, str]) -> str:
    return f"%d{named['s']}%m{named['s']}{_code('y', named['c'])}" if "a" in named else ""


def _codes(named: Mapping[str, str], half: str) -> dict[str, str]:
    codes = dict(_CODES)
    codes["y"] = _code("y", named.get("y", ""))
    codes["H"] = "%I" if half else "%H"
    codes["mon"] = "%B" if is_whole_month(named.get("mon", "")) else "%b"
    codes["weekday"] = "%a" if len(named.get("weekday", "")) <= 3 else "%A"
    codes["half0"] = "%p"
    codes["half"] = (" " if named.get("half", "")[:1].isspace() else "") + "%p"
    return codes


def _code(letter: str, digits: str) -> str:
    return "%y" if letter == "y" and len(digits) == 2 else _CODES[letter]


def _format(match: re.Match[str], codes: Mapping[str, str]) -> str:
    """The mask with each group made its code; what stands between them stays."""
    text, mask, end = "", match.string, 0
    for group in sorted((name for name in codes if name in match.re.groupindex and match[name]), key=match.start):
        text += mask[end : match.start(group)] + codes[group]
        end = match.end(group)
    return (text + mask[end:]).strip()


def _zone(named: Mapping[str, str]) -> tuple[Zone, str]:
    if "offset" in named:
        return "offset", ""
    if "utc" in named:
        return "utc", ""
    if "named" in named:
        return "named", named["named"]
    return ("abbreviation", named["abbreviation"]) if "abbreviation" in named else ("naive", "")


@lru_cache(maxsize=256)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _spans(match: re.Match[str]) -> dict[str, tuple[int, int]]:
    """Where the numbers stand, in bytes of UTF-8."""
    spans = {group: match.span(group) for group in match.re.groupindex if match[group] and set(match[group]) == {"9"}}
    if "offset" in match.re.groupindex and match["offset"]:
        start, end = match.span("offset")
        spans |= {"h": (start + 1, start + 3)} | ({"k": (end - 2, end)} if end - start > 3 else {})
    text = match.string
    if text.isascii():
        return spans
    return {group: (len(text[:start].encode()), len(text[:end].encode())) for group, (start, end) in spans.items()}
