"""What comes after a step, whatever came before it: the routing as gateways can say it.

A gateway knows where a ticket is, not where it has been. Of a routing by longer histories it gets the chances after the last step alone:
those of the histories that end with it, weighted by how often a ticket comes to each, whatever its values and however often it has been
there. Every step is then visited as often, on average, as before, and so is every flow; which visits come together in one ticket is lost.

With v the expected visits of the histories of one ticket, P their chances and s the new ticket, v = s + Pᵀ v: a linear system in
the histories that a ticket can come to (J. G. Kemeny, J. L. Snell, 1960, "Finite Markov Chains", chapter 3).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

from svcflow.model.document import END, START, ServiceModel
from svcflow.model.histories import Histories
from svcflow.model.kinds import Values, routed_kinds

State = TypeVar("State", bound=Hashable)
_State = tuple[int, str, tuple[int, ...]]
"""a history, its last step, and how often the ticket has been at each of the steps where that counts"""
Chances = dict[str, dict[str, float]]
"""a step, or `(start)` -> the next one, or `(end)` -> chance"""


def first_order(model: ServiceModel) -> Chances:
    """What comes after each step that a ticket can come to, by the fitted routing and with what comes back at once.

    Cost: cubic in the histories that a ticket can come to, times the numbers of visits that are told apart.
    """
    histories = Histories(model.routing.contexts)
    counted = tuple(sorted({context.after[-1] for context in model.routing.contexts if context.visits and context.after}))
    kinds = routed_kinds(model, model.routing.contexts)
    found: Chances = {}
    for values, share in zip(kinds, kinds.shares(), strict=True):
        begin = (histories.start, START, (0,) * len(counted))
        ways = _ways(histories, values, counted, begin)
        visits = expected_visits(ways, begin)
        for state, following in ways.items():
            after = found.setdefault(state[1], {})
            for (_, name, _), chance in following.items():
                after[name] = after.get(name, 0.0) + share * visits[state] * chance
    found = {step: after for step, after in found.items() if any(after.values())}
    return {step: _again(model, step, _shares(after)) for step, after in _in_order(found, model).items()}


def _ways(histories: Histories, values: Values, counted: tuple[str, ...], begin: _State) -> dict[_State, dict[_State, float]]:
    """Where tickets with these values go from each state, with its chance."""
    ways: dict[_State, dict[_State, float]] = {}
    ahead = [begin]
    while ahead:
        state = ahead.pop()
        node, step, been = state
        if state in ways or step == END:
            continue
        context = histories.deciding(node, values, been[counted.index(step)] if step in counted else 1)
        assert context is not None, "check_model has seen that every history has a context"
        ways[state] = {}
        for name, chance in context.next.items():
            if chance > 0:
                more = tuple(min(n + (it == name), histories.most_visits) for it, n in zip(counted, been, strict=True))
                ways[state][histories.after(node, name), name, more] = chance
        ahead += ways[state]
    return ways


def expected_visits(ways: Mapping[State, Mapping[State, float]], begin: State) -> dict[State, float]:
    """How often each state is visited from `begin` on, on average; states without ways are the end."""
    import numpy as np

    numbers = {state: number for number, state in enumerate(ways)}
    matrix = np.eye(len(numbers))
    for state, following in ways.items():
        whole = sum(following.values())
        for other, chance in following.items():
            if other in numbers:
                matrix[numbers[other], numbers[state]] -= chance / whole
    right = np.zeros(len(numbers))
    right[numbers[begin]] = 1.0
    return dict(zip(ways, np.linalg.solve(matrix, right).tolist(), strict=True))


def _again(model: ServiceModel, step: str, after: dict[str, float]) -> dict[str, float]:
    """With the chance that the step is done again at once, where it has one."""
    part = None if step == START else model.step(step)
    if part is None or part.fitted_error_chance or not part.error_chance:
        return after
    again = part.error_chance
    return {step: again} | {name: chance * (1 - again) + (again if name == step else 0.0) for name, chance in after.items()}


def _shares(values: dict[str, float]) -> dict[str, float]:
    whole = sum(values.values())
    return {name: value / whole for name, value in values.items()}


def _in_order(found: Chances, model: ServiceModel) -> Chances:
    """In the order of the model's steps, the way out last."""
    names = [START, *(step.name for step in model.steps), END]
    return {name: {other: found[name][other] for other in names if other in found[name]} for name in names if name in found}
