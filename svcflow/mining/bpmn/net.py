"""The places where the tokens of a model can stand, and where each can go on its own.

A flow is a place only where it has to be: before a gateway that joins, each entry is a place of its own; before every other
node there is one place, however many flows lead there; and a node that is silent and has one way out has none, since a
token before it might as well stand behind it. What is left to a token are its **moves**: the steps that it can do after
passing, in silence, through the gateways before it, and the places that get a token then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from svcflow.errors import InputError
from svcflow.mining.bpmn.model import BpmnModel, Node

Places = tuple[int, ...]
MOST_TOKENS = 64
"""a model that makes more tokens than that for one case makes any number; what lies beyond is left out"""
_MOST_WAYS = 8
"""ways that leave an inclusive gateway; each subset of them is one"""


@dataclass(frozen=True, slots=True)
class Move:
    """What one token can do: the step (None: silent), the places that get a token, and those that lose all of theirs."""

    label: str | None
    produced: Places
    clears: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Join:
    """A gateway that takes several tokens: its entries, whether it needs one on each, and what it may produce."""

    node: str
    entries: Places
    needs_all: bool
    produces: tuple[Places, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """A subprocess: its places, its exit and what that produces, and what its boundary events produce."""

    places: frozenset[int]
    exit: int | None
    produced: Places
    interrupting: tuple[Places, ...]
    others: tuple[Places, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a token can go in silence and alone: its moves, the joins and exits it can come to, and where it may have to stand first."""

    moves: tuple[Move, ...]
    gates: frozenset[int]
    commits: tuple[Places, ...]


class Net:
    """The places of a model whose nodes are known to the log by `labels` (node id -> activity); other nodes are silent.

    Raises
    ------
    InputError
        An inclusive gateway has more than 8 ways out.
    """

    def __init__(self, model: BpmnModel, labels: Mapping[str, str]) -> None:
        self._labels = labels
        self._nodes = {node.id: node for node in model.nodes}
        self._out: dict[str, list[tuple[str, str]]] = {name: [] for name in self._nodes}
        self._in: dict[str, list[str]] = {name: [] for name in self._nodes}
        for flow in model.flows:
            self._out[flow.source].append((flow.target, flow.id))
            self._in[flow.target].append(flow.id)
        self._subprocesses = {name for node in model.nodes for name in node.within}
        self._boundaries: dict[str, list[Node]] = {}
        for node in model.nodes:
            if node.kind == "boundary":
                self._boundaries.setdefault(node.attached_to, []).append(node)
        self._numbers: dict[tuple[str, str], int] = {}
        self.place_nodes: list[str] = []
        """the node before which each place lies"""
        self.initial = self._initial()
        self._alternatives = self._all_alternatives()
        self.joins = tuple(self._joins())
        self.scopes = tuple(map(self._scope, sorted(self._subprocesses)))
        self._gates = frozenset(place for join in self.joins for place in join.entries) | {
            scope.exit for scope in self.scopes if scope.exit is not None
        }
        self.ends = self._silent_ends()
        self._reach: dict[int, Reach] = {}

    def reach(self, place: int) -> Reach:
        """What a token at a place can do alone; reckoned once."""
        if place not in self._reach:
            self._reach[place] = self._reached(place)
        return self._reach[place]

    def moves_at(self, place: int) -> Sequence[Move]:
        """What the node before which the place lies does when a token is taken from it."""
        return self._alternatives[place]

    def _initial(self) -> tuple[Places, ...]:
        """The markings in which a case may begin: at one of the start events, or at every node that nothing leads to."""
        outer = [node for node in self._nodes.values() if not node.within and node.kind != "boundary"]
        starts = [node.id for node in outer if node.kind == "start" and not self._in[node.id]]
        if starts:
            return tuple(self._entered([(start, "")]) for start in starts)
        return (self._entered([(node.id, "") for node in outer if not self._in[node.id]]),)

    def _entered(self, ways: Iterable[tuple[str, str]]) -> Places:
        """The places that get a token when nodes are entered by flows."""
        return tuple(sorted(place for node, flow in ways if (place := self._place(node, flow)) is not None))

    def _place(self, node: str, flow: str) -> int | None:
        """The place before a node; None where a token vanishes in silence."""
        seen: set[str] = set()
        while node not in seen and self._is_plain(node):
            seen.add(node)
            if not self._out[node]:
                return None
            node, flow = self._out[node][0]
        key = (node, flow if self._is_join(node) else "")
        if key not in self._numbers:
            self._numbers[key] = len(self.place_nodes)
            self.place_nodes.append(node)
        return self._numbers[key]

    def _is_join(self, node: str) -> bool:
        return self._nodes[node].kind in ("parallel", "inclusive") and len(self._in[node]) > 1

    def _is_plain(self, node: str) -> bool:
        """Whether a token passes by without a trace."""
        return (
            node not in self._labels
            and len(self._out[node]) <= 1
            and self._nodes[node].kind not in ("terminate", "exit")
            and not self._is_join(node)
            and not self._hosts(node)
        )

    def _hosts(self, node: str) -> list[Node]:
        """The boundary events on a task."""
        return [] if node in self._subprocesses else self._boundaries.get(node, [])

    def _all_alternatives(self) -> list[list[Move]]:
        """For each place, what its node can do; places are found on the way."""
        found: list[list[Move]] = []
        for node in self._nodes:
            self._entered(self._out[node])
            self._entered([(node, flow) for flow in self._in[node]])
        for events in self._boundaries.values():
            self._entered([(event.id, "") for event in events])
        while len(found) < len(self.place_nodes):
            place = len(found)
            found.append(list(self._fired(self.place_nodes[place], place)))
        return found

    def _fired(self, name: str, place: int) -> Iterator[Move]:
        node, label = self._nodes[name], self._labels.get(name)
        clears = self._within(node.within[-1] if node.within else None) if node.kind == "terminate" else frozenset()
        for produced in self._produced(node):
            yield Move(label, produced, clears)
            for event in self._hosts(name):
                taken = self._entered([(event.id, "")])
                yield Move(label, taken if event.interrupts else tuple(sorted(produced + taken)))
                if event.interrupts and label is not None:
                    yield Move(None, taken)
        if node.repeats and label is not None:
            yield Move(label, (place,))

    def _produced(self, node: Node) -> list[Places]:
        ways = self._out[node.id]
        if node.kind == "exclusive":
            return [self._entered([way]) for way in ways] or [()]
        if node.kind == "inclusive" and len(ways) > 1:
            if len(ways) > _MOST_WAYS:
                problem = f'the inclusive gateway "{node.id}" has {len(ways)} ways out, more than {_MOST_WAYS}.'
                raise InputError(problem, remedy="Draw it as several gateways in a row.")
            chosen = (subset for size in range(1, len(ways) + 1) for subset in combinations(ways, size))
            return [self._entered(subset) for subset in chosen]
        return [self._entered(ways)]

    def _joins(self) -> Iterator[Join]:
        for name, node in self._nodes.items():
            if self._is_join(name):
                entries = tuple(self._numbers[name, flow] for flow in self._in[name])
                yield Join(name, entries, node.kind == "parallel", tuple(self._produced(node)))

    def _within(self, subprocess: str | None) -> frozenset[int]:
        """The places inside a subprocess; None: all."""
        inside = (number for number, name in enumerate(self.place_nodes) if subprocess is None or subprocess in self._nodes[name].within)
        return frozenset(inside)

    def _scope(self, subprocess: str) -> Scope:
        exits = [node for node in self._nodes.values() if node.kind == "exit" and node.within[-1] == subprocess]
        exit_ = self._place(exits[0].id, "") if exits else None
        events = self._boundaries.get(subprocess, [])
        return Scope(
            self._within(subprocess),
            exit_,
            self._entered(self._out[exits[0].id]) if exits else (),
            tuple(self._entered([(event.id, "")]) for event in events if event.interrupts),
            tuple(self._entered([(event.id, "")]) for event in events if not event.interrupts),
        )

    def _silent_ends(self) -> frozenset[int]:
        """The places whose token can come to an end in silence, alone."""
        ends: set[int] = set()
        while True:
            more = {
                place
                for place, moves in enumerate(self._alternatives)
                if place not in ends and place not in self._gates
                for move in moves
                if move.label is None and not move.clears and ends.issuperset(move.produced)
            }
            if not more:
                return frozenset(ends)
            ends |= more

    def _reached(self, start: int) -> Reach:
        moves: dict[Move, None] = {}
        gates: set[int] = set()
        commits: dict[Places, None] = {}
        guarded = [scope.places for scope in self.scopes if (scope.interrupting or scope.others) and start not in scope.places]
        stack: list[tuple[int, Places, frozenset[int]]] = [(start, (), frozenset((start,)))]
        seen: set[tuple[int, Places]] = set()
        while stack:
            place, others, path = stack.pop()
            if (place, others) in seen or len(others) > MOST_TOKENS:
                continue
            seen.add((place, others))
            if place != start and ((others and place in self._gates) or any(place in places for places in guarded)):
                commits[tuple(sorted((place, *others)))] = None
            if place in self._gates:
                if not others:
                    gates.add(place)
                continue
            for move in self._alternatives[place]:
                if move.label is not None or move.clears:
                    moves[Move(move.label, tuple(sorted(move.produced + others)), move.clears)] = None
                    continue
                for number, following in enumerate(move.produced):
                    if following not in path:
                        left = tuple(sorted(others + move.produced[:number] + move.produced[number + 1 :]))
                        stack.append((following, left, path | {following}))
        return Reach(tuple(moves), frozenset(gates), tuple(commits))
