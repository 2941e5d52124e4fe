"""What a model allows: its tokens moved from step to step, as BPMN 2.0 (section 13) says.

A **marking** is where the tokens of a case stand: places in order, one for each token. A token is not moved before it must: one
before an exclusive gateway stays there until a step behind the gateway is done, so that the same situation is one marking
however it is drawn. Only what takes several tokens is done in silence by itself: gateways that join, subprocesses that are broken
off or left, ends that terminate; the last two at once, when all is there. An inclusive gateway that joins waits as long as a token
elsewhere could still come to an entry that has none. A case may end when all its tokens can come to an end in silence.

What follows a marking is reckoned once and kept for all traces: the cost is that of the markings that the log comes to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from svcflow.mining.bpmn.model import BpmnModel
from svcflow.mining.bpmn.net import MOST_TOKENS, Join, Net, Places, Scope

Marking = tuple[int, ...]
_MOST_SILENT = 1_000
"""markings that silent steps alone lead to"""


class Behaviour:
    """The steps that a model allows, marking by marking.

    Parameters
    ----------
    model : BpmnModel
    labels : mapping of str to str
        Node id -> the activity that the log knows it by. Other nodes are silent.

    Raises
    ------
    InputError
        An inclusive gateway has more than 8 ways out.
    """

    def __init__(self, model: BpmnModel, labels: Mapping[str, str]) -> None:
        self.net = Net(model, labels)
        self.labels = dict(labels)
        self._stops = {
            place: move
            for place in range(len(self.net.place_nodes))
            for move in self.net.moves_at(place)
            if move.clears and move.label is None
        }
        self.initial: tuple[Marking, ...] = tuple(map(self._settled, self.net.initial))
        self._closures: dict[Marking, tuple[Marking, ...]] = {}
        self._steps: dict[Marking, dict[str, tuple[Marking, ...]]] = {}
        self._may_end: dict[Marking, bool] = {}
        self._sources: dict[str, dict[int, frozenset[int]]] = {
            join.node: self._sources_of(join) for join in self.net.joins if not join.needs_all
        }

    def steps(self, marking: Marking) -> dict[str, tuple[Marking, ...]]:
        """The activities that may come next, and the markings after each."""
        known = self._steps.get(marking)
        if known is None:
            found: dict[str, dict[Marking, None]] = {}
            for each in self._closure(marking):
                for place in dict.fromkeys(each):
                    for move in self.net.reach(place).moves:
                        if move.label is not None:
                            after = self._settled(_moved(each, (place,), move.produced, move.clears))
                            if len(after) <= MOST_TOKENS:
                                found.setdefault(move.label, {})[after] = None
            known = self._steps[marking] = {label: tuple(after) for label, after in found.items()}
        return known

    def may_end(self, marking: Marking) -> bool:
        """Whether a case may end here."""
        known = self._may_end.get(marking)
        if known is None:
            known = self._may_end[marking] = any(self.net.ends.issuperset(each) for each in self._closure(marking))
        return known

    def _closure(self, marking: Marking) -> tuple[Marking, ...]:
        """The marking, and those that silent steps lead to."""
        known = self._closures.get(marking)
        if known is None:
            found = {marking: None}
            waiting = [marking]
            while waiting and len(found) < _MOST_SILENT:
                for after in map(self._settled, self._silent_steps(waiting.pop())):
                    if after not in found and len(after) <= MOST_TOKENS:
                        found[after] = None
                        waiting.append(after)
            known = self._closures[marking] = tuple(found)
        return known

    def _settled(self, marking: Marking) -> Marking:
        """The marking after what happens at once: an end that terminates is reached, or all tokens in a subprocess are at its exit."""
        for place in marking if self._stops else ():
            if place in self._stops:
                move = self._stops[place]
                return self._settled(_moved(marking, (place,), move.produced, move.clears))
        for scope in self.net.scopes:
            if scope.exit in marking and all(place == scope.exit for place in marking if place in scope.places):
                return self._settled(tuple(sorted((*(place for place in marking if place != scope.exit), *scope.produced))))
        return marking

    def _silent_steps(self, marking: Marking) -> Iterator[Marking]:
        for place in dict.fromkeys(marking):
            reach = self.net.reach(place)
            for standing in reach.commits:
                yield _moved(marking, (place,), standing)
            for move in reach.moves:
                if move.label is None:
                    yield _moved(marking, (place,), move.produced, move.clears)
            if self._sources and len(marking) > 1 and place in self.net.ends:
                yield _moved(marking, (place,), ())
        for join in self.net.joins:
            yield from self._joined(join, marking)
        for scope in self.net.scopes:
            yield from self._left(scope, marking)

    def _joined(self, join: Join, marking: Marking) -> Iterator[Marking]:
        """A gateway takes a token from each of its entries, an inclusive one from those that have one."""
        coming = [[place for place in dict.fromkeys(marking) if entry in self.net.reach(place).gates] for entry in join.entries]
        if not (all(coming) if join.needs_all else any(coming)):
            return
        ways = [places if join.needs_all else [*places, None] for places in coming]
        for chosen in product(*ways):
            taken = tuple(place for place in chosen if place is not None)
            left = _without(marking, taken) if taken else None
            if left is None or (not join.needs_all and self._waits(join, chosen, left)):
                continue
            for produced in join.produces:
                yield tuple(sorted(left + produced))

    def _waits(self, join: Join, chosen: tuple[int | None, ...], left: Marking) -> bool:
        """Whether a token that is left could still come to an entry that has none."""
        sources = self._sources[join.node]
        empty = (entry for entry, place in zip(join.entries, chosen, strict=True) if place is None)
        return any(not sources[entry].isdisjoint(left) for entry in empty)

    def _sources_of(self, join: Join) -> dict[int, frozenset[int]]:
        """For each entry of a join, the places from which a token can come to it without passing the join."""
        before: dict[int, set[int]] = {}
        for place in range(len(self.net.place_nodes)):
            for move in self.net.moves_at(place) if place not in join.entries else ():
                for following in move.produced:
                    before.setdefault(following, set()).add(place)
        for scope in self.net.scopes:
            for event in (place for produced in (*scope.interrupting, *scope.others, scope.produced) for place in produced):
                before.setdefault(event, set()).update(scope.places)
        return {entry: _closed({entry}, before) for entry in join.entries}

    def _left(self, scope: Scope, marking: Marking) -> Iterator[Marking]:
        """A subprocess is left when all tokens inside can be at its exit, and broken off by its boundary events."""
        inside = tuple(place for place in marking if place in scope.places)
        if not inside:
            return
        outside = tuple(place for place in marking if place not in scope.places)
        if all(scope.exit in self.net.reach(place).gates for place in inside):
            yield tuple(sorted(outside + scope.produced))
        for produced in scope.interrupting:
            yield tuple(sorted(outside + produced))
        for produced in scope.others:
            if not set(produced) <= set(marking):
                yield tuple(sorted(marking + produced))


def _moved(marking: Marking, taken: Places, produced: Places, clears: frozenset[int] = frozenset()) -> Marking:
    left = _without(marking, taken)
    assert left is not None
    return tuple(sorted(tuple(place for place in left if place not in clears) + produced))


def _without(marking: Marking, taken: Iterable[int]) -> Marking | None:
    """The marking without some tokens; None where it does not have them."""
    left = list(marking)
    for place in taken:
        if place not in left:
            return None
        left.remove(place)
    return tuple(left)


def _closed(start: set[int], before: Mapping[int, set[int]]) -> frozenset[int]:
    found, waiting = set(start), list(start)
    while waiting:
        for place in before.get(waiting.pop(), ()):
            if place not in found:
                found.add(place)
                waiting.append(place)
    return frozenset(found)
