"""The model as a BPMN network: who may follow whom, with which chance, after which delay.

Each step is a task, or where nobody does it a timer event of its name, for it takes elapsed time. A choice is an exclusive gateway that
leads out, and where several ways come together another one leads in. A delay is a timer event without a name on its way; the
chance that it is 0 becomes a way past it. Steps of which each always comes after the one before, and always may begin when that
one begins, stand side by side between parallel gateways. There is one start and one end, as Prosimos wants it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from svcflow.mining.bpmn.model import BpmnModel, Kind, Node, SequenceFlow
from svcflow.model.distribution import Distribution
from svcflow.model.document import END, START, ServiceModel, Step
from svcflow.model.exchange.chances import Chances
from svcflow.model.exchange.distributions import pooled


@dataclass(slots=True)
class Network:
    """The BPMN model, and what stands behind its ids: steps, delays, and the chances of the ways out of gateways."""

    bpmn: BpmnModel
    steps: dict[str, str] = field(default_factory=dict)
    """node -> step"""
    delays: dict[str, Distribution] = field(default_factory=dict)
    """node -> hours"""
    chances: dict[str, dict[str, float]] = field(default_factory=dict)
    """gateway -> flow -> chance"""
    blocks: list[tuple[str, ...]] = field(default_factory=list)
    """steps that stand side by side"""


@dataclass(frozen=True, slots=True)
class _Way:
    source: str
    target: str
    chance: float
    delay: Distribution | None


def hours_of(model: ServiceModel, step: Step, person: str = "") -> Distribution:
    """How long a step takes a person (or everybody else), over tickets of all values."""
    own = step.by_person.get(person, step.duration)
    if step.by_attribute is None:
        return own
    shares = next((each.shares for each in model.attributes if each.name == step.by_attribute.attribute), {})
    factor = own.expected / step.duration.expected if step.duration.expected else 1.0
    parts = [(shares.get(value, 0.0), each.scaled(factor)) for value, each in step.by_attribute.durations.items()]
    rest = 1 - sum(chance for chance, _ in parts)
    return pooled([*parts, (max(rest, 0.0), own)])


def network(model: ServiceModel, chances: Chances, delays: dict[tuple[str, str], Distribution]) -> Network:
    """The network of these chances, with the elapsed `delays` of flows."""
    ways = [way for source, after in chances.items() for target, chance in after.items() for way in _ways(source, target, chance, delays)]
    return _Builder(model).built(ways, _blocks(model, ways))


def _ways(source: str, target: str, chance: float, delays: dict[tuple[str, str], Distribution]) -> list[_Way]:
    delay = delays.get((source, target))
    if delay is None or delay.expected == 0:
        return [_Way(source, target, chance, None)]
    past = [_Way(source, target, chance * delay.zero, None)] if delay.zero else []
    return [*past, _Way(source, target, chance * (1 - delay.zero), delay.model_copy(update={"zero": 0.0}))]


def _blocks(model: ServiceModel, ways: list[_Way]) -> list[tuple[str, ...]]:
    """Chains of steps that follow each other alone, each beside the one before."""
    beside = {(flow.source, flow.target) for flow in model.flows if flow.overlap == 1}
    leaving, entering = Counter(way.source for way in ways), Counter(way.target for way in ways)
    after = {
        way.source: way.target
        for way in ways
        if (way.source, way.target) in beside and leaving[way.source] == entering[way.target] == 1 and way.source not in (START, way.target)
    }
    blocks = []
    for head in after.keys() - set(after.values()):
        block = [head]
        while block[-1] in after:
            block.append(after[block[-1]])
        blocks.append(tuple(block))
    return sorted(blocks)


class _Builder:
    def __init__(self, model: ServiceModel) -> None:
        self._model = model
        self._nodes: dict[str, Node] = {}
        self._flows: list[SequenceFlow] = []
        self._found = Network(BpmnModel((), ()))

    def built(self, ways: list[_Way], blocks: list[tuple[str, ...]]) -> Network:
        self._found.blocks = blocks
        heads, lasts = {block[0]: block for block in blocks}, {block[-1]: block for block in blocks}
        opens: dict[str, str] = {}
        closes: dict[str, str] = {}
        nodes: dict[str, str] = {}
        places = [START, *(step.name for step in self._model.steps), END]
        used = {way.source for way in ways} | {way.target for way in ways}
        entries, exits = {}, {}
        for number, place in enumerate(place for place in places if place in used):
            node = self._place(place, number)
            entries[place] = exits[place] = node
            if place in heads:
                opens |= dict.fromkeys(heads[place], self._node(f"open_{number}", "parallel"))
                entries[place] = opens[place]
            if sum(way.target == place for way in ways) > 1:
                join = self._node(f"join_{number}", "exclusive")
                self._flow(join, entries[place])
                entries[place] = join
            if place in lasts:
                closes[place] = exits[place] = self._node(f"close_{number}", "parallel")
            if sum(way.source == place for way in ways) > 1:
                split = self._node(f"split_{number}", "exclusive")
                self._flow(exits[place], split)
                exits[place] = split
            nodes[place] = node
        for block in blocks:
            self._flow(opens[block[0]], nodes[block[0]])
            for step in block:
                self._flow(nodes[step], closes[block[-1]])
        for way in ways:
            within = way.target in opens and way.target not in heads
            self._way(opens[way.target] if within else exits[way.source], nodes[way.target] if within else entries[way.target], way)
        self._found.bpmn = BpmnModel(tuple(self._nodes.values()), tuple(self._flows), self._model.name)
        return self._found

    def _place(self, place: str, number: int) -> str:
        if place in (START, END):
            return self._node("start" if place == START else "end", "start" if place == START else "end")
        staffed = self._model.step(place).staffed
        node = self._node(f"{'task' if staffed else 'event'}_{number}", "task" if staffed else "event", place)
        self._found.steps[node] = place
        if not staffed:
            self._found.delays[node] = hours_of(self._model, self._model.step(place))
        return node

    def _way(self, source: str, target: str, way: _Way) -> None:
        if way.delay is None:
            first = self._flow(source, target)
        else:
            event = self._node(f"delay_{len(self._found.delays)}", "event")
            self._found.delays[event] = way.delay
            first = self._flow(source, event)
            self._flow(event, target)
        if self._nodes[source].kind == "exclusive":
            self._found.chances.setdefault(source, {})[first] = way.chance

    def _node(self, name: str, kind: Kind, said: str = "") -> str:
        self._nodes[name] = Node(name, kind, said)
        return name

    def _flow(self, source: str, target: str) -> str:
        name = f"flow_{len(self._flows) + 1}"
        self._flows.append(SequenceFlow(name, source, target))
        return name
