"""Steps before which tickets are gathered and released together (`svcflow.model.document.Gathering`), found in a log.

For each step two kinds of rules are tried on the first half of its tickets: **times** of the week, and a **number** of tickets with a
longest wait, or the longest wait alone. The times are taken up one after the other, each the one that makes most tickets agree
(`releases`), from those at which tickets that lay were begun again and again: on one day, Monday to Friday, or daily.

A step that is not gathered lets go of its tickets one by one; so what a rule must explain is what lay while people were idle, and it
takes 20 tickets that did in either half. The best rule of the first half is believed if it tells the second clearly better than delays
drawn ticket by ticket, each from those of its flow in the first half: if it is off by a third as many hours at most, and if three fifths as
many tickets disagree at most (as do with delays on the elapsed or the working clock, whichever does better). Its times, or its number and
longest wait, are then those of the whole log. What the log leaves open (whether Monday's batch had waited long enough on Saturday or on
Sunday) is told as round as possible.

Limits: one rule for a step, of either kind, not both; batches of one customer, or of one value of an attribute, are not told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from svcflow.calibration.observations import Numbers, Observations, Whole
from svcflow.calibration.people import Staff
from svcflow.calibration.releases import NEAR_H, Waits, agrees, off_h, releases, slack
from svcflow.calibration.rounding import rounded
from svcflow.model import Gathering, weekly_time

LEAST_LAIN = 20
MOST_HOURS, MOST_WRONG = 1 / 3, 0.6
"""of the hours that drawn delays are off, and of the tickets that disagree with them"""
LEAST_WRONG = 10
"""later tickets that must disagree with drawn delays, for anything to be told"""
SEARCHED, SETTLED = 600, 3000
"""tickets, the latest, on which a rule is looked for, and on which the one that holds is settled"""
LEAST_SEEN = 10
"""delays of a flow, to be drawn from"""
LEAST_DAYS, SINGLES, CLOCKS, MOST_TIMES = 3, 40, 15, 20
"""days on which tickets were begun at a time, for it to be tried; how many times are tried, of the week and of the day; are taken up"""
WORTH, WORTH_SHARE = 3, 0.01
"""tickets that a time must make agree to be taken up"""
GRID_MIN, DAY_MIN = 5, 24 * 60
SIZES = (None, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18, 20, 24, 25, 30, 40, 50)
LEVELS = (0.5, 0.75, 0.9, 0.95, 0.99, 1.0)
FINE = tuple(it / 200 for it in range(160, 201))
"""quantiles of the waits at which longest waits are tried: at first, and at last"""
ROUND_H = (0.5, 1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 60, 72, 96, 120, 144, 168, 240, 336)

Count = Callable[[Gathering], int]
"""how many tickets agree with a rule"""


@dataclass(frozen=True, slots=True)
class Gatherings:
    """What was found, by step; and the delay of each row that is left when the wait for the release is taken out [h]."""

    by_step: Mapping[str, Gathering]
    left_h: Numbers


def find_gatherings(seen: Observations, staff: Staff) -> Gatherings:
    """Find the steps of a log that are gathered, by the rules of this module.

    Notes
    -----
    A sort of each step's rows; where tickets lay, some 300 passes over 600 of them, and as many over 3 000 where a rule holds.
    """
    found: dict[str, Gathering] = {}
    left = seen.delay_h.copy()
    source = np.concatenate(([-1], seen.activity[:-1]))
    source[seen.first_row] = -1
    for number, name in enumerate(seen.activities):
        rows = np.flatnonzero(seen.activity == number)
        rows = rows[np.argsort(seen.enabled[rows], kind="stable")]
        waits = Waits(seen.enabled[rows], seen.enabled[rows] + seen.delay_h[rows], seen.begin[rows])
        rule = _gathering(seen, staff, waits, source[rows])
        if rule is not None:
            found[name] = rule
            left[rows] = _left(rule, waits, seen)
    return Gatherings(found, left)


def _left(rule: Gathering, waits: Waits, seen: Observations) -> Numbers:
    """How long each ticket lay after its release while people were idle [h]."""
    at = releases(rule, waits, seen.origin)
    after = waits.low - np.maximum(at, waits.ready)
    return np.where(after > slack(at - waits.ready), after, 0.0)


def _gathering(seen: Observations, staff: Staff, waits: Waits, source: Whole) -> Gathering | None:
    """The rule of one step, if it has one; `source` is the step before, of each ticket."""
    count = len(waits.ready)
    half = count // 2
    lain = waits.low - waits.ready > NEAR_H
    if min(lain[:half].sum(), lain[half:].sum()) < LEAST_LAIN:
        return None
    rule = _best(seen, waits.part(max(half - SEARCHED, 0), half), (_of_times, _of_numbers))
    if rule is None:
        return None
    wait, later = releases(rule, waits, seen.origin) - waits.ready, slice(half, count)
    wrong, off = 1 - float(agrees(wait, waits)[later].mean()), float(off_h(wait, waits)[later].mean())
    drawn_wrong, drawn_off = _drawn(waits, source, half)
    drawn_wrong = min(drawn_wrong, _drawn(_working(waits, staff), source, half)[0])
    if drawn_wrong * (count - half) < LEAST_WRONG or wrong > MOST_WRONG * drawn_wrong or off > MOST_HOURS * drawn_off:
        return None
    settled = _best(seen, waits.part(max(count - SETTLED, 0), count), (_of_times if rule.times else _of_numbers,))
    return (settled or rule).model_copy(update={"n": count})


def _drawn(waits: Waits, source: Whole, half: int) -> tuple[float, float]:
    """What of the later tickets would disagree, and by how many hours they would be off, had each a delay of an earlier one of its flow."""
    wrong = off = 0.0
    for flow in np.unique(source[half:]).tolist():
        rows = half + np.flatnonzero(source[half:] == flow)
        known = np.flatnonzero(source[:half] == flow)
        known = known if len(known) >= LEAST_SEEN else np.arange(half)
        delays = np.sort(waits.low[known] - waits.ready[known])
        before = np.concatenate(([0.0], np.cumsum(delays)))
        low, high = waits.low[rows] - waits.ready[rows], waits.high[rows] - waits.ready[rows]
        wrong += float(np.searchsorted(delays + slack(delays), low).sum()) / len(delays)
        wrong += len(rows) - float(np.searchsorted(delays - NEAR_H, high, side="right").sum()) / len(delays)
        short, fit = np.searchsorted(delays, low), np.searchsorted(delays, high)
        off += float((short * low - before[short]).sum()) / len(delays)
        off += float((before[-1] - before[fit] - (len(delays) - fit) * high).sum()) / len(delays)
    return wrong / (len(source) - half), off / (len(source) - half)


def _working(waits: Waits, staff: Staff) -> Waits:
    """The same on the clock of working time, as if all had been ready at 0."""
    low, high = (staff.service.work_between_all(waits.ready, at) for at in (waits.low, waits.high))
    return Waits(np.zeros(len(low)), low, high)


def _best(seen: Observations, waits: Waits, kinds: Iterable[Callable[[Observations, Waits, Count], Gathering | None]]) -> Gathering | None:
    """The rule of these kinds with which most tickets agree; None where more agree with no gathering at all."""

    def agreeing(rule: Gathering) -> int:
        return int(agrees(releases(rule, waits, seen.origin) - waits.ready, waits).sum())

    best, most = None, int((waits.low - waits.ready <= NEAR_H).sum())
    for kind in kinds:
        rule = kind(seen, waits, agreeing)
        if rule is not None and agreeing(rule) > most:
            best, most = rule, agreeing(rule)
    return best


def _of_times(seen: Observations, waits: Waits, agreeing: Count) -> Gathering | None:
    """The times of the week with which most tickets agree."""

    def rule(minutes: Iterable[int]) -> Gathering:
        return Gathering(times=tuple(weekly_time(it) for it in sorted(minutes)), timezone=seen.log.timezone)

    moves = _moves(seen, waits.high[waits.low - waits.ready > NEAR_H])
    worth = max(WORTH, WORTH_SHARE * len(waits.ready))
    chosen: frozenset[int] = frozenset()
    most = 0
    while moves:
        counts = [agreeing(rule(chosen | move)) for move in moves]
        best = max(range(len(moves)), key=lambda at: (counts[at], -len(moves[at]), _roundness(moves[at]), -at))
        more = chosen | moves[best]
        if len(more) > MOST_TIMES or counts[best] - worth < most:
            break
        chosen, most = more, counts[best]
    for minute in sorted(chosen):
        if len(chosen) > 1 and agreeing(rule(chosen - {minute})) >= most:
            chosen -= {minute}
    return rule(chosen) if chosen else None


def _roundness(minutes: Iterable[int]) -> int:
    """How round a time of the day is that all of these minutes of the week have."""
    return max(it for it in (1, 5, 10, 15, 30, 60) if all(minute % it == 0 for minute in minutes))


def _moves(seen: Observations, begins: Numbers) -> list[frozenset[int]]:
    """Minutes of the week at which these tickets were begun on most days, and such of the day: Monday to Friday, or daily."""
    at = int(seen.origin.timestamp()) + np.round(begins * 3600).astype(np.int64)
    local = pl.from_epoch(pl.Series(at), time_unit="s").dt.replace_time_zone("UTC").dt.convert_time_zone(seen.log.timezone).dt
    minute = (local.hour().cast(pl.Int64) * 60 + local.minute()) // GRID_MIN * GRID_MIN
    begun = pl.DataFrame({"weekday": local.weekday().cast(pl.Int64) - 1, "minute": minute, "date": local.date()}).unique()
    weekly, daily = (
        begun.group_by(by).len().filter(pl.col("len") >= LEAST_DAYS).sort("len", *by, descending=[True, *(False for _ in by)])
        for by in (["weekday", "minute"], ["minute"])
    )
    singles = [frozenset({day * DAY_MIN + clock}) for day, clock, _ in weekly.head(SINGLES).rows()]
    clocks = [clock for clock, _ in daily.head(CLOCKS).rows()]
    return singles + [frozenset(day * DAY_MIN + clock for day in range(days)) for clock in clocks for days in (5, 7)]


def _of_numbers(seen: Observations, waits: Waits, agreeing: Count) -> Gathering | None:
    """The number and the longest wait with which most tickets agree, or the longest wait alone."""
    lain = waits.low - waits.ready
    lain = lain[lain > NEAR_H]
    low, *_, high = levels = np.quantile(lain, LEVELS).tolist()
    longest = sorted({*levels, *(it for it in ROUND_H if low / 3 <= it <= 1.5 * high)})
    rules = [Gathering(size=size, most_h=most_h) for size in SIZES for most_h in longest]
    best = max(rules, key=agreeing)
    return _rounder(best, sorted({*longest, *np.quantile(lain, FINE).tolist(), *ROUND_H}), agreeing)


def _rounder(rule: Gathering, longest: Iterable[float], agreeing: Count) -> Gathering:
    """The rule with the best of these longest waits; of equally good ones a whole day, or a round number, in the middle of them."""
    counts = {it: agreeing(rule.model_copy(update={"most_h": it})) for it in longest}
    equal = [it for it, count in counts.items() if count == max(counts.values())]
    middle = float(np.log(equal[0]) + np.log(equal[-1])) / 2
    whole = [it for it in equal if it in ROUND_H]
    chosen = min([it for it in whole if it % 24 == 0] or whole or equal, key=lambda it: abs(float(np.log(it)) - middle))
    return rule.model_copy(update={"most_h": float(rounded(chosen, 4))})
