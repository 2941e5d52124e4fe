"""The simulation that `simpy_engine` specifies, run as machine code: the same trace to the last bit, many times as fast.

The service is laid out as tables (`compiled_layout`), on which the kernel runs until it needs something (`kernel.run`): the next
arrivals, room for more tickets at once, clocks that reach further, or somebody to take the rows that it has written. So memory grows
with the tickets in progress, and with what the caller keeps of the rows.

The kernel holds no lock of the interpreter: replications run side by side in threads. Its first use compiles it, which takes some
seconds once; the machine code is kept beside the source, or where that cannot be written in the user's own folder.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from svcflow.model import Rhythm
from svcflow.simulation import records
from svcflow.simulation.arrivals import arrivals_laid_out
from svcflow.simulation.clocks import FIRST_WEEKS
from svcflow.simulation.clocks import laid_out as laid_out_clock
from svcflow.simulation.compiled_layout import Ticking, lay_out
from svcflow.simulation.compiled_opening import take_places
from svcflow.simulation.kernel import run
from svcflow.simulation.moments import Moments
from svcflow.simulation.moments import laid_out as laid_out_moments
from svcflow.simulation.records import NONE, Clocks, State, Table
from svcflow.simulation.rhythms import RhythmClock
from svcflow.simulation.rhythms import laid_out as laid_out_rhythm
from svcflow.simulation.service import Service
from svcflow.simulation.streams import uniforms
from svcflow.simulation.trace import COLUMNS, MOST_STEPS, Trace, endless

ROWS = 65_536
TICKETS = 256


def replicate(service: Service, cases: int | None, until: float) -> Trace:
    """Let `cases` tickets arrive, or all that come before `until` [h], and run until each has ended.

    Raises
    ------
    ModelError
        A ticket takes more than 10 000 steps.
    OverflowError
        Something lasts longer than there are dates for.
    """
    trace = Trace()
    for rows, _ in written(service, cases, until, trace):
        for name in COLUMNS:
            getattr(trace, name).frombytes(rows[name].tobytes())
    return trace


def written(service: Service, cases: int | None, until: float, trace: Trace) -> Iterator[tuple[Table, State]]:
    """The same, some rows at a time, each with where the run stands; both are good until the next ones are asked for.

    `trace` gets the attributes' values; what it has besides is what a refusal names.
    """
    arrivals = _Arrivals(service, cases, until, trace)
    clocks = _Layouts(service)
    house = lay_out(service, clocks.numbers)
    state = _state(service, int(house.run[0]["ranks"]), len(clocks.numbers))
    while True:
        why = run(house, clocks.tables, state, arrivals.instants, arrivals.ranks, arrivals.kinds, arrivals.closed)
        if why == records.ARRIVE:
            arrivals.more()
            state.counts[records.NEXT] = 0
        elif why == records.LAY_OUT:
            clocks.extend(state)
        elif why == records.ROOM:
            yield _taken(state), state
            state = _roomier(state)
        elif why == records.TOO_LATE:
            raise OverflowError
        else:
            break
    yield _taken(state), state
    if why == records.ENDLESS:
        raise endless(trace, int(state.counts[records.WHO]), service)


def is_kept() -> bool:
    """Whether the machine code is at hand, here or on the disk."""
    if run.signatures:
        return True
    kept = [file.stat().st_mtime for file in Path(run.stats.cache_path or ".").glob("kernel.*.nbi")]
    return bool(kept) and max(kept) > max(file.stat().st_mtime for file in Path(__file__).parent.glob("*.py"))


class _Arrivals:
    """The next arrivals: instants [h], ranks, kinds, and whether they are the last."""

    def __init__(self, service: Service, cases: int | None, until: float, trace: Trace) -> None:
        self._service = service
        self._laid_out = arrivals_laid_out(service.model.arrivals, service.start, service.streams)
        self._left = sys.maxsize if cases is None else cases
        self._until = until
        self._values = trace.values
        self._drawn = 0
        self.more()

    def more(self) -> None:
        """Lay the next ones down."""
        instants = next(self._laid_out) if self._left > 0 else np.zeros(0)
        early = min(int(np.searchsorted(instants, self._until)), self._left)
        self._left -= early
        self.closed = early < len(instants) or self._left == 0
        self.instants = instants[:early]
        self.ranks = np.zeros(early, np.int64)
        self.kinds = np.zeros(early, np.int64)
        traits = self._service.traits
        values = np.empty((early, len(traits)), np.int64)
        for number, trait in reversed(list(enumerate(traits))):
            chances = uniforms(trait.root, self._drawn + 1, early)
            values[:, number] = np.searchsorted(np.array(trait.cumulated), chances, side="right")
            if trait.ranks:
                self.ranks = np.array(trait.ranks, dtype=np.int64)[values[:, number]]
            if trait.kinds:
                self.kinds += np.array(trait.kinds, dtype=np.int64)[values[:, number]]
        self._values.frombytes(values.tobytes())
        self._drawn += early


class _Layouts:
    """The clocks as tables, each as long as somebody has asked for."""

    def __init__(self, service: Service) -> None:
        moments = [task.gathered.moments for task in service.tasks if task.gathered and task.gathered.moments]
        self._clocks: list[Ticking] = [*service.clocks.values(), *service.rhythms.values(), *moments]
        self.numbers = {clock: number for number, clock in enumerate(self._clocks)}
        self._of_people = {self.numbers[worker.clock] for worker in service.workers}
        self._weeks = [FIRST_WEEKS] * len(self._clocks)
        self.tables = self._tables()

    def extend(self, state: State) -> None:
        """Lay out twice as much: of the clock beyond which an event lies, or of those that people's hours have run out of."""
        clocks = self.tables.clocks
        short = {int(state.counts[records.WHO])}
        if not state.counts[records.UNSETTLED]:
            now = state.heap[0]["at"]
            short = {number for number in self._of_people if clocks[number]["kind"] != records.ALWAYS and clocks[number]["last"] <= now}
        for number in short:
            self._weeks[number] *= 2
        self.tables = self._tables()

    def _tables(self) -> Clocks:
        rows: list[tuple[int, int, int, int, float]] = []
        shifts, sums = [np.zeros(0, records.SHIFT)], [np.zeros(0)]
        first = 0
        for clock, weeks in zip(self._clocks, self._weeks, strict=True):
            kind, starts, ends, before, last = _laid_out(clock, weeks)
            rows.append((kind, first, len(starts), first + len(rows), last))
            table = np.empty(len(starts), records.SHIFT)
            table["start"], table["end"] = starts, ends
            shifts.append(table)
            sums.append(before)
            first += len(starts)
        return Clocks(np.array(rows, dtype=records.CLOCK), np.concatenate(shifts), np.concatenate(sums))


def _laid_out(clock: Ticking, weeks: int) -> tuple[int, Table, Table, Table, float]:
    """The kind; begins, ends (or paces), open hours before each; the end of it all."""
    if isinstance(clock, RhythmClock):
        return records.RHYTHM, *_rhythm_table(clock.rhythm, clock.origin, weeks)
    if isinstance(clock, Moments):
        instants = np.array(laid_out_moments(clock.gathering, clock.origin, weeks))
        return records.MOMENTS, instants, instants, np.zeros(len(instants) + 1), float(instants[-1])
    shifts = laid_out_clock(clock.calendar, clock.origin, weeks)
    kind = records.ALWAYS if clock.calendar.always_open else records.SHIFTS
    return kind, shifts.starts, shifts.ends, shifts.before, float(shifts.ends[-1]) if len(shifts.ends) else -np.inf


@lru_cache(maxsize=64)
def _rhythm_table(rhythm: Rhythm, origin: datetime, weeks: int) -> tuple[Table, Table, Table, float]:
    """Kept, for calibration runs the same rhythm hundreds of times."""
    marks, paces, passed = laid_out_rhythm(rhythm, origin, weeks)
    return np.array(marks[:-1]), np.array(paces), np.array(passed), marks[-1]


def _state(service: Service, ranks: int, clocks: int) -> State:
    """Nothing has happened, tickets that are open at the start stand where they are, and the first arrival must be scheduled."""
    counts = np.zeros(records.COUNTS, np.int64)
    counts[records.OWED] = 1
    counts[[records.FREE_TICKET, records.FREE_JOB]] = NONE
    lines = np.full(len(service.disciplines), NONE, np.int64).repeat(2).view(records.LINE)
    seen = np.zeros(clocks, records.SEEN)
    seen["opening"] = -np.inf
    going_on = sum(it.in_progress is not None for it in service.standing)
    tickets, jobs = max(TICKETS, 2 * len(service.standing)), 2 * (MOST_STEPS + going_on)
    state = State(
        counts=counts, heap=np.empty(4 * jobs + 2 * tickets, records.EVENT), tickets=np.empty(tickets, records.TICKET),
        visits=np.empty((tickets, len(service.tasks)), np.int16),
        done_by=np.empty((tickets, len(service.tasks) if remembers(service) else 0), np.int32), jobs=np.empty(jobs, records.JOB),
        in_hand=np.zeros(len(service.workers), np.int64), waiting=np.zeros(len(lines), np.int64),
        lines=lines, ranked_lines=np.repeat(lines[:, None], ranks, axis=1),
        batches=np.zeros(sum(task.gathered is not None for task in service.tasks), records.BATCH),
        seen=seen, rows=np.empty(max(ROWS, going_on), records.ROW),
    )  # fmt: skip
    take_places(state, service)
    return state


def remembers(service: Service) -> bool:
    """Whether it matters who did the steps of a ticket before."""
    return any(task.same_person for task in service.tasks)


def _taken(state: State) -> Table:
    """The rows, which make room for others."""
    rows = state.rows[: state.counts[records.ROWS]]
    state.counts[records.ROWS] = 0
    return rows


def unfinished(state: State) -> NDArray[np.int64]:
    """The cases in progress."""
    busy = np.ones(int(state.counts[records.TICKETS]), bool)
    free = int(state.counts[records.FREE_TICKET])
    while free != NONE:
        busy[free] = False
        free = int(state.tickets[free]["task"])
    cases: NDArray[np.int64] = state.tickets["case"][: len(busy)][busy]
    return cases


def _roomier(state: State) -> State:
    """Tables that are more than half full, twice as large."""
    counts = state.counts
    jobs = int(counts[records.JOBS]) + MOST_STEPS
    tickets = int(counts[records.TICKETS]) + 1
    needed = {
        "jobs": (state.jobs, jobs + 1),
        "tickets": (state.tickets, tickets + 1),
        "visits": (state.visits, tickets + 1),
        "done_by": (state.done_by, tickets + 1),
        "rows": (state.rows, jobs + 1),
        "heap": (state.heap, int(counts[records.EVENTS]) + 2 * jobs + tickets + len(state.seen) + 1),
    }
    return state._replace(**{name: _longer(table, 2 * least) for name, (table, least) in needed.items() if len(table) < least})


def _longer(table: Table, length: int) -> Table:
    longer = np.empty((length, *table.shape[1:]), table.dtype)
    longer[: len(table)] = table
    return longer
