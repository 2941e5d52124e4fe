"""How far one event log is from another, in six published distances; 0 is identical, lower is better.

    NGD  3-gram distance of the control flow: half the L1 distance of the shares, of all 3-grams, padded     share, 0 … 1
    AED  absolute event distribution: begins and ends on the calendar, in bins of an hour                    [h]
    CED  circadian event distribution: the hour of the day, weekday by weekday, mean of the seven            [h]
    RED  relative event distribution: begins and ends since the first begin of their case, 1 h bins          [h]
    CTD  cycle-time distribution, 1 h bins                                                                   [h]
    CAR  case arrival distribution: first begins on the calendar, 1 h bins                                   [h]

All but NGD are Wasserstein-1 distances of two histograms, that is the mean number of hours that an observation must be moved to
turn one into the other. A weekday on which only one log has events counts 23 h in CED. Where a log records no begins, the
estimated ones count (column `begin_time` of `svcflow.timing.time_steps`).

The definitions are those of Chapela-Campa, Benchekroun, Baron, Dumas, Krass and Senderovich, "Can I trust my simulation model?
Measuring the quality of business process simulation models", BPM 2023, https://doi.org/10.1007/978-3-031-41620-0_2, as their
package log-distance-measures 2.2.0 computes them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog.log import EventLog
from svcflow.model.document import Distances

HOUR_US = 3_600_000_000
ABSENT_WEEKDAY_H = 23.0
"""what a weekday costs in CED on which only one of the logs has events: the farthest that two hours of a day can be apart [h]"""

Whole = NDArray[np.int64]
LEAST = {"NGD": 0.01, "AED": 0.1, "CED": 0.1, "RED": 0.1, "CTD": 0.1, "CAR": 0.1}
"""differences below these are taken for none where distances are divided by one another (share; [h])"""


@dataclass(frozen=True, slots=True)
class _Events:
    """A log as arrays in order of case, begin, end: times in microseconds since 1970, `local` the hour of the week of each time."""

    case: Whole
    begin: Whole
    end: Whole
    local: Whole
    activity: list[str]

    @property
    def first(self) -> Whole:
        """The row of each case's first begin."""
        return np.flatnonzero(np.diff(self.case, prepend=-1))

    @property
    def both(self) -> Whole:
        """Begins and ends [µs]."""
        return np.concatenate((self.begin, self.end))


def distances(test: EventLog, simulated: EventLog) -> Distances:
    """Measure how far `simulated` is from `test`; hours of the day are meant in the time zone of `test`.

    Parameters
    ----------
    test, simulated : EventLog
        Two logs with at least one step each. Every distance but CED's time zone is symmetric in them.

    Returns
    -------
    Distances
        NGD as a share, the others in hours [h].
    """
    one, two = _events(test, test.timezone), _events(simulated, test.timezone)
    return Distances(
        NGD=_three_grams(one, two),
        AED=_on_the_calendar(one.both, two.both, one, two),
        CED=_circadian(one, two),
        RED=_emd(_since_case_start(one), _since_case_start(two)),
        CTD=_cycle_times(one, two),
        CAR=_on_the_calendar(one.begin[one.first], two.begin[two.first], one, two),
    )


def mean_distances(several: list[Distances]) -> Distances:
    """The mean of each distance."""
    return Distances(**{name: float(np.mean([getattr(each, name) for each in several])) for name in LEAST})


def _events(log: EventLog, timezone: str) -> _Events:
    measured = log.steps["start_time"].null_count() == 0
    if not measured and "begin_time" not in log.steps.columns:
        from svcflow.timing import time_steps

        log = time_steps(log)
    begin = pl.col("begin_time") if "begin_time" in log.steps.columns else pl.col("start_time")
    order = ["case", "begin", "end"] if measured else ["case", "position"]
    rows = log.steps.select(
        pl.col("case_id").rank("dense").cast(pl.Int64).alias("case"),
        pl.coalesce(begin, pl.col("end_time")).alias("begin"),
        pl.col("end_time").alias("end"),
        "activity",
        "position",
    ).sort(order, maintain_order=True)
    zone = [pl.col(name).dt.convert_time_zone(timezone) for name in ("begin", "end")]
    hours = rows.select((at.dt.weekday().cast(pl.Int64) - 1) * 24 + at.dt.hour().cast(pl.Int64) for at in zone)
    return _Events(
        case=rows["case"].to_numpy(),
        begin=rows["begin"].dt.epoch("us").to_numpy(),
        end=rows["end"].dt.epoch("us").to_numpy(),
        local=np.concatenate((hours["begin"].to_numpy(), hours["end"].to_numpy())),
        activity=rows["activity"].to_list(),
    )


def _emd(one: Whole, two: Whole) -> float:
    """Wasserstein-1 distance of two histograms over whole bins, each of mass 1 [bins]: the area between the cumulated shares."""
    low = min(int(one.min()), int(two.min()))
    values, numbers = np.unique(np.concatenate((one, two)) - low, return_inverse=True)
    ours = np.cumsum(np.bincount(numbers[: len(one)], minlength=len(values))) / len(one)
    theirs = np.cumsum(np.bincount(numbers[len(one) :], minlength=len(values))) / len(two)
    return float(np.sum(np.abs(ours - theirs)[:-1] * np.diff(values)))


def _on_the_calendar(one: Whole, two: Whole, first: _Events, second: _Events) -> float:
    origin = min(int(first.begin.min()), int(second.begin.min())) // HOUR_US * HOUR_US
    return _emd((one - origin) // HOUR_US, (two - origin) // HOUR_US)


def _circadian(one: _Events, two: _Events) -> float:
    total = 0.0
    for weekday in range(7):
        ours, theirs = (hours[hours // 24 == weekday] % 24 for hours in (one.local, two.local))
        if len(ours) and len(theirs):
            total += _emd(ours, theirs)
        elif len(ours) or len(theirs):
            total += ABSENT_WEEKDAY_H
    return total / 7


def _since_case_start(log: _Events) -> Whole:
    start = np.minimum.reduceat(log.begin, log.first)[_number(log)]
    return np.concatenate((log.begin - start, log.end - start)) // HOUR_US


def _cycle_times(one: _Events, two: _Events) -> float:
    ours, theirs = (np.maximum.reduceat(it.end, it.first) - np.minimum.reduceat(it.begin, it.first) for it in (one, two))
    least = min(int(ours.min()), int(theirs.min()))
    return _emd((ours - least) // HOUR_US, (theirs - least) // HOUR_US)


def _number(log: _Events) -> Whole:
    """Number the case of each row from 0."""
    return np.cumsum(np.diff(log.case, prepend=-1) != 0) - 1


def _three_grams(one: _Events, two: _Events) -> float:
    codes = {name: number for number, name in enumerate(sorted({*one.activity, *two.activity}), start=1)}
    ours, theirs = _gram_keys(one, codes), _gram_keys(two, codes)
    _, numbers = np.unique(np.concatenate((ours, theirs)), return_inverse=True)
    kinds = int(numbers.max()) + 1
    difference = np.bincount(numbers[: len(ours)], minlength=kinds) - np.bincount(numbers[len(ours) :], minlength=kinds)
    return float(np.abs(difference).sum() / (len(ours) + len(theirs)))


def _gram_keys(log: _Events, codes: dict[str, int]) -> Whole:
    """One number for each window of three steps, two blanks (0) standing before and after every case."""
    number = _number(log)
    padded = np.zeros(len(number) + 2 * (int(number[-1]) + 2), dtype=np.int64)
    padded[np.arange(len(number)) + 2 * (number + 1)] = [codes[name] for name in log.activity]
    base = len(codes) + 1
    keys: Whole = (padded[:-2] * base + padded[1:-1]) * base + padded[2:]
    return keys
