"""What happens between two steps besides queueing: the waits that no queue explains, and work that overlaps.

For each flow (one step following another in a ticket) the delay is the part of the gap that lies before the queue (see
`observations`): while somebody who could have begun was idle, the ticket was waiting for something that the log does not name.

- **Clock.** Delays before staffed steps are seen only while somebody is on duty, so they are counted in working time of the
  service. On the elapsed clock stand those before unstaffed steps, those of a service that never closes, and those whose logarithms
  spread at least a tenth less when the closed hours are counted in (30 delays or more): a timer that runs at night.
- **Rhythm.** Where the hours of the week in which delays end foretell those of the log's other half, delays run on their pace instead
  (`rhythms`), those in working time and those on the elapsed clock each on one of their own; but only where delays are most of the
  waiting, not where queues rule.
- **Course.** Delays are taken as long as they would be today, and the course over the log's months is kept (`course`).
  A backlog that only begins has other delays, not shorter ones of the same kind: where delays at times when they were at least half and at
  most twice as long as today are foretold better by each other than by all (`foretelling`), only those tell what they are.
- **Age.** Where tickets of different ages clearly wait differently, the flow has a delay for each age (`ages`).
- **Few observations.** A flow seen fewer than 10 times takes the delays of all flows into the same step.
- **No delay.** If fewer than 1 in 200 of the flow's gaps are delayed, or they add less than a minute on average, it has none.
- **Overlap** is the share of the flow's targets that began before everything in progress was done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from svcflow.calendars import ALWAYS_OPEN, Shifts
from svcflow.calibration.ages import find_ages
from svcflow.calibration.course import fit_course
from svcflow.calibration.durations import fit_distribution
from svcflow.calibration.foretelling import tells_better_alone
from svcflow.calibration.observations import Flags, Numbers, Observations, Whole
from svcflow.calibration.people import Staff
from svcflow.calibration.rhythms import CELLS, FEWEST, Week, fit_paces, hours_passed
from svcflow.calibration.rounding import rounded
from svcflow.model.distribution import Distribution
from svcflow.model.document import Flow, Older
from svcflow.model.rhythm import Rhythm
from svcflow.model.routing import START

LEAST_SEEN = 10
LEAST_DELAYED = 0.005
LEAST_MEAN_H = 1 / 60
LEAST_TO_COMPARE = 30
STEADIER = 0.9
LIKE_TODAY = 2.0
LEAST_LIKE_TODAY = 30
LEAST_OF_WAITING = 0.5
"""share of the waiting that delays must be, to be given a rhythm"""

Clock = Literal["elapsed", "working"]
IN_SERVICE = "service hours"
AT_ALL_HOURS = "all hours"


@dataclass(frozen=True, slots=True)
class Delays:
    """The delay of each row of the observations, as long as it would be today, on the clock of its target [h]."""

    hours: Numbers
    clocks: tuple[Clock, ...]
    """of each target"""
    on: tuple[str | None, ...]
    """the rhythm of each target"""
    rhythms: dict[str, Rhythm]
    telling: Flags
    """which rows tell what the delays of their flow are today"""
    course: dict[str, float]
    """that of all delays but those of other targets"""
    courses: dict[str, dict[str, float]]
    follows: tuple[str | None, ...]
    """of each target: which of `courses` its delays follow"""

    def drawn(self, rows: Whole) -> Delays:
        """Those of some rows."""
        return replace(self, hours=self.hours[rows], telling=self.telling[rows])


def measure_delays(seen: Observations, staff: Staff) -> Delays:
    """The delays of a log's rows, the clock and rhythm that suit each target, and their course over the months."""
    elapsed = seen.delay_h
    working = _working(seen, staff.service)
    never_closes = staff.service is ALWAYS_OPEN
    by_elapsed = np.array(
        [
            never_closes or not staff.staffed[name] or _steadier(elapsed, working, (seen.activity == number) & (seen.delay_h > 0))
            for number, name in enumerate(seen.activities)
        ]
    )
    clocks: tuple[Clock, ...] = tuple("elapsed" if it else "working" for it in by_elapsed.tolist())
    hours = np.where(by_elapsed[seen.activity], elapsed, working)
    flow = np.unique(_flow_codes(seen), return_inverse=True)[1].astype(np.int64)
    rhythms = {}
    for name, targets in ((IN_SERVICE, ~by_elapsed), (AT_ALL_HOURS, by_elapsed)):
        rows = np.flatnonzero((elapsed > 0) & targets[seen.activity])
        if not _rules(seen, rows, targets):
            continue
        found = _rhythm(seen, rows, flow, staff.service if name == IN_SERVICE else ALWAYS_OPEN)
        if found is not None:
            rhythms[name], hours[rows] = found[0], np.where(found[1] > 0, found[1], hours[rows])
    suited = [AT_ALL_HOURS if it else IN_SERVICE for it in by_elapsed.tolist()]
    course = fit_course(seen, hours, flow)
    on = tuple(it if it in rhythms else None for it in suited)
    hours = hours / course.rows
    telling = _telling(hours, course.rows, flow)
    return Delays(hours, clocks, on, rhythms, telling, course.by_date, course.own, course.names)


def fit_flows(seen: Observations, delays: Delays, digits: int = 6) -> tuple[Flow, ...]:
    """Fit delay and overlap of every flow that has either."""
    hours = delays.hours
    # Hours are sums of fractions: what arrives and is taken up at one instant must be of age 0.
    age = np.maximum(np.round(seen.enabled - seen.arrival[seen.case], 6), 0.0)
    count = len(seen.activities)
    codes = _flow_codes(seen)
    flows = []
    order = np.argsort(codes, kind="stable")
    pairs, starts = np.unique(codes[order], return_index=True)
    into: dict[int, Distribution | None] = {}
    for pair, rows in zip(pairs.tolist(), np.split(order, starts[1:]), strict=True):
        target = pair % count
        overlap = float(rounded(seen.overlaps[rows].mean(), 4))
        older: tuple[Older, ...] = ()
        if len(rows) < LEAST_SEEN:
            if target not in into:
                into[target] = _delay(hours[seen.activity == target], digits)
            delay = into[target]
        else:
            told = rows[delays.telling[rows]]
            told = told if len(told) else rows
            delay = _delay(hours[told], digits)
            if delay is not None:
                delay, older = _by_age(hours[told], age[told], age[rows], delay, digits)
        if delay is not None or overlap > 0:
            name = START if pair // count == count else seen.activities[pair // count]
            clock, rhythm = delays.clocks[target], delays.on[target] if delay is not None else None
            flow = Flow(source=name, target=seen.activities[target], overlap=overlap, delay=delay, older=older, clock=clock, n=len(rows))
            course = delays.follows[target] if delay is not None else None
            flows.append(flow.model_copy(update={"rhythm": rhythm, "course": course}))
    return tuple(flows)


def scaled_flows(flows: tuple[Flow, ...], factor: float) -> tuple[Flow, ...]:
    """The flows with delays `factor` times as long (0: none)."""
    if factor == 1.0:
        return flows
    if factor == 0.0:
        return tuple(flow.model_copy(update={"delay": None, "older": ()}) for flow in flows)
    return tuple(
        flow.model_copy(
            update={
                "delay": flow.delay and scaled(flow.delay, factor),
                "older": tuple(it.model_copy(update={"delay": scaled(it.delay, factor)}) for it in flow.older),
            }
        )
        for flow in flows
    )


def scaled(it: Distribution, factor: float, digits: int = 6) -> Distribution:
    """The distribution with `factor` times the hours, rounded."""
    if factor == 1.0:
        return it
    given = {"mean": it.mean, "low": it.low, "high": it.high}
    changed: dict[str, object] = {name: float(rounded(value * factor, digits)) for name, value in given.items() if value is not None}
    if it.quantiles is not None:
        changed["quantiles"] = tuple(rounded(np.array(it.quantiles) * factor, digits).tolist())
    return it.model_copy(update=changed)


def _flow_codes(seen: Observations) -> Whole:
    """Of each row: the number of the step before it (of `(start)`: how many there are) times how many there are, plus its own."""
    count = len(seen.activities)
    source = np.concatenate(([count], seen.activity[:-1]))
    source[seen.first_row] = count
    codes: Whole = source * count + seen.activity
    return codes


def _telling(hours: Numbers, level: Numbers, flow: Whole) -> Flags:
    """Which rows tell what the delays of their flow [h], as long as they would be today, are like."""
    telling = np.ones(len(hours), dtype=bool)
    near = (level >= 1 / LIKE_TODAY) & (level <= LIKE_TODAY)
    order = np.argsort(flow, kind="stable")
    for rows in np.split(order, np.cumsum(np.bincount(flow))[:-1]):
        like_today = near[rows]
        if LEAST_LIKE_TODAY <= like_today.sum() < len(rows) and tells_better_alone(hours[rows], like_today):
            telling[rows] = like_today
    return telling


def _rules(seen: Observations, rows: Whole, targets: Flags) -> bool:
    """Whether these delays are most of the waiting before the steps that have any.

    Where queues rule, a delay is seen only when somebody was free all the same: the hours in which delays seem to end are then those
    in which the queue is short, and a rhythm of theirs would keep them where they are whatever is done about the queue.
    """
    delayed = np.zeros(len(targets), bool)
    delayed[seen.activity[rows]] = True
    there = delayed[seen.activity]
    waited = float((seen.begin - seen.enabled)[there].sum())
    return float(seen.delay_h[rows].sum()) >= LEAST_OF_WAITING * waited


def _rhythm(seen: Observations, rows: Whole, flow: Whole, service: Shifts) -> tuple[Rhythm, Numbers] | None:
    """The rhythm of these rows' delays and their lengths on it, if they have one; its paces are 0 where the service is closed."""
    begins, ends = seen.enabled[rows], seen.enabled[rows] + seen.delay_h[rows]
    if len(rows) < FEWEST:
        return None
    week = Week.of(seen.origin, seen.log.timezone, seen.span[1])
    paces = fit_paces(
        week, begins, ends, flow[rows], np.ones(CELLS) if service is ALWAYS_OPEN else _open_share(week, service, seen.span[1])
    )
    if paces is None:
        return None
    paces = rounded(paces, 4)
    rhythm = Rhythm(weekly=tuple(paces.tolist()), timezone=seen.log.timezone, n=len(rows))
    return rhythm, hours_passed(week.passed(paces), begins, ends)


def _open_share(week: Week, service: Shifts, last: float) -> Numbers:
    """The share of each hour of the week in which the service is open."""
    begins = np.arange(max(int(last), CELLS), dtype=np.float64)
    hour = week.hour[: len(begins)]
    open_h = np.bincount(hour, service.work_between_all(begins, begins + 1.0)[: len(hour)], minlength=CELLS)
    share: Numbers = open_h / np.maximum(np.bincount(hour, minlength=CELLS), 1)
    return share


def _by_age(hours: Numbers, age: Numbers, ages: Numbers, whole: Distribution, digits: int) -> tuple[Distribution, tuple[Older, ...]]:
    """The delay of the youngest tickets, and those of older ones, with how many there were of each among all `ages`."""
    cuts = find_ages(hours, age)
    if not cuts:
        return whole, ()
    classes = np.searchsorted(cuts, age, side="right")
    youngest, *others = [fit_distribution(hours[classes == number], digits) for number in range(len(cuts) + 1)]
    sizes = np.bincount(np.searchsorted(cuts, ages, side="right"), minlength=len(cuts) + 1).tolist()
    return youngest, tuple(Older(from_h=cut, delay=it, n=n) for cut, it, n in zip(cuts, others, sizes[1:], strict=True))


def _working(seen: Observations, service: Shifts) -> Numbers:
    """Delay hours in the service's working time; elapsed where all of the delay lies outside of it."""
    inside = service.work_between_all(seen.enabled, seen.enabled + seen.delay_h)
    return np.where(inside > 0, inside, seen.delay_h)


def _steadier(elapsed: Numbers, working: Numbers, rows: Flags) -> bool:
    """Whether the delays spread less on the elapsed clock."""
    if rows.sum() < LEAST_TO_COMPARE:
        return False
    spread = [float(np.log(np.maximum(hours[rows], 1 / 60)).std()) for hours in (elapsed, working)]
    return spread[0] < STEADIER * spread[1]


def _delay(hours: Numbers, digits: int) -> Distribution | None:
    if (hours > 0).mean() < LEAST_DELAYED or hours.mean() < LEAST_MEAN_H:
        return None
    return fit_distribution(hours, digits)
