"""Teams ranked by the waiting before what their people did: the shared resource behind several queues.

A step that waits is counted for the team of the person who then did it (what nobody is known to have done, for no team). A team's
**idle hours** are hours on duty less hours at work, until the last ticket arrives; with the team's cost of an hour (`rates_h`) they
are money that is paid and buys no work that the log shows. It is not what could be saved: some idling is the price of short queues,
and meetings and other work count as idling here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow import units
from svcflow.eventlog import EventLog
from svcflow.timing.queues.workloads import Load, Workloads

OF_ALL = 0.05
"""the share of all waiting from which a step is worth naming"""


@dataclass(frozen=True, slots=True)
class TeamQueue:
    """The waiting before the work of one team [h].

    `share` is of all waiting; `contention_h` is the part in which the person was at work on others (contention and prioritisation);
    `saving_h` is as in `Bottleneck`. `steps` are those with at least 5 % of all waiting, the largest first. `idle_h` is None where it
    is not known how busy the team is, `idle_money` [currency] where its rate is not given either.
    """

    team: str
    steps: tuple[str, ...]
    waiting_h: float
    share: float
    contention_h: float
    saving_h: float
    load: Load
    idle_h: float | None
    idle_money: float | None


def team_queues(log: EventLog, people: Workloads, saving: NDArray[np.float64], rates_h: Mapping[str, float]) -> tuple[TeamQueue, ...]:
    """The teams that anything waited for, by falling saving, then name; `saving` is the saving of each step [h]. Linear in the steps."""
    if not len(people.people):
        return ()
    total = max(float(log.steps["waiting_h"].sum()), 1e-12)
    teams = sorted(set(people.teams.tolist()) - {""})
    code = np.append(np.array([teams.index(team) if team else -1 for team in people.teams], dtype=np.int64), -1)[people.who]
    done = pl.DataFrame(
        {
            "team": code,
            "activity": log.steps["activity"],
            "waiting": log.steps["waiting_h"],
            "contention": log.steps["contention_h"] + log.steps["prioritisation_h"],
            "saving": saving,
        }
    ).filter(pl.col("team") >= 0)
    by_step = done.group_by("team", "activity", maintain_order=True).agg(pl.col("waiting", "contention", "saving").sum())
    by_step = by_step.with_columns(pl.col("activity").cast(pl.String)).sort("team", -pl.col("waiting").round(6), "activity")
    found = []
    for number, team in enumerate(teams):
        mine = by_step.filter(pl.col("team") == number)
        waiting, contention, saved = (float(mine[name].sum()) for name in ("waiting", "contention", "saving"))
        if waiting <= 0:
            continue
        load = people.load(people.teams == team)
        idle = None if load.on_duty_h is None or load.worked_h is None else max(load.on_duty_h - load.worked_h, 0.0)
        cost = None if idle is None or team not in rates_h else idle * rates_h[team]
        named = mine.filter(pl.col("waiting") >= OF_ALL * total)["activity"].to_list()
        found.append(TeamQueue(team, tuple(named), waiting, waiting / total, contention, saved, load, idle, cost))
    return tuple(sorted(found, key=lambda each: (-round(each.saving_h, 6), each.team)))


def shared_teams(teams: Sequence[TeamQueue]) -> Iterator[str]:
    """Where one team stands behind several steps: the team is the bottleneck."""
    for each in teams:
        if len(each.steps) > 1 and each.contention_h >= 0.5 * each.waiting_h:
            steps = f"{', '.join(each.steps[:-1])} and {each.steps[-1]}"
            yield (
                f"{each.team} stands behind {steps}, together {units.share(each.share)} of all waiting: "
                "their time is what is short, more than any one step."
            )
