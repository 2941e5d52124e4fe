"""What happens between two steps besides queueing: the waits that no queue explains, and work that overlaps.

For each flow (one step following another in a ticket) the delay is the part of the gap that lies before the queue (see
`observations`): while somebody who could have begun was idle, the ticket was waiting for something that the log does not name.

- **Clock.** Delays before staffed steps are seen only while somebody is on duty, so they are counted in working time of the
  service. On the elapsed clock stand those before unstaffed steps, those of a service that never closes, and those whose logarithms
  spread at least a tenth less when the closed hours are counted in (30 delays or more): a timer that runs at night.
- **Few observations.** A flow seen fewer than 10 times takes the delays of all flows into the same step.
- **No delay.** If fewer than 1 in 200 of the flow's gaps are delayed, or they add less than a minute on average, it has none.
- **Overlap** is the share of the flow's targets that began before everything in progress was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from svcflow.calendars import ALWAYS_OPEN, Shifts
from svcflow.calibration.durations import fit_distribution
from svcflow.calibration.observations import Flags, Numbers, Observations, Whole
from svcflow.calibration.people import Staff
from svcflow.calibration.rounding import rounded
from svcflow.model.distribution import Distribution
from svcflow.model.document import START, Flow

LEAST_SEEN = 10
LEAST_DELAYED = 0.005
LEAST_MEAN_H = 1 / 60
LEAST_TO_COMPARE = 30
STEADIER = 0.9

Clock = Literal["elapsed", "working"]


@dataclass(frozen=True, slots=True)
class Delays:
    """The delay of each row of the observations on both clocks [h], and the clock of each target (False: working time)."""

    working: Numbers
    elapsed: Numbers
    by_elapsed: Flags

    def hours(self, seen: Observations) -> Numbers:
        """On the clock of its target [h]."""
        return np.where(self.by_elapsed[seen.activity], self.elapsed, self.working)

    def drawn(self, rows: Whole) -> Delays:
        """Those of some rows."""
        return Delays(self.working[rows], self.elapsed[rows], self.by_elapsed)


def measure_delays(seen: Observations, staff: Staff) -> Delays:
    """The delays of a log's rows on both clocks, and which one suits each target."""
    elapsed = seen.delay_h
    working = _working(seen, staff.service)
    never_closes = staff.service is ALWAYS_OPEN
    by_elapsed = np.array(
        [
            never_closes or not staff.staffed[name] or _steadier(elapsed, working, (seen.activity == number) & (seen.delay_h > 0))
            for number, name in enumerate(seen.activities)
        ]
    )
    return Delays(working, elapsed, by_elapsed)


def fit_flows(seen: Observations, delays: Delays, digits: int = 6) -> tuple[Flow, ...]:
    """Fit delay and overlap of every flow that has either."""
    hours = delays.hours(seen)
    count = len(seen.activities)
    source = np.concatenate(([count], seen.activity[:-1]))
    source[seen.first_row] = count
    flows = []
    order = np.argsort(source * count + seen.activity, kind="stable")
    pairs, starts = np.unique((source * count + seen.activity)[order], return_index=True)
    into: dict[int, Distribution | None] = {}
    for pair, rows in zip(pairs.tolist(), np.split(order, starts[1:]), strict=True):
        target = pair % count
        if len(rows) < LEAST_SEEN and target not in into:
            into[target] = _delay(hours[seen.activity == target], digits)
        delay = into[target] if len(rows) < LEAST_SEEN else _delay(hours[rows], digits)
        overlap = float(rounded(seen.overlaps[rows].mean(), 4))
        if delay is not None or overlap > 0:
            clock: Clock = "elapsed" if delays.by_elapsed[target] else "working"
            name = START if pair // count == count else seen.activities[pair // count]
            flows.append(Flow(source=name, target=seen.activities[target], overlap=overlap, delay=delay, clock=clock, n=len(rows)))
    return tuple(flows)


def scaled_flows(flows: tuple[Flow, ...], factor: float) -> tuple[Flow, ...]:
    """The flows with delays `factor` times as long (0: none)."""
    if factor == 1.0:
        return flows
    return tuple(
        flow.model_copy(update={"delay": scaled(flow.delay, factor) if flow.delay is not None and factor > 0 else None}) for flow in flows
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
