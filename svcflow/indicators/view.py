"""The part of a log that an indicator is told of: all of it, or a segment, a month, a step, a team, a person.

A view holds which tickets are told of (`cases`: those that arrived), which count in a period (`every`: those that were open when the
log began too), which steps (`rows`; None: all of these tickets), and the period. The figures of all tickets that every run needs
come from `Facts`, gathered in one pass; those of a part are picked or summed up from the same steps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from svcflow.indicators.estimates import Bools, Floats
from svcflow.indicators.facts import WEEK_H, Facts
from svcflow.indicators.ground import Ground, Numbers
from svcflow.indicators.setting import OTHERS, Setting

Summed = Literal["waiting_h", "processing_h", "paused_h", "repeat_h", "executions", "returns"]
_NO_WEEKS = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class View:
    """A part of a log; arrays have one value for each of its tickets, in the order of arrival."""

    ground: Ground
    cases: Bools
    every: Bools
    rows: Bools | None
    begin_h: float
    until_h: float
    whole: bool
    team: str | None = None
    """which one, where the view is a team's"""

    @property
    def setting(self) -> Setting:
        """What the log does not say."""
        return self.ground.setting

    @property
    def facts(self) -> Facts:
        """The figures of all tickets."""
        return self.ground.facts

    @property
    def count(self) -> int:
        """How many tickets."""
        return int(self.cases.sum())

    @property
    def weeks(self) -> float:
        """Length of the period [weeks]."""
        return (self.until_h - self.begin_h) / WEEK_H

    @property
    def lead_h(self) -> Floats:
        """Lead time of each ticket, so far [h]."""
        return self.facts.lead_h if self.whole else self.facts.lead_h[self.part]

    @property
    def finished(self) -> Bools:
        """Which tickets are finished."""
        return ~self.ground.unfinished[self.cases]

    def sums(self, name: Summed) -> Floats:
        """One of the figures of `Facts`, summed up over the steps of each ticket."""
        if self.rows is None:
            of_all: Floats = getattr(self.facts, name)
            return of_all if self.whole else of_all[self.part]
        return self.sum_of(_of_steps(self.ground, name))

    def flags(self, name: Literal["right", "reopened"]) -> Bools | None:
        """Whether each ticket is right the first time, or reopened; None where the log does not tell."""
        of_all: Bools | None = getattr(self.facts, name)
        return of_all if self.whole or of_all is None else of_all[self.part]

    def sum_of(self, by_step: NDArray[np.generic]) -> Floats:
        """The sum over the steps of each ticket, of this part's steps alone."""
        values = by_step.astype(np.float64)
        return self.ground.by_case(values if self.rows is None else np.where(self.rows, values, 0.0))[self.cases]

    @property
    def here(self) -> Bools:
        """Which steps of the log belong to this part."""
        found: Bools = self.cases[self.ground.case]
        return found if self.rows is None else found & self.rows

    def count_of(self, by_step: Bools) -> int:
        """How many of this part's steps these are."""
        return int((by_step & self.here).sum())

    def arrivals(self) -> tuple[int, Numbers]:
        """Tickets that arrived in the period, and those of each of its whole weeks."""
        return self._weekly(self.ground.first_h[self.every & self.ground.new], opening=True)

    def departures(self) -> tuple[int, Numbers]:
        """Tickets that were finished in the period, and those of each of its whole weeks."""
        if self.whole:
            facts = self.facts
            return int(np.count_nonzero(~facts.open_at_end)), facts.finished_by_week
        return self._weekly(self.ground.done_h[self.every], opening=False)

    @property
    def backlog(self) -> int:
        """Tickets that are open at the period's end."""
        return int(np.count_nonzero(self.facts.open_at_end)) if self.whole else len(self.ages())

    def ages(self) -> Floats:
        """How long the tickets that are open at the period's end have been there [h]."""
        first, done = self.ground.first_h[self.every], self.ground.done_h[self.every]
        open_then = (first <= self.until_h) & (done > self.until_h)
        return self.until_h - first[open_then]

    def resolution_h(self, *, working: bool) -> Floats:
        """From arrival to the end, or to the log's end while it is open, less pauses [h], by the clock or in working time."""
        ground = self.ground
        first, last = ground.first_h[self.cases], np.minimum(ground.done_h, ground.end_h)[self.cases]
        spent = ground.working_h(first, last) if working else last - first
        paused = ground.by_case(ground.hours("paused_work_h" if working else "paused_h"))[self.cases]
        return np.maximum(spent - paused, 0.0)

    def levels(self, which: Literal["response_h", "resolution_h"]) -> Floats | None:
        """The service level of each ticket [h] (NaN: none); None where none is given."""
        given = dict(getattr(self.setting, which))
        if not given and which == "resolution_h" and self.setting.service_level_h is not None:
            given = {OTHERS: self.setting.service_level_h}
        if not given:
            return None
        others, priority = given.get(OTHERS, np.nan), self.ground.priority
        said = [] if priority is None else priority.to_list()
        of_all = np.array([given.get(each, others) for each in said] if said else [others] * len(self.cases), np.float64)
        return of_all[self.cases]

    @property
    def part(self) -> Bools:
        """Which of the tickets in `Facts` are this part's."""
        return self.cases[self.ground.new]

    def of_team(self, team: str) -> View:
        """The same part, of one team's staff."""
        return replace(self, team=team)

    def _weekly(self, at: Floats, *, opening: bool) -> tuple[int, Numbers]:
        """How many of these instants lie in the period (its begin included where it opens the log), and in each whole week."""
        after = at >= self.begin_h if opening or self.begin_h <= 0 else at > self.begin_h
        inside = at[after & (at <= self.until_h)]
        edges = self.begin_h + np.arange(int(self.weeks) + 1) * WEEK_H
        return len(inside), np.histogram(inside, edges)[0] if self.weeks >= 1 else _NO_WEEKS


def whole_of(ground: Ground) -> View:
    """All of a log."""
    return View(ground, ground.new, np.ones(ground.cases.height, np.bool_), None, 0.0, ground.horizon_h, True)


def _of_steps(ground: Ground, name: Summed) -> Floats:
    """What `Facts` sums up, for each step."""
    if name == "executions":
        return ground.is_work.astype(np.float64)
    if name == "returns":
        return ground.steps.get_column("comes_back").to_numpy().astype(np.float64)
    if name == "repeat_h":
        again: Floats = ground.hours("processing_h") * ground.steps.get_column("repeat").to_numpy()
        return again
    return ground.hours(name)
