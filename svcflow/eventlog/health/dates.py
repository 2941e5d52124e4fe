"""Dates that cannot be meant: in the future, long before all others, or around 1970, where clocks that were never set begin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from svcflow.eventlog.health.view import DAY, YEAR, View, finding
from svcflow.eventlog.log import Finding

_KEPT = "kept as they are, but not taken for the beginning or end of the log; lead times that touch them mean nothing"


def date_findings(view: View, today: date | None) -> Iterator[Finding]:
    """Future, early, and 1970s dates."""
    yield _future(view, today)
    early = view.at < view.earliest
    yield finding("dates more than 5 years before the rest", early.sum(), len(early), "steps", _KEPT, view.steps_at(early), 0.0)
    yield _around_1970(view)


def _future(view: View, today: date | None) -> Finding:
    """After today, where that is known; else more than a year after nearly all others."""
    limit = view.latest
    if today is not None:
        limit = min(limit, int(datetime.combine(today + timedelta(days=2), time(), UTC).timestamp()) * 1_000_000)
    late = view.ends >= limit
    return finding("dates in the future", late.sum(), len(late), "steps", _KEPT, view.steps_at(late), 0.0)


def _around_1970(view: View) -> Finding:
    epoch = (view.at >= -YEAR) & (view.at < 2 * YEAR + DAY)
    if epoch.mean() < 0.5:
        return finding("dates around 1970", epoch.sum(), len(epoch), "steps", _KEPT, view.steps_at(epoch), 0.0)
    rule = "kept as they are: the whole log lies there, so its clock was moved; durations hold, years and weekdays do not"
    return finding("dates around 1970", np.count_nonzero(epoch), len(epoch), "steps", rule, view.steps_at(epoch))
