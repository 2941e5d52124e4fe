"""Volume over time: stretches without any step, months that are nearly empty, months of which the log has but a part.

A gap is a run of days without a step that is longer than a week, three times as long as 95 % of the log's other pauses, and so
long that at the log's usual pace it would not happen by chance. Weekends and holidays are pauses, and no gaps.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from svcflow.eventlog.health.view import DAY, View, finding
from svcflow.eventlog.log import Finding

_WEEK = 7
_THIN = 0.1
"""of the median month's steps"""
_FEWEST = 20
"""steps in a usual month, below which months differ by chance"""
_MONTHS = 4
"""whole months that it takes to say what is usual"""
_LEEWAY = 3
"""days by which a month may miss its ends: a weekend and a holiday"""

_BLOCK = 1 << 20

Counts = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]


def volume_findings(view: View) -> Iterator[Finding]:
    """Gaps, thin months, partial months."""
    days, counts = _daily(view)
    yield _gaps(days, counts)
    yield from _months(days, counts)


def _daily(view: View) -> tuple[Days, Counts]:
    """Steps that end on each day between the first and the last plausible one; days as the log's zone has them."""
    first, last = (int((limit + view.offset) // DAY) for limit in (view.ends.min(), view.ends.max()))
    counts = np.zeros(last - first + 1, np.int64)
    for start in range(0, len(view.ends), _BLOCK):  # blocks stay in the cache, and no second column is laid out
        number = (view.ends[start : start + _BLOCK] + view.offset) // DAY
        counts += np.bincount(number - first, minlength=len(counts))
    low, high = (max(0, (limit + view.offset) // DAY - first) for limit in (view.earliest, view.latest))
    active = low + np.flatnonzero(counts[low : high + 1])
    counts = counts[active[0] : active[-1] + 1]
    return np.datetime64(first + int(active[0]), "D") + np.arange(len(counts)), counts


def _gaps(days: Days, counts: Counts) -> Finding:
    active = np.flatnonzero(counts)
    pauses = np.diff(active) - 1
    usual = float(np.quantile(pauses, 0.95)) if len(pauses) else 0.0
    pace = counts.sum() / len(counts)
    long = pauses > max(_WEEK, 3 * usual, 10 / pace)
    order = np.flatnonzero(long)[np.argsort(-pauses[long], kind="stable")]
    shown = [f"{days[active[k] + 1]} to {days[active[k + 1] - 1]}, {pauses[k]} days" for k in order]
    rule = "nothing is filled in; arrivals and lead times across them are to be read with care"
    return finding("gaps: days in a row without any step", int(pauses[long].sum()), len(counts), "days", rule, shown, 0.0)


def _months(days: Days, counts: Counts) -> Iterator[Finding]:
    month = days.astype("datetime64[M]")
    number = (month - month[0]).astype(np.int64)
    totals = np.bincount(number, weights=counts).astype(np.int64)
    names = month[0] + np.arange(len(totals))
    partial = _partial(days, names)
    whole = np.ones(len(totals), dtype=np.bool_)
    whole[[position for position, _ in partial]] = False
    usual = float(np.median(totals[whole])) if whole.sum() >= _MONTHS else 0.0
    thin = whole & (totals < _THIN * usual) & (usual >= _FEWEST)
    shown = [f"{names[k]}: {totals[k]} steps, where {usual:.0f} are usual" for k in np.flatnonzero(thin)]
    rule = "kept; rates by month are to be read with care"
    yield finding("months that are nearly empty", int(thin.sum()), len(totals), "months", rule, shown, 0.0)
    rule = "kept; not to be compared with whole months"
    yield finding(
        "months of which the log has a part", len({at for at, _ in partial}), len(totals), "months", rule, [text for _, text in partial]
    )


def _partial(days: Days, names: Days) -> list[tuple[int, str]]:
    """The first and the last month, where days are missing at the log's own ends."""
    starts, ends = days[0] - names[0].astype("datetime64[D]"), (names[-1] + 1).astype("datetime64[D]") - days[-1] - 1
    partial = []
    if starts.astype(int) > _LEEWAY:
        partial.append((0, f"{names[0]}, from {days[0]}"))
    if ends.astype(int) > _LEEWAY:
        partial.append((len(names) - 1, f"{names[-1]}, to {days[-1]}"))
    return partial
