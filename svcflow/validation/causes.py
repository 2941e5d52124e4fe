"""What a model tells wrongly: arrivals, routing, the time in steps, or the waiting before them; and since when.

**Routing, work, waiting.** Per ticket, the hours that it waits before steps and is in them are, summed over the steps s,

    H = Σ v_s · (q_s + w_s),     v: visits a ticket, q: waiting [h] and w: time in the step [h] of one visit

so the difference of two logs parts exactly (each factor's change times the mean of the others; E. M. Kitagawa, "Components of a
difference between two rates", JASA 50 (1955), doi:10.1080/01621459.1955.10501299):

    routing  Σ Δv · mean(q + w)          work  Σ mean(v) · Δw          waiting  Σ mean(v) · Δq

A part is told wrongly if it makes more than a tenth of the recorded hours, and more than chance allows: with the standard deviation s
of the part among the R simulated logs, 2 s √(1 + 1/R), as the recorded log is one more draw. Routing is wrong as well if the 3-gram
distance is more than twice its noise floor and more than 5 %.

**Arrivals.** They are wrong if CAR is more than twice its noise floor and more than 3 % of the period.

What is wrong in the held-out part alone has changed since; what is wrong in the past too, the model has not understood.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from svcflow import units
from svcflow.model.document import Distances
from svcflow.validation.portrait import Frame, Portrait, StepNumbers

MATERIAL = 0.1
"""share of the recorded hours of a ticket from which on a part counts"""
TWICE = 2.0
LEAST_NGD = 0.05
LEAST_CAR = 0.03
"""share of the period"""
_NONE = StepNumbers(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Period:
    """A period as recorded and as simulated several times, how far these are from that, and the noise floor."""

    frame: Frame
    recorded: Portrait
    simulated: tuple[Portrait, ...]
    distances: Distances
    noise_floor: Distances


@dataclass(frozen=True, slots=True)
class Gap:
    """What one part adds to the hours of a simulated ticket, over all steps [h], and the step with most of that."""

    hours: float
    step: str


def causes_of(held_out: Period, past: Period) -> dict[str, str]:
    """What is told wrongly of the part held out -> a sentence with the figures, where to look, and what can be done."""
    now, before = _wrong(held_out), _wrong(past)
    since = {what: _DO[what][what in before] for what in now}
    return {what: f"{text} {since[what]}".replace(units.THIN, " ") for what, text in now.items()}


def gaps(recorded: Mapping[str, StepNumbers], simulated: Mapping[str, StepNumbers]) -> dict[str, Gap]:
    """The three parts of the difference between two logs, simulated − recorded."""
    parts: dict[str, dict[str, float]] = {"routing": {}, "work": {}, "waiting": {}}
    for step in dict.fromkeys([*recorded, *simulated]):
        one, two = recorded.get(step), simulated.get(step)
        # A step that one log does not have differs in how often it comes, not in how long it takes.
        first, second = one or _like(two), two or _like(one)
        visits = (first.visits + second.visits) / 2
        parts["routing"][step] = (
            (second.visits - first.visits) * (first.waiting_h + first.inside_h + second.waiting_h + second.inside_h) / 2
        )
        parts["work"][step] = visits * (second.inside_h - first.inside_h)
        parts["waiting"][step] = visits * (second.waiting_h - first.waiting_h)
    return {what: _gap(by_step) for what, by_step in parts.items()}


def _like(other: StepNumbers | None) -> StepNumbers:
    return StepNumbers(0.0, other.waiting_h, other.inside_h) if other else _NONE


def _gap(by_step: Mapping[str, float]) -> Gap:
    total = sum(by_step.values())
    step = max(by_step, key=lambda name: (by_step[name] * math.copysign(1, total), name))
    return Gap(total, step)


def _wrong(period: Period) -> dict[str, str]:
    recorded = period.recorded.steps
    total = sum(step.visits * step.hours for step in recorded.values())
    several = [gaps(recorded, portrait.steps) for portrait in period.simulated]
    mean = gaps(recorded, _mean_steps([portrait.steps for portrait in period.simulated]))
    found: dict[str, str] = {}
    if _late(period):
        found["arrivals"] = f"Arrivals: tickets come {units.duration(period.distances.CAR)} away from when they came, on average."
    for what, gap in mean.items():
        spread = float(np.std([each[what].hours for each in several], ddof=1)) if len(several) > 1 else 0.0
        chance = TWICE * spread * math.sqrt(1 + 1 / len(several))
        if abs(gap.hours) > max(chance, MATERIAL * total) or (what == "routing" and _astray(period)):
            found[what] = _told(what, gap, period)
    return found


def _late(period: Period) -> bool:
    bound = max(TWICE * period.noise_floor.CAR, LEAST_CAR * period.frame.hours)
    return bound < period.distances.CAR


def _astray(period: Period) -> bool:
    bound = max(TWICE * period.noise_floor.NGD, LEAST_NGD)
    return bound < period.distances.NGD


def _mean_steps(several: list[dict[str, StepNumbers]]) -> dict[str, StepNumbers]:
    """Over the runs: mean visits, and the hours of one visit as a mean over all visits."""
    found = {}
    for step in dict.fromkeys(name for each in several for name in each):
        numbers = [each.get(step, _NONE) for each in several]
        visits = sum(each.visits for each in numbers)
        waiting, inside = (sum(each.visits * getattr(each, name) for each in numbers) / visits for name in ("waiting_h", "inside_h"))
        found[step] = StepNumbers(visits / len(several), waiting, inside)
    return found


def _told(what: str, gap: Gap, period: Period) -> str:
    ours, theirs = period.recorded.steps, _mean_steps([portrait.steps for portrait in period.simulated])
    if what == "routing":
        differ = {step: abs(ours.get(step, _NONE).visits - theirs.get(step, _NONE).visits) for step in (*ours, *theirs)}
        step = max(differ, key=lambda name: (differ[name], name))
        one, two = ours.get(step, _NONE).visits, theirs.get(step, _NONE).visits
        ngd = units.share(period.distances.NGD)
        return f'Routing: {ngd} of the ways through three steps differ; "{step}" comes {one:.2f} times a ticket, simulated {two:.2f} times.'
    name, head, place = ("inside_h", "Time in steps", "in") if what == "work" else ("waiting_h", "Waiting", "before")
    once, again = (units.duration(getattr(steps.get(gap.step, _NONE), name)) for steps in (ours, theirs))
    return (
        f"{head}: a simulated ticket has {units.duration(abs(gap.hours))} {'more' if gap.hours > 0 else 'less'} of it than a recorded one,"
        f' most of that {place} "{gap.step}" ({once} each time, simulated {again}).'
    )


_DO: Mapping[str, tuple[str, str]] = {
    "arrivals": (
        'In the past they were right: say yourself how many will come ("level" of the arrivals in the model, or a change of demand).',
        "They are off in the past too: tickets come in a rhythm that the arrivals of the model do not have.",
    ),
    "routing": (
        "In the past it was right, so the work may have changed: calibrate on the months since.",
        "It is off in the past too: what comes next depends on something that the log does not say, or is too rare to be learned.",
    ),
    "work": (
        "In the past it was right, so the work may have changed: calibrate on the months since.",
        "It is off in the past too: see whether begins are recorded, and what else these hours depend on.",
    ),
    "waiting": (
        "In the past it was right, so staff, hours or demand may have changed: see who was there, and calibrate on the months since.",
        "It is off in the past too: it has causes that the log does not show, such as other work and absences (`svcflow times`).",
    ),
}
"""what can be done where a part was right in the past, and where it was not"""
