"""What an alignment costs at least from here on, so that the search for it looks nowhere else first.

Two things are sure of a token, whatever it does: the activities that can still come after it, and those that have to. Events
that cannot come any more cost a move each, and so does each activity that has to come and is not among the events left. Both
sets are found on the model's drawing alone, before any marking is.
"""

from __future__ import annotations

from collections.abc import Iterable

from svcflow.mining.bpmn.net import Net


class Bounds:
    """Sets of activities for each place, as the bits of a number: which bit stands for which is in `bits`."""

    def __init__(self, net: Net, labels: dict[str, str]) -> None:
        self.bits = {label: 1 << number for number, label in enumerate(sorted(set(labels.values())))}
        self._possible = self._all_possible(net)
        self._needed = self._all_needed(net)

    def possible(self, marking: tuple[int, ...]) -> int:
        """The activities that may still come."""
        found = 0
        for place in marking:
            found |= self._possible[place]
        return found

    def needed(self, marking: tuple[int, ...]) -> int:
        """Activities that have to come before the end."""
        found = 0
        for place in marking:
            found |= self._needed[place]
        return found

    def _all_possible(self, net: Net) -> list[int]:
        places = range(len(net.place_nodes))
        own = [self._bits(label for move in net.moves_at(place) if (label := move.label)) for place in places]
        after: list[set[int]] = [{each for move in net.moves_at(place) for each in move.produced} for place in places]
        for scope in net.scopes:
            for place in scope.places:
                after[place].update(each for produced in (*scope.interrupting, *scope.others) for each in produced)
        before: list[set[int]] = [set() for _ in places]
        for place, following in enumerate(after):
            for each in following:
                before[each].add(place)
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            for each in before[place]:
                if own[place] & ~own[each]:
                    own[each] |= own[place]
                    waiting.append(each)
        return own

    def _all_needed(self, net: Net) -> list[int]:
        """The greatest sets that agree with each other; empty where something may break off the work."""
        places = range(len(net.place_nodes))
        broken = any(move.clears for place in places for move in net.moves_at(place))
        if broken or any(scope.interrupting or scope.others for scope in net.scopes):
            return [0] * len(places)
        needed = [sum(self.bits.values())] * len(places)
        changed = True
        while changed:
            changed = False
            for place in reversed(places):
                least = needed[place]
                for move in net.moves_at(place):
                    one = self.bits[move.label] if move.label else 0
                    for each in move.produced:
                        one |= needed[each]
                    least &= one
                changed |= least != needed[place]
                needed[place] = least
        return needed

    def _bits(self, labels: Iterable[str]) -> int:
        found = 0
        for label in labels:
            found |= self.bits[label]
        return found
