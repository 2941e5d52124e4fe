"""The queues before the steps: how long, when, whose, and why; the evidence behind the bottlenecks.

Before each step its executions wait in one queue (`svcflow.timing.queues.lengths`). Its **people** are the fewest who together did
95 % of the executions. In an open hour (of their door, `svcflow.timing.queues.workloads`) so many **arrive**, and there is **room** for so
many: hours on duty that other steps leave ÷ work of one execution, for an open hour. Where arrivals are near the room, the queue
cannot drain; where they are not, it waits for something else (`svcflow.timing.queues.kinds`).

By hour of the week, in the log's zone, a queue has its mean length, arrivals and executions begun; when it is worst, and when it
grows and drains, is told from them (`svcflow.timing.queues.week_hours`).

A step is one place to wait, but people do several steps: a **team**'s waiting is that before all that its people did. Where one team
stands behind several queues, the team is the bottleneck and not any one step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.errors import LogError
from svcflow.eventlog import EventLog
from svcflow.eventlog.log import Basis
from svcflow.progress import Progress, silent
from svcflow.timing.columns import CAUSE_COLUMNS
from svcflow.timing.queues.bottlenecks import ALWAYS_SHOWN, LEAST_SHARE, alone_share, teams_of_steps
from svcflow.timing.queues.episodes import Episode, QueueSeries, tell_episode
from svcflow.timing.queues.hour_grid import HOUR_US, HOURS, HourGrid, lay_grid
from svcflow.timing.queues.kinds import Kind, in_words, kind_of
from svcflow.timing.queues.lengths import HIGH, USUAL, find_swells, queue_length
from svcflow.timing.queues.team_queues import TeamQueue, shared_teams, team_queues
from svcflow.timing.queues.week_hours import WeekHours, swing, worst_hours
from svcflow.timing.queues.workloads import Load, Workloads, open_cells
from svcflow.timing.results import CAUSES
from svcflow.timing.steps import micros
from svcflow.timing.waiting.causes import attribute_waiting

MOST_QUEUES, MOST_EPISODES = 100, 3
MOST_DONE = 0.95

Micros = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class QueueWeek:
    """One week of a queue: its Monday, mean length in it, and arrivals."""

    monday: date
    mean_length: float
    arrivals: int


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue before one step.

    `mean_length` = `arrivals` ÷ the window's hours × `mean_wait_h`, exactly. `usual_length` and `high_length` are not exceeded half and
    nine tenths of the time. `arrivals_per_h` and `room_per_h` are for an open hour of its people. The three profiles have 168 values,
    from Monday 00:00 in the log's zone: mean length, arrivals and begins in such an hour (NaN: the log has no such hour). `by_day` are
    mean lengths of the days from `first_day` on. `episodes` are the three worst. What is not known is None.
    """

    where: str
    team: str | None
    kind: Kind
    why: str
    waiting_h: float
    saving_h: float
    arrivals: int
    waited: int
    mean_wait_h: float
    mean_length: float
    usual_length: int
    high_length: int
    longest: int
    longest_at: datetime
    work_h: float | None
    arrivals_per_h: float | None
    room_per_h: float | None
    load: Load
    worst: WeekHours
    grows: WeekHours | None
    drains: WeekHours | None
    length_by_hour: tuple[float, ...]
    arrivals_by_hour: tuple[float, ...]
    begins_by_hour: tuple[float, ...]
    by_week: tuple[QueueWeek, ...]
    first_day: date
    by_day: tuple[float, ...]
    episodes: tuple[Episode, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class QueueEvidence:
    """The queues by falling saving, the teams by falling saving, and what the figures cannot say."""

    queues: tuple[Queue, ...]
    teams: tuple[TeamQueue, ...]
    notes: tuple[str, ...]


def find_queues(log: EventLog, progress: Progress = silent, *, rates_h: Mapping[str, float] | None = None) -> QueueEvidence:
    """Observe the queue before every step that has at least 0.1 % of all waiting, or one of the twenty largest savings; 100 at most.

    Parameters
    ----------
    log : EventLog
        Any log; timed and attributed first where it is not yet.
    progress : callable
        Told of each queue.
    rates_h : mapping of str to float, optional
        What an hour of a team's work costs [currency/h].

    Returns
    -------
    QueueEvidence
        Empty where nothing waits. Tickets that still wait when the log ends are not seen.

    Raises
    ------
    LogError
        A rate is of a team that the log does not know.

    Notes
    -----
    The cost of `attribute_waiting`, then one sort of the steps, and for each queue a sort of its own and passes over the log's hours.
    """
    log = attribute_waiting(log)
    if not log.steps.height:
        return QueueEvidence((), (), ())
    progress("watching the queues", 0, 1)
    desk = _Desk(log)
    unknown = [team for team in rates_h or {} if team not in desk.people.teams]
    if unknown and len(desk.people.teams):
        raise LogError(f'there is no team "{unknown[0]}" that could have a rate.', place=log.name, remedy="Name one of the log's teams.")
    chosen = desk.chosen()
    queues = []
    for done, code in enumerate(chosen):
        progress("watching the queues", done, len(chosen))
        queues.append(desk.queue(code))
    teams = team_queues(log, desk.people, desk.saving, rates_h or {})
    progress("watching the queues", len(chosen), len(chosen))
    return QueueEvidence(tuple(queues), teams, (*_unknowns(log, desk, queues), *shared_teams(teams)))


class _Desk:
    """A timed and attributed log as numbers, its steps sorted by activity once."""

    def __init__(self, log: EventLog) -> None:
        steps = log.steps
        self.log, self.people = log, Workloads(log)
        ready, begin, end = (micros(steps, name) for name in ("ready_time", "begin_time", "end_time"))
        origin = int(ready.min())
        self.ready, self.begin, self.end = ready - origin, begin - origin, end - origin
        self.grid = lay_grid(origin, max(int(self.end.max()), 1), log.timezone)
        self.names: list[str] = steps["activity"].unique().cast(pl.String).sort().to_list()
        code = steps["activity"].cast(pl.Enum(self.names)).to_physical().to_numpy().astype(np.int64)
        self._order = np.argsort(code, kind="stable")
        self._bounds = np.searchsorted(code[self._order], np.arange(len(self.names) + 1))
        self.saving = (steps["waiting_h"] * alone_share(log)).to_numpy()
        self.waiting = np.bincount(code, steps["waiting_h"].to_numpy(), len(self.names))
        self.saved = np.bincount(code, self.saving, len(self.names))
        self.causes = {
            cause: np.bincount(code, steps[column], len(self.names)) for cause, column in zip(CAUSES, CAUSE_COLUMNS, strict=True)
        }
        self._estimated = np.bincount(code, (steps["basis"] == "estimated").to_numpy(), len(self.names)) > 0
        self._team = teams_of_steps(log)
        self._work = np.bincount(np.maximum(self.people.who, 0), np.where(self.people.who >= 0, self.people.work_h, 0.0))
        self._in_hand: dict[bytes, Micros] = {}

    def chosen(self) -> list[int]:
        """The queues to watch, by falling saving, falling waiting, and name."""
        waits = np.flatnonzero(self.waiting > 0).tolist()
        ranked = sorted(waits, key=lambda code: (-round(float(self.saved[code]), 6), -round(float(self.waiting[code]), 6), code))
        least = LEAST_SHARE * self.waiting.sum()
        return [code for place, code in enumerate(ranked) if self.waiting[code] >= least or place < ALWAYS_SHOWN][:MOST_QUEUES]

    def queue(self, code: int) -> Queue:
        mine = self._order[self._bounds[code] : self._bounds[code + 1]]
        ready, begin, grid = self.ready[mine], self.begin[mine], self.grid
        length = queue_length(ready, begin, grid.width)
        held, arrived, begun = grid.covered(ready, begin), grid.count(ready), grid.count(begin)
        group = self._group(mine)
        load = self.people.load(group)
        rates = self._rates(mine, group, load)
        causes = {cause: float(hours[code]) for cause, hours in self.causes.items()}
        kind = kind_of(causes, load)
        seen = grid.by_cell(grid.exposure) > 0
        profiles = [np.where(seen, grid.usual(values), np.nan) for values in (held / HOUR_US, arrived, begun)]
        opened = open_cells(self.people.door(group)) if load.utilisation is not None else np.ones(HOURS, dtype=bool)
        in_hand = self._hands(group, opened) if load.utilisation is not None else None
        series = QueueSeries(grid, ready, begin, self.people.work_h[mine], arrived, in_hand)
        basis: Basis = "simulated" if self.log.origin == "simulated" else "estimated" if self._estimated[code] else "measured"
        top = int(np.argmax(length.length))
        return Queue(
            *(self.names[code], self._team.get(self.names[code]), kind, in_words(kind, causes, load, rates)),
            *(float(self.waiting[code]), float(self.saved[code]), len(mine), int((begin > ready).sum())),
            mean_wait_h=length.total / HOUR_US / len(mine),
            mean_length=length.total / grid.width,
            usual_length=length.quantile(USUAL),
            high_length=length.quantile(HIGH),
            longest=int(length.length[top]),
            longest_at=grid.instant(int(length.at[top])),
            work_h=float(self.people.work_h[mine].mean()) if load.utilisation is not None else None,
            arrivals_per_h=rates[0] if rates else None,
            room_per_h=rates[1] if rates else None,
            load=load,
            worst=worst_hours(profiles[0], opened & seen if (opened & seen).any() else seen),
            grows=swing(profiles[1] - profiles[2]),
            drains=swing(profiles[2] - profiles[1], sign=-1),
            length_by_hour=tuple(profiles[0].tolist()),
            arrivals_by_hour=tuple(profiles[1].tolist()),
            begins_by_hour=tuple(profiles[2].tolist()),
            by_week=_weeks(grid, held, arrived),
            first_day=grid.first_day,
            by_day=tuple((grid.by_day(held) / np.maximum(grid.by_day(grid.exposure), 1)).tolist()),
            episodes=tuple(tell_episode(swell, series) for swell in find_swells(length, MOST_EPISODES)),
            basis=basis,
        )

    def _group(self, mine: Micros) -> NDArray[np.bool_]:
        """The people of a queue."""
        who = self.people.who[mine]
        done = np.bincount(who[who >= 0], minlength=len(self.people.people))
        order = np.argsort(-done, kind="stable")
        before = np.cumsum(done[order]) - done[order]
        group = np.zeros(len(done), dtype=bool)
        group[order[(done[order] > 0) & (before < MOST_DONE * done.sum())]] = True
        return group

    def _rates(self, mine: Micros, group: NDArray[np.bool_], load: Load) -> tuple[float, float] | None:
        """Arrivals, and the room for them, in an open hour of the queue's people."""
        if not (load.utilisation and load.open_h and load.on_duty_h and load.worked_h):
            return None
        who, all_ = self.people.who[mine], float(self._work[group].sum())
        theirs = np.append(group, False)[who]
        here = load.worked_h * float(self.people.work_h[mine][theirs].sum()) / all_ if all_ > 0 else 0.0
        first, last = (at - self.grid.origin for at in (self.people.first, self.people.last))
        arrivals = int(((self.ready[mine] >= first) & (self.ready[mine] <= last)).sum()) / load.open_h
        return (arrivals, arrivals * (load.on_duty_h - load.worked_h + here) / here) if here > 0 else None

    def _hands(self, group: NDArray[np.bool_], opened: NDArray[np.bool_]) -> Micros:
        """How long the people had work in hand in each hour in which their door is open [µs]."""
        key = group.tobytes()
        if key not in self._in_hand:
            theirs = np.append(group, False)[self.people.who]
            self._in_hand[key] = self.grid.covered(self.begin[theirs], self.end[theirs]) * opened[self.grid.cell]
        return self._in_hand[key]


def _weeks(grid: HourGrid, held: Micros, arrived: Micros) -> tuple[QueueWeek, ...]:
    monday = grid.first_day - timedelta(days=grid.first_day.weekday())
    week = (grid.day + grid.first_day.weekday()) // 7
    spent, exposure, count = (np.bincount(week, values) for values in (held, grid.exposure, arrived))
    figures = zip((spent / np.maximum(exposure, 1)).tolist(), count.tolist(), strict=True)
    return tuple(QueueWeek(monday + timedelta(weeks=number), mean, int(came)) for number, (mean, came) in enumerate(figures))


def _unknowns(log: EventLog, desk: _Desk, queues: list[Queue]) -> list[str]:
    """What the figures cannot say, in sentences."""
    notes = []
    if not desk.people.people:
        notes.append("The log names nobody: whose queues these are and how busy people are cannot be known.")
    elif queues and all(queue.load.utilisation is None for queue in queues):
        notes.append(desk.people.why_unknown)
    if any(queue.basis == "estimated" for queue in queues):
        notes.append("When steps began is estimated, and so are the lengths of the queues.")
    return notes
