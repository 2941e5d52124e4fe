"""Bottlenecks as a person reads them: the ranking, the worst queues in words, the teams behind them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, mark, say_data, table

if TYPE_CHECKING:
    from svcflow.timing import Bottleneck
    from svcflow.timing.queues.episodes import Episode
    from svcflow.timing.queues.evidence import Queue, QueueEvidence
    from svcflow.timing.queues.team_queues import TeamQueue

_ROWS, _TOLD, _TEAMS = 10, 3, 10
_NAME, _TEAM = 22, 12
_LINE = 98
"""letters of a line of prose"""


def bottleneck_tables(found: Sequence[Bottleneck], evidence: QueueEvidence, currency: str = "") -> None:
    """The ranking, a paragraph for each of the three worst queues, and the teams."""
    if not found:
        bullets(["No waiting was found before any step: nothing to rank."])
        return
    money = any(each.saving_money is not None for each in found)
    heads = ["before", "team:", "cause:", "of waiting", "saves", "95 % interval", *(["worth"] if money else [])]
    note = f"… and {len(found) - _ROWS} more" if len(found) > _ROWS else ""
    table(
        "Where time is lost, and what the mean ticket would save without it",
        heads,
        [_row(each, currency, money) for each in found[:_ROWS]],
        note,
    )
    if note:
        say_data("")
    for queue in evidence.queues[:_TOLD]:
        _tell(queue)
    if evidence.teams:
        _team_table(evidence.teams, currency)
    bullets(textwrap.fill(each, _LINE - 2, subsequent_indent="  ") for each in evidence.notes)


def _row(each: Bottleneck, currency: str, money: bool) -> tuple[str, ...]:
    unit = units.unit_for(each.per_case_h)
    share = each.per_case_h / each.saving_h if each.saving_h else 0.0
    bounds = [None if bound is None else units.number(bound * share / unit.hours) for bound in (each.saving_low, each.saving_high)]
    interval = "" if None in bounds else f"{bounds[0]} … {bounds[1]}{units.THIN}{unit.many}"
    told = (_short(each.where, _NAME), _short(each.team or "", _TEAM), each.cause, units.share(each.share))
    saved = (unit.text(each.per_case_h) + mark(each.basis), interval)
    return (*told, *saved, units.quantity(each.saving_money, currency)) if money else (*told, *saved)


def _tell(queue: Queue) -> None:
    """One queue in a few sentences."""
    team = f" ({queue.team})" if queue.team else ""
    say_data(_short(f"{queue.where}{team}", _LINE))
    told = " ".join((queue.why, *_length(queue), *(_episode(each) for each in queue.episodes[:1] if each.peak > 1)))
    say_data(textwrap.fill(told, _LINE, initial_indent="  ", subsequent_indent="  ") + "\n")


def _length(queue: Queue) -> Iterator[str]:
    from svcflow.timing.queues.kinds import pace_in_words

    longest = f"never more than {units.count(queue.longest)} ({_moment(queue.longest_at)})"
    usual = f"half of the time {f'at most {units.count(queue.usual_length)}' if queue.usual_length else 'none'}"
    yield f"On average {units.number(queue.mean_length)} wait{mark(queue.basis)}, {usual}, {longest}."
    if queue.kind != "overloaded" and queue.arrivals_per_h is not None and queue.room_per_h is not None:
        yield f"{pace_in_words(queue.arrivals_per_h, queue.room_per_h).capitalize()}."
    if queue.worst.hours != "all week":
        yield f"Longest {queue.worst.hours}."
    if queue.grows and queue.drains and queue.grows.tickets >= 1:
        yield (
            f"In the mean week it grows by {units.number(queue.grows.tickets)} {queue.grows.hours}, "
            f"and drains {queue.drains.hours}."
        )  # fmt: skip


def _episode(each: Episode) -> str:
    why = " and ".join(each.reasons) if each.reasons else "nothing else was out of the ordinary"
    same = each.end.date() == each.begin.date()
    end = f"{each.end:%H:%M}" if same else _moment(each.end, year=each.end.year != each.begin.year)
    return (
        f"Worst from {_moment(each.begin)} to {end}: up to {units.count(each.peak)} at once, "
        f"{units.count(each.tickets)} tickets in all; {why}."
    )  # fmt: skip


def _team_table(teams: Sequence[TeamQueue], currency: str) -> None:
    cost = any(each.idle_money is not None for each in teams)
    heads = [
        "team",
        "people",
        "at work",
        "waiting",
        "of all",
        "behind others",
        "saves, all",
        "idle",
        *(["idle costs"] if cost else []),
    ]
    rows = []
    for each in teams[:_TEAMS]:
        behind = units.share(each.contention_h / each.waiting_h) if each.waiting_h else ""
        told = (_short(each.team, _NAME), units.count(each.load.people), units.share(each.load.utilisation), units.duration(each.waiting_h))
        rest = (units.share(each.share), behind, units.duration(each.saving_h), _hours(each.idle_h))
        rows.append((*told, *rest, units.quantity(each.idle_money, currency)) if cost else (*told, *rest))
    table("Teams, by what waits for them", heads, rows, f"… and {len(teams) - _TEAMS} more" if len(teams) > _TEAMS else "")


def _hours(hours: float | None) -> str:
    """Hours of people, which are no days."""
    return units.NOTHING if hours is None else f"{units.number(hours)}{units.THIN}h"


def _moment(at: datetime, year: bool = True) -> str:
    return f"{at.day} {at:%b %Y %H:%M}" if year else f"{at.day} {at:%b %H:%M}"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
