"""Gatherings as people write them: the times of the week at which a board meets, and what must be said so that nobody waits for ever."""

from __future__ import annotations

import re

from svcflow.calendars import check_timezone
from svcflow.errors import ModelError
from svcflow.model.document import Gathering
from svcflow.model.hours import DAYS

_TIME = re.compile(r"([A-Z][a-z]{2}) ([0-9]{2}):([0-9]{2})")
_DAY = 24 * 60
_WHOLE: dict[tuple[str, ...], str] = {DAYS[:5]: "Mon–Fri", DAYS: "daily"}


def weekly_minutes(gathering: Gathering) -> tuple[int, ...]:
    """Its times in minutes of the week (0 = Monday 00:00), in order, each once.

    Raises
    ------
    ModelError
        Where one cannot be understood; the place is the path inside the gathering.
    """
    return tuple(sorted({_minute(text, f"times[{at}]") for at, text in enumerate(gathering.times)}))


def weekly_time(minute: int) -> str:
    """A minute of the week as people write it: 2280 is "Tue 14:00"."""
    return f"{DAYS[minute // _DAY]} {minute % _DAY // 60:02d}:{minute % 60:02d}"


def spoken_gathering(it: Gathering) -> str:
    """When it releases its tickets, in words: "released Tue 14:00 and Thu 14:00"."""
    said = [_listed(it.times)] if it.times else []
    said += [f"as soon as there are {it.size}"] if it.size else []
    said += [f"{it.most_h:g} h after the first of them came"] if it.most_h else []
    return f"released {' or '.join(said)}"


def check_gathering(gathering: Gathering, place: str) -> None:
    """Refuse a gathering that may never release its tickets.

    Raises
    ------
    ModelError
        The place is the path inside the document.
    """
    try:
        weekly_minutes(gathering)
        check_timezone(gathering.timezone, "timezone", ModelError)
    except ModelError as error:
        raise ModelError(error.problem, place=f"{place}.{error.place}", remedy=error.remedy) from None
    if gathering.times or gathering.most_h is not None:
        return
    if gathering.size is None:
        remedy = 'Give it "times", like ["Tue 14:00"], a "size" or "most_h"; or set it to null.'
        raise ModelError("Nothing says when the gathered tickets are released.", place=place, remedy=remedy)
    problem = f"size (={gathering.size}) alone may keep the last tickets for ever: nobody may come to complete them."
    raise ModelError(problem, place=place, remedy='Give "most_h" as well: how long the first of them waits at most [h]; or "times".')


def _minute(text: str, place: str) -> int:
    found = _TIME.fullmatch(text)
    if found and found[1] in DAYS and int(found[2]) < 24 and int(found[3]) < 60:
        return DAYS.index(found[1]) * _DAY + int(found[2]) * 60 + int(found[3])
    raise ModelError(f'"{text}" is no time of the week.', place=place, remedy='Write it like "Tue 14:00".')


def _listed(times: tuple[str, ...]) -> str:
    """Days that share a clock time together, in the order of the week."""
    days: dict[str, list[str]] = {}
    for minute in sorted({_minute(text, "times") for text in times}):
        day, clock = weekly_time(minute).split()
        days.setdefault(clock, []).append(day)
    return " and ".join(f"{_WHOLE.get(tuple(it), ', '.join(it))} {clock}" for clock, it in days.items())
