"""What comes, what is open, what leaves: arrivals, the backlog with its age, completion, and tickets that were given up.

The backlog is what is open at the end of the period, which is the last arrival (of a month: its end): tickets that are finished later,
and tickets that are still open when the log ends (`svcflow.indicators.openness`).
"""

from __future__ import annotations

import re

import numpy as np

from svcflow.calendars import ALWAYS_OPEN
from svcflow.indicators.estimates import Amount, Estimate, Known, Quantile, Rate, Share, mean
from svcflow.indicators.grammar import AT_CLOCK, COUNTED, IN_PERIOD, PERIOD, Entry
from svcflow.indicators.view import View

_GIVEN_UP = re.compile(
    r"\babandon|\bwithdr[ae]w|\bhung up\b|\bhang ?up\b|\bgave up\b|\bno longer needed\b|放弃|放棄|撤回|撤销|撤銷", re.IGNORECASE
)


def _ages(view: View, level: float | None) -> Estimate | None:
    ages = view.ages()
    if not len(ages):
        return None
    return mean(ages) if level is None else Quantile(ages, level)


def _oldest(view: View) -> Estimate | None:
    ages = view.ages()
    return Amount(float(ages.max()), len(ages)) if len(ages) else None


def _arrival_rate(view: View) -> Estimate:
    came, weekly = view.arrivals()
    return Rate(came, view.weeks, weekly)


def _completion(view: View) -> Estimate | None:
    came, left = view.arrivals()[0], view.departures()[0]
    return Known(left / came, came) if came else None


def _abandoned(view: View) -> Estimate | None:
    ground = view.ground
    names = {name for name in ground.activity.names if name in view.setting.abandoned or _GIVEN_UP.search(name)}
    if not names and not view.setting.abandoned:
        return None
    return Share(ground.by_case(ground.activity.among(names))[view.cases] > 0)


def _out_of_hours(view: View) -> Estimate | None:
    service = view.ground.service
    if service is ALWAYS_OPEN:
        return None
    at = view.ground.first_h[view.cases]
    shift = np.searchsorted(service.starts, at, side="right") - 1
    return Share((shift < 0) | (at >= np.append(service.ends, -np.inf)[shift]))


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "arrival_rate", "Arrivals", "service desk", "tickets/week", "none",
        "tickets that arrived from the first to the last arrival ÷ weeks of that time",
        _arrival_rate, COUNTED, PERIOD,
    ),
    Entry(
        "completion_ratio", "Completion ratio", "service desk", "ratio", "higher",
        "tickets finished in the period ÷ tickets that arrived in it; above 1 the backlog shrinks",
        _completion, IN_PERIOD, PERIOD, stage="outcome",
    ),
    Entry(
        "backlog_age_mean", "Age of the backlog, mean", "service desk", "h", "lower",
        "time since the arrival of the tickets that are open at the end of the period, mean over them",
        lambda view: _ages(view, None), AT_CLOCK, PERIOD,
    ),
    Entry(
        "backlog_age_p90", "Age of the backlog, 90th percentile", "service desk", "h", "lower",
        "the age that nine of ten tickets stay within that are open at the end of the period",
        lambda view: _ages(view, 0.9), AT_CLOCK, PERIOD, least=2,
    ),
    Entry(
        "backlog_oldest", "Oldest open ticket", "service desk", "h", "lower",
        "time since the arrival of the oldest ticket that is open at the end of the period",
        _oldest, AT_CLOCK, PERIOD,
    ),
    Entry(
        "abandonment_share", "Given up by the customer", "service desk", "share", "lower",
        "tickets with a step or status that says that the customer gave up (abandoned, withdrawn, hung up) ÷ all tickets",
        _abandoned, COUNTED, stage="outcome",
    ),
    Entry(
        "out_of_hours_arrivals", "Arrivals out of hours", "service desk", "share", "none",
        "tickets that arrived while the service was closed ÷ all tickets",
        _out_of_hours, COUNTED,
    ),
)  # fmt: skip
