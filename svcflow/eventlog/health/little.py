"""Little's law: the mean number of open cases L equals the rate of arrivals λ times the mean lead time W.

Over a window in which every case begins and ends it holds for any log whatever, so that a difference speaks of the log and not of
the service: of cases that the window cuts off, or of a mistake in reading. L is counted here by a clock (at evenly spaced
instants, how many cases have begun and not ended; a case that is cut off is open from the beginning, or to the end, of the
window), λ·W is reckoned from the cases that are seen whole. These are the shorter ones, since a long case is more often cut off:
by how much their mean understates that of all is estimated from how long each case was seen at least (Kaplan and Meier).

Sources: J. D. C. Little, "A proof for the queuing formula L = λW", Operations Research 9(3), 1961, doi:10.1287/opre.9.3.383;
E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", Journal of the American Statistical
Association 53(282), 1958, doi:10.1080/01621459.1958.10501452.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from svcflow.eventlog.health.edges import Edges, find_edges
from svcflow.eventlog.health.view import HOUR, Instants, Mask, View, instants, spoken
from svcflow.eventlog.log import EventLog, Little

_INSTANTS = 100_000
_CASES = 200_000
"""that are looked at for the mean of all"""
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
    corrected = max(_mean_of_all((closed - opened) / HOUR, whole[plausible]), open_cases / rate)
    cut = int((plausible & ~whole).sum())
    reading = _reading(lead, corrected, gap, cut, len(opened))
    return Little(open_cases, _INSTANTS, rate, lead, rate * lead, gap, corrected if cut else lead, cut, reading)


def _counted(opened: Instants, closed: Instants, begin: int, end: int) -> float:
    """The mean number of cases that are open, by counting them at evenly spaced instants."""
    width = (end - begin) / _INSTANTS
    came, went = (np.ceil((times - begin) / width - 0.5).clip(0, _INSTANTS).astype(np.int64) for times in (opened, closed))
    changes = np.bincount(came, minlength=_INSTANTS + 1) - np.bincount(went, minlength=_INSTANTS + 1)
    return float(np.cumsum(changes[:_INSTANTS]).mean())


def _mean_of_all(seen_h: npt.NDArray[np.float64], whole: Mask) -> float:
    """The mean of durations of which some are only known to be longer than was seen: the area under the product-limit curve [h]."""
    every = max(1, len(seen_h) // _CASES)
    seen_h, whole = seen_h[::every], whole[::every]
    order = np.lexsort((~whole, seen_h))
    at_risk = len(order) - np.arange(len(order))
    surviving = np.cumprod(1 - whole[order] / at_risk)
    return float(np.sum(np.diff(seen_h[order], prepend=0.0) * np.concatenate(([1.0], surviving[:-1]))))


def _reading(lead_h: float, corrected_h: float, gap: float, cut: int, cases: int) -> str:
    if not cut:
        agree = "Both sides agree: every case is seen whole."
        return agree if abs(gap) <= _ENOUGH else f"The sides differ by {abs(gap):.0%}: most cases are too short to be counted by a clock."
    named = f"The window cuts off {cut} of {cases} cases"
    short = corrected_h - lead_h
    if short <= _ENOUGH * corrected_h:
        return f"{named}, too few to matter: the mean lead time of the others holds for all."
    return f"{named}: the mean lead time of the others, {spoken(lead_h)}, understates that of all by about {spoken(short)}."
