"""The tickets that are open at the start, put into the compiled engine's tables: what `simpy_engine` does before its first event."""

from __future__ import annotations

from svcflow.simulation import records
from svcflow.simulation.opening import InProgress, Standing
from svcflow.simulation.records import ALL, DELAYED, END, NONE, NORMAL, NOTHING, OPENING, RELEASED, URGENT, State
from svcflow.simulation.service import Service

_URGENCY = 62
Event = tuple[float, int, int]


def take_places(state: State, service: Service) -> None:
    """Lay down the tickets, their steps in progress and the first events of a run in which nothing has happened."""
    events: list[Event] = []
    in_line = [it for it in service.standing if not it.in_progress and it.ready <= 0]
    for number, it in enumerate(service.standing):
        _lay_down(state, number, it)
        if it.in_progress is not None:
            _schedule(events, it.in_progress.ends, NORMAL, END + 8 * _resumed(state, number, it.case, it.in_progress))
        if it.ready > 0:
            _schedule(events, it.ready, NORMAL, DELAYED + 8 * number)
    for number, it in enumerate(service.standing):
        if not it.in_progress and it.ready <= 0:
            _schedule(events, 0.0, URGENT, (DELAYED if it.gathers else RELEASED) + 8 * number)
    if in_line:
        _schedule(events, 0.0, URGENT, OPENING)
    # What is sorted is a heap.
    for place, event in enumerate(sorted(events)):
        state.heap[place] = event
    state.counts[records.EVENTS] = state.counts[records.SEQUENCE] = len(events)
    state.counts[records.TICKETS] = len(service.standing)
    state.counts[records.LINING_UP] = bool(in_line)


def _schedule(events: list[Event], at: float, priority: int, code: int) -> None:
    events.append((at, priority << _URGENCY | len(events), code))


def _lay_down(state: State, number: int, it: Standing) -> None:
    waits = it.in_progress is None
    state.visits[number] = 0
    state.done_by[number] = NONE
    for step, times in it.visits.items():
        state.visits[number, step] = times
    task = NONE if it.task is None else it.task.number
    fields = {
        "case": it.case, "kind": it.kind, "rank": it.rank, "history": it.history, "walked": it.walked, "steps": it.visits.total(),
        "open": not waits, "waits": NOTHING if waits else ALL, "source": it.source, "task": task,
        "visit": it.visits[task] - 1 if waits else 0, "enabled": it.since, "arrived": it.arrived,
        "last": NONE,
    }  # fmt: skip
    for name, value in fields.items():
        state.tickets[name][number] = value


def _resumed(state: State, ticket: int, case: int, it: InProgress) -> int:
    """The job of a step in progress, and its row."""
    counts = state.counts
    job, row = int(counts[records.JOBS]), int(counts[records.ROWS])
    worker = NONE if it.worker is None else it.worker.number
    if worker != NONE:
        state.in_hand[worker] += 1
        state.tickets["last"][ticket] = worker
        state.done_by[ticket, it.task.number : it.task.number + 1] = worker
    fields = {
        "ticket": ticket, "task": it.task.number, "visit": it.visit, "number": counts[records.NUMBERS], "worker": worker, "row": row,
        "heard": 0, "load": 1.0, "enabled": it.enabled,
    }  # fmt: skip
    for name, value in fields.items():
        state.jobs[name][job] = value
    state.rows[row] = (case, it.task.number, worker, it.enabled, it.begun, it.ends)
    counts[[records.JOBS, records.ROWS, records.NUMBERS]] += 1
    return job
