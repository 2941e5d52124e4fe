"""A BPMN model as ways from step to step: gateways and delays between two steps become chances and one delay.

Exclusive gateways share a ticket's chances out; timer events without a name add up to a delay. Parallel gateways are taken where each
branch holds one step: the steps then stand one after the other, each overlapping with the one before it, and what follows the join
waits for all of them, as the document's `overlap` has it. What this cannot say is refused with the element's id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from svcflow.errors import InputError
from svcflow.mining.bpmn.model import BpmnModel, Node, plain
from svcflow.model.distribution import Distribution

OUT = ""
"""the way out, where a node is expected"""
_MOST_WAYS = 10_000
_LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Way:
    """From one step (or the start) to the next (or out): chance, delays on the way, and whether it begins beside the one before."""

    target: str
    chance: float
    delays: tuple[Distribution, ...] = ()
    beside: bool = False


class Structure:
    """The ways of a model.

    Parameters
    ----------
    model : BpmnModel
    place : str
        The file, for refusals.
    chances : mapping
        Gateway -> flow -> chance.
    events : mapping
        Event -> hours.
    """

    def __init__(
        self, model: BpmnModel, place: str, chances: Mapping[str, Mapping[str, float]], events: Mapping[str, Distribution]
    ) -> None:
        self._place, self._chances, self._events = place, chances, events
        self._nodes = {node.id: node for node in model.nodes}
        self._out: dict[str, list[tuple[str, str]]] = {node.id: [] for node in model.nodes}
        self._in: dict[str, int] = dict.fromkeys(self._out, 0)
        for flow in model.flows:
            self._out[flow.source].append((flow.id, flow.target))
            self._in[flow.target] += 1
        self._splits = any(node.kind == "parallel" and len(self._out[node.id]) > 1 for node in model.nodes)
        self._after_block: dict[str, str] = {}
        """the last step of a parallel block -> the join behind it"""
        self._beside: dict[str, Way] = {}
        """a step of a parallel block -> the way to the next one"""
        starts = [node.id for node in model.nodes if node.kind == "start"]
        if len(starts) != 1:
            raise self._refusal(f"there are {len(starts)} start events.", "Draw one.")
        self.start = starts[0]
        self.blocks: list[tuple[str, ...]] = []
        """the names of steps side by side"""
        self.ways = self._all_ways()

    def is_step(self, node: Node) -> bool:
        """Whether it is work or waiting with a name, rather than a delay between two steps."""
        return node.kind == "task" or (node.kind == "event" and plain(node.name) not in ("", node.id))

    def name(self, node: str) -> str:
        """What the step of a node is called."""
        return plain(self._nodes[node].name) or node

    def is_task(self, node: str) -> bool:
        """Whether somebody does it."""
        return self._nodes[node].kind == "task"

    def _all_ways(self) -> dict[str, list[Way]]:
        """The ways from the start and from every step that can be come to."""
        found: dict[str, list[Way]] = {}
        ahead = [self.start]
        while ahead:
            here = ahead.pop()
            if here == OUT or here in found:
                continue
            beside = self._beside.get(here)
            found[here] = [beside] if beside else list(self._onward(self._after_block.get(here, here)))
            if len(found[here]) > _MOST_WAYS:
                raise self._refusal(f'more than {_MOST_WAYS} ways lead on from "{here}".', "Put steps between its gateways.")
            ahead += [way.target for way in found[here]]
        return found

    def _onward(self, node: str) -> Iterator[Way]:
        """Where tokens that leave a node come to."""
        ahead: list[tuple[str, float, tuple[Distribution, ...], frozenset[str]]] = [(self._single(node), 1.0, (), frozenset())]
        count = 0
        while ahead and count <= _MOST_WAYS:
            name, chance, delays, seen = ahead.pop()
            here = self._nodes[name]
            if name in seen:
                raise self._refusal(f'tickets can go round by "{name}" without coming to a step.', "Put a step into the loop.")
            if here.kind in ("end", "terminate"):
                count += 1
                yield Way(OUT, chance, delays)
            elif self.is_step(here):
                count += 1
                yield Way(name, chance, delays)
            elif here.kind == "parallel" and len(self._out[name]) > 1:
                count += 1
                yield self._block(name, chance, delays)
            else:
                more = delays if here.kind != "event" else (*delays, self._duration(name))
                ahead += [(other, chance * share, more, seen | {name}) for other, share in self._shares(here) if chance * share > _LEAST]

    def _shares(self, node: Node) -> list[tuple[str, float]]:
        """The nodes after one that is no step, and the chance of each."""
        ways = self._out[node.id]
        if node.kind == "boundary":
            raise self._refusal(f'"{node.id}" is an event on a boundary.', "Draw what it does as a choice after the task.")
        if node.kind == "parallel" and self._in[node.id] > 1:
            raise self._refusal(
                f'the parallel gateway "{node.id}" joins what none split before it.', "Draw each block with a split and a join."
            )
        if node.kind == "inclusive" and (len(ways) > 1 or self._splits):
            remedy = "Draw it as exclusive or parallel gateways."
            raise self._refusal(f'the inclusive gateway "{node.id}" cannot be taken.', remedy)
        if node.kind != "exclusive" or len(ways) == 1:
            return [(self._single(node.id), 1.0)]
        if not ways:
            raise self._refusal(f'nothing leads on from the gateway "{node.id}".', "Draw a flow from it.")
        chances = self._chances.get(node.id)
        if chances is None or any(flow not in chances for flow, _ in ways):
            lacking = next((flow for flow, _ in ways if chances is None or flow not in chances), "")
            remedy = f'Give it in gateway_branching_probabilities: path_id "{lacking}".'
            raise self._refusal(f'the gateway "{node.id}" has no probability for the flow "{lacking}".', remedy)
        return [(other, chances[flow]) for flow, other in ways]

    def _block(self, split: str, chance: float, delays: tuple[Distribution, ...]) -> Way:
        """The way into a parallel block; its steps are put in a row."""
        branches = [self._branch(other, split) for _, other in self._out[split]]
        joins = {join for _, _, join in branches}
        if len(joins) != 1:
            raise self._not_simple(split)
        steps = [(step, waits) for step, waits, _ in branches if step is not None]
        if not steps:
            raise self._not_simple(split)
        for (one, _), (two, waits) in pairwise(steps):
            self._beside[one] = Way(two, 1.0, waits, beside=True)
        self._after_block[steps[-1][0]] = joins.pop()
        names = tuple(self.name(step) for step, _ in steps)
        if len(names) > 1 and names not in self.blocks:
            self.blocks.append(names)
        return Way(steps[0][0], chance, (*delays, *steps[0][1]))

    def _branch(self, name: str, split: str) -> tuple[str | None, tuple[Distribution, ...], str]:
        """The step of a branch (None: there is none), the delays before it, and the gateway that it ends at."""
        step: str | None = None
        waits: tuple[Distribution, ...] = ()
        for _ in range(len(self._nodes)):
            node = self._nodes[name]
            if node.kind == "parallel" and self._in[name] > 1 and len(self._out[name]) == 1:
                return step, waits, name
            if self.is_step(node) and step is None and self._in[name] == 1:
                step = name
            elif node.kind == "event" and step is None:
                waits = (*waits, self._duration(name))
            else:
                raise self._not_simple(split)
            name = self._single(name)
        raise self._not_simple(split)

    def _single(self, name: str) -> str:
        """The one node after this one."""
        ways = self._out[name]
        if len(ways) != 1:
            problem = f'{len(ways)} flows leave "{name}".' if ways else f'nothing leads on from "{name}".'
            raise self._refusal(problem, "Let one flow leave it, and put a gateway behind it for more.")
        return ways[0][1]

    def _duration(self, event: str) -> Distribution:
        if event not in self._events:
            raise self._refusal(f'the event "{event}" has no duration.', f'Give it in event_distribution: event_id "{event}".')
        return self._events[event]

    def _not_simple(self, split: str) -> InputError:
        remedy = "Only branches of one step each, to one join, are taken: split the block, or draw its steps one after the other."
        return self._refusal(f'the branches behind the parallel gateway "{split}" are not one step each.', remedy)

    def _refusal(self, problem: str, remedy: str) -> InputError:
        return InputError(problem, place=self._place, remedy=remedy)
