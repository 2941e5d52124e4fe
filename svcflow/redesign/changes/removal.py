"""Remove a step: tickets that would have come to it go on to what followed it.

**Bridging.** A chance p of coming to the removed step r is handed to r's successors in proportion to their chances in the same
history: P(b | a) becomes P(b | a) + P(r | a) · P(b | a, r), and so on through repetitions of r, whose chance of staying is summed
as a geometric series. The chances of every context still sum to 1.

**History.** A context with r inside is read without it: (a, r, b) becomes (a, b), and joins the context that is called so
already, each by its weight n. A context that begins with r was a refinement of the shorter one, which has seen its tickets too
and stands for both. A context that ends in r is no longer reached. For routing that depends on the last step alone this is exact; with
longer histories what follows r no longer tells that r was passed.

Delays before and after r go with it; between two steps that it separated there is what the model knows of their own flow.
Tickets that consisted of r alone need nothing any more: they no longer arrive.
"""

from __future__ import annotations

from typing import Literal

from svcflow.errors import ScenarioError
from svcflow.model.document import END, START, Context, Routing, ServiceModel
from svcflow.redesign.changes.change import Change, known_step, listed, percent
from svcflow.redesign.changes.demand import with_arrivals
from svcflow.redesign.changes.steps import idle_without, without_skill

Chances = dict[str, float]
History = tuple[str, ...]


class RemoveStep(Change):
    """Leave a step out."""

    kind: Literal["remove_step"] = "remove_step"
    step: str

    def applied(self, model: ServiceModel) -> ServiceModel:
        """Bridge the routing, and drop the step with its flows and skills."""
        known_step(model, self.step)
        if len(model.steps) == 1:
            raise ScenarioError(f'"{self.step}" is the only step: nothing would be left to do.')
        routing, vanished = _opened(without(model.routing, self.step))
        if vanished >= 1:
            raise ScenarioError(f'every ticket consists of "{self.step}" alone: nothing would be left to do.')
        changed = model.model_copy(
            update={
                "steps": tuple(step for step in model.steps if step.name != self.step),
                "routing": routing,
                "flows": tuple(flow for flow in model.flows if self.step not in (flow.source, flow.target)),
            }
        )
        changed = without_skill(changed, self.step)
        return with_arrivals(changed, 1.0 - vanished) if vanished else changed

    def describe(self, model: ServiceModel) -> str:
        """What becomes of the tickets and the people."""
        known_step(model, self.step)
        vanished = _opened(without(model.routing, self.step))[1]
        alone = f" {percent(vanished)} of the tickets consisted of it alone and no longer arrive." if vanished else ""
        idle = idle_without(model, self.step)
        leave = f" {listed(idle)} did nothing else and leave the model." if idle else ""
        return f"{self.step} is left out: tickets go straight on to what followed it, which is needed as often as before.{alone}{leave}"


def without(routing: Routing, step: str) -> Routing:
    """The routing with a step bridged; every context sums to 1."""
    known = {context.after: context for context in routing.contexts}
    longest = max((1, *map(len, known)))
    merged: dict[History, list[tuple[Chances, int]]] = {}
    for context in routing.contexts:
        after = tuple(name for name in context.after if name != step)
        ends, begins = context.after[-1:] == (step,), context.after[:1] == (step,)
        if ends or (begins and after in known):
            continue
        merged.setdefault(after, []).append((_bridged(context.after, step, known, longest), context.n))
    return Routing(contexts=tuple(_joined(after, parts) for after, parts in merged.items()))


def _bridged(history: History, step: str, known: dict[History, Context], longest: int) -> Chances:
    """What comes next after `history` if passing through `step` takes no notice."""
    following = _next(history, known)
    staying = following.get(step, 0.0)
    onward = {name: chance for name, chance in following.items() if name != step}
    if not staying:
        return onward
    further = (*history, step)[-longest:]
    if further == history:  # nothing but the step as far back as anyone looks: the same chances again and again
        if staying >= 1:
            raise ScenarioError(f'tickets that have come to "{step}" never leave it: what follows it is not known.')
        return {name: chance / (1 - staying) for name, chance in onward.items()}
    for name, chance in _bridged(further, step, known, longest).items():
        onward[name] = onward.get(name, 0.0) + staying * chance
    return onward


def _next(history: History, known: dict[History, Context]) -> Chances:
    """The chances of the longest known context that `history` ends in."""
    for first in range(len(history) + 1):
        if history[first:] in known:
            return known[history[first:]].next
    return {END: 1.0}


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


def _opened(routing: Routing) -> tuple[Routing, float]:
    """The routing in which every ticket has a step, and the share of tickets that had none."""
    contexts, vanished = [], 0.0
    for context in routing.contexts:
        if context.after == (START,) and END in context.next:
            vanished = context.next[END]
            rest = {name: chance / (1 - vanished) for name, chance in context.next.items() if name != END} if vanished < 1 else {}
            contexts.append(context.model_copy(update={"next": rest}))
        else:
            contexts.append(context)
    return Routing(contexts=tuple(contexts)), vanished
