"""What sentences are made with: names, lists, hours of the week, titles of indicators."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from svcflow import units
from svcflow.language import listed, tell, tell_many
from svcflow.report.findings.finding import Changed, Hours

LONGEST_NAME = 60
MOST_NAMED = 2
"""More indicators than this are counted."""


def named(name: str) -> str:
    """A step's, team's or redesign's name, cut where no sentence could hold it."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def joined(*sentences: str) -> str:
    """Sentences one after the other; those that are empty are left out."""
    said = [each for each in sentences if each]
    return reduce(lambda first, second: tell("{first} {second}", first=first, second=second), said) if said else ""


def enumerated(parts: list[str]) -> str:
    """Several things as a sentence names them: `a, b and c`."""
    return parts[0] if len(parts) == 1 else tell("{some} and {last}", some=listed(parts[:-1]), last=parts[-1])


def hours_of_week(hours: Hours) -> str:
    """A stretch of the week: `Tue 08:00–13:00`, or `Fri 17:00 to Mon 08:00`."""
    (day, hour), (last, until) = divmod(hours[0], 24), divmod((hours[1] - 1) % 168, 24)
    begin, end = f"{hour:02d}:00", f"{until + 1:02d}:00"
    if last == day and hours[1] - hours[0] <= 24:
        return tell("{day} {begin}–{end}", day=units.weekday(day), begin=begin, end=end)
    return tell("{day} {begin} to {last} {end}", day=units.weekday(day), begin=begin, last=units.weekday(last), end=end)


def indicator_title(name: str, title: str) -> str:
    """The title of an indicator within a sentence, with the team where it is a team's."""
    team = name.partition(":")[2]
    whole = tell(title.removesuffix(f", {team}")) if team else tell(title)
    lower = whole[:1].lower() + whole[1:]
    return tell("{indicator} of {team}", indicator=lower, team=named(team)) if team else lower


def indicator_names(changed: Sequence[Changed]) -> str:
    """The titles of some indicators, the first by name, the others counted."""
    names = [indicator_title(each.name, each.title) for each in changed[:MOST_NAMED]]
    rest = len(changed) - MOST_NAMED
    return enumerated(names + ([tell_many("{count} more", "{count} more", rest)] if rest > 0 else []))
