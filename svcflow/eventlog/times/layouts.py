"""How a time is written: the layouts that occur, each as a strptime format.

A text's *mask* is the text with every digit made 9: `9.3.10 8:05` and `4.3.10 9:41` share `9.9.99 9:99`. A column has few
masks, so a layout is found for each of them in plain Python, and the values are then parsed column-wise. A date of three
numbers without a leading year has two layouts, day first and month first; which of them holds is decided on the whole column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Order = Literal["day", "month"]
Zone = Literal["naive", "utc", "offset"]

_TIME = (
    r"(?:(?P<gap>T|t|\s*,\s*|\s+)(?P<H>\d{1,2})(?P<ts>[:.h])(?P<M>\d{2})(?:(?P=ts)(?P<S>\d{2})(?P<f>[.,]\d{1,9})?)?"
    r"(?P<half>\s?[AaPp]\.?[Mm]\.?)?)?(?P<zone>\s?(?:Z|z|UTC|GMT)|\s?[+-]\d{2}(?::?\d{2})?)?"
)
_WEEKDAY = r"(?P<weekday>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?"
_MONTH = r"(?P<mon>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)"
_YEAR_FIRST = re.compile(r"(?P<Y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})" + _TIME)
_NUMBERS = re.compile(r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4}|\d{2})" + _TIME)
_DAY_MONTH = re.compile(_WEEKDAY + r"(?P<d>\d{1,2})(?P<s>[-/. ]\s?)" + _MONTH + r"(?P<s2>[-/. ,]\s?)(?P<y>\d{4}|\d{2})" + _TIME, re.I)
_MONTH_DAY = re.compile(_WEEKDAY + _MONTH + r"(?P<s>\.?\s)(?P<d>\d{1,2})(?P<s2>,?\s)(?P<y>\d{4})" + _TIME, re.I)
_HAN = re.compile(r"(?P<Y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日" + _TIME)
_COMPACT = re.compile(r"(?P<date>\d{8})(?P<gap>T|\s)?(?P<clock>\d{6}|\d{4})?(?P<f>\.\d{1,9})?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?")
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")
EPOCH = "epoch"


@dataclass(frozen=True, slots=True)
class Layout:
    """One way of reading a mask: the strptime format, what the zone is, and the edits that the text needs before."""

    format: str
    zone: Zone
    order: Order | None = None
    separator: str = ""
    fix_comma: bool = False
    fix_half: bool = False
    fix_offset: bool = False

    def shown(self) -> str:
        """The format as a person would write it for the column's own text."""
        return self.format.replace("%S%.f", "%S,%f" if self.fix_comma else "%S.%f")


@lru_cache(maxsize=4096)
def layouts_of(example: str, *, epoch: bool = False) -> tuple[Layout, ...]:
    """The layouts that fit one text: none, one, or two (day first, month first). `epoch`: seconds since 1970 are times too."""
    if match := _YEAR_FIRST.fullmatch(example):
        s = match["s"]
        return (_layout(f"%Y{s}%m{s}%d", match),)
    if match := _NUMBERS.fullmatch(example):
        s, year = match["s"], "%Y" if len(match["y"]) == 4 else "%y"
        day, month = f"%d{s}%m{s}{year}", f"%m{s}%d{s}{year}"
        return (_layout(day, match, "day", s), _layout(month, match, "month", s))
    for pattern, parts in ((_DAY_MONTH, ("d", "s", "mon", "s2", "y")), (_MONTH_DAY, ("mon", "s", "d", "s2", "y"))):
        if match := pattern.fullmatch(example):
            return (_layout(_weekday(match) + "".join(_part(match, part) for part in parts), match),)
    if match := _HAN.fullmatch(example):
        return (_layout("%Y年%m月%d日", match),)
    if (match := _COMPACT.fullmatch(example)) and 1900 <= int(match["date"][:4]) <= 2199 and (match["clock"] or not match["f"]):
        return (_compact(match),)
    if epoch and _EPOCH.fullmatch(example):
        return (Layout(EPOCH + (" ms" if len(example) == 13 and "." not in example else " s"), "utc"),)
    return ()


def _layout(date: str, match: re.Match[str], order: Order | None = None, separator: str = "") -> Layout:
    """The date's format with that of the clock and the zone behind it."""
    text = date
    if match["gap"] is not None:
        hour = "%I" if match["half"] else "%H"
        text += f"{match['gap']}{hour}{match['ts']}%M"
        text += f"{match['ts']}%S" if match["S"] else ""
        text += "%.f" if match["f"] else ""
    half = match["half"] or ""
    text += (" " if half[:1].isspace() else "") + "%p" if half else ""
    return Layout(
        text + _zone_format(match["zone"]),
        _zone(match["zone"]),
        order,
        separator,
        fix_comma=(match["f"] or "").startswith(","),
        fix_half="." in half,
        fix_offset=_needs_minutes(match["zone"]),
    )


def _compact(match: re.Match[str]) -> Layout:
    clock = {None: "", 4: "%H%M", 6: "%H%M%S"}[len(match["clock"]) if match["clock"] else None]
    text = "%Y%m%d" + (match["gap"] or "") + clock + ("%.f" if match["f"] else "")
    return Layout(text + _zone_format(match["zone"]), _zone(match["zone"]), fix_offset=_needs_minutes(match["zone"]))


def _weekday(match: re.Match[str]) -> str:
    text = match["weekday"]
    if not text:
        return ""
    name = text.rstrip(", ")
    return ("%a" if len(name) == 3 else "%A") + text[len(name) :]


def _part(match: re.Match[str], part: str) -> str:
    if part == "mon":
        return "%b" if len(match["mon"]) == 3 else "%B"
    if part == "y":
        return "%Y" if len(match["y"]) == 4 else "%y"
    return "%d" if part == "d" else match[part]


def _zone(text: str | None) -> Zone:
    if not text:
        return "naive"
    return "offset" if text.strip()[0] in "+-" else "utc"


def _zone_format(text: str | None) -> str:
    if not text:
        return ""
    return text if _zone(text) == "utc" else text[: len(text) - len(text.lstrip())] + "%z"


def _needs_minutes(text: str | None) -> bool:
    return bool(text) and _zone(text) == "offset" and len((text or "").strip()) == 3
