"""Which listed context decides after a history: the longest one that the history ends with and whose conditions the ticket meets.

The contexts are read into a trie, oldest step first, whose nodes are linked to the node of their longest proper suffix
(A. V. Aho, M. J. Corasick, 1975, doi:10.1145/360825.360855). A history is then one number, the node that it leads to; the next
step moves it on in constant time, and each node knows the contexts that end there, in the order in which they decide. There are at most
as many nodes as the contexts have steps, however long the histories: so whether every ticket can end is a walk over the nodes.

Contexts with the same history are in the order of how many values they ask for, then of how many visits, most first; two of which a
ticket could meet both, with as much of each, leave it open who decides unless another asks for the values of both (`clashes`).

**Visits** only grow. A ticket that went round for ever would come to each of its steps as often as any context asks for; so every
ticket ends if from each node that can be reached a way leads to the end among the contexts that hold after very many visits.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from svcflow.model.kinds import Values
from svcflow.model.routing import END, START, Context

NO_VALUES: Values = {}
NOWHERE: Mapping[int, str] = {}


class Histories:
    """All histories that the contexts can tell apart, as nodes 0 … `size` − 1; node 0 is a history that matches nothing.

    `most_visits`: how many visits the contexts ask for at most; more make no difference.
    """

    def __init__(self, contexts: Iterable[Context]) -> None:
        self._children: list[dict[str, int]] = [{}]
        self._suffix = [0]
        self._deciding: list[list[Context]] = [[]]
        self.most_visits = 0
        for context in contexts:
            self._insert(context)
            self.most_visits = max(self.most_visits, context.visits)
        for own in self._deciding:
            own.sort(key=lambda it: (-len(it.where), -it.visits))
        self._own = [len(own) for own in self._deciding]
        self._link()

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self._children)

    @property
    def start(self) -> int:
        """The node of a ticket that has just arrived."""
        return self.after(0, START)

    def after(self, node: int, step: str) -> int:
        """The node of the history that has `step` after the history of `node`."""
        while node and step not in self._children[node]:
            node = self._suffix[node]
        return self._children[node].get(step, 0)

    def along(self, steps: Iterable[str]) -> int:
        """The node of a ticket that has been through these steps."""
        node = self.start
        for step in steps:
            node = self.after(node, step)
        return node

    def deciding(self, node: int, values: Values = NO_VALUES, visits: int = 0) -> Context | None:
        """The context that decides for a ticket with these values that has begun its last step so often; None where none holds."""
        return next((it for it in self._deciding[node] if it.visits <= visits and _has(values, it.where)), None)

    def levels(self, node: int) -> range:
        """How often a ticket may have begun the last step there, as far as it makes a difference."""
        arrived = node == self.start
        if arrived and node:
            return range(1)
        return range(0 if arrived else min(1, self.most_visits), self.most_visits + 1)

    def reachable(self, values: Values = NO_VALUES, also: Mapping[int, str] = NOWHERE) -> dict[int, str]:
        """Every node that a ticket with these values can come to, and the last step on the way there (the first found).

        `also` are nodes where such tickets are, and the last step of each.
        """
        found = {self.start: START, **also}
        ahead = deque(found)
        while ahead:
            node = ahead.popleft()
            for step in self._possible(node, values):
                following = self.after(node, step)
                if following not in found:
                    found[following] = step
                    ahead.append(following)
        return found

    def undecided(self, values: Values = NO_VALUES, also: Mapping[int, str] = NOWHERE) -> str | None:
        """The last step of a history after which nothing decides for a ticket with these values, if there is one."""
        for node, step in self.reachable(values, also).items():
            if any(self.deciding(node, values, visits) is None for visits in self.levels(node)):
                return step
        return None

    def endless(self, values: Values = NO_VALUES, also: Mapping[int, str] = NOWHERE) -> dict[int, str]:
        """The reachable nodes from which no way leads to the end after however many visits, and the last step there."""
        reached = self.reachable(values, also)
        before: dict[int, list[int]] = {}
        ahead: deque[int] = deque()
        for node in reached:
            possible = _ways(self.deciding(node, values, self.levels(node)[-1]))
            if END in possible:
                ahead.append(node)
            for step in possible:
                before.setdefault(self.after(node, step), []).append(node)
        ending = set(ahead)
        while ahead:
            for node in before.get(ahead.popleft(), ()):
                if node not in ending:
                    ending.add(node)
                    ahead.append(node)
        return {node: step for node, step in reached.items() if node not in ending}

    def clashes(self) -> Iterator[tuple[Context, Context]]:
        """Pairs of contexts of which nothing says who decides for a ticket that meets both: no context asks for all their values."""
        for own, held in zip(self._own, self._deciding, strict=True):
            listed = held[:own]
            for one, other in combinations(listed, 2):
                both = {**one.where, **other.where}
                alike = len(one.where) == len(other.where) and one.visits == other.visits
                if (
                    alike
                    and _has(both, one.where)
                    and not (both != one.where and any(it.where == both and it.visits <= one.visits for it in listed))
                ):
                    yield one, other

    def _possible(self, node: int, values: Values) -> Iterator[str]:
        """The steps that may come next, after whatever number of visits."""
        for visits in self.levels(node):
            yield from (step for step in _ways(self.deciding(node, values, visits)) if step != END)

    def _insert(self, context: Context) -> None:
        node = 0
        for step in context.after:
            if step not in self._children[node]:
                self._children[node][step] = len(self._children)
                self._children.append({})
                self._suffix.append(0)
                self._deciding.append([])
            node = self._children[node][step]
        self._deciding[node].append(context)

    def _link(self) -> None:
        ahead = deque(self._children[0].values())
        for node in ahead:
            self._deciding[node] = self._deciding[node] + self._deciding[0]
        while ahead:
            parent = ahead.popleft()
            for step, node in self._children[parent].items():
                suffix = self.after(self._suffix[parent], step)
                self._suffix[node] = suffix
                self._deciding[node] = self._deciding[node] + self._deciding[suffix]
                ahead.append(node)


def _has(values: Values, where: Mapping[str, str]) -> bool:
    return all(values.get(name) == value for name, value in where.items())


def _ways(context: Context | None) -> Mapping[str, float]:
    return {} if context is None else {step: chance for step, chance in context.next.items() if chance > 0}
