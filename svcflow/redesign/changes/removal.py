"""Remove a step: tickets that would have come to it go on to what followed it.

**Bridging.** A chance p of coming to the removed step r is handed to r's successors in proportion to their chances in the same
history: P(b | a) becomes P(b | a) + P(r | a) · P(b | a, r), and so on through repetitions of r, whose chance of staying is summed
as a geometric series. The chances of every context still sum to 1.

**History.** A context with r inside is read without it: (a, r, b) becomes (a, b), and joins the context that is called so
already, each by its weight n. A context that begins with r was a refinement of the shorter one, which has seen its tickets too
and stands for both. A context that ends in r is no longer reached. For routing that depends on the last step alone this is exact; with
longer histories what follows r no longer tells that r was passed.

**Conditions.** What a context asks of the ticket's values and visits is asked still: each history is bridged for every combination of
values and visits that some context asks for, and listed with it where that makes a difference. Passing through r counts as a first visit.

Delays before and after r go with it; between two steps that it separated there is what the model knows of their own flow.
Tickets that consisted of r alone need nothing any more: they no longer arrive, which changes the shares of the values if some values
have more of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from svcflow.errors import ScenarioError
from svcflow.model.document import Attribute, ServiceModel
from svcflow.model.kinds import Values, routed_kinds
from svcflow.model.routing import END, START, Context, Routing
from svcflow.redesign.changes.change import Change, known_step, listed, percent
from svcflow.redesign.changes.demand import with_arrivals
from svcflow.redesign.changes.rerouting import Chances, History
from svcflow.redesign.changes.steps import idle_without, without_skill

SAME = 1e-12
"""chances nearer than this are the same"""


class RemoveStep(Change):
    """Leave a step out."""

    kind: Literal["remove_step"] = "remove_step"
    step: str

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Bridge the routing, and drop the step with its flows and skills."""
        known_step(model, self.step)
        if len(model.steps) == 1:
            raise ScenarioError(f'"{self.step}" is the only step: nothing would be left to do.')
        opened, vanished = _opened(model, self.step)
        if vanished >= 1:
            raise ScenarioError(f'every ticket consists of "{self.step}" alone: nothing would be left to do.')
        changed = opened.model_copy(
            update={
                "steps": tuple(step for step in model.steps if step.name != self.step),
                "flows": tuple(flow for flow in model.flows if self.step not in (flow.source, flow.target)),
            }
        )
        changed = without_skill(changed, self.step)
        return with_arrivals(changed, 1.0 - vanished) if vanished else changed

    def describe(self, model: ServiceModel) -> str:
        """What becomes of the tickets and the people."""
        known_step(model, self.step)
        vanished = _opened(model, self.step)[1]
        alone = f" {percent(vanished)} of the tickets consisted of it alone and no longer arrive." if vanished else ""
        idle = idle_without(model, self.step)
        leave = f" {listed(idle)} did nothing else and leave the model." if idle else ""
        return f"{self.step} is left out: tickets go straight on to what followed it, which is needed as often as before.{alone}{leave}"


def without(routing: Routing, step: str) -> Routing:
    """The routing with a step bridged; every context sums to 1."""
    listed = {context.after for context in routing.contexts}
    bridge = _Bridge(routing, step, max((1, *map(len, listed))))
    merged: dict[History, list[History]] = {}
    for after in dict.fromkeys(context.after for context in routing.contexts):
        short = tuple(name for name in after if name != step)
        ends, begins = after[-1:] == (step,), after[:1] == (step,)
        if not ends and not (begins and short in listed):
            merged.setdefault(short, []).append(after)
    wheres = _combined([context.where for context in routing.contexts])
    contexts: list[Context] = []
    for short, histories in merged.items():
        asked = {it.visits for it in routing.contexts if it.after[-1:] == short[-1:]}
        contexts += _told_apart(short, histories, [(where, visits) for where in wheres for visits in sorted({0} | asked)], bridge)
    return Routing(contexts=tuple(contexts))


@dataclass(frozen=True, slots=True)
class _Bridge:
    """The routing as it was, and the step that is passed through."""

    routing: Routing
    step: str
    longest: int

    def chances(self, history: History, where: Values, visits: int) -> Chances:
        """What comes next after `history` if passing through the step takes no notice, for tickets with these values and visits."""
        following = self._next(history, where, visits)
        staying = following.get(self.step, 0.0)
        onward = {name: chance for name, chance in following.items() if name != self.step}
        if not staying:
            return onward
        further = (*history, self.step)[-self.longest :]
        if further == history:  # nothing but the step as far back as anyone looks: the same chances again and again
            if staying >= 1:
                raise ScenarioError(f'tickets that have come to "{self.step}" never leave it: what follows it is not known.')
            return {name: chance / (1 - staying) for name, chance in onward.items()}
        for name, chance in self.chances(further, where, 1).items():
            onward[name] = onward.get(name, 0.0) + staying * chance
        return onward

    def count(self, history: History, where: Values, visits: int) -> int:
        """The n of the context of just this history that decides for such tickets."""
        decided = _decided([it for it in self.routing.contexts if it.after == history], where, visits)
        return decided.n if decided is not None else 0

    def _next(self, history: History, where: Values, visits: int) -> Chances:
        for first in range(len(history) + 1):
            decided = _decided([it for it in self.routing.contexts if it.after == history[first:]], where, visits)
            if decided is not None:
                return decided.next
        return {END: 1.0}


def _decided(contexts: list[Context], where: Values, visits: int) -> Context | None:
    """Of contexts with one history, the one that decides for tickets with these values and visits."""
    holding = [it for it in contexts if it.where.items() <= where.items() and it.visits <= visits]
    return max(holding, key=lambda it: (len(it.where), it.visits), default=None)


def _combined(wheres: list[dict[str, str]]) -> list[dict[str, str]]:
    """All values that some context asks for, and what a ticket may have of them together; the fewest first, none at the very first."""
    found: list[dict[str, str]] = [{}]
    for where in wheres:
        if where not in found:
            compatible = [it for it in found if {**it, **where}.items() >= it.items()]
            found += [both for it in compatible if (both := {**it, **where}) not in found]
    return sorted(found, key=len)


def _told_apart(short: History, histories: list[History], conditions: list[tuple[dict[str, str], int]], bridge: _Bridge) -> list[Context]:
    """The contexts of one history: without conditions, and with those that make a difference to the ones before."""
    found: list[Context] = []
    for where, visits in conditions:
        parts = [(bridge.chances(history, where, visits), bridge.count(history, where, visits)) for history in histories]
        joined = _joined(short, parts).model_copy(update={"where": where, "visits": visits})
        before = [it for it in found if it.where.items() <= where.items() and it.visits <= visits]
        most = max(((len(it.where), it.visits) for it in before), default=None)
        deciding = [it for it in before if (len(it.where), it.visits) == most]
        if len(deciding) != 1 or _differ(deciding[0].next, joined.next):
            found.append(joined)
    return found


def _differ(one: Chances, other: Chances) -> bool:
    return any(abs(one.get(name, 0.0) - other.get(name, 0.0)) > SAME for name in one.keys() | other.keys())


def _joined(after: History, parts: list[tuple[Chances, int]]) -> Context:
    """One context out of several, by weight n (equal weights where none has been counted)."""
    total = sum(n for _, n in parts)
    weights = [n / total if total else 1 / len(parts) for _, n in parts]
    chances: Chances = {}
    for (part, _), weight in zip(parts, weights, strict=True):
        for name, chance in part.items():
            if weight and chance:
                chances[name] = chances.get(name, 0.0) + weight * chance
    whole = sum(chances.values())
    return Context(after=after, next={name: min(1.0, chance / whole) for name, chance in chances.items()}, n=total)


def _opened(model: ServiceModel, step: str) -> tuple[ServiceModel, float]:
    """The model with the routing in which the step is bridged and every ticket has a step, and the share of tickets that had none."""
    contexts = without(model.routing, step).contexts
    first = [it for it in contexts if it.after == (START,)]
    kinds = routed_kinds(model, first)
    gone = []
    for kind, share in zip(kinds, kinds.shares(), strict=True):
        decided = _decided(first, kind, 0)
        gone.append((kind, share, decided.next.get(END, 0.0) if decided is not None else 0.0))
    vanished = sum(share * chance for _, share, chance in gone)
    if vanished >= 1:
        return model, 1.0
    opened = [_with_steps(it) if it.after == (START,) else it for it in contexts]
    shares = tuple(_remaining(it, gone, vanished) for it in model.attributes) if vanished else model.attributes
    routing = Routing(contexts=tuple(it for it in opened if it.next))
    return model.model_copy(update={"routing": routing, "attributes": shares}), vanished


def _with_steps(context: Context) -> Context:
    """Of the tickets that have a step, what comes first; nothing where none has."""
    rest = 1 - context.next.get(END, 0.0)
    ways = {name: chance / rest for name, chance in context.next.items() if name != END} if rest > 0 else {}
    return context.model_copy(update={"next": ways}) if END in context.next else context


def _remaining(attribute: Attribute, gone: list[tuple[Values, float, float]], vanished: float) -> Attribute:
    """The attribute's shares among the tickets that still come."""
    if not any(attribute.name in kind for kind, _, _ in gone):
        return attribute
    named = {kind[attribute.name] for kind, _, _ in gone if attribute.name in kind}
    left = dict.fromkeys(named, 0.0) | {"": 0.0}
    come = left.copy()
    for kind, share, chance in gone:
        left[kind.get(attribute.name, "")] += share * (1 - chance) / (1 - vanished)
        come[kind.get(attribute.name, "")] += share
    factor = {value: left[value] / come[value] if come[value] else 1.0 for value in come}
    return attribute.model_copy(
        update={"shares": {value: share * factor[value if value in named else ""] for value, share in attribute.shares.items()}}
    )
