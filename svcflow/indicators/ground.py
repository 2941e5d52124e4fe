"""A log laid out once for all indicators: numbers for every step and every ticket, each worked out when it is first asked for.

Tickets are numbered in the order of arrival, and instants are hours since the first arrival, as in `svcflow.indicators.facts`. Steps are
the rows of the timed log; `owned` things (handovers, tiers) come from the rows as they were read, queues included.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Concatenate, ParamSpec, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.calendars import Shifts
from svcflow.eventlog import EventLog
from svcflow.eventlog.building import CASE
from svcflow.eventlog.words.people import is_system
from svcflow.indicators.estimates import Bools, Floats
from svcflow.indicators.facts import Facts, arrived, case_of, gather, hours_of, in_order, is_timed, marked, unfinished
from svcflow.indicators.setting import Setting
from svcflow.indicators.staff import StaffTime, staff_time
from svcflow.mining.coding import NOBODY, Coded, coded
from svcflow.mining.handover import find_owners
from svcflow.mining.reopening import Closures, find_closures
from svcflow.timing import attribute_waiting, service_calendar, time_steps, with_work_hours

Numbers = NDArray[np.int64]
T = TypeVar("T")
P = ParamSpec("P")
_ROBOT = re.compile(r"\b(?:ro|chat|mail|auto|web|service)?bots?\b|\brpa\b|\bautomat|自动|自動|机器人|機器人", re.IGNORECASE)
_SUMMED = ("waiting_h", "processing_h", "paused_h")


class Ground:
    """A log and what is given beside it, laid out."""

    def __init__(self, log: EventLog, setting: Setting) -> None:
        self.log = log
        # Customers answered about tickets that were, not about simulated ones that happen to have their numbers.
        self.setting = replace(setting, survey=None, comments=()) if log.origin == "simulated" else setting
        self._once: dict[object, object] = {}
        self._hours: dict[str, Floats] = {}

    def once(self, make: Callable[Concatenate[Ground, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """What a function makes of this ground: made when it is first asked for, and kept for the next part of the log."""
        key = (make, arguments, tuple(named.items()))
        if key not in self._once:
            self._once[key] = make(self, *arguments, **named)
        return self._once[key]  # type: ignore[return-value]

    @cached_property
    def facts(self) -> Facts:
        """What the indicators of every run are computed from."""
        return gather(self.timed, self.setting)

    @cached_property
    def timed(self) -> EventLog:
        """The log with its step times (its cases are those that were read)."""
        return self.log if is_timed(self.log) else time_steps(self.log)

    @cached_property
    def steps(self) -> pl.DataFrame:
        """The steps with their times and marks of rework."""
        return marked(self.timed)

    @cached_property
    def cases(self) -> pl.DataFrame:
        """The tickets in the order of arrival."""
        return in_order(self.log)

    @cached_property
    def new(self) -> Bools:
        """Which tickets arrived while the log was kept."""
        return arrived(self.cases)

    @cached_property
    def case(self) -> Numbers:
        """The ticket of each step."""
        return case_of(self.steps, self.cases)

    @cached_property
    def read_case(self) -> Numbers:
        """The ticket of each row that was read."""
        return case_of(self.log.steps, self.cases)

    @cached_property
    def first_h(self) -> Floats:
        """Arrival of each ticket."""
        return hours_of(self.cases, "first_time", self.new)

    @cached_property
    def last_h(self) -> Floats:
        """Last end of each ticket."""
        return hours_of(self.cases, "last_time", self.new)

    @cached_property
    def horizon_h(self) -> float:
        """The last arrival."""
        return float(self.first_h[self.new][-1]) if self.new.any() else 0.0

    @cached_property
    def end_h(self) -> float:
        """The last instant of the log."""
        return float(self.last_h.max()) if len(self.last_h) else 0.0

    @cached_property
    def closures(self) -> Closures:
        """Which steps close tickets."""
        return find_closures(self.steps, self.timed.meanings)

    @cached_property
    def unfinished(self) -> Bools:
        """Which tickets are still open at the log's end."""
        return unfinished(self.timed, self.steps, self.case, self.closures, self.cases.height)

    @cached_property
    def done_h(self) -> Floats:
        """When each ticket was finished; infinity where it is still open."""
        return np.where(self.unfinished, np.inf, self.last_h)

    @cached_property
    def is_work(self) -> Bools:
        """Which steps are work."""
        return self.steps.get_column("is_work").to_numpy()

    @cached_property
    def activity(self) -> Coded:
        """What each step is."""
        return coded(self.steps.get_column("activity"))

    @cached_property
    def person(self) -> Coded:
        """Who did each step."""
        return coded(self.steps.get_column("resource"))

    @cached_property
    def team(self) -> Coded:
        """The team of each step."""
        return find_owners(self.timed, "teams")

    @cached_property
    def automatic(self) -> Bools:
        """Which steps a program did: by what was given, or by a name such as "System" or "bot"."""
        given = self.setting.automated
        names = {name for name in (*self.person.names, *self.activity.names) if name in given}
        programs = {name for name in self.person.names if is_system(name) or _ROBOT.search(name)}
        tools = {name for name in self.activity.names if _ROBOT.search(name)}
        model = {step.name for step in self.setting.model.steps if not step.staffed} if self.setting.model else set()
        return self.is_work & (self.person.among(names | programs) | self.activity.among(names | tools | model))

    @cached_property
    def touched(self) -> Bools:
        """Which steps are work of a person; of a log without people all work that no program did."""
        named = self.person.codes != NOBODY
        return self.is_work & ~self.automatic & (named if named.any() else np.ones(len(named), np.bool_))

    @cached_property
    def begin_h(self) -> Floats:
        """When each step began."""
        return self._instants("begin_time")

    @cached_property
    def finish_h(self) -> Floats:
        """When each step ended."""
        return self._instants("end_time")

    def hours(self, name: str) -> Floats:
        """One of the step times [h]: elapsed, by cause of waiting, or on the working clock (`…_work_h`)."""
        if name not in self._hours:
            frame = self.steps if name in _SUMMED else self._worked if name.endswith("_work_h") else self._caused
            self._hours[name] = frame.get_column(name).fill_null(0.0).to_numpy()
        return self._hours[name]

    def by_case(self, values: NDArray[np.generic]) -> Floats:
        """The sum over the steps of each ticket."""
        return np.bincount(self.case, values.astype(np.float64), self.cases.height).astype(np.float64)

    @cached_property
    def service(self) -> Shifts:
        """The service's working time."""
        begin, until = self.cases.get_column("first_time").filter(pl.Series(self.new)).min(), self.cases.get_column("last_time").max()
        return service_calendar(self.log).between(begin, until, self.cases.get_column("first_time").min())  # type: ignore[arg-type]

    def working_h(self, begin: Floats, end: Floats) -> Floats:
        """Working time of the service between instants [h]."""
        return self.service.work_between_all(begin, end)

    @cached_property
    def staff(self) -> StaffTime:
        """Hours worked and hours on duty of the teams."""
        cases = self.cases.filter(pl.Series(self.new))
        return staff_time(self.timed, self.steps, cases, self.setting.model, self.horizon_h)

    @cached_property
    def finisher(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The team and the person who did the last work on each ticket (`NOBODY` where it is not known)."""
        found = []
        for owner in (self.team, self.person):
            rows = np.flatnonzero(self.is_work & (owner.codes != NOBODY))
            last = np.full(self.cases.height, -1)
            np.maximum.at(last, self.case[rows], rows)
            found.append(np.where(last >= 0, owner.codes[last], np.int32(NOBODY)).astype(np.int32))
        return found[0], found[1]

    def column(self, name: str) -> pl.Series | None:
        """One text for each ticket, the first it has in a column (`case:` and capital letters do not matter); None: no such column."""
        known = {each.removeprefix(CASE).casefold(): each for each in (*self.log.steps.columns, *self.cases.columns)}
        found = known.get(name.removeprefix(CASE).casefold())
        if found is None:
            return None
        if found in self.cases.columns:
            return self.cases.get_column(found).cast(pl.String)
        values = self.log.steps.select(case=pl.Series(self.read_case), value=pl.col(found).cast(pl.String))
        firsts = values.drop_nulls().group_by("case", maintain_order=True).agg(pl.col("value").first())
        numbers = pl.DataFrame({"case": np.arange(self.cases.height)})
        return numbers.join(firsts, on="case", how="left", maintain_order="left").get_column("value")

    @cached_property
    def priority(self) -> pl.Series | None:
        """The priority of each ticket."""
        return self.column("priority")

    @cached_property
    def _caused(self) -> pl.DataFrame:
        return attribute_waiting(self.timed).steps

    @cached_property
    def _worked(self) -> pl.DataFrame:
        return with_work_hours(self.timed).steps

    def _instants(self, name: str) -> Floats:
        origin = self.cases.get_column("first_time").filter(pl.Series(self.new)).min()
        return self.steps.select((pl.col(name) - pl.lit(origin)).dt.total_microseconds() / 3.6e9).to_series().to_numpy()
