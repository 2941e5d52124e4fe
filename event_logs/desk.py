"""The service desk whose truth is known: what it is made of, and the pure functions that change it.

A `Desk` is a description, all of it in the open: when tickets come, who works when, how long each step takes, where
the work goes next, how often it is done wrong, who waits for whom. The engine turns a description into an event log;
so for a log that was made in this way, every figure that an analysis estimates has a true value to compare it with,
and so has every redesign, because the changed desk can be run as well.

Hours are hours [h]; an hour of the week counts from Monday 00:00 and runs from 0 to 168. There are no holidays.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

WEEK_H = 168
RESUME = "(the step before)"
"""A route back to the step that the ticket came from, as after a customer's answer."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A positive random time.

    Parameters
    ----------
    mean_h : float
        Mean [h].
    cv : float
        Standard deviation over mean [-]; a gamma time with ``cv=1`` is exponential.
    family : {"lognormal", "gamma"}
        Shape of the distribution.
    """

    mean_h: float
    cv: float
    family: Literal["lognormal", "gamma"] = "lognormal"

    def draw_unit(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw `size` times of mean 1; the mean is multiplied in later, so that a faster step keeps its draws."""
        if self.family == "gamma":
            shape = self.cv**-2
            return rng.standard_gamma(shape, size) / shape
        sigma = math.sqrt(math.log1p(self.cv**2))
        return np.exp(sigma * rng.standard_normal(size) - sigma**2 / 2)


@dataclass(frozen=True, slots=True)
class Person:
    """One person.

    Parameters
    ----------
    code : str
        A neutral code.
    shifts : tuple of (float, float)
        The weekly shifts, as start and end hours of the week [h].
    skills : tuple of str
        The steps that they can do, those of another team too; none given: every step of their own team.
    pace : float
        How many times as long as given they need for a step.
    slots : int
        How many tickets they work on at once (chats, say).
    """

    code: str
    shifts: tuple[tuple[float, float], ...]
    skills: tuple[str, ...] = ()
    pace: float = 1.0
    slots: int = 1


@dataclass(frozen=True, slots=True)
class Team:
    """People who share one queue, served by priority, then first come, first served.

    `rate` is the pay [EUR/h]. With `drag`, each ticket already in hand at a begin makes the new work last that share longer.
    """

    name: str
    people: tuple[Person, ...]
    rate: float
    drag: float = 0.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Tickets are gathered before they join a queue, and released together.

    That is at the next of these `hours` of the week [h], or when `size` have come (0: however many), or when the first of them
    has waited for `most_h` [h]: whichever is first.
    """

    hours: tuple[float, ...] = ()
    size: int = 0
    most_h: float = math.inf


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the work.

    Parameters
    ----------
    name : str
        The activity's name in the log.
    team : str or None
        Who does it; None is a pause that occupies nobody and runs by the clock.
    duration : Duration
        Working time [h]; elapsed time for a pause.
    routes : tuple of (str, float)
        The next step and its probability; none for the last step.
    batch : Batch, optional
        How tickets are gathered before the step, if they are.
    """

    name: str
    team: str | None
    duration: Duration
    routes: tuple[tuple[str, float], ...]
    batch: Batch | None = None


@dataclass(frozen=True, slots=True)
class Error:
    """A mistake made at `step` with probability `chance`, always found when `found_at` ends, sent back to `back_to`."""

    step: str
    chance: float
    found_at: str
    back_to: str


@dataclass(frozen=True, slots=True)
class Delay:
    """A wait between two steps that is nobody's queue: with probability `chance`, for `duration` of elapsed time."""

    source: str
    target: str
    chance: float
    duration: Duration
    reason: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A whole desk.

    Parameters
    ----------
    arrivals : tuple of (str, tuple of float)
        For each channel, tickets per hour [1/h] in each of the 168 hours of the week (a Poisson process).
    priorities, categories : tuple of (str, float)
        Names with their shares; the priorities from the most to the least urgent. Priority decides the order of
        service, without interrupting work in hand, and nothing else; a category decides nothing.
    teams, steps, errors, delays
        The parts. The first step is where a ticket comes in.
    grace_h : float
        A person whose work in hand needs at most so long [h] beyond the shift's end finishes it; otherwise the work
        pauses at the shift's end and the same person resumes it, before anything else, when their next shift begins.
    """

    arrivals: tuple[tuple[str, tuple[float, ...]], ...]
    priorities: tuple[tuple[str, float], ...]
    categories: tuple[tuple[str, float], ...]
    teams: tuple[Team, ...]
    steps: tuple[Step, ...]
    errors: tuple[Error, ...] = ()
    delays: tuple[Delay, ...] = ()
    grace_h: float = 0.0


Change = Callable[[Desk], Desk]


def with_staff(desk: Desk, team: str, factor: float) -> Desk:
    """Multiply a team's people, rounded, at least one; new people copy the rosters in turn, the last ones leave."""
    _known(team, [t.name for t in desk.teams])
    return replace(desk, teams=tuple(_staffed(t, factor) if t.name == team else t for t in desk.teams))


def with_demand(desk: Desk, factor: float) -> Desk:
    """Multiply the arrival rate of every channel and hour."""
    return replace(desk, arrivals=tuple((channel, tuple(rate * factor for rate in rates)) for channel, rates in desk.arrivals))


def with_speed(desk: Desk, step: str, factor: float) -> Desk:
    """Do a step `factor` times as fast: its mean duration is divided by it, its spread (cv) stays."""
    _known(step, [s.name for s in desk.steps])
    steps = (replace(s, duration=replace(s.duration, mean_h=s.duration.mean_h / factor)) if s.name == step else s for s in desk.steps)
    return replace(desk, steps=tuple(steps))


def with_error(desk: Desk, step: str, factor: float) -> Desk:
    """Multiply the chance of an error at a step."""
    _known(step, [e.step for e in desk.errors])
    return replace(desk, errors=tuple(replace(e, chance=e.chance * factor) if e.step == step else e for e in desk.errors))


def with_shift(desk: Desk, team: str, later_h: float) -> Desk:
    """Move every shift of a team by so many hours [h]; earlier, where it is negative."""
    _known(team, [t.name for t in desk.teams])
    return replace(desk, teams=tuple(_moved(t, later_h) if t.name == team else t for t in desk.teams))


def _known(name: str, names: list[str]) -> None:
    if name not in names:
        raise ValueError(f"{name!r} is not in this desk; it has {', '.join(names)}.")


def _staffed(team: Team, factor: float) -> Team:
    count = max(1, round(len(team.people) * factor))
    prefix = team.people[0].code.rpartition("-")[0]
    copied = [team.people[i % len(team.people)] for i in range(count)]
    return replace(team, people=tuple(replace(person, code=f"{prefix}-{i + 1:02d}") for i, person in enumerate(copied)))


def _moved(team: Team, later_h: float) -> Team:
    return replace(team, people=tuple(replace(person, shifts=_turned(person.shifts, later_h)) for person in team.people))


def _turned(shifts: tuple[tuple[float, float], ...], later_h: float) -> tuple[tuple[float, float], ...]:
    """Shifts moved round the week; what runs over its end is cut in two, and what then touches is one again."""
    pieces: list[tuple[float, float]] = []
    for start, end in sorted(((start + later_h) % WEEK_H, (start + later_h) % WEEK_H + end - start) for start, end in shifts):
        pieces += [(start, end)] if end <= WEEK_H else [(start, float(WEEK_H)), (0.0, end - WEEK_H)]
    merged: list[tuple[float, float]] = []
    for start, end in sorted(pieces):
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def daily(start: float, end: float, days: range = range(5)) -> tuple[tuple[float, float], ...]:
    """Shifts from `start` to `end` o'clock on the given days of the week (0 is Monday)."""
    return tuple((24 * day + start, 24 * day + end) for day in days)


# --- The bundled desk -------------------------------------------------------------------------------------------

_DAY_FACTORS = (1.15, 1.05, 1.0, 0.95, 0.85)
"""Monday is the busiest weekday, Friday the quietest."""


def _weekly(first_hour: int, weekday: tuple[float, ...], night: float, saturday: float, sunday: float) -> tuple[float, ...]:
    """168 hourly rates [1/h]: a weekday's shape from `first_hour` on, a flat rate at night; weekends from 09:00 to 17:00."""
    day = [night] * 24
    day[first_hour : first_hour + len(weekday)] = weekday
    rates = [rate * factor for factor in _DAY_FACTORS for rate in day]
    for rate in (saturday, sunday):
        rates += [rate if 9 <= hour < 17 else night for hour in range(24)]
    return tuple(round(rate, 4) for rate in rates)


def bundled_desk() -> Desk:
    """The desk of the shipped logs: three teams, eight steps, the second line overloaded on purpose."""
    early, late, saturday = daily(7, 15), daily(11, 19), daily(9, 13, range(5, 6))
    first = (early, early, early + saturday, early, late, late + saturday, late)
    return Desk(
        arrivals=(
            ("Phone", _weekly(7, (0.8, 1.9, 2.4, 2.0, 1.4, 0.8, 1.0, 1.1, 0.8, 0.5, 0.3, 0.2), 0.0, 0.3, 0.0)),
            ("E-mail", _weekly(6, (0.2, 0.8, 1.8, 1.9, 1.6, 1.2, 0.7, 0.9, 1.0, 0.8, 0.5, 0.3, 0.2), 0.04, 0.2, 0.1)),
            ("Portal", _weekly(6, (0.3, 0.7, 1.2, 1.3, 1.1, 0.8, 0.6, 0.7, 0.7, 0.6, 0.4, 0.4, 0.3, 0.3), 0.15, 0.25, 0.2)),
        ),
        priorities=(("P1", 0.05), ("P2", 0.20), ("P3", 0.50), ("P4", 0.25)),
        categories=(("Account", 0.24), ("Application", 0.26), ("E-mail", 0.12), ("Hardware", 0.16), ("Network", 0.12), ("Printing", 0.10)),
        teams=(
            Team("First line", tuple(Person(f"L1-{i + 1:02d}", shifts) for i, shifts in enumerate(first)), 32.0),
            Team("Second line", tuple(Person(f"L2-{i + 1:02d}", daily(8, 17)) for i in range(8)), 48.0),
            Team("Quality", tuple(Person(f"QA-{i + 1:02d}", daily(9, 17)) for i in range(2)), 45.0),
        ),
        steps=_bundled_steps(),
        errors=(Error("Implement fix", 0.15, "Test fix", "Implement fix"), Error("Resolve", 0.06, "Resolve", "Diagnose")),
        delays=(
            Delay("Diagnose", "Investigate", 0.20, Duration(3.0, 0.7, "gamma"), "the transfer between the two lines' systems hangs"),
            Delay("Resolve", "Diagnose", 1.0, Duration(8.0, 1.0), "the customer finds out that it is not solved, and reopens"),
        ),
        grace_h=0.5,
    )


def _bundled_steps() -> tuple[Step, ...]:
    wait = "Wait for customer"
    return (
        Step("Register ticket", "First line", Duration(0.10, 0.5), (("Diagnose", 1.0),)),
        Step("Diagnose", "First line", Duration(0.45, 0.8), ((wait, 0.25), ("Resolve", 0.3375), ("Investigate", 0.4125))),
        Step(wait, None, Duration(24.0, 1.0), ((RESUME, 1.0),)),
        Step("Investigate", "Second line", Duration(1.9, 1.2), ((wait, 0.15), ("Implement fix", 0.70), ("Resolve", 0.15))),
        Step("Implement fix", "Second line", Duration(0.8, 0.8, "gamma"), (("Test fix", 1.0),)),
        Step("Test fix", "Quality", Duration(0.5, 0.5, "gamma"), (("Resolve", 1.0),)),
        Step("Resolve", "First line", Duration(0.20, 0.6), (("Close ticket", 1.0),)),
        Step("Close ticket", "First line", Duration(0.05, 0.5), ()),
    )
