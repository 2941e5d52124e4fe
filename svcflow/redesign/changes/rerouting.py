"""Rewriting of the routing: a step put in between, a twin that takes a share of a step's tickets, a flow that is passed over.

All three act on every context at once, whatever the length of its history, and keep the sum of its chances.

- **Between** (`inserted`). Of the tickets that go from one of `sources` to one of `targets`, a share s comes to a new step first, and then
  goes where it would have gone. In a context with P = Σ p_b over the targets b, p_b becomes p_b (1 − s), the new step gets s P, and
  after it b follows with the chance p_b ÷ P. Histories that contain such a passage stand for both: with the new step and, where s < 1,
  without it.
- **Twin** (`twinned`). A share s of what comes to a step goes to its twin instead, and on from there as from the step itself; with a
  chance f the twin fails, and the step is done after all. What a history with the step in it foretells counts for the twin as well.
- **Passed over** (`passed_over`). A share s of what comes from `source` to `step` goes where it would have gone after that step.

With routing by the last step alone all are exact. With longer histories a ticket that has come by the twin and then by the step, or
that has passed a step over, is routed by the shorter history that is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import pairwise, product

import numpy as np

from svcflow.model.document import ServiceModel
from svcflow.model.histories import Histories
from svcflow.model.kinds import Values, routed_kinds
from svcflow.model.routing import END, START, Context, Routing

Chances = dict[str, float]
History = tuple[str, ...]


def inserted(
    routing: Routing, new: str, *, sources: Collection[str] | None = None, targets: Collection[str] | None = None, share: float = 1.0
) -> Routing:
    """Put `new` between `sources` and `targets` (None: any; `(start)` is a source and `(end)` a target) for a share of the tickets."""

    def there(source: str, target: str) -> bool:
        return (sources is None or source in sources) and (targets is None or target in targets)

    contexts: list[Context] = []
    for context in routing.contexts:
        passing = {name: chance for name, chance in context.next.items() if chance and there(context.after[-1], name)}
        whole = sum(passing.values())
        for after in _with_new_inside(context.after, new, there, share):
            if not whole:
                contexts.append(context.model_copy(update={"after": after}))
                continue
            following = {name: chance * (1 - share) if name in passing else chance for name, chance in context.next.items()}
            kept = {name: chance for name, chance in following.items() if chance}
            contexts.append(context.model_copy(update={"after": after, "next": exact({**kept, new: share * whole})}))
            onward = exact({name: chance / whole for name, chance in passing.items()})
            if share:
                contexts.append(context.model_copy(update={"after": (*after, new), "next": onward, "n": round(context.n * share * whole)}))
    return Routing(contexts=tuple(contexts))


def twinned(routing: Routing, step: str, twin: str, share: float, failing: float = 0.0) -> Routing:
    """Let `twin` do a share of what comes to `step`, and the step be done after all with the chance `failing`."""
    contexts: list[Context] = []
    for context in routing.contexts:
        coming = context.next.get(step, 0.0)
        following = dict(context.next)
        if coming:
            following = {**following, step: coming * (1 - share), twin: coming * share}
        following = {name: chance for name, chance in following.items() if chance}
        for after in _either(context.after, step, twin, share, failing):
            chances = following
            if after[-1] == twin and failing:
                chances = {name: chance * (1 - failing) for name, chance in following.items()}
                chances[step] = chances.get(step, 0.0) + failing
            contexts.append(context.model_copy(update={"after": after, "next": exact(chances)}))
    return Routing(contexts=tuple(contexts))


def passed_over(routing: Routing, source: str, step: str, share: float = 1.0) -> Routing:
    """Let a share of what comes from `source` to `step` go where it would have gone after it."""
    taken = {_key(context) for context in routing.contexts}
    # Where the ways on from the step differ by values, they must be told apart one step earlier.
    wheres = [it.where for it in routing.contexts if it.after[-1] == step and it.where]
    contexts: list[Context] = []
    for context in routing.contexts:
        if context.after[-1] != source or not share * context.next.get(step, 0.0):
            contexts.append(context)
            continue
        contexts.append(_bridged(context, step, share, routing))
        for where in wheres:
            both = {**context.where, **where}
            told_apart = context.model_copy(update={"where": both})
            if both.items() >= context.where.items() and _key(told_apart) not in taken:
                taken.add(_key(told_apart))
                contexts.append(_bridged(told_apart, step, share, routing))
    return Routing(contexts=tuple(contexts))


def _key(context: Context) -> tuple[object, ...]:
    return context.after, tuple(sorted(context.where.items())), context.visits


def _bridged(context: Context, step: str, share: float, routing: Routing) -> Context:
    coming = share * context.next[step]
    chances = {**context.next, step: context.next[step] - coming}
    for name, chance in next_after(routing, (*context.after, step), context.where).items():
        chances[name] = chances.get(name, 0.0) + coming * chance
    return context.model_copy(update={"next": exact({name: chance for name, chance in chances.items() if chance > 0})})


def next_after(routing: Routing, history: History, where: Values) -> Chances:
    """The chances after a history for tickets with these values, at the first visit of its last step."""
    histories = Histories(routing.contexts)
    node = 0
    for name in history:
        node = histories.after(node, name)
    decided = histories.deciding(node, where, 1)
    return {END: 1.0} if decided is None else dict(decided.next)


def exact(chances: Chances) -> Chances:
    """The chances made to sum to 1: what was rounded stays within a hair of it."""
    whole = sum(chances.values())
    return {name: min(1.0, chance / whole) for name, chance in chances.items()}


def chance_of(routing: Routing, source: str, target: str) -> float:
    """The share of what leaves `source` that goes to `target`, by the context that knows the source alone."""
    alone = (it for it in routing.contexts if it.after == (source,) and not it.conditioned)
    return next((it.next.get(target, 0.0) for it in alone), 0.0)


def visits(routing: Routing, model: ServiceModel | None = None) -> dict[str, float]:
    """How often a ticket comes to each step on average: the flow through all histories that can be told apart, solved at once.

    A mean over the kinds of tickets that the `model` has. Contexts that ask for several visits are not looked at: what they change
    happens to the few tickets that go round.
    """
    histories = Histories(routing.contexts)
    kinds = None if model is None else routed_kinds(model, routing.contexts)
    shares: list[tuple[Values, float]] = [({}, 1.0)] if kinds is None else list(zip(kinds, kinds.shares(), strict=True))
    found: dict[str, float] = {}
    for values, share in shares:
        for name, times in _visits_of(histories, values).items():
            found[name] = found.get(name, 0.0) + share * times
    return found


def _visits_of(histories: Histories, values: Values) -> dict[str, float]:
    from scipy.sparse import csc_array, eye_array
    from scipy.sparse.linalg import spsolve

    reached = histories.reachable(values)
    place = {node: number for number, node in enumerate(reached)}
    rows, columns, chances = [], [], []
    for node, number in place.items():
        context = histories.deciding(node, values, histories.levels(node)[0])
        for name, chance in (context.next if context is not None else {}).items():
            if name != END and chance:
                rows.append(place[histories.after(node, name)])
                columns.append(number)
                chances.append(chance)
    size = len(place)
    begin = np.zeros(size)
    begin[place[histories.start]] = 1.0
    flow = spsolve(csc_array(eye_array(size) - csc_array((chances, (rows, columns)), shape=(size, size))), begin)
    found: dict[str, float] = {}
    for node, number in place.items():
        found[reached[node]] = found.get(reached[node], 0.0) + float(flow[number])
    return {name: times for name, times in found.items() if name != START}


def follows(routing: Routing, source: str, target: str) -> bool:
    """Whether a ticket can go from `source` to `target` at all."""
    return any(context.after[-1] == source and context.next.get(target, 0.0) > 0 for context in routing.contexts)


def _with_new_inside(after: History, new: str, there: Callable[[str, str], bool], share: float) -> Iterator[History]:
    """A history as it may look then: with the new step in each of its passages, or, where only a share goes there, without."""
    choices: list[tuple[History, ...]] = []
    for source, target in pairwise(after):
        passage = there(source, target)
        with_new, without = (new, target), (target,)
        choices.append((with_new, without)[: 1 if share == 1 else 2] if passage and share else (without,))
    for chosen in product(*choices):
        yield (after[0], *(name for part in chosen for name in part))


def _either(after: History, step: str, twin: str, share: float, failing: float) -> Iterator[History]:
    """A history as it may look then: the step, or its twin, at each of its places."""
    both = (twin,) if share == 1 and not failing else (step, twin) if share else (step,)
    return product(*((both if name == step else (name,)) for name in after))
