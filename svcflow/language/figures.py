"""Figures and dates within English sentences, written again as another language writes them: `12 345`, `3.2 h`, `62 %`, `3 Jan 2025`.

Only a text that is a figure and nothing else is touched, so that numbers in names stay. Four digits without groups may be a year.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from svcflow.language import dates, numbers
from svcflow.language.telling import tell

_BLANKS: Final = "\u202f\u00a0 "
_NUMBER: Final = re.compile(rf"([+\-\u2212]?)(\d{{1,3}}(?:[{_BLANKS},]\d{{3}})+|\d+)(\.\d+)?")
_WITH_UNIT: Final = re.compile(rf"([+\-\u2212<≈]?[{_BLANKS}]?)(\S.*?)[{_BLANKS}]?(%|s|min|minutes|h|hours?|days?|weeks?|points)")
_DAY: Final = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4})( \d{2}:\d{2})?")
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS: Final = re.compile(rf"(?:{'|'.join(_WEEKDAYS)}|and|or|[\d:;,.–\- \u202f])+")
_SHORT: Final = {"hours": "h", "hour": "h", "minutes": "min"}


def figure(text: str) -> str:
    """The figure or date in the current language; "" where the text is something else."""
    if found := _NUMBER.fullmatch(text):
        return _number(found)
    if (found := _WITH_UNIT.fullmatch(text)) and (size := _NUMBER.fullmatch(found[2])):
        sign = found[1].strip(_BLANKS).replace("-", numbers.MINUS)
        unit = "%" if found[3] == "%" else numbers.THIN + tell(_SHORT.get(found[3], found[3]))
        return f"{sign}{_number(size)}{unit}"
    if found := _DAY.fullmatch(text):
        number = dates.month_number(found[2])
        return dates.day(date(int(found[3]), number, int(found[1]))) + (found[4] or "") if number else ""
    return ""


def _number(found: re.Match[str]) -> str:
    digits, fraction = found[2], found[3] or ""
    if len(digits) > 4:
        digits = numbers.count(int(re.sub(rf"[{_BLANKS},]", "", digits)))
    return found[1].replace("-", numbers.MINUS) + digits + fraction


def hours_of_week(text: str) -> str:
    """Hours of the week in the current language, `Mon–Fri 08:00–17:00`; "" where the text is something else."""
    if not _HOURS.fullmatch(text) or not any(day in text for day in _WEEKDAYS):
        return ""
    for number, day in enumerate(_WEEKDAYS):
        text = text.replace(day, dates.weekday(number))
    return text.replace(" and ", "、").replace(" or ", "、").replace("; ", "、").replace(", ", "、")
