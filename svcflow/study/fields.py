"""What the fields of a study may hold, beyond their type: each check takes a value as TOML gives it, and refuses it in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from pydantic_core import PydanticCustomError

from svcflow.calendars import WeeklyCalendar, check_timezone, parse_days, parse_hours
from svcflow.calendars.spoken import Spans
from svcflow.errors import InputError, did_you_mean
from svcflow.language import normalise

REFUSED = "refused"
"""the type of pydantic's error that carries our own words"""
_ENCODINGS = (
    *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "big5", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949"),
    *("latin-1", "iso8859-15", "cp437", "cp850", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "mac_roman"),
)
_SPAN_LETTERS = frozenset("0123456789:.,;hH-–— ")
_DAYS = 'Write days as 2024-12-25, or a range of them as "2024-12-26..2025-01-01".'


class FieldError(InputError):
    """A refusal of what stands `at` this path inside a field."""

    def __init__(self, problem: str, *, remedy: str, at: tuple[str | int, ...] = ()) -> None:
        super().__init__(problem, remedy=remedy)
        self.at = at


def in_words(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The check as pydantic wants it."""

    def validate(value: Any) -> Any:
        try:
            return check(value)
        except InputError as error:
            said = {"problem": error.problem, "remedy": error.remedy, "at": getattr(error, "at", ())}
            raise PydanticCustomError(REFUSED, "{problem}", said) from None

    return validate


def check_zone(name: str) -> str:
    """A time zone's name."""
    return check_timezone(name)


def check_language(name: str) -> str:
    """A language that reports are told in."""
    try:
        return normalise(name)
    except ValueError as error:
        raise FieldError(f"{error}.", remedy='Write "en", "zh-Hans" or "zh-Hant".') from None


def check_scale(text: str) -> str:
    """A scale, as voice reads it."""
    from svcflow.voice import scale_of

    scale_of(text)
    return text


def check_share(value: float) -> float:
    """A share."""
    if not 0 <= value <= 1:
        raise FieldError(f"{value:g} is no share.", remedy="Write a number from 0 to 1.")
    return value


def check_path(path: str) -> str:
    r"""A path: in double quotes TOML reads the `\t` of "C:\tickets.csv" as a tabulator."""
    if not path.isprintable():
        problem = f"{path!r} holds a sign that no path has."
        raise FieldError(problem, remedy="Put a path that holds backslashes in single quotes, or write / instead.")
    return path


def check_encoding(name: str) -> str:
    """An encoding that Python can read."""
    try:
        b" ".decode(name)
    except UnicodeDecodeError:
        return name  # which has no letter of one byte
    except (LookupError, ValueError):
        nearest = did_you_mean(name, _ENCODINGS)
        remedy = nearest if nearest.startswith("Did") else 'Give a name such as "utf-8", "cp1252", "gb18030" or "shift_jis".'
        raise FieldError(f'"{name}" is no encoding.', remedy=remedy) from None
    return name


def check_delimiter(sign: str) -> str:
    """The one sign that parts fields."""
    if len(sign) != 1 or sign.isalnum() or sign in "\"'\r\n\0":
        raise FieldError(f'"{sign}" cannot part fields.', remedy='Give one sign, such as ";" or "\\t" (a tabulator).')
    return sign


def read_sheet(sheet: Any) -> str:
    """A sheet's name, or its number from 1, as the command line has them."""
    if isinstance(sheet, bool) or not isinstance(sheet, str | int) or sheet in ("", 0) or (isinstance(sheet, int) and sheet < 0):
        raise FieldError(f"{toml(sheet)} is no sheet.", remedy='Give its name, like "Tickets", or its number: 1 is the first.')
    return str(sheet)


def check_columns(said: Mapping[str, str]) -> Mapping[str, str]:
    """A map of columns: its keys are ours."""
    from svcflow.eventlog.columns.choosing import CHANGES, KEYS

    for name in said:
        if name not in (*KEYS, *CHANGES):
            raise FieldError(f'"{name}" is not one of our columns.', remedy=did_you_mean(name, (*KEYS, *CHANGES)), at=(name,))
    return said


def read_limits(said: Any) -> dict[str, str]:
    """Limits by name, in the form that the command line has: "2G", "500"."""
    from svcflow.eventlog.sources.limits import parse_limits

    if not isinstance(said, Mapping):
        raise FieldError(f"{toml(said)} is no table.", remedy='Write [limits], and below it lines such as: unpacked_bytes = "16G"')
    for name, value in said.items():
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise FieldError(f"{toml(value)} is no whole number.", remedy='Write it like 500 or "2G".', at=(name,))
        try:
            parse_limits([f"{name}={value}"])
        except InputError as error:
            raise FieldError(error.problem, remedy=error.remedy, at=(name,)) from None
    return {str(name): str(value) for name, value in said.items()}


def read_hours(said: Any) -> Spans:
    """Hours in words, a list of them, or a table of hours by day; what they say together."""
    spans: list[tuple[int, int]] = []
    for at, text in _texts(said):
        try:
            spans += parse_hours(text)
        except InputError as error:
            raise FieldError(error.problem, remedy=error.remedy, at=at) from None
    if not spans:
        raise FieldError("there are no hours in it.", remedy='Write them like "Mon-Fri 09:00-17:30".')
    return WeeklyCalendar.of_minutes(spans).intervals


def read_holidays(said: Any) -> tuple[date, ...]:
    """Days, and ranges of days in words, in order."""
    days: set[date] = set()
    for number, each in enumerate(said if isinstance(said, list) else [said]):
        if isinstance(each, date) and not isinstance(each, datetime):
            days.add(each)
            continue
        if not isinstance(each, str):
            raise FieldError(f"{toml(each)} is no day.", remedy=_DAYS, at=(number,))
        try:
            days.update(parse_days(each))
        except InputError as error:
            raise FieldError(error.problem, remedy=error.remedy, at=(number,)) from None
    return tuple(sorted(days))


def toml(value: Any) -> str:
    """A value as the file has it, shortened to what names it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else f"{text[:78]}…"


def _texts(said: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each text of hours, with its place; those of a table begin with their day."""
    if isinstance(said, str):
        yield at, said
    elif isinstance(said, list):
        for number, each in enumerate(said):
            yield from _texts(each, (*at, number))
    elif isinstance(said, dict):
        for day, each in said.items():
            for place, text in _texts(each, (*at, day)):
                if not set(text) <= _SPAN_LETTERS:
                    raise FieldError(f'"{text}" is more than hours.', remedy='Under a day write hours alone, like "09:00-17:30".', at=place)
                yield place, f"{day} {text}"
    else:
        raise FieldError(f"{toml(said)} says no hours.", remedy='Write them like "Mon-Fri 09:00-17:30".', at=at)
