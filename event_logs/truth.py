"""What is true of a desk: the figures of a run, and what a change of the desk really does.

Times are hours [h]. `_h` is elapsed, `_work_h` is time worked. A step waits from the end of the step before (from the
ticket's arrival, for the first step) to its own start, and the wait falls into three parts that sum to it:

- `delay_h`: on the way, in nobody's queue;
- `off_shift_h`: in the queue while nobody of the team is on shift;
- `queue_h`: in the queue while the team is on shift.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from desk import Change, Desk, Team, with_demand, with_error, with_speed, with_staff
from engine import HOUR, Event, Roster, simulate

CHANGES: dict[str, tuple[str, Change]] = {
    "as_is": ("nothing is changed", lambda desk: desk),
    "second_line_doubled": ("twice the people in the second line", lambda desk: with_staff(desk, "Second line", 2.0)),
    "second_line_plus_25": ("a quarter more people in the second line", lambda desk: with_staff(desk, "Second line", 1.25)),
    "second_line_minus_25": ("a quarter fewer people in the second line", lambda desk: with_staff(desk, "Second line", 0.75)),
    "demand_plus_30": ("30 % more tickets per hour; the same number of tickets comes in less time", lambda desk: with_demand(desk, 1.3)),
    "investigate_twice_as_fast": ("Investigate takes half the time", lambda desk: with_speed(desk, "Investigate", 2.0)),
    "fix_errors_halved": ("Implement fix goes wrong half as often", lambda desk: with_error(desk, "Implement fix", 0.5)),
}


def by_ticket(events: Iterable[Event]) -> dict[int, list[Event]]:
    """The events of each ticket, in their order."""
    cases: dict[int, list[Event]] = {}
    for event in events:
        cases.setdefault(event.ticket.number, []).append(event)
    return cases


def figures(desk: Desk, events: Sequence[Event]) -> dict[str, Any]:
    """All true figures of one run."""
    cases = by_ticket(events)
    steps = _steps(desk, events)
    worst = max(steps, key=lambda name: steps[name]["share_of_waiting"])
    rates = {team.name: team.rate for team in desk.teams}
    cost = sum(event.work / HOUR * rates[event.team] for event in events if event.team)
    return {
        "tickets": len(cases),
        "events": len(events),
        "weeks_of_arrivals": round(max(event.ticket.arrival for event in events) / HOUR / 168, 2),
        "bottleneck": {"step": worst, "team": next(step.team for step in desk.steps if step.name == worst)},
        "teams": {team.name: _team(team, events) for team in desk.teams},
        "steps": steps,
        "lead_time_h": spread(lead_times(cases)),
        "lead_time_from_arrival_h": spread(lead_times(cases, from_arrival=True)),
        "lead_time_h_by_priority": {
            name: spread(lead_times({k: case for k, case in cases.items() if case[0].ticket.priority == name}))
            for name, _ in desk.priorities
        },
        "shares": {
            "priority": {name: _share(case[0].ticket.priority == name for case in cases.values()) for name, _ in desk.priorities},
            "channel": {name: _share(case[0].ticket.channel == name for case in cases.values()) for name, _ in desk.arrivals},
            "solved_without_second_line": _share(all(event.team != "Second line" for event in case) for case in cases.values()),
        },
        "errors": _errors(desk, cases),
        "labour_cost_per_ticket_eur": round(cost / len(cases), 2),
    }


def lead_times(cases: dict[int, list[Event]], *, from_arrival: bool = False) -> list[float]:
    """Lead time of each ticket [h]: from its first start (as the step log shows) or its arrival, to its last end."""
    return [(case[-1].end - (case[0].ticket.arrival if from_arrival else case[0].start)) / HOUR for case in cases.values()]


def spread(hours: Sequence[float]) -> dict[str, float]:
    """Mean, median and 90 % quantile (interpolated between order statistics)."""
    return {
        "mean": round(float(np.mean(hours)), 4),
        "median": round(float(np.median(hours)), 4),
        "p90": round(float(np.quantile(hours, 0.9)), 4),
    }


def utilisation(team: Team, events: Iterable[Event]) -> float:
    """Time worked over time on shift, for the work begun until the last arrival."""
    events = list(events)
    last = max(event.ticket.arrival for event in events)
    worked = sum(event.work for event in events if event.team == team.name and event.start <= last)
    return worked / sum(Roster(person.shifts).seconds(0, last) for person in team.people)


def on_shift(team: Team) -> Roster:
    """When at least one of the team is on shift: the union of the shifts."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted(shift for person in team.people for shift in person.shifts):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return Roster(tuple(merged))


def _share(flags: Iterable[bool]) -> float:
    return round(float(np.mean(list(flags))), 4)


def _team(team: Team, events: Sequence[Event]) -> dict[str, Any]:
    return {"people": len(team.people), "utilisation": round(utilisation(team, events), 4)}


def _steps(desk: Desk, events: Sequence[Event]) -> dict[str, dict[str, Any]]:
    union = {team.name: on_shift(team) for team in desk.teams}
    found = {step.name: [event for event in events if event.step == step.name] for step in desk.steps}
    result = {name: _step(some, union) for name, some in found.items()}
    first = desk.steps[0].name
    total = sum(step["waiting_h"]["total"] for name, step in result.items() if name != first)
    for name, step in result.items():
        # The step log cannot show the wait before a ticket's first step, so that one stays out of the shares.
        step["share_of_waiting"] = 0.0 if name == first else round(step["waiting_h"]["total"] / total, 4)
    return result


def _step(events: Sequence[Event], union: dict[str, Roster]) -> dict[str, Any]:
    """Figures of one step; a pause's time is `paused_h`, and it is nobody's work."""
    elapsed = np.array([event.end - event.start for event in events]) / HOUR
    if events[0].team is None:
        return {"count": len(events), "paused_h": spread(elapsed.tolist()), "waiting_h": {"mean": 0.0, "total": 0.0}}
    roster = union[events[0].team]
    waiting = sum(event.start - event.enabled for event in events) / HOUR
    delay = sum(event.ready - event.enabled for event in events) / HOUR
    queue = sum(roster.seconds(event.ready, event.start) for event in events if event.start > event.ready) / HOUR
    return {
        "count": len(events),
        "processing_work_h": spread([event.work / HOUR for event in events]),
        "processing_h": spread(elapsed.tolist()),
        "waiting_h": {
            "mean": round(waiting / len(events), 4),
            "delay_h": round(delay / len(events), 4),
            "off_shift_h": round((waiting - delay - queue) / len(events), 4),
            "queue_h": round(queue / len(events), 4),
            "total": round(waiting, 4),
        },
    }


def _errors(desk: Desk, cases: dict[int, list[Event]]) -> dict[str, dict[str, Any]]:
    """For each kind of error: how often the step was done, and how often it was found wrong."""
    flows = [(a.step, b.step) for case in cases.values() for a, b in pairwise(case)]
    done = [event.step for case in cases.values() for event in case]
    return {
        error.step: {
            "chance": error.chance,
            "done": done.count(error.step),
            "wrong": flows.count((error.found_at, error.back_to)),
        }
        for error in desk.errors
    }


def interventions(desk: Desk, seeds: Sequence[int], tickets: int) -> dict[str, Any]:
    """Run each change with the same seeds: each run, the mean with its standard error, the paired difference from as is."""
    runs = {name: [_outcome(change(desk), tickets, seed) for seed in seeds] for name, (_, change) in CHANGES.items()}
    return {
        name: {
            "change": CHANGES[name][0],
            "runs": {key: [run[key] for run in some] for key in some[0]},
            "mean": {key: _estimate([run[key] for run in some]) for key in some[0]},
            "difference_from_as_is": {
                key: _estimate([run[key] - base[key] for run, base in zip(some, runs["as_is"], strict=True)]) for key in some[0]
            },
        }
        for name, some in runs.items()
    }


def _outcome(desk: Desk, tickets: int, seed: int) -> dict[str, float]:
    """The figures by which changes are compared, for one run."""
    events = simulate(desk, tickets, seed)
    lead = spread(lead_times(by_ticket(events)))
    team = next(team for team in desk.teams if team.name == "Second line")
    waiting = _step([event for event in events if event.step == "Investigate"], {team.name: on_shift(team)})["waiting_h"]
    return {
        "lead_time_mean_h": lead["mean"],
        "lead_time_median_h": lead["median"],
        "lead_time_p90_h": lead["p90"],
        "investigate_waiting_mean_h": waiting["mean"],
        "investigate_queue_mean_h": waiting["queue_h"],
        "second_line_utilisation": round(utilisation(team, events), 4),
    }


def _estimate(values: Sequence[float]) -> dict[str, float]:
    error = float(np.std(values, ddof=1)) / len(values) ** 0.5 if len(values) > 1 else float("nan")
    return {"mean": round(float(np.mean(values)), 4), "standard_error": round(error, 4)}
