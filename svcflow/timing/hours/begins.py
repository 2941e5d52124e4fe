"""When work began, where the log says only when it ended.

A desk that logs one timestamp for each step knows when the step was done, not when it was taken up. Its begin cannot lie
before the case had reached the step (the **case's previous end**, or the recorded `enabled_time`), nor before the person had
put down what they did before (the **worker's previous end**, in whatever case). What remains between the later of the two and
the end, the **gap** [working h, on the calendar that `find_calendars` finds], is an upper limit of the work; often idle time is
part of it. The shorter the gaps of an activity are, the less of them is idle, so three kinds are told apart:

- *continued*: the worker's previous end is the case's: the same person goes on with the same case;
- *queued*: the worker's is later: the case waited for somebody who was busy until then;
- *fresh*: the case's is later, and its worker was idle or away.

Where fresh gaps are at most twice as long as the others (the median over the activities, by their gaps, of the ratio of the
medians), people **take up at once** what reaches them; where they are longer, idle time is part of many gaps, and they are
trusted less. The rule:

1. what an activity takes is shown by that kind of gaps, of those with at least 20, whose median is least; fresh ones count only
   where people take up at once. Where an activity has too few, all activities together show it, by the same rule, else all
   continued and queued gaps;
2. a gap up to a limit is work, all of it: the step began at the bound. The limit is the upper quartile, and where people take up
   at once an interquartile range more;
3. a longer gap is idle in part: the step takes what is typical, counted backwards from its end on the worker's calendar. That is
   the upper quartile where people take up at once, for it is mostly long work whose gap is long; else the median.

Steps without a resource are bound by the case alone; where no worker's previous end is known, every step takes the lower
quartile of the gaps between the ends of a case, at most. The first step of a case has nothing before it: unless an enabled time
is recorded, its begin is its end, its processing 0, and the lead time begins at that first instant. Pauses (customer, supplier)
occupy nobody: they begin when the case reaches them.

Limits: work in parallel on several cases is told as one after another; a step that waited while its worker was idle looks
like work, up to the limit of 2.; a step whose work is longer is cut. How far that is off can be seen on any log that
records begins: `begin_accuracy` (`svcflow.timing.hours.begin_accuracy`) hides them and compares.

Accuracy (processing of all steps but first ones and pauses, elapsed hours; true values in brackets):

| log | mean | median | mean absolute error | right to the minute |
|---|---|---|---|---|
| service desk, bundled | 1.32 (1.25) | 0.28 (0.28) | 0.83 | 87 % |
| loans, simulated | 1.29 (1.49) | 0.33 (0.33) | 0.20 | 95 % |
| device repair | 0.23 (0.18) | 0.15 (0.13) | 0.05 | 75 % |
| call centre | 0.05 (0.57) | 0.05 (0.03) | 0.56 | 43 % |
| purchasing | 2.30 (2.06) | 0.45 (0.17) | 1.34 | 40 % |
| production floor | 2.15 (2.81) | 1.68 (1.63) | 2.26 | 15 % |

Where people take up at once what reaches them the estimates are good; where they do not, they are rough. The call centre's true
mean comes from a few calls that its log keeps open for days. Steps that last over a night count the night if they began on the
day before, so means of elapsed hours hang on few steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svcflow.calendars import WeeklyCalendar
from svcflow.eventlog import TIME, EventLog
from svcflow.mining.coding import NOBODY, Codes, coded, rows_by_code
from svcflow.timing.hours.work_clocks import Flags, Micros, Numbers, WorkClocks, blocks
from svcflow.timing.hours.working_hours import working_hours

LEAST_GAPS = 20
MOST_FRESH = 2.0
"""as many times the median of the other kinds that of fresh gaps may be, to count as work"""
NEVER = np.iinfo(np.int64).min
CONTINUED, QUEUED, FRESH, ALONE, NO_WORK = range(5)
_KINDS = 3
_CENTURY = 100 * 366 * 24 * 3_600_000_000
_CHUNK = 1 << 16
"""steps that are sorted at a time"""
_QUARTILES = (0.25, 0.5, 0.75)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Limits:
    """By activity: gaps up to `most` are work, of longer ones `typical` is [µs]."""

    most: Floats
    typical: Floats


def estimate_begins(log: EventLog, case: Micros, paused: Flags) -> Micros:
    """Estimate when each step began [µs since 1970]; recorded begins are not looked at.

    Parameters
    ----------
    log : EventLog
        Without queue rows.
    case : array of the steps' length
        When the case reached the step [µs]: the enabled time or the latest earlier end; `NEVER` where nothing is before it.
    paused : array of bool
        Steps that occupy nobody: they wait for a customer or supplier, or only say that the work is over.

    Returns
    -------
    array of int
        Begins, never after the end.

    Notes
    -----
    Two sorts of numbers and some passes: about 3 s for 10 million steps.
    """
    end = log.steps.get_column("end_time").cast(TIME).to_physical().to_numpy()
    if not len(end):
        return np.empty(0, np.int64)
    resource, activity = coded(log.steps.get_column("resource")), coded(log.steps.get_column("activity"))
    begin = previous_end(np.where(paused, np.int32(NOBODY), resource.codes), end)
    kind = np.empty(len(end), np.int8)
    for rows in blocks(len(end)):
        kind[rows] = _bound(begin[rows], case[rows], end[rows])
        kind[rows][paused[rows]] = NO_WORK
    clocks, calendar = log_clocks(log, resource.codes, resource.names, begin, end)
    gap = clocks.work_between(calendar, begin, end)
    limits = _limits(activity.codes, len(activity.names), kind, gap)
    for rows in blocks(len(end)):
        long = rows.start + np.flatnonzero((kind[rows] != NO_WORK) & (gap[rows] > limits.most[activity.codes[rows]]))
        typical = np.round(limits.typical[activity.codes[long]]).astype(np.int64)
        begin[long] = np.maximum(begin[long], np.minimum(clocks.begin_of(calendar[long], end[long], typical), end[long]))
    return begin


def _bound(worker: Micros, case: Micros, end: Micros) -> NDArray[np.int8]:
    """Turn the worker's previous ends into the bounds of the begins, in place, and tell of what kind each gap is."""
    first = case == NEVER
    reached = np.where(first, end, np.minimum(case, end))
    kind = np.where(worker > reached, np.int8(QUEUED), np.int8(FRESH))
    kind[worker == reached] = CONTINUED
    kind[worker == NEVER] = ALONE
    kind[first] = NO_WORK
    np.minimum(worker, end, out=worker)
    np.maximum(worker, reached, out=worker)
    return kind


def previous_end(who: Codes, end: Micros) -> Micros:
    """The same person's previous end [µs]; `NEVER` for their first one and where nobody is known. Of equal ends the first row is first."""
    before = np.full(len(end), NEVER)
    people = int(who.max(initial=NOBODY)) + 1
    rows = rows_by_code(who, people)
    last = np.cumsum(np.bincount(who + np.int32(1), minlength=people + 1)[1:])
    first = 0
    while first < people:
        # Some people at a time, so that the sort stays in the caches.
        start = int(last[first - 1]) if first else 0
        first = max(int(np.searchsorted(last, start + _CHUNK, side="right")), first + 1)
        chunk = rows[start : last[first - 1]]
        chunk = chunk[_order(who[chunk], end[chunk])]
        persons = who[chunk]
        same = persons[1:] == persons[:-1]
        before[chunk[1:][same]] = end[chunk[:-1][same]]
    return before


def _order(who: Codes, end: Micros) -> NDArray[np.int64]:
    """The places ordered by person, end and place."""
    if not len(end):
        return np.empty(0, np.int64)
    least, base = int(who.min()), int(end.min())
    width = int(end.max()) - base + 1
    bits = len(end).bit_length()
    if (int(who.max()) - least + 1) * width >= 1 << (63 - bits):
        return np.lexsort((end, who))
    # Person, instant and place in one number: numpy sorts numbers several times faster than it finds their order.
    key = end - base
    key += (who - np.int64(least)) * width
    key <<= bits
    key |= np.arange(len(end))
    key.sort()
    key &= (1 << bits) - 1
    return key


def log_clocks(log: EventLog, who: Codes, people: tuple[str, ...], first: Micros, last: Micros) -> tuple[WorkClocks, Numbers]:
    """The calendars of a log over its steps' times, and for each step the number of its worker's; the service's where none is known."""
    calendars, service = working_hours(log)
    numbers: dict[WeeklyCalendar, int] = {service: 0}
    of_person = [numbers.setdefault(calendars.get(person, service), len(numbers)) for person in people]
    calendar: Numbers = np.array([*of_person, 0], dtype=np.int32)[who]
    # A step that ends in the year 9999 is not worked on until then: calendars are laid out a century around most steps.
    middle = int(np.median(last[:: len(last) // 1000 + 1]))
    return WorkClocks(list(numbers), max(int(first.min()), middle - _CENTURY), min(int(last.max()), middle + _CENTURY)), calendar


def _limits(activity: Codes, activities: int, kind: NDArray[np.int8], gap: Micros) -> Limits:
    """The limits of every activity, from its own gaps, else from those of all."""
    gaps = _SortedGaps(activity, activities, kind, gap)
    counts, quartiles = gaps.of_each()
    all_counts, all_quartiles = gaps.of_all()
    unknown = _taken_up_at_once(all_counts, all_quartiles, bool(all_counts[0, FRESH] < LEAST_GAPS))
    prompt = _taken_up_at_once(counts, quartiles, unknown)
    most, typical = _chosen(all_counts, all_quartiles, prompt)
    if np.isnan(most[0]):
        busy = gap[kind <= QUEUED]
        most, typical = _of_few(busy, gap[kind != NO_WORK])
    own_most, own_typical = _chosen(counts, quartiles, prompt)
    return Limits(np.where(np.isnan(own_most), most, own_most), np.where(np.isnan(own_most), typical, own_typical))


class _SortedGaps:
    """The gaps in order, by activity and kind: both and the length in one number, so that one sort does it."""

    __slots__ = ("_activities", "_counts", "_keys", "_starts", "_unit", "_width")

    def __init__(self, activity: Codes, activities: int, kind: NDArray[np.int8], gap: Micros) -> None:
        groups = activities * _KINDS
        longest = int(gap.max(initial=0))
        # Microseconds; coarser only for thousands of activities over centuries.
        self._unit = 1
        while groups * (longest // self._unit + 1) >= 1 << 63:
            self._unit *= 10
        self._width = longest // self._unit + 1
        told = np.flatnonzero(kind < ALONE)
        keys = np.empty(len(told), np.int64)
        for rows in blocks(len(told)):
            these = told[rows]
            keys[rows] = (activity[these] * np.int64(_KINDS) + kind[these]) * self._width + gap[these] // self._unit
        keys.sort()
        self._keys, self._activities = keys, activities
        edges = np.searchsorted(keys, np.arange(groups + 1) * self._width)
        self._starts, self._counts = edges[:-1], np.diff(edges)

    def of_each(self) -> tuple[Micros, Floats]:
        """How many gaps there are of each activity and kind, and their quartiles [µs]: activities × kinds × 3."""
        return self._counts.reshape(-1, _KINDS), self._between(self._counts, self._ranked).reshape(-1, _KINDS, len(_QUARTILES))

    def of_all(self) -> tuple[Micros, Floats]:
        """The same of all activities together: 1 × kinds × 3."""
        counts = self._counts.reshape(-1, _KINDS).sum(axis=0)
        return counts.reshape(1, _KINDS), self._between(counts, self._ranked_in_all)[None]

    def _between(self, counts: Micros, ranked: Callable[[Micros], Micros]) -> Floats:
        """The quartiles, between the ranks at which they fall; 0 where there are no gaps."""
        place = np.maximum(counts - 1, 0)[:, None] * np.array(_QUARTILES)
        low, high = (ranked(rank.astype(np.int64)) for rank in (np.floor(place), np.ceil(place)))
        return np.where(counts[:, None] > 0, low + (high - low) * (place % 1), 0.0) * self._unit

    def _ranked(self, rank: Micros) -> Micros:
        place = np.minimum(self._starts[:, None] + rank, max(len(self._keys) - 1, 0))
        return self._keys[place] % self._width if len(self._keys) else np.zeros_like(rank)

    def _ranked_in_all(self, rank: Micros) -> Micros:
        """The gap of each kind that so many are shorter than, by halving: its gaps lie in a sorted stretch for each activity."""
        low, high = np.zeros_like(rank), np.full_like(rank, self._width - 1)
        group = (np.arange(self._activities)[:, None] * _KINDS + np.arange(_KINDS))[:, :, None] * self._width
        starts = self._starts.reshape(-1, _KINDS, 1)
        while (low < high).any():
            middle = (low + high) // 2
            below = (np.searchsorted(self._keys, group + middle, side="right") - starts).sum(axis=0)
            low, high = np.where(below > rank, low, middle + 1), np.where(below > rank, middle, high)
            high = np.maximum(low, high)
        return low


def _taken_up_at_once(counts: Micros, quartiles: Floats, unknown: bool) -> bool:
    """Whether a worker who is free takes up what comes; `unknown` where no row has enough gaps to compare."""
    enough = counts >= LEAST_GAPS
    rows = enough[:, FRESH] & enough[:, :FRESH].any(axis=1)
    if not rows.any():
        return unknown
    medians = quartiles[:, :, 1]
    busy = np.where(enough[:, :FRESH], medians[:, :FRESH], np.inf).min(axis=1)[rows]
    holds = medians[rows, FRESH] <= MOST_FRESH * busy
    weight = counts[rows].sum(axis=1)
    return bool(2 * weight[holds].sum() >= weight.sum())


def _chosen(counts: Micros, quartiles: Floats, prompt: bool) -> tuple[Floats, Floats]:
    """`most` and `typical` from the kind of gaps that is shortest, for each row of kinds; NaN where there are too few of any."""
    fits = counts >= LEAST_GAPS
    fits[:, FRESH] &= prompt
    best = np.where(fits, quartiles[:, :, 1], np.inf).argmin(axis=1)
    lower, median, upper = np.where(fits.any(axis=1), quartiles[np.arange(len(best)), best].T, np.nan)
    return (2 * upper - lower, upper) if prompt else (upper, median)


def _of_few(busy: Micros, gaps: Micros) -> tuple[Floats, Floats]:
    """`most` and `typical` of a log without enough gaps of any kind."""
    lower, _, upper = _quartiles_of(busy if len(busy) else gaps)
    return (np.array([2 * upper - lower]), np.array([upper])) if len(busy) else (np.array([lower]), np.array([lower]))


def _quartiles_of(gaps: Micros) -> Floats:
    found: Floats = np.quantile(gaps, _QUARTILES) if len(gaps) else np.zeros(len(_QUARTILES))
    return found
