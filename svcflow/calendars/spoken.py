"""Working hours as a person says them: "Mon-Fri 09:00-17:30, Sat 09:00-12:00".

    hours = "always" | group ("," group)*
    group = [days] span ("," span)*          without days: every day
    days  = day ["-" day] ("," day ["-" day])*
    span  = time "-" time

Days are named in English, German, French, Italian, Spanish, Dutch (whole or by three letters or more) or Chinese, and may run
over the end of the week ("Sat-Mon"). A time is 9:00, 09.00, 9h30, 9 or 9 am; 24:00 is the end of a day, and a span whose end is
not after its begin ("22:00-06:00") runs into the next day. Case, accents, full stops and full-width characters do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from svcflow.calendars.weekly import MINUTES_OF_WEEK, WeeklyCalendar
from svcflow.errors import InputError

Spans = tuple[tuple[int, int], ...]
"""half-open intervals [minutes of the week], sorted and disjoint"""

_DAY = 24 * 60
_LONGEST_CLOSURE = 366
_NAMES = (
    "monday montag lundi lunedi lunes maandag mo",
    "tuesday dienstag mardi martedi martes dinsdag tu di",
    "wednesday mittwoch mercredi mercoledi miercoles woensdag we mi wo",
    "thursday donnerstag jeudi giovedi jueves donderdag th do",
    "friday freitag vendredi venerdi viernes vrijdag fr vr",
    "saturday samstag samedi sabato sabado zaterdag sa za",
    "sunday sonntag dimanche domenica domingo zondag su so zo",
)
_CHINESE = "一二三四五六日"
_SHOWN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TO = {"to", "until", "bis", "tot", "a", "al", "au"}
_AND = {"and", "und", "et", "e", "y", "en"}
_EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
_TOKEN = re.compile(
    r"\s*(?:(?P<time>(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})|h)?(?!\d)(?:\s*(?P<half>[ap])\.?m\b\.?)?)"
    r"|(?P<dash>[-–—~至到])"
    r"|(?P<comma>[,;、&+])"
    r"|(?:周|週|星期|礼拜|禮拜)(?P<chinese>[一二三四五六日天])"
    r"|(?P<word>[^\W\d_]+)\.?)\s*"
)
_HOW = 'Write it like "Mon-Fri 09:00-17:30, Sat 09:00-12:00", or "always".'


def parse_hours(text: str) -> Spans:
    """The open hours that a text says [minutes of the week]; what overlaps is joined.

    Raises
    ------
    InputError
        The text does not follow this module's grammar; the problem names the word that does not fit.

    Examples
    --------
    >>> parse_hours("Mon, Sun 22:00-06:00")
    ((0, 360), (1320, 1800), (9960, 10080))
    """
    plain = _plain(text)
    if plain.strip(" .") == "always":
        return ((0, MINUTES_OF_WEEK),)
    days: tuple[int, ...] = ()
    spans: list[tuple[int, int]] = []
    said_days, fresh = False, False
    for kind, first, last in _items(plain):
        if kind == "days":
            days = (*days, *_run(first, last)) if fresh else _run(first, last)
            said_days, fresh = True, True
        else:
            spans += [(day * _DAY + first, day * _DAY + last) for day in (days if said_days else _EVERY_DAY)]
            fresh = False
    if fresh or not spans:
        raise InputError(f'"{text.strip()}" names no hours{" after its last day" if spans else ""}.', remedy=_HOW)
    return WeeklyCalendar.of_minutes(spans).intervals


def parse_days(text: str) -> tuple[date, ...]:
    """The days from a date or from a range of dates, "2024-12-26..2025-01-01", both ends included.

    Raises
    ------
    InputError
        It is neither, runs backwards, or lasts longer than a year.
    """
    first, dots, last = (part.strip() for part in text.partition(".."))
    begin = _date(first, text)
    end = _date(last, text) if dots else begin
    count = (end - begin).days + 1
    if count < 1:
        raise InputError(f'"{text}" ends before it begins.', remedy=f'Did you mean "{last}..{first}"?')
    if count > _LONGEST_CLOSURE:
        raise InputError(f'"{text}" is closed for {count} days, more than a year.', remedy="Are its years right?")
    return tuple(begin + timedelta(days=number) for number in range(count))


def spoken_hours(spans: Iterable[tuple[int, int]]) -> str:
    """Hours in the words of `parse_hours`, which reads them back to the same minutes; empty for no hours."""
    spans = WeeklyCalendar.of_minutes(spans).intervals
    if spans == ((0, MINUTES_OF_WEEK),):
        return "always"
    by_day = [
        ", ".join(f"{_clock(max(a - at, 0))}-{_clock(min(b - at, _DAY))}" for a, b in spans if a < at + _DAY and b > at)
        for at in range(0, MINUTES_OF_WEEK, _DAY)
    ]
    said: list[str] = []
    day = 0
    while day < len(by_day):
        last = day
        while last + 1 < len(by_day) and by_day[last + 1] == by_day[day]:
            last += 1
        if by_day[day]:
            said.append(f"{_SHOWN[day]}{f'-{_SHOWN[last]}' if last > day else ''} {by_day[day]}")
        day = last + 1
    return ", ".join(said)


def _plain(text: str) -> str:
    """Lower case, half width, without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _items(text: str) -> list[tuple[str, int, int]]:
    """Days from … to … and spans of minutes from … to …, in the order in which they are said."""
    tokens = _tokens(text)
    items: list[tuple[str, int, int]] = []
    at = 0
    while at < len(tokens):
        kind, value, said = tokens[at]
        if kind == "comma":
            at += 1
            continue
        if kind == "dash":
            raise InputError(f'there is nothing before "{said}" in "{text}".', remedy=_HOW)
        partner = tokens[at + 2] if at + 2 < len(tokens) and tokens[at + 1][0] == "dash" else None
        if partner is not None and partner[0] != kind:
            raise InputError(f'"{said}" to "{partner[2]}" is neither days nor hours.', remedy=_HOW)
        if kind == "time":
            if partner is None:
                raise InputError(f'"{said}" has no end.', remedy='Write it like "09:00-17:30".')
            items.append(("span", *_span(value, partner[1], f"{said}-{partner[2]}")))
        else:
            items.append(("days", value, value if partner is None else partner[1]))
        at += 1 if partner is None else 3
    return items


def _tokens(text: str) -> list[tuple[str, int, str]]:
    """Kind (`time`, `day`, `dash` or `comma`), number (minute or weekday) and words of every token."""
    tokens: list[tuple[str, int, str]] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            if not text[at:].strip():
                break
            raise InputError(f'"{text[at:].strip()}" is neither a day nor a time.', remedy=_HOW)
        said = found[0].strip()
        if found["time"]:
            tokens.append(("time", _minute(found, said), said))
        elif found["dash"] or found["word"] in _TO:
            tokens.append(("dash", 0, said))
        elif found["comma"] or found["word"] in _AND:
            tokens.append(("comma", 0, said))
        else:
            tokens.append(("day", _weekday(found), said))
        at = found.end()
    return tokens


def _minute(found: re.Match[str], said: str) -> int:
    """The minute of the day that is said."""
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise InputError(f'"{said}" is no time of the day.', remedy='Write it like "9 am" or "17:30".')
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    if minute >= 60 or hour * 60 + minute > _DAY:
        raise InputError(f'"{said}" is no time of the day.', remedy="Hours go from 0:00 to 24:00, minutes from 00 to 59.")
    return hour * 60 + minute


def _weekday(found: re.Match[str]) -> int:
    if found["chinese"]:
        return _CHINESE.index(found["chinese"].replace("天", "日"))
    word = found["word"]
    for number, names in enumerate(_NAMES):
        if any(word == name or (len(word) >= 3 and name.startswith(word)) for name in names.split()):
            return number
    raise InputError(f'"{word}" is no day of the week.', remedy='Days are "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun".')


def _run(first: int, last: int) -> tuple[int, ...]:
    """The weekdays from one to another, over the end of the week where need be."""
    return tuple((first + number) % 7 for number in range((last - first) % 7 + 1))


def _span(first: int, last: int, said: str) -> tuple[int, int]:
    if first == last:
        raise InputError(f'"{said}" begins and ends at once.', remedy='A whole day is "00:00-24:00".')
    if first == _DAY:
        raise InputError(f'"{said}" begins at the end of a day.', remedy=f'Write "00:00-{_clock(last)}", with the next day.')
    return (first, last) if last > first else (first, last + _DAY)


def _date(said: str, text: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise InputError(
            f'"{text}" is no day.', remedy='Write it like "2024-12-25", or "2024-12-26..2025-01-01" for several days.'
        ) from None


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
