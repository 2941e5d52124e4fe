"""The hours of the week in which delays end: the pace of a clock on which they pass (`svcflow.model.document.Rhythm`).

The paces are found by comparison. Each delay is laid from its own begin, with the length of another delay of the same flow; where more
delays really end in an hour of the week than end there so, the hour's pace is raised in proportion, where fewer do it is lowered; and so
on, a few times, lengths being measured anew on each clock. So what is kept is what hours and days do to delays, and not the hours at
which delays begin.

Of delays on the clock of working time the paces are those of the service's hours at most: what nobody is there to do does not begin.

How finely a week is told depends on what foretells the other half of the log best, by likelihood, each half (by time) being told by the
other: day and hour of the day each by itself, the two multiplied, or hour by hour; or no rhythm at all, the hours of the begins
and the lengths of the delays making what they make.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from svcflow.calibration.observations import Numbers, Whole

ROUNDS = 8
DRAWS = 8
FEWEST = 100
"""delays that tell a rhythm"""
CELLS = 168
BLANK = 0.01
"""share of the delays that may end at any hour, where a likelihood is taken"""
HOURLY_PRIOR = 168.0
"""how many delays the expectation of day times hour counts as, where the week is told hour by hour"""


@dataclass(frozen=True, slots=True)
class Week:
    """The hour of the local week of each hour since a log's origin."""

    hour: Whole

    @classmethod
    def of(cls, origin: datetime, timezone: str, hours: float) -> Week:
        """Laid out for some hours since the origin, and a year more."""
        last = origin + min(timedelta(hours=int(hours) + 366 * 24), datetime.max.replace(tzinfo=UTC) - origin - timedelta(days=2))
        at = pl.datetime_range(origin, last, "1h", eager=True, time_zone="UTC").dt.convert_time_zone(timezone)
        return cls(((at.dt.weekday().cast(pl.Int64) - 1) * 24 + at.dt.hour().cast(pl.Int64)).to_numpy())

    def passed(self, paces: Numbers) -> Numbers:
        """What has passed on the clock of these paces at the begin of each hour, and at the last end."""
        return np.concatenate(([0.0], np.cumsum(paces[self.hour])))

    def counts(self, at: Numbers) -> Numbers:
        """How many of these instants [h] lie in each hour of the week."""
        cell = np.clip(at.astype(np.int64), 0, len(self.hour) - 1)
        return np.bincount(self.hour[cell], minlength=CELLS).astype(np.float64)


def hours_passed(passed: Numbers, begins: Numbers, ends: Numbers) -> Numbers:
    """What has passed on a clock between two instants [h]."""
    return _at(passed, ends) - _at(passed, begins)


def fit_paces(week: Week, begins: Numbers, ends: Numbers, flow: Whole, allowed: Numbers) -> Numbers | None:
    """The pace of each hour of the week, of mean 1, or None where no rhythm foretells ends better than the hours `allowed` (paces too).

    `begins` and `ends` are those of delays > 0 [h since the origin], `flow` is the flow of each.
    """
    if len(begins) < FEWEST:
        return None
    early = begins < np.median(begins)
    halves = [rows for rows in (np.flatnonzero(early), np.flatnonzero(~early)) if len(rows)]
    if len(halves) < 2:
        return None
    plain = [_ended(week, allowed, begins[rows], ends[rows], flow[rows]) for rows in halves]
    real = [week.counts(ends[rows]) for rows in halves]
    ways = (_kinds_of_days, _days_and_hours, _hourly)
    least = max(_likelihood(told(plain[0]), real[0]) + _likelihood(told(plain[1]), real[1]) for told in ways)
    best = None
    for told in ways:
        one, two = (told(counts) * (allowed > 0) for counts in real)
        likelihood = _likelihood(one, real[1]) + _likelihood(two, real[0])
        if likelihood > least:
            least, best = likelihood, told
    return None if best is None else _paces(week, begins, ends, flow, best(week.counts(ends)) * (allowed > 0), best)


def _paces(week: Week, begins: Numbers, ends: Numbers, flow: Whole, wanted: Numbers, told: Callable[[Numbers], Numbers]) -> Numbers | None:
    if wanted.sum() == 0:
        return None
    wanted = wanted / wanted.sum()
    paces = np.where(wanted > 0, 1.0, 0.0)
    for _ in range(ROUNDS):
        made = told(_ended(week, paces, begins, ends, flow))
        paces = paces * np.where(made > 0, wanted / np.where(made > 0, made, 1.0), 1.0)
        paces *= CELLS / paces.sum()
    return paces


def _ended(week: Week, paces: Numbers, begins: Numbers, ends: Numbers, flow: Whole) -> Numbers:
    """How many delays would end in each hour of the week, each being as long as another one of its flow: the mean of several draws."""
    passed = week.passed(paces)
    lengths = hours_passed(passed, begins, ends)
    made = np.zeros(CELLS)
    for draw in range(DRAWS):
        goal = _at(passed, begins) + lengths[_others(flow, draw)]
        cell = np.clip(np.searchsorted(passed, goal, side="left") - 1, 0, len(passed) - 2)
        made += week.counts(cell.astype(np.float64)) / DRAWS
    return made


def _at(passed: Numbers, at: Numbers) -> Numbers:
    cell = np.clip(at.astype(np.int64), 0, len(passed) - 2)
    there: Numbers = passed[cell] + (at - cell) * (passed[cell + 1] - passed[cell])
    return there


def _others(flow: Whole, draw: int) -> Whole:
    """For each row another row of the same flow, at random, each once."""
    order = np.argsort(flow, kind="stable")
    found = np.empty(len(flow), dtype=np.int64)
    found[order] = np.lexsort((np.random.default_rng(draw).random(len(flow)), flow))
    return found


def _likelihood(expected: Numbers, counts: Numbers) -> float:
    shares = (1 - BLANK) * expected / max(expected.sum(), 1e-300) + BLANK / CELLS
    return float(np.sum(counts * np.log(shares)))


def _kinds_of_days(counts: Numbers) -> Numbers:
    """By hour of the day: Monday to Friday alike, Saturday, Sunday."""
    table = counts.reshape(7, 24)
    shares: Numbers = np.concatenate((np.tile(table[:5].mean(axis=0), 5), table[5], table[6])) / max(counts.sum(), 1.0)
    return shares


def _days_and_hours(counts: Numbers) -> Numbers:
    """The day's share times the hour's share of its kind of day."""
    hours = _kinds_of_days(counts).reshape(7, 24)
    days = counts.reshape(7, 24).sum(axis=1) / max(counts.sum(), 1.0)
    shares: Numbers = (hours / np.maximum(hours.sum(axis=1, keepdims=True), 1e-300) * days[:, None]).reshape(-1)
    return shares


def _hourly(counts: Numbers) -> Numbers:
    shares: Numbers = (counts + HOURLY_PRIOR * _days_and_hours(counts)) / (counts.sum() + HOURLY_PRIOR)
    return shares
