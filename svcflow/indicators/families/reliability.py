"""Reliability of the systems behind the service, from a log of when each was up and down.

**Availability** is time up ÷ time observed. **MTBF**, the mean time between failures, is time up ÷ failures, **MTTR**, the mean time to
repair, time down ÷ failures; a failure is a stretch of being down, and stretches of one system that touch or overlap are one. With
constant failure rate, MTBF has the interval from 2T ÷ χ²(0.975; 2r + 2) to 2T ÷ χ²(0.025; 2r) for r failures in T hours up [1]_.

.. [1] B. Epstein, M. Sobel, Journal of the American Statistical Association 48 (1953) 486, doi:10.1080/01621459.1953.10483488
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby

from scipy.special import chdtri

from svcflow.indicators.estimates import Estimate, Known
from svcflow.indicators.facts import WEEK_H
from svcflow.indicators.grammar import WHOLE, Entry
from svcflow.indicators.inputs import StatusInterval
from svcflow.indicators.view import View

_OBSERVED = (
    "Time that the status log does not cover is left out; an outage that is not over at its end counts with its time so far; open tickets"
    " do not matter."
)


@dataclass(frozen=True, slots=True)
class _Outages:
    """Hours up and down, and how many times something went down."""

    up_h: float
    down_h: float
    failures: int
    systems: int


def _seconds(at: StatusInterval) -> tuple[float, float]:
    return at.begin.timestamp(), at.end.timestamp()


def _united(intervals: list[StatusInterval]) -> list[tuple[float, float]]:
    """Stretches [s] of these intervals, those that touch as one."""
    found: list[tuple[float, float]] = []
    for begin, end in sorted(map(_seconds, intervals)):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > begin:
            found.append((begin, end))
    return found


@cache
def _outages(status: tuple[StatusInterval, ...]) -> _Outages:
    """Where up and down overlap in one system, it was down."""
    up = down = 0.0
    failures = systems = 0
    for _, group in groupby(sorted(status, key=lambda each: each.system), key=lambda each: each.system):
        mine = list(group)
        seen, broken = _united(mine), _united([each for each in mine if not each.up])
        observed, lost = (sum(end - begin for begin, end in spans) / 3600 for spans in (seen, broken))
        up, down, failures, systems = up + observed - lost, down + lost, failures + len(broken), systems + 1
    return _Outages(up, down, failures, systems)


def _mtbf(view: View) -> Estimate | None:
    found = _outages(view.setting.status)
    if not found.failures:
        return None
    # chdtri(v, p): the value that χ² exceeds with chance p.
    low, high = (2 * found.up_h / float(chdtri(2 * found.failures + more, p)) for more, p in ((2, 0.025), (0, 0.975)))
    return Known(found.up_h / found.failures, found.failures, (low, high))


def _mttr(view: View) -> Estimate | None:
    found = _outages(view.setting.status)
    return Known(found.down_h / found.failures, found.failures) if found.failures else None


def _availability(view: View) -> Estimate | None:
    found = _outages(view.setting.status)
    observed = found.up_h + found.down_h
    return Known(found.up_h / observed, found.failures + found.systems) if observed > 0 else None


def _failures(view: View) -> Estimate | None:
    found = _outages(view.setting.status)
    observed = (found.up_h + found.down_h) / WEEK_H
    return Known(found.failures / observed, found.failures + found.systems) if observed > 0 else None


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "availability", "Availability", "reliability", "share", "higher",
        "time in which the systems were up ÷ time in which they were observed, all systems together",
        _availability, _OBSERVED, WHOLE, "file", ("status log",), stage="outcome",
    ),
    Entry(
        "mtbf", "Mean time between failures", "reliability", "h", "higher",
        "time in which the systems were up ÷ failures",
        _mtbf, _OBSERVED, WHOLE, "file", ("status log",), stage="outcome",
    ),
    Entry(
        "mttr", "Mean time to repair", "reliability", "h", "lower",
        "time in which the systems were down ÷ failures",
        _mttr, _OBSERVED, WHOLE, "file", ("status log",), stage="outcome",
    ),
    Entry(
        "failure_rate", "Failures", "reliability", "failures/week", "lower",
        "failures ÷ weeks in which the systems were observed, all systems together",
        _failures, _OBSERVED, WHOLE, "file", ("status log",), stage="outcome",
    ),
)  # fmt: skip
