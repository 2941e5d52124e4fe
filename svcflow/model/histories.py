"""Which listed context decides after a history: the longest one that the history ends with.

The contexts are read into a trie, oldest step first, whose nodes are linked to the node of their longest proper suffix
(A. V. Aho, M. J. Corasick, 1975, doi:10.1145/360825.360855). A history is then one number, the node that it leads to; the next
step moves it on in constant time, and each node knows the longest context that ends there. There are at most as many nodes as
the contexts have steps, however long the histories: so whether every ticket can end is a walk over the nodes, exact.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from svcflow.model.document import END, START, Context


class Histories:
    """All histories that the contexts can tell apart, as nodes 0 … `size` − 1; node 0 is a history that matches nothing."""

    def __init__(self, contexts: Iterable[Context]) -> None:
        self._children: list[dict[str, int]] = [{}]
        self._suffix = [0]
        self._deciding: list[Context | None] = [None]
        for context in contexts:
            self._insert(context)
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

    def deciding(self, node: int) -> Context | None:
        """The longest listed context that the history ends with; None where none is listed."""
        return self._deciding[node]

    def reachable(self) -> dict[int, str]:
        """Every node that a ticket can come to, and the last step on the way there (the first found)."""
        found = {self.start: START}
        ahead = deque(found)
        while ahead:
            node = ahead.popleft()
            for step in _possible(self._deciding[node]):
                following = self.after(node, step)
                if step != END and following not in found:
                    found[following] = step
                    ahead.append(following)
        return found

    def endless(self) -> dict[int, str]:
        """The reachable nodes from which no way leads to the end, and the last step there."""
        reached = self.reachable()
        before: dict[int, list[int]] = {}
        ahead: deque[int] = deque()
        for node in reached:
            possible = _possible(self._deciding[node])
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

    def _insert(self, context: Context) -> None:
        node = 0
        for step in context.after:
            if step not in self._children[node]:
                self._children[node][step] = len(self._children)
                self._children.append({})
                self._suffix.append(0)
                self._deciding.append(None)
            node = self._children[node][step]
        self._deciding[node] = context

    def _link(self) -> None:
        ahead = deque(self._children[0].values())
        for node in ahead:
            self._deciding[node] = self._deciding[node] or self._deciding[0]
        while ahead:
            parent = ahead.popleft()
            for step, node in self._children[parent].items():
                suffix = self.after(self._suffix[parent], step)
                self._suffix[node] = suffix
                self._deciding[node] = self._deciding[node] or self._deciding[suffix]
                ahead.append(node)


def _possible(context: Context | None) -> Mapping[str, float]:
    return {} if context is None else {step: chance for step, chance in context.next.items() if chance > 0}
