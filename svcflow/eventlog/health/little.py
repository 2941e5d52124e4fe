"""Little's law: the mean number of open cases L equals the rate of arrivals λ times the mean lead time W.

Over a window in which every case begins and ends it holds for any log whatever, so that a difference speaks of the log and not of
the service: of cases that the window cuts off, or of a mistake in reading. L is counted here by a clock (at evenly spaced
instants, how many cases have begun and not ended; a case that is cut off is open from the beginning, or to the end, of the window),
λ·W is reckoned from the cases that are seen whole. So L/λ - W says by how much cut-off cases understate the mean lead time.

Source: J. D. C. Little, "A proof for the queuing formula L = λW", Operations Research 9(3), 1961, doi:10.1287/opre.9.3.383.
"""

from __future__ import annotations

import numpy as np

from svcflow.eventlog.health.edges import Edges, find_edges
from svcflow.eventlog.health.view import HOUR, Instants, View, instants, spoken
from svcflow.eventlog.log import EventLog, Little

_INSTANTS = 100_000
_ENOUGH = 0.05
"""the gap up to which both sides are called equal"""


def check_little(log: EventLog) -> Little | None:
    """Try Little's law on a log; None where no time passes in it. Cost: linear in the cases.

    Dates far from the rest of the log are left out on both sides, with their cases.
    """
    if not log.steps.height:
        return None
    view = View(log)
    return try_little(view, find_edges(view))


def try_little(view: View, edges: Edges) -> Little | None:
    """`check_little` on what is known of the log already."""
    first, last = (instants(view.log.cases.get_column(name)) for name in ("first_time", "last_time"))
    plausible = (first >= view.earliest) & (last <= view.latest)
    if not plausible.any():
        return None
    begin, end = int(first[plausible].min()), int(last[plausible].max())
    whole = plausible & ~(edges.left | edges.right)
    if end <= begin or not whole.any():
        return None
    opened = np.where(edges.left, begin, first)[plausible]
    closed = np.where(edges.right, end, last)[plausible]
    open_cases = _counted(opened, closed, begin, end)
    rate = float(plausible.sum()) / ((end - begin) / HOUR)
    lead = float((last - first)[whole].mean()) / HOUR
    gap = (open_cases - rate * lead) / open_cases if open_cases else 0.0
    cut = int((plausible & ~whole).sum())
    return Little(open_cases, _INSTANTS, rate, lead, rate * lead, gap, cut, _reading(open_cases / rate, lead, gap, cut, len(opened)))


def _counted(opened: Instants, closed: Instants, begin: int, end: int) -> float:
    """The mean number of cases that are open, by counting them at evenly spaced instants."""
    width = (end - begin) / _INSTANTS
    came, went = (np.ceil((times - begin) / width - 0.5).clip(0, _INSTANTS).astype(np.int64) for times in (opened, closed))
    changes = np.bincount(came, minlength=_INSTANTS + 1) - np.bincount(went, minlength=_INSTANTS + 1)
    return float(np.cumsum(changes[:_INSTANTS]).mean())


def _reading(implied_h: float, lead_h: float, gap: float, cut: int, cases: int) -> str:
    named = f"The window cuts off {cut} of {cases} cases"
    if not cut:
        return "Both sides agree: every case is seen whole." if abs(gap) <= _ENOUGH else _unequal(gap)
    if abs(gap) <= _ENOUGH:
        return f"{named}, too few to matter: both sides agree."
    mean = spoken(lead_h)
    if gap > 0:
        short = spoken(implied_h - lead_h)
        return f"{named}: the mean lead time of the others, {mean}, is understated by about {short}."
    return f"{named} soon after they began: the mean lead time of the others, {mean}, cannot be tested on them."


def _unequal(gap: float) -> str:
    return f"The sides differ by {abs(gap):.0%} though no case is cut off: most cases are too short to be counted by a clock."
