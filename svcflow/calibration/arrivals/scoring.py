"""How well a form of the arrivals foretells a part of the log that was kept from it.

The last quarter of the hours (a year at most) is kept, the forms are fitted to what comes before, and each is simulated over the kept
part, at the level that this part had: forms are judged by how tickets come, not by how many. For the hours and for the days of the
kept part the counts X, X' of two runs and the recorded y give the continuous ranked probability score E|X - y| - ½ E|X - X'| [1]_: a
form that knows gets 0, and neither too even nor too bursty a one gains by it. A day's loss is the mean of its own score ÷ that of
all days, and of its hours' ÷ that of all hours, both for `hourly`; a form's score is the mean loss. So `hourly` has 1, and a form is
preferred to it whose score is smaller by 2½ times the standard error of the differences of the days' losses, at least.

References
----------
.. [1] T. Gneiting, A. E. Raftery, J. Am. Stat. Assoc. 102 (2007) 359, https://doi.org/10.1198/016214506000001437
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from svcflow.calibration.arrivals.counting import ArrivalCounts
from svcflow.calibration.observations import Numbers
from svcflow.model.document import Arrivals
from svcflow.simulation.arrivals import drawn_before
from svcflow.simulation.streams import Streams

KEPT = 0.25
MOST_KEPT_H = 8760
WHOLE = 0.8
"""share of the tickets that the log must hold of hours which a form is judged by"""
LEAST_TICKETS, LEAST_DAYS = 40, 7
HOURLY = "hourly"
MOST_LEVEL = 10.0
RUNS = (20, 100)
"""as many as the work for tickets and days allows: the fewer, the more of the scores' differences is chance"""
MOST_TICKETS, MOST_DAYS = 250_000, 10_000
ERRORS = 2.5

Fitted = Mapping[str, Arrivals]


@dataclass(frozen=True, slots=True)
class FormScores:
    """The score of each form (`hourly` has 1; none where too little could be kept), and which form is preferred."""

    scores: Mapping[str, float]
    preferred: str


def score_forms(hours: ArrivalCounts, fit: Callable[[ArrivalCounts], Fitted]) -> FormScores:
    """Fit the forms without the last quarter, and score them on it.

    Nothing is scored where the kept part has less than 40 tickets or 7 days, or more than ten times the tickets that the rest lets expect.
    """
    whole = int((hours.held >= WHOLE).sum())
    cut = _midnight(hours, whole - min(int(KEPT * whole), MOST_KEPT_H))
    kept = hours.part(cut, whole)
    forms = fit(hours.part(0, cut)) if kept.counts.sum() >= LEAST_TICKETS and len(kept.counts) >= LEAST_DAYS * 24 else {}
    if len(forms) < 2:
        return FormScores({}, HOURLY)
    hourly = forms[HOURLY]
    level = float(kept.counts.sum() / max(np.array(hourly.weekly)[kept.hour_of_week].sum(), 1e-9))
    if level > MOST_LEVEL:
        return FormScores({}, HOURLY)
    levels = {name: level * hourly.per_week / form.per_week for name, form in forms.items()}
    sums = {name: _losses(kept, form.model_copy(update={"level": levels[name]})) for name, form in forms.items()}
    usual = np.maximum(sums[HOURLY].mean(axis=1, keepdims=True), 1e-9)
    losses = {name: (found / usual).mean(axis=0) for name, found in sums.items()}
    scores = {name: float(found.mean()) for name, found in losses.items()}
    best = min(scores, key=lambda name: scores[name])
    error = float((losses[HOURLY] - losses[best]).std(ddof=1)) / math.sqrt(len(losses[best]))
    return FormScores(scores, best if 1.0 - scores[best] > ERRORS * error else HOURLY)


def _midnight(hours: ArrivalCounts, near: int) -> int:
    """The first hour of a day from number `near` on."""
    starts = np.flatnonzero(np.diff(hours.day[near:]) > 0) + near + 1
    return int(starts[0]) if len(starts) else len(hours.counts)


def _losses(kept: ArrivalCounts, form: Arrivals) -> Numbers:
    """Of each whole day of the kept part its own score, and the sum of its hours' (2, days)."""
    start = kept.origin + timedelta(hours=kept.first)
    days = len(kept.counts) // 24
    length = 24 * days
    recorded = kept.counts[:length]
    count = int(np.clip(min(MOST_TICKETS / max(recorded.sum(), 1.0), MOST_DAYS / days), *RUNS))
    runs = np.empty((count, length))
    for run in range(count):
        times = drawn_before(length, form, start, Streams(0, run))
        runs[run] = np.bincount(times.astype(np.int64), minlength=length)
    by_hour = _ranked_scores(runs, recorded).reshape(days, 24).sum(axis=1)
    by_day = _ranked_scores(runs.reshape(count, days, 24).sum(axis=2), recorded.reshape(days, 24).sum(axis=1))
    return np.stack((by_day, by_hour))


def _ranked_scores(runs: Numbers, recorded: Numbers) -> Numbers:
    """E|X - y| - ½ E|X - X'| of each bin, without bias for few runs."""
    ranked = np.sort(runs, axis=0)
    count = len(runs)
    weight = 2 * np.arange(1, count + 1) - count - 1
    apart = (weight[:, None] * ranked).sum(axis=0) / (count * (count - 1))
    found: Numbers = np.abs(runs - recorded).mean(axis=0) - apart
    return found
