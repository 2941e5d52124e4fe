"""A ticket on its way, in the readable engine: what it is, what it has been through, who has been at it, and where it goes next.

None of this knows of events or of other tickets; `simpy_engine` says when each of it happens.
"""

from __future__ import annotations

from svcflow.simulation.opening import Standing
from svcflow.simulation.service import Service, Task, Worker
from svcflow.simulation.streams import uniform
from svcflow.simulation.walks import OUT


class Ticket:
    """A case on its way: what it is, and the steps that it has been through."""

    __slots__ = ("arrived", "case", "done", "done_by", "history", "kind", "last", "rank", "service", "steps", "visits", "walked")

    def __init__(self, service: Service, case: int, kind: int, rank: int, arrived: float) -> None:
        self.service = service
        self.case = case
        self.kind = kind
        self.rank = rank
        self.arrived = arrived
        self.history = service.routes.start
        self.done = 0
        self.walked = 0
        self.steps = 0
        self.visits: dict[int, int] = {}
        self.last: Worker | None = None
        self.done_by: dict[int, Worker] = {}

    def taken(self, task: Task, worker: Worker) -> None:
        """Somebody begins a step of it."""
        self.last = self.done_by[task.number] = worker

    @classmethod
    def standing(cls, service: Service, it: Standing) -> Ticket:
        """A ticket that is open at the start."""
        ticket = cls(service, it.case, it.kind, it.rank, it.arrived)
        ticket.history, ticket.walked = it.history, it.walked
        ticket.visits, ticket.steps = dict(it.visits), it.visits.total()
        ticket.done = sum(1 << number for number in it.visits.keys() | ({it.task.number} if it.task else set()))
        return ticket

    def visit(self, task: Task) -> int:
        """How often it has executed the step before; counts the execution that begins now."""
        visit = self.visits.get(task.number, 0)
        self.visits[task.number] = visit + 1
        self.steps += 1
        return visit

    def onward(self, task: Task | None, visit: int) -> Task | None:
        """The step after this one (None: the way out): the same one again after an error, else as the routing has it."""
        if task is not None and task.error_chance and uniform(task.errors, self.case, visit) < task.error_chance:
            return task
        done = 0 if task is not None and task.pauses else self.done
        visits = 0 if task is None else visit + 1
        number, self.history = self.service.routes.choose(self.case, self.kind, self.history, visits, done, self.walked)
        self.walked += 1
        if number == OUT:
            return None
        self.done |= 1 << number
        return self.service.tasks[number]
