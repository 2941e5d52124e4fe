"""Where requests for a step wait: first come first served, or by rank where a team's discipline wants that.

Steps that exactly the same people can do share one queue, so that who frees up looks at few heads. Where teams of both disciplines
serve a queue, a request stands in both of its lines and leaves the other one when it is seen there, served.
"""

from __future__ import annotations

import heapq
from collections import deque
from typing import Generic, Protocol, TypeVar

Head = tuple[int, int]
"""what requests are served by, smallest first: rank (0 where the discipline knows none), and number in the order of asking"""


class Request(Protocol):
    """A ticket that waits for somebody to do a step."""

    @property
    def rank(self) -> int:
        """0 is the most urgent."""

    @property
    def number(self) -> int:
        """Its place in the order of asking."""

    @property
    def served(self) -> bool:
        """Whether somebody has taken it."""


Waiting = TypeVar("Waiting", bound=Request)


class Queue(Generic[Waiting]):
    """Requests that the same people can serve."""

    __slots__ = ("_in_line", "_ranked", "fifo", "ranked")

    def __init__(self, fifo: bool, ranked: bool) -> None:
        self.fifo = fifo
        self.ranked = ranked
        self._in_line: deque[Waiting] = deque()
        self._ranked: list[tuple[int, int, Waiting]] = []

    def __bool__(self) -> bool:
        """Whether anybody waits."""
        return self.head(not self.fifo) is not None

    def add(self, request: Waiting) -> None:
        """Put a request in."""
        if self.fifo:
            self._in_line.append(request)
        if self.ranked:
            heapq.heappush(self._ranked, (request.rank, request.number, request))

    def head(self, ranked: bool) -> Head | None:
        """What the first request is served by, under the discipline; None where nobody waits."""
        if ranked:
            while self._ranked and self._ranked[0][2].served:
                heapq.heappop(self._ranked)
            return self._ranked[0][:2] if self._ranked else None
        while self._in_line and self._in_line[0].served:
            self._in_line.popleft()
        return (0, self._in_line[0].number) if self._in_line else None

    def take(self, ranked: bool) -> Waiting:
        """Take the first request out."""
        return heapq.heappop(self._ranked)[2] if ranked else self._in_line.popleft()
